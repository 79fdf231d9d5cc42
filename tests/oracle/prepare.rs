//! Treatments, imputations and screening, by their names in policies, each formula written anew.

use bareme::methods::Options;
use bareme::program::{Expr, ImputeStep, Index, Missing, QuantityId, ScreenStep, Screened, TableId, TreatStep};

use super::{Oracle, Place, V};

/// The parts of an index on their way, and which cells are no part any more or have a score.
pub struct Parts {
    pub values: Vec<Vec<V>>,
    pub out: Vec<Vec<bool>>,
    pub scores: Vec<Vec<Option<f64>>>,
}

impl Parts {
    fn known(&self, part: usize, row: usize) -> bool {
        self.values[part][row].number().is_some() || self.scores[part][row].is_some()
    }
}

impl Oracle<'_> {
    pub(super) fn parts(&self, table: TableId, index: &Index) -> Parts {
        let rows = self.rows(table);
        let values: Vec<Vec<V>> =
            index.parts.iter().map(|p| (0..rows).map(|row| self.part(p.quantity, row)).collect()).collect();
        let score = |p: &bareme::program::Part, row: usize| {
            let column = self.data.column(self.program, p.quantity)?;
            let bareme::eval::Column::Number(numbers) = column else { return None };
            p.scores.get(bareme::eval::column::number::score(numbers[row])?).copied()
        };
        let scores = index.parts.iter().map(|p| (0..rows).map(|row| score(p, row)).collect()).collect();
        Parts { out: vec![vec![false; rows]; values.len()], values, scores }
    }

    fn is_scored(&self, id: QuantityId, row: usize) -> bool {
        match self.data.column(self.program, id) {
            Some(bareme::eval::Column::Number(numbers)) => bareme::eval::column::number::score(numbers[row]).is_some(),
            _ => false,
        }
    }

    /// The included rows of each group.
    fn members(&self, table: TableId, within: &[QuantityId]) -> Vec<Vec<usize>> {
        let mut all: Vec<Vec<usize>> = Vec::new();
        for row in 0..self.rows(table) {
            let Ok(group) = self.group(table, within, row) else { continue };
            let group: Vec<usize> = group.into_iter().filter(|r| self.is_included(table, *r)).collect();
            if !group.is_empty() && !all.contains(&group) {
                all.push(group);
            }
        }
        all
    }

    /// Whether a row is one of those from which a step takes its yardstick, means, donors.
    fn is_among(&self, among: &Option<Expr>, row: usize) -> bool {
        among.as_ref().is_none_or(|among| self.eval(among, Place::row(row)) == V::YesNo(true))
    }

    pub(super) fn treat(&self, table: TableId, step: &TreatStep, parts: &mut Parts) {
        for group in self.members(table, &step.within) {
            for (part, _) in step.parts.iter().enumerate().filter(|(_, applies)| **applies) {
                let rows: Vec<usize> =
                    group.iter().copied().filter(|r| parts.values[part][*r].number().is_some()).collect();
                let x: Vec<f64> = rows.iter().map(|r| parts.values[part][*r].number().unwrap()).collect();
                let model: Vec<f64> =
                    rows.iter().zip(&x).filter(|(r, _)| self.is_among(&step.among, **r)).map(|(_, x)| *x).collect();
                for (row, y) in rows.iter().zip(treated(step.method.name(), &step.options, &x, &model)) {
                    parts.values[part][*row] = super::finite(y);
                }
            }
        }
    }

    pub(super) fn impute(&self, table: TableId, step: &ImputeStep, parts: &mut Parts) {
        let before = parts.values.clone();
        let open = |part: usize, row: usize, parts: &Parts| {
            let kind =
                before[part][row].missing().filter(|_| !parts.out[part][row] && parts.scores[part][row].is_none());
            kind.is_some_and(|kind| step.also_inapplicable || kind != Missing::Inapplicable)
        };
        for group in self.members(table, &step.within) {
            for (part, _) in step.parts.iter().enumerate().filter(|(_, applies)| **applies) {
                let donors: Vec<usize> = group.iter().copied().filter(|r| self.is_among(&step.among, *r)).collect();
                let known: Vec<f64> = donors.iter().filter_map(|r| before[part][*r].number()).collect();
                for row in group.iter().copied() {
                    if !open(part, row, parts) {
                        continue;
                    }
                    let value = match step.method.name() {
                        "fixed" => step.options.number(""),
                        _ if known.is_empty() => None,
                        "mean" => Some(known.iter().sum::<f64>() / known.len() as f64),
                        "median" => Some(super::expressions::median(&known)),
                        "carried forward" | "carried backward" => {
                            let year = |r: usize| self.value(step.year.unwrap(), r).number().unwrap();
                            let sign = if step.method.name() == "carried forward" { 1.0 } else { -1.0 };
                            let most = step.options.number("at most").unwrap_or(f64::INFINITY);
                            let away = |r: &usize| sign * (year(row) - year(*r));
                            let near = donors.iter().copied().filter(|r| before[part][*r].number().is_some());
                            let near = near.filter(|r| 0.0 < away(r) && away(r) <= most);
                            let nearest = near.min_by(|a, b| away(a).total_cmp(&away(b)));
                            nearest.and_then(|r| before[part][r].number())
                        }
                        "nearest" => nearest(&before, &donors, part, row, step.options.number("").unwrap() as usize),
                        other => panic!("the oracle does not know the imputation `{other}`"),
                    };
                    if let Some(value) = value {
                        parts.values[part][row] = V::Number(value);
                    }
                }
            }
        }
    }

    pub(super) fn screen(&self, table: TableId, step: &ScreenStep, parts: &mut Parts) {
        let leave = |parts: &mut Parts, part: usize, row: usize| {
            parts.values[part][row] = super::gone(Missing::Unavailable);
            parts.scores[part][row] = None;
            parts.out[part][row] = true;
        };
        match step.what {
            Screened::Rows => {
                for row in (0..self.rows(table)).filter(|r| self.is_included(table, *r)) {
                    let counted = |part: &usize| step.parts[*part] && !parts.out[*part][row];
                    let own: Vec<usize> = (0..step.parts.len()).filter(counted).collect();
                    let known = |q: &&QuantityId| self.part(**q, row).number().is_some() || self.is_scored(**q, row);
                    let others = step.others.iter().filter(known).count();
                    let known = own.iter().filter(|p| parts.known(**p, row)).count() + others;
                    let of = own.len() + step.others.len();
                    if of > 0 && (known as f64 / of as f64) < step.at_least {
                        (0..parts.values.len()).for_each(|part| leave(parts, part, row));
                    }
                }
            }
            Screened::Parts => {
                for group in self.members(table, &step.within) {
                    for (part, _) in step.parts.iter().enumerate().filter(|(_, applies)| **applies) {
                        let asked: Vec<usize> =
                            group.iter().copied().filter(|r| self.is_among(&step.among, *r)).collect();
                        let of = asked.iter().filter(|r| !parts.out[part][**r]).count();
                        let known = asked.iter().filter(|r| parts.known(part, **r)).count();
                        if of > 0 && (known as f64 / of as f64) < step.at_least {
                            group.iter().for_each(|row| leave(parts, part, *row));
                            // What is left out for all rows is left out for those that no group has as well.
                            if step.within.is_empty() {
                                (0..self.rows(table)).for_each(|row| leave(parts, part, row));
                            }
                        }
                    }
                }
            }
        }
    }
}

fn moments(x: &[f64]) -> (f64, f64) {
    let n = x.len() as f64;
    let mean = x.iter().sum::<f64>() / n;
    let m = |k: i32| x.iter().map(|v| (v - mean).powi(k)).sum::<f64>() / n;
    if x.len() < 3 || x.iter().all(|v| *v == x[0]) {
        return (f64::NAN, f64::NAN);
    }
    let skewness = (n * (n - 1.0)).sqrt() / (n - 2.0) * m(3) / m(2).powf(1.5);
    let kurtosis = (n - 1.0) / ((n - 2.0) * (n - 3.0)) * ((n + 1.0) * (m(4) / m(2).powi(2) - 3.0) + 6.0);
    (skewness, if x.len() < 4 { f64::NAN } else { kurtosis })
}

fn fails(options: &Options, x: &[f64]) -> bool {
    let (skewness, kurtosis) = moments(x);
    let find = |all: &[&str]| all.iter().find_map(|w| options.number(w));
    let skewed = find(&["until skewness", "when skewness"]).map(|s| skewness.abs() > s);
    let heavy =
        find(&["until kurtosis", "when kurtosis", "kurtosis", "and kurtosis", "or kurtosis"]).map(|k| kurtosis > k);
    let either = options.has("until skewness") && options.has("and kurtosis")
        || options.has("when skewness") && options.has("or kurtosis");
    match (skewed, heavy) {
        (Some(a), Some(b)) => {
            if either {
                a || b
            } else {
                a && b
            }
        }
        (a, b) => a.or(b).unwrap_or(false),
    }
}

fn quantile(x: &[f64], q: f64) -> f64 {
    let mut sorted = x.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = q * (sorted.len() - 1) as f64;
    let (low, high) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
    low + (at - at.floor()) * (high - low)
}

/// The values `x` as the values of the `model` say, which are all of them or those of some rows.
fn treated(name: &str, options: &Options, x: &[f64], model: &[f64]) -> Vec<f64> {
    if model.is_empty() {
        return x.to_vec();
    }
    let clamp = |low: f64, high: f64| x.iter().map(|v| v.max(low).min(high)).collect::<Vec<f64>>();
    match (name, options.range("quantile")) {
        ("winsorise", Some((low, high))) => clamp(quantile(model, low), quantile(model, high)),
        ("winsorise", None) => {
            let y = winsorised(options, model);
            // An end at which nothing was replaced stays open.
            let end = |of: fn(f64, f64) -> f64| {
                let (before, after) =
                    (model.iter().copied().reduce(of).unwrap(), y.iter().copied().reduce(of).unwrap());
                (before != after).then_some(after)
            };
            clamp(end(f64::min).unwrap_or(f64::NEG_INFINITY), end(f64::max).unwrap_or(f64::INFINITY))
        }
        ("clip iqr", _) => {
            let (q1, q3) = (quantile(model, 0.25), quantile(model, 0.75));
            let reach = options.number("").unwrap() * (q3 - q1);
            clamp(q1 - reach, q3 + reach)
        }
        ("clip standard deviation", _) if model.len() < 2 => x.to_vec(),
        ("clip standard deviation", _) if model.iter().all(|v| *v == model[0]) => clamp(model[0], model[0]),
        ("clip standard deviation", _) => {
            let mean = model.iter().sum::<f64>() / model.len() as f64;
            let squares = model.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>();
            let reach = options.number("").unwrap() * (squares / (model.len() - 1) as f64).sqrt();
            clamp(mean - reach, mean + reach)
        }
        ("log", _) => {
            let asked = ["when skewness", "when kurtosis"].iter().any(|w| options.has(w));
            let least = model.iter().copied().fold(f64::INFINITY, f64::min);
            let most = model.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let shift = if options.has("shifted") { 0.01 * (most - least) - least } else { 0.0 };
            if asked && !fails(options, model) || x.iter().any(|v| v + shift <= 0.0) {
                return x.to_vec();
            }
            x.iter().map(|v| libm::log(v + shift)).collect()
        }
        (other, _) => panic!("the oracle does not know the treatment `{other}`"),
    }
}

fn winsorised(options: &Options, x: &[f64]) -> Vec<f64> {
    let most = options.number("at most").unwrap_or(f64::INFINITY);
    let mut y = x.to_vec();
    while fails(options, &y) {
        let high = moments(&y).0 >= 0.0;
        let worst = y.iter().copied().reduce(if high { f64::max } else { f64::min }).unwrap();
        let rest = y.iter().copied().filter(|v| *v != worst);
        let Some(next) = rest.reduce(if high { f64::max } else { f64::min }) else { break };
        let z: Vec<f64> = y.iter().map(|v| if *v == worst { next } else { *v }).collect();
        if z.iter().zip(x).filter(|(a, b)| a != b).count() as f64 > most {
            break;
        }
        y = z;
    }
    if options.has("otherwise untouched") && fails(options, &y) { x.to_vec() } else { y }
}

fn nearest(values: &[Vec<V>], donors: &[usize], part: usize, row: usize, k: usize) -> Option<f64> {
    let z = |q: usize, r: usize| {
        let x: Vec<f64> = donors.iter().filter_map(|r| values[q][*r].number()).collect();
        let n = x.len() as f64;
        let mean = x.iter().sum::<f64>() / n;
        let s = (x.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (n - 1.0)).sqrt();
        let varies = x.iter().any(|v| *v != x[0]);
        values[q][r].number().filter(|_| varies).map(|v| (v - mean) / s)
    };
    let mut near = Vec::new();
    for other in donors.iter().copied().filter(|r| *r != row && values[part][*r].number().is_some()) {
        let squares: Vec<f64> = (0..values.len())
            .filter(|q| *q != part)
            .filter_map(|q| Some((z(q, row)? - z(q, other)?).powi(2)))
            .collect();
        if !squares.is_empty() {
            near.push((squares.iter().sum::<f64>() / squares.len() as f64, other));
        }
    }
    near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    near.truncate(k);
    let found: Vec<f64> = near.iter().map(|(_, r)| values[part][*r].number().unwrap()).collect();
    (!found.is_empty()).then(|| found.iter().sum::<f64>() / found.len() as f64)
}
