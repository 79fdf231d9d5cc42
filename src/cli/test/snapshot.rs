//! Accepted results: a file of a few `key: value` lines between two lines of dashes, and the result as it is.

use std::path::{Path, PathBuf};

use crate::data::{SnapshotOutput, SnapshotSettings};
use crate::diagnostic::{did_you_mean, list};

/// The folder of an assessment's accepted results.
pub(super) const FOLDER: &str = "snapshots";

/// How the name of a file with an accepted result ends.
const EXTENSION: &str = "snap";

/// What a header may say.
const KEYS: [&str; 5] = ["output", "set", "as-of", "policy", "fails"];

/// The file of a snapshot.
pub(super) fn path(folder: &Path, name: &str) -> PathBuf {
    folder.join(FOLDER).join(format!("{name}.{EXTENSION}"))
}

/// The text of a snapshot: of which run, in which form, and what came out.
pub(super) fn text(settings: &SnapshotSettings, body: &str) -> String {
    let SnapshotSettings { output, set, as_of, policy, fails } = settings;
    let mut header = vec![format!("output: {}", output.name())];
    header.extend(set.iter().map(|(name, value)| format!("set: {name}={value}")));
    header.extend(as_of.iter().map(|day| format!("as-of: {day}")));
    header.extend(policy.iter().map(|path| format!("policy: {}", path.display())));
    if *fails {
        header.push("fails: yes".to_owned());
    }
    with_header(&header, body)
}

/// The text of the printed results that are accepted as not reproduced.
pub(super) fn published(body: &str) -> String {
    with_header(&["output: published".to_owned()], body)
}

fn with_header(header: &[String], body: &str) -> String {
    format!("---\n{}\n---\n{}\n", header.join("\n"), body.trim_end())
}

/// An accepted result as it is kept; `None` if there is none.
///
/// # Errors
/// It cannot be read, or its header says what no header says.
pub(super) fn read(path: &Path) -> Result<Option<String>, String> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text.replace("\r\n", "\n"),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("the snapshot cannot be read: {error}")),
    };
    let mut lines = text.lines();
    if lines.next() != Some("---") {
        return Err("the snapshot does not begin with `---`; accept it anew".to_owned());
    }
    for line in lines.take_while(|line| *line != "---") {
        let key = line.split(':').next().unwrap_or_default().trim();
        if !KEYS.contains(&key) {
            let hint = did_you_mean(key, KEYS).unwrap_or_else(|| format!("known are {}", list(KEYS)));
            return Err(format!("the header of the snapshot has an unknown key `{key}`: {hint}"));
        }
    }
    Ok(Some(text))
}

/// The files of accepted results that no test gives any more, in the order of their names.
pub(super) fn orphans(folder: &Path, names: &[&str]) -> Vec<(String, PathBuf)> {
    let entries = std::fs::read_dir(folder.join(FOLDER)).into_iter().flatten();
    let mut found: Vec<(String, PathBuf)> = entries
        .filter_map(|entry| entry.ok().map(|e| e.path()))
        .filter(|path| path.extension().is_some_and(|e| e == EXTENSION))
        .filter_map(|path| Some((path.file_stem()?.to_str()?.to_owned(), path)))
        .filter(|(name, _)| !names.contains(&name.as_str()))
        .collect();
    found.sort();
    found
}

/// Whether the output is of a run, and not of the policy's text alone.
pub(super) fn needs_run(settings: &SnapshotSettings) -> bool {
    match settings.output {
        SnapshotOutput::Policy => settings.fails,
        SnapshotOutput::Markdown | SnapshotOutput::Text | SnapshotOutput::Json | SnapshotOutput::Stages => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_says_of_which_run() {
        let settings = SnapshotSettings {
            output: SnapshotOutput::Json,
            set: vec![("active".to_owned(), "1.2".to_owned())],
            as_of: crate::calendar::Day::parse("2024-06-30"),
            policy: Some("variants/loop.bareme".into()),
            fails: true,
        };
        let text = text(&settings, "{}\n\n");
        assert_eq!(
            text,
            "---\noutput: json\nset: active=1.2\nas-of: 2024-06-30\npolicy: variants/loop.bareme\nfails: yes\n---\n{}\n"
        );
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.snap");
        assert_eq!(read(&file), Ok(None));
        std::fs::write(&file, text.replace('\n', "\r\n")).unwrap();
        assert_eq!(read(&file), Ok(Some(text.clone())));
        std::fs::write(&file, text.replace("set:", "sett:")).unwrap();
        assert!(read(&file).unwrap_err().ends_with("unknown key `sett`: did you mean `set`?"));
        std::fs::write(&file, "{}").unwrap();
        assert!(read(&file).is_err());
    }
}
