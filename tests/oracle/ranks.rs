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

    /// What is compared, one after the other, so that the smallest comes first; what is missing comes last.
    fn places(&self, rule: &RankRule, value: f64, row: usize) -> Vec<f64> {
        let sign = |higher_first: bool| if higher_first { -1.0 } else { 1.0 };
        let further = rule
            .then
            .iter()
            .map(|(by, higher_first)| self.part(*by, row).number().map_or(f64::INFINITY, |x| sign(*higher_first) * x));
        std::iter::once(sign(rule.higher_first) * value).chain(further).collect()
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
        let others: Vec<Vec<f64>> = group
            .into_iter()
            .filter(|r| self.is_ranked(table, rule, *r))
            .filter_map(|r| Some(self.places(rule, self.value(rule.of, r).number()?, r)))
            .collect();
        let own = self.places(rule, own, row);
        let ahead: Vec<&Vec<f64>> = others.iter().filter(|places| **places < own).collect();
        let equal = others.iter().filter(|places| **places == own).count();
        let mut distinct: Vec<&Vec<f64>> = Vec::new();
        for places in &ahead {
            if !distinct.contains(places) {
                distinct.push(places);
            }
        }
        V::Number(match rule.ties {
            Ties::Min => (ahead.len() + 1) as f64,
            Ties::Max => (ahead.len() + equal) as f64,
            Ties::Mean => ahead.len() as f64 + (equal + 1) as f64 / 2.0,
            Ties::Dense => (distinct.len() + 1) as f64,
        })
    }
}
