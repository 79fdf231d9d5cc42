//! Where two policies differ, in words.

use crate::compare::structure::{
    Covered, CoveredSet, Difference, Ruler, Structure, SubjectKind, Tree, TreeLine, TreeNode,
};
use crate::report::document::{Block, Document, Group, Table, TableColumn, counted};
use crate::report::results::MISSING;

/// What belongs together in a list of differences.
const SECTIONS: &[(&str, &[SubjectKind])] = &[
    ("Indicators and fields", &[SubjectKind::Indicator, SubjectKind::Field]),
    ("Indices and ranks", &[SubjectKind::Index, SubjectKind::Rank]),
    ("Scales", &[SubjectKind::Scale]),
    ("Scenarios", &[SubjectKind::Scenario]),
    ("Gates", &[SubjectKind::Gate]),
    ("Parameters", &[SubjectKind::Parameter]),
    ("Tables and summaries", &[SubjectKind::Table, SubjectKind::Summary]),
    ("Journeys", &[SubjectKind::Journey]),
];

/// What is compared.
pub fn title(a: &Ruler, b: &Ruler, document: &mut Document) {
    document.push(Block::Title(if short(a) == short(b) {
        format!("{}: A compared with B", short(a))
    } else {
        format!("{} compared with {}", short(a), short(b))
    }));
    document.push(Block::List(vec![ruler("A", a), ruler("B", b)]));
}

/// The verdict; what must not be overlooked is strong.
pub(super) fn judged(structure: &Structure, document: &mut Document) {
    let verdict = verdict(structure);
    document.push(if structure.is_equal() { Block::Paragraph(verdict) } else { Block::Strong(verdict) });
}

fn short(ruler: &Ruler) -> &str {
    ruler.label.as_deref().unwrap_or(&ruler.name)
}

/// `A: pilot_clusters, edition 2015 (fingerprint 0123abcd…)`
fn ruler(side: &str, ruler: &Ruler) -> String {
    let edition = ruler.edition.as_ref().map(|edition| format!(", edition {edition}")).unwrap_or_default();
    let as_of = ruler.as_of.map(|day| format!(", as of {day}")).unwrap_or_default();
    let fingerprint: String = ruler.fingerprint.chars().take(12).collect();
    let file = ruler.file.as_ref().map(|file| format!(", `{file}`")).unwrap_or_default();
    format!("{side}: `{}`{edition}{as_of}{file} (fingerprint {fingerprint})", ruler.name)
}

/// Whether both mean the same, and how that is known.
pub fn verdict(structure: &Structure) -> String {
    if structure.is_equal() {
        let renamed = renamed(structure).count();
        let names = match renamed {
            0 => String::new(),
            1 => ", and 1 name was matched by its concept".to_owned(),
            many => format!(", and {many} names were matched by their concepts"),
        };
        let (a, b) = (structure.a.as_of, structure.b.as_of);
        let statements = counted(structure.statements, "statement");
        return if structure.same_fingerprint && a != b {
            format!("They mean the same: of {statements} compared none differs between the two days.")
        } else if structure.same_fingerprint {
            "They mean the same: their texts are one in canonical layout, which is what the fingerprint is of."
                .to_owned()
        } else {
            let days = if a.or(b).is_some() { ", or what holds on other days" } else { "" };
            format!(
                "They mean the same: of {statements} compared none differs{names}. What differs in their texts are \
                 labels, sources, headers, printed results or names{days}."
            )
        };
    }
    let mut about: Vec<&crate::compare::structure::Subject> = Vec::new();
    for difference in &structure.differences {
        if !about.contains(&&difference.subject) {
            about.push(&difference.subject);
        }
    }
    let differences = counted(structure.differences.len(), "difference");
    format!("They do not mean the same: {differences} in {}.", counted(about.len(), "declaration"))
}

fn renamed(structure: &Structure) -> impl Iterator<Item = &Covered> {
    structure.coverage.both.iter().filter(|covered| covered.a != covered.b)
}

/// What both measure, where they differ, and their indices side by side.
pub fn sections(structure: &Structure, document: &mut Document) {
    coverage(structure, document);
    differences(structure, document);
    for tree in structure.trees.iter().filter(|tree| tree.lines.iter().any(|line| line.a != line.b)) {
        // What only one has is a difference already told.
        if tree.lines.first().is_some_and(|line| !line.one_sided()) {
            side_by_side(tree, document);
        }
    }
}

fn coverage(structure: &Structure, document: &mut Document) {
    let coverage = &structure.coverage;
    let (both, only_a, only_b) = (coverage.both.len(), coverage.only_a.len(), coverage.only_b.len());
    if both + only_a + only_b == 0 {
        return;
    }
    document.heading("What they measure");
    document.paragraph(format!("Both: {both}; only A: {only_a}; only B: {only_b}."));
    // What both call the same needs no line of its own.
    let rows = renamed(structure).chain(&coverage.only_a).chain(&coverage.only_b).map(covered);
    let rows: Vec<Vec<String>> = rows.collect();
    if !rows.is_empty() {
        let columns = ["Measured", "A", "B"].map(TableColumn::left);
        document.push(Block::Table(Table::plain(columns.to_vec(), rows)));
    }
    if !coverage.sets.is_empty() {
        let columns = ["Set", "Both", "Only in A", "Only in B"].map(TableColumn::left);
        document.push(Block::Table(Table::plain(
            columns.to_vec(),
            coverage.sets.iter().map(|of| set(of, &coverage.both)).collect(),
        )));
    }
}

/// What is in a set of both policies, and of one. Of a set that only one policy names, what the other measures as well
/// counts as being in both.
fn set(set: &CoveredSet, both: &[Covered]) -> Vec<String> {
    let CoveredSet { name, label, a, b } = set;
    let measured = |name: &&String| both.iter().any(|covered| covered.a.as_ref() == Some(*name));
    let listed = |all: Vec<&String>| match all.as_slice() {
        [] => MISSING.to_owned(),
        all => all.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", "),
    };
    let (shared, only_a, only_b): (Vec<&String>, Vec<&String>, Vec<&String>) = match (a, b) {
        (Some(a), Some(b)) => {
            let only_b = b.iter().filter(|name| !a.contains(name)).collect();
            let (shared, only_a) = a.iter().partition(|name| b.contains(name));
            (shared, only_a, only_b)
        }
        (Some(a), None) => {
            let (shared, only_a) = a.iter().partition(measured);
            (shared, only_a, Vec::new())
        }
        (None, Some(b)) => {
            let (shared, only_b) = b.iter().partition(measured);
            (shared, Vec::new(), only_b)
        }
        (None, None) => Default::default(),
    };
    vec![label.as_ref().unwrap_or(name).clone(), listed(shared), listed(only_a), listed(only_b)]
}

fn covered(covered: &Covered) -> Vec<String> {
    let name = covered.a.as_ref().or(covered.b.as_ref()).cloned().unwrap_or_default();
    let measured = covered.concept.clone().or_else(|| covered.label.clone()).unwrap_or(name);
    let side = |name: &Option<String>| name.clone().unwrap_or_else(|| MISSING.to_owned());
    vec![measured, side(&covered.a), side(&covered.b)]
}

fn differences(structure: &Structure, document: &mut Document) {
    if structure.is_equal() {
        return;
    }
    document.heading("Differences");
    let mut groups = Vec::new();
    for (heading, kinds) in SECTIONS {
        let rows = structure.differences.iter().filter(|d| kinds.contains(&d.subject.kind)).map(row);
        let rows: Vec<Vec<String>> = rows.collect();
        if !rows.is_empty() {
            groups.push(Group { heading: Some((*heading).to_owned()), rows });
        }
    }
    let columns = ["Of", "What", "A", "B"].map(TableColumn::left);
    document.push(Block::Table(Table { columns: columns.to_vec(), groups }));
}

fn row(difference: &Difference) -> Vec<String> {
    let Difference { subject, facet, a, b, step: _ } = difference;
    let side = |text: &Option<String>| text.clone().unwrap_or_else(|| MISSING.to_owned());
    vec![format!("{} {}", subject.kind.word(), subject.name), facet.clone(), side(a), side(b)]
}

fn side_by_side(tree: &Tree, document: &mut Document) {
    let label = tree.label.as_deref().unwrap_or(&tree.name);
    let (nodes, leaves): (Vec<&TreeLine>, Vec<&TreeLine>) = (steps(tree), tree.lines.iter().collect());
    let columns = vec![TableColumn::left("Part"), TableColumn::right("Weight in A"), TableColumn::right("Weight in B")];
    let rows = leaves.iter().map(|line| {
        let title = format!("{}{}", "· ".repeat(line.depth), line.title());
        vec![title, weight(line.a.as_ref(), line.depth), weight(line.b.as_ref(), line.depth)]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let weights_differ =
        leaves.iter().any(|line| line.one_sided() || weight(line.a.as_ref(), 1) != weight(line.b.as_ref(), 1));
    if weights_differ || !nodes.is_empty() {
        document.heading(format!("{label}, side by side"));
    }
    if weights_differ {
        document.push(Block::Table(Table::plain(columns, rows)));
    }
    let rows: Vec<Vec<String>> = nodes.iter().map(|line| node(line)).collect();
    if !rows.is_empty() {
        let columns = ["Index", "Steps in A", "Steps in B"].map(TableColumn::left);
        document.push(Block::Table(Table::plain(columns.to_vec(), rows)));
    }
}

/// The indices whose steps differ.
fn steps(tree: &Tree) -> Vec<&TreeLine> {
    let of = |node: &Option<TreeNode>| node.as_ref().and_then(|n| n.steps.clone());
    tree.lines.iter().filter(|line| of(&line.a) != of(&line.b)).collect()
}

fn node(line: &TreeLine) -> Vec<String> {
    let steps = |node: &Option<TreeNode>| node.as_ref().and_then(|n| n.steps.clone());
    let side = |node: &Option<TreeNode>| steps(node).unwrap_or_else(|| MISSING.to_owned());
    vec![line.title().to_owned(), side(&line.a), side(&line.b)]
}

/// The nominal weight; the effective one beside it, where it is known.
fn weight(node: Option<&TreeNode>, depth: usize) -> String {
    let Some(node) = node else { return MISSING.to_owned() };
    let nominal = node.weight_text();
    let effective = node.effective_text().map(|share| format!(" (effective {share})"));
    match nominal {
        Some(nominal) => format!("{nominal}{}", effective.unwrap_or_default()),
        None if depth == 0 => String::new(),
        None => format!("no weight{}", effective.unwrap_or_default()),
    }
}
