//! Declarations, and what they declare.

use std::borrow::Cow;

use super::{
    About, Addition, Example, Field, Gate, Index, Indicator, IndicatorGroup, Journey, Mapping, Name, Parameter, Policy,
    Published, Scale, Scenario, Set, Summary, Survey, Table, Text, UnitExpr, Weights,
};
use crate::source::Span;

/// `kind name "Label" … { … }`
#[derive(Clone, Debug, PartialEq)]
pub struct Declaration {
    /// The declared name; `published "Figure 13"` and `use` may have none (then text is empty, span at the kind word).
    pub name: Name,
    /// Labels, sources, status, description.
    pub about: About,
    /// From the kind word to the closing brace.
    pub span: Span,
    /// What is declared.
    pub kind: Kind,
}

impl Declaration {
    /// The declarations that stand in it: the columns of a table, the items of a group, nested indices.
    pub fn children(&self) -> &[Declaration] {
        match &self.kind {
            Kind::Table(table) => &table.columns,
            Kind::Survey(survey) => &survey.table.columns,
            Kind::Indicators(group) => &group.items,
            Kind::Index(index) => &index.children,
            Kind::Policy(_) | Kind::Use(_) | Kind::Unit(_) | Kind::Field(_) | Kind::Indicator(_) | Kind::Scale(_) => {
                &[]
            }
            Kind::Gate(_) | Kind::Weights(_) | Kind::Parameter(_) | Kind::Scenario(_) | Kind::Published(_) => &[],
            Kind::Example(_) | Kind::Journey(_) | Kind::Summary(_) | Kind::Addition(_) => &[],
            Kind::Concept | Kind::Set(_) | Kind::Mapping(_) => &[],
        }
    }

    /// The same, to be changed; `None` where nothing can stand in it.
    pub fn children_mut(&mut self) -> Option<&mut Vec<Declaration>> {
        match &mut self.kind {
            Kind::Table(table) => Some(&mut table.columns),
            Kind::Survey(survey) => Some(&mut survey.table.columns),
            Kind::Indicators(group) => Some(&mut group.items),
            Kind::Index(index) => Some(&mut index.children),
            Kind::Policy(_) | Kind::Use(_) | Kind::Unit(_) | Kind::Field(_) | Kind::Indicator(_) => None,
            Kind::Scale(_) | Kind::Gate(_) | Kind::Weights(_) | Kind::Parameter(_) | Kind::Scenario(_) => None,
            Kind::Published(_) | Kind::Example(_) | Kind::Journey(_) | Kind::Summary(_) | Kind::Addition(_) => None,
            Kind::Concept | Kind::Set(_) | Kind::Mapping(_) => None,
        }
    }

    /// What edits call it: of weights that hold from a day, that as well: `experts from 2024-01-01`.
    pub fn called(&self) -> Cow<'_, str> {
        if let Kind::Weights(Weights { since: Some(since), .. }) = &self.kind {
            return Cow::Owned(format!("{} from {}", self.name.text, since.day));
        }
        Cow::Borrowed(&self.name.text)
    }

    /// The key of a table.
    pub fn key(&self) -> Option<&Declaration> {
        if let Kind::Table(table) = &self.kind { table.key.as_deref() } else { None }
    }
}

/// What a declaration declares.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// `policy pilot_clusters "…" { edition 2015 }`
    Policy(Policy),
    /// `use "units.bareme"`
    Use(Text),
    /// `unit bln_rub "billion roubles"` or `unit gdp_per_head = bln_rub / person`
    Unit(Option<UnitExpr>),
    /// `table clusters { … }`
    Table(Table),
    /// `field name : text` (only inside a table)
    Field(Field),
    /// `indicator exports "…" of clusters : bln_rub { … }` (without `of` inside a table)
    Indicator(Box<Indicator>),
    /// `indicators digital "…" of countries : share { … }`: a named (or unnamed) group
    Indicators(IndicatorGroup),
    /// `scale activity { 7 acting "…" }`
    Scale(Scale),
    /// `gate assessed of clusters { require … because "…" }`
    Gate(Gate),
    /// `weights experts { members 0.21; exports 0.31 }`
    Weights(Weights),
    /// `parameter active "…" : index = 1.0`
    Parameter(Parameter),
    /// `index internationalisation of clusters { … }`
    Index(Box<Index>),
    /// `scenario path of clusters { … }`
    Scenario(Box<Scenario>),
    /// `published table_5 of clusters { … }`
    Published(Published),
    /// `example beginner of clusters { given …; expect … }`
    Example(Example),
    /// `journey going_abroad of organisations by role { … }`
    Journey(Box<Journey>),
    /// `summary presence of clusters by status { … }`
    Summary(Box<Summary>),
    /// `route circle "Circle line" of going_abroad { … }`: a station or route outside of its journey
    Addition(Box<Addition>),
    /// `survey answers of clusters { … }`
    Survey(Box<Survey>),
    /// `concept patents "Patenting activity"`
    Concept,
    /// `set eu "…" { owner "…"; indicators a, b }`
    Set(Set),
    /// `scale activity maps to scale standing { … }`; its name is `activity to standing`
    Mapping(Box<Mapping>),
}

impl Kind {
    /// The word that begins it.
    pub fn word(&self) -> &'static str {
        match self {
            Kind::Policy(_) => "policy",
            Kind::Use(_) => "use",
            Kind::Unit(_) => "unit",
            Kind::Table(_) => "table",
            Kind::Field(_) => "field",
            Kind::Indicator(_) => "indicator",
            Kind::Indicators(_) => "indicators",
            Kind::Scale(_) => "scale",
            Kind::Gate(_) => "gate",
            Kind::Weights(_) => "weights",
            Kind::Parameter(_) => "parameter",
            Kind::Index(_) => "index",
            Kind::Scenario(_) => "scenario",
            Kind::Published(_) => "published",
            Kind::Example(_) => "example",
            Kind::Journey(_) => "journey",
            Kind::Summary(_) => "summary",
            Kind::Addition(addition) => addition.kind.word(),
            Kind::Survey(_) => "survey",
            Kind::Concept => "concept",
            Kind::Set(_) => "set",
            Kind::Mapping(_) => "mapping",
        }
    }
}
