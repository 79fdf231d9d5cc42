//! From syntax trees to a checked [`Program`]: names, types, units, cycles, steps, scenarios.
//!
//! ```text
//! load ─▶ variant ─▶ extends ─▶ declare (names) ─▶ order ─▶ each definition, after all that it needs ─▶ Program
//! ```
//!
//! A broken definition is reported once and counts as unknown from then on, so that one mistake gives one diagnostic.

mod about;
mod allows;
mod broken;
mod circles;
mod collect;
mod concepts;
mod cut_points;
mod dates;
mod declare;
mod denominators;
mod draft;
mod editions;
mod examples;
mod expr;
mod extends;
mod fingerprint;
mod formula;
mod gates;
mod index;
mod journey;
mod judgements;
mod keys;
mod load;
mod mappings;
mod order;
mod parameters;
mod printed_values;
mod published;
mod ranges;
mod repeated;
mod rules;
mod scales;
mod scenario;
mod sets;
mod several;
mod summary;
mod survey;
mod tables;
mod targets;
mod tokens;
mod tolerances;
mod units;
mod unused;
mod variant;
mod weights;

use std::sync::Arc;

use draft::{Definition, Draft};

use crate::diagnostic::{Code, Diagnostic};
use crate::limits::Limits;
use crate::program::{Lineage, Missing, Node, Origin, Program, Quantity, QuantityId, Scenario, Type, Unit, Value};
use crate::source::Sources;
use crate::syntax::ast;
use crate::world::World;

/// What came of loading a policy.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The checked policy; `None` if there are errors.
    pub program: Option<Arc<Program>>,
    /// The text, for showing places.
    pub sources: Sources,
    /// Errors and warnings, in the order of their places.
    pub diagnostics: Vec<Diagnostic>,
}

/// All that a policy declares, with what it extends and uses, before anything is checked: as if it stood in one file.
#[derive(Clone, Debug, Default)]
pub struct Whole {
    /// The declarations. Their places stay in the files they come from.
    pub items: Vec<ast::Declaration>,
    /// Where they come from.
    pub lineage: Lineage,
    /// The texts.
    pub sources: Sources,
    /// What is wrong so far.
    pub diagnostics: Vec<Diagnostic>,
    /// How many of these are about the text itself.
    read: usize,
    /// The fingerprint, where the declarations are no longer all that the policy says.
    fingerprint: Option<String>,
    /// Whether edits contradict each other: nothing more is said then.
    contradicted: bool,
}

impl Whole {
    /// The canonical text of all of it, without the files.
    pub fn text(&self) -> String {
        let mut policies = 0;
        let mut items = self.items.clone();
        items.retain(|item| {
            policies += usize::from(matches!(item.kind, ast::Kind::Policy(_)));
            !matches!(item.kind, ast::Kind::Use(_)) && (policies < 2 || !matches!(item.kind, ast::Kind::Policy(_)))
        });
        crate::syntax::print(&ast::File { id: Default::default(), items })
    }
}

/// Reads a policy with all that it extends and uses.
pub fn read(world: &dyn World, name: &str, limits: &Limits) -> Whole {
    let load::Reading { files, sources, edges, mut diagnostics } = load::read(world, name, limits);
    let read = diagnostics.len();
    let merged = variant::merge(files, &edges, &sources, &mut diagnostics);
    let variant::Merged { items, lineage, contradicted } = merged;
    Whole { items, lineage, sources, diagnostics, read, contradicted, fingerprint: None }
}

/// Reads a policy and all that it uses, and checks it.
pub fn load(world: &dyn World, name: &str, limits: &Limits) -> Loaded {
    load_whole(read(world, name, limits), limits)
}

/// Checks what has been read.
pub fn load_whole(whole: Whole, limits: &Limits) -> Loaded {
    let Whole { items, lineage, sources, mut diagnostics, read, contradicted, fingerprint } = whole;
    let fingerprint = fingerprint.unwrap_or_else(|| fingerprint::of(&items));
    let of_dropped = lineage.clone();
    let unused = unused::warn(&items, &sources);
    let asked = editions::Asked { lineage, sources: &sources, limits, fingerprint };
    let program = match contradicted {
        true => None,
        false => editions::check(items, &asked, &mut diagnostics),
    };
    if errors(&diagnostics) == 0 {
        diagnostics.extend(unused);
    }
    let failed = diagnostics.iter().any(Diagnostic::is_error);
    broken::spare(&mut diagnostics, read, &sources);
    repeated::join(&mut diagnostics, read, &sources);
    variant::tell_dropped(&mut diagnostics, read, &of_dropped, &sources);
    diagnostics.sort_by_key(|d| match d.place {
        crate::diagnostic::Place::Text(span) => (0, span.file, span.start),
        crate::diagnostic::Place::Data(_) => (1, Default::default(), 0),
        crate::diagnostic::Place::Nowhere => (0, Default::default(), 0),
    });
    Loaded { program: program.filter(|_| !failed).map(Arc::new), sources, diagnostics }
}

/// Checks a policy that is one text; `name` is what diagnostics call it.
///
/// # Errors
/// What was found, if there are errors.
pub fn load_text(name: &str, text: &str) -> Result<Arc<Program>, Box<Loaded>> {
    let loaded = load(&crate::world::MemoryWorld::single(name, text), name, &Limits::default());
    match &loaded.program {
        Some(program) => Ok(Arc::clone(program)),
        None => Err(Box::new(loaded)),
    }
}

/// Checks declarations, none of them dated, as one policy. `None` if something is so broken that no program can be made.
fn check(
    mut items: Vec<ast::Declaration>,
    asked: &editions::Asked<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Program> {
    let editions::Asked { lineage, sources, limits, fingerprint } = asked;
    let allows = allows::written(&items);
    extends::expand(&mut items, limits, diagnostics);
    denominators::expand(&mut items, diagnostics);
    let before = errors(diagnostics);
    let journeys = journey::expand(&mut items, diagnostics);
    let surveys = survey::expand(&mut items, diagnostics);
    // What a broken journey or survey declares is not known, so no name can be said to be wrong.
    let all_known = errors(diagnostics) == before;
    let mut draft = Draft::new(limits);
    parameters_need_types_first(&mut draft, &items);
    order::order(&mut draft);
    if let Some(error) = draft.too_many_members(limits) {
        // What the definitions need is not known in full.
        diagnostics.append(&mut draft.diagnostics);
        diagnostics.push(error);
        return None;
    }
    for node in draft.order.clone() {
        // Nobody reads further, and a suggestion for each of very many misspelt names takes its time.
        if draft.diagnostics.len() >= MOST_MISTAKES {
            break;
        }
        match node {
            Node::Gate(id) => gates::check(&mut draft, id, sources),
            Node::Quantity(id) => define(&mut draft, id),
        }
    }
    let sets = sets::check(&mut draft, &items);
    let mappings = mappings::check(&mut draft, &items);
    let published = published::check(&mut draft, &items);
    let examples = examples::check(&mut draft, &items, sources);
    let allowances = allows::check(&mut draft, &items, allows, lineage);
    draft.diagnostics.retain(|d| all_known || d.code != Code::UnknownName);
    diagnostics.append(&mut draft.diagnostics);
    diagnostics.extend(draft.too_many_members(limits));
    if diagnostics.iter().any(Diagnostic::is_error) {
        return None;
    }
    let policy = policy(&items, diagnostics);
    let surveys = survey::finish(&draft, &surveys);
    let without_rule = survey::indices_without_rule(&draft);
    let program = Program {
        name: policy.map_or_else(|| file_name(sources), |p| p.name.text.clone()),
        about: policy.map(|p| about::about(&p.about)).unwrap_or_default(),
        edition: policy.and_then(edition),
        fingerprint: fingerprint.clone(),
        dated: Default::default(),
        lineage: lineage.clone(),
        sources: (*sources).clone(),
        units: std::mem::take(&mut draft.units.bases),
        scales: std::mem::take(&mut draft.scales),
        tables: std::mem::take(&mut draft.tables),
        parameters: std::mem::take(&mut draft.parameters),
        gates: draft.gates.drain(..).map(|g| g.checked).collect(),
        published,
        collected: std::mem::take(&mut draft.collections),
        journeys: journey::finish(&draft, journeys, sources)?,
        examples,
        surveys,
        judged: std::mem::take(&mut draft.judged),
        concepts: draft.concepts.drain(..).map(|c| c.checked).collect(),
        sets,
        mappings,
        allowances,
        order: std::mem::take(&mut draft.order),
        quantities: std::mem::take(&mut draft.quantities).into_iter().map(finished).collect::<Option<_>>()?,
    };
    diagnostics.extend(proofs(&program, &draft.collected, &without_rule, limits));
    Some(program)
}

fn errors(diagnostics: &[Diagnostic]) -> usize {
    diagnostics.iter().filter(|d| d.is_error()).count()
}

/// As many mistakes of meaning as are looked for.
const MOST_MISTAKES: usize = 200;

/// Declares everything; parameters after scales and units, whose names they use, and before formulas.
fn parameters_need_types_first<'a>(draft: &mut Draft<'a>, items: &'a [ast::Declaration]) {
    declare::declare(draft, items);
    parameters::declare(draft, items);
    parameters::clashes(draft);
}

/// Checks one definition.
fn define(draft: &mut Draft<'_>, id: QuantityId) {
    let Some(definition) = draft.quantity(id).map(|q| q.definition.clone()) else { return };
    match definition {
        Definition::Done => {}
        Definition::Formula(indicator) => formula::formula(draft, id, indicator),
        Definition::Index(definition) => index::check(draft, id, &definition),
        Definition::Rank(of, rank) => index::rank(draft, id, of, rank),
        Definition::Scenario(ast, scale) => scenario::check(draft, id, ast, scale),
        Definition::Collected(collected) => collect::check(draft, id, &collected),
        Definition::Grouping(ast) => summary::groupings(draft, id, ast),
        Definition::Key => {}
        Definition::Measure(ast, measure) => summary::measure(draft, id, ast, measure),
        Definition::Target(target) => targets::check(draft, id, &target),
    }
}

/// The quantity, if its definition was checked without errors.
fn finished(draft: draft::QuantityDraft<'_>) -> Option<Quantity> {
    let ty = match draft.ty? {
        Type::Number(None) => Type::Number(Some(Unit::default())),
        ty => ty,
    };
    Some(Quantity {
        name: draft.name,
        about: draft.about,
        table: draft.table,
        ty,
        higher_is_better: draft.higher_is_better,
        range: draft.range,
        goalposts: draft.goalposts,
        printed: draft.printed,
        measures: draft.measures,
        origin: draft.origin?,
        span: draft.span,
        name_span: draft.name_span,
    })
}

/// The `policy` declaration; a second one is reported.
fn policy<'a>(items: &'a [ast::Declaration], diagnostics: &mut Vec<Diagnostic>) -> Option<&'a ast::Declaration> {
    let mut policies = items.iter().filter(|i| matches!(i.kind, ast::Kind::Policy(_)));
    let first = policies.next();
    // A used file may be a policy by itself; the first one, of the file that was named, is meant.
    if let (Some(first), Some(second)) = (first, policies.next())
        && first.span.file == second.span.file
    {
        let error = Diagnostic::error(Code::DuplicateName, second.name.span, "a file declares one policy");
        diagnostics.push(error.related(first.name.span, "the first one").hint("keep one of the two"));
    }
    first
}

fn edition(item: &ast::Declaration) -> Option<String> {
    let ast::Kind::Policy(policy) = &item.kind else { return None };
    policy.edition.as_ref().map(|e| e.text.clone())
}

/// The name of a policy that declares none: that of its file.
fn file_name(sources: &Sources) -> String {
    stem(sources.files().first().map_or("policy", |f| &*f.name))
}

/// The name of a file without its folders and its ending.
fn stem(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.strip_suffix(".bareme").unwrap_or(file).to_owned()
}

/// Proves that every scenario gives each case exactly one outcome, with the parameters' defaults.
fn proofs(
    program: &Program,
    collected: &[(QuantityId, Scenario)],
    without_rule: &[QuantityId],
    limits: &Limits,
) -> Vec<Diagnostic> {
    let unknown = Value::Missing(Missing::Unavailable);
    let defaults: Vec<Value> =
        program.parameters.iter().map(|p| p.default.clone().unwrap_or_else(|| unknown.clone())).collect();
    let scenarios = program.quantities.iter().enumerate().filter(|(_, q)| matches!(q.origin, Origin::Scenario(_)));
    let each = scenarios.flat_map(|(i, _)| {
        let id = QuantityId(i as u32);
        journey::proofs(program, id, crate::cases::prove(program, id, &defaults, limits))
    });
    let collect = |(id, s): &(QuantityId, Scenario)| crate::cases::can_hold(program, *id, s, &defaults, limits);
    let unasked = crate::cases::unasked(program, &defaults, without_rule, limits);
    each.chain(collected.iter().flat_map(collect)).chain(unasked).collect()
}
