//! Indices: steps in the order written, the missing rule, aggregation, rounding.

use bareme::program::{Index, Missing, MissingRule, NormaliseStep, QuantityId, Step, TableId, Type, Weighing};

use super::normalise::{aggregate, normalise};
use super::prepare::Parts;
use super::{NoValues, Oracle, Place, V, decimal, finite, gone};

impl Oracle<'_> {
    pub(super) fn index(&self, table: TableId, index: &Index) -> Vec<V> {
        let rows = self.rows(table);
        let mut parts = self.parts(table, index);
        let mut weights = index.weights.clone();
        for (at, step) in index.steps.iter().enumerate() {
            self.weigh(table, index, at, &parts, &mut weights);
            match step {
                Step::Weigh(weigh) => {
                    for (part, factor) in parts.values.iter_mut().zip(&weigh.factors) {
                        part.iter_mut().for_each(|v| {
                            if let V::Number(x) = v {
                                *v = finite(*x * factor);
                            }
                        });
                    }
                }
                Step::Normalise(step) => self.step(table, step, &mut parts.values),
                Step::Treat(step) => self.treat(table, step, &mut parts),
                Step::Impute(step) => self.impute(table, step, &mut parts),
                Step::Screen(step) => self.screen(table, step, &mut parts),
            }
        }
        self.weigh(table, index, index.steps.len(), &parts, &mut weights);
        let whole = index.aggregate.whole().map(|_| self.whole(table, (index, &weights), &parts));
        (0..rows).map(|row| self.index_of_row(table, (index, &weights), &parts, whole.as_deref(), row)).collect()
    }

    /// Weights from the data, where they are computed at this point.
    fn weigh(&self, table: TableId, index: &Index, at: usize, parts: &Parts, weights: &mut Vec<f64>) {
        if let Weighing::Computed(computed) = &index.weighing
            && computed.after == at
        {
            let included: Vec<usize> = (0..self.rows(table)).filter(|row| self.is_included(table, *row)).collect();
            // Scores stand in for missing values once all steps have run.
            let score = |part: usize, row: usize| parts.scores[part][row].filter(|_| at == index.steps.len());
            let value = |part: usize, row: usize| parts.values[part][row].number().or(score(part, row));
            let values = (0..index.parts.len()).map(|p| included.iter().map(|row| value(p, *row)).collect::<Vec<_>>());
            match super::weights::weights(computed, &values.collect::<Vec<_>>()) {
                Some(found) => *weights = found,
                None => {
                    self.failed.borrow_mut().get_or_insert(NoValues::Undetermined);
                }
            }
        }
    }

    /// A part's value as a number: levels count as theirs.
    pub(super) fn part(&self, id: QuantityId, row: usize) -> V {
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
                    .filter(|r| step.among.as_ref().is_none_or(|a| self.eval(a, Place::row(*r)) == V::YesNo(true)))
                    .filter_map(|r| before[r].number())
                    .collect();
                let z = normalise(step.method.name(), &step.options, setting, x, &others);
                *value = finite(z.unwrap_or(step.degenerate));
            }
        }
    }

    fn index_of_row(
        &self,
        table: TableId,
        (index, weights): (&Index, &[f64]),
        parts: &Parts,
        whole: Option<&[V]>,
        row: usize,
    ) -> V {
        if !self.is_included(table, row) {
            return gone(Missing::Inapplicable);
        }
        let cells = match self.cells(index, parts, row) {
            Ok(cells) => cells,
            Err(gone) => return gone,
        };
        let rounded = |y: f64| finite(index.rounding.map_or(y, |r| decimal::round(y, r.decimals, r.half_even)));
        if let Some(whole) = whole {
            return whole[row].number().map_or_else(|| whole[row].clone(), rounded);
        }
        if let Some(formula) = index.aggregate_options.formula() {
            let read = index.inputs.iter().map(|input| match self.eval(input, Place::row(row)) {
                V::YesNo(yes) => V::Number(f64::from(u8::from(yes))),
                value => value,
            });
            let cells: Vec<V> = cells.into_iter().chain(read).collect();
            let y = super::whole::formula(formula.steps(), &cells);
            return y.number().map_or_else(|| y.clone(), rounded);
        }
        let counted: Vec<(f64, f64)> =
            cells.iter().zip(weights).filter_map(|(v, w)| v.number().map(|z| (z, *w))).collect();
        let y = aggregate(index.aggregate.name(), &index.aggregate_options, &counted);
        if !y.is_finite() {
            return gone(Missing::Inapplicable);
        }
        rounded(y)
    }

    /// The parts of a row as they enter the aggregation; what the rules leave out is missing, of its kind. `Err`: the
    /// row has no result.
    pub(super) fn cells(&self, index: &Index, parts: &Parts, row: usize) -> Result<Vec<V>, V> {
        let value = |part: usize| match (&parts.values[part][row], parts.scores[part][row]) {
            (V::Missing(_), Some(score)) => V::Number(score),
            (value, _) => value.clone(),
        };
        // What was left out is no part any more.
        let (kept, out): (Vec<usize>, Vec<usize>) = (0..index.parts.len()).partition(|part| !parts.out[*part][row]);
        let mut cells: Vec<V> = vec![gone(Missing::Inapplicable); index.parts.len()];
        let mut counted = 0;
        let mut kinds: Vec<Missing> = Vec::new();
        for part in kept.iter().copied() {
            let rule = |kind: Missing| {
                let own = index.missing_as.iter().find(|(k, _)| *k == kind).map(|(_, rule)| *rule);
                own.unwrap_or(index.missing)
            };
            match value(part) {
                V::Number(x) => {
                    cells[part] = V::Number(x);
                    counted += 1;
                }
                V::Missing(kind) if rule(kind) == MissingRule::Zero => {
                    cells[part] = V::Number(0.0);
                    counted += 1;
                }
                V::Missing(kind) if rule(kind) == MissingRule::Fail => {
                    *self.failed.borrow_mut() = Some(NoValues::MissingFails);
                    return Err(gone(Missing::Unavailable));
                }
                V::Missing(kind) => {
                    cells[part] = gone(kind);
                    kinds.push(kind);
                }
                other => panic!("{other:?} is no number"),
            }
        }
        let propagates = |kind: &&Missing| {
            let own = index.missing_as.iter().find(|(k, _)| k == *kind).map(|(_, rule)| *rule);
            own.unwrap_or(index.missing) == MissingRule::Propagate
        };
        if let Some(kind) = kinds.iter().find(propagates) {
            return Err(gone(*kind));
        }
        let at_least = if let MissingRule::Skip { at_least } = index.missing { at_least.max(1) } else { 1 };
        if counted < at_least.min(kept.len()).max(1) {
            let left_out = (!out.is_empty()).then_some(Missing::Unavailable);
            return Err(gone(kinds.first().copied().or(left_out).unwrap_or(Missing::Inapplicable)));
        }
        Ok(cells)
    }
}
