//! Values from many rows.

use bareme::program::{Aggregate, AggregateFunction, Expr, InYear, Missing, Over, Type};

use super::expressions::median;
use super::{Oracle, Place, V, finite, gone};

impl Oracle<'_> {
    pub(super) fn aggregate(&self, aggregate: &Aggregate, place: Place<'_>, ty: &Type) -> V {
        let (table, rows) = match &aggregate.over {
            Over::InYear(row) => return self.in_year(row, aggregate.value.as_ref().unwrap(), place),
            Over::Table(table) => (*table, Ok((0..self.rows(*table)).collect())),
            Over::Group(table, within) => (*table, self.group(*table, within, place.row)),
            Over::Linking { table, link } => {
                let links = |row: &usize| self.value(*link, *row) == V::Row(place.row);
                (*table, Ok((0..self.rows(*table)).filter(links).collect::<Vec<_>>()))
            }
            Over::Summarised { table, summary } => {
                let chosen = aggregate.function != AggregateFunction::Share || aggregate.value.is_some();
                (*table, Ok(self.rows_of_group(*summary, *table, place.row, chosen)))
            }
        };
        let takes_part = |row: usize| {
            let here = place.at(row);
            (place.in_gate || self.is_included(table, row))
                && aggregate.filter.as_ref().is_none_or(|f| self.eval(f, here) == V::YesNo(true))
        };
        let weight = |row: usize| match aggregate.order.as_ref().or(aggregate.weight.as_ref()) {
            Some(w) => self.eval(w, place.at(row)).number(),
            None => Some(1.0),
        };
        if let (AggregateFunction::Rank, Some(value)) = (aggregate.function, &aggregate.value) {
            // Who takes no part has no rank; then what is missing stays so.
            if !takes_part(place.row) {
                return gone(Missing::Inapplicable);
            }
            if let V::Missing(kind) = self.eval(value, place) {
                return gone(kind);
            }
        }
        let rows: Vec<usize> = match rows {
            Ok(rows) => rows,
            Err(kind) => return gone(kind),
        };
        // What has no weight above 0 takes no part; the order of `latest` is no weight.
        let weighs = |row: usize| weight(row).is_some_and(|w| w > 0.0 || aggregate.order.is_some());
        let rows: Vec<usize> = rows.into_iter().filter(|r| takes_part(*r) && weighs(*r)).collect();
        if let (AggregateFunction::Share, None, Over::Summarised { summary, .. }) =
            (aggregate.function, &aggregate.value, &aggregate.over)
        {
            let answers = rows.iter().map(|row| (self.answer(*summary, place.row, *row), weight(*row).unwrap()));
            let known: Vec<(V, f64)> = answers.filter(|(v, _)| v.missing().is_none()).collect();
            return summarise(AggregateFunction::Share, &known, None);
        }
        let Some(value) = &aggregate.value else { return V::Number(rows.len() as f64) };
        let value = |row: usize| self.eval(value, place.at(row));
        if aggregate.function == AggregateFunction::Rank {
            let own = position(&value(place.row));
            let values = rows.iter().map(|r| value(*r)).filter(|v| v.missing().is_none());
            return V::Number(1.0 + values.filter(|v| position(v) > own).count() as f64);
        }
        let known: Vec<(V, f64)> =
            rows.iter().map(|r| (value(*r), weight(*r).unwrap())).filter(|(v, _)| v.missing().is_none()).collect();
        let quantile = aggregate.quantile.as_ref().and_then(|q| self.eval(q, place).number());
        let result = summarise(aggregate.function, &known, quantile);
        match (&result, ty) {
            (V::Number(x), Type::Member(_)) => V::Member(*x as u8),
            _ => result,
        }
    }
}

impl Oracle<'_> {
    /// The value of the row of the same entity and another year.
    fn in_year(&self, wanted: &InYear, value: &Expr, place: Place<'_>) -> V {
        let year = self.eval(&wanted.year, place);
        if let Some(kind) = year.missing() {
            return gone(kind);
        }
        let entity = if wanted.linking { V::Row(place.row) } else { self.value(wanted.entity, place.row) };
        let is_it = |row: &usize| self.value(wanted.entity, *row) == entity && self.value(wanted.year_of, *row) == year;
        match (0..self.rows(wanted.table)).find(is_it) {
            Some(row) => self.eval(value, place.at(row)),
            None => gone(Missing::Unavailable),
        }
    }
}

/// Levels by their position.
fn position(value: &V) -> f64 {
    match value {
        V::Number(x) => *x,
        V::Member(m) => f64::from(*m),
        other => panic!("{other:?} is no number"),
    }
}

fn summarise(function: AggregateFunction, known: &[(V, f64)], quantile: Option<f64>) -> V {
    let yes = known.iter().filter(|(v, _)| *v == V::YesNo(true)).count();
    let is_yes_no = known.iter().any(|(v, _)| matches!(v, V::YesNo(_)));
    let x = || known.iter().map(|(v, _)| position(v)).collect::<Vec<_>>();
    let weights: f64 = known.iter().map(|(_, w)| w).sum();
    let weighted = || known.iter().map(|(v, w)| w * position(v)).sum::<f64>();
    let none = gone(Missing::Inapplicable);
    match function {
        AggregateFunction::Sum => finite(weighted() + 0.0),
        AggregateFunction::Count if is_yes_no => V::Number(yes as f64),
        AggregateFunction::Count => V::Number(known.iter().filter(|(v, _)| !matches!(v, V::YesNo(_))).count() as f64),
        AggregateFunction::Any => V::YesNo(yes > 0),
        AggregateFunction::All => V::YesNo(yes == known.len()),
        _ if known.is_empty() => none,
        AggregateFunction::Mean => finite(weighted() / weights),
        AggregateFunction::Share => {
            let yes: f64 = known.iter().filter(|(v, _)| *v == V::YesNo(true)).map(|(_, w)| w).sum();
            finite(yes / weights)
        }
        AggregateFunction::Median if known.iter().any(|(_, w)| *w != known[0].1) => {
            let mut sorted: Vec<(f64, f64)> = known.iter().map(|(v, w)| (position(v), *w)).collect();
            sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
            let upto = |at: usize| sorted[..=at].iter().map(|(_, w)| w).sum::<f64>();
            let half = 0.5 * weights * (1.0 - 1e-12);
            let from = |at: usize| sorted[at..].iter().map(|(_, w)| w).sum::<f64>();
            let low = sorted[(0..sorted.len()).find(|at| upto(*at) >= half).unwrap()].0;
            let high = sorted[(0..sorted.len()).rev().find(|at| from(*at) >= half).unwrap()].0;
            V::Number((low + high) / 2.0)
        }
        AggregateFunction::Median => V::Number(median(&x())),
        AggregateFunction::LowerMedian => {
            let mut sorted: Vec<V> = known.iter().map(|(v, _)| v.clone()).collect();
            sorted.sort_by(|a, b| position(a).total_cmp(&position(b)));
            sorted[(sorted.len() - 1) / 2].clone()
        }
        AggregateFunction::Majority => {
            let votes = |v: &V| known.iter().filter(|(other, _)| other == v).count();
            let most = known.iter().map(|(v, _)| v).find(|v| 2 * votes(v) > known.len());
            most.cloned().unwrap_or(gone(Missing::Unknown))
        }
        AggregateFunction::Latest => {
            let last = known.iter().reduce(|a, b| if b.1 >= a.1 { b } else { a });
            last.unwrap().0.clone()
        }
        AggregateFunction::Min => V::Number(x().into_iter().reduce(f64::min).unwrap()),
        AggregateFunction::Max => V::Number(x().into_iter().reduce(f64::max).unwrap()),
        AggregateFunction::Deviation if known.len() == 1 => none,
        AggregateFunction::Deviation => {
            let n = known.len() as f64;
            let mean = x().iter().sum::<f64>() / n;
            finite((x().iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0)).sqrt())
        }
        AggregateFunction::Quantile => {
            let mut sorted = x();
            sorted.sort_by(f64::total_cmp);
            let at = quantile.unwrap() * (sorted.len() - 1) as f64;
            let (low, high) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
            V::Number(low + (at - at.floor()) * (high - low))
        }
        AggregateFunction::Rank => none,
    }
}
