//! Two results side by side, for a person.

use super::{coefficient, label, migrations, score, score_to, signed};
use crate::compare::results::{Migration, Outcome, Ranked, Results, Rulers, ScoreCompared, TableCompared};
use crate::report::document::{Block, Document, Table, TableColumn, counted, grouped};
use crate::report::{numbers, results};

/// Entities that move most, as many as are listed.
const LISTED_MOVERS: usize = 10;

/// Entities that are named before the rest are only counted.
pub(super) const NAMED: usize = 8;

/// What two results say of the same entities.
pub fn sections(sides: Sides<'_>, (a, b): (&Outcome, &Outcome), compared: &Results, document: &mut Document) {
    document.heading("Results on the same entities");
    ruler(a, b, compared, document);
    for table in &compared.tables {
        entities(sides, table, document);
        if table.entities.is_empty() {
            continue;
        }
        let (differ, same): (Vec<_>, Vec<_>) = table.scores.iter().partition(|score| !score.is_empty());
        let (nested, whole): (Vec<_>, Vec<_>) = differ.into_iter().partition(|score| score.is_nested());
        if !same.is_empty() {
            let names = same.iter().map(|score| results::clean(title(score))).collect::<Vec<_>>().join(", ");
            document.paragraph(format!("No score and no rank differs: {names}."));
        }
        let (moving, staying): (Vec<_>, Vec<_>) = table.scenarios.iter().partition(|s| !s.moves.is_empty());
        if !staying.is_empty() {
            let title = |of: &&Migration| results::clean(label(of.label.as_ref(), &of.name));
            let names = staying.iter().map(title).collect::<Vec<_>>().join(", ");
            document.paragraph(format!("Nobody comes out otherwise: {names}."));
        }
        for score in whole {
            one_score(sides, table, score, document);
        }
        parts(&nested, document);
        for scenario in moving {
            migrations::section(sides, table, scenario, document);
        }
    }
}

/// How the two results are called.
#[derive(Clone, Copy, Debug)]
pub struct Sides<'a> {
    /// The first.
    pub a: &'a str,
    /// The second.
    pub b: &'a str,
}

fn ruler(a: &Outcome, b: &Outcome, compared: &Results, document: &mut Document) {
    let said = match compared.rulers {
        Rulers::Same => "Both were measured with the same ruler.",
        Rulers::Extended => "One policy extends the other: what has one name in both is compared.",
        Rulers::AtHand => {
            "The rulers differ: what has one name in both is compared. Ranks and outcomes say who comes out otherwise; \
             differences of scores are those of the rulers as well."
        }
        Rulers::Mapped => "The rulers differ: only outcomes are compared, as the mapping between them says.",
    };
    document.paragraph(said);
    let dates = [&a.ruler.as_of, &b.ruler.as_of].map(|day| day.as_deref().unwrap_or("no date"));
    if a.ruler.as_of != b.ruler.as_of {
        document.push(Block::Strong(format!("In force on: {} against {}", dates[0], dates[1])));
    }
    if !compared.parameters.is_empty() {
        let told = compared.parameters.iter().map(|(name, a, b)| format!("{name} {a} against {b}"));
        document.push(Block::Strong(format!("Parameters differ: {}", told.collect::<Vec<_>>().join(", "))));
    }
}

fn entities(sides: Sides<'_>, table: &TableCompared, document: &mut Document) {
    document.paragraph(format!("`{}`: {} in both.", table.name, counted(table.entities.len(), "row")));
    for (only, side) in [(&table.only_a, sides.a), (&table.only_b, sides.b)] {
        if !only.is_empty() {
            document.paragraph(format!("Only in {side}: {}", named(only.iter().map(String::as_str), only.len())));
        }
    }
    for (alone, side) in [(&table.alone_a, sides.a), (&table.alone_b, sides.b)] {
        if !alone.is_empty() {
            let names: Vec<String> = alone.iter().map(|name| format!("`{name}`")).collect();
            document.paragraph(format!("Not compared, because only {side} has it: {}", names.join(", ")));
        }
    }
}

/// The first few, and how many more.
pub(super) fn named<'a>(names: impl Iterator<Item = &'a str>, count: usize) -> String {
    let mut text = names.take(NAMED).map(results::clean).collect::<Vec<_>>().join(", ");
    if count > NAMED {
        text.push_str(&format!(" and {} more", grouped(count - NAMED)));
    }
    text
}

fn title(compared: &ScoreCompared) -> &str {
    label(compared.described.label.as_ref(), &compared.name)
}

/// Indices within others, on a line each.
fn parts(nested: &[&ScoreCompared], document: &mut Document) {
    if nested.is_empty() {
        return;
    }
    document.heading("Indices within others");
    let mut columns = vec![TableColumn::left("index")];
    columns.extend(["tau", "Spearman", "rows", "other rank", "other score"].map(TableColumn::right));
    let rows = nested.iter().map(|compared| {
        let correlation = &compared.correlation;
        vec![
            results::clean(title(compared)),
            coefficient(correlation.kendall),
            coefficient(correlation.spearman),
            grouped(correlation.pairs),
            grouped(compared.shifted),
            grouped(compared.differing()),
        ]
    });
    document.push(Block::Table(Table::plain(columns, rows.collect())));
}

fn one_score(sides: Sides<'_>, table: &TableCompared, compared: &ScoreCompared, document: &mut Document) {
    document.heading(format!("{}: who moves", results::clean(title(compared))));
    let key = |at: &u32| table.entities.get(*at as usize).map_or("", String::as_str);
    for (lost, side, other) in [(&compared.lost, sides.a, sides.b), (&compared.gained, sides.b, sides.a)] {
        if !lost.is_empty() {
            let who = named(lost.iter().map(key), lost.len());
            document.paragraph(format!("With a score in {side} and none in {other}: {who}"));
        }
    }
    document.paragraph(agreement(compared));
    movers(sides, table, compared, document);
    groups(compared, document);
}

fn agreement(compared: &ScoreCompared) -> String {
    let correlation = &compared.correlation;
    let rows = counted(correlation.pairs, "row");
    let ranks = match compared.ranked {
        Ranked::AsGiven => "",
        Ranked::AmongBoth => " Ranks are counted among those that both have a score for.",
    };
    format!(
        "Kendall's tau {}, Spearman {} over {rows}; {} another rank, {} another score.{ranks}",
        coefficient(correlation.kendall),
        coefficient(correlation.spearman),
        have(compared.shifted),
        have(compared.differing()),
    )
}

/// `1 has`, `3 have`
fn have(count: usize) -> String {
    if count == 1 { "1 has".to_owned() } else { format!("{} have", grouped(count)) }
}

fn movers(sides: Sides<'_>, table: &TableCompared, compared: &ScoreCompared, document: &mut Document) {
    if compared.movers.is_empty() {
        return;
    }
    let columns = vec![
        TableColumn::left(results::clean(&table.name)),
        TableColumn::right(sides.a),
        TableColumn::right(sides.b),
        TableColumn::right("difference").detail(),
        TableColumn::right(format!("rank in {}", sides.a)),
        TableColumn::right(format!("rank in {}", sides.b)),
        TableColumn::right("climbs"),
    ];
    let at = |values: &[f64], entity: usize| values.get(entity).copied().unwrap_or(f64::NAN);
    let decimals = telling(compared);
    let told = |value: f64| score_to(&compared.described, value, decimals);
    let row = |entity: &u32| {
        let entity = *entity as usize;
        vec![
            results::clean(table.entities.get(entity).map_or("", String::as_str)),
            told(at(&compared.a, entity)),
            told(at(&compared.b, entity)),
            signed(told(compared.difference(entity))),
            rank(at(&compared.rank_a, entity)),
            rank(at(&compared.rank_b, entity)),
            signed(rank(compared.shift(entity))),
        ]
    };
    let rows = compared.movers.iter().take(LISTED_MOVERS).map(row).collect();
    document.push(Block::Table(Table::plain(columns, rows)));
    let more = compared.movers.len().saturating_sub(LISTED_MOVERS);
    if more > 0 {
        document.paragraph(format!("… and {} more that move less: `--format json` lists them all", grouped(more)));
    }
}

/// How many decimals more than usual it takes that no two scores of those listed are different and look the same.
fn telling(compared: &ScoreCompared) -> u8 {
    let alike = |more: u8| {
        let told = |values: &[f64], at: usize| values.get(at).map(|value| score_to(&compared.described, *value, more));
        let listed = compared.movers.iter().take(LISTED_MOVERS).map(|at| *at as usize);
        let mut differing = listed.filter(|at| compared.difference(*at).abs() > 0.0);
        let nothing =
            |at: usize| !signed(score_to(&compared.described, compared.difference(at), more)).starts_with(['+', '-']);
        differing.any(|at| told(&compared.a, at) == told(&compared.b, at) || nothing(at))
    };
    (0..=numbers::PLAIN).find(|more| !alike(*more)).unwrap_or(0)
}

fn rank(value: f64) -> String {
    if value.is_nan() { results::MISSING.to_owned() } else { numbers::plain(value) }
}

fn groups(compared: &ScoreCompared, document: &mut Document) {
    if compared.groups.is_empty() {
        return;
    }
    let columns = vec![
        TableColumn::left("group"),
        TableColumn::right("rows"),
        TableColumn::right("tau"),
        TableColumn::right("up"),
        TableColumn::right("down"),
        TableColumn::right("climb in the mean"),
        TableColumn::right("differ in the mean").detail(),
    ];
    let rows = compared.groups.iter().map(|group| {
        vec![
            group_name(&group.group),
            grouped(group.correlation.pairs),
            coefficient(group.correlation.kendall),
            grouped(group.up),
            grouped(group.down),
            signed(if group.mean_shift.is_nan() { rank(f64::NAN) } else { numbers::printed(group.mean_shift, 1) }),
            signed(score(&compared.described, group.mean_difference)),
        ]
    });
    document.push(Block::Table(Table::plain(columns, rows.collect())));
}

/// A group's name; that of rows without one.
pub(super) fn group_name(name: &str) -> String {
    if name.is_empty() { results::MISSING.to_owned() } else { results::clean(name) }
}
