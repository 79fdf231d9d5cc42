//! Bareme: a small declarative language, and the engine that runs it, for assessment methodologies.

pub mod audit;
pub mod calendar;
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
pub mod data;
pub mod diagnostic;
pub mod eval;
pub mod limits;
pub mod methods;
pub mod parameters;
pub mod plan;
pub mod program;
pub mod published;
pub mod report;
pub mod source;
pub mod syntax;
pub mod world;
