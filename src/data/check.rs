//! The checks that need whole columns: ranges, required values, keys, links. Raw tables become [`Data`].

use std::sync::Arc;

use indexmap::IndexMap;

use super::cells::bad;
use super::keys::{self, Lookup};
use super::number;
use super::problems::{Problem, Problems, RowList, Site};
use super::raw::{Raw, RawColumn};
use super::{date, together, wrong};
use crate::diagnostic::{Code, Diagnostic, list, nearest};
use crate::eval::column::{link, member, number as missing_number, yes_no};
use crate::eval::{Column, Data, TableData, TextColumn, TextPool};
use crate::program::{Program, Quantity, QuantityId, TableId, Type};

/// Checks all tables, in the order of [`Program::tables`], and resolves their links.
///
/// # Errors
/// Everything that is wrong with the data, table by table.
pub(super) fn finish(program: &Program, mut raws: Vec<Raw<'_>>) -> Result<Data, Vec<Diagnostic>> {
    let rows: Vec<usize> = raws.iter().map(|raw| raw.rows).collect();
    let mut keys = Vec::with_capacity(raws.len());
    // A row that could not be read has lost its key: that nothing is found under it is no second mistake.
    let whole: Vec<bool> = raws.iter().map(|raw| raw.problems.all_trusted()).collect();
    for (table, raw) in program.tables.iter().zip(&mut raws) {
        for (id, column) in &raw.columns {
            check_values(program.quantity(*id), table.is_key(*id), column, &mut raw.problems);
        }
        check_positions(program, &rows, raw);
        let key = program.quantity(table.key);
        if table.has_several_keys() {
            together::put(program, table, raw);
        }
        let texts = raw.columns.get(&table.key).map(|c| keys::texts(program, key, &c.values)).unwrap_or_default();
        if let Some(column) = raw.columns.get(&table.key).filter(|_| !table.has_several_keys()) {
            check_keys(key, &texts, column, &mut raw.problems);
            raw.problems.lack_keys(&Some(column.header.clone()));
        }
        keys.push(texts);
    }
    let mut lookups: Vec<Option<Lookup<'_>>> = program.tables.iter().map(|_| None).collect();
    let mut tables = Vec::with_capacity(raws.len());
    let mut told = Vec::new();
    for (at, (raw, texts)) in raws.into_iter().zip(&keys).enumerate() {
        let mut problems = raw.problems;
        let mut columns = IndexMap::with_capacity(raw.columns.len());
        for (id, column) in raw.columns {
            let quantity = program.quantity(id);
            let values = match (&quantity.ty, &column.values) {
                (Type::Link(target), Column::Text(text)) => {
                    let lookup = lookup(program, *target, &keys, &mut lookups);
                    let mut dangling = Problems::new(problems.limit());
                    let links = resolve(program, quantity, *target, lookup, text, &column.header, &mut dangling);
                    if whole.get(target.at()).is_none_or(|whole| *whole) {
                        problems.join(dangling);
                    }
                    links
                }
                (Type::Text, Column::Text(text)) if is_key(program, at, id) && text.codes.is_some() => {
                    Column::Text(TextColumn { codes: None, texts: Arc::clone(texts) })
                }
                _ => column.values,
            };
            columns.insert(id, values);
        }
        if problems.is_empty() {
            tables.push(TableData { rows: raw.rows, columns, origin: raw.origin });
        } else {
            told.extend(problems.tell(&raw.site));
        }
    }
    if told.is_empty() { Ok(Data { tables }) } else { Err(told) }
}

fn is_key(program: &Program, table: usize, id: QuantityId) -> bool {
    program.tables.get(table).is_some_and(|t| t.key == id)
}

fn check_values(quantity: &Quantity, key: bool, column: &RawColumn, problems: &mut Problems) {
    let optional = !key && wrong::optional(quantity);
    match &column.values {
        Column::Number(values) => {
            if !optional {
                require(quantity, key, column, problems, values, |v| {
                    missing_number::kind(*v).is_some() && v.to_bits() != bad::NUMBER.to_bits()
                });
            }
            check_range(quantity, column, values, problems);
        }
        Column::YesNo(values) if !optional => {
            require(quantity, key, column, problems, values, |v| *v != bad::BYTE && yes_no::value(*v).is_err());
        }
        Column::Member(values) if !optional => {
            require(quantity, key, column, problems, values, |v| member::kind(*v).is_some());
        }
        Column::Link(values) if !optional => {
            require(quantity, key, column, problems, values, |v| link::kind(*v).is_some());
        }
        Column::Text(text) if !optional => {
            if let Some(codes) = &text.codes {
                require(quantity, key, column, problems, codes, |c| link::kind(*c).is_some());
            }
        }
        Column::YesNo(_) | Column::Member(_) | Column::Link(_) | Column::Text(_) => {}
    }
}

/// Links and members that a host gave by position must exist.
fn check_positions(program: &Program, rows: &[usize], raw: &mut Raw<'_>) {
    let Site::Host { .. } = raw.site else { return };
    for (id, column) in &raw.columns {
        let quantity = program.quantity(*id);
        let (code, count, beyond) = match (&quantity.ty, &column.values) {
            (Type::Link(target), Column::Link(links)) => {
                let count = rows.get(target.at()).copied().unwrap_or(0);
                let beyond = |r: &u32| link::kind(*r).is_none() && *r as usize >= count;
                let at = links.iter().position(beyond);
                (Code::DataDanglingLink, count, at.and_then(|at| Some((at, *links.get(at)?))))
            }
            (Type::Member(scale), Column::Member(codes)) => {
                let count = program.scale(*scale).members.len();
                let beyond = |c: &u8| member::kind(*c).is_none() && *c != bad::BYTE && usize::from(*c) >= count;
                let at = codes.iter().position(beyond);
                (Code::DataUnknownCategory, count, at.and_then(|at| Some((at, u32::from(*codes.get(at)?)))))
            }
            _ => continue,
        };
        let Some((row, position)) = beyond else { continue };
        let last = count.saturating_sub(1);
        let (message, hint) = match &quantity.ty {
            Type::Link(target) => (
                format!("table `{}` has no row {position}", program.table(*target).name),
                format!("links are given by the rows' positions from 0 to {last}"),
            ),
            Type::Member(_) | Type::Number(_) | Type::YesNo | Type::Text | Type::Date => (
                format!("`{}` has no member at position {position}", quantity.name),
                format!("members are given by their positions from 0 to {last}"),
            ),
        };
        let (rows, column, text) = (RowList::one(row), Some(column.header.clone()), Some(position.to_string()));
        raw.problems.push(Problem { code, rows, column, text, message, hint: Some(hint) });
    }
}

fn require<T>(
    quantity: &Quantity,
    key: bool,
    column: &RawColumn,
    problems: &mut Problems,
    values: &[T],
    missing: impl Fn(&T) -> bool,
) {
    // One look at the whole column, which is vector code: most have nothing to tell.
    if !values.iter().fold(false, |any, v| any | missing(v)) {
        return;
    }
    let mut rows = RowList::default();
    values
        .iter()
        .enumerate()
        .filter(|(row, v)| missing(v) && problems.trusts(*row))
        .for_each(|(row, _)| rows.push(row));
    if rows.count() > 0 {
        problems.push(wrong::required(quantity, key, rows, Some(column.header.clone())));
    }
}

fn check_range(quantity: &Quantity, column: &RawColumn, values: &[f64], problems: &mut Problems) {
    let (lowest, highest) = quantity.range;
    if lowest.is_none() && highest.is_none() {
        return;
    }
    let (low, high) = (lowest.unwrap_or(f64::NEG_INFINITY), highest.unwrap_or(f64::INFINITY));
    if !values.iter().fold(false, |any, v| any | (*v < low) | (*v > high)) {
        return;
    }
    let mut told = 0;
    for (row, value) in values.iter().enumerate().filter(|(_, v)| **v < low || **v > high) {
        told += 1;
        if told > problems.limit() {
            problems.count(1);
            continue;
        }
        let text = shown(quantity, *value);
        let allowed = match (lowest, highest) {
            (Some(low), Some(high)) => format!("{}..{}", shown(quantity, low), shown(quantity, high)),
            (Some(low), None) => format!("{}..", shown(quantity, low)),
            (None, high) => format!("..{}", high.map(|h| shown(quantity, h)).unwrap_or_default()),
        };
        problems.push(Problem {
            code: Code::DataOutOfRange,
            rows: RowList::one(row),
            column: Some(column.header.clone()),
            message: format!("{text} is outside the range {allowed} of `{}`", quantity.name),
            text: Some(text),
            hint: Some("mend the value, or widen the declared `range`".to_owned()),
        });
    }
}

/// A value as it stands in the data: percents as percents.
fn shown(quantity: &Quantity, value: f64) -> String {
    match &quantity.ty {
        Type::Date => date::show(value),
        Type::Number(unit) => number::show(value * unit.as_ref().map_or(1.0, |u| u.border())),
        Type::YesNo | Type::Text | Type::Member(_) | Type::Link(_) => number::show(value),
    }
}

fn check_keys(key: &Quantity, texts: &TextPool, column: &RawColumn, problems: &mut Problems) {
    if let Column::Text(TextColumn { codes: None, .. }) = &column.values {
        let mut rows = RowList::default();
        if texts.may_have_empty() {
            (0..texts.len())
                .filter(|row| texts.get(*row).is_empty() && problems.trusts(*row))
                .for_each(|row| rows.push(row));
        }
        if rows.count() > 0 {
            problems.push(wrong::required(key, true, rows, Some(column.header.clone())));
        }
    }
    for rows in keys::duplicates(texts) {
        let text = texts.get(rows.first()).to_owned();
        problems.push(Problem {
            code: Code::DataDuplicateKey,
            message: format!("the key `{text}` occurs {} times in `{}`", rows.count(), key.name),
            rows,
            column: Some(column.header.clone()),
            text: Some(text),
            hint: Some("each row needs a key of its own".to_owned()),
        });
    }
}

fn lookup<'l, 'p>(
    program: &'p Program,
    target: TableId,
    keys: &[Arc<TextPool>],
    lookups: &'l mut [Option<Lookup<'p>>],
) -> Option<&'l Lookup<'p>> {
    let place = lookups.get_mut(target.at())?;
    let texts = keys.get(target.at())?;
    let key = program.quantity(program.table(target).key);
    Some(place.get_or_insert_with(|| Lookup::new(program, key, Arc::clone(texts))))
}

/// Links from the texts of keys: each distinct text is looked up once.
fn resolve(
    program: &Program,
    quantity: &Quantity,
    target: TableId,
    lookup: Option<&Lookup<'_>>,
    column: &TextColumn,
    header: &(String, usize),
    problems: &mut Problems,
) -> Column {
    let rows: Vec<Option<u32>> =
        (0..column.texts.len()).map(|at| lookup.and_then(|l| l.find(column.texts.get(at)))).collect();
    let row_of = |text: u32| match link::kind(text) {
        Some(_) => text,
        None => rows.get(text as usize).copied().flatten().unwrap_or(bad::CODE),
    };
    let all: Vec<u32> = match &column.codes {
        Some(codes) => codes.iter().map(|c| row_of(*c)).collect(),
        None => (0u32..).take(column.texts.len()).map(row_of).collect(),
    };
    if rows.iter().any(Option::is_none) {
        dangling(program, quantity, target, lookup, column, &all, header, problems);
    }
    Column::Link(Arc::new(all))
}

#[allow(clippy::too_many_arguments, reason = "what a link is and where it stands")]
fn dangling(
    program: &Program,
    quantity: &Quantity,
    target: TableId,
    lookup: Option<&Lookup<'_>>,
    column: &TextColumn,
    resolved: &[u32],
    header: &(String, usize),
    problems: &mut Problems,
) {
    let mut by_text: IndexMap<u32, RowList> = IndexMap::new();
    for (row, _) in resolved.iter().enumerate().filter(|(_, r)| **r == bad::CODE) {
        if let Ok(text) = column.code(row) {
            by_text.entry(text).or_default().push(row);
        }
    }
    let table = &program.table(target).name;
    for (at, (text, rows)) in by_text.into_iter().enumerate() {
        if at >= problems.limit() {
            problems.count(rows.count());
            continue;
        }
        let text = column.texts.get(text as usize).to_owned();
        let known = || lookup.into_iter().flat_map(Lookup::known).filter(|key| !key.is_empty());
        let hint = match wrong::often_missing(&text)
            .or_else(|| nearest(&text, known()).map(|n| format!("did you mean `{n}`?")))
        {
            Some(hint) => hint,
            None if known().next().is_none() => format!("table `{table}` has no rows"),
            None => format!("the keys of `{table}` are {}", list(known().take(1000))),
        };
        problems.push(Problem {
            code: Code::DataDanglingLink,
            message: format!("`{text}` of `{}` is not a key of table `{table}`", quantity.name),
            rows,
            column: Some(header.clone()),
            text: Some(text),
            hint: Some(hint),
        });
    }
}
