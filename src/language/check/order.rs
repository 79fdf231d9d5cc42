//! The order in which definitions are checked and evaluated: each after all that it depends on.

use super::circles;
use super::draft::{Definition, Draft, TargetValue};
use super::expr::{Reference, references};
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{GateId, Node, QuantityId, TableId};
use crate::source::Span;
use crate::syntax::ast;

/// Sets the draft's order. Every circle is reported, once, with its path; what is part of one is left out.
pub(super) fn order(draft: &mut Draft<'_>) {
    let mut nodes: Vec<Node> = (0..draft.gates.len()).map(|i| Node::Gate(GateId(i as u32))).collect();
    let gates = nodes.len();
    nodes.extend((0..draft.quantities.len()).map(|i| Node::Quantity(QuantityId(i as u32))));
    let edges: Vec<Vec<usize>> = nodes.iter().map(|n| needs(draft, *n, gates)).collect();
    let circles::Ordered { order, circles } = circles::order(&edges);
    let broken: std::collections::BTreeSet<usize> = circles.iter().flatten().copied().collect();
    for circle in &circles {
        let diagnostic = report(draft, &nodes, &circles::shortest(circle, &edges));
        draft.report(diagnostic);
    }
    draft.order = order
        .into_iter()
        .filter(|i| !broken.contains(i))
        .filter_map(|i| nodes.get(i).copied())
        .filter(|n| match n {
            Node::Gate(_) => true,
            Node::Quantity(id) => draft.quantity(*id).is_some_and(|q| !matches!(q.definition, Definition::Done)),
        })
        .collect();
}

/// What a node depends on, as positions: gates first, then quantities.
fn needs(draft: &Draft<'_>, node: Node, gates: usize) -> Vec<usize> {
    let mut found = Vec::new();
    match node {
        Node::Gate(id) => {
            if let Some(gate) = draft.gates.get(id.at()) {
                for (expr, _) in &gate.gate.requirements {
                    references(draft, gate.checked.table, expr, &mut found);
                }
                // Requirements look at all rows: who is included is what they decide.
                found.retain(|r| *r != Reference::Included(gate.checked.table));
            }
        }
        Node::Quantity(id) => of_quantity(draft, id, &mut found),
    }
    let mut positions: Vec<usize> = found
        .into_iter()
        .flat_map(|reference| match reference {
            Reference::Quantity(id) => vec![gates + id.at()],
            Reference::Included(table) => draft.gates_of(table).into_iter().map(GateId::at).collect(),
        })
        .collect();
    positions.sort_unstable();
    positions.dedup();
    positions
}

fn of_quantity(draft: &Draft<'_>, id: QuantityId, found: &mut Vec<Reference>) {
    let Some(quantity) = draft.quantity(id) else { return };
    let table = quantity.table;
    match &quantity.definition {
        Definition::Done => {}
        Definition::Grouping(ast) => super::summary::needs_of_groups(draft, table, ast, found),
        Definition::Key => super::summary::needs_of_key(draft, table, found),
        Definition::Measure(_, measure) => super::summary::needs_of_measure(draft, table, measure, found),
        Definition::Formula(indicator) => {
            indicator.formula.iter().for_each(|e| references(draft, table, e, found));
        }
        Definition::Index(definition) => {
            let index = definition.index;
            found.push(Reference::Included(table));
            index.formula.iter().for_each(|e| references(draft, table, e, found));
            for (name, _) in &index.parts {
                found.extend(draft.find(table, &name.text).map(Reference::Quantity));
                if let Ok(Some(group)) = draft.members(table, &name.text, name.span) {
                    found.extend(group.iter().copied().map(Reference::Quantity));
                }
            }
            found.extend(definition.children.iter().copied().map(Reference::Quantity));
            found.extend(progress_of(draft, found));
            for step in &index.steps {
                // Nested indices do not inherit a formula.
                if let ast::Step::Aggregate(method) = step {
                    method.formula.iter().for_each(|e| references(draft, table, e, found));
                }
            }
            for step in index.steps.iter().chain(definition.inherited.iter().copied()) {
                match step {
                    ast::Step::Normalise(method)
                    | ast::Step::Treat(method)
                    | ast::Step::Impute(method)
                    | ast::Step::Aggregate(method) => {
                        by_name(draft, table, &method.within, found);
                        method.among.iter().for_each(|e| references(draft, table, e, found));
                    }
                    ast::Step::Screen(method) => {
                        by_name(draft, table, &method.within, found);
                        method.among.iter().for_each(|e| references(draft, table, e, found));
                        let counted = super::index::counted(draft, table, definition, method);
                        found.extend(counted.into_iter().map(Reference::Quantity));
                    }
                    ast::Step::Weigh(..) | ast::Step::Missing(_) | ast::Step::Rounded(..) => {}
                }
            }
        }
        Definition::Rank(of, rank) => {
            found.extend([Reference::Included(table), Reference::Quantity(*of)]);
            if let Some(rank) = rank {
                by_name(draft, table, &rank.within, found);
                rank.then.iter().for_each(|(by, _)| references(draft, table, by, found));
                rank.among.iter().for_each(|e| references(draft, table, e, found));
            }
        }
        Definition::Scenario(scenario, _) => {
            found.push(Reference::Included(table));
            of_scenario(draft, table, scenario, found);
        }
        Definition::Target(target) => {
            found.push(Reference::Quantity(target.of));
            super::targets::expression(&target.what).iter().for_each(|e| references(draft, table, e, found));
            if let TargetValue::Progress { baseline, goal } = &target.what {
                found.extend([Reference::Quantity(*baseline), Reference::Quantity(*goal)]);
            }
        }
        Definition::Collected(collected) => of_scenario(draft, table, collected.scenario, found),
    }
}

/// Of parts with a target of each row's own, how far each row has come.
fn progress_of(draft: &Draft<'_>, parts: &[Reference]) -> Vec<Reference> {
    let progress = |r: &Reference| match r {
        Reference::Quantity(id) => draft.progress.get(id).copied().map(Reference::Quantity),
        Reference::Included(_) => None,
    };
    parts.iter().filter_map(progress).collect()
}

fn of_scenario(draft: &Draft<'_>, table: TableId, scenario: &ast::Scenario, found: &mut Vec<Reference>) {
    scenario.by.iter().for_each(|e| references(draft, table, e, found));
    scenario.tolerances.iter().flat_map(|t| &t.of).for_each(|e| references(draft, table, e, found));
    super::rules::expressions(scenario).for_each(|e| references(draft, table, e, found));
    for outcome in &scenario.outcomes {
        match &outcome.when {
            ast::When::Condition(expr) => references(draft, table, expr, found),
            ast::When::Otherwise | ast::When::ByRules => {}
            ast::When::Each(expr) => references(draft, table, &super::collect::first_row(draft, outcome, expr), found),
            ast::When::Cut { low, high } => {
                low.iter().chain(high).for_each(|(e, _)| references(draft, table, e, found));
            }
        }
    }
}

fn by_name(draft: &Draft<'_>, table: TableId, names: &[ast::Name], found: &mut Vec<Reference>) {
    found.extend(names.iter().filter_map(|n| draft.find(table, &n.text)).map(Reference::Quantity));
}

/// As much of a circle as is shown.
const SHOWN: usize = 12;

fn report(draft: &Draft<'_>, nodes: &[Node], circle: &[usize]) -> Diagnostic {
    let name = |i: &usize| -> (String, Span) {
        match nodes.get(*i) {
            Some(Node::Gate(id)) => match draft.gates.get(id.at()) {
                Some(gate) => (format!("gate `{}`", gate.checked.name), gate.name_span),
                None => (String::new(), Span::default()),
            },
            Some(Node::Quantity(id)) => match draft.quantity(*id) {
                Some(quantity) => (format!("`{}`", quantity.name), quantity.name_span),
                None => (String::new(), Span::default()),
            },
            None => (String::new(), Span::default()),
        }
    };
    let named: Vec<(String, Span)> = circle.iter().map(name).collect();
    let first = named.first().cloned().unwrap_or_default();
    if named.len() == 1 {
        let message = format!("{} depends on itself", first.0);
        return Diagnostic::error(Code::Cycle, first.1, message).hint("a value cannot be computed from itself");
    }
    let mut path: Vec<&str> = named.iter().map(|(n, _)| n.as_str()).take(SHOWN).collect();
    if named.len() > SHOWN {
        path.push("…");
    }
    path.push(&first.0);
    let message = format!("these depend on each other in a circle: {}", path.join(" needs "));
    let mut needed = named.iter().skip(1).chain([&first]);
    let mut label = || needed.next().map(|(n, _)| format!("needs {n}")).unwrap_or_default();
    let mut error = Diagnostic::error(Code::Cycle, first.1, message).label(label());
    for (_, place) in named.iter().take(SHOWN).skip(1) {
        error = error.related(*place, label());
    }
    if circle.iter().any(|i| matches!(nodes.get(*i), Some(Node::Gate(_)))) {
        return error
            .hint("what a gate lets through is what indices compare: let it ask for columns of the data instead");
    }
    error.hint("one of them must be computed without the others")
}
