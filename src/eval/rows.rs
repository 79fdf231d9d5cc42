//! Row operations, fused: a stage of the plan becomes a short program over registers of one chunk each.

use std::ops::Range;
use std::sync::Arc;

use super::Column;
use super::cells::{self, Axis, Cut, Table};
use super::operands::Operands;
use super::store::{Store, Stored};
use crate::parallel::{BLOCK, CHUNK, Threads, stretches};
use crate::plan::{Kind, NodeId, Op, Plan, RowOp, RowStage};

/// Where an operand of an instruction is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
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

/// Results that are looked up by the cell of the row, after all instructions.
#[derive(Debug)]
struct LookUp {
    axes: Vec<(Cut, u16)>,
    operands: Vec<Place>,
    /// Each with the output that it makes.
    tables: Vec<(Box<cells::Codes>, usize)>,
}

/// A stage of row operations, ready to run.
#[derive(Debug)]
pub(super) struct RowProgram<'p> {
    instructions: Vec<Instruction<'p>>,
    looked_up: Vec<LookUp>,
    columns: Vec<Stored>,
    outputs: Vec<(NodeId, Kind)>,
    /// Registers of numbers, bytes and codes.
    registers: [usize; 3],
}

/// The registers of one thread.
pub(super) struct Registers {
    pub numbers: Vec<Vec<f64>>,
    pub bytes: Vec<Vec<u8>>,
    pub codes: Vec<Vec<u32>>,
    /// The cell of each row.
    cells: Vec<u16>,
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
    /// `looked_up` are read off the axes before them, which stay in their registers to the end.
    pub fn new(plan: &'p Plan, stage: &RowStage, store: &Store, looked_up: Vec<(Vec<Axis>, Vec<Table>)>) -> Self {
        let mut program = Self {
            instructions: Vec::new(),
            looked_up: Vec::new(),
            columns: Vec::new(),
            outputs: Vec::new(),
            registers: [0; 3],
        };
        let mut place: std::collections::HashMap<NodeId, Place> = std::collections::HashMap::new();
        let mut last_use: std::collections::HashMap<NodeId, usize> = std::collections::HashMap::new();
        for (at, id) in stage.nodes.iter().enumerate() {
            for operand in plan.dag.node(*id).op.operands() {
                last_use.insert(operand, at);
            }
        }
        let axes = looked_up.iter().flat_map(|(axes, _)| axes);
        last_use.extend(axes.map(|axis| (axis.node, stage.nodes.len())));
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
        for (axes, tables) in looked_up {
            let found = |axis: &Axis| place.get(&axis.node).copied();
            let operands =
                axes.iter().map(|axis| found(axis).unwrap_or_else(|| program.outside(plan, axis.node, store)));
            let operands = operands.collect();
            program.look_up(axes, operands, tables);
        }
        program
    }

    fn look_up(&mut self, axes: Vec<Axis>, operands: Vec<Place>, tables: Vec<Table>) {
        let mut stride = 1;
        let axes = axes.into_iter().map(|axis| {
            let this = (stride, axis.cut.count());
            stride *= this.1;
            (axis.cut, u16::try_from(this.0).unwrap_or(0))
        });
        let axes = axes.collect();
        let tables = tables.into_iter().map(|table| {
            self.outputs.push((table.node, table.kind));
            (cells::codes(&table), self.outputs.len() - 1)
        });
        let tables = tables.collect();
        self.looked_up.push(LookUp { axes, operands, tables });
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
            let mut registers = Registers::new(self.registers, !self.looked_up.is_empty());
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
            let (op, r) = (instruction.op, instruction.register);
            match bank(op.kind()) {
                0 => {
                    let mut register = take(&mut registers.numbers, r);
                    let target = register.get_mut(..n).unwrap_or_default();
                    self.operands(registers, &instruction.operands, &rows).numbers(op, target);
                    if let Some(Out::Numbers(out)) = out {
                        copy(target, out, done);
                    }
                    put(&mut registers.numbers, r, register);
                }
                1 => {
                    let mut register = take(&mut registers.bytes, r);
                    let target = register.get_mut(..n).unwrap_or_default();
                    self.operands(registers, &instruction.operands, &rows).bytes(op, target);
                    if let Some(Out::Bytes(out)) = out {
                        copy(target, out, done);
                    }
                    put(&mut registers.bytes, r, register);
                }
                _ => {
                    let mut register = take(&mut registers.codes, r);
                    let target = register.get_mut(..n).unwrap_or_default();
                    self.operands(registers, &instruction.operands, &rows).codes(op, target);
                    if let Some(Out::Codes(out)) = out {
                        copy(target, out, done);
                    }
                    put(&mut registers.codes, r, register);
                }
            }
        }
        for looked_up in &self.looked_up {
            let mut register = std::mem::take(&mut registers.cells);
            let cells = register.get_mut(..n).unwrap_or_default();
            cells.fill(0);
            let operands = self.operands(registers, &looked_up.operands, &rows);
            for (at, (cut, stride)) in looked_up.axes.iter().enumerate() {
                match cut {
                    Cut::Numbers(splits) => cells::add_numbers(splits, operands.x(at), *stride, cells),
                    Cut::Members(_) | Cut::YesNo => cells::add_codes(cut, operands.b(at), *stride, cells),
                }
            }
            for (table, output) in &looked_up.tables {
                if let Some(Out::Bytes(out)) = outs.get_mut(*output) {
                    cells::look_up(table, cells, out.get_mut(done..done + n).unwrap_or_default());
                }
            }
            registers.cells = register;
        }
    }

    fn operands<'a>(&'a self, registers: &'a Registers, places: &'a [Place], rows: &'a Range<usize>) -> Operands<'a> {
        Operands { columns: &self.columns, registers, places, rows }
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
    fn new([numbers, bytes, codes]: [usize; 3], cells: bool) -> Self {
        Self {
            numbers: vec![vec![0.0; CHUNK]; numbers],
            bytes: vec![vec![0; CHUNK]; bytes],
            codes: vec![vec![0; CHUNK]; codes],
            cells: vec![0; if cells { CHUNK } else { 0 }],
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
