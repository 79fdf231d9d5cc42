//! The smallest case that two methodologies classify differently.
//!
//! ```text
//! two scenarios ──shared──▶ conditions on the same values ──exact──▶ a case, or proof that there is none
//!                                       └─ if they cannot be laid side by side ──search──▶ a case, or how many were tried
//! data of both ──real──▶ an entity that comes out otherwise
//! ```
//!
//! A case is one row that is made up, as an `example` has it: what is not given is missing. Whatever is shown has been
//! run as an example of both policies.

mod block;
mod exact;
mod inputs;
mod path;
mod real;
mod search;
mod shared;

use std::sync::Arc;

use serde::Serialize;

use super::attribution::renamed_outcomes;
use super::structure::names::Names;
use crate::check::Whole;
use crate::eval::{Assessment, Data};
use crate::limits::Limits;
use crate::program::{Expr, ExprKind, Origin, Program, QuantityId, Type, Value};
use crate::why::Explanation;

use block::{Wanted, block, classified};
use exact::{Differing, Exact, exact};
use shared::Shared;

/// A policy with what is known of its run.
#[derive(Clone, Copy)]
pub struct Methodology<'a> {
    /// All that it declares.
    pub whole: &'a Whole,
    /// The same, checked.
    pub program: &'a Arc<Program>,
    /// The parameters' values, by [`crate::program::ParameterId`], and whether each was set.
    pub parameters: &'a [(Value, bool)],
    /// Its data, where there are any.
    pub data: Option<&'a Data>,
}

/// What is known of one scenario of both policies.
#[derive(Clone, Debug, Serialize)]
pub struct Witness {
    /// The scenario, as the first policy calls it.
    pub scenario: String,
    /// Its table.
    pub table: String,
    /// The smallest case that was made up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub constructed: Option<Case>,
    /// An entity of the data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub real: Option<Case>,
    /// Why no case was made up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub none: Option<Absence>,
}

/// A case that the two classify differently.
#[derive(Clone, Debug, Serialize)]
pub struct Case {
    /// The key of the entity, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// How many entities of the data come out otherwise, where it is one of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<usize>,
    /// How many values are given.
    pub inputs: usize,
    /// How it was found.
    pub how: How,
    /// What the first policy makes of it.
    pub a: Classified,
    /// What the second makes of it.
    pub b: Classified,
}

/// What one policy makes of a case.
#[derive(Clone, Debug, Serialize)]
pub struct Classified {
    /// The outcome; `excluded`.
    pub outcome: String,
    /// An `example` that can be added to the policy, and holds there; none where no example has all that decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
    /// How it comes to the outcome.
    pub explanation: Explanation,
    /// The run that this is of.
    #[serde(skip)]
    pub assessment: Assessment,
}

/// How something was established.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum How {
    /// By cases: for all values within the declared ranges.
    Exact,
    /// By trying many cases.
    Search,
    /// In the data.
    Data,
    /// It was not looked for.
    Open,
}

/// That no case was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Absence {
    /// How that was established.
    pub how: How,
    /// In a sentence.
    pub said: String,
}

/// What each policy can make of a row, and which outcomes of the two are one.
pub(super) struct Outcomes {
    a: Vec<String>,
    b: Vec<String>,
    renamed: Vec<(String, String)>,
}

const EXCLUDED: &str = "excluded";

impl Outcomes {
    /// Whether outcomes of the two, by position, are one; excluded comes after the others.
    pub fn are_one(&self, i: usize, j: usize) -> bool {
        match (self.a.get(i), self.b.get(j)) {
            (Some(a), Some(b)) => {
                let known = self.renamed.iter().find(|(from, _)| from == a).map(|(_, to)| to);
                known.unwrap_or(a) == b
            }
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        }
    }
}

/// The scenarios that both policies have and that may differ, each with a case that shows it, or with why there is none.
pub fn witnesses(a: &Methodology<'_>, b: &Methodology<'_>, limits: &Limits) -> Vec<Witness> {
    let shared = Shared::of(a, b);
    let names = Names::mapped(a.program, b.program);
    let scenario = |program: &Program, id: QuantityId| matches!(program.quantity(id).origin, Origin::Scenario(_));
    let mut found = Vec::new();
    for (at, quantity) in b.program.quantities.iter().enumerate() {
        let other = QuantityId(at as u32);
        let table = names.table(quantity.table);
        let own = a.program.find_table(table).and_then(|table| a.program.find_quantity(table, names.quantity(other)));
        let Some(own) = own.filter(|id| scenario(a.program, *id) && scenario(b.program, other)) else { continue };
        let pair = Pair { a, b, of_a: own, of_b: other, shared: &shared, limits };
        // What is declared alike, down to the data, is classified alike; gates decide who is.
        let alike = shared.in_a(other).is_some() && !shared.gates_differ;
        let table = a.program.table(a.program.quantity(own).table);
        if !alike && table.summary.is_none() && table.quantities.contains(&own) {
            found.push(pair.witness());
        }
    }
    found
}

/// One scenario in both policies.
pub(super) struct Pair<'a> {
    a: &'a Methodology<'a>,
    b: &'a Methodology<'a>,
    of_a: QuantityId,
    of_b: QuantityId,
    shared: &'a Shared,
    limits: &'a Limits,
}

impl Pair<'_> {
    fn witness(&self) -> Witness {
        let quantity = self.a.program.quantity(self.of_a);
        let outcomes = self.outcomes();
        let (constructed, none) = match self.constructed(&outcomes) {
            Ok(case) => (Some(case), None),
            Err(absence) => (None, Some(absence)),
        };
        Witness {
            scenario: quantity.name.clone(),
            table: self.a.program.table(quantity.table).name.clone(),
            constructed,
            real: real::real(self, &outcomes),
            none,
        }
    }

    fn outcomes(&self) -> Outcomes {
        let members = |program: &Program, id: QuantityId| match program.quantity(id).ty {
            Type::Member(scale) => program.scale(scale).members.iter().map(|m| m.name.clone()).collect(),
            Type::Number(_) | Type::YesNo | Type::Text | Type::Date | Type::Link(_) => Vec::new(),
        };
        let quantity = self.a.program.quantity(self.of_a);
        let table = &self.a.program.table(quantity.table).name;
        Outcomes {
            a: members(self.a.program, self.of_a),
            b: members(self.b.program, self.of_b),
            renamed: renamed_outcomes(self.a.program, self.b.program, table, &quantity.name),
        }
    }

    fn constructed(&self, outcomes: &Outcomes) -> Result<Case, Absence> {
        match exact(self.a, self.b, (self.of_a, self.of_b), self.shared, outcomes, self.limits) {
            Exact::Never => {
                return Err(Absence {
                    how: How::Exact,
                    said: "no case is classified differently: shown for all values within the declared ranges"
                        .to_owned(),
                });
            }
            Exact::Cases(cases) => {
                let tried = cases.iter().find_map(|Differing { values, a, b }| {
                    let said = [outcomes.a.get(*a).map(String::as_str), outcomes.b.get(*b).map(String::as_str)];
                    self.case(values, &self.in_b(values)?, said, How::Exact)
                });
                if let Some(case) = tried {
                    return Ok(case);
                }
            }
            Exact::Unknown => {}
        }
        search::search(self, outcomes)
    }

    /// The same values in the second policy.
    fn in_b(&self, values: &[(Expr, Value)]) -> Option<Vec<(Expr, Value)>> {
        let there = |(expr, value): &(Expr, Value)| {
            let (links, id) = expr.path()?;
            let links = links.into_iter().map(|link| self.shared.in_b(link)).collect::<Option<Vec<_>>>()?;
            let id = self.shared.in_b(id)?;
            Some((follow(self.b.program, &links, id), value.clone()))
        };
        values.iter().map(there).collect()
    }

    /// A case of which both examples hold.
    fn case(&self, in_a: &[(Expr, Value)], in_b: &[(Expr, Value)], said: [Option<&str>; 2], how: How) -> Option<Case> {
        let one = |of: &Methodology<'_>, scenario, outcome: Option<&str>, givens, other: &Methodology<'_>, theirs| {
            let theirs: Option<&str> = theirs;
            let label = format!("`{}` says {} of it", other.program.name, theirs.unwrap_or(EXCLUDED));
            let block = block(of, &Wanted { scenario, outcome, givens, label }, self.limits)?;
            classified(of, block, scenario, outcome.unwrap_or(EXCLUDED), self.limits)
        };
        let [of_a, of_b] = said;
        let a = one(self.a, self.of_a, of_a, in_a, self.b, of_b)?;
        let b = one(self.b, self.of_b, of_b, in_b, self.a, of_a)?;
        Some(Case { key: None, of: None, inputs: in_a.len(), how, a, b })
    }
}

/// A quantity of the row, or of the row that links lead to.
fn follow(program: &Program, links: &[QuantityId], id: QuantityId) -> Expr {
    let named = |id: QuantityId| {
        let quantity = program.quantity(id);
        Expr { kind: ExprKind::Quantity(id), ty: quantity.ty.clone(), span: Default::default() }
    };
    links.iter().rev().fold(named(id), |target, link| {
        let ty = target.ty.clone();
        let kind = ExprKind::Follow { link: Box::new(named(*link)), target: Box::new(target) };
        Expr { kind, ty, span: Default::default() }
    })
}
