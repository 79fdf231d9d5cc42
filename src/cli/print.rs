//! `bareme print`: the text of a policy in its one layout.

use std::path::PathBuf;

use super::{Ending, output, pipeline, screen};
use crate::check;
use crate::diagnostic::{Code, Diagnostic};
use crate::limits::Limits;
use crate::report::diagnostics;
use crate::source::{FileId, Sources};
use crate::syntax;
use crate::world::{DiskWorld, World};

/// Print a policy in its canonical layout (comments beginning with `--` are left out)
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A policy (.bareme file), or a folder with bareme.toml
    #[arg(value_name = "POLICY")]
    path: PathBuf,
    /// With all that it extends and uses, as one text that stands by itself
    #[arg(long)]
    merged: bool,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Ending {
    let name = match pipeline::policies(&arguments.path) {
        Ok(policies) => match policies.as_slice() {
            [one] => one.to_string_lossy().into_owned(),
            several => {
                let message = format!("`{}` holds {} policies", arguments.path.display(), several.len());
                let hint = "one policy is printed: name its file";
                return complain(&Sources::default(), &[Diagnostic::nowhere(Code::Usage, message).hint(hint)]);
            }
        },
        Err(errors) => return complain(&Sources::default(), &errors),
    };
    let limits = Limits::default();
    let (text, sources, found) = if arguments.merged { merged(&name, &limits) } else { alone(&name, &limits) };
    let ending = complain(&sources, &found);
    if ending != Ending::Done {
        return ending;
    }
    output::to_stdout(|out| out.write_all(text.as_bytes()))
}

/// The policy with all that it extends and uses.
fn merged(name: &str, limits: &Limits) -> (String, Sources, Vec<Diagnostic>) {
    let whole = check::read(&DiskWorld, name, limits);
    (whole.text(), whole.sources, whole.diagnostics)
}

/// The one file.
fn alone(name: &str, limits: &Limits) -> (String, Sources, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    let unreadable =
        |why: &str| vec![Diagnostic::nowhere(Code::FileNotFound, format!("`{name}` cannot be read: {why}"))];
    let text = match DiskWorld.read(name, None).map(|(_, bytes)| String::from_utf8(bytes)) {
        Ok(Ok(text)) => text,
        Ok(Err(_)) => {
            let message = format!("`{name}` is not UTF-8 text");
            return (String::new(), sources, vec![Diagnostic::nowhere(Code::NotUtf8, message)]);
        }
        Err(why) => return (String::new(), sources, unreadable(&why)),
    };
    let id = sources.add(name, &text).unwrap_or(FileId::default());
    let (file, found) = syntax::parse(id, &text, limits);
    (syntax::print(&file), sources, found)
}

/// Shows what is wrong, and says how the command ends.
fn complain(sources: &Sources, found: &[Diagnostic]) -> Ending {
    if found.is_empty() {
        return Ending::Done;
    }
    output::to_stderr(&diagnostics::render(sources, found, Limits::default().diagnostics, screen::stderr()));
    match found.iter().any(|d| d.code == Code::Usage) {
        true => Ending::Usage,
        false if found.iter().any(Diagnostic::is_error) => Ending::Errors,
        false => Ending::Done,
    }
}
