//! Summaries for a person: a table of groups, or a cross-table where there are two groupings and one measure.

use super::document::{Align, Block, Document, Table, TableColumn, grouped};
use super::{provenance, results};
use crate::eval::Assessment;
use crate::program::{Program, QuantityId, Summary, TableId, Type};

/// Rows of a summary that are shown.
const SHOWN_ROWS: usize = 200;

/// Columns of a cross-table; a wider one is a list.
const WIDEST: usize = 12;

/// The section of each summary.
pub(super) fn sections(assessment: &Assessment, document: &mut Document) {
    let program = &assessment.program;
    for (id, table, summary) in program.summaries() {
        document.heading(provenance::title(program, id));
        let keys: Vec<QuantityId> = summary.by.iter().map(|g| g.key).collect();
        let measures = table.quantities.iter().copied().filter(|q| !keys.contains(q));
        let measures: Vec<QuantityId> = measures.collect();
        let rows = assessment.table(id).map_or(0, |t| t.rows);
        let crossed = match (keys.as_slice(), measures.as_slice()) {
            ([down, across], [only]) => cross_table(assessment, *down, *across, *only, rows),
            ([..], [..]) => None,
        };
        if let (Some(_), [_, across], [only]) = (&crossed, keys.as_slice(), measures.as_slice()) {
            let label = |id: QuantityId| results::quantity_label(program.quantity(id));
            document.paragraph(format!("{}; across: {}", label(*only), label(*across)));
        }
        let whole = crossed.unwrap_or_else(|| listed(assessment, &keys, &measures, rows));
        document.push(Block::Table(whole));
        if rows > SHOWN_ROWS {
            document.paragraph(format!("… and {} more rows: `--format csv` lists them all", rows - SHOWN_ROWS));
        }
        without_group(assessment, id, summary, document);
    }
}

/// A row for each group.
fn listed(assessment: &Assessment, keys: &[QuantityId], measures: &[QuantityId], rows: usize) -> Table {
    let program = &assessment.program;
    let all = keys.iter().chain(measures);
    let columns = all.clone().map(|id| column(program, *id)).collect();
    let cells = |row: usize| all.clone().map(|id| results::clean(&results::shown(assessment, *id, row))).collect();
    Table::plain(columns, (0..rows.min(SHOWN_ROWS)).map(cells).collect())
}

fn column(program: &Program, id: QuantityId) -> TableColumn {
    let quantity = program.quantity(id);
    let header = provenance::header(quantity);
    match &quantity.ty {
        Type::Number(_) => TableColumn::right(header),
        Type::YesNo | Type::Text | Type::Date | Type::Member(_) | Type::Link(_) => TableColumn::left(header),
    }
}

/// The first grouping down, the second across; `None` if it would be too wide.
fn cross_table(
    assessment: &Assessment,
    down: QuantityId,
    across: QuantityId,
    measure: QuantityId,
    rows: usize,
) -> Option<Table> {
    let first = assessment.value(down, 0);
    let width = (0..rows).take_while(|row| assessment.value(down, *row) == first).count();
    if width == 0 || width > WIDEST {
        return None;
    }
    let program = &assessment.program;
    let show = |id: QuantityId, row: usize| results::clean(&results::shown(assessment, id, row));
    let mut columns = vec![column(program, down)];
    let align = column(program, measure).align;
    columns.extend((0..width).map(|row| match align {
        Align::Right => TableColumn::right(show(across, row)),
        Align::Left => TableColumn::left(show(across, row)),
    }));
    let line = |start: usize| {
        let values = (start..start + width).map(|row| show(measure, row));
        std::iter::once(show(down, start)).chain(values).collect::<Vec<_>>()
    };
    Some(Table::plain(columns, (0..rows.min(SHOWN_ROWS * width)).step_by(width).map(line).collect()))
}

/// Says how many rows belong to no group because a grouping is missing.
fn without_group(assessment: &Assessment, id: TableId, summary: &Summary, document: &mut Document) {
    let ungrouped = assessment.table(id).map_or(0, |t| t.ungrouped);
    let (Some(of), 1..) = (summary.of, ungrouped) else { return };
    let of = &assessment.program.table(of).name;
    let noun = if ungrouped == 1 { "row" } else { "rows" };
    let keys: Vec<&str> =
        summary.by.iter().map(|g| results::quantity_label(assessment.program.quantity(g.key))).collect();
    let missing = format!("{} is missing", keys.join(" or "));
    document.paragraph(format!("In no group: {} {noun} of {of}, because {missing}", grouped(ungrouped)));
}
