//! `bareme compare`: what differs in what policies mean, and nothing else.

mod command;
mod effective;
mod laws;
mod results;
mod rich;

use std::sync::Arc;

use bareme::Program;
use bareme::compare::{Structure, structure};

pub fn program(text: &str) -> Arc<Program> {
    bareme::load_text("policy.bareme", text).unwrap_or_else(|l| panic!("{:#?}\n{text}", l.diagnostics))
}

pub fn compared(a: &str, b: &str) -> Structure {
    structure(&program(a), &program(b))
}

/// Each difference in one line: step, subject, facet, what both say.
pub fn lines(structure: &Structure) -> Vec<String> {
    let line = |d: &bareme::compare::Difference| {
        let step = serde_json::to_value(d.step).unwrap();
        let side = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        let (kind, name) = (d.subject.kind.word(), &d.subject.name);
        format!("{} | {kind} {name} | {} | {} | {}", step.as_str().unwrap(), d.facet, side(&d.a), side(&d.b))
    };
    structure.differences.iter().map(line).collect()
}

const BASE: &str = r#"
policy base "The base" { edition 2024 }
unit eur "euro"
scale stance "Stance" { 3 active; 2 planning; 1 idle }
parameter border = 50% { range 0..1 }
table regions {
  key region
  field kind : one of { urban, rural }
  field stance : stance optional
  indicator people : count { range 0.. }
  indicator exports : eur { better higher; range 0.. }
  indicator patents : count { better higher; goalposts 0..80; per people }
  indicator crime : percent { better lower; goalposts 0%..40% }
  token "n/a" as unavailable
}
gate asked of regions { require stance is missing or stance > idle because "idle" }
index strength of regions {
  screen rows at least 50%
  treat winsorise until skewness 2, kurtosis 3.5
  index science { parts patents 2, crime 1; normalise goalposts to 0..100 }
  index trade { parts exports; normalise minmax to 0..100 within kind }
  aggregate arithmetic mean
  missing skip
  rounded 2
  rank higher first, ties min
}
indicator intensity of regions = exports / people if missing 1
scenario standing of regions by strength { leading from 70; middling from 40; lagging below 40 }
scenario way of regions {
  open when exports >= 10 and crime < border
  shut when not (exports >= 10 and crime < border)
}
summary kinds of regions by kind { n = count; mean_strength = mean(strength) }
"#;

/// The base with some texts replaced by others.
fn changed(changes: &[(&str, &str)]) -> String {
    changes.iter().fold(BASE.to_owned(), |text, (old, new)| {
        assert_eq!(text.matches(old).count(), 1, "{old}");
        text.replace(old, new)
    })
}

fn differs(changes: &[(&str, &str)], expected: &[&str]) {
    let found = lines(&compared(BASE, &changed(changes)));
    assert_eq!(found, expected, "{changes:?}");
}

#[test]
fn indicators_differ_facet_by_facet() {
    differs(
        &[("exports : eur", "exports : count")],
        &["unit | indicator exports | unit | eur | count", "unit | indicator intensity | unit | eur / count | number"],
    );
    differs(
        &[("exports : eur { better higher; range 0.. }", "exports : eur { better lower; range 0..9 }")],
        &[
            "direction | indicator exports | direction | better higher | better lower",
            "range | indicator exports | range | 0.. | 0..9",
        ],
    );
    differs(
        &[("goalposts 0%..40%", "goalposts 5%..40%")],
        &["goalposts | indicator crime | goalposts | 0%..40% | 5%..40%"],
    );
    differs(
        &[("per people", "per 1000 people")],
        &["denominator | indicator patents | denominator | people | 1000 people"],
    );
    differs(
        &[("if missing 1", "if missing 2")],
        &["denominator | indicator intensity | denominator | people if missing 1 | people if missing 2"],
    );
    differs(
        &[("field stance : stance optional", "field stance : stance")],
        &["data | field stance | optional | may be missing | -"],
    );
    differs(
        &[("one of { urban, rural }", "one of { urban, rural, coast }")],
        &["unit | field kind | type | one of rural, urban | one of coast, rural, urban"],
    );
    differs(
        &[("as unavailable", "as inapplicable")],
        &["data | table regions | token \"n/a\" | unavailable | inapplicable"],
    );
}

#[test]
fn what_only_one_has_is_one_difference() {
    differs(
        &[("indicator intensity of regions = exports / people if missing 1", "")],
        &[
            "dropped | indicator intensity | declared | formula exports; denominator people if missing 1; unit eur / count | -",
        ],
    );
    differs(
        &[("summary kinds of regions by kind { n = count; mean_strength = mean(strength) }", "")],
        &["dropped | summary kinds | declared | of regions; by kind kind | -"],
    );
    differs(&[("  rank higher first, ties min\n", "")], &[]);
}

#[test]
fn indices_differ_in_what_concerns_the_parts_that_both_have() {
    differs(
        &[("patents 2, crime 1", "patents 1, crime 1")],
        &[
            "weight | index strength.science | weight of patents | 66.67% | 50%",
            "weight | index strength.science | weight of crime | 33.33% | 50%",
        ],
    );
    // Only the ratios of weights count in a mean.
    differs(&[("patents 2, crime 1", "patents 4, crime 2")], &[]);
    differs(
        &[
            ("patents 2, crime 1", "patents 2, crime 1, people 7"),
            ("indicator people : count {", "indicator people : count { better higher; goalposts 0..9;"),
        ],
        &[
            "direction | indicator people | direction | - | better higher",
            "goalposts | indicator people | goalposts | - | 0..9",
            "parts | index strength.science | part | - | people",
        ],
    );
    differs(
        &[("minmax to 0..100 within kind", "zscore within kind")],
        &["normaliser | index strength.trade | normalise | minmax to 0..100 within kind | zscore within kind"],
    );
    differs(
        &[(" within kind", "")],
        &["normaliser | index strength.trade | normalise | minmax to 0..100 within kind | minmax to 0..100"],
    );
    differs(
        &[("aggregate arithmetic mean", "aggregate geometric mean")],
        &[
            "aggregation | index strength | aggregate | arithmetic mean | geometric mean",
            "aggregation | index strength.science | aggregate | arithmetic mean | geometric mean",
            "aggregation | index strength.trade | aggregate | arithmetic mean | geometric mean",
        ],
    );
    differs(&[("rounded 2", "rounded 3")], &["rounding | index strength | rounded | 2 | 3"]);
    differs(
        &[("higher first, ties min", "lower first, ties mean")],
        &["rank | rank strength.rank | first | higher | lower", "rank | rank strength.rank | ties | min | mean"],
    );
    differs(
        &[("kurtosis 3.5", "kurtosis 4")],
        &[
            "treatment | index strength.science | treat | winsorise kurtosis 3.5 until skewness 2 | winsorise kurtosis 4 until skewness 2",
            "treatment | index strength.trade | treat | winsorise kurtosis 3.5 until skewness 2 | winsorise kurtosis 4 until skewness 2",
        ],
    );
}

#[test]
fn thresholds_conditions_levels_gates_and_parameters_differ() {
    differs(
        &[("leading from 70", "leading from 75")],
        &[
            "threshold | scenario standing | leading | strength >= 70 | strength >= 75",
            "threshold | scenario standing | middling | strength >= 40 and strength < 70 | strength >= 40 and strength < 75",
        ],
    );
    differs(&[("border = 50%", "border = 60%")], &["parameter | parameter border | value | 0.5 | 0.6"]);
    differs(&[("3 active; 2 planning", "4 active; 2 planning")], &["level | scale stance | level active | 3 | 4"]);
    differs(
        &[("stance > idle because", "stance >= planning because")],
        &[
            "gate | gate asked | requires | stance is missing or stance > idle | stance is missing or stance >= planning",
        ],
    );
    differs(
        &[("by kind { n", "by stance { n")],
        &["grouping | summary kinds | by kind | kind | -", "grouping | summary kinds | by stance | - | stance"],
    );
}

#[test]
fn what_means_the_same_is_no_difference() {
    let same = [
        ("\"The base\"", "\"Another label\""),
        ("because \"idle\"", "because \"nothing is done\""),
        ("one of { urban, rural }", "one of { rural \"Rural\", urban }"),
        ("border = 50%", "border = 0.5"),
        ("table regions {", "-- a comment\n\n\ntable   regions   \"Regions\" {\n source \"Somewhere\""),
        ("exports : eur {", "exports : eur { from \"Exports, EUR\";"),
        ("index trade { parts exports; normalise minmax to 0..100 within kind }", ""),
        ("index science {", "index trade { normalise minmax to 0..100 within kind; parts exports }\n  index science {"),
        ("{ n = count; mean_strength = mean(strength) }", "{ mean_strength = mean(strength); n = count }"),
    ];
    let all = changed(&same);
    let structure = compared(BASE, &all);
    assert_eq!(lines(&structure), [""; 0]);
    assert!(structure.is_equal() && !structure.same_fingerprint);
}

#[test]
fn coverage_and_trees_stand_side_by_side() {
    let other = changed(&[
        ("parts patents 2, crime 1", "parts patents 2"),
        ("  indicator crime : percent { better lower; goalposts 0%..40% }\n", "  indicator roads : count\n"),
        ("open when exports >= 10 and crime < border", "open when exports >= 10 and people < border"),
        ("shut when not (exports >= 10 and crime < border)", "shut when not (exports >= 10 and people < border)"),
    ])
    .replace("parameter border = 50%", "parameter border : count = 0.5");
    let structure = compared(BASE, &other);
    let names = |all: &[bareme::compare::structure::Covered]| -> Vec<String> {
        all.iter().map(|c| c.a.clone().or(c.b.clone()).unwrap()).collect()
    };
    assert_eq!(names(&structure.coverage.both), ["people", "exports", "patents"]);
    assert_eq!(names(&structure.coverage.only_a), ["crime"]);
    assert_eq!(names(&structure.coverage.only_b), ["roads"]);
    let [tree] = structure.trees.as_slice() else { panic!("{:?}", structure.trees) };
    let shown: Vec<(usize, &str, Option<String>, Option<String>)> = tree
        .lines
        .iter()
        .map(|l| {
            let weight = |n: &Option<bareme::compare::structure::TreeNode>| n.as_ref().and_then(|n| n.weight_text());
            (l.depth, l.name.as_str(), weight(&l.a), weight(&l.b))
        })
        .collect();
    let text = |s: &str| Some(s.to_owned());
    assert_eq!(
        shown,
        [
            (0, "strength", None, None),
            (1, "strength.science", text("50%"), text("50%")),
            (2, "patents", text("66.67%"), text("100%")),
            (2, "crime", text("33.33%"), None),
            (1, "strength.trade", text("50%"), text("50%")),
            (2, "exports", text("100%"), text("100%")),
        ]
    );
}

const EU: &str = r#"
concept patents "Patenting activity" { source "OECD" }
concept skills "Skills"
table clusters { key name; indicator patents : count { measures patents; better higher; goalposts 0..9 }; indicator staff : count { measures skills } }
index innovation of clusters { parts patents 2, staff 1; normalise max; aggregate arithmetic mean; rank higher first }
indicator rate of clusters = patents / staff
scenario s of clusters { good when patents > 3; bad when not (patents > 3) }
set eu "The European set" { owner "Brussels"; indicators patents, staff }
"#;

#[test]
fn names_are_mapped_by_what_they_measure() {
    let renamed = |name: &str| {
        let text = EU.replace("patents :", &format!("{name} :")).replace("parts patents", &format!("parts {name}"));
        let text = text.replace("= patents", &format!("= {name}")).replace("when patents", &format!("when {name}"));
        text.replace("(patents", &format!("({name}")).replace("indicators patents", &format!("indicators {name}"))
    };
    let other = renamed("pct").replace("table clusters", "table klaster").replace("of clusters", "of klaster");
    let structure = compared(EU, &other);
    assert_eq!(lines(&structure), [""; 0]);
    assert!(!structure.same_fingerprint);
    let [patents, staff] = structure.coverage.both.as_slice() else { panic!("{:?}", structure.coverage) };
    assert_eq!((patents.a.as_deref(), patents.b.as_deref()), (Some("patents"), Some("pct")));
    assert_eq!((patents.concept.as_deref(), staff.b.as_deref()), (Some("patents"), Some("staff")));
    let [set] = structure.coverage.sets.as_slice() else { panic!("{:?}", structure.coverage.sets) };
    assert_eq!(
        (&set.a, &set.b),
        (&Some(vec!["patents".into(), "staff".into()]), &Some(vec!["patents".into(), "staff".into()]))
    );
    // A name that means something else now is something else.
    let swapped = renamed("pct").replace("indicator staff", "indicator patents : count\n  indicator staff");
    let found = lines(&compared(EU, &swapped));
    assert_eq!(
        found,
        ["added | indicator patents (of the other policy) | declared | - | unit count; optional may be missing"]
    );
    // What the two measure differs: nothing is mapped.
    let unlike = lines(&compared(
        EU,
        &renamed("pct")
            .replace("measures patents", "measures skills")
            .replace("measures skills }", "measures patents }"),
    ));
    assert!(
        unlike.contains(&"weight | index innovation | weight of patents | 66.67% | 33.33%".to_owned()),
        "{unlike:?}"
    );
}
