//! Rows written in the policy.

use super::cells::{Block, Reader};
use super::number::Mark;
use super::plan::{Plan, Printed};
use super::problems::{Problems, Site};
use super::raw::{Raw, Store, assemble};
use super::trim;
use crate::diagnostic::Diagnostic;
use crate::eval::DataOrigin;
use crate::program::{InlineRows, Program, TableId};

/// Reads the rows that the policy itself holds; numbers have decimal points.
///
/// # Errors
/// Columns that are missing or occur twice.
pub(super) fn read<'p>(
    program: &'p Program,
    table: TableId,
    rows: &'p InlineRows,
    limit: usize,
) -> Result<Raw<'p>, Vec<Diagnostic>> {
    let site = Site::Inline { rows, table: program.table(table).span };
    let headers: Vec<&str> = rows.header.iter().map(|h| trim(h)).collect();
    let plan = Plan::new(program, table, &headers, Mark::Point, Printed::Welcome, &site)?;
    let (text, cells) = cut(rows, &plan);
    let block = Block { text: &text, cells: &cells, width: plan.positions.len() };
    let mut problems = Problems::new(limit);
    let columns = plan.columns.iter().map(|column| {
        let mut reader = Reader::growing(column, limit);
        reader.read(&block);
        let whole = [rows.rows.len()];
        (column.id, assemble(column, Store::Keys, &whole, vec![reader.finish()], &mut problems))
    });
    let columns = columns.collect();
    let origin = DataOrigin { file: "inline".to_owned(), fingerprint: fingerprint(rows), lines: None };
    Ok(Raw { site, rows: rows.rows.len(), columns, origin: Some(origin), problems })
}

/// The needed cells, in the shape in which files have them.
fn cut(rows: &InlineRows, plan: &Plan<'_>) -> (String, Vec<(u32, u32)>) {
    let mut text = String::new();
    let mut cells = Vec::with_capacity(rows.rows.len() * plan.positions.len());
    let at = |text: &String| u32::try_from(text.len()).unwrap_or(u32::MAX);
    for row in &rows.rows {
        for position in &plan.positions {
            let start = at(&text);
            text.push_str(row.get(*position).and_then(Option::as_deref).unwrap_or(""));
            cells.push((start, at(&text)));
        }
    }
    (text, cells)
}

/// The fingerprint of the header and the cells, whatever the layout of the grid: each cell with its length before it.
fn fingerprint(rows: &InlineRows) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut add = |cell: &str| {
        hasher.update(&(cell.len() as u64).to_le_bytes());
        hasher.update(cell.as_bytes());
    };
    rows.header.iter().for_each(|header| add(trim(header)));
    rows.rows.iter().flatten().for_each(|cell| add(cell.as_deref().map_or("", trim)));
    hasher.finalize().to_hex().to_string()
}
