//! Technique for order preference by similarity to the ideal solution: how near a row is to the best of all parts, and how far from the worst.
//!
//! **Formula.**
//! r = x / √(Σ x²), the sum over all rows; v = w r / Σ w.
//! The ideal has of each part the largest v (the smallest where lower is better), the anti-ideal the smallest (the largest).
//! D⁺ and D⁻ are the Euclidean distances of a row from the two, and y = D⁻ / (D⁺ + D⁻).
//! With `minmax`, r = (x − min) / (max − min); with `none`, r = x, for parts that an index has normalised before.
//!
//! **Source.** Hwang and Yoon, Multiple Attribute Decision Making (1981), chapter 3.
//!
//! **Algebra.**
//! The result lies from 0, the anti-ideal, to 1, the ideal; higher is better.
//! Only the proportions of the weights matter.
//! Parts may be of any unit, and need not be turned round where lower is better: the ideal is the smallest then.
//! A change of unit has no effect; with `minmax` a shift has none either, while with vectors it has.
//! Partly compensatory.
//! A result depends on all rows: a row that comes or goes may change lengths, ideal and anti-ideal, and so the order of two others (rank reversal).
//! It need not grow with a part either: what one row gains makes the vector of all longer.
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.**
//! A part that is the same for all rows adds nothing to any distance.
//! Where all rows are the same in all parts the result is 0/0, and missing as inapplicable; so is that of a single row.
//!
//! **Missing.** Under `missing skip` the terms of parts that are missing are left out of both distances; they take no part in lengths and extremes.
//!
//! **Example.**
//! Costs 2, 3 and 6 (lower is better) and jobs 1, 4 and 8 have lengths 7 and 9.
//! The ideal is (2/7, 8/9), the anti-ideal (6/7, 1/9).
//! With equal weights the second is 0.4668 from the one and 0.5429 from the other, up to a factor: 0.5429 / 1.0098 = 0.5377.
//! The first and the third become 0.4235 and 0.5765.

use super::whole::{Refusal, Whole, WholeKernel};
use super::{Account, AggregateAlgebra, Aggregator, OptionSpec, Options};
use crate::lanes::Gathered;
use crate::matrix::{ends, length};
use crate::parallel::{BLOCK, CHUNK, stretches};
use crate::wide::wide;
use crate::{Compensation, Domain, Interval, OptionKind};

/// `aggregate topsis`, `aggregate topsis minmax`
#[derive(Debug)]
pub struct Topsis;

const MINMAX: &str = "minmax";
const NONE: &str = "none";

impl Aggregator for Topsis {
    fn name(&self) -> &'static str {
        "topsis"
    }

    fn source(&self) -> &'static str {
        include_str!("topsis.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        &[
            OptionSpec {
                words: "vector",
                kind: OptionKind::Flag,
                about: "parts are divided by their length as vectors (the default)",
            },
            OptionSpec {
                words: MINMAX,
                kind: OptionKind::Flag,
                about: "parts are put between their smallest and largest value instead",
            },
            OptionSpec { words: NONE, kind: OptionKind::Flag, about: "parts are taken as they are" },
        ]
    }

    fn refuses(&self, options: &Options) -> Option<Refusal> {
        super::whole::one_of(options, "topsis", &["vector", MINMAX, NONE])
    }

    fn algebra(&self, options: &Options) -> AggregateAlgebra {
        AggregateAlgebra {
            uses_weights: true,
            renormalises_weights: true,
            internal: false,
            ignores_sign: false,
            zero_absorbs: false,
            keeps_unit: false,
            mixes_units: !options.has(NONE),
            reads_directions: true,
            monotone: false,
            domain: Domain::All,
            compensation: Compensation::Partial,
        }
    }

    fn reach(&self, _parts: &[Interval], _weights: &[f64], _options: &Options) -> Interval {
        Interval::new(0.0, 1.0)
    }

    fn whole(&self) -> Option<&dyn WholeKernel> {
        Some(self)
    }
}

/// A part as it enters the distances.
struct Term<'a> {
    values: &'a [f64],
    factor: f64,
    best: f64,
    worst: f64,
}

impl WholeKernel for Topsis {
    fn takes_missing(&self) -> bool {
        true
    }

    fn aggregate(&self, input: &Whole<'_>, out: &mut [f64]) -> Result<(), Refusal> {
        let shares = input.shares().unwrap_or_default();
        let gathered = input.gathered();
        let parts = input.parts.iter().zip(&gathered).zip(input.higher).zip(&shares);
        let terms: Vec<Term<'_>> =
            parts.filter_map(|((part, higher), share)| term(part, *higher, *share, input)).collect();
        let blocks: Vec<_> = stretches(0..out.len(), BLOCK).zip(out.chunks_mut(BLOCK)).collect();
        input.threads.for_rows(input.rows()).map(blocks, |(rows, out)| {
            let mut near = vec![0.0; CHUNK];
            for (rows, out) in stretches(rows, CHUNK).zip(out.chunks_mut(CHUNK)) {
                wide(
                    #[inline(always)]
                    || {
                        distances(&terms, rows.start, &mut near, out);
                        closeness(&near, out);
                    },
                );
            }
        });
        Ok(())
    }

    fn account(&self, input: &Whole<'_>, row: usize) -> Account {
        let mut account = Account::of(input.parts.len());
        let shares = input.shares().unwrap_or_default();
        let gathered = input.gathered();
        let parts = input.parts.iter().zip(&gathered).zip(input.higher).zip(&shares).zip(&mut account.parts);
        let (mut near, mut far) = (0.0, 0.0);
        for (((part, higher), share), figures) in parts {
            let Some(Term { values, factor, best, worst }) = term(part, *higher, *share, input) else { continue };
            // Where values are put between the smallest and the largest, they are counted from the smallest.
            let origin = if input.options.has(MINMAX) { best.min(worst) } else { 0.0 };
            let x = values.get(row).copied().unwrap_or(f64::NAN);
            let (to_best, to_worst) = ((x - best) * factor, (x - worst) * factor);
            near += if x.is_nan() { 0.0 } else { to_best * to_best };
            far += if x.is_nan() { 0.0 } else { to_worst * to_worst };
            let of = |x: f64| (x - origin) * factor;
            *figures =
                vec![("best", best), ("worst", worst), ("divisor", share / factor), ("share_of_weights", *share)];
            figures.extend([("weighted", of(x)), ("ideal", of(best)), ("anti_ideal", of(worst))]);
        }
        let (near, far) = (near.sqrt(), far.sqrt());
        account.figures = vec![("distance_to_ideal", near), ("distance_to_anti_ideal", far)];
        account.figures.push(("closeness", far / (near + far)));
        account
    }
}

/// `None` where a part adds nothing to any distance.
fn term<'a>(part: (&&'a [f64], &Gathered), higher: bool, share: f64, input: &Whole<'_>) -> Option<Term<'a>> {
    let (values, gathered) = part;
    let (low, high) = ends(gathered)?;
    let length = if input.options.has(NONE) {
        1.0
    } else if input.options.has(MINMAX) {
        high - low
    } else {
        length(values, gathered, input.threads)
    };
    let (best, worst) = if higher { (high, low) } else { (low, high) };
    let factor = share / length;
    (best != worst && share > 0.0).then_some(Term { values, factor, best, worst })
}

/// The squares of the distances to the best and to the worst values.
#[inline(always)]
fn distances(terms: &[Term<'_>], start: usize, near: &mut [f64], far: &mut [f64]) {
    near.fill(0.0);
    far.fill(0.0);
    for Term { values, factor, best, worst } in terms {
        let values = values.get(start..).unwrap_or_default();
        for ((near, far), x) in near.iter_mut().zip(far.iter_mut()).zip(values) {
            let (to_best, to_worst) = ((x - best) * factor, (x - worst) * factor);
            *near += if x.is_nan() { 0.0 } else { to_best * to_best };
            *far += if x.is_nan() { 0.0 } else { to_worst * to_worst };
        }
    }
}

/// The closeness of each row, in place of its distance to the worst values.
#[inline(always)]
fn closeness(near: &[f64], far: &mut [f64]) {
    for (near, far) in near.iter().zip(far) {
        let (near, away) = (near.sqrt(), far.sqrt());
        *far = away / (near + away);
    }
}
