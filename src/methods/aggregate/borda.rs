//! Borda count: each part is a ballot, and gives a row a point for every row that it puts below it.
//!
//! **Formula.** y = Σ w b, where b is the number of rows that are worse in the part, and half the number of others that are equal.
//!
//! **Source.** Borda, Mémoire sur les élections au scrutin (1784); Black, The Theory of Committees and Elections (1958).
//!
//! **Algebra.**
//! Weights are used as they are: a weight of 23 is 23 ballots alike, and without weights every part is one ballot.
//! With n rows the result lies from 0 to (n − 1) Σ w; higher is better. All rows together have n (n − 1) / 2 Σ w.
//! Only the order of values counts: any increasing transformation of a part has no effect. Parts may be of any unit, and lower may be better.
//! Compensatory between places, blind to distances.
//! A result depends on all rows: a row that comes or goes may change the order of two others (rank reversal).
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.** None: a single row has 0 points, and where all are equal in a part each has (n − 1) / 2 from it.
//!
//! **Missing.** Under `missing skip` a part ranks the rows that it has a value for: the others get no point from it, and are below nobody. A row with fewer parts has fewer points by construction.
//!
//! **Example.**
//! Five kinds of ballots on a, b and c: 23 say abc, 2 bac, 17 bca, 10 cab and 8 cba.
//! With ranks (lower is better) as parts and 23, 2, 17, 10 and 8 as weights, a has 23 × 2 + 2 × 1 + 10 × 1 = 58 points, b 69, c 53.

use super::whole::{Refusal, Whole, WholeKernel};
use super::{Account, AggregateAlgebra, Aggregator, Options};
use crate::{Compensation, Domain, Interval};

/// `aggregate borda`
#[derive(Debug)]
pub struct Borda;

impl Aggregator for Borda {
    fn name(&self) -> &'static str {
        "borda"
    }

    fn source(&self) -> &'static str {
        include_str!("borda.rs")
    }

    fn algebra(&self, _options: &Options) -> AggregateAlgebra {
        AggregateAlgebra {
            uses_weights: true,
            renormalises_weights: false,
            internal: false,
            ignores_sign: false,
            zero_absorbs: false,
            keeps_unit: false,
            mixes_units: true,
            reads_directions: true,
            monotone: true,
            domain: Domain::All,
            compensation: Compensation::Partial,
        }
    }

    fn reach(&self, _parts: &[Interval], _weights: &[f64], _options: &Options) -> Interval {
        Interval::new(0.0, f64::INFINITY)
    }

    fn whole(&self) -> Option<&dyn WholeKernel> {
        Some(self)
    }
}

impl WholeKernel for Borda {
    fn takes_missing(&self) -> bool {
        true
    }

    fn aggregate(&self, input: &Whole<'_>, out: &mut [f64]) -> Result<(), Refusal> {
        out.fill(0.0);
        let parts: Vec<(&[f64], bool)> = input.parts.iter().copied().zip(input.higher.iter().copied()).collect();
        let points = input.threads.for_rows(out.len()).map(parts, |(part, higher)| points(part, higher));
        for (points, weight) in points.into_iter().zip(input.weights) {
            out.iter_mut().zip(points).for_each(|(y, points)| *y += weight * points);
        }
        Ok(())
    }

    fn account(&self, input: &Whole<'_>, row: usize) -> Account {
        let mut account = Account::of(input.parts.len());
        let mut all = 0.0;
        let parts = input.parts.iter().zip(input.higher).zip(input.weights).zip(&mut account.parts);
        for (((part, higher), weight), figures) in parts {
            let Some(own) = part.get(row).filter(|x| !x.is_nan()) else { continue };
            let worse = part.iter().filter(|x| if *higher { *x < own } else { *x > own }).count();
            let equal = part.iter().filter(|x| *x == own).count() - 1;
            let points = worse as f64 + equal as f64 / 2.0;
            all += weight * points;
            *figures = vec![("worse", worse as f64), ("equal", equal as f64), ("points", points)];
        }
        account.figures = vec![("points", all)];
        account
    }
}

/// The points that a part gives to each row; 0 where it is missing.
fn points(part: &[f64], higher: bool) -> Vec<f64> {
    let keyed = part.iter().enumerate().filter(|(_, x)| !x.is_nan());
    let mut sorted: Vec<(u64, u32)> = keyed.map(|(row, x)| (key(*x, higher), row as u32)).collect();
    sorted.sort_unstable();
    let mut points = vec![0.0; part.len()];
    let mut below = 0;
    for equal in sorted.chunk_by(|a, b| a.0 == b.0) {
        let each = below as f64 + (equal.len() - 1) as f64 / 2.0;
        for (_, row) in equal {
            if let Some(points) = points.get_mut(*row as usize) {
                *points = each;
            }
        }
        below += equal.len();
    }
    points
}

/// A whole number in the order of the values, worst first; −0 and 0 are one.
fn key(x: f64, higher: bool) -> u64 {
    let bits = (x + 0.0).to_bits();
    let ascending = if bits >> 63 == 1 { !bits } else { bits | 1 << 63 };
    if higher { ascending } else { !ascending }
}
