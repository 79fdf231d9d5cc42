//! Leaves values as they are.
//!
//! **Formula.** z = x.
//!
//! **Source.** OECD/JRC Handbook on Constructing Composite Indicators (2008), Step 5: indicators of one and the same unit may be put together without normalising.
//!
//! **Algebra.**
//! The result has the unit of the indicator, so that the parts of an index must agree in their units.
//! Signs are kept.
//! It cannot turn round an indicator for which lower is better.
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.** None: nothing is compared with anything.
//!
//! **Missing.** Missing stays missing, of the same kind.
//!
//! **Example.** 3, 12 and missing remain 3, 12 and missing.

use super::{Apply, Kernel, Normaliser, Pointwise};
use crate::{Domain, GroupStatistics, NormaliseAlgebra, Options, Setting, Statistics, Yardstick};

/// `normalise none`
#[derive(Debug)]
pub struct Unchanged;

impl Normaliser for Unchanged {
    fn name(&self) -> &'static str {
        "none"
    }

    fn source(&self) -> &'static str {
        include_str!("none.rs")
    }

    fn algebra(&self, _options: &Options) -> NormaliseAlgebra {
        NormaliseAlgebra {
            scale_invariant: false,
            translation_invariant: false,
            reverses: false,
            unit_free: false,
            keeps_sign: true,
            range: (None, None),
            domain: Domain::All,
            needs_goalposts: false,
        }
    }

    fn kernel(&self) -> Kernel<'_> {
        Kernel::Pointwise(self)
    }
}

impl Pointwise for Unchanged {
    fn yardstick(&self, _statistics: &GroupStatistics, _options: &Options, _setting: &Setting) -> Yardstick {
        Yardstick { origin: 0.0, length: 1.0, degenerate: false }
    }

    fn statistics(&self, _options: &Options) -> Statistics {
        Statistics::Nothing
    }

    fn keeps(&self) -> bool {
        true
    }

    fn apply(&self, x: &[f64], _groups: Option<&[u32]>, _with: &Apply<'_>, out: &mut [f64]) {
        out.iter_mut().zip(x).for_each(|(o, x)| *o = *x);
    }
}

#[cfg(test)]
mod tests {
    use super::super::laws::normalised;
    use super::*;
    use crate::UNDEFINED;

    #[test]
    fn values_and_kinds_of_missing_stay() {
        let z = normalised(&Unchanged, &Options::default(), &Setting::default(), &[3.0, 12.0, UNDEFINED, -1.5]);
        assert_eq!(z[..2], [3.0, 12.0]);
        assert_eq!(z[2].to_bits(), UNDEFINED.to_bits());
        assert_eq!(z[3], -1.5);
    }
}
