//! Two portraits side by side.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::facets::{Facets, Family, Identity, Portrait, Said};
use super::index::{Common, Seen};
use super::portrait::portray;
use super::quantity::origin;
use super::spell::View;
use super::{Difference, StepKind, Subject, SubjectKind};
use crate::program::{Origin, Quantity};

/// How much the first policy says, and all differences: first those of what the first policy has, in its order, then what only the second has.
pub(super) fn differences(first: View<'_>, second: View<'_>) -> (usize, Vec<Difference>) {
    let (a, b) = (portray(first), portray(second));
    let (of_a, of_b) = (quantities(first), quantities(second));
    let mut differences = Vec::new();
    for (identity, (kind, facets)) in &a.subjects {
        let Some((_, others)) = b.subjects.get(identity) else {
            if !goes_with_another(identity, &a, &b) {
                let text = told(first, of_a.get(identity).copied(), facets);
                differences.push(whole(identity.subject(*kind), Some(text), None));
            }
            continue;
        };
        let subject = identity.subject(*kind);
        match (of_a.get(identity), of_b.get(identity)) {
            (Some(x), Some(y)) if origin(x) != origin(y) => {
                another_origin((x, facets), (y, others), &subject, &mut differences);
            }
            (Some(x), Some(y)) => {
                compared(facets, others, &subject, &mut differences);
                if let (Origin::Index(x), Origin::Index(y)) = (&x.origin, &y.origin) {
                    let x = Seen { view: first, index: x };
                    indices(&x, &Seen { view: second, index: y }, &subject, &mut differences);
                }
            }
            _ => compared(facets, others, &subject, &mut differences),
        }
    }
    for (identity, (kind, facets)) in &b.subjects {
        if !a.subjects.contains_key(identity) && !goes_with_another(identity, &b, &a) {
            let text = told(second, of_b.get(identity).copied(), facets);
            differences.push(whole(identity.subject(*kind), None, Some(text)));
        }
    }
    (a.subjects.values().map(|(_, facets)| facets.0.len()).sum(), differences)
}

/// The quantities of a policy by what identifies them.
fn quantities<'a>(view: View<'a>) -> HashMap<Identity, &'a Quantity> {
    let mut all = HashMap::with_capacity(view.program.quantities.len());
    for table in &view.program.tables {
        for id in &table.quantities {
            let quantity = view.program.quantity(*id);
            let table = Some(view.names.table(quantity.table).to_owned());
            all.insert(Identity { family: Family::Quantities, table, name: view.name(*id).to_owned() }, quantity);
        }
    }
    all
}

/// Whether something is in one policy only because what it belongs to is: a rank with its index, a column with its table.
fn goes_with_another(identity: &Identity, here: &Portrait, there: &Portrait) -> bool {
    let only_here = |other: &Identity| here.subjects.contains_key(other) && !there.subjects.contains_key(other);
    if let Some(table) = &identity.table
        && only_here(&Identity { family: Family::Tables, table: None, name: table.clone() })
    {
        return true;
    }
    let dots = identity.name.match_indices('.');
    let around = dots.filter_map(|(at, _)| identity.name.get(..at));
    let mut around = around.map(|name| Identity { name: name.to_owned(), ..identity.clone() });
    around.any(|other| only_here(&other) || only_here(&Identity { family: Family::Journeys, ..other }))
}

fn whole(subject: Subject, a: Option<String>, b: Option<String>) -> Difference {
    let step = if a.is_some() { StepKind::Dropped } else { StepKind::Added };
    Difference { subject, facet: "declared".to_owned(), a, b, step }
}

/// What is said of a subject that only one policy has, in short.
fn told(view: View<'_>, quantity: Option<&Quantity>, facets: &Facets) -> String {
    if let Some(Origin::Index(index)) = quantity.map(|quantity| &quantity.origin) {
        let seen = Seen { view, index };
        let parts: Vec<&str> = (0..index.parts.len()).map(|at| seen.part(at)).collect();
        return format!("{} of {}", seen.aggregate(), parts.join(", "));
    }
    const FACETS: usize = 3;
    let mut texts: Vec<String> = facets.0.iter().take(FACETS).map(|s| format!("{} {}", s.facet, s.shown)).collect();
    if facets.0.len() > FACETS {
        texts.push("…".to_owned());
    }
    if texts.is_empty() { "declared".to_owned() } else { texts.join("; ") }
}

/// What is computed in one policy and read in the other: what both say is compared, and not how it is computed.
fn another_origin(
    (x, a): (&Quantity, &Facets),
    (y, b): (&Quantity, &Facets),
    subject: &Subject,
    differences: &mut Vec<Difference>,
) {
    let from = |quantity: &Quantity, facets: &Facets| {
        let formula: Vec<&str> = ["formula", "denominator"]
            .iter()
            .filter_map(|facet| facets.0.iter().find(|s| s.facet == *facet))
            .map(|s| s.shown.as_str())
            .collect();
        if formula.is_empty() { origin(quantity).to_owned() } else { formula.join(" / ") }
    };
    let (a_text, b_text) = (Some(from(x, a)), Some(from(y, b)));
    let facet = "values from".to_owned();
    differences.push(Difference { subject: subject.clone(), facet, a: a_text, b: b_text, step: StepKind::Formula });
    let kept = |facets: &Facets| {
        let both = |s: &&Said| matches!(s.facet.as_str(), "unit" | "type" | "direction" | "goalposts");
        Facets(facets.0.iter().filter(both).cloned().collect())
    };
    compared(&kept(a), &kept(b), subject, differences);
}

fn indices(x: &Seen<'_>, y: &Seen<'_>, subject: &Subject, differences: &mut Vec<Difference>) {
    let (parts, others) = (x.parts(), y.parts());
    let mut shared: BTreeSet<&str> = parts.intersection(&others).copied().collect();
    if shared.is_empty() {
        // Another index under the same name: everything is compared.
        shared = parts.union(&others).copied().collect();
    }
    let all = parts == others;
    let common = Common { shared, all, ratios: x.ratios() || y.ratios(), factors: x.multiplied() == y.multiplied() };
    let before = differences.len();
    compared(&x.facets(&common), &y.facets(&common), subject, differences);
    let (a, b) = (x.order(&common.shared), y.order(&common.shared));
    let sorted = |all: &[String]| {
        let mut all = all.to_vec();
        all.sort_unstable();
        all
    };
    if a != b && sorted(&a) == sorted(&b) {
        let facet = "order of steps".to_owned();
        let (a, b) = (Some(a.join("; ")), Some(b.join("; ")));
        differences.push(Difference { subject: subject.clone(), facet, a, b, step: StepKind::Order });
    }
    one_for_all_weights(subject, before, differences);
}

/// Weights that the data say, or that are given: where they come from another place, that is the difference.
fn one_for_all_weights(subject: &Subject, before: usize, differences: &mut Vec<Difference>) {
    let own = differences.get(before..).unwrap_or_default();
    let source = own.iter().any(|d| d.facet == "weights" && (d.a.is_none() || d.b.is_none()));
    if source {
        let of_a_part = |d: &Difference| {
            d.subject == *subject && (d.facet.starts_with("weight of ") || d.facet.starts_with("importance of "))
        };
        let kept: Vec<Difference> = own.iter().filter(|d| !of_a_part(d)).cloned().collect();
        differences.truncate(before);
        for mut difference in kept {
            if difference.facet == "weights" {
                difference.a.get_or_insert_with(|| "given".to_owned());
                difference.b.get_or_insert_with(|| "given".to_owned());
            }
            differences.push(difference);
        }
    }
}

/// The facets of one subject side by side.
fn compared(a: &Facets, b: &Facets, subject: &Subject, differences: &mut Vec<Difference>) {
    let mut seen: HashSet<&str> = HashSet::new();
    for said in a.0.iter().chain(&b.0) {
        if !seen.insert(&said.facet) {
            continue;
        }
        let (left, right) = (only(a, b, &said.facet), only(b, a, &said.facet));
        // A part that comes does not stand in the place of one that goes.
        let beside = if said.step == StepKind::Parts { left.len() } else { 0 };
        for at in 0..left.len().max(beside + right.len()) {
            let (x, y) = (left.get(at).copied(), at.checked_sub(beside).and_then(|at| right.get(at)).copied());
            let step = step(subject.kind, x, y, said.step);
            let facet = said.facet.clone();
            let (x, y) = (x.map(|s| s.shown.clone()), y.map(|s| s.shown.clone()));
            differences.push(Difference { subject: subject.clone(), facet, a: x, b: y, step });
        }
    }
}

/// What one portrait says of a facet that the other does not, each as often.
fn only<'s>(here: &'s Facets, there: &'s Facets, facet: &str) -> Vec<&'s Said> {
    let mut others: HashMap<&str, usize> = HashMap::new();
    for said in there.0.iter().filter(|s| s.facet == facet) {
        *others.entry(&said.key).or_default() += 1;
    }
    let mut left = Vec::new();
    for said in here.0.iter().filter(|s| s.facet == facet) {
        match others.get_mut(said.key.as_str()) {
            Some(count) if *count > 0 => *count -= 1,
            Some(_) | None => left.push(said),
        }
    }
    left
}

/// Of outcomes that differ in a number only, a threshold was moved.
fn step(kind: SubjectKind, a: Option<&Said>, b: Option<&Said>, step: StepKind) -> StepKind {
    match (kind, a, b) {
        (SubjectKind::Scenario, Some(a), Some(b)) if step == StepKind::Outcome => {
            if without_numbers(&a.key) == without_numbers(&b.key) { StepKind::Threshold } else { step }
        }
        _ => step,
    }
}

/// A condition with a mark in the place of each number; names that hold digits stay.
fn without_numbers(text: &str) -> String {
    let is_number = |word: &str| word.trim_matches(|c| matches!(c, '(' | ')' | ',' | '-')).parse::<f64>().is_ok();
    let words = text.split(' ').map(|word| if is_number(word) { "#" } else { word });
    words.collect::<Vec<_>>().join(" ")
}
