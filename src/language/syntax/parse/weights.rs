//! `weights … { … }`: given one by one or in a grid, or judged in grids.

use pest::iterators::Pair;

use super::grid::{Cell, Line};
use super::{Builder, Head, Once, children};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::{Heading, Judged, JudgedCell, JudgedGrid, Method, Number, Weights};
use crate::syntax::grammar::Rule;

impl<'a> Builder<'a> {
    /// `None` if it cannot be told from which day the weights hold: they would take the place of others.
    pub(super) fn weights(&mut self, head: &mut Head<'a>) -> Option<Weights> {
        let mut weights = Weights::default();
        let (dates, others): (Vec<_>, Vec<_>) =
            std::mem::take(&mut head.modifiers).into_iter().partition(|m| m.as_rule() == Rule::since);
        head.modifiers = dates;
        if let Some(since) = self.modifiers(head, &[Rule::since]).pop() {
            weights.since = Some(self.since_in(&since)?);
        }
        // The method and the day begin with one word, and may both be there.
        head.once = Once::default();
        head.modifiers = others;
        let judged = self.modifiers(head, &[Rule::judged]).pop();
        let mut lines = Vec::new();
        let mut experts = Vec::new();
        for clause in std::mem::take(&mut head.clauses) {
            match clause.as_rule() {
                Rule::entries => {
                    for entry in children(&clause, Rule::entry) {
                        let number = self.ratio_in(&entry);
                        weights.given.extend(self.dotted_in(&entry).pop().zip(number));
                    }
                }
                Rule::grid_line => lines.push(clause),
                Rule::judge => experts.push(clause),
                _ => {}
            }
        }
        match judged {
            Some(judged) if self.is_no_day(&judged) => return None,
            Some(judged) => {
                self.only_grids(&judged, &weights, &lines, &experts);
                // What contradicts that is told, and left out.
                weights.given.clear();
                if !experts.is_empty() {
                    lines.clear();
                }
                weights.judged = Some(self.judged(&judged, lines, experts));
            }
            None => {
                self.no_experts(&experts);
                weights.given.extend(self.weights_grid(lines));
            }
        }
        Some(weights)
    }

    /// Whether a number follows `from`, where a day or a method stands; if so it is reported.
    fn is_no_day(&mut self, judged: &Pair<'a, Rule>) -> bool {
        let place = self.span(judged);
        let written = judged.as_str().trim_start_matches("from").trim();
        let number = written.trim_start_matches('-').starts_with(|c: char| c.is_ascii_digit());
        if number {
            let hint = "write a day as in `from 2024-01-31`, or a method as in `from ahp`";
            let message = format!("`{written}` is no day");
            self.report(Diagnostic::error(Code::UnexpectedText, place, message).hint(hint));
        }
        number
    }

    /// Judged weights are one grid, or a grid for each expert, and nothing else.
    fn only_grids(
        &mut self,
        judged: &Pair<'a, Rule>,
        weights: &Weights,
        lines: &[Pair<'a, Rule>],
        experts: &[Pair<'a, Rule>],
    ) {
        let from = self.span(judged);
        if let Some((name, _)) = weights.given.first() {
            let message =
                format!("`{}` is given a weight here, although the weights follow from judgements", name.text);
            let hint = "write the judgements as a grid, `| anna | boris`; or leave `from` out";
            self.report(
                Diagnostic::error(Code::UnexpectedText, name.span, message).related(from, "said here").hint(hint),
            );
        }
        if let (Some(line), Some(expert)) = (lines.first(), experts.first()) {
            let (line, expert) = (self.span(line), self.span(expert));
            let message = "judgements stand either in one grid or in one for each expert";
            let error = Diagnostic::error(Code::UnexpectedText, line, message).related(expert, "an expert's own grid");
            self.report(error.hint("put this grid under `expert` and a name as well"));
        }
    }

    fn no_experts(&mut self, experts: &[Pair<'a, Rule>]) {
        if let Some(expert) = experts.first() {
            let span = self.span(expert);
            let message = "it is not said how weights follow from what experts judge";
            let hint = "write the method after the name of the weights, as in `weights experts from ahp`";
            self.report(Diagnostic::error(Code::UnexpectedText, span, message).hint(hint));
        }
    }

    fn judged(&mut self, judged: &Pair<'a, Rule>, lines: Vec<Pair<'a, Rule>>, experts: Vec<Pair<'a, Rule>>) -> Judged {
        let terms = children(judged, Rule::term).filter_map(|t| t.into_inner().next()).map(|t| self.term(&t)).collect();
        let method =
            Method { terms, within: Vec::new(), among: None, only: Vec::new(), formula: None, span: self.span(judged) };
        let mut grids = Vec::new();
        if !lines.is_empty() {
            // A grid of which nothing can be read is none.
            grids.extend(self.judged_grid(lines).filter(|g| !(g.columns.is_empty() && g.rows.is_empty())));
        }
        for expert in experts {
            let name = self.name_in(&expert);
            let label = self.text_in(&expert);
            self.lines_without_bars(children(&expert, Rule::stray));
            let lines: Vec<_> = children(&expert, Rule::grid_line).collect();
            let grid = if lines.is_empty() {
                Some(JudgedGrid { span: self.span(&expert), ..JudgedGrid::default() })
            } else {
                self.judged_grid(lines)
            };
            grids.extend(grid.zip(name).map(|(grid, name)| JudgedGrid { expert: Some((name, label)), ..grid }));
        }
        Judged { method, grids }
    }

    fn judged_grid(&mut self, lines: Vec<Pair<'a, Rule>>) -> Option<JudgedGrid> {
        let mut lines: Vec<Line<'a>> = lines.into_iter().map(|l| self.line(&l)).collect();
        let span = lines.first()?.span.to(lines.last()?.span);
        let mut header = lines.remove(0);
        self.blank_first(&header);
        header.cells.pop_if(|c| c.text.is_empty());
        let width = header.cells.len();
        let mut columns = Vec::new();
        for cell in header.cells.iter().skip(1) {
            columns.extend(self.heading(*cell));
        }
        let whole = columns.len() + 1 == width;
        let mut rows = Vec::new();
        for line in lines {
            let Some(line) = self.fitting(line, width, header.span) else { continue };
            let Some((first, cells)) = line.cells.split_first() else { continue };
            let Some(name) = self.name_cell(*first) else { continue };
            let cells: Option<Vec<JudgedCell>> = cells.iter().map(|c| self.judged_cell(*c)).collect();
            rows.extend(cells.filter(|_| whole).map(|cells| (name, cells)));
        }
        Some(JudgedGrid { expert: None, columns, rows, span })
    }

    fn heading(&mut self, cell: Cell<'a>) -> Option<Heading> {
        let span = self.place(cell);
        let words = self.read(cell, Rule::heading, |b, p| children(&p, Rule::word).map(|w| b.name(&w)).collect());
        if words.is_none() {
            let message = match cell.text {
                "" => "a column of this grid has no heading".to_string(),
                text => format!("`{text}` is no heading"),
            };
            let hint = "a heading is a name, such as that of an expert; anything else stands in backquotes";
            self.report(Diagnostic::error(Code::GridShape, span, message).hint(hint));
        }
        words.map(|words| Heading { words, span })
    }

    /// A number, a fraction of two numbers, or nothing.
    fn judged_cell(&mut self, cell: Cell<'a>) -> Option<JudgedCell> {
        let span = self.place(cell);
        if cell.text.is_empty() {
            return Some(JudgedCell { value: None, span });
        }
        let read = self.read(cell, Rule::ratio, |b, p| {
            let numbers: Vec<Number> = children(&p, Rule::number).map(|n| b.number(&n)).collect();
            let mut numbers = numbers.into_iter();
            numbers.next().map(|first| (first, numbers.next()))
        });
        match read.flatten() {
            Some(value) => Some(JudgedCell { value: Some(value), span }),
            None => {
                let message = format!("`{}` is no judgement", cell.text);
                let hint = "write a number such as `3` or `0.25`, or a fraction such as `1/3`";
                self.report(Diagnostic::error(Code::UnexpectedText, span, message).hint(hint));
                None
            }
        }
    }
}
