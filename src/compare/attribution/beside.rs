//! Weights written beside the parts of an index, in both policies, where the two have other parts and do not weigh them
//! in the same way: parts can then come and go one by one.

use crate::check::{self, Whole};
use crate::limits::Limits;
use crate::program::{self, Origin, Program, Weighing};
use crate::syntax::ast::{Declaration, Index, Kind, Name, Number, Step, Weigh};

use super::units::names;

/// Both policies with such weights; `None` where there is no such index.
pub(super) fn beside(a: &Whole, b: &Whole, limits: &Limits) -> Option<(Whole, Whole)> {
    let found: Vec<(usize, usize)> = pairs(&a.items, &b.items).collect();
    if found.is_empty() {
        return None;
    }
    let (first, second) =
        (check::load_whole(a.clone(), limits).program?, check::load_whole(b.clone(), limits).program?);
    let (mut a, mut b) = (a.clone(), b.clone());
    let mut changed = false;
    for (at_a, at_b) in found {
        let (Some(of_a), Some(of_b)) = (a.items.get_mut(at_a), b.items.get_mut(at_b)) else { continue };
        let (Some(weights_a), Some(mut weights_b)) = (given(of_a, &first), given(of_b, &second)) else { continue };
        let factor = factor(&weights_a, &weights_b);
        weights_b.each.iter_mut().for_each(|(_, weight)| *weight *= factor);
        write(of_a, &weights_a);
        write(of_b, &weights_b);
        changed = true;
    }
    if !changed {
        return None;
    }
    [&mut a, &mut b].into_iter().for_each(|whole| whole.items = without_idle(std::mem::take(&mut whole.items)));
    Some((a, b))
}

/// Where indices of one name stand that have other parts and weigh them otherwise than the other.
fn pairs<'a>(a: &'a [Declaration], b: &'a [Declaration]) -> impl Iterator<Item = (usize, usize)> + 'a {
    let index = |item: &'a Declaration| match &item.kind {
        Kind::Index(index) => Some((item.name.text.as_str(), &**index)),
        _ => None,
    };
    a.iter().enumerate().filter_map(move |(at, item)| {
        let (name, of_a) = index(item)?;
        let same = |(_, other): &(usize, &'a Declaration)| index(other).is_some_and(|(other, _)| other == name);
        let (other, of_b) = b.iter().enumerate().find(same)?;
        let (_, of_b) = index(of_b)?;
        (has_others(of_a, of_b) && (listed(of_a) || form(of_a) != form(of_b))).then_some((at, other))
    })
}

fn has_others(a: &Index, b: &Index) -> bool {
    let lacks = |of: &Index, name: &Name| !of.parts.iter().any(|(other, _)| other == name);
    a.parts.iter().any(|(name, _)| lacks(b, name)) || b.parts.iter().any(|(name, _)| lacks(a, name))
}

/// How an index is weighed: by what it says after `weigh`, or by numbers beside its parts.
fn form(index: &Index) -> (Option<&Weigh>, bool) {
    (weighed(index), index.parts.iter().any(|(_, weight)| weight.is_some()))
}

fn weighed(index: &Index) -> Option<&Weigh> {
    index.steps.iter().find_map(|step| match step {
        Step::Weigh(weigh, _) => Some(weigh),
        _ => None,
    })
}

fn listed(index: &Index) -> bool {
    matches!(weighed(index), Some(Weigh::Listed(_)))
}

/// What parts weigh in their index.
struct Given {
    each: Vec<(String, f64)>,
    /// Whether only their ratios count.
    ratios: bool,
}

/// The weights of a checked index; `None` where they are no numbers that can stand beside its parts.
fn given(item: &Declaration, program: &Program) -> Option<Given> {
    let Kind::Index(written) = &item.kind else { return None };
    let plain = written.children.is_empty() && written.extends.is_none() && written.formula.is_none();
    let mut all = program.quantities.iter().filter(|q| q.name == item.name.text);
    let (Some(quantity), None) = (all.next(), all.next()) else { return None };
    let Origin::Index(index) = &quantity.origin else { return None };
    let name = |part: &program::Part| program.quantity(part.quantity).name.clone();
    let each: Vec<(String, f64)> = index.parts.iter().map(name).zip(index.weights.iter().copied()).collect();
    let multiplies = index.steps.iter().any(|step| matches!(step, program::Step::Weigh(_)));
    let as_written = each.len() == written.parts.len()
        && each.iter().all(|(name, _)| written.parts.iter().any(|(part, _)| part.text == *name));
    let is_given = matches!(index.weighing, Weighing::Given) && !multiplies;
    let ratios = index.aggregate.algebra(&index.aggregate_options).renormalises_weights;
    (plain && as_written && is_given).then_some(Given { each, ratios })
}

/// By what the weights of the second must be multiplied to be on the scale of the first: so that the parts that both have
/// weigh the same together, where only ratios count.
fn factor(a: &Given, b: &Given) -> f64 {
    let has = |of: &Given, name: &String| of.each.iter().any(|(other, _)| other == name);
    let sum = |of: &Given, other: &Given| -> f64 {
        of.each.iter().filter(|(name, _)| has(other, name)).map(|(_, weight)| weight).sum()
    };
    let (of_a, of_b) = (sum(a, b), sum(b, a));
    if a.ratios && b.ratios && of_a > 0.0 && of_b > 0.0 { of_a / of_b } else { 1.0 }
}

fn write(item: &mut Declaration, weights: &Given) {
    let Kind::Index(index) = &mut item.kind else { return };
    for (part, weight) in &mut index.parts {
        let value = weights.each.iter().find(|(name, _)| *name == part.text).map(|(_, weight)| *weight);
        *weight = value.map(|value| Number { value, percent: false, fraction: None, span: part.span });
    }
    index.steps.retain(|step| !matches!(step, Step::Weigh(..)));
}

/// Without weights that nothing names any more.
fn without_idle(items: Vec<Declaration>) -> Vec<Declaration> {
    let is_named =
        |of: usize, name: &str| items.iter().enumerate().any(|(at, item)| at != of && names(item).contains(name));
    let idle = |at: usize, item: &Declaration| matches!(item.kind, Kind::Weights(_)) && !is_named(at, &item.name.text);
    let stays: Vec<bool> = items.iter().enumerate().map(|(at, item)| !idle(at, item)).collect();
    items.into_iter().zip(stays).filter(|(_, stays)| *stays).map(|(item, _)| item).collect()
}
