//! Which results may be laid beside each other: those of one ruler, and those of different rulers where someone has
//! said how.

use super::outcome::{Outcome, OutcomeScenario};
use crate::diagnostic::{Code, Diagnostic};

/// `scale a maps to scale b { acting to leading; sporadic, first_steps to emerging }`, also of scenarios.
#[derive(Clone, Debug, PartialEq)]
pub struct Mapping {
    /// The scale, or the scenario, that is mapped.
    pub from: String,
    /// To which.
    pub to: String,
    /// Each of its levels, and what it is there.
    pub levels: Vec<(String, String)>,
}

/// How the rulers of two results hang together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rulers {
    /// They are one.
    Same,
    /// One policy extends the other: what has one name in both means to be compared.
    Extended,
    /// Both policies are at hand: what they have under one name is compared, outcomes where their scales are equal.
    AtHand,
    /// Of one only the results are known: nothing is compared but what is mapped.
    Mapped,
}

/// How the rulers of two results hang together.
///
/// # Errors
/// They are different, of one only the results are known, and no mapping says how its outcomes are to be read.
pub fn rulers(a: &Outcome, b: &Outcome, mappings: &[Mapping]) -> Result<Rulers, Diagnostic> {
    let extends = |one: &Outcome, other: &Outcome| one.ruler.extends.contains(&other.ruler.fingerprint);
    if a.ruler.fingerprint == b.ruler.fingerprint {
        return Ok(Rulers::Same);
    }
    if extends(a, b) || extends(b, a) {
        return Ok(Rulers::Extended);
    }
    if a.file.is_none() && b.file.is_none() {
        return Ok(Rulers::AtHand);
    }
    let scenarios = |outcome: &Outcome| outcome.tables.iter().flat_map(|t| t.scenarios.clone()).collect::<Vec<_>>();
    let (of_a, of_b) = (scenarios(a), scenarios(b));
    let mapped = of_a.iter().any(|a| of_b.iter().any(|b| mapping(a, b, mappings).is_some()));
    if mapped { Ok(Rulers::Mapped) } else { Err(different(a, b)) }
}

/// Fingerprints are shown by so many digits.
const DIGITS: usize = 12;

fn different(a: &Outcome, b: &Outcome) -> Diagnostic {
    let told = |outcome: &Outcome| {
        let fingerprint: String = outcome.ruler.fingerprint.chars().take(DIGITS).collect();
        let edition = outcome.ruler.edition.as_ref().map(|e| format!(" of edition {e}")).unwrap_or_default();
        let file = outcome.file.as_ref().map_or_else(String::new, |file| format!("`{file}` by "));
        format!("{file}policy `{}`{edition} ({fingerprint}…)", outcome.ruler.policy)
    };
    let message = format!("these were not measured with the same ruler: {}, {}", told(a), told(b));
    let hint = "run both policies with `bareme compare POLICY POLICY`, or declare how outcomes correspond, with \
                `scenario … maps to scenario …`; scores of different rulers are no measure of change";
    Diagnostic::nowhere(Code::DifferentRulers, message).hint(hint)
}

/// Which outcomes of two scenarios are one.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Correspondence(Vec<(u8, u8)>);

impl Correspondence {
    pub(super) fn holds(&self, a: u8, b: u8) -> bool {
        self.0.contains(&(a, b))
    }
}

/// How the outcomes of two scenarios correspond; none where nothing says so.
pub(super) fn correspondence(
    a: &OutcomeScenario,
    b: &OutcomeScenario,
    rulers: Rulers,
    mappings: &[Mapping],
) -> Option<Correspondence> {
    let by_name = || {
        let names = |s: &OutcomeScenario| s.outcomes.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        let equal = a.name == b.name && names(a) == names(b);
        equal.then(|| Correspondence((0..=u8::MAX).zip(&a.outcomes).map(|(at, _)| (at, at)).collect()))
    };
    match rulers {
        Rulers::Same => by_name(),
        Rulers::Extended | Rulers::AtHand => mapping(a, b, mappings).or_else(by_name),
        Rulers::Mapped => mapping(a, b, mappings),
    }
}

/// The mapping between two scenarios, whichever way it is declared: of the scenarios themselves before that of scales.
fn mapping(a: &OutcomeScenario, b: &OutcomeScenario, mappings: &[Mapping]) -> Option<Correspondence> {
    let names = [(&a.name, &b.name), (&a.scale, &b.scale)];
    names.into_iter().find_map(|(a_name, b_name)| {
        mappings.iter().find_map(|mapping| {
            let there = (&mapping.from, &mapping.to) == (a_name, b_name);
            let back = (&mapping.to, &mapping.from) == (a_name, b_name);
            let levels = mapping.levels.iter().map(|(from, to)| if there { (from, to) } else { (to, from) });
            let at = |scenario: &OutcomeScenario, name: &String| {
                let found = scenario.outcomes.iter().position(|(outcome, _)| outcome == name);
                found.and_then(|at| u8::try_from(at).ok())
            };
            let pairs = || levels.filter_map(|(x, y)| Some((at(a, x)?, at(b, y)?))).collect();
            (there || back).then(|| Correspondence(pairs()))
        })
    })
}
