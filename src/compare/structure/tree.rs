//! Index trees side by side.

use serde::Serialize;

use super::index::{Seen, share};
use super::spell::View;
use crate::program::{Index, Origin, Quantity, QuantityId, Weighing};

/// One index of both policies, or of one of them, with all nodes below it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tree {
    /// Its name.
    pub name: String,
    /// Its label.
    pub label: Option<String>,
    /// Its table.
    pub table: String,
    /// The nodes: the index itself, then what is below it.
    pub lines: Vec<TreeLine>,
}

/// A node of both trees, or of one of them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TreeLine {
    /// How deep it is: 0 for the index itself.
    pub depth: usize,
    /// Its name.
    pub name: String,
    /// Its label.
    pub label: Option<String>,
    /// The node of the first policy.
    pub a: Option<TreeNode>,
    /// The node of the second policy.
    pub b: Option<TreeNode>,
}

/// A node of a tree.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TreeNode {
    /// Its name in this policy.
    pub name: String,
    /// Its nominal weight in the index around it, as a share of 1 where only shares count; `None`: weights have no
    /// effect there, come from the data, or it is the whole index.
    pub weight: Option<f64>,
    /// Whether the weight is a share.
    pub is_share: bool,
    /// Its effective weight, where there are data: how much of the differences between rows is its own.
    pub effective: Option<f64>,
    /// Of an index: its steps, aggregation and what missing parts mean.
    pub steps: Option<String>,
}

impl TreeLine {
    /// Whether only one policy has it.
    pub fn one_sided(&self) -> bool {
        self.a.is_none() || self.b.is_none()
    }

    /// The label, or the name.
    pub fn title(&self) -> &str {
        self.label.as_deref().unwrap_or(&self.name)
    }
}

/// Nested deeper than this, nothing is laid out any more.
const DEEPEST: usize = 32;

/// A node of one policy.
#[derive(Clone, Copy)]
struct Node<'a> {
    view: View<'a>,
    id: QuantityId,
    /// The index around it, and its position there.
    around: Option<(&'a Index, usize)>,
}

/// The trees of both policies: of the indices that are nested in no other.
pub(super) fn trees(first: View<'_>, second: View<'_>) -> Vec<Tree> {
    let (a, b) = (roots(first), roots(second));
    let mut trees = Vec::new();
    for root in &a {
        trees.push(tree(Some(*root), b.iter().find(|other| other.is(root)).copied()));
    }
    for root in b.iter().filter(|root| !a.iter().any(|other| other.is(root))) {
        trees.push(tree(None, Some(*root)));
    }
    trees
}

fn roots(view: View<'_>) -> Vec<Node<'_>> {
    let tables = view.program.tables.iter().flat_map(|table| table.quantities.iter().copied());
    let roots = tables.filter(|id| {
        let quantity = view.program.quantity(*id);
        matches!(quantity.origin, Origin::Index(_)) && !quantity.name.contains('.')
    });
    roots.map(|id| Node { view, id, around: None }).collect()
}

fn tree(a: Option<Node<'_>>, b: Option<Node<'_>>) -> Tree {
    let mut lines = Vec::new();
    line(a, b, 0, &mut lines);
    let node = a.or(b);
    Tree {
        name: node.map(|n| n.name().to_owned()).unwrap_or_default(),
        label: node.and_then(|n| n.quantity().about.label.clone()),
        table: node.map(|n| n.view.names.table(n.quantity().table).to_owned()).unwrap_or_default(),
        lines,
    }
}

fn line(a: Option<Node<'_>>, b: Option<Node<'_>>, depth: usize, lines: &mut Vec<TreeLine>) {
    let Some(node) = a.or(b) else { return };
    lines.push(TreeLine {
        depth,
        name: node.name().to_owned(),
        label: node.quantity().about.label.clone(),
        a: a.map(|node| node.told(b)),
        b: b.map(|node| node.told(a)),
    });
    if depth >= DEEPEST {
        return;
    }
    let (below_a, below_b) = (a.map(Node::below).unwrap_or_default(), b.map(Node::below).unwrap_or_default());
    for part in &below_a {
        line(Some(*part), below_b.iter().find(|other| other.is(part)).copied(), depth + 1, lines);
    }
    for part in below_b.iter().filter(|part| !below_a.iter().any(|other| other.is(part))) {
        line(None, Some(*part), depth + 1, lines);
    }
}

impl<'a> Node<'a> {
    fn quantity(self) -> &'a Quantity {
        self.view.program.quantity(self.id)
    }

    fn name(self) -> &'a str {
        self.view.name(self.id)
    }

    fn is(self, other: &Node<'_>) -> bool {
        self.name() == other.name()
            && self.view.names.table(self.quantity().table) == other.view.names.table(other.quantity().table)
    }

    /// The parts of an index; those that are indices of their own have a tree of their own.
    fn below(self) -> Vec<Node<'a>> {
        let Some(index) = self.index() else { return Vec::new() };
        let nested = self.around.is_none_or(|(around, at)| around.parts.get(at).is_some_and(|part| part.nested));
        if !nested {
            return Vec::new();
        }
        let parts = index.parts.iter().enumerate();
        parts.map(|(at, part)| Node { view: self.view, id: part.quantity, around: Some((index, at)) }).collect()
    }

    fn index(self) -> Option<&'a Index> {
        match &self.quantity().origin {
            Origin::Index(index) => Some(index),
            Origin::Column(_) | Origin::Formula(..) | Origin::Rank(_) | Origin::Scenario(_) => None,
        }
    }

    fn told(self, other: Option<Node<'_>>) -> TreeNode {
        let (weight, is_share) = self.weight(self.ratios() || other.is_some_and(Node::ratios));
        let steps = self.index().map(|index| {
            let seen = Seen { view: self.view, index };
            let mut steps = seen.words();
            steps.push(seen.aggregate());
            steps.push(format!("missing {}", seen.missing()));
            steps.join("; ")
        });
        TreeNode { name: self.quantity().name.clone(), weight, is_share, effective: None, steps }
    }

    /// Whether only the ratios of weights count in the index around it.
    fn ratios(self) -> bool {
        self.around.is_some_and(|(index, _)| Seen { view: self.view, index }.ratios())
    }

    /// The nominal weight, as a share where it is to be compared as one.
    fn weight(self, as_share: bool) -> (Option<f64>, bool) {
        let Some((around, at)) = self.around else { return (None, false) };
        let algebra = around.aggregate.algebra(&around.aggregate_options);
        let given = match &around.weighing {
            Weighing::Given => algebra.uses_weights,
            Weighing::Computed(_) => false,
        };
        let sum: f64 = around.weights.iter().sum();
        match around.weights.get(at).filter(|_| given) {
            Some(weight) if as_share && sum > 0.0 => (Some(weight / sum), true),
            Some(weight) => (Some(*weight), false),
            None => (None, false),
        }
    }
}

impl TreeNode {
    /// The nominal weight as a person reads it.
    pub fn weight_text(&self) -> Option<String> {
        let weight = self.weight?;
        Some(if self.is_share { share(weight) } else { weight.to_string() })
    }

    /// The effective weight as a person reads it.
    pub fn effective_text(&self) -> Option<String> {
        self.effective.map(share)
    }
}
