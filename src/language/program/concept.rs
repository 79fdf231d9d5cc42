//! What indicators measure, sets of them, and how the levels of one ruler are read on another.

use crate::source::Span;

use super::{About, ConceptId, Program, Quantity, QuantityId, Scale, ScaleId};

/// What indicators are meant to measure; indicators of different policies are comparable through it.
#[derive(Clone, Debug, PartialEq)]
pub struct Concept {
    /// `patents`
    pub name: String,
    /// Label and sources.
    pub about: About,
    /// Its declaration's place.
    pub span: Span,
}

/// A named set of indicators, with whose it is.
#[derive(Clone, Debug, PartialEq)]
pub struct IndicatorSet {
    /// `eu`
    pub name: String,
    /// Label and sources.
    pub about: About,
    /// Who answers for it.
    pub owner: Option<String>,
    /// What it is meant for.
    pub scope: Option<String>,
    /// Its indicators, in the order written.
    pub indicators: Vec<QuantityId>,
    /// Its declaration's place.
    pub span: Span,
}

/// How the levels or outcomes of one ruler are read on another.
#[derive(Clone, Debug, PartialEq)]
pub struct Mapping {
    /// Label and sources.
    pub about: About,
    /// Whose levels are mapped.
    pub from: Ruler,
    /// To whose levels.
    pub to: Ruler,
    /// Each level that is mapped, with the level that it is on the other ruler; in the order of `from` where it is
    /// declared in this policy.
    pub levels: Vec<(String, String)>,
    /// Its declaration's place.
    pub span: Span,
}

/// What has the levels that are mapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RulerKind {
    /// The levels of a scale.
    Scale,
    /// The outcomes of a scenario.
    Scenario,
}

impl RulerKind {
    /// `scale`, `scenario`
    pub fn word(self) -> &'static str {
        match self {
            RulerKind::Scale => "scale",
            RulerKind::Scenario => "scenario",
        }
    }
}

/// A scale or a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Ruler {
    /// Which of the two.
    pub kind: RulerKind,
    /// Its name.
    pub name: String,
    /// The policy that declares it, where it is not this one.
    pub policy: Option<String>,
    /// Its levels or outcomes, where this policy declares it.
    pub scale: Option<ScaleId>,
    /// The scenario, where this policy declares it.
    pub scenario: Option<QuantityId>,
}

impl Mapping {
    /// What a level is on the other ruler.
    pub fn level(&self, from: &str) -> Option<&str> {
        self.levels.iter().find(|(level, _)| level == from).map(|(_, to)| to.as_str())
    }

    /// For each member of `from` the member of `to` that it is: what makes the mapping fit for two policies, of which
    /// each declares one of the rulers.
    ///
    /// # Errors
    /// What does not fit, as half a sentence: a level without a counterpart, or one that is not on the ruler.
    pub fn members(&self, from: &Scale, to: &Scale) -> Result<Vec<u8>, String> {
        let known = |scale: &Scale, name: &str| scale.members.iter().any(|m| m.name == name);
        if let Some((level, _)) = self.levels.iter().find(|(level, _)| !known(from, level)) {
            return Err(format!("`{}` has no `{level}`", from.name));
        }
        let member = |level: &str| {
            let name = self.level(level).ok_or_else(|| format!("the mapping leaves out `{level}`"))?;
            let at = to.members.iter().position(|m| m.name == name);
            at.and_then(|at| u8::try_from(at).ok()).ok_or_else(|| format!("`{}` has no `{name}`", to.name))
        };
        from.members.iter().map(|m| member(&m.name)).collect()
    }
}

impl Program {
    /// The concept.
    pub fn concept(&self, id: ConceptId) -> &Concept {
        super::pick(&self.concepts, id.at())
    }

    /// The indicators that measure a concept, in declared order.
    pub fn measuring(&self, id: ConceptId) -> impl Iterator<Item = (QuantityId, &Quantity)> {
        let all = self.quantities.iter().enumerate().map(|(at, q)| (QuantityId(at as u32), q));
        all.filter(move |(_, quantity)| quantity.measures == Some(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scale(name: &str, levels: &[&str]) -> Scale {
        let member = |(at, name): (usize, &&str)| crate::program::Member {
            name: (*name).to_owned(),
            about: About::default(),
            number: at as f64,
        };
        Scale {
            name: name.to_owned(),
            about: About::default(),
            ordered: true,
            counts_as_numbers: false,
            members: levels.iter().enumerate().map(member).collect(),
        }
    }

    #[test]
    fn a_mapping_fits_where_every_level_has_its_counterpart() {
        let ruler = |name: &str| Ruler {
            kind: RulerKind::Scale,
            name: name.to_owned(),
            policy: None,
            scale: None,
            scenario: None,
        };
        let levels = [("none", "low"), ("some", "low"), ("much", "high")];
        let mapping = Mapping {
            about: About::default(),
            from: ruler("a"),
            to: ruler("b"),
            levels: levels.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect(),
            span: Span::default(),
        };
        let (a, b) = (scale("a", &["none", "some", "much"]), scale("b", &["low", "middle", "high"]));
        assert_eq!(mapping.members(&a, &b), Ok(vec![0, 0, 2]));
        let more = scale("a", &["none", "some", "much", "all"]);
        assert_eq!(mapping.members(&more, &b), Err("the mapping leaves out `all`".to_owned()));
        assert_eq!(mapping.members(&a, &scale("b", &["low"])), Err("`b` has no `high`".to_owned()));
        assert_eq!(mapping.members(&scale("a", &["none"]), &b), Err("`a` has no `some`".to_owned()));
    }
}
