//! Snapshots of every output for one small run.
//!
//! By hand: cities are normalised from 12.3 to 62.3 percent and from 10 to 30 firms, so that A1 has 0 and A2 has 1; the
//! others from 37.3 to 57.3 and from 15 to 25, so that B2 has 0, B3 has 1 and B4 (0.5 + 0) / 2 = 0.25. B1 lacks a part.

use super::sample::{program, sample};
use super::style::{Ink, Style};
use super::{csv, diagnostics, json, markdown, stage_columns, text};
use crate::diagnostic::{Code, DataPlace, Diagnostic, Severity};
use crate::source::{FileId, Sources, Span};

fn written(write: impl FnOnce(&mut dyn std::io::Write) -> std::io::Result<()>) -> String {
    let mut bytes = Vec::new();
    write(&mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// The fingerprint of the policy changes with what is hashed; it is not what these tests are about.
fn settled(text: &str) -> String {
    let fingerprint = program().fingerprint.clone();
    text.replace(&fingerprint, "<fingerprint>").replace(&fingerprint[..16], "<fingerprint>")
}

#[test]
fn text_in_a_file() {
    insta::assert_snapshot!(settled(&text::render(&sample().report(), Style::plain(100))));
}

#[test]
fn text_on_a_narrow_terminal() {
    let text = text::render(&sample().report(), Style::terminal(60, Ink::Plain));
    assert!(text.lines().all(|line| textwrap::core::display_width(line) <= 60), "{text}");
    insta::assert_snapshot!(settled(&text));
}

#[test]
fn colour_changes_nothing_but_colour() {
    let sample = sample();
    let coloured = text::render(&sample.report(), Style::terminal(80, Ink::Coloured));
    let plain = text::render(&sample.report(), Style::terminal(80, Ink::Plain));
    let mut bare = String::new();
    let mut rest = coloured.as_str();
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        bare.push_str(before);
        rest = after.split_once('m').unwrap().1;
    }
    bare.push_str(rest);
    let trimmed = |text: &str| text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    assert_eq!(trimmed(&bare), trimmed(&plain));
    assert_ne!(coloured, plain);
}

#[test]
fn every_width_gives_whole_lines() {
    let sample = sample();
    for width in 40..140 {
        let text = text::render(&sample.report(), Style::plain(width));
        let wide = text.lines().find(|line| textwrap::core::display_width(line) > width);
        assert_eq!(wide, None, "at width {width}");
        assert!(text.is_ascii() || !text.contains('─'));
    }
}

#[test]
fn as_markdown() {
    insta::assert_snapshot!(settled(&markdown::render(&sample().report())));
}

#[test]
fn as_json() {
    let text = written(|out| json::write(&sample().report(), out));
    serde_json::from_str::<serde_json::Value>(&text).unwrap();
    insta::assert_snapshot!(settled(&text));
}

#[test]
fn as_csv() {
    let sample = sample();
    let report = sample.report();
    let tables = csv::tables_with_results(&report);
    assert_eq!(tables.len(), 1);
    insta::assert_snapshot!(written(|out| csv::write(&report, tables[0], out)));
}

#[test]
fn stages_stand_after_their_index() {
    let mut sample = sample();
    sample.stages = stage_columns(sample.report().assessment);
    let report = sample.report();
    let text = written(|out| csv::write(&report, csv::tables_with_results(&report)[0], out));
    let header = text.lines().next().unwrap();
    assert!(header.contains(",readiness.digital.normalised,"), "{header}");
    let json: serde_json::Value = serde_json::from_str(&written(|out| json::write(&report, out))).unwrap();
    let rows = json["tables"]["regions"]["rows"].as_array().unwrap();
    let stage: Vec<Option<f64>> = rows.iter().map(|row| row["readiness.digital.normalised"].as_f64()).collect();
    assert_eq!(stage, [Some(0.0), Some(1.0), None, Some(0.0), Some(1.0), Some(0.5), None]);
}

/// Diagnostics of every kind of place.
fn mistakes() -> (Sources, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    let first = "table clusters {\n  indicator exports : count\n}\nindex x of clusters { parts exprots }\n";
    let main = sources.add("main.bareme", first).unwrap();
    let other = sources.add("units.bareme", "unit rub\nunit rub \"roubles\"\n").unwrap();
    let at = |file: FileId, text: &str, what: &str| {
        let start = text.find(what).unwrap();
        Span::new(file, start, start + what.len())
    };
    let cell = DataPlace {
        file: "data/table5.csv".to_owned(),
        row: Some(7),
        column: Some("Exports".to_owned()),
        text: Some("12..3\u{1b}[31m".to_owned()),
    };
    let unknown = Diagnostic::error(Code::UnknownName, at(main, first, "exprots"), "there is no indicator `exprots`")
        .label("not declared in table `clusters`")
        .related(at(main, first, "clusters"), "the table")
        .related(Span::new(other, 5, 8), "another file says something about it")
        .hint("did you mean `exports`?");
    let list = vec![
        Diagnostic::nowhere(Code::ParameterUnknown, "there is no parameter `x`").hint("known here: `active`"),
        Diagnostic::data(Code::DataBadCell, cell, "the cell does not hold a number")
            .hint("write a number, such as `12.3`"),
        unknown,
        Diagnostic::warning(
            Code::WeightsSum,
            at(main, first, "table"),
            "weights add up to 0.9, and a very long message follows that has to be wrapped",
        ),
    ];
    (sources, list)
}

#[test]
fn diagnostics_in_a_file() {
    let (sources, mistakes) = mistakes();
    let text = diagnostics::render(&sources, &mistakes, 100, Style::plain(80));
    assert!(text.is_ascii(), "{text}");
    insta::assert_snapshot!(text);
    assert_eq!(diagnostics::summary(&mistakes).as_deref(), Some("3 errors, 1 warning"));
    assert_eq!(diagnostics::summary(&[]), None);
}

#[test]
fn diagnostics_on_a_terminal() {
    let (sources, mistakes) = mistakes();
    insta::assert_snapshot!(diagnostics::render(&sources, &mistakes, 2, Style::terminal(60, Ink::Plain)));
}

#[test]
fn diagnostics_as_json() {
    let (sources, mistakes) = mistakes();
    insta::assert_snapshot!(written(|out| diagnostics::write_json(&[(&sources, &mistakes)], out)));
}

#[test]
fn a_place_beyond_the_text_is_no_trouble() {
    let mut sources = Sources::default();
    let file = sources.add("a.bareme", "Ж").unwrap();
    for span in [Span::new(file, 1, 1), Span::new(file, 0, 99), Span::new(file, 50, 99), Span::new(FileId(7), 0, 1)] {
        let error = Diagnostic { severity: Severity::Note, ..Diagnostic::error(Code::Cycle, span, "a circle") };
        let text = diagnostics::render(&sources, &[error.clone().related(span, "again")], 1, Style::plain(80));
        assert!(text.contains("a circle"), "{text}");
        written(|out| diagnostics::write_json(&[(&sources, &[error])], out));
    }
}

#[test]
fn a_very_long_line_keeps_its_column() {
    let mut sources = Sources::default();
    let text = format!("table t {{}}\n{} wrong\n", "я".repeat(1 << 18));
    let file = sources.add("a.bareme", &text).unwrap();
    let start = text.find("wrong").unwrap();
    let error = Diagnostic::error(Code::UnknownName, Span::new(file, start, start + 5), "a stranger");
    let shown = diagnostics::render(&sources, &[error], 1, Style::plain(80));
    assert!(shown.contains(",-[a.bareme:2:262146]"), "{shown}");
    assert!(shown.len() < 1000);
}
