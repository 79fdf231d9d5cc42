//! Examples: each is a run over one row that is made up, in a world of its own.
//!
//! What an example gives stands in for whatever the policy would compute, so that a scenario can be tried with an index
//! of 1.2 without saying what the index is made of. All else is missing. Links lead to rows made up likewise, or to the
//! rows that the policy holds.

mod world;

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::eval::{self, Assessment, Data, RunOptions};
use crate::limits::Limits;
use crate::program::{
    About, Example, ExpectationKind, Expr, Node, Origin, Program, Quantity, QuantityId, TableId, Type, Value,
};
use crate::source::Span;

/// What came of an example.
#[derive(Clone, Debug, PartialEq)]
pub struct ExampleResult {
    /// Its name.
    pub name: String,
    /// Its label; its name where it has none.
    pub label: String,
    /// How much was expected.
    pub checked: usize,
    /// What did not come out.
    pub failures: Vec<Unexpected>,
    /// Why it could not be run.
    pub errors: Vec<Diagnostic>,
    /// Its place.
    pub span: Span,
}

/// An expectation that was not met.
#[derive(Clone, Debug, PartialEq)]
pub struct Unexpected {
    /// What was expected, in the author's words.
    pub expected: String,
    /// What came out instead.
    pub found: String,
    /// The expectation's place.
    pub span: Span,
}

impl ExampleResult {
    /// Whether all came out as expected.
    pub fn passes(&self) -> bool {
        self.failures.is_empty() && self.errors.is_empty()
    }
}

/// Runs all examples of a policy, in the order written; each as of its own day, if it names one.
pub fn run(program: &Program, limits: &Limits) -> Vec<ExampleResult> {
    run_watched(program, limits, &mut |_| {})
}

/// The same; `watch` sees each run.
pub fn run_watched(program: &Program, limits: &Limits, watch: &mut dyn FnMut(&Assessment)) -> Vec<ExampleResult> {
    let program = Arc::new(program.clone());
    let each = program.examples.iter().enumerate().map(|(at, example)| {
        // An example of another edition is checked against that one; what it asks for is the same.
        match example.as_of.map(|day| program.as_of(Some(day))) {
            None => one(&program, example, limits, watch),
            Some(Ok(then)) => one(&then, then.examples.get(at).unwrap_or(example), limits, watch),
            Some(Err(error)) => ExampleResult { errors: vec![error], ..nothing(example) },
        }
    });
    each.collect()
}

/// The quantities that tell whether an expectation is met, and what there is instead.
struct Probe {
    condition: QuantityId,
    subject: Option<QuantityId>,
}

/// An example's world: the policy in which what is given stands in for what is computed, and its one row of data.
#[derive(Clone, Debug)]
pub struct MadeUp {
    /// The policy.
    pub program: Arc<Program>,
    /// The row, and the rows that its links lead to.
    pub data: Data,
    /// The parameters' values, and whether each is given.
    pub parameters: Vec<(Value, bool)>,
}

/// Makes up the world of an example.
///
/// # Errors
/// What a key or a link does not fit.
pub fn made_up(program: &Program, example: &Example, limits: &Limits) -> Result<MadeUp, Vec<Diagnostic>> {
    let mut prepared = program.clone();
    prepared.examples.clear();
    let rows = world::prepare(&mut prepared, example);
    let parameters = world::parameters(&prepared, example);
    let data = world::data(&prepared, &rows, limits)?;
    Ok(MadeUp { program: Arc::new(prepared), data, parameters })
}

fn one(program: &Program, example: &Example, limits: &Limits, watch: &mut dyn FnMut(&Assessment)) -> ExampleResult {
    let mut result = nothing(example);
    if program.is_dated() && program.dated.as_of.is_none() {
        result.errors.push(without_day(program, example));
        return result;
    }
    let mut prepared = program.clone();
    prepared.examples.clear();
    let rows = world::prepare(&mut prepared, example);
    let probes: Vec<Option<Probe>> = example
        .expectations
        .iter()
        .map(|expectation| match &expectation.kind {
            ExpectationKind::Holds { condition, subject } => Some(Probe {
                condition: add(&mut prepared, example.table, condition),
                subject: subject.as_ref().map(|s| add(&mut prepared, example.table, s)),
            }),
            ExpectationKind::Excluded(_) | ExpectationKind::Included => None,
        })
        .collect();
    let prepared = Arc::new(prepared);
    let parameters = world::parameters(&prepared, example);
    let options = RunOptions { threads: Some(1), limits: limits.clone(), ..RunOptions::default() };
    let ran = world::data(&prepared, &rows, limits).and_then(|data| eval::run(&prepared, &data, &parameters, &options));
    let assessment = match ran {
        Ok(assessment) => assessment,
        Err(errors) => {
            result.errors = errors;
            return result;
        }
    };
    watch(&assessment);
    for (expectation, probe) in example.expectations.iter().zip(&probes) {
        let found = match (&expectation.kind, probe) {
            (ExpectationKind::Holds { .. }, Some(probe)) => held(&assessment, probe),
            (ExpectationKind::Excluded(reason), _) => excluded(&assessment, example.table, reason.as_deref()),
            (ExpectationKind::Included, _) | (ExpectationKind::Holds { .. }, None) => {
                included(&assessment, example.table)
            }
        };
        let unexpected = |found| Unexpected { expected: expectation.text.clone(), found, span: expectation.span };
        result.failures.extend(found.map(unexpected));
    }
    result
}

/// Of an example that has not been run.
fn nothing(example: &Example) -> ExampleResult {
    ExampleResult {
        name: example.name.clone(),
        label: example.about.label.clone().unwrap_or_else(|| example.name.clone()),
        checked: example.expectations.len(),
        failures: Vec::new(),
        errors: Vec::new(),
        span: example.span,
    }
}

/// That it is not said as of which day an example is meant.
fn without_day(program: &Program, example: &Example) -> Diagnostic {
    let last = program.dated.editions.last().and_then(|edition| edition.since);
    let day = last.map_or_else(|| "2024-06-30".to_owned(), |day| day.to_string());
    let message = format!("it is not said as of which day the example `{}` is meant", example.name);
    let hint = format!("write it into the example, `as of {day}`, or in bareme.toml, `as-of = \"{day}\"`");
    let error = Diagnostic::error(Code::AsOfRequired, example.span, message).hint(hint);
    match program.undecided() {
        Some(Diagnostic { place: Place::Text(span), .. }) => error.related(span, "this holds from a day"),
        Some(_) | None => error,
    }
}

/// Adds a formula that no result lists.
fn add(program: &mut Program, table: TableId, expr: &Expr) -> QuantityId {
    let id = QuantityId(u32::try_from(program.quantities.len()).unwrap_or(u32::MAX));
    program.quantities.push(Quantity {
        name: format!("example.{}", id.0),
        about: About::default(),
        table,
        ty: expr.ty.clone(),
        higher_is_better: None,
        range: (None, None),
        goalposts: None,
        printed: None,
        measures: None,
        origin: Origin::Formula(expr.clone(), None),
        span: expr.span,
        name_span: expr.span,
    });
    program.order.push(Node::Quantity(id));
    id
}

/// `None` where the condition holds; otherwise what there is instead.
fn held(assessment: &Assessment, probe: &Probe) -> Option<String> {
    let value = assessment.value(probe.condition, 0);
    if value == Value::YesNo(true) {
        return None;
    }
    Some(match probe.subject {
        Some(subject) => format!("it is {}", in_words(assessment, subject)),
        None => match value {
            Value::YesNo(_) => "it does not hold".to_owned(),
            Value::Missing(_) | Value::Number(_) | Value::Text(_) | Value::Member(_) => {
                "it cannot be said: something that it needs is missing".to_owned()
            }
        },
    })
}

/// The value of the row as the author would write it.
fn in_words(assessment: &Assessment, id: QuantityId) -> String {
    let quantity = assessment.program.quantity(id);
    match (assessment.value(id, 0), &quantity.ty) {
        (Value::Number(x), Type::Number(Some(unit))) if unit.percent => {
            format!("{}%", crate::methods::rounding::round_decimal(x * 100.0, 10, false))
        }
        (Value::Number(x), Type::Date) => crate::calendar::written(x).unwrap_or_else(|| x.to_string()),
        (Value::Number(x), _) => x.to_string(),
        (Value::YesNo(yes), _) => if yes { "yes" } else { "no" }.to_owned(),
        (Value::Text(text), _) => format!("\"{text}\""),
        (Value::Member(member), Type::Member(scale)) => {
            let members = &assessment.program.scale(*scale).members;
            members.get(usize::from(member)).map_or_else(|| member.to_string(), |m| m.name.clone())
        }
        (Value::Member(member), _) => member.to_string(),
        (Value::Missing(kind), _) => format!("missing as {}", kind.name()),
    }
}

/// The reasons for which gates exclude the row.
fn reasons(assessment: &Assessment, table: TableId) -> Vec<&str> {
    assessment.exclusions(table, 0).iter().flat_map(|exclusion| assessment.reasons(exclusion)).collect()
}

fn excluded(assessment: &Assessment, table: TableId, reason: Option<&str>) -> Option<String> {
    let found = reasons(assessment, table);
    match reason {
        _ if assessment.is_included(table, 0) => Some("no gate excludes it".to_owned()),
        None => None,
        Some(reason) if found.contains(&reason) => None,
        Some(_) => Some(format!("it is excluded because {}", quoted(&found))),
    }
}

fn included(assessment: &Assessment, table: TableId) -> Option<String> {
    let excluded = !assessment.is_included(table, 0);
    excluded.then(|| format!("it is excluded because {}", quoted(&reasons(assessment, table))))
}

fn quoted(reasons: &[&str]) -> String {
    reasons.iter().map(|r| format!("\"{r}\"")).collect::<Vec<_>>().join(" and ")
}
