//! The parameters of a run: their defaults, and what the run sets.

use crate::diagnostic::{Code, Diagnostic, did_you_mean, list};
use crate::program::{Parameter, Program, Type, Value};

/// The values of all parameters, by [`crate::program::ParameterId`], each with whether it was set for this run.
///
/// `given` holds names with values as text, as `--set NAME=VALUE` has them: numbers (`1.2`, `25%`), yes or no, days
/// (`2015-06-30`), levels and categories by name, texts. A number for a parameter in percent is read as a cell of
/// data would be: `25` and `25%` are the same.
///
/// # Errors
/// All of `parameter-unknown`, `parameter-invalid` and `parameter-required` that apply.
pub fn resolve<T: AsRef<str>>(program: &Program, given: &[(T, T)]) -> Result<Vec<(Value, bool)>, Vec<Diagnostic>> {
    let mut errors = unknown(program, given);
    let mut values = Vec::with_capacity(program.parameters.len());
    for parameter in &program.parameters {
        let mut set = given.iter().filter(|(name, _)| name.as_ref() == parameter.name).map(|(_, text)| text.as_ref());
        let value = match (set.next(), set.next()) {
            (Some(first), Some(second)) => Err(twice(parameter, first, second)),
            (Some(text), None) => read(program, parameter, text).map(|value| (value, true)),
            (None, _) => match &parameter.default {
                Some(default) => Ok((default.clone(), false)),
                None => Err(required(program, parameter)),
            },
        };
        match value {
            Ok(value) => values.push(value),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() { Ok(values) } else { Err(errors) }
}

fn unknown<T: AsRef<str>>(program: &Program, given: &[(T, T)]) -> Vec<Diagnostic> {
    let names = || program.parameters.iter().map(|p| p.name.as_str());
    let strangers = given.iter().map(|(name, _)| name.as_ref()).filter(|name| !names().any(|n| n == *name));
    strangers
        .map(|name| {
            let message = format!("there is no parameter `{name}`");
            let none = || (program.parameters.is_empty()).then(|| "the policy declares no parameters".to_owned());
            Diagnostic::nowhere(Code::ParameterUnknown, message).maybe_hint(did_you_mean(name, names()).or_else(none))
        })
        .collect()
}

fn twice(parameter: &Parameter, first: &str, second: &str) -> Diagnostic {
    let message = format!("the parameter `{}` is set twice: to `{first}` and to `{second}`", parameter.name);
    Diagnostic::nowhere(Code::ParameterInvalid, message).hint("keep one of the two")
}

fn required(program: &Program, parameter: &Parameter) -> Diagnostic {
    let message = format!("the parameter `{}` has no default and must be set", parameter.name);
    let hint = format!("set it with `--set {}={}`", parameter.name, example(program, parameter));
    Diagnostic::error(Code::ParameterRequired, parameter.span, message).label("declared here").hint(hint)
}

/// A value of the parameter's type, for a hint.
fn example(program: &Program, parameter: &Parameter) -> String {
    match &parameter.ty {
        Type::Number(Some(unit)) if unit.percent => "25%".to_owned(),
        Type::Number(_) => parameter.range.0.or(parameter.range.1).unwrap_or(1.0).to_string(),
        Type::YesNo => "yes".to_owned(),
        Type::Date => "2015-06-30".to_owned(),
        Type::Member(scale) => program.scale(*scale).members.first().map(|m| m.name.clone()).unwrap_or_default(),
        Type::Text | Type::Link(_) => "\"…\"".to_owned(),
    }
}

/// One value from its text.
fn read(program: &Program, parameter: &Parameter, text: &str) -> Result<Value, Diagnostic> {
    let text = text.trim();
    let invalid = |wanted: &str, hint: Option<String>| {
        let message = format!("`{text}` is not {wanted}, as the parameter `{}` needs", parameter.name);
        Diagnostic::nowhere(Code::ParameterInvalid, message).maybe_hint(hint).related(parameter.span, "declared here")
    };
    match &parameter.ty {
        Type::Number(unit) => {
            let percent = unit.as_ref().is_some_and(|u| u.percent);
            let value = number(text, percent).ok_or_else(|| invalid("a number", decimal_comma(text)))?;
            in_range(parameter, value, percent, text)
        }
        Type::YesNo => match text {
            "yes" => Ok(Value::YesNo(true)),
            "no" => Ok(Value::YesNo(false)),
            _ => Err(invalid("yes or no", None)),
        },
        Type::Date => match day(text) {
            Some(day) => Ok(Value::Number(f64::from(day))),
            None => Err(invalid("a day", Some("write a day as `2015-06-30`".to_owned()))),
        },
        Type::Member(scale) => {
            let scale = program.scale(*scale);
            let names = || scale.members.iter().map(|m| m.name.as_str());
            match names().position(|name| name == text).and_then(|at| u8::try_from(at).ok()) {
                Some(member) => Ok(Value::Member(member)),
                None => {
                    let wanted = format!("one of `{}`", scale.name);
                    let near = did_you_mean(text, names()).unwrap_or_else(|| format!("known here: {}", list(names())));
                    Err(invalid(&wanted, Some(near)))
                }
            }
        }
        Type::Text | Type::Link(_) => Ok(Value::Text(text.to_owned())),
    }
}

/// A number as policies write them, `%` allowed; internal units.
fn number(text: &str, percent: bool) -> Option<f64> {
    let (digits, sign) = match text.strip_suffix('%') {
        Some(digits) => (digits.trim_end(), true),
        None => (text, false),
    };
    let plain = digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E'));
    let value: f64 = digits.parse().ok().filter(|v: &f64| plain && v.is_finite())?;
    Some(if sign || percent { value / 100.0 } else { value })
}

fn decimal_comma(text: &str) -> Option<String> {
    let pointed = text.replacen(',', ".", 1);
    (text.contains(',') && number(&pointed, false).is_some()).then(|| format!("write `{pointed}`"))
}

fn in_range(parameter: &Parameter, value: f64, percent: bool, text: &str) -> Result<Value, Diagnostic> {
    let (low, high) = parameter.range;
    if low.is_none_or(|low| value >= low) && high.is_none_or(|high| value <= high) {
        return Ok(Value::Number(value));
    }
    let show = |v: f64| {
        if percent {
            format!("{}%", crate::methods::rounding::round_decimal(v * 100.0, 10, false))
        } else {
            v.to_string()
        }
    };
    let allowed = match (low, high) {
        (Some(low), Some(high)) => format!("between {} and {}", show(low), show(high)),
        (Some(low), None) => format!("at least {}", show(low)),
        (None, Some(high)) => format!("at most {}", show(high)),
        (None, None) => return Ok(Value::Number(value)),
    };
    let message = format!("the parameter `{}` must be {allowed}, not {text}", parameter.name);
    Err(Diagnostic::nowhere(Code::ParameterInvalid, message).related(parameter.span, "its range is declared here"))
}

/// Days since 1970-01-01 of a day written as `2015-06-30`; `None` if there is no such day.
fn day(text: &str) -> Option<i32> {
    let mut parts = text.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |part: &str, wanted: usize| part.len() == wanted && part.bytes().all(|b| b.is_ascii_digit());
    if !(digits(year, 4) && digits(month, 2) && digits(day, 2)) {
        return None;
    }
    let (year, month, day): (i32, i32, i32) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let longest = match month {
        2 => 28 + i32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        _ => return None,
    };
    if !(1..=longest).contains(&day) {
        return None;
    }
    // Years begin in March, so that a leap day comes last; eras have 400 years.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * month + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}
