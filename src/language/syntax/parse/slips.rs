//! Slips of people who come from elsewhere: decimal commas, curly quotes, `//`, hyphens in names. Each is told as what
//! it is, rather than by what the grammar expected.

use super::is_blank;
use crate::syntax::grammar::{Rule, needs};
use crate::syntax::words::DECLARATIONS;

/// A slip: what it is, where, and what to write.
pub(super) struct Slip {
    /// What is wrong; `None`: what the grammar says of it is fine.
    pub message: Option<String>,
    /// The bytes of the clause that it is about; `None`: what was found.
    pub place: Option<std::ops::Range<usize>>,
    /// What to write.
    pub hint: String,
}

impl Slip {
    fn of(place: std::ops::Range<usize>, message: String, hint: String) -> Option<Slip> {
        Some(Slip { message: Some(message), place: Some(place), hint })
    }

    fn hint(hint: String) -> Option<Slip> {
        Some(Slip { message: None, place: None, hint })
    }
}

/// A clause whose reading stopped.
pub(super) struct Stopped<'t> {
    /// The clause.
    pub text: &'t str,
    /// The rule that it was read by.
    pub rule: Rule,
    /// Its first word.
    pub word: &'t str,
    /// Where what was found begins.
    pub at: usize,
    /// What was found there; empty at the end of the clause.
    pub found: &'t str,
    /// What would have fitted.
    pub expected: &'t [String],
}

/// The slip that stopped the reading, if it is a known one.
pub(super) fn slip(stopped: &Stopped<'_>) -> Option<Slip> {
    edit(stopped)
        .or_else(|| sign(stopped))
        .or_else(|| number(stopped))
        .or_else(|| thousands(stopped))
        .or_else(|| head(stopped))
        .or_else(|| end(stopped))
}

impl Stopped<'_> {
    fn before(&self) -> &str {
        self.text.get(..self.at).unwrap_or_default()
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn wants(&self, what: &str) -> bool {
        self.expected.iter().any(|w| w == what)
    }
}

/// A change of something whose kind is not said: `replace experts { … }`, `replace in performance { … }`.
fn edit(stopped: &Stopped<'_>) -> Option<Slip> {
    if !matches!(stopped.rule, Rule::add_whole | Rule::replace_whole) {
        return None;
    }
    let after = stopped.text.get(stopped.word.len()..)?.trim_start_matches(is_blank);
    let inside = after.strip_prefix("in").filter(|rest| rest.starts_with(is_blank));
    let name = inside.unwrap_or(after).trim_start_matches(is_blank);
    let name = name.get(..name.find(|c: char| !(is_word(c) || c == '.')).unwrap_or(name.len())).unwrap_or_default();
    let rest = after.get(after.find(name)? + name.len()..)?.trim_start_matches(is_blank);
    if name.is_empty() || DECLARATIONS.contains(&name) || !(rest.starts_with('{') || rest.is_empty()) {
        return None;
    }
    let verb = if inside.is_some() { format!("{} in", stopped.word) } else { stopped.word.to_owned() };
    let start = stopped.text.find(name)?;
    let hint = format!("write its kind before its name, as in `{verb} index {name} {{ … }}`");
    Slip::of(start..start + name.len(), format!("it is not said what `{name}` is"), hint)
}

/// Signs of other languages and of word processors.
fn sign(stopped: &Stopped<'_>) -> Option<Slip> {
    let (at, rest, found) = (stopped.at, stopped.rest(), stopped.found);
    for begin in ["//", "/*", "#"] {
        if rest.starts_with(begin) {
            let message = format!("`{begin}` does not begin a comment");
            return Slip::of(at..at + begin.len(), message, "a comment begins with `--`".to_string());
        }
    }
    if found.starts_with(['“', '”', '„', '«', '»', '‘', '’', '\'']) {
        let message = format!("`{found}` is not a quotation mark of policies");
        return Slip::of(at..at + found.len(), message, "put a text into straight marks, `\"…\"`".to_string());
    }
    let joined = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    if found == "-" && joined(stopped.before().chars().last()) && joined(rest.chars().nth(1)) {
        let start = stopped.before().rfind(|c: char| !is_word(c)).map_or(0, |i| i + last_width(stopped.before(), i));
        let length = rest.find(|c: char| !is_word(c) && c != '-').unwrap_or(rest.len());
        let name = stopped.text.get(start..at + length).unwrap_or_default();
        let hint = match stopped.rule {
            Rule::normalise | Rule::aggregate | Rule::prefer | Rule::missing => {
                format!("write `{}`", name.replace('-', ""))
            }
            _ => format!("write `{}`, or put the name into backquotes", name.replace('-', "_")),
        };
        return Slip::of(start..at + length, format!("`{name}` is no name: a name has no hyphen"), hint);
    }
    None
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn last_width(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|t| t.chars().next()).map_or(1, char::len_utf8)
}

/// `0,21` and `.5`
fn number(stopped: &Stopped<'_>) -> Option<Slip> {
    let (before, rest) = (stopped.before(), stopped.rest());
    // The reading stops at the comma or point, or at the digits after it.
    let (mark, after) = match before.chars().last() {
        Some(c @ (',' | '.')) if rest.starts_with(|d: char| d.is_ascii_digit()) => (c, stopped.at),
        _ => (rest.chars().next().filter(|c| matches!(c, ',' | '.'))?, stopped.at + 1),
    };
    let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let fraction = stopped.text.get(after..).map_or(0, digits);
    let whole_end = after.checked_sub(1)?;
    let head = stopped.text.get(..whole_end)?;
    let start = head.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let written = stopped.text.get(start..after + fraction)?;
    if fraction == 0 {
        return None;
    }
    if mark == ',' && start < whole_end {
        let hint = format!("the decimal sign is a point: `{}`", written.replace(',', "."));
        return Slip::of(start..after + fraction, format!("`{written}` is not a number"), hint);
    }
    let bare = start == whole_end && !head.ends_with(|c: char| is_word(c) || c == '`');
    if mark == '.' && bare {
        let hint = format!("a number has a digit before its point: `0{written}`");
        return Slip::of(start..after + fraction, format!("`{written}` is not a number"), hint);
    }
    None
}

/// `12 000`
fn thousands(stopped: &Stopped<'_>) -> Option<Slip> {
    let head = stopped.before().trim_end_matches(is_blank);
    let start = head.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let named = head.get(..start)?.ends_with(|c: char| is_word(c) || matches!(c, '`' | '.' | ','));
    let rest = stopped.rest();
    let digits = rest.find(|c: char| !(c.is_ascii_digit() || c == ' ')).unwrap_or(rest.len());
    let groups = rest.get(..digits)?.trim_end_matches(' ');
    let in_threes = !groups.is_empty() && groups.split(' ').all(|group| group.len() == 3);
    if named || !in_threes || !(1..=3).contains(&(head.len() - start)) {
        return None;
    }
    let end = stopped.at + groups.len();
    let written = stopped.text.get(start..end)?;
    let plain: String = written.chars().filter(char::is_ascii_digit).collect();
    Slip::of(start..end, format!("`{written}` is not a number"), format!("write it without spaces: `{plain}`"))
}

/// What a declaration begins with: its name, its type, its formula.
fn head(stopped: &Stopped<'_>) -> Option<Slip> {
    let (before, found) = (stopped.before().trim_end_matches(is_blank), stopped.found);
    let mut words = stopped.text.split_whitespace();
    if let (Some(first), Some(second @ ("of" | "by" | "extends"))) = (words.next(), words.next())
        && before.split_whitespace().count() == 2
        && let Some(needed) = needs(stopped.rule)
    {
        let start = stopped.text.find(second)?;
        let message = format!("`{first}` has no name before `{second}`");
        return Slip::of(start..start + second.len(), message, format!("it needs {needed}"));
    }
    let colon = stopped.before().rfind(':');
    let between = colon.and_then(|colon| stopped.text.get(colon + 1..stopped.at)).unwrap_or("x");
    if let Some(colon) = colon
        && crate::syntax::words::DECLARATIONS.contains(&between.trim())
        && found.starts_with(|c: char| is_word(c) || c == '`')
    {
        let message = format!("the type after `:` of this `{}` is missing", stopped.word);
        let hint = "write a type or a unit, such as `: text` or `: count`; or leave out the `:`".to_string();
        return Slip::of(colon..colon + 1, message, hint);
    }
    if stopped.wants("a formula after `=`") && !found.is_empty() {
        let line = stopped.rest().lines().next().unwrap_or_default();
        let formula = line.split(['{', '}', ';']).next().unwrap_or_default().trim();
        let number = found.starts_with(|c: char| c.is_ascii_digit());
        let operator = formula.contains([' ', '(']) && formula.contains(['+', '-', '*', '/', '^', '(']);
        if number || (operator && found.starts_with(char::is_alphabetic)) {
            return Slip::hint(format!("if this is its {}, write `= {formula}`", value_or_formula(number)));
        }
    }
    None
}

fn value_or_formula(number: bool) -> &'static str {
    if number { "value" } else { "formula" }
}

/// What is missing at the end, or between two words.
fn end(stopped: &Stopped<'_>) -> Option<Slip> {
    let found = stopped.found;
    if stopped.wants("`else`") && (found.is_empty() || found == "because") {
        return Slip::hint("an `if` says what holds otherwise as well: `else …`".to_string());
    }
    if stopped.rule == Rule::calls && found.starts_with(|c: char| is_word(c) || c == '`') {
        let place = stopped.at..stopped.at + found.len();
        return Slip::of(
            place,
            format!("`{found}` does not fit here"),
            format!("is a comma missing before `{found}`?"),
        );
    }
    let list = matches!(stopped.rule, Rule::parts | Rule::weigh | Rule::drop | Rule::replace | Rule::entries);
    if list && found.starts_with(|c: char| is_word(c) || c == '`') && stopped.wants("a number") {
        return Slip::hint(format!("is a comma missing before `{}`?", found.trim_matches('`')));
    }
    if let [only] = stopped.expected
        && only == "a text in quotes"
        && found.starts_with(char::is_alphanumeric)
    {
        return Slip::hint("put the text into quotes: `\"…\"`".to_string());
    }
    None
}
