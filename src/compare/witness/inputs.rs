//! The values that two scenarios depend on, each with the numbers that are tried for it: of the row, and of the rows that
//! its links lead to.

use std::collections::{BTreeMap, BTreeSet};

use super::shared::of_own_row;
use super::{Methodology, Pair};
use crate::cases::between;
use crate::program::{Expr, ExprKind, Origin, Program, QuantityId, TableId, Type, Value};
use crate::why::needs::needs;

/// As many values of a number are tried alone, two at a time.
pub(super) const ALONE: usize = 21;
const TOGETHER: usize = 9;
/// As many numbers that the policies name are tried for each value.
const NAMED: usize = 12;

/// A value that both policies read.
pub(super) struct Input {
    /// In each of the two policies.
    pub of: [QuantityId; 2],
    /// The link that leads to its row, in each; none where it is of the row itself.
    pub link: Option<[QuantityId; 2]>,
    /// From the least to the greatest.
    pub values: Vec<f64>,
    /// Numbers that the policies name, where it is at thresholds that they may differ.
    pub named: Vec<f64>,
    pub whole: bool,
    pub percent: bool,
}

impl Input {
    /// The values that are tried together with those of others.
    pub fn together(&self) -> impl Iterator<Item = f64> + '_ {
        thinned(&self.values).chain(self.named.iter().copied())
    }
}

/// What both outcomes depend on, and which of it has no declared range.
pub(super) fn inputs(pair: &Pair<'_>) -> Result<(Vec<Input>, Vec<String>), String> {
    let mut found: Vec<Input> = Vec::new();
    let mut undeclared = Vec::new();
    let sides = [(pair.a, pair.of_a), (pair.b, pair.of_b)];
    let named = named(sides);
    for (at, (of, scenario)) in sides.into_iter().enumerate() {
        let program = of.program;
        let table = program.quantity(scenario).table;
        let needed = needs(program, [scenario]);
        let links = links(program, table, &needed);
        let link = |of: TableId| links.get(&of).copied().flatten();
        let known = |of: TableId| of == table || link(of).is_some();
        let beyond = needed.iter().map(|id| program.quantity(*id)).find(|q| !known(q.table) || !of_own_row(q));
        if let Some(quantity) = beyond {
            return Err(format!(
                "it depends on more than the row's own values (`{}` of `{}`)",
                quantity.name, program.name
            ));
        }
        let both = |id: QuantityId| match at {
            0 => pair.shared.in_b(id).map(|other| [id, other]),
            _ => pair.shared.in_a(id).map(|own| [own, id]),
        };
        for id in needed {
            let quantity = program.quantity(id);
            let leads = links.values().flatten().any(|link| *link == id);
            if !matches!(quantity.origin, Origin::Column(_)) || program.table(quantity.table).is_key(id) || leads {
                continue;
            }
            let through = link(quantity.table);
            let (Some(of), Ok(link)) = (both(id), through.map_or(Ok(None), |link| both(link).map(Some).ok_or(())))
            else {
                return Err(format!(
                    "`{}` of `{}` is not in the other policy, or is something else there",
                    quantity.name, program.name
                ));
            };
            if found.iter().any(|input| input.of == of) {
                continue;
            }
            let (input, declared) = input(pair, of, link, &named)?;
            if !declared {
                undeclared.push(quantity.name.clone());
            }
            found.push(input);
        }
    }
    Ok((found, undeclared))
}

/// The tables that links of the row lead to, each with the link; none where several do, or where links lead on from there.
fn links(program: &Program, table: TableId, needed: &BTreeSet<QuantityId>) -> BTreeMap<TableId, Option<QuantityId>> {
    let mut found: BTreeMap<TableId, Option<QuantityId>> = BTreeMap::new();
    let mut collect = |expr: &Expr| {
        expr.each(&mut |inner| {
            let ExprKind::Follow { link, target } = &inner.kind else { return };
            let Type::Link(there) = link.ty else { return };
            let plain = target.path().is_some_and(|(links, _)| links.is_empty());
            let own = match &link.kind {
                ExprKind::Quantity(id) if plain && program.quantity(*id).table == table && there != table => Some(*id),
                _ => None,
            };
            found.entry(there).and_modify(|known| *known = known.filter(|known| Some(*known) == own)).or_insert(own);
        });
    };
    program.gates.iter().flat_map(|gate| &gate.requirements).for_each(|r| collect(&r.condition));
    for id in needed {
        match &program.quantity(*id).origin {
            Origin::Formula(expr, _) => collect(expr),
            Origin::Scenario(scenario) => {
                scenario.outcomes.iter().filter_map(|o| o.condition.as_ref()).for_each(&mut collect);
            }
            Origin::Index(index) => index.inputs.iter().for_each(&mut collect),
            Origin::Column(_) | Origin::Rank(_) => {}
        }
    }
    found
}

/// The numbers that stand in what two scenarios rest on, and the parameters there.
fn named(sides: [(&Methodology<'_>, QuantityId); 2]) -> Vec<f64> {
    let mut found = Vec::new();
    for (of, scenario) in sides {
        let program = of.program;
        let mut collect = |expr: &Expr| {
            expr.each(&mut |inner| {
                if let ExprKind::Number(x) = &inner.kind {
                    found.push(*x);
                }
                if let ExprKind::Parameter(id) = &inner.kind
                    && let Some((Value::Number(x), _)) = of.parameters.get(id.0 as usize)
                {
                    found.push(*x);
                }
            });
        };
        program.gates.iter().flat_map(|gate| &gate.requirements).for_each(|r| collect(&r.condition));
        for id in needs(program, [scenario]) {
            match &program.quantity(id).origin {
                Origin::Formula(expr, _) => collect(expr),
                Origin::Scenario(scenario) => {
                    scenario.outcomes.iter().filter_map(|o| o.condition.as_ref()).for_each(&mut collect);
                }
                Origin::Column(_) | Origin::Index(_) | Origin::Rank(_) => {}
            }
        }
    }
    found.sort_by(f64::total_cmp);
    found.dedup();
    found
}

fn input(
    pair: &Pair<'_>,
    of: [QuantityId; 2],
    link: Option<[QuantityId; 2]>,
    named: &[f64],
) -> Result<(Input, bool), String> {
    let [of_a, of_b] = of;
    let (a, b) = (pair.a.program.quantity(of_a), pair.b.program.quantity(of_b));
    let made = |values, whole, percent| Input { of, link, values, named: Vec::new(), whole, percent };
    let members = |count: usize| (0..count).map(|at| at as f64).collect::<Vec<f64>>();
    match &a.ty {
        Type::YesNo => Ok((made(members(2), true, false), true)),
        Type::Member(scale) => Ok((made(members(pair.a.program.scale(*scale).members.len()), true, false), true)),
        Type::Text | Type::Link(_) => Err(format!("it depends on `{}`, which is no number", a.name)),
        Type::Number(_) | Type::Date => {
            let percent = matches!(&a.ty, Type::Number(Some(unit)) if unit.percent);
            let whole = a.ty == Type::Date;
            let declared = a.range.0.or(b.range.0).is_some() && a.range.1.or(b.range.1).is_some();
            let usual = [a.goalposts, b.goalposts].into_iter().flatten();
            let usual = usual.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), (x, y)| {
                (low.min(x.min(y)), high.max(x.max(y)))
            });
            let usual = if usual.0 < usual.1 { usual } else { (0.0, if percent { 1.0 } else { 100.0 }) };
            let end = |ends: [Option<f64>; 2], of: fn(f64, f64) -> f64| ends.into_iter().flatten().reduce(of);
            let low = end([a.range.0, b.range.0], f64::max).unwrap_or(usual.0);
            let high = end([a.range.1, b.range.1], f64::min).unwrap_or(usual.1);
            let within = named.iter().copied().filter(|x| (low..=high).contains(x) && (!whole || x.fract() == 0.0));
            let named = within.take(NAMED).collect();
            Ok((Input { named, ..made(grid(low, high.max(low), whole), whole, percent) }, declared))
        }
    }
}

/// Short numbers from one to another, both included.
fn grid(low: f64, high: f64, whole: bool) -> Vec<f64> {
    let step = (high - low) / (ALONE - 1) as f64;
    let mut values: Vec<f64> = (0..ALONE)
        .filter_map(|at| match at {
            0 => Some(low),
            _ if at + 1 == ALONE => Some(high),
            _ => {
                let middle = low + step * at as f64;
                between(middle - step / 2.0, middle + step / 2.0, whole)
            }
        })
        .collect();
    values.dedup();
    values
}

fn thinned(values: &[f64]) -> impl Iterator<Item = f64> + '_ {
    let last = values.len().saturating_sub(1);
    let count = values.len().min(TOGETHER);
    (0..count).filter_map(move |at| values.get(at * last / count.saturating_sub(1).max(1)).copied())
}
