//! A clause that fits no rule becomes one diagnostic that says what was expected.

use pest::Parser;
use pest::iterators::Pair;

use super::slips::{FROM_DAY, Slip, Stopped, from_day, slip};
use super::{Block, Builder, is_blank};
use crate::diagnostic::{Code, Diagnostic, did_you_mean, list, nearest};
use crate::source::Span;
use crate::syntax::grammar::{ABOUT, Grammar, Rule, clauses, entry_of, expected, needs, position};

impl<'a> Builder<'a> {
    /// Reports a clause that no rule of its block takes.
    pub(super) fn stray(&mut self, pair: &Pair<'a, Rule>, block: Block) {
        let (start, end) = (self.base + pair.as_span().start(), self.base + pair.as_span().end());
        let next = self.reported.partition_point(|at| *at < start);
        if self.reported.get(next).is_some_and(|at| *at <= end) {
            return;
        }
        let diagnostic = self.explain_stray(pair, block);
        self.report(diagnostic);
    }

    fn explain_stray(&self, pair: &Pair<'a, Rule>, block: Block) -> Diagnostic {
        let word = first_word(pair.as_str());
        let start = pair.as_span().start();
        let known = || clauses(block).iter().chain(if block == Block::File { &[] } else { ABOUT });
        if let Some((_, rule)) = known().find(|(w, _)| *w == word) {
            let rule = if maps(pair.as_str()) { Rule::mapping } else { *rule };
            return self.explain(pair, rule, word);
        }
        let place = self.whole(start, word.len());
        let mistyped = nearest(word, known().map(|(w, _)| *w)).is_some();
        let home = Block::ALL.into_iter().find(|b| clauses(*b).iter().any(|(w, _)| *w == word));
        let own_name = !word.is_empty() || block == Block::Scale;
        if let Some(rule) = entry_of(block).filter(|_| !mistyped && home.is_none() && own_name) {
            let rest = pair.as_str().get(word.len()..).unwrap_or_default();
            return match rule {
                Rule::level if !word.is_empty() => {
                    let message = format!("`{word}` needs its number before it, as in `7 acting \"Acts\"`");
                    Diagnostic::error(Code::UnexpectedText, place, message)
                }
                Rule::check_column if rest.trim_start().starts_with(':') => {
                    self.explain(pair, Rule::check_counts, word)
                }
                Rule::check_column if rest.contains('=') => self.explain(pair, Rule::check_value, word),
                rule => self.explain(pair, rule, word),
            };
        }
        if word.is_empty() && block == Block::Published && pair.as_str().contains('=') {
            return self.explain(pair, Rule::check_value, word);
        }
        if word.is_empty() {
            return self.no_word(pair, block);
        }
        if block == Block::File && matches!(word, "add" | "drop" | "replace") {
            let message =
                format!("`{word}` changes what a policy extends, and stands outside the braces of a `policy`");
            let hint = format!("write it inside: `policy NAME extends \"FILE.bareme\" {{ {word} … }}`");
            return Diagnostic::error(Code::UnknownDeclaration, place, message).hint(hint);
        }
        if let Some(home) = home.filter(|_| !mistyped) {
            let message = format!("`{word}` does not belong in {}", block.called());
            let code = if block == Block::File { Code::UnknownDeclaration } else { Code::UnknownClause };
            let hint = if from_day(pair.as_str()) {
                FROM_DAY.to_owned()
            } else if home == Block::File {
                format!("`{word}` is a declaration of its own: write it after the closing bracket of this one")
            } else {
                format!("`{word}` belongs in {}", home.called())
            };
            return Diagnostic::error(code, place, message).hint(hint);
        }
        if block == Block::File {
            let elsewhere = Block::ALL.into_iter().flat_map(clauses).map(|(w, _)| *w);
            let hint = nearest(word, known().map(|(w, _)| *w))
                .or_else(|| nearest(word, elsewhere))
                .map(|near| format!("did you mean `{near}`?"))
                .unwrap_or_else(|| format!("a declaration begins with one of {}", list(known().map(|(w, _)| *w))));
            return Diagnostic::error(Code::UnknownDeclaration, place, format!("there is no declaration `{word}`"))
                .hint(hint);
        }
        let message = format!("{} has no clause `{word}`", block.called());
        let rest = pair.as_str().get(word.len()..).unwrap_or_default().trim_start();
        if !mistyped && matches!(block, Block::Table | Block::Indicators) && rest.starts_with([':', '"']) {
            let ways = if block == Block::Table { &["indicator", "field"][..] } else { &["indicator"] };
            let ways: Vec<String> = ways.iter().map(|way| format!("`{way} {word} …`")).collect();
            let hint = format!("to declare a column write {}", ways.join(" or "));
            return Diagnostic::error(Code::UnknownClause, place, message).hint(hint);
        }
        Diagnostic::error(Code::UnknownClause, place, message).maybe_hint(did_you_mean(word, known().map(|(w, _)| *w)))
    }

    /// A clause that does not begin with a word at all.
    fn no_word(&self, pair: &Pair<'a, Rule>, block: Block) -> Diagnostic {
        let place = self.found(pair, 0).1;
        let begins = match block {
            Block::File => "a declaration begins with a word such as `table` or `index`",
            Block::Rows => "a line of `rows` begins with `|`, and has `|` between its cells",
            Block::Policy | Block::About | Block::Table | Block::Field | Block::Indicator | Block::Indicators => {
                "a clause begins with a word"
            }
            Block::Scale | Block::Gate | Block::Weights | Block::Parameter | Block::Index => {
                "a clause begins with a word"
            }
            Block::Scenario
            | Block::Dated
            | Block::Published
            | Block::Example
            | Block::Summary
            | Block::Survey
            | Block::Section
            | Block::Set
            | Block::Mapping
            | Block::Question => "a clause begins with a word",
            Block::Journey | Block::Phase | Block::Step | Block::Theme | Block::ChecklistItem => {
                "a clause begins with a word"
            }
            Block::Checklist => "a question begins with its name",
            Block::Route => "a route is names of steps and stations, with commas between them",
        };
        Diagnostic::error(Code::UnexpectedText, place, format!("{begins}, and this does not"))
            .maybe_hint(did_you_mean("", clauses(block).iter().map(|(w, _)| *w)))
    }

    /// Reads a clause again by its rule, to see how far it goes, and says what should have come there.
    pub(super) fn explain(&self, pair: &Pair<'a, Rule>, rule: Rule, word: &str) -> Diagnostic {
        let raw = pair.as_str().trim_end_matches(is_blank);
        let (at, expected) = match Grammar::parse(rule, raw) {
            Err(error) => (position(&error), expected(&error)),
            Ok(pairs) => (pairs.as_str().len(), vec!["the end of the clause".to_string()]),
        };
        let mut expected = expected;
        expected.retain(|w| modifier_fits(rule, w));
        let (found, mut place) = self.found(pair, at);
        let after_word = raw.get(..at).is_some_and(|before| before.trim_end_matches(is_blank).len() <= word.len());
        let start = pair.as_span().start();
        let begins = (place.start as usize).saturating_sub(self.base + start);
        let stopped = Stopped { text: raw, rule, word, at: begins, found, expected: &expected };
        let slip = slip(&stopped);
        if let Some(Slip { message: Some(message), place: at, hint }) = slip {
            if let Some(at) = at {
                place = self.whole(start + at.start, at.len());
            }
            return Diagnostic::error(Code::UnexpectedText, place, message).hint(hint);
        }
        let hint = slip.map(|s| s.hint).or_else(|| hint(found, &expected));
        let wanted = one_of(&expected);
        let label = if wanted.is_empty() { String::new() } else { format!("expected {wanted}") };
        if let Some(needs) = needs(rule).filter(|_| after_word) {
            let subject = if word.is_empty() { "this".to_string() } else { format!("`{word}`") };
            let message = format!("{subject} needs {needs}");
            return Diagnostic::error(Code::UnexpectedText, place, message).maybe_hint(hint);
        }
        let message = match found {
            "" if word.is_empty() => "this is not complete".to_string(),
            "" => format!("`{word}` is not complete"),
            found => format!("`{found}` does not fit here"),
        };
        Diagnostic::error(Code::UnexpectedText, place, message).label(label).maybe_hint(hint)
    }

    /// The word or sign at a place of a clause; at its end an empty one.
    fn found(&self, pair: &Pair<'a, Rule>, at: usize) -> (&'a str, Span) {
        let raw = pair.as_str().trim_end_matches(is_blank);
        let rest = raw.get(at..).unwrap_or_default();
        let text = rest.trim_start_matches(is_blank);
        let start = if text.is_empty() { raw.len() } else { raw.len() - text.len() };
        let word = first_word(text);
        let length = if word.is_empty() { sign(text) } else { word.len() };
        let found = text.get(..length).unwrap_or_default();
        (found, self.whole(pair.as_span().start() + start, found.len()))
    }
}

/// Whether it is meant to say how the levels of one ruler are read on another: `scale activity maps …`.
fn maps(text: &str) -> bool {
    let head = text.split('{').next().unwrap_or_default();
    let mut words = head.split_whitespace();
    matches!(words.next(), Some("scale" | "scenario")) && words.skip(1).any(|word| word == "maps")
}

/// The word at the beginning of a text.
fn first_word(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    let word = text.get(..end).unwrap_or_default();
    if word.starts_with(|c: char| c.is_ascii_digit()) { "" } else { word }
}

/// The length of the number, quoted text or sign at the beginning of a text.
fn sign(text: &str) -> usize {
    let mut chars = text.char_indices();
    let Some((_, first)) = chars.next() else { return 0 };
    let end = match first {
        '"' | '`' => text.char_indices().skip(1).find(|(_, c)| *c == first).map(|(at, c)| at + c.len_utf8()),
        '0'..='9' => text.find(|c: char| !(c.is_alphanumeric() || c == '.' || c == '_')),
        '=' | '!' | '<' | '>' | '&' | '|' => text.find(|c: char| !"=!<>&|".contains(c)),
        _ => Some(first.len_utf8()),
    };
    end.unwrap_or(text.len())
}

/// Whether what would fit by the grammar, which reads any modifier after any name, fits this kind of declaration.
fn modifier_fits(rule: Rule, expected: &str) -> bool {
    let kinds: &[Rule] = match expected {
        "a type after `:`" => &[
            Rule::key,
            Rule::field,
            Rule::indicator,
            Rule::indicators,
            Rule::parameter,
            Rule::scenario,
            Rule::checklist_item,
            Rule::ask,
            Rule::measure,
            Rule::ask,
        ],
        "`of`" | "`of` and a table" => &[
            Rule::indicator,
            Rule::indicators,
            Rule::gate,
            Rule::index,
            Rule::scenario,
            Rule::published,
            Rule::journey,
            Rule::survey,
            Rule::summary,
            Rule::survey,
            Rule::set,
            Rule::mapping,
        ],
        "`by`" | "`by` and a value" => &[Rule::scenario, Rule::replace, Rule::journey, Rule::summary],
        "`extends`" => &[Rule::index],
        "`weight`" => &[Rule::index, Rule::indicator],
        "`optional`" => &[Rule::field],
        _ => return true,
    };
    kinds.contains(&rule)
}

/// "`a`, `b` or `c`"
fn one_of(words: &[String]) -> String {
    // The end of the clause is always possible where something else is: it helps only alone.
    let more = words.len() > 1;
    let words: Vec<&str> =
        words.iter().map(String::as_str).filter(|w| !more || *w != "the end of the clause").take(8).collect();
    match words.as_slice() {
        [] => String::new(),
        [only] => (*only).to_string(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// What to do about what was found, where it is a known slip.
fn hint(found: &str, expected: &[String]) -> Option<String> {
    let keywords = expected.iter().filter_map(|w| w.split('`').nth(1)).filter(|w| !w.contains(' '));
    let slip = match found {
        "=" | "==" => "write `is` to compare; `=` defines",
        "!=" | "<>" => "write `is not`",
        "&&" | "&" => "write `and`",
        "||" => "write `or`",
        "!" => "write `not`",
        "," => "is there a comma too many?",
        "=>" | "=<" => "write `>=` or `<=`",
        "and" | "or" | "not" | "if" | "then" | "else" | "in" | "is" | "within" | "where" | "at" | "missing" | "yes"
        | "no"
            if expected.iter().any(|w| w == "a name") =>
        {
            return Some(format!("`{found}` has a meaning of its own; as a name it stands in backquotes"));
        }
        found if found.starts_with(|c: char| c.is_ascii_digit()) && expected.iter().any(|w| w == "a name") => {
            return Some("a name that begins with a digit stands in backquotes".to_string());
        }
        "" => return None,
        found if expected.iter().any(|w| w == "a type after `:`") && found.starts_with(char::is_alphabetic) => {
            let near = nearest(found, keywords).map(|near| format!("did you mean `{near}`?"));
            return near.or_else(|| Some(format!("if this is its type, write `: {found}`")));
        }
        found if found.chars().all(|c| !c.is_alphanumeric()) => return None,
        found => return nearest(found, keywords).map(|near| format!("did you mean `{near}`?")),
    };
    Some(slip.to_string())
}
