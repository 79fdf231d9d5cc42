//! Concepts, sets and mappings as JSON.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::program::{ConceptId, IndicatorSet, Mapping, Program, QuantityId, Ruler, RulerKind};

/// What results may be set beside which others, as far as it is declared.
pub(super) fn entries<M: SerializeMap>(program: &Program, map: &mut M) -> Result<(), M::Error> {
    if !program.concepts.is_empty() {
        map.serialize_entry("concepts", &concepts(program))?;
    }
    if !program.sets.is_empty() {
        map.serialize_entry("sets", &sets(program))?;
    }
    if !program.mappings.is_empty() {
        map.serialize_entry("mappings", &mappings(program))?;
    }
    Ok(())
}

/// `"concepts"`: by name, each with the indicators that measure it.
fn concepts(program: &Program) -> ByName<'_, ConceptEntry<'_>> {
    let all = program.concepts.iter().enumerate();
    let named = all.map(|(at, concept)| {
        let measuring = program.measuring(ConceptId(at as u32));
        let entry = ConceptEntry {
            label: concept.about.label.as_deref(),
            sources: &concept.about.sources,
            indicators: measuring.map(|(id, _)| indicator(program, id)).collect(),
        };
        (concept.name.as_str(), entry)
    });
    ByName(named.collect())
}

/// `"sets"`: by name, each with whose it is and its indicators.
fn sets(program: &Program) -> ByName<'_, SetEntry<'_>> {
    ByName(program.sets.iter().map(|set| (set.name.as_str(), set_entry(program, set))).collect())
}

fn set_entry<'a>(program: &'a Program, set: &'a IndicatorSet) -> SetEntry<'a> {
    SetEntry {
        label: set.about.label.as_deref(),
        owner: set.owner.as_deref(),
        scope: set.scope.as_deref(),
        sources: &set.about.sources,
        indicators: set.indicators.iter().map(|id| indicator(program, *id)).collect(),
    }
}

/// `"mappings"`: each with its two rulers, and the levels of the one by those of the other.
fn mappings(program: &Program) -> Vec<MappingEntry<'_>> {
    program.mappings.iter().map(|mapping| mapping_entry(program, mapping)).collect()
}

fn mapping_entry<'a>(program: &'a Program, mapping: &'a Mapping) -> MappingEntry<'a> {
    let levels = mapping.levels.iter().map(|(level, target)| (level.as_str(), target.as_str()));
    MappingEntry {
        label: mapping.about.label.as_deref(),
        from: ruler(program, &mapping.from),
        to: ruler(program, &mapping.to),
        levels: ByName(levels.collect()),
    }
}

fn ruler<'a>(program: &'a Program, ruler: &'a Ruler) -> RulerEntry<'a> {
    RulerEntry {
        kind: ruler.kind,
        name: &ruler.name,
        table: ruler.scenario.map(|id| program.table(program.quantity(id).table).name.as_str()),
        policy: ruler.policy.as_deref(),
    }
}

fn indicator(program: &Program, id: QuantityId) -> IndicatorEntry<'_> {
    let quantity = program.quantity(id);
    let concept = quantity.measures.map(|concept| program.concept(concept).name.as_str());
    IndicatorEntry { table: &program.table(quantity.table).name, name: &quantity.name, measures: concept }
}

/// Entries under their names, in order.
struct ByName<'a, T>(Vec<(&'a str, T)>);

impl<T: Serialize> Serialize for ByName<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, entry)| (name, entry)))
    }
}

/// A concept.
#[derive(Serialize)]
struct ConceptEntry<'a> {
    label: Option<&'a str>,
    sources: &'a [String],
    indicators: Vec<IndicatorEntry<'a>>,
}

/// An indicator, with what it measures.
#[derive(Serialize)]
struct IndicatorEntry<'a> {
    table: &'a str,
    name: &'a str,
    measures: Option<&'a str>,
}

/// A set.
#[derive(Serialize)]
struct SetEntry<'a> {
    label: Option<&'a str>,
    owner: Option<&'a str>,
    scope: Option<&'a str>,
    sources: &'a [String],
    indicators: Vec<IndicatorEntry<'a>>,
}

/// A mapping.
#[derive(Serialize)]
struct MappingEntry<'a> {
    label: Option<&'a str>,
    from: RulerEntry<'a>,
    to: RulerEntry<'a>,
    levels: ByName<'a, &'a str>,
}

/// One of its rulers.
#[derive(Serialize)]
struct RulerEntry<'a> {
    kind: RulerKind,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    table: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<&'a str>,
}
