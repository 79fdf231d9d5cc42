//! `policy b extends "a.bareme"`: the declarations of the original, changed by the edits of the variant.
//!
//! Printed results and examples stay with the original: they say what *it* gives.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::load::{Edge, Why};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::program::{Base, Descent, Dropped, Lineage, Standing};
use crate::source::{FileId, Sources, Span};
use crate::syntax::ast::{self, Declaration, Edit, EditTarget, Kind, Verb};
use crate::syntax::edit::{self, Applied, Touched};

/// The declarations of a policy, as if they stood in one file.
pub(super) struct Merged {
    pub items: Vec<Declaration>,
    pub lineage: Lineage,
    /// Whether edits contradict each other, so that nothing can be said of the declarations.
    pub contradicted: bool,
}

/// Puts the declarations of all files together; those of a policy that is extended are changed by the edits of the
/// one that extends it.
pub(super) fn merge(
    files: Vec<ast::File>,
    edges: &[Edge],
    sources: &Sources,
    diagnostics: &mut Vec<Diagnostic>,
) -> Merged {
    if edges.iter().all(|edge| edge.why == Why::Uses) {
        let mut items: Vec<Declaration> = files.into_iter().flat_map(|f| f.items).collect();
        extends_nothing(&mut items, diagnostics);
        return Merged { items, lineage: Lineage::default(), contradicted: false };
    }
    // What could not be read cannot be changed, and nothing can be said of it.
    let all_read = !diagnostics.iter().any(Diagnostic::is_error);
    let files = files.into_iter().map(|file| (usize::from(file.id.0), file.items)).collect();
    let mut weaver = Weaver { files, edges, sources, taken: BTreeSet::new(), wrong: Vec::new(), contradicted: false };
    let (items, lineage) = weaver.layer(0);
    if all_read {
        diagnostics.append(&mut weaver.wrong);
    }
    Merged { items, lineage, contradicted: weaver.contradicted }
}

/// Edits of what is not extended are no edits: what they declare is taken as declared below.
fn extends_nothing(items: &mut Vec<Declaration>, diagnostics: &mut Vec<Diagnostic>) {
    let mut inside = Vec::new();
    for item in items.iter_mut() {
        let Kind::Policy(policy) = &mut item.kind else { continue };
        let edits = std::mem::take(&mut policy.edits);
        if policy.extends.is_none() {
            diagnostics.extend(edits.first().map(|first| without_base(first, &item.name.text)));
        }
        inside.extend(edits.into_iter().filter_map(|edit| match edit.target {
            EditTarget::Whole(item) => Some(*item),
            EditTarget::Named(_) | EditTarget::Clauses(_) | EditTarget::Clause(..) => None,
        }));
    }
    items.append(&mut inside);
}

fn without_base(edit: &Edit, policy: &str) -> Diagnostic {
    let (at, message) = match &edit.target {
        EditTarget::Whole(item) if edit.verb == Verb::Add => {
            (item.name.span, format!("`{} {}` does not belong in a `policy`", item.kind.word(), item.name.text))
        }
        EditTarget::Whole(_) | EditTarget::Named(_) | EditTarget::Clauses(_) | EditTarget::Clause(..) => {
            let verb = edit.verb.word();
            (edit.span, format!("there is nothing to {verb}: the policy `{policy}` extends no other"))
        }
    };
    let hint = match edit.verb {
        Verb::Add => "write it after the closing bracket of the policy".to_owned(),
        Verb::Drop | Verb::Replace => {
            format!("say what it is a variant of: `policy {policy} extends \"original.bareme\"`")
        }
    };
    Diagnostic::error(Code::ExtendsNothing, at, message).hint(hint)
}

/// As many edits as one policy may make.
const MOST_EDITS: usize = 5_000;

fn too_many(edit: &Edit) -> Diagnostic {
    let message = format!("a policy makes at most {MOST_EDITS} changes to the one that it extends");
    Diagnostic::error(Code::TooMany, edit.span, message)
        .hint("what differs in so much is a policy of its own: `bareme print --merged` gives its text")
}

fn extended_twice(edge: &Edge, sources: &Sources) -> Diagnostic {
    let name = sources.files().get(edge.used).map(|f| f.name.to_string()).unwrap_or_default();
    let message = format!("`{name}` is extended twice in one policy");
    Diagnostic::error(Code::DuplicateName, edge.span, message)
        .hint("let one of the two extend the other, or put what both need into a file that extends nothing")
}

struct Weaver<'a> {
    files: BTreeMap<usize, Vec<Declaration>>,
    edges: &'a [Edge],
    sources: &'a Sources,
    taken: BTreeSet<usize>,
    wrong: Vec<Diagnostic>,
    contradicted: bool,
}

impl Weaver<'_> {
    /// The declarations of a file and of all that it uses, over those of what it extends.
    fn layer(&mut self, file: usize) -> (Vec<Declaration>, Lineage) {
        let mut files = Vec::new();
        let mut waiting = std::collections::VecDeque::from([file]);
        // What is extended comes in by that alone, also where it is used besides.
        let extended: BTreeSet<usize> = self.edges.iter().filter(|e| e.why == Why::Extends).map(|e| e.used).collect();
        while let Some(next) = waiting.pop_front() {
            if self.taken.insert(next) {
                files.push(next);
                let used = self.edges.iter().filter(|e| e.user == next && e.why == Why::Uses).map(|e| e.used);
                waiting.extend(used.filter(|used| !extended.contains(used)));
            }
        }
        let mut items = Vec::new();
        let mut lineage = Lineage::default();
        for next in files {
            let own = self.files.remove(&next).unwrap_or_default();
            let base = self.edges.iter().find(|e| e.user == next && e.why == Why::Extends);
            match base {
                Some(base) if self.taken.contains(&base.used) => {
                    self.wrong.push(extended_twice(base, self.sources));
                    items.extend(own);
                }
                Some(base) => {
                    let (mut merged, descent) = self.over(base.used, own);
                    if next == file {
                        lineage = descent;
                    }
                    items.append(&mut merged);
                }
                None => items.extend(own),
            }
        }
        (items, lineage)
    }

    /// The declarations of the policy in the file `base`, changed as `own` says.
    fn over(&mut self, base: usize, mut own: Vec<Declaration>) -> (Vec<Declaration>, Lineage) {
        let before = self.taken.clone();
        let (mut items, of_base) = self.layer(base);
        let mut lineage = Lineage { bases: vec![self.base(base, &items)], ..Lineage::default() };
        lineage.bases.extend(of_base.bases);
        lineage.inherited = self.taken.difference(&before).filter_map(|f| u16::try_from(*f).ok().map(FileId)).collect();
        let of_base = |item: &Declaration| lineage.bases.iter().any(|known| known.file == item.span.file);
        // Its policy, if it has one, comes first: what it uses may be policies by themselves.
        let original = items.iter().position(|i| matches!(i.kind, Kind::Policy(_)) && of_base(i));
        let original = original.map(|at| items.remove(at));
        items.retain(|item| !matches!(item.kind, Kind::Published(_) | Kind::Example(_) | Kind::Use(_)));
        let (mut edits, policy) = take_edits(&mut own, original);
        if let Some(first) = edits.get(MOST_EDITS) {
            self.wrong.push(too_many(first));
            edits.truncate(MOST_EDITS);
        }
        let Applied { touched, contradicted } = edit::apply(&mut items, &edits, &mut self.wrong);
        self.contradicted |= contradicted;
        if !contradicted {
            self.leave_out_known(&items, &mut own);
        }
        items.splice(0..0, policy);
        items.append(&mut own);
        lineage.declared = declared(&items, &lineage.inherited, &touched);
        lineage.dropped = touched.iter().filter(|t| t.whole && t.verb == Verb::Drop).map(dropped).collect();
        (items, lineage)
    }

    fn base(&self, file: usize, items: &[Declaration]) -> Base {
        let policy = items.iter().find(|i| matches!(i.kind, Kind::Policy(_)));
        let name = policy
            .map(|p| p.name.text.clone())
            .unwrap_or_else(|| self.sources.files().get(file).map(|f| super::stem(&f.name)).unwrap_or_default());
        let label = policy.and_then(|p| p.about.labels.first()).map(|(_, label)| label.text.clone());
        Base { name, label, file: FileId(u16::try_from(file).unwrap_or_default()) }
    }

    /// What stands below the policy is added as well, and must be new; what is not is left out.
    fn leave_out_known(&mut self, items: &[Declaration], own: &mut Vec<Declaration>) {
        let known: HashMap<(&str, Cow<'_, str>), &Declaration> = items
            .iter()
            .filter(|i| !i.name.text.is_empty() && !matches!(i.kind, Kind::Mapping(_)))
            .map(|i| ((i.kind.word(), i.called()), i))
            .collect();
        own.retain(|item| match known.get(&(item.kind.word(), item.called())) {
            Some(known) => {
                self.wrong.push(edit::declared_already(item, known));
                false
            }
            None => true,
        });
    }
}

/// Takes the edits out of the policy, which becomes that of the variant.
fn take_edits(own: &mut Vec<Declaration>, original: Option<Declaration>) -> (Vec<Edit>, Option<Declaration>) {
    let Some(at) = own.iter().position(|i| matches!(&i.kind, Kind::Policy(p) if p.extends.is_some())) else {
        return (Vec::new(), original);
    };
    let mut variant = own.remove(at);
    let Kind::Policy(policy) = &mut variant.kind else { return (Vec::new(), original) };
    policy.extends = None;
    let edits = std::mem::take(&mut policy.edits);
    if let Some(original) = original {
        if let Kind::Policy(base) = original.kind
            && policy.edition.is_none()
        {
            policy.edition = base.edition;
        }
        let about = &mut variant.about;
        if about.sources.is_empty() {
            about.sources = original.about.sources;
        }
        about.status = about.status.take().or(original.about.status);
        about.allows.splice(0..0, original.about.allows);
    }
    (edits, Some(variant))
}

fn dropped(touched: &Touched) -> Dropped {
    Dropped { kind: touched.kind, name: shown(touched.kind, &touched.name).to_owned(), edit: touched.span }
}

/// A column goes by its own name wherever it is used, an index by those around it as well.
fn shown<'n>(kind: &str, name: &'n str) -> &'n str {
    if kind == "index" { name } else { name.rsplit('.').next().unwrap_or(name) }
}

/// Edits by the names of what they touch, and of all that this stands in.
type ByName<'t> = HashMap<&'t str, Vec<&'t Touched>>;

/// Every declaration with a name, and how it stands to what is extended.
fn declared(items: &[Declaration], inherited: &[FileId], touched: &[Touched]) -> Vec<Descent> {
    let mut by_name = ByName::new();
    for touched in touched {
        let ends = touched.name.match_indices('.').map(|(at, _)| at).chain([touched.name.len()]);
        ends.filter_map(|end| touched.name.get(..end)).for_each(|name| by_name.entry(name).or_default().push(touched));
    }
    let mut found = Vec::new();
    items.iter().for_each(|item| descent(item, "", inherited, &by_name, &mut found));
    found
}

fn descent(item: &Declaration, around: &str, inherited: &[FileId], touched: &ByName<'_>, found: &mut Vec<Descent>) {
    let (kind, own) = (item.kind.word(), item.called());
    let name = if around.is_empty() || own.is_empty() { format!("{around}{own}") } else { format!("{around}.{own}") };
    let itself = |t: &Touched| t.kind == kind && t.name == name;
    let of_it = || touched.get(name.as_str()).into_iter().flatten().filter(|t| itself(t) || t.name != name);
    let edits: Vec<Span> = of_it().map(|t| t.span).collect();
    let standing = match inherited.contains(&item.span.file) {
        true if edits.is_empty() => Standing::Inherited,
        true => Standing::Changed,
        false if of_it().any(|t| t.verb == Verb::Replace && itself(t)) => Standing::Changed,
        false => Standing::Added,
    };
    if !own.is_empty() && !matches!(item.kind, Kind::Policy(_)) {
        found.push(Descent { kind, name: shown(kind, &name).to_owned(), standing, file: item.span.file, edits });
    }
    for child in item.children() {
        descent(child, &name, inherited, touched, found);
    }
}

/// Of names that are dropped and still used it is said where they are dropped, once for all places.
pub(super) fn tell_dropped(diagnostics: &mut Vec<Diagnostic>, read: usize, lineage: &Lineage, sources: &Sources) {
    for dropped in &lineage.dropped {
        let leaf = dropped.name.rsplit('.').next().unwrap_or(&dropped.name);
        let mut used = Vec::new();
        let mut at = 0;
        diagnostics.retain(|d| {
            at += 1;
            let Place::Text(span) = d.place else { return true };
            let word = sources.text(span).rsplit('.').next().unwrap_or_default().trim_matches('`');
            let of_it = at > read && d.code == Code::UnknownName && word == leaf && span.start != dropped.edit.start;
            if of_it {
                used.push(span);
                used.extend(d.related.iter().map(|(span, _)| *span));
            }
            !of_it
        });
        if used.is_empty() {
            continue;
        }
        let message = format!("{} `{}` is dropped, and still used", dropped.kind, dropped.name);
        let mut error = Diagnostic::error(Code::UnknownName, dropped.edit, message)
            .label("dropped here")
            .hint(format!("drop what uses it as well, as in `drop {leaf} in index …`, or replace it"));
        error.related.extend(used.into_iter().map(|span| (span, "used here".to_owned())));
        diagnostics.push(error);
    }
}
