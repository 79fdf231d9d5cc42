//! Every registered normalisation, and every aggregation that works row by row, over 10⁶ rows of ten indicators.
//!
//! ```text
//! cargo bench --bench methods                                    # all, on one thread
//! cargo bench --bench methods -- zscore median                   # those whose names hold one of these words
//! cargo bench --bench methods -- --rows 1e5 --threads 2 --repetitions 9
//! ```
//!
//! Prints one line for each: nanoseconds for each cell (row and indicator), and the clause of the policy. A run is that of
//! an index: yardsticks, values, and the aggregation `sum` after a normalisation, or `normalise none` before an
//! aggregation. `benches/methods.py` runs this and numpy in turn, and prints both with their ratio.

#![allow(clippy::expect_used, clippy::panic, reason = "a benchmark that cannot run stops")]

mod support {
    pub mod clusters;
    pub mod seeded;
}

use std::sync::Arc;
use std::time::Instant;

use bareme::methods::{Aggregator, Normaliser, OptionKind, Options, aggregate, normalise};
use bareme::{Data, Program, RunOptions, parameters};
use support::clusters::keys;
use support::seeded::Seeded;

/// As the `bareme` program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const INDICATORS: usize = 10;

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
    let columns = columns(asked.rows);
    let normalisations =
        normalise::ALL.iter().map(|m| clause(*m)).map(|m| (m.clone(), format!("{m}\n  aggregate sum")));
    // Those over all rows at once have a benchmark of their own kind: their work grows with the square of the rows.
    let by_row = aggregate::ALL.iter().filter(|m| m.whole().is_none());
    let aggregations = by_row.map(|m| aggregation(*m)).map(|m| (m.clone(), format!("normalise none\n  {m}")));
    for (name, steps) in normalisations.chain(aggregations) {
        if asked.names.is_empty() || asked.names.iter().any(|n| name.contains(n)) {
            println!("{:10.3} ns  {name}", nanoseconds(&asked, &steps, &columns));
        }
    }
}

/// The clause of a normalisation, with an example of what it cannot do without.
fn clause(method: &dyn Normaliser) -> String {
    let Some(words) = method.required() else { return format!("normalise {}", method.name()) };
    let mut kinds = method.options().iter().filter(|o| o.words == words).map(|o| o.kind);
    let kind = kinds.find(|k| !matches!(k, OptionKind::Levels | OptionKind::Entity)).expect("an option of numbers");
    [&format!("normalise {}", method.name()), words, &kind.example()].join(" ").replace("  ", " ")
}

fn aggregation(method: &dyn Aggregator) -> String {
    let needs_options = method.refuses(&Options::default()).is_some();
    let number = method.options().iter().find(|o| needs_options && matches!(o.kind, OptionKind::Number));
    let half = number.map(|o| format!(" {} 0.5", o.words).replace("  ", " "));
    format!("aggregate {}{}", method.name(), half.unwrap_or_default())
}

/// Positive numbers with a long tail, as indicators have.
fn columns(rows: usize) -> Vec<Vec<f64>> {
    let mut random = Seeded::new(0x6d65_7468);
    let value = |random: &mut Seeded| {
        let share = random.share();
        0.5 + 100.0 * share * share
    };
    (0..INDICATORS).map(|_| (0..rows).map(|_| value(&mut random)).collect()).collect()
}

/// The median time of a run, for each cell.
fn nanoseconds(asked: &Asked, steps: &str, columns: &[Vec<f64>]) -> f64 {
    let program = program(steps);
    let data = data(&program, columns, asked.rows);
    let set = parameters::resolve::<&str>(&program, &[]).expect("no parameters");
    let options = RunOptions { threads: Some(asked.threads), ..RunOptions::default() };
    let run = || {
        let begun = Instant::now();
        let assessment = bareme::run(&program, &data, &set, &options).unwrap_or_else(|d| panic!("{steps}: {d:?}"));
        let took = begun.elapsed().as_nanos() as f64;
        std::hint::black_box(assessment);
        took
    };
    run();
    let mut times: Vec<f64> = (0..asked.repetitions).map(|_| run()).collect();
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN) / (asked.rows * INDICATORS) as f64
}

fn program(steps: &str) -> Arc<Program> {
    let indicators: String =
        (0..INDICATORS).map(|i| format!("  indicator x{i} : number {{ better higher; goalposts 1..90 }}\n")).collect();
    let parts: Vec<String> = (0..INDICATORS).map(|i| format!("x{i}")).collect();
    let index = format!("index y of rows {{\n  parts {}\n  {steps}\n  rank none\n}}\n", parts.join(", "));
    let text = format!("table rows {{\n  key id\n{indicators}}}\n{index}");
    bareme::load_text("methods.bareme", &text).unwrap_or_else(|l| panic!("{text}\n{:#?}", l.diagnostics))
}

fn data(program: &Program, columns: &[Vec<f64>], rows: usize) -> Data {
    let builder = Data::builder(program).column("rows", "id", keys(rows));
    let filled = columns.iter().enumerate().fold(builder, |b, (i, x)| b.numbers("rows", &format!("x{i}"), x.clone()));
    filled.build().expect("the columns fit the policy")
}
