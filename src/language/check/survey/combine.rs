//! How the answers of several respondents become one, for the row for which they speak.

use std::collections::HashSet;

use super::build::{call, declared, named, of_type, value};
use super::{Parts, options};
use crate::diagnostic::{Code, Diagnostic, did_you_mean, list};
use crate::syntax::ast::{self, About, Combine, Declaration, Expr, Indicator, IndicatorGroup, Kind, Name, TypeExpr};

const RULES: [&str; 4] = ["mean", "median", "majority", "latest"];

/// What the names of types mean, as far as it matters for a rule.
pub(super) struct Types {
    scales: HashSet<String>,
    numbers: HashSet<String>,
    tables: HashSet<String>,
}

impl Types {
    pub fn of(items: &[Declaration]) -> Self {
        let names = |wanted: &dyn Fn(&Kind) -> bool| {
            items.iter().filter(|i| wanted(&i.kind)).map(|i| i.name.text.clone()).collect::<HashSet<_>>()
        };
        Self {
            scales: names(&|k| matches!(k, Kind::Scale(_))),
            numbers: names(&|k| matches!(k, Kind::Scale(scale) if scale.counts_as_numbers.is_some())),
            tables: names(&|k| matches!(k, Kind::Table(_) | Kind::Survey(_))),
        }
    }
}

impl Types {
    pub fn has_table(&self, name: &str) -> bool {
        self.tables.contains(name)
    }

    /// The names of tables, in a fixed order.
    pub fn tables(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.tables.iter().map(String::as_str).collect();
        names.sort_unstable();
        names
    }
}

/// What a question is answered with.
#[derive(Clone, Copy, PartialEq)]
enum Answer {
    Number,
    /// A level that counts as a number.
    NumberedLevel,
    Level,
    Category,
    Date,
    Text,
}

fn answer(types: &Types, ty: Option<&TypeExpr>) -> Answer {
    match ty {
        Some(TypeExpr::OneOf(..) | TypeExpr::SeveralOf(..)) => return Answer::Category,
        Some(TypeExpr::Named(_)) | None => {}
    }
    match of_type(ty) {
        Some("yes_no") => Answer::Category,
        Some("text") => Answer::Text,
        Some("date") => Answer::Date,
        Some(name) if types.numbers.contains(name) => Answer::NumberedLevel,
        Some(name) if types.scales.contains(name) => Answer::Level,
        Some(name) if types.tables.contains(name) => Answer::Text,
        Some(_) | None => Answer::Number,
    }
}

/// Whether answers of a kind can be put together by a rule.
fn suits(rule: &str, answer: Answer) -> bool {
    match rule {
        "mean" => matches!(answer, Answer::Number | Answer::NumberedLevel),
        "median" => matches!(answer, Answer::Number | Answer::NumberedLevel | Answer::Level | Answer::Date),
        "majority" => matches!(answer, Answer::NumberedLevel | Answer::Level | Answer::Category),
        _ => true,
    }
}

/// Whether a rule is one, and says by what the latest answer is the latest.
pub(super) fn well_formed(parts: &Parts<'_>, combine: &Combine, diagnostics: &mut Vec<Diagnostic>) -> bool {
    let rule = combine.rule.text.as_str();
    let mut report = |span, message: String, hint: String| {
        diagnostics.push(Diagnostic::error(Code::CombineRule, span, message).hint(hint));
        false
    };
    if !RULES.contains(&rule) {
        let hint = did_you_mean(rule, RULES).unwrap_or_else(|| format!("write one of {}", list(RULES)));
        return report(combine.rule.span, format!("answers cannot be combined by `{rule}`"), hint);
    }
    if parts.of.is_none() {
        let message = format!("it is not said for whom the respondents of `{}` speak", parts.item.name.text);
        return report(combine.span, message, format!("write `survey {} of TABLE`", parts.item.name.text));
    }
    match (&combine.by, rule) {
        (None, "latest") => {
            let hint = "write the field that tells when each answer was given: `combine latest by date`".to_owned();
            report(combine.span, "it is not said by what an answer is the latest".to_owned(), hint)
        }
        (Some(by), "latest") if !parts.fields.contains(&by.text.as_str()) => {
            let message = format!("the survey `{}` has no field `{}`", parts.item.name.text, by.text);
            let hint = did_you_mean(&by.text, parts.fields.iter().copied());
            diagnostics.push(Diagnostic::error(Code::UnknownName, by.span, message).maybe_hint(hint));
            false
        }
        (Some(by), other) if other != "latest" => {
            report(by.span, format!("`{other}` needs no `by`"), "only `latest` goes by a field".to_owned())
        }
        (Some(_) | None, _) => true,
    }
}

/// Adds what the answers to a question become; says whether they do.
pub(super) fn add(parts: &mut Parts<'_>, question: &ast::Question, diagnostics: &mut Vec<Diagnostic>) -> bool {
    let kind = answer(parts.types, question.column.ty.as_ref());
    let rule = match (&question.combine, parts.combine) {
        (Some(own), _) => {
            if !well_formed(parts, own, diagnostics) {
                return false;
            }
            if !suits(&own.rule.text, kind) {
                diagnostics.push(unsuited(question, own, kind));
                return false;
            }
            own
        }
        // A rule for all questions is one for those that it suits.
        (None, Some(rule)) if suits(&rule.rule.text, kind) => rule,
        (None, Some(_) | None) => return false,
    };
    let (Some(of), Some(link)) = (parts.of, &parts.link) else { return false };
    let table = &parts.item.name.text;
    let column = &question.column;
    let formula = |name: &str| {
        let span = rule.span;
        let mut arguments = vec![value(&named(format!("{table}.{name}"), span))];
        arguments.extend(rule.by.iter().map(|by| value(&named(format!("{table}.{}", by.text), by.span))));
        Some(call(&rule.rule.text, arguments, Some(link.clone()), span))
    };
    let made = |formula: Option<Expr>| Indicator {
        table: Some(of.clone()),
        formula,
        better: column.better,
        goalposts: column.goalposts.clone(),
        weight: column.weight.clone(),
        measures: column.measures.clone(),
        printed: column.printed.clone(),
        ..Indicator::default()
    };
    let item = |name: String, place: &Name, about: About, formula| {
        let name = named(format!("{table}.{name}"), place.span);
        declared(name, about, question.span, Kind::Indicator(Box::new(made(formula))))
    };
    let name = &question.name;
    let combined = match options(question) {
        None => item(name.text.clone(), name, question.about.clone(), formula(&name.text)),
        Some(options) => {
            let one = |(option, label): &(Name, Option<ast::Text>)| {
                let labels = label.iter().map(|l| (None, l.clone())).collect();
                let full = format!("{}.{}", name.text, option.text);
                let formula = formula(&full);
                item(full, option, About { labels, ..About::default() }, formula)
            };
            let items = options.iter().map(one).collect();
            let group = IndicatorGroup { table: Some(of.clone()), items, ..IndicatorGroup::default() };
            let named = named(format!("{table}.{}", name.text), name.span);
            declared(named, question.about.clone(), question.span, Kind::Indicators(group))
        }
    };
    parts.others.push(combined);
    true
}

fn unsuited(question: &ast::Question, combine: &Combine, answer: Answer) -> Diagnostic {
    let what = match answer {
        Answer::Number => "numbers",
        Answer::NumberedLevel | Answer::Level => "levels of a scale",
        Answer::Category => "yes and no, or categories",
        Answer::Date => "dates",
        Answer::Text => "texts",
    };
    let message = format!("the answers to `{}` are {what}, which have no `{}`", question.name.text, combine.rule.text);
    let fitting: Vec<&str> = RULES.into_iter().filter(|rule| suits(rule, answer)).collect();
    Diagnostic::error(Code::CombineRule, combine.span, message).hint(format!("they are combined by {}", list(fitting)))
}
