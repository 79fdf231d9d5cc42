//! Gates: requirements, each with its reason.

use super::draft::Draft;
use super::expr::{Scope, condition};
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{GateId, Requirement};
use crate::source::Sources;

/// Checks the requirements of a gate.
pub(super) fn check(draft: &mut Draft<'_>, id: GateId, sources: &Sources) {
    let Some((ast, table, span)) = draft.gates.get(id.at()).map(|g| (g.gate, g.checked.table, g.name_span)) else {
        return;
    };
    if ast.requirements.is_empty() {
        let message = "a gate needs at least one requirement";
        let hint = "write `require CONDITION because \"…\"`";
        draft.report(Diagnostic::error(Code::PartsMissing, span, message).hint(hint));
    }
    let mut requirements = Vec::new();
    for (expr, reason) in &ast.requirements {
        let Some(condition) = condition(draft, Scope::rows_of(table), expr) else { continue };
        // A requirement without a reason is its own reason, in the author's words.
        let reason = match reason {
            Some(text) => text.text.clone(),
            None => format!("not met: {}", sources.text(expr.span).split_whitespace().collect::<Vec<_>>().join(" ")),
        };
        requirements.push(Requirement { condition, reason });
    }
    if let Some(gate) = draft.gates.get_mut(id.at()) {
        gate.checked.requirements = requirements;
    }
}
