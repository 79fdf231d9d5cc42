//! Tries many cases where two scenarios cannot be laid side by side: one value alone, two together, all of them.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::inputs::{ALONE, Input, inputs};
use super::real::state;
use super::{Absence, Case, How, Methodology, Outcomes, Pair};
use crate::cases::between;
use crate::column::{Column, TextColumn, TextPool, link, member, number, yes_no};
use crate::eval::{self, Data, Exclusions, RunOptions, TableData};
use crate::program::{ColumnSource, Expr, Missing, Origin, Program, QuantityId, TableId, Type, Value};
use crate::why::needs::{needs, pruned};

/// Values of one input, as numbers: members by their position, yes as 1. NaN: it is not given.
type Row = Vec<f64>;

/// As many cases with all values given are tried that have nothing in common.
const SCATTERED: usize = 20_000;
/// As many cases of two values are tried.
const MOST_PAIRS: usize = 100_000;

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
        let of_a = self.states(self.pair.a, self.pair.of_a, 0, rows).unwrap_or_else(none);
        let of_b = self.states(self.pair.b, self.pair.of_b, 1, rows).unwrap_or_else(none);
        let differs =
            |(i, j): (Option<usize>, Option<usize>)| i.zip(j).is_some_and(|(i, j)| !self.outcomes.are_one(i, j));
        of_a.into_iter().zip(of_b).map(differs).collect()
    }

    /// What the first or the second policy makes of each case; none where it cannot run all of them. Each row links to a
    /// row of its own wherever something is given of that.
    fn states(
        &self,
        of: &Methodology<'_>,
        scenario: QuantityId,
        side: usize,
        rows: &[Row],
    ) -> Option<Vec<Option<usize>>> {
        let mut program = pruned(of.program, &needs(of.program, [scenario]));
        let table = program.quantity(scenario).table;
        all_optional(&mut program);
        let own = |ids: &[QuantityId; 2]| ids.get(side).copied();
        let link = |input: &Input| input.link.as_ref().and_then(own);
        let mut data = Data::empty(&program);
        let linked = self.inputs.iter().filter_map(link).filter_map(|link| match program.quantity(link).ty {
            Type::Link(there) => Some(there),
            Type::Number(_) | Type::YesNo | Type::Member(_) | Type::Text | Type::Date => None,
        });
        for there in linked.chain([table]).collect::<BTreeSet<TableId>>() {
            let mut made = TableData { rows: rows.len(), ..TableData::default() };
            for (id, quantity, _) in program.columns(there) {
                let at = self.inputs.iter().position(|input| own(&input.of) == Some(id));
                let given = |row: &Row, at: usize| row.get(at).copied().unwrap_or(f64::NAN);
                let through: Vec<usize> =
                    (0..self.inputs.len()).filter(|at| self.inputs.get(*at).and_then(link) == Some(id)).collect();
                let value = |(number, row): (usize, &Row)| match at {
                    Some(at) => given(row, at),
                    None if through.iter().any(|at| !given(row, *at).is_nan()) => number as f64,
                    None => f64::NAN,
                };
                let values = rows.iter().enumerate().map(value);
                made.columns.insert(id, column(&quantity.ty, program.table(there).is_key(id), values));
            }
            data.tables.get_mut(there.at()).into_iter().for_each(|slot| *slot = std::mem::take(&mut made));
        }
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
        let of = |program: &Program, side: usize| -> Vec<(Expr, Value)> {
            let given = self.inputs.iter().zip(row).filter(|(_, value)| !value.is_nan());
            given
                .filter_map(|(own, value)| {
                    let (id, link) = (*own.of.get(side)?, own.link.as_ref().and_then(|link| link.get(side)));
                    let links: Vec<QuantityId> = link.copied().into_iter().collect();
                    Some((super::follow(program, &links, id), told(&program.quantity(id).ty, *value)))
                })
                .collect()
        };
        let (in_a, in_b) = (of(self.pair.a.program, 0), of(self.pair.b.program, 1));
        let one = std::slice::from_ref(row);
        let i = self.states(self.pair.a, self.pair.of_a, 0, one)?.first().copied()??;
        let j = self.states(self.pair.b, self.pair.of_b, 1, one)?.first().copied()??;
        let said = [self.outcomes.a.get(i).map(String::as_str), self.outcomes.b.get(j).map(String::as_str)];
        self.pair.case(&in_a, &in_b, said, How::Search)
    }
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
        Type::Link(_) => {
            let each = values.map(|x| if x.is_nan() { link::missing(gone) } else { x as u32 });
            Column::Link(Arc::new(each.collect()))
        }
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
