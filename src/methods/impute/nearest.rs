//! Takes the mean of the rows that are most alike (nearest neighbours).
//!
//! **Formula.**
//! Each part is standardised, z = (x − mean) / s with the sample standard deviation; a part without variance takes no part.
//! The distance of two rows is the square root of the mean of (z − z')² over the parts that both have, without the one that is missing.
//! x' is the mean of the part over the K rows of smallest distance that have it; of rows at the same distance the earlier ones are taken.
//! With `among` only these rows are taken, and the mean and the deviation of a part are theirs.
//! All parts of the index are compared, also those to which the step does not apply.
//!
//! **Source.** Troyanskaya et al., Missing value estimation methods for DNA microarrays, Bioinformatics 17 (2001); OECD/JRC Handbook on Constructing Composite Indicators (2008), Step 3, lists it as hot deck by nearest neighbours.
//!
//! **Algebra.**
//! What is imputed lies between the smallest and the largest known value.
//! Units have no influence, because the parts are standardised.
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.**
//! Where fewer than K rows have the part and share another one with the row, their mean is taken; where there is none, the value stays missing.
//!
//! **Missing.** All kinds but inapplicable are imputed. What is imputed is not used for imputing something else.
//!
//! **Example.** Of the rows (a, b) = (1, 10), (2, 20), (9, 90), (2, missing) with `nearest 1` the last takes b from the second, whose a is the same: 20. With `nearest 2` it is the mean of the first two: 15.

use super::{FromRows, Imputation, ImputeKernel, Row, Scratch};
use crate::methods::{OptionKind, OptionSpec, Options};

/// `impute nearest 5 within region`
#[derive(Debug)]
pub struct Nearest;

impl Imputation for Nearest {
    fn name(&self) -> &'static str {
        "nearest"
    }

    fn source(&self) -> &'static str {
        include_str!("nearest.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        &[OptionSpec { words: "", kind: OptionKind::Number, about: "how many rows" }]
    }

    fn mistake(&self, options: &Options) -> Option<(String, String)> {
        let message = match options.number("") {
            Some(k) if k >= 1.0 && k.fract() == 0.0 => return None,
            Some(_) => "the number of nearest rows is a whole number from 1",
            None => "it is not said how many of the nearest rows are taken",
        };
        Some((message.to_owned(), "write `nearest 5`".to_owned()))
    }

    fn kernel(&self) -> ImputeKernel<'_> {
        ImputeKernel::Rows(self)
    }
}

impl FromRows for Nearest {
    fn comparable(&self, parts: &[Vec<f64>], donors: &[bool]) -> Vec<Vec<f64>> {
        parts.iter().map(|part| standardised(part, donors)).collect()
    }

    fn value(&self, with: &Row<'_>, options: &Options, scratch: &mut Scratch) -> Option<f64> {
        let rows = with.values.len();
        let Scratch { sums, counts, near } = scratch;
        sums.clear();
        sums.resize(rows, 0.0);
        counts.clear();
        counts.resize(rows, 0);
        for (at, part) in with.comparable.iter().enumerate().filter(|(at, _)| *at != with.part) {
            let own = part.get(with.row).copied().unwrap_or(f64::NAN);
            debug_assert!(at != with.part);
            if own.is_nan() {
                continue;
            }
            for ((sum, count), z) in sums.iter_mut().zip(counts.iter_mut()).zip(part) {
                let difference = own - z;
                let there = !z.is_nan();
                *sum += if there { difference * difference } else { 0.0 };
                *count += u32::from(there);
            }
        }
        near.clear();
        let donors = with.values.iter().zip(with.donors).map(|(x, donor)| if *donor { *x } else { f64::NAN });
        let known = donors.zip(sums.iter().zip(counts.iter())).enumerate();
        near.extend(
            known
                .filter(|(row, (x, (_, count)))| *row != with.row && !x.is_nan() && **count > 0)
                .map(|(row, (_, (sum, count)))| (sum / f64::from(*count), row)),
        );
        let nearer = |a: &(f64, usize), b: &(f64, usize)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
        let wanted = (options.number("").unwrap_or(1.0) as usize).min(near.len());
        if wanted == 0 {
            return None;
        }
        if wanted < near.len() {
            near.select_nth_unstable_by(wanted - 1, nearer);
            near.truncate(wanted);
        }
        near.sort_unstable_by(nearer);
        let values = near.iter().filter_map(|(_, row)| with.values.get(*row));
        Some(values.sum::<f64>() / wanted as f64)
    }
}

/// z-scores, by the mean and the deviation of the donors; NaN for all where there is no variance.
fn standardised(part: &[f64], donors: &[bool]) -> Vec<f64> {
    let known = || part.iter().zip(donors).filter(|(x, donor)| **donor && !x.is_nan()).map(|(x, _)| x);
    let n = known().count() as f64;
    let mean = known().sum::<f64>() / n;
    let squares: f64 = known().map(|x| (x - mean) * (x - mean)).sum();
    let deviation = (squares / (n - 1.0)).sqrt();
    let first = known().next();
    let varies = known().any(|x| Some(x) != first) && deviation > 0.0;
    part.iter().map(|x| if varies { (x - mean) / deviation } else { f64::NAN }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::methods::OptionValue;

    #[test]
    fn the_rows_of_the_page() {
        let parts = [vec![1.0, 2.0, 9.0, 2.0], vec![10.0, 20.0, 90.0, f64::NAN]];
        let donors = [true; 4];
        let comparable = Nearest.comparable(&parts, &donors);
        let value = |k: f64| {
            let with = Row { comparable: &comparable, values: &parts[1], donors: &donors, part: 1, row: 3 };
            Nearest.value(&with, &Options { given: vec![("", OptionValue::Number(k))] }, &mut Scratch::default())
        };
        assert_eq!([value(1.0), value(2.0), value(9.0)], [Some(20.0), Some(15.0), Some(40.0)]);
    }

    #[test]
    fn nothing_to_compare_by() {
        let parts = [vec![f64::NAN, 2.0], vec![f64::NAN, 90.0]];
        let donors = [true; 2];
        let comparable = Nearest.comparable(&parts, &donors);
        let with = Row { comparable: &comparable, values: &parts[1], donors: &donors, part: 1, row: 0 };
        let options = Options { given: vec![("", OptionValue::Number(1.0))] };
        assert_eq!(Nearest.value(&with, &options, &mut Scratch::default()), None);
    }
}
