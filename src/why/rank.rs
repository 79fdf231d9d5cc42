//! A rank in one row, and the rows next to it.

use std::cmp::Ordering;

use super::how::{FurtherHow, NeighbourHow, RankHow};
use super::rows::Rows;
use crate::eval::Column;
use crate::program::{QuantityId, RankRule, Ties, Type, Value};

impl Rows<'_> {
    /// A rank in a row of its table.
    pub(super) fn rank(&self, id: QuantityId, rule: &RankRule, row: usize) -> RankHow {
        let program = self.program();
        let table = program.quantity(id).table;
        let further = |(by, higher_first): &(QuantityId, bool)| FurtherHow {
            name: program.quantity(*by).name.clone(),
            higher_first: *higher_first,
            value: self.plain(*by, row),
        };
        let mut how = RankHow {
            ranks: program.quantity(rule.of).name.clone(),
            higher_first: rule.higher_first,
            then: rule.then.iter().map(further).collect(),
            ties: Ties::ALL.iter().find(|(_, t)| *t == rule.ties).map_or("min", |(name, _)| name),
            within: rule.within.iter().map(|f| program.quantity(*f).name.clone()).collect(),
            ranked: 0,
            ahead: 0,
            values_ahead: None,
            equal: 0,
            value: self.plain(rule.of, row),
            above: None,
            below: None,
        };
        let (Some(Column::Number(values)), Some(Column::Number(ranks))) =
            (self.assessment.column(rule.of), self.assessment.column(id))
        else {
            return how;
        };
        let value = |row: usize| values.get(row).copied().unwrap_or(f64::NAN);
        if ranks.get(row).is_none_or(|r| r.is_nan()) {
            return how;
        }
        let order = |a: usize, b: usize| self.order(rule, (a, value(a)), (b, value(b)));
        let mut ahead: Vec<usize> = Vec::new();
        let (mut above, mut below): (Option<usize>, Option<usize>) = (None, None);
        for (other, rank) in ranks.iter().enumerate() {
            if rank.is_nan() || !rule.within.iter().all(|f| self.assessment.agree(*f, row, other)) {
                continue;
            }
            how.ranked += 1;
            match order(other, row) {
                Ordering::Equal => how.equal += 1,
                Ordering::Less => {
                    how.ahead += 1;
                    if rule.ties == Ties::Dense {
                        ahead.push(other);
                    }
                    if above.is_none_or(|nearest| order(other, nearest).is_gt()) {
                        above = Some(other);
                    }
                }
                Ordering::Greater => {
                    if below.is_none_or(|nearest| order(other, nearest).is_lt()) {
                        below = Some(other);
                    }
                }
            }
        }
        if rule.ties == Ties::Dense {
            ahead.sort_unstable_by(|a, b| order(*a, *b));
            ahead.dedup_by(|a, b| order(*a, *b).is_eq());
            how.values_ahead = Some(ahead.len());
        }
        let neighbour = |other: usize| NeighbourHow {
            row: self.row(table, other),
            value: value(other),
            distance: value(other) - value(row),
            then: rule.then.iter().map(|(by, _)| self.plain(*by, other)).collect(),
        };
        how.above = above.map(neighbour);
        how.below = below.map(neighbour);
        how
    }

    /// Which of two rows comes first.
    fn order(&self, rule: &RankRule, (a, of_a): (usize, f64), (b, of_b): (usize, f64)) -> Ordering {
        let further = |order: Ordering, (by, higher_first): &(QuantityId, bool)| {
            order.then_with(|| RankRule::order(*higher_first, self.ordered(*by, a), self.ordered(*by, b)))
        };
        rule.then.iter().fold(RankRule::order(rule.higher_first, of_a, of_b), further)
    }

    /// A value as ranks compare it; NaN where it is missing.
    fn ordered(&self, id: QuantityId, row: usize) -> f64 {
        let member = |at: u8| match self.program().quantity(id).ty {
            Type::Member(scale) => self.program().scale(scale).members.get(usize::from(at)).map(|m| m.number),
            Type::Number(_) | Type::Date | Type::YesNo | Type::Text | Type::Link(_) => None,
        };
        match self.assessment.column(id).map(|column| column.value(row)) {
            Some(Value::Number(x)) => x,
            Some(Value::YesNo(yes)) => f64::from(u8::from(yes)),
            Some(Value::Member(at)) => member(at).unwrap_or(f64::NAN),
            Some(Value::Text(_) | Value::Missing(_)) | None => f64::NAN,
        }
    }
}
