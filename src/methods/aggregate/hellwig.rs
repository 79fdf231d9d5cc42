//! Hellwig's taxonomic measure of development: how near a row is to the pattern, the best value of every part.
//!
//! **Formula.**
//! Parts are standardised, z = (x − mean) / s, and the pattern z₀ has of each part its best value (the largest, or the smallest where lower is better).
//! The distance of a row is d = √(Σ w (z − z₀)²), with weights as shares that add up to 1.
//! y = 1 − d / (d̄ + 2 s_d), with the mean d̄ and the standard deviation s_d of the distances of all rows.
//! All deviations are those of the population, which divide by n.
//!
//! **Source.**
//! Hellwig (1968), Zastosowanie metody taksonomicznej do typologicznego podziału krajów, Przegląd Statystyczny 15(4), pp. 307–327.
//! Hellwig (1972), Procedure of evaluating high-level manpower data and typology of countries by means of the taxonomic method, in Gostkowski (ed.), Towards a system of human resources indicators for less developed countries.
//!
//! **Algebra.**
//! It standardises the parts itself: their units and zeros have no effect, and parts need not be normalised.
//! It minds the direction of each part by itself.
//! Only the proportions of the weights matter.
//! The result is at most 1, for a row that is the pattern; it falls below 0 for a row more than two deviations further off than the mean, which is rare.
//! The pattern, means and deviations are those of the rows compared, so that a row's result depends on the others: adding one may change the order of the rest.
//! A further rise of the best value moves the pattern, so that an improvement may even lower a result.
//! Partly compensatory.
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.**
//! A part in which all rows are equal adds nothing to any distance.
//! Where all rows are equal in every part, every distance is 0 and the results are missing, as inapplicable; and so they are where the weights add up to 0.
//!
//! **Missing.** Rows that lack a part are compared with no other and have no result; `missing skip` is refused.
//!
//! **Example.**
//! Three rows with (1, 10), (2, 30) and (3, 20), both the higher the better and of equal weight, have z = ∓1.2247, 0 and ±1.2247.
//! Their distances are 2.4495, 0.8660 and 0.8660, with mean 1.3938 and deviation 0.7464, so that d̄ + 2 s_d = 2.8867 and y = 0.1515, 0.7 and 0.7.

use super::whole::{Refusal, Whole, WholeKernel};
use super::{Account, Aggregator, Interval, UNDEFINED};
use crate::lanes::{EMPTY, Gathered};
use crate::matrix::mean_and_deviation;
use crate::parallel::{BLOCK, CHUNK, stretches};
use crate::spread;
use crate::wide::wide;
use crate::{AggregateAlgebra, Compensation, Domain, Options};

/// `aggregate hellwig`
#[derive(Debug)]
pub struct Hellwig;

impl Aggregator for Hellwig {
    fn name(&self) -> &'static str {
        "hellwig"
    }

    fn source(&self) -> &'static str {
        include_str!("hellwig.rs")
    }

    fn algebra(&self, _options: &Options) -> AggregateAlgebra {
        AggregateAlgebra {
            uses_weights: true,
            renormalises_weights: true,
            internal: false,
            ignores_sign: false,
            zero_absorbs: false,
            keeps_unit: false,
            mixes_units: true,
            reads_directions: true,
            monotone: false,
            domain: Domain::All,
            compensation: Compensation::Partial,
        }
    }

    fn reach(&self, _parts: &[Interval], _weights: &[f64], _options: &Options) -> Interval {
        Interval::new(f64::NEG_INFINITY, 1.0)
    }

    fn whole(&self) -> Option<&dyn WholeKernel> {
        Some(self)
    }
}

impl WholeKernel for Hellwig {
    fn aggregate(&self, input: &Whole<'_>, out: &mut [f64]) -> Result<(), Refusal> {
        let Some(shares) = input.shares() else {
            out.fill(UNDEFINED);
            return Ok(());
        };
        let (mean, deviation) = mean_and_deviation(&distances(input, &shares, out));
        let furthest = mean + 2.0 * deviation;
        if furthest > 0.0 {
            out.iter_mut().for_each(|d| *d = 1.0 - *d / furthest);
        } else {
            out.fill(UNDEFINED);
        }
        Ok(())
    }

    fn account(&self, input: &Whole<'_>, row: usize) -> Account {
        let mut account = Account::of(input.parts.len());
        let Some(shares) = input.shares() else { return account };
        let parts = input.parts.iter().zip(&shares).zip(input.higher).zip(&mut account.parts);
        for (((part, share), higher), figures) in parts {
            let spread = spread::of(part, input.threads);
            let (mean, deviation) = mean_and_deviation(&spread);
            if deviation == 0.0 || *share == 0.0 {
                continue;
            }
            let best = best(&spread, *higher);
            let x = part.get(row).copied().unwrap_or(UNDEFINED);
            *figures = vec![("mean", mean), ("deviation", deviation), ("pattern", best), ("share_of_weights", *share)];
            figures.extend([("standardised", (x - mean) / deviation), ("from_pattern", (x - best) / deviation)]);
        }
        let mut all = vec![0.0; input.rows()];
        let (mean, deviation) = mean_and_deviation(&distances(input, &shares, &mut all));
        account.figures = vec![("distance", all.get(row).copied().unwrap_or(UNDEFINED))];
        account.figures.extend([("mean_distance", mean), ("deviation_of_distances", deviation)]);
        account.figures.push(("critical_distance", mean + 2.0 * deviation));
        account
    }
}

/// A part as it enters the distances.
struct Term<'a> {
    values: &'a [f64],
    share: f64,
    best: f64,
    deviation: f64,
}

fn best(spread: &Gathered, higher: bool) -> f64 {
    if higher { spread.max } else { spread.min }
}

/// The distance of each row from the pattern, and how the distances spread.
fn distances<'a>(input: &Whole<'a>, shares: &[f64], out: &mut [f64]) -> Gathered {
    let parts = input.parts.iter().zip(shares).zip(input.higher);
    let term = |((values, share), higher): ((&&'a [f64], &f64), &bool)| {
        let spread = spread::of(values, input.threads);
        let (_, deviation) = mean_and_deviation(&spread);
        Term { values, share: *share, best: best(&spread, *higher), deviation }
    };
    // A part in which all rows are equal has nothing to compare.
    let terms: Vec<Term<'a>> = parts.map(term).filter(|t| t.deviation != 0.0 && t.share != 0.0).collect();
    let blocks: Vec<_> = stretches(0..out.len(), BLOCK).zip(out.chunks_mut(BLOCK)).collect();
    let spreads = input.threads.for_rows(input.rows()).map(blocks, |(rows, out)| {
        let chunks = stretches(rows, CHUNK).zip(out.chunks_mut(CHUNK));
        chunks.map(|(rows, out)| distances_of_chunk(&terms, rows.start, out)).fold(EMPTY, spread::together)
    });
    spreads.into_iter().fold(EMPTY, spread::together)
}

fn distances_of_chunk(terms: &[Term<'_>], start: usize, out: &mut [f64]) -> Gathered {
    wide(
        #[inline(always)]
        || {
            out.fill(0.0);
            for Term { values, share, best, deviation } in terms {
                for (d, x) in out.iter_mut().zip(values.get(start..).unwrap_or_default()) {
                    let z = (x - best) / deviation;
                    *d += share * (z * z);
                }
            }
            out.iter_mut().for_each(|d| *d = d.sqrt());
        },
    );
    spread::of_chunk(out)
}

#[cfg(test)]
mod tests {
    use super::super::laws::whole;
    use super::*;

    #[test]
    fn the_example_of_the_page() {
        let y = whole(&Hellwig, &[&[1.0, 2.0, 3.0], &[10.0, 30.0, 20.0]], &[1.0, 1.0], &[true, true]);
        assert_eq!(y.iter().map(|y| format!("{y:.4}")).collect::<Vec<_>>(), ["0.1515", "0.7000", "0.7000"]);
    }

    #[test]
    fn equal_rows_have_no_measure_and_a_constant_part_adds_nothing() {
        let y = whole(&Hellwig, &[&[2.0, 2.0]], &[1.0], &[true]);
        assert!(y.iter().all(|y| y.to_bits() == UNDEFINED.to_bits()));
        let with = whole(&Hellwig, &[&[1.0, 2.0, 4.0], &[7.0, 7.0, 7.0]], &[1.0, 1.0], &[true, true]);
        let without = whole(&Hellwig, &[&[1.0, 2.0, 4.0]], &[1.0], &[true]);
        for (a, b) in with.iter().zip(&without) {
            assert!((a - b).abs() < 1e-12, "{with:?} {without:?}");
        }
    }
}
