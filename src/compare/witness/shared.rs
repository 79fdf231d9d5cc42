//! What two policies read alike: columns of both, and whatever both compute in the same way from these.

use std::collections::BTreeSet;

use super::Methodology;
use crate::compare::structure::names::Names;
use crate::compare::structure::{StepKind, Structure, SubjectKind, structure};
use crate::program::{Expr, ExprKind, Origin, Program, Quantity, QuantityId, Step, Type, Value, Weighing};
use crate::why::needs::needs;

/// Quantities of two policies that are one.
pub(super) struct Shared {
    /// Of the second policy and of the first.
    pairs: Vec<(QuantityId, QuantityId)>,
    /// Whether gates differ, which decide who has an outcome at all.
    pub gates_differ: bool,
}

impl Shared {
    pub fn of(a: &Methodology<'_>, b: &Methodology<'_>) -> Self {
        let names = Names::mapped(a.program, b.program);
        let found = structure(a.program, b.program);
        let asked = Asked { a, b, names: &names, differing: Differing::of(&found) };
        let all = (0..b.program.quantities.len()).map(|at| QuantityId(at as u32));
        Self {
            pairs: all.filter_map(|id| Some((id, asked.shared(id)?))).collect(),
            gates_differ: asked.differing.gates || asked.gates_name_parameters(),
        }
    }

    /// The quantity of the first policy that this one of the second is.
    pub fn in_a(&self, id: QuantityId) -> Option<QuantityId> {
        self.pairs.iter().find(|(b, _)| *b == id).map(|(_, a)| *a)
    }

    /// The quantity of the second policy that this one of the first is.
    pub fn in_b(&self, id: QuantityId) -> Option<QuantityId> {
        self.pairs.iter().find(|(_, a)| *a == id).map(|(b, _)| *b)
    }
}

/// What differs in the portraits.
struct Differing {
    quantities: BTreeSet<(String, String)>,
    /// Those whose numbers mean something else.
    units: BTreeSet<(String, String)>,
    tables: BTreeSet<String>,
    scales: BTreeSet<String>,
    gates: bool,
}

impl Differing {
    fn of(found: &Structure) -> Self {
        let mut differing = Self {
            quantities: BTreeSet::new(),
            units: BTreeSet::new(),
            tables: BTreeSet::new(),
            scales: BTreeSet::new(),
            gates: false,
        };
        for difference in &found.differences {
            let name = difference.subject.name.clone();
            match difference.subject.kind {
                SubjectKind::Table | SubjectKind::Summary => {
                    differing.tables.insert(name);
                }
                SubjectKind::Scale => {
                    differing.scales.insert(name);
                }
                SubjectKind::Gate => differing.gates = true,
                SubjectKind::Field
                | SubjectKind::Indicator
                | SubjectKind::Index
                | SubjectKind::Rank
                | SubjectKind::Scenario
                | SubjectKind::Parameter
                | SubjectKind::Journey => {
                    let subject = (difference.subject.table.clone().unwrap_or_default(), name);
                    if difference.step == StepKind::Unit {
                        differing.units.insert(subject.clone());
                    }
                    differing.quantities.insert(subject);
                }
            }
        }
        differing
    }
}

struct Asked<'a> {
    a: &'a Methodology<'a>,
    b: &'a Methodology<'a>,
    names: &'a Names,
    differing: Differing,
}

impl Asked<'_> {
    fn shared(&self, id: QuantityId) -> Option<QuantityId> {
        let (a, b) = (self.a.program, self.b.program);
        let quantity = b.quantity(id);
        let other = self.counterpart(id)?;
        let subject = (self.names.table(quantity.table).to_owned(), self.names.quantity(id).to_owned());
        let fits = !self.differing.units.contains(&subject) && alike(b, &quantity.ty, a, &a.quantity(other).ty);
        let columns =
            matches!(quantity.origin, Origin::Column(_)) && matches!(a.quantity(other).origin, Origin::Column(_));
        (fits && (columns || self.computed_alike(id))).then_some(other)
    }

    fn counterpart(&self, id: QuantityId) -> Option<QuantityId> {
        let table = self.names.table(self.b.program.quantity(id).table);
        self.a.program.find_quantity(self.a.program.find_table(table)?, self.names.quantity(id))
    }

    /// Whether neither it nor anything that it is made of differs.
    fn computed_alike(&self, id: QuantityId) -> bool {
        let program = self.b.program;
        let set = self.differing_parameters();
        needs(program, [id]).into_iter().all(|part| {
            let quantity = program.quantity(part);
            let table = self.names.table(quantity.table).to_owned();
            let scale = match quantity.ty {
                Type::Member(scale) => Some(&program.scale(scale).name),
                Type::Number(_) | Type::YesNo | Type::Text | Type::Date | Type::Link(_) => None,
            };
            let same = !self.differing.tables.contains(&table)
                && !self.differing.quantities.contains(&(table, self.names.quantity(part).to_owned()))
                && scale.is_none_or(|scale| !self.differing.scales.contains(scale));
            same && !((self.differing.gates || self.gates_name_parameters()) && !of_own_row(quantity))
                && !mentions(quantity, &set)
        })
    }

    /// Whether a gate names a parameter that is not worth the same in both.
    fn gates_name_parameters(&self) -> bool {
        let differing = self.differing_parameters();
        let conditions = self.b.program.gates.iter().flat_map(|gate| gate.requirements.iter().map(|r| &r.condition));
        conditions.into_iter().any(|condition| names(condition, &differing))
    }

    /// The parameters that are not worth the same in both, of the second policy.
    fn differing_parameters(&self) -> Vec<crate::program::ParameterId> {
        let own = self.b.program.parameters.iter().zip(self.b.parameters).enumerate();
        let differs = own.filter(|(_, (parameter, (value, _)))| {
            let others = self.a.program.parameters.iter().zip(self.a.parameters);
            let mut same = others.filter(|(other, _)| other.name == parameter.name);
            same.next().is_none_or(|(_, (other, _))| other != value)
        });
        differs.map(|(at, _)| crate::program::ParameterId(at as u32)).collect()
    }
}

/// Whether values of the two types can be told alike.
fn alike(program: &Program, ty: &Type, other_program: &Program, other: &Type) -> bool {
    match (ty, other) {
        (Type::Number(_), Type::Number(_))
        | (Type::YesNo, Type::YesNo)
        | (Type::Text, Type::Text)
        | (Type::Date, Type::Date) => true,
        (Type::Member(a), Type::Member(b)) => {
            let members = |program: &Program, id| {
                let members = program.scale(id).members.iter();
                members.map(|member| (member.name.clone(), member.number.to_bits())).collect::<Vec<_>>()
            };
            members(program, *a) == members(other_program, *b)
        }
        (Type::Link(a), Type::Link(b)) => program.table(*a).name == other_program.table(*b).name,
        (Type::Number(_) | Type::YesNo | Type::Text | Type::Date | Type::Member(_) | Type::Link(_), _) => false,
    }
}

/// Whether a value needs nothing but its own row, or one that a link names.
pub(super) fn of_own_row(quantity: &Quantity) -> bool {
    let plain = |expr: &Expr| {
        let mut plain = true;
        expr.each(&mut |part| plain &= !matches!(part.kind, ExprKind::Aggregate(_)));
        plain
    };
    match &quantity.origin {
        Origin::Column(_) => true,
        Origin::Formula(expr, _) => plain(expr),
        Origin::Scenario(scenario) => scenario.outcomes.iter().filter_map(|o| o.condition.as_ref()).all(plain),
        Origin::Rank(_) => false,
        Origin::Index(index) => {
            let steps = index.steps.iter().all(|step| match step {
                Step::Weigh(_) => true,
                Step::Normalise(step) => !step.method.compares(&step.options),
                Step::Treat(_) | Step::Impute(_) | Step::Screen(_) => false,
            });
            let given = matches!(index.weighing, Weighing::Given);
            let by_row = index.aggregate.whole().is_none();
            steps && given && by_row && index.inputs.iter().all(plain)
        }
    }
}

/// Whether an expression names one of these parameters.
fn names(expr: &Expr, parameters: &[crate::program::ParameterId]) -> bool {
    let mut found = false;
    expr.each(&mut |part| found |= matches!(part.kind, ExprKind::Parameter(id) if parameters.contains(&id)));
    found
}

/// Whether a value names one of these parameters; where that cannot be seen, whether there are any.
fn mentions(quantity: &Quantity, parameters: &[crate::program::ParameterId]) -> bool {
    let named = |expr: &Expr| names(expr, parameters);
    match &quantity.origin {
        Origin::Column(_) => false,
        Origin::Formula(expr, _) => named(expr),
        Origin::Scenario(scenario) => scenario.outcomes.iter().filter_map(|o| o.condition.as_ref()).any(named),
        Origin::Rank(rank) => rank.among.iter().any(named),
        Origin::Index(index) => {
            let formula = index.aggregate_options.formula().is_some() && !parameters.is_empty();
            formula || index.inputs.iter().any(named) || index.steps.iter().filter_map(Step::among).any(named)
        }
    }
}

/// Conditions of one policy in what both share; all in the names of the first.
pub(super) struct Translation<'a> {
    pub of: &'a Methodology<'a>,
    pub to: &'a Program,
    /// For a quantity of this policy that of the first, where both share it.
    pub shared: &'a dyn Fn(QuantityId) -> Option<QuantityId>,
    /// Whether formulas are taken apart also where both share them.
    pub deep: bool,
}

impl Translation<'_> {
    /// The expression, if all in it is shared.
    pub fn expr(&self, expr: &Expr) -> Option<Expr> {
        let all = |list: &[Expr]| list.iter().map(|part| self.expr(part)).collect::<Option<Vec<Expr>>>();
        let boxed = |part: &Expr| self.expr(part).map(Box::new);
        let kind = match &expr.kind {
            ExprKind::Number(_)
            | ExprKind::YesNo(_)
            | ExprKind::Text(_)
            | ExprKind::Member(_)
            | ExprKind::Missing(_) => expr.kind.clone(),
            ExprKind::Parameter(id) => constant(self.of.parameters.get(id.at())?.0.clone())?,
            ExprKind::Quantity(id) => return self.quantity(*id, expr),
            ExprKind::Follow { link, target } => {
                let (link, target) = (boxed(link)?, boxed(target)?);
                target.path()?;
                ExprKind::Follow { link, target }
            }
            ExprKind::Negate(x) => ExprKind::Negate(boxed(x)?),
            ExprKind::Not(x) => ExprKind::Not(boxed(x)?),
            ExprKind::LevelNumber(x) => ExprKind::LevelNumber(boxed(x)?),
            ExprKind::Arithmetic(op, x, y) => ExprKind::Arithmetic(*op, boxed(x)?, boxed(y)?),
            ExprKind::Compare(op, x, y) => ExprKind::Compare(*op, boxed(x)?, boxed(y)?),
            ExprKind::And(list) => ExprKind::And(all(list)?),
            ExprKind::Or(list) => ExprKind::Or(all(list)?),
            ExprKind::If(x, y, z) => ExprKind::If(boxed(x)?, boxed(y)?, boxed(z)?),
            ExprKind::IsMissing(x, kind) => ExprKind::IsMissing(boxed(x)?, *kind),
            ExprKind::IfMissing(x, y) => ExprKind::IfMissing(boxed(x)?, boxed(y)?),
            ExprKind::OneOf(x, list) => ExprKind::OneOf(boxed(x)?, all(list)?),
            ExprKind::Call(function, list) => ExprKind::Call(*function, all(list)?),
            ExprKind::Aggregate(_) => return None,
        };
        Some(Expr { kind, ty: self.ty(&expr.ty)?, span: expr.span })
    }

    fn quantity(&self, id: QuantityId, expr: &Expr) -> Option<Expr> {
        let shared = (self.shared)(id);
        match &self.of.program.quantity(id).origin {
            Origin::Formula(formula, None) if self.deep || shared.is_none() => {
                self.expr(formula).or_else(|| self.named(shared?, expr))
            }
            Origin::Column(_) | Origin::Formula(..) | Origin::Index(_) | Origin::Rank(_) | Origin::Scenario(_) => {
                self.named(shared?, expr)
            }
        }
    }

    fn named(&self, id: QuantityId, expr: &Expr) -> Option<Expr> {
        Some(Expr { kind: ExprKind::Quantity(id), ty: self.to.quantity(id).ty.clone(), span: expr.span })
    }

    /// The type as the first policy has it.
    fn ty(&self, ty: &Type) -> Option<Type> {
        match ty {
            Type::Number(_) | Type::YesNo | Type::Text | Type::Date => Some(ty.clone()),
            Type::Link(table) => self.to.find_table(&self.of.program.table(*table).name).map(Type::Link),
            Type::Member(scale) => {
                let found = self.to.scales.iter().position(|other| {
                    let own = self.of.program.scale(*scale);
                    let members =
                        |s: &crate::program::Scale| s.members.iter().map(|m| m.name.clone()).collect::<Vec<_>>();
                    other.name == own.name && members(other) == members(own)
                });
                found.map(|at| Type::Member(crate::program::ScaleId(at as u32)))
            }
        }
    }
}

fn constant(value: Value) -> Option<ExprKind> {
    match value {
        Value::Number(x) => Some(ExprKind::Number(x)),
        Value::YesNo(x) => Some(ExprKind::YesNo(x)),
        Value::Text(x) => Some(ExprKind::Text(x)),
        Value::Member(x) => Some(ExprKind::Member(x)),
        Value::Missing(_) => None,
    }
}
