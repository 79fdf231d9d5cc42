//! Gives each value the points of the band in which it lies.
//!
//! **Formula.**
//! z = the value written after the band `low..high` with low ≤ x < high; the last band holds its upper end as well.
//! Bands are written from below, each beginning where the one before ends; the first and the last may be open.
//!
//! **Source.** OECD/JRC Handbook on Constructing Composite Indicators (2008), Step 5, categorical scales; the usual way from a measurement to a rating.
//!
//! **Algebra.**
//! Neither scale-invariant nor translation-invariant: the bands are in the unit of the indicator, so that a weight applied before changes the result.
//! The result lies from the smallest to the largest of the points written.
//! Signs and distances are not kept.
//! Whether it turns an indicator round is said by the points: they fall from band to band where lower is better.
//!
//! **Domain.** All numbers; what lies in none of the bands is missing, as inapplicable.
//!
//! **Degenerate cases.** None: nothing is compared with anybody else.
//!
//! **Missing.** Missing stays missing, of the same kind.
//!
//! **Example.** With `bands ..10 as 1, 10..20 as 2, 20.. as 3` the values 9.9, 10 and 50 become 1, 2 and 3.

use super::{Apply, Kernel, Normaliser, Pointwise};
use crate::steps_of_values::{falls, in_bands, objection, span};
use crate::wide::wide;
use crate::{
    Domain, GroupStatistics, NormaliseAlgebra, OptionKind, OptionSpec, Options, Setting, Statistics, Yardstick,
};

/// `normalise bands ..10 as 1, 10..20 as 2, 20.. as 3`
#[derive(Debug)]
pub struct Bands;

impl Normaliser for Bands {
    fn name(&self) -> &'static str {
        "bands"
    }

    fn source(&self) -> &'static str {
        include_str!("bands.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        &[OptionSpec { words: "", kind: OptionKind::Bands, about: "the bands and what the values in them become" }]
    }

    fn algebra(&self, options: &Options) -> NormaliseAlgebra {
        let points = || options.bands("").iter().map(|b| b.value);
        NormaliseAlgebra {
            scale_invariant: false,
            translation_invariant: false,
            reverses: falls(points()),
            unit_free: true,
            keeps_sign: false,
            range: span(points()),
            domain: Domain::All,
            needs_goalposts: false,
        }
    }

    fn required(&self) -> Option<&'static str> {
        Some("")
    }

    fn objection(&self, options: &Options) -> Option<String> {
        objection(options.bands(""))
    }

    fn kernel(&self) -> Kernel<'_> {
        Kernel::Pointwise(self)
    }
}

impl Pointwise for Bands {
    fn yardstick(&self, _statistics: &GroupStatistics, _options: &Options, _setting: &Setting) -> Yardstick {
        Yardstick { origin: 0.0, length: 1.0, degenerate: false }
    }

    fn statistics(&self, _options: &Options) -> Statistics {
        Statistics::Nothing
    }

    fn apply(&self, x: &[f64], _groups: Option<&[u32]>, with: &Apply<'_>, out: &mut [f64]) {
        let bands = with.options.bands("");
        wide(
            #[inline(always)]
            || in_bands(x, bands, out),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::laws::normalised;
    use super::*;
    use crate::{Band, OptionValue, UNDEFINED};

    fn band(low: Option<f64>, high: Option<f64>, value: f64) -> Band {
        Band { low, high, value }
    }

    fn bands(bands: Vec<Band>) -> Options {
        Options { given: vec![("", OptionValue::Bands(bands))] }
    }

    #[test]
    fn the_lower_end_belongs_to_a_band() {
        let options =
            bands(vec![band(None, Some(10.0), 1.0), band(Some(10.0), Some(20.0), 2.0), band(Some(20.0), None, 3.0)]);
        let z = normalised(&Bands, &options, &Setting::default(), &[9.9, 10.0, 50.0, -1e300]);
        assert_eq!(z, [1.0, 2.0, 3.0, 1.0]);
    }

    #[test]
    fn the_last_band_is_closed_and_what_is_outside_is_inapplicable() {
        let options = bands(vec![band(Some(0.0), Some(5.0), 3.0), band(Some(5.0), Some(10.0), 1.0)]);
        let z = normalised(&Bands, &options, &Setting::default(), &[10.0, 5.0, 10.5, -0.1]);
        assert_eq!(z[..2], [1.0, 1.0]);
        assert_eq!((z[2].to_bits(), z[3].to_bits()), (UNDEFINED.to_bits(), UNDEFINED.to_bits()));
        assert!(Bands.algebra(&options).reverses);
        assert_eq!(Bands.algebra(&options).range, (Some(1.0), Some(3.0)));
    }

    #[test]
    fn bands_that_do_not_meet_are_refused() {
        let gap = bands(vec![band(None, Some(2.0), 0.0), band(Some(3.0), None, 1.0)]);
        assert!(
            Bands.objection(&gap).unwrap().contains("no band holds what lies between `..2` and `3..`; write `2..`, or")
        );
        let empty = bands(vec![band(Some(3.0), Some(2.0), 0.0)]);
        assert!(Bands.objection(&empty).unwrap().contains("nothing lies in the band `3..2`"));
    }
}
