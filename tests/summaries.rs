//! Summaries as a run finds and reports them: groups that the data do not have, cross-tables, provenance, CSV.

use bareme::diagnostic::Diagnostic;
use bareme::report::{Report, csv, json, markdown};
use bareme::{Assessment, Data, RunOptions, audit, parameters, published};

const FIRMS: &str = r#"
table firms "Firms" {
  status illustrative
  key   id
  field sector "Sector" : text
  field listed "Listed" : yes_no { status printed }
  field since  : date
  indicator exports : number
  rows {
    | id | sector  | listed | since      | exports
    | f1 | "Steel" | yes    | 2001-05-01 | 10
    | f2 | "Steel" | no     | 2010-01-15 | 40
    | f3 | "Glass" | yes    | 2001-05-01 | 25
  }
}
"#;

fn run(policy: &str, threads: usize) -> Result<Assessment, Vec<Diagnostic>> {
    let text = format!("{FIRMS}{policy}");
    let program = bareme::load_text("firms.bareme", &text).unwrap_or_else(|l| panic!("{:#?}", l.diagnostics));
    let data = Data::builder(&program).build().unwrap_or_else(|d| panic!("{d:#?}"));
    let parameters = parameters::resolve::<&str>(&program, &[]).unwrap();
    let options = RunOptions { threads: Some(threads), ..RunOptions::default() };
    bareme::run(&program, &data, &parameters, &options)
}

fn said(policy: &str) -> String {
    let found = run(policy, 1).expect_err("the data have no such group");
    let said = found.iter().map(|d| format!("{}: {}; {}", d.code, d.message, d.hint.as_deref().unwrap_or_default()));
    said.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_group_that_the_data_do_not_have_is_an_error_that_lists_those_that_they_have() {
    let sectors = "summary sectors of firms by sector { n = count }\n";
    let asked = |key: &str| said(&format!("{sectors}indicator x of firms = sectors({key}).n"));
    assert_eq!(asked("\"Stel\""), "unknown-name: `sectors` has no group `Stel`; did you mean `Steel`?");
    assert_eq!(asked("Paper"), "unknown-name: `sectors` has no group `Paper`; its groups are `Steel`, `Glass`");
    let days = "summary days of firms by since { n = count }\nindicator x of firms = days(2001-05-02).n";
    assert_eq!(said(days), "unknown-name: `days` has no group `2001-05-02`; did you mean `2001-05-01`?");
    let printed = "summary sizes of firms by exports { n = count }\npublished { sizes.n: 11 1 }";
    assert_eq!(said(printed), "unknown-name: `sizes` has no group `11`; did you mean `10`?");
}

fn report(policy: &str, show: impl Fn(&Report<'_>) -> String) -> String {
    let assessment = run(policy, 1).unwrap();
    let (published, findings) = (published::compare(&assessment), audit::run(&assessment));
    show(&Report { assessment: &assessment, published: &published, findings: &findings, stages: &[] })
}

#[test]
fn two_groupings_and_one_measure_are_a_cross_table() {
    let text =
        report("summary crossed \"Crossed\" of firms by sector, listed { n \"Firms\" = count }", markdown::render);
    let (_, section) = text.split_once("## Crossed").unwrap();
    let lines: Vec<&str> = section.lines().take(8).collect();
    assert_eq!(
        lines,
        [
            " (illustrative)",
            "",
            "Firms; across: Listed",
            "",
            "| Sector | yes | no |",
            "| :-- | --: | --: |",
            "| Steel | 1 | 1 |",
            "| Glass | 1 | 0 |"
        ]
    );
}

#[test]
fn where_values_come_from_is_shown_with_them() {
    let policy = "summary total \"Total\" of firms { status reconstructed; n = count }\n\
                  summary sectors \"Sectors\" of firms by sector { n = count }\n\
                  indicator half \"Half\" of firms = exports / 2 { status own reading }";
    let text = report(policy, markdown::render);
    for shown in
        ["## Firms (illustrative)", "| Half (own reading) |", "## Total (reconstructed)", "## Sectors (illustrative)"]
    {
        assert!(text.contains(shown), "{shown} is not in\n{text}");
    }
    assert!(text.contains(
        "Provenance: illustrative: firms; reconstructed: total; printed: firms.listed; own reading: firms.half"
    ));
    let written = report(policy, |r| {
        let mut bytes = Vec::new();
        json::write(r, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    });
    let written: serde_json::Value = serde_json::from_str(&written).unwrap();
    assert_eq!(written["data"]["firms"]["status"], "illustrative");
    assert_eq!(written["status"]["firms"], serde_json::json!({"listed": "printed", "half": "own reading"}));
    assert_eq!(written["summaries"]["total"]["status"], "reconstructed");
    assert_eq!(written["summaries"]["sectors"]["status"], "illustrative");
}

#[test]
fn a_summary_is_a_csv_file_of_its_own() {
    let text = report("summary sectors of firms by sector { n = count; m = mean(exports where listed) }", |r| {
        let table = r.assessment.program.find_table("sectors").unwrap();
        let mut bytes = Vec::new();
        csv::write(r, table, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    });
    assert_eq!(text, "sector,n,m\nSteel,2,10\nGlass,1,25\n");
}

#[test]
fn too_many_combinations_are_told() {
    let scale = |name: &str| {
        let levels: String = (1..=190).rev().map(|n| format!("{n} {name}{n}; ")).collect();
        format!("scale {name} {{ {levels} }}\n")
    };
    let scales: String = ["a", "b", "c", "d"].iter().map(|n| scale(n)).collect();
    let policy = format!(
        "{scales}table many {{ key id; field a : a; field b : b; field c : c; field d : d\n\
         rows {{\n | id | a | b | c | d\n | m1 | a1 | b1 | c1 | d1\n }} }}\n\
         summary all of many by a, b, c, d {{ n = count }}"
    );
    assert_eq!(
        said(&policy),
        "too-many: the summary `all` has more than 50000000 combinations of groups; summarise by fewer or coarser groupings"
    );
}

/// More rows than one block, in memory; one thread and three give the same bits.
#[test]
fn the_number_of_threads_does_not_matter() {
    let text = "table many { key id : count; field kind : one of { a, b, c }; field name : text\n indicator x : number }\n\
                summary kinds of many by kind, name { n = count; s = sum(x); m = median(x); share = share where x > 1 }\n\
                summary all of many { n = count; s = sum(x) }";
    let program = bareme::load_text("many.bareme", text).unwrap_or_else(|l| panic!("{:#?}", l.diagnostics));
    let rows = 150_000usize;
    let names = ["one", "two", "three", "four", "five"];
    let data = Data::builder(&program)
        .numbers("many", "id", (0..rows).map(|i| i as f64).collect())
        .texts("many", "kind", &(0..rows).map(|i| ["a", "b", "c"][i * 7 % 3]).collect::<Vec<_>>())
        .texts("many", "name", &(0..rows).map(|i| names[i * i % 5]).collect::<Vec<_>>())
        .numbers("many", "x", (0..rows).map(|i| (i % 977) as f64 / 7.0).collect())
        .build()
        .unwrap();
    let parameters = parameters::resolve::<&str>(&program, &[]).unwrap();
    let bits = |threads: usize| {
        let options = RunOptions { threads: Some(threads), ..RunOptions::default() };
        let assessment = bareme::run(&program, &data, &parameters, &options).unwrap();
        let columns = assessment.columns.iter().zip(&program.quantities).filter(|(_, q)| q.table.0 > 0);
        columns.map(|(column, _)| format!("{column:?}")).collect::<Vec<_>>()
    };
    let one = bits(1);
    assert_eq!(one, bits(3));
    assert!(one.len() > 6);
}

/// Summaries of summaries without end, and very many groups asked for: no recursion goes along a chain.
#[test]
fn long_chains_of_summaries_run() {
    let mut policy = "summary s0 of firms by sector { n = count }\n".to_owned();
    for i in 1..1_500 {
        let by = if i % 2 == 0 { " by n" } else { "" };
        policy.push_str(&format!("summary s{i} of s{}{by} {{ n = count }}\n", i - 1));
    }
    let sum = vec!["s0(\"Steel\").n"; 150].join(" + ");
    policy.push_str(&format!("indicator x of firms = {sum}\nindicator y of firms = s1.n\n"));
    let assessment = run(&policy, 1).unwrap();
    let program = &assessment.program;
    let firms = program.find_table("firms").unwrap();
    let value = |name| assessment.value(program.find_quantity(firms, name).unwrap(), 0);
    assert_eq!(value("x"), bareme::Value::Number(300.0));
    assert_eq!(value("y"), bareme::Value::Number(2.0));
}

/// A table without rows, and groups that nobody belongs to.
#[test]
fn summaries_of_nothing_have_their_rows() {
    let policy = "table none { key id; field kind : one of { a, b }; field name : text; indicator x : number\n\
                  rows { | id | kind | name | x\n } }\n\
                  summary kinds of none by kind { n = count; s = share; m = median(x) }\n\
                  summary names of none by name { n = count }\n\
                  summary total of none { n = count; s = share }";
    let assessment = run(policy, 1).unwrap();
    let program = &assessment.program;
    let rows = |name: &str| assessment.table(program.find_table(name).unwrap()).unwrap().rows;
    assert_eq!([rows("kinds"), rows("names"), rows("total")], [2, 0, 1]);
    let total = program.find_table("total").unwrap();
    assert_eq!(assessment.value(program.find_quantity(total, "n").unwrap(), 0), bareme::Value::Number(0.0));
}
