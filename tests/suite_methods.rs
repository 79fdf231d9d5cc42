//! The method library: every file is registered, and the reference says what the registries say.

use std::path::{Path, PathBuf};

use bareme::methods::{aggregate, impute, normalise, page, reference, treat, weigh};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The method files of a folder; `laws.rs` holds tests, `mod.rs` the registry; `contributions.rs`, `ordered.rs`, `products.rs`, `terms.rs` and `whole.rs` are what several methods rest on.
fn files(folder: &Path) -> Vec<String> {
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if name.ends_with(".rs")
            && ![
                "mod.rs",
                "laws.rs",
                "whole.rs",
                "whole_laws.rs",
                "contributions.rs",
                "products.rs",
                "scaled.rs",
                "terms.rs",
                "ordered.rs",
                "terms.rs",
            ]
            .contains(&name.as_str())
        {
            texts.push(std::fs::read_to_string(path).unwrap());
        }
    }
    texts.sort();
    texts
}

#[test]
fn every_file_of_the_library_is_registered() {
    let mut registered: Vec<String> = normalise::ALL.iter().map(|m| m.source().to_owned()).collect();
    registered.sort();
    assert_eq!(files(&root().join("src/methods/normalise")), registered);
    let mut registered: Vec<String> = aggregate::ALL.iter().map(|m| m.source().to_owned()).collect();
    registered.sort();
    assert_eq!(files(&root().join("src/methods/aggregate")), registered);
    let mut registered: Vec<String> = treat::ALL.iter().map(|m| m.source().to_owned()).collect();
    registered.sort();
    assert_eq!(files(&root().join("src/methods/treat")), registered);
    let mut registered: Vec<String> = impute::ALL.iter().map(|m| m.source().to_owned()).collect();
    registered.sort();
    assert_eq!(files(&root().join("src/methods/impute")), registered);
    let mut registered: Vec<String> = weigh::ALL.iter().map(|m| m.source().to_owned()).collect();
    registered.sort();
    assert_eq!(files(&root().join("src/methods/weigh")), registered);
}

#[test]
fn every_page_says_what_a_reader_needs() {
    let pages = normalise::ALL.iter().map(|m| (m.name(), m.source()));
    let pages = pages.chain(treat::ALL.iter().map(|m| (m.name(), m.source())));
    let pages = pages.chain(impute::ALL.iter().map(|m| (m.name(), m.source())));
    for (name, source) in pages.chain(aggregate::ALL.iter().map(|m| (m.name(), m.source()))) {
        let page = page(source);
        for heading in ["Formula", "Source", "Algebra", "Domain", "Degenerate cases", "Missing", "Example"] {
            assert!(page.contains(&format!("**{heading}.**")), "`{name}` says nothing under {heading}");
        }
    }
}

#[test]
fn every_way_to_weigh_says_what_it_goes_by() {
    for method in weigh::ALL {
        let page = page(method.source());
        for heading in ["Formula", "Source", "Basis", "Degenerate cases", "Example"] {
            assert!(page.contains(&format!("**{heading}.**")), "`{}` says nothing under {heading}", method.name());
        }
    }
}

/// `BLESS=1 cargo test` writes the page anew.
#[test]
fn the_reference_is_what_the_registries_say() {
    let path = root().join("docs/methods.md");
    let expected = reference::reference();
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &expected).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(written == expected, "docs/methods.md is out of date: run `BLESS=1 cargo test` and read the change");
}
