//! One record many times: a quantity that depends on values of its own row alone, without columns or allocation.

use std::sync::Arc;

use super::column::{member, number, yes_no};
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::{Kind, NodeId, Op, Plan, RowOp, meaning};
use crate::program::{GateId, Program, QuantityId, Type, Value};

/// A quantity made ready to be evaluated for single records. Immutable; share it between threads and take an
/// evaluator for each.
#[derive(Clone, Debug)]
pub struct RecordQuery {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    program: Arc<Program>,
    target: QuantityId,
    inputs: Vec<(QuantityId, Kind)>,
    instructions: Vec<Instruction>,
    /// Inputs first, then constants and results.
    registers: Vec<u64>,
    result: u16,
    gates: Vec<(GateId, Vec<u16>)>,
    conditions: Vec<Option<u16>>,
}

#[derive(Debug)]
struct Instruction {
    op: RowOp,
    operands: Box<[u16]>,
    register: u16,
}

/// Evaluates records one after the other in registers of its own.
#[derive(Clone, Debug)]
pub struct RecordEvaluator {
    shared: Arc<Shared>,
    registers: Vec<u64>,
}

/// Whether an outcome's condition holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// That cannot be said, because an input is missing.
    Undecided,
    /// It is `otherwise`.
    Otherwise,
}

/// A gate that a record does not pass.
#[derive(Clone, Debug, PartialEq)]
pub struct Unmet {
    /// The gate.
    pub gate: GateId,
    /// The requirements that are not met (positions in the gate's list), each with whether it could not be decided.
    pub requirements: Vec<(usize, bool)>,
}

impl RecordQuery {
    /// Makes a quantity ready. `inputs` are quantities whose values the caller gives, such as an index that was computed
    /// elsewhere; columns of the data that are needed besides follow them. A value behind a link (`region.foreign_activity`)
    /// is an input like one of the row's own. `parameters` are by [`crate::program::ParameterId`].
    ///
    /// # Errors
    /// The quantity depends on other rows or on texts.
    pub fn prepare(
        program: &Arc<Program>,
        target: QuantityId,
        inputs: &[QuantityId],
        parameters: &[(Value, bool)],
    ) -> Result<RecordQuery, Diagnostic> {
        let (plan, inputs) = Plan::record(program, target, inputs, parameters)?;
        Shared::new(plan, target, inputs).map(|shared| RecordQuery { shared: Arc::new(shared) })
    }

    /// What a record consists of, in order.
    pub fn inputs(&self) -> impl Iterator<Item = QuantityId> + '_ {
        self.shared.inputs.iter().map(|(id, _)| *id)
    }

    /// The policy.
    pub fn program(&self) -> &Arc<Program> {
        &self.shared.program
    }

    /// What is evaluated.
    pub fn target(&self) -> QuantityId {
        self.shared.target
    }

    /// Registers for evaluating records.
    pub fn evaluator(&self) -> RecordEvaluator {
        RecordEvaluator { registers: self.shared.registers.clone(), shared: Arc::clone(&self.shared) }
    }
}

/// Gives each node its register.
struct Registers {
    of_node: Vec<Option<u16>>,
    values: Vec<u64>,
}

impl Registers {
    fn add(&mut self, id: NodeId, value: u64) -> Result<u16, Diagnostic> {
        let too_many = || Diagnostic::nowhere(Code::TooMany, "a single record has more than 65,535 values");
        let register = u16::try_from(self.values.len()).map_err(|_| too_many())?;
        self.values.push(value);
        self.of_node.get_mut(id.at()).into_iter().for_each(|slot| *slot = Some(register));
        Ok(register)
    }

    fn get(&self, id: NodeId) -> u16 {
        self.of_node.get(id.at()).copied().flatten().unwrap_or(0)
    }
}

impl Shared {
    fn new(plan: Plan, target: QuantityId, inputs: Vec<QuantityId>) -> Result<Shared, Diagnostic> {
        let mut registers = Registers { of_node: vec![None; plan.dag.len()], values: Vec::new() };
        for _ in &inputs {
            registers.values.push(0);
        }
        let mut instructions = Vec::new();
        for (id, node) in plan.dag.nodes() {
            match &node.op {
                Op::Constant(code) => {
                    registers.add(id, *code)?;
                }
                Op::Column(quantity) => {
                    let at = inputs.iter().position(|i| i == quantity).and_then(|at| u16::try_from(at).ok());
                    registers.of_node.get_mut(id.at()).into_iter().for_each(|slot| *slot = at);
                }
                Op::Row(op, operands) => {
                    let operands = operands.iter().map(|o| registers.get(*o)).collect();
                    let register = registers.add(id, 0)?;
                    instructions.push(Instruction { op: op.clone(), operands, register });
                }
                Op::Text(_) | Op::Texts(..) | Op::Groups { .. } | Op::Summary(_) | Op::Ranks { .. } => {}
                Op::Index(_) | Op::Rank(_) | Op::Resolve { .. } | Op::Find(_) => {}
                Op::Grouping(_) | Op::GroupKey { .. } | Op::Stack { .. } | Op::InYear(_) => {}
            }
        }
        let kind = |id: &QuantityId| Kind::of(&plan.program.quantity(*id).ty);
        let node = plan.quantities.get(target.at()).copied().flatten();
        let conditions = plan.conditions.iter().find(|(id, _)| *id == target).map_or(&[][..], |(_, c)| c);
        let gates = plan.program.table(plan.program.quantity(target).table).gates.iter();
        let gates = gates.map(|g| (*g, plan.gate(*g).iter().map(|n| registers.get(*n)).collect()));
        Ok(Shared {
            target,
            inputs: inputs.iter().map(|id| (*id, kind(id))).collect(),
            instructions,
            result: node.map_or(0, |n| registers.get(n)),
            gates: gates.collect(),
            conditions: conditions.iter().map(|c| c.map(|c| registers.get(c))).collect(),
            registers: registers.values,
            program: Arc::clone(&plan.program),
        })
    }
}

impl RecordEvaluator {
    /// Evaluates a record: its inputs in the order of [`RecordQuery::inputs`]. A link's value is whatever the policy follows it for,
    /// so that links themselves are seldom inputs; where one is, it is the row's number.
    ///
    /// # Errors
    /// More or fewer values than inputs, or a value of another type.
    pub fn eval(&mut self, values: &[Value]) -> Result<Value, Diagnostic> {
        if values.len() != self.shared.inputs.len() {
            let message = format!("a record has {} values, not {}", self.shared.inputs.len(), values.len());
            return Err(Diagnostic::nowhere(Code::Usage, message));
        }
        for (((id, kind), value), register) in self.shared.inputs.iter().zip(values).zip(&mut self.registers) {
            match code(*kind, value) {
                Some(code) => *register = code,
                None => return Err(wrong_type(&self.shared.program, *id)),
            }
        }
        Ok(self.evaluate())
    }

    /// The same with numbers alone: a NaN is missing; yes/no is 1 or 0; a level or category its position.
    /// Inputs that are not given are missing.
    pub fn eval_numbers(&mut self, values: &[f64]) -> Value {
        for (at, ((_, kind), register)) in self.shared.inputs.iter().zip(&mut self.registers).enumerate() {
            *register = numeric_code(*kind, values.get(at).copied().unwrap_or(f64::NAN));
        }
        self.evaluate()
    }

    fn evaluate(&mut self) -> Value {
        let registers = self.registers.as_mut_slice();
        for instruction in &self.shared.instructions {
            let operand = |i: usize| {
                let at = instruction.operands.get(i).map_or(usize::MAX, |o| usize::from(*o));
                registers.get(at).copied().unwrap_or(0)
            };
            let value = meaning::apply(&instruction.op, instruction.operands.len(), operand);
            if let Some(register) = registers.get_mut(usize::from(instruction.register)) {
                *register = value;
            }
        }
        let kind = Kind::of(&self.shared.program.quantity(self.shared.target).ty);
        value(kind, self.register(self.shared.result))
    }

    fn register(&self, at: u16) -> u64 {
        self.registers.get(usize::from(at)).copied().unwrap_or(0)
    }

    /// The gates that the last record does not pass, with their unmet requirements.
    pub fn unmet(&self) -> Vec<Unmet> {
        let requirement = |(at, register): (usize, &u16)| match yes_no::value(self.register(*register) as u8) {
            Ok(true) => None,
            Ok(false) => Some((at, false)),
            Err(_) => Some((at, true)),
        };
        let gates = self.shared.gates.iter().map(|(gate, registers)| Unmet {
            gate: *gate,
            requirements: registers.iter().enumerate().filter_map(requirement).collect(),
        });
        gates.filter(|g| !g.requirements.is_empty()).collect()
    }

    /// For a scenario: whether the condition of each outcome holds for the last record, in the order written.
    pub fn conditions(&self) -> impl Iterator<Item = Holds> + '_ {
        self.shared.conditions.iter().map(|register| match register {
            None => Holds::Otherwise,
            Some(register) => match yes_no::value(self.register(*register) as u8) {
                Ok(true) => Holds::Yes,
                Ok(false) => Holds::No,
                Err(_) => Holds::Undecided,
            },
        })
    }

    /// The inputs that were missing in the last record.
    pub fn missing(&self) -> impl Iterator<Item = QuantityId> + '_ {
        let inputs = self.shared.inputs.iter().zip(&self.registers);
        inputs.filter(|((_, kind), code)| meaning::missing_kind(*kind, **code).is_some()).map(|((id, _), _)| *id)
    }
}

fn wrong_type(program: &Program, id: QuantityId) -> Diagnostic {
    let quantity = program.quantity(id);
    let wanted = match &quantity.ty {
        Type::Number(_) => "a number",
        Type::Date => "a date",
        Type::YesNo => "yes or no",
        Type::Text => "a text",
        Type::Member(_) => "a level or category",
        Type::Link(_) => "the number of a row",
    };
    Diagnostic::nowhere(Code::Usage, format!("`{}` needs {wanted}", quantity.name))
}

/// A value's code; `None` for a value of another type.
fn code(kind: Kind, value: &Value) -> Option<u64> {
    match (kind, value) {
        (_, Value::Missing(how)) => Some(meaning::missing(kind, *how)),
        (Kind::Number, Value::Number(x)) => Some(number_code(*x)),
        (Kind::YesNo, Value::YesNo(b)) => Some(u64::from(yes_no::from(*b))),
        (Kind::Member, Value::Member(m)) => Some(u64::from(*m)),
        (Kind::Link, Value::Number(row)) => Some(u64::from(*row as u32)),
        (Kind::Number | Kind::YesNo | Kind::Member | Kind::Link | Kind::Text | Kind::Groups, _) => None,
    }
}

/// NaNs of the host's own making count as unavailable, as in columns; infinities are no numbers.
fn number_code(x: f64) -> u64 {
    if x.is_infinite() { number::finite(x).to_bits() } else { x.to_bits() }
}

fn numeric_code(kind: Kind, x: f64) -> u64 {
    match kind {
        Kind::Number => number_code(x),
        _ if x.is_nan() => meaning::missing(kind, crate::program::Missing::Unavailable),
        Kind::YesNo => u64::from(yes_no::from(x != 0.0)),
        Kind::Member => u64::from((x as u8).min(member::FIRST_MISSING - 1)),
        Kind::Link | Kind::Text | Kind::Groups => u64::from(x as u32),
    }
}

fn value(kind: Kind, code: u64) -> Value {
    match meaning::missing_kind(kind, code) {
        Some(how) => Value::Missing(how),
        None => match kind {
            Kind::Number => Value::Number(f64::from_bits(code)),
            Kind::YesNo => Value::YesNo(code & 3 == u64::from(yes_no::YES)),
            Kind::Member => Value::Member(code as u8),
            Kind::Link | Kind::Text | Kind::Groups => Value::Number(f64::from(code as u32)),
        },
    }
}
