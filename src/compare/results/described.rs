//! What the columns of a result are, as `bareme run --format json` writes it beside them: enough to compare a result
//! file without the policy that it comes from.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::program::{Origin, Program, Quantity, QuantityId, Scale, TableId, Type};

/// What the results of a table are.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Described {
    /// The columns that together tell its rows apart.
    pub key: Vec<String>,
    /// Scores, ranks and scenarios by their columns.
    pub results: IndexMap<String, DescribedResult>,
}

/// What one column holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum DescribedResult {
    /// An index, or a formula that is ranked.
    Score(DescribedScore),
    /// The rank of a score.
    Rank {
        /// The score's column.
        of: String,
    },
    /// A scenario.
    Scenario {
        /// Its label.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        label: Option<String>,
        /// The name of its outcomes' scale.
        scale: String,
        /// The scale's members in their order, each with its label.
        outcomes: IndexMap<String, Option<String>>,
    },
}

/// A score.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct DescribedScore {
    /// Its label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Decimals that are shown of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimals: Option<u8>,
    /// Whether it is in percent.
    #[serde(default, skip_serializing_if = "is_false")]
    pub percent: bool,
    /// Whether a lower score is better, and comes first.
    #[serde(default, skip_serializing_if = "is_false")]
    pub lower_first: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_false(value: &bool) -> bool {
    !*value
}

/// What the results of each table are, by their ids: indices and what else is ranked, the ranks, the scenarios. Where
/// there is neither index nor rank, its numbers that are computed are its scores.
pub fn of_tables(program: &Program) -> Vec<Described> {
    let ranked: IndexMap<QuantityId, bool> = program.quantities.iter().filter_map(ranks).collect();
    let tables = (0..program.tables.len()).map(|at| TableId(at as u32));
    tables.map(|table| of_table(program, table, &ranked)).collect()
}

/// What a quantity ranks, if it is a rank, and whether the highest is first.
fn ranks(quantity: &Quantity) -> Option<(QuantityId, bool)> {
    match &quantity.origin {
        Origin::Rank(rank) => Some((rank.of, rank.higher_first)),
        Origin::Column(_) | Origin::Formula(..) | Origin::Index(_) | Origin::Scenario(_) => None,
    }
}

fn of_table(program: &Program, table: TableId, ranked: &IndexMap<QuantityId, bool>) -> Described {
    let declared = program.table(table);
    let name = |id: QuantityId| program.quantity(id).name.clone();
    let keys = if declared.has_several_keys() { declared.keys.as_slice() } else { std::slice::from_ref(&declared.key) };
    let is_index = |id: &QuantityId| matches!(program.quantity(*id).origin, Origin::Index(_));
    let has_scores = declared.quantities.iter().any(|id| is_index(id) || ranked.contains_key(id));
    let is_score = |id: QuantityId| match &program.quantity(id).ty {
        Type::Number(_) => ranked.contains_key(&id) || !has_scores,
        Type::YesNo | Type::Text | Type::Date | Type::Member(_) | Type::Link(_) => false,
    };
    let score = |id: QuantityId| DescribedResult::Score(score(program.quantity(id), ranked.get(&id).copied()));
    let described = |id: &QuantityId| match &program.quantity(*id).origin {
        Origin::Column(_) => None,
        Origin::Formula(..) => is_score(*id).then(|| (name(*id), score(*id))),
        Origin::Index(_) => Some((name(*id), score(*id))),
        Origin::Rank(rank) => Some((name(*id), DescribedResult::Rank { of: name(rank.of) })),
        Origin::Scenario(scenario) => Some((name(*id), outcomes(program, *id, program.scale(scenario.scale)))),
    };
    Described {
        key: keys.iter().map(|id| name(*id)).collect(),
        results: declared.quantities.iter().filter_map(described).collect(),
    }
}

fn outcomes(program: &Program, id: QuantityId, scale: &Scale) -> DescribedResult {
    DescribedResult::Scenario {
        label: program.quantity(id).about.label.clone(),
        scale: scale.name.clone(),
        outcomes: scale.members.iter().map(|m| (m.name.clone(), m.about.label.clone())).collect(),
    }
}

fn score(quantity: &Quantity, higher_first: Option<bool>) -> DescribedScore {
    let rounding = match &quantity.origin {
        Origin::Formula(_, rounding) => *rounding,
        Origin::Index(index) => index.rounding,
        Origin::Column(_) | Origin::Rank(_) | Origin::Scenario(_) => None,
    };
    DescribedScore {
        label: quantity.about.label.clone(),
        decimals: quantity.printed.or(rounding.map(|r| r.decimals)),
        percent: is_percent(&quantity.ty),
        lower_first: higher_first.or(quantity.higher_is_better) == Some(false),
    }
}

/// Whether numbers of this type are given in percent.
pub(super) fn is_percent(ty: &Type) -> bool {
    match ty {
        Type::Number(unit) => unit.as_ref().is_some_and(|u| u.percent),
        Type::YesNo | Type::Text | Type::Date | Type::Member(_) | Type::Link(_) => false,
    }
}
