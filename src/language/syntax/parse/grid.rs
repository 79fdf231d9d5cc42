//! Grids: many like things, one a line; the first line names the clauses.

use pest::Parser;
use pest::iterators::Pair;

use super::{Builder, Docs, Head, children, is_blank};
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::source::Span;
use crate::syntax::ast::{
    About, Declaration, Grid, Indicator, IndicatorGroup, Kind, Name, Number, Rounded, Text, TypeExpr,
};
use crate::syntax::grammar::{Grammar, Rule};

/// A cell: its text without blanks around it, and where that begins.
#[derive(Clone, Copy)]
pub(super) struct Cell<'a> {
    pub text: &'a str,
    pub start: usize,
}

/// One line of a grid.
pub(super) struct Line<'a> {
    pub cells: Vec<Cell<'a>>,
    pub span: Span,
}

/// What a column of a grid of indicators says.
#[derive(Clone, Copy)]
enum Column {
    Label,
    Goalposts,
    Range,
    Weight,
    Better,
    Per,
    Measures,
    Unit,
    From,
    Source,
    Rounded,
    Printed,
}

impl Column {
    const ALL: [(&'static str, Column); 12] = [
        ("label", Column::Label),
        ("goalposts", Column::Goalposts),
        ("range", Column::Range),
        ("weight", Column::Weight),
        ("better", Column::Better),
        ("per", Column::Per),
        ("measures", Column::Measures),
        ("unit", Column::Unit),
        ("from", Column::From),
        ("source", Column::Source),
        ("rounded", Column::Rounded),
        ("printed", Column::Printed),
    ];

    /// What its cells hold.
    fn needs(self) -> &'static str {
        match self {
            Column::Label | Column::From | Column::Source => "a text in quotes",
            Column::Goalposts | Column::Range => "a range such as `0..100`",
            Column::Weight => "a number",
            Column::Better => "`higher` or `lower`",
            Column::Per => "what it is divided by, such as `population` or `1000 population`",
            Column::Measures => "the name of a concept",
            Column::Unit => "a unit",
            Column::Rounded | Column::Printed => "a number of decimals",
        }
    }
}

impl<'a> Builder<'a> {
    pub(super) fn indicators(&mut self, head: &mut Head<'a>) -> IndicatorGroup {
        let mut group = IndicatorGroup::default();
        for modifier in self.modifiers(head, &[Rule::of_table, Rule::ascribed]) {
            match modifier.as_rule() {
                Rule::of_table => group.table = self.name_in(&modifier),
                _ => group.ty = self.ascribed(&modifier),
            }
        }
        let mut docs = Docs::default();
        let mut header: Option<Vec<Option<(&'static str, Column)>>> = None;
        let mut width = (0, Span::default());
        for clause in std::mem::take(&mut head.clauses) {
            match clause.as_rule() {
                Rule::doc => docs.push(&clause),
                Rule::better if self.once(&mut head.once, &clause, "better") => group.better = self.better(&clause),
                Rule::per if self.once(&mut head.once, &clause, "per") => group.per = self.per(&clause),
                Rule::better | Rule::per => {}
                Rule::token => group.tokens.extend(self.token(&clause)),
                Rule::grid_line => {
                    let line = self.line(&clause);
                    match &header {
                        None => {
                            width = (line.cells.len(), line.span);
                            header = Some(self.header(line));
                        }
                        Some(columns) => {
                            if let Some(line) = self.fitting(line, width.0, width.1) {
                                group.items.extend(self.indicator_line(line, columns, docs.take()));
                            }
                        }
                    }
                }
                _ => group.items.extend(self.declaration(clause, docs.take())),
            }
        }
        group
    }

    /// The columns that the header names; an unknown one is reported and its cells are left out.
    fn header(&mut self, line: Line<'a>) -> Vec<Option<(&'static str, Column)>> {
        self.blank_first(&line);
        let mut columns = Vec::new();
        let mut cells = line.cells.into_iter().skip(1).peekable();
        while let Some(cell) = cells.next() {
            let trailing = cell.text.is_empty() && cells.peek().is_none();
            if trailing {
                break;
            }
            let known = Column::ALL.into_iter().find(|(word, _)| *word == cell.text);
            if known.is_none() {
                let message = match cell.text {
                    "" => "a column of this grid has no heading".to_string(),
                    text => format!("a grid of indicators has no column `{text}`"),
                };
                self.report(
                    Diagnostic::error(Code::GridShape, self.place(cell), message)
                        .maybe_hint(did_you_mean(cell.text, Column::ALL.iter().map(|(word, _)| *word))),
                );
            }
            columns.push(known);
        }
        columns
    }

    /// Reports a header that does not begin with a bar.
    pub(super) fn blank_first(&mut self, line: &Line<'a>) {
        if let Some(first) = line.cells.first().filter(|c| !c.text.is_empty()) {
            let message = "the first line of a grid begins with `|` and names the columns";
            self.report(Diagnostic::error(Code::GridShape, self.place(*first), message));
        }
    }

    fn indicator_line(
        &mut self,
        line: Line<'a>,
        columns: &[Option<(&'static str, Column)>],
        description: Option<String>,
    ) -> Option<Declaration> {
        let mut cells = line.cells.into_iter();
        let name = self.name_cell(cells.next()?)?;
        let mut indicator = Indicator::default();
        let mut about = About { description, ..About::default() };
        for (cell, column) in cells.zip(columns) {
            let Some((word, column)) = column else { continue };
            if cell.text.is_empty() {
                continue;
            }
            if self.indicator_cell(&mut indicator, &mut about, *column, cell).is_none() {
                let message = format!("`{word}` needs {}", column.needs());
                self.report(Diagnostic::error(Code::UnexpectedText, self.place(cell), message));
            }
        }
        Some(Declaration { name, about, span: line.span, kind: Kind::Indicator(Box::new(indicator)) })
    }

    /// Reads one cell; `None` when it does not hold what its column needs.
    fn indicator_cell(
        &mut self,
        indicator: &mut Indicator,
        about: &mut About,
        column: Column,
        cell: Cell<'a>,
    ) -> Option<()> {
        match column {
            Column::Label => about.labels.push((None, self.text_cell(cell)?)),
            Column::Source => about.sources.push(self.text_cell(cell)?),
            Column::From => indicator.from = Some(self.text_cell(cell)?),
            Column::Goalposts => match self.read(cell, Rule::from_to, |b, p| b.target(&p)) {
                Some(target) => indicator.target = Some(target?),
                None => indicator.goalposts = Some(self.read(cell, Rule::bounds, |b, p| b.bounds(&p))?),
            },
            Column::Range => indicator.range = Some(self.read(cell, Rule::bounds, |b, p| b.bounds(&p))?),
            Column::Weight => indicator.weight = Some(self.ratio_cell(cell)?),
            Column::Printed => indicator.printed = Some(self.number_cell(cell)?),
            Column::Rounded => {
                let decimals = self.number_cell(cell)?;
                indicator.rounded = Some(Rounded { decimals, half_even: false });
            }
            Column::Per => indicator.per = Some(self.read(cell, Rule::divisor, |b, p| b.divisor(&p))??),
            Column::Measures => indicator.measures = Some(self.read(cell, Rule::name, |b, p| b.name(&p))?),
            Column::Unit => {
                indicator.ty = Some(self.read(cell, Rule::unit_expr, |b, p| TypeExpr::Named(b.unit_expr(&p)))?);
            }
            Column::Better => match cell.text {
                "higher" => indicator.better = Some((true, self.place(cell))),
                "lower" => indicator.better = Some((false, self.place(cell))),
                _ => return None,
            },
        }
        Some(())
    }

    /// `weights … { | weight ⏎ members | 0.21 }`
    pub(super) fn weights_grid(&mut self, lines: Vec<Pair<'a, Rule>>) -> Vec<(Name, Number)> {
        let mut lines = lines.into_iter().map(|l| self.line(&l)).collect::<Vec<_>>().into_iter();
        let Some(header) = lines.next() else { return Vec::new() };
        self.blank_first(&header);
        if let Some(cell) = header.cells.get(1).filter(|c| c.text != "weight") {
            let message = format!("a grid of weights has the column `weight`, not `{}`", cell.text);
            let hint = "for what experts judge, say how weights follow from it, as in `weights NAME from panel`";
            self.report(Diagnostic::error(Code::GridShape, self.place(*cell), message).hint(hint));
            return Vec::new();
        }
        let mut weights = Vec::new();
        for line in lines {
            let Some(line) = self.fitting(line, 2, header.span) else { continue };
            let [name, cell] = line.cells.as_slice() else { continue };
            let Some(name) = self.name_cell(*name) else { continue };
            match self.ratio_cell(*cell) {
                Some(number) => weights.push((name, number)),
                None => {
                    let message = format!("`{}` needs its weight, a number such as `0.25`", name.text);
                    self.report(Diagnostic::error(Code::UnexpectedText, self.place(*cell), message));
                }
            }
        }
        weights
    }

    /// `rows { | service | access … }`
    pub(super) fn rows(&mut self, pair: &Pair<'a, Rule>) -> Grid {
        self.lines_without_bars(children(pair, Rule::stray));
        let mut grid = Grid { span: self.span(pair), ..Grid::default() };
        let mut lines = children(pair, Rule::grid_line);
        let Some(mut header) = lines.next().map(|l| self.line(&l)) else { return grid };
        self.blank_first(&header);
        header.cells = header.cells.into_iter().skip(1).collect();
        header.cells.pop_if(|c| c.text.is_empty());
        let width = header.cells.len();
        grid.header = header.cells.iter().filter_map(|c| self.name_cell(*c)).collect();
        for line in lines {
            let mut line = self.line(&line);
            if let Some(first) = line.cells.first().filter(|c| !c.text.is_empty()) {
                let message = "a line of `rows` begins with `|`";
                self.report(Diagnostic::error(Code::GridShape, self.place(*first), message));
                continue;
            }
            line.cells = line.cells.into_iter().skip(1).collect();
            let Some(line) = self.fitting(line, width, header.span) else { continue };
            let cells: Vec<_> = line.cells.into_iter().map(|c| self.data_cell(c)).collect();
            if cells.len() == grid.header.len() {
                grid.rows.push(cells);
            }
        }
        grid
    }

    /// Reports what stands between the lines of a grid, which is one mistake however many lines it takes.
    pub(super) fn lines_without_bars(&mut self, mut strays: impl Iterator<Item = Pair<'a, Rule>>) {
        let Some(first) = strays.next() else { return };
        let text = first.as_str().trim_end();
        let cells: Vec<&str> = text.split([',', '\t']).map(str::trim).collect();
        let message = "a line of a grid begins with `|`, and has `|` between its cells; this one does not";
        let mut error = Diagnostic::error(Code::UnexpectedText, self.span(&first), message);
        for further in strays.take(4) {
            error = error.related(self.span(&further), "nor does this one");
        }
        self.report(error.hint(format!("write `| {}`, on a line of its own", cells.join(" | "))));
    }

    /// A cell of data: a quoted text, or whatever stands there.
    fn data_cell(&mut self, cell: Cell<'a>) -> Option<Text> {
        if cell.text.is_empty() {
            return None;
        }
        if cell.text.starts_with('"') {
            let text = self.text_cell(cell);
            if text.is_none() {
                let message = "a cell is one text in quotes, or one value without quotes";
                self.report(Diagnostic::error(Code::UnexpectedText, self.place(cell), message));
            }
            return text;
        }
        Some(Text { text: cell.text.to_string(), span: self.place(cell) })
    }

    pub(super) fn name_cell(&mut self, cell: Cell<'a>) -> Option<Name> {
        let name = self.read(cell, Rule::dotted, |b, p| b.dotted(&p));
        if name.is_none() {
            let message = match cell.text {
                "" => "a name is missing here".to_string(),
                text => format!("`{text}` is no name"),
            };
            let hint = "a name is one word; anything else stands in backquotes";
            self.report(Diagnostic::error(Code::UnexpectedText, self.place(cell), message).hint(hint));
        }
        name
    }

    fn text_cell(&mut self, cell: Cell<'a>) -> Option<Text> {
        self.read(cell, Rule::text, |b, p| b.text(&p))
    }

    fn number_cell(&mut self, cell: Cell<'a>) -> Option<Number> {
        self.read(cell, Rule::number, |b, p| b.number(&p))
    }

    /// A weight: a number or a fraction.
    fn ratio_cell(&mut self, cell: Cell<'a>) -> Option<Number> {
        self.read(cell, Rule::ratio, |b, p| b.ratio(&p)).flatten()
    }

    /// Reads the whole of a cell by a rule, at its place.
    pub(super) fn read<T>(
        &mut self,
        cell: Cell<'a>,
        rule: Rule,
        build: impl FnOnce(&mut Self, Pair<'a, Rule>) -> T,
    ) -> Option<T> {
        let pair = Grammar::parse(rule, cell.text).ok()?.next()?;
        if pair.as_str().len() != cell.text.len() {
            return None;
        }
        let outer = std::mem::replace(&mut self.base, cell.start);
        let built = build(self, pair);
        self.base = outer;
        Some(built)
    }

    pub(super) fn line(&self, pair: &Pair<'a, Rule>) -> Line<'a> {
        let cells = children(pair, Rule::cell)
            .map(|cell| {
                let raw = cell.as_str();
                let text = raw.trim_start_matches(is_blank);
                let start = self.base + cell.as_span().start() + raw.len() - text.len();
                Cell { text: text.trim_end_matches(is_blank), start }
            })
            .collect();
        Line { cells, span: self.span(pair) }
    }

    pub(super) fn place(&self, cell: Cell<'a>) -> Span {
        Span::new(self.file, cell.start, cell.start + cell.text.len())
    }

    /// The line with exactly as many cells as the header, a bar at its end allowed; another one is reported.
    pub(super) fn fitting(&mut self, mut line: Line<'a>, width: usize, header: Span) -> Option<Line<'a>> {
        if line.cells.len() == width + 1 && line.cells.last().is_some_and(|c| c.text.is_empty()) {
            line.cells.pop();
        }
        if line.cells.len() == width {
            return Some(line);
        }
        let message = format!("this line has {}, and the header has {width}", cells(line.cells.len()));
        let words: Vec<&str> = line.cells.iter().map(|c| c.text).filter(|c| !c.is_empty()).collect();
        let hint = format!("every line has a cell for each heading, empty ones too; here: {}", words.join(", "));
        self.report(Diagnostic::error(Code::GridShape, line.span, message).related(header, "the header").hint(hint));
        None
    }
}

fn cells(count: usize) -> String {
    if count == 1 { "1 cell".to_string() } else { format!("{count} cells") }
}
