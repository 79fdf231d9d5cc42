//! Journeys at random, told as texts, and where their rows are by a reading of the rules that knows nothing of the
//! formulas and scenarios which a journey stands for.

use bareme::report::{Report, json};
use bareme::{Data, RunOptions, parameters};
use proptest::prelude::*;

/// An answer as it stands in the data.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Answer {
    Yes,
    No,
    Unavailable,
    Inapplicable,
    Unasked,
}

use Answer::{Inapplicable, No, Unasked, Unavailable, Yes};

impl Answer {
    fn cell(self) -> &'static str {
        match self {
            Yes => "yes",
            No => "no",
            Unavailable => "",
            Inapplicable => "nap",
            Unasked => "nask",
        }
    }
}

#[derive(Clone, Debug)]
struct Item {
    /// 0: of all; 1: of `a`; 2: of `b`.
    role: u8,
    /// Asked only where the flag is yes.
    conditional: bool,
    /// Which answer is desired; none: any.
    desired: Option<Answer>,
}

#[derive(Clone, Debug)]
struct Step {
    items: Vec<Item>,
    stop: bool,
    /// Back to this step where the other flag is yes.
    back: Option<usize>,
}

#[derive(Clone, Debug)]
struct Row {
    is_a: bool,
    flag: Answer,
    bad: Answer,
    answers: Vec<Answer>,
}

#[derive(Clone, Debug)]
struct Case {
    steps: Vec<Step>,
    again: Option<usize>,
    rows: Vec<Row>,
}

/// Where a row is, where it goes, what is in its way, and which steps it passed.
type Standing = (String, String, Vec<String>, Vec<String>);

fn answer() -> impl Strategy<Value = Answer> {
    prop::sample::select(vec![Yes, Yes, Yes, Yes, No, Unavailable, Inapplicable, Unasked])
}

fn item() -> impl Strategy<Value = Item> {
    let desired = prop::sample::select(vec![Some(Yes), Some(Yes), Some(No), None]);
    (0..3u8, any::<bool>(), desired).prop_map(|(role, conditional, desired)| Item { role, conditional, desired })
}

fn case() -> impl Strategy<Value = Case> {
    let step = (prop::collection::vec(item(), 1..4), any::<bool>(), prop::option::of(any::<prop::sample::Index>()));
    let steps = prop::collection::vec(step, 1..5).prop_map(|steps| {
        let step = |(at, (items, stop, back)): (usize, (Vec<Item>, bool, Option<prop::sample::Index>))| Step {
            items,
            stop,
            back: back.filter(|_| at > 0).map(|b| b.index(at)),
        };
        steps.into_iter().enumerate().map(step).collect::<Vec<Step>>()
    });
    (steps, prop::option::of(any::<prop::sample::Index>())).prop_flat_map(|(steps, again)| {
        let items: usize = steps.iter().map(|s| s.items.len()).sum();
        let last = steps.len() - 1;
        let again = again.filter(|_| last > 0).map(|a| a.index(last));
        let row = (any::<bool>(), answer(), answer(), prop::collection::vec(answer(), items));
        let row = row.prop_map(|(is_a, flag, bad, answers)| Row { is_a, flag, bad, answers });
        let rows = prop::collection::vec(row, 1..12);
        (Just(steps), Just(again), rows).prop_map(|(steps, again, rows)| Case { steps, again, rows })
    })
}

impl Case {
    fn text(&self) -> String {
        let mut text = String::from(
            "table t {\n key k\n field role : one of { a, b }\n field flag : yes_no optional\n field bad : yes_no optional\n\
             token \"nap\" as inapplicable\n token \"nask\" as unasked\n rows {\n | k | role | flag | bad",
        );
        for (at, step) in self.steps.iter().enumerate() {
            (0..step.items.len()).for_each(|q| text.push_str(&format!(" | s{at}.q{q}")));
        }
        for (at, row) in self.rows.iter().enumerate() {
            let cells: Vec<&str> = [row.flag, row.bad].iter().chain(&row.answers).map(|a| a.cell()).collect();
            let role = if row.is_a { "a" } else { "b" };
            text.push_str(&format!("\n | r{at} | {role} | {}", cells.join(" | ")));
        }
        text.push_str("\n }\n}\njourney j of t by role {\n");
        for (at, step) in self.steps.iter().enumerate() {
            text.push_str(&format!(" step s{at} {{\n"));
            for (q, item) in step.items.iter().enumerate() {
                let role = ["", " a", " b"][usize::from(item.role)];
                let when = if item.conditional { " when flag" } else { "" };
                let desired = item.desired.map_or("any", Answer::cell);
                text.push_str(&format!("  ask{role} {{ q{q} : yes_no{when} {{ desired {desired} }} }}\n"));
            }
            if step.stop {
                text.push_str("  otherwise stop at out\n");
            }
            if let Some(back) = step.back {
                text.push_str(&format!("  back to s{back} when bad\n"));
            }
            if let Some(again) = self.again.filter(|_| at + 1 == self.steps.len()) {
                text.push_str(&format!("  then s{again} again\n"));
            }
            text.push_str(" }\n");
        }
        if self.steps.iter().any(|s| s.stop) {
            text.push_str(" station out dead end\n");
        }
        text + "}\n"
    }

    /// The rules of a journey, read step by step.
    fn standing(&self, row: &Row) -> Standing {
        let mut answers = row.answers.iter();
        let mut way = Vec::new();
        for (at, step) in self.steps.iter().enumerate() {
            let here = format!("s{at}");
            let mut blocked = Vec::new();
            let mut unanswered = false;
            for (q, item) in step.items.iter().enumerate() {
                let given = *answers.next().unwrap();
                let put = (item.role == 0 || (item.role == 1) == row.is_a) && (!item.conditional || row.flag == Yes);
                let excused = !put || matches!(given, Inapplicable | Unasked);
                let fits = item.desired.map_or(given != Unavailable, |desired| given == desired);
                if !excused && !fits {
                    blocked.push(format!("s{at}.q{q}"));
                    unanswered |= given == Unavailable;
                }
            }
            let last = at + 1 == self.steps.len();
            let onwards = match self.again {
                Some(again) if last => format!("s{again}"),
                _ if last => "finished".to_owned(),
                _ => format!("s{}", at + 1),
            };
            if step.stop && !blocked.is_empty() && !unanswered {
                return ("out".to_owned(), "nowhere".to_owned(), blocked, way);
            }
            if let (Some(back), Yes) = (step.back, row.bad) {
                return (here, format!("s{back}"), blocked, way);
            }
            if !blocked.is_empty() {
                return (here, onwards, blocked, way);
            }
            way.push(here.clone());
            if last && self.again.is_some() {
                return (here, onwards, blocked, way);
            }
        }
        ("finished".to_owned(), "nowhere".to_owned(), Vec::new(), way)
    }
}

/// Where the engine says that the rows are.
fn found(text: &str) -> Vec<Standing> {
    let program = bareme::load_text("random.bareme", text).unwrap_or_else(|l| panic!("{:#?}\n{text}", l.diagnostics));
    let data = Data::builder(&program).build().unwrap_or_else(|d| panic!("{d:#?}\n{text}"));
    let parameters = parameters::resolve::<&str>(&program, &[]).unwrap();
    let assessment = bareme::run(&program, &data, &parameters, &RunOptions::default()).unwrap();
    let mut bytes = Vec::new();
    let report = Report { assessment: &assessment, published: &[], findings: &[], stages: &[] };
    json::write(&report, &mut bytes).unwrap();
    let results: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let rows = results["tables"]["t"]["rows"].as_array().unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or("undecided").to_owned();
    let list = |value: &serde_json::Value| value.as_array().unwrap().iter().map(text).collect();
    rows.iter().map(|r| (text(&r["j.step"]), text(&r["j.next"]), list(&r["j.blocked"]), list(&r["j.way"]))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rows_are_where_the_rules_of_their_journey_say(case in case()) {
        let text = case.text();
        let expected: Vec<Standing> = case.rows.iter().map(|row| case.standing(row)).collect();
        prop_assert_eq!(found(&text), expected, "{}", text);
    }
}
