//! Declarations: what they have in common, and those with few clauses.

use pest::iterators::Pair;

use super::{Builder, Docs, Head, Once, child, children};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{
    About, Dated, Declaration, Field, Gate, Indicator, Level, Name, Number, Parameter, Per, Rounded, Scale, Table,
    Target, Text, Token, TokenMeaning, TypeExpr, UnitExpr,
};
use crate::syntax::grammar::{Rule, block_of, is_block, word_of};

impl<'a> Builder<'a> {
    /// Takes a declaration apart: its name, what it says about itself, its modifiers, and the rest of its block.
    pub(super) fn head(&mut self, pair: Pair<'a, Rule>, description: Option<String>) -> Head<'a> {
        let mut head = Head {
            about: About { description, ..About::default() },
            name: None,
            word: word_of(pair.as_rule()),
            modifiers: Vec::new(),
            clauses: Vec::new(),
            once: Once::default(),
        };
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => head.name = Some(self.name(&part)),
                Rule::dotted => head.name = Some(self.dotted(&part)),
                Rule::title => head.name = self.name_in(&part),
                Rule::text => head.about.labels.push((None, self.text(&part))),
                Rule::further_key => {}
                rule if is_block(rule) => self.open_block(&mut head, part),
                Rule::modifier | Rule::precision => head.modifiers.extend(part.into_inner()),
                _ => head.modifiers.push(part),
            }
        }
        head
    }

    /// Sorts the clauses of a block: what the declaration says about itself, strays, and all others.
    fn open_block(&mut self, head: &mut Head<'a>, pair: Pair<'a, Rule>) {
        let block = block_of(pair.as_rule());
        for clause in pair.into_inner() {
            match clause.as_rule() {
                Rule::label => {
                    for translation in children(&clause, Rule::translation) {
                        let language = self.name_in(&translation);
                        head.about.labels.extend(self.text_in(&translation).map(|text| (language, text)));
                    }
                }
                Rule::source => head.about.sources.extend(self.texts_in(&clause)),
                Rule::status if self.once(&mut head.once, &clause, "status") => {
                    head.about.status = self.status(&clause);
                }
                Rule::status => {}
                Rule::allow => head.about.allows.extend(self.allow(&clause, block)),
                Rule::stray => self.stray(&clause, block),
                _ => head.clauses.push(clause),
            }
        }
    }

    fn status(&mut self, clause: &Pair<'a, Rule>) -> Option<(String, Span)> {
        let words: Vec<Name> = children(clause, Rule::word).map(|p| self.name(&p)).collect();
        let span = words.first()?.span.to(words.last()?.span);
        Some((words.into_iter().map(|w| w.text).collect::<Vec<_>>().join(" "), span))
    }

    /// The modifiers of a head, each at most once; one that this kind does not have is reported.
    pub(super) fn modifiers(&mut self, head: &mut Head<'a>, allowed: &[Rule]) -> Vec<Pair<'a, Rule>> {
        let mut kept = Vec::new();
        for modifier in std::mem::take(&mut head.modifiers) {
            let rule = modifier.as_rule();
            let Some(word) = modifier_word(rule) else { continue };
            if allowed.contains(&rule) {
                if self.once(&mut head.once, &modifier, word) {
                    kept.push(modifier);
                }
                continue;
            }
            let span = self.span(&modifier);
            let message = format!("`{}` takes no `{word}`", head.word);
            let known: Vec<&str> = allowed.iter().filter_map(|r| modifier_word(*r)).collect();
            let hint = if known.is_empty() {
                format!("only a name, a label and a block stand here: `{} my_name \"My label\" {{ … }}`", head.word)
            } else {
                format!("what may stand here: {}", crate::diagnostic::list(known))
            };
            self.report(Diagnostic::error(Code::UnexpectedText, span, message).hint(hint));
        }
        kept
    }

    pub(super) fn unit(&mut self, head: &mut Head<'a>) -> Option<UnitExpr> {
        let definition = head.modifiers.iter().find(|p| p.as_rule() == Rule::unit_expr).cloned()?;
        Some(self.unit_expr(&definition))
    }

    /// `bln_rub / person`: factors with their powers.
    pub(super) fn unit_expr(&mut self, pair: &Pair<'a, Rule>) -> UnitExpr {
        let mut factors = Vec::new();
        let mut sign = 1;
        for part in pair.clone().into_inner() {
            match part.as_rule() {
                Rule::multiply => sign = 1,
                Rule::divide => sign = -1,
                _ => {
                    let Some(name) = self.name_in(&part) else { continue };
                    let power = self.number_in(&part).map_or(1, |n| self.power(&n));
                    factors.push((name, sign * power));
                }
            }
        }
        UnitExpr { factors, span: self.span(pair) }
    }

    fn power(&mut self, number: &Number) -> i32 {
        let whole = number.value.round() == number.value && (1.0..=99.0).contains(&number.value.abs());
        if !whole || number.percent {
            let message = "a power of a unit is a whole number from 1 to 99";
            self.report(Diagnostic::error(Code::InvalidNumber, number.span, message));
            return 1;
        }
        number.value as i32
    }

    /// `: bln_rub / person`, `: one of { … }`.
    pub(super) fn ascribed(&mut self, pair: &Pair<'a, Rule>) -> Option<TypeExpr> {
        if let Some(unit) = child(pair, Rule::unit_expr) {
            return Some(TypeExpr::Named(self.unit_expr(&unit)));
        }
        if let Some(one_of) = child(pair, Rule::one_of) {
            return Some(TypeExpr::OneOf(self.options(&one_of), self.span(&one_of)));
        }
        let several = child(pair, Rule::several_of)?;
        Some(TypeExpr::SeveralOf(self.options(&several), self.span(&several)))
    }

    /// `country "Country", aggregate`
    pub(super) fn options(&mut self, pair: &Pair<'a, Rule>) -> Vec<(Name, Option<Text>)> {
        let mut options = Vec::new();
        for option in children(pair, Rule::option) {
            let text = self.text_in(&option);
            options.extend(self.name_in(&option).map(|name| (name, text)));
        }
        options
    }

    pub(super) fn table(&mut self, head: &mut Head<'a>) -> Table {
        self.modifiers(head, &[]);
        let mut table = Table::default();
        let mut docs = Docs::default();
        for clause in std::mem::take(&mut head.clauses) {
            match clause.as_rule() {
                Rule::doc => docs.push(&clause),
                Rule::key => {
                    let first = self.once(&mut head.once, &clause, "key");
                    let further: Vec<Declaration> =
                        children(&clause, Rule::further_key).filter_map(|k| self.declaration(k, None)).collect();
                    let key = self.declaration(clause, docs.take());
                    if first {
                        table.key = key.map(Box::new);
                        table.further_keys = further;
                    }
                }
                Rule::token => table.tokens.extend(self.token(&clause)),
                Rule::rows if self.once(&mut head.once, &clause, "rows") => table.rows = Some(self.rows(&clause)),
                Rule::rows => {}
                _ => table.columns.extend(self.declaration(clause, docs.take())),
            }
        }
        table
    }

    pub(super) fn token(&mut self, clause: &Pair<'a, Rule>) -> Option<Token> {
        let meaning = match self.number_in(clause) {
            Some(score) => TokenMeaning::Score(score),
            None => TokenMeaning::Missing(self.name_in(clause)?),
        };
        Some(Token { texts: self.texts_in(clause), meaning })
    }

    pub(super) fn field(&mut self, head: &mut Head<'a>) -> Field {
        let mut field = Field::default();
        for modifier in self.modifiers(head, &[Rule::ascribed, Rule::optional]) {
            match modifier.as_rule() {
                Rule::ascribed => field.ty = self.ascribed(&modifier),
                _ => field.optional = true,
            }
        }
        for clause in std::mem::take(&mut head.clauses) {
            match clause.as_rule() {
                Rule::from if self.once(&mut head.once, &clause, "from") => field.from = self.text_in(&clause),
                Rule::range if self.once(&mut head.once, &clause, "range") => field.range = self.bounds_in(&clause),
                Rule::token => field.tokens.extend(self.token(&clause)),
                _ => {}
            }
        }
        field
    }

    pub(super) fn indicator(&mut self, head: &mut Head<'a>) -> Indicator {
        let mut indicator = Indicator::default();
        let allowed = [Rule::of_table, Rule::ascribed, Rule::weighing, Rule::formula, Rule::rounding, Rule::printing];
        for modifier in self.modifiers(head, &allowed) {
            match modifier.as_rule() {
                Rule::of_table => indicator.table = self.name_in(&modifier),
                Rule::ascribed => indicator.ty = self.ascribed(&modifier),
                Rule::weighing => indicator.weight = self.ratio_in(&modifier),
                Rule::formula => indicator.formula = self.expr_in(&modifier),
                Rule::rounding => indicator.rounded = self.rounding(&modifier),
                _ => indicator.printed = self.number_in(&modifier),
            }
        }
        let mut once = std::mem::take(&mut head.once);
        for clause in std::mem::take(&mut head.clauses) {
            self.indicator_clause(&mut indicator, &mut once, &clause);
        }
        indicator
    }

    /// One clause of an indicator, from its block or from a cell of a grid.
    pub(super) fn indicator_clause(&mut self, indicator: &mut Indicator, once: &mut Once, clause: &Pair<'a, Rule>) {
        let rule = clause.as_rule();
        if rule == Rule::token {
            indicator.tokens.extend(self.token(clause));
            return;
        }
        if rule == Rule::goalposts && child(clause, Rule::since).is_some() {
            let dated = self.since_in(clause).zip(self.bounds_in(clause));
            let span = self.span(clause);
            indicator.dated_goalposts.extend(dated.map(|(since, holds)| Dated { since, holds, span }));
            return;
        }
        if rule == Rule::doc || !self.once(once, clause, word_of(rule)) {
            return;
        }
        match rule {
            Rule::better => indicator.better = self.better(clause),
            Rule::range => indicator.range = self.bounds_in(clause),
            Rule::goalposts => match child(clause, Rule::from_to) {
                Some(target) => indicator.target = self.target(&target),
                None => indicator.goalposts = self.bounds_in(clause),
            },
            Rule::weight => indicator.weight = child(clause, Rule::weighing).and_then(|p| self.ratio_in(&p)),
            Rule::measures => indicator.measures = self.name_in(clause),
            Rule::from => indicator.from = self.text_in(clause),
            Rule::per => indicator.per = self.per(clause),
            Rule::rounded => indicator.rounded = child(clause, Rule::rounding).and_then(|p| self.rounding(&p)),
            Rule::printed => indicator.printed = child(clause, Rule::printing).and_then(|p| self.number_in(&p)),
            _ => {}
        }
    }

    /// `per 1000 population`
    pub(super) fn per(&mut self, clause: &Pair<'a, Rule>) -> Option<Per> {
        let divisor = self.divisor(&child(clause, Rule::divisor)?)?;
        Some(Per { span: self.span(clause), ..divisor })
    }

    /// `1000 population`
    pub(super) fn divisor(&mut self, pair: &Pair<'a, Rule>) -> Option<Per> {
        Some(Per { units: self.number_in(pair), denominator: self.expr_in(pair)?, span: self.span(pair) })
    }

    /// `from baseline to goal by 2020-12-31`
    pub(super) fn target(&mut self, pair: &Pair<'a, Rule>) -> Option<Target> {
        let mut exprs = children(pair, Rule::expr).map(|e| self.expr(e)).collect::<Vec<_>>().into_iter();
        let (from, to) = (exprs.next()??, exprs.next()??);
        Some(Target { from, to, by: exprs.next().flatten(), span: self.span(pair) })
    }

    pub(super) fn better(&self, clause: &Pair<'a, Rule>) -> Option<(bool, Span)> {
        Some((child(clause, Rule::k_higher).is_some(), self.span(clause)))
    }

    pub(super) fn rounding(&mut self, pair: &Pair<'a, Rule>) -> Option<Rounded> {
        Some(Rounded { decimals: self.number_in(pair)?, half_even: child(pair, Rule::k_even).is_some() })
    }

    pub(super) fn scale(&mut self, head: &mut Head<'a>) -> Scale {
        self.modifiers(head, &[]);
        let mut scale = Scale::default();
        let mut docs = Docs::default();
        for clause in std::mem::take(&mut head.clauses) {
            match clause.as_rule() {
                Rule::doc => docs.push(&clause),
                Rule::level => {
                    let number = self.number_in(&clause);
                    let level = self.head(clause, docs.take());
                    if let (Some(number), Some(name)) = (number, level.name) {
                        scale.levels.push(Level { number, name, about: level.about });
                    }
                }
                _ if self.once(&mut head.once, &clause, "counts as numbers") => {
                    scale.counts_as_numbers = Some(self.span(&clause));
                }
                _ => {}
            }
        }
        scale
    }

    pub(super) fn gate(&mut self, head: &mut Head<'a>) -> Gate {
        let table = self.only_table(head);
        let mut requirements = Vec::new();
        for clause in std::mem::take(&mut head.clauses) {
            if let Some(requirement) = self.expr_in(&clause) {
                requirements.push((requirement, self.text_in(&clause)));
            }
        }
        Gate { table, requirements }
    }

    /// The table of a kind whose only modifier is `of`.
    pub(super) fn only_table(&mut self, head: &mut Head<'a>) -> Option<Name> {
        let modifiers = self.modifiers(head, &[Rule::of_table]);
        modifiers.first().and_then(|p| self.name_in(p))
    }

    pub(super) fn parameter(&mut self, head: &mut Head<'a>) -> Parameter {
        let mut parameter = Parameter::default();
        for modifier in self.modifiers(head, &[Rule::ascribed, Rule::formula]) {
            match modifier.as_rule() {
                Rule::ascribed => parameter.ty = self.ascribed(&modifier),
                _ => parameter.default = self.expr_in(&modifier),
            }
        }
        for clause in std::mem::take(&mut head.clauses) {
            if clause.as_rule() == Rule::dated_value {
                let dated = self.since_in(&clause).zip(self.expr_in(&clause));
                let span = self.span(&clause);
                parameter.dated.extend(dated.map(|(since, holds)| Dated { since, holds, span }));
            } else if clause.as_rule() == Rule::range && self.once(&mut head.once, &clause, "range") {
                parameter.range = self.bounds_in(&clause);
            }
        }
        parameter
    }
}

/// A modifier as the author writes it; `None` for what is no modifier.
fn modifier_word(rule: Rule) -> Option<&'static str> {
    match rule {
        Rule::of_table => Some("of"),
        Rule::ascribed => Some(":"),
        Rule::extends | Rule::base => Some("extends"),
        Rule::by | Rule::groupings => Some("by"),
        Rule::filter => Some("where"),
        Rule::weighing => Some("weight"),
        Rule::optional => Some("optional"),
        Rule::judged | Rule::since => Some("from"),
        Rule::formula => Some("="),
        Rule::rounding => Some("rounded"),
        Rule::printing => Some("printed"),
        _ => None,
    }
}
