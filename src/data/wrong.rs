//! What is wrong with a cell, in words, and what to do about it.

use super::cells::{BadCell, BadCells};
use super::number::{LooksLike, Mark, looks_like};
use super::plan::{ColumnPlan, Kind};
use super::problems::{Problem, Problems, RowList};
use crate::diagnostic::{Code, list, nearest};
use crate::program::{Origin, Program, Quantity, Type};

/// Texts that people often write where there is no value.
const OFTEN_MISSING: [&str; 17] =
    ["-", "--", "–", "—", "−", "..", "...", "…", "na", "n.a.", "nan", "null", "none", "nil", "#n/a", ".", "x"];

/// Notes the bad cells of a column.
pub(super) fn note(plan: &ColumnPlan<'_>, bad: BadCells, problems: &mut Problems) {
    let column = Some((plan.header.to_owned(), plan.position));
    problems.count(bad.count - bad.first.len().min(bad.count));
    for BadCell { row, text } in bad.first {
        let (message, hint) = bad_cell(plan, &text);
        let (rows, column) = (RowList::one(row), column.clone());
        problems.push(Problem { code: Code::DataBadCell, rows, column, text: Some(text), message, hint });
    }
    if let Kind::Member(_) | Kind::Option(_) = plan.kind {
        let known: Vec<&str> = plan.members.iter().map(String::as_str).collect();
        for (text, rows) in bad.unknown {
            let hint = match (often_missing(&text), nearest(&text, known.iter().copied())) {
                (Some(hint), _) => hint,
                (None, Some(near)) => format!("did you mean `{near}`? known are {}", list(known.iter().copied())),
                (None, None) => format!("known are {}", list(known.iter().copied())),
            };
            let of = match plan.kind {
                Kind::Option(_) => plan.header,
                _ => &plan.quantity.name,
            };
            let message = format!("`{text}` is no {} of `{of}`", plan.member_word);
            let code = Code::DataUnknownCategory;
            problems.push(Problem { code, rows, column: column.clone(), text: Some(text), message, hint: Some(hint) });
        }
    }
}

/// A required cell without a value.
pub(super) fn required(quantity: &Quantity, key: bool, rows: RowList, column: Option<(String, usize)>) -> Problem {
    let (message, hint) = if key {
        (format!("the key `{}` is missing", quantity.name), "give each row a key of its own".to_owned())
    } else {
        let hint = format!("fill in the value, or declare `{}` as `optional`", quantity.name);
        (format!("`{}` is missing, and it is not optional", quantity.name), hint)
    };
    Problem { code: Code::DataRequired, rows, column, text: None, message, hint: Some(hint) }
}

/// Whether a cell of the column may be missing.
pub(super) fn optional(quantity: &Quantity) -> bool {
    match &quantity.origin {
        Origin::Column(source) => source.optional || source.published_only,
        Origin::Formula(..) | Origin::Index(_) | Origin::Rank(_) | Origin::Scenario(_) => true,
    }
}

fn bad_cell(plan: &ColumnPlan<'_>, text: &str) -> (String, Option<String>) {
    let hint = |text: &str| often_missing(text);
    match plan.kind {
        Kind::Number { mark, .. } => (format!("`{text}` is not a number"), number_hint(text, mark)),
        Kind::Day => (format!("`{text}` is not a date"), hint(text).or_else(|| Some(day_hint(text)))),
        Kind::YesNo | Kind::Member(_) | Kind::Option(_) | Kind::Text | Kind::Key => (
            format!("`{text}` is neither yes nor no"),
            hint(text).or_else(|| Some("write yes or no, true or false, 1 or 0".to_owned())),
        ),
    }
}

/// How to write a day that is written otherwise: `30.06.2015`, `30/6/2015`.
fn day_hint(text: &str) -> String {
    let parts: Vec<&str> = text.split(['.', '/']).map(str::trim).collect();
    if let [day, month, year] = parts.as_slice()
        && let (Ok(day), Ok(month), Ok(year)) = (day.parse::<u32>(), month.parse::<u32>(), year.parse::<u32>())
        && (1..=31).contains(&day)
        && (1000..10_000).contains(&year)
    {
        // With a slash the month may come first; only a point says which.
        if text.contains('.') && (1..=12).contains(&month) {
            return format!("write it as `{year:04}-{month:02}-{day:02}`");
        }
    }
    let iso = text.len() == 10
        && text.bytes().enumerate().all(|(i, b)| if matches!(i, 4 | 7) { b == b'-' } else { b.is_ascii_digit() });
    if iso { "the month has no such day".to_owned() } else { "write a date as `2015-06-30`".to_owned() }
}

fn number_hint(text: &str, mark: Mark) -> Option<String> {
    let say = |hint: &str| Some(hint.to_owned());
    match looks_like(text, mark) {
        LooksLike::DecimalComma => {
            say("this looks like a decimal comma, but the column has decimal points; write all with one mark")
        }
        LooksLike::DecimalPoint => {
            say("this looks like a decimal point, but the column has decimal commas; write all with one mark")
        }
        LooksLike::Ambiguous => say(match mark {
            Mark::Point => {
                "this may be a decimal comma or a separator of thousands: say `decimal = \",\"` for the table in bareme.toml, \
                 or take out the comma"
            }
            Mark::Comma => {
                "this may be a decimal point or a separator of thousands: write it with a decimal comma, or take out the point"
            }
        }),
        LooksLike::Thousands => say("separators of thousands are not read: take them out"),
        LooksLike::Mistyped => say("two marks stand side by side: keep the decimal one"),
        LooksLike::Percent => say(
            "the column is not declared in percent: declare it with the unit `percent`, or take out the percent sign",
        ),
        LooksLike::Spaced => say("take out the space"),
        LooksLike::TooLarge => say("the number is larger than can be computed with"),
        LooksLike::Nothing => often_missing(text),
    }
}

/// What to write where a text often stands for a missing value.
pub(super) fn often_missing(text: &str) -> Option<String> {
    let often = OFTEN_MISSING.contains(&text.to_lowercase().as_str()) || text.starts_with('#');
    often.then(|| format!("if it means that there is no value, declare `token \"{text}\" as unavailable`"))
}

/// How the members of a column's type are called, and their names.
pub(super) fn members(program: &Program, quantity: &Quantity) -> (&'static str, Vec<String>) {
    match &quantity.ty {
        Type::Member(scale) => {
            let scale = program.scale(*scale);
            let word = if scale.ordered { "level" } else { "category" };
            (word, scale.members.iter().map(|m| m.name.clone()).collect())
        }
        Type::Number(_) | Type::YesNo | Type::Text | Type::Date | Type::Link(_) => ("member", Vec::new()),
    }
}

/// What a host has to give for a column of the type.
pub(super) fn wanted(program: &Program, ty: &Type) -> String {
    match ty {
        Type::Number(_) => "numbers".to_owned(),
        Type::Date => "days, as numbers since 1970-01-01".to_owned(),
        Type::YesNo => "yes and no".to_owned(),
        Type::Text => "texts".to_owned(),
        Type::Member(scale) => format!("members of `{}`", program.scale(*scale).name),
        Type::Link(table) => format!("keys of table `{}`", program.table(*table).name),
    }
}
