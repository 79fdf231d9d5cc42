//! What the data and the examples of an assessment reach of its policy.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use serde::Serialize;

use super::suite::Tested;
use crate::calendar::Day;
use crate::check;
use crate::coverage::{Coverage, Item, ItemKind};
use crate::data;
use crate::eval::{self, RunOptions};
use crate::examples;
use crate::limits::Limits;
use crate::parameters;
use crate::program::Program;
use crate::report::style::{Style, Tone};
use crate::world::DiskWorld;

/// What was reached, and of which policy.
pub(super) struct Reached {
    pub coverage: Coverage,
    pub program: Arc<Program>,
}

/// Runs an assessment once more, watched; `None` for one whose policy has errors.
pub(super) fn of(folder: &Path, as_of: Option<Day>) -> Option<Reached> {
    let settings = data::read_settings(folder).ok()?;
    let limits = settings.limits(&Limits::default());
    let program = check::load(&DiskWorld, &settings.policy_path().to_string_lossy(), &limits).program?;
    let as_of = as_of.or(settings.as_of);
    let mut coverage = Coverage::new(&program);
    let watched = Arc::new(coverage.watched().clone());
    let options = RunOptions::default();
    let mut seen = Vec::new();
    for snapshot in settings.snapshots.values().filter(|s| s.policy.is_none() && !s.fails) {
        if seen.contains(&(&snapshot.set, snapshot.as_of)) {
            continue;
        }
        seen.push((&snapshot.set, snapshot.as_of));
        // A run that fails reaches nothing; that it fails is told by its test.
        let run = || {
            let watched = watched.as_of(snapshot.as_of.or(as_of)).ok()?;
            let parameters = parameters::resolve(&watched, &snapshot.set).ok()?;
            let data = data::load(&watched, &settings, &limits).ok()?;
            eval::run(&watched, &data, &parameters, &options).ok()
        };
        run().iter().for_each(|assessment| coverage.see(assessment));
    }
    let watched = watched.as_of(as_of).unwrap_or(watched);
    examples::run_watched(&watched, &limits, &mut |assessment| coverage.see(assessment));
    Some(Reached { coverage, program })
}

/// The share of what is reached in all assessments together, in percent.
pub(super) fn percent(tested: &[Tested]) -> f64 {
    let items = || tested.iter().filter_map(|t| t.reached.as_ref()).flat_map(|r| r.coverage.items());
    let (all, reached) = (items().count(), items().filter(|i| i.reached).count());
    if all == 0 { 100.0 } else { 100.0 * reached as f64 / all as f64 }
}

/// A share rounded down, so that only all of it is 100 %.
fn shown(percent: f64) -> String {
    format!("{:.1}%", (percent * 10.0).floor() / 10.0)
}

/// What is not reached, for a person.
pub(super) fn text(tested: &[Tested], style: Style) -> String {
    let mut text = String::new();
    for assessment in tested {
        let Some(reached) = &assessment.reached else { continue };
        let items = reached.coverage.items();
        let count = items.iter().filter(|i| i.reached).count();
        let share = shown(100.0 * reached.coverage.share());
        let head = format!("{}: {count} of {} reached ({share})", assessment.folder.display(), items.len());
        let _ = writeln!(text, "\n{}", style.paint(Tone::Strong, &head));
        for item in items.iter().filter(|i| !i.reached) {
            let line = reached.program.sources.line_column(item.span).0;
            let words = format!("  {} {} of {} (line {line})", item.kind.words(), quoted(item), item.subject);
            let _ = writeln!(text, "{}", style.paint(Tone::Warning, &words));
        }
    }
    if tested.iter().filter(|t| t.reached.is_some()).count() > 1 {
        let _ = writeln!(text, "\nall assessments: {} reached", shown(percent(tested)));
    }
    text
}

fn quoted(item: &Item) -> String {
    match item.kind {
        ItemKind::Met | ItemKind::NotMet => format!("\"{}\"", item.name),
        ItemKind::Outcome | ItemKind::Rule | ItemKind::Level | ItemKind::Then | ItemKind::Else => {
            format!("`{}`", item.name)
        }
    }
}

/// What is not reached, for a program.
#[derive(Serialize)]
pub(super) struct Entry<'a> {
    items: usize,
    reached: usize,
    unreached: Vec<Unreached<'a>>,
}

#[derive(Serialize)]
struct Unreached<'a> {
    kind: ItemKind,
    of: &'a str,
    name: &'a str,
    line: usize,
}

/// The entry of an assessment.
pub(super) fn entry(reached: &Reached) -> Entry<'_> {
    let items = reached.coverage.items();
    let unreached: Vec<Unreached<'_>> = items
        .iter()
        .filter(|item| !item.reached)
        .map(|item| Unreached {
            kind: item.kind,
            of: &item.subject,
            name: &item.name,
            line: reached.program.sources.line_column(item.span).0,
        })
        .collect();
    Entry { items: items.len(), reached: items.len() - unreached.len(), unreached }
}
