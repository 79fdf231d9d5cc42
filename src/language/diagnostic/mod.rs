//! What is wrong, as data: a stable code, the place, what is wrong in the author's words, what to do.
//!
//! Phases collect [`Diagnostic`]s; only `report` turns them into text.

mod codes;
mod suggest;

pub use codes::Code;
pub use suggest::{did_you_mean, known_keys, list, nearest};

use crate::source::Span;

/// How much a diagnostic weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Probably not meant.
    Warning,
    /// Nothing is computed.
    Error,
}

/// Where the trouble is.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// In a policy's text.
    Text(Span),
    /// In a data file.
    Data(DataPlace),
    /// Nowhere in particular: a command-line value, a missing file.
    Nowhere,
}

/// A place in a data file, as a person finds it again.
#[derive(Clone, Debug, PartialEq, Default, serde::Serialize)]
pub struct DataPlace {
    /// The file as the user knows it; with a sheet: `clusters.xlsx, sheet "2012"`.
    pub file: String,
    /// Line of the file or row of the sheet, from 1, the header counted.
    pub row: Option<usize>,
    /// The column's header.
    pub column: Option<String>,
    /// The cell's text.
    pub text: Option<String>,
}

/// One mistake.
///
/// ```text
/// error[unknown-name]: there is no indicator `exprots`         <- message
///   parts members, exprots
///                  ^^^^^^^ not declared in table `clusters`    <- label
///   help: did you mean `exports`?                              <- hint
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// The stable code, `unknown-name`.
    pub code: Code,
    /// How much it weighs.
    pub severity: Severity,
    /// What is wrong: one lowercase sentence without a full stop, names in backquotes.
    pub message: String,
    /// The place.
    pub place: Place,
    /// What to say right at the place (may be empty).
    pub label: String,
    /// Other places that matter, each with what it has to do with it.
    pub related: Vec<(Span, String)>,
    /// What to do.
    pub hint: Option<String>,
    /// Why the policy allows it, if it does.
    pub allowed: Option<String>,
}

impl Diagnostic {
    /// An error at a place in a policy.
    pub fn error(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            place: Place::Text(span),
            label: String::new(),
            related: Vec::new(),
            hint: None,
            allowed: None,
        }
    }

    /// A warning at a place in a policy.
    pub fn warning(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, span, message) }
    }

    /// An error in data.
    pub fn data(code: Code, place: DataPlace, message: impl Into<String>) -> Self {
        Self { place: Place::Data(place), ..Self::error(code, Span::default(), message) }
    }

    /// An error that has no place in a file.
    pub fn nowhere(code: Code, message: impl Into<String>) -> Self {
        Self { place: Place::Nowhere, ..Self::error(code, Span::default(), message) }
    }

    /// Says more right at the place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Points at another place that matters.
    #[must_use]
    pub fn related(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related.push((span, label.into()));
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Says what to do, if there is something to say.
    #[must_use]
    pub fn maybe_hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint.or(self.hint);
        self
    }

    /// Whether nothing may be computed.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
