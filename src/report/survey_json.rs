//! Surveys as JSON: each question with how many were asked, how many answered, and what.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::surveys::{self, Answers, QuestionCounts};
use crate::eval::Assessment;
use crate::program::{Question, Survey};

/// `"surveys"`: by the name of the survey.
pub(super) struct Surveys<'a>(pub &'a Assessment);

impl<'a> Serialize for Surveys<'a> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let program = &self.0.program;
        let entry = |survey: &'a Survey| (&program.table(survey.table).name, Entry(self.0, survey));
        serializer.collect_map(program.surveys.iter().map(entry))
    }
}

struct Entry<'a>(&'a Assessment, &'a Survey);

impl Serialize for Entry<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(assessment, survey) = *self;
        let program = &assessment.program;
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("label", &program.table(survey.table).about.label)?;
        map.serialize_entry("of", &survey.of.map(|of| &program.table(of).name))?;
        map.serialize_entry("responses", &assessment.table(survey.table).map_or(0, |t| t.rows))?;
        map.serialize_entry("questions", &Questions(assessment, survey))?;
        map.end()
    }
}

struct Questions<'a>(&'a Assessment, &'a Survey);

impl Serialize for Questions<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(assessment, survey) = *self;
        let in_section = |section: &'_ crate::program::Section| section.name.clone();
        let all = survey.sections.iter().flat_map(|s| s.questions.iter().map(move |q| (in_section(s), q)));
        serializer.collect_map(all.map(|(section, question)| {
            let counts = surveys::counts(assessment, survey, question);
            (&question.name, Told { section, question, counts })
        }))
    }
}

struct Told<'a> {
    section: Option<String>,
    question: &'a Question,
    counts: QuestionCounts,
}

impl Serialize for Told<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("label", &self.question.about.label)?;
        map.serialize_entry("section", &self.section)?;
        if !self.question.roles.is_empty() {
            map.serialize_entry("roles", &self.question.roles)?;
        }
        map.serialize_entry("asked", &self.counts.asked())?;
        map.serialize_entry("answered", &self.counts.answered)?;
        for (kind, count) in &self.counts.missing {
            map.serialize_entry(kind.name(), count)?;
        }
        match &self.counts.answers {
            Answers::Counted { counts, mean } => {
                map.serialize_entry("answers", &Counted(counts))?;
                if let Some(mean) = mean {
                    map.serialize_entry("mean", mean)?;
                }
            }
            Answers::Numbers([mean, low, high]) => {
                map.serialize_entry("mean", mean)?;
                map.serialize_entry("min", low)?;
                map.serialize_entry("max", high)?;
            }
            Answers::Various => {}
        }
        map.end()
    }
}

struct Counted<'a>(&'a [(String, usize)]);

impl Serialize for Counted<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, count)| (name, count)))
    }
}
