//! An order of nodes in which each comes after all that it needs, and the circles that have none.

/// Nodes in order, and those that need each other.
pub(super) struct Ordered {
    /// All nodes, each after what it needs; the order within a circle means nothing.
    pub order: Vec<usize>,
    /// The nodes of each set of circles that hang together.
    pub circles: Vec<Vec<usize>>,
}

/// Orders nodes by their edges (what each needs). Strongly connected components after R. Tarjan (1972), without
/// recursion, so that a long chain cannot exhaust the stack; in time linear in nodes and edges.
pub(super) fn order(edges: &[Vec<usize>]) -> Ordered {
    let mut visit = Visit {
        marks: vec![Mark::default(); edges.len()],
        waiting: Vec::new(),
        met: 0,
        found: Ordered { order: Vec::new(), circles: Vec::new() },
    };
    for start in 0..edges.len() {
        visit.from(start, edges);
    }
    visit.found
}

/// A shortest circle through the first of the nodes that need each other: each node needs the next, the last the first.
pub(super) fn shortest(circle: &[usize], edges: &[Vec<usize>]) -> Vec<usize> {
    let Some(start) = circle.iter().copied().min() else { return Vec::new() };
    let inside: std::collections::BTreeSet<usize> = circle.iter().copied().collect();
    let mut from: std::collections::BTreeMap<usize, usize> = std::collections::BTreeMap::new();
    let mut queue = std::collections::VecDeque::from([start]);
    while let Some(here) = queue.pop_front() {
        for next in edges.get(here).into_iter().flatten().copied() {
            if next == start {
                let mut path = vec![here];
                while let Some(before) = path.last().and_then(|n| from.get(n)) {
                    path.push(*before);
                }
                path.reverse();
                return path;
            }
            if inside.contains(&next) && !from.contains_key(&next) {
                from.insert(next, here);
                queue.push_back(next);
            }
        }
    }
    vec![start]
}

#[derive(Clone, Copy, Default)]
struct Mark {
    /// When the node was met, from 1; 0: not yet.
    met: usize,
    /// The earliest node that it leads back to.
    low: usize,
    /// Whether its component is not yet complete.
    open: bool,
}

struct Visit {
    marks: Vec<Mark>,
    /// Nodes whose component is not yet complete, in the order met.
    waiting: Vec<usize>,
    met: usize,
    found: Ordered,
}

impl Visit {
    fn from(&mut self, start: usize, edges: &[Vec<usize>]) {
        if self.mark(start).met != 0 {
            return;
        }
        self.meet(start);
        let mut path: Vec<(usize, usize)> = vec![(start, 0)];
        while let Some((node, tried)) = path.last_mut() {
            let here = *node;
            let next = edges.get(here).and_then(|e| e.get(*tried)).copied();
            *tried += 1;
            match next {
                Some(next) if self.mark(next).met == 0 => {
                    self.meet(next);
                    path.push((next, 0));
                }
                Some(next) => {
                    if self.mark(next).open {
                        self.lower(here, self.mark(next).met);
                    }
                }
                None => {
                    path.pop();
                    self.complete(here, edges);
                    if let Some((parent, _)) = path.last() {
                        self.lower(*parent, self.mark(here).low);
                    }
                }
            }
        }
    }

    fn mark(&self, node: usize) -> Mark {
        self.marks.get(node).copied().unwrap_or(Mark { met: 1, low: usize::MAX, open: false })
    }

    fn meet(&mut self, node: usize) {
        self.met += 1;
        if let Some(mark) = self.marks.get_mut(node) {
            *mark = Mark { met: self.met, low: self.met, open: true };
        }
        self.waiting.push(node);
    }

    fn lower(&mut self, node: usize, to: usize) {
        if let Some(mark) = self.marks.get_mut(node) {
            mark.low = mark.low.min(to);
        }
    }

    /// Takes the component that begins with `node`, if there is one, from the waiting nodes.
    fn complete(&mut self, node: usize, edges: &[Vec<usize>]) {
        let mark = self.mark(node);
        if mark.low != mark.met {
            return;
        }
        let from = self.waiting.iter().rposition(|n| *n == node).unwrap_or(0);
        let component: Vec<usize> = self.waiting.drain(from..).collect();
        for member in &component {
            if let Some(mark) = self.marks.get_mut(*member) {
                mark.open = false;
            }
        }
        self.found.order.extend(component.iter().rev());
        if component.len() > 1 || edges.get(node).is_some_and(|e| e.contains(&node)) {
            self.found.circles.push(component);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_needed_comes_first_and_circles_are_found() {
        let edges = vec![vec![1, 2], vec![2], vec![], vec![4], vec![5, 3], vec![3], vec![6]];
        let found = order(&edges);
        let at = |n: usize| found.order.iter().position(|x| *x == n).unwrap();
        assert!(at(2) < at(1) && at(1) < at(0));
        assert_eq!(found.order.len(), 7);
        assert_eq!(found.circles, [vec![3, 4, 5], vec![6]]);
        assert_eq!(shortest(&found.circles[0], &edges), [3, 4]);
        assert_eq!(shortest(&found.circles[1], &edges), [6]);
    }
}
