//! The method library: normalisations and aggregations, one file each, on two registries.
//!
//! A new method is one new file and one line in [`normalise::ALL`] or [`aggregate::ALL`]. The checker, the engine,
//! the audits, `bareme explain` and `docs/methods.md` all read these registries; nothing else names a method.
//! Methods know nothing of policies: they see columns of numbers and their own options.

pub mod aggregate;
mod algebra;
pub mod normalise;
mod options;
mod yardstick;

pub use aggregate::Aggregator;
pub use algebra::{AggregateAlgebra, Compensation, Domain, NormaliseAlgebra};
pub use normalise::{Kernel, Normaliser};
pub use options::{OptionKind, OptionSpec, OptionValue, Options};
pub use yardstick::{GroupStatistics, Setting, Yardstick};

/// The leading `//!` lines of a method's file, as Markdown: formula, source, algebra, degenerate cases, worked example.
pub fn page(source: &str) -> String {
    source
        .lines()
        .take_while(|l| l.starts_with("//!"))
        .map(|l| l.strip_prefix("//! ").or_else(|| l.strip_prefix("//!")).unwrap_or(l))
        .collect::<Vec<_>>()
        .join("\n")
}
