//! The row of an entity in a year. Rows are put in the order of entity and year once; each row then looks among the years
//! of its entity only.

use std::sync::Arc;

use super::Column;
use super::column::{link, number};
use super::store::Stored;
use crate::parallel::{BLOCK, Threads};
use crate::plan::{InYearNodes, NodeId};
use crate::program::Missing;

/// For each row the row of its entity in another year.
pub(super) fn run(nodes: &InYearNodes, get: impl Fn(NodeId) -> Stored, threads: Threads) -> Column {
    let (entity, years, wanted) = (get(nodes.entity), get(nodes.years), get(nodes.wanted));
    let count = match &entity {
        Stored::Groups(groups) => groups.count,
        Stored::Column(_) | Stored::Grouped(_) | Stored::Nothing => wanted.numbers().len(),
    };
    let calendar = Calendar::new(entity.codes(), count, years.numbers());
    calendar.look_up((!nodes.linking).then(|| entity.codes()), wanted.numbers(), threads)
}

/// The rows of a table by entity, and of each entity by year.
struct Calendar<'a> {
    years: &'a [f64],
    /// Where the rows of each entity begin in `rows`; one more than there are entities.
    starts: Vec<usize>,
    rows: Vec<u32>,
}

impl<'a> Calendar<'a> {
    /// Of rows whose entity has this number; rows of no entity have one that is not below `count`.
    fn new(entities: &[u32], count: usize, years: &'a [f64]) -> Self {
        let mut starts = vec![0usize; count + 1];
        for entity in entities {
            if let Some(next) = starts.get_mut(*entity as usize + 1) {
                *next += 1;
            }
        }
        let mut total = 0;
        for start in &mut starts {
            total += *start;
            *start = total;
        }
        let mut rows = vec![0u32; total];
        let mut free = starts.clone();
        for (row, entity) in entities.iter().enumerate().filter(|(_, entity)| (**entity as usize) < count) {
            if let Some(place) = free.get_mut(*entity as usize) {
                if let Some(slot) = rows.get_mut(*place) {
                    *slot = u32::try_from(row).unwrap_or(u32::MAX);
                }
                *place += 1;
            }
        }
        let year = |row: &u32| years.get(*row as usize).copied().unwrap_or(f64::NAN);
        for at in 0..count {
            let of_entity = starts.get(at).zip(starts.get(at + 1)).and_then(|(from, to)| rows.get_mut(*from..*to));
            let Some(of_entity) = of_entity else { continue };
            if !of_entity.is_sorted_by(|a, b| year(a) <= year(b)) {
                of_entity.sort_by(|a, b| year(a).total_cmp(&year(b)));
            }
        }
        Self { years, starts, rows }
    }

    /// The row of an entity in a year.
    fn find(&self, entity: usize, year: f64) -> Option<u32> {
        let rows = self.rows.get(*self.starts.get(entity)?..*self.starts.get(entity + 1)?)?;
        let at = rows.partition_point(|row| self.years.get(*row as usize).is_some_and(|y| *y < year));
        let row = *rows.get(at)?;
        (self.years.get(row as usize) == Some(&year)).then_some(row)
    }

    /// For each row the row of its entity in the wanted year. `entities` gives the entity of each row; without it each row
    /// is one. Where there is no such row the link is missing: as the year or the entity is, otherwise as unavailable.
    fn look_up(&self, entities: Option<&[u32]>, wanted: &[f64], threads: Threads) -> Column {
        let mut found = vec![0u32; wanted.len()];
        let blocks: Vec<_> = found.chunks_mut(BLOCK).zip(wanted.chunks(BLOCK)).enumerate().collect();
        threads.for_rows(wanted.len()).map(blocks, |(at, (found, wanted))| {
            for (i, (found, year)) in found.iter_mut().zip(wanted).enumerate() {
                let row = at * BLOCK + i;
                let entity = match entities {
                    Some(entities) => entities.get(row).map_or(usize::MAX, |e| *e as usize),
                    None => row,
                };
                let row = match number::kind(*year) {
                    Some(kind) => Err(kind),
                    None => self.find(entity, *year).ok_or(Missing::Unavailable),
                };
                *found = row.unwrap_or_else(link::missing);
            }
        });
        Column::Link(Arc::new(found))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_whatever_their_order() {
        let entities = [1, 0, 1, 0, 2, 9];
        let years = [2021.0, 2020.0, 2019.0, 2022.0, 2020.0, 2020.0];
        let calendar = Calendar::new(&entities, 3, &years);
        assert_eq!(calendar.find(0, 2020.0), Some(1));
        assert_eq!(calendar.find(0, 2021.0), None);
        assert_eq!(calendar.find(0, 2022.0), Some(3));
        assert_eq!(calendar.find(1, 2019.0), Some(2));
        assert_eq!(calendar.find(2, 2020.0), Some(4));
        assert_eq!(calendar.find(9, 2020.0), None);
        let missing = number::missing(Missing::Unknown);
        let found = calendar.look_up(Some(&entities), &[2019.0, 2022.0, missing, 2000.0, 2020.0, 2020.0], Threads::One);
        let gone = link::missing(Missing::Unavailable);
        let unknown = link::missing(Missing::Unknown);
        let Column::Link(found) = found else { panic!("no links") };
        assert_eq!(*found, [2, 3, unknown, gone, 4, gone]);
    }
}
