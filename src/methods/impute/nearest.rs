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
use crate::wide::wide;
use crate::{OptionKind, OptionSpec, Options};

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
    fn comparable(&self, parts: &[Vec<f64>], donors: &[Vec<f64>]) -> Vec<Vec<f64>> {
        parts.iter().zip(donors).map(|(part, donors)| standardised(part, donors)).collect()
    }

    fn fill(&self, with: &Row<'_>, options: &Options, scratch: &mut Scratch) -> Vec<Option<f64>> {
        let Scratch { distances, near } = scratch;
        distances.resize(with.comparable.first().map_or(0, Vec::len), 0.0);
        // A part that the row lacks has no difference: the distances are the same for whatever is to be filled in.
        let own = |part: &'_ Vec<f64>| part.get(with.row).copied().filter(|z| !z.is_nan());
        let parts: Vec<(f64, &[f64])> =
            with.comparable.iter().filter_map(|part| Some((own(part)?, part.as_slice()))).collect();
        for (at, distances) in distances.chunks_mut(TILE).enumerate() {
            wide(
                #[inline(always)]
                || add_up(&parts, at * TILE, distances),
            );
        }
        let wanted = options.number("").unwrap_or(1.0) as usize;
        let values = with.open.iter().map(|part| with.values.get(*part).map(Vec::as_slice).unwrap_or_default());
        values.map(|values| mean_of_nearest(distances, values, wanted, near)).collect()
    }
}

/// How many rows are compared together.
const TILE: usize = 512;
/// As many nearest rows are kept in order while going through all.
const FEW: usize = 32;

/// The means of squared differences over the parts that both have; NaN where there is none.
#[inline(always)]
fn add_up(parts: &[(f64, &[f64])], start: usize, distances: &mut [f64]) {
    let mut counts = [0.0; TILE];
    distances.fill(0.0);
    for (own, part) in parts {
        let theirs = part.get(start..).unwrap_or_default();
        for ((sum, count), z) in distances.iter_mut().zip(&mut counts).zip(theirs) {
            let difference = own - z;
            *sum += if z.is_nan() { 0.0 } else { difference * difference };
            *count += if z.is_nan() { 0.0 } else { 1.0 };
        }
    }
    distances.iter_mut().zip(&counts).for_each(|(sum, count)| *sum /= count);
}

/// The mean of the values of so many rows at the smallest distance that have one; the earlier of rows at the same distance.
fn mean_of_nearest(distances: &[f64], values: &[f64], wanted: usize, near: &mut Vec<(f64, usize)>) -> Option<f64> {
    near.clear();
    let nearer = |a: &(f64, usize), b: &(f64, usize)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
    if wanted <= FEW {
        keep_nearest(distances, values, wanted, near);
    } else {
        let known = distances.iter().zip(values).enumerate().filter(|(_, (d, x))| !d.is_nan() && !x.is_nan());
        near.extend(known.map(|(row, (distance, _))| (*distance, row)));
        if wanted < near.len() {
            near.select_nth_unstable_by(wanted - 1, nearer);
            near.truncate(wanted);
        }
        near.sort_unstable_by(nearer);
    }
    let sum: f64 = near.iter().filter_map(|(_, row)| values.get(*row)).sum();
    (!near.is_empty()).then(|| sum / near.len() as f64)
}

/// Few rows are nearer than all that are kept already, so that hardly any moves.
fn keep_nearest(distances: &[f64], values: &[f64], wanted: usize, near: &mut Vec<(f64, usize)>) {
    let mut furthest = f64::INFINITY;
    for (row, (distance, x)) in distances.iter().zip(values).enumerate() {
        let full = near.len() >= wanted;
        // A distance that is NaN is no distance.
        if (*distance < furthest || !full && *distance <= furthest) && !x.is_nan() {
            if full {
                near.pop();
            }
            let place = near.partition_point(|(d, _)| d <= distance);
            near.insert(place, (*distance, row));
            furthest = if near.len() < wanted { f64::INFINITY } else { near.last().map_or(f64::INFINITY, |n| n.0) };
        }
    }
}

/// z-scores, by the mean and the deviation of the donors; NaN for all where there is no variance.
fn standardised(part: &[f64], donors: &[f64]) -> Vec<f64> {
    let known = || donors.iter().filter(|x| !x.is_nan());
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
    use crate::OptionValue;

    #[test]
    fn the_rows_of_the_page() {
        let parts = [vec![1.0, 2.0, 9.0, 2.0], vec![10.0, 20.0, 90.0, f64::NAN]];
        let comparable = Nearest.comparable(&parts, &parts);
        let value = |k: f64| {
            let with = Row { comparable: &comparable, values: &parts, row: 3, open: &[1] };
            Nearest.fill(&with, &Options { given: vec![("", OptionValue::Number(k))] }, &mut Scratch::default())[0]
        };
        let all = Some(40.0);
        assert_eq!([value(1.0), value(2.0), value(9.0), value(99.0)], [Some(20.0), Some(15.0), all, all]);
    }

    #[test]
    fn nothing_to_compare_by() {
        let parts = [vec![f64::NAN, 2.0], vec![f64::NAN, 90.0]];
        let with = Row { comparable: &Nearest.comparable(&parts, &parts), values: &parts, row: 0, open: &[1] };
        let options = Options { given: vec![("", OptionValue::Number(1.0))] };
        assert_eq!(Nearest.fill(&with, &options, &mut Scratch::default()), [None]);
    }
}
