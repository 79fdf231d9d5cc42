//! Summaries: the groups that there are, and the rows of each, looked for again and again.

use std::rc::Rc;

use bareme::program::{Expr, GroupedBy, QuantityId, TableId, Type};

use super::{Oracle, Place, V};

impl Oracle<'_> {
    /// For each row of a summary the values of its groupings.
    pub(super) fn groups_of(&self, summary: TableId) -> Rc<Vec<Vec<V>>> {
        if let Some(known) = &self.groups.borrow()[summary.at()] {
            return Rc::clone(known);
        }
        let declared = self.program.table(summary).summary.as_ref().unwrap();
        let mut groups: Vec<Vec<V>> = vec![Vec::new()];
        for grouping in &declared.by {
            let values = match &grouping.by {
                GroupedBy::Value(value) => self.values_of(value, summary, declared.of.unwrap()),
                GroupedBy::Options(options) => (0..options.len()).map(|m| V::Member(m as u8)).collect(),
            };
            groups = groups
                .iter()
                .flat_map(|group| values.iter().map(move |value| [group.clone(), vec![value.clone()]].concat()))
                .collect();
        }
        let groups = Rc::new(groups);
        self.groups.borrow_mut()[summary.at()] = Some(Rc::clone(&groups));
        groups
    }

    /// The values that a grouping has, in the order of the groups.
    fn values_of(&self, value: &Expr, summary: TableId, of: TableId) -> Vec<V> {
        match &value.ty {
            Type::Member(scale) => (0..self.program.scale(*scale).members.len()).map(|m| V::Member(m as u8)).collect(),
            Type::YesNo => vec![V::YesNo(true), V::YesNo(false)],
            Type::Link(table) => (0..self.rows(*table)).map(V::Row).collect(),
            Type::Number(_) | Type::Date | Type::Text => {
                let mut found: Vec<V> = Vec::new();
                for row in (0..self.rows(of)).filter(|row| self.belongs(summary, of, *row)) {
                    let value = self.eval(value, Place::row(row));
                    if value.missing().is_none() && !found.contains(&value) {
                        found.push(value);
                    }
                }
                if found.iter().all(|v| v.number().is_some()) {
                    found.sort_by(|a, b| a.number().unwrap().total_cmp(&b.number().unwrap()));
                }
                found
            }
        }
    }

    /// Whether a row belongs to some group, as far as the summary's own condition and the gates decide it.
    fn belongs(&self, summary: TableId, of: TableId, row: usize) -> bool {
        let filter = self.program.table(summary).summary.as_ref().unwrap().filter.as_ref();
        self.is_included(of, row) && filter.is_none_or(|f| self.eval(f, Place::row(row)) == V::YesNo(true))
    }

    /// The rows of a group; those that chose the option only where that is asked.
    pub(super) fn rows_of_group(&self, summary: TableId, of: TableId, group: usize, chosen: bool) -> Vec<usize> {
        let group = &self.groups_of(summary)[group];
        let by = &self.program.table(summary).summary.as_ref().unwrap().by;
        let one = |by: &GroupedBy, v: &V, row: usize| match (by, v) {
            (GroupedBy::Value(value), v) => self.eval(value, Place::row(row)) == *v,
            (GroupedBy::Options(options), V::Member(option)) => {
                !chosen || self.value(options[usize::from(*option)], row) == V::YesNo(true)
            }
            (GroupedBy::Options(_), other) => panic!("{other:?} is no option"),
        };
        let same = |row: &usize| by.iter().zip(group).all(|(g, v)| one(&g.by, v, *row));
        (0..self.rows(of)).filter(|row| self.belongs(summary, of, *row)).filter(same).collect()
    }

    /// The answer of a row to the option that a group is about.
    pub(super) fn answer(&self, summary: TableId, group: usize, row: usize) -> V {
        let by = &self.program.table(summary).summary.as_ref().unwrap().by;
        let group = &self.groups_of(summary)[group];
        let mut answers = by.iter().zip(group).filter_map(|(g, v)| match (&g.by, v) {
            (GroupedBy::Options(options), V::Member(option)) => Some(self.value(options[usize::from(*option)], row)),
            _ => None,
        });
        answers.next().expect("a share without a value is of a multiple choice")
    }

    /// A column of a summary that the run makes itself.
    pub(super) fn group_column(&self, id: QuantityId, summary: TableId) -> Vec<V> {
        let by = &self.program.table(summary).summary.as_ref().unwrap().by;
        let groups = self.groups_of(summary);
        match by.iter().position(|g| g.key == id) {
            Some(at) => groups.iter().map(|group| group[at].clone()).collect(),
            None => groups.iter().map(|_| V::Text(String::new())).collect(),
        }
    }
}
