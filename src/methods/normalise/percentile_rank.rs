//! Replaces values by their rank as a percentage of how many there are.
//!
//! **Formula.**
//! z = 100 r / n, where r is the rank with the best value highest, and n the number of values.
//! With `from zero` z = 100 (r − 1) / (n − 1), so that the worst is 0 and the best 100; with `midpoint` z = 100 (r − ½) / n.
//! Equal values share the smallest of their ranks unless `ties` says otherwise.
//!
//! **Source.**
//! OECD/JRC Handbook on Constructing Composite Indicators (2008), Step 5, Table 15, "percentile".
//! `from zero` is the percent rank of spreadsheets and of SQL; `midpoint` is Hazen's plotting position.
//!
//! **Algebra.**
//! Scale-invariant and translation-invariant, and more than that: every increasing transformation leaves it as it is, a weight applied before among them.
//! The result lies from 0 to 100.
//! Signs and distances are not kept.
//! It turns round an indicator for which lower is better.
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.**
//! None, but for a single value with `from zero`: it becomes 0, or what the policy says with `degenerate as N`.
//! With `among`, a value takes the place that it would have among those rows, at most 100; where there is none of them it is degenerate as well.
//!
//! **Missing.** Missing values are not ranked and stay missing, of the same kind.
//!
//! **Example.** 7, 3, 7 and 12 become 50, 25, 50 and 100; `from zero` 33.33, 0, 33.33 and 100.

use super::{ColumnKernel, Kernel, Normaliser};
use crate::ranking::{self, TIES, Ties};
use crate::{Domain, NormaliseAlgebra, OptionKind, OptionSpec, Options, Setting};

/// `normalise percentile rank`, `normalise percentile rank from zero ties mean`
#[derive(Debug)]
pub struct PercentileRank;

impl Normaliser for PercentileRank {
    fn name(&self) -> &'static str {
        "percentile rank"
    }

    fn source(&self) -> &'static str {
        include_str!("percentile_rank.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        &[
            OptionSpec {
                words: "from zero",
                kind: OptionKind::Flag,
                about: "the worst value is 0 and the best 100: 100 (r − 1) / (n − 1)",
            },
            OptionSpec { words: "midpoint", kind: OptionKind::Flag, about: "100 (r − ½) / n" },
            OptionSpec {
                words: "ties",
                kind: OptionKind::Word(TIES),
                about: "which of their ranks equal values share; `min` without it",
            },
        ]
    }

    fn algebra(&self, _options: &Options) -> NormaliseAlgebra {
        NormaliseAlgebra {
            scale_invariant: true,
            translation_invariant: true,
            reverses: true,
            unit_free: true,
            keeps_sign: false,
            range: (Some(0.0), Some(100.0)),
            domain: Domain::All,
            needs_goalposts: false,
        }
    }

    fn bounded_among(&self, _options: &Options) -> bool {
        true
    }

    fn objection(&self, options: &Options) -> Option<String> {
        let both = options.has("from zero") && options.has("midpoint");
        both.then(|| "`from zero` and `midpoint` are two formulas, of which one can hold".to_owned())
    }

    fn reaches_ends(&self, options: &Options) -> bool {
        options.has("from zero") && !options.has("ties")
    }

    fn kernel(&self) -> Kernel<'_> {
        Kernel::Column(self)
    }
}

impl ColumnKernel for PercentileRank {
    fn apply(
        &self,
        values: &[f64],
        yardstick: Option<&[f64]>,
        options: &Options,
        setting: &Setting,
        out: &mut [f64],
    ) -> bool {
        let ties = Ties::of(options, Ties::Min);
        let n = yardstick.unwrap_or(values).len();
        let (from, of) = match (options.has("from zero"), options.has("midpoint")) {
            (true, _) => (1.0, n.saturating_sub(1)),
            (false, true) => (0.5, n),
            (false, false) => (0.0, n),
        };
        let of = of as f64;
        ranking::place(values, yardstick, setting.reverse, out, |place| {
            // Better than all with whom it is compared, if it is none of them.
            let z = 100.0 * (ties.rank(place) - from) / of;
            if z > 100.0 { 100.0 } else { z }
        });
        of > 0.0
    }
}

#[cfg(test)]
mod tests {
    use super::super::laws::normalised;
    use super::*;
    use crate::OptionValue;

    fn percentiles(words: &[&'static str], reverse: bool) -> Vec<f64> {
        let given = words.iter().map(|w| (*w, OptionValue::Flag)).collect();
        let x = [7.0, 3.0, 7.0, 12.0];
        normalised(&PercentileRank, &Options { given }, &Setting { goalposts: None, reverse }, &x)
    }

    #[test]
    fn three_formulas() {
        assert_eq!(percentiles(&[], false), [50.0, 25.0, 50.0, 100.0]);
        assert_eq!(percentiles(&["from zero"], false), [100.0 / 3.0, 0.0, 100.0 / 3.0, 100.0]);
        assert_eq!(percentiles(&["midpoint"], true), [37.5, 87.5, 37.5, 12.5]);
    }

    #[test]
    fn compared_with_others() {
        let mut out = [0.0; 3];
        let others: &[f64] = &[1.0, 2.0, 3.0, 4.0];
        let none = Options::default();
        assert!(PercentileRank.apply(&[2.0, 2.5, 9.0], Some(others), &none, &Setting::default(), &mut out));
        assert_eq!(out, [50.0, 75.0, 100.0]);
        assert!(!PercentileRank.apply(&[2.0], Some(&[]), &none, &Setting::default(), &mut out[..1]));
    }
}
