//! What the results of an explanation rest on, by name.

use std::collections::BTreeSet;

use crate::why::{Explained, Explanation, How, Term};

/// The results, and all that they rest on. Of a scenario in order only the conditions up to the one that holds count.
pub(super) fn looked_at(explanation: &Explanation) -> BTreeSet<&str> {
    let mut found: BTreeSet<&str> = BTreeSet::new();
    let mut open: Vec<&str> = explanation.results.iter().map(String::as_str).collect();
    while let Some(name) = open.pop() {
        if !found.insert(name) {
            continue;
        }
        for value in explanation.values.iter().filter(|v| v.name == name) {
            rests_on(explanation, value, &mut open);
        }
    }
    found
}

/// The names of what one value rests on.
fn rests_on<'e>(explanation: &'e Explanation, value: &'e Explained, open: &mut Vec<&'e str>) {
    // Names inside a linked row are without the link.
    let same_row = |name: &str| {
        let of_row = explanation.values.iter().filter(move |v| v.row == value.row && v.of == value.of);
        let prefix = value.of.as_ref().and_then(|_| value.name.split_once('.')).map(|(link, _)| link);
        let wanted = prefix.map_or_else(|| name.to_owned(), |link| format!("{link}.{name}"));
        of_row.filter(move |v| v.name == wanted).map(|v| v.name.as_str()).next()
    };
    match &value.how {
        How::Cell(_) => {}
        How::Index(index) => open.extend(index.parts.iter().filter_map(|p| same_row(&p.name))),
        How::Rank(rank) => open.extend(same_row(&rank.ranks)),
        How::Formula(formula) => {
            names(&formula.formula, &mut |name| open.extend(same_row(name).or(find(explanation, name))))
        }
        How::Scenario(scenario) => {
            let first = scenario.rule == "first match";
            let chosen = scenario.outcomes.iter().position(|o| o.chosen);
            let last = chosen.filter(|_| first).map_or(scenario.outcomes.len(), |at| at + 1);
            for when in scenario.outcomes.iter().take(last).filter_map(|o| o.when.as_ref()) {
                names(when, &mut |name| open.extend(same_row(name).or(find(explanation, name))));
            }
        }
    }
}

fn find<'e>(explanation: &'e Explanation, name: &str) -> Option<&'e str> {
    explanation.values.iter().find(|v| v.name == name).map(|v| v.name.as_str())
}

fn names(term: &Term, see: &mut dyn FnMut(&str)) {
    let mut open = vec![term];
    while let Some(term) = open.pop() {
        if let Some(name) = &term.name {
            see(name);
        }
        open.extend(&term.operands);
    }
}
