//! Findings that the policy allows, with its reasons.

use crate::diagnostic::Code;
use crate::source::Span;

/// `allow sign-lost of internationalisation because "printed so in the study"`
#[derive(Clone, Debug, PartialEq)]
pub struct Allowance {
    /// The finding.
    pub code: Code,
    /// What it may be about.
    pub of: AllowedOf,
    /// Why it is allowed.
    pub reason: String,
    /// The clause's place.
    pub span: Span,
}

/// What a finding that is allowed may be about.
#[derive(Clone, Debug, PartialEq)]
pub enum AllowedOf {
    /// Anything: a clause of the `policy` without `of`.
    Anything,
    /// What is declared by this name, here, or is part of it: `internationalisation`, `hdi.health`.
    Declared(String, Option<Span>),
}
