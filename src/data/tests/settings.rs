//! `bareme.toml`, `--data`, and files that are not there.

use std::fs;
use std::path::PathBuf;

use super::super::sample::Sample;
use super::super::{BoundBy, Mark, Settings, Sheet, load, read_settings};
use super::told;
use crate::limits::Limits;
use crate::program::Program;

/// A folder of its own for each test, removed at the end.
pub(super) struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let path = std::env::temp_dir().join(format!("bareme-data-{}-{name}", std::process::id()));
        fs::create_dir_all(path.join("data")).unwrap();
        for (file, text) in files {
            fs::write(path.join(file), text).unwrap();
        }
        Folder(path)
    }

    /// What is told, with the folder's path taken out.
    pub fn told(&self, diagnostics: &[crate::diagnostic::Diagnostic]) -> Vec<String> {
        told(diagnostics).into_iter().map(|t| t.replace(&self.0.display().to_string(), "HERE")).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn sample() -> Program {
    Sample::new().table("clusters", "no").numbers("exports").table("regions", "region").done()
}

#[test]
fn settings_are_read() {
    let text = "policy = \"p.bareme\"\n[limits]\nbad_cells = 5\n[tables.clusters]\nfile = \"data/c.xlsx\"\nsheet = 2\nheader_row = 3\n\
                [tables.regions]\nfile = \"r.csv\"\ndelimiter = \"tab\"\ndecimal = \",\"\n";
    let folder = Folder::new("read", &[("bareme.toml", text)]);
    let settings = read_settings(&folder.0).unwrap();
    assert_eq!(settings.policy_path(), folder.0.join("p.bareme"));
    let clusters = &settings.tables["clusters"];
    assert_eq!((clusters.sheet.clone(), clusters.header_row), (Some(Sheet::Number(2)), Some(3)));
    let regions = &settings.tables["regions"];
    assert_eq!((regions.delimiter, regions.decimal), (Some(b'\t'), Some(Mark::Comma)));
    assert!(matches!(&regions.bound_by, BoundBy::Settings { line: 8, .. }));
    assert_eq!(settings.limits(&Limits::default()).bad_cells, 5);
}

/// The page says of each limit what holds without it, and its examples are read.
#[test]
fn the_page_on_data_lists_all_settings() {
    let page = include_str!("../../../docs/data.md");
    let toml: Vec<&str> = page.split("```toml\n").skip(1).filter_map(|block| block.split("```").next()).collect();
    let folder = Folder::new("page", &[("bareme.toml", &toml.concat())]);
    let settings = read_settings(&folder.0).unwrap();
    assert_eq!(settings.tables["regions"].sheet, Some(Sheet::Name("2012".to_owned())));
    let limits = Limits::default();
    assert_eq!(settings.limits(&limits).data_rows, 500_000_000);
    let default = |value: usize| format!("| {value} |");
    for (name, value) in [
        ("source_bytes", limits.source_bytes),
        ("declarations", limits.declarations),
        ("group_members", limits.group_members),
        ("unit_factors", limits.unit_factors),
        ("proof_cases", limits.proof_cases),
        ("data_bytes", limits.data_bytes),
        ("data_columns", limits.data_columns),
        ("data_rows", limits.data_rows),
        ("bad_cells", limits.bad_cells),
    ] {
        let line = page.lines().find(|line| line.starts_with(&format!("| `{name}` |"))).unwrap();
        assert!(line.ends_with(&default(value)), "{line}");
    }
}

#[test]
fn all_that_is_wrong_in_the_settings_is_told_with_its_line() {
    let text = "polcy = \"p.bareme\"\n[tables.clusters]\nfle = \"c.csv\"\ndecimal = \"point\"\n[tables.regions]\nfile = 3\ndelimiter = \"xx\"\n[limits]\nrows = 3\n[tables.none]\n";
    let folder = Folder::new("wrong", &[("bareme.toml", text)]);
    assert_eq!(
        folder.told(&read_settings(&folder.0).unwrap_err()),
        [
            "data-config HERE/bareme.toml:1 | `polcy` is not a setting here | did you mean `policy`?",
            "data-config HERE/bareme.toml:3 | `fle` is not a setting here | did you mean `file`?",
            "data-config HERE/bareme.toml:6 | `file` must be a text in quotes",
            "data-config HERE/bareme.toml:7 | `delimiter` must be \",\" \";\" \"|\" or \"tab\"",
            "data-config HERE/bareme.toml:9 | `rows` is not a setting here | known here: `source_bytes`, `declarations`, `data_bytes`, `data_columns`, `data_rows`, `bad_cells`, `proof_cases`, `group_members`, `unit_factors`",
            "data-config HERE/bareme.toml:10 | table `none` has no `file` | write `file = \"data/….csv\"`",
        ]
    );
}

#[test]
fn settings_that_are_not_there_or_no_toml() {
    let folder = Folder::new("none", &[]);
    assert_eq!(
        folder.told(&read_settings(&folder.0).unwrap_err()),
        [
            "data-config HERE/bareme.toml | the folder `HERE` holds no `bareme.toml` | write one with `policy = \"….bareme\"`, or name a policy file"
        ]
    );
    fs::write(folder.0.join("bareme.toml"), "policy = \"p\"\n[tables\n").unwrap();
    let wrong = read_settings(&folder.0).unwrap_err();
    assert_eq!((wrong.len(), wrong[0].code.as_str()), (1, "data-config"));
    assert!(told(&wrong)[0].contains("bareme.toml:2"));
}

#[test]
fn tables_without_data_files_that_are_not_there_and_tables_that_the_policy_does_not_have() {
    let text =
        "policy = \"p.bareme\"\n[tables.clusters]\nfile = \"data/clusers.csv\"\n[tables.region]\nfile = \"r.csv\"\n";
    let folder = Folder::new("bound", &[("bareme.toml", text), ("data/clusters.csv", "no,exports\n1,x\n")]);
    let mut settings = read_settings(&folder.0).unwrap();
    let told = |s: &Settings| folder.told(&load(&sample(), s, &Limits::default()).unwrap_err());
    assert_eq!(
        told(&settings),
        [
            "data-config HERE/bareme.toml:4 | the policy has no table `region` | did you mean `regions`?",
            "data-file HERE/data/clusers.csv | there is no file `HERE/data/clusers.csv` for table `clusters` | did you mean `HERE/data/clusters.csv`?",
        ]
    );
    let here = folder.0.display();
    settings.bind(&format!("clusters={here}/data/clusters.csv")).unwrap();
    settings.bind(&format!("regions={here}/data")).unwrap();
    settings.bind("regoins=r.csv").unwrap();
    let twice = settings.bind("regoins=s.csv").unwrap_err();
    assert_eq!(
        super::told(&twice),
        ["usage  | `--data` gives `regoins` two files: `r.csv` and `s.csv` | keep one of the two"]
    );
    settings.tables.shift_remove("region");
    assert_eq!(
        told(&settings),
        [
            "data-config  | the policy has no table `regoins` [from `--data regoins=r.csv`] | did you mean `regions`?",
            "data-file HERE/data | `HERE/data` is a folder, not a file | name a CSV or XLSX file in it",
            "data-bad-cell HERE/data/clusters.csv:2 exports «x» | `x` is not a number | if it means that there is no value, declare `token \"x\" as unavailable`",
        ]
    );
    assert_eq!(settings.bind("clusters").unwrap_err()[0].code.as_str(), "usage");
}

#[test]
fn files_of_other_kinds_are_told() {
    let folder =
        Folder::new("kinds", &[("data/old.xls", "x"), ("data/r.json", "{}"), ("data/c.csv", "no,exports\n1,2\n")]);
    let here = folder.0.display();
    let mut settings = Settings::of_policy("p.bareme");
    settings.bind(&format!("clusters={here}/data/old.xls")).unwrap();
    settings.bind(&format!("regions={here}/data/r.json")).unwrap();
    assert_eq!(
        folder.told(&load(&sample(), &settings, &Limits::default()).unwrap_err()),
        [
            "data-file HERE/data/old.xls | `HERE/data/old.xls` is a workbook of another kind than XLSX | save it as XLSX or CSV",
            "data-file HERE/data/r.json | `HERE/data/r.json` is neither CSV nor XLSX | save the table as CSV or XLSX",
        ]
    );
}
