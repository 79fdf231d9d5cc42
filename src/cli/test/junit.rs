//! Test results in the form that continuous integration reads.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::json;
use super::suite::{Test, Tested, Verdict};

type Xml = Writer<Vec<u8>>;

/// Writes the results as JUnit XML: a suite for each assessment.
pub(super) fn write(tested: &[Tested], out: &mut dyn Write) -> io::Result<()> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let all = || tested.iter().flat_map(|t| &t.tests);
    let counts = counts(all());
    let suites = xml.create_element("testsuites").with_attribute(("name", "bareme"));
    suites
        .with_attributes(counts.iter().map(|(name, count)| (*name, count.as_str())))
        .write_inner_content(|xml| tested.iter().try_for_each(|assessment| suite(assessment, xml)))?;
    out.write_all(&xml.into_inner())?;
    writeln!(out)
}

fn suite(assessment: &Tested, xml: &mut Xml) -> io::Result<()> {
    let folder = allowed(&assessment.folder.display().to_string());
    let counts = counts(assessment.tests.iter());
    let suite = xml.create_element("testsuite").with_attribute(("name", folder.as_str()));
    suite
        .with_attributes(counts.iter().map(|(name, count)| (*name, count.as_str())))
        .write_inner_content(|xml| assessment.tests.iter().try_for_each(|test| case(test, &folder, xml)))?;
    Ok(())
}

fn case(test: &Test, folder: &str, xml: &mut Xml) -> io::Result<()> {
    let (name, took) = (allowed(&test.name), format!("{:.3}", test.took.as_secs_f64()));
    let attributes = [("name", name.as_str()), ("classname", folder), ("time", took.as_str())];
    let case = xml.create_element("testcase").with_attributes(attributes);
    let Some(kind) = kind(&test.result) else {
        case.write_empty()?;
        return Ok(());
    };
    let text = allowed(&json::message(&test.result).unwrap_or_default());
    case.write_inner_content(|xml| {
        let problem = xml.create_element(kind).with_attribute(("message", json::word(&test.result)));
        problem.write_text_content(BytesText::new(&text)).map(|_| ())
    })?;
    Ok(())
}

/// What JUnit calls a test that did not pass.
fn kind(result: &Verdict) -> Option<&'static str> {
    match result {
        Verdict::Passed => None,
        Verdict::Differs(_) | Verdict::Unexpected(_) => Some("failure"),
        Verdict::Failed(_) => Some("error"),
    }
}

/// How many tests there are, and how many of each kind did not pass.
fn counts<'a>(tests: impl Iterator<Item = &'a Test> + Clone) -> [(&'static str, String); 3] {
    let of = |wanted: &str| tests.clone().filter(|t| kind(&t.result) == Some(wanted)).count().to_string();
    [("tests", tests.clone().count().to_string()), ("failures", of("failure")), ("errors", of("error"))]
}

/// Without the control characters that XML does not know.
fn allowed(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}
