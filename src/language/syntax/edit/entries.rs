//! What names an entry of a declaration.

use super::hand::Entry;
use crate::source::Span;
use crate::syntax::ast::{
    About, Allow, Check, Dated, Declaration, Expr, JourneyPart, Level, Measure, Name, Number, Outcome, Question, Range,
    SurveyItem, Text,
};

impl Entry for Declaration {
    fn name(&self) -> String {
        self.name.text.clone()
    }

    fn place(&self) -> Option<Span> {
        Some(self.name.span)
    }

    fn word(&self) -> &'static str {
        self.kind.word()
    }
}

impl Entry for Name {
    fn name(&self) -> String {
        self.text.clone()
    }

    fn place(&self) -> Option<Span> {
        Some(self.span)
    }
}

impl Entry for (Name, Number) {
    fn name(&self) -> String {
        self.0.text.clone()
    }

    fn place(&self) -> Option<Span> {
        Some(self.0.span)
    }
}

impl Entry for (Name, Option<Number>) {
    fn name(&self) -> String {
        self.0.text.clone()
    }

    fn place(&self) -> Option<Span> {
        Some(self.0.span)
    }
}

impl Entry for (Option<Name>, Text) {
    fn name(&self) -> String {
        self.0.as_ref().map_or_else(|| "label".to_owned(), |language| format!("label {}", language.text))
    }

    fn place(&self) -> Option<Span> {
        Some(self.1.span)
    }
}

impl Entry for Allow {
    fn name(&self) -> String {
        let of = self.of.as_ref().map(|of| format!(" of {}", of.text)).unwrap_or_default();
        format!("allow {}{of}", self.finding.text)
    }

    fn place(&self) -> Option<Span> {
        Some(self.span)
    }
}

impl Entry for Level {
    fn name(&self) -> String {
        self.name.text.clone()
    }

    fn place(&self) -> Option<Span> {
        Some(self.name.span)
    }

    fn take_over(&mut self, replaced: &Self) {
        labels(&mut self.about, &replaced.about);
    }
}

impl Entry for Outcome {
    fn name(&self) -> String {
        self.name.text.clone()
    }

    fn place(&self) -> Option<Span> {
        Some(self.name.span)
    }

    fn take_over(&mut self, replaced: &Self) {
        labels(&mut self.about, &replaced.about);
    }
}

impl Entry for Measure {
    fn name(&self) -> String {
        self.name.text.clone()
    }

    fn place(&self) -> Option<Span> {
        Some(self.name.span)
    }
}

impl Entry for JourneyPart {
    fn name(&self) -> String {
        self.name.text.clone()
    }

    fn place(&self) -> Option<Span> {
        Some(self.name.span)
    }

    fn word(&self) -> &'static str {
        self.kind.word()
    }
}

impl Entry for Question {
    fn name(&self) -> String {
        self.name.text.clone()
    }

    fn place(&self) -> Option<Span> {
        Some(self.name.span)
    }

    fn word(&self) -> &'static str {
        "ask"
    }
}

impl Entry for SurveyItem {
    fn name(&self) -> String {
        match self {
            SurveyItem::Section(section) => section.name.text.clone(),
            SurveyItem::Question(question) => question.name.text.clone(),
        }
    }

    fn place(&self) -> Option<Span> {
        match self {
            SurveyItem::Section(section) => Some(section.name.span),
            SurveyItem::Question(question) => Some(question.name.span),
        }
    }

    fn word(&self) -> &'static str {
        match self {
            SurveyItem::Section(_) => "section",
            SurveyItem::Question(_) => "ask",
        }
    }
}

/// Labels stay where none are said.
fn labels(about: &mut About, replaced: &About) {
    if about.labels.is_empty() {
        about.labels.clone_from(&replaced.labels);
    }
}

impl Entry for Check {
    fn name(&self) -> String {
        match self {
            Check::Column { name, .. } | Check::Counts { name, .. } => name.text.clone(),
            Check::Value { value, .. } => crate::syntax::print_expr(value),
        }
    }

    fn place(&self) -> Option<Span> {
        match self {
            Check::Column { span, .. } | Check::Counts { span, .. } | Check::Value { span, .. } => Some(*span),
        }
    }
}

impl Entry for Dated<Expr> {
    fn name(&self) -> String {
        format!("from {}", self.since.day)
    }

    fn place(&self) -> Option<Span> {
        Some(self.since.span)
    }
}

impl Entry for Dated<Range> {
    fn name(&self) -> String {
        format!("goalposts from {}", self.since.day)
    }

    fn place(&self) -> Option<Span> {
        Some(self.since.span)
    }
}

impl Entry for Dated<Vec<Outcome>> {
    fn name(&self) -> String {
        format!("from {}", self.since.day)
    }

    fn place(&self) -> Option<Span> {
        Some(self.since.span)
    }
}
