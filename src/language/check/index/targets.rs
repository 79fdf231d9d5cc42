//! Parts with a target of each row's own: `goalposts from baseline to goal`.
//!
//! How far each row has come is a value by itself, which lies between the goalposts 0 and 1. `normalise goalposts`
//! works on it, so that everything else about goalposts (capping, another scale) holds as well.

use super::parts::PartDraft;
use crate::check::draft::Draft;
use crate::diagnostic::{Code, Diagnostic};
use crate::methods::{Domain, NormaliseAlgebra, Setting};
use crate::program::{ImputeStep, Step, TreatStep};
use crate::syntax::ast;

/// On a logarithmic scale progress from a baseline to a goal would be another.
pub(super) fn without_log(
    draft: &mut Draft<'_>,
    method: &ast::Method,
    part: &PartDraft,
    algebra: NormaliseAlgebra,
) -> Option<()> {
    match algebra.domain {
        Domain::All | Domain::NonNegative => Some(()),
        Domain::Positive => {
            let name = &part.part.name;
            let message = format!("the goalposts of `{name}` run from a baseline to a goal, which takes no logarithms");
            let error = Diagnostic::error(Code::MethodOption, part.part.span, message);
            let hint = format!("leave out `log`, or give the target to an indicator `= ln({name})`");
            draft.report(error.related(method.span, "normalised here").hint(hint));
            None
        }
    }
}

/// Puts in the place of a part with a target how far each row has come, where `normalise goalposts` asks for it.
pub(super) fn take_progress(draft: &mut Draft<'_>, parts: &mut [PartDraft], steps: &mut [Step]) -> Option<()> {
    for (at, part) in parts.iter_mut().enumerate() {
        let Some(progress) = part.progress else { continue };
        let mut before = None;
        for step in steps.iter_mut() {
            match step {
                Step::Weigh(weigh) => before = Some(weigh.span),
                Step::Treat(TreatStep { parts, span, .. }) | Step::Impute(ImputeStep { parts, span, .. }) => {
                    if parts.get(at) == Some(&true) {
                        before = Some(*span);
                    }
                }
                Step::Screen(_) => {}
                Step::Normalise(step) => {
                    let needs_goalposts = step.algebra().needs_goalposts;
                    let Some(Some(setting)) = step.parts.get_mut(at) else { continue };
                    if !needs_goalposts {
                        before = Some(step.span);
                        continue;
                    }
                    if let Some(first) = before {
                        let name = &part.part.name;
                        let message = format!(
                            "the goalposts of `{name}` are those of its own values, which this step no longer sees"
                        );
                        let error = Diagnostic::error(Code::MethodOption, step.span, message);
                        let hint = "let `normalise goalposts` be the first step";
                        draft.report(error.related(first, "this step comes before it").hint(hint));
                        return None;
                    }
                    *setting = Setting { goalposts: Some((0.0, 1.0)), reverse: false };
                    part.part.quantity = progress;
                    before = Some(step.span);
                }
            }
        }
    }
    Some(())
}
