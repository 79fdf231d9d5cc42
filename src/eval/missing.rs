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
            && in_tiles(parts, out, |parts, out| {
                let (first, left_out) = first_missing(parts);
                let mut there = 0;
                for (y, gone) in out.iter_mut().zip(&first) {
                    *y = f64::from_bits(UNAVAILABLE.to_bits() | (gone.to_bits() & 3));
                    there |= all_ones(!gone.is_nan());
                }
                !left_out && there == 0
            })
    }

    /// Makes rows missing that have no result, as [`Rules::gone`] says, and those whose result is no number. All rows are
    /// looked at alike, without branches.
    pub fn settle(&self, parts: &[&[f64]], out: &mut [f64]) {
        let has = |kind: &Missing| self.rules.get(*kind as usize) == Some(&MissingRule::Propagate);
        let propagates = Missing::ALL.iter().filter(|kind| has(kind)).fold(0, |bits, kind| bits | 1 << *kind as u64);
        let (all, at_least) = (parts.len() as f64, self.at_least as f64);
        in_tiles(parts, out, |parts, out| {
            let seen = Seen::of(parts, propagates);
            seen.settle(all, at_least, out);
            true
        });
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
const ROWS: usize = 64;

type Tile = [f64; ROWS];

const INAPPLICABLE: f64 = number::missing(Missing::Inapplicable);
const UNAVAILABLE: f64 = number::missing(Missing::Unavailable);

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
    let (mut now, mut next, mut left_out) = ([0.0; ROWS], [0.0; ROWS], 0);
    for part in parts.iter().rev() {
        // From one place to another: choosing whether to write at all is slow.
        for ((next, now), z) in next.iter_mut().zip(&now).zip(*part) {
            *next = if z.is_nan() { *z } else { *now };
            left_out |= all_ones(number::is_left_out(*z));
        }
        std::mem::swap(&mut now, &mut next);
    }
    (now, left_out != 0)
}

/// As a comparison of vectors gives it.
#[inline(always)]
fn all_ones(holds: bool) -> u64 {
    if holds { u64::MAX } else { 0 }
}

/// The parts of some rows: how many are there and how many left out, and the first that is missing, which is 0 where none
/// is.
struct Seen {
    there: Tile,
    left_out: Tile,
    firsts: Firsts,
}

#[derive(Clone, Copy)]
struct Firsts {
    /// Of those whose rule makes the row missing.
    propagating: Tile,
    /// Of those that are not left out.
    kept: Tile,
    /// Of all.
    any: Tile,
}

impl Seen {
    /// `propagates` has a bit for each kind whose rule makes the row missing.
    #[inline(always)]
    fn of(parts: &[&[f64]], propagates: u64) -> Seen {
        let nothing = [0.0; ROWS];
        let (mut there, mut left_out) = (nothing, nothing);
        let mut now = Firsts { propagating: nothing, kept: nothing, any: nothing };
        let mut next = now;
        for part in parts.iter().rev() {
            let counts = there.iter_mut().zip(&mut left_out);
            let before = now.propagating.iter().zip(&now.kept).zip(&now.any);
            let after = next.propagating.iter_mut().zip(&mut next.kept).zip(&mut next.any);
            // From one place to another: choosing whether to write at all is slow.
            for ((((there, left_out), ((p, k), a)), ((propagating, kept), any)), z) in
                counts.zip(before).zip(after).zip(*part)
            {
                let (gone, out) = (z.is_nan(), number::is_left_out(*z));
                let rule = propagates >> (z.to_bits() & 3) & 1 == 1;
                *there += if gone { 0.0 } else { 1.0 };
                *left_out += if out { 1.0 } else { 0.0 };
                *propagating = if gone & !out & rule { *z } else { *p };
                *kept = if gone & !out { *z } else { *k };
                *any = if gone { *z } else { *a };
            }
            std::mem::swap(&mut now, &mut next);
        }
        Seen { there, left_out, firsts: now }
    }

    /// Settles rows of all these parts, of which so many must be there.
    #[inline(always)]
    fn settle(&self, all: f64, at_least: f64, out: &mut [f64]) {
        let firsts = self.firsts.propagating.iter().zip(&self.firsts.kept).zip(&self.firsts.any);
        for (((there, left_out), ((propagating, kept), any)), y) in
            self.there.iter().zip(&self.left_out).zip(firsts).zip(out)
        {
            let asked = all - left_out;
            let asked = if at_least < asked { at_least } else { asked };
            let enough = *there >= if asked > 1.0 { asked } else { 1.0 };
            let first = if kept.is_nan() { *kept } else { *any };
            let first = if enough { 0.0 } else { first };
            let gone = if propagating.is_nan() { *propagating } else { first };
            let kind = f64::from_bits(UNAVAILABLE.to_bits() | (gone.to_bits() & 3));
            // What is missing already is so of the kind that the method gave it.
            let number = if y.is_infinite() | number::is_left_out(*y) { INAPPLICABLE } else { *y };
            *y = if gone.is_nan() { kind } else { number };
        }
    }
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

    fn rule(kind: u8) -> MissingRule {
        match kind {
            0..3 => MissingRule::Propagate,
            3 => MissingRule::Zero,
            4.. => MissingRule::Skip { at_least: 1 },
        }
    }

    proptest! {
        #[test]
        fn all_rows_at_once_as_each_by_itself(
            kinds in prop::array::uniform4(0u8..6),
            same: bool,
            at_least in 1usize..4,
            few: bool,
            rows in prop::collection::vec((prop::collection::vec(0u8..12, 4), 0u8..12), 1..150),
        ) {
            let rules = if same { [rule(0); 4] } else { kinds.map(rule) };
            let rules = Rules { rules, at_least, may_answer: false };
            let parts: Vec<Vec<f64>> =
                (0..4).map(|part| rows.iter().map(|(cells, _)| cell(if few { cells[part] % 4 } else { cells[part] })).collect()).collect();
            let parts: Vec<&[f64]> = parts.iter().map(Vec::as_slice).collect();
            let results: Vec<f64> = rows.iter().map(|(_, y)| cell(*y)).collect();
            let mut out = results.clone();
            rules.settle(&parts, &mut out);
            let mut gone = results.clone();
            let each = |row: usize| rules.gone(4, parts.iter().map(|part| part[row]));
            if rules.all_gone(&parts, &mut gone) {
                for (row, y) in gone.iter().enumerate() {
                    prop_assert_eq!(Some(y.to_bits()), each(row).map(|kind| number::missing(kind).to_bits()));
                }
            }
            for (row, y) in results.iter().enumerate() {
                let expected = match each(row) {
                    Some(kind) => number::missing(kind),
                    None if y.is_infinite() || number::is_left_out(*y) => INAPPLICABLE,
                    None => *y,
                };
                prop_assert_eq!(out[row].to_bits(), expected.to_bits(), "row {}: {:?}", row, rows[row]);
            }
        }
    }
}
