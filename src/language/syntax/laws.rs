//! Laws of reading and printing, on sample policies and whatever becomes of them when they are torn apart.

use proptest::prelude::*;

use super::ast::{Arithmetic, Call, Comparison, Declaration, Expr, ExprKind, File, Index, Kind, Name, Number};
use super::{parse, print};
use crate::limits::Limits;
use crate::source::{FileId, Span};

const STUDY: &str = include_str!("../../../policies/pilot-clusters/pilot-clusters.bareme");
const SHAPES: &str = include_str!("parse/shapes.bareme");

fn read(text: &str) -> (File, Vec<crate::diagnostic::Diagnostic>) {
    parse(FileId(0), text, &Limits::default())
}

/// What could be read of a text is printed, read again without complaint, and is the same; printing is idempotent.
fn holds(text: &str) {
    let (file, _) = read(text);
    let printed = print(&file);
    let (again, diagnostics) = read(&printed);
    if !file.items.is_empty() {
        assert_eq!(diagnostics, vec![], "in the printed text\n{printed}\nof\n{text}");
    }
    assert_eq!(again, file, "{printed}");
    assert_eq!(print(&again), printed);
}

/// Every place is inside the text, on borders of characters, whatever the text.
fn places_are_true(text: &str) {
    for diagnostic in read(text).1 {
        let related = diagnostic.related.iter().map(|(span, _)| *span);
        let place = match diagnostic.place {
            crate::diagnostic::Place::Text(span) => Some(span),
            crate::diagnostic::Place::Data(_) | crate::diagnostic::Place::Nowhere => None,
        };
        for span in place.into_iter().chain(related) {
            assert!(text.get(span.start as usize..span.end as usize).is_some(), "{diagnostic:?} in\n{text}");
        }
    }
}

#[test]
fn the_samples_print_as_what_they_are() {
    holds(STUDY);
    holds(SHAPES);
}

/// Mistakes that random tearing has met: what was told is not printed again, and a line ends where its clause does.
#[test]
fn what_was_torn_before_prints_as_it_reads() {
    holds("weights w from mean { a 1; b 2\n | x | y\n anna | 1 | 2\n }");
    holds("weights w from mean {\n | x | y\n anna | 1 | 2\n expert b \"B\" {\n | x | y\n x | 1 | 2\n }\n }");
    holds("index i of t { parts a, b; normalise goalposts capped in; aggregate arithmetic mean }");
}

#[test]
fn the_formatted_text_is_what_a_person_would_write() {
    insta::assert_snapshot!("study", print(&read(STUDY).0));
    insta::assert_snapshot!("shapes", print(&read(SHAPES).0));
}

/// Words, signs and blanks of the samples, as pieces to be put together anew.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let same = |c: char| c.is_alphanumeric() == first.is_alphanumeric() && c != '\n';
        let end = rest.char_indices().skip(1).find(|(_, c)| !same(*c)).map_or(rest.len(), |(at, _)| at);
        pieces.push(&rest[..end]);
        rest = &rest[end..];
    }
    pieces
}

fn torn() -> impl Strategy<Value = String> {
    let edit = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..4u8);
    (prop::bool::ANY, prop::collection::vec(edit, 1..6)).prop_map(|(study, edits)| {
        let mut parts = pieces(if study { STUDY } else { SHAPES });
        for (at, other, what) in edits {
            let (at, other) = (at.index(parts.len()), other.index(parts.len()));
            match what {
                0 => drop(parts.remove(at)),
                1 => parts.swap(at, other),
                2 => parts.insert(at, parts[other]),
                _ => parts[at] = parts[other],
            }
        }
        parts.concat()
    })
}

fn leaf() -> impl Strategy<Value = ExprKind> {
    prop_oneof![
        (0..1000u32, any::<bool>()).prop_map(|(n, percent)| ExprKind::Number(Number {
            fraction: None,
            value: f64::from(n) / 8.0,
            percent,
            span: Span::default()
        })),
        "[a-z\"\\\\\n;{(]{0,4}".prop_map(ExprKind::Text),
        any::<bool>().prop_map(ExprKind::YesNo),
        Just(ExprKind::Date { year: 2015, month: 6, day: 30 }),
        named().prop_map(ExprKind::Name),
        named().prop_map(ExprKind::Missing),
    ]
}

fn named() -> impl Strategy<Value = Name> {
    prop_oneof![Just("a"), Just("экспорт"), Just("1a1"), Just("over"), Just("missing"), Just("ties"), Just("in")]
        .prop_map(|text| Name { text: text.to_string(), span: Span::default() })
}

fn expr() -> impl Strategy<Value = Expr> {
    let placed = |kind| Expr { kind, span: Span::default() };
    leaf().prop_map(placed).prop_recursive(5, 40, 3, move |inner| {
        let boxed = inner.clone().prop_map(Box::new);
        let several = prop::collection::vec(inner.clone(), 2..4);
        let sign = prop::sample::select(vec![
            Arithmetic::Add,
            Arithmetic::Subtract,
            Arithmetic::Multiply,
            Arithmetic::Divide,
            Arithmetic::Power,
        ]);
        let kinds = prop_oneof![
            (boxed.clone(), named()).prop_map(|(e, n)| ExprKind::Member(e, n)),
            boxed.clone().prop_map(ExprKind::Negate),
            boxed.clone().prop_map(ExprKind::Not),
            (sign, boxed.clone(), boxed.clone()).prop_map(|(s, a, b)| ExprKind::Arithmetic(s, a, b)),
            (several.clone(), any::<bool>()).prop_map(|(operands, less)| {
                let sign = if less { Comparison::LessOrEqual } else { Comparison::IsNot };
                let operators = vec![sign; operands.len() - 1];
                ExprKind::Comparison(operands, operators)
            }),
            several.clone().prop_map(ExprKind::And),
            several.clone().prop_map(ExprKind::Or),
            (boxed.clone(), boxed.clone(), boxed.clone()).prop_map(|(a, b, c)| ExprKind::If(a, b, c)),
            (boxed.clone(), any::<bool>(), prop::option::of(named()))
                .prop_map(|(value, negated, kind)| ExprKind::IsMissing { value, negated, kind }),
            (boxed.clone(), boxed.clone()).prop_map(|(a, b)| ExprKind::IfMissing(a, b)),
            (boxed.clone(), boxed.clone()).prop_map(|(a, b)| ExprKind::At(a, b)),
            (boxed, several.clone(), any::<bool>()).prop_map(|(value, members, negated)| ExprKind::In {
                value,
                members,
                negated
            }),
            (named(), several, prop::option::of(named()), prop::option::of(inner)).prop_map(
                |(name, arguments, via, filter)| {
                    let within = via.iter().cloned().collect();
                    let (over, weighted_by) = (via.clone(), filter.clone());
                    ExprKind::Call(Box::new(Call { name, arguments, over, within, filter, weighted_by, via }))
                }
            ),
        ];
        kinds.prop_map(placed)
    })
}

#[test]
fn a_grid_of_which_nothing_can_be_read_is_none() {
    holds("weights pairs from ahp { \" anna { | a | b\n a | | 3\n}");
    holds("weights pairs from ahp { | \n }");
    holds("weights pairs from ahp { expert a { | \n } }");
}

#[test]
fn weights_that_are_given_and_judged_are_judged() {
    holds("weights w from panel { a 1; b 2 }");
    holds("weights w from -01-01 { a 1; b 2 }");
}

#[test]
fn a_comma_that_nothing_follows_is_left_out() {
    holds("index i of t { parts a; weigh pca components 2,; aggregate sum }");
    holds("index i of t { normalise bands ..5 as 0, within x; aggregate geometric, }");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_left_of_a_torn_policy_prints_as_it_reads(text in torn()) {
        holds(&text);
        places_are_true(&text);
    }

    #[test]
    fn no_text_is_too_strange(text in "[a-z \\n\\t\"`{}()|;:,.=<>0-9%\u{0}-\u{3}\u{a0}ж€-]{0,80}") {
        holds(&text);
        places_are_true(&text);
    }

    #[test]
    fn every_expression_prints_as_it_reads(formula in expr()) {
        let name = Name { text: "x".to_string(), span: Span::default() };
        let index = Index { formula: Some(formula), ..Index::default() };
        let kind = Kind::Index(Box::new(index));
        let item = Declaration { name, about: Default::default(), span: Span::default(), kind };
        let file = File { id: FileId(0), items: vec![item] };
        let printed = print(&file);
        let (again, diagnostics) = read(&printed);
        prop_assert_eq!(diagnostics, vec![], "{}", printed);
        prop_assert_eq!(again, file, "{}", printed);
    }
}
