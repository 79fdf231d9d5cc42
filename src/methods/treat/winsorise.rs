//! Replaces the most extreme values by less extreme ones.
//!
//! **Formula.**
//! `until skewness S, kurtosis K`: as long as |skewness| > S and kurtosis > K, the highest value (where the skewness is negative: the lowest) is replaced by the next one; equal values count as so many values and are replaced together.
//! With `and kurtosis` it goes on until both bounds are kept; with one bound alone, until that one is.
//! With `at most N` no more than N values are replaced; where the criterion is still not met then, the replacements stay, or with `otherwise untouched` none is made.
//! `quantile A..B`: values below the quantile A become that quantile, values above the quantile B that one; quantiles lie between neighbouring values by linear interpolation (type 7 of Hyndman and Fan).
//! With `among` all this is found among the values of these rows, the number of those that are replaced as well; then the values of all rows are brought back to the same bounds, with a criterion at the ends at which there was something to replace.
//! Skewness is G1 = √(n (n − 1)) / (n − 2) · m3 / m2^1.5 and kurtosis the excess G2 = (n − 1) / ((n − 2) (n − 3)) · ((n + 1) (m4 / m2² − 3) + 6), with m_k = Σ (x − mean)^k / n.
//!
//! **Source.**
//! OECD/JRC Handbook on Constructing Composite Indicators (2008), Step 3; the criterion of |skewness| above 2 and kurtosis above 3.5 is that of the JRC's audits and of the R package COINr (Becker et al. 2022), whose definition of skewness and kurtosis is the same (that of spreadsheets, type 2 of Joanes and Gill 1998).
//!
//! **Algebra.**
//! The order of values is kept, but for ties at the ends; the unit and the range are kept.
//! A factor or shift of the unit before it comes out after it.
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.** Fewer than four values, or values that are all equal, have no kurtosis and are left as they are.
//!
//! **Missing.** Missing values take no part and stay missing, of the same kind.
//!
//! **Example.** Of 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 30 and 100 the skewness is 3.01 and the kurtosis 9.46; with 100 replaced by 30 they are 2.05 and 3.18, so that `until skewness 2, kurtosis 3.5` stops there.

use super::{Done, TreatAlgebra, Treated, Treatment, bound, bounded};
use crate::ends::Ends;
use crate::order_statistics::quantiles;
use crate::shape::{self, Criterion, Shape};
use crate::{OptionKind, OptionSpec, Options};

/// `treat winsorise until skewness 2, kurtosis 3.5 at most 5`, `treat winsorise quantile 0.05..0.95`
#[derive(Debug)]
pub struct Winsorise;

const OPTIONS: &[OptionSpec] = &{
    let [skewness, comma, or, and, kurtosis] = shape::UNTIL;
    [
        skewness,
        comma,
        or,
        and,
        kurtosis,
        OptionSpec { words: "at most", kind: OptionKind::Number, about: "so many values may be replaced" },
        OptionSpec {
            words: "otherwise untouched",
            kind: OptionKind::Flag,
            about: "where the criterion cannot be met within that number, nothing is replaced",
        },
        OptionSpec {
            words: "quantile",
            kind: OptionKind::Range,
            about: "values beyond these quantiles become the quantiles",
        },
    ]
};

impl Treatment for Winsorise {
    fn name(&self) -> &'static str {
        "winsorise"
    }

    fn source(&self) -> &'static str {
        include_str!("winsorise.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        OPTIONS
    }

    fn algebra(&self, _options: &Options) -> TreatAlgebra {
        TreatAlgebra { keeps_scale: true, equivariant: true }
    }

    fn mistake(&self, options: &Options) -> Option<(String, String)> {
        let say = |message: &str, hint: &str| Some((message.to_owned(), hint.to_owned()));
        let criterion = Criterion::of(options).is_some();
        match options.range("quantile") {
            Some(_) if criterion || options.has("at most") || options.has("otherwise untouched") => say(
                "values are winsorised either by quantiles or by a criterion",
                "write two `treat` steps, or one of the two",
            ),
            Some((low, high)) if !(0.0..=1.0).contains(&low) || !(0.0..=1.0).contains(&high) || low >= high => {
                say("the quantiles lie between 0 and 1, the lower one first", "write `quantile 0.05..0.95`")
            }
            Some(_) => None,
            None if !criterion && !["or kurtosis", "and kurtosis", "kurtosis"].iter().any(|w| options.has(w)) => say(
                "it is not said how far to winsorise",
                "write `until skewness 2, kurtosis 3.5`, or `quantile 0.05..0.95`",
            ),
            None => shape::mistake(options).or_else(|| match options.number("at most") {
                Some(n) if n < 1.0 || n.fract() != 0.0 => {
                    say("the number of values to replace is a whole number from 1", "write `at most 5`")
                }
                None if options.has("otherwise untouched") => say(
                    "without a number the criterion is always met in the end",
                    "write `at most 5 otherwise untouched`",
                ),
                Some(_) | None => None,
            }),
        }
    }

    fn bounds(&self, values: &[f64], options: &Options) -> Option<(f64, f64)> {
        let (low, high) = options.range("quantile")?;
        let [low, high] = quantiles(values, [low, high]);
        Some((low, high))
    }

    fn treat(&self, values: &[f64], options: &Options) -> (Treated, Option<Vec<f64>>) {
        if let Some((low, high)) = self.bounds(values, options) {
            return bounded(values, low, high);
        }
        let most = options.number("at most").unwrap_or(f64::INFINITY);
        let Some(criterion) = Criterion::of(options) else {
            let before = Shape::of(values);
            return (Treated { done: Done::Nothing, before, after: before, fails: false }, None);
        };
        by_criterion(values, criterion, most, options.has("otherwise untouched"))
    }
}

fn by_criterion(values: &[f64], criterion: Criterion, most: f64, or_nothing: bool) -> (Treated, Option<Vec<f64>>) {
    let before = Shape::of(values);
    let mut treated = Treated { done: Done::Nothing, before, after: before, fails: criterion.fails(before) };
    if !treated.fails {
        return (treated, None);
    }
    let mut ends = Ends::of(values);
    while criterion.fails(treated.after) {
        if !ends.narrow(treated.after.skewness >= 0.0) {
            break;
        }
        // What was replaced at the other end stays replaced, and counts.
        if ends.replaced() as f64 > most {
            break;
        }
        let Some((low, high)) = ends.bounds() else { break };
        treated.done = Done::Bounded { low, high };
        let shape = ends.shape().filter(|shape| !criterion.is_close(*shape));
        treated.after = shape.unwrap_or_else(|| Shape::of(&bound(values, low, high)));
    }
    let Done::Bounded { low, high } = treated.done else { return (treated, None) };
    let out = bound(values, low, high);
    treated.after = Shape::of(&out);
    treated.fails = criterion.fails(treated.after);
    if treated.fails && or_nothing {
        return (Treated { done: Done::Nothing, after: before, ..treated }, None);
    }
    (treated, Some(out))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OptionValue;
    use proptest::prelude::*;

    fn by(words: &[(&'static str, f64)], x: &[f64]) -> (Vec<f64>, Treated) {
        let given = words.iter().map(|(w, n)| (*w, OptionValue::Number(*n))).collect();
        let (treated, out) = Winsorise.treat(x, &Options { given });
        (out.unwrap_or_else(|| x.to_vec()), treated)
    }

    const JRC: [(&str, f64); 2] = [("until skewness", 2.0), ("kurtosis", 3.5)];

    #[test]
    fn the_highest_becomes_the_next() {
        let x = [1.0, 2.0, 100.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 30.0, 9.0, 10.0];
        let (out, treated) = by(&JRC, &x);
        assert_eq!(out, [1.0, 2.0, 30.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 30.0, 9.0, 10.0]);
        assert!(!treated.fails && treated.before.kurtosis > 3.5);
        let below: Vec<f64> = x.iter().map(|x| -x).collect();
        let (out, _) = by(&JRC, &below);
        assert_eq!(out[2], -30.0);
    }

    #[test]
    fn never_more_values_than_allowed() {
        // Two values share the highest place: replacing them replaces two.
        let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 500.0, 500.0];
        let (out, treated) = by(&[("until skewness", 1.0), ("at most", 1.0)], &x);
        assert_eq!((out.as_slice(), treated.done, treated.fails), (x.as_slice(), Done::Nothing, true));
        let (out, treated) = by(&[("until skewness", 1.0), ("at most", 2.0)], &x);
        assert_eq!((out[16], out[17], treated.fails), (16.0, 16.0, false));
    }

    #[test]
    fn what_is_replaced_at_both_ends_counts_together() {
        // Found by comparison with the oracle: 0.1 becomes 1.25 first, and then 2 does.
        let both = [("until skewness", 0.5), ("and kurtosis", 1.0)];
        let (out, _) = by(&[both[0], both[1], ("at most", 2.0)], &[1.25, 1.25, 0.1, 2.0]);
        assert_eq!(out, [1.25; 4]);
        let (out, treated) = by(&[both[0], both[1], ("at most", 1.0)], &[1.25, 1.25, 0.1, 2.0]);
        assert_eq!((out, treated.fails), (vec![1.25, 1.25, 1.25, 2.0], true));
    }

    #[test]
    fn equal_values_stay() {
        let (out, treated) = by(&JRC, &[7.0; 9]);
        assert_eq!((out, treated.done), (vec![7.0; 9], Done::Nothing));
    }

    /// As the page says it, one replacement after the other, each time from all values.
    fn step_by_step(x: &[f64], criterion: Criterion, most: usize) -> Vec<f64> {
        let mut line = x.to_vec();
        while criterion.fails(Shape::of(&line)) {
            let sign = if Shape::of(&line).skewness >= 0.0 { 1.0 } else { -1.0 };
            let extreme = line.iter().map(|x| sign * x).fold(f64::NEG_INFINITY, f64::max);
            let next = line.iter().map(|x| sign * x).filter(|x| *x < extreme).fold(f64::NEG_INFINITY, f64::max);
            let replaced: Vec<f64> = line.iter().map(|x| sign * (sign * x).min(next)).collect();
            if next.is_infinite() || replaced.iter().zip(x).filter(|(a, b)| a != b).count() > most {
                break;
            }
            line = replaced;
        }
        line
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

        #[test]
        fn as_one_replacement_after_the_other(
            seed in any::<u64>(), long: bool, share_of_low in 0u64..60, rounded: bool, bounds in 0usize..4, few: bool,
        ) {
            let mut state = seed | 1;
            let mut next = |below: u64| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                state % below
            };
            let tail = |u: u64| 1.0 / (1.0 - u as f64 / 100_000.0).sqrt();
            let x: Vec<f64> = (0..if long { 5000 } else { 200 })
                .map(|_| if next(100) < share_of_low { -3.0 * tail(next(100_000)) } else { tail(next(100_000)) })
                .map(|x| if rounded { (x * 2.0).round() } else { x })
                .collect();
            let words: &[(&'static str, f64)] = [
                &JRC as &[_],
                &[("until skewness", 0.5), ("and kurtosis", 1.0)],
                &[("until skewness", 1.0)],
                &[("until kurtosis", 2.0)],
            ][bounds];
            let most = if few { 30 } else { 200 };
            let given: Vec<(&'static str, f64)> = words.iter().copied().chain([("at most", most as f64)]).collect();
            let criterion = words.iter().map(|(w, n)| (*w, OptionValue::Number(*n))).collect();
            let criterion = Criterion::of(&Options { given: criterion }).unwrap();
            prop_assert_eq!(by(&given, &x).0, step_by_step(&x, criterion, most));
        }
    }
}
