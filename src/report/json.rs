//! The results as JSON. The shape is a contract: keys in declared order, numbers at full precision in the declared unit.
//!
//! Rows are written one by one, so that a table of millions of rows needs no memory of its own.

use std::io::{self, Write};

use indexmap::IndexMap;
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::cells::{self, Cell, Field};
use super::counts::{self, ScenarioCounts};
use super::journey_json::{self, Journeys, Names};
use super::journeys::{self, Walk};
use super::json_layout::Layout;
use super::lineage::Policy;
use super::prepared_json::{Changes, Imputed, ScreenedOut, Treatments};
use super::{Report, provenance};
use crate::audit::Finding;
use crate::compare::results::described::{self, Described};
use crate::eval::Assessment;
use crate::program::TableId;

/// Writes the results, and a newline.
///
/// # Errors
/// Of the writer.
pub fn write(report: &Report<'_>, writer: &mut dyn Write) -> io::Result<()> {
    write_value(report, writer)
}

/// Writes anything in the layout of results, and a newline.
///
/// # Errors
/// Of the writer.
pub fn write_value<T: Serialize + ?Sized>(value: &T, writer: &mut dyn Write) -> io::Result<()> {
    write_laid_out(value, Layout::default(), writer)
}

/// The same, where lines are broken down to another depth.
pub(super) fn write_nested<T: Serialize + ?Sized>(value: &T, depth: usize, writer: &mut dyn Write) -> io::Result<()> {
    write_laid_out(value, Layout::down_to(depth), writer)
}

fn write_laid_out<T: Serialize + ?Sized>(value: &T, layout: Layout, writer: &mut dyn Write) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(&mut *writer, layout);
    value.serialize(&mut serializer).map_err(io::Error::from)?;
    writer.write_all(b"\n")
}

impl Serialize for Report<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("policy", &Policy(&self.assessment.program))?;
        map.serialize_entry("data", &Origins(self.assessment))?;
        let status = provenance::of_everything(&self.assessment.program);
        if !status.is_empty() {
            map.serialize_entry("status", &Statuses(status))?;
        }
        map.serialize_entry("parameters", &Parameters(self.assessment))?;
        if !self.assessment.program.judged.is_empty() {
            map.serialize_entry("judgements", &super::weights::Judgements(&self.assessment.program))?;
        }
        if !self.assessment.weighed.is_empty() {
            map.serialize_entry("weights", &super::weights::Weights(self.assessment))?;
            map.serialize_entry("weighing", &super::weights::WeighingOf(self.assessment))?;
        }
        super::concepts_json::entries(&self.assessment.program, &mut map)?;
        map.serialize_entry("tables", &Tables(self))?;
        prepared(self.assessment, &mut map)?;
        if !self.assessment.program.surveys.is_empty() {
            map.serialize_entry("surveys", &super::survey_json::Surveys(self.assessment))?;
        }
        if self.assessment.program.summaries().next().is_some() {
            map.serialize_entry("summaries", &Summaries(self))?;
        }
        map.serialize_entry("scenarios", &Scenarios(self.assessment))?;
        if !self.assessment.program.journeys.is_empty() {
            map.serialize_entry("journeys", &Journeys(self.assessment))?;
        }
        map.serialize_entry("published", &super::published_json::Published(self))?;
        map.serialize_entry("findings", &Findings(self))?;
        map.end()
    }
}

/// What was changed before anything was compared, where a step may have changed something.
fn prepared<M: SerializeMap>(assessment: &Assessment, map: &mut M) -> Result<(), M::Error> {
    let steps = super::prepared::steps(assessment);
    if steps.iter().any(|s| s.clause() != "screen") {
        map.serialize_entry("changes", &Changes(&steps))?;
    }
    if steps.iter().any(|s| s.clause() == "treat") {
        map.serialize_entry("treatments", &Treatments(&steps))?;
    }
    if steps.iter().any(|s| s.clause() == "impute") {
        map.serialize_entry("imputed", &Imputed(&steps))?;
    }
    if steps.iter().any(|s| s.clause() == "screen") {
        map.serialize_entry("screened", &ScreenedOut(&steps))?;
    }
    Ok(())
}

impl Serialize for Cell<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Cell::Number(value) => number(*value, serializer),
            Cell::YesNo(value) => serializer.serialize_bool(*value),
            Cell::Text(text) => serializer.serialize_str(text),
            Cell::Missing(_) => serializer.serialize_none(),
        }
    }
}

/// Whole numbers are written without a point: 3, not 3.0.
pub(super) fn number<S: Serializer>(value: f64, serializer: S) -> Result<S::Ok, S::Error> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() < EXACT {
        serializer.serialize_i64(value as i64)
    } else {
        serializer.serialize_f64(value)
    }
}

/// The status of each quantity that has one, by table.
struct Statuses<'a>(IndexMap<&'a str, IndexMap<&'a str, String>>);

struct StatusEntries<'a>(&'a IndexMap<&'a str, String>);

impl Serialize for Statuses<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(table, entries)| (table, StatusEntries(entries))))
    }
}

impl Serialize for StatusEntries<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0)
    }
}

struct Origins<'a>(&'a Assessment);

#[derive(serde::Serialize)]
struct OriginEntry<'a> {
    file: Option<&'a str>,
    rows: usize,
    fingerprint: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'a str>,
}

impl Serialize for Origins<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let tables = self.0.program.tables.iter().zip(&self.0.tables);
        for (table, result) in tables.filter(|(table, _)| table.summary.is_none()) {
            let origin = result.origin.as_ref();
            let entry = OriginEntry {
                file: origin.map(|o| o.file.as_str()),
                rows: result.rows,
                fingerprint: origin.map(|o| o.fingerprint.as_str()),
                status: table.about.status.as_deref(),
            };
            map.serialize_entry(&table.name, &entry)?;
        }
        map.end()
    }
}

struct Parameters<'a>(&'a Assessment);

#[derive(serde::Serialize)]
struct ParameterEntry<'a> {
    value: Cell<'a>,
    overridden: bool,
}

impl Serialize for Parameters<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (parameter, (value, overridden)) in self.0.program.parameters.iter().zip(&self.0.parameters) {
            let value = cells::value_cell(self.0, &parameter.ty, value);
            map.serialize_entry(&parameter.name, &ParameterEntry { value, overridden: *overridden })?;
        }
        map.end()
    }
}

struct Tables<'a>(&'a Report<'a>);

impl Serialize for Tables<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let program = &self.0.assessment.program;
        let described = described::of_tables(program);
        let tables = program.tables.iter().zip(&described).enumerate();
        for (at, (table, described)) in tables.filter(|(_, (table, _))| table.summary.is_none()) {
            map.serialize_entry(&table.name, &Table(self.0, TableId(at as u32), described))?;
        }
        map.end()
    }
}

struct Table<'a>(&'a Report<'a>, TableId, &'a Described);

impl Serialize for Table<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fields = named(self.0, self.1);
        let rows = self.0.assessment.table(self.1).map_or(0, |t| t.rows);
        let mut map = serializer.serialize_map(None)?;
        if !self.2.results.is_empty() {
            map.serialize_entry("key", &self.2.key)?;
            map.serialize_entry("results", &self.2.results)?;
        }
        let journeys: Vec<(Walk<'_>, Names)> = journeys::walks(self.0.assessment, self.1)
            .into_iter()
            .map(|walk| {
                let names = Names::of(&walk);
                (walk, names)
            })
            .collect();
        map.serialize_entry("rows", &Rows { fields: &fields, journeys: &journeys, rows })?;
        map.serialize_entry("excluded", &Excluded(self.0.assessment, self.1))?;
        map.end()
    }
}

/// The summaries: their groupings, and a row for each group.
struct Summaries<'a>(&'a Report<'a>);

impl Serialize for Summaries<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (id, table, _) in self.0.assessment.program.summaries() {
            map.serialize_entry(&table.name, &SummaryEntry(self.0, id))?;
        }
        map.end()
    }
}

struct SummaryEntry<'a>(&'a Report<'a>, TableId);

impl Serialize for SummaryEntry<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let program = &self.0.assessment.program;
        let table = program.table(self.1);
        let groupings = table.summary.iter().flat_map(|s| &s.by);
        let by: Vec<&str> = groupings.map(|g| program.quantity(g.key).name.as_str()).collect();
        let fields = named(self.0, self.1);
        let rows = self.0.assessment.table(self.1).map_or(0, |t| t.rows);
        let ungrouped = self.0.assessment.table(self.1).map_or(0, |t| t.ungrouped);
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("label", &table.about.label)?;
        if let Some(status) = provenance::of_table(program, self.1) {
            map.serialize_entry("status", status)?;
        }
        map.serialize_entry("by", &by)?;
        map.serialize_entry("ungrouped", &ungrouped)?;
        map.serialize_entry("rows", &Rows { fields: &fields, journeys: &[], rows })?;
        map.end()
    }
}

/// The columns of a table, each with the name under which the kind of a missing value stands.
fn named<'a>(report: &Report<'a>, table: TableId) -> Vec<(Field<'a>, String)> {
    let fields = cells::fields(report, table).into_iter();
    fields.map(|field| (format!("{}.missing", field.name), field)).map(|(missing, field)| (field, missing)).collect()
}

struct Rows<'a> {
    fields: &'a [(Field<'a>, String)],
    journeys: &'a [(Walk<'a>, Names)],
    rows: usize,
}

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut rows = serializer.serialize_seq(Some(self.rows))?;
        for row in 0..self.rows {
            rows.serialize_element(&Row { fields: self.fields, journeys: self.journeys, row })?;
        }
        rows.end()
    }
}

struct Row<'a> {
    fields: &'a [(Field<'a>, String)],
    journeys: &'a [(Walk<'a>, Names)],
    row: usize,
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (field, missing) in self.fields {
            let cell = field.cell(self.row);
            map.serialize_entry(&field.name, &cell)?;
            if let Cell::Missing(kind) = cell {
                map.serialize_entry(missing, kind.name())?;
            }
        }
        for (walk, names) in self.journeys {
            journey_json::row(&mut map, walk, names, self.row)?;
        }
        map.end()
    }
}

struct Excluded<'a>(&'a Assessment, TableId);

#[derive(serde::Serialize)]
struct ExcludedEntry<'a> {
    key: Cell<'a>,
    gate: &'a str,
    reasons: Vec<&'a str>,
}

impl Serialize for Excluded<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(assessment, table) = *self;
        let keys = cells::keys(assessment, table);
        let excluded = assessment.table(table).map(|t| t.excluded.as_slice()).unwrap_or_default();
        serializer.collect_seq(excluded.iter().map(|exclusion| ExcludedEntry {
            key: keys.cell(exclusion.row),
            gate: &assessment.program.gate(exclusion.gate).name,
            reasons: assessment.reasons(exclusion),
        }))
    }
}

struct Scenarios<'a>(&'a Assessment);

impl Serialize for Scenarios<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for counts in counts::scenario_counts(self.0) {
            map.serialize_entry(&counts::listed_name(self.0, counts.scenario), &Counts(self.0, &counts))?;
        }
        map.end()
    }
}

struct Counts<'a>(&'a Assessment, &'a ScenarioCounts);

impl Serialize for Counts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (member, count) in &self.1.outcomes {
            let name = super::results::member(self.0, self.1.scenario, *member).map_or("", |m| m.name.as_str());
            map.serialize_entry(name, count)?;
        }
        map.serialize_entry("undecided", &self.1.undecided)?;
        map.end()
    }
}

struct Findings<'a>(&'a Report<'a>);

#[derive(serde::Serialize)]
struct FindingEntry<'a> {
    code: &'static str,
    severity: crate::diagnostic::Severity,
    subject: &'a str,
    message: &'a str,
    hint: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    allowed: Option<&'a str>,
    rows: Vec<Cell<'a>>,
}

impl Serialize for Findings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.findings.iter().map(|f| finding(self.0.assessment, f)))
    }
}

fn finding<'a>(assessment: &'a Assessment, finding: &'a Finding) -> FindingEntry<'a> {
    let rows = match &finding.rows {
        Some((table, rows)) => {
            let keys = cells::keys(assessment, *table);
            rows.iter().map(|row| keys.cell(*row)).collect()
        }
        None => Vec::new(),
    };
    FindingEntry {
        code: finding.code.as_str(),
        severity: finding.severity,
        subject: &finding.subject,
        message: &finding.message,
        hint: finding.hint.as_deref(),
        allowed: finding.allowed.as_deref(),
        rows,
    }
}
