//! The Mazziotta–Pareto index: parts standardised to mean 100 and deviation 10, and their mean lowered where they are uneven.
//!
//! **Formula.**
//! z = 100 ± 10 (x − mean) / s of each part over all rows, with the minus where lower is better; s divides by n.
//! y = M − S²/M, where M is the mean and S the standard deviation (dividing by n) of the z of a row: the mean less the deviation times the coefficient of variation S/M.
//! With `plus` the penalty is added, for a phenomenon of which more is worse; parts for which higher is better are then those that are turned round, and lower results are better.
//!
//! **Source.**
//! De Muro, Mazziotta and Pareto (2011), Composite indices of development and poverty: an application to MDGs, Social Indicators Research 104(1), pp. 1–18.
//!
//! **Algebra.**
//! It standardises the parts itself: their units and zeros have no effect, and parts need not be normalised. After `normalise zscore` the result is the same as without.
//! It minds the direction of each part by itself.
//! Weights have no effect: all parts count the same.
//! A row that is average in every part has 100. Results depend on the other rows, so that those of different years cannot be compared: for that there is `ampi`.
//! Partly compensatory: of two rows with the same mean of z the more even one has the higher result.
//! A part far above the others may lower the result by rising further.
//!
//! **Domain.** All numbers. A row with a z of 0 or below, ten deviations from the mean, has no result.
//!
//! **Degenerate cases.** A part in which all rows are equal is 100 for all of them.
//!
//! **Missing.** Missing values take no part in means and deviations; under `missing skip` M and S are those of the parts that a row has.
//!
//! **Example.**
//! Three rows with (1, 10), (2, 30) and (3, 20) have z of (87.75, 87.75), (100, 112.25) and (112.25, 100).
//! They become 87.75, 105.77 and 105.77.

use super::ampi::{PLUS, penalised};
use super::whole::{Refusal, Whole, WholeKernel};
use super::{Account, Aggregator, UNDEFINED};
use crate::matrix::mean_and_deviation;
use crate::parallel::{BLOCK, CHUNK, Threads, stretches};
use crate::spread;
use crate::wide::wide;
use crate::{AggregateAlgebra, Compensation, Domain, OptionSpec, Options};

/// `aggregate mpi`, `aggregate mpi plus within year`
#[derive(Debug)]
pub struct Mpi;

impl Aggregator for Mpi {
    fn name(&self) -> &'static str {
        "mpi"
    }

    fn source(&self) -> &'static str {
        include_str!("mpi.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        &[PLUS]
    }

    fn algebra(&self, _options: &Options) -> AggregateAlgebra {
        AggregateAlgebra {
            uses_weights: false,
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

    fn lower_is_better(&self, options: &Options) -> bool {
        options.has(PLUS.words)
    }

    fn whole(&self) -> Option<&dyn WholeKernel> {
        Some(self)
    }
}

impl WholeKernel for Mpi {
    fn takes_missing(&self) -> bool {
        true
    }

    fn aggregate(&self, input: &Whole<'_>, out: &mut [f64]) -> Result<(), Refusal> {
        let plus = input.options.has(PLUS.words);
        let parts = input.parts.iter().zip(input.higher);
        let terms: Vec<Term<'_>> = parts.map(|(part, higher)| term(part, *higher != plus, input.threads)).collect();
        let blocks: Vec<_> = stretches(0..out.len(), BLOCK).zip(out.chunks_mut(BLOCK)).collect();
        input.threads.for_rows(input.rows()).map(blocks, |(rows, out)| {
            let mut columns = vec![vec![0.0; CHUNK]; terms.len()];
            let mut scratch = Vec::new();
            for (rows, out) in stretches(rows, CHUNK).zip(out.chunks_mut(CHUNK)) {
                terms.iter().zip(&mut columns).for_each(|(term, column)| standardise(term, rows.start, column));
                let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
                penalised(&columns, if plus { 1.0 } else { -1.0 }, &mut scratch, out);
            }
        });
        out.iter_mut().filter(|y| !y.is_finite()).for_each(|y| *y = UNDEFINED);
        Ok(())
    }

    fn account(&self, input: &Whole<'_>, row: usize) -> Account {
        let plus = input.options.has(PLUS.words);
        let mut account = Account::of(input.parts.len());
        let mut there = Vec::new();
        for ((part, higher), figures) in input.parts.iter().zip(input.higher).zip(&mut account.parts) {
            let (mean, deviation) = mean_and_deviation(&spread::of(part, input.threads));
            let mut z = [f64::NAN];
            standardise(&term(part, *higher != plus, input.threads), row, &mut z);
            let Some(z) = z.into_iter().find(|z| !z.is_nan()) else { continue };
            there.push(z);
            *figures = vec![("mean", mean), ("deviation", deviation), ("standardised", z)];
        }
        let n = there.len() as f64;
        let mean = there.iter().sum::<f64>() / n;
        let squares = there.iter().map(|z| (z - mean) * (z - mean)).sum::<f64>() / n;
        let penalty = if plus { squares / mean } else { -squares / mean };
        account.figures = vec![("mean", mean), ("deviation", squares.sqrt()), ("penalty", penalty)];
        account
    }
}

/// A part that gets mean 100 and deviation 10 over the rows that are there.
struct Term<'a> {
    values: &'a [f64],
    mean: f64,
    deviation: f64,
    ten: f64,
}

fn term(values: &[f64], up: bool, threads: Threads) -> Term<'_> {
    let (mean, deviation) = mean_and_deviation(&spread::of(values, threads));
    // Where all are equal, the differences are 0 and stay so.
    let deviation = if deviation == 0.0 { 1.0 } else { deviation };
    Term { values, mean, deviation, ten: if up { 10.0 } else { -10.0 } }
}

fn standardise(term: &Term<'_>, start: usize, out: &mut [f64]) {
    let Term { values, mean, deviation, ten } = term;
    wide(
        #[inline(always)]
        || {
            for (z, x) in out.iter_mut().zip(values.get(start..).unwrap_or_default()) {
                *z = if x.is_nan() { *x } else { 100.0 + ten * ((x - mean) / deviation) };
            }
        },
    );
}

#[cfg(test)]
mod tests {
    use super::super::laws::whole;
    use super::*;

    #[test]
    fn the_example_of_the_page() {
        let y = whole(&Mpi, &[&[1.0, 2.0, 3.0], &[10.0, 30.0, 20.0]], &[1.0, 1.0], &[true, true]);
        // Python: 100 + 10 * 1.5 ** 0.5 / 2 - (10 * 1.5 ** 0.5 / 2) ** 2 / (100 + 10 * 1.5 ** 0.5 / 2)
        for (y, expected) in y.iter().zip([87.752_551_286_084_11, 105.770_363_219_029_3, 105.770_363_219_029_3]) {
            assert!((y - expected).abs() < 1e-10, "{y} is not {expected}");
        }
    }

    #[test]
    fn a_part_without_variance_is_100() {
        assert_eq!(whole(&Mpi, &[&[7.0, 7.0]], &[1.0], &[true]), [100.0, 100.0]);
    }
}
