//! The adjusted Mazziotta–Pareto index: the mean, lowered where the parts of a row are uneven.
//!
//! **Formula.**
//! y = M − S²/M, where M is the mean and S the standard deviation (dividing by n) of the parts of a row: the mean less the deviation times the coefficient of variation S/M.
//! With `plus` the penalty is added, for a phenomenon of which more is worse.
//! Parts are to be on the scale of the method, from 70 to 130 between their goalposts: `normalise goalposts to 70..130` or `normalise minmax to 70..130`.
//! With goalposts at the same distance from a reference value on both sides, as the authors have them, the reference becomes 100.
//!
//! **Source.**
//! Mazziotta and Pareto (2016), On a generalized non-compensatory composite index for measuring socio-economic phenomena, Social Indicators Research 127(3), pp. 983–1003.
//! Istat uses it in its report on equitable and sustainable well-being (BES).
//!
//! **Algebra.**
//! Weights have no effect: all parts count the same.
//! The result is never above the mean of the parts (with `plus` never below); of very uneven parts it may lie below the smallest.
//! Partly compensatory: of two rows with the same mean the more even one has the higher result.
//! A part far above the others may lower the result by rising further; on the scale of the method this does not happen.
//!
//! **Domain.** Above 0. A part of 0 or below makes the result missing, as inapplicable: z-scores are no parts for it, see `mpi`.
//!
//! **Degenerate cases.** With a single part S is 0, and the result is that part.
//!
//! **Missing.** Parts that are missing are left out of mean and deviation. Where all are missing, so is the result, of the kind of the first.
//!
//! **Example.** 90, 100 and 125 have M = 105 and S² = 216.67; they become 105 − 2.06 = 102.94, and with `plus` 107.06.

use super::{Aggregator, settle};
use crate::wide::wide;
use crate::{AggregateAlgebra, Compensation, Domain, OptionKind, OptionSpec, Options};

/// `aggregate ampi`, `aggregate ampi plus`
#[derive(Debug)]
pub struct Ampi;

/// `plus`, of both Mazziotta–Pareto indices.
pub(super) const PLUS: OptionSpec = OptionSpec {
    words: "plus",
    kind: OptionKind::Flag,
    about: "the penalty is added instead of subtracted: for a phenomenon of which more is worse, such as poverty",
};

impl Aggregator for Ampi {
    fn name(&self) -> &'static str {
        "ampi"
    }

    fn source(&self) -> &'static str {
        include_str!("ampi.rs")
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
            keeps_unit: true,
            mixes_units: false,
            reads_directions: false,
            monotone: false,
            domain: Domain::Positive,
            compensation: Compensation::Partial,
        }
    }

    fn lower_is_better(&self, options: &Options) -> bool {
        options.has(PLUS.words)
    }

    fn aggregate(
        &self,
        parts: &[&[f64]],
        _weights: &[f64],
        options: &Options,
        scratch: &mut Vec<f64>,
        out: &mut [f64],
    ) {
        let sign = if options.has(PLUS.words) { 1.0 } else { -1.0 };
        penalised(parts, sign, scratch, out);
        settle(parts, out);
    }
}

/// Mean ± S²/mean of the parts that are there; NaN where one of them is not above 0.
pub(super) fn penalised(parts: &[&[f64]], sign: f64, scratch: &mut Vec<f64>, out: &mut [f64]) {
    let rows = out.len();
    scratch.clear();
    scratch.resize(2 * rows, 0.0);
    let (counts, squares) = scratch.split_at_mut(rows);
    wide(
        #[inline(always)]
        || {
            out.fill(0.0);
            for part in parts {
                for ((sum, count), z) in out.iter_mut().zip(counts.iter_mut()).zip(*part) {
                    let there = !z.is_nan();
                    let z = if *z > 0.0 { *z } else { f64::NAN };
                    *sum += if there { z } else { 0.0 };
                    *count += if there { 1.0 } else { 0.0 };
                }
            }
            out.iter_mut().zip(counts.iter()).for_each(|(mean, count)| *mean /= count);
            for part in parts {
                for ((squares, mean), z) in squares.iter_mut().zip(out.iter()).zip(*part) {
                    let away = z - mean;
                    *squares += if z.is_nan() { 0.0 } else { away * away };
                }
            }
            for ((mean, count), squares) in out.iter_mut().zip(counts.iter()).zip(squares.iter()) {
                *mean += sign * (squares / count / *mean);
            }
        },
    );
}

#[cfg(test)]
mod tests {
    use super::super::laws::{MISSING, aggregated, aggregated_with};
    use super::*;
    use crate::{OptionValue, UNDEFINED};

    #[test]
    fn the_example_of_the_page() {
        let y = aggregated(&Ampi, &[[90.0, 100.0, 125.0], [MISSING, 80.0, MISSING]], &[1.0; 3])[0];
        // Python: 105 - (15 ** 2 + 5 ** 2 + 20 ** 2) / 3 / 105
        assert!((y - 102.936_507_936_507_93).abs() < 1e-12);
        let plus = Options { given: vec![("plus", OptionValue::Flag)] };
        let y = aggregated_with(&Ampi, &plus, &[[90.0, 100.0, 125.0]], &[1.0; 3])[0];
        assert!((y - 107.063_492_063_492_07).abs() < 1e-12);
    }

    #[test]
    fn parts_that_are_not_above_0_are_outside_the_domain() {
        let y = aggregated(&Ampi, &[[0.0, 100.0], [-1.0, 100.0], [MISSING, 80.0]], &[1.0; 2]);
        assert_eq!([y[0].to_bits(), y[1].to_bits()], [UNDEFINED.to_bits(); 2]);
        assert_eq!(y[2], 80.0);
    }
}
