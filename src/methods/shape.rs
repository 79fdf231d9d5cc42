//! The shape of a distribution: skewness and kurtosis, and the criterion that treatments hold it to.
//!
//! Both are the estimators that spreadsheets, SAS and the R package COINr use (type 2 of Joanes and Gill 1998,
//! "Comparing measures of sample skewness and kurtosis", The Statistician 47): with m_k = Σ (x − mean)^k / n,
//!
//! * skewness G1 = √(n (n − 1)) / (n − 2) · m3 / m2^1.5,
//! * excess kurtosis G2 = (n − 1) / ((n − 2) (n − 3)) · ((n + 1) (m4 / m2² − 3) + 6).

use super::{OptionKind, OptionSpec, Options};
use crate::wide::wide;

/// Skewness and excess kurtosis; NaN where they are not defined (fewer than 3 or 4 values, all values equal).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shape {
    /// G1.
    pub skewness: f64,
    /// G2, excess: 0 for a normal distribution.
    pub kurtosis: f64,
}

impl Shape {
    /// Of values, none of them missing.
    pub fn of(values: &[f64]) -> Shape {
        let n = values.len() as f64;
        let mean = lanes(values, |x| [x, 0.0, 0.0])[0] / n;
        let [squares, cubes, fourths] = lanes(values, |x| {
            let d = x - mean;
            let square = d * d;
            [square, square * d, square * square]
        });
        // Equal values may lie a rounding error beside their mean.
        let equal = values.first().is_none_or(|first| values.iter().all(|x| x == first));
        let nothing = |defined: bool| !defined || equal || squares <= 0.0;
        let (m2, m3, m4) = (squares / n, cubes / n, fourths / n);
        let skewness = (n * (n - 1.0)).sqrt() / (n - 2.0) * m3 / (m2 * m2.sqrt());
        let kurtosis = (n - 1.0) / ((n - 2.0) * (n - 3.0)) * ((n + 1.0) * (m4 / (m2 * m2) - 3.0) + 6.0);
        Shape {
            skewness: if nothing(n >= 3.0) { f64::NAN } else { skewness },
            kurtosis: if nothing(n >= 4.0) { f64::NAN } else { kurtosis },
        }
    }
}

const LANES: usize = 8;

/// Three sums over all values, in eight lanes, so that the loop runs on vectors and its order is always the same.
fn lanes(values: &[f64], terms: impl Fn(f64) -> [f64; 3]) -> [f64; 3] {
    wide(
        #[inline(always)]
        || {
            let mut sums = [[0.0f64; LANES]; 3];
            let whole = values.chunks_exact(LANES);
            let rest = whole.remainder();
            for chunk in whole {
                for (lane, x) in chunk.iter().enumerate() {
                    for (sum, term) in sums.iter_mut().zip(terms(*x)) {
                        if let Some(slot) = sum.get_mut(lane) {
                            *slot += term;
                        }
                    }
                }
            }
            let mut total = sums.map(|lanes| lanes.iter().sum::<f64>());
            for x in rest {
                for (sum, term) in total.iter_mut().zip(terms(*x)) {
                    *sum += term;
                }
            }
            total
        },
    )
}

/// Bounds of skewness (by magnitude) and kurtosis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Criterion {
    skewness: Option<f64>,
    kurtosis: Option<f64>,
    /// Whether both bounds must be kept; otherwise one of them is enough, as the JRC has it.
    both: bool,
}

impl Criterion {
    /// From `until skewness 2, kurtosis 3.5` or `when skewness 2, kurtosis 3.5`; `None` where neither is given.
    pub fn of(options: &Options) -> Option<Criterion> {
        let number = |words: [&str; 2]| words.iter().find_map(|w| options.number(w));
        let (until, when) = (options.number("until skewness"), options.number("when skewness"));
        let second = |words| options.number(words);
        let kurtosis = number(["until kurtosis", "when kurtosis"])
            .or(second("kurtosis"))
            .or(second("and kurtosis"))
            .or(second("or kurtosis"));
        // "until a and b" asks for both; "when a or b" treats as soon as one is exceeded.
        let both = until.is_some() && options.has("and kurtosis") || when.is_some() && options.has("or kurtosis");
        let skewness = until.or(when);
        (skewness.is_some() || kurtosis.is_some()).then_some(Criterion { skewness, kurtosis, both })
    }

    /// Whether a distribution is to be treated. One without skewness or kurtosis is not.
    pub fn fails(&self, shape: Shape) -> bool {
        let skewed = self.skewness.map(|bound| shape.skewness.abs() > bound);
        let heavy = self.kurtosis.map(|bound| shape.kurtosis > bound);
        match (skewed, heavy) {
            (Some(skewed), Some(heavy)) => {
                if self.both {
                    skewed || heavy
                } else {
                    skewed && heavy
                }
            }
            (one, other) => one.or(other).unwrap_or(false),
        }
    }
}

/// The options of a criterion that begins with `until`.
pub(super) const UNTIL: [OptionSpec; 5] = [
    OptionSpec {
        words: "until skewness",
        kind: OptionKind::Number,
        about: "as long as the skewness is larger, by its magnitude",
    },
    OptionSpec {
        words: "kurtosis",
        kind: OptionKind::Number,
        about: "and the excess kurtosis is larger than this as well: both must be exceeded, as the JRC has it",
    },
    OptionSpec {
        words: "or kurtosis",
        kind: OptionKind::Number,
        about: "the same: until one of the two bounds is kept",
    },
    OptionSpec { words: "and kurtosis", kind: OptionKind::Number, about: "until both bounds are kept" },
    OptionSpec { words: "until kurtosis", kind: OptionKind::Number, about: "as long as the excess kurtosis is larger" },
];

/// The options of a criterion that begins with `when`.
pub(super) const WHEN: [OptionSpec; 5] = [
    OptionSpec {
        words: "when skewness",
        kind: OptionKind::Number,
        about: "only if the skewness is larger, by its magnitude",
    },
    OptionSpec {
        words: "kurtosis",
        kind: OptionKind::Number,
        about: "and the excess kurtosis is larger than this as well: both must be exceeded, as the JRC has it",
    },
    OptionSpec { words: "and kurtosis", kind: OptionKind::Number, about: "the same" },
    OptionSpec { words: "or kurtosis", kind: OptionKind::Number, about: "if either of the two is exceeded" },
    OptionSpec { words: "when kurtosis", kind: OptionKind::Number, about: "only if the excess kurtosis is larger" },
];

/// Says what is wrong with a criterion: a second bound without a first, or two of them.
pub(super) fn mistake(options: &Options) -> Option<(String, String)> {
    let seconds = ["kurtosis", "or kurtosis", "and kurtosis"];
    let given = seconds.iter().filter(|w| options.has(w)).count();
    let first = ["until", "when"].into_iter().find(|word| options.has(&format!("{word} skewness")));
    let alone = ["until", "when"].into_iter().find(|word| options.has(&format!("{word} kurtosis")));
    let example = |word: &str| format!("write `{word} skewness 2, kurtosis 3.5`");
    if given > 1 || given == 1 && alone.is_some() || first.is_some() && alone.is_some() {
        return Some(("the bound of kurtosis is given twice".to_owned(), example(first.or(alone).unwrap_or("until"))));
    }
    if given == 1 && first.is_none() {
        return Some((
            "the bound of kurtosis follows that of skewness, which is not given".to_owned(),
            example("until"),
        ));
    }
    let negative = options.number("until skewness").or(options.number("when skewness")).is_some_and(|s| s < 0.0);
    negative.then(|| {
        let message = "the bound of skewness holds for both directions, so it cannot be negative".to_owned();
        (message, "write it without its sign".to_owned())
    })
}

/// The quantile of sorted values, between neighbours by linear interpolation (type 7 of Hyndman and Fan 1996).
pub(super) fn quantile(sorted: &[f64], q: f64) -> f64 {
    let at = q * sorted.len().saturating_sub(1) as f64;
    let value = |i: f64| sorted.get(i as usize).copied().unwrap_or(f64::NAN);
    let (low, high) = (value(at.floor()), value(at.ceil()));
    low + (at - at.floor()) * (high - low)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::methods::OptionValue;

    fn criterion(words: &[(&'static str, f64)]) -> Criterion {
        let given = words.iter().map(|(w, n)| (*w, OptionValue::Number(*n))).collect();
        Criterion::of(&Options { given }).unwrap()
    }

    #[test]
    fn one_bound_is_enough_unless_both_are_asked_for() {
        let skewed = Shape { skewness: -2.5, kurtosis: 1.0 };
        let wild = Shape { skewness: 2.5, kurtosis: 9.0 };
        let none = Shape { skewness: f64::NAN, kurtosis: f64::NAN };
        for (words, one, both) in [
            ([("until skewness", 2.0), ("kurtosis", 3.5)], false, true),
            ([("until skewness", 2.0), ("or kurtosis", 3.5)], false, true),
            ([("until skewness", 2.0), ("and kurtosis", 3.5)], true, true),
            ([("when skewness", 2.0), ("kurtosis", 3.5)], false, true),
            ([("when skewness", 2.0), ("and kurtosis", 3.5)], false, true),
            ([("when skewness", 2.0), ("or kurtosis", 3.5)], true, true),
        ] {
            let criterion = criterion(&words);
            assert_eq!([skewed, wild, none].map(|s| criterion.fails(s)), [one, both, false], "{words:?}");
        }
        assert!(criterion(&[("until skewness", 2.0)]).fails(skewed));
        assert!(!criterion(&[("until kurtosis", 3.5)]).fails(skewed));
    }

    #[test]
    fn no_shape_of_few_or_equal_values() {
        let shape = Shape::of(&[1.0, 2.0, 4.0]);
        assert!(shape.kurtosis.is_nan() && shape.skewness > 0.0);
        assert!(Shape::of(&[0.1; 10]).skewness.is_nan());
        assert!(Shape::of(&[]).skewness.is_nan());
    }

    #[test]
    fn quantiles_lie_between_neighbours() {
        assert_eq!(quantile(&[1.0, 2.0, 4.0, 8.0], 0.5), 3.0);
        assert_eq!(quantile(&[1.0, 2.0, 4.0, 8.0], 1.0), 8.0);
        assert_eq!(quantile(&[5.0], 0.3), 5.0);
    }
}
