//! Answers to questions that were not asked.

use super::wording::counted;
use super::{Audit, Finding};
use crate::diagnostic::{Code, Severity};
use crate::eval::{Assessment, Column};
use crate::program::{ChecklistItem, Journey, Missing, Origin, Quantity, Question, Survey, TableId, Value};
use crate::source::Span;

/// A cell holds an answer, but by its condition or the respondent's role the question was not asked: it does not count.
pub(super) struct HiddenAnswer;

impl Audit for HiddenAnswer {
    fn code(&self) -> Code {
        Code::HiddenAnswer
    }

    fn may_concern(&self, quantity: &Quantity) -> bool {
        matches!(quantity.origin, Origin::Column(_))
    }

    fn run(&self, assessment: &Assessment) -> Vec<Finding> {
        let surveys = assessment.program.surveys.iter();
        let each = surveys.flat_map(|s| s.questions().map(move |q| (s, q)));
        let asked = each.filter_map(|(survey, question)| self.question(assessment, survey, question));
        let journeys = assessment.program.journeys.iter();
        let items = journeys.flat_map(|j| j.items().map(move |item| (j, item)));
        asked.chain(items.filter_map(|(journey, item)| self.item(assessment, journey, item))).collect()
    }
}

impl HiddenAnswer {
    fn question(&self, assessment: &Assessment, survey: &Survey, question: &Question) -> Option<Finding> {
        let asked = assessment.column(question.asked?)?;
        let given: Vec<&Column> = question.given.iter().filter_map(|id| assessment.column(*id)).collect();
        let all = assessment.table(survey.table)?.rows;
        let hidden = |row: &usize| {
            let answered = || given.iter().any(|column| !matches!(column.value(*row), Value::Missing(_)));
            asked.value(*row) != Value::YesNo(true) && answered()
        };
        let rows = (0..all).filter(hidden).collect();
        let hint = format!(
            "look whether its condition is as it was in the questionnaire; what was given stands in `{}.given`",
            question.name
        );
        self.finding(&question.name, survey.table, rows, hint, question.span)
    }

    /// A question of a journey's checklist.
    fn item(&self, assessment: &Assessment, journey: &Journey, item: &ChecklistItem) -> Option<Finding> {
        let (answer, given) = (assessment.column(item.answer)?, assessment.column(item.given?)?);
        let all = assessment.table(journey.table)?.rows;
        let hidden = |row: &usize| {
            answer.value(*row) == Value::Missing(Missing::Unasked) && !matches!(given.value(*row), Value::Missing(_))
        };
        let rows = (0..all).filter(hidden).collect();
        let question = assessment.program.quantity(item.answer);
        let hint =
            format!("look whether it is asked of the right rows; what was given stands in `{}.given`", question.name);
        self.finding(&question.name, journey.table, rows, hint, question.name_span)
    }

    fn finding(&self, name: &str, table: TableId, rows: Vec<usize>, hint: String, span: Span) -> Option<Finding> {
        if rows.is_empty() {
            return None;
        }
        let verb = if rows.len() == 1 { "does" } else { "do" };
        Some(Finding {
            code: self.code(),
            severity: Severity::Warning,
            subject: name.to_owned(),
            message: format!(
                "{} to `{name}` {verb} not count, because the question was not asked there: it is {}",
                counted(rows.len(), "answer", "answers"),
                Missing::Unasked.name(),
            ),
            hint: Some(hint),
            rows: Some((table, rows)),
            span: Some(span),
            allowed: None,
        })
    }
}
