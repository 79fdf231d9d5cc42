//! Where two policies differ in what they mean.
//!
//! Each policy is portrayed: subject by subject, facet by facet, in one spelling and under the names of the first policy
//! for what measures the same. Portraits are then laid side by side. Labels, sources, headers of columns, printed
//! results, examples and the order of declarations are not in them; whatever a result depends on is.

mod coverage;
mod differ;
mod effective;
mod facets;
mod formula;
mod index;
mod journey;
pub(super) mod names;
mod portrait;
mod quantity;
mod spell;
mod tree;

pub use coverage::{Coverage, Covered, CoveredSet};
pub use effective::Effective;
pub use tree::{Tree, TreeLine, TreeNode};

use serde::Serialize;

use crate::calendar::Day;
use crate::program::Program;
use names::Names;
use spell::View;

/// Where two policies differ, and what they have in common.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Structure {
    /// The first policy.
    pub a: Ruler,
    /// The second policy.
    pub b: Ruler,
    /// Whether both are the same text in their canonical layout: one ruler.
    pub same_fingerprint: bool,
    /// How much the first policy says that was compared.
    pub statements: usize,
    /// All differences, in the order in which the first policy declares what they are about, then what only the second has.
    pub differences: Vec<Difference>,
    /// Which indicators both have.
    pub coverage: Coverage,
    /// Index trees side by side.
    pub trees: Vec<Tree>,
}

impl Structure {
    /// Whether they mean the same.
    pub fn is_equal(&self) -> bool {
        self.differences.is_empty()
    }

    /// Whether they have nothing in common that could be compared: no indicator and no result.
    pub fn nothing_in_common(&self) -> bool {
        self.coverage.both.is_empty() && self.trees.iter().all(|tree| tree.lines.iter().all(|l| l.one_sided()))
    }
}

/// A policy, as it is known by its results.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ruler {
    /// `pilot_clusters`
    pub name: String,
    /// Its label.
    pub label: Option<String>,
    /// Its edition.
    pub edition: Option<String>,
    /// The file that it was read from.
    pub file: Option<String>,
    /// The day as of which it is meant, where something in it holds from a day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Day>,
    /// The fingerprint of its meaning.
    pub fingerprint: String,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// What it is about.
    pub subject: Subject,
    /// Which facet of it: `unit`, `goalposts`, an outcome. `declared`: the whole of it.
    pub facet: String,
    /// What the first policy says; `None`: nothing.
    pub a: Option<String>,
    /// What the second policy says; `None`: nothing.
    pub b: Option<String>,
    /// What kind of change leads from the first to the second.
    pub step: StepKind,
}

/// What a difference is about. Its name is that of the first policy, where it is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Subject {
    /// What it is.
    pub kind: SubjectKind,
    /// `exports`, `hdi.health`
    pub name: String,
    /// Its table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
}

/// What a subject is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum SubjectKind {
    Table,
    Summary,
    Field,
    Indicator,
    Index,
    Rank,
    Scenario,
    Scale,
    Parameter,
    Gate,
    Journey,
}

impl SubjectKind {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            SubjectKind::Table => "table",
            SubjectKind::Summary => "summary",
            SubjectKind::Field => "field",
            SubjectKind::Indicator => "indicator",
            SubjectKind::Index => "index",
            SubjectKind::Rank => "rank",
            SubjectKind::Scenario => "scenario",
            SubjectKind::Scale => "scale",
            SubjectKind::Parameter => "parameter",
            SubjectKind::Gate => "gate",
            SubjectKind::Journey => "journey",
        }
    }
}

/// What kind of change a difference is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepKind {
    /// Only the second policy has it.
    Added,
    /// Only the first policy has it.
    Dropped,
    /// Type or unit.
    Unit,
    /// Whether higher is better.
    Direction,
    /// Goalposts.
    Goalposts,
    /// Values allowed.
    Range,
    /// What a formula divides by.
    Denominator,
    /// How a value is computed.
    Formula,
    /// How the data are read: what cells mean, what may be missing, rows written in the policy.
    Data,
    /// Which parts an index has.
    Parts,
    /// Weights.
    Weight,
    /// Normalisation.
    Normaliser,
    /// Treatment of outliers.
    Treatment,
    /// What stands in for missing values.
    Imputation,
    /// Which rows or parts are left out for what is missing.
    Screening,
    /// The order of steps.
    Order,
    /// Aggregation.
    Aggregation,
    /// What missing parts mean.
    Missing,
    /// Rounding, and decimals printed.
    Rounding,
    /// Who is ranked, and how.
    Rank,
    /// Numbers that outcomes are decided by.
    Threshold,
    /// Outcomes and their conditions.
    Outcome,
    /// Levels of a scale.
    Level,
    /// Who takes part.
    Gate,
    /// A parameter's value.
    Parameter,
    /// Groups and rows of a summary.
    Grouping,
    /// Ways of a journey.
    Journey,
}

/// Compares two checked policies.
pub fn structure(a: &Program, b: &Program) -> Structure {
    let (own, mapped) = (Names::own(a), Names::mapped(a, b));
    let (first, second) = (View { program: a, names: &own }, View { program: b, names: &mapped });
    let (statements, differences) = differ::differences(first, second);
    Structure {
        a: ruler(a),
        b: ruler(b),
        same_fingerprint: a.fingerprint == b.fingerprint,
        statements,
        differences,
        coverage: coverage::coverage(first, second),
        trees: tree::trees(first, second),
    }
}

fn ruler(program: &Program) -> Ruler {
    Ruler {
        name: program.name.clone(),
        label: program.about.label.clone(),
        edition: program.edition.clone(),
        as_of: program.dated.as_of,
        file: program.sources.files().first().map(|file| file.name.to_string()),
        fingerprint: program.fingerprint.clone(),
    }
}
