//! The method library: normalisations, treatments, imputations, ways to weigh and aggregations, one file each, on
//! registries.
//!
//! A new method is one new file and one line in [`normalise::ALL`], [`treat::ALL`],
//! [`impute::ALL`], [`weigh::ALL`] or [`aggregate::ALL`]. The checker, the engine,
//! the audits, `bareme explain` and `docs/methods.md` all read these registries; nothing else names a method.
//! Methods know nothing of policies: they see columns of numbers and their own options. They are a crate of their own,
//! which holds them to that, and is compiled beside other crates.

use bareme_machine::{lanes, limits, pairs, parallel, powers, spread, wide};

mod account;
pub mod aggregate;
mod algebra;
mod compared;
mod ends;
pub mod formula;
mod graph;
pub mod impute;
mod interval;
mod majority;
pub mod matrix;
pub mod moments;
pub mod normalise;
mod options;
pub mod order_statistics;
mod orders;
mod power_fit;
mod preference;
mod ranking;
pub mod reference;
pub mod rounding;
mod shape;
mod simplex;
pub mod square;
mod steps_of_values;
mod transcendental;
pub mod treat;
pub mod weigh;
mod yardstick;

pub use aggregate::{Account, Aggregator, Figures, Pair, Refusal, Whole, WholeKernel};
pub use algebra::{AggregateAlgebra, Compensation, Domain, NormaliseAlgebra};
pub use impute::{Imputation, ImputeKernel};
pub use interval::Interval;
pub use moments::Moments;
pub use normalise::{Kernel, Normaliser};
pub use options::{Band, OptionKind, OptionSpec, OptionValue, Options};
pub use shape::Shape;
pub use treat::{Done, Treated, Treatment};
pub use weigh::Weigher;
pub use yardstick::{GroupStatistics, Setting, Statistics, Yardstick};

/// The leading `//!` lines of a method's file, as Markdown: formula, source, algebra, degenerate cases, worked example.
pub fn page(source: &str) -> String {
    source
        .lines()
        .take_while(|l| l.starts_with("//!"))
        .map(|l| l.strip_prefix("//! ").or_else(|| l.strip_prefix("//!")).unwrap_or(l))
        .collect::<Vec<_>>()
        .join("\n")
}

/// What a method gives where it is not defined: the logarithm of a negative value, weights that add up to 0.
/// A quiet NaN whose lowest bits say "inapplicable", as the engine's columns have it.
pub const UNDEFINED: f64 = f64::from_bits(0x7ff8_0000_0000_0001);

/// Which of `names` stands at the beginning of `words`, and how many words it takes; the longest name wins.
fn longest_name<'a>(names: impl Iterator<Item = &'a str>, words: &[&str]) -> Option<(usize, usize)> {
    names
        .enumerate()
        .filter_map(|(at, name)| {
            let length = name.split(' ').count();
            let beginning = words.get(..length)?;
            name.split(' ').eq(beginning.iter().copied()).then_some((at, length))
        })
        .max_by_key(|(_, length)| *length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_name_wins_and_part_of_a_name_is_no_name() {
        let names = ["mean", "mean of ranks", "sum"];
        let find = |words: &[&str]| longest_name(names.into_iter(), words);
        assert_eq!(find(&["mean", "of", "ranks", "twice"]), Some((1, 3)));
        assert_eq!(find(&["mean", "of", "means"]), Some((0, 1)));
        assert_eq!(find(&["me"]), None);
        assert_eq!(find(&[]), None);
    }

    #[test]
    fn names_are_unique_and_found() {
        let normalisations: Vec<&str> = normalise::names().collect();
        let aggregations: Vec<&str> = aggregate::names().collect();
        let weighings: Vec<&str> = weigh::names().collect();
        for names in [&normalisations, &aggregations, &weighings] {
            let distinct: std::collections::BTreeSet<&str> = names.iter().copied().collect();
            assert_eq!(distinct.len(), names.len());
        }
        for name in normalisations {
            let words: Vec<&str> = name.split(' ').collect();
            assert_eq!(normalise::find(&words).map(|(m, used)| (m.name(), used)), Some((name, words.len())));
        }
        for name in weighings {
            let words: Vec<&str> = name.split(' ').collect();
            assert_eq!(weigh::find(&words).map(|(m, used)| (m.name(), used)), Some((name, words.len())));
        }
        for name in aggregations {
            let words: Vec<&str> = name.split(' ').chain(["more"]).collect();
            assert_eq!(aggregate::find(&words).map(|(m, used)| (m.name(), used)), Some((name, words.len() - 1)));
        }
    }
}
