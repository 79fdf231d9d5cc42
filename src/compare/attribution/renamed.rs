//! The second policy under the names of the first, where both measure one concept: so that what is only called
//! otherwise is no change.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::check::{self, Whole};
use crate::compare::structure::names::Names;
use crate::limits::Limits;
use crate::program::{Program, QuantityId, TableId};
use crate::syntax::ast::Kind;
use crate::world::MemoryWorld;

/// The policy with other names, as text and checked; `None` where nothing is called otherwise, or where a name cannot be
/// told from a word of another kind.
pub(super) fn renamed(a: &Whole, b: &Whole, limits: &Limits) -> Option<(Whole, Arc<Program>)> {
    if !b.items.iter().any(|item| matches!(item.kind, Kind::Concept)) {
        return None;
    }
    let first = check::load_whole(a.clone(), limits).program?;
    let second = check::load_whole(b.clone(), limits).program?;
    let names = Names::mapped(&first, &second);
    let new = new_names(&second, &names)?;
    let text = replaced(&b.text(), &new);
    let world = MemoryWorld::single("renamed.bareme", &text);
    let whole = check::read(&world, "renamed.bareme", limits);
    let program = check::load_whole(whole.clone(), limits).program?;
    same(&program, &second, &names).then_some((whole, program))
}

/// For each name that is to be another: that one, with its quotes. What stands in the way gets a name that nothing has.
fn new_names(program: &Program, names: &Names) -> Option<BTreeMap<String, String>> {
    let quantities = program.quantities.iter().enumerate();
    let quantities = quantities.map(|(at, q)| (q.name.as_str(), names.quantity(QuantityId(at as u32))));
    let tables = program.tables.iter().enumerate();
    let tables = tables.map(|(at, table)| (table.name.as_str(), names.table(TableId(at as u32))));
    let mut new: BTreeMap<String, String> = BTreeMap::new();
    for (old, name) in quantities.chain(tables) {
        if old == name || old.contains('.') {
            continue;
        }
        let name = format!("`{name}`");
        // One name of two tables cannot become two.
        if new.insert(old.to_owned(), name.clone()).is_some_and(|known| known != name) {
            return None;
        }
    }
    (!new.is_empty()).then_some(new)
}

/// Whether each declaration is called as it should be, so that the data of one policy are those of the other.
fn same(renamed: &Program, program: &Program, names: &Names) -> bool {
    let all = |count: usize| (0..count).map(|at| QuantityId(at as u32));
    renamed.quantities.len() == program.quantities.len()
        && renamed.tables.len() == program.tables.len()
        && all(program.quantities.len()).all(|id| renamed.quantity(id).name == names.quantity(id))
}

/// The canonical text with other names; not in quotes.
fn replaced(text: &str, new: &BTreeMap<String, String>) -> String {
    let mut made = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (piece, name) = match first {
            '"' => (quoted(rest), None),
            '`' => {
                let length = rest.get(1..).and_then(|inner| inner.find('`')).map_or(rest.len(), |at| at + 2);
                let piece = rest.get(..length).unwrap_or(rest);
                (piece, Some(piece.trim_matches('`')))
            }
            _ if first.is_alphanumeric() || first == '_' => {
                let length = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
                let piece = rest.get(..length).unwrap_or(rest);
                (piece, Some(piece))
            }
            _ => (rest.get(..first.len_utf8()).unwrap_or(rest), None),
        };
        made.push_str(name.and_then(|name| new.get(name)).map_or(piece, String::as_str));
        rest = rest.get(piece.len()..).unwrap_or_default();
    }
    made
}

/// The text in quotes with which `rest` begins.
fn quoted(rest: &str) -> &str {
    let mut escaped = false;
    let end = rest.char_indices().skip(1).find(|(_, c)| {
        let ends = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    });
    end.and_then(|(at, _)| rest.get(..=at)).unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_replaced_and_what_stands_in_quotes_is_not() {
        let new = [("pct", "`patents`"), ("a b", "`c`")].map(|(a, b)| (a.to_owned(), b.to_owned())).into();
        let text = "indicator pct \"pct \\\" pct\" = pct2 + t.pct + `a b` -- `pct`";
        let expected = "indicator `patents` \"pct \\\" pct\" = pct2 + t.`patents` + `c` -- `patents`";
        assert_eq!(replaced(text, &new), expected);
    }
}
