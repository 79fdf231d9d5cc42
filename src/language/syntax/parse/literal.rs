//! Names, texts, numbers and ranges.

use pest::iterators::Pair;

use super::{Builder, child, children};
use crate::calendar::Day;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{Name, Number, Range, Since, Text};
use crate::syntax::grammar::Rule;

impl<'a> Builder<'a> {
    /// The name inside a pair, if the pair is none itself.
    pub(super) fn name_in(&self, pair: &Pair<'a, Rule>) -> Option<Name> {
        child(pair, Rule::name).or_else(|| child(pair, Rule::word)).map(|p| self.name(&p))
    }

    /// All the names directly inside a pair.
    pub(super) fn names_in(&self, pair: &Pair<'a, Rule>) -> Vec<Name> {
        children(pair, Rule::name).map(|p| self.name(&p)).collect()
    }

    /// All the dotted names directly inside a pair.
    pub(super) fn dotted_in(&self, pair: &Pair<'a, Rule>) -> Vec<Name> {
        children(pair, Rule::dotted).map(|p| self.dotted(&p)).collect()
    }

    /// A name or any other word, without its backquotes.
    pub(super) fn name(&self, pair: &Pair<'a, Rule>) -> Name {
        Name { text: pair.as_str().trim_matches('`').to_string(), span: self.span(pair) }
    }

    /// `hdi.health` as one name.
    pub(super) fn dotted(&self, pair: &Pair<'a, Rule>) -> Name {
        let parts: Vec<String> = children(pair, Rule::name).map(|p| self.name(&p).text).collect();
        Name { text: parts.join("."), span: self.span(pair) }
    }

    /// The day inside a pair, since when something holds; a day that there is not is reported.
    pub(super) fn since_in(&mut self, pair: &Pair<'a, Rule>) -> Option<Since> {
        let pair = child(pair, Rule::since).unwrap_or_else(|| pair.clone());
        let written = child(&pair, Rule::day)?;
        let (text, span) = (written.as_str(), self.span(&written));
        let Some(day) = Day::parse(text) else {
            self.report(Diagnostic::error(Code::InvalidNumber, span, format!("there is no day {text}")));
            return None;
        };
        let span = if pair.as_rule() == Rule::since { self.span(&pair) } else { span };
        Some(Since { day, span })
    }

    /// The text inside a pair.
    pub(super) fn text_in(&mut self, pair: &Pair<'a, Rule>) -> Option<Text> {
        child(pair, Rule::text).map(|p| self.text(&p))
    }

    /// All the texts directly inside a pair.
    pub(super) fn texts_in(&mut self, pair: &Pair<'a, Rule>) -> Vec<Text> {
        children(pair, Rule::text).map(|p| self.text(&p)).collect()
    }

    /// A quoted text, escapes resolved.
    pub(super) fn text(&mut self, pair: &Pair<'a, Rule>) -> Text {
        let span = self.span(pair);
        let raw = pair.as_str();
        let raw = raw.strip_prefix('"').and_then(|r| r.strip_suffix('"')).unwrap_or(raw);
        let mut text = String::with_capacity(raw.len());
        let mut chars = raw.char_indices();
        while let Some((_, c)) = chars.next() {
            if c != '\\' {
                text.push(c);
                continue;
            }
            match chars.next() {
                Some((_, 'n')) => text.push('\n'),
                Some((_, 't')) => text.push('\t'),
                Some((_, c @ ('"' | '\\'))) => text.push(c),
                Some((at, other)) => {
                    let start = span.start as usize + at;
                    let place = Span::new(self.file, start, start + 1 + other.len_utf8());
                    let message = format!("`\\{other}` means nothing in a text");
                    let known = "write `\\\\` for a backslash; there are also `\\\"`, `\\n` and `\\t`";
                    self.report(Diagnostic::error(Code::UnexpectedText, place, message).hint(known));
                }
                None => {}
            }
        }
        Text { text, span }
    }

    /// The number inside a pair.
    pub(super) fn number_in(&mut self, pair: &Pair<'a, Rule>) -> Option<Number> {
        child(pair, Rule::number).map(|p| self.number(&p))
    }

    /// `0.21`, `-3`, `25%`: the decimal point of a percentage is moved before rounding to binary, so that `7%` is 0.07.
    pub(super) fn number(&mut self, pair: &Pair<'a, Rule>) -> Number {
        let span = self.span(pair);
        let raw = pair.as_str();
        let digits = raw.strip_suffix('%');
        let value = match digits {
            Some(digits) if digits.contains(['e', 'E']) => digits.parse::<f64>().map(|v| v / 100.0),
            Some(digits) => format!("{digits}e-2").parse(),
            None => raw.parse(),
        };
        let value = value.unwrap_or(f64::NAN);
        if !value.is_finite() {
            const SHOWN: usize = 24;
            let shown = raw.get(..SHOWN).filter(|_| raw.len() > SHOWN + 1);
            let shown = shown.map_or_else(|| raw.to_owned(), |start| format!("{start}…"));
            let message = format!("the number `{shown}` is too large");
            self.report(Diagnostic::error(Code::InvalidNumber, span, message));
        }
        let value = if value.is_finite() { value } else { 0.0 };
        Number { value, percent: digits.is_some(), fraction: None, span }
    }

    /// The weight inside a pair: a number or a fraction.
    pub(super) fn ratio_in(&mut self, pair: &Pair<'a, Rule>) -> Option<Number> {
        child(pair, Rule::ratio).and_then(|p| self.ratio(&p))
    }

    /// `40`, `25%`, `1/6`
    pub(super) fn ratio(&mut self, pair: &Pair<'a, Rule>) -> Option<Number> {
        let mut numbers = children(pair, Rule::number).map(|p| self.number(&p)).collect::<Vec<_>>().into_iter();
        let first = numbers.next()?;
        let Some(divisor) = numbers.next() else { return Some(first) };
        let span = self.span(pair);
        if first.percent || divisor.percent || divisor.value <= 0.0 {
            let message = format!("`{}` is no fraction", pair.as_str());
            let hint = "write two numbers, the second above 0, as in `1/6`";
            self.report(Diagnostic::error(Code::InvalidNumber, span, message).hint(hint));
            return Some(Number { span, ..first });
        }
        let (above, below) = (first.value, divisor.value);
        Some(Number { value: above / below, percent: false, fraction: Some((above, below)), span })
    }

    /// The range inside a clause.
    pub(super) fn bounds_in(&mut self, pair: &Pair<'a, Rule>) -> Option<Range> {
        child(pair, Rule::bounds).map(|p| self.bounds(&p))
    }

    /// `0..18`, ends may be open.
    pub(super) fn bounds(&mut self, pair: &Pair<'a, Rule>) -> Range {
        let span = self.span(pair);
        let low = child(pair, Rule::low).and_then(|p| self.number_in(&p));
        let high = child(pair, Rule::high).and_then(|p| self.number_in(&p));
        Range { low, high, span }
    }
}
