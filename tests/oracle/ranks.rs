//! Ranks of an index.

use bareme::program::{Missing, RankRule, TableId, Ties};

use super::{Oracle, Place, V, gone};

impl Oracle<'_> {
    pub(super) fn rank(&self, table: TableId, rule: &RankRule) -> Vec<V> {
        (0..self.rows(table)).map(|row| self.rank_of_row(table, rule, row)).collect()
    }

    fn is_ranked(&self, table: TableId, rule: &RankRule, row: usize) -> bool {
        let among = rule.among.as_ref().is_none_or(|a| self.eval(a, Place::row(row)) == V::YesNo(true));
        among && self.is_included(table, row)
    }

    fn rank_of_row(&self, table: TableId, rule: &RankRule, row: usize) -> V {
        if !self.is_ranked(table, rule, row) {
            return gone(Missing::Inapplicable);
        }
        let own = match self.value(rule.of, row) {
            V::Number(x) => x,
            other => return other,
        };
        let group = match self.group(table, &rule.within, row) {
            Ok(rows) => rows,
            Err(kind) => return gone(kind),
        };
        let others: Vec<f64> = group
            .into_iter()
            .filter(|r| self.is_ranked(table, rule, *r))
            .filter_map(|r| self.value(rule.of, r).number())
            .collect();
        let before = |x: f64| if rule.higher_first { x > own } else { x < own };
        let ahead: Vec<f64> = others.iter().copied().filter(|x| before(*x)).collect();
        let equal = others.iter().filter(|x| **x == own).count();
        let mut distinct = ahead.clone();
        distinct.sort_by(f64::total_cmp);
        distinct.dedup();
        V::Number(match rule.ties {
            Ties::Min => (ahead.len() + 1) as f64,
            Ties::Max => (ahead.len() + equal) as f64,
            Ties::Mean => ahead.len() as f64 + (equal + 1) as f64 / 2.0,
            Ties::Dense => (distinct.len() + 1) as f64,
        })
    }
}
