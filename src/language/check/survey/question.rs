//! A question: the column of its answers as given, whether it was asked, and the answers that count.

use super::build::{declared, named, value};
use super::{Parts, RememberedQuestion, belonging, combine, known_roles, options};
use crate::check::about::about;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{self, About, Comparison, Declaration, Expr, ExprKind, Indicator, IndicatorGroup, Kind, Name};

/// Adds what a question is made of. `later` are this question and those after it.
pub(super) fn add(
    parts: &mut Parts<'_>,
    question: &ast::Question,
    later: &[&ast::Question],
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<RememberedQuestion> {
    if question.column.ty.is_none() {
        let message = format!("it is not said what kind of answer `{}` has", question.name.text);
        let hint = format!("write a type after `:`, `ask {} : yes_no`", question.name.text);
        diagnostics.push(Diagnostic::error(Code::UnexpectedText, question.name.span, message).hint(hint));
        return None;
    }
    let when = question.when.as_ref().filter(|when| looks_back(question, when, later, diagnostics));
    let roles = known_roles(parts, question, diagnostics);
    let asked = asked(when, &roles);
    match &asked {
        None => parts.columns.push(item(question, question.name.clone(), question.column.clone())),
        Some(asked) => conditional(parts, question, asked),
    }
    if let Some(desired) = &question.desired {
        desired_answer(parts, question, desired, diagnostics);
    }
    let combined = combine::add(parts, question, diagnostics);
    Some(RememberedQuestion {
        name: question.name.clone(),
        about: about(&question.about),
        options: options(question).map(|list| list.iter().map(|(name, _)| name.text.clone()).collect()),
        roles: roles.into_iter().map(|r| r.text).collect(),
        conditional: asked.is_some(),
        desired: question.desired.is_some(),
        combined,
    })
}

impl Clone for RememberedQuestion {
    fn clone(&self) -> Self {
        Self {
            name: self.name.clone(),
            about: self.about.clone(),
            options: self.options.clone(),
            roles: self.roles.clone(),
            ..*self
        }
    }
}

fn item(question: &ast::Question, name: Name, column: Indicator) -> Declaration {
    declared(name, question.about.clone(), question.span, Kind::Indicator(Box::new(column)))
}

/// A question may look only at those before it; says whether it does.
fn looks_back(
    question: &ast::Question,
    when: &Expr,
    later: &[&ast::Question],
    diagnostics: &mut Vec<Diagnostic>,
) -> bool {
    let before = diagnostics.len();
    when.each(&mut |part| {
        let ExprKind::Name(name) = &part.kind else { return };
        let Some(found) = later.iter().find(|q| q.name.text == name.text) else { return };
        let message = if found.name.text == question.name.text {
            format!("whether `{}` is asked cannot depend on its own answer", question.name.text)
        } else {
            format!("`{}` is asked before `{}`, on which it depends", question.name.text, found.name.text)
        };
        let error = Diagnostic::error(Code::QuestionOrder, part.span, message).related(found.name.span, "asked here");
        diagnostics.push(error.hint("a question looks at the answers to earlier ones: change their order"));
    });
    diagnostics.len() == before
}

/// Whether a question is asked: of these roles, and where its condition is yes. `None`: always.
fn asked(when: Option<&Expr>, roles: &[Name]) -> Option<Expr> {
    let mut conditions: Vec<Expr> = Vec::new();
    if let (Some(first), Some(last)) = (roles.first(), roles.last()) {
        let span = first.span.to(last.span);
        // The author did not write it: without a place it is called by its name.
        let role = Box::new(value(&named(super::build::ROLE.to_owned(), Span::default())));
        let members = roles.iter().map(value).collect();
        conditions.push(Expr { kind: ExprKind::In { value: role, members, negated: false }, span });
    }
    conditions.extend(when.cloned());
    let span = conditions.first()?.span.to(conditions.last()?.span);
    let condition = match conditions.len() {
        1 => conditions.pop()?,
        _ => Expr { kind: ExprKind::And(conditions), span },
    };
    let no = Expr { kind: ExprKind::YesNo(false), span };
    Some(Expr { kind: ExprKind::IfMissing(Box::new(condition), Box::new(no)), span })
}

/// A question that is not asked of all: what was answered although it was not asked does not count.
fn conditional(parts: &mut Parts<'_>, question: &ast::Question, condition: &Expr) {
    let Indicator { ty, better, range, goalposts, weight, measures, from, tokens, rounded, printed, .. } =
        question.column.clone();
    let header = ast::Text { text: question.name.text.clone(), span: question.name.span };
    let from = from.or(Some(header));
    let given = Indicator { ty, range: range.clone(), from, tokens, rounded, hidden: true, ..Indicator::default() };
    let name = belonging(&question.name, "given");
    parts.columns.push(item(question, name.clone(), given));
    let table = Some(parts.item.name.clone());
    let formula = Some(condition.clone());
    let whether = Indicator { table: table.clone(), formula, hidden: true, ..Indicator::default() };
    let asked = belonging(&question.name, "asked");
    parts.columns.push(item(question, asked.clone(), whether));
    let counts = |given: &Name| {
        let span = given.span;
        let unasked = ExprKind::Missing(named("unasked".to_owned(), span));
        let unasked = Expr { kind: unasked, span };
        let choice = ExprKind::If(Box::new(value(&asked)), Box::new(value(given)), Box::new(unasked));
        Some(Expr { kind: choice, span })
    };
    let answer = |formula| Indicator {
        formula,
        better,
        range: range.clone(),
        goalposts: goalposts.clone(),
        measures: measures.clone(),
        ..Indicator::default()
    };
    match options(question) {
        None => {
            let made = Indicator { weight, printed, ..answer(counts(&name)) };
            parts.columns.push(item(question, question.name.clone(), made));
        }
        Some(options) => {
            let one = |(option, label): &(Name, Option<ast::Text>)| {
                let full = belonging(&question.name, &option.text);
                let labels = label.iter().map(|l| (None, l.clone())).collect();
                let about = About { labels, ..About::default() };
                let formula = counts(&belonging(&name, &option.text));
                let name = named(full.text, option.span);
                declared(name, about, question.span, Kind::Indicator(Box::new(answer(formula))))
            };
            let group = IndicatorGroup { items: options.iter().map(one).collect(), ..IndicatorGroup::default() };
            let group = Kind::Indicators(group);
            parts.columns.push(declared(question.name.clone(), question.about.clone(), question.span, group));
        }
    }
}

/// `stance.desired`: whether the answer is as desired.
fn desired_answer(
    parts: &mut Parts<'_>,
    question: &ast::Question,
    desired: &ast::DesiredAnswer,
    diagnostics: &mut Vec<Diagnostic>,
) {
    if options(question).is_some() {
        let message = format!("`{}` has several answers, each of which is yes or no", question.name.text);
        let hint = "say what is desired of one of them in a formula: `indicator … = goals.markets`";
        diagnostics.push(Diagnostic::error(Code::WrongKind, desired.span, message).hint(hint));
        return;
    }
    let answer = value(&question.name);
    let span = desired.span;
    let kind = match (desired.compare, desired.values.as_slice()) {
        (Some(compare), [_]) => {
            let operands = std::iter::once(answer).chain(desired.values.iter().cloned()).collect();
            ExprKind::Comparison(operands, vec![compare])
        }
        (Some(_), _) => {
            let message = "an answer is compared with one value";
            diagnostics
                .push(Diagnostic::error(Code::UnexpectedText, span, message).hint("write one value after `desired`"));
            return;
        }
        (None, [only]) => ExprKind::Comparison(vec![answer, only.clone()], vec![Comparison::Is]),
        (None, several) => ExprKind::In { value: Box::new(answer), members: several.to_vec(), negated: false },
    };
    let made = Indicator { formula: Some(Expr { kind, span }), hidden: true, ..Indicator::default() };
    parts.columns.push(item(question, belonging(&question.name, "desired"), made));
}
