//! Rows and groups by their names, for errors and yardsticks.

use super::groups::Groups;
use super::index::{IndexInput, IndexResult};
use super::whole::Refused;
use super::{Assessment, Data};
use crate::diagnostic::{Code, Diagnostic, list};
use crate::plan::{Find, Key};
use crate::program::{Index, Program, QuantityId, Step, TableId, Type, Value};

/// Why an index has no results at all.
pub(super) fn of_index(
    program: &Program,
    data: &Data,
    id: QuantityId,
    input: &IndexInput<'_>,
    result: &IndexResult,
) -> Option<Diagnostic> {
    if !result.failed.is_empty() {
        return Some(missing_fails(program, data, id, input.index, &result.failed));
    }
    let groups = input.aggregate_groups.as_deref();
    result.refused.as_ref().map(|refused| self::refused(program, data, id, input.index, refused, groups))
}

/// `missing fail` met missing values: (row, part), by row.
fn missing_fails(
    program: &Program,
    data: &Data,
    id: QuantityId,
    index: &Index,
    cells: &[(usize, usize)],
) -> Diagnostic {
    const SHOWN: usize = 12;
    let quantity = program.quantity(id);
    let table = program.table(quantity.table);
    let name = |(row, part): &(usize, usize)| {
        let part = index.parts.get(*part).map_or("", |p| p.name.as_str());
        format!("{} of {}", part, key(program, data, quantity.table, *row))
    };
    let cells_shown: Vec<String> = cells.iter().take(SHOWN).map(name).collect();
    let more = cells.len().saturating_sub(SHOWN);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let named = list(cells_shown.iter().map(String::as_str));
    let message =
        format!("`{}` allows no missing value, but table `{}` lacks {named}{more}", quantity.name, table.name);
    Diagnostic::error(Code::MissingFails, quantity.name_span, message)
        .label("with `missing fail`")
        .hint("give these values, or say what missing means, such as `missing skip`")
}

/// An aggregation over all rows cannot take those that it was given.
fn refused(
    program: &Program,
    data: &Data,
    id: QuantityId,
    index: &Index,
    refused: &Refused,
    groups: Option<&Groups>,
) -> Diagnostic {
    let group = groups.zip(refused.group).and_then(|(groups, at)| {
        let names = names_of(program, data, &index.aggregate_within, groups);
        names.into_iter().nth(at)
    });
    let within = group.map(|name| format!(", in the group `{name}`")).unwrap_or_default();
    let message = format!("{}{within}", refused.refusal.message);
    Diagnostic::error(Code::MethodNotApplicable, index.aggregate_span, message)
        .label(format!("in index `{}`", program.quantity(id).name))
        .hint(refused.refusal.hint.clone())
}

/// No row has the key that is looked up.
pub(super) fn key_unknown(program: &Program, data: &Data, find: &Find) -> Diagnostic {
    let table = program.table(find.table);
    let key = match &find.key {
        Key::Text(text) => text.to_string(),
        Key::Number(bits) => shown(program, data, table.key, &Value::Number(f64::from_bits(*bits))),
    };
    let rows = data.table(find.table).map_or(0, |t| t.rows);
    let known: Vec<String> = (0..rows.min(MOST_KEYS)).map(|row| self::key(program, data, find.table, row)).collect();
    let message = format!("table `{}` has no row `{key}`", table.name);
    let hint = crate::diagnostic::known_keys(&key, known.iter().map(String::as_str), rows);
    Diagnostic::error(Code::KeyUnknown, find.span, message).hint(hint)
}

/// As many keys as are searched for one that is nearly the same.
const MOST_KEYS: usize = 10_000;
/// A summary with more groups than can be held.
pub(super) fn too_many_groups(program: &Program, table: TableId) -> Diagnostic {
    let table = program.table(table);
    let most = super::summaries::MOST_GROUPS;
    let message = format!("the summary `{}` has more than {most} combinations of groups", table.name);
    Diagnostic::error(Code::TooMany, table.span, message).hint("summarise by fewer or coarser groupings")
}

/// Groups that an expression names, and that the data do not have.
pub(super) fn unknown_groups(assessment: &Assessment) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (id, table, summary) in assessment.program.summaries() {
        let rows = assessment.table(id).map_or(0, |t| t.rows);
        for asked in &summary.asked {
            let Some(key) = summary.by.get(asked.grouping).map(|g| g.key) else { continue };
            if (0..rows).any(|row| assessment.value(key, row) == asked.value) {
                continue;
            }
            let word = |value: &Value| match value {
                Value::Number(x) if assessment.program.quantity(key).ty == Type::Date => {
                    crate::calendar::written(*x).unwrap_or_default()
                }
                Value::Number(x) => x.to_string(),
                Value::Text(text) => text.clone(),
                Value::YesNo(_) | Value::Member(_) | Value::Missing(_) => String::new(),
            };
            let known: indexmap::IndexSet<String> = (0..rows).map(|row| word(&assessment.value(key, row))).collect();
            let name = word(&asked.value);
            let message = format!("`{}` has no group `{name}`", table.name);
            let hint = match crate::diagnostic::nearest(&name, known.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None if known.is_empty() => "it has no groups at all".to_owned(),
                None => format!("its groups are {}", list(known.iter().map(String::as_str))),
            };
            found.push(Diagnostic::error(Code::UnknownName, asked.span, message).hint(hint));
        }
    }
    found
}

/// The key of a row as text.
pub(super) fn key(program: &Program, data: &Data, table: TableId, row: usize) -> String {
    let key = program.table(table).key;
    match data.column(program, key) {
        Some(column) => shown(program, data, key, &column.value(row)),
        None => format!("row {}", row + 1),
    }
}

/// A value as a person would name it.
fn shown(program: &Program, data: &Data, id: QuantityId, value: &Value) -> String {
    match (value, &program.quantity(id).ty) {
        (Value::Number(row), Type::Link(table)) => key(program, data, *table, *row as usize),
        (Value::Number(x), _) => x.to_string(),
        (Value::YesNo(true), _) => "yes".to_owned(),
        (Value::YesNo(false), _) => "no".to_owned(),
        (Value::Text(text), _) => text.clone(),
        (Value::Member(m), Type::Member(scale)) => {
            program.scale(*scale).members.get(usize::from(*m)).map_or_else(|| m.to_string(), |m| m.name.clone())
        }
        (Value::Member(m), _) => m.to_string(),
        (Value::Missing(how), _) => how.name().to_owned(),
    }
}

/// The names of a step's groups, from the first row of each.
pub(super) fn group_names(program: &Program, data: &Data, index: &Index, step: usize, groups: &Groups) -> Vec<String> {
    names_of(program, data, index.steps.get(step).map(Step::within).unwrap_or_default(), groups)
}

fn names_of(program: &Program, data: &Data, within: &[QuantityId], groups: &Groups) -> Vec<String> {
    let name = |row: &usize| {
        let fields = within.iter().zip(&groups.fields);
        fields.map(|(id, column)| shown(program, data, *id, &column.value(*row))).collect::<Vec<_>>().join(", ")
    };
    groups.firsts.iter().map(name).collect()
}
