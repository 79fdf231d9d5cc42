//! Audits: what is wrong with a methodology, derived from the methods' algebra or from a run.
//!
//! A new audit is one new file and one line in [`ALL`].

use crate::diagnostic::{Code, Severity};
use crate::eval::Assessment;
use crate::program::{Program, TableId};
use crate::source::Span;

/// All audits, in the order in which their findings are listed.
pub const ALL: &[&dyn Audit] = &[];

/// What an audit found.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Its code.
    pub code: Code,
    /// How much it weighs.
    pub severity: Severity,
    /// The name of what it is about: `internationalisation`, `table_5`.
    pub subject: String,
    /// What was found, in the author's words.
    pub message: String,
    /// What to write instead.
    pub hint: Option<String>,
    /// The rows concerned, in one table.
    pub rows: Option<(TableId, Vec<usize>)>,
    /// The place in the policy.
    pub span: Option<Span>,
}

/// An audit.
pub trait Audit: Sync {
    /// The code of its findings.
    fn code(&self) -> Code;

    /// What is wrong whatever the data.
    fn policy(&self, _program: &Program) -> Vec<Finding> {
        Vec::new()
    }

    /// What is wrong on this run.
    fn run(&self, _assessment: &Assessment) -> Vec<Finding> {
        Vec::new()
    }
}

/// What is wrong whatever the data.
pub fn policy(program: &Program) -> Vec<Finding> {
    ALL.iter().flat_map(|a| a.policy(program)).collect()
}

/// All that is wrong: with the policy, and on this run.
pub fn run(assessment: &Assessment) -> Vec<Finding> {
    ALL.iter().flat_map(|a| a.policy(&assessment.program).into_iter().chain(a.run(assessment))).collect()
}
