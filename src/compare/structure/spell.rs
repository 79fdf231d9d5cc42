//! What policies say in one spelling, so that what means the same reads the same.

use super::names::Names;
use crate::calendar;
use crate::methods::{OptionValue, Options};
use crate::program::{
    Aggregate, AggregateFunction, ArithmeticOp, CompareOp, Expr, ExprKind, Over, Program, QuantityId, ScaleId, Type,
    Unit, Value,
};

/// A policy with the names by which its declarations are compared.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub program: &'a Program,
    pub names: &'a Names,
}

impl<'a> View<'a> {
    /// The name of a quantity.
    pub(super) fn name(self, id: QuantityId) -> &'a str {
        self.names.quantity(id)
    }

    /// Names with commas between them.
    pub(super) fn listed(self, ids: &[QuantityId]) -> String {
        ids.iter().map(|id| self.name(*id)).collect::<Vec<_>>().join(", ")
    }

    /// Its type, a number's unit without what only says how it is read.
    pub(super) fn ty(self, ty: &Type) -> String {
        match ty {
            Type::Number(None) => "number".to_owned(),
            Type::Number(Some(unit)) => self.unit(unit),
            Type::YesNo => "yes_no".to_owned(),
            Type::Text => "text".to_owned(),
            Type::Date => "date".to_owned(),
            Type::Link(table) => format!("row of {}", self.names.table(*table)),
            Type::Member(scale) => self.members(*scale),
        }
    }

    /// A scale by its name; categories and outcomes, whose order means nothing, by their members.
    fn members(self, scale: ScaleId) -> String {
        let scale = self.program.scale(scale);
        if scale.ordered {
            return format!("scale {}", scale.name);
        }
        let mut names: Vec<&str> = scale.members.iter().map(|m| m.name.as_str()).collect();
        names.sort_unstable();
        format!("one of {}", names.join(", "))
    }

    /// A unit: `bln_rub / person^2`.
    pub(super) fn unit(self, unit: &Unit) -> String {
        if unit.percent {
            return "percent".to_owned();
        }
        let mut powers: Vec<(&str, i32)> = Vec::new();
        for (id, power) in &unit.powers {
            powers.push((self.program.units.get(id.0 as usize).map_or("", |u| &u.name), *power));
        }
        powers.sort_unstable_by_key(|(name, power)| (*power < 0, *name));
        let mut text = String::new();
        for (at, (name, power)) in powers.iter().enumerate() {
            text.push_str(match (at, *power < 0) {
                (0, false) => "",
                (0, true) => "1 / ",
                (_, false) => " * ",
                (_, true) => " / ",
            });
            text.push_str(name);
            if power.unsigned_abs() != 1 {
                text.push_str(&format!("^{}", power.unsigned_abs()));
            }
        }
        if text.is_empty() { "number".to_owned() } else { text }
    }

    /// A single value.
    pub(super) fn value(self, ty: &Type, value: &Value) -> String {
        match (value, ty) {
            (Value::Number(x), _) => number(ty, *x),
            (Value::YesNo(yes), _) => yes_no(*yes).to_owned(),
            (Value::Text(text), _) => format!("\"{text}\""),
            (Value::Member(at), Type::Member(scale)) => self.member(*scale, *at),
            (Value::Member(at), _) => at.to_string(),
            (Value::Missing(how), _) => format!("missing as {}", how.name()),
        }
    }

    /// The name of a member.
    pub(super) fn member(self, scale: ScaleId, at: u8) -> String {
        self.program.scale(scale).members.get(usize::from(at)).map_or_else(|| at.to_string(), |m| m.name.clone())
    }

    /// An expression in one line.
    pub(super) fn expr(self, expr: &Expr) -> String {
        let inside = |e: &Expr| self.bracketed(e);
        match &expr.kind {
            ExprKind::Number(x) => self.literal(&expr.ty, number(&expr.ty, *x)),
            ExprKind::YesNo(yes) => yes_no(*yes).to_owned(),
            ExprKind::Text(text) => self.literal(&expr.ty, format!("\"{text}\"")),
            ExprKind::Member(at) => self.value(&expr.ty, &Value::Member(*at)),
            ExprKind::Missing(how) => format!("missing as {}", how.name()),
            ExprKind::Parameter(id) => self.program.parameter(*id).name.clone(),
            ExprKind::Quantity(id) => self.name(*id).to_owned(),
            ExprKind::Follow { link, target } => format!("{}.{}", inside(link), inside(target)),
            ExprKind::Negate(x) => format!("-{}", inside(x)),
            ExprKind::Not(x) => format!("not {}", inside(x)),
            ExprKind::Arithmetic(op, a, b) => format!("{} {} {}", inside(a), sign(*op), inside(b)),
            ExprKind::Compare(op, a, b) => format!("{} {} {}", inside(a), compared(*op), inside(b)),
            ExprKind::And(all) => self.joined(all, " and "),
            ExprKind::Or(all) => self.joined(all, " or "),
            ExprKind::If(condition, then, otherwise) => {
                format!("if {} then {} else {}", inside(condition), inside(then), inside(otherwise))
            }
            ExprKind::IsMissing(x, None) => format!("{} is missing", inside(x)),
            ExprKind::IsMissing(x, Some(how)) => format!("{} is missing as {}", inside(x), how.name()),
            ExprKind::IfMissing(a, b) => format!("{} if missing {}", inside(a), inside(b)),
            ExprKind::OneOf(x, list) => {
                let mut members: Vec<String> = list.iter().map(|e| self.expr(e)).collect();
                members.sort_unstable();
                format!("{} in {{ {} }}", inside(x), members.join(", "))
            }
            ExprKind::LevelNumber(x) => self.expr(x),
            ExprKind::Call(function, all) => {
                let values: Vec<String> = all.iter().map(|e| self.expr(e)).collect();
                format!("{}({})", function.name(), values.join(", "))
            }
            ExprKind::Aggregate(aggregate) => self.aggregate(aggregate),
        }
    }

    /// A constant; a row that is named by its key with its table.
    fn literal(self, ty: &Type, text: String) -> String {
        match ty {
            Type::Link(table) => format!("{}({text})", self.names.table(*table)),
            Type::Number(_) | Type::YesNo | Type::Text | Type::Date | Type::Member(_) => text,
        }
    }

    fn joined(self, all: &[Expr], between: &str) -> String {
        all.iter().map(|e| self.bracketed(e)).collect::<Vec<_>>().join(between)
    }

    /// In brackets, where what stands around it could be taken for a part of it.
    fn bracketed(self, expr: &Expr) -> String {
        let loose = match &expr.kind {
            ExprKind::Arithmetic(..) | ExprKind::And(_) | ExprKind::Or(_) | ExprKind::If(..) => true,
            ExprKind::IfMissing(..) | ExprKind::Not(_) | ExprKind::Negate(_) => true,
            ExprKind::Aggregate(aggregate) => matches!(aggregate.over, Over::InYear(_)),
            ExprKind::LevelNumber(x) => return self.bracketed(x),
            ExprKind::Number(_)
            | ExprKind::YesNo(_)
            | ExprKind::Text(_)
            | ExprKind::Member(_)
            | ExprKind::Missing(_)
            | ExprKind::Parameter(_)
            | ExprKind::Quantity(_)
            | ExprKind::Follow { .. }
            | ExprKind::Compare(..)
            | ExprKind::IsMissing(..)
            | ExprKind::OneOf(..)
            | ExprKind::Call(..) => false,
        };
        let text = self.expr(expr);
        if loose { format!("({text})") } else { text }
    }

    fn aggregate(self, aggregate: &Aggregate) -> String {
        let Aggregate { function, over, value, filter, weight, order, quantile } = aggregate;
        let of = value.iter().chain(quantile.as_deref()).map(|e| self.expr(e)).collect::<Vec<_>>().join(", ");
        let mut text = match over {
            Over::InYear(row) => {
                let table = if row.linking { self.names.table(row.table) } else { "" };
                let dot = if row.linking { "." } else { "" };
                return format!("{table}{dot}({of}) at {}", self.bracketed(&row.year));
            }
            Over::Table(table) => format!("{of} over {}", self.names.table(*table)),
            Over::Group(_, fields) => format!("{of} within {}", self.listed(fields)),
            Over::Linking { table, link } => format!("{of} over {} via {}", self.names.table(*table), self.name(*link)),
            Over::Summarised { table, .. } => format!("{of} over the group's {}", self.names.table(*table)),
        };
        for (word, part) in [(" where ", filter), (" weighted by ", weight), (" by ", order)] {
            if let Some(part) = part {
                text.push_str(word);
                text.push_str(&self.expr(part));
            }
        }
        format!("{}({})", aggregated(*function), text.trim_start())
    }
}

/// The options of a method, as they follow its name.
pub(super) fn options(given: &Options) -> String {
    let mut texts: Vec<String> = Vec::new();
    for (words, value) in &given.given {
        let value = match value {
            OptionValue::Flag | OptionValue::Formula(_) => String::new(),
            OptionValue::Number(x) => x.to_string(),
            OptionValue::Range(low, high) => format!("{low}..{high}"),
            OptionValue::Numbers(all) => all.iter().map(f64::to_string).collect::<Vec<_>>().join(", "),
            OptionValue::Word(word) => (*word).to_owned(),
            OptionValue::Entity(key) => format!("\"{key}\""),
            OptionValue::Points(points) => {
                points.iter().map(|(x, y)| format!("{x} as {y}")).collect::<Vec<_>>().join(", ")
            }
            OptionValue::Levels(levels) => {
                levels.iter().map(|(x, y)| format!("{x} as {y}")).collect::<Vec<_>>().join(", ")
            }
            OptionValue::Bands(bands) => {
                let band = |b: &crate::methods::Band| format!("{} as {}", open_range((b.low, b.high)), b.value);
                bands.iter().map(band).collect::<Vec<_>>().join(", ")
            }
        };
        texts.push(format!("{words} {value}").trim().to_owned());
    }
    // Options may be given in any order.
    texts.sort_unstable();
    texts.iter().map(|text| format!(" {text}")).collect()
}

/// `0..18`, `0..`
pub(super) fn open_range((low, high): (Option<f64>, Option<f64>)) -> String {
    let end = |x: Option<f64>| x.map(|x| x.to_string()).unwrap_or_default();
    format!("{}..{}", end(low), end(high))
}

/// A number; a day as a date.
pub(super) fn number(ty: &Type, x: f64) -> String {
    match (ty, calendar::written(x)) {
        (Type::Date, Some(day)) => day,
        (Type::Date | Type::Number(_) | Type::YesNo | Type::Text | Type::Member(_) | Type::Link(_), _) => x.to_string(),
    }
}

fn yes_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

fn sign(op: ArithmeticOp) -> &'static str {
    match op {
        ArithmeticOp::Add => "+",
        ArithmeticOp::Subtract => "-",
        ArithmeticOp::Multiply => "*",
        ArithmeticOp::Divide => "/",
        ArithmeticOp::Power => "^",
    }
}

fn compared(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Less => "<",
        CompareOp::LessOrEqual => "<=",
        CompareOp::Greater => ">",
        CompareOp::GreaterOrEqual => ">=",
        CompareOp::Is => "is",
    }
}

fn aggregated(function: AggregateFunction) -> &'static str {
    match function {
        AggregateFunction::Sum => "sum",
        AggregateFunction::Mean => "mean",
        AggregateFunction::Median => "median",
        AggregateFunction::LowerMedian => "lower_median",
        AggregateFunction::Majority => "majority",
        AggregateFunction::Latest => "latest",
        AggregateFunction::Min => "min",
        AggregateFunction::Max => "max",
        AggregateFunction::Count => "count",
        AggregateFunction::Share => "share",
        AggregateFunction::Any => "any",
        AggregateFunction::All => "all",
        AggregateFunction::Deviation => "deviation",
        AggregateFunction::Quantile => "quantile",
        AggregateFunction::Rank => "rank",
    }
}
