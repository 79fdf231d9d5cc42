//! Every example of the language reference is run, and its result is the one printed beneath it.

use bareme::calendar::Day;
use bareme::eval::Column;
use bareme::limits::Limits;
use bareme::program::{Missing, Type};
use bareme::world::MemoryWorld;
use bareme::{Assessment, Program, RunOptions, Value, parameters};
use std::sync::Arc;

/// A fenced block: its language (`bareme`, `bareme alone`, `bareme file NAME`, `bareme wrong`, `result`), its text and its line.
struct Block {
    kind: String,
    text: String,
    line: usize,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (i, line) in page.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(kind)) => open = Some(Block { kind: kind.trim().to_owned(), text: String::new(), line: i + 1 }),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is not closed");
    blocks
}

/// Runs an example; `files` are those that it may use or extend.
fn run(text: &str, files: &MemoryWorld, line: usize) -> Assessment {
    run_as_of(text, files, line, None)
}

fn run_as_of(text: &str, files: &MemoryWorld, line: usize, day: Option<Day>) -> Assessment {
    let world = files.clone().with("example.bareme", text);
    let loaded = bareme::load(&world, "example.bareme", &Limits::default());
    let program: Arc<Program> =
        loaded.program.unwrap_or_else(|| panic!("the example at line {line} has errors: {:#?}", loaded.diagnostics));
    let program = program.as_of(day).unwrap_or_else(|d| panic!("line {line}: {d:#?}"));
    let data = bareme::Data::builder(&program).build().unwrap_or_else(|d| panic!("line {line}: {d:#?}"));
    let parameters = parameters::resolve::<&str>(&program, &[]).unwrap_or_else(|d| panic!("line {line}: {d:#?}"));
    for example in bareme::examples::run(&program, &Limits::default()) {
        assert!(example.passes(), "line {line}: {example:#?}");
    }
    bareme::run(&program, &data, &parameters, &RunOptions::default()).unwrap_or_else(|d| panic!("line {line}: {d:#?}"))
}

/// The values of a quantity as the reference prints them: four decimals at most, levels by name, `-` for missing.
fn shown(assessment: &Assessment, name: &str, line: usize) -> String {
    let program = &assessment.program;
    let id = (0..program.tables.len() as u32)
        .find_map(|t| program.find_quantity(bareme::program::TableId(t), name))
        .unwrap_or_else(|| panic!("line {line}: there is no `{name}`"));
    let quantity = program.quantity(id);
    let rows = assessment.column(id).map_or(0, Column::len);
    let values = (0..rows).map(|row| match (assessment.value(id, row), &quantity.ty) {
        (Value::Number(x), _) => format!("{}", bareme::methods::rounding::round_decimal(x, 4, false)),
        (Value::YesNo(x), _) => if x { "yes" } else { "no" }.to_owned(),
        (Value::Text(x), _) => x,
        (Value::Member(m), Type::Member(scale)) => program.scale(*scale).members[usize::from(m)].name.clone(),
        (Value::Member(m), _) => m.to_string(),
        (Value::Missing(Missing::Unavailable), _) => "-".to_owned(),
        (Value::Missing(kind), _) => kind.name().to_owned(),
    });
    values.collect::<Vec<_>>().join(", ")
}

#[test]
fn the_language_reference_says_what_happens() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/language.md")).unwrap();
    let blocks = blocks(&page);
    let prelude = &blocks.iter().find(|b| b.kind == "bareme prelude").expect("the tables of the examples").text;
    let mut last: Option<Assessment> = None;
    let mut files = MemoryWorld::default();
    let (mut examples, mut results, mut wrong) = (0, 0, 0);
    for block in &blocks {
        if let Some(name) = block.kind.strip_prefix("bareme file ") {
            files = files.with(name, &block.text);
            last = Some(run(&block.text, &files, block.line));
            continue;
        }
        match block.kind.as_str() {
            kind if kind.starts_with("bareme alone as of ") => {
                let day = Day::parse(kind.rsplit(' ').next().unwrap());
                last = Some(run_as_of(&block.text, &files, block.line, day));
                examples += 1;
            }
            "bareme prelude" | "bareme alone" => {
                last = Some(run(&block.text, &files, block.line));
                examples += 1;
            }
            "bareme" => {
                last = Some(run(&format!("{prelude}\n{}", block.text), &files, block.line));
                examples += 1;
            }
            "bareme wrong" => {
                let text = format!("{prelude}\n{}", block.text);
                let found = match bareme::load_text("example.bareme", &text) {
                    Ok(_) => panic!("the example at line {} should not check", block.line),
                    Err(loaded) => loaded.diagnostics,
                };
                let code = block.text.lines().next().unwrap().trim_start_matches("-- ").trim();
                assert_eq!(found.len(), 1, "line {}: {found:#?}", block.line);
                assert_eq!(found[0].code.as_str(), code, "line {}", block.line);
                wrong += 1;
            }
            "result" => {
                let assessment = last.as_ref().expect("a result stands beneath an example");
                for line in block.text.lines() {
                    let (name, values) = line.split_once(':').unwrap();
                    assert_eq!(
                        shown(assessment, name.trim(), block.line),
                        values.trim(),
                        "`{name}`, line {}",
                        block.line
                    );
                    results += 1;
                }
            }
            "text" | "console" | "toml" => {}
            other => panic!("line {}: a block of kind `{other}`", block.line),
        }
    }
    assert!(
        examples >= 18 && results >= 40 && wrong >= 5,
        "{examples} examples, {results} results, {wrong} wrong ones"
    );
}

#[test]
fn limits_named_in_the_reference_are_the_real_ones() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/language.md")).unwrap();
    let limits = Limits::default();
    assert!(page.contains(&format!("{} levels deep", limits.nesting)));
    assert!(page.contains(&format!("{} MB", limits.source_bytes >> 20)));
    assert!(page.contains(&format!("at most {},000 indicators", limits.group_members / 1000)));
    assert!(page.contains(&format!("at most {} base units", limits.unit_factors)));
}

/// Every line of a policy and of an output that the README shows is one of the shipped study, of its variant, or of the
/// comparison of two sets of indicators.
#[test]
fn the_readme_shows_the_shipped_study() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let text = |name: &str| std::fs::read_to_string(root.join(format!("policies/{name}/{name}.bareme"))).unwrap();
    let policy = text("pilot-clusters") + &text("pilot-clusters-corrected");
    let said = |arguments: &[&str]| {
        let mut bareme = std::process::Command::new(env!("CARGO_BIN_EXE_bareme"));
        let output = bareme.args(arguments).env("COLUMNS", "100").current_dir(root).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let output = said(&["run", "policies/pilot-clusters"])
        + &said(&["compare", "policies/eu-cluster-indicators", "policies/national-cluster-indicators"]);
    let (mut of_policy, mut of_output) = (0, 0);
    for block in blocks(&readme) {
        let (whole, count) = match block.kind.as_str() {
            "bareme" => (&policy, &mut of_policy),
            "text" => (&output, &mut of_output),
            other => panic!("line {}: a block of kind `{other}`", block.line),
        };
        for line in block.text.lines() {
            assert!(whole.lines().any(|l| l.trim_end() == line.trim_end()), "README says what is not so: {line}");
            *count += 1;
        }
    }
    assert!(of_policy > 20 && of_output > 15);
}
