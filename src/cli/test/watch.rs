//! Testing again whenever a file changes.

use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use notify::{RecursiveMode, Watcher};

use super::{Ending, output, screen, text};
use crate::calendar::Day;

/// Changes that come this close together are one.
const TOGETHER: Duration = Duration::from_millis(100);

/// Tests, waits for a change, tests again; ends only where nothing can be watched.
pub(super) fn run(paths: &[PathBuf], folders: &[PathBuf], as_of: Option<Day>) -> Ending {
    let (sender, changes) = mpsc::channel();
    let failed = |error: notify::Error| {
        output::to_stderr(&format!("error: changes cannot be watched: {error}\n"));
        Ending::Errors
    };
    let mut watcher = match notify::recommended_watcher(sender) {
        Ok(watcher) => watcher,
        Err(error) => return failed(error),
    };
    for path in paths {
        if let Err(error) = watcher.watch(path, RecursiveMode::Recursive) {
            return failed(error);
        }
    }
    loop {
        let tested = super::tested(folders, as_of);
        let shown = format!("{}\nwaiting for changes\n", text::render(&tested, screen::stdout()));
        match output::to_stdout(|out| out.write_all(shown.as_bytes())) {
            Ending::Done => {}
            written => return written,
        }
        loop {
            match changes.recv() {
                Ok(Ok(event)) if event.paths.iter().any(|path| matters(path)) && !event.kind.is_access() => break,
                Ok(Ok(_)) => {}
                Ok(Err(error)) => return failed(error),
                Err(mpsc::RecvError) => return Ending::Errors,
            }
        }
        while changes.recv_timeout(TOGETHER).is_ok() {}
    }
}

/// Whether a file can change a test.
fn matters(path: &Path) -> bool {
    let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    matches!(extension.as_str(), "bareme" | "toml" | "csv" | "tsv" | "txt" | "xlsx" | "xlsm" | "snap")
}
