//! Functions of values of one row: their names, what they take, what they give.

use crate::program::Function;

/// What a function takes and gives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Signature {
    /// Two or more values of one unit, or one named group: the result has that unit.
    Several,
    /// As [`Signature::Several`], or yes/no values: a count.
    Count,
    /// One number; the result has its unit.
    SameUnit,
    /// One number; the result is a plain number.
    Plain,
    /// One number and, if wanted, a number of decimals.
    Round,
    /// Three numbers of one unit.
    Clamp,
    /// Square root: of a plain number, of a count (which gives a plain number), or of a unit whose powers are even.
    Root,
    /// Year, month, day.
    MakeDate,
    /// One date; the result is a plain number (a year: in the unit `year`).
    OfDate,
    /// One text; the result is a text.
    TextToText,
    /// One text; the result is a count.
    Length,
    /// Two texts; the result is yes or no.
    TextTest,
    /// One or more texts; the result is a text.
    Join,
    /// One level; the result is its number.
    Level,
}

/// All functions of values.
pub(super) const FUNCTIONS: &[(&str, Function, Signature)] = &[
    ("min", Function::Min, Signature::Several),
    ("max", Function::Max, Signature::Several),
    ("sum", Function::Sum, Signature::Several),
    ("mean", Function::Mean, Signature::Several),
    ("median", Function::Median, Signature::Several),
    ("count", Function::Count, Signature::Count),
    ("abs", Function::Abs, Signature::SameUnit),
    ("sqrt", Function::Sqrt, Signature::Root),
    ("ln", Function::Ln, Signature::Plain),
    ("log10", Function::Log10, Signature::Plain),
    ("exp", Function::Exp, Signature::Plain),
    ("round", Function::Round, Signature::Round),
    ("floor", Function::Floor, Signature::SameUnit),
    ("ceil", Function::Ceil, Signature::SameUnit),
    ("sign", Function::Sign, Signature::Plain),
    ("clamp", Function::Clamp, Signature::Clamp),
    ("date", Function::Date, Signature::MakeDate),
    ("year", Function::Year, Signature::OfDate),
    ("month", Function::Month, Signature::OfDate),
    ("day", Function::Day, Signature::OfDate),
    ("length", Function::Length, Signature::Length),
    ("lower", Function::Lower, Signature::TextToText),
    ("upper", Function::Upper, Signature::TextToText),
    ("trim", Function::Trim, Signature::TextToText),
    ("contains", Function::Contains, Signature::TextTest),
    ("starts_with", Function::StartsWith, Signature::TextTest),
    ("ends_with", Function::EndsWith, Signature::TextTest),
    ("join", Function::Join, Signature::Join),
    ("level", Function::Level, Signature::Level),
];

/// The function of this name.
pub(super) fn find(name: &str) -> Option<(Function, Signature)> {
    FUNCTIONS.iter().find(|(n, _, _)| *n == name).map(|(_, f, s)| (*f, *s))
}

/// What a function of a spreadsheet or a programming language is called here.
pub(super) fn called_elsewhere(name: &str) -> Option<String> {
    let here = match name.to_lowercase().as_str() {
        "average" | "avg" => "`mean`",
        "stdev" | "stddev" | "std" | "sd" => "`deviation`",
        "percentile" | "quartile" => "`quantile`",
        "log" => "`ln`, to the base ten `log10`",
        "ceiling" => "`ceil`",
        "len" => "`length`",
        "concat" | "concatenate" => "`join`",
        "ifelse" | "iif" => "`if … then … else …`",
        "isnull" | "isna" | "is_na" => "`… is missing`",
        "coalesce" | "ifnull" | "nvl" => "`… if missing …`",
        "countif" => "`count(where …)`",
        "sumif" => "`sum(… where …)`",
        _ => return None,
    };
    Some(format!("here this is written {here}"))
}

impl Signature {
    /// How many arguments, at least and at most.
    pub fn arity(self) -> (usize, usize) {
        match self {
            Signature::Several | Signature::Count | Signature::Join => (1, 255),
            Signature::SameUnit
            | Signature::Plain
            | Signature::Root
            | Signature::OfDate
            | Signature::TextToText
            | Signature::Length
            | Signature::Level => (1, 1),
            Signature::Round => (1, 2),
            Signature::Clamp | Signature::MakeDate => (3, 3),
            Signature::TextTest => (2, 2),
        }
    }

    /// How a call looks, for messages.
    pub fn example(self, name: &str) -> String {
        match self {
            Signature::Several | Signature::Count => format!("{name}(a, b)"),
            Signature::SameUnit | Signature::Plain | Signature::Root => format!("{name}(x)"),
            Signature::Round => format!("{name}(x) or {name}(x, 2)"),
            Signature::Clamp => format!("{name}(x, low, high)"),
            Signature::MakeDate => format!("{name}(2015, 6, 30)"),
            Signature::OfDate => format!("{name}(founded)"),
            Signature::TextToText | Signature::Length => format!("{name}(text)"),
            Signature::TextTest => format!("{name}(text, \"part\")"),
            Signature::Join => format!("{name}(first, \" \", second)"),
            Signature::Level => format!("{name}(stance)"),
        }
    }
}
