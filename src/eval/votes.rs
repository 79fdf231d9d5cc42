//! What a group of rows says with one voice: the middle level, the answer of more than half, the latest answer.

use std::sync::Arc;

use super::Column;
use super::aggregate::AggregateInput;
use super::column::{link, number};
use crate::program::Missing;

/// Positions of levels, and no and yes as 0 and 1, are below this.
const POSITIONS: usize = 256;

/// From how many rows of each group have which position. Counting is exact, whatever the order of the rows.
pub(super) fn by_position(input: &AggregateInput<'_>, of: impl Fn(&[u32]) -> f64) -> Column {
    let votes = || (0..input.rows).filter_map(|row| input.at(row)).map(|(group, value, _)| (group, value as usize));
    let width = votes().map(|(_, at)| at).max().unwrap_or(0).min(POSITIONS - 1) + 1;
    let mut counts = vec![0u32; input.groups * width];
    for (group, at) in votes().filter(|(group, at)| *group < input.groups && *at < width) {
        if let Some(count) = counts.get_mut(group * width + at) {
            *count += 1;
        }
    }
    Column::Number(Arc::new(counts.chunks(width).map(of).collect()))
}

/// The lower of the two middle levels, from how many have each.
pub(super) fn lower_median(counts: &[u32]) -> f64 {
    let all: u64 = counts.iter().map(|n| u64::from(*n)).sum();
    let mut below = 0;
    for (at, count) in counts.iter().enumerate() {
        below += u64::from(*count);
        if all > 0 && 2 * below >= all {
            return at as f64;
        }
    }
    number::missing(Missing::Inapplicable)
}

/// The answer of more than half of those that answered; unknown where there is none.
pub(super) fn majority(counts: &[u32]) -> f64 {
    let all: u64 = counts.iter().map(|n| u64::from(*n)).sum();
    if all == 0 {
        return number::missing(Missing::Inapplicable);
    }
    let most = counts.iter().position(|n| 2 * u64::from(*n) > all);
    most.map_or(number::missing(Missing::Unknown), |at| at as f64)
}

/// The row that comes last in the order, which stands in the weights; of several the last one.
pub(super) fn latest(input: &AggregateInput<'_>) -> Column {
    let mut last: Vec<(f64, u32)> = vec![(f64::NEG_INFINITY, link::missing(Missing::Inapplicable)); input.groups];
    for row in 0..input.rows {
        let Some((group, _, order)) = input.at(row) else { continue };
        if let Some(found) = last.get_mut(group)
            && order >= found.0
        {
            *found = (order, u32::try_from(row).unwrap_or(u32::MAX));
        }
    }
    Column::Link(Arc::new(last.into_iter().map(|(_, row)| row).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_level_is_the_lower_of_two() {
        assert_eq!(lower_median(&[1, 0, 1]), 0.0);
        assert_eq!(lower_median(&[1, 1, 1]), 1.0);
        assert_eq!(lower_median(&[0, 0, 5]), 2.0);
        assert_eq!(lower_median(&[2, 3]), 1.0);
        assert_eq!(number::kind(lower_median(&[0, 0])), Some(Missing::Inapplicable));
    }

    #[test]
    fn a_majority_is_more_than_half() {
        assert_eq!(majority(&[1, 2]), 1.0);
        assert_eq!(number::kind(majority(&[2, 2])), Some(Missing::Unknown));
        assert_eq!(number::kind(majority(&[2, 1, 1])), Some(Missing::Unknown));
        assert_eq!(number::kind(majority(&[])), Some(Missing::Inapplicable));
    }
}
