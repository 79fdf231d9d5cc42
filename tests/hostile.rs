//! Texts and data made to hurt: each gives a diagnostic, or works; none crashes, and none buries the author in messages.

use std::time::Instant;

use bareme::diagnostic::{Code, Diagnostic, Severity};
use bareme::limits::Limits;
use bareme::world::{MemoryWorld, World};
use bareme::{Data, RunOptions, Value};

/// A table for policies that are about something else.
const TABLE: &str = "table t { key k; indicator a : number }\n";

/// The errors of a policy. Its timing is printed (`cargo test -- --nocapture`), not asserted: machines differ.
fn errors(name: &str, text: &str) -> Vec<Diagnostic> {
    timed(name, || loaded(&MemoryWorld::single("hostile.bareme", text)))
}

fn loaded(world: &dyn World) -> Vec<Diagnostic> {
    let mut found = bareme::load(world, "hostile.bareme", &Limits::default()).diagnostics;
    found.retain(|d| d.severity == Severity::Error);
    found
}

fn timed<T>(name: &str, run: impl FnOnce() -> T) -> T {
    let begin = Instant::now();
    let result = run();
    println!("{name}: {:.0?}", begin.elapsed());
    result
}

/// There are a few errors, the first of this code.
fn told(found: &[Diagnostic], code: Code) {
    assert_eq!(found.first().map(|d| d.code), Some(code), "{found:?}");
    assert!(found.len() <= 3, "{} diagnostics", found.len());
}

#[test]
fn brackets_are_counted_before_they_are_read() {
    let parentheses = "(".repeat(10 << 20);
    told(&errors("10 MB of (", &parentheses), Code::TooDeep);
    let nested = format!("{TABLE}indicator x of t = {}a{}\n", "(".repeat(100_000), ")".repeat(100_000));
    told(&errors("100,000 nested parentheses", &nested), Code::TooDeep);
    let blocks = format!("{TABLE}{}{}", "index i of t {\n".repeat(100_000), "}\n".repeat(100_000));
    told(&errors("100,000 nested blocks", &blocks), Code::TooDeep);
    for closing in [")", "}"] {
        let name = format!("10 MB of {closing}");
        told(&errors(&name, &closing.repeat(10 << 20)), Code::UnmatchedBracket);
        told(&errors(&name, &format!("{closing}\n").repeat(5 << 20)), Code::TooMany);
    }
    let brackets = ")}".repeat(5 << 20);
    told(&errors("10 MB of )}", &brackets), Code::TooMany);
}

#[test]
fn a_name_has_a_longest_length() {
    let name = "a".repeat(1 << 20);
    told(&errors("a name of 1 MB", &format!("unit {name}\n")), Code::NameTooLong);
    let number = errors("a number of 1 MB", &format!("parameter p = {}\n", "9".repeat(1 << 20)));
    told(&number, Code::InvalidNumber);
    assert!(number.len() == 1 && number[0].message.len() < 100);
}

#[test]
fn what_is_no_text_is_no_policy() {
    told(&errors("empty", ""), Code::EmptyPolicy);
    told(&errors("NUL", "unit a\0b\n"), Code::NulCharacter);
    let found = timed("invalid UTF-8", || loaded(&Bytes(b"unit a\nunit \xff\xfe\n".to_vec())));
    told(&found, Code::NotUtf8);
    let found = timed("17 MB", || loaded(&Bytes(vec![b' '; 17 << 20])));
    told(&found, Code::TooLarge);
}

/// A world of one file that may be no text.
struct Bytes(Vec<u8>);

impl World for Bytes {
    fn read(&self, name: &str, _from: Option<&str>) -> Result<(String, Vec<u8>), String> {
        Ok((name.to_owned(), self.0.clone()))
    }
}

#[test]
fn a_file_that_uses_itself_is_read_once() {
    let text = "use \"hostile.bareme\"\n".repeat(1000);
    let found = errors("1,000 uses of itself", &text);
    told(&found, Code::UseCycle);
}

#[test]
fn long_and_deep_expressions_are_refused_or_computed() {
    let expressions = [
        ("a + a + … 20,000 times", format!("a{}", " + a".repeat(20_000))),
        ("not not … a", format!("{}a > 0", "not ".repeat(20_000))),
        ("- - … a", format!("{}a", "- ".repeat(20_000))),
        ("a ^ a ^ …", format!("a{}", " ^ a".repeat(20_000))),
        ("if … else if …", format!("{}a", "if a > 1 then 1 else ".repeat(20_000))),
        ("a if missing a if missing …", format!("a{}", " if missing a".repeat(20_000))),
        ("a.a.a…", format!("a{}", ".a".repeat(20_000))),
    ];
    for (name, expression) in expressions {
        let found = errors(name, &format!("{TABLE}indicator x of t = {expression}\n"));
        told(&found, Code::TooDeep);
    }
    for (name, word) in [("a > 0 and …", "and"), ("a > 0 or …", "or")] {
        let text = format!("{TABLE}indicator x of t = a > 0{}\n", format!(" {word} a > 0").repeat(20_000));
        assert_eq!(errors(name, &text), [], "{name}");
    }
}

#[test]
fn twenty_thousand_formulas_each_needing_the_one_before_are_computed() {
    let mut text = String::from("table t { key k; indicator x0 : number }\n");
    // Declared the last first, so that the order has to be found.
    for i in (1..=20_000).rev() {
        text.push_str(&format!("indicator x{i} of t = x{} + 1\n", i - 1));
    }
    let program = timed("checking 20,000 formulas", || bareme::load_text("hostile.bareme", &text)).unwrap();
    let data = Data::builder(&program).texts("t", "k", &["only"]).numbers("t", "x0", vec![1.0]).build().unwrap();
    let parameters = bareme::parameters::resolve::<&str>(&program, &[]).unwrap();
    let run = timed("running them", || bareme::run(&program, &data, &parameters, &RunOptions::default())).unwrap();
    let last = program.find_quantity(program.find_table("t").unwrap(), "x20000").unwrap();
    assert_eq!(run.value(last, 0), Value::Number(20_001.0));
}

#[test]
fn a_circle_of_twenty_thousand_formulas_is_told_in_a_few_words() {
    let mut text = String::from("table t { key k }\n");
    for i in 0..20_000 {
        text.push_str(&format!("indicator x{i} of t = x{} + 1\n", (i + 1) % 20_000));
    }
    let found = errors("a circle of 20,000 formulas", &text);
    told(&found, Code::Cycle);
    assert!(found[0].message.len() < 1000 && found[0].related.len() < 20);
}

#[test]
fn many_mistakes_are_all_told_without_getting_slow() {
    let text: String = (0..20_000).map(|i| format!("indicator x{i} of t = unknown{i} + 1\n")).collect();
    let found = errors("20,000 unknown names", &format!("{TABLE}{text}"));
    assert!(found.iter().all(|d| d.code == Code::UnknownName));
    let same: String = (0..20_000).map(|i| format!("indicator x{i} of t = unknown + 1\n")).collect();
    told(&errors("one unknown name 20,000 times", &format!("{TABLE}{same}")), Code::UnknownName);
}

#[test]
fn a_few_lines_do_not_write_out_groups_without_end() {
    let members: String = (0..3000).map(|i| format!("    a{i} | higher\n")).collect();
    let table = format!("table t {{\n  key k\n  indicators wide : number {{\n       | better\n{members}  }}\n}}\n");
    let parts: String = (0..500).map(|i| format!("index i{i} of t {{ parts wide }}\n")).collect();
    told(&errors("500 indices of 3,000 parts", &format!("{table}{parts}")), Code::TooMany);
    let sums: String = (0..500).map(|i| format!("indicator s{i} of t = sum(wide)\n")).collect();
    told(&errors("500 sums of 3,000 indicators", &format!("{table}{sums}")), Code::TooMany);
    let line = vec!["wide"; 20_000].join(", ");
    let long = format!("{table}indicator s of t = sum({line})\n");
    told(&errors("one sum of 60,000,000 indicators", &long), Code::TooMany);
    let few = format!("{table}index i of t {{ parts wide; normalise max }}\n");
    assert_eq!(errors("an index of 3,000", &few), []);
    let less = Limits { group_members: 2999, ..Limits::default() };
    let refused = bareme::load(&MemoryWorld::single("hostile.bareme", &few), "hostile.bareme", &less).diagnostics;
    told(&refused, Code::TooMany);
}

#[test]
fn units_are_made_of_few_others() {
    let bases: String = (0..5_000).map(|i| format!("unit b{i}\n")).collect();
    let factors: Vec<String> = (0..500).map(|i| format!("b{i}")).collect();
    let wide = format!("{TABLE}{bases}unit u = {}\n", factors.join(" * "));
    told(&errors("one unit of 500 others", &wide), Code::TooMany);
    let chain: String = (1..5_000).map(|i| format!("unit u{i} = u{} * b{i}\n", i - 1)).collect();
    told(&errors("5,000 units, each of the one before", &format!("{TABLE}{bases}unit u0\n{chain}")), Code::TooMany);
    let columns: String = (0..5_000).map(|i| format!("indicator c{i} of t : b{i}\n")).collect();
    let chain: String = (1..5_000).map(|i| format!("indicator x{i} of t = x{} * c{i}\n", i - 1)).collect();
    let formulas = format!("{TABLE}{bases}{columns}indicator x0 of t = c0\n{chain}");
    told(&errors("5,000 products, each of the one before", &formulas), Code::TooMany);
    let same = vec!["b0"; 500].join(" * ");
    assert_eq!(errors("one unit 500 times", &format!("{TABLE}unit b0\nunit u = {same}\n")), []);
    let circle: String = (0..5_000).map(|i| format!("unit u{i} = u{}\n", (i + 1) % 5_000)).collect();
    let found = errors("a circle of 5,000 units", &format!("{TABLE}{circle}"));
    told(&found, Code::Cycle);
    assert!(found[0].message.len() < 1000);
}

#[test]
fn grids_of_very_many_rules_are_refused_and_of_many_proved() {
    let grid = |policy: &str, rules: usize| {
        let lines: String = (0..rules).map(|i| format!("| > {} | < {i} | o{}\n", rules - i, i % 100)).collect();
        format!(
            "table t {{ key id; indicator x : number; indicator y : number }}\nscenario s of t {{\n{policy}\nrules {{\n| x | y | outcome\n{lines}| | | rest\n}} }}\n"
        )
    };
    told(&errors("5,000 rules", &grid("unique", 5_000)), Code::TooMany);
    assert!(errors("100 rules, the first that holds", &grid("first match", 100)).is_empty());
    told(&errors("100 rules, each by itself", &grid("unique", 100)), Code::ScenarioOverlap);
    assert!(errors("100 rules, all that hold", &grid("collect", 100)).is_empty());
}

#[test]
fn a_file_of_a_million_columns_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let columns: Vec<String> = (0..1_000_000).map(|i| format!("c{i}")).collect();
    std::fs::write(folder.path().join("wide.csv"), format!("{}\n{}\n", columns.join(","), columns.join(","))).unwrap();
    std::fs::write(folder.path().join("policy.bareme"), TABLE).unwrap();
    let settings = "policy = \"policy.bareme\"\n[tables.t]\nfile = \"wide.csv\"\n";
    std::fs::write(folder.path().join("bareme.toml"), settings).unwrap();
    let settings = bareme::data::read_settings(folder.path()).unwrap();
    let program = bareme::load_text("policy.bareme", TABLE).unwrap();
    let found = timed("a million columns", || bareme::data::load(&program, &settings, &Limits::default())).unwrap_err();
    told(&found, Code::DataTooLarge);
}
