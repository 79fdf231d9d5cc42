//! Laws of comparing on policies that have everything at once: years, days from which something holds, a grid of
//! indicators, a gate, scenarios, ranks, formulas over years.

use std::collections::BTreeMap;
use std::sync::Arc;

use bareme::calendar::Day;
use bareme::check::{self, Whole};
use bareme::compare::attribution::{Attributing, Attribution, Bound, Steps, attribution};
use bareme::compare::results::{self, Outcome};
use bareme::compare::structure;
use bareme::limits::Limits;
use bareme::source::FileId;
use bareme::world::MemoryWorld;
use bareme::{Data, Program, RunOptions, parameters, syntax};
use proptest::prelude::*;

use super::lines;

/// Days before, between and after those from which something holds.
const DAYS: [&str; 3] = ["2023-06-30", "2024-03-01", "2025-01-01"];

const NORMALISERS: [&str; 4] = ["goalposts", "minmax within year", "minmax", "percentile rank within year"];
const AGGREGATES: [&str; 4] = ["arithmetic mean", "geometric mean", "power mean 2", "median"];

/// What may differ between two of them.
#[derive(Clone, Debug)]
struct Rich {
    top: u8,
    later_top: u8,
    weights: [u8; 4],
    later_weights: [u8; 4],
    normaliser: usize,
    aggregate: usize,
    least: u8,
    later_least: u8,
    growing: i8,
    floor: u8,
    grid_top: u8,
    /// The cells of each row: what `a` to `d` are, none where missing.
    rows: Vec<[Option<u8>; 4]>,
}

impl Rich {
    /// Some of what it says taken from another, the rows never.
    fn mixed(&self, other: &Rich, which: u16) -> Rich {
        let mut mixed = self.clone();
        let takes = |bit: u16| which >> bit & 1 == 1;
        if takes(0) {
            (mixed.top, mixed.later_top) = (other.top, other.later_top);
        }
        if takes(1) {
            mixed.weights = other.weights;
        }
        if takes(2) {
            mixed.later_weights = other.later_weights;
        }
        if takes(3) {
            mixed.normaliser = other.normaliser;
        }
        if takes(4) {
            mixed.aggregate = other.aggregate;
        }
        if takes(5) {
            (mixed.least, mixed.later_least) = (other.least, other.later_least);
        }
        if takes(6) {
            mixed.growing = other.growing;
        }
        if takes(7) {
            mixed.floor = other.floor;
        }
        if takes(8) {
            mixed.grid_top = other.grid_top;
        }
        mixed
    }

    /// The policy, with its indicators under these names; turned round, the parts of the index and the weights stand the
    /// other way round.
    fn text(&self, policy: &str, names: [&str; 4], turned: bool) -> String {
        let [a, b, c, d] = names;
        let Rich { top, later_top, least, later_least, growing, floor, grid_top, .. } = self;
        let in_order = |mut all: Vec<String>, between: &str| {
            if turned {
                all.reverse();
            }
            all.join(between)
        };
        let weights = |of: &[u8; 4]| in_order(names.iter().zip(of).map(|(n, w)| format!("{n} {w}")).collect(), "; ");
        let parts = in_order(names.map(str::to_owned).to_vec(), ", ");
        let cell = |cell: &Option<u8>| cell.map_or_else(String::new, |cell| cell.to_string());
        let rows: String = self
            .rows
            .iter()
            .enumerate()
            .map(|(at, row)| {
                let [a, b, c, d] = [&row[0], &row[1], &row[2], &row[3]].map(cell);
                format!("    | {} | {} | {a} | {b} | {c} | {d}\n", ["AT", "BE", "CY"][at % 3], 2019 + at / 3)
            })
            .collect();
        let (now, later) = (weights(&self.weights), weights(&self.later_weights));
        let (normaliser, aggregate) = (NORMALISERS[self.normaliser], AGGREGATES[self.aggregate]);
        format!(
            r#"policy {policy} "The {policy} one"

concept openness "Openness"

concept quiet "Quiet"

concept skills "Skills"

concept trust "Trust"

table countries {{
  key code
  rows {{ | code
         | AT
         | BE
         | CY }}
}}

table scores "Scores by country and year" {{
  key country : countries, year : year
  indicator {a} : count {{ measures openness; better higher; goalposts 0..{top}; goalposts 0..{later_top} from 2024-01-01 }}
  indicator {b} : count {{ measures quiet; better lower; goalposts 0..20 }}
  indicators asked : count {{
        | label   | goalposts      | measures | better
    {c} | "Third" | 0..{grid_top}  | skills   | higher
    {d} | "Last"  | 0..20          | trust    | higher
  }}
  rows {{
    | country | year | {a} | {b} | {c} | {d}
{rows}  }}
}}

parameter least = 0.{least} {{ range 0..1; from 2024-06-01 = 0.{later_least} }}

weights experts "First panel" {{ {now} }}

weights experts "Second panel" from 2024-01-01 {{ {later} }}

gate measured of scores {{ require {a} is missing or {a} >= {floor} because "too little" }}

indicator step of scores = change({a})

indicator usual of countries = mean(scores.{b})

index i "The index" of scores {{
  parts {parts}
  normalise {normaliser}
  weigh experts
  aggregate {aggregate}
  missing skip
  rank higher first within year
}}

scenario standing of scores by i {{ open from least; closed below least }}

scenario way of scores {{ first match; up when step > {growing}; flat when step is not missing; otherwise new }}
"#
        )
    }
}

const NAMES: [&str; 4] = ["ports", "noise", "courses", "faith"];
const OTHER_NAMES: [&str; 4] = ["порты", "шум", "`1c`", "i_d"];

fn rich() -> impl Strategy<Value = Rich> {
    let cell = || proptest::option::weighted(0.9, 0_u8..20);
    let row = [cell(), cell(), cell(), cell()];
    let weights = || [1_u8..5, 1_u8..5, 1_u8..5, 1_u8..5];
    (
        (10_u8..30, 10_u8..30, weights(), weights(), 0..NORMALISERS.len(), 0..AGGREGATES.len()),
        (1_u8..9, 1_u8..9, -3_i8..4, 0_u8..6, 10_u8..30),
        proptest::collection::vec(row, 4..12),
    )
        .prop_map(|((top, later_top, weights, later_weights, normaliser, aggregate), rest, rows)| {
            let (least, later_least, growing, floor, grid_top) = rest;
            Rich {
                top,
                later_top,
                weights,
                later_weights,
                normaliser,
                aggregate,
                least,
                later_least,
                growing,
                floor,
                grid_top,
                rows,
            }
        })
}

/// A policy as of a day, with its rows.
struct Bounded {
    whole: Whole,
    program: Arc<Program>,
    data: Data,
}

impl Bounded {
    fn of(text: &str, day: &str) -> Self {
        let day = Day::parse(day).unwrap();
        let whole = check::read(&MemoryWorld::single("policy.bareme", text), "policy.bareme", &Limits::default());
        let program = super::program(text).as_of(Some(day)).unwrap_or_else(|d| panic!("{d:#?}\n{text}"));
        let data = Data::builder(&program).build().unwrap();
        Self { whole: whole.as_of(day).unwrap(), program, data }
    }

    fn outcome(&self) -> Outcome {
        let parameters = parameters::resolve::<&str>(&self.program, &[]).unwrap();
        let assessment = bareme::run(&self.program, &self.data, &parameters, &RunOptions::default()).unwrap();
        Outcome::of(&assessment, None)
    }

    fn bound(&self) -> Bound<'_> {
        Bound { program: &self.program, data: &self.data }
    }

    fn steps(&self, other: &Self) -> Steps {
        Steps::between(&self.whole, &other.whole, &Limits::default()).unwrap()
    }

    fn divided(&self, other: &Self) -> Attribution {
        attribution(self.steps(other), self.bound(), other.bound(), &Attributing::default()).unwrap()
    }
}

/// The declarations in another order, in canonical layout.
fn turned(text: &str) -> String {
    let (mut tree, wrong) = syntax::parse(FileId(0), text, &Limits::default());
    assert!(wrong.is_empty(), "{wrong:#?}");
    tree.items.reverse();
    // A day is told apart from the beginning by what is written with it, and not by the order.
    syntax::print(&tree)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    /// A policy is equal to itself, and to itself formatted, reordered and renamed by concept, on every day.
    #[test]
    fn it_is_equal_to_itself_however_it_is_written(rich in rich(), day in prop::sample::select(&DAYS)) {
        let text = rich.text("p", NAMES, false);
        let renamed = turned(&rich.text("q", OTHER_NAMES, true));
        for other in [text.clone(), turned(&text), renamed] {
                let (a, b) = (Bounded::of(&text, day), Bounded::of(&other, day));
                let structure = structure(&a.program, &b.program);
                prop_assert_eq!(lines(&structure), Vec::<String>::new(), "{}\n{}", day, other);
                prop_assert!(structure.coverage.only_a.is_empty() && structure.coverage.only_b.is_empty(), "{}", other);
                let found = results::compare(&a.outcome(), &b.outcome()).unwrap();
                prop_assert!(found.is_empty(), "{:#?}\n{}\n{}", found, day, other);
                let table = found.tables.iter().find(|table| table.name == "scores").unwrap();
                prop_assert_eq!((table.scores.len(), table.scenarios.len()), (1, 2));
                prop_assert_eq!(a.steps(&b).sentences(), Vec::<String>::new());
        }
    }

    /// What of each row is divided among the changes adds up to its shift, and of who moves to 1, also between two days.
    #[test]
    fn the_parts_add_up_for_every_row(one in rich(), other in rich(), which in 1_u16..512, days in (0..3_usize, 0..3_usize)) {
        let mixed = one.mixed(&other, which);
        let a = Bounded::of(&one.text("p", NAMES, false), DAYS[days.0]);
        let b = Bounded::of(&mixed.text("q", OTHER_NAMES, false), DAYS[days.1]);
        let found = a.divided(&b);
        let shown = || format!("{:#?}\n{}", found.steps, one.text("p", NAMES, false));
        let (of_a, of_b) = (a.outcome(), b.outcome());
        let results = results::compare(&of_a, &of_b).unwrap();
        let table = results.tables.iter().find(|table| table.name == "scores").unwrap();
        let score = table.scores.first().unwrap();
        let index = found.results.iter().find(|shifts| shifts.name == "i").unwrap();
        prop_assert_eq!(index.rows.len(), one.rows.len());
        for (at, row) in index.rows.iter().enumerate() {
            let there = |x: f64| Some(x).filter(|x| !x.is_nan());
            let near = |x: Option<f64>, y: Option<f64>| x.is_some() == y.is_some() && x.zip(y).is_none_or(|(x, y)| (x - y).abs() < 1e-12);
            prop_assert!(near(row.a, there(score.a[at])) && near(row.b, there(score.b[at])), "{}", shown());
        }
        for shifts in &found.results {
            for row in &shifts.rows {
                let (Some(a), Some(b), Some(parts)) = (row.a, row.b, &row.parts) else { continue };
                prop_assert!((parts.iter().sum::<f64>() - (b - a)).abs() < 1e-9, "{:?}\n{}", row, shown());
                prop_assert_eq!(parts.len(), found.steps.len());
            }
        }
        let mut moves: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for outcome in &found.outcomes {
            for row in outcome.rows.iter() {
                let parts = row.parts.as_ref().unwrap();
                prop_assert!((parts.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{:?}\n{}", row, shown());
                *moves.entry((outcome.name.as_str(), "")).or_default() += 1;
            }
        }
        for migration in &table.scenarios {
            let told = moves.get(&(migration.name.as_str(), "")).copied().unwrap_or(0);
            prop_assert_eq!(told, migration.moves.len(), "{}: {}", migration.name, shown());
        }
    }

    /// `extends` of an extension is `extends` of its merged text, also of days, years and grids.
    #[test]
    fn a_variant_of_a_variant_is_one_of_the_merged_text(rich in rich(), first in some_edits(), second in some_edits()) {
        let base = rich.text("base", NAMES, false);
        let variant = |name: &str, of: &str, edits: &[&str]| {
            format!("policy {name} extends \"{of}.bareme\" {{\n  {}\n}}\n", edits.join("\n  "))
        };
        let (b, c) = (variant("b", "base", &first), variant("c", "b", &second));
        let load = |world: &MemoryWorld, name: &str| {
            let loaded = bareme::load(world, name, &Limits::default());
            let mut wrong: Vec<String> = loaded.diagnostics.iter().filter(|d| d.is_error()).map(|d| d.message.clone()).collect();
            wrong.sort();
            (loaded.program, wrong)
        };
        let all = MemoryWorld::default().with("base.bareme", &base).with("b.bareme", &b).with("c.bareme", &c);
        let (Some(of_b), _) = load(&all, "b.bareme") else { return Ok(()) };
        let merged = check::read(&all, "b.bareme", &Limits::default()).text();
        let alone = MemoryWorld::default().with("b.bareme", &merged).with("c.bareme", &c);
        prop_assert_eq!(&of_b.fingerprint, &load(&alone, "b.bareme").0.unwrap().fingerprint, "{}", merged);
        let ((one, wrong), (other, also_wrong)) = (load(&all, "c.bareme"), load(&alone, "c.bareme"));
        prop_assert_eq!(wrong, also_wrong, "{}\n{}", b, c);
        let fingerprint = |program: Option<Arc<Program>>| program.map(|program| program.fingerprint.clone());
        prop_assert_eq!(fingerprint(one), fingerprint(other), "{}\n{}", b, c);
    }
}

const EDITS: &[&str] = &[
    "replace weights experts from 2024-01-01 { ports 4; noise 3; courses 2; faith 1 }",
    "replace in weights experts { ports 9 }",
    "replace in weights experts from 2024-01-01 { ports 9 }",
    "drop weights experts from 2024-01-01",
    "add weights experts from 2025-01-01 { ports 1; noise 1; courses 1; faith 1 }",
    "add in parameter least { from 2025-01-01 = 0.7 }",
    "replace in parameter least { from 2024-06-01 = 0.2 }",
    "drop from 2024-06-01 in parameter least",
    "drop goalposts from 2024-01-01 in indicator ports",
    "add in indicator ports { goalposts 0..40 from 2025-01-01 }",
    "replace in indicator courses { goalposts 0..9 }",
    "add in indicator faith { range 0..40 }",
    "drop faith in index i",
    "drop faith in weights experts",
    "drop faith in weights experts from 2024-01-01",
    "drop indicator faith",
    "replace in index i { normalise goalposts to 0..100 }",
    "replace in index i { aggregate geometric mean }",
    "drop scenario way",
    "replace in scenario way { flat when step is missing }",
    "add indicator twice of scores = 2 * ports",
    "drop gate measured",
    "replace indicator step of scores = ports at year - 1",
    "drop indicator usual",
];

fn some_edits() -> impl Strategy<Value = Vec<&'static str>> {
    prop::sample::subsequence(EDITS.to_vec(), 0..7).prop_shuffle()
}

/// Each edit goes by itself, or says why not: none is misspelt.
#[test]
fn each_edit_means_something() {
    let rich = Rich {
        top: 10,
        later_top: 20,
        weights: [1, 2, 3, 4],
        later_weights: [4, 3, 2, 1],
        normaliser: 0,
        aggregate: 0,
        least: 5,
        later_least: 6,
        growing: 0,
        floor: 1,
        grid_top: 20,
        rows: vec![[Some(3), Some(4), None, Some(5)]],
    };
    let base = rich.text("base", NAMES, false);
    for edit in EDITS {
        let world = MemoryWorld::default()
            .with("base.bareme", &base)
            .with("b.bareme", &format!("policy b extends \"base.bareme\" {{ {edit} }}"));
        let loaded = bareme::load(&world, "b.bareme", &Limits::default());
        let wrong: Vec<&str> = loaded.diagnostics.iter().filter(|d| d.is_error()).map(|d| d.message.as_str()).collect();
        let known = ["weights", "no `faith`", "is dropped, and still used"];
        let alone = wrong.iter().all(|message| known.iter().any(|words| message.contains(words)));
        assert!(alone, "{edit}: {wrong:#?}");
    }
}
