//! A rank in one row, and the rows next to it.

use super::how::{NeighbourHow, RankHow};
use super::rows::Rows;
use crate::eval::Column;
use crate::program::{QuantityId, RankRule, Ties};

/// The nearest row on one side.
#[derive(Clone, Copy)]
struct Nearest {
    row: usize,
    value: f64,
}

impl Rows<'_> {
    /// A rank in a row of its table.
    pub(super) fn rank(&self, id: QuantityId, rule: &RankRule, row: usize) -> RankHow {
        let program = self.program();
        let table = program.quantity(id).table;
        let mut how = RankHow {
            ranks: program.quantity(rule.of).name.clone(),
            higher_first: rule.higher_first,
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
        let own = ranks.get(row).filter(|r| !r.is_nan()).and_then(|_| values.get(row).copied());
        let Some(own) = own else { return how };
        let mut ahead: Vec<f64> = Vec::new();
        let (mut above, mut below): (Option<Nearest>, Option<Nearest>) = (None, None);
        for (other, (value, rank)) in values.iter().zip(ranks.iter()).enumerate() {
            if rank.is_nan() || !rule.within.iter().all(|f| self.assessment.agree(*f, row, other)) {
                continue;
            }
            how.ranked += 1;
            let better = if rule.higher_first { *value > own } else { *value < own };
            if *value == own {
                how.equal += 1;
            } else if better {
                how.ahead += 1;
                if rule.ties == Ties::Dense {
                    ahead.push(*value);
                }
                nearer(&mut above, other, *value, own);
            } else {
                nearer(&mut below, other, *value, own);
            }
        }
        if rule.ties == Ties::Dense {
            ahead.sort_unstable_by(f64::total_cmp);
            ahead.dedup();
            how.values_ahead = Some(ahead.len());
        }
        let neighbour =
            |n: Nearest| NeighbourHow { row: self.row(table, n.row), value: n.value, distance: n.value - own };
        how.above = above.map(neighbour);
        how.below = below.map(neighbour);
        how
    }
}

fn nearer(nearest: &mut Option<Nearest>, row: usize, value: f64, own: f64) {
    if nearest.is_none_or(|n| (value - own).abs() < (n.value - own).abs()) {
        *nearest = Some(Nearest { row, value });
    }
}
