//! A case as an `example` of a policy, tried before it is shown.

use super::{Methodology, path};
use crate::calendar;
use crate::check;
use crate::examples;
use crate::limits::Limits;
use crate::program::{Example, Expr as Typed, Program, QuantityId, Type, Value, declared};
use crate::syntax;
use crate::syntax::ast::{
    About, Comparison, Declaration, Example as Written, Expectation, Expr, ExprKind, Given, GivenValue, Kind, Name,
    Number, Since, Text,
};
use crate::world::MemoryWorld;

/// What is to be written.
pub(super) struct Wanted<'a> {
    pub scenario: QuantityId,
    /// The outcome; none where the row is excluded.
    pub outcome: Option<&'a str>,
    /// What is given: values of the row, or of rows that links lead to.
    pub givens: &'a [(Typed, Value)],
    pub label: String,
}

/// An example that holds.
pub(super) struct Block {
    pub text: String,
    pub example: Example,
}

/// The example, if it holds in the policy as it is.
pub(super) fn block(of: &Methodology<'_>, wanted: &Wanted<'_>, limits: &Limits) -> Option<Block> {
    let text = syntax::print_item(&written(of, wanted)?).trim_end().to_owned();
    let world = MemoryWorld::single("example.bareme", &format!("{}\n{text}\n", of.whole.text()));
    let program = check::load(&world, "example.bareme", limits).program?;
    let name = example_name(of.program, wanted.scenario);
    let example = program.examples.iter().find(|example| example.name == name)?.clone();
    let alone = Program { examples: vec![example.clone()], ..program.as_ref().clone() };
    let holds = examples::run(&alone, limits).iter().all(|result| result.checked > 0 && result.passes());
    holds.then_some(Block { text, example })
}

/// A name that no other example has.
fn example_name(program: &Program, scenario: QuantityId) -> String {
    let base = format!("witness_{}", program.quantity(scenario).name.replace('.', "_"));
    let taken = |name: &String| program.examples.iter().any(|example| example.name == *name);
    let numbered = (2..).map(|n: usize| format!("{base}_{n}"));
    std::iter::once(base.clone()).chain(numbered).find(|name| !taken(name)).unwrap_or(base)
}

fn written(of: &Methodology<'_>, wanted: &Wanted<'_>) -> Option<Declaration> {
    let program = of.program;
    let quantity = program.quantity(wanted.scenario);
    let mut givens = Vec::new();
    for (expr, value) in wanted.givens {
        let (links, id) = expr.path()?;
        let names = links.iter().chain([&id]).map(|id| program.quantity(*id).name.as_str());
        let name = named(&names.collect::<Vec<_>>().join("."));
        givens.push(Given { name, value: given(program, &program.quantity(id).ty, value)? });
    }
    for (parameter, (value, _)) in program.parameters.iter().zip(of.parameters).filter(|(_, (_, set))| *set) {
        givens.push(Given { name: named(&parameter.name), value: given(program, &parameter.ty, value)? });
    }
    let expectation = match wanted.outcome {
        Some(outcome) => {
            let sides = vec![place(&quantity.name), name(outcome)];
            let condition = expr(ExprKind::Comparison(sides, vec![Comparison::Is]));
            Expectation::Holds { condition, decimals: None, span: Default::default() }
        }
        None => Expectation::Excluded { because: None, span: Default::default() },
    };
    let table = Some(named(&program.table(quantity.table).name));
    let as_of = program.dated.as_of.map(|day| Since { day, span: Default::default() });
    let label = Text { text: wanted.label.clone(), span: Default::default() };
    Some(Declaration {
        name: named(&example_name(program, wanted.scenario)),
        about: About { labels: vec![(None, label)], ..About::default() },
        span: Default::default(),
        kind: Kind::Example(Written { table, as_of, givens, expectations: vec![expectation] }),
    })
}

fn named(text: &str) -> Name {
    Name { text: text.to_owned(), span: Default::default() }
}

fn expr(kind: ExprKind) -> Expr {
    Expr { kind, span: Default::default() }
}

fn name(text: &str) -> Expr {
    expr(ExprKind::Name(named(text)))
}

/// `going_abroad.outcome`: each name follows the one before it.
fn place(text: &str) -> Expr {
    let mut names = text.split('.');
    let first = name(names.next().unwrap_or_default());
    names.fold(first, |inner, next| expr(ExprKind::Member(Box::new(inner), named(next))))
}

fn given(program: &Program, ty: &Type, value: &Value) -> Option<GivenValue> {
    let number = |value: f64, percent: bool| {
        let number = |value| Number { value, percent, fraction: None, span: Default::default() };
        match value < 0.0 {
            true => expr(ExprKind::Negate(Box::new(expr(ExprKind::Number(number(-value)))))),
            false => expr(ExprKind::Number(number(value))),
        }
    };
    Some(GivenValue::Known(match (value, ty) {
        (Value::Missing(kind), _) => return Some(GivenValue::Missing(Some(named(kind.name())))),
        (Value::Number(days), Type::Date) => {
            let (year, month, day) = calendar::civil(*days)?;
            expr(ExprKind::Date { year: i32::try_from(year).ok()?, month, day })
        }
        (Value::Number(x), Type::Number(unit)) => number(*x, unit.as_ref().is_some_and(|unit| unit.percent)),
        (Value::Number(x), _) => number(*x, false),
        (Value::YesNo(yes), _) => expr(ExprKind::YesNo(*yes)),
        (Value::Text(text), _) => expr(ExprKind::Text(text.clone())),
        (Value::Member(at), Type::Member(scale)) => name(&program.scale(*scale).members.get(usize::from(*at))?.name),
        (Value::Member(_), _) => return None,
    }))
}

/// The path of an example through its policy.
pub(super) fn classified(
    of: &Methodology<'_>,
    block: Block,
    scenario: QuantityId,
    outcome: &str,
    limits: &Limits,
) -> Option<super::Classified> {
    let world = MemoryWorld::single("example.bareme", &format!("{}\n{}\n", of.whole.text(), block.text));
    let program = check::load(&world, "example.bareme", limits).program?;
    let made_up = examples::made_up(&program, &block.example, limits).ok()?;
    let name = &of.program.quantity(scenario).name;
    let scenario = program.find_quantity(block.example.table, name)?;
    let (assessment, explanation) = path::explained(&made_up.program, &made_up.data, &made_up.parameters, scenario, 0)?;
    Some(super::Classified { outcome: outcome.to_owned(), example: Some(block.text), explanation, assessment })
}

/// How long a number is when it is written.
pub(super) fn digits(value: f64, percent: bool) -> usize {
    declared(value, percent).to_string().len()
}
