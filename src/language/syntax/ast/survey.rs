//! Surveys: sections of questions, whom they are asked, and how several respondents' answers become one.

use super::{About, Comparison, Expr, Indicator, Name, Table, Text};
use crate::source::Span;

/// The clauses of `survey answers "…" of clusters { … }`.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Survey {
    /// `of clusters`: the table of those for whom the respondents speak.
    pub of: Option<Name>,
    /// Its key, its fields, tokens and rows: those of a table of responses.
    pub table: Table,
    /// `role manager, partner from "role"`
    pub roles: Option<Roles>,
    /// Sections and questions, in the order written.
    pub items: Vec<SurveyItem>,
    /// `combine median`: for all questions without a rule of their own.
    pub combine: Option<Combine>,
}

/// What stands in a survey besides its columns.
#[derive(Clone, Debug, PartialEq)]
pub enum SurveyItem {
    /// `section general "General" { … }`
    Section(Box<Section>),
    /// `ask …` outside any section
    Question(Box<Question>),
}

/// `section general "General" { ask … }`
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Its name.
    pub name: Name,
    /// Its label.
    pub about: About,
    /// Its questions.
    pub questions: Vec<Question>,
    /// Its place.
    pub span: Span,
}

/// `ask manager : budget "…" : bln_rub when stance > inactive { desired 3; combine mean }`
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// `manager, partner :`; empty: asked of all.
    pub roles: Vec<Name>,
    /// Its name.
    pub name: Name,
    /// What is asked.
    pub about: About,
    /// Type, header, range and what else a column of the data may say.
    pub column: Indicator,
    /// `when stance > inactive`
    pub when: Option<Expr>,
    /// `combine mean`
    pub combine: Option<Combine>,
    /// `desired no`
    pub desired: Option<DesiredAnswer>,
    /// Its place.
    pub span: Span,
}

/// `role manager "Cluster manager", partner from "role"`
#[derive(Clone, Debug, PartialEq)]
pub struct Roles {
    /// The roles.
    pub options: Vec<(Name, Option<Text>)>,
    /// The header of the column that tells a respondent's role.
    pub from: Option<Text>,
    /// Its place.
    pub span: Span,
}

/// `combine median`, `combine latest by date`
#[derive(Clone, Debug, PartialEq)]
pub struct Combine {
    /// `mean`, `median`, `majority`, `latest`
    pub rule: Name,
    /// `by date`
    pub by: Option<Name>,
    /// Its place.
    pub span: Span,
}

/// `desired no`, `desired a, b`, `desired >= engaged`
#[derive(Clone, Debug, PartialEq)]
pub struct DesiredAnswer {
    /// `>=`; without it one of the values.
    pub compare: Option<Comparison>,
    /// The values.
    pub values: Vec<Expr>,
    /// Its place.
    pub span: Span,
}
