//! Surveys: tables whose rows are responses. Their answers are quantities like any others; here stands what was asked.

use super::{About, QuantityId, TableId};
use crate::source::Span;

/// A survey.
#[derive(Clone, Debug, PartialEq)]
pub struct Survey {
    /// The table of the responses.
    pub table: TableId,
    /// The table of those for whom respondents speak.
    pub of: Option<TableId>,
    /// The respondent's role.
    pub role: Option<QuantityId>,
    /// Its sections, in the order written; questions outside any stand in one without name.
    pub sections: Vec<Section>,
}

/// A section of a survey.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Its name.
    pub name: Option<String>,
    /// Its label.
    pub about: About,
    /// Its questions, in order.
    pub questions: Vec<Question>,
}

/// A question.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// `stance`
    pub name: String,
    /// What is asked.
    pub about: About,
    /// The answers: one quantity, of a question of several answers one for each option.
    pub answers: Vec<QuantityId>,
    /// The answers as given, in the same order: columns of the data. The same as the answers where all are asked.
    pub given: Vec<QuantityId>,
    /// Whether it was asked (yes or no for each response); `None`: of all.
    pub asked: Option<QuantityId>,
    /// The roles of which it is asked; empty: of all.
    pub roles: Vec<String>,
    /// Whether the answer is as desired, where an answer is.
    pub desired: Option<QuantityId>,
    /// What the answers of those who speak for one row become, in the same order; empty without a rule.
    pub combined: Vec<QuantityId>,
    /// The place of its name.
    pub span: Span,
}

impl Survey {
    /// All questions, in order.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.sections.iter().flat_map(|s| &s.questions)
    }
}
