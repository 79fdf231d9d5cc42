//! `rules { … }` of a scenario: the first line names what is asked about, each further line is a rule.

use pest::iterators::Pair;

use super::grid::{Cell, Line};
use super::{Builder, child, children};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::{self, Allowed, Comparison, Expr, ExprKind, Rules};
use crate::syntax::grammar::Rule;

/// The heading of the column with the outcomes.
const OUTCOME: &str = "outcome";

impl<'a> Builder<'a> {
    pub(super) fn decision_rules(&mut self, pair: &Pair<'a, Rule>) -> Rules {
        self.lines_without_bars(children(pair, Rule::stray));
        let mut rules = Rules { span: self.span(pair), ..Rules::default() };
        let mut lines = children(pair, Rule::grid_line);
        let Some(mut header) = lines.next().map(|l| self.line(&l)) else { return rules };
        self.blank_first(&header);
        header.cells = header.cells.into_iter().skip(1).collect();
        header.cells.pop_if(|c| c.text.is_empty());
        let width = header.cells.len();
        let Some(columns) = self.asked_about(&header) else { return rules };
        let whole = columns.len() + 1 == width;
        rules.columns = columns;
        for line in lines {
            let mut line = self.line(&line);
            if let Some(first) = line.cells.first().filter(|c| !c.text.is_empty()) {
                let message = "a line of `rules` begins with `|`";
                self.report(Diagnostic::error(Code::GridShape, self.place(*first), message));
                continue;
            }
            line.cells = line.cells.into_iter().skip(1).collect();
            let Some(line) = self.fitting(line, width, header.span) else { continue };
            rules.rows.extend(self.rule(line).filter(|_| whole));
        }
        rules
    }

    /// The expressions that the header names; its last heading is `outcome`.
    fn asked_about(&mut self, header: &Line<'a>) -> Option<Vec<Expr>> {
        let (last, columns) = header.cells.split_last()?;
        if last.text != OUTCOME {
            let message = "the last column of `rules` is `outcome`";
            let error = Diagnostic::error(Code::GridShape, self.place(*last), message);
            let elsewhere = columns.iter().any(|c| c.text == OUTCOME);
            let hint = if elsewhere {
                "move it to the end of each line"
            } else {
                "add it to the header, and to each rule what it gives"
            };
            self.report(error.hint(hint));
            return None;
        }
        let mut found = Vec::new();
        for cell in columns {
            match self.read(*cell, Rule::expr, |b, p| b.expr(p)).flatten() {
                Some(expr) => found.push(expr),
                None => self.no_expression(*cell),
            }
        }
        Some(found)
    }

    fn no_expression(&mut self, cell: Cell<'a>) {
        let message = match cell.text {
            "" => "a column of `rules` has no heading".to_string(),
            text => format!("`{text}` is nothing that a column of `rules` can ask about"),
        };
        let hint =
            "a heading is a value of the row: a name such as `exports`, or a formula such as `exports / members`";
        self.report(Diagnostic::error(Code::GridShape, self.place(cell), message).hint(hint));
    }

    fn rule(&mut self, line: Line<'a>) -> Option<ast::Rule> {
        let span = line.span;
        let mut cells = line.cells;
        let outcome = self.name_cell(cells.pop()?);
        let mut asked = Vec::new();
        let mut readable = true;
        for cell in cells {
            if cell.text.is_empty() {
                asked.push(None);
                continue;
            }
            let read = self.read(cell, Rule::rule_cell, |b, p| b.rule_cell(cell, &p)).flatten();
            if read.is_none() {
                self.no_test(cell);
                readable = false;
            }
            asked.push(read);
        }
        Some(ast::Rule { cells: asked, outcome: outcome.filter(|_| readable)?, span })
    }

    /// Says what a cell may hold, in view of what stands there.
    fn no_test(&mut self, cell: Cell<'a>) {
        let text = cell.text;
        let hint = match text {
            "-" | "*" | "any" | "–" | "—" => "leave the cell empty where the rule does not ask".to_string(),
            _ if text.starts_with('=') => {
                format!("a value alone asks for it: `{}`", text.trim_start_matches('=').trim_start())
            }
            _ if text.contains("!=") || text.contains("<>") => "write `not` before the value".to_string(),
            _ if text.contains(" or ") => "part the values by commas: `high, medium`".to_string(),
            _ => "write a value, several parted by commas, `not` and a value, `>= 3`, `>= 2 and < 4`, `2..4` or `missing`"
                .to_string(),
        };
        let message = format!("`{text}` is nothing that a rule can ask for");
        self.report(Diagnostic::error(Code::UnexpectedText, self.place(cell), message).hint(hint));
    }

    fn rule_cell(&mut self, cell: Cell<'a>, pair: &Pair<'a, Rule>) -> Option<ast::Cell> {
        let negated = child(pair, Rule::k_not).is_some();
        let tests = pair.clone().into_inner().filter(|p| p.as_rule() != Rule::k_not);
        let allowed: Option<Vec<Allowed>> = tests.map(|test| self.allowed(&test)).collect();
        Some(ast::Cell { negated, allowed: allowed?, span: self.span_of(cell) })
    }

    fn allowed(&mut self, test: &Pair<'a, Rule>) -> Option<Allowed> {
        match test.as_rule() {
            Rule::rule_missing => Some(Allowed::Missing(self.name_in(test))),
            Rule::rule_between => {
                let mut ends = children(test, Rule::rule_value);
                let (low, high) = (ends.next()?, ends.next()?);
                Some(Allowed::Between(self.rule_value(&low)?, self.rule_value(&high)?))
            }
            Rule::rule_bounds => {
                let bounds = children(test, Rule::rule_bound).map(|bound| {
                    let sign = match bound.clone().into_inner().next()?.as_rule() {
                        Rule::less => Comparison::Less,
                        Rule::less_or_equal => Comparison::LessOrEqual,
                        Rule::greater => Comparison::Greater,
                        _ => Comparison::GreaterOrEqual,
                    };
                    Some((sign, self.rule_value(&child(&bound, Rule::rule_value)?)?))
                });
                bounds.collect::<Option<Vec<_>>>().map(Allowed::Bounds)
            }
            _ => self.rule_value(test).map(Allowed::Value),
        }
    }

    /// A value as expressions have it.
    fn rule_value(&mut self, pair: &Pair<'a, Rule>) -> Option<Expr> {
        let span = self.span(pair);
        let negated = child(pair, Rule::negate).is_some();
        let value = pair.clone().into_inner().find(|p| p.as_rule() != Rule::negate)?;
        let expr = match value.as_rule() {
            Rule::dotted => path(children(&value, Rule::name).map(|p| self.name(&p))),
            _ => self.primary(value),
        }?;
        if !negated {
            return Some(expr);
        }
        Some(Expr { kind: ExprKind::Negate(Box::new(expr)), span })
    }

    /// The place of a cell while it is being read, when places count from its beginning.
    fn span_of(&self, cell: Cell<'a>) -> crate::source::Span {
        self.whole(0, cell.text.len())
    }
}

/// `a.b.c` as an expression.
fn path(mut names: impl Iterator<Item = ast::Name>) -> Option<Expr> {
    let first = names.next()?;
    let span = first.span;
    let first = Expr { span, kind: ExprKind::Name(first) };
    Some(names.fold(first, |base, name| {
        let span = base.span.to(name.span);
        Expr { kind: ExprKind::Member(Box::new(base), name), span }
    }))
}
