//! Expressions become nodes.

use std::sync::Arc;

use super::operation::{Across, Binary, Kind, Op, RowOp, TextOp, Unary};
use super::{Dag, NodeId, Plan, Subjects, meaning};
use crate::column::{member, number, yes_no};
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{
    ArithmeticOp, CompareOp, Expr, ExprKind, Function, Missing, Program, QuantityId, TableId, Type, Value,
};

/// What is known of the rows that a table's gates let through.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Included {
    /// Not asked yet.
    Unknown,
    /// Being worked out.
    Busy,
    /// The node; `None`: all rows.
    Known(Option<NodeId>),
}

/// Makes the graph of a program.
pub(super) struct Lower<'p> {
    pub program: &'p Arc<Program>,
    pub parameters: &'p [(Value, bool)],
    pub undecided: &'p [Subjects<'p>],
    pub dag: Dag,
    pub quantities: Vec<Option<NodeId>>,
    pub busy: Vec<bool>,
    pub included: Vec<Included>,
    /// For each summary the node that makes its rows.
    pub groupings: Vec<Included>,
    pub requirements: Vec<Vec<NodeId>>,
    pub conditions: Vec<(QuantityId, Vec<Option<NodeId>>)>,
    /// Inside the requirements of a gate, excluded rows take part.
    pub in_gate: bool,
    /// For single records: the values given from outside, in order.
    pub record: Option<Vec<QuantityId>>,
    pub error: Option<Diagnostic>,
}

impl<'p> Lower<'p> {
    pub fn new(program: &'p Arc<Program>, parameters: &'p [(Value, bool)], undecided: &'p [Subjects<'p>]) -> Self {
        Self {
            program,
            parameters,
            undecided,
            dag: Dag::default(),
            quantities: vec![None; program.quantities.len()],
            busy: vec![false; program.quantities.len()],
            included: vec![Included::Unknown; program.tables.len()],
            groupings: vec![Included::Unknown; program.tables.len()],
            requirements: vec![Vec::new(); program.gates.len()],
            conditions: Vec::new(),
            in_gate: false,
            record: None,
            error: None,
        }
    }

    /// Values are given from outside from now on, these first.
    pub fn single_record(&mut self, inputs: &[QuantityId]) {
        self.record = Some(inputs.to_vec());
    }

    /// The values that a record needs, in order.
    pub fn record_inputs(&self) -> Vec<QuantityId> {
        self.record.clone().unwrap_or_default()
    }

    /// The plan.
    pub fn finish(self) -> Result<Plan, Diagnostic> {
        if let Some(error) = self.error {
            return Err(error);
        }
        let known = |i: &Included| match i {
            Included::Known(node) => *node,
            Included::Unknown | Included::Busy => None,
        };
        let included = self.included.iter().map(known);
        Ok(Plan {
            program: Arc::clone(self.program),
            included: included.collect(),
            groupings: self.groupings.iter().map(known).collect(),
            dag: self.dag,
            quantities: self.quantities,
            requirements: self.requirements,
            conditions: self.conditions,
        })
    }

    /// Keeps the first error, and goes on with missing.
    pub fn fail(&mut self, error: Diagnostic) -> NodeId {
        self.error.get_or_insert(error);
        self.missing(Kind::Number)
    }

    /// For single records: what is asked needs more than the row.
    pub fn needs_other_rows(&mut self, expr: &Expr) -> NodeId {
        let message = "this value depends on other rows, so that a single record does not decide it";
        self.fail(Diagnostic::error(Code::Usage, expr.span, message))
    }

    pub fn missing(&mut self, kind: Kind) -> NodeId {
        self.dag.constant(meaning::missing(kind, Missing::Unavailable), kind)
    }

    /// The table that a row operation belongs to; single records have none.
    pub fn here(&self, table: TableId) -> Option<TableId> {
        if self.record.is_some() { None } else { Some(table) }
    }

    pub fn row(&mut self, op: RowOp, args: Vec<NodeId>, table: TableId) -> NodeId {
        let here = self.here(table);
        self.dag.row(op, args, here)
    }

    /// The node as a column: a constant is written out for each row.
    pub fn column(&mut self, node: NodeId, table: Option<TableId>) -> NodeId {
        if !self.dag.node(node).op.is_constant() {
            return node;
        }
        match self.dag.node(node).kind {
            Kind::Text => self.dag.add(Op::Texts(TextOp::Fill, vec![node]), Kind::Text, table),
            kind => self.dag.add(Op::Row(RowOp::Fill(kind), vec![node]), kind, table),
        }
    }

    /// An expression, for each row of a table.
    pub fn expr(&mut self, expr: &Expr, table: TableId) -> NodeId {
        let kind = Kind::of(&expr.ty);
        match &expr.kind {
            ExprKind::Number(_) | ExprKind::Text(_) | ExprKind::Parameter(_) if kind == Kind::Link => {
                self.found_by_key(expr, table)
            }
            ExprKind::Number(x) => self.dag.constant(x.to_bits(), Kind::Number),
            ExprKind::YesNo(b) => self.dag.constant(u64::from(yes_no::from(*b)), Kind::YesNo),
            ExprKind::Member(m) => self.dag.constant(u64::from(*m), Kind::Member),
            ExprKind::Missing(how) => self.dag.constant(meaning::missing(kind, *how), kind),
            ExprKind::Text(text) => self.text(text),
            ExprKind::Parameter(id) => {
                let given = self.parameters.get(id.at()).map(|(v, _)| v.clone());
                let value = given.or_else(|| self.program.parameter(*id).default.clone());
                self.value(value.as_ref(), kind)
            }
            ExprKind::Quantity(id) => self.quantity(*id),
            ExprKind::Follow { link, target } => self.follow(link, target, table),
            ExprKind::Negate(x) => self.unary(Unary::Negate, x, table),
            ExprKind::Not(x) => {
                let x = self.expr(x, table);
                self.row(RowOp::Not, vec![x], table)
            }
            ExprKind::Arithmetic(op, a, b) => {
                let (a, b) = (self.expr(a, table), self.expr(b, table));
                self.row(RowOp::Binary(arithmetic(*op)), vec![a, b], table)
            }
            ExprKind::Compare(op, a, b) => {
                let (a, b) = (self.expr(a, table), self.expr(b, table));
                self.compare(*op, a, b, table)
            }
            ExprKind::And(all) => self.chain(&RowOp::And, meaning::YES, all, table),
            ExprKind::Or(all) => self.chain(&RowOp::Or, meaning::NO, all, table),
            ExprKind::If(condition, then, otherwise) => {
                let args = [condition, then, otherwise].map(|e| self.expr(e, table)).to_vec();
                self.either(kind, TextOp::If, RowOp::If(kind), args, table)
            }
            ExprKind::IsMissing(x, how) => {
                let node = self.expr(x, table);
                let kind = self.dag.node(node).kind;
                let (text, row) = match how {
                    Some(how) => (TextOp::IsMissingAs(*how), RowOp::IsMissingAs(kind, *how)),
                    None => (TextOp::IsMissing, RowOp::IsMissing(kind)),
                };
                self.either(kind, text, row, vec![node], table)
            }
            ExprKind::IfMissing(a, b) => {
                let args = vec![self.expr(a, table), self.expr(b, table)];
                self.either(kind, TextOp::IfMissing, RowOp::IfMissing(kind), args, table)
            }
            ExprKind::OneOf(x, list) => self.one_of(x, list, table),
            ExprKind::LevelNumber(x) => self.level_number(x, table),
            ExprKind::Call(function, args) => self.call(*function, args, table),
            ExprKind::Aggregate(aggregate) if self.record.is_none() => self.aggregate(aggregate, kind, table),
            ExprKind::Aggregate(_) => self.needs_other_rows(expr),
        }
    }

    /// A text operation where the values are texts, otherwise a row operation.
    pub fn either(&mut self, kind: Kind, text: TextOp, row: RowOp, args: Vec<NodeId>, table: TableId) -> NodeId {
        if kind == Kind::Text { self.texts(text, args, table) } else { self.row(row, args, table) }
    }

    pub fn texts(&mut self, op: TextOp, args: Vec<NodeId>, table: TableId) -> NodeId {
        if self.record.is_some() {
            let message = "texts are not part of single records";
            return self.fail(Diagnostic::nowhere(Code::Usage, message));
        }
        let here = self.here(table);
        self.dag.add(Op::Texts(op, args), op.kind(), here)
    }

    pub fn text(&mut self, text: &str) -> NodeId {
        self.dag.add(Op::Text(text.into()), Kind::Text, None)
    }

    fn value(&mut self, value: Option<&Value>, kind: Kind) -> NodeId {
        let code = match value {
            Some(Value::Number(x)) => number::kind(*x).map_or(x.to_bits(), |how| meaning::missing(kind, how)),
            Some(Value::YesNo(b)) => u64::from(yes_no::from(*b)),
            Some(Value::Member(m)) => u64::from(*m),
            Some(Value::Text(text)) => return self.text(text),
            Some(Value::Missing(how)) => meaning::missing(kind, *how),
            None => meaning::missing(kind, Missing::Unavailable),
        };
        self.dag.constant(code, kind)
    }

    fn follow(&mut self, link: &Expr, target: &Expr, table: TableId) -> NodeId {
        let Type::Link(other) = link.ty else { return self.missing(Kind::of(&target.ty)) };
        if self.record.is_some() {
            return if by_key(link) { self.needs_other_rows(link) } else { self.expr(target, other) };
        }
        let row = self.expr(link, table);
        let there = self.expr(target, other);
        let there = self.column(there, Some(other));
        let kind = self.dag.node(there).kind;
        self.either(kind, TextOp::Gather, RowOp::Gather(kind), vec![row, there], table)
    }

    fn unary(&mut self, f: Unary, x: &Expr, table: TableId) -> NodeId {
        let x = self.expr(x, table);
        self.row(RowOp::Unary(f), vec![x], table)
    }

    /// `x < t` is `not (x >= t)`: both missing, or one the negation of the other.
    pub fn compare(&mut self, op: CompareOp, a: NodeId, b: NodeId, table: TableId) -> NodeId {
        let kind = self.dag.node(a).kind;
        let args = vec![a, b];
        match op {
            CompareOp::Is => self.either(kind, TextOp::Same, RowOp::Same(kind), args, table),
            CompareOp::GreaterOrEqual => self.row(RowOp::AtLeast(kind), args, table),
            CompareOp::LessOrEqual => self.row(RowOp::AtMost(kind), args, table),
            CompareOp::Less => {
                let not = self.row(RowOp::AtLeast(kind), args, table);
                self.row(RowOp::Not, vec![not], table)
            }
            CompareOp::Greater => {
                let not = self.row(RowOp::AtMost(kind), args, table);
                self.row(RowOp::Not, vec![not], table)
            }
        }
    }

    fn chain(&mut self, op: &RowOp, empty: u64, all: &[Expr], table: TableId) -> NodeId {
        let mut chain = None;
        for item in all {
            let item = self.expr(item, table);
            chain = Some(match chain {
                Some(before) => self.row(op.clone(), vec![before, item], table),
                None => item,
            });
        }
        chain.unwrap_or_else(|| self.dag.constant(empty, Kind::YesNo))
    }

    /// Whether the value is one of several; missing where it is missing, also if there are none.
    fn one_of(&mut self, x: &Expr, list: &[Expr], table: TableId) -> NodeId {
        let x = self.expr(x, table);
        let itself = self.compare(CompareOp::Is, x, x, table);
        let mut any = self.row(RowOp::Not, vec![itself], table);
        for (i, item) in list.iter().enumerate() {
            let item = self.expr(item, table);
            let same = self.compare(CompareOp::Is, x, item, table);
            any = if i == 0 { same } else { self.row(RowOp::Or, vec![any, same], table) };
        }
        any
    }

    fn level_number(&mut self, x: &Expr, table: TableId) -> NodeId {
        let Type::Member(scale) = x.ty else { return self.missing(Kind::Number) };
        let numbers: Vec<u64> = self.program.scale(scale).members.iter().map(|m| m.number.to_bits()).collect();
        let x = self.expr(x, table);
        self.row(RowOp::LevelNumber(numbers.into()), vec![x], table)
    }

    fn call(&mut self, function: Function, args: &[Expr], table: TableId) -> NodeId {
        if let (Function::Level, [x]) = (function, args) {
            return self.level_number(x, table);
        }
        let nodes: Vec<NodeId> = args.iter().map(|a| self.expr(a, table)).collect();
        let across = if function == Function::Min { Across::Min } else { Across::Max };
        if let Some(open) = function.bounded(args) {
            let open: Vec<NodeId> = open.into_iter().map(|a| self.expr(a, table)).collect();
            let open = if let [only] = open.as_slice() { *only } else { self.row(RowOp::Across(across), open, table) };
            let missing = self.row(RowOp::IsMissing(Kind::Number), vec![open], table);
            let all = self.row(RowOp::Across(across), nodes, table);
            return self.row(RowOp::If(Kind::Number), vec![missing, open, all], table);
        }
        let unary = |f| RowOp::Unary(f);
        let op = match function {
            Function::Min | Function::Max => RowOp::Across(across),
            Function::Sum => RowOp::Across(Across::Sum),
            Function::Mean => RowOp::Across(Across::Mean),
            Function::Median => RowOp::Across(Across::Median),
            Function::Count => return self.count(nodes, table),
            Function::Abs => unary(Unary::Abs),
            Function::Sqrt => unary(Unary::Sqrt),
            Function::Ln => unary(Unary::Ln),
            Function::Log10 => unary(Unary::Log10),
            Function::Exp => unary(Unary::Exp),
            Function::Floor => unary(Unary::Floor),
            Function::Ceil => unary(Unary::Ceil),
            Function::Sign => unary(Unary::Sign),
            Function::Year => unary(Unary::Year),
            Function::Month => unary(Unary::Month),
            Function::Day => unary(Unary::Day),
            Function::Round if nodes.len() < 2 => RowOp::Rounded { decimals: 0, half_even: false },
            Function::Round => RowOp::Binary(Binary::Round),
            Function::Clamp => RowOp::Clamp,
            Function::Growth => RowOp::Binary(Binary::Growth),
            Function::Date => RowOp::Date,
            Function::Length => return self.texts(TextOp::Length, nodes, table),
            Function::Lower => return self.texts(TextOp::Lower, nodes, table),
            Function::Upper => return self.texts(TextOp::Upper, nodes, table),
            Function::Trim => return self.texts(TextOp::Trim, nodes, table),
            Function::Contains => return self.texts(TextOp::Contains, nodes, table),
            Function::StartsWith => return self.texts(TextOp::StartsWith, nodes, table),
            Function::EndsWith => return self.texts(TextOp::EndsWith, nodes, table),
            Function::Join => return self.texts(TextOp::Join, nodes, table),
            Function::Level => return self.missing(Kind::Number),
        };
        if matches!(op, RowOp::Across(Across::Min | Across::Max | Across::Median)) {
            return self.across_levels(op, nodes, table);
        }
        self.row(op, nodes, table)
    }

    /// Smallest and largest also of levels, by their position.
    fn across_levels(&mut self, op: RowOp, nodes: Vec<NodeId>, table: TableId) -> NodeId {
        let levels = nodes.first().is_some_and(|n| self.dag.node(*n).kind == Kind::Member);
        if !levels {
            return self.row(op, nodes, table);
        }
        let positions = nodes.into_iter().map(|n| self.row(RowOp::Position, vec![n], table)).collect();
        let found = self.row(op, positions, table);
        self.row(RowOp::MemberAt, vec![found], table)
    }

    /// How many values are not missing; of yes/no values how many are yes.
    fn count(&mut self, nodes: Vec<NodeId>, table: TableId) -> NodeId {
        let known = nodes.into_iter().map(|n| self.counted(n, table)).collect();
        self.row(RowOp::CountYes, known, table)
    }

    /// Yes where a value counts: yes/no values themselves, of others whether they are there.
    pub fn counted(&mut self, node: NodeId, table: TableId) -> NodeId {
        match self.dag.node(node).kind {
            Kind::YesNo => node,
            Kind::Number | Kind::Member | Kind::Link | Kind::Text | Kind::Groups => self.is_there(node, table),
        }
    }

    /// Yes where a value is not missing.
    pub fn is_there(&mut self, node: NodeId, table: TableId) -> NodeId {
        let kind = self.dag.node(node).kind;
        let gone = self.either(kind, TextOp::IsMissing, RowOp::IsMissing(kind), vec![node], table);
        self.row(RowOp::Not, vec![gone], table)
    }

    /// A level's position as a number where `kind` asks for it.
    pub fn as_number(&mut self, node: NodeId, table: TableId) -> NodeId {
        match self.dag.node(node).kind {
            Kind::Member => self.row(RowOp::Position, vec![node], table),
            Kind::YesNo => {
                let (one, zero) = (1f64.to_bits(), 0f64.to_bits());
                let (one, zero) = (self.dag.constant(one, Kind::Number), self.dag.constant(zero, Kind::Number));
                self.row(RowOp::If(Kind::Number), vec![node, one, zero], table)
            }
            Kind::Number | Kind::Link | Kind::Text | Kind::Groups => node,
        }
    }
}

fn arithmetic(op: ArithmeticOp) -> Binary {
    match op {
        ArithmeticOp::Add => Binary::Add,
        ArithmeticOp::Subtract => Binary::Subtract,
        ArithmeticOp::Multiply => Binary::Multiply,
        ArithmeticOp::Divide => Binary::Divide,
        ArithmeticOp::Power => Binary::Power,
    }
}

/// Members never reach the codes that mean missing.
const _: () = assert!(member::FIRST_MISSING == 252);

/// Whether a link names a row by its key, not by a field of the record.
fn by_key(link: &Expr) -> bool {
    if let ExprKind::If(_, yes, no) = &link.kind {
        return by_key(yes) || by_key(no);
    }
    matches!(link.kind, ExprKind::Number(_) | ExprKind::Text(_) | ExprKind::Parameter(_))
}
