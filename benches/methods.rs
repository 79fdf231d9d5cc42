//! Every registered method over 10⁶ rows of ten indicators: normalisations, aggregations, treatments, imputations,
//! screening, weights from the data.
//!
//! ```text
//! cargo bench --bench methods                                    # all, on one thread
//! cargo bench --bench methods -- zscore median                   # those whose names hold one of these words
//! cargo bench --bench methods -- --rows 1e5 --threads 2 --repetitions 9
//! ```
//!
//! Prints one line for each: nanoseconds for each cell (row and indicator), what the results add up to, and the clause of
//! the policy. A run is that of an index: every step, and the aggregation `sum` or `arithmetic mean` after what is no
//! aggregation itself, or `normalise none` beside an aggregation. Methods whose work grows faster than the rows have
//! fewer of them (`support/tasks.rs`). `benches/methods.py` runs this and numpy in turn, compares what the results add up
//! to, and prints both times with their ratio.

#![allow(clippy::expect_used, clippy::panic, reason = "a benchmark that cannot run stops")]

mod support {
    pub mod clusters;
    pub mod seeded;
    pub mod tasks;
}

use std::time::Instant;

use bareme::eval::Column;
use bareme::{Assessment, Program, RunOptions, parameters};
use support::tasks::{self, INDICATORS, Task};

/// As the `bareme` program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

struct Asked {
    rows: usize,
    threads: usize,
    repetitions: usize,
    names: Vec<String>,
}

fn main() {
    let mut asked = Asked { rows: 1_000_000, threads: 1, repetitions: 5, names: Vec::new() };
    let mut words = std::env::args().skip(1);
    let number = |word: Option<String>| word.and_then(|w| w.parse::<f64>().ok()).expect("a number follows") as usize;
    while let Some(word) = words.next() {
        match word.as_str() {
            "--rows" => asked.rows = number(words.next()),
            "--threads" => asked.threads = number(words.next()),
            "--repetitions" => asked.repetitions = number(words.next()),
            // Cargo says that this is a benchmark.
            "--bench" => {}
            _ => asked.names.push(word),
        }
    }
    let shares = tasks::shares(asked.rows);
    for task in tasks::all() {
        if asked.names.is_empty() || asked.names.iter().any(|n| task.clause.contains(n)) {
            let (nanoseconds, (there, size, placed)) = measure(&asked, &task, &shares);
            println!("{nanoseconds:10.3} ns  {there} {size:e} {placed:e}  {}", task.clause);
        }
    }
}

/// The median time of a run, for each cell, and what its results add up to.
fn measure(asked: &Asked, task: &Task, shares: &[Vec<f64>]) -> (f64, (usize, f64, f64)) {
    let rows = task.rows(asked.rows);
    let program = task.program();
    let data = task.data(&program, shares, rows);
    let set = parameters::resolve::<&str>(&program, &[]).expect("no parameters");
    let options = RunOptions { threads: Some(asked.threads), ..RunOptions::default() };
    let run = || bareme::run(&program, &data, &set, &options).unwrap_or_else(|d| panic!("{}: {d:?}", task.clause));
    let timed = || {
        let begun = Instant::now();
        let assessment = run();
        let took = begun.elapsed().as_nanos() as f64;
        std::hint::black_box(assessment);
        took
    };
    let check = added_up(&program, &run());
    let mut times: Vec<f64> = (0..asked.repetitions).map(|_| timed()).collect();
    times.sort_by(f64::total_cmp);
    (times.get(times.len() / 2).copied().unwrap_or(f64::NAN) / (rows * INDICATORS) as f64, check)
}

/// How many results there are, the sum of their magnitudes, and their sum with a weight that depends on the row.
fn added_up(program: &Program, assessment: &Assessment) -> (usize, f64, f64) {
    let mut columns = program.quantities.iter().zip(&assessment.columns).filter(|(q, _)| q.name == "y");
    let Some((_, Some(Column::Number(values)))) = columns.next() else { return (0, 0.0, 0.0) };
    let mut sums = (0, 0.0, 0.0);
    for (row, y) in values.iter().enumerate().filter(|(_, y)| !y.is_nan()) {
        let place = (row * 7919 % 1009) as f64 / 1009.0;
        sums = (sums.0 + 1, sums.1 + y.abs(), sums.2 + y * place);
    }
    sums
}
