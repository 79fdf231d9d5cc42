//! What missing parts mean for an index, by their kinds.

use super::column::number;
use crate::program::{Index, Missing, MissingRule};
use crate::wide::wide;

/// The rules of an index, ready to be asked of a value: by the number of the kind.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    rules: [MissingRule; 4],
    /// How many parts must be there.
    at_least: usize,
    /// Whether the aggregation may give a number although no part is there: a formula with `if missing`.
    may_answer: bool,
}

impl Rules {
    /// The rules of an index.
    pub fn of(index: &Index) -> Rules {
        let at_least = match index.missing {
            MissingRule::Skip { at_least } => at_least.max(1),
            MissingRule::Propagate | MissingRule::Zero | MissingRule::Fail => 1,
        };
        let may_answer = index.aggregate_options.formula().is_some();
        Rules { rules: Missing::ALL.map(|kind| index.rule_of(kind)), at_least, may_answer }
    }

    fn rule(&self, value: f64) -> Option<MissingRule> {
        let kind = number::kind(value).filter(|_| !number::is_left_out(value))?;
        self.rules.get(kind as usize).copied()
    }

    /// Whether any missing part counts as 0.
    pub fn any_zero(&self) -> bool {
        self.rules.contains(&MissingRule::Zero)
    }

    /// The value, or 0 where it is missing and counts as that.
    pub fn filled(&self, value: f64) -> f64 {
        if value.is_nan() && self.rule(value) == Some(MissingRule::Zero) { 0.0 } else { value }
    }

    /// Whether any missing part stops the run.
    pub fn any_fail(&self) -> bool {
        self.rules.contains(&MissingRule::Fail)
    }

    /// Whether the run stops at this value.
    pub fn fails(&self, value: f64) -> bool {
        self.rule(value) == Some(MissingRule::Fail)
    }

    /// Whether a row may be without a result although its other parts have one.
    pub fn looks(&self, parts: usize) -> bool {
        self.may_answer || self.at_least > 1 || parts > 1 && self.rules.contains(&MissingRule::Propagate)
    }

    /// Whether any missing part makes the row missing, of the kind of the first, so that where each row lacks a part that
    /// no step has left out nothing else need be known: the rows are then what `out` says.
    pub fn all_gone(&self, parts: &[&[f64]], out: &mut [f64]) -> bool {
        let simple = self.rules == [MissingRule::Propagate; 4] && !self.may_answer;
        simple
            && in_tiles(
                parts,
                out,
                #[inline(always)]
                |parts, out| {
                    let (first, left_out) = first_missing(parts);
                    let mut there = 0;
                    for (y, gone) in out.iter_mut().zip(&first) {
                        *y = f64::from_bits(UNAVAILABLE.to_bits() | (gone.to_bits() & 3));
                        there |= all_ones(!gone.is_nan());
                    }
                    !left_out && there == 0
                },
            )
    }

    /// Gives rows that are `open` what the rules say: those without a result their kind, as [`Rules::gone`] has it of each
    /// by itself. No branch depends on a row.
    pub fn settle(&self, parts: &[&[f64]], start: usize, open: &[u64; ROWS], out: &mut [f64]) {
        wide(
            #[inline(always)]
            || self.settle_open(parts, start, open, out),
        );
    }

    #[inline(always)]
    fn settle_open(&self, parts: &[&[f64]], start: usize, open: &[u64; ROWS], out: &mut [f64]) {
        let mut there = [0; ROWS];
        let mut left_out = [0; ROWS];
        // The bits of the first part that is missing at all, that no step has left out, that makes the row missing.
        let (mut first, mut asked, mut stopping) = ([0; ROWS], [0; ROWS], [0; ROWS]);
        let stops = Missing::ALL
            .iter()
            .zip(self.rules)
            .fold(0, |stops, (kind, rule)| stops | u64::from(rule == MissingRule::Propagate) << *kind as u64);
        for part in parts {
            let values = part.get(start..start + out.len()).unwrap_or_default();
            let counts = there.iter_mut().zip(&mut left_out);
            let firsts = first.iter_mut().zip(&mut asked).zip(&mut stopping);
            for (((there, left_out), ((first, asked), stopping)), z) in counts.zip(firsts).zip(values) {
                let bits = z.to_bits();
                let (gone, out) = (all_ones(z.is_nan()), all_ones(number::is_left_out(*z)));
                *there += !gone & 1;
                *left_out += out & 1;
                *first |= bits & gone & all_ones(*first == 0);
                *asked |= bits & gone & !out & all_ones(*asked == 0);
                let stop = 0_u64.wrapping_sub(stops >> (bits & 3) & 1);
                *stopping |= bits & gone & !out & stop & all_ones(*stopping == 0);
            }
        }
        let (all, at_least) = (parts.len() as u64, self.at_least as u64);
        let counts = there.iter().zip(&left_out).zip(open);
        let firsts = first.iter().zip(&asked).zip(&stopping);
        for ((((there, left_out), open), ((first, asked), stopping)), y) in counts.zip(firsts).zip(out) {
            let needed = at_least.min(all - left_out).max(1);
            let gone = (*stopping != 0) | ((*there < needed) & (*there < all));
            let kind = if *asked != 0 { *asked } else { *first };
            let kind = if *stopping != 0 { *stopping } else { kind };
            let kind = f64::from_bits(UNAVAILABLE.to_bits() | (kind & 3));
            // What is missing already is so of the kind that the method gave it.
            let settled = if y.is_infinite() | number::is_left_out(*y) { INAPPLICABLE } else { *y };
            let settled = if gone { kind } else { settled };
            *y = if *open != 0 { settled } else { *y };
        }
    }

    /// Why a row has no result, if it has none; what its parts are after [`Rules::filled`].
    pub fn gone(&self, all: usize, parts: impl Iterator<Item = f64> + Clone) -> Option<Missing> {
        let there = parts.clone().filter(|x| !x.is_nan()).count();
        if there == all {
            return None;
        }
        let gone = || parts.clone().filter(|x| x.is_nan());
        if let Some(first) = gone().find(|x| self.rule(*x) == Some(MissingRule::Propagate)) {
            return number::kind(first);
        }
        // What a step has left out is no part, and is asked for its kind only where there is nothing else.
        let out = gone().filter(|x| number::is_left_out(*x)).count();
        if there >= self.at_least.min(all - out).max(1) {
            return None;
        }
        let first = gone().find(|x| !number::is_left_out(*x)).or(gone().next());
        first.and_then(number::kind)
    }
}

/// Rows that are looked at together.
pub(super) const ROWS: usize = 64;

type Tile = [f64; ROWS];

const UNAVAILABLE: f64 = number::missing(Missing::Unavailable);
const INAPPLICABLE: f64 = number::missing(Missing::Inapplicable);

/// Does something with the parts and the results of a few rows, and goes on as long as it says so.
#[inline]
fn in_tiles(parts: &[&[f64]], out: &mut [f64], mut work: impl FnMut(&[&[f64]], &mut [f64]) -> bool) -> bool {
    let mut of_tile: Vec<&[f64]> = Vec::with_capacity(parts.len());
    for (start, out) in (0..out.len()).step_by(ROWS).zip(out.chunks_mut(ROWS)) {
        of_tile.clear();
        of_tile.extend(parts.iter().map(|part| part.get(start..start + out.len()).unwrap_or_default()));
        let more = wide(
            #[inline(always)]
            || work(&of_tile, out),
        );
        if !more {
            return false;
        }
    }
    true
}

/// For each row the first part that is missing, or 0; and whether any is left out.
#[inline(always)]
fn first_missing(parts: &[&[f64]]) -> (Tile, bool) {
    let (mut both, mut left_out) = ([[0.0; ROWS]; 2], 0);
    let [mut now, mut next] = both.each_mut();
    for part in parts.iter().rev() {
        // From one place to another: choosing whether to write at all is slow.
        for ((next, now), z) in next.iter_mut().zip(&*now).zip(*part) {
            *next = if z.is_nan() { *z } else { *now };
            left_out |= all_ones(number::is_left_out(*z));
        }
        std::mem::swap(&mut now, &mut next);
    }
    (*now, left_out != 0)
}

/// As a comparison of vectors gives it.
#[inline(always)]
fn all_ones(holds: bool) -> u64 {
    if holds { u64::MAX } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cell(kind: u8) -> f64 {
        match kind {
            0..4 => number::missing(Missing::ALL[usize::from(kind)]),
            4 => number::left_out(Missing::Unavailable),
            5 => number::left_out(Missing::Unknown),
            6 => number::scored(3),
            7 => f64::INFINITY,
            8.. => f64::from(kind),
        }
    }

    proptest! {
        #[test]
        fn open_rows_as_each_by_itself(
            which in prop::collection::vec(0usize..4, 4),
            at_least in 1usize..6,
            rows in prop::collection::vec((prop::collection::vec(0u8..12, 5), 0u8..12, any::<bool>()), 1..65),
        ) {
            let fail = MissingRule::Fail;
            let all = [MissingRule::Propagate, MissingRule::Zero, fail, MissingRule::Skip { at_least }];
            let rules = Rules { rules: [0, 1, 2, 3].map(|kind| all[which[kind]]), at_least, may_answer: false };
            let parts: Vec<Vec<f64>> =
                (0..5).map(|part| rows.iter().map(|(cells, ..)| cell(cells[part])).collect()).collect();
            let parts: Vec<&[f64]> = parts.iter().map(Vec::as_slice).collect();
            let mut open = [0; ROWS];
            open.iter_mut().zip(&rows).for_each(|(open, (.., is_open))| *open = u64::from(*is_open));
            let before: Vec<f64> = rows.iter().map(|(_, y, _)| cell(*y)).collect();
            let mut out = before.clone();
            rules.settle(&parts, 0, &open, &mut out);
            for (row, (y, before)) in out.iter().zip(before).enumerate() {
                let expected = match rules.gone(5, parts.iter().map(|part| part[row])) {
                    _ if open[row] == 0 => before,
                    Some(kind) => number::missing(kind),
                    None if before.is_infinite() || number::is_left_out(before) => INAPPLICABLE,
                    None => before,
                };
                prop_assert_eq!(y.to_bits(), expected.to_bits());
            }
        }

        #[test]
        fn all_rows_at_once_as_each_by_itself(
            few: bool,
            at_least in 1usize..4,
            rows in prop::collection::vec(prop::collection::vec(0u8..12, 4), 1..150),
        ) {
            let rules = Rules { rules: [MissingRule::Propagate; 4], at_least, may_answer: false };
            let of = |kind: u8| cell(if few { kind % 4 } else { kind });
            let parts: Vec<Vec<f64>> =
                (0..4).map(|part| rows.iter().map(|cells| of(cells[part])).collect()).collect();
            let parts: Vec<&[f64]> = parts.iter().map(Vec::as_slice).collect();
            let mut gone = vec![0.0; rows.len()];
            let all = rules.all_gone(&parts, &mut gone);
            prop_assert!(all || !few);
            for (row, y) in gone.iter().enumerate().filter(|_| all) {
                let kind = rules.gone(4, parts.iter().map(|part| part[row]));
                prop_assert_eq!(Some(y.to_bits()), kind.map(|kind| number::missing(kind).to_bits()));
            }
        }
    }
}
