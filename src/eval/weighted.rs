//! The weighted median.

use std::sync::Arc;

use super::Column;
use super::aggregate::AggregateInput;
use super::column::number;
use crate::methods::order_statistics::middle_by_weight;
use crate::program::Missing;

/// For each group the value below and above which there is half of the weight; between two such values their mean.
pub(super) fn median(input: &AggregateInput<'_>) -> Column {
    let mut placed: Vec<(usize, f64, f64)> = (0..input.rows).filter_map(|row| input.at(row)).collect();
    placed.retain(|(group, ..)| *group < input.groups);
    // Equal values in the order of their rows.
    placed.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut result = vec![number::missing(Missing::Inapplicable); input.groups];
    for group in placed.chunk_by(|a, b| a.0 == b.0) {
        let at = group.first().map_or(0, |(group, ..)| *group);
        result.get_mut(at).into_iter().for_each(|slot| *slot = number::finite(middle(group)));
    }
    Column::Number(Arc::new(result))
}

/// Of values in ascending order, each with its weight after it.
fn middle(sorted: &[(usize, f64, f64)]) -> f64 {
    let (below, above) = middle_by_weight(sorted.iter().map(|(_, _, weight)| *weight));
    match (sorted.get(below), sorted.get(above)) {
        (Some((_, low, _)), Some((_, high, _))) if low < high => (low + high) / 2.0,
        (low, _) => low.map_or(f64::NAN, |(_, value, _)| *value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_of_the_weight() {
        let of = |values: &[(f64, f64)]| middle(&values.iter().map(|(x, w)| (0, *x, *w)).collect::<Vec<_>>());
        assert_eq!(of(&[(1.0, 1.0), (2.0, 1.0), (9.0, 1.0)]), 2.0);
        assert_eq!(of(&[(1.0, 1.0), (2.0, 1.0)]), 1.5);
        assert_eq!(of(&[(1.0, 1.0), (2.0, 1.0), (9.0, 3.0)]), 9.0);
        assert_eq!(of(&[(1.0, 2.0), (2.0, 1.0), (9.0, 1.0)]), 1.5);
        assert_eq!(of(&[(1.0, 0.3), (2.0, 0.1), (4.0, 0.2)]), 1.5);
        assert_eq!(of(&[(4.0, 0.1)]), 4.0);
    }
}
