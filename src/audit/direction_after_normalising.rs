//! An index that is read as "lower is better" although its parts have been turned round. Without data.

use std::collections::BTreeSet;

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
        let ranked: BTreeSet<QuantityId> = program.quantities.iter().filter_map(lower_first).collect();
        let index = |(id, quantity, index)| self.index(program, &ranked, (id, quantity, index));
        indices(program).filter_map(index).collect()
    }
}

impl DirectionAfterNormalising {
    fn index(
        &self,
        program: &Program,
        ranked: &BTreeSet<QuantityId>,
        (id, quantity, index): (QuantityId, &Quantity, &Index),
    ) -> Option<Finding> {
        // Of an aggregation that measures a distance from the best, low results are good by themselves.
        if index.aggregate.lower_is_better(&index.aggregate_options) {
            return None;
        }
        let clause = match quantity.higher_is_better {
            Some(false) => "better lower",
            Some(true) | None if ranked.contains(&id) => "rank lower first",
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

/// What is ranked with the lowest value first.
fn lower_first(rank: &Quantity) -> Option<QuantityId> {
    match &rank.origin {
        Origin::Rank(rule) => (!rule.higher_first).then_some(rule.of),
        Origin::Column(_) | Origin::Formula(..) | Origin::Index(_) | Origin::Scenario(_) => None,
    }
}
