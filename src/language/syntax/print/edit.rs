//! Edits as text.

use super::words::{Place, dotted, is_plain};
use super::{Page, nested};
use crate::calendar::Day;
use crate::syntax::ast::{Edit, EditTarget, Name, Subject};

/// `replace in index performance { … }`
pub(super) fn edit(edit: &Edit) -> String {
    let Edit { verb, target, span: _ } = edit;
    let verb = verb.word();
    match target {
        EditTarget::Whole(item) => nested(item, &format!("{verb} {}", item.kind.word())),
        EditTarget::Clauses(item) => {
            let mut page = Page { out: String::new(), depth: 0 };
            page.named(item, &format!("{verb} in {}", item.kind.word()), dotted);
            page.out.trim_end_matches('\n').to_string()
        }
        EditTarget::Named(of) => format!("{verb} {}", subject(of)),
        EditTarget::Clause(clause, of) => format!("{verb} {} in {}", words(clause), subject(of)),
    }
}

fn subject(subject: &Subject) -> String {
    let Subject { kind, name } = subject;
    let kind = kind.iter().map(|kind| format!("{} ", kind.text)).collect::<String>();
    // Weights that hold from a day go by that as well.
    let dated = name.text.split_once(" from ").filter(|(_, day)| Day::parse(day).is_some());
    match dated {
        Some((text, day)) => {
            let name = Name { text: text.to_owned(), span: name.span };
            format!("{kind}{} from {day}", dotted(&name, Place::Anywhere))
        }
        None => format!("{kind}{}", dotted(name, Place::Anywhere)),
    }
}

/// `screen rows`, `allow sign-lost`
fn words(clause: &Name) -> String {
    let plain = |word: &str| word != "in" && word.split('-').all(is_plain);
    let undated = clause.text.rsplit_once(' ').filter(|(_, day)| Day::parse(day).is_some());
    let undated = undated.map_or(clause.text.as_str(), |(words, _)| words);
    if undated.split(' ').all(plain) { clause.text.clone() } else { format!("`{}`", clause.text) }
}
