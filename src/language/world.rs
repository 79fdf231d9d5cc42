//! How the library reads policies: through a [`World`] that the host provides.

use std::path::{Path, PathBuf};

/// Gives the text of a policy file. The library itself opens nothing.
pub trait World {
    /// The bytes of the file that `name` means when named from the file `from` (`None`: from the outside).
    ///
    /// Returns the file's full name, by which a file met twice is recognised, and its bytes.
    ///
    /// # Errors
    /// A sentence for the author, such as "there is no such file".
    fn read(&self, name: &str, from: Option<&str>) -> Result<(String, Vec<u8>), String>;
}

/// Policies in memory, by name: for hosts and tests.
#[derive(Clone, Debug, Default)]
pub struct MemoryWorld {
    files: indexmap::IndexMap<String, String>,
}

impl MemoryWorld {
    /// A world with the one file.
    pub fn single(name: &str, text: &str) -> Self {
        Self::default().with(name, text)
    }

    /// Adds a file.
    #[must_use]
    pub fn with(mut self, name: &str, text: &str) -> Self {
        self.files.insert(name.to_owned(), text.to_owned());
        self
    }
}

impl World for MemoryWorld {
    fn read(&self, name: &str, _from: Option<&str>) -> Result<(String, Vec<u8>), String> {
        match self.files.get(name) {
            Some(text) => Ok((name.to_owned(), text.clone().into_bytes())),
            None => Err("there is no such file".to_owned()),
        }
    }
}

/// Policies on disk; a name is looked up beside the file that names it.
#[derive(Clone, Copy, Debug, Default)]
pub struct DiskWorld;

impl World for DiskWorld {
    fn read(&self, name: &str, from: Option<&str>) -> Result<(String, Vec<u8>), String> {
        let path = match from.and_then(|f| Path::new(f).parent()) {
            Some(folder) => folder.join(name),
            None => PathBuf::from(name),
        };
        match std::fs::read(&path) {
            Ok(bytes) => Ok((tidy(&path), bytes)),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Err("there is no such file".to_owned()),
            Err(e) => Err(format!("it cannot be read: {e}")),
        }
    }
}

/// The path with `.` and `x/..` taken out, so that one file has one name.
fn tidy(path: &Path) -> String {
    use std::path::Component;
    let mut tidy = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if tidy.file_name().is_some() => {
                tidy.pop();
            }
            Component::ParentDir | Component::Normal(_) | Component::RootDir | Component::Prefix(_) => tidy.push(part),
        }
    }
    tidy.to_string_lossy().into_owned()
}
