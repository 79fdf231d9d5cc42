//! The layers of the house: which module may know of which.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Each top-level module with those that it may use. What is not listed here does not exist yet.
const LAYERS: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("calendar", &[]),
    // A crate of its own, known as these eight; inside it they are its own modules.
    ("machine", &["lanes", "parallel", "spread", "wide"]),
    ("lanes", &["machine"]),
    ("limits", &["machine"]),
    ("pairs", &["machine"]),
    ("parallel", &["machine"]),
    ("powers", &["machine"]),
    ("products", &["machine"]),
    ("spread", &["machine"]),
    ("wide", &["machine"]),
    ("world", &[]),
    ("diagnostic", &["source"]),
    ("syntax", &["source", "calendar", "diagnostic", "limits"]),
    // A crate of its own.
    ("methods", &["lanes", "limits", "pairs", "parallel", "powers", "spread", "wide"]),
    ("program", &["source", "calendar", "diagnostic", "methods"]),
    ("column", &["program"]),
    ("cases", &["source", "calendar", "diagnostic", "limits", "methods", "program"]),
    ("check", &["calendar", "source", "diagnostic", "limits", "world", "syntax", "methods", "program", "cases"]),
    ("parameters", &["calendar", "diagnostic", "methods", "program"]),
    ("plan", &["calendar", "source", "column", "diagnostic", "methods", "program"]),
    (
        "eval",
        &[
            "lanes",
            "parallel",
            "products",
            "spread",
            "wide",
            "calendar",
            "column",
            "diagnostic",
            "limits",
            "methods",
            "program",
            "cases",
            "plan",
        ],
    ),
    ("data", &["calendar", "source", "diagnostic", "limits", "program", "eval"]),
    ("published", &["methods", "program", "eval"]),
    ("why", &["source", "calendar", "column", "diagnostic", "limits", "methods", "program", "eval"]),
    ("audit", &["source", "calendar", "diagnostic", "methods", "program", "eval", "published"]),
    (
        "compare",
        &[
            "source",
            "audit",
            "calendar",
            "check",
            "column",
            "diagnostic",
            "eval",
            "examples",
            "limits",
            "cases",
            "methods",
            "parallel",
            "parameters",
            "program",
            "syntax",
            "why",
            "world",
        ],
    ),
    (
        "report",
        &[
            "source",
            "calendar",
            "diagnostic",
            "limits",
            "methods",
            "program",
            "eval",
            "published",
            "audit",
            "why",
            "compare",
        ],
    ),
    ("examples", &["source", "calendar", "column", "diagnostic", "limits", "methods", "program", "eval"]),
    ("coverage", &["source", "program", "eval"]),
    (
        "cli",
        &[
            "source",
            "calendar",
            "diagnostic",
            "limits",
            "world",
            "syntax",
            "methods",
            "program",
            "cases",
            "check",
            "parameters",
            "plan",
            "eval",
            "data",
            "published",
            "audit",
            "why",
            "compare",
            "examples",
            "coverage",
            "report",
        ],
    ),
];

/// Crates that stay in one module: the grammar's in `syntax`, the command line's in `cli`, and so on.
const CRATES: &[(&str, &[&str])] = &[
    ("pest", &["syntax"]),
    ("clap", &["cli"]),
    ("comfy_table", &["report"]),
    ("miette", &["report"]),
    ("similar", &["report"]),
    ("indicatif", &["cli"]),
    ("quick_xml", &["cli"]),
    ("notify", &["cli"]),
    ("calamine", &["data"]),
    // `report::csv` writes CSV itself; reading it is the crate's.
    ("csv::ReaderBuilder", &["data"]),
    ("toml::", &["data"]),
    ("fearless_simd::", &["machine"]),
];

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// Source files by the top-level module that they belong to, without comments and without their unit tests.
fn modules() -> BTreeMap<String, Vec<(PathBuf, String)>> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    let mut modules: BTreeMap<String, Vec<(PathBuf, String)>> = BTreeMap::new();
    for file in files {
        let relative = file.strip_prefix(&src).unwrap();
        if relative.iter().any(|part| part == "tests" || part == "tests.rs" || part == "sample.rs") {
            continue;
        }
        // The crate of the language is known by its modules.
        let known = relative.strip_prefix("language").unwrap_or(relative);
        let first = known.iter().next().unwrap().to_string_lossy().trim_end_matches(".rs").to_owned();
        let text = std::fs::read_to_string(&file).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        let code: Vec<&str> = text.lines().filter(|l| !l.trim_start().starts_with("//")).collect();
        modules.entry(first).or_default().push((file, code.join("\n")));
    }
    modules
}

#[test]
fn no_module_knows_of_a_higher_one() {
    let mut wrong = Vec::new();
    for (module, files) in modules() {
        if module == "lib" || module == "main" {
            continue;
        }
        let allowed = LAYERS.iter().find(|(m, _)| *m == module);
        let Some((_, allowed)) = allowed else {
            wrong.push(format!("module `{module}` is not in the list of layers"));
            continue;
        };
        for (file, code) in files {
            for (i, _) in code.match_indices("crate::") {
                let rest = &code[i + "crate::".len()..];
                let used: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let is_module = LAYERS.iter().any(|(m, _)| *m == used);
                if is_module && used != module && !allowed.contains(&used.as_str()) {
                    wrong.push(format!("{} uses `{used}`", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn outside_crates_stay_in_their_rooms() {
    let mut wrong = Vec::new();
    for (module, files) in modules() {
        for (file, code) in &files {
            for (name, rooms) in CRATES {
                let word = name.trim_end_matches(':');
                let used = code.contains(&format!("use {word}")) || code.contains(&format!(" {word}::"));
                let used = used || (word.contains("::") && code.contains(word));
                if used && !rooms.contains(&module.as_str()) {
                    wrong.push(format!("{} uses the crate `{word}`", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_are_of_a_size_to_live_in() {
    let long: Vec<String> = modules()
        .into_values()
        .flatten()
        .map(|(file, _)| (std::fs::read_to_string(&file).unwrap().lines().count(), file))
        .filter(|(lines, _)| *lines > 450)
        .map(|(lines, file)| format!("{}: {lines} lines", file.display()))
        .collect();
    assert!(long.is_empty(), "files over 450 lines:\n{}", long.join("\n"));
}
