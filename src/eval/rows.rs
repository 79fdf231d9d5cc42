//! Row operations, fused: a stage of the plan becomes a short program over registers of one chunk each.

use std::ops::Range;
use std::sync::Arc;

use super::Column;
use super::kernels::{self, Values};
use super::parallel::{BLOCK, CHUNK, Threads, stretches};
use super::store::{Store, Stored};
use crate::eval::column::{link, member, number, yes_no};
use crate::plan::{Kind, NodeId, Op, Plan, RowOp, RowStage, meaning};
use crate::program::Missing;

/// Where an operand of an instruction is.
#[derive(Clone, Copy, Debug)]
enum Place {
    Register(usize),
    Column(usize),
    Constant(u64),
}

#[derive(Debug)]
struct Instruction<'p> {
    op: &'p RowOp,
    operands: Vec<Place>,
    register: usize,
    output: Option<usize>,
}

/// A stage of row operations, ready to run.
#[derive(Debug)]
pub(super) struct RowProgram<'p> {
    instructions: Vec<Instruction<'p>>,
    columns: Vec<Stored>,
    outputs: Vec<(NodeId, Kind)>,
    /// Registers of numbers, bytes and codes.
    registers: [usize; 3],
}

/// The registers of one thread.
struct Registers {
    numbers: Vec<Vec<f64>>,
    bytes: Vec<Vec<u8>>,
    codes: Vec<Vec<u32>>,
}

/// A stretch of a column that is being made.
enum Out<'a> {
    Numbers(&'a mut [f64]),
    Bytes(&'a mut [u8]),
    Codes(&'a mut [u32]),
}

/// A column that is being made.
enum Made {
    Numbers(Vec<f64>),
    Bytes(Vec<u8>),
    Codes(Vec<u32>),
}

fn bank(kind: Kind) -> usize {
    match kind {
        Kind::Number => 0,
        Kind::YesNo | Kind::Member => 1,
        Kind::Link | Kind::Text | Kind::Groups => 2,
    }
}

impl<'p> RowProgram<'p> {
    /// Makes the program of a stage; registers are used again once nobody reads them.
    pub fn new(plan: &'p Plan, stage: &RowStage, store: &Store) -> Self {
        let mut program =
            Self { instructions: Vec::new(), columns: Vec::new(), outputs: Vec::new(), registers: [0; 3] };
        let mut place: std::collections::HashMap<NodeId, Place> = std::collections::HashMap::new();
        let mut last_use: std::collections::HashMap<NodeId, usize> = std::collections::HashMap::new();
        for (at, id) in stage.nodes.iter().enumerate() {
            for operand in plan.dag.node(*id).op.operands() {
                last_use.insert(operand, at);
            }
        }
        let mut free: [Vec<usize>; 3] = Default::default();
        for (at, id) in stage.nodes.iter().enumerate() {
            let node = plan.dag.node(*id);
            let Op::Row(op, args) = &node.op else { continue };
            let mut operands = Vec::with_capacity(args.len());
            for arg in args {
                let known = place.get(arg).copied();
                operands.push(known.unwrap_or_else(|| {
                    let found = program.outside(plan, *arg, store);
                    place.insert(*arg, found);
                    found
                }));
            }
            let bank = bank(node.kind);
            let register = free.get_mut(bank).and_then(Vec::pop).unwrap_or_else(|| program.next_register(bank));
            place.insert(*id, Place::Register(register));
            for (position, arg) in args.iter().enumerate() {
                let first = args.iter().position(|a| a == arg) == Some(position);
                let over = last_use.get(arg) == Some(&at);
                if let (true, true, Some(Place::Register(done))) = (first, over, place.get(arg)) {
                    free.get_mut(self::bank(plan.dag.node(*arg).kind)).into_iter().for_each(|f| f.push(*done));
                }
            }
            let output = stage.outputs.contains(id).then(|| {
                program.outputs.push((*id, node.kind));
                program.outputs.len() - 1
            });
            if !last_use.contains_key(id) {
                free.get_mut(bank).into_iter().for_each(|f| f.push(register));
            }
            program.instructions.push(Instruction { op, operands, register, output });
        }
        program
    }

    fn next_register(&mut self, bank: usize) -> usize {
        match self.registers.get_mut(bank) {
            Some(count) => {
                *count += 1;
                *count - 1
            }
            None => 0,
        }
    }

    /// An operand from outside the stage.
    fn outside(&mut self, plan: &Plan, id: NodeId, store: &Store) -> Place {
        if let Some(code) = plan.dag.known(id) {
            return Place::Constant(code);
        }
        self.columns.push(store.get(id));
        Place::Column(self.columns.len() - 1)
    }

    /// Runs over all rows of the table; the columns that are kept, by node.
    pub fn run(&self, rows: usize, threads: Threads) -> Vec<(NodeId, Stored)> {
        let mut made: Vec<Made> = self.outputs.iter().map(|(_, kind)| Made::new(*kind, rows)).collect();
        let mut blocks: Vec<(Range<usize>, Vec<Out<'_>>)> =
            stretches(0..rows, BLOCK).map(|range| (range, Vec::with_capacity(self.outputs.len()))).collect();
        for column in &mut made {
            column.split(&mut blocks);
        }
        threads.for_rows(rows).map(blocks, |(range, mut outs)| {
            let mut registers = Registers::new(self.registers);
            let mut done = 0;
            for chunk in stretches(range, CHUNK) {
                let length = chunk.len();
                self.chunk(&mut registers, chunk, &mut outs, done);
                done += length;
            }
        });
        self.outputs.iter().zip(made).map(|((id, kind), made)| (*id, Stored::Column(made.column(*kind)))).collect()
    }

    fn chunk(&self, registers: &mut Registers, rows: Range<usize>, outs: &mut [Out<'_>], done: usize) {
        let n = rows.len();
        for instruction in &self.instructions {
            let out = instruction.output.and_then(|i| outs.get_mut(i));
            let r = instruction.register;
            match bank(instruction.op.kind()) {
                0 => {
                    let mut register = take(&mut registers.numbers, r);
                    let target = register.get_mut(..n).unwrap_or_default();
                    let at = Operands { program: self, registers, instruction, rows: &rows };
                    at.numbers(target);
                    if let Some(Out::Numbers(out)) = out {
                        copy(target, out, done);
                    }
                    put(&mut registers.numbers, r, register);
                }
                1 => {
                    let mut register = take(&mut registers.bytes, r);
                    let target = register.get_mut(..n).unwrap_or_default();
                    let at = Operands { program: self, registers, instruction, rows: &rows };
                    at.bytes(target);
                    if let Some(Out::Bytes(out)) = out {
                        copy(target, out, done);
                    }
                    put(&mut registers.bytes, r, register);
                }
                _ => {
                    let mut register = take(&mut registers.codes, r);
                    let target = register.get_mut(..n).unwrap_or_default();
                    let at = Operands { program: self, registers, instruction, rows: &rows };
                    at.codes(target);
                    if let Some(Out::Codes(out)) = out {
                        copy(target, out, done);
                    }
                    put(&mut registers.codes, r, register);
                }
            }
        }
    }
}

/// Takes a register out, so that it can be written while others are read.
fn take<T>(registers: &mut [Vec<T>], at: usize) -> Vec<T> {
    registers.get_mut(at).map(std::mem::take).unwrap_or_default()
}

fn put<T>(registers: &mut [Vec<T>], at: usize, register: Vec<T>) {
    if let Some(slot) = registers.get_mut(at) {
        *slot = register;
    }
}

fn copy<T: Copy>(from: &[T], to: &mut [T], at: usize) {
    if let Some(to) = to.get_mut(at..at + from.len()) {
        to.copy_from_slice(from);
    }
}

impl Registers {
    fn new([numbers, bytes, codes]: [usize; 3]) -> Self {
        Self {
            numbers: vec![vec![0.0; CHUNK]; numbers],
            bytes: vec![vec![0; CHUNK]; bytes],
            codes: vec![vec![0; CHUNK]; codes],
        }
    }
}

impl Made {
    fn new(kind: Kind, rows: usize) -> Made {
        match bank(kind) {
            0 => Made::Numbers(vec![0.0; rows]),
            1 => Made::Bytes(vec![0; rows]),
            _ => Made::Codes(vec![0; rows]),
        }
    }

    fn split<'a>(&'a mut self, blocks: &mut [(Range<usize>, Vec<Out<'a>>)]) {
        match self {
            Made::Numbers(v) => blocks.iter_mut().zip(v.chunks_mut(BLOCK)).for_each(|(b, o)| b.1.push(Out::Numbers(o))),
            Made::Bytes(v) => blocks.iter_mut().zip(v.chunks_mut(BLOCK)).for_each(|(b, o)| b.1.push(Out::Bytes(o))),
            Made::Codes(v) => blocks.iter_mut().zip(v.chunks_mut(BLOCK)).for_each(|(b, o)| b.1.push(Out::Codes(o))),
        }
    }

    fn column(self, kind: Kind) -> Column {
        match self {
            Made::Numbers(v) => Column::Number(Arc::new(v)),
            Made::Bytes(v) if kind == Kind::YesNo => Column::YesNo(Arc::new(v)),
            Made::Bytes(v) => Column::Member(Arc::new(v)),
            Made::Codes(v) => Column::Link(Arc::new(v)),
        }
    }
}

/// The operands of one instruction in one chunk.
struct Operands<'a> {
    program: &'a RowProgram<'a>,
    registers: &'a Registers,
    instruction: &'a Instruction<'a>,
    rows: &'a Range<usize>,
}

impl<'a> Operands<'a> {
    fn place(&self, operand: usize) -> Place {
        self.instruction.operands.get(operand).copied().unwrap_or(Place::Constant(0))
    }

    fn whole(&self, operand: usize) -> Option<&'a Stored> {
        match self.place(operand) {
            Place::Column(at) => self.program.columns.get(at),
            Place::Register(_) | Place::Constant(_) => None,
        }
    }

    fn register<T>(&self, bank: &'a [Vec<T>], at: usize) -> &'a [T] {
        bank.get(at).and_then(|r| r.get(..self.rows.len())).unwrap_or_default()
    }

    fn stretch<T>(&self, column: &'a [T]) -> Values<'a, T> {
        Values::Rows(column.get(self.rows.clone()).unwrap_or_default())
    }

    fn x(&self, operand: usize) -> Values<'a, f64> {
        match self.place(operand) {
            Place::Register(at) => Values::Rows(self.register(&self.registers.numbers, at)),
            Place::Column(_) => self.stretch(self.whole(operand).map_or(&[], Stored::numbers)),
            Place::Constant(code) => Values::Same(f64::from_bits(code)),
        }
    }

    fn b(&self, operand: usize) -> Values<'a, u8> {
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
        self.instruction.operands.len()
    }

    fn numbers(&self, out: &mut [f64]) {
        match self.instruction.op {
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
            op => {
                // Clamp and Date: operands of one kind, computed value by value.
                for (row, o) in out.iter_mut().enumerate() {
                    *o = f64::from_bits(meaning::apply(op, self.count(), |i| self.x(i).at(row).to_bits()));
                }
            }
        }
    }

    fn bytes(&self, out: &mut [u8]) {
        match self.instruction.op {
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
            _ => kernels::map1(self.b(0), out, |b| b),
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

    fn codes(&self, out: &mut [u32]) {
        match self.instruction.op {
            RowOp::If(_) => {
                kernels::either(self.b(0), self.c(1), self.c(2), out, |kind| link::FIRST_MISSING + u32::from(kind));
            }
            RowOp::IfMissing(_) => {
                kernels::map2(self.c(0), self.c(1), out, |a, b| if a >= link::FIRST_MISSING { b } else { a });
            }
            RowOp::Gather(_) => self.gather(out, Stored::codes, link::missing),
            RowOp::Spread(_) => self.spread(out, Stored::codes, link::missing),
            RowOp::Broadcast(_) => self.broadcast(out, Stored::codes),
            _ => kernels::map1(self.c(0), out, |c| c),
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
