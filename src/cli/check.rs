//! `bareme check`: reads policies and says what is wrong with them, without data.

use std::path::PathBuf;

use super::deny::{self, Allow, Deny};
use super::pipeline::{self, Checked};
use super::run::day;
use super::{Ending, output, screen};
use crate::calendar::Day;
use crate::diagnostic::{Code, Diagnostic};
use crate::limits::Limits;
use crate::report::{diagnostics, sarif};
use crate::source::Sources;

/// Check policies without data: names, types, units, weights, scenarios, and what the audits can prove
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Policies (.bareme files), or folders with policies
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// What to write
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Fail (exit code 1) if there is this finding, or any warning
    #[arg(long, value_name = "FINDING|warnings")]
    deny: Vec<Deny>,
    /// Check what was in force on this day, where a policy has dates: 2024-06-30. Without it all editions are checked
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<Day>,
    /// Allow this finding: it is shown, and does not count for `--deny`
    #[arg(long, value_name = "FINDING")]
    allow: Vec<Allow>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For a person, with the lines of the policy
    Text,
    /// For a program
    Json,
    /// SARIF 2.1.0, for code hosts and editors
    Sarif,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Ending {
    let allow: Vec<Code> = arguments.allow.iter().map(|a| a.0).collect();
    let mut checked = Vec::new();
    let mut unusable: Vec<Diagnostic> = Vec::new();
    for path in &arguments.paths {
        match pipeline::policies(path) {
            Ok(policies) => {
                checked.extend(policies.iter().map(|policy| pipeline::check_file(policy, arguments.as_of, &allow)))
            }
            Err(errors) => unusable.extend(errors),
        }
    }
    let nothing = Sources::default();
    let groups: Vec<diagnostics::Group<'_>> = checked
        .iter()
        .map(|c| (&c.sources, c.diagnostics.as_slice()))
        .chain((!unusable.is_empty()).then_some((&nothing, unusable.as_slice())))
        .collect();
    let written = match arguments.format {
        Format::Json => output::to_stdout(|out| diagnostics::write_json(&groups, out)),
        Format::Sarif => output::to_stdout(|out| sarif::write(&groups, out)),
        Format::Text => {
            // What is wrong with the command is no result of the check.
            let nothing = Sources::default();
            output::to_stderr(&diagnostics::render(&nothing, &unusable, usize::MAX, screen::stderr()));
            let text = text(&checked);
            output::to_stdout(|out| out.write_all(text.as_bytes()))
        }
    };
    let all = || groups.iter().flat_map(|(_, diagnostics)| diagnostics.iter());
    if written != Ending::Done {
        written
    } else if unusable.iter().any(|d| d.code == Code::Usage) {
        Ending::Usage
    } else if all().any(Diagnostic::is_error) {
        Ending::Errors
    } else if let Some(denied) =
        deny::denied(&arguments.deny, all().filter(|d| d.allowed.is_none()).map(|d| (d.code, d.severity)))
    {
        output::to_stderr(&format!("{denied}\n"));
        Ending::Errors
    } else {
        Ending::Done
    }
}

/// The diagnostics of each policy with its sum, and where there are several the sum of all.
fn text(checked: &[Checked]) -> String {
    let (style, limit) = (screen::stdout(), Limits::default().diagnostics);
    let mut text = String::new();
    for Checked { name, sources, diagnostics } in checked {
        text.push_str(&diagnostics::render(sources, diagnostics, limit, style));
        let errors = diagnostics.iter().any(Diagnostic::is_error);
        let sum = match diagnostics::summary(diagnostics) {
            Some(sum) if errors => sum,
            Some(sum) => format!("no errors, {sum}"),
            None => "no errors".to_owned(),
        };
        text.push_str(&format!("{name}: {sum}\n"));
        if let Some(more) = diagnostics::explain(diagnostics) {
            text.push_str(&format!("{more}\n"));
        }
    }
    if checked.len() > 1 {
        let all: Vec<Diagnostic> = checked.iter().flat_map(|c| c.diagnostics.iter().cloned()).collect();
        let sum = diagnostics::summary(&all).unwrap_or_else(|| "no errors".to_owned());
        text.push_str(&format!("\n{} policies: {sum}\n", checked.len()));
    }
    text
}
