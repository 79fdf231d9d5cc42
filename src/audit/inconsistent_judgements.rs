//! Pairwise judgements that do not fit together: a over b and b over c say otherwise than a over c.

use super::wording::number;
use super::{Audit, Evidence, Finding};
use crate::diagnostic::{Code, Severity};
use crate::methods::weigh::judgements::Consistency;
use crate::program::{JudgedWeights, Program};

/// The consistency ratio is above the limit of its method.
pub(super) struct InconsistentJudgements;

impl Audit for InconsistentJudgements {
    fn code(&self) -> Code {
        Code::InconsistentJudgements
    }

    fn evidence(&self) -> Evidence {
        Evidence::Policy
    }

    fn policy(&self, program: &Program) -> Vec<Finding> {
        let each = program.judged.iter().flat_map(|w| w.judged.consistency.iter().map(move |c| (w, c)));
        each.filter(|(_, c)| c.ratio > c.limit).map(|(weights, c)| self.finding(weights, c)).collect()
    }
}

impl InconsistentJudgements {
    fn finding(&self, weights: &JudgedWeights, consistency: &Consistency) -> Finding {
        let whose = match &consistency.expert {
            Some(expert) => format!("the judgements of `{expert}` in `{}`", weights.name),
            None if weights.judged.experts > 1 => {
                format!("the judgements in `{}`, all experts together,", weights.name)
            }
            None => format!("the judgements in `{}`", weights.name),
        };
        let (ratio, limit) = (number(consistency.ratio, 3), number(consistency.limit, 4));
        let hint = consistency.worst.as_ref().map(|(what, said, follows)| {
            format!(
                "look at {what} first: it is {}, and all together make it {}",
                number(*said, 2),
                number(*follows, 2)
            )
        });
        Finding {
            code: self.code(),
            severity: Severity::Warning,
            subject: weights.name.clone(),
            message: format!("{whose} contradict each other: their consistency ratio is {ratio}, above {limit}"),
            hint,
            rows: None,
            span: Some(weights.span),
            allowed: None,
        }
    }
}
