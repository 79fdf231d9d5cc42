//! Screening: which rows and which parts too little is known of.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::assessment::{PartOut, RowOut};
use super::column::number;
use super::index::IndexInput;
use super::parts::PartColumn;
use super::prepare::{Members, column, has_scores, included, makes, of_rows};
use crate::parallel::{BLOCK, CHUNK, stretches};
use crate::program::ScreenStep;
use crate::wide::wide;

/// The rows of which too few values are known.
pub(super) fn rows_out(
    input: &IndexInput<'_>,
    step: &ScreenStep,
    others: &[Arc<Vec<f64>>],
    parts: &[PartColumn<'_>],
) -> Vec<RowOut> {
    let counted: Vec<(&PartColumn<'_>, bool)> = parts
        .iter()
        .zip(&step.parts)
        .enumerate()
        .filter(|(_, (_, counts))| **counts)
        .map(|(at, (part, _))| (part, has_scores(input, at)))
        .collect();
    let blocks: Vec<Range<usize>> = stretches(0..input.rows, BLOCK).collect();
    let out = input.threads.for_rows(input.rows).map(blocks, |block| {
        let mut out = Vec::new();
        let mut counts = Counts::new();
        let mut buffers = [vec![0.0; CHUNK], vec![0.0; CHUNK]];
        for rows in stretches(block, CHUNK) {
            counts.clear();
            for (part, scored) in &counted {
                counts.add(part.values(rows.clone(), &mut buffers), *scored);
            }
            for values in others {
                counts.add(values.get(rows.clone()).unwrap_or_default(), true);
            }
            counts.short(rows.clone(), step.at_least, &mut out);
        }
        out
    });
    let mut out: Vec<RowOut> = out.into_iter().flatten().collect();
    if input.included.is_some() {
        out.retain(|out| included(input, out.row));
    }
    out
}

/// How many values of each row of a chunk are known, and of how many.
struct Counts {
    known: Vec<f64>,
    of: Vec<f64>,
    /// Rows of which too few are known, and room for one that is not.
    found: Vec<RowOut>,
}

impl Counts {
    fn new() -> Counts {
        let nothing = RowOut { row: 0, known: 0, of: 0 };
        Counts { known: vec![0.0; CHUNK], of: vec![0.0; CHUNK], found: vec![nothing; CHUNK + 1] }
    }

    fn clear(&mut self) {
        self.known.fill(0.0);
        self.of.fill(0.0);
    }

    fn add(&mut self, values: &[f64], scored: bool) {
        let counts = self.known.iter_mut().zip(&mut self.of).zip(values);
        if scored {
            for ((known, of), x) in counts {
                *known += if is_known(*x, scored) { 1.0 } else { 0.0 };
                *of += if number::is_left_out(*x) { 0.0 } else { 1.0 };
            }
            return;
        }
        wide(
            #[inline(always)]
            || {
                for ((known, of), x) in counts {
                    *known += if x.is_nan() { 0.0 } else { 1.0 };
                    // What an earlier step has left out is no part any more.
                    *of += if number::is_left_out(*x) { 0.0 } else { 1.0 };
                }
            },
        );
    }

    /// Adds the rows of which too few are known. No branch depends on a row, since none can be foreseen.
    fn short(&mut self, rows: Range<usize>, at_least: f64, out: &mut Vec<RowOut>) {
        let mut next = 0;
        for ((known, of), row) in self.known.iter().zip(&self.of).zip(rows) {
            let counts = RowOut { row, known: *known as usize, of: *of as usize };
            self.found.get_mut(next).into_iter().for_each(|slot| *slot = counts);
            next += usize::from(is_short(*known, *of, at_least));
        }
        out.extend_from_slice(self.found.get(..next).unwrap_or_default());
    }
}

/// The parts that too few rows have.
pub(super) fn parts_out(
    input: &IndexInput<'_>,
    step: &ScreenStep,
    (members, among): (&Members, Option<&[u8]>),
    parts: &[PartColumn<'_>],
) -> Vec<PartOut> {
    let work: Vec<_> = parts.iter().zip(&step.parts).enumerate().filter(|(_, (_, applies))| **applies).collect();
    let out = input.threads.map(work, |(at, (part, _))| {
        let column = column(part);
        let mut out = Vec::new();
        for (group, rows) in members.groups().enumerate().filter(|(_, rows)| !rows.is_empty()) {
            // A row that an earlier step has left out does not count.
            let asked: Cow<'_, [usize]> = match among {
                None => Cow::Borrowed(rows),
                Some(_) => rows.iter().copied().filter(|row| makes(among, *row)).collect(),
            };
            let there = of_rows(&column, &asked);
            let of = there.iter().filter(|x| !number::is_left_out(**x)).count();
            let known = there.iter().filter(|x| is_known(**x, has_scores(input, at))).count();
            if is_short(known as f64, of as f64, step.at_least) {
                out.push(PartOut { part: at, group, known, of });
            }
        }
        out
    });
    out.into_iter().flatten().collect()
}

/// Divided rather than multiplied, so that 7 of 100 are 7%, as both are the double nearest to 0.07.
fn is_short(known: f64, of: f64, at_least: f64) -> bool {
    (of > 0.0) & (known / of < at_least)
}

/// Whether a value is known: a cell that has a score says something, although it holds no value.
fn is_known(x: f64, scored: bool) -> bool {
    !x.is_nan() || scored && number::score(x).is_some()
}
