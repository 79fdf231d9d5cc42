//! Screening: which rows and which parts too little is known of.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::assessment::{PartOut, RowOut};
use super::column::number;
use super::index::IndexInput;
use super::parts::PartColumn;
use super::prepare::{Members, column, has_scores, included, makes, of_rows};
use crate::parallel::{BLOCK, CHUNK, STRETCH, stretches};
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
        let mut buffers: Vec<[Vec<f64>; 2]> = counted.iter().map(|(part, _)| part.buffers()).collect();
        for rows in stretches(block, STRETCH) {
            let (mut plain, mut scored): (Vec<&[f64]>, Vec<&[f64]>) = (Vec::new(), Vec::new());
            for ((part, has_scores), buffers) in counted.iter().zip(&mut buffers) {
                let list = if *has_scores { &mut scored } else { &mut plain };
                list.push(part.values(rows.clone(), buffers));
            }
            scored.extend(others.iter().map(|values| values.get(rows.clone()).unwrap_or_default()));
            for chunk in stretches(0..rows.len(), CHUNK) {
                counts.clear();
                counts.add_plain(&plain, chunk.clone());
                counts.add_scored(&scored, chunk.clone());
                counts.short(rows.start + chunk.start..rows.start + chunk.end, step.at_least, &mut out);
            }
        }
        out
    });
    let mut out = out.concat();
    if input.included.is_some() {
        out.retain(|out| included(input, out.row));
    }
    out
}

/// How many values of each row of a chunk are known, and of how many.
struct Counts {
    known: Vec<u64>,
    of: Vec<u64>,
    /// Rows of which too few are known, and room for one that is not.
    found: Vec<RowOut>,
}

impl Counts {
    fn new() -> Counts {
        let nothing = RowOut { row: 0, known: 0, of: 0 };
        Counts { known: vec![0; CHUNK], of: vec![0; CHUNK], found: vec![nothing; CHUNK + 1] }
    }

    fn clear(&mut self) {
        self.known.fill(0);
        self.of.fill(0);
    }

    /// Adds what has no scores, five columns at a time.
    fn add_plain(&mut self, columns: &[&[f64]], rows: Range<usize>) {
        let there = |x: &f64| u64::from(!x.is_nan());
        // What an earlier step has left out is no part any more.
        let asked = |x: &f64| u64::from(!number::is_left_out(*x));
        let Counts { known, of, found: _ } = self;
        wide(
            #[inline(always)]
            || {
                for columns in columns.chunks(5) {
                    if let &[a, b, c, d, e] = columns {
                        let [a, b, c, d, e] = [a, b, c, d, e].map(|x| x.get(rows.clone()).unwrap_or_default());
                        let counts = known.iter_mut().zip(of.iter_mut());
                        for ((((((known, of), a), b), c), d), e) in counts.zip(a).zip(b).zip(c).zip(d).zip(e) {
                            *known += there(a) + there(b) + there(c) + there(d) + there(e);
                            *of += asked(a) + asked(b) + asked(c) + asked(d) + asked(e);
                        }
                        continue;
                    }
                    for column in columns {
                        let values = column.get(rows.clone()).unwrap_or_default();
                        for ((known, of), x) in known.iter_mut().zip(of.iter_mut()).zip(values) {
                            *known += there(x);
                            *of += asked(x);
                        }
                    }
                }
            },
        );
    }

    /// Adds what may have scores.
    fn add_scored(&mut self, columns: &[&[f64]], rows: Range<usize>) {
        for column in columns {
            let values = column.get(rows.clone()).unwrap_or_default();
            for ((known, of), x) in self.known.iter_mut().zip(&mut self.of).zip(values) {
                *known += u64::from(is_known(*x, true));
                *of += u64::from(!number::is_left_out(*x));
            }
        }
    }

    /// Adds the rows of which too few are known. No branch depends on a row, since none can be foreseen.
    fn short(&mut self, rows: Range<usize>, at_least: f64, out: &mut Vec<RowOut>) {
        let mut next = 0;
        for ((known, of), row) in self.known.iter().zip(&self.of).zip(rows) {
            let counts = RowOut { row, known: *known as usize, of: *of as usize };
            self.found.get_mut(next).into_iter().for_each(|slot| *slot = counts);
            next += usize::from(is_short(*known as f64, *of as f64, at_least));
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
