//! Benefit of the doubt: every row is weighed as is best for it, and compared with what the best row has under these weights.
//!
//! **Formula.**
//! For row k, yₖ = max Σ v zₖ over all v ≥ 0 under which no row has more than 1, Σ v zᵢ ≤ 1.
//! With `shares low..high` each part's share of the row's result, v zₖ / yₖ, lies between these bounds.
//! Each row is a linear program, solved exactly by the simplex method.
//!
//! **Source.**
//! Melyn and Moesen (1991), Towards a synthetic indicator of macroeconomic performance, Public Economics Research Paper 17, KU Leuven.
//! Cherchye, Moesen, Rogge and Van Puyenbroeck (2007), An introduction to "benefit of the doubt" composite indicators, Social Indicators Research 82(1), pp. 111–145, which has the bounds on shares as well.
//!
//! **Algebra.**
//! Weights have no effect: each row finds its own.
//! The unit of a part has no effect; its zero has.
//! The result lies between 0 and 1, and is 1 for every row that is best under some weights: there are often several.
//! Results depend on the other rows: a new best row lowers them.
//! An improvement never lowers the result of its row.
//! Without bounds parts make up for each other fully, and parts in which a row is weak are simply given no weight; with bounds a part that is 0 makes the result 0, as its share cannot reach the lower one.
//!
//! **Domain.** 0 and above. A row with a negative part is compared with no other and has no result.
//!
//! **Degenerate cases.** Where all parts of all rows are 0 there is no best, and results are missing, as inapplicable.
//!
//! **Missing.** Rows that lack a part are compared with no other and have no result; `missing skip` is refused.
//!
//! **Example.**
//! Three rows with (4, 1), (2, 4) and (2, 2): the first two are best under some weights and have 1.
//! The third does best with v = (3/14, 2/14), under which the first two have 1 and it has 10/14 = 0.7143.

use super::whole::{Refusal, Whole, WholeKernel};
use super::{Account, Aggregator, Interval, UNDEFINED};
use crate::simplex::Simplex;
use crate::{AggregateAlgebra, Compensation, Domain, OptionKind, OptionSpec, Options};

const SHARES: &str = "shares";

/// Comparisons of a row with one of the best that are done in reasonable time.
const MOST_COMPARISONS: usize = 40_000_000;

/// `aggregate benefit of the doubt shares 10%..50%`
#[derive(Debug)]
pub struct BenefitOfTheDoubt;

impl Aggregator for BenefitOfTheDoubt {
    fn name(&self) -> &'static str {
        "benefit of the doubt"
    }

    fn source(&self) -> &'static str {
        include_str!("benefit_of_the_doubt.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        &[OptionSpec {
            words: SHARES,
            kind: OptionKind::Range,
            about: "the least and the largest share that each part may have in a row's result",
        }]
    }

    fn refuses(&self, options: &Options) -> Option<Refusal> {
        let (low, high) = options.range(SHARES)?;
        let message = if !(0.0..=1.0).contains(&low) || !(0.0..=1.0).contains(&high) {
            "a share lies between 0 and 1".to_owned()
        } else if low > high {
            "the smallest share is above the largest one".to_owned()
        } else {
            return None;
        };
        Some(Refusal { message, hint: "write `shares 10%..50%`".to_owned() })
    }

    fn refuses_parts(&self, options: &Options, parts: usize) -> Option<Refusal> {
        let (low, high) = options.range(SHARES)?;
        let n = parts as f64;
        let message = if low * n > 1.0 + 1e-9 {
            format!("{parts} parts with a share of {low} or more each are more than the whole")
        } else if high * n < 1.0 - 1e-9 {
            format!("{parts} parts with a share of {high} or less each are less than the whole")
        } else {
            return None;
        };
        Some(Refusal { message, hint: format!("1/{parts} has to lie between the two bounds") })
    }

    fn algebra(&self, options: &Options) -> AggregateAlgebra {
        let bounded = options.range(SHARES).is_some_and(|(low, _)| low > 0.0);
        AggregateAlgebra {
            uses_weights: false,
            renormalises_weights: true,
            internal: false,
            ignores_sign: false,
            zero_absorbs: bounded,
            keeps_unit: false,
            mixes_units: true,
            reads_directions: false,
            monotone: true,
            domain: Domain::NonNegative,
            compensation: if bounded { Compensation::Partial } else { Compensation::Full },
        }
    }

    fn reach(&self, _parts: &[Interval], _weights: &[f64], _options: &Options) -> Interval {
        Interval::new(0.0, 1.0)
    }

    fn whole(&self) -> Option<&dyn WholeKernel> {
        Some(self)
    }
}

impl WholeKernel for BenefitOfTheDoubt {
    fn aggregate(&self, input: &Whole<'_>, out: &mut [f64]) -> Result<(), Refusal> {
        let rows = scaled(input);
        let best = best(&rows)?;
        if best.is_empty() {
            out.fill(UNDEFINED);
            return Ok(());
        }
        let bounds = input.options.range(SHARES);
        for (y, row) in out.iter_mut().zip(&rows) {
            *y = row.as_ref().and_then(|row| score(row, &best, bounds)).unwrap_or(UNDEFINED);
        }
        Ok(())
    }

    fn account(&self, input: &Whole<'_>, row: usize) -> Account {
        let mut account = Account::of(input.parts.len());
        let rows = scaled(input);
        let (Some(Some(own)), Ok(best)) = (rows.get(row), best(&rows)) else { return account };
        let solution = program(own, &best, input.options.range(SHARES)).solution();
        let Some(weights) = solution.filter(|_| !best.is_empty()) else { return account };
        let parts = input.parts.iter().zip(own).zip(&weights).zip(&mut account.parts);
        for (((part, scaled), weight), figures) in parts {
            // The weight of the value itself, whatever it was measured by.
            let x = part.get(row).copied().unwrap_or(UNDEFINED);
            let weight = if x > 0.0 { weight * scaled / x } else { 0.0 };
            *figures = vec![("own_weight", weight), ("term", weight * x)];
        }
        let total = |row: &Vec<f64>| row.iter().zip(&weights).map(|(z, v)| z * v).sum::<f64>();
        account.figures = vec![("total", total(own))];
        let peer = |(at, row): (usize, &Option<Vec<f64>>)| row.as_ref().filter(|r| total(r) > 1.0 - 1e-9).map(|_| at);
        account.rows = vec![("peers", rows.iter().enumerate().filter_map(peer).collect())];
        account
    }
}

/// The rows with each part measured by its largest value, which changes no result; `None` for those outside the domain.
fn scaled(input: &Whole<'_>) -> Vec<Option<Vec<f64>>> {
    let fits = |row: &usize| input.parts.iter().all(|part| part.get(*row).is_some_and(|x| *x >= 0.0));
    let within: Vec<bool> = (0..input.rows()).map(|row| fits(&row)).collect();
    let largest = |part: &&[f64]| part.iter().zip(&within).filter(|(_, w)| **w).fold(0.0, |a: f64, (x, _)| a.max(*x));
    let units: Vec<f64> = input.parts.iter().map(largest).collect();
    let cell =
        |part: &[f64], unit: f64, row: usize| part.get(row).map_or(0.0, |x| if unit > 0.0 { x / unit } else { 0.0 });
    let made = within.iter().enumerate().map(|(row, within)| {
        within.then(|| input.parts.iter().zip(&units).map(|(part, unit)| cell(part, *unit, row)).collect())
    });
    made.collect()
}

/// The rows that no other equals or exceeds in every part, of equal ones the first: only these can be the best.
fn best(rows: &[Option<Vec<f64>>]) -> Result<Vec<&Vec<f64>>, Refusal> {
    let covers = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| a >= b);
    let mut best: Vec<&Vec<f64>> = Vec::new();
    for row in rows.iter().flatten().filter(|row| row.iter().any(|x| *x > 0.0)) {
        if !best.iter().any(|b| covers(b, row)) {
            best.retain(|b| !covers(row, b));
            best.push(row);
        }
        if best.len() * rows.len() > MOST_COMPARISONS {
            let message = format!(
                "`benefit of the doubt` weighs every row against every best one, and {} rows are too many",
                rows.len()
            );
            let hint = "compare the rows of a group each, `within region`, or choose another method".to_owned();
            return Err(Refusal { message, hint });
        }
    }
    Ok(best)
}

/// The result of a row.
fn score(row: &[f64], best: &[&Vec<f64>], bounds: Option<(f64, f64)>) -> Option<f64> {
    // A row that is best has 1, whatever its last bits say.
    program(row, best, bounds).largest().map(|y| if (y - 1.0).abs() < 1e-9 { 1.0 } else { y })
}

/// The weights that are best for a row, as a linear program.
fn program(row: &[f64], best: &[&Vec<f64>], bounds: Option<(f64, f64)>) -> Simplex {
    let mut program = Simplex::new(row);
    best.iter().for_each(|other| program.at_most(other, 1.0));
    let (low, high) = bounds.unwrap_or((0.0, 1.0));
    for part in 0..row.len() {
        // low Σ v z ≤ v z of the part ≤ high Σ v z
        let own = |at: usize, z: &f64| if at == part { *z } else { 0.0 };
        if low > 0.0 {
            let least: Vec<f64> = row.iter().enumerate().map(|(at, z)| low * z - own(at, z)).collect();
            program.at_most(&least, 0.0);
        }
        if high < 1.0 {
            let most: Vec<f64> = row.iter().enumerate().map(|(at, z)| own(at, z) - high * z).collect();
            program.at_most(&most, 0.0);
        }
    }
    program
}

#[cfg(test)]
mod tests {
    use super::super::laws::{whole, whole_with};
    use super::*;
    use crate::OptionValue;

    #[test]
    fn the_example_of_the_page() {
        let y = whole(&BenefitOfTheDoubt, &[&[4.0, 2.0, 2.0], &[1.0, 4.0, 2.0]], &[1.0; 2], &[true; 2]);
        assert_eq!(y[..2], [1.0, 1.0]);
        assert!((y[2] - 10.0 / 14.0).abs() < 1e-12);
    }

    #[test]
    fn rows_of_zeros_and_rows_outside_the_domain() {
        let y = whole(&BenefitOfTheDoubt, &[&[4.0, 0.0, -1.0], &[1.0, 0.0, 9.0]], &[1.0; 2], &[true; 2]);
        assert_eq!(y[..2], [1.0, 0.0]);
        assert_eq!(y[2].to_bits(), UNDEFINED.to_bits());
        let y = whole(&BenefitOfTheDoubt, &[&[0.0, 0.0]], &[1.0], &[true]);
        assert!(y.iter().all(|y| y.is_nan()));
    }

    #[test]
    fn bounds_that_leave_no_choice_give_a_mean_of_ratios() {
        let options = Options { given: vec![(SHARES, OptionValue::Range(0.5, 0.5))] };
        let parts: [&[f64]; 2] = [&[4.0, 2.0, 2.0], &[1.0, 4.0, 2.0]];
        let out = whole_with(&BenefitOfTheDoubt, &options, &parts, &[1.0; 2], &[true; 2]);
        // v = (y/4, y/4) for row 3, with which the others have 5y/4 and 6y/4: the second stops it at 2/3.
        assert!((out[2] - 2.0 / 3.0).abs() < 1e-12, "{out:?}");
    }
}
