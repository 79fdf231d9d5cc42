//! What is asked: a table, a row by its key, and results by name.

use super::rows::key;
use crate::diagnostic::{Code, Diagnostic, did_you_mean, known_keys, list};
use crate::eval::{Assessment, Column};
use crate::program::{Journey, Origin, PlaceKind, Program, QuantityId, Survey, TableId, Type};

/// Keys that are compared with a misspelt one.
const COMPARED: usize = 2000;

/// The table with this name.
///
/// # Errors
/// There is none.
pub fn table(program: &Program, name: &str) -> Result<TableId, Diagnostic> {
    let is_table = |id: TableId| program.table(id).summary.as_ref().is_none_or(|s| s.of.is_some());
    if let Some(found) = program.find_table(name).filter(|id| is_table(*id)) {
        return Ok(found);
    }
    let all = (0..program.tables.len()).map(|at| TableId(at as u32)).filter(|id| is_table(*id));
    let names: Vec<&str> = all.map(|id| program.table(id).name.as_str()).collect();
    let hint = did_you_mean(name, names).or_else(|| Some("the policy declares no tables".to_owned()));
    Err(Diagnostic::nowhere(Code::UnknownName, format!("the policy has no table `{name}`")).maybe_hint(hint))
}

/// The results that are meant by a name: a quantity of the table, or a scenario that collects several; without a name
/// all results of the table.
///
/// # Errors
/// The table has nothing of this name, or nothing to explain.
pub fn results(program: &Program, table: TableId, name: Option<&str>) -> Result<Vec<QuantityId>, Diagnostic> {
    let Some(name) = name else { return all(program, table) };
    let collected = program.collected.iter().find(|c| c.table == table && c.name == name);
    if let Some(collected) = collected {
        return Ok(collected.outcomes.clone());
    }
    let declared = program.table(table);
    if let Some(found) = program.find_quantity(table, name).filter(|id| is_listed(program, *id)) {
        return Ok(vec![found]);
    }
    let names = declared.quantities.iter().filter(|id| is_listed(program, **id)).map(|id| &program.quantity(*id).name);
    let names: Vec<&str> = names.map(String::as_str).collect();
    let message = format!("table `{}` has nothing called `{name}`", declared.name);
    let elsewhere = || {
        let others = program.quantities.iter().filter(|q| q.name == name && q.table != table);
        let tables: Vec<&str> = others.map(|q| program.table(q.table).name.as_str()).collect();
        (!tables.is_empty()).then(|| format!("`{name}` is of table {}", list(tables)))
    };
    let hint = elsewhere().or_else(|| did_you_mean(name, names));
    Err(Diagnostic::nowhere(Code::UnknownName, message).maybe_hint(hint))
}

/// Whether results list it.
fn is_listed(program: &Program, id: QuantityId) -> bool {
    match &program.quantity(id).origin {
        Origin::Column(source) => !source.published_only,
        Origin::Formula(..) | Origin::Index(_) | Origin::Rank(_) | Origin::Scenario(_) => true,
    }
}

/// Everything that is computed in a table, nested indices left to those that they are nested in; where nothing is
/// computed, what was measured.
fn all(program: &Program, table: TableId) -> Result<Vec<QuantityId>, Diagnostic> {
    let declared = program.table(table);
    let nested: std::collections::BTreeSet<QuantityId> = program
        .quantities
        .iter()
        .filter_map(|q| match &q.origin {
            Origin::Index(index) => Some(index),
            Origin::Column(_) | Origin::Formula(..) | Origin::Rank(_) | Origin::Scenario(_) => None,
        })
        .flat_map(|index| index.parts.iter().filter(|p| p.nested).map(|p| p.quantity))
        .collect();
    let is_result = |id: &QuantityId| match &program.quantity(*id).origin {
        Origin::Column(_) => false,
        Origin::Rank(rank) => !nested.contains(&rank.of),
        Origin::Formula(..) | Origin::Index(_) | Origin::Scenario(_) => !nested.contains(id),
    };
    let computed = declared.quantities.iter().copied().filter(is_result);
    // Answers, and what a journey asks on its way, stand behind what is made of them.
    let (asked, computed): (Vec<QuantityId>, Vec<QuantityId>) = computed.partition(|id| is_asked(program, *id));
    let computed = if computed.is_empty() { asked } else { computed };
    if !computed.is_empty() {
        return Ok(computed);
    }
    let measured = declared.quantities.iter().copied();
    Ok(measured.filter(|id| *id != declared.key && is_listed(program, *id)).collect())
}

/// Whether it is an answer to a question of a survey or journey, or whether a step is done.
fn is_asked(program: &Program, id: QuantityId) -> bool {
    let mut questions = program.surveys.iter().flat_map(Survey::questions);
    let of_journey = |journey: &Journey| {
        let done = journey.places.iter().any(|place| match &place.kind {
            PlaceKind::Step(step) => step.done == id,
            PlaceKind::Theme(_) | PlaceKind::Station { .. } => false,
        });
        done || journey.items().any(|item| item.answer == id)
    };
    questions.any(|q| q.answers.contains(&id) || q.combined.contains(&id)) || program.journeys.iter().any(of_journey)
}

/// The row of a table with this key; where no key is like this, the only row that is called so.
///
/// # Errors
/// There is none, or several are called so.
pub fn row(assessment: &Assessment, table: TableId, wanted: &str) -> Result<usize, Diagnostic> {
    let program = &assessment.program;
    let declared = program.table(table);
    let rows = assessment.table(table).map_or(0, |t| t.rows);
    let wanted = wanted.trim();
    if let Some(row) = by_key(assessment, table, rows, wanted) {
        return Ok(row);
    }
    let named = named(assessment, table, rows, wanted);
    match named.as_slice() {
        [row] => return Ok(*row),
        [] => {}
        [..] => {
            let keys = named.iter().map(|row| key(assessment, table, *row));
            let message = format!("{} rows of `{}` are called `{wanted}`", named.len(), declared.name);
            let hint = format!("name one by its key: {}", list(keys));
            return Err(Diagnostic::nowhere(Code::KeyUnknown, message).hint(hint));
        }
    }
    let keys: Vec<String> = (0..rows.min(COMPARED)).map(|row| key(assessment, table, row)).collect();
    let hint = known_keys(wanted, keys.iter().map(String::as_str), rows);
    let message = format!("table `{}` has no row `{wanted}`", declared.name);
    Err(Diagnostic::nowhere(Code::KeyUnknown, message).hint(hint))
}

fn by_key(assessment: &Assessment, table: TableId, rows: usize, wanted: &str) -> Option<usize> {
    let program = &assessment.program;
    let declared = program.table(table);
    let simple = declared.summary.is_none();
    match assessment.column(declared.key) {
        Some(Column::Text(texts)) if simple => (0..rows).find(|row| texts.get(*row) == Some(wanted)),
        Some(Column::Number(values)) if simple && matches!(program.quantity(declared.key).ty, Type::Number(_)) => {
            let number: f64 = wanted.parse().ok()?;
            let Type::Number(unit) = &program.quantity(declared.key).ty else { return None };
            let number = number / unit.as_ref().map_or(1.0, |u| u.border());
            values.iter().position(|x| *x == number)
        }
        Some(_) | None => (0..rows).find(|row| key(assessment, table, *row) == wanted),
    }
}

/// Rows whose texts besides the key are as wanted.
fn named(assessment: &Assessment, table: TableId, rows: usize, wanted: &str) -> Vec<usize> {
    let Some(id) = super::rows::name_field(&assessment.program, table) else { return Vec::new() };
    match assessment.column(id) {
        Some(Column::Text(texts)) => (0..rows).filter(|row| texts.get(*row) == Some(wanted)).collect(),
        Some(_) | None => Vec::new(),
    }
}
