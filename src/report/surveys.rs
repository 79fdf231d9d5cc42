//! Surveys for a person: each question with how many were asked, how many answered, and what.

use super::document::{Block, Document, Group, Table, TableColumn, grouped};
use super::{cells, numbers, provenance, results};
use crate::eval::Assessment;
use crate::program::{Missing, Program, QuantityId, Question, Survey, TableId, Type, Value};

/// What became of one question, over the responses that no gate excludes.
#[derive(Clone, Debug, PartialEq)]
pub struct QuestionCounts {
    /// Responses by kind of missing.
    pub missing: [(Missing, usize); 4],
    /// How many answered.
    pub answered: usize,
    /// What they answered.
    pub answers: Answers,
}

/// What was answered to a question.
#[derive(Clone, Debug, PartialEq)]
pub enum Answers {
    /// Each possible answer with how often it was given.
    Counted {
        /// Levels from the highest, options in the order written.
        counts: Vec<(String, usize)>,
        /// The mean, of levels that count as numbers.
        mean: Option<f64>,
    },
    /// The mean, the smallest and the largest number, as declared.
    Numbers([f64; 3]),
    /// Texts, dates and links are not summed up.
    Various,
}

impl QuestionCounts {
    /// How many were asked.
    pub fn asked(&self) -> usize {
        let others = self.missing.iter().filter(|(kind, _)| *kind != Missing::Unasked);
        self.answered + others.map(|(_, n)| n).sum::<usize>()
    }
}

/// Counts the answers to a question.
pub fn counts(assessment: &Assessment, survey: &Survey, question: &Question) -> QuestionCounts {
    let all = assessment.table(survey.table).map_or(0, |t| t.rows);
    let rows: Vec<usize> = (0..all).filter(|row| assessment.is_included(survey.table, *row)).collect();
    let mut missing = Missing::ALL.map(|kind| (kind, 0));
    let mut answered = 0;
    for row in &rows {
        let mut gone = None;
        let there = question.answers.iter().any(|id| match assessment.value(*id, *row) {
            Value::Missing(kind) => {
                gone.get_or_insert(kind);
                false
            }
            Value::Number(_) | Value::YesNo(_) | Value::Text(_) | Value::Member(_) => true,
        });
        if there {
            answered += 1;
        } else if let Some((_, count)) = missing.iter_mut().find(|(kind, _)| Some(*kind) == gone) {
            *count += 1;
        }
    }
    QuestionCounts { missing, answered, answers: answers(assessment, question, &rows) }
}

fn answers(assessment: &Assessment, question: &Question, rows: &[usize]) -> Answers {
    let program = &assessment.program;
    let yes = |id: &QuantityId, wanted: bool| {
        rows.iter().filter(|row| assessment.value(*id, **row) == Value::YesNo(wanted)).count()
    };
    let [only] = question.answers.as_slice() else {
        let short = |id: &QuantityId| program.quantity(*id).name.rsplit('.').next().unwrap_or_default().to_owned();
        let counts = question.answers.iter().map(|id| (short(id), yes(id, true))).collect();
        return Answers::Counted { counts, mean: None };
    };
    match &program.quantity(*only).ty {
        Type::YesNo => {
            let counts = [("yes", true), ("no", false)].map(|(name, wanted)| (name.to_owned(), yes(only, wanted)));
            Answers::Counted { counts: counts.into(), mean: None }
        }
        Type::Member(scale) => {
            let scale = program.scale(*scale);
            let mut counts = vec![0usize; scale.members.len()];
            for row in rows {
                if let Value::Member(m) = assessment.value(*only, *row)
                    && let Some(count) = counts.get_mut(usize::from(m))
                {
                    *count += 1;
                }
            }
            let all: usize = counts.iter().sum();
            let sum: f64 = scale.members.iter().zip(&counts).map(|(m, n)| m.number * *n as f64).sum();
            let mean = (scale.counts_as_numbers && all > 0).then(|| sum / all as f64);
            let mut counts: Vec<(String, usize)> =
                scale.members.iter().zip(counts).map(|(m, n)| (m.name.clone(), n)).collect();
            if scale.ordered {
                counts.reverse();
            }
            Answers::Counted { counts, mean }
        }
        Type::Number(_) => {
            let field = cells::field(assessment, *only);
            let values = rows.iter().filter_map(|row| match field.cell(*row) {
                cells::Cell::Number(x) => Some(x),
                cells::Cell::YesNo(_) | cells::Cell::Text(_) | cells::Cell::Missing(_) => None,
            });
            let values: Vec<f64> = values.collect();
            if values.is_empty() {
                return Answers::Various;
            }
            let low = values.iter().copied().fold(f64::INFINITY, f64::min);
            let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            Answers::Numbers([values.iter().sum::<f64>() / values.len() as f64, low, high])
        }
        Type::Text | Type::Date | Type::Link(_) => Answers::Various,
    }
}

/// Whether a quantity is the answer to a question, which is told with its survey.
pub(super) fn is_answer(program: &Program, id: QuantityId) -> bool {
    program.surveys.iter().flat_map(Survey::questions).any(|q| q.answers.contains(&id))
}

/// Whether a quantity is what several respondents' answers have become.
pub(super) fn is_combined(program: &Program, id: QuantityId) -> bool {
    program.surveys.iter().flat_map(Survey::questions).any(|q| q.combined.contains(&id))
}

/// The section of each survey.
pub(super) fn sections(assessment: &Assessment, document: &mut Document) {
    let program = &assessment.program;
    let rows = |survey: &&Survey| assessment.table(survey.table).map_or(0, |t| t.rows);
    for survey in program.surveys.iter().filter(|s| rows(s) > 0) {
        document.heading(provenance::title(program, survey.table));
        document.paragraph(responses(assessment, survey.table));
        let groups = survey.sections.iter().filter(|s| !s.questions.is_empty()).map(|section| Group {
            heading: section.name.as_ref().map(|name| results::clean(results::label(&section.about, name))),
            rows: section.questions.iter().map(|q| line(assessment, survey, q)).collect(),
        });
        let columns = vec![
            TableColumn::left("Question"),
            TableColumn::right("Asked"),
            TableColumn::right("Answered"),
            TableColumn::left("Answers"),
        ];
        document.push(Block::Table(Table { columns, groups: groups.collect() }));
    }
}

fn responses(assessment: &Assessment, table: TableId) -> String {
    let all = assessment.table(table).map_or(0, |t| t.rows);
    let counted = (0..all).filter(|row| assessment.is_included(table, *row)).count();
    let noun = if counted == 1 { "response" } else { "responses" };
    let excluded = if counted < all { format!(", {} excluded", grouped(all - counted)) } else { String::new() };
    format!("{} {noun}{excluded}", grouped(counted))
}

fn line(assessment: &Assessment, survey: &Survey, question: &Question) -> Vec<String> {
    let found = counts(assessment, survey, question);
    let label = results::clean(results::label(&question.about, &question.name));
    let asked = if question.roles.is_empty() { label } else { format!("{label} ({})", question.roles.join(", ")) };
    vec![asked, grouped(found.asked()), grouped(found.answered), told(&found.answers)]
}

fn told(answers: &Answers) -> String {
    match answers {
        Answers::Counted { counts, mean } => {
            let given: Vec<String> =
                counts.iter().filter(|(_, n)| *n > 0).map(|(name, n)| format!("{name} {}", grouped(*n))).collect();
            let given = results::clean(&given.join(", "));
            match mean {
                Some(mean) => format!("mean {}; {given}", numbers::printed(*mean, 2)),
                None if given.is_empty() => results::MISSING.to_owned(),
                None => given,
            }
        }
        Answers::Numbers([mean, low, high]) => {
            format!("{} to {}, mean {}", numbers::plain(*low), numbers::plain(*high), numbers::printed(*mean, 2))
        }
        Answers::Various => results::MISSING.to_owned(),
    }
}
