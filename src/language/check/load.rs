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
    pub edges: Vec<Edge>,
    pub diagnostics: Vec<Diagnostic>,
}

/// One `use` or `extends`: who, whom, where (files by position).
#[derive(Debug)]
pub(super) struct Edge {
    pub user: usize,
    pub used: usize,
    pub span: Span,
    pub why: Why,
}

/// What one file wants of another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Why {
    /// `use "units.bareme"`: what it declares.
    Uses,
    /// `policy national extends "eu.bareme"`: all of it, changed.
    Extends,
}

/// A file that is waiting to be read: its name, and who uses it.
struct Waiting {
    name: String,
    from: Option<(usize, Span, Why)>,
}

/// Reads the policy `name` and, in the order met, whatever it uses. A file used twice is read once.
pub(super) fn read(world: &dyn World, name: &str, limits: &Limits) -> Reading {
    let mut reading =
        Reading { files: Vec::new(), sources: Sources::default(), edges: Vec::new(), diagnostics: Vec::new() };
    let mut edges: Vec<Edge> = Vec::new();
    let mut waiting = std::collections::VecDeque::from([Waiting { name: name.to_owned(), from: None }]);
    while let Some(next) = waiting.pop_front() {
        let from = next.from.and_then(|(file, ..)| reading.sources.files().get(file)).map(|f| f.name.to_string());
        let (full, bytes) = match world.read(&next.name, from.as_deref()) {
            Ok(found) => found,
            Err(why) => {
                reading.diagnostics.push(unreadable(&next, &why));
                continue;
            }
        };
        if let Some(known) = reading.sources.files().iter().position(|f| *f.name == *full) {
            edges.extend(next.from.map(|(user, span, why)| Edge { user, used: known, span, why }));
            continue;
        }
        if reading.files.len() >= limits.files {
            let message = format!("the policy uses more than {} files", limits.files);
            let span = next.from.map(|(_, s, _)| s).unwrap_or_default();
            reading.diagnostics.push(Diagnostic::error(Code::TooMany, span, message));
            break;
        }
        let Some(text) = decode(&full, bytes, limits, &mut reading.diagnostics) else { continue };
        let Some(id) = reading.sources.add(&full, &text) else { continue };
        let this = usize::from(id.0);
        edges.extend(next.from.map(|(user, span, why)| Edge { user, used: this, span, why }));
        let (file, found) = syntax::parse(id, &text, limits);
        reading.diagnostics.extend(found);
        for item in &file.items {
            let wanted = if let ast::Kind::Use(used) = &item.kind {
                Some((used, Why::Uses))
            } else if let ast::Kind::Policy(policy) = &item.kind {
                policy.extends.as_ref().map(|base| (base, Why::Extends))
            } else {
                None
            };
            waiting.extend(
                wanted.map(|(file, why)| Waiting { name: file.text.clone(), from: Some((this, file.span, why)) }),
            );
        }
        reading.files.push(file);
    }
    let circle = find_cycle(&reading.sources, &edges);
    if circle.is_some() {
        // What goes round in a circle has no beginning that could be changed.
        edges.retain(|edge| edge.why == Why::Uses);
    }
    reading.diagnostics.extend(circle);
    reading.edges = edges;
    reading
}

fn unreadable(next: &Waiting, why: &str) -> Diagnostic {
    let message = format!("`{}` cannot be read: {why}", next.name);
    match next.from {
        Some((_, span, Why::Uses)) => Diagnostic::error(Code::FileNotFound, span, message)
            .hint("a used file is looked up beside the file that uses it"),
        Some((_, span, Why::Extends)) => Diagnostic::error(Code::FileNotFound, span, message)
            .hint("the policy that is extended is looked up beside the one that extends it"),
        None => Diagnostic::nowhere(Code::FileNotFound, message),
    }
}

/// The first circle of uses, if there is one.
fn find_cycle(sources: &Sources, uses: &[Edge]) -> Option<Diagnostic> {
    let mut path: Vec<&Edge> = Vec::new();
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

fn cycle(sources: &Sources, path: &[&Edge], last: &Edge) -> Diagnostic {
    let name = |i: usize| sources.files().get(i).map(|f| format!("`{}`", f.name)).unwrap_or_default();
    let circle = path.iter().skip_while(|u| u.user != last.used);
    let extends = path.iter().any(|edge| edge.why == Why::Extends);
    let mut shown = name(last.used);
    for edge in circle {
        let verb = if edge.why == Why::Extends { "extends" } else { "uses" };
        shown.push_str(&format!(" {verb} {}", name(edge.used)));
    }
    let (message, hint) = match (extends, last.user == last.used) {
        (false, true) => {
            (format!("a file cannot use itself: {shown}"), "leave this line out: what a file declares is known in it")
        }
        (false, false) => {
            (format!("a file cannot use itself: {shown}"), "put what both need into a third file and use that one")
        }
        (true, true) => {
            (format!("a policy cannot extend itself: {shown}"), "name the policy of which this one is a variant")
        }
        (true, false) => {
            (format!("a policy cannot extend itself: {shown}"), "one of them must stand by itself, without `extends`")
        }
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
