//! What a checklist stands for: a column for each answer, and whether it is as desired.

use super::formulas;
use indexmap::IndexMap;

use super::own_names::OwnNames;
use super::roles::Roles;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{
    About, Checklist, ChecklistItem, Declaration, Expr, Indicator, Kind, Name, Text, TypeExpr, UnitExpr,
};

/// The columns and formulas of a step or theme.
pub(super) struct Asked {
    /// To be declared in the journey's table, in order.
    pub columns: Vec<Declaration>,
    /// The questions' full names.
    pub questions: Vec<String>,
}

/// The name of the column that holds what was written, where it does not always count.
pub(super) fn given_name(question: &str) -> String {
    format!("{question}.given")
}

/// The name of the value that says whether an answer is as desired.
pub(super) fn met_name(question: &str) -> String {
    format!("{question}.met")
}

/// Takes the checklists of a step or theme apart.
pub(super) fn asked(
    place: &str,
    asks: &[Checklist],
    roles: &Roles<'_>,
    own: &OwnNames<'_>,
    found: &mut Vec<Diagnostic>,
) -> Asked {
    let mut asked = Asked { columns: Vec::new(), questions: Vec::new() };
    let mut seen: IndexMap<&str, Span> = IndexMap::new();
    for checklist in asks {
        let role = roles.condition(checklist, found);
        for item in &checklist.items {
            if let Some(first) = seen.insert(&item.name.text, item.name.span) {
                let message = format!("`{place}` asks `{}` twice", item.name.text);
                let error = Diagnostic::error(Code::DuplicateName, item.name.span, message);
                let hint = "give one of the two another name; or ask it once, `ask FIRST_ROLE, SECOND_ROLE { … }`";
                found.push(error.related(first, "first asked here").hint(hint));
                continue;
            }
            if item.desired.is_none() && !is_yes_no(item.ty.as_ref()) {
                let name = &item.name.text;
                let message = format!("`{name}` is not answered with yes or no, and it is not said what is desired");
                let hint =
                    "write `desired` and the answers, `desired smoothly`; or `desired any`, if any answer will do";
                found.push(Diagnostic::error(Code::TypeMismatch, item.name.span, message).hint(hint));
                continue;
            }
            asked.item(place, item, role.as_ref(), own);
        }
    }
    asked
}

/// Whether a question is answered with yes or no, as it is where no type is given.
fn is_yes_no(ty: Option<&TypeExpr>) -> bool {
    match ty {
        None => true,
        Some(TypeExpr::Named(named)) => matches!(named.factors.as_slice(), [(name, 1)] if name.text == "yes_no"),
        Some(TypeExpr::OneOf(..) | TypeExpr::SeveralOf(..)) => false,
    }
}

impl Asked {
    fn item(&mut self, place: &str, item: &ChecklistItem, role: Option<&Expr>, own: &OwnNames<'_>) {
        let span = item.name.span;
        let question = format!("{place}.{}", item.name.text);
        let when = item.when.as_ref().map(|e| formulas::surely(own.in_full(e)));
        let conditions: Vec<Expr> = role.cloned().into_iter().chain(when).collect();
        if conditions.is_empty() {
            self.columns.push(column(item, &question, None));
        } else {
            let given = given_name(&question);
            self.columns.push(column(item, &given, Some(&question)));
            let answer = formulas::named(&given, span);
            let formula = formulas::asked(formulas::all(conditions, span), answer);
            self.columns.push(indicator(&question, span, item.about.clone(), formula, Listed::Yes));
        }
        let met = met_name(&question);
        let formula = formulas::met(&question, span, item.desired.as_ref());
        self.columns.push(indicator(&met, span, About::default(), formula, Listed::No));
        self.questions.push(question);
    }
}

/// The column of the data that holds the answers; where a formula says which of them count, it is not listed, and
/// `header` is what it is called.
fn column(item: &ChecklistItem, name: &str, header: Option<&str>) -> Declaration {
    let span = item.name.span;
    let yes_no = || {
        let name = Name { text: "yes_no".to_owned(), span };
        TypeExpr::Named(UnitExpr { factors: vec![(name, 1)], span })
    };
    let column = Indicator {
        ty: Some(item.ty.clone().unwrap_or_else(yes_no)),
        from: item.from.clone().or(header.map(|text| Text { text: text.to_owned(), span })),
        tokens: item.tokens.clone(),
        hidden: header.is_some(),
        ..Indicator::default()
    };
    declaration(name, span, item.span, item.about.clone(), Kind::Indicator(Box::new(column)))
}

/// Whether results list a formula.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Listed {
    Yes,
    No,
}

/// A formula of the journey's table.
pub(super) fn indicator(name: &str, span: Span, about: About, formula: Expr, listed: Listed) -> Declaration {
    let hidden = listed == Listed::No;
    let indicator = Indicator { formula: Some(formula), hidden, ..Indicator::default() };
    declaration(name, span, span, about, Kind::Indicator(Box::new(indicator)))
}

pub(super) fn declaration(name: &str, name_span: Span, span: Span, about: About, kind: Kind) -> Declaration {
    Declaration { name: Name { text: name.to_owned(), span: name_span }, about, span, kind }
}
