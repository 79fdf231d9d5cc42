//! Gives each value as many points as there are values that it beats.
//!
//! **Formula.**
//! z = r − 1, where r is the rank with the best value highest: 0 for the worst, n − 1 for the best of n.
//! Equal values share the mean of their points unless `ties` says otherwise.
//!
//! **Source.**
//! Borda, Mémoire sur les élections au scrutin (1781); COINr, `n_borda`.
//! Sharing the points of equal values equally is what voting theory does (Black, The Theory of Committees and Elections, 1958).
//!
//! **Algebra.**
//! Scale-invariant and translation-invariant, and more than that: every increasing transformation leaves points as they are, a weight applied before among them.
//! The result is 0 or more; how large it may be depends on the number of values.
//! Signs and distances are not kept.
//! It turns round an indicator for which lower is better.
//! Adding the points up over parts, `aggregate sum`, is the Borda count.
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.**
//! None: a single value has 0 points.
//! With `among`, a value gets the points that it would have among those rows; where there is none of them values become 0, or what the policy says with `degenerate as N`.
//!
//! **Missing.** Missing values are not ranked and stay missing, of the same kind.
//!
//! **Example.** 7, 3, 7 and 12 become 1.5, 0, 1.5 and 3; with `ties min` 1, 0, 1 and 3.

use super::{ColumnKernel, Kernel, Normaliser};
use crate::ranking::{self, TIES, Ties};
use crate::{Domain, NormaliseAlgebra, OptionKind, OptionSpec, Options, Setting};

/// `normalise borda`
#[derive(Debug)]
pub struct Borda;

impl Normaliser for Borda {
    fn name(&self) -> &'static str {
        "borda"
    }

    fn source(&self) -> &'static str {
        include_str!("borda.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        &[OptionSpec {
            words: "ties",
            kind: OptionKind::Word(TIES),
            about: "which of their points equal values share; `mean` without it",
        }]
    }

    fn algebra(&self, _options: &Options) -> NormaliseAlgebra {
        NormaliseAlgebra {
            scale_invariant: true,
            translation_invariant: true,
            reverses: true,
            unit_free: true,
            keeps_sign: false,
            range: (Some(0.0), None),
            domain: Domain::All,
            needs_goalposts: false,
        }
    }

    fn bounded_among(&self, _options: &Options) -> bool {
        true
    }

    fn kernel(&self) -> Kernel<'_> {
        Kernel::Column(self)
    }
}

impl ColumnKernel for Borda {
    fn apply(
        &self,
        values: &[f64],
        yardstick: Option<&[f64]>,
        options: &Options,
        setting: &Setting,
        out: &mut [f64],
    ) -> bool {
        let ties = Ties::of(options, Ties::Mean);
        ranking::place(values, yardstick, setting.reverse, out, |place| ties.rank(place) - 1.0);
        yardstick.is_none_or(|y| !y.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::super::laws::normalised;
    use super::*;
    use crate::OptionValue;

    #[test]
    fn points_for_the_beaten() {
        let x = [7.0, 3.0, 7.0, 12.0];
        assert_eq!(normalised(&Borda, &Options::default(), &Setting::default(), &x), [1.5, 0.0, 1.5, 3.0]);
        let options = Options { given: vec![("ties", OptionValue::Word("min"))] };
        let lower = Setting { goalposts: None, reverse: true };
        assert_eq!(normalised(&Borda, &options, &lower, &x), [1.0, 3.0, 1.0, 0.0]);
    }
}
