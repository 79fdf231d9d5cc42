//! Levels and categories that a method names: `points none as 0, partial as 30, full as 100`.

use super::parts::PartDraft;
use crate::check::draft::Draft;
use crate::diagnostic::{Code, Diagnostic, did_you_mean, list};
use crate::methods::{OptionValue, Options};
use crate::program::{About, Member, Type};
use crate::source::Span;
use crate::syntax::ast;

/// Puts the numbers of levels in the place of their names.
pub(super) fn resolve<'p>(
    draft: &mut Draft<'_>,
    method: &ast::Method,
    given: &mut Options,
    parts: impl Iterator<Item = &'p PartDraft>,
) -> Option<()> {
    let parts: Vec<&PartDraft> = parts.collect();
    for (_, value) in &mut given.given {
        let OptionValue::Levels(levels) = value else { continue };
        let mut resolved: Option<(Vec<(f64, f64)>, &PartDraft)> = None;
        for part in &parts {
            let points = of_part(draft, method, levels, part)?;
            if let Some((other, first)) = resolved.as_ref().filter(|(other, _)| *other != points) {
                let _ = other;
                let message =
                    format!("the levels of `{}` and `{}` have different numbers", first.part.name, part.part.name);
                let hint = "give each its own step with `for`";
                draft.report(Diagnostic::error(Code::MethodOption, method.span, message).hint(hint));
                return None;
            }
            resolved = resolved.or(Some((points, part)));
        }
        *value = OptionValue::Points(resolved.map(|(points, _)| points).unwrap_or_default());
    }
    Some(())
}

/// The numbers of the levels of one part, in their order, with their points.
fn of_part(
    draft: &mut Draft<'_>,
    method: &ast::Method,
    levels: &[(String, f64)],
    part: &PartDraft,
) -> Option<Vec<(f64, f64)>> {
    let ty = draft.quantity(part.part.quantity).and_then(|q| q.ty.clone());
    let members: Vec<Member> = match ty {
        Some(Type::Member(scale)) => draft.scale(scale).map(|s| s.members.clone()).unwrap_or_default(),
        Some(Type::YesNo) => answers(),
        Some(Type::Number(_) | Type::Text | Type::Date | Type::Link(_)) | None => {
            let message = format!("`{}` has no levels that points could be given to", part.part.name);
            let hint = "write its values: `points 1 as 0, 2 as 50`";
            let error = Diagnostic::error(Code::MethodOption, method.span, message);
            draft.report(error.related(part.part.span, "a part here").hint(hint));
            return None;
        }
    };
    for (name, _) in levels {
        if !members.iter().any(|m| m.name == *name) {
            let message = format!("`{}` has no level `{name}`", part.part.name);
            let hint = did_you_mean(name, members.iter().map(|m| m.name.as_str()));
            draft.report(Diagnostic::error(Code::UnknownName, place(method, name), message).maybe_hint(hint));
            return None;
        }
    }
    let points = |m: &Member| levels.iter().find(|(name, _)| *name == m.name).map(|(_, points)| (m.number, *points));
    let unsaid: Vec<&str> = members.iter().filter(|m| points(m).is_none()).map(|m| m.name.as_str()).collect();
    if !unsaid.is_empty() {
        let message = format!("no points are given to {} of `{}`", list(&unsaid), part.part.name);
        let hint = format!("add `{} as N`", unsaid.first().copied().unwrap_or_default());
        draft.report(Diagnostic::error(Code::MethodOption, method.span, message).hint(hint));
        return None;
    }
    Some(members.iter().filter_map(points).collect())
}

/// Yes and no, which count as 1 and 0.
fn answers() -> Vec<Member> {
    let answer = |name: &str, number| Member { name: name.to_owned(), number, about: About::default() };
    vec![answer("yes", 1.0), answer("no", 0.0)]
}

/// Where a level is named.
fn place(method: &ast::Method, level: &str) -> Span {
    let named = method.terms.iter().find(|t| matches!(t, ast::Term::Word(name) if name.text == level));
    named.map_or(method.span, ast::Term::span)
}

/// Whether a step gives points to the levels of this part, so that they need not count as numbers.
pub(super) fn given_points(steps: &[&ast::Step], name: &str) -> bool {
    steps.iter().any(|step| match step {
        ast::Step::Normalise(method) => {
            let points = matches!(method.terms.first(), Some(ast::Term::Word(word)) if word.text == "points");
            points && (method.only.is_empty() || method.only.iter().any(|n| n.text == name))
        }
        ast::Step::Treat(_) | ast::Step::Impute(_) | ast::Step::Screen(_) => false,
        ast::Step::Weigh(..) | ast::Step::Aggregate(_) | ast::Step::Missing(_) | ast::Step::Rounded(..) => false,
    })
}
