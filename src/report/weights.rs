//! Weights that are not simply given: those that follow from judgements, and those computed from the data.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::document::{Block, Document, Table, TableColumn, counted};
use super::json::number;
use super::numbers::plain;
use super::results;
use crate::eval::Assessment;
use crate::methods::weigh::judgements::{Agreement, Consistency};
use crate::methods::weigh::{Measure, Weighed};
use crate::program::{Index, JudgedWeights, Origin, Program, Quantity, QuantityId};

/// The indices whose weights are computed, in the order of the quantities.
fn computed(assessment: &Assessment) -> impl Iterator<Item = (&Quantity, &Index, &Weighed)> {
    let mut ids: Vec<QuantityId> = assessment.weighed.keys().copied().collect();
    ids.sort_unstable();
    ids.into_iter().filter_map(|id| {
        let quantity = assessment.program.quantity(id);
        match (&quantity.origin, assessment.weighed.get(&id)) {
            (Origin::Index(index), Some(weighed)) => Some((quantity, &**index, weighed)),
            (Origin::Index(_) | Origin::Column(_) | Origin::Formula(..) | Origin::Rank(_) | Origin::Scenario(_), _) => {
                None
            }
        }
    })
}

/// How an index is weighed: `entropy`.
fn method(index: &Index) -> &'static str {
    match &index.weighing {
        crate::program::Weighing::Computed(computed) => computed.method.name(),
        crate::program::Weighing::Given => "given",
    }
}

// Text ---------------------------------------------------------------------------------------------

/// Decimals with which weights are shown.
const DECIMALS: u8 = 4;

/// The section on weights, where there are such.
pub(super) fn sections(assessment: &Assessment, document: &mut Document) {
    let judged = &assessment.program.judged;
    if judged.is_empty() && assessment.weighed.is_empty() {
        return;
    }
    document.heading("Weights");
    for weights in judged {
        let label = results::label(&weights.about, &weights.name);
        let experts = counted(weights.judged.experts, "expert");
        document.paragraph(format!("{label}: {} of {experts}", weights.method.name()));
        table(weights.parts.iter().map(String::as_str).zip(weights.judged.weights.iter().copied()), &[], document);
        let mut lines: Vec<String> = weights.judged.agreement.iter().map(agreement).collect();
        lines.extend(weights.judged.consistency.iter().map(consistency));
        if !lines.is_empty() {
            document.push(Block::List(lines));
        }
    }
    for (quantity, index, weighed) in computed(assessment) {
        let label = results::label(&quantity.about, &quantity.name);
        let rows = counted(weighed.rows, "row");
        document.paragraph(format!("{label}: {} over {rows}", method(index)));
        let names = index.parts.iter().map(|p| p.name.as_str());
        table(names.zip(weighed.weights.iter().copied()), &weighed.measures, document);
        let whole = weighed.measures.iter().filter(|m| m.part.is_none());
        let lines: Vec<String> = whole.map(|m| format!("{} {}", m.name, plain(m.value))).collect();
        if !lines.is_empty() {
            document.push(Block::List(lines));
        }
    }
}

/// Each part with its weight, and with what else was measured of it.
fn table<'a>(weights: impl Iterator<Item = (&'a str, f64)>, measures: &[Measure], document: &mut Document) {
    let beside: Option<&'static str> = measures.iter().find(|m| m.part.is_some()).map(|m| m.name);
    let shown = |x: f64| super::numbers::printed(x, DECIMALS);
    let rows = weights.enumerate().map(|(at, (name, weight))| {
        let mut row = vec![name.to_owned(), shown(weight)];
        if beside.is_some() {
            let own = measures.iter().find(|m| m.part == Some(at));
            row.push(own.map_or(String::new(), |m| shown(m.value)));
        }
        row
    });
    let rows = rows.collect();
    let mut columns = vec![TableColumn::left("Part"), TableColumn::right("Weight")];
    columns.extend(beside.map(|name| TableColumn::right(capitalised(name))));
    document.push(Block::Table(Table::plain(columns, rows)));
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

fn agreement(agreement: &Agreement) -> String {
    let Agreement { experts: _, w, chi_squared, freedom, p } = agreement;
    let (w, chi, p) = (plain(*w), plain(*chi_squared), plain(*p));
    format!("agreement: Kendall's W {w}, χ² {chi} with {}, p {p}", counted(*freedom, "degree") + " of freedom")
}

fn consistency(consistency: &Consistency) -> String {
    let Consistency { expert, measures, ratio, limit, worst: _ } = consistency;
    let whose = expert.as_ref().map_or(String::new(), |e| format!(" of {e}"));
    let measures: String = measures.iter().map(|(name, x)| format!(", {name} {}", plain(*x))).collect();
    format!("consistency{whose}: ratio {} (up to {}){measures}", plain(*ratio), super::numbers::exact(*limit))
}

// JSON ---------------------------------------------------------------------------------------------

/// `"weights"`: for each index whose weights are computed, each part with its weight.
pub(super) struct Weights<'a>(pub &'a Assessment);

impl Serialize for Weights<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (quantity, index, weighed) in computed(self.0) {
            let names = index.parts.iter().map(|p| p.name.as_str()).collect();
            map.serialize_entry(&quantity.name, &Named(names, &weighed.weights))?;
        }
        map.end()
    }
}

/// `largest_eigenvalue`
fn key(measure: &str) -> String {
    measure.replace(' ', "_")
}

struct Named<'a>(Vec<&'a str>, &'a [f64]);

impl Serialize for Named<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().zip(self.1.iter().map(|w| Number(*w))))
    }
}

struct Number(f64);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        number(self.0, serializer)
    }
}

/// `"weighing"`: how those weights came about.
pub(super) struct WeighingOf<'a>(pub &'a Assessment);

impl Serialize for WeighingOf<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (quantity, index, weighed) in computed(self.0) {
            map.serialize_entry(&quantity.name, &Derivation(index, weighed))?;
        }
        map.end()
    }
}

struct Derivation<'a>(&'a Index, &'a Weighed);

impl Serialize for Derivation<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(index, weighed) = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("method", method(index))?;
        map.serialize_entry("rows", &weighed.rows)?;
        for measure in weighed.measures.iter().filter(|m| m.part.is_none()) {
            map.serialize_entry(&key(measure.name), &Number(measure.value))?;
        }
        let of_parts: Vec<&Measure> = weighed.measures.iter().filter(|m| m.part.is_some()).collect();
        if let Some(first) = of_parts.first() {
            let name = |m: &&Measure| m.part.and_then(|p| index.parts.get(p)).map_or("", |p| p.name.as_str());
            let values: Vec<f64> = of_parts.iter().map(|m| m.value).collect();
            map.serialize_entry(first.name, &Named(of_parts.iter().map(name).collect(), &values))?;
        }
        map.end()
    }
}

/// `"judgements"`: weights that follow from judgements of people, and how.
pub(super) struct Judgements<'a>(pub &'a Program);

impl Serialize for Judgements<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.judged.iter().map(|w| (&w.name, JudgedEntry(w))))
    }
}

struct JudgedEntry<'a>(&'a JudgedWeights);

impl Serialize for JudgedEntry<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let JudgedWeights { method, parts, judged, .. } = self.0;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("method", method.name())?;
        map.serialize_entry("experts", &judged.experts)?;
        map.serialize_entry("weights", &Named(parts.iter().map(String::as_str).collect(), &judged.weights))?;
        if let Some(agreement) = &judged.agreement {
            map.serialize_entry("agreement", &AgreementEntry(agreement))?;
        }
        if !judged.consistency.is_empty() {
            let all: Vec<ConsistencyEntry<'_>> = judged.consistency.iter().map(ConsistencyEntry).collect();
            map.serialize_entry("consistency", &all)?;
        }
        map.end()
    }
}

struct AgreementEntry<'a>(&'a Agreement);

impl Serialize for AgreementEntry<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Agreement { experts, w, chi_squared, freedom, p } = self.0;
        let mut map = serializer.serialize_map(Some(5))?;
        map.serialize_entry("experts", experts)?;
        map.serialize_entry("w", &Number(*w))?;
        map.serialize_entry("chi_squared", &Number(*chi_squared))?;
        map.serialize_entry("freedom", freedom)?;
        map.serialize_entry("p", &Number(*p))?;
        map.end()
    }
}

struct ConsistencyEntry<'a>(&'a Consistency);

impl Serialize for ConsistencyEntry<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Consistency { expert, measures, ratio, limit, worst: _ } = self.0;
        let mut map = serializer.serialize_map(None)?;
        if let Some(expert) = expert {
            map.serialize_entry("expert", expert)?;
        }
        map.serialize_entry("ratio", &Number(*ratio))?;
        map.serialize_entry("limit", &Number(*limit))?;
        for (name, value) in measures {
            map.serialize_entry(&key(name), &Number(*value))?;
        }
        map.end()
    }
}
