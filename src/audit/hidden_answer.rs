//! Answers to questions that were not asked.

use super::wording::counted;
use super::{Audit, Finding};
use crate::diagnostic::{Code, Severity};
use crate::eval::{Assessment, Column};
use crate::program::{Missing, Question, Survey, Value};

/// A cell holds an answer, but by its condition or the respondent's role the question was not asked: it does not count.
pub(super) struct HiddenAnswer;

impl Audit for HiddenAnswer {
    fn code(&self) -> Code {
        Code::HiddenAnswer
    }

    fn run(&self, assessment: &Assessment) -> Vec<Finding> {
        let surveys = assessment.program.surveys.iter();
        let each = surveys.flat_map(|s| s.questions().map(move |q| (s, q)));
        each.filter_map(|(survey, question)| self.question(assessment, survey, question)).collect()
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
        let rows: Vec<usize> = (0..all).filter(hidden).collect();
        if rows.is_empty() {
            return None;
        }
        let verb = if rows.len() == 1 { "does" } else { "do" };
        Some(Finding {
            code: self.code(),
            severity: Severity::Warning,
            subject: question.name.clone(),
            message: format!(
                "{} to `{}` {verb} not count, because the question was not asked there: it is {}",
                counted(rows.len(), "answer", "answers"),
                question.name,
                Missing::Unasked.name(),
            ),
            hint: Some(format!(
                "look whether its condition is as it was in the questionnaire; what was given stands in `{}.given`",
                question.name
            )),
            rows: Some((survey.table, rows)),
            span: Some(question.span),
        })
    }
}
