//! The smallest case that two methodologies classify differently.

mod command;
mod laws;
mod links;

use std::sync::Arc;

use bareme::check::{self, Whole};
use bareme::compare::witness::{How, Methodology, Witness, witnesses};
use bareme::eval::Data;
use bareme::limits::Limits;
use bareme::program::Value;
use bareme::world::MemoryWorld;
use bareme::{Program, examples, parameters};

pub struct Read {
    whole: Whole,
    program: Arc<Program>,
    parameters: Vec<(Value, bool)>,
    data: Option<Data>,
}

impl Read {
    pub fn new(text: &str, set: &[(&str, &str)]) -> Self {
        let whole = check::read(&MemoryWorld::single("p.bareme", text), "p.bareme", &Limits::default());
        let program = bareme::load_text("p.bareme", text).unwrap_or_else(|l| panic!("{:#?}\n{text}", l.diagnostics));
        let parameters = parameters::resolve(&program, set).unwrap();
        Self { whole, program, parameters, data: None }
    }

    fn methodology(&self) -> Methodology<'_> {
        let Self { whole, program, parameters, data } = self;
        Methodology { whole, program, parameters, data: data.as_ref() }
    }
}

pub fn found(a: &Read, b: &Read) -> Vec<Witness> {
    let found = witnesses(&a.methodology(), &b.methodology(), &Limits::default());
    for witness in &found {
        for case in witness.constructed.iter().chain(&witness.real) {
            for (side, of) in [(a, &case.a), (b, &case.b)] {
                of.example.iter().for_each(|example| holds(&side.whole, example));
            }
        }
    }
    found
}

/// That the example, added to the policy, holds there.
fn holds(whole: &Whole, example: &str) {
    let text = format!("{}\n{example}\n", whole.text());
    let program = bareme::load_text("p.bareme", &text).unwrap_or_else(|l| panic!("{:#?}\n{text}", l.diagnostics));
    let last = examples::run(&program, &Limits::default()).pop().unwrap();
    assert!(last.passes() && last.checked == 1, "{last:#?}\n{example}");
}

fn between(a: &str, b: &str) -> Witness {
    let mut all = found(&Read::new(a, &[]), &Read::new(b, &[]));
    assert_eq!(all.len(), 1, "{all:#?}");
    all.remove(0)
}

/// The outcomes of the case that was made up, and what is given there.
fn made_up(witness: &Witness) -> (&str, &str, How, Vec<String>) {
    let case = witness.constructed.as_ref().unwrap_or_else(|| panic!("{:?}", witness.none));
    let given = case.a.example.as_ref().unwrap().lines().find(|line| line.trim().starts_with("given")).unwrap();
    let given = given.trim().trim_start_matches("given ").split(", ").map(str::to_owned).collect();
    (&case.a.outcome, &case.b.outcome, case.how, given)
}

pub const PLAIN: &str = "policy first
scale stance { 3 active; 2 planning; 1 idle }
table t {
  key k
  field stance : stance
  indicator x : count { range 0..100 }
  indicator y : percent { range 0%..100% }
}
scenario s of t {
  good when x >= 40 and y >= 20%
  fair when x >= 40 and y < 20%
  poor when x < 40
}
";

#[test]
fn a_threshold_that_moves_has_a_value_between_the_two() {
    let witness = between(PLAIN, &PLAIN.replace("first", "second").replace("40", "60"));
    let (a, b, how, given) = made_up(&witness);
    assert_eq!((b, how), ("poor", How::Exact));
    // Whatever y is, x alone does not say which of two outcomes the first policy has.
    assert!(a == "good" || a == "fair");
    let x: f64 = given[0].strip_prefix("x ").unwrap().parse().unwrap();
    assert!((40.0..60.0).contains(&x) && given.len() == 2, "{given:?}");
}

#[test]
fn one_value_is_enough_where_the_other_does_not_matter() {
    let b = PLAIN.replace("first", "second").replace("good when x >= 40", "good when x > 40").replace(
        "  fair when x >= 40 and y < 20%\n  poor when x < 40",
        "  fair when x > 40 and y < 20%\n  poor when x <= 40",
    );
    // Only at 40 itself.
    let witness = between(PLAIN, &b);
    let (_, b, how, given) = made_up(&witness);
    assert_eq!((b, how, given[0].as_str()), ("poor", How::Exact, "x 40"));
    let [one, other] = [("x >= 40", "x >= 60"), ("x < 40", "x < 60")];
    let simple = PLAIN.replace("x >= 40 and y >= 20%", one.0).replace("  fair when x >= 40 and y < 20%\n", "");
    let witness = between(&simple, &simple.replace(one.0, one.1).replace(other.0, other.1));
    let (a, b, how, given) = made_up(&witness);
    assert_eq!((a, b, how, given.len()), ("good", "poor", How::Exact, 1));
}

#[test]
fn outside_the_declared_ranges_there_is_none() {
    let apart = PLAIN.replace("first", "second").replace("x >= 40", "x >= 120").replace("x < 40", "x < 120");
    let other = PLAIN.replace("x >= 40", "x >= 110").replace("x < 40", "x < 110");
    let witness = between(&other, &apart);
    assert!(witness.constructed.is_none());
    let none = witness.none.unwrap();
    assert_eq!(none.how, How::Exact, "{}", none.said);
}

#[test]
fn the_same_said_in_other_words_has_none() {
    let turned = PLAIN.replace("first", "second").replace("x >= 40", "not (x < 40)").replace("y < 20%", "20% > y");
    let witness = between(PLAIN, &turned);
    assert_eq!(witness.none.map(|none| none.how), Some(How::Exact));
    assert!(found(&Read::new(PLAIN, &[]), &Read::new(&PLAIN.replace("first", "second"), &[])).is_empty());
}

#[test]
fn levels_dates_and_gates() {
    let gate = "gate g of t { require stance > idle because \"idle\" }\n";
    let witness = between(PLAIN, &format!("{PLAIN}{gate}"));
    let (a, b, how, given) = made_up(&witness);
    assert_eq!((b, how), ("excluded", How::Exact));
    assert!(given.contains(&"stance idle".to_owned()), "{a} {given:?}");

    let dated = "policy d\ntable t { key k; field since : date; field home : yes_no }
scenario s of t { old when since < 2000-01-01 and home; young otherwise }\n"
        .replace("young otherwise", "otherwise young");
    let witness = between(&dated, &dated.replace("2000-01-01", "2010-01-01"));
    let (a, b, how, given) = made_up(&witness);
    assert_eq!((a, b, how), ("young", "old", How::Exact));
    assert!(given.iter().any(|g| g.starts_with("since 200")) && given.contains(&"home yes".to_owned()), "{given:?}");
}

#[test]
fn parameters_set_for_the_run_are_given_in_the_example() {
    let with = PLAIN.replace("x >= 40", "x >= cut").replace("x < 40", "x < cut") + "parameter cut = 40\n";
    let stricter = with.replace("first", "second").replace("y >= 20%", "y >= 30%").replace("y < 20%", "y < 30%");
    let (a, b) = (Read::new(&with, &[("cut", "90")]), Read::new(&stricter, &[("cut", "90")]));
    let all = found(&a, &b);
    let (_, _, how, given) = made_up(&all[0]);
    assert_eq!(how, How::Exact);
    assert!(given.contains(&"cut 90".to_owned()), "{given:?}");
    // Set to the same, thresholds that differ in the text differ no more.
    let moved = with.replace("first", "second").replace("cut = 40", "cut = 50");
    let all = found(&Read::new(&with, &[("cut", "90")]), &Read::new(&moved, &[("cut", "90")]));
    assert!(all.iter().all(|witness| witness.constructed.is_none()), "{all:#?}");
}

/// The policies of `independent.py`.
pub const SCORED: &str = "policy first
table t {
  key k
  indicator x : count { range 0..10; goalposts 0..10 }
  indicator y : count { range 0..50; goalposts 0..50 }
  indicator z : count { range 0..5;  goalposts 0..5 }
}
index i of t { parts x 5, y 3, z 2; normalise goalposts; aggregate arithmetic mean; missing skip }
scenario s of t by i { high from 0.6; low below 0.6 }
";

pub fn reweighted() -> String {
    SCORED.replace("first", "second").replace("x 5, y 3", "x 2, y 6")
}

#[test]
fn indices_that_differ_are_searched() {
    let witness = between(SCORED, &reweighted());
    let (a, b, how, given) = made_up(&witness);
    assert_eq!(how, How::Search);
    // One value alone is normalised alike: two are needed, as the independent computation says.
    assert_eq!(given.len(), 2, "{given:?}");
    let value = |name: &str, top: f64| {
        let given = given.iter().find_map(|g| g.strip_prefix(&format!("{name} ")))?;
        Some(given.parse::<f64>().unwrap() / top)
    };
    let score = |weights: [f64; 3]| {
        let parts = [value("x", 10.0), value("y", 50.0), value("z", 5.0)];
        let there: Vec<(f64, f64)> = parts.iter().zip(weights).filter_map(|(p, w)| Some(((*p)?, w))).collect();
        there.iter().map(|(p, w)| p * w).sum::<f64>() / there.iter().map(|(_, w)| w).sum::<f64>()
    };
    let said = |score: f64| if score >= 0.6 { "high" } else { "low" };
    assert_eq!((a, b), (said(score([5.0, 3.0, 2.0])), said(score([2.0, 6.0, 2.0]))), "{given:?}");
}

#[test]
fn an_index_that_both_compute_alike_is_one_value() {
    let stricter = SCORED.replace("first", "second").replace("0.6", "0.7");
    let witness = between(SCORED, &stricter);
    let (a, b, how, given) = made_up(&witness);
    assert_eq!((a, b, how, given.len()), ("high", "low", How::Exact, 1));
    let i: f64 = given[0].strip_prefix("i ").unwrap().parse().unwrap();
    assert!((0.6..0.7).contains(&i), "{given:?}");
    // No index of these goalposts is above 1.
    let none = between(&SCORED.replace("0.6", "1.5"), &SCORED.replace("first", "second").replace("0.6", "1.2"));
    assert_eq!(none.none.map(|none| none.how), Some(How::Exact));
}

#[test]
fn a_search_that_finds_nothing_says_what_it_tried() {
    let scored = SCORED.replace("0.6", "0.61237");
    let alike = scored.replace("first", "second").replace("x 5, y 3, z 2", "x 50, y 30, z 20.0001");
    let witness = between(&scored, &alike);
    let none = witness.none.unwrap();
    assert_eq!(none.how, How::Search);
    assert!(none.said.contains("cases within the declared ranges"), "{}", none.said);
}

#[test]
fn what_other_rows_decide_is_not_made_up() {
    let among = |text: &str| text.replace("normalise goalposts", "normalise minmax");
    let witness = between(&among(SCORED), &among(&reweighted()));
    let none = witness.none.unwrap();
    assert_eq!(none.how, How::Open);
    assert!(none.said.contains("more than the row's own values (`i` of `first`)"), "{}", none.said);
}

fn with_rows(text: &str) -> Read {
    let mut read = Read::new(text, &[]);
    let keys = ["north", "south", "west", "east"];
    let data = Data::builder(&read.program).texts("t", "k", &keys);
    let data = data.numbers("t", "x", vec![1.0, 9.0, 3.0, 8.0]).numbers("t", "y", vec![5.0, 20.0, 50.0, 22.0]);
    read.data = Some(data.numbers("t", "z", vec![1.0, 3.0, 3.0, 2.0]).build().unwrap());
    read
}

#[test]
fn an_entity_of_the_data_is_told_with_what_decides() {
    let all = found(&with_rows(SCORED), &with_rows(&reweighted()));
    let case = all[0].real.as_ref().unwrap();
    // By `independent.py`.
    let lines: Vec<Vec<&str>> = include_str!("independent.out").lines().map(|l| l.split(' ').collect()).collect();
    let differing: Vec<&Vec<&str>> = lines.iter().filter(|l| l[0] == "own" && l[2] != l[3]).collect();
    assert_eq!(case.of, Some(differing.len()));
    let key = case.key.as_deref().unwrap();
    let line = differing.iter().find(|line| line[1] == key).unwrap();
    assert_eq!((case.a.outcome.as_str(), case.b.outcome.as_str()), (line[2], line[3]));
    assert!(case.a.example.as_ref().unwrap().contains("given x "), "{case:?}");

    let among = |text: &str| text.replace("normalise goalposts", "normalise minmax");
    let all = found(&with_rows(&among(SCORED)), &with_rows(&among(&reweighted())));
    let case = all[0].real.as_ref().unwrap();
    let differing: Vec<&Vec<&str>> = lines.iter().filter(|l| l[0] == "among" && l[2] != l[3]).collect();
    assert_eq!(case.of, Some(differing.len()));
    let line = differing.iter().find(|line| line[1] == case.key.as_deref().unwrap()).unwrap();
    assert_eq!((case.a.outcome.as_str(), case.b.outcome.as_str()), (line[2], line[3]));
    // Other rows decide the index, so the index itself is given.
    assert!(case.a.example.as_ref().unwrap().contains("given i 0."), "{case:?}");
    assert_ne!(case.a.example.as_ref().unwrap().lines().nth(1), case.b.example.as_ref().unwrap().lines().nth(1));
}

#[test]
fn indicators_are_mapped_by_concept() {
    let concept = |text: &str, name: &str| {
        text.replace("table t", "concept output\ntable t")
            .replace("indicator x : count {", &format!("indicator {name} : count {{ measures output;"))
            .replace("x >=", &format!("{name} >="))
            .replace("x <", &format!("{name} <"))
    };
    let (a, b) = (concept(PLAIN, "x"), concept(&PLAIN.replace("first", "second").replace("40", "60"), "volume"));
    let witness = between(&a, &b);
    let case = witness.constructed.as_ref().unwrap();
    assert!(case.a.example.as_ref().unwrap().contains("given x "));
    assert!(case.b.example.as_ref().unwrap().contains("given volume "), "{case:?}");
}

#[test]
fn numbers_of_another_unit_are_not_the_same_input() {
    let unit = |name: &str| {
        let text = PLAIN.replace("scale stance", &format!("unit {name}\nscale stance"));
        text.replace("indicator x : count", &format!("indicator x : {name}"))
    };
    let witness = between(&unit("eur"), &unit("usd").replace("first", "second").replace("40", "60"));
    assert!(witness.constructed.is_none(), "{witness:#?}");
    let none = witness.none.unwrap();
    assert_eq!((none.how, none.said.contains("is something else there")), (How::Open, true), "{}", none.said);
}
