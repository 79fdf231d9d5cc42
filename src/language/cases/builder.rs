//! Programs made by hand, for tests: one table `rows` and one scenario.

use crate::program::*;
use crate::source::Span;

/// A program under construction; names are those of quantities of the table `rows`.
pub(super) struct Builder {
    pub program: Program,
}

pub(super) const PLAIN: Type = Type::Number(None);

impl Builder {
    pub fn new() -> Self {
        let table = Table {
            name: "rows".to_owned(),
            about: About::default(),
            key: QuantityId(0),
            keys: Vec::new(),
            quantities: Vec::new(),
            gates: Vec::new(),
            tokens: Vec::new(),
            inline: None,
            summary: None,
            span: Span::default(),
        };
        let program = Program { name: "test".to_owned(), tables: vec![table], ..Program::default() };
        Self { program }
    }

    fn quantity(&mut self, name: &str, ty: Type, range: (Option<f64>, Option<f64>), origin: Origin) -> QuantityId {
        let id = QuantityId(self.program.quantities.len() as u32);
        self.program.tables[0].quantities.push(id);
        self.program.quantities.push(Quantity {
            name: name.to_owned(),
            about: About::default(),
            table: TableId(0),
            ty,
            higher_is_better: None,
            range,
            goalposts: None,
            printed: None,
            measures: None,
            origin,
            span: Span::default(),
            name_span: Span::default(),
        });
        id
    }

    /// A column that may be missing, as a value of a row.
    pub fn column(&mut self, name: &str, ty: Type, range: (Option<f64>, Option<f64>)) -> Expr {
        let source = ColumnSource {
            header: name.to_owned(),
            header_given: false,
            optional: true,
            tokens: Vec::new(),
            published_only: false,
            option: None,
        };
        let id = self.quantity(name, ty.clone(), range, Origin::Column(source));
        expr(ExprKind::Quantity(id), ty)
    }

    /// A number without range.
    pub fn number(&mut self, name: &str) -> Expr {
        self.column(name, PLAIN, (None, None))
    }

    /// An ordered scale.
    pub fn scale(&mut self, name: &str, members: &[&str]) -> ScaleId {
        let member = |(i, name): (usize, &&str)| Member {
            name: (*name).to_owned(),
            about: About::default(),
            number: i as f64 + 1.0,
        };
        self.program.scales.push(Scale {
            name: name.to_owned(),
            about: About::default(),
            ordered: true,
            counts_as_numbers: true,
            members: members.iter().enumerate().map(member).collect(),
        });
        ScaleId(self.program.scales.len() as u32 - 1)
    }

    pub fn parameter(&mut self, name: &str, ty: Type, default: Option<Value>) -> Expr {
        let id = ParameterId(self.program.parameters.len() as u32);
        self.program.parameters.push(Parameter {
            name: name.to_owned(),
            about: About::default(),
            ty: ty.clone(),
            default,
            range: (None, None),
            span: Span::default(),
        });
        expr(ExprKind::Parameter(id), ty)
    }

    /// The scenario `path`; a condition of `None` is otherwise.
    pub fn scenario(&mut self, rule: ScenarioRule, outcomes: &[(&str, Option<Expr>)]) -> QuantityId {
        let names: Vec<&str> = outcomes.iter().map(|(n, _)| *n).collect();
        let scale = self.scale("path", &names);
        let outcomes = outcomes.iter().enumerate().map(|(i, (_, condition))| Outcome {
            member: i as u8,
            condition: condition.clone(),
            rule: None,
            span: Span::default(),
        });
        let scenario = Scenario { scale, by: None, outcomes: outcomes.collect(), rule, tolerances: Vec::new() };
        self.quantity("path", Type::Member(scale), (None, None), Origin::Scenario(Box::new(scenario)))
    }

    pub fn defaults(&self) -> Vec<Value> {
        let missing = Value::Missing(Missing::Unavailable);
        self.program.parameters.iter().map(|p| p.default.clone().unwrap_or(missing.clone())).collect()
    }
}

pub(super) fn expr(kind: ExprKind, ty: Type) -> Expr {
    Expr { kind, ty, span: Span::default() }
}

pub(super) fn num(x: f64) -> Expr {
    expr(ExprKind::Number(x), PLAIN)
}

pub(super) fn member(scale: ScaleId, at: u8) -> Expr {
    expr(ExprKind::Member(at), Type::Member(scale))
}

pub(super) fn text(x: &str) -> Expr {
    expr(ExprKind::Text(x.to_owned()), Type::Text)
}

pub(super) fn is(op: CompareOp, a: &Expr, b: &Expr) -> Expr {
    expr(ExprKind::Compare(op, Box::new(a.clone()), Box::new(b.clone())), Type::YesNo)
}

pub(super) fn lt(a: &Expr, b: &Expr) -> Expr {
    is(CompareOp::Less, a, b)
}

pub(super) fn le(a: &Expr, b: &Expr) -> Expr {
    is(CompareOp::LessOrEqual, a, b)
}

pub(super) fn gt(a: &Expr, b: &Expr) -> Expr {
    is(CompareOp::Greater, a, b)
}

pub(super) fn ge(a: &Expr, b: &Expr) -> Expr {
    is(CompareOp::GreaterOrEqual, a, b)
}

pub(super) fn eq(a: &Expr, b: &Expr) -> Expr {
    is(CompareOp::Is, a, b)
}

pub(super) fn and(parts: &[Expr]) -> Expr {
    expr(ExprKind::And(parts.to_vec()), Type::YesNo)
}

pub(super) fn or(parts: &[Expr]) -> Expr {
    expr(ExprKind::Or(parts.to_vec()), Type::YesNo)
}

pub(super) fn not(x: &Expr) -> Expr {
    expr(ExprKind::Not(Box::new(x.clone())), Type::YesNo)
}

pub(super) fn missing(x: &Expr) -> Expr {
    expr(ExprKind::IsMissing(Box::new(x.clone()), None), Type::YesNo)
}

pub(super) fn arithmetic(op: ArithmeticOp, a: &Expr, b: &Expr) -> Expr {
    expr(ExprKind::Arithmetic(op, Box::new(a.clone()), Box::new(b.clone())), PLAIN)
}

pub(super) fn follow(link: &Expr, target: &Expr) -> Expr {
    expr(ExprKind::Follow { link: Box::new(link.clone()), target: Box::new(target.clone()) }, target.ty.clone())
}

pub(super) fn call(function: Function, list: &[Expr], ty: Type) -> Expr {
    expr(ExprKind::Call(function, list.to_vec()), ty)
}
