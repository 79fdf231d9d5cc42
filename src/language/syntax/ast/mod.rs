//! The syntax tree: what the author wrote, with places, before anything is looked up.
//!
//! Same order as `grammar/bareme.pest`. Each type shows a line of policy that produces it.

mod about;
mod column;
mod concept;
mod dated;
mod edit;
mod example;
mod expr;
mod index;
mod journey;
mod kind;
mod rules;
mod summary;
mod survey;
mod weights;

pub use about::{About, Allow};
pub use column::{Per, Token, TokenMeaning};
pub use concept::{Mapping, Ruler, RulerKind, RulerOf, Set};
pub use dated::{Dated, Since};
pub use edit::{Edit, EditTarget, Subject, Verb};
pub use example::{Example, Expectation, Given, GivenValue};
pub use expr::{Arithmetic, Call, Comparison, Expr, ExprKind};
pub use index::{Index, Method, Rank, Step, Term, Weigh};
pub use journey::{
    Addition, BackTo, CallAt, Checklist, ChecklistItem, Journey, JourneyPart, JourneyStep, PartKind, ThenTo, Wanted,
};
pub use kind::{Declaration, Kind};
pub use rules::{Allowed, Cell, Hit, Rule, Rules, Tolerance};
pub use summary::{Measure, Summary};
pub use survey::{Combine, DesiredAnswer, Question, Roles, Section, Survey, SurveyItem};
pub use weights::{Heading, Judged, JudgedCell, JudgedGrid, Weights};

use crate::source::{FileId, Span};

/// One parsed file.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct File {
    /// Its id among the sources.
    pub id: FileId,
    /// Its declarations, in the order written; broken ones are left out (and reported).
    pub items: Vec<Declaration>,
}

/// A name: `exports`, `экспорт`, `` `1a1` `` (stored without backquotes).
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    /// The name itself.
    pub text: String,
    /// Its place.
    pub span: Span,
}

/// A quoted text: `"Export volume"`, escapes resolved.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// The text itself.
    pub text: String,
    /// Its place, quotes included.
    pub span: Span,
}

/// A number as written: `0.21`, `-3`, `25%`.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// Its value; `25%` is 0.25.
    pub value: f64,
    /// Whether it was written with `%`.
    pub percent: bool,
    /// Of a fraction such as `1/6`, what was divided and by what.
    pub fraction: Option<(f64, f64)>,
    /// Its place.
    pub span: Span,
}

/// A range, ends may be open: `0..18`, `..18`, `0%..25%`, `-1..1`.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// Lower end.
    pub low: Option<Number>,
    /// Upper end.
    pub high: Option<Number>,
    /// Its place.
    pub span: Span,
}

/// The clauses of `policy`.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Policy {
    /// `edition 2015` or `edition "2023/24"`
    pub edition: Option<Text>,
    /// `extends "eu.bareme"`: the policy of which this one is a variant.
    pub extends: Option<Text>,
    /// How it differs from that one.
    pub edits: Vec<Edit>,
}

/// A unit expression: `bln_rub / person`, `share`, `km * km`.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitExpr {
    /// Each factor with its power (negative below the fraction bar).
    pub factors: Vec<(Name, i32)>,
    /// Its place.
    pub span: Span,
}

/// The clauses of `table`.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Table {
    /// `key number` (a text unless a type is given: `key number : count`)
    pub key: Option<Box<Declaration>>,
    /// `, year : year`: what tells rows apart besides the key.
    pub further_keys: Vec<Declaration>,
    /// `field`, `indicator` and `indicators` declarations, in order.
    pub columns: Vec<Declaration>,
    /// `token "n/a", "-" as unavailable`
    pub tokens: Vec<Token>,
    /// `rows { | service | access … }`
    pub rows: Option<Grid>,
}

/// `field region : regions optional { from "Region" }`; a table's key is one as well.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Field {
    /// The type; a key may leave it out.
    pub ty: Option<TypeExpr>,
    /// Whether it may be missing.
    pub optional: bool,
    /// `from "header"`
    pub from: Option<Text>,
    /// `range 0..100`
    pub range: Option<Range>,
    /// `token … as …`
    pub tokens: Vec<Token>,
}

/// A type as written, after `:`.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeExpr {
    /// One name, or a product of units: `text`, `regions`, `activity`, `bln_rub / person`.
    Named(UnitExpr),
    /// `one of { country "Country", aggregate "Aggregate" }` (braces optional for bare names)
    OneOf(Vec<(Name, Option<Text>)>, Span),
    /// `several of { markets "New markets", knowledge }`: each option is yes or no
    SeveralOf(Vec<(Name, Option<Text>)>, Span),
}

/// `indicator exports "…" of clusters : bln_rub { better higher; … }` or `indicator x of t = EXPR`.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Indicator {
    /// `of clusters`
    pub table: Option<Name>,
    /// `: bln_rub`
    pub ty: Option<TypeExpr>,
    /// `= exports / members`
    pub formula: Option<Expr>,
    /// `better higher` or `better lower`: whether higher is better, and the place.
    pub better: Option<(bool, Span)>,
    /// `range 0..18`: values allowed in the data.
    pub range: Option<Range>,
    /// `goalposts 20..85`
    pub goalposts: Option<Range>,
    /// `goalposts 25..90 from 2024-01-01`
    pub dated_goalposts: Vec<Dated<Range>>,
    /// `goalposts from baseline to goal by 2020-12-31`: a target of each row's own
    pub target: Option<Target>,
    /// `per 1000 population`
    pub per: Option<Per>,
    /// `weight 2` (its nominal weight wherever it is a part without one)
    pub weight: Option<Number>,
    /// `measures patents`: the concept
    pub measures: Option<Name>,
    /// `from "header"`
    pub from: Option<Text>,
    /// `token … as …`
    pub tokens: Vec<Token>,
    /// `rounded 3`
    pub rounded: Option<Rounded>,
    /// `printed 1`
    pub printed: Option<Number>,
    /// Made by another declaration: it can be read, but results do not list it.
    pub hidden: bool,
}

/// `goalposts from baseline to goal by 2020-12-31`: where each row begins, and what it is to reach by when.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// Where it begins.
    pub from: Expr,
    /// What it is to reach; above the beginning or below it.
    pub to: Expr,
    /// By which day.
    pub by: Option<Expr>,
    /// Its place.
    pub span: Span,
}

/// `rounded 3`, `rounded 3 half even`.
#[derive(Clone, Debug, PartialEq)]
pub struct Rounded {
    /// Decimals.
    pub decimals: Number,
    /// Half to even instead of half up.
    pub half_even: bool,
}

/// `indicators digital "…" of countries : share { … }`: what the items have in common, and the items
/// (grid lines have been turned into declarations of kind [`Kind::Indicator`]).
#[derive(Clone, Debug, PartialEq, Default)]
pub struct IndicatorGroup {
    /// `of countries`
    pub table: Option<Name>,
    /// `: share`, for all that have no type of their own.
    pub ty: Option<TypeExpr>,
    /// `better lower`, for all that do not say.
    pub better: Option<(bool, Span)>,
    /// `range 0..4`, for all that are columns and do not say.
    pub range: Option<Range>,
    /// `per 1000 population`, for all that are read and do not say.
    pub per: Option<Per>,
    /// `token "No practice" as score 0`, for all that are columns.
    pub tokens: Vec<Token>,
    /// The indicators.
    pub items: Vec<Declaration>,
}

/// `rows { | service | access … }`: cells as texts, to be read like a data file.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Grid {
    /// The header's names.
    pub header: Vec<Name>,
    /// The lines; an empty cell is `None`. Every line has as many cells as the header.
    pub rows: Vec<Vec<Option<Text>>>,
    /// Its place.
    pub span: Span,
}

/// `scale activity "…" { counts as numbers; 7 acting "…" }`
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Scale {
    /// `counts as numbers`: levels may be averaged.
    pub counts_as_numbers: Option<Span>,
    /// The levels in the order written.
    pub levels: Vec<Level>,
}

/// `7 acting "Acts internationally beyond doubt"`
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// Its number.
    pub number: Number,
    /// Its name.
    pub name: Name,
    /// Its labels.
    pub about: About,
}

/// The clauses of `gate`.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Gate {
    /// `of clusters`
    pub table: Option<Name>,
    /// `require EXPR because "…"`; a requirement without a reason has `None`.
    pub requirements: Vec<(Expr, Option<Text>)>,
}

/// `parameter active "…" : index = 1.0 { range 0..2; from 2024-01-01 = 1.2 }`
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Parameter {
    /// `: index`
    pub ty: Option<TypeExpr>,
    /// `= 1.0`; without it the run must set it.
    pub default: Option<Expr>,
    /// `from 2024-01-01 = 1.2`
    pub dated: Vec<Dated<Expr>>,
    /// `range 0..2`
    pub range: Option<Range>,
}

/// The clauses of `scenario`.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Scenario {
    /// `of clusters`
    pub table: Option<Name>,
    /// `: activity`: the outcomes are levels of this scale.
    pub ty: Option<TypeExpr>,
    /// `by internationalisation`: cut points on this value.
    pub by: Option<Expr>,
    /// `first match`, `unique`, `any`, `collect`
    pub hit: Option<(Hit, Span)>,
    /// `rules { | likelihood | benefit | outcome … }`
    pub rules: Option<Rules>,
    /// `tolerance 0.05 for exports`
    pub tolerances: Vec<Tolerance>,
    /// The outcomes, in order. Beside `rules` those that say more than their name.
    pub outcomes: Vec<Outcome>,
    /// `from 2024-01-01 { leading from 1.5 }`: other cut points of some of them.
    pub dated: Vec<Dated<Vec<Outcome>>>,
}

/// `supported "Supported" when …`, `otherwise potential "Potential"`, `leading from 1.4`
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Its name.
    pub name: Name,
    /// Its labels and source.
    pub about: About,
    /// When it holds.
    pub when: When,
    /// Its place.
    pub span: Span,
}

/// When an outcome holds.
#[derive(Clone, Debug, PartialEq)]
pub enum When {
    /// `when EXPR`
    Condition(Expr),
    /// `otherwise`
    Otherwise,
    /// `each programmes when needs.data and programmes.data`: one outcome for each row of a table, by its key.
    Each(Expr),
    /// `pursue "Pursue now"`: where rows of `rules` say so.
    ByRules,
    /// `from 0.55`, `from 0.55 below 0.8`, `above 1`, `up to 3`
    Cut {
        /// The lower end and whether it belongs to the outcome (`from`: yes, `above`: no).
        low: Option<(Expr, bool)>,
        /// The upper end and whether it belongs to the outcome (`up to`: yes, `below`: no).
        high: Option<(Expr, bool)>,
    },
}

/// The clauses of `published`.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Published {
    /// `of clusters`
    pub table: Option<Name>,
    /// The printed results.
    pub checks: Vec<Check>,
}

/// One printed result.
#[derive(Clone, Debug, PartialEq)]
pub enum Check {
    /// `internationalisation from "published_index" to 1 decimal`: one printed value a row.
    Column {
        /// What was printed.
        name: Name,
        /// The header of the column that holds it.
        from: Text,
        /// Decimals printed; without them values must be equal.
        decimals: Option<Number>,
        /// Its place.
        span: Span,
    },
    /// `path: supported 3, lonely 14`: printed counts of outcomes; `levels.share: acting 6.25% to 2 decimals`: printed
    /// values of the groups of a summary.
    Counts {
        /// The scenario, or the measure of a summary.
        name: Name,
        /// Outcomes with their counts; groups with their values.
        counts: Vec<(Name, Number)>,
        /// Decimals printed.
        decimals: Option<Number>,
        /// Its place.
        span: Span,
    },
    /// `89 + 21 + 9 = 118`, `total.share = 12.5% to 1 decimal`
    Value {
        /// What was printed.
        value: Expr,
        /// As it was printed.
        printed: Number,
        /// Decimals printed.
        decimals: Option<Number>,
        /// Its place.
        span: Span,
    },
}
