//! Reads a policy and all that it uses.

use crate::diagnostic::{Code, Diagnostic};
use crate::limits::Limits;
use crate::source::{Sources, Span};
use crate::syntax::{self, ast};
use crate::world::World;

/// The parsed files of a policy, the policy itself first.
pub(super) struct Reading {
    pub files: Vec<ast::File>,
    pub sources: Sources,
    pub diagnostics: Vec<Diagnostic>,
}

/// One `use`: who, whom, where (files by position).
struct Use {
    user: usize,
    used: usize,
    span: Span,
}

/// A file that is waiting to be read: its name, and who uses it.
struct Waiting {
    name: String,
    from: Option<(usize, Span)>,
}

/// Reads the policy `name` and, in the order met, whatever it uses. A file used twice is read once.
pub(super) fn read(world: &dyn World, name: &str, limits: &Limits) -> Reading {
    let mut reading = Reading { files: Vec::new(), sources: Sources::default(), diagnostics: Vec::new() };
    let mut uses: Vec<Use> = Vec::new();
    let mut waiting = std::collections::VecDeque::from([Waiting { name: name.to_owned(), from: None }]);
    while let Some(next) = waiting.pop_front() {
        let from = next.from.and_then(|(file, _)| reading.sources.files().get(file)).map(|f| f.name.to_string());
        let (full, bytes) = match world.read(&next.name, from.as_deref()) {
            Ok(found) => found,
            Err(why) => {
                reading.diagnostics.push(unreadable(&next, &why));
                continue;
            }
        };
        if let Some(known) = reading.sources.files().iter().position(|f| *f.name == *full) {
            uses.extend(next.from.map(|(user, span)| Use { user, used: known, span }));
            continue;
        }
        if reading.files.len() >= limits.files {
            let message = format!("the policy uses more than {} files", limits.files);
            let span = next.from.map(|(_, s)| s).unwrap_or_default();
            reading.diagnostics.push(Diagnostic::error(Code::TooMany, span, message));
            break;
        }
        let Some(text) = decode(&full, bytes, limits, &mut reading.diagnostics) else { continue };
        let Some(id) = reading.sources.add(&full, &text) else { continue };
        let this = usize::from(id.0);
        uses.extend(next.from.map(|(user, span)| Use { user, used: this, span }));
        let (file, found) = syntax::parse(id, &text, limits);
        reading.diagnostics.extend(found);
        for item in &file.items {
            if let ast::Kind::Use(used) = &item.kind {
                waiting.push_back(Waiting { name: used.text.clone(), from: Some((this, used.span)) });
            }
        }
        reading.files.push(file);
    }
    reading.diagnostics.extend(find_cycle(&reading.sources, &uses));
    reading
}

fn unreadable(next: &Waiting, why: &str) -> Diagnostic {
    let message = format!("`{}` cannot be read: {why}", next.name);
    match next.from {
        Some((_, span)) => Diagnostic::error(Code::FileNotFound, span, message)
            .hint("a used file is looked up beside the file that uses it"),
        None => Diagnostic::nowhere(Code::FileNotFound, message),
    }
}

/// The first circle of uses, if there is one.
fn find_cycle(sources: &Sources, uses: &[Use]) -> Option<Diagnostic> {
    let mut path: Vec<&Use> = Vec::new();
    let mut done = std::collections::BTreeSet::new();
    // The path is walked edge by edge: `next` holds, for each file on it, how many of its uses have been tried.
    let mut next: Vec<(usize, usize)> = vec![(0, 0)];
    while let Some((file, tried)) = next.last_mut() {
        let (here, skip) = (*file, *tried);
        *tried += 1;
        match uses.iter().filter(|u| u.user == here).nth(skip) {
            Some(edge) if next.iter().any(|(f, _)| *f == edge.used) => {
                path.push(edge);
                return Some(cycle(sources, &path, edge));
            }
            Some(edge) if done.contains(&edge.used) => {}
            Some(edge) => {
                path.push(edge);
                next.push((edge.used, 0));
            }
            None => {
                done.insert(here);
                next.pop();
                path.pop();
            }
        }
    }
    None
}

fn cycle(sources: &Sources, path: &[&Use], last: &Use) -> Diagnostic {
    let name = |i: usize| sources.files().get(i).map(|f| format!("`{}`", f.name)).unwrap_or_default();
    let mut names = vec![name(last.used)];
    names.extend(path.iter().skip_while(|u| u.user != last.used).map(|u| name(u.used)));
    let message = format!("a file cannot use itself: {}", names.join(" uses "));
    let hint = match last.user == last.used {
        true => "leave this line out: what a file declares is known in it",
        false => "put what both need into a third file and use that one",
    };
    Diagnostic::error(Code::UseCycle, last.span, message).hint(hint)
}

fn decode(name: &str, bytes: Vec<u8>, limits: &Limits, diagnostics: &mut Vec<Diagnostic>) -> Option<String> {
    if bytes.len() > limits.source_bytes {
        let message = format!("`{name}` has {} bytes; a policy may have {}", bytes.len(), limits.source_bytes);
        diagnostics.push(Diagnostic::nowhere(Code::TooLarge, message));
        return None;
    }
    match String::from_utf8(bytes) {
        Ok(text) => Some(match text.strip_prefix('\u{feff}') {
            Some(rest) => rest.to_owned(),
            None => text,
        }),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let line = error.as_bytes().iter().take(valid).filter(|b| **b == b'\n').count() + 1;
            let message = format!("`{name}` is not UTF-8 text: line {line} holds a byte that no UTF-8 text has");
            let hint = "save the file as UTF-8 (an editor's \"save with encoding\")";
            diagnostics.push(Diagnostic::nowhere(Code::NotUtf8, message).hint(hint));
            None
        }
    }
}
