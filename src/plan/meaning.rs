//! What row operations mean for one value. Constants are folded, single records evaluated and columns computed
//! with these functions, so that all three agree bit for bit.
//!
//! Values are codes: numbers by their bits, the other kinds as their columns store them (`eval::column`).

use super::operation::{Across, Binary, Choose, Kind, RowOp, Unary};
use crate::calendar;
use crate::column::{link, member, number, yes_no};
use crate::methods::rounding::round_decimal;
use crate::program::Missing;

/// The code of yes.
pub const YES: u64 = yes_no::YES as u64;
/// The code of no.
pub const NO: u64 = yes_no::NO as u64;
/// A member that is not decided yet; no column holds it.
const OPEN: u8 = 251;

const INAPPLICABLE: f64 = number::missing(Missing::Inapplicable);
const UNAVAILABLE: f64 = number::missing(Missing::Unavailable);

/// Applies an operation to operands given by position. Operations that read whole columns give missing.
#[inline]
pub fn apply(op: &RowOp, count: usize, arg: impl Fn(usize) -> u64) -> u64 {
    let x = |i| f64::from_bits(arg(i));
    let b = |i| arg(i) as u8;
    match op {
        RowOp::Unary(f) => unary(*f, x(0)).to_bits(),
        RowOp::Binary(f) => binary(*f, x(0), x(1)).to_bits(),
        RowOp::Clamp => clamp(x(0), x(1), x(2)).to_bits(),
        RowOp::Date => date(x(0), x(1), x(2)).to_bits(),
        RowOp::Across(f) => across(*f, count, x).to_bits(),
        RowOp::CountYes => ((0..count).filter(|i| b(*i) == yes_no::YES).count() as f64).to_bits(),
        RowOp::Rounded { decimals, half_even } => rounded(x(0), *decimals, *half_even).to_bits(),
        RowOp::AtLeast(Kind::Number) => u64::from(at_least(x(0), x(1))),
        RowOp::AtMost(Kind::Number) => u64::from(at_most(x(0), x(1))),
        RowOp::Same(Kind::Number) => u64::from(same(x(0), x(1))),
        RowOp::AtLeast(kind) => u64::from(ordered(*kind, arg(0), arg(1), |a, b| a >= b)),
        RowOp::AtMost(kind) => u64::from(ordered(*kind, arg(0), arg(1), |a, b| a <= b)),
        RowOp::Same(kind) => u64::from(ordered(*kind, arg(0), arg(1), |a, b| a == b)),
        RowOp::Not => u64::from(not(b(0))),
        RowOp::And => u64::from(and(b(0), b(1))),
        RowOp::Or => u64::from(or(b(0), b(1))),
        RowOp::IsYes => u64::from(is_yes(b(0))),
        RowOp::IsMissing(kind) => u64::from(yes_no::from(missing_kind(*kind, arg(0)).is_some())),
        RowOp::IsMissingAs(kind, how) => u64::from(yes_no::from(missing_kind(*kind, arg(0)) == Some(*how))),
        RowOp::If(kind) => choose_by(*kind, b(0), arg(1), arg(2)),
        RowOp::IfMissing(kind) => {
            if missing_kind(*kind, arg(0)).is_some() {
                arg(1)
            } else {
                arg(0)
            }
        }
        RowOp::LevelNumber(numbers) => level_number(numbers, b(0)).to_bits(),
        RowOp::Position => position(b(0)).to_bits(),
        RowOp::MemberAt => u64::from(member_at(x(0))),
        RowOp::Choose(choose) => u64::from(choose_outcome(choose, b(0), |i| b(i + 1))),
        RowOp::Exclude => exclude(b(0), x(1)).to_bits(),
        RowOp::Fill(_) => arg(0),
        RowOp::Gather(kind) | RowOp::Spread(kind) | RowOp::Broadcast(kind) => missing(*kind, Missing::Unavailable),
    }
}

/// The code of missing.
pub fn missing(kind: Kind, how: Missing) -> u64 {
    match kind {
        Kind::Number => number::missing(how).to_bits(),
        Kind::YesNo => u64::from(yes_no::missing(how)),
        Kind::Member => u64::from(member::missing(how)),
        Kind::Link | Kind::Text | Kind::Groups => u64::from(link::missing(how)),
    }
}

/// The kind of missing; `None` for a value.
#[inline]
pub fn missing_kind(kind: Kind, code: u64) -> Option<Missing> {
    match kind {
        Kind::Number => number::kind(f64::from_bits(code)),
        Kind::YesNo => yes_no::value(code as u8).err(),
        Kind::Member => member::kind(code as u8),
        Kind::Link | Kind::Text | Kind::Groups => link::kind(code as u32),
    }
}

/// A function of one number.
#[inline]
pub fn unary(f: Unary, x: f64) -> f64 {
    if x.is_nan() {
        return x;
    }
    match f {
        Unary::Negate => -x,
        Unary::Abs => x.abs(),
        Unary::Sqrt => number::finite(x.sqrt()),
        Unary::Ln => number::finite(libm::log(x)),
        Unary::Log10 => number::finite(libm::log10(x)),
        Unary::Exp => number::finite(libm::exp(x)),
        Unary::Floor => x.floor(),
        Unary::Ceil => x.ceil(),
        Unary::Sign => {
            if x == 0.0 {
                0.0
            } else {
                x.signum()
            }
        }
        Unary::Year => calendar::civil(x).map_or(INAPPLICABLE, |(y, _, _)| y as f64),
        Unary::Month => calendar::civil(x).map_or(INAPPLICABLE, |(_, m, _)| f64::from(m)),
        Unary::Day => calendar::civil(x).map_or(INAPPLICABLE, |(_, _, d)| f64::from(d)),
    }
}

/// A function of two numbers.
#[inline]
pub fn binary(f: Binary, a: f64, b: f64) -> f64 {
    match f {
        Binary::Add => first_missing(a, b, a + b),
        Binary::Subtract => first_missing(a, b, a - b),
        Binary::Multiply => first_missing(a, b, a * b),
        Binary::Divide => first_missing(a, b, a / b),
        Binary::Power => first_missing(a, b, libm::pow(a, b)),
        Binary::Growth => first_missing(a, b, if b > 0.0 { a / b - 1.0 } else { f64::NAN }),
        Binary::Round => {
            let decimals = if b.is_finite() && (0.0..=15.0).contains(&b) { Some(b as u8) } else { None };
            first_missing(a, b, decimals.map_or(f64::NAN, |d| round_decimal(a, d, false)))
        }
    }
}

/// The result where both operands are there (inapplicable if it is not finite), otherwise the first missing operand.
#[inline]
pub fn first_missing(a: f64, b: f64, result: f64) -> f64 {
    let there = if b.is_nan() { b } else { number::finite(result) };
    if a.is_nan() { a } else { there }
}

fn clamp(x: f64, low: f64, high: f64) -> f64 {
    match [x, low, high].into_iter().find(|v| v.is_nan()) {
        Some(missing) => missing,
        None if low > high => INAPPLICABLE,
        None => x.max(low).min(high),
    }
}

fn date(year: f64, month: f64, day: f64) -> f64 {
    match [year, month, day].into_iter().find(|v| v.is_nan()) {
        Some(missing) => missing,
        None => calendar::days(year, month, day).unwrap_or(INAPPLICABLE),
    }
}

/// A function of several numbers; those that are missing are left out, and where all are, the first one's kind stays.
pub fn across(f: Across, count: usize, x: impl Fn(usize) -> f64) -> f64 {
    let there = || (0..count).map(&x).filter(|v| !v.is_nan());
    let known = there().count();
    if known == 0 {
        return if count == 0 { UNAVAILABLE } else { x(0) };
    }
    match f {
        Across::Min => there().fold(f64::INFINITY, |a, b| if b < a { b } else { a }),
        Across::Max => there().fold(f64::NEG_INFINITY, |a, b| if b > a { b } else { a }),
        Across::Sum => number::finite(there().sum()),
        Across::Mean => number::finite(there().sum::<f64>() / known as f64),
        Across::Median => {
            let mut sorted: Vec<f64> = there().collect();
            sorted.sort_unstable_by(f64::total_cmp);
            middle(&sorted)
        }
    }
}

/// The median of sorted values; missing (unavailable) if there are none.
pub fn middle(sorted: &[f64]) -> f64 {
    let half = sorted.len() / 2;
    let upper = sorted.get(half).copied().unwrap_or(UNAVAILABLE);
    match half.checked_sub(1).and_then(|i| sorted.get(i)) {
        Some(lower) if sorted.len().is_multiple_of(2) => number::finite(lower / 2.0 + upper / 2.0),
        Some(_) | None => upper,
    }
}

/// A value rounded to decimals; missing stays.
#[inline]
pub fn rounded(x: f64, decimals: u8, half_even: bool) -> f64 {
    if x.is_nan() { x } else { number::finite(round_decimal(x, decimals, half_even)) }
}

/// yes/no of a comparison that has been made both ways; where neither way holds, the kind of the first missing operand.
/// Arithmetic on wide integers instead of branches, so that the loop over a chunk becomes vector code.
#[inline]
fn compared(a: f64, b: f64, yes: bool, no: bool) -> u8 {
    let (yes, no) = (u64::from(yes), u64::from(no));
    let gone = if a.is_nan() { a.to_bits() } else { b.to_bits() };
    let missing = ((yes | no) ^ 1).wrapping_neg() & (0b11 | (gone & 3) << 2);
    (yes | no << 1 | missing) as u8
}

/// `a >= b`
#[inline]
pub fn at_least(a: f64, b: f64) -> u8 {
    compared(a, b, a >= b, a < b)
}

/// `a <= b`
#[inline]
pub fn at_most(a: f64, b: f64) -> u8 {
    compared(a, b, a <= b, a > b)
}

/// `a is b`
#[inline]
pub fn same(a: f64, b: f64) -> u8 {
    compared(a, b, a == b, (a < b) | (a > b))
}

/// A comparison of positions, rows, or yes and no (no before yes).
#[inline]
pub fn ordered(kind: Kind, a: u64, b: u64, holds: impl Fn(u64, u64) -> bool) -> u8 {
    match missing_kind(kind, a).or(missing_kind(kind, b)) {
        Some(how) => yes_no::missing(how),
        None if kind == Kind::YesNo => yes_no::from(holds(a & 1, b & 1)),
        None => yes_no::from(holds(a, b)),
    }
}

/// Kleene's not.
#[inline]
pub fn not(a: u8) -> u8 {
    (a & 1) << 1 | (a >> 1) & 1 | (a & 0b1100)
}

/// Kleene's and; where the result is missing, with the kind of the first missing operand.
#[inline]
pub fn and(a: u8, b: u8) -> u8 {
    with_kind(a, b, (a & b & 1) | ((a | b) & 2))
}

/// Kleene's or; likewise.
#[inline]
pub fn or(a: u8, b: u8) -> u8 {
    with_kind(a, b, ((a | b) & 1) | (a & b & 2))
}

#[inline]
fn with_kind(a: u8, b: u8, result: u8) -> u8 {
    let kind = if a & 3 == 3 { a } else { b } & 0b1100;
    if result == 3 { result | kind } else { result }
}

/// Whether it is yes.
#[inline]
pub fn is_yes(a: u8) -> u8 {
    if a == yes_no::YES { yes_no::YES } else { yes_no::NO }
}

#[inline]
fn choose_by(kind: Kind, condition: u8, then: u64, otherwise: u64) -> u64 {
    match yes_no::value(condition) {
        Ok(true) => then,
        Ok(false) => otherwise,
        Err(how) => missing(kind, how),
    }
}

/// The number of a level.
#[inline]
pub fn level_number(numbers: &[u64], code: u8) -> f64 {
    match member::kind(code) {
        Some(how) => number::missing(how),
        None => numbers.get(usize::from(code)).map_or(UNAVAILABLE, |bits| f64::from_bits(*bits)),
    }
}

/// The position of a member.
#[inline]
pub fn position(code: u8) -> f64 {
    member::kind(code).map_or(f64::from(code), number::missing)
}

/// The member at a position.
#[inline]
pub fn member_at(x: f64) -> u8 {
    number::kind(x).map_or(x as u8, member::missing)
}

/// The number, or missing as inapplicable where the row is not included.
#[inline]
pub fn exclude(included: u8, x: f64) -> f64 {
    if included == yes_no::YES { x } else { INAPPLICABLE }
}

/// The outcome of a scenario from its conditions; missing where it cannot be decided.
#[inline]
pub fn choose_outcome(choose: &Choose, included: u8, condition: impl Fn(usize) -> u8) -> u8 {
    let step = if choose.first_match { next_in_order } else { next_of_all };
    let mut outcome = OPEN;
    for (i, member) in choose.members.iter().enumerate() {
        outcome = step(outcome, condition(i), *member);
    }
    settle(outcome, included, choose.otherwise)
}

/// The outcome before any condition was seen.
#[inline]
pub fn open() -> u8 {
    OPEN
}

/// One more condition of `first match`: an outcome or an undecided condition before it wins.
#[inline]
pub fn next_in_order(outcome: u8, condition: u8, member: u8) -> u8 {
    let missing = member::FIRST_MISSING + ((condition >> 2) & 3);
    let unknown = if condition & 3 == 3 { missing } else { outcome };
    let next = if condition == yes_no::YES { member } else { unknown };
    if outcome == OPEN { next } else { outcome }
}

/// One more condition of which exactly one holds: a yes wins over undecided ones.
#[inline]
pub fn next_of_all(outcome: u8, condition: u8, member: u8) -> u8 {
    let missing = member::FIRST_MISSING + ((condition >> 2) & 3);
    let unknown = if condition & 3 == 3 && outcome == OPEN { missing } else { outcome };
    if condition == yes_no::YES && outcome >= OPEN { member } else { unknown }
}

/// The outcome once all conditions were seen.
#[inline]
pub fn settle(outcome: u8, included: u8, otherwise: Option<u8>) -> u8 {
    let gone = member::missing(Missing::Inapplicable);
    let closed = if outcome == OPEN { otherwise.unwrap_or(gone) } else { outcome };
    if included == yes_no::YES { closed } else { gone }
}
