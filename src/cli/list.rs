//! `bareme list`: the assessments that are shipped with the program.

use std::path::{Path, PathBuf};

use super::{Ending, output, pipeline, screen};
use crate::data;
use crate::limits::Limits;
use crate::report::diagnostics;
use crate::report::style::Tone;
use crate::source::{FileId, Sources};
use crate::syntax::{self, ast};

/// List the shipped assessments, or those of a folder
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The folder to look in; otherwise `policies`, here or where the program is installed
    #[arg(value_name = "FOLDER")]
    folder: Option<PathBuf>,
}

/// The folder of shipped assessments.
const SHIPPED: &str = "policies";

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Ending {
    let Some(folder) = arguments.folder.clone().or_else(shipped) else {
        output::to_stderr("error: no shipped assessments are found\n  help: name their folder, `bareme list FOLDER`\n");
        return Ending::Usage;
    };
    let folders = match pipeline::assessments(&folder) {
        Ok(folders) => folders,
        Err(errors) => {
            output::to_stderr(&diagnostics::render(&Sources::default(), &errors, usize::MAX, screen::stderr()));
            return Ending::Usage;
        }
    };
    let style = screen::stdout();
    let mut text = String::new();
    for folder in &folders {
        let (title, sources) = about(folder);
        text.push_str(&format!("{}\n", style.paint(Tone::Strong, &folder.display().to_string())));
        title.into_iter().chain(sources).for_each(|line| text.push_str(&format!("  {line}\n")));
    }
    text.push_str("\n`bareme run FOLDER` runs one of them.\n");
    output::to_stdout(|out| out.write_all(text.as_bytes()))
}

/// The folder of shipped assessments: in the current one, or in one above the program itself.
fn shipped() -> Option<PathBuf> {
    let here = PathBuf::from(SHIPPED);
    if here.is_dir() {
        return Some(here);
    }
    let program = std::env::current_exe().ok()?;
    let places = |above: &Path| [above.join(SHIPPED), above.join("share/bareme").join(SHIPPED)];
    program.ancestors().skip(1).flat_map(places).find(|path| path.is_dir())
}

/// What a policy is called, after whom, and which sets of indicators it declares; nothing where it cannot be read.
fn about(folder: &Path) -> (Option<String>, Vec<String>) {
    let nothing = (None, Vec::new());
    let Ok(settings) = data::read_settings(folder) else { return nothing };
    let Ok(text) = std::fs::read_to_string(settings.policy_path()) else { return nothing };
    let (file, _) = syntax::parse(FileId(0), &text, &Limits::default());
    let sets: Vec<String> = file.items.iter().filter_map(set).collect();
    let policy = file.items.into_iter().find(|item| matches!(item.kind, ast::Kind::Policy(_)));
    let Some(policy) = policy else { return nothing };
    let title = policy.about.labels.into_iter().map(|(_, label)| label.text).next();
    let sources = policy.about.sources.into_iter().map(|s| s.text);
    (title.or(Some(policy.name.text)), sources.chain(sets).collect())
}

/// `set: The Secretariat's set, 7 indicators`
fn set(item: &ast::Declaration) -> Option<String> {
    let ast::Kind::Set(set) = &item.kind else { return None };
    let title = item.about.labels.first().map_or(item.name.text.as_str(), |(_, label)| label.text.as_str());
    let (count, noun) = (set.indicators.len(), if set.indicators.len() == 1 { "indicator" } else { "indicators" });
    Some(format!("set: {title}, {count} {noun}"))
}
