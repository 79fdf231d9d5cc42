//! The groups of a summary: every combination of the values of its groupings, and the group of each row.

use std::sync::Arc;

use super::column::{link, member, yes_no};
use super::groups::Groups;
use super::parallel::Threads;
use super::{Column, TextColumn};
use crate::plan::Extent;
use crate::program::{Missing, TableId};

/// The groups of a summary.
#[derive(Clone, Debug)]
pub(super) struct Grouped {
    /// The group of each row of the table that is summarised; rows of no group have a code that no group has.
    pub codes: Arc<Vec<u32>>,
    /// How many groups.
    pub count: usize,
    /// For each grouping its value for each group.
    pub keys: Vec<Column>,
    /// How many rows that take part belong to no group.
    pub outside: usize,
}

/// A summary has no more rows than this.
pub(super) const MOST_GROUPS: usize = 50_000_000;

/// A grouping by itself: the value of each row as a number, and the values in order.
struct Field {
    codes: Arc<Vec<u32>>,
    count: usize,
    values: Column,
}

const NOWHERE: u32 = link::missing(Missing::Inapplicable);

/// Makes the groups; `None` if there are too many.
pub(super) fn run(
    fields: &[(Column, Extent)],
    mask: Option<Arc<Vec<u8>>>,
    rows: usize,
    rows_of: impl Fn(TableId) -> usize,
    threads: Threads,
) -> Option<Grouped> {
    let fields: Vec<Field> =
        fields.iter().map(|(column, extent)| field(column, *extent, mask.as_ref(), rows, &rows_of, threads)).collect();
    let count = fields.iter().try_fold(1usize, |all, f| all.checked_mul(f.count))?;
    if count > MOST_GROUPS {
        return None;
    }
    let mut stride = count;
    let mut keys = Vec::with_capacity(fields.len());
    for field in &fields {
        stride = stride.checked_div(field.count).unwrap_or(0);
        let at = |group: usize| group.checked_div(stride).and_then(|g| g.checked_rem(field.count)).unwrap_or(0);
        keys.push(take(&field.values, (0..count).map(at)));
    }
    let mask = mask.as_deref().map(Vec::as_slice);
    let codes = codes(&fields, mask, rows);
    let inside = codes.iter().filter(|c| (**c as usize) < count).count();
    let all = mask.map_or(rows, |mask| mask.iter().filter(|m| **m == yes_no::YES).count());
    Some(Grouped { codes, count, keys, outside: all - inside.min(all) })
}

/// The group of each row.
fn codes(fields: &[Field], mask: Option<&[u8]>, rows: usize) -> Arc<Vec<u32>> {
    if let ([only], None) = (fields, mask) {
        return Arc::clone(&only.codes);
    }
    let mut codes = vec![0u32; rows];
    for field in fields {
        let count = u32::try_from(field.count).unwrap_or(u32::MAX);
        for (code, own) in codes.iter_mut().zip(field.codes.iter()) {
            let inside = *code != NOWHERE && *own < count;
            *code = if inside { code.wrapping_mul(count).wrapping_add(*own) } else { NOWHERE };
        }
    }
    for (code, mask) in codes.iter_mut().zip(mask.unwrap_or_default()) {
        *code = if *mask == yes_no::YES { *code } else { NOWHERE };
    }
    Arc::new(codes)
}

fn field(
    column: &Column,
    extent: Extent,
    mask: Option<&Arc<Vec<u8>>>,
    rows: usize,
    rows_of: &impl Fn(TableId) -> usize,
    threads: Threads,
) -> Field {
    match (extent, column) {
        (Extent::Members(count), Column::Member(values)) => {
            let wide = |code: &u8| member::kind(*code).map_or(u32::from(*code), link::missing);
            let all = (0..count).map(|m| u8::try_from(m).unwrap_or(u8::MAX)).collect();
            Field { codes: Arc::new(values.iter().map(wide).collect()), count, values: Column::Member(Arc::new(all)) }
        }
        (Extent::YesNo, Column::YesNo(values)) => {
            let wide = |code: &u8| yes_no::value(*code).map_or_else(link::missing, |yes| u32::from(!yes));
            let all = Column::YesNo(Arc::new(vec![yes_no::YES, yes_no::NO]));
            Field { codes: Arc::new(values.iter().map(wide).collect()), count: 2, values: all }
        }
        (Extent::Rows(table), Column::Link(values)) => {
            let count = rows_of(table);
            let all = (0..u32::try_from(count).unwrap_or(u32::MAX)).collect();
            Field { codes: Arc::clone(values), count, values: Column::Link(Arc::new(all)) }
        }
        (Extent::Numbers, Column::Number(_)) => in_order(occurring(column, mask, rows, threads), column),
        (Extent::Texts, Column::Text(_)) => {
            let groups = occurring(column, mask, rows, threads);
            let values = take(column, groups.firsts.iter().copied());
            Field { codes: groups.codes, count: groups.count, values }
        }
        (Extent::Members(_) | Extent::YesNo | Extent::Rows(_) | Extent::Numbers | Extent::Texts, _) => {
            Field { codes: Arc::new(vec![NOWHERE; rows]), count: 0, values: take(column, std::iter::empty()) }
        }
    }
}

/// The values that occur in rows that take part, as they first appear.
fn occurring(column: &Column, mask: Option<&Arc<Vec<u8>>>, rows: usize, threads: Threads) -> Groups {
    Groups::new(vec![column.clone()], mask.cloned(), rows, threads)
}

/// Numbers from small to large.
fn in_order(groups: Groups, column: &Column) -> Field {
    let Column::Number(values) = column else {
        return Field { codes: groups.codes, count: groups.count, values: column.clone() };
    };
    let of = |group: &usize| groups.firsts.get(*group).and_then(|row| values.get(*row)).copied().unwrap_or(f64::NAN);
    let mut order: Vec<usize> = (0..groups.count).collect();
    order.sort_by(|a, b| of(a).total_cmp(&of(b)));
    let mut place = vec![NOWHERE; groups.count];
    for (at, group) in order.iter().enumerate() {
        place.get_mut(*group).into_iter().for_each(|p| *p = u32::try_from(at).unwrap_or(NOWHERE));
    }
    let codes = groups.codes.iter().map(|c| place.get(*c as usize).copied().unwrap_or(NOWHERE)).collect();
    let values = Column::Number(Arc::new(order.iter().map(|group| of(group) + 0.0).collect()));
    Field { codes: Arc::new(codes), count: groups.count, values }
}

/// The values of some rows.
fn take(column: &Column, rows: impl Iterator<Item = usize>) -> Column {
    fn of<T: Copy>(values: &[T], rows: impl Iterator<Item = usize>) -> Arc<Vec<T>> {
        Arc::new(rows.filter_map(|row| values.get(row).copied()).collect())
    }
    match column {
        Column::Number(values) => Column::Number(of(values, rows)),
        Column::YesNo(values) => Column::YesNo(of(values, rows)),
        Column::Member(values) => Column::Member(of(values, rows)),
        Column::Link(values) => Column::Link(of(values, rows)),
        Column::Text(text) => {
            let code = |row: usize| text.code(row).unwrap_or_else(link::missing);
            let codes = Some(Arc::new(rows.map(code).collect()));
            Column::Text(TextColumn { codes, texts: Arc::clone(&text.texts) })
        }
    }
}
