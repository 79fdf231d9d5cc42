//! What is reported for scenarios of each kind.

use super::builder::*;
use super::{Resolution, Resolver, describe, prove};
use crate::diagnostic::{Code, Diagnostic};
use crate::limits::Limits;
use crate::program::*;

fn exactly(b: &mut Builder, outcomes: &[(&str, Expr)]) -> Vec<Diagnostic> {
    let outcomes: Vec<_> = outcomes.iter().map(|(n, c)| (*n, Some(c.clone()))).collect();
    let id = b.scenario(ScenarioRule::Exactly, &outcomes);
    prove(&b.program, id, &b.defaults(), &Limits::default())
}

/// Code, message and hint of each diagnostic.
fn told(found: &[Diagnostic]) -> Vec<(Code, &str, &str)> {
    found.iter().map(|d| (d.code, d.message.as_str(), d.hint.as_deref().unwrap_or(""))).collect()
}

#[test]
fn the_scenario_of_the_pilot_clusters_is_proved() {
    let mut b = Builder::new();
    let x = b.column("internationalisation", PLAIN, (Some(0.0), None));
    let region = b.column("region", Type::Link(TableId(0)), (None, None));
    let activity = b.column("foreign_activity", PLAIN, (Some(0.0), None));
    let y = follow(&region, &activity);
    let active = b.parameter("active", PLAIN, Some(Value::Number(1.0)));
    let found = exactly(
        &mut b,
        &[
            ("supported", and(&[ge(&x, &active), ge(&y, &active)])),
            ("lonely", and(&[ge(&x, &active), lt(&y, &active)])),
            ("late", and(&[lt(&x, &active), ge(&y, &active)])),
            ("potential", and(&[lt(&x, &active), lt(&y, &active)])),
        ],
    );
    assert_eq!(found, []);
}

#[test]
fn a_gap_and_an_overlap_are_told_by_one_case_each() {
    let mut b = Builder::new();
    let x = b.column("internationalisation", PLAIN, (Some(0.0), None));
    let region = b.column("region", Type::Link(TableId(0)), (None, None));
    let activity = b.column("foreign_activity", PLAIN, (Some(0.0), None));
    let y = follow(&region, &activity);
    let one = num(1.0);
    let found = exactly(
        &mut b,
        &[
            ("supported", and(&[ge(&x, &one), ge(&y, &one)])),
            ("lonely", and(&[ge(&x, &one), le(&y, &one)])),
            ("potential", and(&[lt(&x, &one), lt(&y, &one)])),
        ],
    );
    assert_eq!(
        told(&found),
        [
            (
                Code::ScenarioGap,
                "no outcome holds when `internationalisation` is 0.5 and `region.foreign_activity` is 1",
                "widen the condition of an outcome, or write `otherwise NAME` for the cases that are left"
            ),
            (
                Code::ScenarioOverlap,
                "`supported` and `lonely` both hold when `internationalisation` is 1 and `region.foreign_activity` is 1",
                "write `region.foreign_activity > 1` instead of `region.foreign_activity >= 1` for `supported`, \
                 or write `first match`, so that the first outcome that holds is taken"
            ),
        ]
    );
}

#[test]
fn cut_points_at_one_value_leave_out_the_border() {
    let mut b = Builder::new();
    let x = b.number("x");
    let found = exactly(&mut b, &[("high", gt(&x, &num(0.8))), ("low", lt(&x, &num(0.8)))]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].message, "no outcome holds when `x` is 0.8");
    let hint = found[0].hint.as_deref().unwrap_or("");
    assert!(hint.starts_with("write `x >= 0.8` instead of `x > 0.8` for `high`"), "{hint}");
}

#[test]
fn a_hole_is_not_said_to_be_closed_by_its_border() {
    let mut b = Builder::new();
    let x = b.number("score");
    let active = b.parameter("active", PLAIN, Some(Value::Number(1.0)));
    let double = arithmetic(ArithmeticOp::Multiply, &active, &num(2.0));
    let found = exactly(&mut b, &[("large", ge(&x, &double)), ("small", lt(&x, &active))]);
    assert_eq!(
        told(&found),
        [(
            Code::ScenarioGap,
            "no outcome holds when `score` is 1",
            "widen the condition of an outcome, or write `otherwise NAME` for the cases that are left"
        )]
    );
    let found = exactly(&mut b, &[("large", gt(&x, &active)), ("small", lt(&x, &active))]);
    let hint = found[0].hint.as_deref().unwrap_or("");
    assert!(hint.starts_with("write `score >= active` instead of `score > active` for `large`"), "{hint}");
}

#[test]
fn declared_ranges_rule_cases_out() {
    let mut b = Builder::new();
    let x = b.column("share", PLAIN, (Some(0.0), Some(1.0)));
    let found = exactly(&mut b, &[("all", ge(&x, &num(0.0))), ("beyond", gt(&x, &num(1.0)))]);
    assert_eq!(found.iter().map(|d| d.code).collect::<Vec<_>>(), [Code::OutcomeUnreachable]);
}

#[test]
fn whole_days_lie_side_by_side() {
    let mut b = Builder::new();
    let day = b.column("founded", Type::Date, (None, None));
    let date = |x: f64| expr(ExprKind::Number(x), Type::Date);
    let found = exactly(&mut b, &[("old", le(&day, &date(16_435.0))), ("young", ge(&day, &date(16_436.0)))]);
    assert_eq!(found, []);
    let mut b = Builder::new();
    let day = b.column("founded", Type::Date, (None, None));
    let found = exactly(&mut b, &[("old", lt(&day, &date(16_435.0))), ("young", ge(&day, &date(16_436.0)))]);
    assert_eq!(found[0].message, "no outcome holds when `founded` is 2014-12-31");
}

#[test]
fn levels_categories_and_texts_are_finite() {
    let mut b = Builder::new();
    let scale = b.scale("stance", &["inactive", "engaged", "acting"]);
    let stance = b.column("stance", Type::Member(scale), (None, None));
    let kind = b.column("kind", Type::Text, (None, None));
    let engaged = member(scale, 1);
    let found = exactly(
        &mut b,
        &[
            ("strong", and(&[gt(&stance, &engaged), not(&eq(&kind, &text("region")))])),
            ("some", eq(&stance, &engaged)),
            ("none", lt(&stance, &engaged)),
            ("regional", and(&[eq(&kind, &text("region")), gt(&stance, &engaged)])),
        ],
    );
    assert_eq!(found, []);
    let mut b = Builder::new();
    let scale = b.scale("stance", &["inactive", "engaged", "acting"]);
    let stance = b.column("stance", Type::Member(scale), (None, None));
    let kind = b.column("kind", Type::Text, (None, None));
    let found = exactly(
        &mut b,
        &[
            ("strong", or(&[eq(&stance, &member(scale, 2)), eq(&kind, &text("country"))])),
            ("weak", eq(&stance, &member(scale, 0))),
        ],
    );
    let messages: Vec<&str> = found.iter().map(|d| d.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "no outcome holds when `stance` is `engaged` and `kind` is another text",
            "`strong` and `weak` both hold when `stance` is `inactive` and `kind` is \"country\"",
        ]
    );
}

#[test]
fn levels_of_two_quantities_are_compared_by_position() {
    let mut b = Builder::new();
    let scale = b.scale("stance", &["inactive", "engaged", "acting"]);
    let (now, before) =
        (b.column("now", Type::Member(scale), (None, None)), b.column("before", Type::Member(scale), (None, None)));
    let found = exactly(&mut b, &[("up", gt(&now, &before)), ("down", lt(&now, &before))]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].message, "no outcome holds when `now` is `inactive` and `before` is `inactive`");
    let mut b = Builder::new();
    let (now, before) =
        (b.column("now", Type::Member(scale), (None, None)), b.column("before", Type::Member(scale), (None, None)));
    b.scale("stance", &["inactive", "engaged", "acting"]);
    let found = exactly(&mut b, &[("up", gt(&now, &before)), ("same", eq(&before, &now)), ("down", lt(&now, &before))]);
    assert_eq!(found, []);
}

#[test]
fn two_values_compared_either_way_are_one_subject() {
    let mut b = Builder::new();
    let (x, y) = (b.number("exports"), b.number("imports"));
    let found = exactly(&mut b, &[("surplus", gt(&x, &y)), ("balance", eq(&x, &y)), ("deficit", gt(&y, &x))]);
    assert_eq!(found, []);
    let mut b = Builder::new();
    let (x, y) = (b.number("exports"), b.number("imports"));
    let found = exactly(&mut b, &[("surplus", gt(&x, &y)), ("deficit", gt(&y, &x))]);
    assert_eq!(
        told(&found),
        [(
            Code::ScenarioGap,
            "no outcome holds when `exports` is 1 and `imports` is 1",
            "write `exports >= imports` instead of `exports > imports` for `surplus`, \
             or write `otherwise NAME` for the cases that are left"
        )]
    );
}

#[test]
fn what_cannot_be_proved_is_not_called_a_gap() {
    // x > 1 and y < 0 imply x - y > 1, so that there is no gap, but that is beyond the analysis.
    let mut b = Builder::new();
    let (x, y) = (b.number("x"), b.number("y"));
    let difference = arithmetic(ArithmeticOp::Subtract, &x, &y);
    let corner = and(&[gt(&x, &num(1.0)), lt(&y, &num(0.0))]);
    let found =
        exactly(&mut b, &[("corner", and(&[corner.clone(), gt(&difference, &num(1.0))])), ("rest", not(&corner))]);
    assert_eq!(found.iter().map(|d| d.code).collect::<Vec<_>>(), [Code::ScenarioUnproved]);
    assert!(found[0].message.contains("`x` and `x - y` may depend on each other"), "{}", found[0].message);
}

#[test]
fn missing_is_a_case_only_where_a_condition_asks() {
    let mut b = Builder::new();
    let x = b.number("x");
    let (high, low) = (ge(&x, &num(1.0)), lt(&x, &num(1.0)));
    assert_eq!(exactly(&mut b, &[("high", high.clone()), ("low", low.clone())]), []);
    let found = exactly(&mut b, &[("high", high.clone()), ("low", low.clone()), ("unknown", missing(&x))]);
    assert_eq!(found, []);
    let known = not(&missing(&x));
    let found = exactly(&mut b, &[("high", and(&[known.clone(), high])), ("low", and(&[known, low]))]);
    assert_eq!(found[0].message, "no outcome holds when `x` is missing");
}

#[test]
fn a_default_for_missing_is_part_of_the_comparison() {
    let mut b = Builder::new();
    let x = b.number("x");
    let filled = expr(ExprKind::IfMissing(Box::new(x.clone()), Box::new(num(0.0))), PLAIN);
    let found = exactly(&mut b, &[("some", gt(&filled, &num(0.0))), ("none", le(&filled, &num(0.0)))]);
    assert_eq!(found, []);
}

#[test]
fn first_match_needs_no_apartness_but_an_end() {
    let mut b = Builder::new();
    let x = b.number("x");
    let id = b.scenario(
        ScenarioRule::First,
        &[("high", Some(ge(&x, &num(2.0)))), ("higher", Some(ge(&x, &num(3.0)))), ("some", Some(ge(&x, &num(1.0))))],
    );
    let found = prove(&b.program, id, &[], &Limits::default());
    assert_eq!(found.iter().map(|d| d.code).collect::<Vec<_>>(), [Code::ScenarioGap, Code::OutcomeUnreachable]);
    assert_eq!(found[0].message, "no outcome holds when `x` is 0");
    assert_eq!(found[1].message, "no case has the outcome `higher`");
    assert_eq!(found[1].label, "the outcomes before it take every case");
}

#[test]
fn an_otherwise_that_nothing_is_left_for_is_unreachable() {
    let mut b = Builder::new();
    let x = b.number("x");
    let outcomes = [("high", Some(ge(&x, &num(1.0)))), ("low", Some(lt(&x, &num(1.0)))), ("rest", None)];
    let id = b.scenario(ScenarioRule::Exactly, &outcomes);
    let found = prove(&b.program, id, &[], &Limits::default());
    assert_eq!(found.iter().map(|d| d.message.as_str()).collect::<Vec<_>>(), ["no case has the outcome `rest`"]);
}

#[test]
fn a_parameter_without_value_is_not_guessed() {
    let mut b = Builder::new();
    let x = b.number("x");
    let (low, high) = (b.parameter("low", PLAIN, None), b.parameter("high", PLAIN, None));
    let found = exactly(&mut b, &[("above", ge(&x, &low)), ("below", lt(&x, &low))]);
    assert_eq!(found, []);
    let bands = [("top", ge(&x, &high)), ("middle", and(&[ge(&x, &low), lt(&x, &high)])), ("bottom", lt(&x, &low))];
    let found = exactly(&mut b, &bands);
    assert_eq!(found.iter().map(|d| d.code).collect::<Vec<_>>(), [Code::ScenarioUnproved]);
    // With values it is proved, or disproved.
    let id = QuantityId(b.program.quantities.len() as u32 - 1);
    let run =
        |low: f64, high: f64| prove(&b.program, id, &[Value::Number(low), Value::Number(high)], &Limits::default());
    assert_eq!(run(1.0, 2.0), []);
    assert_eq!(run(2.0, 1.0)[0].code, Code::ScenarioOverlap);
}

#[test]
fn counts_and_years_are_whole() {
    let mut b = Builder::new();
    let day = b.column("founded", Type::Date, (None, None));
    let year = call(Function::Year, &[day], PLAIN);
    let found = exactly(&mut b, &[("old", le(&year, &num(2014.0))), ("young", ge(&year, &num(2015.0)))]);
    assert_eq!(found, []);
}

#[test]
fn always_and_never() {
    let mut b = Builder::new();
    let yes = expr(ExprKind::YesNo(true), Type::YesNo);
    let found = exactly(&mut b, &[("a", yes.clone()), ("b", yes.clone())]);
    assert_eq!(found[0].message, "`a` and `b` always hold together");
    let found = exactly(&mut b, &[("a", not(&yes))]);
    assert_eq!(found[0].message, "no outcome ever holds");
}

#[test]
fn the_budget_ends_a_proof() {
    // Whether an odd number of ten answers is yes takes all 1,024 cases.
    let mut b = Builder::new();
    let answers: Vec<Expr> = (0..10).map(|i| b.column(&format!("q{i}"), Type::YesNo, (None, None))).collect();
    let mut odd = answers[0].clone();
    for answer in &answers[1..] {
        odd = not(&eq(answer, &odd));
    }
    let id = b.scenario(ScenarioRule::Exactly, &[("odd", Some(odd.clone())), ("even", Some(not(&odd)))]);
    assert_eq!(prove(&b.program, id, &[], &Limits::default()), []);
    let found = prove(&b.program, id, &[], &Limits { proof_cases: 500, ..Limits::default() });
    assert_eq!(found.iter().map(|d| d.code).collect::<Vec<_>>(), [Code::ScenarioUnproved]);
}

#[test]
fn many_rules_over_many_subjects_are_quick() {
    // A decision table of 7 questions with 4 bands each: 16,384 cells, of which the first question decides most.
    let mut b = Builder::new();
    let subjects: Vec<Expr> = (0..7).map(|i| b.number(&format!("x{i}"))).collect();
    let band = |x: &Expr, i: usize| match i {
        0 => lt(x, &num(1.0)),
        3 => ge(x, &num(3.0)),
        _ => and(&[ge(x, &num(i as f64)), lt(x, &num(i as f64 + 1.0))]),
    };
    let names: Vec<String> = (0..28).map(|i| format!("o{i}")).collect();
    let mut outcomes = Vec::new();
    let mut before: Vec<Expr> = Vec::new();
    for x in &subjects {
        for i in 0..3 {
            let mut parts = before.clone();
            parts.push(band(x, i));
            outcomes.push((names[outcomes.len()].as_str(), and(&parts)));
        }
        before.push(band(x, 3));
    }
    outcomes.push((names[27].as_str(), and(&before)));
    assert_eq!(exactly(&mut b, &outcomes), []);
}

#[test]
fn a_row_is_decided_where_the_missing_value_does_not_matter() {
    let mut b = Builder::new();
    let (x, y) = (b.column("x", PLAIN, (Some(0.0), Some(1.0))), b.number("y"));
    let id = b.scenario(
        ScenarioRule::Exactly,
        &[
            ("inside", Some(and(&[le(&x, &num(1.0)), ge(&y, &num(0.0))]))),
            ("left", Some(and(&[lt(&y, &num(0.0)), ge(&x, &num(0.5))]))),
            ("right", Some(and(&[lt(&y, &num(0.0)), lt(&x, &num(0.5))]))),
        ],
    );
    let resolver = Resolver::new(&b.program, id, &[], &Limits::default());
    assert_eq!(resolver.subjects(), [x, y]);
    let gone = Value::Missing(Missing::Unavailable);
    let number = Value::Number;
    // Whatever x is, it is at most 1.
    assert_eq!(resolver.resolve(&[gone.clone(), number(2.0)]), Resolution::Decided(0));
    assert_eq!(resolver.resolve(&[gone.clone(), number(-2.0)]), Resolution::Undecided { missing: vec![0] });
    assert_eq!(resolver.resolve(&[number(0.2), gone.clone()]), Resolution::Undecided { missing: vec![1] });
    assert_eq!(resolver.resolve(&[gone.clone(), gone]), Resolution::Undecided { missing: vec![0, 1] });
    assert_eq!(resolver.resolve(&[number(0.2), number(-1.0)]), Resolution::Decided(2));
}

#[test]
fn a_row_is_decided_from_its_quantities() {
    let mut b = Builder::new();
    let (x, y) = (b.number("x"), b.number("y"));
    let id = b.scenario(ScenarioRule::Exactly, &[("more", Some(gt(&x, &y))), ("less", Some(le(&x, &y)))]);
    let resolver = Resolver::new(&b.program, id, &[], &Limits::default());
    let row = |path: &[QuantityId]| Value::Number(if path == [QuantityId(0)] { 3.0 } else { 2.0 });
    assert_eq!(resolver.resolve_row(&b.program, &[], &row), Resolution::Decided(0));
    let gone = |path: &[QuantityId]| {
        if path == [QuantityId(0)] { Value::Number(3.0) } else { Value::Missing(Missing::Unknown) }
    };
    assert_eq!(resolver.resolve_row(&b.program, &[], &gone), Resolution::Undecided { missing: vec![0] });
}

#[test]
fn expressions_are_described_in_the_authors_words() {
    let mut b = Builder::new();
    let (x, y) = (b.number("exports"), b.number("imports"));
    let sum = arithmetic(ArithmeticOp::Multiply, &arithmetic(ArithmeticOp::Add, &x, &y), &num(2.0));
    assert_eq!(describe(&b.program, &sum), "(exports + imports) * 2");
    let file = b.program.sources.add("a.bareme", "when exports   -- of goods\n   + imports > 0").unwrap();
    let written = Expr { span: crate::source::Span::new(file, 5, 39), ..sum };
    assert_eq!(describe(&b.program, &written), "exports + imports");
}
