//! Importances that no weights give: `weigh optimised` came only as near as it could.

use super::wording::{listed, number};
use super::{Audit, Finding, indices};
use crate::diagnostic::{Code, Severity};
use crate::eval::Assessment;
use crate::methods::weigh::{Trouble, Weighed};
use crate::program::{ComputedWeights, Index, Origin, Quantity, Weighing};

/// The importances that come out differ from those that were asked for.
pub(super) struct ImportanceMissed;

impl Audit for ImportanceMissed {
    fn code(&self) -> Code {
        Code::ImportanceMissed
    }

    fn may_concern(&self, quantity: &Quantity) -> bool {
        matches!(&quantity.origin, Origin::Index(i) if i.weighing != Weighing::Given)
    }

    fn run(&self, assessment: &Assessment) -> Vec<Finding> {
        let each = indices(&assessment.program).filter_map(|(id, quantity, index)| match &index.weighing {
            Weighing::Computed(computed) => self.index((quantity, index), computed, assessment.weighed.get(&id)?),
            Weighing::Given => None,
        });
        each.collect()
    }
}

impl ImportanceMissed {
    fn index(
        &self,
        (quantity, index): (&Quantity, &Index),
        computed: &ComputedWeights,
        weighed: &Weighed,
    ) -> Option<Finding> {
        let Some(Trouble::Missed(_)) = weighed.trouble else { return None };
        let total: f64 = computed.importances.iter().sum();
        let percent = |x: f64| format!("{}%", number(x * 100.0, 1));
        let reached = weighed.measures.iter().filter_map(|m| {
            let part = m.part?;
            let wanted = computed.importances.get(part)? / total;
            let name = &index.parts.get(part)?.name;
            Some(format!("`{name}` {} instead of {}", percent(m.value), percent(wanted)))
        });
        let reached: Vec<String> = reached.collect();
        Some(Finding {
            code: self.code(),
            severity: Severity::Warning,
            subject: quantity.name.clone(),
            message: format!(
                "no weights give the parts of `{}` the importance that is asked for; the nearest give {}",
                quantity.name,
                listed(reached.into_iter())
            ),
            hint: Some(
                "leave out a part that goes against the others, turn it round, or ask for other importances".to_owned(),
            ),
            rows: None,
            span: Some(computed.span),
            allowed: None,
        })
    }
}
