//! Both scenarios as conditions on the same values, and whether some case meets one of each that are not one outcome.

use super::shared::{Shared, Translation};
use super::{Methodology, Outcomes};
use crate::audit;
use crate::cases::{Possible, possible};
use crate::limits::Limits;
use crate::program::{Expr, ExprKind, Origin, Program, QuantityId, ScenarioRule, Type, Value};
use crate::source::Span;

/// What is known for certain.
pub(super) enum Exact {
    /// No case is classified differently.
    Never,
    /// Cases that are, each with the outcomes of both; the fewest values first.
    Cases(Vec<Differing>),
    /// It is not known.
    Unknown,
}

/// A case that is classified differently.
pub(super) struct Differing {
    /// What is given.
    pub values: Vec<(Expr, Value)>,
    /// The outcome of the first policy, by its position.
    pub a: usize,
    /// Of the second.
    pub b: usize,
}

/// An outcome, by its position, and when a row has it.
type State = (usize, Expr);

/// Looks for cases in what both policies share.
pub(super) fn exact(
    a: &Methodology<'_>,
    b: &Methodology<'_>,
    (of_a, of_b): (QuantityId, QuantityId),
    shared: &Shared,
    outcomes: &Outcomes,
    limits: &Limits,
) -> Exact {
    let mut found = Exact::Unknown;
    for deep in [true, false] {
        let in_b = |id| shared.in_a(id);
        let in_a = |id| shared.in_b(id).map(|_| id);
        let first = Translation { of: a, to: a.program, shared: &in_a, deep };
        let second = Translation { of: b, to: a.program, shared: &in_b, deep };
        let (Some(of_a), Some(of_b)) = (states(&first, of_a), states(&second, of_b)) else { continue };
        found = joint(a, &ranged(a, b, shared), (&of_a, &of_b), outcomes, limits);
        if !matches!(found, Exact::Unknown) {
            break;
        }
    }
    found
}

/// For each outcome, by its position, when a row has it; at last when it is excluded.
fn states(translation: &Translation<'_>, id: QuantityId) -> Option<Vec<State>> {
    let program = translation.of.program;
    let quantity = program.quantity(id);
    let Origin::Scenario(scenario) = &quantity.origin else { return None };
    let gates = program.table(quantity.table).gates.iter().filter_map(|gate| program.gates.get(gate.at()));
    let requirements = gates.flat_map(|gate| &gate.requirements);
    let included: Vec<Expr> = requirements.map(|r| translation.expr(&r.condition)).collect::<Option<_>>()?;
    let mut states = Vec::new();
    let mut before: Vec<Expr> = Vec::new();
    for outcome in &scenario.outcomes {
        let condition = outcome.condition.as_ref().map(|condition| translation.expr(condition));
        let condition = match condition {
            Some(condition) => Some(condition?),
            None => None,
        };
        let first = matches!(scenario.rule, ScenarioRule::First) || condition.is_none();
        let mut all = included.clone();
        all.extend(before.iter().filter(|_| first).map(|other| made(ExprKind::Not(Box::new(other.clone())))));
        all.extend(condition.clone());
        before.extend(condition);
        states.push((usize::from(outcome.member), made(ExprKind::And(all))));
    }
    if !included.is_empty() {
        let members = program.scale(scenario.scale).members.len();
        states.push((members, made(ExprKind::Not(Box::new(made(ExprKind::And(included)))))));
    }
    Some(states)
}

fn made(kind: ExprKind) -> Expr {
    Expr { kind, ty: Type::YesNo, span: Span::default() }
}

/// The first policy with the ranges that its values have in both: as declared, and as far as they follow from that.
fn ranged(a: &Methodology<'_>, b: &Methodology<'_>, shared: &Shared) -> Program {
    let mut program = a.program.as_ref().clone();
    let (of_a, of_b) = (audit::reaches(a.program), audit::reaches(b.program));
    for at in 0..program.quantities.len() {
        let id = QuantityId(at as u32);
        let Some(other) = shared.in_b(id) else { continue };
        let ends = [of_a.get(at), of_b.get(other.at())];
        let low = ends.iter().flatten().map(|(low, _)| *low).fold(f64::NEG_INFINITY, f64::max);
        let high = ends.iter().flatten().map(|(_, high)| *high).fold(f64::INFINITY, f64::min);
        let end = |x: f64| x.is_finite().then_some(x);
        if let Some(quantity) = program.quantities.get_mut(at)
            && matches!(quantity.ty, Type::Number(_) | Type::Date)
        {
            quantity.range = (end(low), end(high));
        }
    }
    program
}

fn joint(
    a: &Methodology<'_>,
    program: &Program,
    (of_a, of_b): (&[State], &[State]),
    outcomes: &Outcomes,
    limits: &Limits,
) -> Exact {
    let parameters: Vec<Value> = a.parameters.iter().map(|(value, _)| value.clone()).collect();
    let mut cases = Vec::new();
    let mut certain = true;
    for (i, when_a) in of_a {
        for (j, when_b) in of_b {
            if outcomes.are_one(*i, *j) {
                continue;
            }
            match possible(program, &made(ExprKind::And(vec![when_a.clone(), when_b.clone()])), &parameters, limits) {
                Possible::Never => {}
                Possible::Case(values) => cases.push(Differing { values, a: *i, b: *j }),
                Possible::Unknown => certain = false,
            }
        }
    }
    cases.sort_by_key(|case| case.values.len());
    match (cases.is_empty(), certain) {
        (true, true) => Exact::Never,
        (true, false) => Exact::Unknown,
        (false, _) => Exact::Cases(cases),
    }
}
