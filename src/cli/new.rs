//! `bareme new`: begins an assessment that passes its tests.

use std::path::{Path, PathBuf};

use super::test::first_accepted;
use super::{Ending, output};

/// Begin an assessment: a folder with a policy, data, a README and accepted results
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The folder to make; its last part is the assessment's name
    #[arg(value_name = "NAME")]
    folder: PathBuf,
}

/// The files of a new assessment, with `NAME` and `TITLE` to be filled in.
const FILES: [(&str, &str); 4] = [
    ("bareme.toml", include_str!("new/bareme.toml")),
    ("README.md", include_str!("new/README.md")),
    ("NAME.bareme", include_str!("new/policy.bareme")),
    ("data/regions.csv", include_str!("new/regions.csv")),
];

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Ending {
    let folder = &arguments.folder;
    let name = folder.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let wrong = if !is_name(&name) {
        let hint = "a name begins with a letter, and has letters, digits, `_` and `-`";
        Some(format!("`{}` cannot be the name of an assessment\n  help: {hint}", folder.display()))
    } else if folder.exists() {
        Some(format!("`{}` is there already\n  help: choose another name", folder.display()))
    } else {
        None
    };
    if let Some(wrong) = wrong {
        output::to_stderr(&format!("error: {wrong}\n"));
        return Ending::Usage;
    }
    if let Err(error) = write(folder, &name) {
        output::to_stderr(&format!("error: {}\n", output::unwritable(folder, &error)));
        return Ending::Errors;
    }
    if let Err(ending) = first_accepted(folder) {
        return ending;
    }
    let shown = folder.display();
    let text = format!(
        "{shown} is made: {name}.bareme holds the policy, data/regions.csv its data.\n\
         Next: `bareme run {shown}`, and after a change `bareme test {shown}`.\n"
    );
    output::to_stdout(|out| out.write_all(text.as_bytes()))
}

fn is_name(name: &str) -> bool {
    name.chars().next().is_some_and(char::is_alphabetic)
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
}

fn write(folder: &Path, name: &str) -> std::io::Result<()> {
    let title: String = name.replace(['-', '_'], " ");
    let mut letters = title.chars();
    let title: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    for (file, text) in FILES {
        let path = folder.join(file.replace("NAME", name));
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        // In the policy a name has no hyphen; in files it has.
        let own = if file == "NAME.bareme" { name.replace('-', "_") } else { name.to_owned() };
        std::fs::write(path, text.replace("NAME", &own).replace("TITLE", &title))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_assessments() {
        assert!(["my-index", "оценка", "a1_b"].into_iter().all(is_name));
        assert!(!["", "..", "1a", "a b", "a/b", "-a", "a\"b"].into_iter().any(is_name));
    }
}
