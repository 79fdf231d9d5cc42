//! The policy with formulas of its own that watch the parts of expressions, so that the engine alone says what they are worth.

use std::collections::HashMap;
use std::sync::Arc;

use super::reading::{Reading, Which};
use super::shape::{Leaf, Shape, operands, operator};
use super::spelled::spelled;
use crate::program::{
    About, AggregateFunction, Expr, ExprKind, InYear, Node, Origin, Over, Program, Quantity, QuantityId, Scenario,
    TableId, Type,
};
use crate::source::Span;

/// As many parts of expressions are watched.
const MOST_WATCHED: usize = 400;

/// As many values are explained at once; others can be asked for by name.
const MOST_EXPLAINED: usize = 250;

/// A value to be explained: of the row itself, or of the row that one of its links names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Wanted {
    /// The link that leads to its row; `None`: it is of the row itself.
    pub via: Option<QuantityId>,
    /// The value.
    pub id: QuantityId,
}

/// A policy made ready to be explained: what is to be run in its place.
#[derive(Clone, Debug)]
pub struct Watched {
    /// The policy with the formulas that watch it. No result lists them.
    pub program: Arc<Program>,
    pub(super) table: TableId,
    /// The results that were asked for.
    pub(super) results: Vec<QuantityId>,
    /// The results, and then what they are made of.
    pub(super) wanted: Vec<Wanted>,
    /// How many more there are.
    pub(super) more: usize,
    /// Formulas, part by part.
    pub(super) formulas: HashMap<QuantityId, Shape>,
    /// Scenarios: for each outcome its condition, part by part.
    pub(super) conditions: HashMap<QuantityId, Vec<Option<Shape>>>,
    /// Gates of the table: for each requirement its condition.
    pub(super) requirements: Vec<Vec<Shape>>,
}

impl Watched {
    /// Makes a policy ready for explaining `results` of a table.
    pub fn new(program: &Program, table: TableId, results: &[QuantityId]) -> Watched {
        let (wanted, more) = needed(program, results);
        let mut watcher = Watcher { watched: program.clone(), sources: program, count: 0, watching: true };
        let mut formulas = HashMap::new();
        let mut conditions = HashMap::new();
        for Wanted { id, .. } in &wanted {
            let quantity = program.quantity(*id);
            match &quantity.origin {
                Origin::Formula(expr, rounding) => {
                    // The formula's own value is known, unless it is rounded: only its parts are watched.
                    let known = rounding.is_none().then_some(*id);
                    formulas.entry(*id).or_insert_with(|| watcher.shape(expr, quantity.table, known));
                }
                Origin::Scenario(scenario) => {
                    conditions.entry(*id).or_insert_with(|| watcher.scenario(scenario, quantity.table));
                }
                Origin::Column(_) | Origin::Index(_) | Origin::Rank(_) => {}
            }
        }
        let gates = program.table(table).gates.iter().map(|g| program.gate(*g));
        let requirements = gates.map(|gate| {
            // In a gate excluded rows take part in aggregates: they are not watched there.
            let conditions = gate.requirements.iter();
            let each = conditions.map(|r| {
                watcher.watching = !any(&r.condition, &|e| matches!(e.kind, ExprKind::Aggregate(_)));
                watcher.shape(&r.condition, table, None)
            });
            each.collect()
        });
        let requirements = requirements.collect();
        Watched {
            program: Arc::new(watcher.watched),
            table,
            results: results.to_vec(),
            wanted,
            more,
            formulas,
            conditions,
            requirements,
        }
    }
}

/// The results, and everything they are made of in the row itself and in rows one link away, each once.
fn needed(program: &Program, results: &[QuantityId]) -> (Vec<Wanted>, usize) {
    let mut found: indexmap::IndexSet<Wanted> = results.iter().map(|id| Wanted { via: None, id: *id }).collect();
    let mut at = 0;
    while let Some(next) = found.get_index(at).copied() {
        at += 1;
        parts_of(program, next, &mut |wanted| {
            found.insert(wanted);
        });
    }
    let more = found.len().saturating_sub(MOST_EXPLAINED);
    found.truncate(MOST_EXPLAINED);
    (found.into_iter().collect(), more)
}

/// What a value is made of.
fn parts_of(program: &Program, of: Wanted, see: &mut dyn FnMut(Wanted)) {
    let here = |id: QuantityId| Wanted { via: of.via, id };
    match &program.quantity(of.id).origin {
        Origin::Column(_) => {}
        Origin::Index(index) => index.parts.iter().for_each(|part| see(here(part.quantity))),
        Origin::Rank(rank) => {
            see(here(rank.of));
            rank.then.iter().for_each(|(by, _)| see(here(*by)));
        }
        Origin::Formula(expr, _) => leaves(expr, of.via, see),
        Origin::Scenario(scenario) => {
            let conditions = scenario.outcomes.iter().filter_map(|o| o.condition.as_ref());
            conditions.for_each(|condition| leaves(condition, of.via, see));
        }
    }
}

/// The values that an expression names, of the row and one link away. What aggregates are made of stays with other rows.
fn leaves(expr: &Expr, via: Option<QuantityId>, see: &mut dyn FnMut(Wanted)) {
    let mut open = vec![expr];
    while let Some(expr) = open.pop() {
        match &expr.kind {
            ExprKind::Quantity(id) => see(Wanted { via, id: *id }),
            ExprKind::Follow { link, target } => match (&link.kind, &target.kind) {
                (ExprKind::Quantity(link), ExprKind::Quantity(id)) if via.is_none() => {
                    see(Wanted { via: Some(*link), id: *id });
                }
                _ => open.push(link),
            },
            // In reading order: what is pushed last is looked at first.
            _ => open.extend(operands(expr).into_iter().rev()),
        }
    }
}

/// Whether an expression or one of its parts is as asked.
fn any(expr: &Expr, asked: &dyn Fn(&Expr) -> bool) -> bool {
    let mut open = vec![expr];
    while let Some(expr) = open.pop() {
        if asked(expr) {
            return true;
        }
        if let ExprKind::Follow { link, target } = &expr.kind {
            open.extend([link.as_ref(), target.as_ref()]);
        }
        open.extend(operands(expr));
    }
    false
}

/// Adds formulas to a policy.
struct Watcher<'p> {
    watched: Program,
    sources: &'p Program,
    count: usize,
    watching: bool,
}

impl Watcher<'_> {
    fn scenario(&mut self, scenario: &Scenario, table: TableId) -> Vec<Option<Shape>> {
        let conditions = scenario.outcomes.iter().map(|o| o.condition.as_ref());
        conditions.map(|c| c.map(|c| self.shape(c, table, None))).collect()
    }

    /// An expression, part by part. `known`: the quantity whose value it is.
    fn shape(&mut self, expr: &Expr, table: TableId, known: Option<QuantityId>) -> Shape {
        let leaf = match &expr.kind {
            ExprKind::Quantity(id) => Leaf::Quantity(*id),
            ExprKind::Parameter(id) => Leaf::Parameter(*id),
            ExprKind::Number(_) | ExprKind::YesNo(_) | ExprKind::Text(_) | ExprKind::Member(_) => Leaf::Constant,
            ExprKind::Missing(_) => Leaf::Constant,
            ExprKind::Follow { link, target } => match (&link.kind, &target.kind) {
                (ExprKind::Quantity(link), ExprKind::Quantity(target)) => Leaf::Linked(*link, *target),
                _ => self.watch(expr, table),
            },
            ExprKind::Aggregate(aggregate) => {
                let value = known.map_or_else(|| self.watch(expr, table), Leaf::Quantity);
                match (&value, &aggregate.over) {
                    (Leaf::Watched(id) | Leaf::Quantity(id), Over::Linking { table, link }) => {
                        Leaf::Linking { value: *id, rows: *table, link: *link }
                    }
                    (Leaf::Watched(id) | Leaf::Quantity(id), Over::Table(table)) => {
                        Leaf::Rows { value: *id, rows: *table }
                    }
                    (
                        Leaf::Watched(id) | Leaf::Quantity(id),
                        Over::Group(..) | Over::Summarised { .. } | Over::InYear(_),
                    ) => Leaf::Watched(*id),
                    (_, _) => value,
                }
            }
            ExprKind::Negate(_) | ExprKind::Not(_) | ExprKind::Arithmetic(..) | ExprKind::Compare(..) => {
                known.map_or_else(|| self.watch(expr, table), Leaf::Watched)
            }
            ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::If(..)
            | ExprKind::IsMissing(..)
            | ExprKind::IfMissing(..) => known.map_or_else(|| self.watch(expr, table), Leaf::Watched),
            ExprKind::OneOf(..) | ExprKind::LevelNumber(_) | ExprKind::Call(..) => {
                known.map_or_else(|| self.watch(expr, table), Leaf::Watched)
            }
        };
        let reading = match leaf {
            // It is explained by itself.
            Leaf::Linked(..) => None,
            _ => self.reading(expr, table),
        };
        let operands = operands(expr).into_iter().map(|e| self.shape(e, table, None)).collect();
        Shape { expr: shallow(expr), op: operator(expr), text: spelled(self.sources, expr), leaf, reading, operands }
    }

    /// How the rows are found in which an expression reads; `None` where it reads in none but its own.
    fn reading(&mut self, expr: &Expr, table: TableId) -> Option<Reading> {
        match &expr.kind {
            ExprKind::Aggregate(aggregate) => {
                let (which, rows) = match &aggregate.over {
                    Over::Table(rows) => (Which::All, *rows),
                    Over::Group(rows, fields) => (Which::Group(fields.clone()), *rows),
                    Over::Linking { table, link } => (Which::Linking(*link), *table),
                    Over::InYear(row) => {
                        let InYear { table: rows, entity, year_of, linking, year } = row.as_ref();
                        let year = self.known(year, table)?;
                        let which = Which::InYear { entity: *entity, year_of: *year_of, linking: *linking, year };
                        (which, *rows)
                    }
                    Over::Summarised { .. } => return None,
                };
                let one = matches!(which, Which::InYear { .. });
                if aggregate.function == AggregateFunction::Rank {
                    return None;
                }
                Some(Reading {
                    which,
                    table: rows,
                    value: self.known_if(aggregate.value.as_ref(), rows)?,
                    filter: self.known_if(aggregate.filter.as_ref(), rows)?,
                    weight: self.known_if(aggregate.weight.as_ref(), rows)?,
                    order: self.known_if(aggregate.order.as_ref(), rows)?,
                    function: (!one).then_some(aggregate.function),
                })
            }
            ExprKind::Follow { link, target } => {
                let Type::Link(rows) = link.ty else { return None };
                let by = self.known(link, table)?;
                let value = Some(self.known(target, rows)?);
                let which = Which::Followed(by);
                Some(Reading { which, table: rows, value, filter: None, weight: None, order: None, function: None })
            }
            _ => None,
        }
    }

    /// What has the value of an expression: a quantity, or a formula that is added. `None` where too many are added.
    fn known(&mut self, expr: &Expr, table: TableId) -> Option<QuantityId> {
        match (&expr.kind, self.watching) {
            (ExprKind::Quantity(id), true) => Some(*id),
            (_, _) => match self.watch(expr, table) {
                Leaf::Watched(id) => Some(id),
                _ => None,
            },
        }
    }

    /// Likewise, of an expression that may be left out.
    fn known_if(&mut self, expr: Option<&Expr>, table: TableId) -> Option<Option<QuantityId>> {
        match expr {
            None => Some(None),
            Some(expr) => self.known(expr, table).map(Some),
        }
    }

    /// Adds a formula with the value of an expression.
    fn watch(&mut self, expr: &Expr, table: TableId) -> Leaf {
        if !self.watching || self.count >= MOST_WATCHED {
            return Leaf::Unknown;
        }
        self.count += 1;
        let id = QuantityId(u32::try_from(self.watched.quantities.len()).unwrap_or(u32::MAX));
        self.watched.quantities.push(Quantity {
            name: format!("watched.{}", id.0),
            about: About::default(),
            table,
            ty: expr.ty.clone(),
            higher_is_better: None,
            range: (None, None),
            goalposts: None,
            printed: None,
            measures: None,
            span: expr.span,
            name_span: Span::default(),
            origin: Origin::Formula(expr.clone(), None),
        });
        self.watched.order.push(Node::Quantity(id));
        Leaf::Watched(id)
    }
}

/// The expression without its parts: its type and, of a constant, its value.
fn shallow(expr: &Expr) -> Expr {
    let constant = matches!(
        expr.kind,
        ExprKind::Number(_) | ExprKind::YesNo(_) | ExprKind::Text(_) | ExprKind::Member(_) | ExprKind::Missing(_)
    );
    let kind = if constant { expr.kind.clone() } else { ExprKind::YesNo(false) };
    Expr { kind, ty: expr.ty.clone(), span: expr.span }
}

/// Whether values of a type are shown as percents.
pub(super) fn is_percent(ty: &Type) -> bool {
    matches!(ty, Type::Number(Some(unit)) if unit.percent)
}
