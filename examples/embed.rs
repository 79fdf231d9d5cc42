//! How a host program embeds Bareme: load a policy once, then evaluate columns or single records as often as needed.
//!
//! Run it with `cargo run --example embed --no-default-features`.

use std::sync::Arc;

use bareme::eval::{Holds, RecordQuery};
use bareme::program::Type;
use bareme::{Assessment, Data, Program, RunOptions, Value, parameters};

const POLICY: &str = r#"
    unit mln_eur "million euro"

    table firms "Firms" {
      key   id
      field sector : text
      field stance : stance
      indicator exports "Exports" : mln_eur { better higher; range 0.. }
      indicator patents "Patents" : count   { better higher; range 0.. }
    }
    scale stance { 3 active "Acts abroad"; 2 trying "First steps"; 1 inactive "Nothing intended" }

    gate assessed of firms {
      require stance > inactive because "no activity abroad, and none intended"
    }
    index reach "Reach abroad" of firms {
      parts     exports, patents
      normalise max within sector
      aggregate arithmetic mean
      missing   skip
    }
    parameter enough = 0.6
    scenario path "Path" of firms {
      leading "Leading" when reach >= enough and exports >= 20
      niche   "Niche"   when reach >= enough and exports <  20
      follow  "Following" when reach < enough
    }
"#;

fn main() -> Result<(), String> {
    // Once: text to program. A program is immutable and can be shared between threads.
    let program: Arc<Program> =
        bareme::load_text("firms.bareme", POLICY).map_err(|loaded| describe(&loaded.diagnostics))?;
    for table in 0..program.tables.len() {
        let table = bareme::program::TableId(table as u32);
        let columns: Vec<&str> = program.columns(table).map(|(_, quantity, _)| quantity.name.as_str()).collect();
        println!("table `{}` needs the columns {}", program.table(table).name, columns.join(", "));
    }

    // Many times: columns to results.
    let parameters = parameters::resolve(&program, &[("enough", "0.5")]).map_err(|d| describe(&d))?;
    let data = Data::builder(&program)
        .texts("firms", "id", &["a", "b", "c"])
        .texts("firms", "sector", &["steel", "steel", "glass"])
        .texts("firms", "stance", &["active", "trying", "inactive"])
        .numbers("firms", "exports", vec![40.0, 10.0, 5.0])
        .optional_numbers("firms", "patents", vec![Some(2.0), None, Some(7.0)])
        .build()
        .map_err(|d| describe(&d))?;
    let assessment = bareme::run(&program, &data, &parameters, &RunOptions::default()).map_err(|d| describe(&d))?;
    print_results(&assessment)?;

    // Or one record at a time, without allocation: the index is given, the scenario follows.
    let firms = program.find_table("firms").ok_or("no table")?;
    let [path, reach] = ["path", "reach"].map(|name| program.find_quantity(firms, name));
    let (path, reach) = (path.ok_or("no scenario")?, reach.ok_or("no index")?);
    let query = RecordQuery::prepare(&program, path, &[reach], &parameters).map_err(|d| d.message)?;
    let inputs: Vec<&str> = query.inputs().map(|id| program.quantity(id).name.as_str()).collect();
    println!("one record consists of {}", inputs.join(", "));
    let mut evaluator = query.evaluator();
    for (score, exports, stance) in [(0.9, 25.0, 2), (0.9, 3.0, 1), (0.2, 3.0, 0)] {
        let record: Vec<Value> = query
            .inputs()
            .map(|id| match program.quantity(id).name.as_str() {
                "reach" => Value::Number(score),
                "exports" => Value::Number(exports),
                _ => Value::Member(stance),
            })
            .collect();
        let outcome = evaluator.eval(&record).map_err(|d| d.message)?;
        let held: Vec<usize> =
            evaluator.conditions().enumerate().filter(|(_, holds)| *holds == Holds::Yes).map(|(i, _)| i).collect();
        let unmet = evaluator.unmet().iter().map(|u| reasons(&program, u)).collect::<Vec<_>>().join("; ");
        println!(
            "reach {score}, exports {exports}: {} (condition {held:?} holds) {unmet}",
            name(&program, path, &outcome)
        );
    }
    Ok(())
}

/// Index, rank, outcome and, for excluded rows, the reasons.
fn print_results(assessment: &Assessment) -> Result<(), String> {
    let program = &assessment.program;
    let firms = program.find_table("firms").ok_or("no table")?;
    let table = assessment.table(firms).ok_or("no rows")?;
    for row in 0..table.rows {
        let shown = ["id", "reach", "reach.rank", "path"].map(|name| match program.find_quantity(firms, name) {
            Some(id) => format!("{name} {}", self::name(program, id, &assessment.value(id, row))),
            None => String::new(),
        });
        println!("{}", shown.join(", "));
    }
    for exclusion in &table.excluded {
        let requirements =
            exclusion.unmet.iter().filter_map(|(at, _)| program.gate(exclusion.gate).requirements.get(*at));
        let reasons: Vec<&str> = requirements.map(|r| r.reason.as_str()).collect();
        println!("row {} is excluded: {}", exclusion.row, reasons.join("; "));
    }
    Ok(())
}

/// A value in words; a member of a scale by its label.
fn name(program: &Program, id: bareme::program::QuantityId, value: &Value) -> String {
    match (value, &program.quantity(id).ty) {
        (Value::Member(m), Type::Member(scale)) => {
            let member = program.scale(*scale).members.get(usize::from(*m));
            member.map(|m| m.about.label.clone().unwrap_or_else(|| m.name.clone())).unwrap_or_default()
        }
        (Value::Number(x), _) => format!("{x:.3}"),
        (Value::Text(x), _) => x.clone(),
        (Value::Missing(kind), _) => format!("missing ({})", kind.name()),
        (Value::YesNo(x), _) => if *x { "yes" } else { "no" }.to_owned(),
        (Value::Member(m), _) => m.to_string(),
    }
}

fn reasons(program: &Program, unmet: &bareme::eval::Unmet) -> String {
    let requirements = unmet.requirements.iter().filter_map(|(at, _)| program.gate(unmet.gate).requirements.get(*at));
    requirements.map(|r| r.reason.clone()).collect::<Vec<_>>().join("; ")
}

fn describe(diagnostics: &[bareme::diagnostic::Diagnostic]) -> String {
    diagnostics.iter().map(|d| format!("[{}] {}", d.code, d.message)).collect::<Vec<_>>().join("\n")
}
