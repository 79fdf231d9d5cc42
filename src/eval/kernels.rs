//! Row operations over a chunk: one loop each, over slices or constants, that the compiler turns into vector code.
//! What is computed is said in `plan::meaning`.

use crate::eval::column::{member, yes_no};
use crate::plan::meaning;
use crate::plan::{Across, Binary, Choose, Kind, Unary};
use crate::wide::wide;

/// An operand of a chunk.
#[derive(Clone, Copy, Debug)]
pub(super) enum Values<'a, T> {
    /// One value for each row.
    Rows(&'a [T]),
    /// The same for all.
    Same(T),
}

impl<T: Copy + Default> Values<'_, T> {
    /// The value of a row of the chunk.
    #[inline]
    pub fn at(&self, row: usize) -> T {
        match self {
            Values::Rows(rows) => rows.get(row).copied().unwrap_or_default(),
            Values::Same(value) => *value,
        }
    }
}

impl<T> Values<'_, T> {
    /// Whether it holds for every value of the chunk; all are looked at, so that it is vector code.
    #[inline]
    fn all(&self, holds: impl Fn(&T) -> bool) -> bool {
        match self {
            Values::Rows(rows) => rows.iter().fold(true, |all, value| all & holds(value)),
            Values::Same(value) => holds(value),
        }
    }
}

/// One operand.
#[inline]
pub(super) fn map1<A: Copy, O>(a: Values<'_, A>, out: &mut [O], f: impl Fn(A) -> O) {
    match a {
        Values::Rows(a) => out.iter_mut().zip(a).for_each(|(o, a)| *o = f(*a)),
        Values::Same(a) => out.iter_mut().for_each(|o| *o = f(a)),
    }
}

/// Two operands.
#[inline(always)]
pub(super) fn map2<A: Copy, B: Copy, O>(a: Values<'_, A>, b: Values<'_, B>, out: &mut [O], f: impl Fn(A, B) -> O) {
    match (a, b) {
        (Values::Rows(a), Values::Rows(b)) => {
            out.iter_mut().zip(a).zip(b).for_each(|((o, a), b)| *o = f(*a, *b));
        }
        (Values::Rows(a), Values::Same(b)) => out.iter_mut().zip(a).for_each(|(o, a)| *o = f(*a, b)),
        (Values::Same(a), Values::Rows(b)) => out.iter_mut().zip(b).for_each(|(o, b)| *o = f(a, *b)),
        (Values::Same(a), Values::Same(b)) => out.iter_mut().for_each(|o| *o = f(a, b)),
    }
}

/// Two operands, with wide vectors: for operations that are among the commonest.
fn wide_map2<A: Copy, B: Copy, O>(a: Values<'_, A>, b: Values<'_, B>, out: &mut [O], f: impl Fn(A, B) -> O) {
    wide(
        #[inline(always)]
        || map2(a, b, out, f),
    );
}

/// Three operands, the first yes/no: condition, then, else.
pub(super) fn either<T: Copy + Default>(
    condition: Values<'_, u8>,
    then: Values<'_, T>,
    otherwise: Values<'_, T>,
    out: &mut [T],
    missing: impl Fn(u8) -> T,
) {
    for (i, o) in out.iter_mut().enumerate() {
        let condition = condition.at(i);
        let known = if condition == yes_no::YES { then.at(i) } else { otherwise.at(i) };
        *o = if condition & 3 == 3 { missing(condition >> 2) } else { known };
    }
}

pub(super) fn unary(f: Unary, x: Values<'_, f64>, out: &mut [f64]) {
    match f {
        Unary::Negate => map1(x, out, |x| meaning::unary(Unary::Negate, x)),
        Unary::Abs => map1(x, out, |x| meaning::unary(Unary::Abs, x)),
        Unary::Sqrt => map1(x, out, |x| meaning::unary(Unary::Sqrt, x)),
        Unary::Ln | Unary::Log10 | Unary::Exp | Unary::Floor | Unary::Ceil => map1(x, out, |x| meaning::unary(f, x)),
        Unary::Sign | Unary::Year | Unary::Month | Unary::Day => map1(x, out, |x| meaning::unary(f, x)),
    }
}

pub(super) fn binary(f: Binary, a: Values<'_, f64>, b: Values<'_, f64>, out: &mut [f64]) {
    match f {
        Binary::Add => wide_map2(a, b, out, |a, b| meaning::binary(Binary::Add, a, b)),
        Binary::Subtract => wide_map2(a, b, out, |a, b| meaning::binary(Binary::Subtract, a, b)),
        Binary::Multiply => wide_map2(a, b, out, |a, b| meaning::binary(Binary::Multiply, a, b)),
        Binary::Divide => wide_map2(a, b, out, |a, b| meaning::binary(Binary::Divide, a, b)),
        Binary::Power | Binary::Round | Binary::Growth => map2(a, b, out, |a, b| meaning::binary(f, a, b)),
    }
}

pub(super) fn across(f: Across, args: &[Values<'_, f64>], out: &mut [f64]) {
    for (row, o) in out.iter_mut().enumerate() {
        *o = meaning::across(f, args.len(), |i| args.get(i).map_or(f64::NAN, |a| a.at(row)));
    }
}

pub(super) fn count_yes(args: &[Values<'_, u8>], out: &mut [f64]) {
    out.fill(0.0);
    for arg in args {
        for (row, o) in out.iter_mut().enumerate() {
            *o += f64::from(u8::from(arg.at(row) == yes_no::YES));
        }
    }
}

/// A comparison of numbers: `yes` and `no` first, which is all where nothing is missing; otherwise `full`.
pub(super) fn compare(
    a: Values<'_, f64>,
    b: Values<'_, f64>,
    out: &mut [u8],
    yes: impl Fn(f64, f64) -> bool,
    no: impl Fn(f64, f64) -> bool,
    full: impl Fn(f64, f64) -> u8,
) {
    let all_known = wide(
        #[inline(always)]
        || {
            map2(a, b, out, |a, b| (u64::from(yes(a, b)) | u64::from(no(a, b)) << 1) as u8);
            out.iter().fold(u8::MAX, |least, code| least.min(*code)) != 0
        },
    );
    if !all_known {
        map2(a, b, out, full);
    }
}

/// A comparison of values that are stored as small codes.
pub(super) fn ordered<T: Copy + Into<u64>>(
    kind: Kind,
    a: Values<'_, T>,
    b: Values<'_, T>,
    out: &mut [u8],
    holds: impl Fn(u64, u64) -> bool,
) {
    // Members without a missing one among them, which is most, compare as they are: vector code.
    let known = |code: &T| (*code).into() < u64::from(member::FIRST_MISSING);
    if kind == Kind::Member && a.all(known) && b.all(known) {
        map2(a, b, out, |a, b| yes_no::from(holds(a.into(), b.into())));
        return;
    }
    map2(a, b, out, |a, b| meaning::ordered(kind, a.into(), b.into(), &holds));
}

/// The outcomes of a scenario, condition by condition.
pub(super) fn choose(choose: &Choose, included: Values<'_, u8>, conditions: &[Values<'_, u8>], out: &mut [u8]) {
    out.fill(meaning::open());
    for (condition, member) in conditions.iter().zip(choose.members.iter()) {
        if choose.first_match {
            fold(*condition, out, |o, c| meaning::next_in_order(o, c, *member));
        } else {
            fold(*condition, out, |o, c| meaning::next_of_all(o, c, *member));
        }
    }
    fold(included, out, |o, included| meaning::settle(o, included, choose.otherwise));
}

#[inline]
fn fold(condition: Values<'_, u8>, out: &mut [u8], f: impl Fn(u8, u8) -> u8) {
    match condition {
        Values::Rows(rows) => out.iter_mut().zip(rows).for_each(|(o, c)| *o = f(*o, *c)),
        Values::Same(c) => out.iter_mut().for_each(|o| *o = f(*o, c)),
    }
}
