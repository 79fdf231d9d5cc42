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
//!
//! **Missing.** Missing values are not ranked and stay missing, of the same kind.
//!
//! **Example.** 7, 3, 7 and 12 become 2, 1, 2 and 4; with `ties mean` 2.5, 1, 2.5 and 4; with `ties dense` 2, 1, 2 and 3.

use super::{ColumnKernel, Kernel, Normaliser};
use crate::methods::{Domain, NormaliseAlgebra, OptionKind, OptionSpec, Options, Setting};

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
        &[
            OptionSpec {
                words: "ties min",
                kind: OptionKind::Flag,
                about: "equal values share the smallest rank (the default)",
            },
            OptionSpec {
                words: "ties mean",
                kind: OptionKind::Flag,
                about: "equal values share the mean of their ranks",
            },
            OptionSpec { words: "ties max", kind: OptionKind::Flag, about: "equal values share the largest rank" },
            OptionSpec {
                words: "ties dense",
                kind: OptionKind::Flag,
                about: "equal values share a rank, and the next has the next",
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
            range: (Some(1.0), None),
            domain: Domain::All,
            needs_goalposts: false,
        }
    }

    fn kernel(&self) -> Kernel<'_> {
        Kernel::Column(self)
    }
}

/// What equal values get.
#[derive(Clone, Copy)]
enum Ties {
    Min,
    Mean,
    Max,
    Dense,
}

impl Ties {
    fn of(options: &Options) -> Self {
        if options.has("ties mean") {
            Ties::Mean
        } else if options.has("ties max") {
            Ties::Max
        } else if options.has("ties dense") {
            Ties::Dense
        } else {
            Ties::Min
        }
    }

    /// The rank of `equal` values that come after `before` others, which are `distinct` different values.
    fn rank(self, before: usize, equal: usize, distinct: usize) -> f64 {
        match self {
            Ties::Min => (before + 1) as f64,
            Ties::Mean => before as f64 + (equal + 1) as f64 / 2.0,
            Ties::Max => (before + equal) as f64,
            Ties::Dense => (distinct + 1) as f64,
        }
    }
}

impl ColumnKernel for Rank {
    fn apply(&self, values: &[f64], options: &Options, setting: &Setting, out: &mut [f64]) -> bool {
        let ties = Ties::of(options);
        // Adding 0 makes −0 and 0 equal for the total order, as they are for everybody else.
        let sign = if setting.reverse { -1.0 } else { 1.0 };
        let mut sorted: Vec<(f64, usize)> = values.iter().enumerate().map(|(row, x)| (sign * x + 0.0, row)).collect();
        sorted.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut before = 0;
        for (distinct, equal) in sorted.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()).enumerate() {
            let rank = ties.rank(before, equal.len(), distinct);
            for (_, row) in equal {
                if let Some(o) = out.get_mut(*row) {
                    *o = rank;
                }
            }
            before += equal.len();
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::laws::normalised;
    use super::*;
    use crate::methods::OptionValue;

    fn ranks(words: &'static str, reverse: bool) -> Vec<f64> {
        let options = Options { given: vec![(words, OptionValue::Flag)] };
        normalised(&Rank, &options, &Setting { goalposts: None, reverse }, &[7.0, 3.0, 7.0, 12.0])
    }

    #[test]
    fn every_kind_of_ties() {
        assert_eq!(ranks("ties min", false), [2.0, 1.0, 2.0, 4.0]);
        assert_eq!(ranks("ties mean", false), [2.5, 1.0, 2.5, 4.0]);
        assert_eq!(ranks("ties max", false), [3.0, 1.0, 3.0, 4.0]);
        assert_eq!(ranks("ties dense", false), [2.0, 1.0, 2.0, 3.0]);
    }

    #[test]
    fn from_the_other_end_where_lower_is_better() {
        assert_eq!(ranks("ties min", true), [2.0, 4.0, 2.0, 1.0]);
        assert_eq!(ranks("ties dense", true), [2.0, 3.0, 2.0, 1.0]);
    }

    #[test]
    fn zero_has_no_sign() {
        assert_eq!(normalised(&Rank, &Options::default(), &Setting::default(), &[0.0, -0.0]), [1.0, 1.0]);
    }
}
