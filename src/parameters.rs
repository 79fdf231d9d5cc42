//! The parameters of a run: their defaults, and what the run sets.

use crate::calendar::Day;
use crate::diagnostic::{Code, Diagnostic, did_you_mean, known_keys, list};
use crate::program::{Origin, Parameter, Program, TableId, Type, Value};

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
        let name = &parameter.name;
        let message = match text {
            "" => format!("the parameter `{name}` is set to nothing, and needs {wanted}"),
            _ => format!("`{text}` is not {wanted}, as the parameter `{name}` needs"),
        };
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
        Type::Date => match Day::parse(text) {
            Some(day) => Ok(Value::Number(day.number())),
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
        Type::Text => Ok(Value::Text(text.to_owned())),
        Type::Link(table) => row_key(program, parameter, *table, text),
    }
}

/// The key of a row. Of a table whose rows stand in the policy it must be one of them; of others the run will tell.
fn row_key(program: &Program, parameter: &Parameter, table: TableId, text: &str) -> Result<Value, Diagnostic> {
    let declared = program.table(table);
    let key = program.quantity(declared.key);
    let known = match &key.origin {
        Origin::Column(source) => declared.inline.as_ref().and_then(|rows| rows.keys(&source.header)),
        Origin::Formula(..) | Origin::Index(_) | Origin::Rank(_) | Origin::Scenario(_) => None,
    };
    let same = |k: &&str| k.trim() == text || number(k.trim(), false).is_some_and(|k| number(text, false) == Some(k));
    if let Some(known) = known.filter(|known| !known.iter().any(same)) {
        let message =
            format!("the parameter `{}` is a row of `{}`, which has no row `{text}`", parameter.name, declared.name);
        let hint = known_keys(text, known.iter().copied(), known.len());
        return Err(Diagnostic::nowhere(Code::KeyUnknown, message).hint(hint).related(parameter.span, "declared here"));
    }
    let invalid = || {
        let message = format!("`{text}` is no key of `{}`, as the parameter `{}` needs", declared.name, parameter.name);
        Diagnostic::nowhere(Code::ParameterInvalid, message).related(parameter.span, "declared here")
    };
    match &key.ty {
        Type::Number(unit) => {
            number(text, unit.as_ref().is_some_and(|u| u.percent)).map(Value::Number).ok_or_else(invalid)
        }
        Type::Date => Day::parse(text).map(|day| Value::Number(day.number())).ok_or_else(invalid),
        Type::Text | Type::YesNo | Type::Member(_) | Type::Link(_) => Ok(Value::Text(text.to_owned())),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::{About, Member, Scale, ScaleId, Unit};
    use crate::source::Span;

    fn parameter(name: &str, ty: Type, default: Option<Value>, range: (Option<f64>, Option<f64>)) -> Parameter {
        Parameter { name: name.to_owned(), about: About::default(), ty, default, range, span: Span::default() }
    }

    fn program() -> Program {
        let member = |name: &str| Member { name: name.to_owned(), about: About::default(), number: 0.0 };
        let percent = Unit { powers: Vec::new(), percent: true };
        let plain = || Type::Number(Some(Unit::default()));
        Program {
            scales: vec![Scale {
                name: "activity".to_owned(),
                about: About::default(),
                ordered: true,
                counts_as_numbers: false,
                members: vec![member("inactive"), member("engaged")],
            }],
            parameters: vec![
                parameter("active", plain(), Some(Value::Number(1.0)), (Some(0.0), Some(2.0))),
                parameter("share", Type::Number(Some(percent)), Some(Value::Number(0.1)), (Some(0.0), Some(0.5))),
                parameter("strict", Type::YesNo, Some(Value::YesNo(false)), (None, None)),
                parameter("level", Type::Member(ScaleId(0)), Some(Value::Member(0)), (None, None)),
                parameter("since", Type::Date, Some(Value::Number(0.0)), (None, None)),
            ],
            ..crate::report::sample::empty_program()
        }
    }

    fn one(name: &str, text: &str) -> Result<Value, (Code, String, Option<String>)> {
        let program = program();
        let at = program.parameters.iter().position(|p| p.name == name);
        match resolve(&program, &[(name, text)]) {
            Ok(values) => {
                let (value, set) = values[at.unwrap()].clone();
                assert!(set && values.iter().filter(|(_, set)| *set).count() == 1);
                Ok(value)
            }
            Err(errors) => {
                assert_eq!(errors.len(), 1);
                Err((errors[0].code, errors[0].message.clone(), errors[0].hint.clone()))
            }
        }
    }

    #[test]
    fn values_of_every_type() {
        assert_eq!(one("active", "1.2"), Ok(Value::Number(1.2)));
        assert_eq!(one("active", "25%"), Ok(Value::Number(0.25)));
        assert_eq!(one("share", "25%"), Ok(Value::Number(0.25)));
        assert_eq!(one("share", "25"), Ok(Value::Number(0.25)));
        assert_eq!(one("strict", "yes"), Ok(Value::YesNo(true)));
        assert_eq!(one("level", "engaged"), Ok(Value::Member(1)));
        assert_eq!(one("since", "2000-02-29"), Ok(Value::Number(11_016.0)));
    }

    #[test]
    fn what_does_not_fit_says_why() {
        let wrong = |name, text| one(name, text).unwrap_err();
        assert_eq!(wrong("active", "2.5").1, "the parameter `active` must be between 0 and 2, not 2.5");
        assert_eq!(wrong("share", "60%").1, "the parameter `share` must be between 0% and 50%, not 60%");
        assert_eq!(wrong("active", "1,2").2.as_deref(), Some("write `1.2`"));
        for text in ["", "nan", "inf", "1_000", "one", "1 2", "0x10"] {
            assert_eq!(wrong("active", text).0, Code::ParameterInvalid, "{text}");
        }
        assert_eq!(wrong("level", "engagd").2.as_deref(), Some("did you mean `engaged`?"));
        assert_eq!(wrong("since", "2015-02-29").0, Code::ParameterInvalid);
        assert_eq!(wrong("strict", "true").0, Code::ParameterInvalid);
        let (code, message, hint) = wrong("actve", "1");
        assert_eq!((code, message.as_str()), (Code::ParameterUnknown, "there is no parameter `actve`"));
        assert_eq!(hint.as_deref(), Some("did you mean `active`?"));
    }

    #[test]
    fn what_has_no_default_must_be_set_and_all_is_reported_together() {
        let mut program = program();
        program.parameters.push(parameter("year", Type::Number(None), None, (Some(1990.0), None)));
        let errors = resolve(&program, &[("active", "x"), ("active", "1"), ("nothing", "1")]).unwrap_err();
        let codes: Vec<Code> = errors.iter().map(|e| e.code).collect();
        assert_eq!(codes, [Code::ParameterUnknown, Code::ParameterInvalid, Code::ParameterRequired]);
        assert_eq!(errors[2].hint.as_deref(), Some("set it with `--set year=1990`"));
    }
}
