//! The shape of a distribution: skewness and kurtosis, and the criterion that treatments hold it to.
//!
//! Both are the estimators that spreadsheets, SAS and the R package COINr use (type 2 of Joanes and Gill 1998,
//! "Comparing measures of sample skewness and kurtosis", The Statistician 47): with m_k = Σ (x − mean)^k / n,
//!
//! * skewness G1 = √(n (n − 1)) / (n − 2) · m3 / m2^1.5,
//! * excess kurtosis G2 = (n − 1) / ((n − 2) (n − 3)) · ((n + 1) (m4 / m2² − 3) + 6).

use super::{OptionKind, OptionSpec, Options};
use crate::powers;

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
        let mean = powers::sum(values) / n;
        let [_, squares, cubes, fourths] = powers::of_all(values, mean);
        // Equal values may lie a rounding error beside their mean.
        let equal = values.first().is_none_or(|first| values.iter().all(|x| x == first));
        let nothing = |defined: bool| !defined || equal || squares <= 0.0;
        let Shape { skewness, kurtosis } = Shape::from_moments(n, [squares, cubes, fourths]);
        Shape {
            skewness: if nothing(n >= 3.0) { f64::NAN } else { skewness },
            kurtosis: if nothing(n >= 4.0) { f64::NAN } else { kurtosis },
        }
    }

    /// From how many values there are, and the sums of the second, third and fourth powers of what they differ from their
    /// mean by.
    pub(super) fn from_moments(n: f64, sums: [f64; 3]) -> Shape {
        let [m2, m3, m4] = sums.map(|sum| sum / n);
        let skewness = (n * (n - 1.0)).sqrt() / (n - 2.0) * m3 / (m2 * m2.sqrt());
        let kurtosis = (n - 1.0) / ((n - 2.0) * (n - 3.0)) * ((n + 1.0) * (m4 / (m2 * m2) - 3.0) + 6.0);
        Shape { skewness, kurtosis }
    }
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

    /// Whether a shape known to about ten digits does not tell whether it fails, or to which side it is skewed.
    pub(super) fn is_close(&self, shape: Shape) -> bool {
        let close = |value: f64, bound: f64| value.is_nan() || (value - bound).abs() <= 1e-7 * (1.0 + bound.abs());
        let beside = |value: f64, bound: Option<f64>| bound.is_some_and(|bound| close(value, bound));
        let skewness = shape.skewness.abs();
        close(skewness, 0.0) || beside(skewness, self.skewness) || beside(shape.kurtosis, self.kurtosis)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OptionValue;

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
}
