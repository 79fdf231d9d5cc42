//! One record through Bareme and through other embedded rule languages: the same rule, the same records, in one run.
//!
//! ```text
//! cargo run --release --manifest-path benches/peers/rules/Cargo.toml
//! ```
//!
//! The rule is the scenario of `benches/policies/scenario.bareme` with its gate; the peers say 0 for excluded records and
//! number the outcomes from 1, in their cheapest words. Two times are taken of each: *evaluated*, where the peer's own
//! form of the record was made beforehand, and *from numbers*, where the host has three numbers, as it mostly does.
//! Ours takes the numbers as they are, so that its two times differ little. Medians of 15 rounds, engines in turn.

mod engines;

use std::hint::black_box;
use std::time::Instant;

use engines::{Bareme, Cel, Engine, Record, Rego, Rhai, Zen};

const ROUNDS: usize = 15;
const PASSES: usize = 20;

fn main() {
    let records = records();
    let mut engines: Vec<Box<dyn Timed>> = vec![
        Box::new(Bench::<Bareme>::new(&records)),
        Box::new(Bench::<Zen>::new(&records)),
        Box::new(Bench::<Cel>::new(&records)),
        Box::new(Bench::<Rhai>::new(&records)),
        Box::new(Bench::<Rego>::new(&records)),
    ];
    let expected: Vec<i64> = records.iter().map(by_hand).collect();
    for _ in 0..ROUNDS {
        engines.iter_mut().for_each(|engine| engine.round(&records));
    }
    println!("{:<18} {:>14} {:>14}   results", "", "evaluated, ns", "from numbers");
    for engine in &mut engines {
        let same = if engine.results(&records) == expected { "equal" } else { "DIFFERENT" };
        let (evaluated, from_numbers) = engine.medians();
        println!("{:<18} {evaluated:>14.0} {from_numbers:>14.0}   {same}", engine.name());
    }
}

/// Records of all outcomes, so that no branch is always taken, in numbers of four decimals.
fn records() -> Vec<Record> {
    let mut state = 7_u64;
    let mut below = |n: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % n
    };
    let mut index = || below(20_000) as f64 / 1e4;
    let mut records: Vec<Record> = (0..1024).map(|_| Record { stance: 0.0, own: index(), regional: index() }).collect();
    records.iter_mut().for_each(|r| r.stance = below(7) as f64);
    records
}

fn by_hand(record: &Record) -> i64 {
    match (record.stance > 0.0, record.own >= 1.0, record.regional >= 1.0) {
        (false, _, _) => 0,
        (true, true, true) => 1,
        (true, true, false) => 2,
        (true, false, true) => 3,
        (true, false, false) => 4,
    }
}

/// An engine with its records and times.
struct Bench<E: Engine> {
    engine: E,
    prepared: Vec<E::Prepared>,
    evaluated: Vec<f64>,
    from_numbers: Vec<f64>,
}

trait Timed {
    fn name(&self) -> &'static str;
    fn round(&mut self, records: &[Record]);
    fn results(&mut self, records: &[Record]) -> Vec<i64>;
    fn medians(&mut self) -> (f64, f64);
}

impl<E: Engine> Bench<E> {
    fn new(records: &[Record]) -> Self {
        let engine = E::new();
        let prepared = records.iter().map(|r| engine.prepare(r)).collect();
        Self { engine, prepared, evaluated: Vec::new(), from_numbers: Vec::new() }
    }
}

impl<E: Engine> Timed for Bench<E> {
    fn name(&self) -> &'static str {
        E::NAME
    }

    fn round(&mut self, records: &[Record]) {
        let start = Instant::now();
        for _ in 0..PASSES {
            for prepared in &mut self.prepared {
                black_box(self.engine.evaluate(black_box(prepared)));
            }
        }
        self.evaluated.push(per_record(start, records));
        let start = Instant::now();
        for _ in 0..PASSES {
            for record in records {
                let mut prepared = self.engine.prepare(black_box(record));
                black_box(self.engine.evaluate(&mut prepared));
            }
        }
        self.from_numbers.push(per_record(start, records));
    }

    fn results(&mut self, records: &[Record]) -> Vec<i64> {
        records
            .iter()
            .map(|r| {
                let mut prepared = self.engine.prepare(r);
                self.engine.evaluate(&mut prepared)
            })
            .collect()
    }

    fn medians(&mut self) -> (f64, f64) {
        (median(&mut self.evaluated), median(&mut self.from_numbers))
    }
}

fn per_record(start: Instant, records: &[Record]) -> f64 {
    start.elapsed().as_secs_f64() * 1e9 / (PASSES * records.len()) as f64
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}
