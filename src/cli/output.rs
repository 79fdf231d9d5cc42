//! Writing: to the standard streams, and into files that are written whole or not at all.

use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::Ending;

/// Writes to the standard output. That the reader has gone away, as `head` does, is no error.
pub(super) fn to_stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Ending {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Ok(()) => Ending::Done,
        Err(gone) if gone.kind() == ErrorKind::BrokenPipe => Ending::Done,
        Err(error) => {
            to_stderr(&format!("error: the output cannot be written: {error}\n"));
            Ending::Errors
        }
    }
}

/// Writes to the standard error; there is nowhere to say that it failed.
pub(super) fn to_stderr(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Why nothing could be written into a folder, in words.
pub(super) fn unwritable(folder: &Path, error: &io::Error) -> String {
    let file = folder.ancestors().find(|path| path.exists() && !path.is_dir());
    match (file, error.kind()) {
        (Some(file), _) => format!("`{}` is a file, and `--out` needs a folder", file.display()),
        (None, ErrorKind::PermissionDenied) => {
            format!("nothing may be written into `{}`: choose another folder, or ask for the right", folder.display())
        }
        (None, _) => format!("nothing can be written into `{}`: {error}", folder.display()),
    }
}

/// Files of one folder that appear together.
pub(super) struct FileSet {
    folder: PathBuf,
    files: Vec<(tempfile::NamedTempFile, PathBuf)>,
}

impl FileSet {
    /// A set in this folder, which is made if need be.
    ///
    /// # Errors
    /// If it cannot be made.
    pub(super) fn new(folder: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        Ok(Self { folder: folder.to_owned(), files: Vec::new() })
    }

    /// Writes a file under a name of its own, to be renamed when all are written.
    ///
    /// # Errors
    /// If it cannot be written.
    pub(super) fn add(&mut self, name: &str, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        let mut file = tempfile::Builder::new().prefix(".bareme-").tempfile_in(&self.folder)?;
        let mut writer = BufWriter::with_capacity(1 << 16, file.as_file_mut());
        write(&mut writer)?;
        writer.flush()?;
        drop(writer);
        self.files.push((file, self.folder.join(name)));
        Ok(())
    }

    /// Gives all files their names; until then nothing of them is to be seen.
    ///
    /// # Errors
    /// If one cannot be renamed; files renamed before it stay.
    pub(super) fn finish(self) -> io::Result<Vec<PathBuf>> {
        // What can be known to stand in the way is known before the first of them appears.
        if let Some((_, taken)) = self.files.iter().find(|(_, path)| path.is_dir()) {
            return Err(io::Error::other(format!("`{}` is a folder", taken.display())));
        }
        let mut written = Vec::with_capacity(self.files.len());
        for (file, path) in self.files {
            readable(file.as_file())?;
            file.persist(&path).map_err(|e| e.error)?;
            written.push(path);
        }
        Ok(written)
    }
}

/// Temporary files are for their owner alone; results may be read by others.
#[cfg(unix)]
fn readable(file: &std::fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_: &std::fs::File) -> io::Result<()> {
    Ok(())
}

/// The name of a table or policy as a file name: whatever could lead to another folder is replaced.
pub(super) fn file_name(name: &str, extension: &str) -> String {
    let unsafe_in_names = |c: char| c.is_control() || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    let safe: String = name.chars().map(|c| if unsafe_in_names(c) { '_' } else { c }).collect();
    let safe = safe.trim_start_matches('.');
    format!("{}.{extension}", if safe.is_empty() { "unnamed" } else { safe })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_to_be_seen_until_all_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("out");
        let mut set = FileSet::new(&target).unwrap();
        set.add("a.csv", |out| out.write_all(b"a")).unwrap();
        assert!(set.add("b.csv", |_| Err(io::Error::other("full"))).is_err());
        assert!(!target.join("a.csv").exists());
        drop(set);
        assert_eq!(std::fs::read_dir(&target).unwrap().count(), 0);

        let mut set = FileSet::new(&target).unwrap();
        set.add("a.csv", |out| out.write_all(b"a")).unwrap();
        set.finish().unwrap();
        assert_eq!(std::fs::read_to_string(target.join("a.csv")).unwrap(), "a");
        assert_eq!(std::fs::read_dir(&target).unwrap().count(), 1);
    }

    #[test]
    fn names_stay_in_their_folder() {
        assert_eq!(file_name("clusters", "csv"), "clusters.csv");
        assert_eq!(file_name("../../etc/passwd", "csv"), "_.._etc_passwd.csv");
        assert_eq!(file_name("кластеры", "csv"), "кластеры.csv");
        assert_eq!(file_name("..", "csv"), "unnamed.csv");
    }
}
