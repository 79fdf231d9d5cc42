//! What conditions compare with constants, and the regions into which the constants cut its values.

use super::condition::Truth;
use super::constant::Known;
use super::domain::{Domain, domain};
use super::key;
use super::nice;
use crate::program::{CompareOp, Expr, ExprKind, Origin, Type, Value};

/// A comparison with a constant.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Test {
    Number(CompareOp, f64),
    /// Whether it is one of these members, by position.
    Members(Vec<bool>),
    Text(String),
    /// Whether it is yes.
    Yes,
}

impl Test {
    /// Where it cuts the numbers: from a constant on, or (`true`) above it.
    pub fn splits(&self) -> impl Iterator<Item = (f64, bool)> + use<> {
        let (from, above) = match self {
            Test::Number(CompareOp::GreaterOrEqual | CompareOp::Less, c) => (Some(*c), None),
            Test::Number(CompareOp::Greater | CompareOp::LessOrEqual, c) => (None, Some(*c)),
            Test::Number(CompareOp::Is, c) => (Some(*c), Some(*c)),
            Test::Members(_) | Test::Text(_) | Test::Yes => (None, None),
        };
        from.map(|c| (c, false)).into_iter().chain(above.map(|c| (c, true)))
    }

    /// The answer for a value that is not missing; `None` for a value of another type.
    pub fn of(&self, value: &Value) -> Option<bool> {
        match (self, value) {
            (Test::Number(op, c), Value::Number(x)) => Some(compare(*op, *x, *c)),
            (Test::Members(set), Value::Member(m)) => set.get(usize::from(*m)).copied(),
            (Test::Text(text), Value::Text(x)) => Some(text == x),
            (Test::Yes, Value::YesNo(x)) => Some(*x),
            (Test::Number(..) | Test::Members(_) | Test::Text(_) | Test::Yes, _) => None,
        }
    }
}

/// `a op b` for numbers.
pub(super) fn compare(op: CompareOp, a: f64, b: f64) -> bool {
    match op {
        CompareOp::Less => a < b,
        CompareOp::LessOrEqual => a <= b,
        CompareOp::Greater => a > b,
        CompareOp::GreaterOrEqual => a >= b,
        CompareOp::Is => a == b,
    }
}

/// `a op b` says the same as `b flip(op) a`.
pub(super) fn flip(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Less => CompareOp::Greater,
        CompareOp::LessOrEqual => CompareOp::GreaterOrEqual,
        CompareOp::Greater => CompareOp::Less,
        CompareOp::GreaterOrEqual => CompareOp::LessOrEqual,
        CompareOp::Is => CompareOp::Is,
    }
}

/// The values among which a subject's are.
#[derive(Clone, Debug, PartialEq)]
enum Kind {
    Numbers(Domain),
    /// So many members.
    Members(usize),
    YesNo,
    Texts,
}

/// Values for which all tests have the same answers.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Region {
    /// One of them, as an example.
    pub value: Value,
    /// Any text but those mentioned.
    pub other: bool,
    /// Whether there is no other value in it.
    pub single: bool,
    /// The answers.
    pub truths: Vec<bool>,
}

/// What conditions compare with constants.
#[derive(Clone, Debug)]
pub(super) struct Subject {
    pub expr: Expr,
    pub key: String,
    kind: Kind,
    /// What it depends on, as keys.
    pub dependencies: Vec<String>,
    /// Parts that make it missing where they are, as keys.
    pub strict: Vec<String>,
    /// Whether it depends on a parameter that has no value yet.
    pub symbolic: bool,
    /// Whether it can be missing at all.
    optional: bool,
    /// Whether a condition asks if it is missing.
    pub asked: bool,
    pub tests: Vec<Test>,
    /// For each test the constant as the author wrote it, where the test is written as it stands.
    pub constants: Vec<Option<Expr>>,
    pub regions: Vec<Region>,
    /// Other subjects that make this one missing where they are.
    pub parts: Vec<usize>,
    /// The value of which this subject is the kind of missing, as the kind's number.
    pub kind_of: Option<Expr>,
}

impl Subject {
    pub fn new(known: Known<'_>, expr: Expr, key: String) -> Self {
        let kind = match &expr.ty {
            Type::Number(_) | Type::Date => Kind::Numbers(domain(known, &expr)),
            Type::Member(scale) => Kind::Members(known.program.scale(*scale).members.len()),
            Type::YesNo => Kind::YesNo,
            Type::Text | Type::Link(_) => Kind::Texts,
        };
        let mut symbolic = false;
        key::variables(&expr, &mut |part| {
            symbolic |= matches!(part.kind, ExprKind::Parameter(id) if known.parameter(id).is_none())
        });
        let mut strict = Vec::new();
        strict_parts(&expr, &mut strict);
        Self {
            dependencies: key::dependencies(&expr),
            optional: may_be_missing(known, &expr),
            expr,
            key,
            kind,
            strict,
            symbolic,
            asked: false,
            tests: Vec::new(),
            constants: Vec::new(),
            regions: Vec::new(),
            parts: Vec::new(),
            kind_of: None,
        }
    }

    /// The kind in which a value is missing, which matters only where it is. Kinds of names are independent of all else.
    pub fn kind_of_missing(known: Known<'_>, value: &Expr, expr: Expr, key: String) -> Self {
        let by_itself = matches!(value.kind, ExprKind::Quantity(_) | ExprKind::Follow { .. });
        let made = Self::new(known, expr, key);
        let dependencies = if by_itself { Vec::new() } else { made.dependencies };
        let kind = Kind::Numbers(Domain::whole_numbers(0.0, 3.0));
        Self { kind, dependencies, kind_of: Some(value.clone()), optional: false, ..made }
    }

    /// The position of a test, which is added if it is new.
    pub fn test(&mut self, test: Test, constant: Option<&Expr>) -> usize {
        self.tests.iter().position(|t| *t == test).unwrap_or_else(|| {
            self.tests.push(test);
            self.constants.push(constant.cloned());
            self.tests.len() - 1
        })
    }

    /// The answers of all tests for a value; `None` for missing or a value of another type.
    pub fn answers(&self, value: &Value) -> Option<Vec<bool>> {
        self.tests.iter().map(|t| t.of(value)).collect()
    }

    /// Whether being missing is a case of its own.
    pub fn missing_is_a_case(&self) -> bool {
        self.asked && self.optional
    }

    /// Whether the answers of its tests can differ.
    pub fn informative(&self) -> bool {
        self.regions.len() > 1
    }

    /// Whether each region can really occur.
    pub fn exact(&self) -> bool {
        match &self.kind {
            Kind::Numbers(domain) => domain.exact,
            Kind::Members(_) | Kind::YesNo | Kind::Texts => true,
        }
    }

    /// Whether a number is among those that the subject can be.
    pub fn contains(&self, x: f64) -> bool {
        match &self.kind {
            Kind::Numbers(domain) => domain.contains(x),
            Kind::Members(_) | Kind::YesNo | Kind::Texts => false,
        }
    }

    /// What a test may be where nothing is known of the subject but that it is there.
    pub fn open(&self, test: usize) -> Truth {
        let answers = self.regions.iter().filter_map(|r| r.truths.get(test));
        answers.fold(Truth::NEVER, |truth, answer| truth.or_else(Truth::from(*answer)))
    }

    /// The numbers that it is compared with, in ascending order.
    pub fn cut_points(&self) -> Vec<f64> {
        let mut cuts: Vec<f64> = self
            .tests
            .iter()
            .filter_map(|t| match t {
                Test::Number(_, c) => Some(*c),
                Test::Members(_) | Test::Text(_) | Test::Yes => None,
            })
            .collect();
        cuts.sort_by(f64::total_cmp);
        cuts.dedup();
        cuts
    }

    /// The regions of the numbers next below and next above one.
    pub fn neighbours(&self, x: f64) -> impl Iterator<Item = &Region> {
        let number = |r: &&Region| if let Value::Number(y) = r.value { Some(y) } else { None };
        let sorted = |a: &&Region, b: &&Region| number(a).unwrap_or(x).total_cmp(&number(b).unwrap_or(x));
        let below = self.regions.iter().filter(|r| number(r).is_some_and(|y| y < x)).max_by(sorted);
        let above = self.regions.iter().filter(|r| number(r).is_some_and(|y| y > x)).min_by(sorted);
        below.into_iter().chain(above)
    }

    /// Finds the regions, once all tests are known.
    pub fn cut(&mut self) {
        let values: Vec<(Value, bool)> = match &self.kind {
            Kind::Numbers(domain) => self.examples(*domain).into_iter().map(|x| (Value::Number(x), false)).collect(),
            Kind::Members(n) => {
                (0..*n).filter_map(|m| u8::try_from(m).ok()).map(|m| (Value::Member(m), false)).collect()
            }
            Kind::YesNo => vec![(Value::YesNo(true), false), (Value::YesNo(false), false)],
            Kind::Texts => self.texts(),
        };
        let cuts = self.cut_points();
        for (value, other) in values {
            let Some(truths) = self.answers(&value) else { continue };
            match self.regions.iter_mut().find(|r| r.truths == truths) {
                Some(region) => region.single = false,
                None => {
                    let single = matches!(&value, Value::Number(x) if cuts.contains(x));
                    self.regions.push(Region { value, other, single, truths });
                }
            }
        }
    }

    /// One number of each stretch between cut points, and the cut points themselves.
    fn examples(&self, domain: Domain) -> Vec<f64> {
        let mut examples = Vec::new();
        let mut low = f64::NEG_INFINITY;
        let cuts = self.cut_points();
        for cut in cuts.iter().copied().map(Some).chain([None]) {
            let high = cut.unwrap_or(f64::INFINITY);
            examples.extend(inside(domain, low, high));
            examples.extend(cut.filter(|c| domain.contains(*c)));
            low = high;
        }
        examples
    }

    fn texts(&self) -> Vec<(Value, bool)> {
        let mut texts: Vec<String> = self
            .tests
            .iter()
            .filter_map(|t| match t {
                Test::Text(text) => Some(text.clone()),
                Test::Number(..) | Test::Members(_) | Test::Yes => None,
            })
            .collect();
        let mut other = "another".to_owned();
        while texts.contains(&other) {
            other.push('!');
        }
        let mut values: Vec<(Value, bool)> = texts.drain(..).map(|t| (Value::Text(t), false)).collect();
        values.push((Value::Text(other), true));
        values
    }
}

/// An example strictly between two cut points, within the domain (whose own ends may be taken).
fn inside(domain: Domain, low: f64, high: f64) -> Option<f64> {
    if domain.low >= high || domain.high <= low {
        return None;
    }
    let from = low.max(domain.low);
    let to = high.min(domain.high);
    // At an end of the domain the end itself belongs to it; elsewhere a cut point does not.
    nice::between(from, to, domain.whole)
        .or_else(|| (domain.low > low && domain.contains(domain.low)).then_some(domain.low))
        .or_else(|| (domain.high < high && domain.contains(domain.high)).then_some(domain.high))
}

/// Whether a value can be missing: only a column that must be filled never is.
fn may_be_missing(known: Known<'_>, expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Quantity(id) => match &known.program.quantity(*id).origin {
            Origin::Column(column) => column.optional,
            Origin::Formula(..) | Origin::Index(_) | Origin::Rank(_) | Origin::Scenario(_) => true,
        },
        ExprKind::Parameter(_) => false,
        ExprKind::Number(_)
        | ExprKind::YesNo(_)
        | ExprKind::Text(_)
        | ExprKind::Member(_)
        | ExprKind::Missing(_)
        | ExprKind::Follow { .. }
        | ExprKind::Negate(_)
        | ExprKind::Not(_)
        | ExprKind::Arithmetic(..)
        | ExprKind::Compare(..)
        | ExprKind::And(_)
        | ExprKind::Or(_)
        | ExprKind::If(..)
        | ExprKind::IsMissing(..)
        | ExprKind::IfMissing(..)
        | ExprKind::OneOf(..)
        | ExprKind::LevelNumber(_)
        | ExprKind::Call(..)
        | ExprKind::Aggregate(_) => true,
    }
}

/// The keys of an expression's parts that make it missing where they are.
fn strict_parts(expr: &Expr, found: &mut Vec<String>) {
    match &expr.kind {
        ExprKind::Negate(x) | ExprKind::LevelNumber(x) => strict_part(x, found),
        ExprKind::Arithmetic(_, a, b) | ExprKind::Compare(_, a, b) => {
            strict_part(a, found);
            strict_part(b, found);
        }
        ExprKind::Call(_, list) => {
            if let [only] = list.as_slice() {
                strict_part(only, found);
            }
        }
        ExprKind::Follow { link, .. } => strict_part(link, found),
        ExprKind::Number(_)
        | ExprKind::YesNo(_)
        | ExprKind::Text(_)
        | ExprKind::Member(_)
        | ExprKind::Parameter(_)
        | ExprKind::Quantity(_)
        | ExprKind::Not(_)
        | ExprKind::And(_)
        | ExprKind::Or(_)
        | ExprKind::If(..)
        | ExprKind::Missing(_)
        | ExprKind::IsMissing(..)
        | ExprKind::IfMissing(..)
        | ExprKind::OneOf(..)
        | ExprKind::Aggregate(_) => {}
    }
}

fn strict_part(part: &Expr, found: &mut Vec<String>) {
    found.push(key::key(part));
    strict_parts(part, found);
}
