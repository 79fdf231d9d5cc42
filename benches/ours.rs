//! Our side of `benches/compare.py`: the index and the scenario on the data that `benches/peers/generate.py` made.
//!
//! ```text
//! cargo bench --bench ours -- TASK ROWS THREADS --data FOLDER [--values FILE] [--repetitions 7] [--serve]
//! ```
//!
//! Tasks, options and the JSON lines that it prints are those of `benches/peers/peers.py`; besides, the result's
//! checksum (BLAKE3 of its bytes) and the size of the input columns. `scenario_undecided` is the scenario with a fifth
//! of one index missing, which the peers have not: nearly all of those rows stay undecided between two outcomes.
//! `scenario_read` only reads the scenario's columns, which shows what memory alone takes.

#![allow(clippy::expect_used, clippy::panic, reason = "a benchmark that cannot run stops")]

mod support {
    pub mod columns;
    pub mod policies;
}

use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use bareme::data::Settings;
use bareme::eval::{Column, Exclusions};
use bareme::limits::Limits;
use bareme::program::QuantityId;
use bareme::{Assessment, Data, Program, RunOptions};
use serde_json::json;
use support::{columns, policies};

/// As the `bareme` program has it; polars and DuckDB bring their own as well.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    match Asked::read(std::env::args().skip(1)) {
        Some(asked) => asked.run(),
        None => println!(
            "run by benches/compare.py; by hand: cargo bench --bench ours -- index_g6 1e6 2 --data benches/data"
        ),
    }
}

/// What the command line asks for.
struct Asked {
    task: String,
    rows: usize,
    threads: usize,
    data: PathBuf,
    values: Option<PathBuf>,
    repetitions: usize,
    serve: bool,
}

impl Asked {
    fn read(mut words: impl Iterator<Item = String>) -> Option<Self> {
        let mut places = Vec::new();
        let (mut data, mut values, mut repetitions, mut serve) = (None, None, 7, false);
        while let Some(word) = words.next() {
            match word.as_str() {
                "--data" => data = words.next().map(PathBuf::from),
                "--values" => values = words.next().map(PathBuf::from),
                "--repetitions" => repetitions = words.next()?.parse().ok()?,
                "--serve" => serve = true,
                // Cargo says that this is a benchmark.
                "--bench" => {}
                _ => places.push(word),
            }
        }
        let [task, rows, threads] = places.try_into().ok()?;
        let rows = rows.parse::<f64>().ok()? as usize;
        Some(Self { task, rows, threads: threads.parse().ok()?, data: data?, values, repetitions, serve })
    }

    fn run(&self) {
        let job = Job::new(self);
        job.repeat();
        if self.serve {
            tell(&json!({ "ready": "bareme", "way": job.way() }));
        }
        let mut times = Vec::new();
        let mut on_processor = Vec::new();
        let mut timed = || {
            let (start, before) = (Instant::now(), processor_ms());
            let assessment = job.measured();
            let (spent, after) = (start.elapsed().as_secs_f64() * 1e3, processor_ms());
            drop(assessment);
            times.push(spent);
            on_processor.push(after - before);
            spent
        };
        if self.serve {
            for _ in std::io::stdin().lock().lines() {
                tell(&json!({ "ms": timed() }));
            }
        } else {
            (0..self.repetitions).for_each(|_| {
                timed();
            });
        }
        let peak = peak_mib();
        let assessment = job.repeat();
        let bytes = bytes(assessment.column(job.result).expect("the result has a column"));
        if let Some(file) = &self.values {
            std::fs::write(file, &bytes).expect("the values can be kept");
        }
        times.sort_by(f64::total_cmp);
        on_processor.sort_by(f64::total_cmp);
        tell(&json!({
            "engine": "bareme", "way": job.way(), "task": self.task, "rows": self.rows, "threads": self.threads,
            "median_ms": times.get(times.len() / 2), "min_ms": times.first(),
            "main_thread_ms": on_processor.get(on_processor.len() / 2), "peak_mib": peak, "input_mib": columns::input_bytes(&self.task, self.rows) as f64 / f64::from(1 << 20),
            "checksum": blake3::hash(&bytes).to_hex()[..16],
        }));
    }
}

/// A task that is ready to be repeated.
struct Job {
    program: Arc<Program>,
    input: Input,
    result: QuantityId,
    threads: usize,
    also: Also,
}

/// What is done besides the run, or in its place.
#[derive(Clone, Copy, PartialEq)]
enum Also {
    Nothing,
    /// The outcomes are counted.
    Counts,
    /// Every input is read once and nothing else is done: what memory alone takes.
    OnlyRead,
}

/// Where a task begins.
enum Input {
    Memory(Data),
    File(Box<Settings>),
}

impl Job {
    fn new(asked: &Asked) -> Self {
        let (work, from_csv) = match asked.task.strip_suffix("_csv") {
            Some(work) => (work, true),
            None => (asked.task.as_str(), false),
        };
        let (program, folder, result) = match work {
            "index_g6" => (policies::index(6), "index", "internationalisation"),
            "index_g1000" => (policies::index(1000), "index", "internationalisation"),
            "scenario" | "scenario_counts" | "scenario_eager" | "scenario_undecided" | "scenario_read" => {
                (policies::checked(policies::SCENARIO), "scenario", "path")
            }
            other => panic!("there is no task {other}"),
        };
        let folder = asked.data.join(format!("{folder}_{}", asked.rows));
        let input = match (from_csv, work) {
            (true, _) => Input::File(Box::new(settings(&folder))),
            (false, "scenario" | "scenario_counts" | "scenario_eager" | "scenario_read") => {
                Input::Memory(columns::scenario(&folder, asked.rows, &program, None))
            }
            (false, "scenario_undecided") => Input::Memory(columns::scenario(&folder, asked.rows, &program, Some(5))),
            (false, _) => Input::Memory(columns::index(&folder, asked.rows, &program)),
        };
        let result = policies::quantity(&program, result);
        let also = match work {
            "scenario_counts" | "scenario_eager" => Also::Counts,
            "scenario_read" => Also::OnlyRead,
            _ => Also::Nothing,
        };
        Self { program, input, result, threads: asked.threads, also }
    }

    fn way(&self) -> &'static str {
        match self.input {
            Input::Memory(_) => "columns to assessment",
            Input::File(_) => "CSV to assessment",
        }
    }

    /// What is timed.
    fn measured(&self) -> Option<Assessment> {
        match (self.also, &self.input) {
            (Also::OnlyRead, Input::Memory(data)) => {
                std::hint::black_box(read(data));
                None
            }
            (Also::Counts, _) => {
                let assessment = self.repeat();
                std::hint::black_box(bareme::report::counts::scenario_counts(&assessment));
                Some(assessment)
            }
            (Also::Nothing | Also::OnlyRead, _) => Some(self.repeat()),
        }
    }

    fn repeat(&self) -> Assessment {
        let loaded;
        let data = match &self.input {
            Input::Memory(data) => data,
            Input::File(settings) => {
                loaded = bareme::data::load(&self.program, settings, &Limits::default()).expect("the file is good");
                &loaded
            }
        };
        let options =
            RunOptions { threads: Some(self.threads), exclusions: Exclusions::Leave, ..RunOptions::default() };
        bareme::run(&self.program, data, &policies::defaults(&self.program), &options).expect("the run succeeds")
    }
}

/// Adds up all numbers and codes.
fn read(data: &Data) -> f64 {
    use rayon::prelude::*;
    const BLOCK: usize = 1 << 16;
    let sum = |block: &[f64]| -> f64 {
        let mut lanes = [0.0; 16];
        block.chunks(lanes.len()).for_each(|few| lanes.iter_mut().zip(few).for_each(|(lane, x)| *lane += x));
        lanes.iter().sum()
    };
    let columns = data.tables.iter().flat_map(|table| table.columns.values());
    columns
        .map(|column| match column {
            Column::Number(values) => values.par_chunks(BLOCK).map(sum).sum(),
            Column::Member(codes) | Column::YesNo(codes) => {
                codes.par_chunks(BLOCK).map(|b| b.iter().map(|c| u64::from(*c)).sum::<u64>()).sum::<u64>() as f64
            }
            Column::Link(_) | Column::Text(_) => 0.0,
        })
        .sum()
}

fn settings(folder: &Path) -> Settings {
    let mut settings = Settings::of_policy("bench.bareme");
    let file = folder.join("clusters.csv");
    settings.bind(&format!("clusters={}", file.display())).expect("this binds a file");
    settings
}

/// The result as the peers keep theirs: float64, or 0 for excluded rows and the outcomes from 1.
fn bytes(column: &Column) -> Vec<u8> {
    match column {
        Column::Number(values) => values.iter().flat_map(|x| x.to_le_bytes()).collect(),
        Column::Member(codes) => {
            let excluded = bareme::eval::column::member::FIRST_MISSING;
            codes.iter().map(|c| if *c >= excluded { 0 } else { c + 1 }).collect()
        }
        Column::YesNo(_) | Column::Link(_) | Column::Text(_) => panic!("the result is neither an index nor a scenario"),
    }
}

/// The time that the main thread was on a processor so far: with one thread all of a repetition, without whatever else
/// the machine did.
fn processor_ms() -> f64 {
    let spent = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    spent.split(' ').next().and_then(|ns| ns.parse::<f64>().ok()).unwrap_or(f64::NAN) / 1e6
}

/// The most memory that this process had.
fn peak_mib() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.trim().parse::<f64>().ok()? / 1024.0)
}

fn tell(line: &serde_json::Value) {
    println!("{line}");
    std::io::stdout().flush().expect("somebody listens");
}
