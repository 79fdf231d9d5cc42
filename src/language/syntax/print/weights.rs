//! `weights` as text.

use super::clauses::method;
use super::words::{Place, dotted, name, number, text};
use crate::syntax::ast::{Heading, Judged, JudgedCell, JudgedGrid, Name, Weights};

/// The head and the clauses of a set of weights.
pub(super) fn parts(weights: &Weights) -> (String, Vec<String>) {
    let Weights { since, given, judged } = weights;
    let head: String = since.iter().map(|since| format!(" from {}", since.day)).collect();
    let entry = |(n, w): &(Name, _)| format!("{} {}", dotted(n, Place::First), number(w));
    let mut clauses: Vec<String> = given.iter().map(entry).collect();
    let Some(Judged { method: how, grids }) = judged else { return (head, clauses) };
    clauses.extend(grids.iter().flat_map(grid));
    (format!("{head} from {}", method(how)), clauses)
}

/// The lines of a grid; of an expert's own as one block.
fn grid(grid: &JudgedGrid) -> Vec<String> {
    let JudgedGrid { expert, columns, rows, span: _ } = grid;
    let heading =
        |Heading { words, span: _ }: &Heading| words.iter().map(|w| name(w, Place::Word)).collect::<Vec<_>>().join(" ");
    let mut lines = Vec::new();
    if !columns.is_empty() {
        lines.push(format!("| {}", columns.iter().map(heading).collect::<Vec<_>>().join(" | ")));
    }
    for (part, cells) in rows {
        let cells = std::iter::once(dotted(part, Place::First)).chain(cells.iter().map(cell));
        lines.push(cells.collect::<Vec<_>>().join(" | ").trim_end().to_string());
    }
    let Some((expert, label)) = expert else { return lines };
    let label = label.as_ref().map(|l| format!(" {}", text(l))).unwrap_or_default();
    let lines: String = lines.iter().map(|line| format!("  {line}\n")).collect();
    vec![format!("expert {}{label} {{\n{lines}}}", name(expert, Place::Anywhere))]
}

fn cell(cell: &JudgedCell) -> String {
    let JudgedCell { value, span: _ } = cell;
    match value {
        None => String::new(),
        Some((value, None)) => number(value),
        Some((value, Some(divisor))) => format!("{}/{}", number(value), number(divisor)),
    }
}
