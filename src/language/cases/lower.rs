//! From typed expressions to conditions over tests of subjects.

use super::condition::{Condition, Truth};
use super::constant::Known;
use super::key::key;
use super::subject::{Subject, Test, compare, flip};
use crate::program::{ArithmeticOp, CompareOp, Expr, ExprKind, Function, Missing, Type, Unit, Value};

/// Conditions of more nodes than this are not analysed.
const MOST_NODES: usize = 200_000;

/// Collects the subjects of conditions.
pub(super) struct Lowering<'p> {
    known: Known<'p>,
    pub subjects: Vec<Subject>,
    positions: std::collections::HashMap<String, usize>,
    nodes: usize,
}

impl<'p> Lowering<'p> {
    pub fn new(known: Known<'p>) -> Self {
        Self { known, subjects: Vec::new(), positions: std::collections::HashMap::new(), nodes: 0 }
    }

    /// Whether a condition was too large to be analysed.
    pub fn too_large(&self) -> bool {
        self.nodes > MOST_NODES
    }

    /// A yes/no expression.
    pub fn condition(&mut self, expr: &Expr) -> Condition {
        self.nodes += 1;
        if self.too_large() {
            return Condition::Constant(Truth::MISSING);
        }
        if let Some(Value::YesNo(value)) = self.known.value(expr) {
            return Condition::Constant(Truth::from(value));
        }
        match &expr.kind {
            ExprKind::Not(x) => self.condition(x).not(),
            ExprKind::And(parts) => Condition::All(parts.iter().map(|p| self.condition(p)).collect()),
            ExprKind::Or(parts) => Condition::Any(parts.iter().map(|p| self.condition(p)).collect()),
            ExprKind::If(a, b, c) => Condition::choose(self.condition(a), self.condition(b), self.condition(c)),
            ExprKind::IsMissing(x, None) => self.missing(x),
            ExprKind::IsMissing(x, Some(kind)) => self.missing_as(x, *kind),
            ExprKind::IfMissing(a, b) => Condition::choose(self.missing(a), self.condition(b), self.condition(a)),
            ExprKind::OneOf(x, list) => {
                Condition::Any(list.iter().map(|item| self.comparison(CompareOp::Is, x, item)).collect())
            }
            ExprKind::Compare(op, a, b) => self.comparison(*op, a, b),
            ExprKind::Parameter(_)
            | ExprKind::Quantity(_)
            | ExprKind::Follow { .. }
            | ExprKind::Call(..)
            | ExprKind::Aggregate(_) => self.tested(expr, Test::Yes),
            // Never yes/no.
            ExprKind::YesNo(_)
            | ExprKind::Number(_)
            | ExprKind::Text(_)
            | ExprKind::Member(_)
            | ExprKind::Missing(_)
            | ExprKind::Negate(_)
            | ExprKind::Arithmetic(..)
            | ExprKind::LevelNumber(_) => Condition::Constant(Truth::MISSING),
        }
    }

    fn tested(&mut self, expr: &Expr, test: Test) -> Condition {
        self.tested_with(expr, test, None)
    }

    fn tested_with(&mut self, expr: &Expr, test: Test, constant: Option<&Expr>) -> Condition {
        let subject = self.subject(expr);
        match self.subjects.get_mut(subject) {
            Some(found) => Condition::Test { subject, test: found.test(test, constant) },
            None => Condition::Constant(Truth::MISSING),
        }
    }

    fn subject(&mut self, expr: &Expr) -> usize {
        let key = key(expr);
        if let Some(at) = self.positions.get(&key) {
            return *at;
        }
        self.positions.insert(key.clone(), self.subjects.len());
        self.subjects.push(Subject::new(self.known, expr.clone(), key));
        self.subjects.len() - 1
    }

    fn comparison(&mut self, op: CompareOp, a: &Expr, b: &Expr) -> Condition {
        self.nodes += 1;
        if self.too_large() {
            return Condition::Constant(Truth::MISSING);
        }
        if [a, b].iter().any(|e| matches!(e.kind, ExprKind::Missing(_))) {
            return Condition::Constant(Truth::MISSING);
        }
        if let Some(choice) = self.choice(a, &mut |s, x| s.comparison(op, x, b)) {
            return choice;
        }
        if let Some(choice) = self.choice(b, &mut |s, x| s.comparison(op, a, x)) {
            return choice;
        }
        match &a.ty {
            Type::Number(_) | Type::Date => self.numbers(op, a, b),
            Type::Member(scale) => self.members(op, a, b, self.known.program.scale(*scale).members.len()),
            Type::Text | Type::Link(_) => self.texts(a, b),
            Type::YesNo => {
                let (a, b) = (self.condition(a), self.condition(b));
                let both = Condition::All(vec![a.clone(), b.clone()]);
                Condition::Any(vec![both, Condition::All(vec![a.not(), b.not()])])
            }
        }
    }

    /// `if c then x else y` and `x if missing y` compared with something is a choice between comparisons.
    fn choice(&mut self, expr: &Expr, compare: &mut dyn FnMut(&mut Self, &Expr) -> Condition) -> Option<Condition> {
        match &expr.kind {
            ExprKind::If(c, x, y) => Some(Condition::choose(self.condition(c), compare(self, x), compare(self, y))),
            ExprKind::IfMissing(x, y) => Some(Condition::choose(self.missing(x), compare(self, y), compare(self, x))),
            ExprKind::Number(_)
            | ExprKind::YesNo(_)
            | ExprKind::Text(_)
            | ExprKind::Member(_)
            | ExprKind::Missing(_)
            | ExprKind::Parameter(_)
            | ExprKind::Quantity(_)
            | ExprKind::Follow { .. }
            | ExprKind::Negate(_)
            | ExprKind::Not(_)
            | ExprKind::Arithmetic(..)
            | ExprKind::Compare(..)
            | ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::IsMissing(..)
            | ExprKind::OneOf(..)
            | ExprKind::LevelNumber(_)
            | ExprKind::Call(..)
            | ExprKind::Aggregate(_) => None,
        }
    }

    fn numbers(&mut self, op: CompareOp, a: &Expr, b: &Expr) -> Condition {
        match (self.known.number(a), self.known.number(b)) {
            (Some(x), Some(y)) => Condition::Constant(Truth::from(compare(op, x, y))),
            (None, Some(c)) => self.number(op, a, c, Some(b)),
            (Some(c), None) => self.number(flip(op), b, c, Some(a)),
            (None, None) => {
                let (op, a, b) = if key(b) < key(a) { (flip(op), b, a) } else { (op, a, b) };
                let difference = ExprKind::Arithmetic(ArithmeticOp::Subtract, Box::new(a.clone()), Box::new(b.clone()));
                let ty = if a.ty == Type::Date { Type::Number(None) } else { a.ty.clone() };
                // Without a place of its own: the author did not write it.
                let expr = Expr { kind: difference, ty, span: crate::source::Span::default() };
                self.tested(&expr, Test::Number(op, 0.0))
            }
        }
    }

    /// A comparison with a constant. What turns only the sign or the direction round is taken off.
    fn number(&mut self, op: CompareOp, expr: &Expr, c: f64, written: Option<&Expr>) -> Condition {
        match &expr.kind {
            ExprKind::Negate(x) => self.number(flip(op), x, if c == 0.0 { 0.0 } else { -c }, None),
            ExprKind::LevelNumber(level) => self.level(op, level, c),
            ExprKind::Call(Function::Level, list) if list.len() == 1 => match list.first() {
                Some(level) => self.level(op, level, c),
                None => Condition::Constant(Truth::MISSING),
            },
            ExprKind::Arithmetic(ArithmeticOp::Subtract, a, b)
                if expr.ty != Type::Date
                    && self.known.number(a).is_none()
                    && self.known.number(b).is_none()
                    && key(b) < key(a) =>
            {
                let kind = ExprKind::Arithmetic(ArithmeticOp::Subtract, b.clone(), a.clone());
                let turned = Expr { kind, ty: expr.ty.clone(), span: crate::source::Span::default() };
                self.tested(&turned, Test::Number(flip(op), if c == 0.0 { 0.0 } else { -c }))
            }
            ExprKind::Number(_)
            | ExprKind::YesNo(_)
            | ExprKind::Text(_)
            | ExprKind::Member(_)
            | ExprKind::Missing(_)
            | ExprKind::Parameter(_)
            | ExprKind::Quantity(_)
            | ExprKind::Follow { .. }
            | ExprKind::Not(_)
            | ExprKind::Arithmetic(..)
            | ExprKind::Compare(..)
            | ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::If(..)
            | ExprKind::IsMissing(..)
            | ExprKind::IfMissing(..)
            | ExprKind::OneOf(..)
            | ExprKind::Call(..)
            | ExprKind::Aggregate(_) => self.tested_with(expr, Test::Number(op, c), written),
        }
    }

    fn level(&mut self, op: CompareOp, level: &Expr, c: f64) -> Condition {
        if let Some(choice) = self.choice(level, &mut |s, x| s.level(op, x, c)) {
            return choice;
        }
        let Type::Member(scale) = level.ty else { return Condition::Constant(Truth::MISSING) };
        if matches!(level.kind, ExprKind::Missing(_)) {
            return Condition::Constant(Truth::MISSING);
        }
        let members = &self.known.program.scale(scale).members;
        let set: Vec<bool> = members.iter().map(|m| compare(op, m.number, c)).collect();
        match self.known.member(level) {
            Some(m) => Condition::Constant(Truth::from(set.get(usize::from(m)).copied().unwrap_or(false))),
            None => self.tested(level, Test::Members(set)),
        }
    }

    fn members(&mut self, op: CompareOp, a: &Expr, b: &Expr, count: usize) -> Condition {
        let set =
            |op: CompareOp, c: u8| -> Vec<bool> { (0..count).map(|m| compare(op, m as f64, f64::from(c))).collect() };
        match (self.known.member(a), self.known.member(b)) {
            (Some(x), Some(y)) => Condition::Constant(Truth::from(compare(op, f64::from(x), f64::from(y)))),
            (None, Some(c)) => self.tested(a, Test::Members(set(op, c))),
            (Some(c), None) => self.tested(b, Test::Members(set(flip(op), c))),
            (None, None) => {
                let all = (0..count).filter_map(|m| u8::try_from(m).ok());
                let each = all.map(|m| {
                    let here = self.tested(a, Test::Members(set(CompareOp::Is, m)));
                    Condition::All(vec![here, self.tested(b, Test::Members(set(flip(op), m)))])
                });
                Condition::Any(each.collect())
            }
        }
    }

    fn texts(&mut self, a: &Expr, b: &Expr) -> Condition {
        match (self.known.text(a), self.known.text(b)) {
            (Some(x), Some(y)) => Condition::Constant(Truth::from(x == y)),
            (None, Some(text)) => self.tested(a, Test::Text(text)),
            (Some(text), None) => self.tested(b, Test::Text(text)),
            (None, None) => {
                let (a, b) = if key(b) < key(a) { (b, a) } else { (a, b) };
                let kind = ExprKind::Compare(CompareOp::Is, Box::new(a.clone()), Box::new(b.clone()));
                self.tested(&Expr { kind, ty: Type::YesNo, span: a.span.to(b.span) }, Test::Yes)
            }
        }
    }

    /// Whether an expression is missing.
    pub fn missing(&mut self, expr: &Expr) -> Condition {
        self.nodes += 1;
        if self.known.value(expr).is_some() || self.too_large() {
            return Condition::Constant(Truth::NO);
        }
        match &expr.kind {
            ExprKind::Negate(x) | ExprKind::LevelNumber(x) | ExprKind::Not(x) => self.missing(x),
            ExprKind::Arithmetic(ArithmeticOp::Add | ArithmeticOp::Subtract | ArithmeticOp::Multiply, a, b)
            | ExprKind::Compare(_, a, b) => Condition::Any(vec![self.missing(a), self.missing(b)]),
            ExprKind::IfMissing(a, b) => Condition::All(vec![self.missing(a), self.missing(b)]),
            ExprKind::If(c, a, b) => {
                let undecided = self.missing(c);
                let branch = Condition::choose(self.condition(c), self.missing(a), self.missing(b));
                Condition::choose(undecided, Condition::Constant(Truth::YES), branch)
            }
            ExprKind::And(_) | ExprKind::Or(_) | ExprKind::OneOf(..) => {
                Condition::IsMissing(Box::new(self.condition(expr)))
            }
            ExprKind::Number(_)
            | ExprKind::YesNo(_)
            | ExprKind::Text(_)
            | ExprKind::Member(_)
            | ExprKind::Parameter(_)
            | ExprKind::IsMissing(..) => Condition::Constant(Truth::NO),
            ExprKind::Missing(_) => Condition::Constant(Truth::YES),
            ExprKind::Arithmetic(ArithmeticOp::Divide | ArithmeticOp::Power, ..)
            | ExprKind::Quantity(_)
            | ExprKind::Follow { .. }
            | ExprKind::Call(..)
            | ExprKind::Aggregate(_) => {
                let subject = self.subject(expr);
                if let Some(found) = self.subjects.get_mut(subject) {
                    found.asked = true;
                }
                Condition::Missing(subject)
            }
        }
    }

    /// Whether an expression is missing of a kind.
    fn missing_as(&mut self, expr: &Expr, kind: Missing) -> Condition {
        self.nodes += 1;
        if let ExprKind::Missing(known) = &expr.kind {
            return Condition::Constant(Truth::from(*known == kind));
        }
        if let ExprKind::If(c, a, b) = &expr.kind {
            let undecided = self.missing(c);
            let by_condition = self.missing_as(c, kind);
            let branch = Condition::choose(self.condition(c), self.missing_as(a, kind), self.missing_as(b, kind));
            return Condition::choose(undecided, by_condition, branch);
        }
        let gone = self.missing(expr);
        if gone == Condition::Constant(Truth::NO) {
            return gone;
        }
        let code = kind_number(expr);
        let key = key(&code);
        let subject = *self.positions.entry(key.clone()).or_insert_with(|| {
            self.subjects.push(Subject::kind_of_missing(self.known, expr, code, key));
            self.subjects.len() - 1
        });
        let Some(found) = self.subjects.get_mut(subject) else { return gone };
        let test = found.test(Test::Number(CompareOp::Is, f64::from(kind as u8)), None);
        Condition::All(vec![gone, Condition::Test { subject, test }])
    }

    /// The subjects, cut into regions.
    pub fn finish(self) -> Vec<Subject> {
        let mut subjects = self.subjects;
        subjects.iter_mut().for_each(Subject::cut);
        let parts: Vec<Vec<usize>> = subjects
            .iter()
            .map(|s| s.strict.iter().filter_map(|key| self.positions.get(key).copied()).collect())
            .collect();
        for (subject, parts) in subjects.iter_mut().zip(parts) {
            subject.parts = parts;
        }
        subjects
    }
}

/// The number of the kind in which a value is missing, as an expression; 0 where it is there.
fn kind_number(value: &Expr) -> Expr {
    let made = |kind, ty| Expr { kind, ty, span: crate::source::Span::default() };
    let number = |x: f64| made(ExprKind::Number(x), Type::Number(Some(Unit::default())));
    Missing::ALL.into_iter().skip(1).rev().fold(number(0.0), |rest, kind| {
        let asks = made(ExprKind::IsMissing(Box::new(value.clone()), Some(kind)), Type::YesNo);
        let found = number(f64::from(kind as u8));
        let ty = found.ty.clone();
        made(ExprKind::If(Box::new(asks), Box::new(found), Box::new(rest)), ty)
    })
}
