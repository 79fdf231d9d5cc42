//! The results of a table as CSV: the columns of the JSON contract, at full precision.
//!
//! A missing cell is empty; where a column has missing cells, their kinds stand in a column `<name>.missing` beside it.
//! A table with gates has a column `excluded` with the reasons for which a row takes no part. Where the policy holds from
//! days, the last columns `policy.as_of` and `policy.since` say as of which day the results are, and since when that edition was in force.

use std::io::{self, Write};

use super::cells::{self, Cell, Field};
use super::journey_json::{self, Names};
use super::{Report, dated, journeys};
use crate::program::{Origin, TableId};

/// Tables that have results: something computed for each row.
pub fn tables_with_results(report: &Report<'_>) -> Vec<TableId> {
    let program = &report.assessment.program;
    let computed = |table: TableId| {
        program.table(table).quantities.iter().any(|id| match program.quantity(*id).origin {
            Origin::Column(_) => false,
            Origin::Formula(..) | Origin::Index(_) | Origin::Rank(_) | Origin::Scenario(_) => true,
        })
    };
    (0..program.tables.len()).map(|at| TableId(at as u32)).filter(|table| computed(*table)).collect()
}

/// Writes one table.
///
/// # Errors
/// Of the writer.
pub fn write(report: &Report<'_>, table: TableId, writer: &mut dyn Write) -> io::Result<()> {
    let assessment = report.assessment;
    let rows = assessment.table(table).map_or(0, |t| t.rows);
    let fields: Vec<(Field<'_>, bool)> = cells::fields(report, table)
        .into_iter()
        .map(|field| {
            let missing = field.has_missing(rows);
            (field, missing)
        })
        .collect();
    let gated = !assessment.program.table(table).gates.is_empty();
    let mut excluded = excluded(report, table).into_iter().peekable();

    let mut csv = Lines(csv::Writer::from_writer(writer));
    for (field, missing) in &fields {
        csv.write_field(field.name.as_bytes())?;
        if *missing {
            csv.write_field(format!("{}.missing", field.name))?;
        }
    }
    let walks = journeys::walks(assessment, table);
    for walk in &walks {
        for name in Names::of(walk).all() {
            csv.write_field(name)?;
        }
    }
    if gated {
        csv.write_field("excluded")?;
    }
    let dated = dated::columns(&assessment.program);
    for (name, _) in &dated {
        csv.write_field(name)?;
    }
    csv.end()?;
    for row in 0..rows {
        for (field, missing) in &fields {
            write_cell(&mut csv, &field.cell(row), *missing)?;
        }
        for walk in &walks {
            let (blocked, way) = journey_json::lists(walk, row);
            csv.write_field(walk.standing(row).map(|s| s.because).unwrap_or_default())?;
            csv.write_field(blocked.join("; "))?;
            csv.write_field(way.join("; "))?;
        }
        if gated {
            let reasons = excluded.next_if(|(at, _)| *at == row).map(|(_, reasons)| reasons);
            csv.write_field(reasons.unwrap_or_default())?;
        }
        for (_, day) in &dated {
            csv.write_field(day)?;
        }
        csv.end()?;
    }
    csv.0.flush()
}

/// Writes lines cell by cell. Errors keep their kind, by which a reader that has gone away is known.
struct Lines<W: Write>(csv::Writer<W>);

impl<W: Write> Lines<W> {
    fn write_field(&mut self, text: impl AsRef<[u8]>) -> io::Result<()> {
        self.0.write_field(text).map_err(kept)
    }

    fn end(&mut self) -> io::Result<()> {
        self.0.write_record(None::<&[u8]>).map_err(kept)
    }
}

fn kept(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

fn write_cell(csv: &mut Lines<&mut dyn Write>, cell: &Cell<'_>, with_kind: bool) -> io::Result<()> {
    match cell {
        Cell::Text(text) => csv.write_field(text.as_bytes())?,
        Cell::Number(_) | Cell::YesNo(_) | Cell::Missing(_) => csv.write_field(cell.exact())?,
    }
    if with_kind {
        csv.write_field(match cell {
            Cell::Missing(kind) => kind.name(),
            Cell::Number(_) | Cell::YesNo(_) | Cell::Text(_) => "",
        })?;
    }
    Ok(())
}

/// The excluded rows in order, each with all its reasons.
fn excluded(report: &Report<'_>, table: TableId) -> Vec<(usize, String)> {
    let mut rows: Vec<(usize, String)> = Vec::new();
    for exclusion in report.assessment.table(table).map(|t| t.excluded.as_slice()).unwrap_or_default() {
        let reasons = report.assessment.reasons(exclusion).join("; ");
        match rows.last_mut() {
            Some((row, before)) if *row == exclusion.row => {
                before.push_str("; ");
                before.push_str(&reasons);
            }
            Some(_) | None => rows.push((exclusion.row, reasons)),
        }
    }
    rows
}
