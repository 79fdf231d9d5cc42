//! Names, texts, numbers, ranges and types as text.

use crate::syntax::ast::{Allow, Name, Number, Range, Text, TypeExpr, UnitExpr};

/// Where a name stands, as far as it must be told from the words of the language there.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Place {
    /// After a word that says that a name follows.
    Anywhere,
    /// After a kind whose name may be left out.
    Title,
    /// At the beginning of a clause.
    First,
    /// Among the places of a route.
    Call,
    /// Among the values of a call.
    Argument,
    /// Among the names of `rank … within`.
    Ranked,
    /// Among the words of a method.
    Method,
    /// A word that means nothing else.
    Word,
}

/// The words of expressions, which name nothing unless backquoted.
const RESERVED: &[&str] =
    &["and", "or", "not", "if", "then", "else", "in", "is", "within", "where", "at", "missing", "yes", "no"];

impl Place {
    /// The words that mean something else here.
    fn taken(self) -> &'static [&'static str] {
        match self {
            Place::Anywhere | Place::Word => &[],
            Place::Title => &["of", "by", "extends"],
            Place::First => &[
                "label",
                "source",
                "status",
                "allow",
                "first",
                "otherwise",
                "counts",
                "unique",
                "any",
                "collect",
                "rules",
                "each",
            ],
            Place::Call => &["label", "source", "status", "allow", "back"],
            Place::Argument => &["over", "weighted", "via"],
            Place::Ranked => &["higher", "lower", "among", "ties"],
            // After the words of expressions a line goes on.
            Place::Method => &["within", "for", "among", "and", "or", "not", "then", "else", "is", "in"],
        }
    }

    /// Whether a text begins with a word that means something else here.
    pub(super) fn begins(self, text: &str) -> bool {
        let word = text.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or_default();
        self.taken().contains(&word)
    }
}

/// A name, in backquotes where it would be something else without.
pub(super) fn name(name: &Name, place: Place) -> String {
    let text = name.text.as_str();
    let reserved = RESERVED.contains(&text) && !matches!(place, Place::Method | Place::Word);
    let plain = if place == Place::Method { text.split('-').all(is_plain) } else { is_plain(text) };
    if plain && !reserved && !place.taken().contains(&text) { text.to_string() } else { format!("`{text}`") }
}

/// `hdi.health`: each of its names.
pub(super) fn dotted(name: &Name, place: Place) -> String {
    let mut pieces = name.text.split('.');
    let first_taken = pieces.clone().next().is_some_and(|first| place.taken().contains(&first));
    let plain = pieces.all(|piece| is_plain(piece) && !RESERVED.contains(&piece));
    if plain && !first_taken { name.text.clone() } else { format!("`{}`", name.text) }
}

/// `allow sign-lost of internationalisation because "…"`
pub(super) fn allow(allow: &Allow) -> String {
    let Allow { finding, of, reason, span: _ } = allow;
    let of = of.as_ref().map(|of| format!(" of {}", dotted(of, Place::Anywhere))).unwrap_or_default();
    format!("allow {}{of} because {}", finding.text, text(reason))
}

/// Whether a word is one of expressions.
pub(super) fn is_reserved(text: &str) -> bool {
    RESERVED.contains(&text)
}

/// Whether a name needs no backquotes by its letters.
pub(super) fn is_plain(text: &str) -> bool {
    let mut chars = text.chars();
    let first = chars.next().is_some_and(|c| c == '_' || pest::unicode::XID_START(c));
    first && chars.all(pest::unicode::XID_CONTINUE)
}

/// `expert judgement`: words of a status.
pub(super) fn status(words: &str) -> String {
    let quoted = |w: &str| if is_plain(w) { w.to_string() } else { format!("`{w}`") };
    words.split(' ').map(quoted).collect::<Vec<_>>().join(" ")
}

/// A text in quotes, with escapes.
pub(super) fn text(text: &Text) -> String {
    quoted(&text.text)
}

/// A text in quotes, with escapes.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// The shortest decimal that reads as the same number.
pub(super) fn number(number: &Number) -> String {
    let Number { value, percent, fraction, span: _ } = number;
    if let Some((above, below)) = fraction {
        return format!("{above}/{below}");
    }
    if *percent { format!("{}%", hundredfold(&value.to_string())) } else { value.to_string() }
}

/// A decimal with its point moved two places, which no binary rounding can spoil.
fn hundredfold(decimal: &str) -> String {
    let (sign, digits) = decimal.strip_prefix('-').map_or(("", decimal), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let padded = format!("{fraction:0<2}");
    let (moved, rest) = padded.split_at_checked(2).unwrap_or((padded.as_str(), ""));
    let joined = format!("{whole}{moved}");
    let whole = joined.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    if rest.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

/// `0..18`
pub(super) fn range(range: &Range) -> String {
    let Range { low, high, span: _ } = range;
    let end = |n: &Option<Number>| n.as_ref().map(number).unwrap_or_default();
    format!("{}..{}", end(low), end(high))
}

/// `bln_rub / person^2`
pub(super) fn unit(unit: &UnitExpr) -> String {
    let UnitExpr { factors, span: _ } = unit;
    let mut out = String::new();
    for (index, (factor, power)) in factors.iter().enumerate() {
        match (index, *power < 0) {
            (0, false) => {}
            (0, true) => out.push_str("1 / "),
            (_, false) => out.push_str(" * "),
            (_, true) => out.push_str(" / "),
        }
        out.push_str(&name(factor, Place::Anywhere));
        if power.unsigned_abs() != 1 {
            out.push_str(&format!("^{}", power.unsigned_abs()));
        }
    }
    if factors.is_empty() { "1".to_string() } else { out }
}

/// A type.
pub(super) fn type_expr(ty: &TypeExpr) -> String {
    match ty {
        TypeExpr::Named(named) => unit(named),
        TypeExpr::OneOf(list, _) => format!("one of {{ {} }}", options(list)),
        TypeExpr::SeveralOf(list, _) => format!("several of {{ {} }}", options(list)),
    }
}

/// `country "Country", aggregate`
pub(super) fn options(options: &[(Name, Option<Text>)]) -> String {
    let option = |(n, label): &(Name, Option<Text>)| {
        let label = label.as_ref().map(|l| format!(" {}", text(l))).unwrap_or_default();
        format!("{}{label}", name(n, Place::Anywhere))
    };
    options.iter().map(option).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_keep_their_digits() {
        let shown = ["0.07", "0.071", "1", "0", "-0.5", "12.345", "0.0001"].map(hundredfold);
        assert_eq!(shown, ["7", "7.1", "100", "0", "-50", "1234.5", "0.01"]);
    }
}
