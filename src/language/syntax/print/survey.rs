//! Surveys as text.

use super::words::{Place, name, options, text};
use super::{Page, expr, indicator_clauses, keys, nested, of, table_clauses};
use crate::syntax::ast::{Combine, Comparison, DesiredAnswer, Question, Roles, Section, Survey, SurveyItem, Table};

/// The head and the clauses of a survey.
pub(super) fn parts(survey: &Survey) -> (String, Vec<String>) {
    let Survey {
        of: table,
        table: Table { key, further_keys, columns, tokens, rows },
        roles: asked,
        items,
        combine: rule,
    } = survey;
    let mut clauses: Vec<String> = keys(key.as_deref(), further_keys).into_iter().collect();
    clauses.extend(columns.iter().map(|c| nested(c, c.kind.word())));
    clauses.extend(asked.iter().map(roles));
    clauses.extend(items.iter().map(|item| match item {
        SurveyItem::Section(inner) => section(inner),
        SurveyItem::Question(inner) => question(inner),
    }));
    clauses.extend(rule.iter().map(combine));
    let rest =
        Table { key: None, further_keys: Vec::new(), columns: Vec::new(), tokens: tokens.clone(), rows: rows.clone() };
    clauses.extend(table_clauses(&rest));
    (of(table.as_ref()), clauses)
}

fn section(section: &Section) -> String {
    let Section { name: named, about, questions, span: _ } = section;
    let clauses = questions.iter().map(question).collect();
    lines(|page| {
        page.with_about(&format!("section {}", name(named, Place::Anywhere)), about, "", clauses, true);
    })
}

fn question(question: &Question) -> String {
    let Question { roles, name: named, about, column, when, combine: rule, desired: wanted, span: _ } = question;
    let asked = roles.iter().map(|r| name(r, Place::Anywhere)).collect::<Vec<_>>().join(", ");
    let asked = if asked.is_empty() { asked } else { format!("{asked} : ") };
    let mut tail = super::ascribed(column.ty.as_ref());
    tail.extend(when.iter().map(|w| format!(" when {}", expr::whole(w))));
    let mut clauses: Vec<String> = wanted.iter().map(desired).collect();
    clauses.extend(rule.iter().map(combine));
    clauses.extend(indicator_clauses(column));
    lines(|page| {
        page.with_about(&format!("ask {asked}{}", name(named, Place::Anywhere)), about, &tail, clauses, true);
    })
}

fn lines(write: impl FnOnce(&mut Page)) -> String {
    let mut page = Page { out: String::new(), depth: 0 };
    write(&mut page);
    page.out.trim_end_matches('\n').to_string()
}

fn roles(roles: &Roles) -> String {
    let Roles { options: list, from, span: _ } = roles;
    let from = from.as_ref().map(|f| format!(" from {}", text(f))).unwrap_or_default();
    format!("role {}{from}", options(list))
}

fn combine(combine: &Combine) -> String {
    let Combine { rule, by, span: _ } = combine;
    let by = by.as_ref().map(|b| format!(" by {}", name(b, Place::Anywhere))).unwrap_or_default();
    format!("combine {}{by}", name(rule, Place::Word))
}

pub(super) fn desired(desired: &DesiredAnswer) -> String {
    let DesiredAnswer { compare, values, span: _ } = desired;
    let compare = match compare {
        Some(Comparison::Less) => "< ",
        Some(Comparison::LessOrEqual) => "<= ",
        Some(Comparison::Greater) => "> ",
        Some(Comparison::GreaterOrEqual) => ">= ",
        Some(Comparison::Is | Comparison::IsNot) | None => "",
    };
    format!("desired {compare}{}", values.iter().map(expr::whole).collect::<Vec<_>>().join(", "))
}
