//! Tests of whole tables, from text to data or to what is told about it.

#[cfg(feature = "data")]
mod blocks;
mod builder;
#[cfg(feature = "data")]
mod cells;
#[cfg(feature = "data")]
mod csv;
#[cfg(feature = "data")]
mod laws;
#[cfg(feature = "data")]
mod settings;
#[cfg(feature = "data")]
mod xlsx;

use crate::diagnostic::{Diagnostic, Place};
use crate::eval::{Column, Data};
use crate::program::{Program, Type, Value};

/// Diagnostics as lines: code, place, message, label, hint.
fn told(diagnostics: &[Diagnostic]) -> Vec<String> {
    diagnostics.iter().map(tell).collect()
}

fn tell(d: &Diagnostic) -> String {
    let place = match &d.place {
        Place::Nowhere => String::new(),
        Place::Text(span) => format!("policy {}..{}", span.start, span.end),
        Place::Data(p) => {
            let row = p.row.map(|r| format!(":{r}")).unwrap_or_default();
            let column = p.column.as_ref().map(|c| format!(" {c}")).unwrap_or_default();
            let text = p.text.as_ref().map(|t| format!(" «{t}»")).unwrap_or_default();
            format!("{}{row}{column}{text}", p.file)
        }
    };
    let label = if d.label.is_empty() { String::new() } else { format!(" [{}]", d.label) };
    let hint = d.hint.as_ref().map(|h| format!(" | {h}")).unwrap_or_default();
    format!("{} {place} | {}{label}{hint}", d.code, d.message)
}

/// The values of a column, as short texts; a link gives the row's number.
fn shown(program: &Program, data: &Data, table: &str, column: &str) -> Vec<String> {
    let table = program.find_table(table).unwrap();
    let id = program.find_quantity(table, column).unwrap();
    let values = data.column(program, id).unwrap();
    (0..values.len()).map(|row| show(program, &program.quantity(id).ty, values, row)).collect()
}

fn show(program: &Program, ty: &Type, values: &Column, row: usize) -> String {
    match values.value(row) {
        Value::Number(n) => n.to_string(),
        Value::YesNo(v) => v.to_string(),
        Value::Text(t) => t,
        Value::Member(m) => match ty {
            Type::Member(scale) => program.scale(*scale).members[usize::from(m)].name.clone(),
            _ => panic!("a member of no scale"),
        },
        Value::Missing(kind) => kind.name().to_owned(),
    }
}

/// Reads the tables from CSV texts.
#[cfg(feature = "data")]
fn read(program: &Program, files: &[(&str, &str)]) -> Result<Data, Vec<Diagnostic>> {
    let files: Vec<(&str, &[u8])> = files.iter().map(|(t, text)| (*t, text.as_bytes())).collect();
    read_with(program, &files, |_| {}, &crate::limits::Limits::default())
}

/// Reads the tables from CSV bytes, with settings and limits other than the default.
#[cfg(feature = "data")]
fn read_with<'p>(
    program: &'p Program,
    files: &[(&str, &[u8])],
    change: impl Fn(&mut super::TableSettings),
    limits: &'p crate::limits::Limits,
) -> Result<Data, Vec<Diagnostic>> {
    use super::load::Asked;
    let mut raws = Vec::new();
    for (table, bytes) in files {
        let mut settings = super::TableSettings::of(format!("{table}.csv"));
        change(&mut settings);
        let name = format!("{table}.csv");
        let table = program.find_table(table).unwrap();
        let printed = super::plan::Printed::Needed;
        let asked = Asked { program, table, settings, file: name.clone(), name, limits, printed };
        raws.push(super::csv::read(&asked, bytes)?);
    }
    super::check::finish(program, raws)
}
