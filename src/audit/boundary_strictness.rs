//! Bands whose common edge belongs to both or to neither. Without data.

use super::comparisons::{Comparison, comparison};
use super::reach::Reach;
use super::{Audit, Evidence, Finding};
use crate::diagnostic::Code;
use crate::program::{CompareOp, Expr, ExprKind, Origin, Outcome, Program, Quantity, Scenario, ScenarioRule};

/// Two outcomes of a scenario that need not be disjoint (`first match`) take the values above and below one number, and
/// the number itself both or neither. Where outcomes must be disjoint, the checker proves that they are.
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
            let Origin::Scenario(scenario) = &quantity.origin else { continue };
            if scenario.rule == ScenarioRule::First {
                findings.extend(self.scenario(program, &reach, quantity, scenario));
            }
        }
        findings
    }
}

/// One end of a band.
struct Edge<'p> {
    comparison: Comparison<'p>,
    /// Whether the band lies above it.
    above: bool,
    /// Whether it belongs to the band.
    inclusive: bool,
    at: f64,
    outcome: &'p Outcome,
}

impl BoundaryStrictness {
    fn scenario(&self, program: &Program, reach: &Reach<'_>, quantity: &Quantity, scenario: &Scenario) -> Vec<Finding> {
        let edges: Vec<Edge<'_>> = scenario.outcomes.iter().flat_map(|o| band(program, reach, o)).collect();
        let mut findings: Vec<Finding> = Vec::new();
        for (first, one) in edges.iter().enumerate() {
            for other in edges.iter().skip(first + 1) {
                let touch =
                    one.above != other.above && one.at == other.at && one.outcome.member != other.outcome.member;
                let same = one.comparison.name(program) == other.comparison.name(program);
                if touch && same && one.inclusive == other.inclusive && !self.is_held(&edges, one) {
                    findings.extend(self.finding(program, quantity, scenario, one, other));
                }
            }
        }
        findings.dedup_by(|a, b| a.message == b.message);
        findings
    }

    /// Whether another band of the scenario says to whom the edge belongs: `is 0` between `above 0` and `below 0`.
    fn is_held(&self, edges: &[Edge<'_>], edge: &Edge<'_>) -> bool {
        !edge.inclusive && edges.iter().any(|e| e.inclusive && e.at == edge.at)
    }

    fn finding(
        &self,
        program: &Program,
        quantity: &Quantity,
        scenario: &Scenario,
        one: &Edge<'_>,
        other: &Edge<'_>,
    ) -> Option<Finding> {
        // What is neither above 0 nor below it is a case of its own, and `otherwise` is its name.
        if !one.inclusive && one.at == 0.0 {
            return None;
        }
        let members = &program.scale(scenario.scale).members;
        let name = |edge: &Edge<'_>| members.get(usize::from(edge.outcome.member)).map_or("", |m| m.name.as_str());
        let (value, at) = (one.comparison.name(program), one.comparison.show(one.at));
        let (first, second) = (name(one), name(other));
        let message = match one.inclusive {
            true => format!(
                "`{first}` and `{second}` both take {value} of exactly {at}; `{first}` gets it, because it comes first"
            ),
            false => format!("neither `{first}` nor `{second}` takes {value} of exactly {at}"),
        };
        let hint = "let the edge belong to one of them: `>=` on one side and `<` on the other";
        Some(Finding::warning(self.code(), &quantity.name, other.outcome.span, message, hint))
    }
}

/// The ends of the band of values that an outcome takes, where its condition is nothing but a band of one value.
fn band<'p>(program: &Program, reach: &Reach<'_>, outcome: &'p Outcome) -> Vec<Edge<'p>> {
    let Some(condition) = outcome.condition.as_ref().filter(|_| outcome.rule.is_none()) else { return Vec::new() };
    let parts: Vec<&Expr> =
        if let ExprKind::And(all) = &condition.kind { all.iter().collect() } else { vec![condition] };
    let comparisons: Option<Vec<Comparison<'p>>> = parts.into_iter().map(comparison).collect();
    let Some(comparisons) = comparisons else { return Vec::new() };
    let first = comparisons.first().map(|c| c.name(program));
    if comparisons.iter().any(|c| Some(c.name(program)) != first) {
        return Vec::new();
    }
    comparisons.into_iter().flat_map(|c| ends(reach, c, outcome)).collect()
}

fn ends<'p>(reach: &Reach<'_>, comparison: Comparison<'p>, outcome: &'p Outcome) -> Option<Edge<'p>> {
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
    Some(Edge { comparison, above, inclusive, at, outcome })
}
