//! Directed graphs of rows, one bit for each pair: who outranks whom, who is not beaten by whom.

const BITS: usize = 64;

/// A directed graph.
pub(super) struct Graph {
    /// For each row the rows that it leads to, one bit for each.
    rows: Vec<Vec<u64>>,
}

/// The rows of a graph in classes: rows that lead to each other, over one another or directly, are of one class.
pub(super) struct Classes {
    /// The class of each row. What leads to another class has the smaller number.
    pub of: Vec<usize>,
    /// How many classes there are.
    pub count: usize,
}

/// The bits of one row from a yes or no for each other row.
pub(super) fn bits(leads: impl Iterator<Item = bool>) -> Vec<u64> {
    let mut words = Vec::new();
    for (at, yes) in leads.enumerate() {
        if at % BITS == 0 {
            words.push(0);
        }
        if let Some(word) = words.last_mut().filter(|_| yes) {
            *word |= 1 << (at % BITS);
        }
    }
    words
}

impl Graph {
    /// A graph of the bits of its rows.
    pub fn new(rows: Vec<Vec<u64>>) -> Self {
        Graph { rows }
    }

    /// The rows that a row leads to, in order.
    pub fn successors(&self, row: usize) -> impl Iterator<Item = usize> + '_ {
        let mut from = 0;
        std::iter::from_fn(move || {
            let next = self.next(row, from)?;
            from = next + 1;
            Some(next)
        })
    }

    /// Whether a row leads to another.
    pub fn leads(&self, row: usize, to: usize) -> bool {
        let word = self.rows.get(row).and_then(|words| words.get(to / BITS));
        word.is_some_and(|word| word >> (to % BITS) & 1 == 1)
    }

    /// The first row from `from` on that `row` leads to.
    fn next(&self, row: usize, from: usize) -> Option<usize> {
        let words = self.rows.get(row)?;
        let first = words.get(from / BITS)? & (u64::MAX << (from % BITS));
        let rest = words.iter().copied().enumerate().skip(from / BITS + 1);
        let mut all = std::iter::once((from / BITS, first)).chain(rest);
        all.find(|(_, word)| *word != 0).map(|(at, word)| at * BITS + word.trailing_zeros() as usize)
    }

    /// Tarjan's strongly connected components (SIAM Journal on Computing 1, 1972), without recursion.
    pub fn classes(&self) -> Classes {
        let size = self.rows.len();
        let mut search = Search {
            seen: vec![0; size],
            lowest: vec![0; size],
            open: Vec::new(),
            class: vec![None; size],
            clock: 0,
            classes: 0,
        };
        for start in 0..size {
            if search.seen.get(start) == Some(&0) {
                search.from(self, start);
            }
        }
        let count = search.classes;
        // A class is closed after those that it leads to.
        let of = search.class.into_iter().map(|c| c.map_or(0, |c| count - 1 - c)).collect();
        Classes { of, count }
    }
}

struct Search {
    /// When a row was first seen, from 1; 0: not yet.
    seen: Vec<usize>,
    /// The earliest row of an open class that it leads to.
    lowest: Vec<usize>,
    open: Vec<usize>,
    class: Vec<Option<usize>>,
    clock: usize,
    classes: usize,
}

impl Search {
    fn enter(&mut self, row: usize) {
        self.clock += 1;
        set(&mut self.seen, row, self.clock);
        set(&mut self.lowest, row, self.clock);
        self.open.push(row);
    }

    fn from(&mut self, graph: &Graph, start: usize) {
        self.enter(start);
        let mut path = vec![(start, 0)];
        while let Some((row, from)) = path.last_mut() {
            let row = *row;
            match graph.next(row, *from) {
                Some(next) => {
                    *from = next + 1;
                    if get(&self.seen, next) == 0 {
                        self.enter(next);
                        path.push((next, 0));
                    } else if self.class.get(next) == Some(&None) {
                        self.lower(row, get(&self.seen, next));
                    }
                }
                None => {
                    path.pop();
                    if let Some((before, _)) = path.last() {
                        self.lower(*before, get(&self.lowest, row));
                    }
                    if get(&self.lowest, row) == get(&self.seen, row) {
                        self.close(row);
                    }
                }
            }
        }
    }

    fn lower(&mut self, row: usize, to: usize) {
        let lowest = get(&self.lowest, row).min(to);
        set(&mut self.lowest, row, lowest);
    }

    fn close(&mut self, first: usize) {
        while let Some(row) = self.open.pop() {
            if let Some(class) = self.class.get_mut(row) {
                *class = Some(self.classes);
            }
            if row == first {
                break;
            }
        }
        self.classes += 1;
    }
}

fn get(values: &[usize], at: usize) -> usize {
    values.get(at).copied().unwrap_or_default()
}

fn set(values: &mut [usize], at: usize, value: usize) {
    if let Some(slot) = values.get_mut(at) {
        *slot = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn graph(size: usize, edges: &[(usize, usize)]) -> Graph {
        Graph::new((0..size).map(|a| bits((0..size).map(|b| edges.contains(&(a, b))))).collect())
    }

    #[test]
    fn a_circle_is_one_class_and_comes_before_what_it_leads_to() {
        let classes = graph(5, &[(0, 4), (1, 2), (2, 3), (3, 1), (3, 0)]).classes();
        assert_eq!((classes.of, classes.count), (vec![1, 0, 0, 0, 2], 3));
    }

    proptest! {
        #[test]
        fn classes_are_the_rows_that_reach_each_other(
            size in 1usize..70, edges in prop::collection::vec((0usize..70, 0usize..70), 0..160),
        ) {
            let edges: Vec<(usize, usize)> = edges.into_iter().filter(|(a, b)| *a < size && *b < size).collect();
            let mut reaches = vec![vec![false; size]; size];
            for (a, b) in &edges {
                reaches[*a][*b] = true;
            }
            for via in 0..size {
                let onwards = reaches[via].clone();
                for from in reaches.iter_mut().filter(|from| from[via]) {
                    from.iter_mut().zip(&onwards).for_each(|(direct, onwards)| *direct |= onwards);
                }
            }
            let classes = graph(size, &edges).classes();
            for (a, b) in (0..size).flat_map(|a| (0..size).map(move |b| (a, b))) {
                let same = a == b || reaches[a][b] && reaches[b][a];
                prop_assert_eq!(classes.of[a] == classes.of[b], same);
                prop_assert!(!reaches[a][b] || classes.of[a] <= classes.of[b]);
            }
        }
    }
}
