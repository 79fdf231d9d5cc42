//! Accepting what comes out.

use std::path::PathBuf;

use super::suite::{Change, Tested, Verdict};
use super::{Ending, full_name, output};
use crate::diagnostic::nearest;

/// What was accepted: the file, and whether something is kept in it.
pub(super) type Accepted = Vec<(PathBuf, Kept)>;

/// What became of the file of a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    /// It is new.
    New,
    /// It holds another result.
    Changed,
    /// There is nothing to keep any more.
    Removed,
}

/// Accepts the differences of the tests named; of all, where none is.
pub(super) fn all(tested: &mut [Tested], names: &[String]) -> Result<Accepted, Ending> {
    for name in names {
        let known = || tested.iter().flat_map(|t| t.tests.iter().map(move |test| (t, test)));
        let is_known = known().any(|(t, test)| is_meant(name, &full_name(&t.folder, &test.name), &test.name));
        if !is_known {
            let all: Vec<&str> = known().map(|(_, test)| test.name.as_str()).collect();
            let hint = match nearest(name, all) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "write the folders to be tested before `--accept`".to_owned(),
            };
            output::to_stderr(&format!("error: no test is called `{name}`\n  help: {hint}\n"));
            return Err(Ending::Usage);
        }
    }
    let mut accepted = Vec::new();
    for assessment in tested {
        for test in &mut assessment.tests {
            let full = full_name(&assessment.folder, &test.name);
            let meant = names.is_empty() || names.iter().any(|name| is_meant(name, &full, &test.name));
            if let (Verdict::Differs(change), true) = (&test.result, meant) {
                accepted.push((change.path.clone(), keep(change)?));
                test.result = Verdict::Passed;
            }
        }
    }
    Ok(accepted)
}

fn is_meant(name: &str, full: &str, own: &str) -> bool {
    name == own || name == full
}

/// Keeps what comes out.
pub(super) fn keep(change: &Change) -> Result<Kept, Ending> {
    let folder = change.path.parent().unwrap_or(&change.path);
    let failed = |error: std::io::Error| {
        output::to_stderr(&format!("error: {}\n", output::unwritable(folder, &error)));
        Ending::Errors
    };
    match &change.new {
        None => {
            std::fs::remove_file(&change.path).map_err(failed)?;
            Ok(Kept::Removed)
        }
        Some(new) => {
            let name = change.path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            let mut files = output::FileSet::new(folder).map_err(failed)?;
            files.add(&name, |out| out.write_all(new.as_bytes())).map_err(failed)?;
            files.finish().map_err(failed)?;
            Ok(if change.accepted.is_some() { Kept::Changed } else { Kept::New })
        }
    }
}
