//! Indices: steps in the order written, the missing rule, aggregation, rounding.

use bareme::program::{Index, Missing, MissingRule, NormaliseStep, QuantityId, Step, TableId, Type};

use super::normalise::{aggregate, normalise};
use super::{Oracle, V, decimal, finite, gone};

impl Oracle<'_> {
    pub(super) fn index(&self, table: TableId, index: &Index) -> Vec<V> {
        let rows = self.rows(table);
        let mut parts: Vec<Vec<V>> =
            index.parts.iter().map(|p| (0..rows).map(|row| self.part(p.quantity, row)).collect()).collect();
        for step in &index.steps {
            match step {
                Step::Weigh(weigh) => {
                    for (part, factor) in parts.iter_mut().zip(&weigh.factors) {
                        part.iter_mut().for_each(|v| {
                            if let V::Number(x) = v {
                                *v = finite(*x * factor);
                            }
                        });
                    }
                }
                Step::Normalise(step) => self.step(table, step, &mut parts),
                Step::Treat(_) | Step::Impute(_) | Step::Screen(_) => panic!("the oracle does not prepare parts yet"),
            }
        }
        let whole = index.aggregate.whole().map(|_| self.whole(table, index, &parts));
        (0..rows).map(|row| self.index_of_row(table, index, &parts, whole.as_deref(), row)).collect()
    }

    /// A part's value as a number: levels count as theirs.
    fn part(&self, id: QuantityId, row: usize) -> V {
        match (self.value(id, row), &self.program.quantity(id).ty) {
            (V::Member(m), Type::Member(scale)) => V::Number(self.program.scale(*scale).members[usize::from(m)].number),
            (V::YesNo(yes), _) => V::Number(f64::from(u8::from(yes))),
            (value, _) => value,
        }
    }

    fn step(&self, table: TableId, step: &NormaliseStep, parts: &mut [Vec<V>]) {
        for (part, setting) in parts.iter_mut().zip(&step.parts) {
            let Some(setting) = setting else { continue };
            let before = part.clone();
            for (row, value) in part.iter_mut().enumerate() {
                let V::Number(x) = *value else { continue };
                if !self.is_included(table, row) {
                    continue;
                }
                let group = match self.group(table, &step.within, row) {
                    Ok(group) => group,
                    Err(kind) => {
                        *value = gone(kind);
                        continue;
                    }
                };
                let others: Vec<f64> = group
                    .into_iter()
                    .filter(|r| self.is_included(table, *r))
                    .filter_map(|r| before[r].number())
                    .collect();
                let z = normalise(step.method.name(), &step.options, setting, x, &others);
                *value = finite(z.unwrap_or(step.degenerate));
            }
        }
    }

    fn index_of_row(&self, table: TableId, index: &Index, parts: &[Vec<V>], whole: Option<&[V]>, row: usize) -> V {
        if !self.is_included(table, row) {
            return gone(Missing::Inapplicable);
        }
        let values: Vec<V> = parts.iter().map(|p| p[row].clone()).collect();
        let first_missing = values.iter().find_map(V::missing);
        let there = values.iter().filter(|v| v.missing().is_none()).count();
        match (index.missing, first_missing) {
            (MissingRule::Propagate, Some(kind)) => return gone(kind),
            (MissingRule::Skip { at_least }, Some(kind)) if there < at_least.max(1) => return gone(kind),
            (MissingRule::Fail, Some(_)) => {
                *self.failed.borrow_mut() = true;
                return gone(Missing::Unavailable);
            }
            _ => {}
        }
        let fill = if index.missing == MissingRule::Zero { Some(0.0) } else { None };
        let counted: Vec<(f64, f64)> =
            values.iter().zip(&index.weights).filter_map(|(v, w)| v.number().or(fill).map(|z| (z, *w))).collect();
        let rounded = |y: f64| finite(index.rounding.map_or(y, |r| decimal::round(y, r.decimals, r.half_even)));
        if let Some(whole) = whole {
            return whole[row].number().map_or_else(|| whole[row].clone(), rounded);
        }
        if let Some(formula) = index.aggregate_options.formula() {
            let filled: Vec<V> = values.iter().map(|v| v.number().or(fill).map_or_else(|| v.clone(), V::Number)).collect();
            let y = super::whole::formula(formula.steps(), &filled);
            return y.number().map_or_else(|| y.clone(), rounded);
        }
        let y = aggregate(index.aggregate.name(), &index.aggregate_options, &counted);
        if !y.is_finite() {
            return gone(Missing::Inapplicable);
        }
        rounded(y)
    }
}
