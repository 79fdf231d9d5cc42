//! Weights that are the mean of judgements which have little in common.

use super::wording::number;
use super::{Audit, Evidence, Finding};
use crate::diagnostic::{Code, Severity};
use crate::methods::weigh::judgements::Agreement;
use crate::program::{JudgedWeights, Program};

/// Kendall's W is low, or no higher than chance may give.
pub(super) struct ExpertsDisagree;

impl Audit for ExpertsDisagree {
    fn code(&self) -> Code {
        Code::ExpertsDisagree
    }

    fn evidence(&self) -> Evidence {
        Evidence::Policy
    }

    fn policy(&self, program: &Program) -> Vec<Finding> {
        let low = |w: &JudgedWeights| w.judged.agreement.filter(Agreement::is_low);
        program.judged.iter().filter_map(|w| Some(self.finding(w, low(w)?))).collect()
    }
}

impl ExpertsDisagree {
    fn finding(&self, weights: &JudgedWeights, agreement: Agreement) -> Finding {
        let Agreement { experts, w, p, .. } = agreement;
        let (shown, percent) = (number(w, 2), number(p * 100.0, 0));
        let how = match agreement.is_weak() {
            true => format!("agree little: Kendall's W is {shown}, where 0 is no agreement and 1 is full agreement"),
            false => format!(
                "agree no more than may be chance: Kendall's W is {shown}, and judgements at random reach as much in {percent}% of cases"
            ),
        };
        Finding {
            code: self.code(),
            severity: Severity::Note,
            subject: weights.name.clone(),
            message: format!("the {experts} experts of `{}` {how}", weights.name),
            hint: Some("show how the results differ from expert to expert, or ask more of them".to_owned()),
            rows: None,
            span: Some(weights.span),
            allowed: None,
        }
    }
}
