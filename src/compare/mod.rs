//! Two methodologies side by side.
//!
//! ```text
//! Program, Program ───structure──────────▶ Structure ───┬──report──▶ person
//! Outcome, Outcome ───results::compare───▶ Results ─────┤
//! Steps, data ────────attribution────────▶ Attribution ─┤
//! two methodologies ──witnesses──────────▶ Witness ─────┘
//! ```
//!
//! [`structure()`] says where two policies differ in what they mean, without data: not how they are laid out, in which
//! order they are written, or how they call an indicator that measures the same concept. [`results`] says who comes out
//! otherwise. [`attribution()`] says which change moved whom by how much, [`witnesses()`] which case the two
//! classify differently.

pub mod attribution;
pub mod results;
pub mod structure;
pub mod witness;

pub use attribution::attribution;
pub use structure::{Difference, StepKind, Structure, structure};
pub use witness::witnesses;
