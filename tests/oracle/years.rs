//! Tables of entities and years: random rows in any order, against the oracle, on one thread and on several.

use bareme::Value;
use proptest::prelude::*;

use super::agreement::{assess, differences, ready};
use super::run as oracle;

/// What is asked of the rows themselves; of their entities; and put together.
const OF_SCORES: &[&str] = &[
    "x at 2020",
    "x at year - 1",
    "x at year + 2",
    "(x + y) at base",
    "x at wanted",
    "word at year - 1",
    "grade at 2019",
    "open at 2021",
    "change(x)",
    "growth(y)",
    "change(x, 2019, 2021)",
    "growth(y, 2018, base)",
    "latest(x)",
    "latest(word)",
    "latest(x where open)",
    "whole at 2020",
    "entity.size at 2020",
    "(x at year - 1) at 2021",
    "mean(x within year weighted by y)",
    "median(x within entity weighted by y)",
    "count(over scores where x at 2020 > 0)",
    "x - mean(x at year - 1 within entity)",
    "(x at 2020) if missing (x at 2019)",
    "entity.earlier + x",
];
const OF_ENTITIES: &[&str] = &[
    "scores.x at 2020",
    "scores.word at base",
    "scores.whole at first",
    "change(scores.x, 2019, 2021)",
    "growth(scores.y, 2018, 2020)",
    "latest(scores.x)",
    "latest(scores.grade)",
    "mean(scores.x weighted by scores.y)",
    "median(scores.x weighted by scores.y where scores.open)",
    "sum(scores.x weighted by scores.y)",
    "share(scores.open weighted by scores.y)",
    "mean(scores.x at 2020)",
];

/// Cells of one row: whether it is there, and its values.
type Cells = (bool, Option<i8>, Option<i8>, u8, u8, u8, u8);

fn text(rows: &[Cells], order: &[usize], gate: bool) -> String {
    let number = |x: &Option<i8>| x.map_or(String::new(), |x| format!("{}", f64::from(x) / 4.0));
    let cell = |list: &[&str], at: u8| list[usize::from(at) % list.len()].to_owned();
    let mut lines = String::new();
    for at in order {
        let (there, x, y, word, grade, open, wanted) = &rows[*at];
        if *there {
            let (entity, year) = (["A", "B", "C", "D"][at / 5], 2018 + at % 5);
            let cells = [
                entity.to_owned(),
                year.to_string(),
                number(x),
                number(y),
                cell(&["", "red", "blue", "\"\""], *word),
                cell(&["", "high", "low"], *grade),
                cell(&["", "yes", "no"], *open),
                cell(&["", "2018", "2020", "2022"], *wanted),
            ];
            lines += &format!("    | {}\n", cells.join(" | "));
        }
    }
    let formulas = |table: &str, prefix: &str, list: &[&str]| -> String {
        let each = list.iter().enumerate();
        each.map(|(at, formula)| format!("indicator {prefix}{at} of {table} = {formula}\n")).collect()
    };
    format!(
        "parameter base : year = 2020\nscale grades {{ 2 high; 1 low }}\n\
         table entities {{ key name; indicator size : number; indicator first : year\n  rows {{\n    | name | size | first\n    \
         | A | 1 | 2018\n    | B | 2 | \n    | C | | 2021\n    | D | 4 | 2019\n  }}\n}}\n\
         table scores {{\n  key entity : entities, year : year\n  indicator x : number {{ better higher }}\n  indicator y : number {{ better higher }}\n  \
         field word : text optional\n  field grade : grades optional\n  field open : yes_no optional\n  indicator wanted : year\n  \
         rows {{\n    | entity | year | x | y | word | grade | open | wanted\n{lines}  }}\n}}\n\
         index whole of scores {{ parts x, y; normalise zscore within year; missing skip; rank within year }}\n\
         index ahead of scores {{ parts x, y; impute carried forward at most 2; normalise none; missing skip; rank none }}\n\
         index back of scores {{ parts x, y; impute carried backward; normalise none; missing skip; rank none }}\n\
         index near of scores {{ parts x, y; impute carried backward at most 1 among open; normalise none; missing skip; rank none }}\n\
         indicator earlier of entities = scores.x at 2019\n{}{}{}",
        formulas("scores", "s", OF_SCORES),
        formulas("entities", "e", OF_ENTITIES),
        if gate { "gate known of scores { require y is missing or y > -20 }\n" } else { "" }
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 500, ..ProptestConfig::default() })]

    #[test]
    fn values_of_other_years_are_those_of_the_oracle(
        rows in prop::collection::vec(any::<Cells>(), 20),
        order in Just((0..20).collect::<Vec<usize>>()).prop_shuffle(),
        gate in any::<bool>(),
    ) {
        let text = text(&rows, &order, gate);
        let ready = ready(&text).expect("a policy without mistakes");
        let values: Vec<Value> = ready.parameters.iter().map(|(v, _)| v.clone()).collect();
        let expected = oracle(&ready.program, &ready.data, &values).expect("nothing stops the run");
        for threads in [1, 4] {
            let found = differences(&assess(&ready, threads).unwrap(), &expected);
            prop_assert!(found.is_empty(), "{}\n{text}", found.join("\n"));
        }
    }
}
