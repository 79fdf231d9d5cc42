//! Typed expressions. Parameters, links and names are resolved; every node has its type and place.

use super::{Missing, ParameterId, QuantityId, TableId, Type};
use crate::source::Span;

/// A typed expression, evaluated for each row of the table that it belongs to.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its type.
    pub ty: Type,
    /// Its place.
    pub span: Span,
}

/// What a typed expression is. A missing operand makes the result missing, except where it says otherwise.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// A number (internal units), or a day as days since 1970-01-01. Where the node's type is a link: the row with this key.
    Number(f64),
    /// yes or no
    YesNo(bool),
    /// A text. Where the node's type is a link: `services("Factoring")`, the row with this key.
    Text(String),
    /// A level, category or outcome, by its position in the scale of the node's type.
    Member(u8),
    /// Missing, of a kind; of any type.
    Missing(Missing),
    /// A parameter's value.
    Parameter(ParameterId),
    /// The value of the current row.
    Quantity(QuantityId),
    /// `region.foreign_activity`: `target` evaluated at the row that `link` names (missing if the link is).
    Follow {
        /// Of type `Link(table)`.
        link: Box<Expr>,
        /// An expression in that table.
        target: Box<Expr>,
    },
    /// `-x`
    Negate(Box<Expr>),
    /// Kleene: `not` unknown is unknown.
    Not(Box<Expr>),
    /// Not finite (x/0, overflow): missing as inapplicable. Between dates: days.
    Arithmetic(ArithmeticOp, Box<Expr>, Box<Expr>),
    /// Both sides of the same type. Levels of an ordered scale compare by position; texts and categories only with `Is`.
    Compare(CompareOp, Box<Expr>, Box<Expr>),
    /// Kleene: no wins over missing.
    And(Vec<Expr>),
    /// Kleene: yes wins over missing.
    Or(Vec<Expr>),
    /// Missing if the condition is.
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// Never missing itself. With a kind: whether it is missing of that kind.
    IsMissing(Box<Expr>, Option<Missing>),
    /// The second where the first is missing.
    IfMissing(Box<Expr>, Box<Expr>),
    /// Whether the value is one of these; all of the value's type.
    OneOf(Box<Expr>, Vec<Expr>),
    /// The number of a level (`counts as numbers`, or a function that asks for it).
    LevelNumber(Box<Expr>),
    /// A function of values of the row.
    Call(Function, Vec<Expr>),
    /// A value from many rows.
    Aggregate(Box<Aggregate>),
}

/// `+ - * / ^`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum ArithmeticOp {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
}

/// `< <= > >= is`; `is not` is the negation of `Is`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum CompareOp {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Is,
}

/// Functions of values of one row. Numeric ones are missing where not defined (`ln(-1)`: inapplicable).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    /// Smallest of the values that are not missing (missing if all are).
    Min,
    /// Largest, likewise.
    Max,
    /// Sum, likewise.
    Sum,
    /// Arithmetic mean, likewise.
    Mean,
    /// Median, likewise.
    Median,
    /// How many values are not missing; of yes/no values: how many are yes.
    Count,
    /// Absolute value.
    Abs,
    /// Square root.
    Sqrt,
    /// Natural logarithm.
    Ln,
    /// Decimal logarithm.
    Log10,
    /// e to the power.
    Exp,
    /// `round(x)`, `round(x, 2)`: decimal, half up (away from zero).
    Round,
    /// Largest whole number not above.
    Floor,
    /// Smallest whole number not below.
    Ceil,
    /// -1, 0 or 1.
    Sign,
    /// `clamp(x, low, high)`
    Clamp,
    /// `date(2015, 6, 30)` from numbers; missing (inapplicable) if there is no such day.
    Date,
    /// Year of a date.
    Year,
    /// Month of a date.
    Month,
    /// Day of a date.
    Day,
    /// Number of characters.
    Length,
    /// Text in lower case.
    Lower,
    /// Text in upper case.
    Upper,
    /// Text without white space at its ends.
    Trim,
    /// `contains(text, "part")`
    Contains,
    /// `starts_with(text, "part")`
    StartsWith,
    /// `ends_with(text, "part")`
    EndsWith,
    /// `join(a, " ", b)`: texts one after the other.
    Join,
    /// The number of a level, of a scale that does not count as numbers.
    Level,
    /// `growth(x)`: by what share the first value is above the second; inapplicable unless the second is above 0.
    Growth,
}

/// `sum(exports within industry where foreign)`: a value from many rows. Rows excluded by gates take no part
/// (but they do in the requirements of gates themselves).
#[derive(Clone, Debug, PartialEq)]
pub struct Aggregate {
    /// Which.
    pub function: AggregateFunction,
    /// Which rows.
    pub over: Over,
    /// What of them (an expression in their table; for `count` it may be left out).
    pub value: Option<Expr>,
    /// Only those for which this is yes (an expression in their table).
    pub filter: Option<Expr>,
    /// `weighted by` (an expression in their table).
    pub weight: Option<Expr>,
    /// Of `latest`: by what rows come one after the other (a number or a date in their table).
    pub order: Option<Expr>,
    /// `quantile(x, 0.9)`: the quantile, a constant.
    pub quantile: Option<Box<Expr>>,
}

/// The rows that an aggregate covers.
#[derive(Clone, Debug, PartialEq)]
pub enum Over {
    /// All rows of a table (that of the expression or another).
    Table(TableId),
    /// Rows of the same table that agree with this one in these (missing agrees with nothing: the result is missing).
    Group(TableId, Vec<QuantityId>),
    /// Rows of `table` whose `link` is this row.
    Linking {
        /// The table whose rows are aggregated.
        table: TableId,
        /// Its field that links here.
        link: QuantityId,
    },
    /// The rows of `table` that make the row of a summary. A `share` without a value is, of the rows whose answer to a
    /// multiple choice is known, the share of those that chose the option.
    Summarised {
        /// The table whose rows are aggregated.
        table: TableId,
        /// The summary ([`super::Summary`]).
        summary: TableId,
    },
    /// The one row of an entity and a year, if there is one; also where a gate excludes it. The value is as it stands there.
    InYear(Box<InYear>),
}

/// `x at 2020`: the row of a table of entities and years.
#[derive(Clone, Debug, PartialEq)]
pub struct InYear {
    /// The table.
    pub table: TableId,
    /// Its column of entities.
    pub entity: QuantityId,
    /// Its column of years.
    pub year_of: QuantityId,
    /// The entity is this row itself, to which the rows of the table link; otherwise it is that of this row of the table.
    pub linking: bool,
    /// The year (an expression of this row). Where no row has it the value is missing as unavailable.
    pub year: Expr,
}

impl Expr {
    /// Whether it is known before any row is: `0`, `trying`, a parameter, and arithmetic on these.
    pub fn is_fixed(&self) -> bool {
        match &self.kind {
            ExprKind::Number(_) | ExprKind::Member(_) | ExprKind::Parameter(_) => true,
            ExprKind::Negate(x) => x.is_fixed(),
            ExprKind::Arithmetic(_, a, b) => a.is_fixed() && b.is_fixed(),
            ExprKind::YesNo(_)
            | ExprKind::Text(_)
            | ExprKind::Missing(_)
            | ExprKind::Quantity(_)
            | ExprKind::Follow { .. }
            | ExprKind::Not(_)
            | ExprKind::Compare(..)
            | ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::If(..)
            | ExprKind::IsMissing(..)
            | ExprKind::IfMissing(..)
            | ExprKind::OneOf(..)
            | ExprKind::LevelNumber(_)
            | ExprKind::Call(..)
            | ExprKind::Aggregate(_) => false,
        }
    }
}

impl Function {
    /// Of `min(1, x)` and `max(x, 0)` what is not fixed: where all of that is missing so is the result, since a bound is no
    /// value. `None` where nothing is fixed, or everything, and of other functions.
    pub fn bounded(self, arguments: &[Expr]) -> Option<Vec<&Expr>> {
        let open: Vec<&Expr> = arguments.iter().filter(|a| !a.is_fixed()).collect();
        let bounded = matches!(self, Function::Min | Function::Max) && !open.is_empty() && open.len() < arguments.len();
        bounded.then_some(open)
    }

    /// Its name in a policy.
    pub fn name(self) -> &'static str {
        match self {
            Function::Min => "min",
            Function::Max => "max",
            Function::Sum => "sum",
            Function::Mean => "mean",
            Function::Median => "median",
            Function::Count => "count",
            Function::Abs => "abs",
            Function::Sqrt => "sqrt",
            Function::Ln => "ln",
            Function::Log10 => "log10",
            Function::Exp => "exp",
            Function::Round => "round",
            Function::Floor => "floor",
            Function::Ceil => "ceil",
            Function::Sign => "sign",
            Function::Clamp => "clamp",
            Function::Date => "date",
            Function::Year => "year",
            Function::Month => "month",
            Function::Day => "day",
            Function::Length => "length",
            Function::Lower => "lower",
            Function::Upper => "upper",
            Function::Trim => "trim",
            Function::Contains => "contains",
            Function::StartsWith => "starts_with",
            Function::EndsWith => "ends_with",
            Function::Join => "join",
            Function::Level => "level",
            Function::Growth => "growth",
        }
    }
}

/// Aggregates over rows. Missing values take no part. Over no rows: `count` and `sum` 0, `any` no, `all` yes, the others missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AggregateFunction {
    /// Sum.
    Sum,
    /// Arithmetic mean.
    Mean,
    /// Median (mean of the two middle ones).
    Median,
    /// Of levels: the lower of the two middle ones.
    LowerMedian,
    /// The value of more than half of those that are not missing; missing as unknown where there is none.
    Majority,
    /// The value of the last row, in an order, where it is not missing; of several such rows the last one.
    Latest,
    /// Smallest.
    Min,
    /// Largest.
    Max,
    /// Number of rows; with a value: of rows where it is not missing (of yes/no values: where it is yes).
    Count,
    /// Of yes/no values: the share of yes among those known.
    Share,
    /// Whether it is yes for some row.
    Any,
    /// Whether it is yes for every row.
    All,
    /// Sample standard deviation (n - 1).
    Deviation,
    /// Linear interpolation between order statistics (type 7).
    Quantile,
    /// The rank of this row's value: 1 for the largest, ties share the smallest rank. Missing stays missing.
    Rank,
}
