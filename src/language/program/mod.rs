//! A checked policy: every name resolved, every type and unit known, nothing left to go wrong but the data.
//!
//! `check` makes it, `plan` and `eval` run it, `audit` and `report` read it. It is immutable, `Send + Sync`.

mod allowance;
mod concept;
mod constant;
mod dated;
mod example;
mod expr;
mod index;
mod journey;
mod keys;
mod lineage;
mod provenance;
mod published;
mod scenario;
mod summary;
mod survey;
mod types;
mod walk;
mod weights;

pub use allowance::{Allowance, AllowedOf};
pub use concept::{Concept, IndicatorSet, Mapping, Ruler, RulerKind};
pub use dated::{Begins, Dated, Edition, InForce};
pub(crate) use dated::{called as dated_called, not_yet};
pub use example::{Example, Expectation, ExpectationKind, Given, GivenTarget};
pub use expr::{Aggregate, AggregateFunction, ArithmeticOp, CompareOp, Expr, ExprKind, Function, InYear, Over};
pub use index::{
    ImputeStep, Index, MissingRule, NormaliseStep, Part, RankRule, Rounding, ScreenStep, Screened, Step, Ties,
    TreatStep, WeighStep,
};
pub use journey::{BackTo, ChecklistItem, Journey, JourneyStep, Place, PlaceKind, Route};
pub use lineage::{Base, Descent, Dropped, Lineage, Standing};
pub use published::{Published, PublishedCheck};
pub use scenario::{Collected, Outcome, Scenario, ScenarioRule, Tolerance};
pub use summary::{Asked, GroupedBy, Grouping, Summary};
pub use survey::{Question, Section, Survey};
pub use types::{Missing, TokenMeaning, Type, Unit, UnitId, Value, declared, scores};
pub use weights::{ComputedWeights, JudgedWeights, Weighing};

use indexmap::IndexMap;

use crate::source::{Sources, Span};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
        pub struct $name(pub u32);

        impl $name {
            /// As an index into the program's list.
            pub fn at(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

ids! {
    /// A table, in [`Program::tables`].
    TableId;
    /// A per-row quantity, in [`Program::quantities`].
    QuantityId;
    /// A scale or a set of categories, in [`Program::scales`].
    ScaleId;
    /// A parameter, in [`Program::parameters`].
    ParameterId;
    /// A gate, in [`Program::gates`].
    GateId;
    /// A concept, in [`Program::concepts`].
    ConceptId;
}

/// A label in one or several languages, and what else a declaration says about itself.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct About {
    /// The label without language, or in the first language given.
    pub label: Option<String>,
    /// Labels by language tag, in the order written.
    pub labels: IndexMap<String, String>,
    /// Sources cited.
    pub sources: Vec<String>,
    /// `expert judgement`, `statute`, `provisional`, `illustrative` …
    pub status: Option<String>,
    /// The doc comment.
    pub description: Option<String>,
}

/// A checked policy. The default one says nothing: it has no tables.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// `policy` name; the file's name where none is declared.
    pub name: String,
    /// Label, source and description of the policy.
    pub about: About,
    /// `edition 2015`
    pub edition: Option<String>,
    /// Fingerprint of the policy's meaning (hexadecimal, 64 digits): layout, comments and the order of declarations do not change it.
    pub fingerprint: String,
    /// Of a policy in which something holds from a day: all its editions, and which one this is.
    pub dated: Dated,
    /// Of a policy that extends another: what it takes over, changes and adds.
    pub lineage: Lineage,
    /// The policy's text, for showing places.
    pub sources: Sources,
    /// Names of units by [`UnitId`]: name and label.
    pub units: Vec<UnitInfo>,
    /// Scales, sets of categories, and the outcomes of scenarios.
    pub scales: Vec<Scale>,
    /// Tables, in declared order.
    pub tables: Vec<Table>,
    /// Parameters, in declared order.
    pub parameters: Vec<Parameter>,
    /// Everything that has a value for each row of a table.
    pub quantities: Vec<Quantity>,
    /// Gates, in declared order.
    pub gates: Vec<Gate>,
    /// Printed results to be reproduced.
    pub published: Vec<Published>,
    /// Scenarios that collect all outcomes that hold.
    pub collected: Vec<Collected>,
    /// Journeys, in declared order.
    pub journeys: Vec<Journey>,
    /// Examples: given inputs, and what is expected of them.
    pub examples: Vec<Example>,
    /// Surveys: what is known of their tables besides the columns.
    pub surveys: Vec<Survey>,
    /// Weights that follow from judgements of people, in declared order.
    pub judged: Vec<JudgedWeights>,
    /// What indicators are meant to measure, in declared order.
    pub concepts: Vec<Concept>,
    /// Sets of indicators, in declared order.
    pub sets: Vec<IndicatorSet>,
    /// How the levels of one ruler are read on another, in declared order.
    pub mappings: Vec<Mapping>,
    /// Findings that are allowed, in the order written.
    pub allowances: Vec<Allowance>,
    /// Quantities that are computed, and gates, each after all that it depends on.
    pub order: Vec<Node>,
}

/// One step of the evaluation order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// A formula, index, rank or scenario.
    Quantity(QuantityId),
    /// A gate: decides which rows of its table are excluded. Comes before all that depends on who is included.
    Gate(GateId),
}

/// A declared or built-in unit.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitInfo {
    /// `bln_rub`
    pub name: String,
    /// `billion roubles`
    pub label: Option<String>,
}

/// A scale, a set of categories, or the outcomes of a scenario: named members, at most 200.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    /// `activity`; for categories and outcomes the field's or the scenario's name.
    pub name: String,
    /// Label and sources.
    pub about: About,
    /// Whether the order of the members means something (levels may be compared with `<`).
    pub ordered: bool,
    /// Whether levels may be used as numbers.
    pub counts_as_numbers: bool,
    /// The members. For an ordered scale from lowest to highest; otherwise as declared.
    /// A value is stored as the position in this list.
    pub members: Vec<Member>,
}

/// A level, category or outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// `acting`
    pub name: String,
    /// `Acts internationally beyond doubt`
    pub about: About,
    /// The level's number (for categories and outcomes: the position).
    pub number: f64,
}

/// A table.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// `clusters`
    pub name: String,
    /// Label and sources.
    pub about: About,
    /// Its key. Of several it holds what they make together: `Austria 2020`.
    pub key: QuantityId,
    /// The columns that together tell its rows apart; empty where `key` alone does.
    pub keys: Vec<QuantityId>,
    /// All its quantities in the order in which results list them: key, fields, indicators,
    /// then indices (each followed by its rank and nested indices) and scenarios, as declared.
    pub quantities: Vec<QuantityId>,
    /// Gates on this table.
    pub gates: Vec<GateId>,
    /// Cells that mean a kind of missing, or a score, for all columns.
    pub tokens: Vec<(String, TokenMeaning)>,
    /// Rows written in the policy: the header (column headers as in a file) and the cells.
    pub inline: Option<InlineRows>,
    /// What makes its rows, where they are groups of another table's rows.
    pub summary: Option<Box<Summary>>,
    /// Whether any declaration needs this table's rows.
    pub span: Span,
}

/// Rows written in the policy.
#[derive(Clone, Debug, PartialEq)]
pub struct InlineRows {
    /// Column headers.
    pub header: Vec<String>,
    /// Cells; an empty one is `None`.
    pub rows: Vec<Vec<Option<String>>>,
    /// Their places, row by row, for diagnostics.
    pub spans: Vec<Vec<Span>>,
}

impl InlineRows {
    /// The cells of the column with this header: of the key's column the keys.
    pub fn keys(&self, header: &str) -> Option<Vec<&str>> {
        let at = self.header.iter().position(|h| h == header)?;
        Some(self.rows.iter().filter_map(|row| row.get(at)?.as_deref()).collect())
    }
}

/// Something that has a value for each row of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// Its full name: `exports`, `hdi`, `hdi.health`, `hdi.rank`.
    pub name: String,
    /// Label and sources.
    pub about: About,
    /// Its table.
    pub table: TableId,
    /// Its type.
    pub ty: Type,
    /// `better higher` is `Some(true)`, `better lower` is `Some(false)`.
    pub higher_is_better: Option<bool>,
    /// Values allowed in the data (in internal units: percents as shares); for derived quantities what is known.
    pub range: (Option<f64>, Option<f64>),
    /// Goalposts, in internal units.
    pub goalposts: Option<(f64, f64)>,
    /// Decimals to show (shown only; the value keeps its precision).
    pub printed: Option<u8>,
    /// What it is meant to measure.
    pub measures: Option<ConceptId>,
    /// Where its values come from.
    pub origin: Origin,
    /// Its declaration's place.
    pub span: Span,
    /// The place of its name.
    pub name_span: Span,
}

/// Where a quantity's values come from.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    /// A column of the data.
    Column(ColumnSource),
    /// `= EXPR`, possibly rounded.
    Formula(Expr, Option<Rounding>),
    /// An index of parts.
    Index(Box<Index>),
    /// The rank of another quantity.
    Rank(Box<RankRule>),
    /// A scenario.
    Scenario(Box<Scenario>),
}

/// How a column is found and read.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnSource {
    /// The header to look for: `from "header"`, otherwise the declared name.
    pub header: String,
    /// Whether it was said with `from`.
    pub header_given: bool,
    /// Whether a cell may be missing. Fields must say `optional`; indicators may always be missing; a key never.
    pub optional: bool,
    /// Cells of this column that mean a kind of missing, or a score.
    pub tokens: Vec<(String, TokenMeaning)>,
    /// A column that only a `published` check reads: it is not listed in results, and needs no column of its own in the data of a host.
    pub published_only: bool,
    /// Of a `several of`: the option whose yes or no it is.
    pub option: Option<ListedOption>,
}

/// One option of a `several of`: read from a column of its own (the header of the source), or from the one column whose
/// cells list the options chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct ListedOption {
    /// The header of the column that lists the options chosen.
    pub list: String,
    /// The option's position.
    pub at: usize,
    /// All options: their names and labels.
    pub options: std::sync::Arc<[(String, Option<String>)]>,
}

impl ListedOption {
    /// The option's name.
    pub fn name(&self) -> &str {
        self.options.get(self.at).map_or("", |(name, _)| name)
    }
}

/// A named value that holds for the whole run.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// `active`
    pub name: String,
    /// Label and sources.
    pub about: About,
    /// Its type.
    pub ty: Type,
    /// Its default (internal units); without one each run must set it.
    pub default: Option<Value>,
    /// Values allowed.
    pub range: (Option<f64>, Option<f64>),
    /// Its declaration's place.
    pub span: Span,
}

/// Requirements that a row has to meet; a row that does not is excluded: it stays in the output with its reasons,
/// and takes no part in maxima, means and ranks.
#[derive(Clone, Debug, PartialEq)]
pub struct Gate {
    /// `assessed`
    pub name: String,
    /// Label and sources.
    pub about: About,
    /// Its table.
    pub table: TableId,
    /// Conditions, each with its reason.
    pub requirements: Vec<Requirement>,
    /// Its declaration's place.
    pub span: Span,
}

/// One requirement of a gate. A requirement that cannot be decided is not met.
#[derive(Clone, Debug, PartialEq)]
pub struct Requirement {
    /// The condition.
    pub condition: Expr,
    /// Why a row that does not meet it is excluded; its text where the author gives none.
    pub reason: String,
}

impl Program {
    /// The table.
    ///
    /// # Errors
    /// None: ids come from this program. An id of another program gives the first table.
    pub fn table(&self, id: TableId) -> &Table {
        pick(&self.tables, id.at())
    }

    /// The quantity.
    pub fn quantity(&self, id: QuantityId) -> &Quantity {
        pick(&self.quantities, id.at())
    }

    /// The scale.
    pub fn scale(&self, id: ScaleId) -> &Scale {
        pick(&self.scales, id.at())
    }

    /// The parameter.
    pub fn parameter(&self, id: ParameterId) -> &Parameter {
        pick(&self.parameters, id.at())
    }

    /// The gate.
    pub fn gate(&self, id: GateId) -> &Gate {
        pick(&self.gates, id.at())
    }

    /// The table with this name.
    pub fn find_table(&self, name: &str) -> Option<TableId> {
        self.tables.iter().position(|t| t.name == name).map(|i| TableId(i as u32))
    }

    /// The quantity of a table with this full name (`hdi.health`).
    pub fn find_quantity(&self, table: TableId, name: &str) -> Option<QuantityId> {
        self.table(table).quantities.iter().copied().find(|q| self.quantity(*q).name == name)
    }

    /// The summaries, in declared order.
    pub fn summaries(&self) -> impl Iterator<Item = (TableId, &Table, &Summary)> {
        let tables = self.tables.iter().enumerate();
        let found = tables.filter_map(|(at, table)| Some((TableId(at as u32), table, table.summary.as_deref()?)));
        found.filter(|(_, _, summary)| summary.of.is_some())
    }

    /// The columns that the data of a table must provide, in declared order (published-only columns last).
    pub fn columns(&self, table: TableId) -> impl Iterator<Item = (QuantityId, &Quantity, &ColumnSource)> {
        // What several keys make together is no column of the data.
        let made = self.table(table).has_several_keys().then(|| self.table(table).key);
        self.quantities.iter().enumerate().filter_map(move |(i, q)| match &q.origin {
            Origin::Column(source) if q.table == table && made.is_none_or(|made| made.at() != i) => {
                Some((QuantityId(i as u32), q, source))
            }
            Origin::Column(_) | Origin::Formula(..) | Origin::Index(_) | Origin::Rank(_) | Origin::Scenario(_) => None,
        })
    }
}

/// Ids are made by the program that they index, so they are always in range; this keeps that promise in one place.
#[allow(clippy::indexing_slicing, reason = "ids are only made by the program whose lists they index")]
fn pick<T>(list: &[T], at: usize) -> &T {
    &list[at]
}
