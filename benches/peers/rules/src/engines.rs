//! The rule in each language.

use std::sync::Arc;

use bareme::Value;
use bareme::eval::{RecordEvaluator, RecordQuery};
use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::vm::RegoVM;
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;
use zen_expression::expression::Standard;
use zen_expression::variable::{Symbol, VariableMap};
use zen_expression::vm::VM;
use zen_expression::{Expression, Isolate, Scope, Variable};

/// What a host has: the level of self-assessment, counted from 0, and two indices.
#[derive(Clone, Copy)]
pub struct Record {
    pub stance: f64,
    pub own: f64,
    pub regional: f64,
}

/// A rule that is ready.
pub trait Engine {
    const NAME: &'static str;
    /// A record in the engine's own form.
    type Prepared;
    fn new() -> Self;
    fn prepare(&self, record: &Record) -> Self::Prepared;
    fn evaluate(&mut self, record: &mut Self::Prepared) -> i64;
}

pub struct Bareme(RecordEvaluator);

impl Engine for Bareme {
    const NAME: &'static str = "bareme";
    type Prepared = [f64; 3];

    fn new() -> Self {
        let policy = include_str!("../../../policies/scenario.bareme");
        let program = bareme::load_text("scenario.bareme", policy).expect("the policy is sound");
        let clusters = program.find_table("clusters").expect("a table");
        let path = program.find_quantity(clusters, "path").expect("a scenario");
        let parameters = bareme::parameters::resolve::<&str>(&program, &[]).expect("defaults");
        let inputs = ["stance", "internationalisation", "foreign_activity"]
            .map(|name| program.find_quantity(clusters, name).expect("an input"));
        let query = RecordQuery::prepare(&program, path, &inputs, &parameters).expect("a rule of one row");
        assert_eq!(query.inputs().collect::<Vec<_>>(), inputs, "the inputs are those of the record");
        Self(query.evaluator())
    }

    fn prepare(&self, record: &Record) -> [f64; 3] {
        [record.stance, record.own, record.regional]
    }

    fn evaluate(&mut self, record: &mut [f64; 3]) -> i64 {
        match self.0.eval_numbers(record) {
            Value::Member(outcome) => i64::from(outcome) + 1,
            _ => 0,
        }
    }
}

pub struct Cel(cel::Program, Arc<cel::Env>);

impl Engine for Cel {
    const NAME: &'static str = "cel";
    type Prepared = cel::Context<'static, 'static>;

    fn new() -> Self {
        Self(
            cel::Program::compile(include_str!("rule.cel").trim()).expect("the rule compiles"),
            Arc::new(cel::Env::stdlib()),
        )
    }

    fn prepare(&self, record: &Record) -> Self::Prepared {
        let mut context = cel::Context::with_env(Arc::clone(&self.1));
        context.add_variable_from_value("stance", record.stance);
        context.add_variable_from_value("own", record.own);
        context.add_variable_from_value("regional", record.regional);
        context
    }

    fn evaluate(&mut self, record: &mut Self::Prepared) -> i64 {
        match self.0.execute(record) {
            Ok(cel::Value::Int(outcome)) => outcome,
            _ => -1,
        }
    }
}

pub struct Zen(Expression<Standard>, VM);

impl Engine for Zen {
    const NAME: &'static str = "zen-expression";
    type Prepared = Scope;

    fn new() -> Self {
        let rule = Isolate::new().compile_standard(include_str!("rule.zen").trim()).expect("the rule compiles");
        Self(rule, VM::new())
    }

    fn prepare(&self, record: &Record) -> Scope {
        let number = |x| Variable::Number(Decimal::from_f64(x).unwrap_or_default());
        let values = [("stance", record.stance), ("own", record.own), ("regional", record.regional)];
        let map: VariableMap = values.into_iter().map(|(name, x)| (Symbol::from_static(name), number(x))).collect();
        Scope::new(Variable::from_object(map))
    }

    fn evaluate(&mut self, record: &mut Scope) -> i64 {
        match self.0.evaluate_with_scope(record, &mut self.1) {
            Ok(Variable::Number(outcome)) => i64::try_from(outcome).unwrap_or(-1),
            _ => -1,
        }
    }
}

pub struct Rhai(rhai::Engine, rhai::AST);

impl Engine for Rhai {
    const NAME: &'static str = "rhai";
    type Prepared = rhai::Scope<'static>;

    fn new() -> Self {
        let engine = rhai::Engine::new();
        let rule = engine.compile(include_str!("rule.rhai")).expect("the rule compiles");
        Self(engine, rule)
    }

    fn prepare(&self, record: &Record) -> Self::Prepared {
        let mut scope = rhai::Scope::new();
        scope.push("stance", record.stance).push("own", record.own).push("regional", record.regional);
        scope
    }

    fn evaluate(&mut self, record: &mut Self::Prepared) -> i64 {
        self.0.eval_ast_with_scope(record, &self.1).unwrap_or(-1)
    }
}

pub struct Rego(RegoVM);

impl Engine for Rego {
    const NAME: &'static str = "regorus";
    type Prepared = regorus::Value;

    fn new() -> Self {
        let entry = "data.clusters.path";
        let mut engine = regorus::Engine::new();
        engine.add_policy("rule.rego".into(), include_str!("rule.rego").into()).expect("the rule is Rego");
        let policy = engine.compile_with_entrypoint(&entry.into()).expect("the rule compiles");
        let mut vm = RegoVM::new();
        vm.load_program(Compiler::compile_from_policy(&policy, &[entry]).expect("the rule compiles"));
        Self(vm)
    }

    fn prepare(&self, record: &Record) -> regorus::Value {
        let fields = [("stance", record.stance), ("own", record.own), ("regional", record.regional)];
        let fields: std::collections::BTreeMap<_, _> =
            fields.into_iter().map(|(name, x)| (regorus::Value::from(name), regorus::Value::from(x))).collect();
        fields.into()
    }

    fn evaluate(&mut self, record: &mut regorus::Value) -> i64 {
        self.0.set_input(record.clone());
        self.0.execute().ok().and_then(|outcome| outcome.as_i64().ok()).unwrap_or(-1)
    }
}
