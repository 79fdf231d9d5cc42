//! From pairs of the grammar to the tree, declaration by declaration.
//!
//! Nothing here trusts the shape of a pair: what is not there becomes `None`, and the declaration is left out.

mod allow;
mod concept;
mod declare;
mod edit;
mod example;
mod expr;
mod grid;
mod index;
mod journey;
mod literal;
mod rules;
mod scenario;
mod slips;
mod stray;
mod summary;
mod survey;
mod weights;

use pest::Parser;
use pest::iterators::Pair;

use super::ast::{About, Declaration, File, Kind, Name};
use super::grammar::{Grammar, Rule};
use super::layout::lay_out;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::limits::Limits;
use crate::source::{FileId, Span};

/// Reads one file. Whatever is broken is reported and left out of the tree.
pub fn parse(id: FileId, text: &str, limits: &Limits) -> (File, Vec<Diagnostic>) {
    let layout = lay_out(id, text, limits);
    let empty = File { id, items: Vec::new() };
    if layout.refused {
        return (empty, layout.diagnostics);
    }
    let mut builder = Builder::new(id, &layout.text, layout.diagnostics);
    let items = match Grammar::parse(Rule::file, &layout.text) {
        Ok(pairs) => builder.items(pairs.flat_map(Pair::into_inner), Block::File),
        Err(error) => {
            // The grammar takes any text; this is for the day when a change to it forgets one.
            let at = super::grammar::position(&error);
            let line = builder.text.get(at..).and_then(|rest| rest.lines().next()).map_or(0, str::len);
            let at = builder.whole(at, line);
            builder.report(Diagnostic::error(Code::UnexpectedText, at, "this cannot be read from here on"));
            Vec::new()
        }
    };
    if items.is_empty() && builder.diagnostics.is_empty() {
        let message = "the policy declares nothing";
        builder.report(
            Diagnostic::error(Code::EmptyPolicy, Span::new(id, 0, 0), message)
                .hint("begin with `policy my_policy \"My policy\"`, a `table` and its `indicator`s"),
        );
    }
    (File { items, ..empty }, builder.finish())
}

/// In what a clause stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// The file itself.
    File,
    /// `policy … { }`
    Policy,
    /// `unit`, a level or an outcome: what only says what it is.
    About,
    /// `table … { }`
    Table,
    /// `field … { }` and `key … { }`
    Field,
    /// `indicator … { }`
    Indicator,
    /// `indicators … { }`
    Indicators,
    /// `rows { }`
    Rows,
    /// `scale … { }`
    Scale,
    /// `gate … { }`
    Gate,
    /// `weights … { }`
    Weights,
    /// `parameter … { }`
    Parameter,
    /// `index … { }`
    Index,
    /// `scenario … { }`
    Scenario,
    /// `from 2024-01-01 { }` in a scenario
    Dated,
    /// `published … { }`
    Published,
    /// `example … { }`
    Example,
    /// `journey … { }`
    Journey,
    /// `phase … { }`
    Phase,
    /// `step … { }`
    Step,
    /// `theme … { }`
    Theme,
    /// `ask … { }`
    Checklist,
    /// A question of a checklist.
    ChecklistItem,
    /// `route … { }`
    Route,
    /// `summary … { }`
    Summary,
    /// `survey … { }`
    Survey,
    /// `section … { }`
    Section,
    /// `ask … { }`
    Question,
    /// `set … { }`
    Set,
    /// `scale … maps to scale … { }`
    Mapping,
}

/// Builds the tree of one file and collects what is wrong.
struct Builder<'a> {
    file: FileId,
    /// The laid-out text.
    text: &'a str,
    /// Where the text that is being read begins in it (cells of grids are read apart).
    base: usize,
    diagnostics: Vec<Diagnostic>,
    /// Where layout has reported something, in order: a clause broken there is not reported again.
    reported: Vec<usize>,
}

/// What has been said once in a declaration, and where.
#[derive(Default)]
struct Once(Vec<(&'static str, Span)>);

impl<'a> Builder<'a> {
    fn new(file: FileId, text: &'a str, diagnostics: Vec<Diagnostic>) -> Self {
        let mut reported: Vec<usize> = diagnostics
            .iter()
            .filter_map(|d| match d.place {
                Place::Text(span) => Some(span.start as usize),
                Place::Data(_) | Place::Nowhere => None,
            })
            .collect();
        reported.sort_unstable();
        Builder { file, text, base: 0, diagnostics, reported }
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// What is wrong, in the order of the text.
    fn finish(mut self) -> Vec<Diagnostic> {
        self.diagnostics.sort_by_key(|d| match d.place {
            Place::Text(span) => span.start,
            Place::Data(_) | Place::Nowhere => 0,
        });
        self.diagnostics
    }

    /// The place of `length` bytes from `start` of the text that is being read.
    fn whole(&self, start: usize, length: usize) -> Span {
        Span::new(self.file, self.base + start, self.base + start + length)
    }

    /// A pair's place, without the blanks after it.
    fn span(&self, pair: &Pair<'_, Rule>) -> Span {
        self.whole(pair.as_span().start(), pair.as_str().trim_end_matches(is_blank).len())
    }

    /// Notes that a clause occurs; one that occurs again is reported, and `false` says to leave it out.
    fn once(&mut self, once: &mut Once, pair: &Pair<'_, Rule>, word: &'static str) -> bool {
        let span = self.span(pair);
        let first = once.0.iter().find(|(w, _)| *w == word).map(|(_, s)| *s);
        match first {
            Some(first) => self.report(
                Diagnostic::error(Code::RepeatedClause, span, format!("`{word}` is given twice"))
                    .label("given again here")
                    .related(first, "first given here")
                    .hint("keep one of the two"),
            ),
            None => once.0.push((word, span)),
        }
        first.is_none()
    }

    /// The declarations among these pairs, with the doc comments before them; strays are reported.
    fn items(&mut self, pairs: impl Iterator<Item = Pair<'a, Rule>>, block: Block) -> Vec<Declaration> {
        let mut docs = Docs::default();
        let mut items = Vec::new();
        for pair in pairs {
            match pair.as_rule() {
                Rule::doc => docs.push(&pair),
                Rule::stray => self.stray(&pair, block),
                Rule::EOI => {}
                _ => items.extend(self.declaration(pair, docs.take())),
            }
        }
        items
    }

    /// A declaration of any kind; `None` for a pair that is none.
    fn declaration(&mut self, pair: Pair<'a, Rule>, description: Option<String>) -> Option<Declaration> {
        let span = self.span(&pair);
        let rule = pair.as_rule();
        let mut head = self.head(pair, description);
        let kind = match rule {
            Rule::policy => Kind::Policy(self.policy(&mut head)),
            Rule::use_file => Kind::Use(head.label()?),
            Rule::unit => Kind::Unit(self.unit(&mut head)),
            Rule::table => Kind::Table(self.table(&mut head)),
            Rule::key | Rule::further_key | Rule::field | Rule::field_inside => Kind::Field(self.field(&mut head)),
            Rule::indicator | Rule::indicator_inside => Kind::Indicator(Box::new(self.indicator(&mut head))),
            Rule::indicators => Kind::Indicators(self.indicators(&mut head)),
            Rule::scale => Kind::Scale(self.scale(&mut head)),
            Rule::gate => Kind::Gate(self.gate(&mut head)),
            Rule::weights => Kind::Weights(self.weights(&mut head)?),
            Rule::parameter => Kind::Parameter(self.parameter(&mut head)),
            Rule::index | Rule::index_inside => Kind::Index(Box::new(self.index(&mut head))),
            Rule::scenario => Kind::Scenario(Box::new(self.scenario(&mut head))),
            Rule::published => Kind::Published(self.published(&mut head)),
            Rule::example => Kind::Example(self.example(&mut head)),
            Rule::journey => Kind::Journey(Box::new(self.journey(&mut head))),
            Rule::summary => Kind::Summary(Box::new(self.summary(&mut head))),
            Rule::station | Rule::route => Kind::Addition(Box::new(self.addition(rule, &mut head)?)),
            Rule::survey => Kind::Survey(Box::new(self.survey(&mut head))),
            Rule::concept => Kind::Concept,
            Rule::set => Kind::Set(self.set(&mut head)),
            Rule::mapping => Kind::Mapping(Box::new(self.mapping(&mut head)?)),
            _ => return None,
        };
        let at_word = Span::new(self.file, span.start as usize, span.start as usize + kind.word().len());
        let name = head.name.unwrap_or(Name { text: String::new(), span: at_word });
        Some(Declaration { name, about: head.about, span, kind })
    }
}

/// Blanks of the grammar, and the marks of layout.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{1}' || c == '\u{2}'
}

/// The first child of this rule.
fn child<'a>(pair: &Pair<'a, Rule>, rule: Rule) -> Option<Pair<'a, Rule>> {
    pair.clone().into_inner().find(|p| p.as_rule() == rule)
}

/// The children of this rule.
fn children<'a>(pair: &Pair<'a, Rule>, rule: Rule) -> impl Iterator<Item = Pair<'a, Rule>> {
    pair.clone().into_inner().filter(move |p| p.as_rule() == rule)
}

/// Doc comments waiting for what they describe.
#[derive(Default)]
struct Docs(Vec<String>);

impl Docs {
    fn push(&mut self, pair: &Pair<'_, Rule>) {
        let line = pair.as_str().trim_start_matches('-');
        self.0.push(line.strip_prefix(' ').unwrap_or(line).trim_end().to_string());
    }

    fn take(&mut self) -> Option<String> {
        let lines = std::mem::take(&mut self.0);
        (!lines.is_empty()).then(|| lines.join("\n"))
    }
}

/// What every declaration may say before its own clauses.
struct Head<'a> {
    about: About,
    name: Option<Name>,
    /// The kind word, for messages.
    word: &'static str,
    modifiers: Vec<Pair<'a, Rule>>,
    /// The block's clauses that are not about the declaration itself.
    clauses: Vec<Pair<'a, Rule>>,
    /// What has been said once.
    once: Once,
}

impl Head<'_> {
    fn label(&self) -> Option<super::ast::Text> {
        self.about.labels.first().map(|(_, text)| text.clone())
    }
}

#[cfg(test)]
mod mistakes;
#[cfg(test)]
mod tests;
