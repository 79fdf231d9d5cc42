//! What data and examples reach of a policy: outcomes, rules, levels, requirements of gates, branches of `if`.
//!
//! A policy is [watched](Coverage::watched) by formulas of its own that no result lists; each run of it, over data or of
//! an example, is [looked at](Coverage::see), and what no run has reached [is told](Coverage::items).

mod branches;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::eval::{Assessment, Column, column};
use crate::program::{
    About, Edition, Expr, GateId, Node, Origin, Program, Quantity, QuantityId, ScaleId, Scenario, ScenarioRule,
    TableId, Type, Value,
};
use crate::source::Span;

/// Something that a run can reach.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// What it is.
    pub kind: ItemKind,
    /// Of what it is: `path`, `activity`, `assessed`.
    pub subject: String,
    /// Which one: `late`, `inactive`, the reason of a requirement, the text of a condition.
    pub name: String,
    /// Its place.
    pub span: Span,
    /// Whether some run reached it.
    pub reached: bool,
}

/// What can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ItemKind {
    /// That a row has an outcome of a scenario.
    Outcome,
    /// That a rule of a scenario applies.
    Rule,
    /// That a row has a level of a scale.
    Level,
    /// That a row meets a requirement of a gate.
    Met,
    /// That a row does not meet it.
    NotMet,
    /// That the condition of an `if` is yes.
    Then,
    /// That it is no.
    Else,
}

impl ItemKind {
    /// In words, before the name: `outcome`, `requirement met`.
    pub fn words(self) -> &'static str {
        match self {
            ItemKind::Outcome => "outcome",
            ItemKind::Rule => "rule",
            ItemKind::Level => "level",
            ItemKind::Met => "requirement met",
            ItemKind::NotMet => "requirement not met",
            ItemKind::Then => "then of",
            ItemKind::Else => "else of",
        }
    }
}

/// What has been reached so far.
#[derive(Clone, Debug)]
pub struct Coverage {
    items: Vec<Item>,
    ways: Vec<Way>,
    watched: Program,
}

/// How it is seen that an item was reached.
#[derive(Clone, Debug)]
enum Way {
    /// A quantity has this member in a row.
    Member(QuantityId, u8),
    /// A quantity of this type has this member in a row.
    OfScale(ScaleId, u8),
    /// Some row meets this requirement (or does not).
    Requirement(GateId, usize, bool),
    /// A yes/no quantity is yes in a row.
    Yes(QuantityId),
    /// It is yes, and none of those before it is.
    First(QuantityId, Vec<QuantityId>),
}

impl Coverage {
    /// Nothing is reached yet.
    pub fn new(program: &Program) -> Self {
        let mut coverage = Self { items: Vec::new(), ways: Vec::new(), watched: program.clone() };
        coverage.scenarios(program);
        coverage.levels(program);
        coverage.gates(program);
        branches::find(program, &mut coverage);
        // Editions differ in numbers only, so that what watches one watches each.
        let watched =
            |edition: &Edition| Edition { program: Arc::new(Self::new(&edition.program).watched), ..edition.clone() };
        coverage.watched.dated.editions = program.dated.editions.iter().map(watched).collect();
        coverage
    }

    /// The policy with formulas that watch it: what is to be run in its place.
    pub fn watched(&self) -> &Program {
        &self.watched
    }

    /// Everything that can be reached, in the order of kinds and declarations.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// How much of it was reached, as a share; 1 where there is nothing to reach.
    pub fn share(&self) -> f64 {
        let reached = self.items.iter().filter(|i| i.reached).count();
        if self.items.is_empty() { 1.0 } else { reached as f64 / self.items.len() as f64 }
    }

    /// Looks at a run of the watched policy.
    pub fn see(&mut self, assessment: &Assessment) {
        if assessment.program.quantities.len() < self.watched.quantities.len() {
            return;
        }
        let levels = levels_of(assessment);
        for (item, way) in self.items.iter_mut().zip(&self.ways) {
            item.reached = item.reached || is_reached(assessment, way, &levels);
        }
    }

    fn add(&mut self, kind: ItemKind, subject: &str, name: &str, span: Span, way: Way) {
        let (subject, name) = (subject.to_owned(), name.to_owned());
        self.items.push(Item { kind, subject, name, span, reached: false });
        self.ways.push(way);
    }

    /// Adds a condition whose truth is watched in every row.
    fn watch(&mut self, table: TableId, condition: Expr) -> QuantityId {
        let id = QuantityId(u32::try_from(self.watched.quantities.len()).unwrap_or(u32::MAX));
        self.watched.quantities.push(Quantity {
            name: format!("watched.{}", id.0),
            about: About::default(),
            table,
            ty: Type::YesNo,
            higher_is_better: None,
            range: (None, None),
            goalposts: None,
            printed: None,
            measures: None,
            span: condition.span,
            name_span: condition.span,
            origin: Origin::Formula(condition, None),
        });
        self.watched.order.push(Node::Quantity(id));
        id
    }

    fn scenarios(&mut self, program: &Program) {
        for (at, quantity) in program.quantities.iter().enumerate() {
            let Origin::Scenario(scenario) = &quantity.origin else { continue };
            let id = QuantityId(u32::try_from(at).unwrap_or(u32::MAX));
            let mut seen = BTreeSet::new();
            for outcome in scenario.outcomes.iter().filter(|o| seen.insert(o.member)) {
                let members = &program.scale(scenario.scale).members;
                let name = members.get(usize::from(outcome.member)).map_or("", |m| m.name.as_str());
                let way = Way::Member(id, outcome.member);
                self.add(ItemKind::Outcome, &quantity.name, name, outcome.span, way);
            }
            self.rules(quantity, scenario);
        }
    }

    fn rules(&mut self, quantity: &Quantity, scenario: &Scenario) {
        let mut before: Vec<QuantityId> = Vec::new();
        for outcome in &scenario.outcomes {
            let (Some(rule), Some(condition)) = (outcome.rule, &outcome.condition) else { continue };
            let id = self.watch(quantity.table, condition.clone());
            let way = match scenario.rule {
                ScenarioRule::First => Way::First(id, before.clone()),
                ScenarioRule::Exactly | ScenarioRule::Any => Way::Yes(id),
            };
            before.push(id);
            self.add(ItemKind::Rule, &quantity.name, &rule.to_string(), outcome.span, way);
        }
    }

    /// The levels of declared scales that a quantity has; outcomes are counted as such.
    fn levels(&mut self, program: &Program) {
        for (at, scale) in program.scales.iter().enumerate().filter(|(_, scale)| scale.ordered) {
            let id = ScaleId(u32::try_from(at).unwrap_or(u32::MAX));
            let of_scale = |q: &&Quantity| q.ty == Type::Member(id) && !matches!(q.origin, Origin::Scenario(_));
            let Some(first) = program.quantities.iter().find(of_scale) else { continue };
            for (member, level) in (0u8..).zip(&scale.members) {
                self.add(ItemKind::Level, &scale.name, &level.name, first.span, Way::OfScale(id, member));
            }
        }
    }

    fn gates(&mut self, program: &Program) {
        for (at, gate) in program.gates.iter().enumerate() {
            let id = GateId(u32::try_from(at).unwrap_or(u32::MAX));
            for (at, requirement) in gate.requirements.iter().enumerate() {
                let span = requirement.condition.span;
                for (kind, met) in [(ItemKind::Met, true), (ItemKind::NotMet, false)] {
                    self.add(kind, &gate.name, &requirement.reason, span, Way::Requirement(id, at, met));
                }
            }
        }
    }
}

/// The levels that rows have, of quantities that are no scenarios.
fn levels_of(assessment: &Assessment) -> BTreeSet<(ScaleId, u8)> {
    let mut found = BTreeSet::new();
    for (quantity, column) in assessment.program.quantities.iter().zip(&assessment.columns) {
        if let (Type::Member(scale), Some(Column::Member(codes))) = (&quantity.ty, column)
            && !matches!(quantity.origin, Origin::Scenario(_))
        {
            found.extend(codes.iter().filter(|c| column::member::kind(**c).is_none()).map(|c| (*scale, *c)));
        }
    }
    found
}

fn is_reached(assessment: &Assessment, way: &Way, levels: &BTreeSet<(ScaleId, u8)>) -> bool {
    let rows = |id: QuantityId| {
        let quantity = assessment.program.quantities.get(id.at());
        quantity.and_then(|q| assessment.table(q.table)).map_or(0, |t| t.rows)
    };
    let yes = |id: QuantityId, row: usize| assessment.value(id, row) == Value::YesNo(true);
    match way {
        Way::Member(id, member) => (0..rows(*id)).any(|row| assessment.value(*id, row) == Value::Member(*member)),
        Way::OfScale(scale, member) => levels.contains(&(*scale, *member)),
        Way::Requirement(gate, at, met) => {
            let table = assessment.program.gate(*gate).table;
            let Some(result) = assessment.table(table) else { return false };
            let unmet = result.excluded.iter().filter(|e| e.gate == *gate);
            let unmet = unmet.filter(|e| e.unmet.iter().any(|(requirement, _)| requirement == at)).count();
            if *met { unmet < result.rows } else { unmet > 0 }
        }
        Way::Yes(id) => (0..rows(*id)).any(|row| yes(*id, row)),
        Way::First(id, before) => {
            (0..rows(*id)).any(|row| yes(*id, row) && !before.iter().any(|earlier| yes(*earlier, row)))
        }
    }
}
