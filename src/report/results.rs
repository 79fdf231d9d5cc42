//! Single results in words: labels, printed numbers, rows as a person knows them.

use super::cells::{self, Cell};
use super::numbers;
use crate::eval::Assessment;
use crate::program::{
    About, ColumnSource, Member, Origin, Program, Quantity, QuantityId, Rounding, TableId, Type, Value,
};

/// What stands for a missing value.
pub(super) const MISSING: &str = "–";

/// What stands for a scenario that cannot be decided.
pub(super) const UNDECIDED: &str = "undecided";

/// The label, or the name where there is none.
pub(super) fn label<'a>(about: &'a About, name: &'a str) -> &'a str {
    about.label.as_deref().unwrap_or(name)
}

/// The label of a quantity, or its name.
pub(super) fn quantity_label(quantity: &Quantity) -> &str {
    label(&quantity.about, &quantity.name)
}

/// A member of a quantity's scale.
pub(super) fn member(assessment: &Assessment, id: QuantityId, member: u8) -> Option<&Member> {
    match &assessment.program.quantity(id).ty {
        Type::Member(scale) => assessment.program.scale(*scale).members.get(usize::from(member)),
        Type::Number(_) | Type::YesNo | Type::Text | Type::Date | Type::Link(_) => None,
    }
}

/// A value as it is printed.
pub(super) fn shown(assessment: &Assessment, id: QuantityId, row: usize) -> String {
    let quantity = assessment.program.quantity(id);
    match (assessment.value(id, row), &quantity.origin) {
        (Value::Missing(_), Origin::Scenario(_)) => UNDECIDED.to_owned(),
        (Value::Missing(_), _) => MISSING.to_owned(),
        (Value::Member(at), _) => member(assessment, id, at).map_or("", |m| label(&m.about, &m.name)).to_owned(),
        (Value::Number(_) | Value::YesNo(_) | Value::Text(_), _) => match cells::field(assessment, id).cell(row) {
            Cell::Number(value) => shown_number(quantity, value),
            cell => cell.exact(),
        },
    }
}

/// A number in the declared unit as it is printed.
pub(super) fn shown_number(quantity: &Quantity, declared: f64) -> String {
    let percent = cells::is_percent(&quantity.ty);
    let text = match decimals(quantity).or(percent.then_some(1)) {
        Some(decimals) => numbers::printed(declared, decimals),
        None => numbers::plain(declared),
    };
    if percent { format!("{text}%") } else { text }
}

/// How many decimals the policy prints.
fn decimals(quantity: &Quantity) -> Option<u8> {
    quantity.printed.or_else(|| {
        let rounding: Option<Rounding> = match &quantity.origin {
            Origin::Formula(_, rounding) => *rounding,
            Origin::Index(index) => index.rounding,
            Origin::Column(_) | Origin::Rank(_) | Origin::Scenario(_) => None,
        };
        rounding.map(|r| r.decimals)
    })
}

/// A value of a parameter as a policy writes it.
pub(super) fn parameter_value(assessment: &Assessment, ty: &Type, value: &Value) -> String {
    match cells::value_cell(assessment, ty, value) {
        Cell::Number(number) if cells::is_percent(ty) => format!("{}%", numbers::exact(number)),
        Cell::Missing(_) => MISSING.to_owned(),
        cell => cell.exact(),
    }
}

/// The field that tells a person which row is meant: the first of texts, after the key.
pub(super) fn name_field(assessment: &Assessment, table: TableId) -> Option<QuantityId> {
    let program = &assessment.program;
    let table = program.table(table);
    table.quantities.iter().copied().find(|id| {
        let quantity = program.quantity(*id);
        let listed = matches!(&quantity.origin, Origin::Column(ColumnSource { published_only: false, .. }));
        let key = *id == table.key || table.is_key(*id);
        !key && listed && quantity.ty == Type::Text && !groups(program, *id)
    })
}

/// Whether a column tells groups apart, and not rows.
fn groups(program: &Program, id: QuantityId) -> bool {
    program.quantities.iter().any(|quantity| match &quantity.origin {
        Origin::Index(index) => index.steps.iter().any(|step| step.within().contains(&id)),
        Origin::Rank(rank) => rank.within.contains(&id),
        Origin::Column(_) | Origin::Formula(..) | Origin::Scenario(_) => false,
    })
}

/// A row as a person knows it: its key, and its name where it has one.
pub(super) fn row_name(assessment: &Assessment, table: TableId, row: usize) -> String {
    let key = cells::keys(assessment, table).cell(row).exact();
    match name_field(assessment, table).map(|id| cells::field(assessment, id).cell(row)) {
        Some(Cell::Text(name)) if name != key => format!("{key} {name}"),
        Some(_) | None => key,
    }
}

/// The quantities of a table that are results and not only steps towards one: in declared order, each with whether it
/// is a detail (a nested index, or its rank). Of a table that has gates and nothing computed: what was measured.
pub(super) fn results_of(assessment: &Assessment, table: TableId) -> Vec<(QuantityId, Depth)> {
    let program = &assessment.program;
    let is_part = |id: QuantityId| {
        program.quantities.iter().any(|q| match &q.origin {
            Origin::Index(index) => index.parts.iter().any(|p| p.quantity == id),
            Origin::Column(_) | Origin::Formula(..) | Origin::Rank(_) | Origin::Scenario(_) => false,
        })
    };
    let nested = |id: QuantityId| program.quantity(id).name.contains('.');
    let told = super::journeys::parts(assessment);
    let mut results = Vec::new();
    // What respondents say of a row is shown by itself only where nothing is made of it.
    let mut combined = Vec::new();
    for &id in &program.table(table).quantities {
        if told.contains(&id) || super::surveys::is_answer(program, id) {
            continue;
        }
        match &program.quantity(id).origin {
            Origin::Column(_) => {}
            Origin::Formula(..) if is_part(id) => {}
            Origin::Formula(..) if super::surveys::is_combined(program, id) => combined.push((id, Depth::Main)),
            Origin::Formula(..) | Origin::Scenario(_) => results.push((id, Depth::Main)),
            Origin::Index(_) if nested(id) => results.push((id, Depth::Detail)),
            Origin::Index(_) => results.push((id, Depth::Main)),
            Origin::Rank(rank) if nested(rank.of) => results.push((id, Depth::Detail)),
            Origin::Rank(_) => results.push((id, Depth::Main)),
        }
    }
    if results.is_empty() {
        results = combined;
    }
    if results.is_empty() && !program.table(table).gates.is_empty() {
        // Who meets the requirements is a result; it is told beside what was measured.
        let measured = |id: &&QuantityId| match (&program.quantity(**id).origin, &program.quantity(**id).ty) {
            (Origin::Column(source), Type::Number(_)) => !source.published_only,
            _ => false,
        };
        results.extend(program.table(table).quantities.iter().filter(measured).map(|id| (*id, Depth::Main)));
    }
    results
}

/// Whether a result is one of the table's own or one inside another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Depth {
    Main,
    Detail,
}

/// Text without control characters, which could take over a terminal or break a table.
pub(super) fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
