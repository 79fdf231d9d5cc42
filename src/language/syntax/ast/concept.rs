//! What indicators are meant to measure, which of them belong together, and how one ruler is read on another.

use super::{Name, Text};

/// The clauses of `set eu "…" of clusters { owner "…"; scope "…"; indicators a, b }`
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Set {
    /// `of clusters`
    pub table: Option<Name>,
    /// `owner "European Secretariat for Cluster Analysis"`
    pub owner: Option<Text>,
    /// `scope "Cluster organisations in Europe"`
    pub scope: Option<Text>,
    /// `indicators patents, members`
    pub indicators: Vec<Name>,
}

/// `scale activity maps to scale standing { acting to leading; sporadic, first_steps to emerging }`
#[derive(Clone, Debug, PartialEq)]
pub struct Mapping {
    /// `scale activity`
    pub from: Ruler,
    /// `scale standing`
    pub to: Ruler,
    /// `sporadic, first_steps to emerging`: levels or outcomes, and what they are on the other ruler.
    pub levels: Vec<(Vec<Name>, Name)>,
}

/// `scale activity`, `scenario path of clusters`, `scenario standing of policy national`
#[derive(Clone, Debug, PartialEq)]
pub struct Ruler {
    /// `scale` or `scenario`
    pub kind: RulerKind,
    /// Its name.
    pub name: Name,
    /// Where it is declared, if that is said.
    pub of: Option<RulerOf>,
}

/// What has the levels that are mapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RulerKind {
    /// The levels of a scale.
    Scale,
    /// The outcomes of a scenario.
    Scenario,
}

impl RulerKind {
    /// The word that begins it.
    pub fn word(self) -> &'static str {
        match self {
            RulerKind::Scale => "scale",
            RulerKind::Scenario => "scenario",
        }
    }
}

/// Where a ruler is declared.
#[derive(Clone, Debug, PartialEq)]
pub enum RulerOf {
    /// `of clusters`: among the scenarios of this table.
    Table(Name),
    /// `of policy national`: in another policy.
    Policy(Name),
}
