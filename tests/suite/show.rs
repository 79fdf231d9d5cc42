//! Diagnostics and results as texts.

use bareme::diagnostic::{Diagnostic, Place};
use bareme::source::{Sources, Span};
use bareme::{Data, Program, RunOptions};

/// Diagnostics with the lines that they are about.
pub fn diagnostics(all: &[Diagnostic], sources: &Sources) -> String {
    all.iter().map(|d| one(d, sources)).collect::<Vec<_>>().join("\n")
}

fn one(d: &Diagnostic, sources: &Sources) -> String {
    let mut text = format!("{:?}[{}]: {}\n", d.severity, d.code, d.message).to_lowercase().replacen("", "", 0);
    text = format!("{:?}[{}]: {}\n", d.severity, d.code, d.message);
    match &d.place {
        Place::Text(span) => text.push_str(&place(*span, &d.label, sources, '^')),
        Place::Data(p) => text.push_str(&format!("  {} row {:?} column {:?} text {:?} {}\n", p.file, p.row, p.column, p.text, d.label)),
        Place::Nowhere => {}
    }
    for (span, label) in &d.related {
        text.push_str(&place(*span, label, sources, '-'));
    }
    if let Some(hint) = &d.hint {
        text.push_str(&format!("  help: {hint}\n"));
    }
    text
}

fn place(span: Span, label: &str, sources: &Sources, mark: char) -> String {
    let (line, column) = sources.line_column(span);
    let Some(file) = sources.file(span.file) else { return String::new() };
    let shown = file.text.lines().nth(line - 1).unwrap_or("");
    let first = sources.text(span).lines().next().unwrap_or("").chars().count().max(1);
    let marks: String = std::iter::repeat_n(mark, first).collect();
    let lines = sources.text(span).lines().count();
    let more = if lines > 1 { format!(" (+{} lines)", lines - 1) } else { String::new() };
    format!("  {}:{line}:{column}\n    {shown}\n    {}{marks} {label}{more}\n", file.name, " ".repeat(column - 1))
}

/// The results of a run.
pub fn results(program: &std::sync::Arc<Program>, data: &Data) -> String {
    let parameters = bareme::parameters::resolve::<&str>(program, &[]).unwrap();
    let assessment = bareme::run(program, data, &parameters, &RunOptions::default()).unwrap();
    let mut text = String::new();
    for (i, table) in program.tables.iter().enumerate() {
        let rows = assessment.tables[i].rows;
        text.push_str(&format!("table {}\n", table.name));
        for row in 0..rows {
            for id in &table.quantities {
                text.push_str(&format!("  {} = {:?};", program.quantity(*id).name, assessment.value(*id, row)));
            }
            text.push('\n');
        }
        for e in &assessment.tables[i].excluded {
            text.push_str(&format!("  excluded {e:?}\n"));
        }
    }
    text
}
