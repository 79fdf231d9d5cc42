//! Compares two policies with attribution: eight changes over 10⁵ entities of 40 indicators, all 256 choices of them
//! checked and run. Says how long each part takes, in the median of some repetitions, and the largest memory in use.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a benchmark that cannot run stops")]

mod support {
    pub mod seeded;
}

use std::fmt::Write;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use bareme::check::{self, Whole};
use bareme::compare::attribution::{Attributing, Attribution, Bound, Steps, attribution};
use bareme::compare::results::{self, Outcome};
use bareme::compare::structure;
use bareme::limits::Limits;
use bareme::world::MemoryWorld;
use bareme::{Data, Program, RunOptions, parameters};
use support::seeded::Seeded;

const ROWS: usize = 100_000;
const INDICATORS: usize = 40;
const PILLARS: usize = 4;
const REPETITIONS: usize = 5;

/// An index of four pillars of ten indicators each, with ranks and tiers.
fn policy() -> String {
    let mut text = "policy measured { edition 1 }\ntable places {\n  key id\n".to_owned();
    for at in 0..INDICATORS {
        writeln!(text, "  indicator x{at} : count {{ better higher; goalposts 0..40 }}").expect("text grows");
    }
    text.push_str("}\nindex score of places {\n");
    for pillar in 0..PILLARS {
        let per = INDICATORS / PILLARS;
        let parts: Vec<String> = (pillar * per..(pillar + 1) * per).map(|at| format!("x{at} 1")).collect();
        writeln!(
            text,
            "  index p{pillar} weight 1 {{ parts {}; normalise goalposts capped; aggregate arithmetic mean }}",
            parts.join(", ")
        )
        .expect("text grows");
    }
    text.push_str("  aggregate arithmetic mean\n  missing skip\n  rank higher first\n}\n");
    text.push_str("scenario tier of places by score { leading from 0.35; middle from 0.2; low below 0.2 }\n");
    text
}

/// The same with eight changes.
fn changed(policy: &str) -> String {
    let mut text = policy.to_owned();
    for (before, after) in [
        (
            "indicator x3 : count { better higher; goalposts 0..40 }",
            "indicator x3 : count { better higher; goalposts 0..60 }",
        ),
        ("  indicator x17 : count { better higher; goalposts 0..40 }\n", ""),
        (", x17 1", ""),
        ("x25 1", "x25 3"),
        ("index p0 weight 1", "index p0 weight 2"),
        ("x39 1; normalise goalposts capped", "x39 1; normalise minmax"),
        ("  aggregate arithmetic mean\n  missing skip", "  aggregate geometric mean\n  missing skip"),
        ("leading from 0.35", "leading from 0.3"),
        ("rank higher first", "rank higher first, ties mean"),
    ] {
        assert!(text.contains(before), "{before}");
        text = text.replace(before, after);
    }
    text
}

fn data(program: &Program) -> Data {
    let mut random = Seeded::new(0xa77);
    let keys: Vec<String> = (0..ROWS).map(|row| format!("place {row}")).collect();
    let mut data = Data::builder(program).texts("places", "id", &keys);
    for at in 0..INDICATORS {
        let value = |_| if random.below(20) == 0 { f64::NAN } else { random.lognormal(2.0, 0.8) };
        let values: Vec<f64> = (0..ROWS).map(value).collect();
        let name = format!("x{at}");
        let table = program.find_table("places").expect("it has places");
        if program.find_quantity(table, &name).is_some() {
            data = data.numbers("places", &name, values);
        }
    }
    data.build().expect("the columns fit the policy")
}

struct Side {
    whole: Whole,
    program: Arc<Program>,
    data: Data,
}

fn side(text: &str) -> Side {
    let whole = check::read(&MemoryWorld::single("measured.bareme", text), "measured.bareme", &Limits::default());
    let program = bareme::load_text("measured.bareme", text).unwrap_or_else(|l| panic!("{:#?}", l.diagnostics));
    let data = data(&program);
    Side { whole, program, data }
}

/// The structure, the results and the attribution, each with how long it took in seconds.
fn compared(a: &Side, b: &Side) -> [f64; 3] {
    let began = Instant::now();
    black_box(structure(&a.program, &b.program));
    let structured = began.elapsed().as_secs_f64();
    let began = Instant::now();
    let [first, second] = [a, b].map(|side| {
        let parameters = parameters::resolve::<&str>(&side.program, &[]).expect("there are none");
        let run = bareme::run(&side.program, &side.data, &parameters, &RunOptions::default()).expect("it runs");
        Outcome::of(&run, None)
    });
    black_box(results::compare(&first, &second).expect("both policies are at hand"));
    let results = began.elapsed().as_secs_f64();
    let began = Instant::now();
    black_box(attributed(a, b));
    [structured, results, began.elapsed().as_secs_f64()]
}

fn attributed(a: &Side, b: &Side) -> Attribution {
    let steps = Steps::between(&a.whole, &b.whole, &Limits::default()).expect("all changes can be told apart");
    assert_eq!(steps.count(), 8, "{:#?}", steps.sentences());
    let (first, second) = (Bound { program: &a.program, data: &a.data }, Bound { program: &b.program, data: &b.data });
    attribution(steps, first, second, &Attributing::default()).expect("every choice runs")
}

/// The largest memory in use so far, in MiB, where the system says so.
fn memory() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kibibytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes / 1024.0)
}

fn main() {
    if std::env::args().any(|argument| argument == "--test" || argument == "--list") {
        return;
    }
    let text = policy();
    let (a, b) = (side(&text), side(&changed(&text)));
    println!("data ready: {:.0} MiB", memory().unwrap_or(f64::NAN));
    let mut times: Vec<[f64; 3]> = (0..REPETITIONS).map(|_| compared(&a, &b)).collect();
    times.sort_by(|x, y| x.iter().sum::<f64>().total_cmp(&y.iter().sum()));
    for times in &times {
        let [structure, results, attribution] = times;
        println!("structure {structure:.4} s, results {results:.3} s, attribution {attribution:.3} s");
    }
    let median: f64 = times[REPETITIONS / 2].iter().sum();
    println!("all, median: {median:.3} s, at most {:.0} MiB", memory().unwrap_or(f64::NAN));
}
