//! The sections of a report: results by table, counts, printed results, findings, identity.

use std::fmt::Write as _;

use super::collected::{self, Listed};
use super::document::{Block, Document, FindingText, Group, Table, TableColumn, counted, grouped};
use super::results::{self, Depth, MISSING};
use super::{Report, cells, counts, dated, lineage, numbers, provenance};
use crate::audit::Finding;
use crate::eval::Assessment;
use crate::program::{Missing, Origin, Program, QuantityId, Step, TableId, Type, Value};
use crate::published::PublishedDifference;

/// Rows of a table that are shown; of a larger one as many, and a count of the rest.
pub(super) const SHOWN_ROWS: usize = 50;

/// Rows that a finding names before the rest are only counted.
const NAMED_ROWS: usize = 8;

/// Excluded rows that are listed before the rest are only counted.
const LISTED_EXCLUSIONS: usize = 30;

/// Digits of a fingerprint that are shown.
const FINGERPRINT_DIGITS: usize = 16;

/// Everything that a person is told of a run.
pub fn document(report: &Report<'_>) -> Document {
    let mut document = Document::default();
    title(report.assessment, &mut document);
    for (at, declared) in report.assessment.program.tables.iter().enumerate() {
        if declared.summary.is_none() {
            table(report.assessment, TableId(at as u32), &mut document);
        }
    }
    super::prepared::sections(report.assessment, &mut document);
    super::weights::sections(report.assessment, &mut document);
    super::surveys::sections(report.assessment, &mut document);
    super::summaries::sections(report.assessment, &mut document);
    super::journey_sections::journeys(report.assessment, &mut document);
    scenarios(report.assessment, &mut document);
    super::concepts::sections(&report.assessment.program, &mut document);
    published(report, &mut document);
    findings(report, &mut document);
    lineage::section(&report.assessment.program, &mut document);
    identity(report.assessment, &mut document);
    document
}

fn title(assessment: &Assessment, document: &mut Document) {
    let program = &assessment.program;
    document.push(Block::Title(results::label(&program.about, &program.name).to_owned()));
    let mut line = String::new();
    if let Some(edition) = &program.edition {
        let _ = write!(line, "Edition {edition}");
    }
    for source in &program.about.sources {
        let _ = write!(line, "{}{source}", if line.is_empty() { "" } else { " · " });
    }
    if !line.is_empty() {
        document.paragraph(line);
    }
    dated::line(program).into_iter().for_each(|line| document.push(Block::Strong(line)));
    let changed: Vec<String> = parameters(assessment).filter(|(_, set)| *set).map(|(text, _)| text).collect();
    if !changed.is_empty() {
        document.push(Block::Strong(format!("Set for this run: {}", changed.join(", "))));
    }
}

/// Each parameter with its value, and whether it was set: `active = 1.2 (default 1)`.
fn parameters(assessment: &Assessment) -> impl Iterator<Item = (String, bool)> {
    assessment.program.parameters.iter().zip(&assessment.parameters).map(|(parameter, (value, set))| {
        let show = |value: &Value| results::parameter_value(assessment, &parameter.ty, value);
        let mut text = format!("{} = {}", parameter.name, show(value));
        match &parameter.default {
            Some(default) if *set => text.push_str(&format!(" (overridden, default {})", show(default))),
            Some(_) | None => {}
        }
        (text, *set)
    })
}

fn table(assessment: &Assessment, id: TableId, document: &mut Document) {
    let program = &assessment.program;
    let rows = assessment.table(id).map_or(0, |t| t.rows);
    let found = results::results_of(assessment, id);
    if found.is_empty() {
        return;
    }
    document.heading(provenance::title(program, id));
    let included: Vec<usize> = (0..rows).filter(|row| assessment.is_included(id, *row)).collect();
    let shown = included.get(..SHOWN_ROWS.min(included.len())).unwrap_or(&included);
    let mut columns = vec![key_column(assessment, id, shown)];
    let name = results::name_field(assessment, id);
    columns.extend(name.map(|name| TableColumn::left(provenance::header(program.quantity(name)))));
    let rests_on = program.provenance();
    let listed = collected::listed(program, id, &found);
    columns.extend(listed.iter().map(|listed| match listed {
        Listed::One(result, depth) => result_column(program, *result, *depth, &rests_on),
        Listed::Collected(collected) => TableColumn::left(results::label(&collected.about, &collected.name)),
    }));
    let cells = |row: &usize| {
        let key = cells::keys(assessment, id).cell(*row).exact();
        let name = name.map(|name| results::shown(assessment, name, *row));
        let values = listed.iter().map(|listed| match listed {
            Listed::One(result, _) => results::shown(assessment, *result, *row),
            Listed::Collected(collected) => collected::shown(assessment, collected, *row),
        });
        std::iter::once(key).chain(name).chain(values).map(|text| results::clean(&text)).collect::<Vec<_>>()
    };
    let groups = groups(assessment, id, shown)
        .into_iter()
        .map(|(heading, rows)| Group { heading, rows: rows.iter().map(cells).collect() })
        .collect();
    document.push(Block::Table(Table { columns, groups }));
    if shown.len() < included.len() {
        let more = grouped(included.len() - shown.len());
        document.paragraph(format!("… and {more} more rows: `--format csv` lists them all"));
    }
    missing(assessment, &found, &included, document);
    excluded(assessment, id, document);
}

/// The key stands on the right if all keys shown are numbers.
fn key_column(assessment: &Assessment, table: TableId, rows: &[usize]) -> TableColumn {
    let header = provenance::header(assessment.program.quantity(assessment.program.table(table).key));
    let keys = cells::keys(assessment, table);
    let numeric = !rows.is_empty() && rows.iter().all(|row| keys.cell(*row).exact().parse::<f64>().is_ok());
    if numeric { TableColumn::right(header) } else { TableColumn::left(header) }
}

fn result_column(program: &Program, id: QuantityId, depth: Depth, rests_on: &[Vec<&str>]) -> TableColumn {
    let quantity = program.quantity(id);
    let header = match &quantity.origin {
        Origin::Rank(rank) if rank.within.is_empty() => "Rank".to_owned(),
        Origin::Rank(rank) => {
            let within: Vec<&str> = rank.within.iter().map(|id| program.quantity(*id).name.as_str()).collect();
            format!("Rank within {}", within.join(", "))
        }
        Origin::Column(_) | Origin::Formula(..) | Origin::Index(_) | Origin::Scenario(_) => {
            provenance::result(program, id, rests_on)
        }
    };
    let column = match &quantity.ty {
        Type::Number(_) => TableColumn::right(header),
        Type::YesNo | Type::Text | Type::Date | Type::Member(_) | Type::Link(_) => TableColumn::left(header),
    };
    match depth {
        Depth::Main => column,
        Depth::Detail => column.detail(),
    }
}

/// The rows by the groups within which the table's first index is normalised: groups in order of first appearance,
/// rows in the order of the data, so that the table can be compared with a printed one.
fn groups(assessment: &Assessment, table: TableId, rows: &[usize]) -> Vec<(Option<String>, Vec<usize>)> {
    let program = &assessment.program;
    let within = program.table(table).quantities.iter().find_map(|id| match &program.quantity(*id).origin {
        Origin::Index(index) => index.steps.iter().find_map(|step| match step {
            Step::Normalise(step) if !step.within.is_empty() => Some(&step.within),
            Step::Normalise(_) | Step::Weigh(_) | Step::Treat(_) | Step::Impute(_) | Step::Screen(_) => None,
        }),
        Origin::Column(_) | Origin::Formula(..) | Origin::Rank(_) | Origin::Scenario(_) => None,
    });
    let Some(within) = within else { return vec![(None, rows.to_vec())] };
    let mut groups: indexmap::IndexMap<String, Vec<usize>> = indexmap::IndexMap::new();
    for row in rows {
        let names = within.iter().map(|id| match results::shown(assessment, *id, *row) {
            text if text == MISSING => format!("({} missing)", results::quantity_label(program.quantity(*id))),
            text => results::clean(&text),
        });
        groups.entry(names.collect::<Vec<_>>().join(", ")).or_default().push(*row);
    }
    groups.into_iter().map(|(name, rows)| (Some(name), rows)).collect()
}

/// Says of each result how many rows have none, by kind of missing.
fn missing(assessment: &Assessment, found: &[(QuantityId, Depth)], rows: &[usize], document: &mut Document) {
    let mut parts = Vec::new();
    for (id, depth) in found {
        let quantity = assessment.program.quantity(*id);
        let counts = match (&quantity.origin, depth) {
            (Origin::Index(_) | Origin::Formula(..), Depth::Main) => missing_kinds(assessment, *id, rows),
            (Origin::Column(_) | Origin::Rank(_) | Origin::Scenario(_), _) | (_, Depth::Detail) => continue,
        };
        let kinds: Vec<String> =
            counts.iter().filter(|(_, n)| *n > 0).map(|(kind, n)| format!("{} {}", grouped(*n), kind.name())).collect();
        if !kinds.is_empty() {
            parts.push(format!("{} ({})", results::quantity_label(quantity), kinds.join(", ")));
        }
    }
    if !parts.is_empty() {
        document.paragraph(format!("{MISSING} missing: {}", parts.join("; ")));
    }
}

fn missing_kinds(assessment: &Assessment, id: QuantityId, rows: &[usize]) -> [(Missing, usize); 4] {
    let field = cells::field(assessment, id);
    let mut counts = Missing::ALL.map(|kind| (kind, 0));
    for row in rows {
        if let cells::Cell::Missing(kind) = field.cell(*row)
            && let Some((_, count)) = counts.iter_mut().find(|(k, _)| *k == kind)
        {
            *count += 1;
        }
    }
    counts
}

fn excluded(assessment: &Assessment, table: TableId, document: &mut Document) {
    let exclusions = assessment.table(table).map(|t| t.excluded.as_slice()).unwrap_or_default();
    if exclusions.is_empty() {
        return;
    }
    let mut rows: Vec<usize> = exclusions.iter().map(|e| e.row).collect();
    rows.dedup();
    document.paragraph(format!("{} excluded:", counted(rows.len(), "row")));
    let mut lines: Vec<String> = exclusions
        .iter()
        .take(LISTED_EXCLUSIONS)
        .map(|exclusion| {
            let row = results::clean(&results::row_name(assessment, table, exclusion.row));
            let undecided = exclusion.unmet.iter().any(|(_, undecided)| *undecided);
            let why = assessment.reasons(exclusion).join("; ");
            format!("{row}: {why}{}", if undecided { " (cannot be decided)" } else { "" })
        })
        .collect();
    if exclusions.len() > LISTED_EXCLUSIONS {
        lines.push(format!("and {} more", grouped(exclusions.len() - LISTED_EXCLUSIONS)));
    }
    document.push(Block::List(lines));
}

fn scenarios(assessment: &Assessment, document: &mut Document) {
    let told = super::journeys::parts(assessment);
    for counts in counts::scenario_counts(assessment) {
        if told.contains(&counts.scenario) {
            continue;
        }
        let quantity = assessment.program.quantity(counts.scenario);
        document.heading(provenance::counted(&assessment.program, counts.scenario));
        let mut rows: Vec<Vec<String>> = counts
            .outcomes
            .iter()
            .map(|(member, count)| {
                let member = results::member(assessment, counts.scenario, *member);
                vec![member.map_or("", |m| results::label(&m.about, &m.name)).to_owned(), grouped(*count)]
            })
            .collect();
        if counts.undecided > 0 {
            rows.push(vec![results::UNDECIDED.to_owned(), grouped(counts.undecided)]);
        }
        let table = assessment.program.table(quantity.table);
        let columns = vec![TableColumn::left("Outcome"), TableColumn::right(table.name.clone())];
        document.push(Block::Table(Table::plain(columns, rows)));
    }
}

fn published(report: &Report<'_>, document: &mut Document) {
    if report.published.is_empty() {
        return;
    }
    document.heading("Printed results");
    let lines = report
        .published
        .iter()
        .map(|result| format!("{}: {} of {} reproduced", result.label, result.matched, result.checked))
        .collect();
    document.push(Block::List(lines));
    let several = report.published.iter().filter(|r| !r.differences.is_empty()).count() > 1;
    let all = || report.published.iter().flat_map(|result| result.differences.iter().map(move |d| (result, d)));
    let reasons = all().take(SHOWN_ROWS).any(|(_, d)| d.reason.is_some());
    let rows: Vec<Vec<String>> = all()
        .take(SHOWN_ROWS)
        .map(|(result, d)| {
            let source = several.then(|| result.label.clone());
            let why = reasons.then(|| d.reason.clone().unwrap_or_default());
            let cells = source.into_iter().chain(difference(report.assessment, d)).chain(why);
            cells.map(|text| results::clean(&text)).collect()
        })
        .collect();
    if rows.is_empty() {
        return;
    }
    let source = several.then(|| TableColumn::left("Where"));
    let of_each = [
        TableColumn::left("Not reproduced"),
        TableColumn::left("Result"),
        TableColumn::right("Printed"),
        TableColumn::right("Computed"),
    ];
    let why = reasons.then(|| TableColumn::left("Why"));
    let columns = source.into_iter().chain(of_each).chain(why);
    let total = all().count();
    let shown = rows.len();
    document.push(Block::Table(Table::plain(columns.collect(), rows)));
    if shown < total {
        document.paragraph(format!("… and {} more: `--format json` lists them all", grouped(total - shown)));
    }
}

/// Row, result, printed and computed value.
pub(super) fn difference(assessment: &Assessment, difference: &PublishedDifference) -> [String; 4] {
    let row = match (difference.table, difference.row) {
        (Some(table), Some(row)) => results::row_name(assessment, table, row),
        (Some(_), None) => "number of rows".to_owned(),
        (None, _) => "as a whole".to_owned(),
    };
    let (printed, computed) = match &difference.words {
        Some((printed, computed)) => (printed.clone(), computed.clone().unwrap_or_else(|| MISSING.to_owned())),
        None => {
            let computed = difference.computed.map_or_else(|| MISSING.to_owned(), numbers::plain);
            let percent =
                difference.table.is_none() && cells::is_percent(&assessment.program.quantity(difference.of).ty);
            let sign = if percent { "%" } else { "" };
            (format!("{}{sign}", numbers::exact(difference.printed)), format!("{computed}{sign}"))
        }
    };
    [row, difference.name.clone(), printed, computed]
}

fn findings(report: &Report<'_>, document: &mut Document) {
    document.heading("Findings");
    if report.findings.is_empty() {
        document.paragraph("None.");
    }
    let mut order: Vec<&Finding> = report.findings.iter().collect();
    order.sort_by_key(|f| (f.allowed.is_some(), std::cmp::Reverse(f.severity)));
    for finding in order {
        document.push(Block::Finding(finding_text(report.assessment, finding)));
    }
}

fn finding_text(assessment: &Assessment, finding: &Finding) -> FindingText {
    let sources = &assessment.program.sources;
    let place = finding.span.and_then(|span| {
        let file = sources.file(span.file)?;
        let file = file.name.rsplit(['/', '\\']).next().unwrap_or(&file.name);
        Some(format!("{file}:{}", sources.line_column(span).0))
    });
    let subject = match place {
        Some(place) if finding.subject.is_empty() => place,
        Some(place) => format!("{} ({place})", finding.subject),
        None => finding.subject.clone(),
    };
    let rows = finding.rows.as_ref().filter(|(_, rows)| !rows.is_empty()).map(|(table, rows)| {
        let names = rows.iter().take(NAMED_ROWS).map(|row| results::row_name(assessment, *table, *row));
        let mut text = results::clean(&names.collect::<Vec<_>>().join("; "));
        if rows.len() > NAMED_ROWS {
            let _ = write!(text, " and {} more", grouped(rows.len() - NAMED_ROWS));
        }
        text
    });
    FindingText {
        severity: finding.severity,
        code: finding.code.as_str(),
        subject: results::clean(&subject),
        message: results::clean(&finding.message),
        rows,
        // What to write instead is of no use where it is not to be changed.
        hint: finding.hint.as_deref().filter(|_| finding.allowed.is_none()).map(results::clean),
        allowed: finding.allowed.as_deref().map(results::clean),
    }
}

fn identity(assessment: &Assessment, document: &mut Document) {
    let program = &assessment.program;
    document.heading("Identity");
    let edition = program.edition.as_ref().map(|e| format!(", edition {e}")).unwrap_or_default();
    document.paragraph(format!("Policy {}{edition}, fingerprint {}", program.name, short(&program.fingerprint)));
    dated::sentence(program).into_iter().for_each(|text| document.paragraph(text));
    let parameters: Vec<String> = parameters(assessment).map(|(text, _)| text).collect();
    if !parameters.is_empty() {
        document.paragraph(format!("With {}", parameters.join(", ")));
    }
    let tables = program.tables.iter().zip(&assessment.tables).filter(|(table, _)| table.summary.is_none());
    let rows = tables.map(|(table, result)| {
        let (file, fingerprint) = match &result.origin {
            Some(origin) => (results::clean(&origin.file), short(&origin.fingerprint)),
            None => ("given by the host".to_owned(), String::new()),
        };
        vec![table.name.clone(), file, grouped(result.rows), fingerprint]
    });
    let columns = vec![
        TableColumn::left("Table"),
        TableColumn::left("Data"),
        TableColumn::right("Rows"),
        TableColumn::left("Fingerprint"),
    ];
    document.push(Block::Table(Table::plain(columns, rows.collect())));
    provenance::sentence(program).into_iter().for_each(|text| document.paragraph(text));
}

fn short(fingerprint: &str) -> String {
    fingerprint.chars().take(FINGERPRINT_DIGITS).collect()
}
