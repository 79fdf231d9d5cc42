//! What a policy says of each of its subjects, facet by facet.

use indexmap::IndexMap;

use super::{StepKind, Subject, SubjectKind};

/// What is said of one facet of a subject.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Said {
    /// The facet: `unit`, `goalposts`, `leading`. Several things may be said of one, in an order that means nothing.
    pub facet: String,
    /// What means the same reads the same.
    pub key: String,
    /// As a person reads it.
    pub shown: String,
    /// What kind of change a difference is.
    pub step: StepKind,
}

/// What is said of one subject.
#[derive(Clone, Debug, Default)]
pub(super) struct Facets(pub Vec<Said>);

impl Facets {
    /// Says something of a facet.
    pub(super) fn say(&mut self, facet: impl Into<String>, step: StepKind, text: impl Into<String>) {
        let text = text.into();
        self.0.push(Said { facet: facet.into(), key: text.clone(), shown: text, step });
    }

    /// The same, where a person reads something else than what is compared.
    pub(super) fn say_as(&mut self, facet: &str, step: StepKind, key: impl Into<String>, shown: impl Into<String>) {
        self.0.push(Said { facet: facet.to_owned(), key: key.into(), shown: shown.into(), step });
    }
}

/// What identifies a subject in both policies.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Identity {
    /// Subjects of different families may have one name.
    pub family: Family,
    /// Its table, where it has one.
    pub table: Option<String>,
    /// Its name.
    pub name: String,
}

/// Families of subjects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Family {
    /// Tables and summaries.
    Tables,
    /// Everything that has a value for each row.
    Quantities,
    /// Scales.
    Scales,
    /// Parameters.
    Parameters,
    /// Gates.
    Gates,
    /// Journeys.
    Journeys,
}

/// What a policy says, subject by subject, in the order in which its reports list them.
#[derive(Debug, Default)]
pub(super) struct Portrait {
    /// The subjects.
    pub subjects: IndexMap<Identity, (SubjectKind, Facets)>,
}

impl Portrait {
    /// Adds a subject.
    pub(super) fn add(&mut self, identity: Identity, kind: SubjectKind, facets: Facets) {
        self.subjects.insert(identity, (kind, facets));
    }
}

impl Identity {
    /// The subject as it is told.
    pub(super) fn subject(&self, kind: SubjectKind) -> Subject {
        Subject { kind, name: self.name.clone(), table: self.table.clone() }
    }
}
