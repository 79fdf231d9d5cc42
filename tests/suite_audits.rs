//! The audits on small policies whose rows stand in the policy, so that what is found can be worked out by hand.

use bareme::audit::{self, Finding};
use bareme::diagnostic::Code;
use bareme::limits::Limits;
use bareme::published::{PublishedResult, compare};
use bareme::{Assessment, RunOptions, data, parameters};

fn run(text: &str) -> Assessment {
    let loaded = bareme::load_text("policy.bareme", text).unwrap_or_else(|loaded| panic!("{:#?}", loaded.diagnostics));
    let settings = data::Settings::default();
    let data = data::load(&loaded, &settings, &Limits::default()).unwrap_or_else(|errors| panic!("{errors:#?}"));
    let parameters = parameters::resolve::<&str>(&loaded, &[]).unwrap();
    bareme::run(&loaded, &data, &parameters, &RunOptions::default()).unwrap()
}

fn found(text: &str, code: Code) -> Vec<Finding> {
    audit::run(&run(text)).into_iter().filter(|f| f.code == code).collect()
}

fn messages(text: &str, code: Code) -> Vec<String> {
    found(text, code).into_iter().map(|f| f.message).collect()
}

fn rows(finding: &Finding) -> Vec<usize> {
    finding.rows.as_ref().map(|(_, rows)| rows.clone()).unwrap_or_default()
}

const PLACES: &str = r#"
table places {
  key name : text
  indicator exports : number { better higher }
  indicator staff   : number { better higher }
  rows { | name | exports | staff
         | "A"  | 10      | 5
         | "B"  | 20      | 0
         | "C"  |         | 4
         | "D"  | 5       | 8 }
}
"#;

#[test]
fn a_division_by_zero_is_reported_and_a_missing_input_is_not() {
    let text = format!("{PLACES}\nindicator per_head of places = exports / staff");
    let findings = found(&text, Code::UndefinedValue);
    assert_eq!(findings.len(), 1);
    assert_eq!(
        findings[0].message,
        "`per_head` has no result for 1 row (B), although nothing that it needs is missing"
    );
    assert_eq!(rows(&findings[0]), [1]);
    let answered = format!("{PLACES}\nindicator per_head of places = (exports / staff) if missing 0");
    assert_eq!(messages(&answered, Code::UndefinedValue), [""; 0]);
}

#[test]
fn an_undecided_scenario_says_what_is_missing() {
    let text =
        format!("{PLACES}\nscenario size of places {{ large when exports >= 10 and staff >= 4; small otherwise_not }}")
            .replace("small otherwise_not", "otherwise small");
    let findings = found(&text, Code::ScenarioUndecided);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].message, "`size` cannot be decided for 1 of 4 rows: `exports` is missing in 1");
    assert_eq!(rows(&findings[0]), [2]);
}

#[test]
fn a_missing_value_behind_a_link_is_named_with_its_path() {
    let text = r#"
table regions {
  key region : text
  indicator fdi : number
  rows { | region | fdi
         | "N"    | 3
         | "S"    | }
}
table clusters {
  key name : text
  field region : regions
  rows { | name | region
         | "A"  | "N"
         | "B"  | "S" }
}
scenario home of clusters { rich when region.fdi > 2; poor when region.fdi <= 2 }
"#;
    assert_eq!(
        messages(text, Code::ScenarioUndecided),
        ["`home` cannot be decided for 1 of 2 rows: `region.fdi` is missing in 1"]
    );
}

#[test]
fn a_geometric_mean_of_zero_is_a_result() {
    let text = r#"
table places {
  key name : text
  indicator a : number { better higher; range 0.. }
  indicator b : number { better higher; range 0.. }
  rows { | name | a | b
         | "A"  | 0 | 1
         | "B"  | 4 | 9 }
}
index mean of places { parts a, b; normalise none; aggregate geometric mean }
"#;
    // 0 absorbs: 0 is a result, and √36 is another.
    assert_eq!(messages(text, Code::UndefinedValue), [""; 0]);
}

const PUBLISHED: &str = r#"
table places {
  key number "No." : count
  indicator share : percent { better higher }
  indicator twice : number = 2 * share
  rows { | number | share | printed | size
         | 1      | 12.3  | 24.6    | large
         | 2      | 5.25  | 10.5    | small
         | 3      | 50    | 101     | large
         | 4      |       | 7       | small
         | 5      | 1     |         | small }
}
"#;

fn published(text: &str) -> Vec<PublishedResult> {
    compare(&run(text))
}

#[test]
fn printed_percentages_are_compared_as_percentages() {
    let text = PUBLISHED.replace(": number = 2 * share", ": percent = 2 * share")
        + "published table_1 \"Table 1\" of places { twice from \"printed\" to 1 decimal }";
    let results = published(&text);
    // No. 5 prints nothing; No. 3 prints 101 for 100; No. 4 prints 7 where nothing can be computed.
    assert_eq!((results[0].checked, results[0].matched), (4, 2));
    let differences: Vec<_> = results[0].differences.iter().map(|d| (d.row, d.printed, d.computed)).collect();
    assert_eq!(differences, [(Some(2), 101.0, Some(100.0)), (Some(3), 7.0, None)]);
    assert_eq!(
        messages(&text, Code::PublishedDiffers),
        ["2 values of `twice` in Table 1 do not follow from the policy and the data: \
          No. 3 printed 101, computed 100 and No. 4 printed 7, nothing computed"]
    );
}

#[test]
fn printed_scenarios_and_counts_are_compared() {
    let text = PUBLISHED.to_owned()
        + r#"
scenario size_class of places { large when share >= 10%; otherwise small }
published table_2 "Table 2" of places { size_class from "size" }
published figure_1 "Figure 1" { size_class: large 2, small 3 }
"#;
    let results = published(&text);
    // No. 4 is undecided: small is printed and nothing computed.
    assert_eq!((results[0].checked, results[0].matched), (5, 4));
    assert_eq!(results[0].differences[0].words, Some(("small".to_owned(), None)));
    assert_eq!((results[1].checked, results[1].matched), (2, 1));
    assert_eq!(
        messages(&text, Code::PublishedDiffers),
        [
            "1 value of `size_class` in Table 2 does not follow from the policy and the data: No. 4 printed `small`, nothing computed",
            "1 count of `size_class` in Figure 1 does not follow from the policy and the data: `size_class: small` printed 3, computed 2"
        ]
    );
}

#[test]
fn what_is_printed_for_an_excluded_row_counts() {
    let text = PUBLISHED.replace(": number = 2 * share", ": percent = 2 * share")
        + r#"
gate big of places { require share >= 6% because "too small" }
scenario size_class of places { large when share >= 10%; otherwise small }
published table_2 "Table 2" of places { size_class from "size"; twice from "printed" to 1 decimal }
"#;
    let results = published(&text);
    // Nos. 2 and 5 are excluded, and whether No. 4 is cannot be decided; No. 5 prints no number.
    assert_eq!((results[0].checked, results[0].matched), (9, 4));
    let reasons: Vec<_> = results[0].differences.iter().map(|d| (d.row, d.computed, d.reason.as_deref())).collect();
    let excluded = Some("excluded by gate `big`: too small");
    let undecided = Some("excluded by gate `big`: too small (cannot be decided)");
    assert_eq!(
        reasons,
        [
            (Some(1), None, excluded),
            (Some(3), None, undecided),
            (Some(4), None, excluded),
            (Some(2), Some(100.0), None),
            // Its share is missing, whatever the gate says.
            (Some(3), None, None)
        ]
    );
}

#[test]
fn excluded_rows_are_no_part_of_any_finding() {
    let text = r#"
table places {
  key name : text
  field size : one of { small, large }
  indicator surplus : number { better higher }
  rows { | name | size  | surplus
         | "A"  | small | -10
         | "B"  | large | 5
         | "C"  | large | 0
         | "D"  | small | }
}
gate big of places { require size is large because "too small" }
index activity of places { parts surplus; normalise max within size; aggregate euclidean norm; missing skip }
"#;
    let codes: Vec<Code> = audit::run(&run(text)).into_iter().map(|f| f.code).collect();
    assert_eq!(codes, [Code::GroupTooSmall]);
    // Without the gate: A is negative alone in its group, so there is no maximum to divide by, and D is missing.
    let open = text.replace("require size is large", "require size is small or size is large");
    let findings = audit::run(&run(&open));
    let seen: Vec<(Code, Vec<usize>)> = findings.iter().map(|f| (f.code, rows(f))).collect();
    assert_eq!(
        seen,
        [
            (Code::DegenerateNormalisation, vec![0]),
            (Code::MissingSkipped, vec![3]),
            (Code::GroupTooSmall, vec![0, 1, 2, 3]),
        ]
    );
}

#[test]
fn the_findings_of_the_pilot_study_read_well() {
    let folder = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/policies/pilot-clusters"));
    let settings = data::read_settings(folder).unwrap();
    let path = settings.policy_path();
    let loaded = bareme::load(&bareme::world::DiskWorld, path.to_str().unwrap(), &Limits::default());
    let program = loaded.program.unwrap();
    let data = data::load(&program, &settings, &Limits::default()).unwrap();
    let parameters = parameters::resolve::<&str>(&program, &[]).unwrap();
    let assessment = bareme::run(&program, &data, &parameters, &RunOptions::default()).unwrap();
    let findings = audit::run(&assessment);
    let shown: Vec<String> =
        findings.iter().map(|f| format!("{:?}[{}] {}: {}", f.severity, f.code, f.subject, f.message)).collect();
    insta::assert_snapshot!(shown.join("\n"));
}
