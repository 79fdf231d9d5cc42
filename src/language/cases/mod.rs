//! The analysis of scenarios by cases: does every case have exactly one outcome, and which outcome does a row have
//! whose inputs are missing?
//!
//! ```text
//! conditions ──lower──▶ tests of subjects ──regions──▶ finitely many cases ──search──▶ proof or counterexample
//! ```
//!
//! A *subject* is what conditions compare with constants: `internationalisation`, `region.foreign_activity`, `exports - imports`.
//! The constants cut its values into *regions* within which every comparison has one answer, so that a case is one region
//! for each subject and there are finitely many. Subjects that may depend on each other (`x` and `x - y`) can make cases
//! that do not exist; a counterexample is reported as one only if it is confirmed, otherwise nothing is proved.

mod asked;
mod concrete;
mod condition;
mod constant;
mod counterexample;
mod domain;
mod key;
mod lower;
mod messages;
mod nice;
mod possible;
mod problem;
mod prove;
mod resolver;
mod rules;
mod search;
mod subject;
mod words;

#[cfg(test)]
mod builder;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod rules_laws;
#[cfg(test)]
mod tests;

pub use asked::unasked;
pub use nice::between;
pub use possible::{Possible, possible};
pub use prove::{can_hold, prove};
pub use resolver::{Resolution, Resolver};
pub use words::describe;
