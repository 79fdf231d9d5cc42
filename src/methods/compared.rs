//! The reference with which `ratio` and `difference` compare: `to mean`, `to best`, `to 50`, `to "Austria"`.

use super::{GroupStatistics, OptionKind, OptionSpec, OptionValue, Options, Setting, Statistics};

/// What may follow `to`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Reference {
    Mean,
    Best,
    Worst,
    Value(f64),
    /// The row with this key is the only one whose statistics are taken.
    Entity,
}

/// The option in its three kinds.
pub(super) const TO: [OptionSpec; 3] = [
    OptionSpec {
        words: "to",
        kind: OptionKind::Word(&["mean", "best", "worst"]),
        about: "compared with the mean, or with the best or the worst value",
    },
    OptionSpec { words: "to", kind: OptionKind::Entity, about: "compared with the row that has this key" },
    OptionSpec { words: "to", kind: OptionKind::Number, about: "compared with this value" },
];

impl Reference {
    /// As the options say; the mean where they say nothing (which the checker refuses).
    pub(super) fn of(options: &Options) -> Reference {
        match options.given.iter().find(|(words, _)| *words == "to").map(|(_, value)| value) {
            Some(OptionValue::Word("best")) => Reference::Best,
            Some(OptionValue::Word("worst")) => Reference::Worst,
            Some(OptionValue::Number(n)) => Reference::Value(*n),
            Some(OptionValue::Entity(_)) => Reference::Entity,
            Some(_) | None => Reference::Mean,
        }
    }

    pub(super) fn statistics(self) -> Statistics {
        match self {
            Reference::Mean | Reference::Entity => Statistics::Sums,
            Reference::Best | Reference::Worst => Statistics::Extremes,
            Reference::Value(_) => Statistics::Nothing,
        }
    }

    /// The reference of a group; NaN where nobody is there to compare with.
    pub(super) fn value(self, statistics: &GroupStatistics, setting: &Setting) -> f64 {
        match self {
            Reference::Value(value) => value,
            _ if statistics.count == 0 => f64::NAN,
            Reference::Mean | Reference::Entity => statistics.mean,
            Reference::Best if setting.reverse => statistics.min,
            Reference::Worst if !setting.reverse => statistics.min,
            Reference::Best | Reference::Worst => statistics.max,
        }
    }

    /// Whether the reference comes from the data, so that it changes its unit with them.
    pub(super) fn is_of_data(self) -> bool {
        !matches!(self, Reference::Value(_))
    }
}
