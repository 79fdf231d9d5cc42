//! An index that is read as "lower is better" although its parts have been turned round. Without data.

use super::steps::turned;
use super::{Audit, Evidence, Finding, indices};
use crate::diagnostic::Code;
use crate::program::{Index, Origin, Program, Quantity, QuantityId};

/// Normalising turns round what is better lower, so that high values of the index are good: with `better lower`, or
/// ranked lower first, the worst comes first. The same where higher is better for a part from the beginning.
pub(super) struct DirectionAfterNormalising;

impl Audit for DirectionAfterNormalising {
    fn code(&self) -> Code {
        Code::DirectionAfterNormalising
    }

    fn evidence(&self) -> Evidence {
        Evidence::Policy
    }

    fn policy(&self, program: &Program) -> Vec<Finding> {
        indices(program).filter_map(|(id, quantity, index)| self.index(program, id, quantity, index)).collect()
    }
}

impl DirectionAfterNormalising {
    fn index(&self, program: &Program, id: QuantityId, quantity: &Quantity, index: &Index) -> Option<Finding> {
        // Of an aggregation that measures a distance from the best, low results are good by themselves.
        if index.aggregate.lower_is_better(&index.aggregate_options) {
            return None;
        }
        let clause = match quantity.higher_is_better {
            Some(false) => "better lower",
            Some(true) | None if lower_first(program, id) => "rank lower first",
            Some(true) | None => return None,
        };
        let (at, part) = index.parts.iter().enumerate().find(|(at, part)| {
            turned(index, *at).is_some() || program.quantity(part.quantity).higher_is_better == Some(true)
        })?;
        let why = match turned(index, at) {
            Some(method) => format!("`normalise {method}` has turned `{}` round", part.name),
            None => format!("higher is better for `{}`", part.name),
        };
        let name = &quantity.name;
        let message = format!("{why}, so that high values of `{name}` are good, but it says `{clause}`");
        let hint = if clause == "better lower" {
            "leave out `better lower`, or, if high values are bad, say of the parts which of their values are good"
        } else {
            "write `rank higher first`, or, if high values are bad, say of the parts which of their values are good"
        };
        Some(Finding::warning(self.code(), name, quantity.name_span, message, hint))
    }
}

fn lower_first(program: &Program, id: QuantityId) -> bool {
    program.quantities.iter().any(|q| match &q.origin {
        Origin::Rank(rule) => rule.of == id && !rule.higher_first,
        Origin::Column(_) | Origin::Formula(..) | Origin::Index(_) | Origin::Scenario(_) => false,
    })
}
