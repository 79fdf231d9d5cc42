//! Methods that compare rows with each other, against an independent implementation: `data/mcdm/make.py` says which.

use std::fmt::Write as _;
use std::sync::Arc;

use bareme::limits::Limits;
use bareme::methods::{aggregate, page};
use bareme::{Assessment, Data, Program, RunOptions, Value, parameters};
use serde_json::Value as Json;

/// Names of parts; options that name parts name these.
const PARTS: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

pub fn cases() -> Vec<Json> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/mcdm/cases.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn list<'a>(json: &'a Json, name: &str) -> &'a Vec<Json> {
    json[name].as_array().unwrap()
}

/// A case as a policy with its data.
pub fn policy(case: &Json) -> String {
    let (higher, rows, weights) = (list(case, "higher"), list(case, "rows"), list(case, "weights"));
    let mut text = String::from("table sites {\n  key name\n");
    for (part, higher) in PARTS.iter().zip(higher) {
        let better = if higher.as_bool().unwrap() { "higher" } else { "lower" };
        writeln!(text, "  indicator {part} : number {{ better {better} }}").unwrap();
    }
    writeln!(text, "  rows {{ | name | {}", PARTS[..higher.len()].join(" | ")).unwrap();
    for (at, row) in rows.iter().enumerate() {
        let cells: Vec<String> =
            row.as_array().unwrap().iter().map(|x| x.as_f64().map_or(String::new(), |x| x.to_string())).collect();
        writeln!(text, "         | s{at} | {}", cells.join(" | ")).unwrap();
    }
    let parts: Vec<String> = PARTS.iter().zip(weights).map(|(part, w)| format!("{part} {w}")).collect();
    writeln!(text, "  }}\n}}\nindex y of sites {{\n  parts {}", parts.join(", ")).unwrap();
    for prefer in list(case, "prefer") {
        writeln!(text, "  prefer {}", prefer.as_str().unwrap()).unwrap();
    }
    let missing = if case["name"] == "gaps" { "\n  missing skip" } else { "" };
    writeln!(text, "  aggregate {}{missing}\n}}", case["method"].as_str().unwrap()).unwrap();
    text
}

fn load(text: &str) -> Arc<Program> {
    bareme::load_text("policy.bareme", text).unwrap_or_else(|loaded| panic!("{:?}\n{text}", loaded.diagnostics))
}

fn run(text: &str, options: &RunOptions) -> Result<Assessment, String> {
    let program = load(text);
    let data = Data::builder(&program).build().unwrap();
    let parameters = parameters::resolve::<&str>(&program, &[]).unwrap();
    bareme::run(&program, &data, &parameters, options).map_err(|found| found[0].message.clone())
}

/// The values of `y`, missing ones as `None`.
fn values(assessment: &Assessment, name: &str) -> Vec<Option<f64>> {
    let table = assessment.program.find_table("sites").unwrap();
    let quantity = assessment.program.find_quantity(table, name).unwrap();
    let rows = assessment.table(table).unwrap().rows;
    let value = |row| match assessment.value(quantity, row) {
        Value::Number(x) => Some(x),
        _ => None,
    };
    (0..rows).map(value).collect()
}

fn close(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-11 * (1.0 + b.abs()),
        (a, b) => a == b,
    }
}

#[test]
fn every_method_gives_what_an_independent_implementation_gives() {
    let cases = cases();
    assert!(cases.len() > 600);
    for case in &cases {
        let text = policy(case);
        let found = values(&run(&text, &RunOptions::default()).unwrap(), "y");
        let expected: Vec<Option<f64>> = list(case, "expected").iter().map(Json::as_f64).collect();
        let same = found.iter().zip(&expected).all(|(f, e)| close(*f, *e));
        assert!(same && found.len() == expected.len(), "by {}: {expected:?}, found {found:?}\n{text}", case["by"]);
    }
}

/// So many rows of four parts, without ties.
fn many(rows: usize, method: &str) -> String {
    let mut text = String::from(
        "table sites {\n  key name : number\n  indicator a : number\n  indicator b : number { better lower }\n  \
         indicator c : number\n  rows { | name | a | b | c\n",
    );
    for row in 0..rows {
        let number = |by: usize| (row * by + 7) % 10_007;
        writeln!(text, "    | {row} | {} | {} | {}", number(7919), number(104_729), number(1_299_709)).unwrap();
    }
    write!(text, "  }}\n}}\nindex y of sites {{ parts a 3, b 2, c 2; aggregate {method} }}\n").unwrap();
    text
}

#[test]
fn threads_make_no_difference() {
    for method in [
        "topsis",
        "vikor",
        "promethee ii gaussian s 900",
        "electre i concordance 0.7 discordance 0.4 net outranking",
        "borda",
        "copeland",
        "condorcet wins",
    ] {
        let text = many(1500, method);
        let bits = |threads| {
            let options = RunOptions { threads: Some(threads), ..RunOptions::default() };
            let found = values(&run(&text, &options).unwrap(), "y");
            found.into_iter().map(|x| x.unwrap().to_bits()).collect::<Vec<u64>>()
        };
        assert_eq!(bits(1), bits(3), "{method}");
    }
}

#[test]
fn too_many_rows_are_refused_by_the_methods_that_compare_all_pairs() {
    let limits = Limits { compared_rows: 50, ..Limits::default() };
    let options = RunOptions { limits, ..RunOptions::default() };
    for method in ["promethee ii", "electre i concordance 0.7 discordance 0.4", "copeland", "condorcet wins", "kemeny"]
    {
        let refused = run(&many(51, method), &options).err().unwrap();
        assert!(
            refused.contains("compares every row with every other, for up to 50 rows, and here are 51"),
            "{refused}"
        );
    }
    for method in ["topsis", "vikor", "borda", "condorcet"] {
        assert!(run(&many(51, method), &options).is_ok(), "{method}");
    }
}

#[test]
fn kemeny_takes_many_rows_that_majorities_set_apart_and_refuses_the_others() {
    let refused = run(&many(40, "kemeny"), &RunOptions::default()).err().unwrap();
    assert!(
        refused.starts_with("`kemeny` orders up to 16 rows whose majorities go round in circles or tie"),
        "{refused}"
    );
    let mut text = String::from(
        "table sites { key name : number; indicator a : number; indicator b : number\n  rows { | name | a | b\n",
    );
    for row in 0..300 {
        writeln!(text, "    | {row} | {row} | {}", 2 * row).unwrap();
    }
    text.push_str("  }\n}\nindex y of sites { parts a, b; aggregate kemeny }\n");
    let found = values(&run(&text, &RunOptions::default()).unwrap(), "y");
    assert_eq!(found, (0..300).map(|row| Some(f64::from(row))).collect::<Vec<_>>());
}

const SITES: &str = "table sites { key name; indicator cost : number { better lower }; indicator jobs : number
  rows { | name | cost | jobs
         | a    | 2    | 1
         | b    | 3    | 4
         | c    | 6    | 8 } }
index y of sites { parts cost, jobs; aggregate METHOD }";

const VOTERS: &str = "table sites { key name
  indicators ballots { | better
    abc | lower
    bac | lower
    bca | lower
    cab | lower
    cba | lower }
  rows { | name | abc | bac | bca | cab | cba
         | a    | 1   | 2   | 3   | 2   | 3
         | b    | 2   | 1   | 1   | 3   | 2
         | c    | 3   | 3   | 2   | 1   | 1 } }
index y of sites { parts ballots; weigh abc 23, bac 2, bca 17, cab 10, cba 8; aggregate METHOD }";

/// A method as it stands in a policy, the policy, what comes out, and the words of the method's page.
type Example = (&'static str, &'static str, [Option<f64>; 3], &'static [&'static str]);

/// The worked example of each page: the method as it stands in a policy, what comes out, and the words of the page.
#[test]
fn the_worked_examples_of_the_pages_come_out() {
    let examples: [Example; 12] = [
        ("topsis", SITES, [Some(0.4235), Some(0.5377), Some(0.5765)], &["0.5377", "0.4235 and 0.5765"]),
        ("vikor", SITES, [Some(1.0), Some(0.0), Some(1.0)], &["Q is 1, 0 and 1"]),
        ("vikor group utility", SITES, [Some(0.5), Some(0.4107), Some(0.5)], &["0.4107"]),
        ("vikor regret", SITES, [Some(0.5), Some(0.2857), Some(0.5)], &["R = 0.2857"]),
        ("promethee ii linear q 1 p 3", SITES, [Some(-0.25), Some(0.25), Some(0.0)], &["= −0.25", "= 0.25 and 0"]),
        ("electre i concordance 0.5 discordance 0.6", SITES, [Some(1.0), Some(1.0), Some(0.0)], &["1, 1 and 0"]),
        (
            "electre i concordance 0.5 discordance 0.6 net outranking",
            SITES,
            [Some(0.0), Some(1.0), Some(-1.0)],
            &["0, 1 and −1"],
        ),
        ("borda", VOTERS, [Some(58.0), Some(69.0), Some(53.0)], &["= 58 points, b 69, c 53"]),
        ("copeland", VOTERS, [Some(0.0); 3], &["each has 1 − 1 = 0"]),
        ("condorcet", VOTERS, [None; 3], &["nobody wins, and all are missing"]),
        ("condorcet wins", VOTERS, [Some(1.0); 3], &["with `wins` each has 1"]),
        ("kemeny", VOTERS, [Some(0.0), Some(2.0), Some(1.0)], &["b has 2, c 1 and a 0"]),
    ];
    for (method, policy, expected, said) in examples {
        let found = values(&run(&policy.replace("METHOD", method), &RunOptions::default()).unwrap(), "y");
        let rounded: Vec<Option<f64>> = found.iter().map(|x| x.map(|x| (x * 1e4).round() / 1e4)).collect();
        assert_eq!(rounded, expected, "{method}");
        let words: Vec<&str> = method.split(' ').collect();
        let (method, _) = aggregate::find(&words).unwrap();
        let page = page(method.source());
        for words in said {
            assert!(page.contains(words), "the page of `{}` does not say {words}", method.name());
        }
    }
}

/// One row, and rows that are all alike: what each method has to say where there is nothing to compare.
#[test]
fn where_there_is_nothing_to_compare() {
    let sites = |rows: &str, method: &str| {
        let text = format!(
            "table sites {{ key name; indicator a : number; indicator b : number {{ better lower }}\n\
             rows {{ | name | a | b\n{rows} }} }}\nindex y of sites {{ parts a, b; aggregate {method} }}\n"
        );
        values(&run(&text, &RunOptions::default()).unwrap(), "y")
    };
    let electre = "electre i concordance 0.6 discordance 0.5";
    for (method, alone, alike) in [
        ("topsis", None, None),
        ("topsis minmax", None, None),
        ("vikor", Some(0.0), Some(0.0)),
        ("vikor group utility", Some(0.0), Some(0.0)),
        ("promethee ii", None, Some(0.0)),
        ("promethee ii gaussian s 2", None, Some(0.0)),
        (electre, Some(1.0), Some(1.0)),
        ("electre i concordance 0.6 discordance 0.5 net outranking", Some(0.0), Some(0.0)),
        ("borda", Some(0.0), Some(2.0)),
        ("copeland", Some(0.0), Some(0.0)),
        ("condorcet", Some(1.0), None),
        ("condorcet wins", Some(0.0), Some(0.0)),
        ("kemeny", Some(0.0), Some(1.0)),
    ] {
        assert_eq!(sites("| s | 0 | 5\n", method), [alone], "{method}, one row");
        assert_eq!(sites("| s | 0 | 5\n| t | 0 | 5\n| u | 0 | 5\n", method), [alike; 3], "{method}, all alike");
    }
}
