//! A policy while it is being checked: what is known so far of everything that is declared.

use std::cell::Cell;
use std::rc::Rc;

use indexmap::IndexMap;

use super::units::Units;
use crate::diagnostic::{Code, Diagnostic};
use crate::limits::Limits;
use crate::program::{
    About, Concept, ConceptId, Gate, GateId, JudgedWeights, Node, Origin, Parameter, ParameterId, QuantityId, Scale,
    ScaleId, Table, TableId, Type, Unit,
};
use crate::source::Span;
use crate::syntax::ast;

/// Everything declared, by name and by id. `'a` is the life of the syntax tree.
pub(super) struct Draft<'a> {
    pub diagnostics: Vec<Diagnostic>,
    pub units: Units,
    pub scales: Vec<Scale>,
    pub scale_names: IndexMap<String, ScaleId>,
    pub tables: Vec<Table>,
    pub table_names: IndexMap<String, TableId>,
    pub parameters: Vec<Parameter>,
    pub parameter_names: IndexMap<String, ParameterId>,
    /// Parameters whose declaration is broken: whatever uses one stays silent.
    pub broken_parameters: Vec<String>,
    pub weights: IndexMap<String, WeightSet>,
    /// Weights that follow from judgements, with how they do.
    pub judged: Vec<JudgedWeights>,
    /// Weights whose judgements are broken: whatever uses them stays silent.
    pub broken_weights: Vec<String>,
    pub quantities: Vec<QuantityDraft<'a>>,
    /// By table: names of quantities (full names, `hdi.health`).
    pub names: Vec<IndexMap<String, QuantityId>>,
    /// By table: named groups of indicators.
    pub groups: Vec<IndexMap<String, Vec<QuantityId>>>,
    pub concepts: Vec<ConceptDraft>,
    pub concept_names: IndexMap<String, ConceptId>,
    pub gates: Vec<GateDraft<'a>>,
    pub gate_names: IndexMap<String, GateId>,
    pub order: Vec<Node>,
    /// For each indicator with a target of each row's own: how far each row has come.
    pub progress: IndexMap<QuantityId, QuantityId>,
    /// Scenarios that collect.
    pub collections: Vec<crate::program::Collected>,
    /// Those checked, each with its first outcome's quantity: whether each rule can hold is proved last.
    pub collected: Vec<(QuantityId, crate::program::Scenario)>,
    /// While a formula of parts is checked: their names, and the unit that each has by then.
    pub parts_here: IndexMap<String, (QuantityId, Unit)>,
    /// How many members of groups may still be written out; a few lines could ask for millions.
    members_left: Cell<usize>,
    /// Where the first group was named that went beyond them.
    too_many_members: Cell<Option<Span>>,
}

/// A group whose members go beyond what may be written out. What names it is broken, and is reported once for all.
pub(super) struct TooManyMembers;

/// A declared set of weights.
pub(super) struct WeightSet {
    pub span: Span,
    pub entries: Rc<[(ast::Name, ast::Number)]>,
}

/// A quantity; type and origin are known once its definition has been checked.
/// Of a broken one they stay unknown, and whatever uses it stays silent: the mistake has been reported.
pub(super) struct QuantityDraft<'a> {
    pub name: String,
    pub about: About,
    pub table: TableId,
    pub ty: Option<Type>,
    pub higher_is_better: Option<bool>,
    pub range: (Option<f64>, Option<f64>),
    pub goalposts: Option<(f64, f64)>,
    pub weight: Option<f64>,
    pub printed: Option<u8>,
    pub measures: Option<ConceptId>,
    pub origin: Option<Origin>,
    pub span: Span,
    pub name_span: Span,
    pub definition: Definition<'a>,
}

/// How a quantity is defined, as far as it still has to be checked.
#[derive(Clone)]
pub(super) enum Definition<'a> {
    /// Complete.
    Done,
    /// `indicator … = EXPR`
    Formula(&'a ast::Indicator),
    /// `index …`, with what it inherits.
    Index(IndexDefinition<'a>),
    /// The rank of an index.
    Rank(QuantityId, Option<&'a ast::Rank>),
    /// `scenario …`
    Scenario(&'a ast::Scenario, ScaleId),
    /// One outcome of `scenario … { collect … }`.
    Collected(Collected<'a>),
    /// What makes the groups of a summary.
    Grouping(&'a ast::Summary),
    /// A column of a summary; checked with its groupings.
    Key,
    /// A measure of a summary.
    Measure(&'a ast::Summary, &'a ast::Measure),
    /// One end of a target: `goalposts from EXPR to EXPR by EXPR`.
    Target(TargetPart<'a>),
}

/// One of the values that a target of each row's own declares.
#[derive(Clone, Copy)]
pub(super) struct TargetPart<'a> {
    /// The indicator that has the target.
    pub of: QuantityId,
    pub what: TargetValue<'a>,
}

/// What a target declares.
#[derive(Clone, Copy)]
pub(super) enum TargetValue<'a> {
    /// Where it begins, in the indicator's unit.
    Baseline(&'a ast::Expr),
    /// What is to be reached.
    Goal(&'a ast::Expr),
    /// By which day.
    Due(&'a ast::Expr),
    /// How far each row has come: 0 at the baseline, 1 at the goal.
    Progress { baseline: QuantityId, goal: QuantityId },
}

/// One outcome of a scenario that collects all that hold.
#[derive(Clone, Copy)]
pub(super) struct Collected<'a> {
    pub scenario: &'a ast::Scenario,
    /// The outcomes' scale, which gives them their order.
    pub scale: ScaleId,
    /// Which outcome.
    pub member: u8,
}

/// An index with the steps that it inherits from the one it is nested in.
#[derive(Clone)]
pub(super) struct IndexDefinition<'a> {
    pub index: &'a ast::Index,
    pub children: Vec<QuantityId>,
    pub inherited: Vec<&'a ast::Step>,
    /// The indices in which it is nested, the outermost first.
    pub around: Vec<&'a ast::Index>,
}

/// A concept, with the place of its name.
pub(super) struct ConceptDraft {
    pub name_span: Span,
    pub checked: Concept,
}

/// A gate whose requirements still have to be checked.
pub(super) struct GateDraft<'a> {
    pub gate: &'a ast::Gate,
    pub name_span: Span,
    pub checked: Gate,
}

impl<'a> Draft<'a> {
    pub fn new(limits: &Limits) -> Self {
        Self {
            diagnostics: Vec::new(),
            units: Units::new(limits.unit_factors),
            scales: Vec::new(),
            scale_names: IndexMap::new(),
            tables: Vec::new(),
            table_names: IndexMap::new(),
            parameters: Vec::new(),
            parameter_names: IndexMap::new(),
            broken_parameters: Vec::new(),
            weights: IndexMap::new(),
            judged: Vec::new(),
            broken_weights: Vec::new(),
            quantities: Vec::new(),
            names: Vec::new(),
            groups: Vec::new(),
            concepts: Vec::new(),
            concept_names: IndexMap::new(),
            gates: Vec::new(),
            gate_names: IndexMap::new(),
            order: Vec::new(),
            progress: IndexMap::new(),
            collections: Vec::new(),
            collected: Vec::new(),
            parts_here: IndexMap::new(),
            members_left: Cell::new(limits.group_members),
            too_many_members: Cell::new(None),
        }
    }

    /// Reports.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Whether a suggestion is still worth the search: after hundreds of mistakes nobody reads it, and each search goes
    /// through all names.
    pub fn suggests(&self) -> bool {
        const MANY: usize = 200;
        self.diagnostics.len() < MANY
    }

    /// A part of the index whose formula is being checked.
    pub fn part_here(&self, name: &str) -> Option<(QuantityId, Unit)> {
        self.parts_here.get(name).cloned()
    }

    /// The quantity of a table with this full name.
    pub fn find(&self, table: TableId, name: &str) -> Option<QuantityId> {
        self.names.get(table.at()).and_then(|n| n.get(name)).copied()
    }

    /// The group of indicators of a table with this name.
    pub fn group(&self, table: TableId, name: &str) -> Option<&[QuantityId]> {
        self.groups.get(table.at()).and_then(|g| g.get(name)).map(Vec::as_slice)
    }

    /// The members of the group of this name, for being written out in its place.
    ///
    /// # Errors
    /// They are too many, together with all those before.
    pub fn members(&self, table: TableId, name: &str, place: Span) -> Result<Option<&[QuantityId]>, TooManyMembers> {
        let Some(group) = self.group(table, name) else { return Ok(None) };
        match self.members_left.get().checked_sub(group.len()) {
            Some(left) => {
                self.members_left.set(left);
                Ok(Some(group))
            }
            None => {
                self.too_many_members.set(self.too_many_members.get().or(Some(place)));
                Err(TooManyMembers)
            }
        }
    }

    /// Where there were too many members of groups; otherwise they are counted anew.
    pub fn too_many_members(&self, limits: &Limits) -> Option<Diagnostic> {
        self.members_left.set(limits.group_members);
        let place = self.too_many_members.get()?;
        let message = format!(
            "the groups that are named come to more than {} indicators, each use counted",
            limits.group_members
        );
        let hint = "give what is made of a large group a name once, and use that";
        Some(Diagnostic::error(Code::TooMany, place, message).hint(hint))
    }

    pub fn quantity(&self, id: QuantityId) -> Option<&QuantityDraft<'a>> {
        self.quantities.get(id.at())
    }

    pub fn table(&self, id: TableId) -> Option<&Table> {
        self.tables.get(id.at())
    }

    pub fn table_name(&self, id: TableId) -> String {
        self.table(id).map(|t| t.name.clone()).unwrap_or_default()
    }

    pub fn scale(&self, id: ScaleId) -> Option<&Scale> {
        self.scales.get(id.at())
    }

    /// Adds a quantity to its table; a second one of the same name is reported and not added.
    pub fn add(&mut self, quantity: QuantityDraft<'a>, listed: bool) -> Option<QuantityId> {
        let id = QuantityId(u32::try_from(self.quantities.len()).unwrap_or(u32::MAX));
        let table = quantity.table;
        if listed {
            if let Some(first) = self.find(table, &quantity.name) {
                let first = self.quantity(first).map(|q| q.name_span).unwrap_or_default();
                let message = format!("`{}` is declared twice in table `{}`", quantity.name, self.table_name(table));
                self.report(
                    Diagnostic::error(Code::DuplicateName, quantity.name_span, message)
                        .label("declared again here")
                        .related(first, "first declared here")
                        .hint("give one of the two another name"),
                );
                return None;
            }
            if let Some(names) = self.names.get_mut(table.at()) {
                names.insert(quantity.name.clone(), id);
            }
            if let Some(table) = self.tables.get_mut(table.at()) {
                table.quantities.push(id);
            }
        }
        self.quantities.push(quantity);
        Some(id)
    }

    /// Adds what a target declares: known by its name, but not always listed in results.
    pub fn add_target(&mut self, quantity: QuantityDraft<'a>, listed: bool) -> Option<QuantityId> {
        let (table, name) = (quantity.table, quantity.name.clone());
        if listed || self.find(table, &name).is_some() {
            return self.add(quantity, true);
        }
        let id = self.add(quantity, false)?;
        self.names.get_mut(table.at())?.insert(name, id);
        Some(id)
    }

    /// Adds a quantity that can be read by its name, but that results do not list.
    pub fn add_hidden(&mut self, quantity: QuantityDraft<'a>) -> Option<QuantityId> {
        let table = quantity.table;
        let id = self.add(quantity, true)?;
        if let Some(table) = self.tables.get_mut(table.at()) {
            table.quantities.retain(|listed| *listed != id);
        }
        Some(id)
    }

    /// A type in words, for messages: `text`, `bln_rub / person`, `a level of `activity``.
    pub fn describe(&self, ty: &Type) -> String {
        match ty {
            Type::Number(None) => "a number".to_owned(),
            Type::Number(Some(unit)) if unit.is_plain() && !unit.percent => "a plain number".to_owned(),
            Type::Number(Some(unit)) => format!("a number in `{}`", self.units.describe(unit)),
            Type::YesNo => "yes or no".to_owned(),
            Type::Text => "a text".to_owned(),
            Type::Date => "a date".to_owned(),
            Type::Member(scale) => match self.scale(*scale) {
                Some(s) if s.ordered => format!("a level of `{}`", s.name),
                Some(s) => format!("a category of `{}`", s.name),
                None => "a category".to_owned(),
            },
            Type::Link(table) => format!("a row of `{}`", self.table_name(*table)),
        }
    }

    /// The gate's id among those of its table, for dependencies.
    pub fn gates_of(&self, table: TableId) -> Vec<GateId> {
        self.table(table).map(|t| t.gates.clone()).unwrap_or_default()
    }
}
