//! The groups of a summary: every combination of the values of its groupings, and the group of each row.

use std::sync::Arc;

use super::column::{link, member, yes_no};
use super::groups::Groups;
use super::{Column, TextColumn};
use crate::parallel::Threads;
use crate::plan::Extent;
use crate::program::{Missing, TableId};

/// The groups of a summary.
#[derive(Clone, Debug)]
pub(super) struct Grouped {
    /// The group of each row of the table that is summarised; rows of no group have a code that no group has.
    pub codes: Arc<Vec<u32>>,
    /// How many groups; of a summary by a multiple choice those of all other groupings ([`Grouped::stack`]).
    pub inner: usize,
    /// How many rows the summary has.
    pub count: usize,
    /// For each grouping its value for each row of the summary.
    pub keys: Vec<Column>,
    /// How many options, and how many groups follow each other for one of them; (1, `count`) without a multiple choice.
    options: (usize, usize),
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
    options: Option<(usize, &[Arc<Vec<u8>>])>,
    mask: Option<Arc<Vec<u8>>>,
    rows: usize,
    rows_of: impl Fn(TableId) -> usize,
    threads: Threads,
) -> Option<Grouped> {
    let own = |(column, extent): &(Column, Extent)| field(column, *extent, mask.as_ref(), rows, &rows_of, threads);
    let fields: Vec<Field> = fields.iter().map(own).collect();
    let product = |fields: &[Field]| fields.iter().try_fold(1usize, |all, f| all.checked_mul(f.count));
    let inner = product(&fields)?;
    let (before, chosen) = options.unwrap_or((fields.len(), &[]));
    let after = product(fields.get(before..).unwrap_or_default())?;
    let many = if options.is_some() { chosen.len() } else { 1 };
    let count = inner.checked_mul(many).filter(|count| *count <= MOST_GROUPS)?;
    let mask = mask.as_deref().map(Vec::as_slice);
    let codes = codes(&fields, mask, rows);
    let outside = outside(&codes, inner, mask, chosen);
    let keys = keys(fields, options.map(|(before, chosen)| (before, chosen.len())), count);
    Some(Grouped { codes, inner, count, keys, options: (many, after), outside })
}

/// For each grouping its value for each row of the summary, the last one changing fastest.
fn keys(mut fields: Vec<Field>, options: Option<(usize, usize)>, count: usize) -> Vec<Column> {
    if let Some((before, many)) = options {
        let members = (0..many).map(|m| u8::try_from(m).unwrap_or(u8::MAX)).collect();
        let values = Column::Member(Arc::new(members));
        fields.insert(before.min(fields.len()), Field { codes: Arc::default(), count: many, values });
    }
    let mut stride = count;
    let mut keys = Vec::with_capacity(fields.len());
    for field in &fields {
        stride = stride.checked_div(field.count).unwrap_or(0);
        let at = |group: usize| group.checked_div(stride).and_then(|g| g.checked_rem(field.count)).unwrap_or(0);
        keys.push(take(&field.values, (0..count).map(at)));
    }
    keys
}

/// How many rows that take part belong to no group because a grouping is missing: a value, or all answers of a choice.
fn outside(codes: &[u32], inner: usize, mask: Option<&[u8]>, options: &[Arc<Vec<u8>>]) -> usize {
    let takes_part = |row: usize| mask.is_none_or(|mask| mask.get(row) == Some(&yes_no::YES));
    let unanswered = |row: usize| {
        let missing = |option: &Arc<Vec<u8>>| option.get(row).is_none_or(|code| yes_no::value(*code).is_err());
        !options.is_empty() && options.iter().all(missing)
    };
    let rows = codes.iter().enumerate().filter(|(row, _)| takes_part(*row));
    rows.filter(|(row, code)| **code as usize >= inner || unanswered(*row)).count()
}

impl Grouped {
    /// The column of the summary, from one column of the other groupings for each option.
    pub fn stack(&self, parts: &[Column]) -> Option<Column> {
        let (many, after) = self.options;
        let place = |row: usize| {
            let (block, rest) = (row.checked_div(many * after)?, row.checked_rem(many * after)?);
            Some((rest.checked_div(after)?, block * after + rest.checked_rem(after)?))
        };
        fn of<T: Copy>(parts: &[Arc<Vec<T>>], places: impl Iterator<Item = Option<(usize, usize)>>) -> Arc<Vec<T>> {
            let value =
                |place: Option<(usize, usize)>| place.and_then(|(option, at)| parts.get(option)?.get(at).copied());
            Arc::new(places.filter_map(value).collect())
        }
        let places = (0..self.count).map(place);
        match parts.first()? {
            Column::Number(_) => {
                let all =
                    parts.iter().filter_map(|p| if let Column::Number(v) = p { Some(Arc::clone(v)) } else { None });
                Some(Column::Number(of(&all.collect::<Vec<_>>(), places)))
            }
            Column::YesNo(_) => {
                let all =
                    parts.iter().filter_map(|p| if let Column::YesNo(v) = p { Some(Arc::clone(v)) } else { None });
                Some(Column::YesNo(of(&all.collect::<Vec<_>>(), places)))
            }
            // Aggregates are numbers, or yes and no.
            Column::Member(_) | Column::Link(_) | Column::Text(_) => None,
        }
    }
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
