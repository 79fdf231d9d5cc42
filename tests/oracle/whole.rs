//! Aggregations over all rows of a group, and formulas of parts.

use bareme::methods::formula::{FormulaOp, Many, One, Two};
use bareme::methods::rounding::round_decimal;
use bareme::program::{Index, Missing, TableId};

use super::prepare::Parts;
use super::{Oracle, V, gone};

/// Those that compare rows in the parts that they have.
const SKIPPING: [&str; 6] = ["mpi", "topsis", "borda", "copeland", "condorcet", "promethee ii"];

/// Parts of rows, with what the method needs to know of them.
struct Rows {
    /// By part, then by row; `None` where missing.
    parts: Vec<Vec<Option<f64>>>,
    weights: Vec<f64>,
    /// The weights, adding up to 1.
    shares: Vec<f64>,
    higher: Vec<bool>,
}

impl Rows {
    /// By how much one row is better than another in a part; `None` where one of them has none.
    fn ahead(&self, part: usize, row: usize, other: usize) -> Option<f64> {
        let gap = self.parts[part][row]? - self.parts[part][other]?;
        Some(if self.higher[part] { gap } else { -gap })
    }

    fn rows(&self) -> std::ops::Range<usize> {
        0..self.parts[0].len()
    }

    /// By what weight of parts a row is ahead of another: 1, −1 or 0, rounding aside.
    fn majority(&self, row: usize, other: usize) -> f64 {
        let margin = self.votes(row, other) - self.votes(other, row);
        if margin.abs() < 1e-9 * self.weights.iter().sum::<f64>() { 0.0 } else { margin.signum() }
    }

    /// The sum over the parts in which `row` is better than `other`, of their weights.
    fn votes(&self, row: usize, other: usize) -> f64 {
        let better = (0..self.parts.len()).filter(|p| self.ahead(*p, row, other).is_some_and(|gap| gap > 0.0));
        better.map(|p| self.weights[p]).sum()
    }
}

impl Oracle<'_> {
    /// For each row its result; for those that take part in nothing why.
    pub(super) fn whole(&self, table: TableId, (index, weights): (&Index, &[f64]), parts: &Parts) -> Vec<V> {
        let name = index.aggregate.name();
        let count = index.parts.len();
        // The parts of each row that takes part, otherwise why it does not.
        let row_of = |row: usize| {
            if !self.is_included(table, row) {
                return Err(gone(Missing::Inapplicable));
            }
            let cells = self.cells(index, parts, row)?;
            let lacks = (0..count).find(|p| cells[*p].number().is_none() && !parts.out[*p][row]);
            match lacks.filter(|_| !SKIPPING.contains(&name)) {
                Some(part) => Err(cells[part].clone()),
                None => Ok(cells),
            }
        };
        let rows: Vec<Result<Vec<V>, V>> = (0..self.rows(table)).map(row_of).collect();
        let result = |row: usize| {
            if let Err(why) = &rows[row] {
                return why.clone();
            }
            let group = match self.group(table, &index.aggregate_within, row) {
                Ok(group) => group.into_iter().filter(|r| rows[*r].is_ok()).collect::<Vec<_>>(),
                Err(kind) => return gone(kind),
            };
            // A part that is left out for the whole group is none; one that is for some rows leaves these out.
            let kept: Vec<usize> = (0..count).filter(|p| !group.iter().all(|r| parts.out[*p][*r])).collect();
            let compared = |r: &usize| SKIPPING.contains(&name) || !kept.iter().any(|p| parts.out[*p][*r]);
            let group: Vec<usize> = group.into_iter().filter(|r| compared(r)).collect();
            let Some(at) = group.iter().position(|r| *r == row) else { return gone(Missing::Inapplicable) };
            let value = |part: usize, row: usize| rows[row].as_ref().unwrap()[part].number();
            let total: f64 = kept.iter().map(|p| weights[*p]).sum();
            let rows = Rows {
                parts: kept.iter().map(|p| group.iter().map(|r| value(*p, *r)).collect()).collect(),
                weights: kept.iter().map(|p| weights[*p]).collect(),
                shares: kept.iter().map(|p| weights[*p] / total).collect(),
                higher: kept.iter().map(|p| index.higher[*p]).collect(),
            };
            let y = match name {
                "hellwig" => hellwig(&rows)[at],
                "mpi" => mpi(&rows, at, index.aggregate_options.has("plus")),
                "topsis" => topsis(&rows, at),
                "borda" => borda(&rows, at),
                "copeland" => rows.rows().map(|r| rows.majority(at, r)).sum(),
                "condorcet" => rows.rows().filter(|r| rows.majority(at, *r) > 0.0).count() as f64,
                "promethee ii" => net_flow(&rows, at),
                "benefit of the doubt" => super::linear::benefit_of_the_doubt(&rows.parts, at),
                other => panic!("the oracle does not know the aggregation `{other}`"),
            };
            super::finite(y)
        };
        (0..self.rows(table)).map(result).collect()
    }
}

fn moments(values: &[f64]) -> (f64, f64) {
    if values.iter().all(|x| *x == values[0]) {
        return (values[0], 0.0);
    }
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    (mean, (values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n).sqrt())
}

fn sign(x: f64) -> f64 {
    if x == 0.0 { 0.0 } else { x.signum() }
}

/// The distance from the worst, as a share of those from the worst and from the best.
fn topsis(rows: &Rows, at: usize) -> f64 {
    let (mut to_best, mut to_worst) = (0.0, 0.0);
    for (part, (share, higher)) in rows.parts.iter().zip(rows.shares.iter().zip(&rows.higher)) {
        let length = part.iter().flatten().map(|x| x * x).sum::<f64>().sqrt();
        let Some(own) = part[at].filter(|_| length > 0.0) else { continue };
        let least = part.iter().flatten().copied().fold(f64::INFINITY, f64::min);
        let most = part.iter().flatten().copied().fold(f64::NEG_INFINITY, f64::max);
        let (best, worst) = if *higher { (most, least) } else { (least, most) };
        let gap = |to: f64| (share * (to - own) / length) * (share * (to - own) / length);
        to_best += gap(best);
        to_worst += gap(worst);
    }
    to_worst.sqrt() / (to_worst.sqrt() + to_best.sqrt())
}

/// For each part a point for every row that is worse, and half a point for every other that is equal.
fn borda(rows: &Rows, at: usize) -> f64 {
    let points = |part: usize| {
        let others = rows.rows().filter(|r| *r != at).filter_map(|r| rows.ahead(part, at, r));
        others.map(|gap| (1.0 + sign(gap)) / 2.0).sum::<f64>()
    };
    (0..rows.parts.len()).map(|part| rows.weights[part] * points(part)).sum()
}

/// By what share of the parts that two rows have a row is preferred to the others, less by what they are to it.
fn net_flow(rows: &Rows, at: usize) -> f64 {
    let all: f64 = rows.weights.iter().sum();
    let over = |r: usize| {
        let both = (0..rows.parts.len()).filter(|p| rows.ahead(*p, at, r).is_some());
        let weights: f64 = both.map(|p| rows.weights[p]).sum();
        let net = rows.votes(at, r) - rows.votes(r, at);
        // As numbers of ballots where all rows have all parts, so that equal flows tie.
        if weights == all {
            net
        } else if weights == 0.0 {
            0.0
        } else {
            net / weights * all
        }
    };
    let others = rows.rows().len() as f64 - 1.0;
    rows.rows().map(over).sum::<f64>() / (others * all)
}

fn hellwig(rows: &Rows) -> Vec<f64> {
    let count = rows.parts[0].len();
    let mut distances = vec![0.0; count];
    for (part, (share, higher)) in rows.parts.iter().zip(rows.shares.iter().zip(&rows.higher)) {
        let values: Vec<f64> = part.iter().map(|x| x.unwrap()).collect();
        let (_, deviation) = moments(&values);
        let best = values.iter().copied().reduce(if *higher { f64::max } else { f64::min }).unwrap();
        if deviation > 0.0 {
            for (distance, x) in distances.iter_mut().zip(&values) {
                *distance += share * (((x - best) / deviation) * ((x - best) / deviation));
            }
        }
    }
    let distances: Vec<f64> = distances.into_iter().map(f64::sqrt).collect();
    let (mean, deviation) = moments(&distances);
    distances.into_iter().map(|d| 1.0 - d / (mean + 2.0 * deviation)).collect()
}

fn mpi(rows: &Rows, row: usize, plus: bool) -> f64 {
    let mut z = Vec::new();
    for (part, higher) in rows.parts.iter().zip(&rows.higher) {
        let Some(x) = part[row] else { continue };
        let known: Vec<f64> = part.iter().copied().flatten().collect();
        let (mean, deviation) = moments(&known);
        let ten = if *higher != plus { 10.0 } else { -10.0 };
        z.push(if deviation == 0.0 { 100.0 } else { 100.0 + ten * ((x - mean) / deviation) });
    }
    penalised(&z, plus)
}

/// Both indices of Mazziotta and Pareto, of the parts that are there.
pub(super) fn penalised(z: &[f64], plus: bool) -> f64 {
    if z.iter().any(|z| *z <= 0.0) {
        return f64::NAN;
    }
    let n = z.len() as f64;
    let mean = z.iter().sum::<f64>() / n;
    let squares: f64 = z.iter().map(|x| (x - mean) * (x - mean)).sum();
    mean + if plus { 1.0 } else { -1.0 } * (squares / n / mean)
}

/// A formula of the parts of one row. Yes is 1 and no is 0.
pub(super) fn formula(steps: &[FormulaOp], parts: &[V]) -> V {
    let mut stack: Vec<V> = Vec::new();
    for step in steps {
        let value = match *step {
            FormulaOp::Number(x) | FormulaOp::Parameter(_, x) => V::Number(x),
            FormulaOp::Part(at) | FormulaOp::Input(at) => parts[at].clone(),
            FormulaOp::One(One::IsMissing) => truth(stack.pop().unwrap().missing().is_some()),
            FormulaOp::One(f) => match stack.pop().unwrap() {
                V::Number(x) => one(f, x),
                missing => missing,
            },
            FormulaOp::Two(f) => {
                let (b, a) = (stack.pop().unwrap(), stack.pop().unwrap());
                match (f, a.number(), b.number()) {
                    (Two::IfMissing, None, _) => b,
                    (Two::IfMissing, Some(_), _) | (_, None, _) => a,
                    (_, Some(_), None) => b,
                    (_, Some(a), Some(b)) => two(f, a, b),
                }
            }
            FormulaOp::Many(f, count) => {
                let values = stack.split_off(stack.len() - count);
                many(f, &values)
            }
            FormulaOp::If => {
                let (otherwise, then, condition) = (stack.pop().unwrap(), stack.pop().unwrap(), stack.pop().unwrap());
                match condition.number() {
                    Some(x) => {
                        if x == 1.0 {
                            then
                        } else {
                            otherwise
                        }
                    }
                    None => condition,
                }
            }
            FormulaOp::Clamp => panic!("random formulas do not clamp"),
        };
        stack.push(value);
    }
    stack.pop().unwrap()
}

fn truth(holds: bool) -> V {
    V::Number(if holds { 1.0 } else { 0.0 })
}

fn one(f: One, x: f64) -> V {
    match f {
        One::Negate => V::Number(-x),
        One::Abs => V::Number(x.abs()),
        One::Not => truth(x == 0.0),
        One::Sqrt => super::finite(x.sqrt()),
        other => panic!("random formulas have no {other:?}"),
    }
}

fn two(f: Two, a: f64, b: f64) -> V {
    match f {
        Two::Add => super::finite(a + b),
        Two::Subtract => super::finite(a - b),
        Two::Multiply => super::finite(a * b),
        Two::Divide => super::finite(a / b),
        Two::Power => super::finite(libm::pow(a, b)),
        Two::AtLeast => truth(a >= b),
        Two::AtMost => truth(a <= b),
        Two::Same => truth(a == b),
        Two::Round => super::finite(round_decimal(a, b as u8, false)),
        Two::IfMissing => V::Number(a),
    }
}

fn many(f: Many, values: &[V]) -> V {
    let known: Vec<f64> = values.iter().filter_map(V::number).collect();
    if known.is_empty() && f != Many::Count {
        return values[0].clone();
    }
    let fold = |f: fn(f64, f64) -> f64| V::Number(known.iter().copied().reduce(f).unwrap());
    match f {
        Many::Min => fold(f64::min),
        Many::Max => fold(f64::max),
        Many::Sum => super::finite(known.iter().sum()),
        Many::Mean => super::finite(known.iter().sum::<f64>() / known.len() as f64),
        Many::Median => V::Number(super::expressions::median(&known)),
        Many::Count => V::Number(known.len() as f64),
        Many::And | Many::Or => panic!("random formulas join no conditions"),
    }
}
