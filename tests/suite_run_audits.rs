//! Audits of a run, on small policies whose rows stand in the policy. The statistics were worked out apart from Bareme
//! (textbook formulas, in `tests/data/audits/statistics.py`).

use bareme::audit::{self, Finding};
use bareme::diagnostic::Code;
use bareme::limits::Limits;
use bareme::{RunOptions, data, parameters};

fn found(text: &str, code: Code) -> Vec<Finding> {
    let loaded = bareme::load_text("policy.bareme", text).unwrap_or_else(|loaded| panic!("{:#?}", loaded.diagnostics));
    let data = data::load(&loaded, &data::Settings::default(), &Limits::default()).unwrap();
    let parameters = parameters::resolve::<&str>(&loaded, &[]).unwrap();
    let run = bareme::run(&loaded, &data, &parameters, &RunOptions::default()).unwrap();
    audit::run(&run).into_iter().filter(|f| f.code == code).collect()
}

fn messages(text: &str, code: Code) -> Vec<String> {
    found(text, code).into_iter().map(|f| f.message).collect()
}

/// Twelve places: `a` and `b` nearly the same, `c` the other way round, `d` drawn out by one value.
const PLACES: &str = r#"
table places {
  key name : text
  field kind : one of { town, village, city }
  indicator a : number { better higher }
  indicator b : number { better higher }
  indicator c : number { better higher }
  indicator d : number { better higher }
  rows { | name | kind    | a  | b  | c  | d
         | "A"  | town    | 1  | 2  | 12 | 3
         | "B"  | town    | 2  | 3  | 11 | 1
         | "C"  | town    | 3  | 4  | 10 | 2
         | "D"  | town    | 4  | 5  | 9  | 4
         | "E"  | village | 5  | 7  | 8  | 2
         | "F"  | village | 6  | 6  | 7  | 5
         | "G"  | village | 7  | 8  | 6  | 3
         | "H"  | village | 8  | 10 | 5  | 4
         | "I"  | village | 9  | 9  | 4  | 1
         | "J"  | city    | 10 | 12 | 3  | 2
         | "K"  | city    | 11 | 11 | 2  | 3
         | "L"  | town    | 12 | 13 | 1  | 60 }
}
"#;

fn with(rest: &str) -> String {
    format!("{PLACES}{rest}")
}

#[test]
fn groups_of_two_rows_are_too_small() {
    let text = with("index x of places { parts a, b; normalise max within kind }");
    assert_eq!(
        messages(&text, Code::GroupTooSmall),
        ["`normalise max within kind` of `x` compares within groups of one or two rows: `city` (2 rows); \
          a row of `places` is measured there by little more than itself"]
    );
    let by_goalposts = with("index x of places { parts a; normalise goalposts within kind }")
        .replace("indicator a : number { better higher }", "indicator a : number { better higher; goalposts 0..20 }");
    assert_eq!(messages(&by_goalposts, Code::GroupTooSmall), [""; 0]);
    let overall = with("index x of places { parts a, b; normalise max }");
    assert_eq!(messages(&overall, Code::GroupTooSmall), [""; 0]);
}

#[test]
fn a_group_is_told_once_for_a_tree() {
    let text = with(
        "index x of places { normalise max within kind; aggregate arithmetic mean; index y { parts a, b }; index z { parts c, d } }",
    );
    assert_eq!(messages(&text, Code::GroupTooSmall).len(), 1);
}

#[test]
fn parts_that_say_the_same_and_parts_that_run_against_the_index() {
    let text = with("index x of places { parts a, b, c; normalise minmax }");
    assert_eq!(
        messages(&text, Code::RedundantIndicators),
        ["parts of `x` say nearly the same, which then counts twice: correlation of `a` and `b` (0.98)"]
    );
    assert_eq!(
        messages(&text, Code::AgainstTheGrain),
        ["rows that are better in a part are worse in `x`: correlation of `c` -0.98"]
    );
    let turned = text.replace("indicator c : number { better higher }", "indicator c : number { better lower }");
    assert_eq!(messages(&turned, Code::AgainstTheGrain), [""; 0]);
}

#[test]
fn a_distribution_with_a_long_tail() {
    let text = with("index x of places { parts a, d; normalise minmax }");
    assert_eq!(
        messages(&text, Code::Outlier),
        ["a few values draw `d` out: skewness 3.43, excess kurtosis 11.83; farthest out: L (60)"]
    );
    assert_eq!(messages(&text, Code::OneValueSetsTheScale).len(), 1);
}

#[test]
fn weights_that_do_not_decide() {
    let text = with("index x of places { parts a 1, c 1, d 8; normalise zscore }");
    let told = messages(&text, Code::NominalAgainstEffectiveWeight);
    assert_eq!(told, [""; 0], "the heavy part decides here");
    let text = with("index x of places { parts a 9, b 1; normalise zscore }");
    assert_eq!(
        messages(&text, Code::NominalAgainstEffectiveWeight),
        ["in `x` the weights are not what decides: of the squared correlations with it `b` has 49 % instead of 10 %"]
    );
}

#[test]
fn an_outcome_by_a_hair() {
    let text = with(
        "index x of places { parts a; normalise max; printed 1 }
        scenario s of places by x { high from 0.7; low below 0.7 }",
    );
    // 8/12 = 0.667 and 9/12 = 0.75: both print as 0.7 or 0.8; half a unit of the last digit is 0.05.
    let found = found(&text, Code::NearThreshold);
    assert_eq!(
        found[0].message,
        "`s` turns on less than is printed for 2 rows: H (`x` is 0.667, the threshold 0.7) and I (`x` is 0.75, the threshold 0.7)"
    );
    let exact = with(
        "index x of places { parts a; normalise max; printed 2 }
        scenario s of places by x { high from 0.75; low below 0.75 }",
    );
    assert_eq!(messages(&exact, Code::NearThreshold), [""; 0]);
}

#[test]
fn what_was_imputed_is_told_with_its_share() {
    let text = r#"
table places {
  key name : text
  indicator a : number
  indicator b : number
  rows { | name | a | b
         | "A"  | 1 | 2
         | "B"  |   | 3
         | "C"  | 3 |
         | "D"  | 4 | 5 }
}
index x of places { parts a, b; impute median; normalise minmax }
index y of places { parts a; normalise minmax }
"#;
    // Two of eight cells; each of the two rows has one of its two.
    assert_eq!(
        messages(text, Code::ImputedShare),
        ["25 % of what `x` rests on was imputed, in 2 rows; half or more of it for B and C"]
    );
}
