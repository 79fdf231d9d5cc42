//! Runs normalisations as the engine does, and holds each to the algebra that it declares.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::{Band, Domain, OptionKind, OptionValue};

/// The yardstick of one group.
fn fitted(kernel: &dyn Pointwise, options: &Options, setting: &Setting, x: &[f64]) -> Yardstick {
    if kernel.statistics(options) == Statistics::Values {
        let mut there: Vec<f64> = x.iter().copied().filter(|v| !v.is_nan()).collect();
        return kernel.fit(&mut there, options, setting);
    }
    kernel.yardstick(&GroupStatistics::of(x), options, setting)
}

/// Normalises one group.
pub(super) fn normalised(method: &dyn Normaliser, options: &Options, setting: &Setting, x: &[f64]) -> Vec<f64> {
    let degenerate = method.degenerate_with(options);
    let mut out = vec![f64::INFINITY; x.len()];
    match method.kernel() {
        Kernel::Pointwise(kernel) => {
            let yardsticks = [fitted(kernel, options, setting, x)];
            kernel.apply(
                x,
                None,
                &Apply { yardsticks: &yardsticks, lengths: &super::lengths(&yardsticks), options, setting, degenerate },
                &mut out,
            );
        }
        Kernel::Column(kernel) => {
            if !kernel.apply(x, None, options, setting, &mut out) {
                out.fill(degenerate);
            }
        }
    }
    out
}

/// Normalises within groups 0 to `count` − 1.
pub(super) fn normalised_in_groups(
    method: &dyn Normaliser,
    options: &Options,
    setting: &Setting,
    x: &[f64],
    groups: &[u32],
    count: u32,
) -> Vec<f64> {
    let Kernel::Pointwise(kernel) = method.kernel() else { panic!("ranks are taken group by group") };
    let yardsticks: Vec<Yardstick> = (0..count)
        .map(|group| {
            let members: Vec<f64> = x.iter().zip(groups).filter(|(_, g)| **g == group).map(|(x, _)| *x).collect();
            fitted(kernel, options, setting, &members)
        })
        .collect();
    let degenerate = method.degenerate_with(options);
    let mut out = vec![f64::INFINITY; x.len()];
    kernel.apply(
        x,
        Some(groups),
        &Apply { yardsticks: &yardsticks, lengths: &super::lengths(&yardsticks), options, setting, degenerate },
        &mut out,
    );
    out
}

fn close(a: &[f64], b: &[f64]) -> bool {
    a.iter().zip(b).all(|(a, b)| (a - b).abs() <= 1e-9 * (1.0 + a.abs().max(b.abs())))
}

/// Every method with each of its options, and with the pairs that matter.
static CASES: LazyLock<Vec<(&'static dyn Normaliser, Options)>> = LazyLock::new(|| {
    let mut cases = Vec::new();
    for method in ALL {
        let required = method.required();
        let mut add = |given: Vec<(&'static str, OptionValue)>| {
            let options = Options { given };
            assert_eq!(method.objection(&options), None, "{} {options:?}", method.name());
            cases.push((*method, options));
        };
        let values: Vec<_> = method.options().iter().flat_map(|o| examples(*method, o)).collect();
        let necessary: Vec<_> = values.iter().filter(|(words, _)| Some(*words) == required).cloned().collect();
        if required.is_none() {
            add(Vec::new());
        }
        necessary.iter().for_each(|option| add(vec![option.clone()]));
        for option in values.iter().filter(|(words, _)| Some(*words) != required) {
            match necessary.as_slice() {
                [] => add(vec![option.clone()]),
                necessary => necessary.iter().for_each(|n| add(vec![n.clone(), option.clone()])),
            }
        }
        if method.name() == "distance to frontier" {
            let ends = [("best", OptionValue::Number(700.0)), ("worst", OptionValue::Number(-700.0))];
            let clipped = ("clipped", OptionValue::Flag);
            add(vec![ends[0].clone(), clipped.clone(), ("power", OptionValue::Number(0.8))]);
            add(vec![ends[1].clone(), clipped, ("to", OptionValue::Range(100.0, 0.0))]);
        }
    }
    cases
});

/// Values of an option.
fn examples(method: &dyn Normaliser, option: &OptionSpec) -> Vec<(&'static str, OptionValue)> {
    let band = |low, high, value| Band { low, high, value };
    let values = match option.kind {
        OptionKind::Flag => vec![OptionValue::Flag],
        OptionKind::Number => vec![OptionValue::Number(2.0)],
        OptionKind::Range => vec![OptionValue::Range(1.0, 7.0)],
        OptionKind::Numbers => vec![OptionValue::Numbers(vec![1.0, 2.0])],
        OptionKind::Word(words) => words.iter().map(|w| OptionValue::Word(w)).collect(),
        // Their meaning is the checker's: a yardstick of one row, and points.
        OptionKind::Entity | OptionKind::Levels => Vec::new(),
        // Every value that the laws are tried on has its points.
        OptionKind::Points if method.name() == "points" => {
            vec![OptionValue::Points((-1000..=1001).map(|x| (f64::from(x), f64::from(x % 7))).collect())]
        }
        OptionKind::Points => {
            vec![
                OptionValue::Points(vec![(-10.0, 0.0), (20.0, 5.0), (300.0, 7.0)]),
                OptionValue::Points(vec![(0.0, 5.0), (20.0, 2.0)]),
            ]
        }
        OptionKind::Bands => vec![OptionValue::Bands(vec![
            band(None, Some(20.0), 0.0),
            band(Some(20.0), Some(50.0), 3.0),
            band(Some(50.0), None, 4.0),
        ])],
    };
    values.into_iter().map(|value| (option.words, value)).collect()
}

fn in_domain(x: &[f64], domain: Domain) -> Vec<f64> {
    match domain {
        Domain::All => x.to_vec(),
        Domain::NonNegative => x.iter().map(|v| v.abs()).collect(),
        Domain::Positive => x.iter().map(|v| v.abs() + 1.0).collect(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn every_normalisation_keeps_to_its_algebra(
        // Whole numbers well apart, so that rounding errors do not decide ties.
        values in prop::collection::vec(-1000i32..1000, 2..12),
        factor in 1u32..50, shift in -500i32..500, reverse: bool,
    ) {
        for (method, options) in CASES.iter() {
            let algebra = method.algebra(options);
            // Where lower is better, some methods are defined for fewer values, and the law of turning round looks at both.
            let domain = if algebra.reverses { method.reversed_domain(options) } else { algebra.domain };
            let domain = if reverse { domain } else { algebra.domain };
            let x = in_domain(&values.iter().map(|v| f64::from(*v)).collect::<Vec<_>>(), domain);
            let setting = Setting { goalposts: Some((10.0, 500.0)), reverse: reverse && algebra.reverses };
            let z = normalised(*method, options, &setting, &x);
            let name = method.name();
            prop_assert!(z.iter().all(|z| z.is_finite()), "{name}: {z:?}");
            if algebra.scale_invariant {
                let scaled: Vec<f64> = x.iter().map(|x| x * f64::from(factor)).collect();
                prop_assert!(close(&normalised(*method, options, &setting, &scaled), &z), "{name} of {x:?}");
            }
            if algebra.translation_invariant {
                let shifted: Vec<f64> = x.iter().map(|x| x + f64::from(shift)).collect();
                prop_assert!(close(&normalised(*method, options, &setting, &shifted), &z), "{name} of {x:?}");
            }
            let before = Interval::new(
                x.iter().copied().fold(f64::INFINITY, f64::min), x.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            );
            let reach = method.reach(before, &setting, options).join(Interval::point(method.degenerate_with(options)));
            let near = 1e-9 * (1.0 + reach.low.abs().min(1e9).max(reach.high.abs().min(1e9)));
            prop_assert!(z.iter().all(|z| reach.low - near <= *z && *z <= reach.high + near), "{name}: {z:?} in {reach:?}");
            if algebra.keeps_sign && !setting.reverse {
                // In a degenerate group nothing is left of the values, and so of their signs.
                let degenerate = z.iter().all(|z| *z == 0.0);
                prop_assert!(degenerate || x.iter().zip(&z).all(|(x, z)| (*x < 0.0) == (*z < 0.0) && (*x == 0.0) == (*z == 0.0)));
            }
            if let Some(low) = algebra.range.0 {
                prop_assert!(z.iter().all(|z| *z >= low), "{name}: {z:?} below {low}");
            }
            if let Some(high) = algebra.range.1 {
                prop_assert!(z.iter().all(|z| *z <= high), "{name}: {z:?} above {high}");
            }
            // Points and bands say themselves which way they run.
            let by_direction = !options.given.iter().any(|(_, v)| matches!(v, OptionValue::Points(_) | OptionValue::Bands(_)))
                || method.name() == "percentile bands";
            if algebra.reverses && by_direction && (reverse || domain == method.reversed_domain(options)) {
                let other = normalised(*method, options, &Setting { reverse: !setting.reverse, ..setting }, &x);
                for ((a, za), oa) in x.iter().zip(&z).zip(&other) {
                    for ((b, zb), ob) in x.iter().zip(&z).zip(&other) {
                        prop_assert!(a <= b || (za >= zb) == (oa <= ob) || za == zb || oa == ob, "{name} of {x:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn groups_are_normalised_among_themselves_and_missing_stays(
        values in prop::collection::vec((-1000i32..1000, 0u32..3, 0u64..5), 1..30),
    ) {
        let x: Vec<f64> = values.iter()
            .map(|(v, _, missing)| if *missing < 4 { f64::from(*v) } else { f64::from_bits(0x7ff8_0000_0000_0002) })
            .collect();
        let groups: Vec<u32> = values.iter().map(|(_, g, _)| *g).collect();
        for (method, options) in CASES.iter() {
            let Kernel::Pointwise(_) = method.kernel() else { continue };
            let setting = Setting { goalposts: Some((10.0, 500.0)), reverse: false };
            let together = normalised_in_groups(*method, options, &setting, &x, &groups, 3);
            for group in 0..3 {
                let rows: Vec<usize> = (0..x.len()).filter(|i| groups[*i] == group).collect();
                let alone = normalised(*method, options, &setting, &rows.iter().map(|i| x[*i]).collect::<Vec<_>>());
                for (row, z) in rows.iter().zip(alone) {
                    prop_assert_eq!(together[*row].to_bits(), z.to_bits());
                    if x[*row].is_nan() {
                        prop_assert_eq!(z.to_bits(), x[*row].to_bits());
                    }
                }
            }
        }
    }
}
