//! Audits: what is wrong with a methodology, derived from the methods' algebra or from a run.
//!
//! A new audit is one new file and one line in [`ALL`].

mod against_the_grain;
mod allow;
mod boundary_strictness;
mod comparisons;
mod degenerate_normalisation;
mod degenerate_weights;
mod direction_after_normalising;
mod direction_twice;
mod double_counting;
mod editions;
mod effective_weight;
mod entering;
mod experts_disagree;
mod geometric_reaches_zero;
mod group_too_small;
mod hidden_answer;
mod importance_missed;
mod imputed_share;
mod inconsistent_judgements;
mod inputs;
mod method_outside_domain;
mod missing_penalises;
mod missing_skipped;
mod moments;
mod near_threshold;
mod one_value_sets_the_scale;
mod option_without_effect;
mod outcome_unreachable;
mod outlier;
mod published_differs;
mod reach;
mod redundant_indicators;
#[cfg(test)]
mod sample;
mod scenario_undecided;
mod screened_out;
mod sign_lost;
mod sign_may_be_lost;
mod steps;
mod threshold_unreachable;
mod undefined_value;
mod weights_cancel;
mod weights_without_effect;
mod wording;

pub use allow::{allow, settle};
pub use effective_weight::effective_weights;
pub use reach::reaches;

use crate::diagnostic::{Code, Severity};
use crate::eval::Assessment;
use crate::program::{Index, Origin, Program, Quantity, QuantityId, TableId};
use crate::source::{FileId, Span};

/// All audits, in the order in which their findings are listed.
pub const ALL: &[&dyn Audit] = &[
    &published_differs::PublishedDiffers,
    &weights_cancel::WeightsCancel,
    &weights_without_effect::WeightsWithoutEffect,
    &inconsistent_judgements::InconsistentJudgements,
    &experts_disagree::ExpertsDisagree,
    &degenerate_weights::DegenerateWeights,
    &importance_missed::ImportanceMissed,
    &sign_lost::SignLost,
    &sign_may_be_lost::SignMayBeLost,
    &method_outside_domain::MethodOutsideDomain,
    &geometric_reaches_zero::GeometricReachesZero,
    &direction_twice::DirectionTwice,
    &direction_after_normalising::DirectionAfterNormalising,
    &double_counting::DoubleCounting,
    &option_without_effect::OptionWithoutEffect,
    &outcome_unreachable::OutcomeUnreachable,
    &threshold_unreachable::ThresholdUnreachable,
    &boundary_strictness::BoundaryStrictness,
    &undefined_value::UndefinedValue,
    &degenerate_normalisation::DegenerateNormalisation,
    &hidden_answer::HiddenAnswer,
    &missing_skipped::MissingSkipped,
    &imputed_share::ImputedShare,
    &screened_out::ScreenedOut,
    &missing_penalises::MissingPenalises,
    &scenario_undecided::ScenarioUndecided,
    &near_threshold::NearThreshold,
    &group_too_small::GroupTooSmall,
    &one_value_sets_the_scale::OneValueSetsTheScale,
    &outlier::Outlier,
    &against_the_grain::AgainstTheGrain,
    &redundant_indicators::RedundantIndicators,
    &effective_weight::EffectiveWeight,
];

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
    /// Why it is allowed, if it is: by the policy, or for this run.
    pub allowed: Option<String>,
}

impl Finding {
    /// A warning about something at a place of the policy.
    fn warning(code: Code, subject: &str, span: Span, message: String, hint: &str) -> Self {
        let (subject, hint) = (subject.to_owned(), Some(hint.to_owned()));
        Self { code, severity: Severity::Warning, subject, message, hint, rows: None, span: Some(span), allowed: None }
    }
}

/// What an audit has to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// The policy alone.
    Policy,
    /// A run of it over data.
    Run,
}

/// An audit.
pub trait Audit: Sync {
    /// The code of its findings.
    fn code(&self) -> Code;

    /// What it has to know to find all that it finds; where the policy alone will do, a check without data does.
    fn evidence(&self) -> Evidence {
        Evidence::Run
    }

    /// Whether some run may find this of a quantity: of all others there is nothing to allow.
    fn may_concern(&self, quantity: &Quantity) -> bool {
        matches!(quantity.origin, Origin::Index(_))
    }

    /// What is wrong whatever the data.
    fn policy(&self, _program: &Program) -> Vec<Finding> {
        Vec::new()
    }

    /// What is wrong on this run.
    fn run(&self, _assessment: &Assessment) -> Vec<Finding> {
        Vec::new()
    }
}

/// Between which numbers the values of each quantity may lie (in the order of [`Program::quantities`]), whatever the
/// data: levels by their numbers, yes and no as 1 and 0.
pub fn reach(program: &Program) -> Vec<crate::methods::Interval> {
    let reach = reach::Reach::of(program);
    (0u32..).map(QuantityId).take(program.quantities.len()).map(|id| reach.quantity(id)).collect()
}

/// What is wrong whatever the data; where it is not decided which edition of the policy is meant, with any of them. What
/// the policy allows is marked.
pub fn policy(program: &Program) -> Vec<Finding> {
    let mut findings = match program.undecided() {
        Some(_) => editions::policy(program),
        None => of_one(program),
    };
    allow::mark(program, &mut findings);
    findings
}

/// The findings of all audits, one after the other.
fn of_one(program: &Program) -> Vec<Finding> {
    ALL.iter().flat_map(|a| a.policy(program)).collect()
}

/// All that is wrong: with the policy, and on this run. What the policy allows is marked.
pub fn run(assessment: &Assessment) -> Vec<Finding> {
    let mut findings: Vec<Finding> =
        ALL.iter().flat_map(|a| a.policy(&assessment.program).into_iter().chain(a.run(assessment))).collect();
    // What has happened need not be announced as well.
    let lost: Vec<(FileId, u32)> = findings.iter().filter(|f| f.code == Code::SignLost).filter_map(start).collect();
    findings.retain(|f| f.code != Code::SignMayBeLost || start(f).is_none_or(|at| !lost.contains(&at)));
    allow::mark(&assessment.program, &mut findings);
    findings
}

/// Where a finding's place begins.
fn start(finding: &Finding) -> Option<(FileId, u32)> {
    finding.span.map(|s| (s.file, s.start))
}

/// The indices of a policy, nested ones included.
fn indices(program: &Program) -> impl Iterator<Item = (QuantityId, &Quantity, &Index)> {
    program.quantities.iter().zip(0u32..).filter_map(|(quantity, at)| match &quantity.origin {
        Origin::Index(index) => Some((QuantityId(at), quantity, &**index)),
        Origin::Column(_) | Origin::Formula(..) | Origin::Rank(_) | Origin::Scenario(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::sample::Sample;
    use super::*;

    #[test]
    fn a_lost_sign_is_reported_once() {
        let sample = Sample::new(&["fdi", "surplus"]).normalise("max", &[]).aggregate("euclidean norm");
        let sample = sample.range("surplus", -100.0).range("fdi", -100.0);
        let findings = run(&sample.run(&[&[3.0, 5.0], &[-8.0, 10.0]]));
        let codes: Vec<(Code, &str)> =
            findings.iter().map(|f| (f.code, f.message.split(' ').next().unwrap())).collect();
        assert_eq!(codes, [(Code::SignLost, "`surplus`"), (Code::SignMayBeLost, "the")]);
    }

    #[test]
    fn codes_are_unique() {
        let codes: std::collections::BTreeSet<Code> = ALL.iter().map(|a| a.code()).collect();
        assert_eq!(codes.len(), ALL.len());
    }
}
