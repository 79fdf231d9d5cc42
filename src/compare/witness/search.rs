//! Tries many cases where two scenarios cannot be laid side by side: one value alone, two together, all of them.

use std::sync::Arc;

use super::real::state;
use super::shared::of_own_row;
use super::{Absence, Case, How, Methodology, Outcomes, Pair};
use crate::cases::between;
use crate::column::{Column, TextColumn, TextPool, link, member, number, yes_no};
use crate::eval::{self, Data, Exclusions, RunOptions, TableData};
use crate::program::{ColumnSource, Expr, ExprKind, Missing, Origin, Program, QuantityId, Type, Value};
use crate::why::needs::{needs, pruned};

/// Values of one input, as numbers: members by their position, yes as 1. NaN: it is not given.
type Row = Vec<f64>;

/// As many values of a number are tried alone, two at a time, and where all are given.
const ALONE: usize = 21;
const TOGETHER: usize = 9;
/// As many cases with all values given are tried that have nothing in common.
const SCATTERED: usize = 20_000;
/// As many numbers that the policies name are tried for each value.
const NAMED: usize = 12;
/// As many cases of two values are tried.
const MOST_PAIRS: usize = 100_000;

/// A value that both policies read.
struct Input {
    of_a: QuantityId,
    of_b: QuantityId,
    /// From the least to the greatest.
    values: Vec<f64>,
    /// Numbers that the policies name, where it is at thresholds that they may differ.
    named: Vec<f64>,
    whole: bool,
    percent: bool,
}

impl Input {
    /// The values that are tried together with those of others.
    fn together(&self) -> impl Iterator<Item = f64> + '_ {
        thinned(&self.values).chain(self.named.iter().copied())
    }
}

/// A case that some search finds, or what was tried.
pub(super) fn search(pair: &Pair<'_>, outcomes: &Outcomes) -> Result<Case, Absence> {
    let open = |said: String| Absence { how: How::Open, said };
    let (inputs, undeclared) = inputs(pair).map_err(open)?;
    let mut tried = Tried { pair, outcomes, inputs: &inputs, cases: 0 };
    let Some(found) = tried.first() else {
        let ranges = match undeclared.as_slice() {
            [] => "within the declared ranges".to_owned(),
            some => format!("within the declared ranges, and the values usual for {}", listed(some)),
        };
        let said = format!("none was found among {} cases {ranges}", tried.cases);
        return Err(Absence { how: How::Search, said });
    };
    let smallest = tried.smaller(found);
    tried.case(&smallest).ok_or_else(|| open("the case that was found does not hold by itself".to_owned()))
}

fn listed(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// What both outcomes depend on, and which of it has no declared range.
fn inputs(pair: &Pair<'_>) -> Result<(Vec<Input>, Vec<String>), String> {
    let mut found: Vec<Input> = Vec::new();
    let mut undeclared = Vec::new();
    let sides = [(pair.a, pair.of_a), (pair.b, pair.of_b)];
    let named = named(sides);
    for (at, (of, scenario)) in sides.into_iter().enumerate() {
        let program = of.program;
        let table = program.quantity(scenario).table;
        let needed = needs(program, [scenario]);
        let beyond = needed.iter().map(|id| program.quantity(*id)).find(|q| q.table != table || !of_own_row(q));
        if let Some(quantity) = beyond {
            return Err(format!(
                "it depends on more than the row's own values (`{}` of `{}`)",
                quantity.name, program.name
            ));
        }
        for id in needed {
            let quantity = program.quantity(id);
            if !matches!(quantity.origin, Origin::Column(_)) || program.table(table).is_key(id) {
                continue;
            }
            let both = match at {
                0 => pair.shared.in_b(id).map(|other| (id, other)),
                _ => pair.shared.in_a(id).map(|own| (own, id)),
            };
            let Some((of_a, of_b)) = both else {
                return Err(format!(
                    "`{}` of `{}` is not in the other policy, or is something else there",
                    quantity.name, program.name
                ));
            };
            if found.iter().any(|input| input.of_a == of_a) {
                continue;
            }
            let (input, declared) = input(pair, of_a, of_b, &named)?;
            if !declared {
                undeclared.push(quantity.name.clone());
            }
            found.push(input);
        }
    }
    Ok((found, undeclared))
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

fn input(pair: &Pair<'_>, of_a: QuantityId, of_b: QuantityId, named: &[f64]) -> Result<(Input, bool), String> {
    let (a, b) = (pair.a.program.quantity(of_a), pair.b.program.quantity(of_b));
    let made = |values, whole, percent| Input { of_a, of_b, values, named: Vec::new(), whole, percent };
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

struct Tried<'a> {
    pair: &'a Pair<'a>,
    outcomes: &'a Outcomes,
    inputs: &'a [Input],
    cases: usize,
}

impl Tried<'_> {
    /// The first case that is classified differently: with the fewest values.
    fn first(&mut self) -> Option<Row> {
        let alone = self.alone();
        self.among(alone)
            .or_else(|| {
                let pairs = self.pairs();
                self.among(pairs)
            })
            .or_else(|| {
                let all = self.all();
                self.among(all)
            })
    }

    fn nothing(&self) -> Row {
        vec![f64::NAN; self.inputs.len()]
    }

    fn with(&self, values: &[(usize, f64)]) -> Row {
        let mut row = self.nothing();
        for (at, value) in values {
            row.get_mut(*at).into_iter().for_each(|slot| *slot = *value);
        }
        row
    }

    fn alone(&self) -> Vec<Row> {
        let each = self.inputs.iter().enumerate();
        each.flat_map(|(at, input)| {
            input.values.iter().chain(&input.named).map(move |value| self.with(&[(at, *value)]))
        })
        .collect()
    }

    fn pairs(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        for (at, one) in self.inputs.iter().enumerate() {
            for (other_at, other) in self.inputs.iter().enumerate().skip(at + 1) {
                for x in one.together() {
                    rows.extend(other.together().map(|y| self.with(&[(at, x), (other_at, y)])));
                }
                if rows.len() > MOST_PAIRS {
                    return rows;
                }
            }
        }
        rows
    }

    /// All values given: all equally far up, one of them apart from the others, and scattered ones.
    fn all(&self) -> Vec<Row> {
        let share = |input: &Input, at: usize| {
            let last = input.values.len().saturating_sub(1);
            input.values.get(at * last / (ALONE - 1)).copied().unwrap_or(f64::NAN)
        };
        let mut rows: Vec<Row> = Vec::new();
        for at in 0..ALONE {
            let level: Row = self.inputs.iter().map(|input| share(input, at)).collect();
            for (apart, input) in self.inputs.iter().enumerate() {
                for end in [0, ALONE - 1] {
                    let mut row = level.clone();
                    row.get_mut(apart).into_iter().for_each(|slot| *slot = share(input, end));
                    rows.push(row);
                }
            }
            rows.push(level);
        }
        let mut chance = 1_u64;
        for _ in 0..SCATTERED {
            let scattered = self.inputs.iter().map(|input| {
                // The numbers of Knuth's MMIX: what looks like chance and is the same everywhere.
                chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let at = (chance >> 33) as usize % (input.values.len() + input.named.len()).max(1);
                let named = || input.named.get(at.wrapping_sub(input.values.len()));
                input.values.get(at).or_else(named).copied().unwrap_or(f64::NAN)
            });
            rows.push(scattered.collect());
        }
        rows
    }

    /// The first of some cases that is classified differently.
    fn among(&mut self, rows: Vec<Row>) -> Option<Row> {
        self.cases += rows.len();
        let at = self.differing(&rows).into_iter().position(|differs| differs)?;
        rows.into_iter().nth(at)
    }

    /// Which of some cases are classified differently.
    fn differing(&self, rows: &[Row]) -> Vec<bool> {
        let none = || vec![None; rows.len()];
        let of_a = self.states(self.pair.a, self.pair.of_a, |input| input.of_a, rows).unwrap_or_else(none);
        let of_b = self.states(self.pair.b, self.pair.of_b, |input| input.of_b, rows).unwrap_or_else(none);
        let differs =
            |(i, j): (Option<usize>, Option<usize>)| i.zip(j).is_some_and(|(i, j)| !self.outcomes.are_one(i, j));
        of_a.into_iter().zip(of_b).map(differs).collect()
    }

    /// What a policy makes of each case; none where it cannot run all of them.
    fn states(
        &self,
        of: &Methodology<'_>,
        scenario: QuantityId,
        input: impl Fn(&Input) -> QuantityId,
        rows: &[Row],
    ) -> Option<Vec<Option<usize>>> {
        let mut program = pruned(of.program, &needs(of.program, [scenario]));
        let table = program.quantity(scenario).table;
        all_optional(&mut program);
        let mut made = TableData { rows: rows.len(), ..TableData::default() };
        for (id, quantity, _) in program.columns(table) {
            let at = self.inputs.iter().position(|own| input(own) == id);
            let value = |row: &Row| at.and_then(|at| row.get(at).copied()).unwrap_or(f64::NAN);
            made.columns.insert(id, column(&quantity.ty, program.table(table).is_key(id), rows.iter().map(value)));
        }
        let mut data = Data::empty(&program);
        data.tables.get_mut(table.at()).into_iter().for_each(|slot| *slot = std::mem::take(&mut made));
        let options = RunOptions { exclusions: Exclusions::Leave, ..RunOptions::default() };
        let run = eval::run(&Arc::new(program), &data, of.parameters, &options).ok()?;
        Some((0..rows.len()).map(|row| state(&run, scenario, row)).collect())
    }

    /// The case with fewer values and shorter ones, as long as it is classified differently.
    fn smaller(&mut self, found: Row) -> Row {
        let mut row = found;
        while let Some(fewer) = self.among(self.without_one(&row)) {
            row = fewer;
        }
        for at in 0..row.len() {
            let shorter: Vec<Row> = self.simpler(at, &row);
            row = self.among(shorter).unwrap_or(row);
        }
        row
    }

    fn without_one(&self, row: &Row) -> Vec<Row> {
        let given = row.iter().enumerate().filter(|(_, value)| !value.is_nan()).map(|(at, _)| at);
        given.map(|at| row.iter().enumerate().map(|(i, x)| if i == at { f64::NAN } else { *x }).collect()).collect()
    }

    /// The same with another value of one input that is shorter to write, the shortest first.
    fn simpler(&self, at: usize, row: &Row) -> Vec<Row> {
        let (Some(input), Some(now)) = (self.inputs.get(at), row.get(at).copied().filter(|x| !x.is_nan())) else {
            return Vec::new();
        };
        let length = |x: f64| super::block::digits(x, input.percent);
        let mut values = input.values.clone();
        if let (false, Some(low), Some(high)) = (input.whole, input.values.first(), input.values.last()) {
            values.extend(between(*low, *high, false));
        }
        values.retain(|x| length(*x) < length(now));
        values.sort_by(|x, y| length(*x).cmp(&length(*y)).then((x - now).abs().total_cmp(&(y - now).abs())));
        let with = |value: f64| row.iter().enumerate().map(|(i, x)| if i == at { value } else { *x }).collect();
        values.into_iter().map(with).collect()
    }

    /// The case as it is told.
    fn case(&self, row: &Row) -> Option<Case> {
        let of = |program: &Program, input: &dyn Fn(&Input) -> QuantityId| -> Vec<(Expr, Value)> {
            let given = self.inputs.iter().zip(row).filter(|(_, value)| !value.is_nan());
            given
                .map(|(own, value)| {
                    let id = input(own);
                    (super::follow(program, &[], id), told(&program.quantity(id).ty, *value))
                })
                .collect()
        };
        let (in_a, in_b) = (of(self.pair.a.program, &|own| own.of_a), of(self.pair.b.program, &|own| own.of_b));
        let one = std::slice::from_ref(row);
        let i = self.states(self.pair.a, self.pair.of_a, |own| own.of_a, one)?.first().copied()??;
        let j = self.states(self.pair.b, self.pair.of_b, |own| own.of_b, one)?.first().copied()??;
        let said = [self.outcomes.a.get(i).map(String::as_str), self.outcomes.b.get(j).map(String::as_str)];
        self.pair.case(&in_a, &in_b, said, How::Search)
    }
}

fn thinned(values: &[f64]) -> impl Iterator<Item = f64> + '_ {
    let last = values.len().saturating_sub(1);
    let count = values.len().min(TOGETHER);
    (0..count).filter_map(move |at| values.get(at * last / count.saturating_sub(1).max(1)).copied())
}

fn told(ty: &Type, value: f64) -> Value {
    match ty {
        Type::YesNo => Value::YesNo(value != 0.0),
        Type::Member(_) => Value::Member(value as u8),
        Type::Number(_) | Type::Date | Type::Text | Type::Link(_) => Value::Number(value),
    }
}

/// Whatever is not given is missing, as in an example.
fn all_optional(program: &mut Program) {
    for quantity in &mut program.quantities {
        if let Origin::Column(ColumnSource { optional, .. }) = &mut quantity.origin {
            *optional = true;
        }
    }
    program.tables.iter_mut().for_each(|table| table.inline = None);
}

/// A column of such values; keys are the numbers of the rows.
fn column(ty: &Type, key: bool, values: impl Iterator<Item = f64>) -> Column {
    let gone = Missing::Unavailable;
    match ty {
        Type::Number(_) | Type::Date => {
            let each = values.enumerate().map(|(row, x)| match (key, x.is_nan()) {
                (true, _) => row as f64,
                (false, true) => number::missing(gone),
                (false, false) => x,
            });
            Column::Number(Arc::new(each.collect()))
        }
        Type::YesNo => {
            let each = values.map(|x| if x.is_nan() { yes_no::missing(gone) } else { yes_no::from(x != 0.0) });
            Column::YesNo(Arc::new(each.collect()))
        }
        Type::Member(_) => {
            let each = values.map(|x| if x.is_nan() { member::missing(gone) } else { x as u8 });
            Column::Member(Arc::new(each.collect()))
        }
        Type::Link(_) => Column::Link(Arc::new(values.map(|_| link::missing(gone)).collect())),
        Type::Text => {
            let mut texts = TextPool::default();
            let codes: Vec<u32> = values
                .enumerate()
                .map(|(row, _)| if key { texts.push(&row.to_string()) } else { link::missing(gone) })
                .collect();
            Column::Text(TextColumn { codes: (!key).then(|| Arc::new(codes)), texts: Arc::new(texts) })
        }
    }
}
