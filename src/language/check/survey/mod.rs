//! Surveys, before anything else is looked at: a survey becomes a table of responses, an indicator for each question that
//! is not asked of all, and one for each answer that is combined for those of whom the respondents speak.
//!
//! ```text
//! ask goals : yes_no when stance > inactive { combine majority }
//!
//! indicator goals.given                                                    the column, not listed
//! indicator goals.asked   = (stance > inactive) if missing no              not listed
//! indicator goals         = if goals.asked then goals.given else missing as unasked
//! indicator answers.goals of clusters = majority(answers.goals via cluster)
//! ```

mod build;
mod combine;
mod question;

use crate::diagnostic::{Code, Diagnostic, did_you_mean, list};
use crate::program::{About, QuantityId, Question, Section, Survey};
use crate::syntax::ast::{self, Declaration, Kind, SurveyItem, TypeExpr};

use super::about::about;
use super::draft::{Definition, Draft};
use build::{declared, named, of_type};

/// What is remembered of a survey, by names.
pub(super) struct Remembered {
    table: String,
    of: Option<String>,
    role: bool,
    sections: Vec<(Option<String>, About, Vec<RememberedQuestion>)>,
}

struct RememberedQuestion {
    name: ast::Name,
    about: About,
    options: Option<Vec<String>>,
    roles: Vec<String>,
    conditional: bool,
    desired: bool,
    combined: bool,
}

/// Replaces surveys by what they are made of.
pub(super) fn expand(items: &mut Vec<Declaration>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Remembered> {
    if !items.iter().any(|i| matches!(i.kind, Kind::Survey(_))) {
        return Vec::new();
    }
    let types = combine::Types::of(items);
    let mut remembered = Vec::new();
    for item in std::mem::take(items) {
        match item.kind {
            Kind::Survey(survey) => {
                let outside = Declaration { kind: Kind::Use(build::no_text()), ..item };
                remembered.push(one(&outside, *survey, &types, items, diagnostics));
            }
            _ => items.push(item),
        }
    }
    remembered
}

/// A survey while it is taken apart.
struct Parts<'s> {
    item: &'s Declaration,
    of: Option<&'s ast::Name>,
    /// The field that links to those for whom the respondents speak.
    link: Option<ast::Name>,
    roles: Option<&'s ast::Roles>,
    combine: Option<&'s ast::Combine>,
    /// Fields and indicators, by name.
    fields: Vec<&'s str>,
    types: &'s combine::Types,
    /// The columns of the table.
    columns: Vec<Declaration>,
    /// What is declared besides the table.
    others: Vec<Declaration>,
}

fn one(
    item: &Declaration,
    survey: ast::Survey,
    types: &combine::Types,
    items: &mut Vec<Declaration>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Remembered {
    let ast::Survey { of, table, roles, items: asked, combine } = survey;
    let fields = table.columns.iter().map(|c| c.name.text.as_str());
    let fields = fields.chain(table.key.iter().map(|k| k.name.text.as_str()));
    let fields = fields.chain(table.further_keys.iter().map(|k| k.name.text.as_str())).collect();
    let link = link(item, of.as_ref(), &table, types, diagnostics);
    let mut parts = Parts {
        item,
        of: of.as_ref(),
        link,
        roles: roles.as_ref(),
        combine: combine.as_ref(),
        fields,
        types,
        columns: Vec::new(),
        others: Vec::new(),
    };
    parts.combine = parts.combine.filter(|rule| combine::well_formed(&parts, rule, diagnostics));
    let mut sections: Vec<(Option<String>, About, Vec<RememberedQuestion>)> = Vec::new();
    let all: Vec<&ast::Question> = asked.iter().flat_map(questions).collect();
    let mut at = 0;
    for part in &asked {
        let (name, of_section) = match part {
            SurveyItem::Section(section) => (Some(section.name.text.clone()), about(&section.about)),
            SurveyItem::Question(_) => (None, About::default()),
        };
        if name.is_some() || sections.last().is_none_or(|(last, _, _)| last.is_some()) {
            sections.push((name, of_section, Vec::new()));
        }
        for question in questions(part) {
            let later = all.get(at..).unwrap_or_default();
            let made = question::add(&mut parts, question, later, diagnostics);
            sections.last_mut().into_iter().for_each(|(_, _, list)| list.extend(made.clone()));
            at += 1;
        }
    }
    let Parts { columns, others, .. } = parts;
    let mut table = table;
    if let Some(roles) = &roles {
        table.columns.push(build::role(roles));
    }
    let remembered =
        Remembered { table: item.name.text.clone(), of: of.map(|n| n.text), role: roles.is_some(), sections };
    table.columns.extend(columns);
    items.push(declared(item.name.clone(), item.about.clone(), item.span, Kind::Table(table)));
    items.extend(others);
    remembered
}

fn questions(item: &SurveyItem) -> std::slice::Iter<'_, ast::Question> {
    match item {
        SurveyItem::Section(section) => section.questions.iter(),
        SurveyItem::Question(question) => std::slice::from_ref(&**question).iter(),
    }
}

/// The one field that says for whom a respondent speaks.
fn link(
    item: &Declaration,
    of: Option<&ast::Name>,
    table: &ast::Table,
    types: &combine::Types,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<ast::Name> {
    let of = of?;
    if !types.has_table(&of.text) {
        let message = format!("there is no table `{}`", of.text);
        let hint = did_you_mean(&of.text, types.tables());
        diagnostics.push(Diagnostic::error(Code::UnknownName, of.span, message).maybe_hint(hint));
        return None;
    }
    let links: Vec<&ast::Name> = table
        .columns
        .iter()
        .filter(|c| matches!(&c.kind, Kind::Field(field) if of_type(field.ty.as_ref()) == Some(&of.text)))
        .map(|c| &c.name)
        .collect();
    match links.as_slice() {
        [only] => Some((*only).clone()),
        [] => {
            let message = format!("no field of `{}` says of which row of `{}` it speaks", item.name.text, of.text);
            let hint = format!("write one whose type is that table: `field who : {}`", of.text);
            diagnostics.push(Diagnostic::error(Code::SurveyLink, of.span, message).hint(hint));
            None
        }
        [first, second, ..] => {
            let message = format!("two fields of `{}` link to `{}`", item.name.text, of.text);
            let error = Diagnostic::error(Code::SurveyLink, second.span, message).related(first.span, "the first one");
            diagnostics.push(error.hint("a survey speaks of one row: make the other field a text"));
            None
        }
    }
}

/// What was remembered, with the ids of what it was made into.
pub(super) fn finish(draft: &Draft<'_>, remembered: &[Remembered]) -> Vec<Survey> {
    let survey = |r: &Remembered| {
        let table = draft.table_names.get(&r.table).copied()?;
        let of = r.of.as_ref().and_then(|of| draft.table_names.get(of).copied());
        let question = |q: &RememberedQuestion| {
            let suffixes: Vec<String> = match &q.options {
                Some(options) => options.iter().map(|o| format!(".{o}")).collect(),
                None => vec![String::new()],
            };
            let name = &q.name.text;
            let ids = |base: String| suffixes.iter().filter_map(|s| draft.find(table, &format!("{base}{s}"))).collect();
            let given = if q.conditional { ids(format!("{name}.given")) } else { ids(name.clone()) };
            let combined = of.filter(|_| q.combined).map(|of| {
                let full = |s: &String| draft.find(of, &format!("{}.{name}{s}", r.table));
                suffixes.iter().filter_map(full).collect()
            });
            Question {
                name: name.clone(),
                about: q.about.clone(),
                answers: ids(name.clone()),
                given,
                asked: draft.find(table, &format!("{name}.asked")).filter(|_| q.conditional),
                roles: q.roles.clone(),
                desired: draft.find(table, &format!("{name}.desired")).filter(|_| q.desired),
                combined: combined.unwrap_or_default(),
                span: q.name.span,
            }
        };
        let section = |(name, about, questions): &(Option<String>, About, Vec<RememberedQuestion>)| Section {
            name: name.clone(),
            about: about.clone(),
            questions: questions.iter().map(question).collect(),
        };
        let role = draft.find(table, build::ROLE).filter(|_| r.role);
        Some(Survey { table, of, role, sections: r.sections.iter().map(section).collect() })
    };
    remembered.iter().filter_map(survey).collect()
}

/// Indices that do not say what a missing part means, neither themselves nor by the index around them.
pub(super) fn indices_without_rule(draft: &Draft<'_>) -> Vec<QuantityId> {
    let silent = |quantity: &super::draft::QuantityDraft<'_>| match &quantity.definition {
        Definition::Index(definition) => {
            let mut steps = definition.index.steps.iter().chain(definition.inherited.iter().copied());
            !steps.any(|step| step.missing().is_some_and(|method| method.says_of_unasked()))
        }
        Definition::Done
        | Definition::Formula(_)
        | Definition::Rank(..)
        | Definition::Scenario(..)
        | Definition::Collected(_)
        | Definition::Grouping(_)
        | Definition::Key
        | Definition::Measure(..)
        | Definition::Target(_) => false,
    };
    let silent = draft.quantities.iter().enumerate().filter(|(_, q)| silent(q));
    silent.map(|(at, _)| QuantityId(at as u32)).collect()
}

/// The roles of which a question is asked; unknown ones are reported.
fn known_roles(parts: &Parts<'_>, question: &ast::Question, diagnostics: &mut Vec<Diagnostic>) -> Vec<ast::Name> {
    let known = || parts.roles.iter().flat_map(|r| &r.options).map(|(name, _)| name.text.as_str());
    let mut found = Vec::new();
    for role in &question.roles {
        if known().any(|k| k == role.text) {
            found.push(role.clone());
            continue;
        }
        let message = format!("the survey `{}` has no role `{}`", parts.item.name.text, role.text);
        let hint = match parts.roles {
            Some(_) => did_you_mean(&role.text, known()).unwrap_or_else(|| format!("its roles are {}", list(known()))),
            None => format!("declare the roles before the questions: `role {}, other`", role.text),
        };
        diagnostics.push(Diagnostic::error(Code::UnknownName, role.span, message).hint(hint));
    }
    found
}

/// The options of a question of several answers.
fn options(question: &ast::Question) -> Option<&[(ast::Name, Option<ast::Text>)]> {
    match &question.column.ty {
        Some(TypeExpr::SeveralOf(options, _)) => Some(options),
        Some(TypeExpr::Named(_) | TypeExpr::OneOf(..)) | None => None,
    }
}

/// `stance.given`: something that belongs to a question.
fn belonging(question: &ast::Name, what: &str) -> ast::Name {
    named(format!("{}.{what}", question.text), question.span)
}
