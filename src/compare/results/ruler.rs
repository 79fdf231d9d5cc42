//! Which results may be laid beside each other: those of one ruler, and those of different rulers where someone has
//! said how.

use super::outcome::{Outcome, OutcomeScenario, OutcomeTable};
use crate::diagnostic::{Code, Diagnostic};
use crate::program::RulerKind;

/// `scenario path maps to scenario standing of policy national { … }`, as one of two results declares it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// What is mapped.
    pub from: Mapped,
    /// To what.
    pub to: Mapped,
    /// Each of its levels, and what it is there.
    pub levels: Vec<(String, String)>,
}

/// What has the levels of a mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapped {
    /// Whether it is a scale, or a scenario.
    pub kind: RulerKind,
    /// Its name.
    pub name: String,
    /// The table of a scenario, where it is known.
    pub table: Option<String>,
    /// The policy that declares it.
    pub policy: String,
}

/// A scenario where it stands.
#[derive(Clone, Copy)]
pub(super) struct Placed<'a> {
    pub outcome: &'a Outcome,
    pub table: &'a OutcomeTable,
    pub scenario: &'a OutcomeScenario,
}

impl Mapped {
    fn is(&self, placed: Placed<'_>) -> bool {
        let name = match self.kind {
            RulerKind::Scale => &placed.scenario.scale,
            RulerKind::Scenario => &placed.scenario.name,
        };
        let in_table = self.table.as_ref().is_none_or(|table| *table == placed.table.name);
        *name == self.name && self.policy == placed.outcome.ruler.policy && in_table
    }
}

/// How the rulers of two results hang together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rulers {
    /// They are one.
    Same,
    /// Both policies are at hand, and one extends the other: what has one name in both means to be compared.
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
pub fn rulers(a: &Outcome, b: &Outcome) -> Result<Rulers, Diagnostic> {
    let extends = |one: &Outcome, other: &Outcome| one.ruler.extends.contains(&other.ruler.policy);
    if a.ruler.fingerprint == b.ruler.fingerprint {
        return Ok(Rulers::Same);
    }
    // Of a file it is not known whether the policy that it names is still what it was.
    if a.file.is_none() && b.file.is_none() {
        return Ok(if extends(a, b) || extends(b, a) { Rulers::Extended } else { Rulers::AtHand });
    }
    let mapped = placed(a).any(|x| placed(b).any(|y| x.table.name == y.table.name && mapping(x, y).is_some()));
    if mapped { Ok(Rulers::Mapped) } else { Err(different(a, b)) }
}

fn placed(outcome: &Outcome) -> impl Iterator<Item = Placed<'_>> {
    let of = move |table| move |scenario| Placed { outcome, table, scenario };
    outcome.tables.iter().flat_map(move |table: &OutcomeTable| table.scenarios.iter().map(of(table)))
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
pub(super) fn correspondence(a: Placed<'_>, b: Placed<'_>, rulers: Rulers) -> Option<Correspondence> {
    let by_name = || {
        let names = |placed: Placed<'_>| placed.scenario.outcomes.iter().map(|(n, _)| n.clone()).collect::<Vec<_>>();
        let equal = a.scenario.name == b.scenario.name && names(a) == names(b);
        equal.then(|| Correspondence((0..=u8::MAX).zip(&a.scenario.outcomes).map(|(at, _)| (at, at)).collect()))
    };
    match rulers {
        Rulers::Same => by_name(),
        Rulers::Extended | Rulers::AtHand => mapping(a, b).or_else(by_name),
        Rulers::Mapped => mapping(a, b),
    }
}

/// What a mapping of one of the two results says, whichever way it is declared: of the scenarios themselves before that
/// of scales.
fn mapping(a: Placed<'_>, b: Placed<'_>) -> Option<Correspondence> {
    let declared = || a.outcome.mappings.iter().chain(&b.outcome.mappings);
    let found = |kind: RulerKind| {
        declared().filter(|mapping| mapping.from.kind == kind).find_map(|mapping| {
            let there = mapping.from.is(a) && mapping.to.is(b);
            let back = mapping.from.is(b) && mapping.to.is(a);
            let levels = mapping.levels.iter().map(|(from, to)| if there { (from, to) } else { (to, from) });
            let at = |placed: Placed<'_>, name: &String| {
                let found = placed.scenario.outcomes.iter().position(|(outcome, _)| outcome == name);
                found.and_then(|at| u8::try_from(at).ok())
            };
            let pairs = || levels.filter_map(|(x, y)| Some((at(a, x)?, at(b, y)?))).collect();
            (there || back).then(|| Correspondence(pairs()))
        })
    };
    found(RulerKind::Scenario).or_else(|| found(RulerKind::Scale))
}
