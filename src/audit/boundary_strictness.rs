//! Bands whose common edge belongs to both or to neither. Without data.

use super::comparisons::{Comparison, comparison};
use super::reach::Reach;
use super::{Audit, Evidence, Finding};
use crate::diagnostic::Code;
use crate::program::{Collected, CompareOp, Expr, ExprKind, Origin, Program, Scenario, Type};
use crate::source::Span;

/// Two cases of a scenario or of a chain of `if` take the values above and below one number, all else being equal, and
/// the number itself both or neither. Where the checker proves that outcomes exclude each other, both is an error, and
/// neither leaves the number to `otherwise`.
pub(super) struct BoundaryStrictness;

impl Audit for BoundaryStrictness {
    fn code(&self) -> Code {
        Code::BoundaryStrictness
    }

    fn evidence(&self) -> Evidence {
        Evidence::Policy
    }

    fn policy(&self, program: &Program) -> Vec<Finding> {
        let reach = Reach::of(program);
        let mut findings = Vec::new();
        for quantity in &program.quantities {
            match &quantity.origin {
                Origin::Scenario(scenario) => {
                    findings.extend(self.cases(program, &reach, &quantity.name, &of_scenario(program, scenario)));
                }
                Origin::Formula(formula, _) => {
                    for chain in chains(formula) {
                        findings.extend(self.cases(program, &reach, &quantity.name, &chain));
                    }
                }
                Origin::Column(_) | Origin::Index(_) | Origin::Rank(_) => {}
            }
        }
        for collected in &program.collected {
            findings.extend(self.cases(program, &reach, &collected.name, &of_collected(program, collected)));
        }
        findings
    }
}

/// Cases in the order in which they are looked at, and what holds where none of them does.
struct Cases<'p> {
    cases: Vec<Case<'p>>,
    otherwise: Option<String>,
    /// Whether all that hold are taken, and not the first alone.
    all: bool,
}

struct Case<'p> {
    /// `large`, or the condition of an `if` as it is written.
    name: String,
    condition: &'p Expr,
    gives: Gives<'p>,
    span: Span,
}

/// What follows from a case.
#[derive(PartialEq)]
enum Gives<'p> {
    Outcome(u8),
    Value(&'p Expr),
}

fn of_scenario<'p>(program: &Program, scenario: &'p Scenario) -> Cases<'p> {
    let members = &program.scale(scenario.scale).members;
    let name = |member: u8| format!("`{}`", members.get(usize::from(member)).map_or("", |m| m.name.as_str()));
    let case = |outcome: &'p crate::program::Outcome| {
        let (name, gives) = (name(outcome.member), Gives::Outcome(outcome.member));
        Some(Case { name, condition: outcome.condition.as_ref()?, gives, span: outcome.span })
    };
    let otherwise = scenario.outcomes.iter().find(|o| o.condition.is_none()).map(|o| name(o.member));
    Cases { cases: scenario.outcomes.iter().filter_map(case).collect(), otherwise, all: false }
}

/// The outcomes of a scenario that takes all that hold; what holds by several rules has a case for each.
fn of_collected<'p>(program: &'p Program, collected: &'p Collected) -> Cases<'p> {
    let mut cases = Cases { cases: Vec::new(), otherwise: None, all: true };
    for (member, id) in (0..).zip(&collected.outcomes) {
        let quantity = program.quantity(*id);
        let Origin::Formula(condition, _) = &quantity.origin else { continue };
        let short = quantity.name.strip_prefix(&collected.name).and_then(|rest| rest.strip_prefix('.'));
        let name = format!("`{}`", short.unwrap_or(&quantity.name));
        // `otherwise` is where none of those before it holds.
        if let ExprKind::Not(others) = &condition.kind
            && alternatives(others).iter().all(|other| cases.cases.iter().any(|case| case.condition == *other))
        {
            cases.otherwise = Some(name);
            continue;
        }
        let case = |condition: &'p Expr| {
            let gives = Gives::Outcome(member);
            Case { name: name.clone(), condition, gives, span: condition.span }
        };
        cases.cases.extend(alternatives(condition).into_iter().map(case));
    }
    cases
}

/// The chains `if … then … else if … then … else …` in a formula, each from its first `if`.
fn chains(formula: &Expr) -> Vec<Cases<'_>> {
    let mut chains = Vec::new();
    let mut open = vec![formula];
    while let Some(expr) = open.pop() {
        let mut cases = Vec::new();
        let mut rest = expr;
        while let ExprKind::If(condition, then, otherwise) = &rest.kind {
            cases.push(Case { name: String::new(), condition, gives: Gives::Value(then), span: condition.span });
            open.extend([&**condition, &**then]);
            rest = otherwise;
        }
        open.extend(rest.parts());
        if cases.len() > 1 {
            chains.push(Cases { cases, otherwise: Some("the last `else`".to_owned()), all: false });
        }
    }
    chains
}

/// One end of a band.
struct Edge<'p> {
    comparison: Comparison<'p>,
    /// Whether the band lies above it.
    above: bool,
    /// Whether it belongs to the band.
    inclusive: bool,
    at: f64,
    case: &'p Case<'p>,
    /// What else the case asks.
    beside: Vec<&'p Expr>,
}

impl BoundaryStrictness {
    fn cases(&self, program: &Program, reach: &Reach<'_>, name: &str, cases: &Cases<'_>) -> Vec<Finding> {
        let edges: Vec<Edge<'_>> = cases.cases.iter().flat_map(|case| edges(reach, case)).collect();
        let mut findings: Vec<Finding> = Vec::new();
        for (first, one) in edges.iter().enumerate() {
            for other in edges.iter().skip(first + 1) {
                let touch = one.above != other.above && one.at == other.at && one.inclusive == other.inclusive;
                let tells = one.case.gives != other.case.gives && !is_held(&edges, one);
                if touch && tells && one.comparison.value == other.comparison.value && one.beside == other.beside {
                    findings.extend(self.finding(name, program, cases, (one, other)));
                }
            }
        }
        findings.dedup_by(|a, b| a.message == b.message);
        findings
    }

    fn finding(
        &self,
        name: &str,
        program: &Program,
        cases: &Cases<'_>,
        (one, other): (&Edge<'_>, &Edge<'_>),
    ) -> Option<Finding> {
        // What is neither above 0 nor below it is a case of its own, and `otherwise` is its name.
        if !one.inclusive && one.at == 0.0 && one.comparison.value.ty != Type::Date {
            return None;
        }
        let (value, at) = (one.comparison.name(program), one.comparison.show(one.at));
        let (first, second) = (&one.case.name, &other.case.name);
        let falls =
            cases.otherwise.as_ref().map(|otherwise| format!(", which falls to {otherwise}")).unwrap_or_default();
        let message = match (one.inclusive, first.is_empty()) {
            (true, _) if cases.all => format!("{first} and {second} both hold for {value} of exactly {at}"),
            (false, _) if cases.all => format!("neither {first} nor {second} holds for {value} of exactly {at}{falls}"),
            (true, false) => format!(
                "{first} and {second} both take {value} of exactly {at}; {first} gets it, because it comes first"
            ),
            (true, true) => {
                format!("two conditions of `{name}` both take {value} of exactly {at}, and the first of them gets it")
            }
            (false, false) => format!("neither {first} nor {second} takes {value} of exactly {at}{falls}"),
            (false, true) => {
                format!(
                    "`{name}` asks whether {value} is above {at} and whether it is below, and not of exactly {at}{falls}"
                )
            }
        };
        let hint = "let the edge belong to one of them: `>=` on one side and `<` on the other";
        Some(Finding::warning(self.code(), name, other.case.span, message, hint))
    }
}

/// Whether another band says to whom the edge belongs: `is 0` between `above 0` and `below 0`.
fn is_held(edges: &[Edge<'_>], edge: &Edge<'_>) -> bool {
    let holds = |other: &Edge<'_>| other.inclusive && other.at == edge.at;
    !edge.inclusive && edges.iter().any(|other| holds(other) && other.comparison.value == edge.comparison.value)
}

/// The ends of the bands of values that a case takes.
fn edges<'p>(reach: &Reach<'_>, case: &'p Case<'p>) -> Vec<Edge<'p>> {
    let all = conjuncts(case.condition);
    let mut edges: Vec<Edge<'p>> = Vec::new();
    for found in all.iter().filter_map(|part| comparison(part)) {
        let of_value = |part: &&Expr| comparison(part).is_some_and(|other| other.value == found.value);
        let beside = all.iter().copied().filter(|part| !of_value(part)).collect();
        edges.extend(end(reach, found, case, beside));
    }
    edges
}

/// What all has to hold for a condition to hold.
fn conjuncts(condition: &Expr) -> Vec<&Expr> {
    let ExprKind::And(all) = &condition.kind else { return vec![condition] };
    all.iter().flat_map(conjuncts).collect()
}

/// What each is enough for a condition to hold.
fn alternatives(condition: &Expr) -> Vec<&Expr> {
    let ExprKind::Or(any) = &condition.kind else { return vec![condition] };
    any.iter().flat_map(alternatives).collect()
}

fn end<'p>(
    reach: &Reach<'_>,
    comparison: Comparison<'p>,
    case: &'p Case<'p>,
    beside: Vec<&'p Expr>,
) -> Option<Edge<'p>> {
    let threshold = reach.expr(comparison.threshold);
    let at = threshold.low;
    if threshold.low != threshold.high {
        return None;
    }
    let (above, inclusive) = match comparison.op {
        CompareOp::Less => (false, false),
        CompareOp::LessOrEqual => (false, true),
        CompareOp::Greater => (true, false),
        CompareOp::GreaterOrEqual => (true, true),
        CompareOp::Is => (true, true),
    };
    Some(Edge { comparison, above, inclusive, at, case, beside })
}
