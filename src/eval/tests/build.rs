//! Small programs and data made by hand.

use std::sync::Arc;

use crate::eval::column::{member, number, yes_no};
use crate::eval::{Assessment, Column, Data, RunOptions, TableData, TextColumn, TextPool, run};
use crate::methods::{Aggregator, Normaliser, Options, Setting, aggregate, normalise};
use crate::program::*;
use crate::source::Span;

pub const UNAVAILABLE: f64 = number::missing(Missing::Unavailable);
pub const INAPPLICABLE: f64 = number::missing(Missing::Inapplicable);
pub const UNASKED: f64 = number::missing(Missing::Unasked);
pub const UNKNOWN: f64 = number::missing(Missing::Unknown);

pub struct Build {
    pub program: Program,
    pub data: Data,
}

pub fn number_type() -> Type {
    Type::Number(Some(Unit::default()))
}

impl Build {
    pub fn new() -> Self {
        let program = Program { name: "test".into(), ..Program::default() };
        Self { program, data: Data::default() }
    }

    /// A table with a text key of row numbers.
    pub fn table(&mut self, name: &str, rows: usize) -> TableId {
        let id = TableId(self.program.tables.len() as u32);
        self.program.tables.push(Table {
            name: name.into(),
            about: About::default(),
            key: QuantityId(0),
            keys: Vec::new(),
            quantities: Vec::new(),
            gates: Vec::new(),
            tokens: Vec::new(),
            inline: None,
            summary: None,
            span: Span::default(),
        });
        self.data.tables.push(TableData { rows, ..TableData::default() });
        let mut texts = TextPool::default();
        (0..rows).for_each(|row| {
            texts.push(&format!("{name}{row}"));
        });
        let key = Column::Text(TextColumn { codes: None, texts: Arc::new(texts) });
        self.program.tables[id.at()].key = self.column(id, "key", Type::Text, key);
        id
    }

    fn quantity(&mut self, table: TableId, name: &str, ty: Type, origin: Origin) -> QuantityId {
        let id = QuantityId(self.program.quantities.len() as u32);
        if !matches!(origin, Origin::Column(_)) {
            self.program.order.push(Node::Quantity(id));
        }
        self.program.quantities.push(Quantity {
            name: name.into(),
            about: About::default(),
            table,
            ty,
            higher_is_better: None,
            range: (None, None),
            goalposts: None,
            printed: None,
            measures: None,
            origin,
            span: Span::default(),
            name_span: Span::default(),
        });
        self.program.tables[table.at()].quantities.push(id);
        id
    }

    pub fn column(&mut self, table: TableId, name: &str, ty: Type, column: Column) -> QuantityId {
        let source = ColumnSource {
            header: name.into(),
            header_given: false,
            optional: true,
            tokens: Vec::new(),
            published_only: false,
            option: None,
        };
        let id = self.quantity(table, name, ty, Origin::Column(source));
        self.data.tables[table.at()].columns.insert(id, column);
        id
    }

    pub fn numbers(&mut self, table: TableId, name: &str, values: &[f64]) -> QuantityId {
        self.column(table, name, number_type(), Column::Number(Arc::new(values.to_vec())))
    }

    pub fn yes_no(&mut self, table: TableId, name: &str, values: &[Option<bool>]) -> QuantityId {
        let code = |v: &Option<bool>| v.map_or(yes_no::missing(Missing::Unknown), yes_no::from);
        self.column(table, name, Type::YesNo, Column::YesNo(Arc::new(values.iter().map(code).collect())))
    }

    pub fn texts(&mut self, table: TableId, name: &str, values: &[&str]) -> QuantityId {
        let mut texts = TextPool::default();
        let mut known: Vec<&str> = Vec::new();
        let codes = values.iter().map(|v| match known.iter().position(|k| k == v) {
            Some(at) => at as u32,
            None => {
                known.push(v);
                texts.push(v)
            }
        });
        let codes = codes.collect();
        let column = TextColumn { codes: Some(Arc::new(codes)), texts: Arc::new(texts) };
        self.column(table, name, Type::Text, Column::Text(column))
    }

    pub fn links(&mut self, table: TableId, name: &str, to: TableId, rows: &[u32]) -> QuantityId {
        self.column(table, name, Type::Link(to), Column::Link(Arc::new(rows.to_vec())))
    }

    /// A scale of members with their numbers.
    pub fn scale(&mut self, name: &str, members: &[(&str, f64)]) -> ScaleId {
        let member =
            |(name, number): &(&str, f64)| Member { name: (*name).into(), about: About::default(), number: *number };
        self.program.scales.push(Scale {
            name: name.into(),
            about: About::default(),
            ordered: true,
            counts_as_numbers: true,
            members: members.iter().map(member).collect(),
        });
        ScaleId(self.program.scales.len() as u32 - 1)
    }

    pub fn levels(&mut self, table: TableId, name: &str, scale: ScaleId, codes: &[Option<u8>]) -> QuantityId {
        let code = |v: &Option<u8>| v.unwrap_or(member::missing(Missing::Unasked));
        self.column(table, name, Type::Member(scale), Column::Member(Arc::new(codes.iter().map(code).collect())))
    }

    pub fn formula(&mut self, table: TableId, name: &str, expr: Expr) -> QuantityId {
        let ty = expr.ty.clone();
        self.quantity(table, name, ty, Origin::Formula(expr, None))
    }

    pub fn index(&mut self, table: TableId, name: &str, index: Index) -> QuantityId {
        self.quantity(table, name, number_type(), Origin::Index(Box::new(index)))
    }

    pub fn rank(&mut self, table: TableId, name: &str, rule: RankRule) -> QuantityId {
        self.quantity(table, name, number_type(), Origin::Rank(Box::new(rule)))
    }

    /// A scenario with its own scale; a condition of `None` is `otherwise`.
    pub fn scenario(
        &mut self,
        table: TableId,
        name: &str,
        rule: ScenarioRule,
        outcomes: Vec<(&str, Option<Expr>)>,
    ) -> QuantityId {
        let members: Vec<(&str, f64)> = outcomes.iter().map(|(n, _)| *n).zip((0u8..).map(f64::from)).collect();
        let scale = self.scale(name, &members);
        let outcomes = outcomes.into_iter().enumerate().map(|(at, (_, condition))| Outcome {
            member: at as u8,
            condition,
            rule: None,
            span: Span::default(),
        });
        let scenario = Scenario { scale, by: None, outcomes: outcomes.collect(), rule, tolerances: Vec::new() };
        self.quantity(table, name, Type::Member(scale), Origin::Scenario(Box::new(scenario)))
    }

    pub fn gate(&mut self, table: TableId, name: &str, requirements: Vec<(Expr, &str)>) -> GateId {
        let id = GateId(self.program.gates.len() as u32);
        let requirement = |(condition, reason): (Expr, &str)| Requirement { condition, reason: reason.into() };
        self.program.gates.push(Gate {
            name: name.into(),
            about: About::default(),
            table,
            requirements: requirements.into_iter().map(requirement).collect(),
            span: Span::default(),
        });
        self.program.tables[table.at()].gates.push(id);
        self.program.order.push(Node::Gate(id));
        id
    }

    pub fn parameter(&mut self, name: &str, value: f64) -> ParameterId {
        self.program.parameters.push(Parameter {
            name: name.into(),
            about: About::default(),
            ty: number_type(),
            default: Some(Value::Number(value)),
            range: (None, None),
            span: Span::default(),
        });
        ParameterId(self.program.parameters.len() as u32 - 1)
    }

    pub fn shared(&self) -> Arc<Program> {
        Arc::new(self.program.clone())
    }

    pub fn run(&self) -> Assessment {
        self.run_with(Some(1))
    }

    pub fn run_with(&self, threads: Option<usize>) -> Assessment {
        let options = RunOptions { threads, ..RunOptions::default() };
        run(&self.shared(), &self.data, &self.defaults(), &options).unwrap()
    }

    pub fn defaults(&self) -> Vec<(Value, bool)> {
        self.program.parameters.iter().map(|p| (p.default.clone().unwrap(), false)).collect()
    }
}

// Indices ------------------------------------------------------------------------------------------

pub fn normaliser(name: &str) -> &'static dyn Normaliser {
    *normalise::ALL.iter().find(|m| m.name() == name).unwrap()
}

pub fn aggregator(name: &str) -> &'static dyn Aggregator {
    *aggregate::ALL.iter().find(|m| m.name() == name).unwrap()
}

pub fn index(parts: &[QuantityId], aggregate: &str, missing: MissingRule) -> Index {
    let part = |q: &QuantityId| Part {
        quantity: *q,
        name: format!("q{}", q.0),
        nested: false,
        scores: Vec::new(),
        span: Span::default(),
    };
    Index {
        parts: parts.iter().map(part).collect(),
        steps: Vec::new(),
        aggregate: aggregator(aggregate),
        aggregate_options: Options::default(),
        inputs: Vec::new(),
        aggregate_span: Span::default(),
        aggregate_within: Vec::new(),
        preferences: Vec::new(),
        higher: vec![true; parts.len()],
        weights: vec![1.0; parts.len()],
        weights_span: None,
        weights_name: None,
        weighing: crate::program::Weighing::Given,
        missing,
        missing_as: Vec::new(),
        rounding: None,
    }
}

pub fn normalised(mut index: Index, method: &str, within: &[QuantityId]) -> Index {
    let step = NormaliseStep {
        method: normaliser(method),
        options: Options::default(),
        degenerate: normaliser(method).degenerate(),
        within: within.to_vec(),
        among: None,
        parts: vec![Some(Setting::default()); index.parts.len()],
        span: Span::default(),
    };
    index.steps.push(Step::Normalise(step));
    index
}

pub fn weighed(mut index: Index, factors: &[f64]) -> Index {
    index.steps.push(Step::Weigh(WeighStep { factors: factors.to_vec(), name: None, span: Span::default() }));
    index
}

/// `weigh METHOD`, after so many steps.
pub fn by_data(name: &str, after: usize, parts: usize) -> crate::program::Weighing {
    let method = *crate::methods::weigh::ALL.iter().find(|m| m.name() == name).unwrap();
    crate::program::Weighing::Computed(Box::new(crate::program::ComputedWeights {
        method,
        options: Options::default(),
        after,
        importances: vec![1.0; parts],
        span: Span::default(),
    }))
}

// Expressions --------------------------------------------------------------------------------------

pub fn expr(kind: ExprKind, ty: Type) -> Expr {
    Expr { kind, ty, span: Span::default() }
}

pub fn n(x: f64) -> Expr {
    expr(ExprKind::Number(x), number_type())
}

pub fn q(id: QuantityId) -> Expr {
    expr(ExprKind::Quantity(id), number_type())
}

pub fn q_as(id: QuantityId, ty: Type) -> Expr {
    expr(ExprKind::Quantity(id), ty)
}

pub fn yes(kind: ExprKind) -> Expr {
    expr(kind, Type::YesNo)
}

pub fn compare(op: CompareOp, a: Expr, b: Expr) -> Expr {
    yes(ExprKind::Compare(op, Box::new(a), Box::new(b)))
}

pub fn at_least(a: Expr, b: Expr) -> Expr {
    compare(CompareOp::GreaterOrEqual, a, b)
}

pub fn below(a: Expr, b: Expr) -> Expr {
    compare(CompareOp::Less, a, b)
}

pub fn and(a: Expr, b: Expr) -> Expr {
    yes(ExprKind::And(vec![a, b]))
}

pub fn arithmetic(op: ArithmeticOp, a: Expr, b: Expr) -> Expr {
    expr(ExprKind::Arithmetic(op, Box::new(a), Box::new(b)), number_type())
}

pub fn call(function: Function, args: Vec<Expr>) -> Expr {
    expr(ExprKind::Call(function, args), number_type())
}

pub fn over(function: AggregateFunction, over: Over, value: Option<Expr>) -> Aggregate {
    Aggregate { function, over, value, filter: None, weight: None, order: None, quantile: None }
}

pub fn aggregated(aggregate: Aggregate, ty: Type) -> Expr {
    expr(ExprKind::Aggregate(Box::new(aggregate)), ty)
}

// Results ------------------------------------------------------------------------------------------

pub fn numbers(assessment: &Assessment, id: QuantityId) -> Vec<f64> {
    match assessment.column(id) {
        Some(Column::Number(values)) => values.to_vec(),
        other => panic!("{other:?}"),
    }
}

pub fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|x| x.to_bits()).collect()
}

/// Equal as numbers, and of the same kind where missing.
pub fn assert_numbers(found: &[f64], expected: &[f64]) {
    assert_eq!(bits(found), bits(expected), "{found:?} is not {expected:?}");
}

pub fn codes(assessment: &Assessment, id: QuantityId) -> Vec<u8> {
    match assessment.column(id) {
        Some(Column::YesNo(values) | Column::Member(values)) => values.to_vec(),
        other => panic!("{other:?}"),
    }
}
