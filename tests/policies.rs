//! Every shipped policy: it checks without a word, and `bareme test` finds nothing to say.

use std::path::{Path, PathBuf};

use bareme::limits::Limits;
use bareme::source::FileId;
use bareme::world::DiskWorld;
use bareme::{data, syntax};

/// The folders of shipped policies, in the order of their names.
fn folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let mut folders: Vec<PathBuf> =
        std::fs::read_dir(root).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_dir()).collect();
    folders.sort();
    folders
}

/// The snapshots of policies are those of `bareme test`: accept them with `bareme test policies --accept`.
#[test]
fn every_policy_passes_its_tests() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_bareme"))
        .args(["test", "policies"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}");
    for folder in folders() {
        let name = folder.file_name().unwrap().to_str().unwrap();
        assert!(text.lines().any(|l| l == format!("policies/{name}")), "{name} was not tested");
    }
}

#[test]
fn every_policy_checks_without_a_word() {
    for folder in folders() {
        let settings = data::read_settings(&folder).unwrap();
        let loaded = bareme::load(&DiskWorld, settings.policy_path().to_str().unwrap(), &Limits::default());
        assert!(loaded.diagnostics.is_empty(), "{}: {:?}", folder.display(), loaded.diagnostics);
    }
}

/// The fingerprint is of the meaning: it survives layout, comments, another order and one more example, and nothing else.
#[test]
fn a_fingerprint_is_of_the_meaning() {
    for folder in folders() {
        let settings = data::read_settings(&folder).unwrap();
        let text = std::fs::read_to_string(settings.policy_path()).unwrap();
        if text.lines().any(|l| l.starts_with("use ") || l.contains(" extends \"")) {
            continue;
        }
        let (tree, _) = syntax::parse(FileId(0), &text, &Limits::default());
        let fingerprint = |text: &str| bareme::load_text("policy.bareme", text).unwrap().fingerprint.clone();
        let original = fingerprint(&text);
        assert_eq!(fingerprint(&syntax::print(&tree)), original, "layout and comments");
        let mut turned = tree.clone();
        turned.items.reverse();
        assert_eq!(fingerprint(&syntax::print(&turned)), original, "order");
        let table = bareme::load_text("policy.bareme", &text).unwrap().tables[0].name.clone();
        let program = bareme::load_text("policy.bareme", &text).unwrap();
        let needed = program.parameters.iter().filter(|p| p.default.is_none());
        let given: String = needed.map(|p| format!("given {} 1; ", p.name)).collect();
        let example = format!("\nexample `one more` of {table} {{ {given}expect included }}\n");
        assert_eq!(fingerprint(&format!("{text}{example}")), original, "an example");
        for (old, new) in [("printed    1", "printed    2"), ("0.31", "0.32"), ("range  0..2", "range  0..3")] {
            if text.contains(old) {
                assert_ne!(fingerprint(&text.replacen(old, new, 1)), original, "{old} became {new}");
            }
        }
    }
}

/// The gallery has a section for every policy, with its source, what it shows, and lines of its text as they stand.
#[test]
fn the_gallery_shows_every_policy() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/policies.md")).unwrap();
    let sections: Vec<(&str, &str)> = page.split("\n## ").skip(1).map(|s| s.split_once('\n').unwrap()).collect();
    let shown: Vec<&str> = sections.iter().map(|(name, _)| *name).collect();
    let folders = folders();
    let names: Vec<&str> = folders.iter().map(|f| f.file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(shown, names, "docs/policies.md has one section for each folder of policies/, in their order");
    for (folder, (name, section)) in folders.iter().zip(sections) {
        assert!(section.contains("\n* Source: ") && section.contains("\n* Shows: "), "{name}");
        let settings = data::read_settings(folder).unwrap();
        let policy = std::fs::read_to_string(settings.policy_path()).unwrap();
        let blocks: Vec<&str> = section.split("```bareme\n").skip(1).map(|b| b.split("```").next().unwrap()).collect();
        assert!(!blocks.is_empty(), "{name} shows nothing of its text");
        for block in blocks {
            assert!(policy.contains(block.trim_end()), "{name} shows what its policy does not say:\n{block}");
        }
    }
}
