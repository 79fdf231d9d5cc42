//! `aggregate = EXPR`: an index as a formula of its parts, for a whole stretch of rows at a time.
//!
//! A missing value makes what is computed from it missing, of the same kind, as in all expressions; what has no result
//! is undefined.

use super::rounding::round_decimal;
use super::{AggregateAlgebra, Aggregator, Compensation, Domain, OptionValue, Options, UNDEFINED};

/// One step: it takes its operands from the top of a stack, and leaves its result there. Yes is 1 and no is 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FormulaOp {
    /// A number.
    Number(f64),
    /// The value of a part, by its position.
    Part(usize),
    /// What is read of the row beside the parts, by its position among those and after them.
    Input(usize),
    /// A parameter by its number, with its default.
    Parameter(u32, f64),
    /// A function of one number.
    One(One),
    /// A function of two numbers, the second on top.
    Two(Two),
    /// A function of so many numbers.
    Many(Many, usize),
    /// A condition, what holds if it is met, and what holds otherwise.
    If,
    /// A number, and the bounds between which it is kept.
    Clamp,
}

/// Functions of one number.
#[allow(missing_docs)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum One {
    Negate,
    Abs,
    Sqrt,
    Ln,
    Log10,
    Exp,
    Floor,
    Ceil,
    Sign,
    Not,
    IsMissing,
}

/// Functions of two numbers.
#[allow(missing_docs)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Two {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Round,
    AtLeast,
    AtMost,
    Same,
    IfMissing,
}

/// Functions of several numbers. Missing ones are left out; of `And` and `Or` they leave the result open.
#[allow(missing_docs)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Many {
    Min,
    Max,
    Sum,
    Mean,
    Median,
    Count,
    And,
    Or,
}

/// A formula of parts.
#[derive(Clone, Debug, PartialEq)]
pub struct Formula {
    steps: Vec<FormulaOp>,
    depth: usize,
}

impl Formula {
    /// A formula in postfix order; `None` where an operand is missing or left over.
    pub fn new(steps: Vec<FormulaOp>) -> Option<Formula> {
        let (mut height, mut depth) = (0usize, 0);
        for step in &steps {
            height = height.checked_sub(step.operands())? + 1;
            depth = depth.max(height);
        }
        (height == 1).then_some(Formula { steps, depth })
    }

    /// Its steps, in postfix order.
    pub fn steps(&self) -> &[FormulaOp] {
        &self.steps
    }

    /// With the values of a run in the place of its parameters.
    pub fn bound(&self, value: impl Fn(u32) -> Option<f64>) -> Formula {
        let steps = self.steps.iter().map(|step| match step {
            FormulaOp::Parameter(id, default) => FormulaOp::Parameter(*id, value(*id).unwrap_or(*default)),
            other => *other,
        });
        Formula { steps: steps.collect(), depth: self.depth }
    }

    /// With what one row has in the place of what is read beside so many parts.
    pub fn of_row(&self, parts: usize, inputs: &[f64]) -> Formula {
        let value = |at: usize| at.checked_sub(parts).and_then(|at| inputs.get(at)).copied().unwrap_or(UNDEFINED);
        let steps = self.steps.iter().map(|step| match step {
            FormulaOp::Input(at) => FormulaOp::Number(value(*at)),
            other => *other,
        });
        Formula { steps: steps.collect(), depth: self.depth }
    }

    /// Whether a part that rises can never make the result fall, as far as the operations say.
    pub fn rises(&self) -> bool {
        let mut stack: Vec<Slope> = Vec::new();
        for step in &self.steps {
            let operands = stack.split_off(stack.len().saturating_sub(step.operands()));
            stack.push(step.slope(&operands));
        }
        matches!(stack.as_slice(), [Slope::Same(_) | Slope::Up])
    }

    /// The values for a stretch of rows; after the parts stands what is read beside them.
    pub fn run(&self, parts: &[&[f64]], scratch: &mut Vec<f64>, out: &mut [f64]) {
        let rows = out.len();
        scratch.clear();
        scratch.resize(self.depth * rows, UNDEFINED);
        let mut height = 0;
        for step in &self.steps {
            let operands = step.operands();
            height -= operands.min(height);
            let stack = scratch.get_mut(height * rows..).unwrap_or_default();
            step.apply(parts, rows, stack);
            height += 1;
        }
        out.copy_from_slice(scratch.get(..rows).unwrap_or_default());
    }
}

/// How a value goes with the parts.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Slope {
    /// It is the same for all rows; known where it is a number of the text.
    Same(Option<f64>),
    /// It never falls where a part rises.
    Up,
    /// It may.
    Open,
}

impl FormulaOp {
    fn operands(self) -> usize {
        match self {
            FormulaOp::Number(_) | FormulaOp::Part(_) | FormulaOp::Input(_) | FormulaOp::Parameter(..) => 0,
            FormulaOp::One(_) => 1,
            FormulaOp::Two(_) => 2,
            FormulaOp::If | FormulaOp::Clamp => 3,
            FormulaOp::Many(_, count) => count,
        }
    }

    fn slope(self, operands: &[Slope]) -> Slope {
        let same = operands.iter().all(|s| matches!(s, Slope::Same(_)));
        let up = operands.iter().all(|s| matches!(s, Slope::Same(_) | Slope::Up));
        let positive = |s: Option<&Slope>| matches!(s, Some(Slope::Same(Some(x))) if *x >= 0.0);
        let rising = match self {
            FormulaOp::Number(x) => return Slope::Same(Some(x)),
            FormulaOp::Parameter(..) => return Slope::Same(None),
            FormulaOp::Part(_) => return Slope::Up,
            // What it is, nothing says.
            FormulaOp::Input(_) => return Slope::Open,
            FormulaOp::One(One::Sqrt | One::Ln | One::Log10 | One::Exp | One::Floor | One::Ceil | One::Sign) => true,
            FormulaOp::Two(Two::Add) => true,
            FormulaOp::Two(Two::Multiply) => positive(operands.first()) || positive(operands.get(1)),
            FormulaOp::Two(Two::Divide | Two::Round) => positive(operands.get(1)),
            FormulaOp::Two(Two::Subtract) => matches!(operands.get(1), Some(Slope::Same(_))),
            FormulaOp::Many(Many::Min | Many::Max | Many::Sum | Many::Mean | Many::Median, _) => true,
            FormulaOp::Clamp => matches!(operands, [_, Slope::Same(_), Slope::Same(_)]),
            FormulaOp::One(One::Negate | One::Abs | One::Not | One::IsMissing) => false,
            FormulaOp::Two(Two::Power | Two::AtLeast | Two::AtMost | Two::Same | Two::IfMissing) => false,
            FormulaOp::Many(Many::Count | Many::And | Many::Or, _) | FormulaOp::If => false,
        };
        match (same, rising && up) {
            (true, _) => Slope::Same(None),
            (false, true) => Slope::Up,
            (false, false) => Slope::Open,
        }
    }

    /// Puts the result in the place of the operands at the beginning of `stack`.
    fn apply(self, parts: &[&[f64]], rows: usize, stack: &mut [f64]) {
        let (first, rest) = stack.split_at_mut(rows.min(stack.len()));
        match self {
            FormulaOp::Number(x) | FormulaOp::Parameter(_, x) => first.fill(x),
            FormulaOp::Part(at) | FormulaOp::Input(at) => match parts.get(at) {
                Some(part) => first.copy_from_slice(part.get(..rows).unwrap_or_default()),
                None => first.fill(UNDEFINED),
            },
            FormulaOp::One(f) => first.iter_mut().for_each(|x| *x = one(f, *x)),
            FormulaOp::Two(f) => first.iter_mut().zip(rest.iter()).for_each(|(a, b)| *a = two(f, *a, *b)),
            FormulaOp::If => {
                let (then, otherwise) = rest.split_at(rows.min(rest.len()));
                for ((condition, then), otherwise) in first.iter_mut().zip(then).zip(otherwise) {
                    let chosen = if *condition == 0.0 { *otherwise } else { *then };
                    *condition = if condition.is_nan() { *condition } else { chosen };
                }
            }
            FormulaOp::Clamp => {
                let (low, high) = rest.split_at(rows.min(rest.len()));
                first.iter_mut().zip(low).zip(high).for_each(|((x, low), high)| *x = clamp(*x, *low, *high));
            }
            FormulaOp::Many(f, count) => {
                let mut values = Vec::with_capacity(count);
                for (row, x) in first.iter_mut().enumerate() {
                    values.clear();
                    values.push(*x);
                    values.extend((1..count).filter_map(|at| rest.get((at - 1) * rows + row).copied()));
                    *x = many(f, &mut values);
                }
            }
        }
    }
}

/// A number, or undefined where there is none; missing values keep their kind.
fn finite(x: f64) -> f64 {
    if x.is_finite() { x } else { UNDEFINED }
}

fn one(f: One, x: f64) -> f64 {
    if x.is_nan() && f != One::IsMissing {
        return x;
    }
    match f {
        One::Negate => -x,
        One::Abs => x.abs(),
        One::Sqrt => finite(x.sqrt()),
        One::Ln => finite(libm::log(x)),
        One::Log10 => finite(libm::log10(x)),
        One::Exp => finite(libm::exp(x)),
        One::Floor => x.floor(),
        One::Ceil => x.ceil(),
        One::Sign if x == 0.0 => 0.0,
        One::Sign => x.signum(),
        One::Not => 1.0 - x,
        One::IsMissing => truth(x.is_nan()),
    }
}

fn truth(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

fn two(f: Two, a: f64, b: f64) -> f64 {
    if f == Two::IfMissing {
        return if a.is_nan() { b } else { a };
    }
    if a.is_nan() || b.is_nan() {
        return if a.is_nan() { a } else { b };
    }
    match f {
        Two::Add => finite(a + b),
        Two::Subtract => finite(a - b),
        Two::Multiply => finite(a * b),
        Two::Divide => finite(a / b),
        Two::Power => finite(libm::pow(a, b)),
        Two::Round if (0.0..=15.0).contains(&b) => finite(round_decimal(a, b as u8, false)),
        Two::Round => UNDEFINED,
        Two::AtLeast => truth(a >= b),
        Two::AtMost => truth(a <= b),
        Two::Same => truth(a == b),
        Two::IfMissing => a,
    }
}

fn clamp(x: f64, low: f64, high: f64) -> f64 {
    match [x, low, high].into_iter().find(|v| v.is_nan()) {
        Some(missing) => missing,
        None if low > high => UNDEFINED,
        None => x.max(low).min(high),
    }
}

fn many(f: Many, values: &mut Vec<f64>) -> f64 {
    let first_missing = values.iter().copied().find(|x| x.is_nan());
    match (f, first_missing) {
        (Many::Count, _) => return values.iter().filter(|x| !x.is_nan()).count() as f64,
        (Many::And, _) if values.contains(&0.0) => return 0.0,
        (Many::Or, _) if values.contains(&1.0) => return 1.0,
        (Many::And | Many::Or, Some(missing)) => return missing,
        (Many::And, None) => return 1.0,
        (Many::Or, None) => return 0.0,
        (Many::Min | Many::Max | Many::Sum | Many::Mean | Many::Median, _) => {}
    }
    values.retain(|x| !x.is_nan());
    if values.is_empty() {
        return first_missing.unwrap_or(UNDEFINED);
    }
    let sum = || values.iter().sum::<f64>();
    match f {
        Many::Min => values.iter().copied().fold(f64::INFINITY, |a, b| if b < a { b } else { a }),
        Many::Max => values.iter().copied().fold(f64::NEG_INFINITY, |a, b| if b > a { b } else { a }),
        Many::Mean => finite(sum() / values.len() as f64),
        Many::Median => {
            values.sort_unstable_by(f64::total_cmp);
            let half = values.len() / 2;
            let upper = values.get(half).copied().unwrap_or(UNDEFINED);
            match half.checked_sub(1).and_then(|at| values.get(at)) {
                Some(lower) if values.len().is_multiple_of(2) => finite(lower / 2.0 + upper / 2.0),
                Some(_) | None => upper,
            }
        }
        Many::Sum | Many::Count | Many::And | Many::Or => finite(sum()),
    }
}

/// `aggregate = (a + 2 * b) / 3`: the aggregation that a formula is. It has no name and is in no registry.
#[derive(Debug)]
pub struct ByFormula;

impl Options {
    /// The formula of `aggregate = …`.
    pub fn formula(&self) -> Option<&Formula> {
        self.given.iter().find_map(|(_, v)| if let OptionValue::Formula(formula) = v { Some(&**formula) } else { None })
    }
}

impl Aggregator for ByFormula {
    fn name(&self) -> &'static str {
        "= …"
    }

    fn source(&self) -> &'static str {
        include_str!("formula.rs")
    }

    fn algebra(&self, options: &Options) -> AggregateAlgebra {
        AggregateAlgebra {
            uses_weights: false,
            renormalises_weights: true,
            internal: false,
            ignores_sign: false,
            zero_absorbs: false,
            keeps_unit: false,
            // Units and directions are for the formula to mind: what it adds up is checked like any expression.
            mixes_units: true,
            reads_directions: true,
            monotone: options.formula().is_some_and(Formula::rises),
            domain: Domain::All,
            compensation: Compensation::Partial,
        }
    }

    fn aggregate(
        &self,
        parts: &[&[f64]],
        _weights: &[f64],
        options: &Options,
        scratch: &mut Vec<f64>,
        out: &mut [f64],
    ) {
        match options.formula() {
            Some(formula) => formula.run(parts, scratch, out),
            None => out.fill(UNDEFINED),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MISSING: f64 = f64::from_bits(0x7ff8_0000_0000_0002);

    fn run(steps: &[FormulaOp], parts: &[&[f64]]) -> Vec<f64> {
        let mut out = vec![0.0; parts[0].len()];
        Formula::new(steps.to_vec()).unwrap().run(parts, &mut vec![9.0; 2], &mut out);
        out
    }

    #[test]
    fn a_weighted_sum_with_a_missing_value() {
        use FormulaOp::{Number, Part};
        let steps = [Part(0), Number(2.0), Part(1), FormulaOp::Two(Two::Multiply), FormulaOp::Two(Two::Add)];
        let y = run(&steps, &[&[1.0, 2.0, MISSING], &[3.0, MISSING, UNDEFINED]]);
        assert_eq!(y[0], 7.0);
        assert_eq!([y[1].to_bits(), y[2].to_bits()], [MISSING.to_bits(); 2]);
        assert!(Formula::new(steps.to_vec()).unwrap().rises());
        assert!(Formula::new(steps[..4].to_vec()).is_none());
    }

    #[test]
    fn choices_and_several_values() {
        use FormulaOp::{If, Many as Of, Number, Part};
        // if a >= 1 then max(a, b) else mean(a, b)
        let steps = [
            Part(0),
            Number(1.0),
            FormulaOp::Two(Two::AtLeast),
            Part(0),
            Part(1),
            Of(Many::Max, 2),
            Part(0),
            Part(1),
            Of(Many::Mean, 2),
            If,
        ];
        let y = run(&steps, &[&[1.0, 0.0, MISSING, 4.0], &[3.0, 3.0, 1.0, MISSING]]);
        assert_eq!([y[0], y[1], y[3]], [3.0, 1.5, 4.0]);
        assert_eq!(y[2].to_bits(), MISSING.to_bits());
        assert!(!Formula::new(steps.to_vec()).unwrap().rises());
    }
}
