//! Scales and sets of categories.

use std::collections::{HashMap, HashSet};

use super::about::about;
use super::draft::Draft;
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{Member, Scale, ScaleId};
use crate::source::Span;
use crate::syntax::ast;

/// As many members as a scale, a set of categories or a scenario may have.
pub(super) const MOST_MEMBERS: usize = 200;

/// A declared scale, its levels from lowest to highest.
pub(super) fn scale(draft: &mut Draft<'_>, item: &ast::Declaration, ast: &ast::Scale) -> Scale {
    let mut levels: Vec<(&ast::Level, Member)> = Vec::new();
    let mut names: HashMap<&str, &ast::Level> = HashMap::new();
    let mut numbers: HashMap<u64, &ast::Level> = HashMap::new();
    for level in &ast.levels {
        // Adding 0 makes 0 of -0, which is the same number.
        let number = (level.number.value + 0.0).to_bits();
        let same_name = names.get(level.name.text.as_str());
        if let Some(first) = same_name.or_else(|| numbers.get(&number)) {
            let what = if first.name.text == level.name.text {
                format!("the level `{}` is declared twice", first.name.text)
            } else {
                format!("two levels have the number {}", level.number.value)
            };
            let error = Diagnostic::error(Code::ScaleLevels, level.name.span, what);
            let error = error.related(first.name.span, "first declared here");
            draft.report(error.hint("give each level a name and a number of its own"));
            continue;
        }
        names.insert(&level.name.text, level);
        numbers.insert(number, level);
        levels.push((
            level,
            Member { name: level.name.text.clone(), about: about(&level.about), number: level.number.value },
        ));
    }
    if levels.is_empty() {
        let message = format!("the scale `{}` has no levels", item.name.text);
        draft.report(
            Diagnostic::error(Code::ScaleLevels, item.name.span, message).hint("write its levels, `1 low \"Low\"`"),
        );
    }
    let (up, down) = (sorted(&levels, false), sorted(&levels, true));
    if !up && !down {
        let message = format!("the levels of `{}` are in no order", item.name.text);
        draft.report(
            Diagnostic::error(Code::ScaleLevels, item.name.span, message)
                .hint("write the levels from the highest number to the lowest, or from the lowest to the highest"),
        );
    }
    too_many(draft, &item.name.text, item.name.span, levels.len());
    levels.sort_by(|(_, a), (_, b)| a.number.total_cmp(&b.number));
    Scale {
        name: item.name.text.clone(),
        about: about(&item.about),
        ordered: true,
        counts_as_numbers: ast.counts_as_numbers.is_some(),
        members: levels.into_iter().map(|(_, m)| m).take(MOST_MEMBERS).collect(),
    }
}

fn sorted(levels: &[(&ast::Level, Member)], down: bool) -> bool {
    levels.windows(2).all(|pair| match pair {
        [(_, a), (_, b)] => (a.number < b.number) != down,
        _ => true,
    })
}

fn too_many(draft: &mut Draft<'_>, name: &str, span: Span, count: usize) {
    if count > MOST_MEMBERS {
        let message = format!("`{name}` has {count} members; a scale or category may have {MOST_MEMBERS}");
        draft.report(Diagnostic::error(Code::TooMany, span, message).hint("use a table and a link to it instead"));
    }
}

/// `one of { country "Country", aggregate }` of a field: a set of categories.
pub(super) fn categories(
    draft: &mut Draft<'_>,
    item: &ast::Declaration,
    members: &[(ast::Name, Option<ast::Text>)],
    span: Span,
) -> ScaleId {
    let mut list: Vec<Member> = Vec::new();
    let mut seen: HashSet<&str> = HashSet::new();
    for (name, label) in members {
        if !seen.insert(&name.text) {
            let message = format!("the category `{}` is declared twice", name.text);
            let error = Diagnostic::error(Code::DuplicateName, name.span, message).hint("keep one of the two");
            let first = members.iter().find(|(n, _)| n.text == name.text);
            draft.report(match first {
                Some((first, _)) => error.related(first.span, "first declared here"),
                None => error,
            });
            continue;
        }
        let label = label.as_ref().map(|l| l.text.clone());
        let about = crate::program::About { label, ..crate::program::About::default() };
        list.push(Member { name: name.text.clone(), about, number: list.len() as f64 });
    }
    too_many(draft, &item.name.text, span, list.len());
    list.truncate(MOST_MEMBERS);
    // The answers as given are called by their question.
    let name = item.name.text.strip_suffix(".given").unwrap_or(&item.name.text);
    add(draft, super::declare::unordered(name.to_owned(), item, list))
}

/// Adds a scale that has no name of its own.
pub(super) fn add(draft: &mut Draft<'_>, scale: Scale) -> ScaleId {
    let id = ScaleId(u32::try_from(draft.scales.len()).unwrap_or(u32::MAX));
    draft.scales.push(scale);
    id
}

/// The member that a name or a text means: its name, or its label.
pub(super) fn member(scale: &Scale, text: &str) -> Option<u8> {
    let by_name = scale.members.iter().position(|m| m.name == text);
    let position = by_name.or_else(|| scale.members.iter().position(|m| m.about.label.as_deref() == Some(text)));
    position.and_then(|p| u8::try_from(p).ok())
}
