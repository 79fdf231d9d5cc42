//! Replaces values by their ranks, the best value having the highest.
//!
//! **Formula.**
//! z = 1 + the number of smaller values; where lower is better, 1 + the number of larger values.
//! Equal values share the smallest of their ranks; with `ties max` they share the largest, with `ties mean` the mean, and with `ties dense` the smallest, with no gap after them.
//!
//! **Source.** OECD/JRC Handbook on Constructing Composite Indicators (2008), Step 5, ranking; its Table 15 has the smallest value at rank 1 and lets equal values share the smallest rank.
//!
//! **Algebra.**
//! Scale-invariant and translation-invariant, and more than that: every increasing transformation leaves ranks as they are, a weight applied before among them.
//! The result is 1 or more; how large it may be depends on the number of values.
//! Signs and distances are not kept.
//! It turns round an indicator for which lower is better.
//! (The `rank` of an index in the results is another thing: there 1 is the first.)
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.** None: a single value has rank 1, and values that are all equal share a rank.
//! With `among`, a value takes the rank that it would have among those rows; where there is none of them values become 0, or what the policy says with `degenerate as N`.
//!
//! **Missing.** Missing values are not ranked and stay missing, of the same kind.
//!
//! **Example.** 7, 3, 7 and 12 become 2, 1, 2 and 4; with `ties mean` 2.5, 1, 2.5 and 4; with `ties dense` 2, 1, 2 and 3.

use super::{ColumnKernel, Kernel, Normaliser};
use crate::ranking::{self, TIES, Ties};
use crate::{Domain, NormaliseAlgebra, OptionKind, OptionSpec, Options, Setting};

/// `normalise rank`, `normalise rank ties mean`
#[derive(Debug)]
pub struct Rank;

impl Normaliser for Rank {
    fn name(&self) -> &'static str {
        "rank"
    }

    fn source(&self) -> &'static str {
        include_str!("rank.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        &[OptionSpec {
            words: "ties",
            kind: OptionKind::Word(TIES),
            about: "equal values share the smallest rank (`min`, the default), the mean or the largest of their ranks, or the smallest with no gap after it (`dense`)",
        }]
    }

    fn algebra(&self, _options: &Options) -> NormaliseAlgebra {
        NormaliseAlgebra {
            scale_invariant: true,
            translation_invariant: true,
            reverses: true,
            unit_free: true,
            keeps_sign: false,
            range: (Some(1.0), None),
            domain: Domain::All,
            needs_goalposts: false,
        }
    }

    fn kernel(&self) -> Kernel<'_> {
        Kernel::Column(self)
    }
}

impl ColumnKernel for Rank {
    fn apply(
        &self,
        values: &[f64],
        yardstick: Option<&[f64]>,
        options: &Options,
        setting: &Setting,
        out: &mut [f64],
    ) -> bool {
        let ties = Ties::of(options, Ties::Min);
        ranking::place(values, yardstick, setting.reverse, out, |place| ties.rank(place));
        yardstick.is_none_or(|y| !y.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::super::laws::normalised;
    use super::*;
    use crate::OptionValue;

    fn ranks(words: &'static str, reverse: bool) -> Vec<f64> {
        let options = Options { given: vec![("ties", OptionValue::Word(words))] };
        normalised(&Rank, &options, &Setting { goalposts: None, reverse }, &[7.0, 3.0, 7.0, 12.0])
    }

    #[test]
    fn every_kind_of_ties() {
        assert_eq!(ranks("min", false), [2.0, 1.0, 2.0, 4.0]);
        assert_eq!(ranks("mean", false), [2.5, 1.0, 2.5, 4.0]);
        assert_eq!(ranks("max", false), [3.0, 1.0, 3.0, 4.0]);
        assert_eq!(ranks("dense", false), [2.0, 1.0, 2.0, 3.0]);
    }

    #[test]
    fn from_the_other_end_where_lower_is_better() {
        assert_eq!(ranks("min", true), [2.0, 4.0, 2.0, 1.0]);
        assert_eq!(ranks("dense", true), [2.0, 3.0, 2.0, 1.0]);
    }

    #[test]
    fn zero_has_no_sign() {
        assert_eq!(normalised(&Rank, &Options::default(), &Setting::default(), &[0.0, -0.0]), [1.0, 1.0]);
    }
}
