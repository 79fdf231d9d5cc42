//! The operations of a row program over one chunk: where their operands are, and which kernel computes them.

use std::ops::Range;

use super::kernels::{self, Values};
use super::rows::{Place, Registers};
use super::store::Stored;
use crate::eval::column::{link, member, number, yes_no};
use crate::plan::{Kind, RowOp, meaning};
use crate::program::Missing;

/// The operands of one operation in one chunk.
pub(super) struct Operands<'a> {
    pub columns: &'a [Stored],
    pub registers: &'a Registers,
    pub places: &'a [Place],
    pub rows: &'a Range<usize>,
}

impl<'a> Operands<'a> {
    fn place(&self, operand: usize) -> Place {
        self.places.get(operand).copied().unwrap_or(Place::Constant(0))
    }

    fn whole(&self, operand: usize) -> Option<&'a Stored> {
        match self.place(operand) {
            Place::Column(at) => self.columns.get(at),
            Place::Register(_) | Place::Constant(_) => None,
        }
    }

    fn register<T>(&self, bank: &'a [Vec<T>], at: usize) -> &'a [T] {
        bank.get(at).and_then(|r| r.get(..self.rows.len())).unwrap_or_default()
    }

    fn stretch<T>(&self, column: &'a [T]) -> Values<'a, T> {
        Values::Rows(column.get(self.rows.clone()).unwrap_or_default())
    }

    /// An operand as numbers.
    pub fn x(&self, operand: usize) -> Values<'a, f64> {
        match self.place(operand) {
            Place::Register(at) => Values::Rows(self.register(&self.registers.numbers, at)),
            Place::Column(_) => self.stretch(self.whole(operand).map_or(&[], Stored::numbers)),
            Place::Constant(code) => Values::Same(f64::from_bits(code)),
        }
    }

    /// An operand as yes and no, or members.
    pub fn b(&self, operand: usize) -> Values<'a, u8> {
        match self.place(operand) {
            Place::Register(at) => Values::Rows(self.register(&self.registers.bytes, at)),
            Place::Column(_) => self.stretch(self.whole(operand).map_or(&[], Stored::bytes)),
            Place::Constant(code) => Values::Same(code as u8),
        }
    }

    fn c(&self, operand: usize) -> Values<'a, u32> {
        match self.place(operand) {
            Place::Register(at) => Values::Rows(self.register(&self.registers.codes, at)),
            Place::Column(_) => self.stretch(self.whole(operand).map_or(&[], Stored::codes)),
            Place::Constant(code) => Values::Same(code as u32),
        }
    }

    fn count(&self) -> usize {
        self.places.len()
    }

    /// An operation that gives numbers.
    pub fn numbers(&self, op: &RowOp, out: &mut [f64]) {
        match op {
            RowOp::Unary(f) => kernels::unary(*f, self.x(0), out),
            RowOp::Binary(f) => kernels::binary(*f, self.x(0), self.x(1), out),
            RowOp::Across(f) => {
                let args: Vec<_> = (0..self.count()).map(|i| self.x(i)).collect();
                kernels::across(*f, &args, out);
            }
            RowOp::CountYes => {
                let args: Vec<_> = (0..self.count()).map(|i| self.b(i)).collect();
                kernels::count_yes(&args, out);
            }
            RowOp::Rounded { decimals, half_even } => {
                kernels::map1(self.x(0), out, |x| meaning::rounded(x, *decimals, *half_even));
            }
            RowOp::LevelNumber(numbers) => kernels::map1(self.b(0), out, |b| meaning::level_number(numbers, b)),
            RowOp::Position => kernels::map1(self.b(0), out, meaning::position),
            RowOp::Exclude => kernels::map2(self.b(0), self.x(1), out, meaning::exclude),
            RowOp::If(_) => {
                let missing =
                    |kind: u8| f64::from_bits(number::missing(Missing::Unavailable).to_bits() | u64::from(kind));
                kernels::either(self.b(0), self.x(1), self.x(2), out, missing);
            }
            RowOp::IfMissing(_) => kernels::map2(self.x(0), self.x(1), out, |a, b| if a.is_nan() { b } else { a }),
            RowOp::Gather(_) => self.gather(out, Stored::numbers, number::missing),
            RowOp::Spread(_) => self.spread(out, Stored::numbers, number::missing),
            RowOp::Broadcast(_) => self.broadcast(out, Stored::numbers),
            RowOp::Fill(_) => kernels::map1(self.x(0), out, |x| x),
            // Operands of one kind, computed value by value.
            RowOp::Clamp | RowOp::Date => {
                for (row, o) in out.iter_mut().enumerate() {
                    *o = f64::from_bits(meaning::apply(op, self.count(), |i| self.x(i).at(row).to_bits()));
                }
            }
            // These give yes and no, members, or links.
            RowOp::AtLeast(_)
            | RowOp::AtMost(_)
            | RowOp::Same(_)
            | RowOp::Not
            | RowOp::And
            | RowOp::Or
            | RowOp::IsYes
            | RowOp::IsMissing(_)
            | RowOp::IsMissingAs(..)
            | RowOp::MemberAt
            | RowOp::Choose(_) => {}
        }
    }

    /// An operation that gives yes and no, or members.
    pub fn bytes(&self, op: &RowOp, out: &mut [u8]) {
        match op {
            RowOp::AtLeast(Kind::Number) => {
                kernels::compare(self.x(0), self.x(1), out, |a, b| a >= b, |a, b| a < b, meaning::at_least)
            }
            RowOp::AtMost(Kind::Number) => {
                kernels::compare(self.x(0), self.x(1), out, |a, b| a <= b, |a, b| a > b, meaning::at_most)
            }
            RowOp::Same(Kind::Number) => {
                kernels::compare(self.x(0), self.x(1), out, |a, b| a == b, |a, b| (a < b) | (a > b), meaning::same);
            }
            RowOp::AtLeast(kind) => self.ordered(*kind, out, |a, b| a >= b),
            RowOp::AtMost(kind) => self.ordered(*kind, out, |a, b| a <= b),
            RowOp::Same(kind) => self.ordered(*kind, out, |a, b| a == b),
            RowOp::Not => kernels::map1(self.b(0), out, meaning::not),
            RowOp::And => kernels::map2(self.b(0), self.b(1), out, meaning::and),
            RowOp::Or => kernels::map2(self.b(0), self.b(1), out, meaning::or),
            RowOp::IsYes => kernels::map1(self.b(0), out, meaning::is_yes),
            RowOp::IsMissing(Kind::Number) => kernels::map1(self.x(0), out, |x| yes_no::from(x.is_nan())),
            RowOp::IsMissing(Kind::YesNo) => kernels::map1(self.b(0), out, |b| yes_no::from(b & 3 == 3)),
            RowOp::IsMissing(Kind::Member) => {
                kernels::map1(self.b(0), out, |b| yes_no::from(b >= member::FIRST_MISSING))
            }
            RowOp::IsMissing(_) => kernels::map1(self.c(0), out, |c| yes_no::from(c >= link::FIRST_MISSING)),
            RowOp::IsMissingAs(kind, how) => self.is_missing_as(*kind, *how, out),
            RowOp::If(Kind::YesNo) => kernels::either(self.b(0), self.b(1), self.b(2), out, |kind| 3 | kind << 2),
            RowOp::If(_) => kernels::either(self.b(0), self.b(1), self.b(2), out, |kind| member::FIRST_MISSING + kind),
            RowOp::IfMissing(Kind::YesNo) => {
                kernels::map2(self.b(0), self.b(1), out, |a, b| if a & 3 == 3 { b } else { a });
            }
            RowOp::IfMissing(_) => {
                kernels::map2(self.b(0), self.b(1), out, |a, b| if a >= member::FIRST_MISSING { b } else { a });
            }
            RowOp::MemberAt => kernels::map1(self.x(0), out, meaning::member_at),
            RowOp::Choose(choose) => {
                let conditions: Vec<_> = (1..self.count()).map(|i| self.b(i)).collect();
                kernels::choose(choose, self.b(0), &conditions, out);
            }
            RowOp::Gather(kind) => self.gather(out, Stored::bytes, |how| meaning::missing(*kind, how) as u8),
            RowOp::Spread(kind) => self.spread(out, Stored::bytes, |how| meaning::missing(*kind, how) as u8),
            RowOp::Broadcast(_) => self.broadcast(out, Stored::bytes),
            RowOp::Fill(_) => kernels::map1(self.b(0), out, |b| b),
            // These give numbers.
            RowOp::Unary(_)
            | RowOp::Binary(_)
            | RowOp::Clamp
            | RowOp::Date
            | RowOp::Across(_)
            | RowOp::CountYes
            | RowOp::Rounded { .. }
            | RowOp::LevelNumber(_)
            | RowOp::Position
            | RowOp::Exclude => {}
        }
    }

    /// Missing of one kind is one code, but for numbers, where a NaN has more bits than its kind.
    fn is_missing_as(&self, kind: Kind, how: Missing, out: &mut [u8]) {
        match kind {
            Kind::Number => kernels::map1(self.x(0), out, |x| yes_no::from(number::kind(x) == Some(how))),
            Kind::YesNo => kernels::map1(self.b(0), out, |b| yes_no::from(yes_no::value(b) == Err(how))),
            Kind::Member => kernels::map1(self.b(0), out, |b| yes_no::from(b == member::missing(how))),
            Kind::Link | Kind::Text | Kind::Groups => {
                kernels::map1(self.c(0), out, |c| yes_no::from(c == link::missing(how)));
            }
        }
    }

    /// An operation that gives links.
    pub fn codes(&self, op: &RowOp, out: &mut [u32]) {
        match op {
            RowOp::If(_) => {
                kernels::either(self.b(0), self.c(1), self.c(2), out, |kind| link::FIRST_MISSING + u32::from(kind));
            }
            RowOp::IfMissing(_) => {
                kernels::map2(self.c(0), self.c(1), out, |a, b| if a >= link::FIRST_MISSING { b } else { a });
            }
            RowOp::Gather(_) => self.gather(out, Stored::codes, link::missing),
            RowOp::Spread(_) => self.spread(out, Stored::codes, link::missing),
            RowOp::Broadcast(_) => self.broadcast(out, Stored::codes),
            RowOp::Fill(_) => kernels::map1(self.c(0), out, |c| c),
            // These give numbers, yes and no, or members.
            RowOp::Unary(_)
            | RowOp::Binary(_)
            | RowOp::Clamp
            | RowOp::Date
            | RowOp::Across(_)
            | RowOp::CountYes
            | RowOp::Rounded { .. }
            | RowOp::AtLeast(_)
            | RowOp::AtMost(_)
            | RowOp::Same(_)
            | RowOp::Not
            | RowOp::And
            | RowOp::Or
            | RowOp::IsYes
            | RowOp::IsMissing(_)
            | RowOp::IsMissingAs(..)
            | RowOp::LevelNumber(_)
            | RowOp::Position
            | RowOp::MemberAt
            | RowOp::Choose(_)
            | RowOp::Exclude => {}
        }
    }

    fn ordered(&self, kind: Kind, out: &mut [u8], holds: impl Fn(u64, u64) -> bool) {
        match kind {
            Kind::YesNo | Kind::Member => kernels::ordered(kind, self.b(0), self.b(1), out, holds),
            Kind::Number | Kind::Link | Kind::Text | Kind::Groups => {
                kernels::ordered(kind, self.c(0), self.c(1), out, holds);
            }
        }
    }

    fn gather<T: Copy + 'a>(&self, out: &mut [T], of: impl Fn(&'a Stored) -> &'a [T], missing: impl Fn(Missing) -> T) {
        let there = self.whole(1).map_or(&[][..], of);
        kernels::map1(self.c(0), out, |code| match there.get(code as usize) {
            Some(value) => *value,
            None => missing(link::kind(code).unwrap_or(Missing::Unavailable)),
        });
    }

    fn spread<T: Copy + 'a>(&self, out: &mut [T], of: impl Fn(&'a Stored) -> &'a [T], missing: impl Fn(Missing) -> T) {
        let Some(Stored::Groups(groups)) = self.whole(0) else { return };
        let there = self.whole(1).map_or(&[][..], of);
        let codes = groups.codes.get(self.rows.clone()).unwrap_or_default();
        for ((o, code), row) in out.iter_mut().zip(codes).zip(self.rows.clone()) {
            *o = match there.get(*code as usize) {
                Some(value) => *value,
                None => missing(groups.outside(row)),
            };
        }
    }

    fn broadcast<T: Copy + 'a>(&self, out: &mut [T], of: impl Fn(&'a Stored) -> &'a [T]) {
        if let Some(value) = self.whole(0).and_then(|s| of(s).first()) {
            out.fill(*value);
        }
    }
}
