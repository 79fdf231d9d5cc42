//! Diagnostics and findings as SARIF 2.1.0, the form in which code hosts and editors read what tools find.
//!
//! One run for each policy or assessment. What is allowed is there with its reason, as suppressed in the source.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::diagnostics::Group;
use crate::diagnostic::{Code, DataPlace, Diagnostic, Place, Severity};
use crate::source::{Sources, Span};

/// What stands before the first run, and after the last; runs are separated by commas.
pub const AROUND: (&str, &str) =
    ("{\"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\", \"version\": \"2.1.0\", \"runs\": [\n", "]}\n");

/// Writes a whole log with one run.
///
/// # Errors
/// Of the writer.
pub fn write(groups: &[Group<'_>], writer: &mut dyn Write) -> io::Result<()> {
    writer.write_all(AROUND.0.as_bytes())?;
    write_run(groups, writer)?;
    writer.write_all(AROUND.1.as_bytes())
}

/// Writes one run, without what stands around runs.
///
/// # Errors
/// Of the writer.
pub fn write_run(groups: &[Group<'_>], writer: &mut dyn Write) -> io::Result<()> {
    let all = || groups.iter().flat_map(|(sources, all)| all.iter().map(move |d| (*sources, d)));
    // Each code that occurs, in the order of the codes.
    let rules: Vec<Code> =
        Code::ALL.iter().copied().filter(|code| all().any(|(_, diagnostic)| diagnostic.code == *code)).collect();
    let run = json!({
        "tool": { "driver": {
            "name": "bareme",
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "rules": rules.iter().map(|code| rule(*code)).collect::<Vec<_>>(),
        } },
        "columnKind": "unicodeCodePoints",
        "results": all().map(|(sources, diagnostic)| result(sources, diagnostic, &rules)).collect::<Vec<_>>(),
    });
    serde_json::to_writer_pretty(&mut *writer, &run)?;
    writer.write_all(b"\n")
}

fn rule(code: Code) -> Value {
    json!({
        "id": code.as_str(),
        "shortDescription": { "text": sentence(code.title()) },
        "help": { "text": code.page(), "markdown": code.page() },
    })
}

fn result(sources: &Sources, diagnostic: &Diagnostic, rules: &[Code]) -> Value {
    let mut text = sentence(&diagnostic.message);
    if let Some(hint) = &diagnostic.hint {
        text.push(' ');
        text.push_str(&sentence(hint));
    }
    let mut result = json!({
        "ruleId": diagnostic.code.as_str(),
        "ruleIndex": rules.iter().position(|code| *code == diagnostic.code),
        "level": level(diagnostic.severity),
        "message": { "text": text },
        "locations": location(sources, diagnostic).into_iter().collect::<Vec<_>>(),
    });
    let related = diagnostic.related.iter().filter_map(|(span, label)| in_text(sources, *span, label));
    let related: Vec<Value> = related.collect();
    if !related.is_empty() {
        put(&mut result, "relatedLocations", Value::from(related));
    }
    if let Some(reason) = &diagnostic.allowed {
        let suppression = json!({ "kind": "inSource", "status": "accepted", "justification": reason });
        put(&mut result, "suppressions", Value::from(vec![suppression]));
    }
    result
}

fn put(object: &mut Value, key: &str, value: Value) {
    if let Some(map) = object.as_object_mut() {
        map.insert(key.to_owned(), value);
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn location(sources: &Sources, diagnostic: &Diagnostic) -> Option<Value> {
    match &diagnostic.place {
        Place::Text(span) => in_text(sources, *span, &diagnostic.label),
        Place::Data(place) => Some(in_data(place)),
        Place::Nowhere => None,
    }
}

fn in_text(sources: &Sources, span: Span, label: &str) -> Option<Value> {
    let file = sources.file(span.file)?;
    let (line, column) = sources.line_column(span);
    let (end_line, end_column) = sources.line_column(Span { start: span.end, ..span });
    let mut location = json!({ "physicalLocation": {
        "artifactLocation": { "uri": uri(&file.name) },
        "region": { "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column },
    } });
    if !label.is_empty() {
        put(&mut location, "message", json!({ "text": label }));
    }
    Some(location)
}

fn in_data(place: &DataPlace) -> Value {
    let mut physical = json!({ "artifactLocation": { "uri": uri(&place.file) } });
    if let Some(row) = place.row.filter(|row| *row > 0) {
        put(&mut physical, "region", json!({ "startLine": row }));
    }
    let mut location = json!({ "physicalLocation": physical });
    if let Some(column) = &place.column {
        put(&mut location, "message", json!({ "text": format!("column {column}") }));
    }
    location
}

/// A file's name as a URI reference.
fn uri(name: &str) -> String {
    let mut uri = if name.starts_with('/') { "file://".to_owned() } else { String::new() };
    for byte in name.replace('\\', "/").bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    uri
}

/// With a capital letter and a full stop, as the form asks for.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
    let stop = if text.ends_with(['.', '?', '!']) { "" } else { "." };
    format!("{first}{}{stop}", chars.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn log() -> Value {
        let mut sources = Sources::default();
        let file = sources.add("policies/my index.bareme", "index é of t { parts a }\nweights w { a 1 }\n").unwrap();
        let span = |start, end| Span::new(file, start, end);
        let cell =
            DataPlace { file: "data.csv".to_owned(), row: Some(7), column: Some("Exports".to_owned()), text: None };
        let mut allowed = Diagnostic::warning(Code::WeightsSum, span(26, 33), "the weights add up to 0.9");
        allowed.allowed = Some("printed so".to_owned());
        let diagnostics = vec![
            Diagnostic::error(Code::UnknownName, span(6, 8), "there is no `é`")
                .label("here")
                .related(span(0, 5), "in this"),
            allowed,
            Diagnostic::data(Code::DataBadCell, cell, "the cell does not hold a number").hint("write a number"),
            Diagnostic::nowhere(Code::Usage, "no such file"),
            Diagnostic::error(Code::UnknownName, Span::new(FileId(9), 0, 1), "nowhere to be seen"),
        ];
        let mut bytes = Vec::new();
        write(&[(&sources, &diagnostics)], &mut bytes).unwrap();
        serde_json::from_slice(&bytes).unwrap()
    }

    /// What section 3 of the specification requires of a log, a run, a driver, a rule, a result and a location.
    #[test]
    fn what_the_specification_requires_is_there() {
        let log = log();
        assert_eq!(log["version"], "2.1.0");
        assert!(log["$schema"].as_str().unwrap().contains("sarif-2.1.0"));
        let run = &log["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        assert_eq!(run["tool"]["driver"]["name"], "bareme");
        assert_eq!(rules.len(), 4, "each code once");
        for rule in rules {
            assert!(rule["shortDescription"]["text"].as_str().unwrap().ends_with('.'));
            assert!(rule["help"]["text"].is_string());
        }
        for result in run["results"].as_array().unwrap() {
            let at = result["ruleIndex"].as_u64().unwrap() as usize;
            assert_eq!(rules[at]["id"], result["ruleId"]);
            assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
            assert!(!result["message"]["text"].as_str().unwrap().is_empty());
            for location in result["locations"].as_array().unwrap() {
                let physical = &location["physicalLocation"];
                assert!(!physical["artifactLocation"]["uri"].as_str().unwrap().contains([' ', '\\']));
                assert!(physical["region"].is_null() || physical["region"]["startLine"].as_u64().unwrap() >= 1);
            }
        }
    }

    #[test]
    fn places_are_counted_in_characters_and_what_is_allowed_is_suppressed() {
        let log = log();
        let results = log["runs"][0]["results"].as_array().unwrap();
        let region = &results[0]["locations"][0]["physicalLocation"]["region"];
        assert_eq!(region, &json!({ "startLine": 1, "startColumn": 7, "endLine": 1, "endColumn": 8 }));
        let place = &results[0]["locations"][0]["physicalLocation"]["artifactLocation"];
        assert_eq!(place["uri"], "policies/my%20index.bareme");
        assert_eq!(results[0]["relatedLocations"][0]["message"]["text"], "in this");
        assert_eq!(results[1]["suppressions"][0]["justification"], "printed so");
        assert_eq!(results[1]["suppressions"][0]["kind"], "inSource");
        assert!(results[0]["suppressions"].is_null());
        assert_eq!(results[2]["locations"][0]["physicalLocation"]["region"]["startLine"], 7);
        assert_eq!(results[2]["message"]["text"], "The cell does not hold a number. Write a number.");
        assert_eq!(results[3]["locations"], json!([]));
    }
}
