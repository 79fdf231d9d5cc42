//! Diagnostics and results as texts.

use std::sync::Arc;

use bareme::diagnostic::Diagnostic;
use bareme::report::style::{Ink, Style};
use bareme::report::{Report, diagnostics as rendered, json};
use bareme::source::Sources;
use bareme::{Data, Program, RunOptions};

/// Diagnostics with the lines that they are about, as a terminal of 100 columns without colours shows them.
pub fn diagnostics(all: &[Diagnostic], sources: &Sources) -> String {
    let text = rendered::render(sources, all, usize::MAX, Style::terminal(100, Ink::Plain));
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// The results of a run as JSON, without the fingerprint of the policy's file name.
pub fn results(program: &Arc<Program>, data: &Data) -> String {
    let parameters = bareme::parameters::resolve::<&str>(program, &[]).unwrap();
    let run = bareme::run(program, data, &parameters, &RunOptions::default());
    let assessment = run.unwrap_or_else(|found| panic!("{}", diagnostics(&found, &program.sources)));
    let published = bareme::published::compare(&assessment);
    let findings = bareme::audit::run(&assessment);
    let report = Report { assessment: &assessment, published: &published, findings: &findings, stages: &[] };
    let mut text = Vec::new();
    json::write(&report, &mut text).unwrap();
    String::from_utf8(text).unwrap()
}
