//! Normalisations, by their names in policies. `group` holds the values with which `x` is compared, `x` among them.

use bareme::methods::{OptionValue, Options, Setting};

/// The normalised value; `None` where there is nothing to compare with, NaN where it is not defined.
pub fn normalise(name: &str, options: &Options, setting: &Setting, x: f64, group: &[f64]) -> Option<f64> {
    let least = group.iter().copied().fold(f64::INFINITY, f64::min);
    let most = group.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    match name {
        "none" => Some(x),
        "max" => (!group.is_empty() && most > 0.0).then(|| x / most),
        "minmax" => {
            if group.is_empty() || least == most {
                return None;
            }
            let z = if setting.reverse { (most - x) / (most - least) } else { (x - least) / (most - least) };
            Some(on_scale(options, z))
        }
        "goalposts" => {
            let (low, high) = setting.goalposts.unwrap();
            let scale = |v: f64| if options.has("log") { if v > 0.0 { libm::log(v) } else { f64::NAN } } else { v };
            let (x, low, high) = (scale(x), scale(low), scale(high));
            let mut z = if setting.reverse { (high - x) / (high - low) } else { (x - low) / (high - low) };
            if (options.has("capped") || options.has("capped above")) && z > 1.0 {
                z = 1.0;
            }
            if (options.has("capped") || options.has("capped below")) && z < 0.0 {
                z = 0.0;
            }
            Some(on_scale(options, z))
        }
        "zscore" => {
            let n = group.len() as f64;
            let freedom = if options.has("population") { n } else { n - 1.0 };
            if group.is_empty() || least == most || freedom < 1.0 {
                return None;
            }
            let mean = group.iter().sum::<f64>() / n;
            let deviation = (group.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / freedom).sqrt();
            Some(if setting.reverse { (mean - x) / deviation } else { (x - mean) / deviation })
        }
        "rank" => {
            let worse: Vec<f64> =
                group.iter().copied().filter(|v| if setting.reverse { *v > x } else { *v < x }).collect();
            let equal = group.iter().filter(|v| **v == x).count();
            let mut distinct = worse.clone();
            distinct.sort_by(f64::total_cmp);
            distinct.dedup();
            Some(if options.has("ties mean") {
                worse.len() as f64 + (equal + 1) as f64 / 2.0
            } else if options.has("ties max") {
                (worse.len() + equal) as f64
            } else if options.has("ties dense") {
                (distinct.len() + 1) as f64
            } else {
                (worse.len() + 1) as f64
            })
        }
        other => panic!("the oracle does not know the normalisation `{other}`"),
    }
}

fn on_scale(options: &Options, z: f64) -> f64 {
    let range = options.given.iter().find_map(|(_, v)| match v {
        OptionValue::Range(a, b) => Some((*a, *b)),
        _ => None,
    });
    range.map_or(z, |(a, b)| a * (1.0 - z) + b * z)
}

/// The aggregate of the parts that are there (at least one), each with its weight; NaN where it is not defined.
pub fn aggregate(name: &str, options: &Options, parts: &[(f64, f64)]) -> f64 {
    let z = || parts.iter().map(|(z, _)| *z);
    let weights: f64 = parts.iter().map(|(_, w)| w).sum();
    match name {
        "arithmetic mean" => parts.iter().map(|(z, w)| w * z).sum::<f64>() / weights,
        "geometric mean" => {
            let counted: Vec<_> = parts.iter().filter(|(_, w)| *w != 0.0).collect();
            if counted.is_empty() || counted.iter().any(|(z, _)| *z < 0.0) {
                f64::NAN
            } else if counted.iter().any(|(z, _)| *z == 0.0) {
                0.0
            } else {
                libm::exp(counted.iter().map(|(z, w)| w * libm::log(*z)).sum::<f64>() / weights)
            }
        }
        "euclidean norm" => parts.iter().map(|(z, w)| (w * z) * (w * z)).sum::<f64>().sqrt(),
        "sum" => parts.iter().map(|(z, w)| w * z).sum(),
        "harmonic mean" if z().any(|z| z < 0.0) => f64::NAN,
        "harmonic mean" if z().any(|z| z == 0.0) => 0.0,
        "harmonic mean" => 1.0 / (parts.iter().map(|(z, w)| w * (1.0 / z)).sum::<f64>() / weights),
        "power mean" => {
            let p = options.number("").unwrap();
            if p != 1.0 && z().any(|z| z < 0.0) {
                return f64::NAN;
            }
            if p <= 0.0 && z().any(|z| z == 0.0) {
                return 0.0;
            }
            let mean = parts.iter().map(|(z, w)| w * libm::pow(*z, p)).sum::<f64>() / weights;
            if p == 1.0 { mean } else { libm::pow(mean, 1.0 / p) }
        }
        "weighted product" if z().any(|z| z < 0.0) => f64::NAN,
        "weighted product" if z().any(|z| z == 0.0) => 0.0,
        "weighted product" => libm::exp(parts.iter().map(|(z, w)| w * libm::log(*z)).sum()),
        "owa" => {
            let t = options.number("orness").unwrap();
            let n = parts.len() as f64;
            let upto = |k: usize| if k == 0 { 0.0 } else { libm::pow(k as f64 / n, (1.0 - t) / t) };
            let mut sorted: Vec<f64> = z().collect();
            sorted.sort_by(|a, b| b.total_cmp(a));
            sorted.iter().enumerate().map(|(k, z)| (upto(k + 1) - upto(k)) * z).sum()
        }
        "mean-min" => {
            let (alpha, beta) = (options.number("alpha").unwrap(), options.number("beta").unwrap());
            let mean = parts.iter().map(|(z, w)| w * z).sum::<f64>() / weights;
            let gap = mean - z().reduce(f64::min).unwrap();
            mean - alpha * ((gap * gap + beta * beta).sqrt() - beta)
        }
        "ampi" => super::whole::penalised(&z().collect::<Vec<_>>(), options.has("plus")),
        "median" => super::expressions::median(&z().collect::<Vec<_>>()),
        "min" => z().reduce(f64::min).unwrap(),
        "max" => z().reduce(f64::max).unwrap(),
        other => panic!("the oracle does not know the aggregation `{other}`"),
    }
}
