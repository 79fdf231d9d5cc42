//! Takes the logarithm, so that ratios become differences and long tails short.
//!
//! **Formula.** z = ln x; with `base B`, z = ln x / ln B.
//!
//! **Source.** OECD/JRC Handbook on Constructing Composite Indicators (2008), Step 5, logarithmic transformation of skewed indicators.
//!
//! **Algebra.**
//! Neither scale-invariant nor translation-invariant: a factor (a unit, a weight applied before) becomes a shift, which a `minmax` or `zscore` after it takes away again.
//! Signs are not kept: what is below 1 becomes negative.
//! The order stays as it is; it cannot turn round an indicator for which lower is better, but a step after it can.
//!
//! **Domain.** Numbers above 0; elsewhere the result is missing, as inapplicable. For counts with zeros there is `log1p`.
//!
//! **Degenerate cases.** None: nothing is compared with anybody else.
//!
//! **Missing.** Missing stays missing, of the same kind.
//!
//! **Example.** 1, 10 and 1000 become 0, 2.3026 and 6.9078; with `base 10` 0, 1 and 3.

use super::{Apply, Kernel, Normaliser, Pointwise};
use crate::transcendental::logarithms;
use crate::{
    Domain, GroupStatistics, Interval, NormaliseAlgebra, OptionKind, OptionSpec, Options, Setting, Statistics,
    Yardstick,
};

/// `normalise log`, `normalise log base 10`
#[derive(Debug)]
pub struct Log;

impl Normaliser for Log {
    fn name(&self) -> &'static str {
        "log"
    }

    fn source(&self) -> &'static str {
        include_str!("log.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        &[OptionSpec { words: "base", kind: OptionKind::Number, about: "the base; e without it" }]
    }

    fn algebra(&self, _options: &Options) -> NormaliseAlgebra {
        NormaliseAlgebra {
            scale_invariant: false,
            translation_invariant: false,
            reverses: false,
            unit_free: true,
            keeps_sign: false,
            range: (None, None),
            domain: Domain::Positive,
            needs_goalposts: false,
        }
    }

    fn objection(&self, options: &Options) -> Option<String> {
        options.number("base").filter(|b| *b <= 1.0).map(|_| "the base of a logarithm must be above 1".to_owned())
    }

    fn reach(&self, before: Interval, _setting: &Setting, options: &Options) -> Interval {
        let base = options.number("base").map_or(1.0, libm::log);
        let end = |x: f64| if x > 0.0 { libm::log(x) / base } else { f64::NAN };
        Interval::new(end(before.low), end(before.high))
    }

    fn kernel(&self) -> Kernel<'_> {
        Kernel::Pointwise(self)
    }
}

impl Pointwise for Log {
    fn yardstick(&self, _statistics: &GroupStatistics, _options: &Options, _setting: &Setting) -> Yardstick {
        Yardstick { origin: 0.0, length: 1.0, degenerate: false }
    }

    fn statistics(&self, _options: &Options) -> Statistics {
        Statistics::Nothing
    }

    fn stays_finite(&self) -> bool {
        true
    }

    fn apply(&self, x: &[f64], _groups: Option<&[u32]>, with: &Apply<'_>, out: &mut [f64]) {
        logarithms(x, out);
        if let Some(base) = with.options.number("base") {
            // The logarithm to base 10 of 1000 is 3, which a quotient of two natural logarithms misses by one bit.
            if base == 10.0 {
                out.iter_mut().zip(x).for_each(|(o, x)| *o = if *x > 0.0 { libm::log10(*x) } else { *o });
            } else if base == 2.0 {
                out.iter_mut().zip(x).for_each(|(o, x)| *o = if *x > 0.0 { libm::log2(*x) } else { *o });
            } else {
                let length = libm::log(base);
                out.iter_mut().for_each(|o| *o = if o.is_nan() { *o } else { *o / length });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::laws::normalised;
    use super::*;
    use crate::{OptionValue, UNDEFINED};

    #[test]
    fn natural_and_to_a_base() {
        let z = normalised(&Log, &Options::default(), &Setting::default(), &[1.0, 10.0, 0.0, -3.0]);
        // Python: math.log(10)
        assert_eq!(z[..2], [0.0, std::f64::consts::LN_10]);
        assert_eq!((z[2].to_bits(), z[3].to_bits()), (UNDEFINED.to_bits(), UNDEFINED.to_bits()));
        let base = |b| Options { given: vec![("base", OptionValue::Number(b))] };
        assert_eq!(normalised(&Log, &base(10.0), &Setting::default(), &[1000.0, 0.01]), [3.0, -2.0]);
        assert_eq!(normalised(&Log, &base(2.0), &Setting::default(), &[8.0]), [3.0]);
        let z = normalised(&Log, &base(3.0), &Setting::default(), &[81.0]);
        assert!((z[0] - 4.0).abs() < 1e-15);
    }
}
