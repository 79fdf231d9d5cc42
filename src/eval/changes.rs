//! The cells that a step has changed, kept as small as they can be.

use std::sync::Arc;

use crate::wide::wide;

/// A cell that was treated or imputed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CellChange {
    /// The part, by its position in the index.
    pub part: usize,
    /// The row.
    pub row: usize,
    /// The value before; NaN, with its kind, where it was missing.
    pub from: f64,
    /// The value afterwards.
    pub to: f64,
}

/// The cells that a step has changed, by part, then by row.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Changes {
    parts: Vec<ChangedPart>,
}

/// The cells of one part that a step has changed.
#[derive(Clone, Debug)]
pub(super) struct ChangedPart {
    part: usize,
    cells: usize,
    kept: Kept,
}

/// How they are kept.
#[derive(Clone, Debug)]
enum Kept {
    /// The column as it was and as it has become, which are there anyway: a cell whose bits differ has been changed.
    Columns { before: Arc<Vec<f64>>, after: Arc<Vec<f64>> },
    /// Each row with its values before and afterwards.
    Cells(Vec<(usize, f64, f64)>),
}

/// What a column has become.
pub(super) struct Changed {
    pub after: Vec<f64>,
    /// How many cells differ.
    pub cells: usize,
}

impl Changed {
    /// From the column as it was.
    pub fn since(before: &[f64], after: Vec<f64>) -> Changed {
        Changed { cells: differing(before, &after), after }
    }
}

/// Where fewer rows than one in so many have changed, each of them takes less room than the columns.
const FEW: usize = 32;

/// Cells that are looked at together.
const TILE: usize = 64;

impl Changes {
    /// Those of some parts, which ascend.
    pub(super) fn new(parts: impl Iterator<Item = ChangedPart>) -> Changes {
        Changes { parts: parts.filter(|part| part.cells > 0).collect() }
    }

    /// From cells in any order.
    pub(super) fn of_cells(mut cells: Vec<CellChange>) -> Changes {
        cells.sort_unstable_by_key(|c| (c.part, c.row));
        let parts = cells.chunk_by(|a, b| a.part == b.part).map(|cells| ChangedPart {
            part: cells.first().map_or(0, |c| c.part),
            cells: cells.len(),
            kept: Kept::Cells(cells.iter().map(|c| (c.row, c.from, c.to)).collect()),
        });
        Changes { parts: parts.collect() }
    }

    /// How many cells.
    pub fn len(&self) -> usize {
        self.parts.iter().map(|part| part.cells).sum()
    }

    /// Whether no cell was changed.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// All cells.
    pub fn iter(&self) -> impl Iterator<Item = CellChange> {
        self.parts.iter().flat_map(ChangedPart::iter)
    }

    /// The cells of one part, in the order of rows.
    pub fn of_part(&self, part: usize) -> impl Iterator<Item = CellChange> {
        self.parts.iter().filter(move |changed| changed.part == part).flat_map(ChangedPart::iter)
    }

    /// What a part has become, from what it was; `None` where nothing of it was changed.
    pub(super) fn after(&self, part: usize, before: impl FnOnce() -> Vec<f64>) -> Option<Arc<Vec<f64>>> {
        let changed = self.parts.iter().find(|changed| changed.part == part)?;
        Some(match &changed.kept {
            Kept::Columns { after, .. } => Arc::clone(after),
            Kept::Cells(cells) => {
                let mut column = before();
                for (row, _, to) in cells {
                    column.get_mut(*row).into_iter().for_each(|x| *x = *to);
                }
                Arc::new(column)
            }
        })
    }
}

impl ChangedPart {
    /// From a column as it was and as it has become; `None`: as it was.
    pub fn new(part: usize, before: Arc<Vec<f64>>, after: Option<Changed>) -> ChangedPart {
        let Some(Changed { after, cells }) = after else {
            return ChangedPart { part, cells: 0, kept: Kept::Cells(Vec::new()) };
        };
        let kept = if cells.saturating_mul(FEW) < before.len() {
            Kept::Cells(few(&before, &after, cells))
        } else {
            Kept::Columns { before, after: Arc::new(after) }
        };
        ChangedPart { part, cells, kept }
    }

    fn iter(&self) -> impl Iterator<Item = CellChange> {
        let (cells, columns) = match &self.kept {
            Kept::Cells(cells) => (Some(cells.iter().copied()), None),
            Kept::Columns { before, after } => {
                let rows = before.iter().zip(after.iter()).enumerate();
                let changed = rows.filter(|(_, (from, to))| from.to_bits() != to.to_bits());
                (None, Some(changed.map(|(row, (from, to))| (row, *from, *to))))
            }
        };
        let part = self.part;
        let all = cells.into_iter().flatten().chain(columns.into_iter().flatten());
        all.map(move |(row, from, to)| CellChange { part, row, from, to })
    }
}

/// As equal as their cells are, by bits.
impl PartialEq for ChangedPart {
    fn eq(&self, other: &Self) -> bool {
        let bits = |c: CellChange| (c.part, c.row, c.from.to_bits(), c.to.to_bits());
        self.cells == other.cells && self.iter().map(bits).eq(other.iter().map(bits))
    }
}

/// How many cells differ.
fn differing(before: &[f64], after: &[f64]) -> usize {
    wide(
        #[inline(always)]
        || before.iter().zip(after).map(|(a, b)| usize::from(a.to_bits() != b.to_bits())).sum(),
    )
}

/// The cells that differ, where they are few: most tiles have none, which vector code finds out.
fn few(before: &[f64], after: &[f64], cells: usize) -> Vec<(usize, f64, f64)> {
    let mut found = Vec::with_capacity(cells);
    for (tile, (before, after)) in before.chunks(TILE).zip(after.chunks(TILE)).enumerate() {
        if differing(before, after) == 0 {
            continue;
        }
        let rows = before.iter().zip(after).enumerate().filter(|(_, (from, to))| from.to_bits() != to.to_bits());
        found.extend(rows.map(|(at, (from, to))| (tile * TILE + at, *from, *to)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_cells_however_they_are_kept() {
        let before: Vec<f64> = (0..1000).map(|i| if i % 3 == 0 { f64::NAN } else { f64::from(i) }).collect();
        for every in [1, 7, 40, 500, 5000] {
            let changed = |row: usize| row % every == every / 2;
            let after: Vec<f64> =
                before.iter().enumerate().map(|(row, x)| if changed(row) { -1.0 } else { *x }).collect();
            let part = ChangedPart::new(2, Arc::new(before.clone()), Some(Changed::since(&before, after.clone())));
            let changes = Changes::new([part].into_iter());
            let rows: Vec<usize> = (0..1000).filter(|row| changed(*row)).collect();
            assert_eq!(changes.len(), rows.len());
            assert_eq!(changes.iter().map(|c| c.row).collect::<Vec<_>>(), rows);
            assert!(changes.iter().all(|c| c.part == 2 && c.to == -1.0));
            assert_eq!(changes, Changes::of_cells(changes.iter().collect()));
            assert_eq!(changes.of_part(1).count(), 0);
            let again = changes.after(2, || before.clone()).map_or(before.clone(), |after| after.to_vec());
            assert!(again.iter().zip(&after).all(|(a, b)| a.to_bits() == b.to_bits()));
        }
    }
}
