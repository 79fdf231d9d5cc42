//! What authors are told: one mistake, one diagnostic, in their words.

use super::*;

/// A diagnostic as a few lines of text.
fn shown(text: &str) -> String {
    let (_, diagnostics) = parse(FileId(0), text, &Limits::default());
    let cut = |span: Span| text.get(span.start as usize..span.end as usize).unwrap_or("<outside>").to_string();
    let mut out = String::new();
    for d in diagnostics {
        let at = match d.place {
            Place::Text(span) => span,
            Place::Data(_) | Place::Nowhere => Span::default(),
        };
        let line = text[..at.start as usize].matches('\n').count() + 1;
        out.push_str(&format!("{}: {}\n  at line {line}: {}", d.code, d.message, cut(at).escape_debug()));
        if !d.label.is_empty() {
            out.push_str(&format!("  <- {}", d.label));
        }
        out.push('\n');
        for (span, label) in &d.related {
            out.push_str(&format!("  and: {}  <- {label}\n", cut(*span).escape_debug()));
        }
        out.extend(d.hint.map(|hint| format!("  help: {hint}\n")));
    }
    out
}

#[test]
fn mistakes_are_explained_in_the_authors_words() {
    let cases = [
        "",
        "-- nothing yet\n",
        "indicater x : usd",
        "normalize minmax",
        "aggregate sum",
        "table",
        "table t { key }",
        "table 2x { key a }",
        "index in of t { parts a }",
        "table t {\n indicator x : usd { goalposts high }\n}",
        "indicator x : usd { goalpost 0..1 }",
        "indicator x : usd { better hihger }",
        "indicator x : usd { normalise minmax }",
        "indicator x : usd { index y }",
        "indicator x : usd { scenario y }",
        "indicator x { range 0..1; range 0..2 }",
        "indicator x of a of b",
        "indicator x usd",
        "indicator x : usd extends y",
        "gate g of t weight 3 { require a }",
        "gate g of t { require a = 3 because \"x\" }",
        "gate g of t { require a > because \"x\" }",
        "gate g of t { require a > 3 becuase \"x\" }",
        "gate g of t { require mean(a b) }",
        "index i of t = a + * b",
        "index i of t = ",
        "index i of t { weigh a 2, b }",
        "index i of t { parts a,, b }",
        "index i of t { parts }",
        "index i of t { prats a, b }",
        "index i of t { rank hihger first }",
        "index i of t { replace a with b }",
        "scenario s of t { a \"A\" whn x > 1; b \"B\" when x <= 1 }",
        "scenario s of t { a \"A\"; otherwize b }",
        "scale s { 1 \"one\"; two 2 }",
        "weights w { a; b 0.5 }",
        "published p of t { x form \"y\"; z: a, b 2 }",
        "parameter p = 1e999",
        "policy p { edition; souce \"x\" }",
        "use units",
        "unit a = b^2.5",
        "unit u \"\\q\"",
        "indicators of t { | labl | weight\n a | \"A\" | 1\n b | \"B\" | x\n c | \"C\"\n}",
        "table t { key a\n rows { | a | b\n | 1 | 2 | 3\n | 1 | \"2\" x\n 5\n}\n}",
        "weights w { | wieght\n a | x\n}",
        "table t {\n  key a\n\nindex i of t { parts a }\n",
        "table t {\n  indicator x : usd {\n    better higher\n\n  indicator y : usd\n}\nindex i of t { prats a }\n",
        "index i of t { parts a }\n}\nindex j of t { parts a }",
        "scenario s of t {\n  a when (x > 1\n  b when x <= 1\n}",
        "gate g of t { require max(a, b because \"x\" }\nindex i of t { prats a }",
        "policy p \"My policy {\n  edition 2015\n}",
        "index `a of t { parts b }",
        "index i of t { parts a } index j of t { parts b }",
        "\"text\"",
        "index i of t { 5 }",
    ];
    let all: Vec<String> = cases.iter().map(|text| format!("{text}\n----\n{}", shown(text))).collect();
    insta::assert_snapshot!("mistakes", all.join("\n==========\n"));
}

#[test]
fn hostile_texts_get_one_diagnostic_at_once() {
    let started = std::time::Instant::now();
    let hostile = [
        "(".repeat(10 << 20),
        "{".repeat(10 << 20),
        format!("index a of b {}", "{ index a of b ".repeat(100_000)),
        format!("index a of b = {}a", "(".repeat(100_000)),
        format!("index a of b = a{}", " + a".repeat(100_000)),
        format!("index a of b = {}a", "not ".repeat(100_000)),
        format!("index a of b = a{}", " is missing".repeat(100_000)),
        format!("index a of b = a{}", ".a".repeat(100_000)),
        "index \0".to_string(),
        String::new(),
        format!("unit {}", "a".repeat(1 << 20)),
        "a\n".repeat(1 << 20),
    ];
    for text in hostile {
        let (_, diagnostics) = parse(FileId(0), &text, &Limits::default());
        assert_eq!(diagnostics.len(), 1, "{:?} of {:.40}", diagnostics, text);
    }
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

#[test]
fn nesting_up_to_the_limit_is_read_on_a_small_stack() {
    let deep = format!("index a of b = {}a{}", "(".repeat(60), ")".repeat(60));
    let blocks = format!("{}{}", "index a {\n".repeat(63), "}\n".repeat(63));
    let long = format!("index a of b = a{}", " + a".repeat(500));
    for text in [deep, blocks, long] {
        let (file, diagnostics) = parse(FileId(0), &text, &Limits::default());
        assert_eq!((file.items.len(), diagnostics), (1, vec![]));
        super::super::print(&file);
    }
}
