//! Runs a policy again and again with other cells, in search of the smallest change.

use std::sync::Arc;

use super::given::{Given, apply};
use super::reach::{CellMove, Searched, Way};
use super::rows::day;
use super::tree::Plain;
use crate::eval::{self, Data, RunOptions};
use crate::program::{Program, QuantityId, Value};

/// Steps in which the room on one side is looked through.
const STEPS: u32 = 16;

/// How often what is left is halved.
const HALVINGS: usize = 48;

/// A cell that may change.
pub(super) struct Axis {
    pub id: QuantityId,
    pub name: String,
    /// As it is; NaN where it is missing.
    pub from: f64,
    pub low: f64,
    pub high: f64,
    pub declared: bool,
    pub kind: AxisKind,
    /// Of levels and categories their names.
    pub names: Vec<String>,
}

/// What the values of a cell are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum AxisKind {
    Number,
    /// All of its column are whole.
    Whole,
    /// Days since 1970-01-01.
    Day,
    /// Levels of a scale by their position.
    Level,
    /// Members of a scale without order, by their position: every other one is as far.
    Category,
    /// 0 is no and 1 yes.
    YesNo,
}

impl Axis {
    pub fn span(&self) -> f64 {
        self.high - self.low
    }

    fn share(&self, to: f64) -> f64 {
        match self.kind {
            AxisKind::Category => f64::from(u8::from(to != self.from)),
            AxisKind::Number | AxisKind::Whole | AxisKind::Day | AxisKind::Level | AxisKind::YesNo => {
                (to - self.from).abs() / self.span()
            }
        }
    }

    /// A value as it is told.
    fn plain(&self, x: f64) -> Plain {
        match self.kind {
            AxisKind::Number | AxisKind::Whole => Plain::Number(x),
            AxisKind::Day => Plain::Text(day(x)),
            AxisKind::Level | AxisKind::Category => {
                Plain::Text(self.names.get(x as usize).cloned().unwrap_or_default())
            }
            AxisKind::YesNo => Plain::YesNo(x != 0.0),
        }
    }

    fn value(&self, x: f64) -> Value {
        match self.kind {
            AxisKind::Number | AxisKind::Whole | AxisKind::Day => Value::Number(x),
            AxisKind::Level | AxisKind::Category => Value::Member(x as u8),
            AxisKind::YesNo => Value::YesNo(x != 0.0),
        }
    }

    /// All other values, the nearest first, where they are few; `None` for numbers and days.
    fn choices(&self) -> Option<Vec<f64>> {
        match self.kind {
            AxisKind::Number | AxisKind::Whole | AxisKind::Day => None,
            AxisKind::Level | AxisKind::Category | AxisKind::YesNo => {
                let count = self.span() as usize + 1;
                let mut all: Vec<f64> = (0..count).map(|at| at as f64).filter(|x| *x != self.from).collect();
                all.sort_by(|a, b| self.share(*a).total_cmp(&self.share(*b)));
                Some(all)
            }
        }
    }

    pub fn searched(&self) -> Searched {
        let choices = match self.kind {
            AxisKind::Category => self.names.clone(),
            AxisKind::Number | AxisKind::Whole | AxisKind::Day | AxisKind::Level | AxisKind::YesNo => Vec::new(),
        };
        let ends = choices.is_empty().then(|| (self.plain(self.low), self.plain(self.high)));
        let (low, high) = ends.unzip();
        Searched { name: self.name.clone(), low, high, choices, declared: self.declared, id: self.id }
    }
}

/// Runs the policy with other cells.
pub(super) struct Search<'a> {
    pub program: Arc<Program>,
    pub data: &'a Data,
    pub parameters: &'a [(Value, bool)],
    pub options: RunOptions,
    pub row: usize,
    pub scenario: QuantityId,
    pub member: u8,
    pub runs: usize,
    pub most: usize,
}

impl Search<'_> {
    /// Whether the row has the outcome with these values.
    fn holds(&mut self, cells: &[(&Axis, f64)]) -> bool {
        if self.runs >= self.most {
            return false;
        }
        self.runs += 1;
        let given = cells.iter().map(|(axis, x)| Given {
            name: axis.name.clone(),
            quantity: axis.id,
            row: self.row,
            value: axis.value(*x),
        });
        let data = apply(&self.program, self.data, &given.collect::<Vec<_>>());
        let run = eval::run(&self.program, &data, self.parameters, &self.options);
        run.is_ok_and(|run| run.value(self.scenario, self.row) == Value::Member(self.member))
    }

    /// The smallest change of one cell; of categories every one that does.
    pub fn alone(&mut self, axis: &Axis) -> Vec<Way> {
        match axis.choices() {
            Some(choices) => {
                let mut found = Vec::new();
                for to in choices {
                    if self.holds(&[(axis, to)]) {
                        found.push(way(&[(axis, to)]));
                        if axis.kind != AxisKind::Category {
                            break;
                        }
                    }
                }
                found
            }
            None => self.nearest(None, axis).map(|to| way(&[(axis, to)])).into_iter().collect(),
        }
    }

    /// The nearest number with which the outcome holds, beside another cell that has changed.
    fn nearest(&mut self, beside: Option<(&Axis, f64)>, axis: &Axis) -> Option<f64> {
        let ends = [axis.high, axis.low];
        let ways: Vec<f64> = ends.into_iter().filter_map(|end| self.towards(beside, axis, end)).collect();
        ways.into_iter().min_by(|a, b| axis.share(*a).total_cmp(&axis.share(*b)))
    }

    /// The lowest value of a missing cell with which the outcome holds; of categories the first.
    pub fn lowest(&mut self, axis: &Axis) -> Option<Plain> {
        if let Some(choices) = axis.choices() {
            return choices.into_iter().find(|x| self.holds(&[(axis, *x)])).map(|x| axis.plain(x));
        }
        let axis = &Axis { from: axis.low, names: Vec::new(), name: axis.name.clone(), ..*axis };
        if self.holds(&[(axis, axis.low)]) {
            return Some(axis.plain(axis.low));
        }
        self.towards(None, axis, axis.high).map(|x| axis.plain(x))
    }

    /// The nearest value on the way to an end with which the outcome holds.
    fn towards(&mut self, beside: Option<(&Axis, f64)>, axis: &Axis, end: f64) -> Option<f64> {
        if end == axis.from {
            return None;
        }
        let cells = |x: f64| beside.into_iter().chain([(axis, x)]).collect::<Vec<_>>();
        // Few values there are: all are tried.
        if axis.kind != AxisKind::Number && (end - axis.from).abs() <= f64::from(STEPS) {
            let step = (end - axis.from).signum();
            let count = (end - axis.from).abs() as u32;
            return (1..=count).map(|n| axis.from + step * f64::from(n)).find(|x| self.holds(&cells(*x)));
        }
        let at = |share: f64| axis.from + (end - axis.from) * share;
        let share = self.smallest(&mut |search, share| search.holds(&cells(settled(axis, at(share), end))))?;
        Some(self.tidied(beside, axis, at(share), end))
    }

    /// The smallest of the shares from 0 to 1 for which something holds: the first of the steps, and then by halves.
    fn smallest(&mut self, holds: &mut dyn FnMut(&mut Self, f64) -> bool) -> Option<f64> {
        let shares = (1..=STEPS).map(|n| f64::from(n) / f64::from(STEPS));
        let mut good = None;
        for share in shares {
            if holds(self, share) {
                good = Some(share);
                break;
            }
        }
        let mut good = good?;
        let mut bad = good - 1.0 / f64::from(STEPS);
        for _ in 0..HALVINGS {
            let middle = (good + bad) / 2.0;
            if middle <= bad || middle >= good {
                break;
            }
            if holds(self, middle) {
                good = middle;
            } else {
                bad = middle;
            }
        }
        Some(good)
    }

    /// The value with as few digits as do, rounded away from where the row is.
    fn tidied(&mut self, beside: Option<(&Axis, f64)>, axis: &Axis, to: f64, end: f64) -> f64 {
        let to = settled(axis, to, end);
        let cells = |x: f64| beside.into_iter().chain([(axis, x)]).collect::<Vec<_>>();
        if axis.kind != AxisKind::Number {
            return to;
        }
        let up = end > axis.from;
        for decimals in 0..=9 {
            let power = libm::pow(10.0, f64::from(decimals)) * if axis.span() < 1.0 { 100.0 } else { 1.0 };
            let scaled = if up { (to * power).ceil() } else { (to * power).floor() };
            let short = scaled / power;
            let within = if up { short <= end } else { short >= end };
            let near = (short - to).abs() <= 1e-3 * (to - axis.from).abs();
            if within && near && self.holds(&cells(short)) {
                return short;
            }
        }
        to
    }

    /// The best two cells that change together, if both move less than `best`. Two numbers move by the same share.
    pub fn pairs(&mut self, axes: &[Axis], best: f64) -> Option<Way> {
        let mut found: Option<Way> = None;
        for (at, one) in axes.iter().enumerate() {
            for other in axes.iter().skip(at + 1) {
                let most = found.as_ref().map_or(best, |way| way.share);
                let way = match (one.choices(), other.choices()) {
                    (None, None) => self.both_move((one, other), most),
                    (Some(choices), _) => self.one_of((one, choices), other, (best, most)),
                    (None, Some(choices)) => self.one_of((other, choices), one, (best, most)),
                };
                found = [found, way].into_iter().flatten().reduce(|a, b| if less(&b, &a) { b } else { a });
            }
        }
        found
    }

    /// Two numbers, each in both directions.
    fn both_move(&mut self, (one, other): (&Axis, &Axis), best: f64) -> Option<Way> {
        let mut found: Option<Way> = None;
        for (one_end, other_end) in ends(one, other) {
            let most = found.as_ref().map_or(best, |w| w.share).min(1.0);
            let cells =
                |share: f64| [(one, moved(one, one_end, share * most)), (other, moved(other, other_end, share * most))];
            let share = self.smallest(&mut |search, share| search.holds(&cells(share)));
            let Some(share) = share else { continue };
            let way = way(&cells(share));
            // Less than the best so far, and by more than the last of the halves.
            if way.share < most * (1.0 - 1e-6) && way.cells.len() == 2 {
                found = Some(way);
            }
        }
        found
    }

    /// One cell takes another of few values, and the other one moves as little as does then: less than `best`, and no
    /// more than `most`.
    fn one_of(&mut self, (one, choices): (&Axis, Vec<f64>), other: &Axis, (best, most): (f64, f64)) -> Option<Way> {
        let near = |axis: &Axis, x: f64| axis.share(x) <= most && axis.share(x) < best;
        let mut found: Option<Way> = None;
        for choice in choices.into_iter().filter(|x| near(one, *x)) {
            let to = match other.choices() {
                None => self.nearest(Some((one, choice)), other),
                Some(others) => {
                    let mut others = others.into_iter().filter(|x| near(other, *x));
                    others.find(|x| self.holds(&[(one, choice), (other, *x)]))
                }
            };
            let Some(way) = to.map(|to| way(&[(one, choice), (other, to)])) else { continue };
            let better = found.as_ref().is_none_or(|found| less(&way, found));
            if better && way.share < best * (1.0 - 1e-6) && way.cells.len() == 2 {
                found = Some(way);
            }
        }
        found
    }
}

/// Whether a change is smaller than another: its larger move is, or, where these are equal, both moves together are.
fn less(way: &Way, than: &Way) -> bool {
    let all = |way: &Way| way.cells.iter().map(|c| c.share).sum::<f64>();
    way.share < than.share || way.share == than.share && all(way) < all(than)
}

/// The four ways in which two cells can move together.
fn ends(one: &Axis, other: &Axis) -> [(f64, f64); 4] {
    [(one.high, other.high), (one.high, other.low), (one.low, other.high), (one.low, other.low)]
}

/// A cell moved by a share of its range, no further than the end.
fn moved(axis: &Axis, end: f64, share: f64) -> f64 {
    let by = share * axis.span();
    let x = if end > axis.from { (axis.from + by).min(end) } else { (axis.from - by).max(end) };
    settled(axis, x, end)
}

/// A value that the column can have: whole numbers stay whole, away from where the row is.
fn settled(axis: &Axis, x: f64, end: f64) -> f64 {
    match axis.kind {
        AxisKind::Number => x,
        AxisKind::Whole | AxisKind::Day | AxisKind::Level | AxisKind::Category | AxisKind::YesNo => {
            if end > axis.from {
                x.ceil().min(end)
            } else {
                x.floor().max(end)
            }
        }
    }
}

fn way(cells: &[(&Axis, f64)]) -> Way {
    let moves = cells.iter().filter(|(axis, to)| *to != axis.from).map(|(axis, to)| CellMove {
        name: axis.name.clone(),
        from: axis.plain(axis.from),
        to: axis.plain(*to),
        share: axis.share(*to),
        id: axis.id,
    });
    let cells: Vec<CellMove> = moves.collect();
    Way { share: cells.iter().map(|c| c.share).fold(0.0, f64::max), cells }
}
