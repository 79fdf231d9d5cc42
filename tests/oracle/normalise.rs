//! Normalisations, by their names in policies. `group` holds the values with which `x` is compared.

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
            // A range without `to` is the goalposts of the step, which the setting holds.
            let (low, high) = options.range("to").unwrap_or((0.0, 1.0));
            Some(low * (1.0 - z) + high * z)
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
        "rank" => (!group.is_empty()).then(|| rank(options, "min", setting, x, group)),
        "borda" => (!group.is_empty()).then(|| rank(options, "mean", setting, x, group) - 1.0),
        "percentile rank" => {
            let (from, of) = if options.has("from zero") {
                (1.0, group.len() as f64 - 1.0)
            } else if options.has("midpoint") {
                (0.5, group.len() as f64)
            } else {
                (0.0, group.len() as f64)
            };
            (of > 0.0).then(|| f64::min(100.0, 100.0 * (rank(options, "min", setting, x, group) - from) / of))
        }
        "percentile bands" => {
            let n = group.len() as f64;
            (n > 0.0).then(|| banded(options, f64::min(100.0, 100.0 * rank(options, "min", setting, x, group) / n)))
        }
        "bands" => Some(banded(options, x)),
        "points" => {
            let found = pairs(options).into_iter().find(|(value, _)| *value == x);
            Some(found.map_or(f64::NAN, |(_, points)| points))
        }
        "piecewise linear" => {
            let points = pairs(options);
            let (first, last) = (points[0], points[points.len() - 1]);
            if x <= first.0 {
                return Some(first.1);
            }
            if x >= last.0 {
                return Some(last.1);
            }
            let after = points.iter().position(|p| p.0 > x).unwrap();
            let (a, b) = (points[after - 1], points[after]);
            Some(a.1 + (x - a.0) * (b.1 - a.1) / (b.0 - a.0))
        }
        "share of total" => {
            let total: f64 = group.iter().sum();
            (total > 0.0).then(|| x / total)
        }
        "vector" => {
            let length = group.iter().map(|v| v * v).sum::<f64>().sqrt();
            (length > 0.0).then(|| x / length)
        }
        "robust zscore" => {
            if group.is_empty() {
                return None;
            }
            let middle = super::expressions::median(group);
            let deviations: Vec<f64> = group.iter().map(|v| (v - middle).abs()).collect();
            let mad = super::expressions::median(&deviations);
            let length = if options.has("unscaled") { mad } else { 1.4826 * mad };
            let z = if setting.reverse { (middle - x) / length } else { (x - middle) / length };
            (mad > 0.0).then_some(z)
        }
        "ratio" => {
            let reference = reference(options, setting, group)?;
            if reference <= 0.0 {
                return None;
            }
            Some(match (setting.reverse, x > 0.0) {
                (false, _) => x / reference,
                (true, true) => reference / x,
                (true, false) => f64::NAN,
            })
        }
        "difference" => {
            let reference = reference(options, setting, group)?;
            let difference = if setting.reverse { reference - x } else { x - reference };
            if options.has("absolute") {
                return Some(difference);
            }
            (reference != 0.0).then(|| difference / reference.abs())
        }
        "above or below mean" => {
            if group.is_empty() {
                return None;
            }
            let mean = if least == most { least } else { group.iter().sum::<f64>() / group.len() as f64 };
            let around = options.number("threshold").unwrap_or(0.0) * mean.abs();
            let z = if x > mean + around {
                1.0
            } else if x < mean - around {
                -1.0
            } else {
                0.0
            };
            Some(if setting.reverse { -z } else { z })
        }
        "distance to target" => {
            let (low, high) = setting.goalposts.unwrap_or((f64::NAN, f64::NAN));
            let target = options.number("").unwrap_or(if setting.reverse { low } else { high });
            let (gone, way) = if setting.reverse { (most - x, most - target) } else { (x - least, target - least) };
            let z = gone / way;
            (!group.is_empty() && way > 0.0).then(|| if options.has("capped") && z > 1.0 { 1.0 } else { z })
        }
        "distance to frontier" => {
            let (low, high) = if options.has("from goalposts") { setting.goalposts.unwrap() } else { (least, most) };
            let (best, worst) = if setting.reverse { (low, high) } else { (high, low) };
            let best = options.number("best").unwrap_or(best);
            let worst = options.number("worst").unwrap_or(worst);
            let way = if setting.reverse { worst - best } else { best - worst };
            if !(way > 0.0 && way.is_finite()) {
                return None;
            }
            let mut z = (x - worst) / (best - worst);
            if options.has("clipped") {
                z = z.clamp(0.0, 1.0);
            }
            let power = options.number("power").unwrap_or(1.0);
            Some(on_scale(options, z.signum() * z.abs().powf(power)))
        }
        "log" => Some(if x > 0.0 { x.ln() / options.number("base").map_or(1.0, f64::ln) } else { f64::NAN }),
        "log1p" => Some(if x >= 0.0 { x.ln_1p() } else { f64::NAN }),
        "box-cox" => {
            let lambda = options.number("lambda").expect("fitted powers have tests of their own");
            if x <= 0.0 {
                return Some(f64::NAN);
            }
            Some(if lambda == 0.0 { x.ln() } else { (x.powf(lambda) - 1.0) / lambda })
        }
        "logistic" => {
            let n = group.len() as f64;
            let mean = if group.is_empty() { f64::NAN } else { group.iter().sum::<f64>() / n };
            let deviation = (group.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (n - 1.0)).sqrt();
            let middle = options.number("midpoint").unwrap_or(mean);
            let scale = options.number("scale").unwrap_or(if least < most { deviation } else { 0.0 });
            if !(scale > 0.0 && middle.is_finite()) {
                return None;
            }
            let t = if setting.reverse { (middle - x) / scale } else { (x - middle) / scale };
            Some(1.0 / (1.0 + (-t).exp()))
        }
        other => panic!("the oracle does not know the normalisation `{other}`"),
    }
}

/// The rank of a value among others, from 1; the best has the highest.
fn rank(options: &Options, default: &str, setting: &Setting, x: f64, group: &[f64]) -> f64 {
    let mut worse: Vec<f64> = group.iter().copied().filter(|v| if setting.reverse { *v > x } else { *v < x }).collect();
    // A value that is compared with others only takes one place among them.
    let equal = group.iter().filter(|v| **v == x).count().max(1);
    let before = worse.len();
    worse.sort_by(f64::total_cmp);
    worse.dedup();
    match options.word("ties").unwrap_or(default) {
        "mean" => before as f64 + (equal + 1) as f64 / 2.0,
        "max" => (before + equal) as f64,
        "dense" => (worse.len() + 1) as f64,
        "min" => (before + 1) as f64,
        other => panic!("ties cannot be {other}"),
    }
}

/// What `to` names; `None` where nobody is there.
fn reference(options: &Options, setting: &Setting, group: &[f64]) -> Option<f64> {
    if let Some(value) = options.number("to") {
        return Some(value);
    }
    if group.is_empty() {
        return None;
    }
    let least = group.iter().copied().fold(f64::INFINITY, f64::min);
    let most = group.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    Some(match (options.word("to"), setting.reverse) {
        (Some("best"), false) | (Some("worst"), true) => most,
        (Some("best"), true) | (Some("worst"), false) => least,
        _ => group.iter().sum::<f64>() / group.len() as f64,
    })
}

/// Values and what they become.
fn pairs(options: &Options) -> Vec<(f64, f64)> {
    let found =
        options.given.iter().find_map(|(_, v)| if let OptionValue::Points(p) = v { Some(p.clone()) } else { None });
    found.unwrap()
}

/// What the band of a value gives; NaN where there is none.
fn banded(options: &Options, x: f64) -> f64 {
    let found =
        options.given.iter().find_map(|(_, v)| if let OptionValue::Bands(b) = v { Some(b.clone()) } else { None });
    let bands = found.unwrap();
    let within = bands.iter().find(|b| b.low.is_none_or(|low| x >= low) && b.high.is_none_or(|high| x < high));
    let last = bands.last().unwrap();
    match within {
        Some(band) => band.value,
        None if last.high == Some(x) => last.value,
        None => f64::NAN,
    }
}

fn on_scale(options: &Options, z: f64) -> f64 {
    let range = options.given.iter().find_map(|(_, v)| match v {
        OptionValue::Range(a, b) => Some((*a, *b)),
        _ => None,
    });
    range.map_or(z, |(a, b)| a * (1.0 - z) + b * z)
}

/// The product of z to the power of w / `of`. Where weights are the same, the product comes first: what has the same
/// factors in another order then is the same.
fn power_of_product(parts: &[(f64, f64)], of: f64) -> f64 {
    let weight = parts[0].1;
    if parts.iter().all(|(_, w)| *w == weight) {
        let product: f64 = parts.iter().map(|(z, _)| z).product();
        return if weight == of { product } else { libm::pow(product, weight / of) };
    }
    libm::exp(parts.iter().map(|(z, w)| w * libm::log(*z)).sum::<f64>() / of)
}

/// The aggregate of the parts that are there (at least one), each with its weight; NaN where it is not defined.
pub fn aggregate(name: &str, options: &Options, parts: &[(f64, f64)]) -> f64 {
    // A part of weight 0 takes no part in these.
    let counts = ["harmonic mean", "power mean", "weighted product", "mean-min"].contains(&name);
    let parts: Vec<(f64, f64)> = parts.iter().copied().filter(|(_, w)| !counts || *w != 0.0).collect();
    if parts.is_empty() {
        return if name == "weighted product" { 1.0 } else { f64::NAN };
    }
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
                power_of_product(&counted.iter().map(|part| **part).collect::<Vec<_>>(), weights)
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
        "weighted product" => power_of_product(&parts, 1.0),
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
