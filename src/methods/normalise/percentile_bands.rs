//! Gives each value the points of the band in which its percentile rank lies.
//!
//! **Formula.**
//! p = 100 r / n, where r is the rank with the best value highest and n the number of values; z = the points of the band with low ≤ p < high.
//! Equal values share the smallest of their ranks unless `ties` says otherwise.
//!
//! **Source.** OECD/JRC Handbook on Constructing Composite Indicators (2008), Step 5, categorical scales; its Table 15 gives 0, 20, 40, 50, 60, 80 and 100 points with cuts at the percentiles 5, 15, 35, 65, 85 and 95.
//!
//! **Algebra.**
//! Scale-invariant and translation-invariant, and more than that: every increasing transformation leaves it as it is, a weight applied before among them.
//! The result lies from the smallest to the largest of the points written.
//! Signs and distances are not kept.
//! It turns round an indicator for which lower is better: percentiles are counted from the worst.
//!
//! **Domain.** All numbers; a percentile in none of the bands gives missing, as inapplicable.
//!
//! **Degenerate cases.** None: a single value has the percentile 100.
//! With `among`, a value takes the percentile that it would have among those rows, at most 100; where there is none of them values become 0, or what the policy says with `degenerate as N`.
//!
//! **Missing.** Missing values are not ranked and stay missing, of the same kind.
//!
//! **Example.** With `percentile bands ..50 as 0, 50.. as 1` the values 7, 3, 7 and 12 (percentiles 50, 25, 50 and 100) become 1, 0, 1 and 1.

use super::{ColumnKernel, Kernel, Normaliser};
use crate::ranking::{self, TIES, Ties};
use crate::steps_of_values::{in_bands, objection, span};
use crate::wide::wide;
use crate::{Domain, NormaliseAlgebra, OptionKind, OptionSpec, Options, Setting};

/// How many are looked at together.
const TILE: usize = 512;

/// `normalise percentile bands ..5 as 0, 5..15 as 20, 15.. as 40`
#[derive(Debug)]
pub struct PercentileBands;

impl Normaliser for PercentileBands {
    fn name(&self) -> &'static str {
        "percentile bands"
    }

    fn source(&self) -> &'static str {
        include_str!("percentile_bands.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        &[
            OptionSpec {
                words: "",
                kind: OptionKind::Bands,
                about: "bands of percentiles from 0 to 100 and what the values in them become",
            },
            OptionSpec {
                words: "ties",
                kind: OptionKind::Word(TIES),
                about: "which of their ranks equal values share; `min` without it",
            },
        ]
    }

    fn algebra(&self, options: &Options) -> NormaliseAlgebra {
        NormaliseAlgebra {
            scale_invariant: true,
            translation_invariant: true,
            reverses: true,
            unit_free: true,
            keeps_sign: false,
            range: span(options.bands("").iter().map(|b| b.value)),
            domain: Domain::All,
            needs_goalposts: false,
        }
    }

    fn bounded_among(&self, _options: &Options) -> bool {
        true
    }

    fn required(&self) -> Option<&'static str> {
        Some("")
    }

    fn objection(&self, options: &Options) -> Option<String> {
        let bands = options.bands("");
        let mut ends = bands.iter().flat_map(|b| [b.low, b.high]).flatten();
        let outside = ends.find(|end| !(0.0..=100.0).contains(end));
        outside.map(|end| format!("a percentile lies from 0 to 100, and `{end}` does not")).or_else(|| objection(bands))
    }

    fn reaches_ends(&self, _options: &Options) -> bool {
        false
    }

    fn kernel(&self) -> Kernel<'_> {
        Kernel::Column(self)
    }
}

impl ColumnKernel for PercentileBands {
    fn apply(
        &self,
        values: &[f64],
        yardstick: Option<&[f64]>,
        options: &Options,
        setting: &Setting,
        out: &mut [f64],
    ) -> bool {
        let ties = Ties::of(options, Ties::Min);
        let n = yardstick.unwrap_or(values).len() as f64;
        let bands = options.bands("");
        ranking::place(values, yardstick, setting.reverse, out, |place| ties.rank(place));
        let mut percentiles = [0.0; TILE];
        for out in out.chunks_mut(TILE) {
            let percentiles = percentiles.get_mut(..out.len()).unwrap_or_default();
            wide(
                #[inline(always)]
                || {
                    for (percentile, rank) in percentiles.iter_mut().zip(&*out) {
                        let share = 100.0 * rank / n;
                        *percentile = if share > 100.0 { 100.0 } else { share };
                    }
                    in_bands(percentiles, bands, out);
                },
            );
        }
        n > 0.0
    }
}

#[cfg(test)]
mod tests {
    use super::super::laws::normalised;
    use super::*;
    use crate::{Band, OptionValue};

    #[test]
    fn halves() {
        let bands =
            vec![Band { low: None, high: Some(50.0), value: 0.0 }, Band { low: Some(50.0), high: None, value: 1.0 }];
        let options = Options { given: vec![("", OptionValue::Bands(bands))] };
        let x = [7.0, 3.0, 7.0, 12.0];
        assert_eq!(normalised(&PercentileBands, &options, &Setting::default(), &x), [1.0, 0.0, 1.0, 1.0]);
        let lower = Setting { goalposts: None, reverse: true };
        assert_eq!(normalised(&PercentileBands, &options, &lower, &x), [1.0, 1.0, 1.0, 0.0]);
    }
}
