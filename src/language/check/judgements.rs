//! Weights from judgements: the grids of a policy given to their method, and what comes out as weights like any others.

use std::collections::HashMap;

use super::draft::Draft;
use super::index::options;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::methods::Options;
use crate::methods::weigh::judgements::{At, Grid, Problem};
use crate::methods::weigh::{self, Basis, FromPeople, Weigher};
use crate::program::JudgedWeights;
use crate::source::Span;
use crate::syntax::ast;

/// The weights that follow from judgements, by name; `None` if these are broken.
pub(super) fn weights(
    draft: &mut Draft<'_>,
    item: &ast::Declaration,
    judged: &ast::Judged,
) -> Option<Vec<(ast::Name, ast::Number)>> {
    let (method, people, given) = method(draft, &judged.method)?;
    let grids = grids(draft, item, judged)?;
    let views: Vec<Grid<'_>> = grids.iter().map(|g| view(g)).collect();
    let found = match people.weigh(&views, &given) {
        Ok(found) => found,
        Err(problems) => {
            problems.into_iter().for_each(|p| report(draft, judged, &grids, p));
            return None;
        }
    };
    let first = grids.first()?;
    let names = first.rows.iter().map(|(name, _)| name);
    let number = |name: &ast::Name, w: &f64| ast::Number { value: *w, percent: false, fraction: None, span: name.span };
    let entries: Vec<(ast::Name, ast::Number)> =
        names.zip(&found.weights).map(|(name, w)| (name.clone(), number(name, w))).collect();
    draft.judged.push(JudgedWeights {
        name: item.name.text.clone(),
        about: super::about::about(&item.about),
        method,
        options: given,
        parts: entries.iter().map(|(name, _)| name.text.clone()).collect(),
        judged: found,
        span: item.name.span,
    });
    Some(entries)
}

type Method = (&'static dyn Weigher, &'static dyn FromPeople, Options);

/// The method that `from` names, with its options.
fn method(draft: &mut Draft<'_>, method: &ast::Method) -> Option<Method> {
    let people = || weigh::ALL.iter().filter(|m| matches!(m.basis(), Basis::People(_))).map(|m| m.name());
    let words = options::words(method);
    let Some((found, used)) = weigh::find(&words) else {
        options::unknown_method(draft, method, "weigh", people().collect());
        return None;
    };
    let given = options::options(draft, method, used, found.name(), found.options(), false)?;
    match found.basis() {
        Basis::People(people) => Some((found, people, given)),
        Basis::Arrangement | Basis::Data(_) => {
            let name = found.name();
            let message = format!("`{name}` takes no judgements of people");
            let hint = match found.basis() {
                Basis::Data(_) => format!("it weighs by the data: write `weigh {name}` in the index"),
                Basis::Arrangement | Basis::People(_) => format!("write `weigh {name}` in the index"),
            };
            draft.report(Diagnostic::error(Code::MethodOption, method.span, message).hint(hint));
            None
        }
    }
}

/// The grids, each line and column once, and all with the lines of the first in its order.
fn grids(draft: &mut Draft<'_>, item: &ast::Declaration, judged: &ast::Judged) -> Option<Vec<ast::JudgedGrid>> {
    let Some(first) = judged.grids.first() else {
        let message = format!("the weights `{}` have no judgements to follow from", item.name.text);
        let hint = "write them as a grid: the first line names the columns, each further line a part";
        draft.report(Diagnostic::error(Code::WeightsMismatch, judged.method.span, message).hint(hint));
        return None;
    };
    let mut fits = true;
    let mut experts: HashMap<&str, Span> = HashMap::new();
    for grid in &judged.grids {
        let name = grid.expert.iter().map(|(n, _)| (n.text.clone(), n.span));
        let rows = grid.rows.iter().map(|(n, _)| (n.text.clone(), n.span)).collect();
        let columns = grid
            .columns
            .iter()
            .map(|c| (c.words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" "), c.span));
        fits &= once(draft, rows, "line") & once(draft, columns.collect(), "column");
        for (name, span) in name {
            if let Some((_, first)) = experts.iter().find(|(n, _)| **n == name) {
                let message = format!("`{name}` judges twice");
                draft.report(Diagnostic::error(Code::DuplicateName, span, message).related(*first, "first here"));
                fits = false;
            }
        }
        if let Some((name, _)) = &grid.expert {
            experts.entry(&name.text).or_insert(name.span);
        }
        if grid.rows.is_empty() {
            let message = "this grid judges nothing";
            let hint = "write a line for each part, with a cell for each column";
            draft.report(Diagnostic::error(Code::GridShape, grid.span, message).hint(hint));
            fits = false;
        }
    }
    if !fits {
        return None;
    }
    let mut all = Vec::new();
    for grid in &judged.grids {
        all.push(in_order(draft, first, grid)?);
    }
    Some(all)
}

/// Whether each of these names is there once; the second is reported.
fn once(draft: &mut Draft<'_>, names: Vec<(String, Span)>, what: &str) -> bool {
    let mut seen: HashMap<String, Span> = HashMap::with_capacity(names.len());
    let mut fits = true;
    for (name, span) in names {
        if let Some(first) = seen.get(&name) {
            let message = format!("`{name}` has two {what}s");
            let error = Diagnostic::error(Code::DuplicateName, span, message).related(*first, "first here");
            draft.report(error.hint("keep one of the two"));
            fits = false;
        }
        seen.entry(name).or_insert(span);
    }
    fits
}

/// A grid with its lines in the order of the first.
fn in_order(draft: &mut Draft<'_>, first: &ast::JudgedGrid, grid: &ast::JudgedGrid) -> Option<ast::JudgedGrid> {
    let expert = grid.expert.as_ref().map_or(String::new(), |(name, _)| name.text.clone());
    let known = || first.rows.iter().map(|(n, _)| n.text.as_str());
    if let Some((strange, _)) = grid.rows.iter().find(|(n, _)| !known().any(|k| k == n.text)) {
        let message = format!("`{expert}` judges `{}`, and the first expert does not", strange.text);
        let hint = did_you_mean(&strange.text, known());
        draft.report(Diagnostic::error(Code::WeightsMismatch, strange.span, message).maybe_hint(hint));
        return None;
    }
    let mut rows = Vec::new();
    for (name, _) in &first.rows {
        let Some(row) = grid.rows.iter().find(|(n, _)| n.text == name.text) else {
            let message = format!("`{expert}` does not judge `{}`", name.text);
            let place = grid.expert.as_ref().map_or(grid.span, |(n, _)| n.span);
            let error =
                Diagnostic::error(Code::WeightsMismatch, place, message).related(name.span, "the first expert does");
            draft.report(error.hint("every expert judges the same parts"));
            return None;
        };
        rows.push(row.clone());
    }
    Some(ast::JudgedGrid { rows, ..grid.clone() })
}

fn view(grid: &ast::JudgedGrid) -> Grid<'_> {
    let value = |cell: &ast::JudgedCell| {
        let (number, divisor) = cell.value.as_ref()?;
        Some(number.value / divisor.as_ref().map_or(1.0, |d| d.value))
    };
    Grid {
        expert: grid.expert.as_ref().map(|(name, _)| name.text.as_str()),
        rows: grid.rows.iter().map(|(name, _)| name.text.as_str()).collect(),
        columns: grid.columns.iter().map(|c| c.words.iter().map(|w| w.text.as_str()).collect()).collect(),
        cells: grid.rows.iter().map(|(_, cells)| cells.iter().map(value).collect()).collect(),
    }
}

fn report(draft: &mut Draft<'_>, judged: &ast::Judged, grids: &[ast::JudgedGrid], problem: Problem) {
    let Problem { grid, at, message, hint } = problem;
    let grid = grids.get(grid);
    let whole = grid.map_or(judged.method.span, |g| g.expert.as_ref().map_or(g.span, |(name, _)| name.span));
    let cell = |row: usize, column: usize| {
        let (name, cells) = grid?.rows.get(row)?;
        // An empty cell has no place that could be underlined: its line is shown by the name at its beginning.
        Some(cells.get(column).filter(|c| c.value.is_some()).map_or(name.span, |c| c.span))
    };
    let (place, heading) = match at {
        At::Method => (judged.method.span, None),
        At::Whole => (whole, None),
        At::Column(column) => (grid.and_then(|g| g.columns.get(column)).map_or(whole, |c| c.span), None),
        At::Cell(row, column) => (cell(row, column).unwrap_or(whole), grid.and_then(|g| g.columns.get(column))),
    };
    let error = Diagnostic::error(Code::JudgementInvalid, place, message).hint(hint);
    draft.report(match heading {
        Some(heading) => error.related(heading.span, "in this column"),
        None => error,
    });
}
