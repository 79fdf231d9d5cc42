//! Summaries as text, and the groups and decimals of printed results.

use super::words::{self, Place, dotted, is_plain, name, number, quoted};
use super::{ascribed, clauses, entry, expr, of};
use crate::syntax::ast::{Measure, Name, Number, Summary};

/// The modifiers of a summary as one text, and its clauses.
pub(super) fn parts(summary: &Summary) -> (String, Vec<String>) {
    let Summary { table, by, filter, measures } = summary;
    let mut head = of(table.as_ref());
    if !by.is_empty() {
        let by: Vec<String> = by.iter().map(|n| dotted(n, Place::Anywhere)).collect();
        head.push_str(&format!(" by {}", by.join(", ")));
    }
    head.extend(filter.iter().map(|f| format!(" where {}", expr::whole(f))));
    (head, measures.iter().map(measure).collect())
}

/// `share "…" : percent = with_mne / clusters where foreign printed 3`
fn measure(measure: &Measure) -> String {
    let Measure { name: named, about, ty, formula, filter, rounded, printed, span: _ } = measure;
    let mut tail = ascribed(ty.as_ref());
    tail.push_str(&format!(" = {}", expr::whole(formula)));
    tail.extend(filter.iter().map(|f| format!(" where {}", expr::whole(f))));
    tail.extend(rounded.iter().map(|r| format!(" {}", clauses::rounded(r))));
    tail.extend(printed.iter().map(|p| format!(" printed {}", number(p))));
    entry(&name(named, Place::First), about, &tail)
}

/// The outcome or group of a printed count.
pub(super) fn group(group: &Name) -> String {
    if is_plain(&group.text) && !words::is_reserved(&group.text) { group.text.clone() } else { quoted(&group.text) }
}

/// `to 2 decimals`, after a blank.
pub(super) fn decimals(decimals: Option<&Number>) -> String {
    let unit = |d: &Number| if d.value == 1.0 { "decimal" } else { "decimals" };
    decimals.map(|d| format!(" to {} {}", number(d), unit(d))).unwrap_or_default()
}
