//! Test results for a person.

use std::fmt::Write as _;
use std::path::Path;

use super::accept::{Accepted, Kept};
use super::suite::{Change, Test, Tested, Verdict};
use crate::report::diff;
use crate::report::document::counted;
use crate::report::style::{Style, Tone};

/// How the tests of all assessments ended, with what differs.
pub(super) fn render(tested: &[Tested], style: Style) -> String {
    let mut text = String::new();
    for assessment in tested {
        let _ = writeln!(text, "{}", style.paint(Tone::Strong, &assessment.folder.display().to_string()));
        for test in &assessment.tests {
            text.push_str(&line(test, style));
            text.push_str(&details(&assessment.folder, &test.result, style));
        }
        text.push('\n');
    }
    text.push_str(&summary(tested));
    text.push_str(&super::coverage::text(tested, style));
    text
}

fn line(test: &Test, style: Style) -> String {
    let (word, tone) = match &test.result {
        Verdict::Passed => ("ok", Tone::Added),
        Verdict::Differs(Change { accepted: None, .. }) => ("new", Tone::Warning),
        Verdict::Differs(Change { new: None, .. }) => ("orphan", Tone::Warning),
        Verdict::Differs(_) => ("differs", Tone::Warning),
        Verdict::Unexpected(_) => ("fails", Tone::Error),
        Verdict::Failed(_) => ("error", Tone::Error),
    };
    format!("  {} {}\n", style.paint(tone, &format!("{word:8}")), test.name)
}

/// What differs, or what is wrong, below the test's line.
pub(super) fn details(folder: &Path, result: &Verdict, style: Style) -> String {
    match result {
        Verdict::Passed => String::new(),
        Verdict::Differs(change) => difference(folder, change, style),
        Verdict::Unexpected(what) | Verdict::Failed(what) => {
            what.lines().map(|line| format!("    {line}").trim_end().to_owned() + "\n").collect()
        }
    }
}

fn difference(folder: &Path, change: &Change, style: Style) -> String {
    let path = change.path.strip_prefix(folder).unwrap_or(&change.path).display();
    match (&change.accepted, &change.new) {
        (None, Some(new)) => {
            let lines = counted(new.lines().count(), "line");
            format!("    nothing is accepted yet in {path}; {lines} come out\n")
        }
        (Some(_), None) => format!("    {path} is kept, and no test gives it\n"),
        (Some(accepted), Some(new)) => {
            format!("    {path}: accepted -, now +\n{}", diff::render(accepted, new, style))
        }
        (None, None) => String::new(),
    }
}

/// How many tests ended how, and what to do.
fn summary(tested: &[Tested]) -> String {
    let all = || tested.iter().flat_map(|t| &t.tests).map(|t| &t.result);
    let count = |is: fn(&Verdict) -> bool| all().filter(|v| is(v)).count();
    let differing = count(|v| matches!(v, Verdict::Differs(_)));
    let parts = [
        (count(|v| *v == Verdict::Passed), "ok"),
        (differing, "not as accepted"),
        (count(|v| matches!(v, Verdict::Unexpected(_))), "not as expected"),
        (count(|v| matches!(v, Verdict::Failed(_))), "with errors"),
    ];
    let parts: Vec<String> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect();
    let tests = counted(all().count(), "test");
    let mut text = format!("{tests} of {}: {}\n", counted(tested.len(), "assessment"), parts.join(", "));
    if differing > 0 {
        text.push_str("`--review` shows what is not as accepted one by one; `--accept` accepts it, all or by name\n");
    }
    text
}

/// What was accepted.
pub(super) fn accepted(accepted: &Accepted) -> String {
    let word = |kept: &Kept| match kept {
        Kept::New => "new",
        Kept::Changed => "changed",
        Kept::Removed => "removed",
    };
    accepted.iter().map(|(path, kept)| format!("accepted: {} ({})\n", path.display(), word(kept))).collect()
}
