//! `[snapshots.NAME]`: which accepted results an assessment keeps, and of which runs.

use std::path::PathBuf;

use indexmap::IndexMap;

use super::{DeValue, Item, Key, Reader};
use crate::calendar::Day;

/// One accepted result: of which run, and in which form.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct SnapshotSettings {
    /// `output = "markdown"`
    pub output: SnapshotOutput,
    /// `set = { active = 1.2 }`: parameters of the run.
    pub set: Vec<(String, String)>,
    /// `as-of = "2024-06-30"`: the day as of which the policy is meant.
    pub as_of: Option<Day>,
    /// `policy = "variants/loop.bareme"`: another policy of the folder.
    pub policy: Option<PathBuf>,
    /// `fails = true`: the run is to end in errors, which are the result.
    pub fails: bool,
}

/// In which form a result is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum SnapshotOutput {
    /// The report as a person reads it.
    #[default]
    Markdown,
    /// The report as the terminal shows it, 100 columns wide.
    Text,
    /// Everything, at full precision.
    Json,
    /// The parts of indices after each step, at full precision.
    Stages,
    /// The policy itself in its canonical layout.
    Policy,
}

impl SnapshotOutput {
    /// All of them, by name.
    pub const ALL: [(&'static str, SnapshotOutput); 5] = [
        ("markdown", SnapshotOutput::Markdown),
        ("text", SnapshotOutput::Text),
        ("json", SnapshotOutput::Json),
        ("stages", SnapshotOutput::Stages),
        ("policy", SnapshotOutput::Policy),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, output)| *output == self).map_or("markdown", |(name, _)| name)
    }
}

/// What every assessment keeps, unless it says otherwise: its report, and all its results.
pub(super) fn defaults() -> IndexMap<String, SnapshotSettings> {
    let of = |output| SnapshotSettings { output, ..SnapshotSettings::default() };
    IndexMap::from([
        ("report".to_owned(), of(SnapshotOutput::Markdown)),
        ("results".to_owned(), of(SnapshotOutput::Json)),
    ])
}

impl Reader<'_> {
    /// Reads the section; what it does not name stays as it was.
    pub(super) fn snapshots(&mut self, key: &Key<'_>, value: &Item<'_>, all: &mut IndexMap<String, SnapshotSettings>) {
        let Some(sections) = value.get_ref().as_table() else {
            return self.wanted(key, value, "snapshots, `[snapshots.NAME]`");
        };
        for (name, value) in sections {
            let text = name.get_ref().to_string();
            let plain = text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
            if text.is_empty() || text == "published" || !plain {
                let hint = "a name is letters, digits, `_` and `-`; `published` is kept for printed results".to_owned();
                self.error(name.span().start, format!("`{text}` cannot be the name of a snapshot"), Some(hint));
                continue;
            }
            match value.get_ref() {
                DeValue::Boolean(false) => {
                    all.shift_remove(&text);
                }
                DeValue::Table(section) => {
                    let before = all.get(&text).cloned().unwrap_or_default();
                    let snapshot = self.snapshot(section, before);
                    all.insert(text, snapshot);
                }
                DeValue::String(_)
                | DeValue::Integer(_)
                | DeValue::Float(_)
                | DeValue::Boolean(true)
                | DeValue::Datetime(_)
                | DeValue::Array(_) => self.wanted(name, value, "a table, or `false` for no such snapshot"),
            }
        }
    }

    fn snapshot(&mut self, section: &toml::de::DeTable<'_>, mut snapshot: SnapshotSettings) -> SnapshotSettings {
        for (key, value) in section {
            match key.get_ref().as_ref() {
                "output" => {
                    let asked = value.get_ref().as_str();
                    match SnapshotOutput::ALL.iter().find(|(name, _)| Some(*name) == asked) {
                        Some((_, output)) => snapshot.output = *output,
                        None => {
                            self.wanted(key, value, "one of \"markdown\", \"text\", \"json\", \"stages\", \"policy\"")
                        }
                    }
                }
                "set" => snapshot.set = self.parameters(key, value),
                "as-of" => snapshot.as_of = self.day(key, value),
                "policy" => snapshot.policy = self.text(key, value).map(PathBuf::from),
                "fails" => match value.get_ref().as_bool() {
                    Some(fails) => snapshot.fails = fails,
                    None => self.wanted(key, value, "true or false"),
                },
                _ => self.unknown(key, &["output", "set", "as-of", "policy", "fails"]),
            }
        }
        snapshot
    }

    fn parameters(&mut self, key: &Key<'_>, value: &Item<'_>) -> Vec<(String, String)> {
        let Some(table) = value.get_ref().as_table() else {
            self.wanted(key, value, "parameters with their values, such as `{ active = 1.2 }`");
            return Vec::new();
        };
        let mut set = Vec::new();
        for (name, value) in table {
            let text = match value.get_ref() {
                DeValue::String(text) => Some(text.to_string()),
                DeValue::Integer(number) => Some(number.as_str().to_owned()),
                DeValue::Float(number) => Some(number.as_str().to_owned()),
                DeValue::Boolean(yes) => Some(if *yes { "yes" } else { "no" }.to_owned()),
                DeValue::Datetime(day) => Some(day.to_string()),
                DeValue::Array(_) | DeValue::Table(_) => {
                    self.wanted(name, value, "a single value");
                    None
                }
            };
            set.extend(text.map(|text| (name.get_ref().to_string(), text)));
        }
        set
    }
}
