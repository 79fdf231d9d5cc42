//! Every shipped policy: it checks without a word, its text is as the formatter writes it (comments aside),
//! and its results are those of its snapshots, which lie beside it.

use std::path::{Path, PathBuf};

use bareme::limits::Limits;
use bareme::report::{Report, json, markdown, stage_columns};
use bareme::source::FileId;
use bareme::world::DiskWorld;
use bareme::{RunOptions, audit, data, parameters, published, syntax};

/// The folders of shipped policies, in the order of their names.
fn folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let mut folders: Vec<PathBuf> =
        std::fs::read_dir(root).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_dir()).collect();
    folders.sort();
    folders
}

fn pin(folder: &Path, name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder.join("snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn every_policy_gives_what_its_snapshots_say() {
    for folder in folders() {
        let limits = Limits::default();
        let settings = data::read_settings(&folder).unwrap();
        let loaded = bareme::load(&DiskWorld, settings.policy_path().to_str().unwrap(), &limits);
        assert!(loaded.diagnostics.is_empty(), "{}: {:?}", folder.display(), loaded.diagnostics);
        let program = loaded.program.unwrap();

        let (tree, _) = syntax::parse(FileId(0), &loaded.sources.files()[0].text, &limits);
        pin(&folder, "text", &syntax::print(&tree));

        let data = data::load(&program, &settings, &limits).unwrap();
        let parameters = parameters::resolve::<&str>(&program, &[]).unwrap();
        let assessment = bareme::run(&program, &data, &parameters, &RunOptions::default()).unwrap();
        let (published, findings) = (published::compare(&assessment), audit::run(&assessment));
        let stages = stage_columns(&assessment);
        let report = |stages| Report { assessment: &assessment, published: &published, findings: &findings, stages };
        let mut bytes = Vec::new();
        json::write(&report(&[]), &mut bytes).unwrap();
        pin(&folder, "results", &String::from_utf8(bytes).unwrap());
        let mut bytes = Vec::new();
        json::write(&report(&stages), &mut bytes).unwrap();
        let with_stages: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        pin(&folder, "stages", &serde_json::to_string_pretty(&with_stages["tables"]).unwrap());
        pin(&folder, "report", &markdown::render(&report(&[])));
    }
}

/// The fingerprint is of the meaning: it survives layout, comments and another order, and nothing else.
#[test]
fn a_fingerprint_is_of_the_meaning() {
    for folder in folders() {
        let settings = data::read_settings(&folder).unwrap();
        let text = std::fs::read_to_string(settings.policy_path()).unwrap();
        if text.lines().any(|l| l.starts_with("use ")) {
            continue;
        }
        let (tree, _) = syntax::parse(FileId(0), &text, &Limits::default());
        let fingerprint = |text: &str| bareme::load_text("policy.bareme", text).unwrap().fingerprint.clone();
        let original = fingerprint(&text);
        assert_eq!(fingerprint(&syntax::print(&tree)), original, "layout and comments");
        let mut turned = tree.clone();
        turned.items.reverse();
        assert_eq!(fingerprint(&syntax::print(&turned)), original, "order");
        for (old, new) in [("printed    1", "printed    2"), ("0.31", "0.32"), ("range  0..2", "range  0..3")] {
            if text.contains(old) {
                assert_ne!(fingerprint(&text.replacen(old, new, 1)), original, "{old} became {new}");
            }
        }
    }
}
