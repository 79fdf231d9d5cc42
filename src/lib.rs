//! Bareme: a small declarative language, and the engine that runs it, for assessment methodologies.

pub mod audit;
pub mod data;
pub mod diagnostic;
pub mod eval;
pub mod limits;
pub mod methods;
pub mod program;
pub mod source;
pub mod syntax;
pub mod world;
