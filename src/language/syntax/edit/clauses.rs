//! For each kind of declaration: its clauses, one after the other.
//!
//! Every field is taken by name, so that one that is added to the tree must be met here.

use super::hand::{Act, Entry, Hand, last};
use super::index;
use crate::syntax::ast::{
    About, Addition, Declaration, Example, Field, Gate, Indicator, IndicatorGroup, Journey, JourneyPart, Kind, Level,
    Mapping, Outcome, Parameter, PartKind, Published, Question, Scale, Scenario, Section, Set, Summary, Survey,
    SurveyItem, Table, Weights, When,
};

/// Does to `base` what the hand does with what `own` says; both are of one kind, or nothing is done.
pub(super) fn declaration(hand: &mut Hand<'_>, base: &mut Declaration, own: &Declaration) {
    about(hand, &mut base.about, &own.about);
    match (&mut base.kind, &own.kind) {
        (Kind::Unit(base), Kind::Unit(own)) => hand.one("=", base, own),
        (Kind::Table(base), Kind::Table(own)) => table(hand, base, own),
        (Kind::Field(base), Kind::Field(own)) => field(hand, base, own),
        (Kind::Indicator(base), Kind::Indicator(own)) => indicator(hand, base, own),
        (Kind::Indicators(base), Kind::Indicators(own)) => group(hand, base, own),
        (Kind::Scale(base), Kind::Scale(own)) => scale(hand, base, own),
        (Kind::Gate(base), Kind::Gate(own)) => gate(hand, base, own),
        (Kind::Weights(base), Kind::Weights(own)) => weights(hand, base, own),
        (Kind::Parameter(base), Kind::Parameter(own)) => parameter(hand, base, own),
        (Kind::Index(base), Kind::Index(own)) => index::clauses(hand, base, own),
        (Kind::Scenario(base), Kind::Scenario(own)) => scenario(hand, base, own),
        (Kind::Published(base), Kind::Published(own)) => published(hand, base, own),
        (Kind::Example(base), Kind::Example(own)) => example(hand, base, own),
        (Kind::Journey(base), Kind::Journey(own)) => journey(hand, base, own),
        (Kind::Summary(base), Kind::Summary(own)) => summary(hand, base, own),
        (Kind::Addition(base), Kind::Addition(own)) => addition(hand, base, own),
        (Kind::Survey(base), Kind::Survey(own)) => survey(hand, base, own),
        (Kind::Set(base), Kind::Set(own)) => set(hand, base, own),
        (Kind::Mapping(base), Kind::Mapping(own)) => hand.all("levels", &mut base.levels, &own.levels),
        (
            Kind::Policy(_)
            | Kind::Use(_)
            | Kind::Unit(_)
            | Kind::Table(_)
            | Kind::Field(_)
            | Kind::Indicator(_)
            | Kind::Indicators(_)
            | Kind::Scale(_)
            | Kind::Gate(_)
            | Kind::Weights(_)
            | Kind::Parameter(_)
            | Kind::Index(_)
            | Kind::Scenario(_)
            | Kind::Published(_)
            | Kind::Example(_)
            | Kind::Journey(_)
            | Kind::Summary(_)
            | Kind::Addition(_)
            | Kind::Survey(_)
            | Kind::Concept
            | Kind::Set(_)
            | Kind::Mapping(_),
            _,
        ) => {}
    }
}

/// A declaration of this kind that says nothing: what there is to drop is looked for in the other.
pub(super) fn blank(kind: &Kind) -> Kind {
    match kind {
        Kind::Policy(_) => Kind::Policy(Default::default()),
        Kind::Use(file) => Kind::Use(file.clone()),
        Kind::Unit(_) => Kind::Unit(None),
        Kind::Table(_) => Kind::Table(Default::default()),
        Kind::Field(_) => Kind::Field(Default::default()),
        Kind::Indicator(_) => Kind::Indicator(Default::default()),
        Kind::Indicators(_) => Kind::Indicators(Default::default()),
        Kind::Scale(_) => Kind::Scale(Default::default()),
        Kind::Gate(_) => Kind::Gate(Default::default()),
        Kind::Weights(_) => Kind::Weights(Default::default()),
        Kind::Parameter(_) => Kind::Parameter(Default::default()),
        Kind::Index(_) => Kind::Index(Default::default()),
        Kind::Scenario(_) => Kind::Scenario(Default::default()),
        Kind::Published(_) => Kind::Published(Default::default()),
        Kind::Example(_) => Kind::Example(Default::default()),
        Kind::Journey(_) => Kind::Journey(Default::default()),
        Kind::Summary(_) => Kind::Summary(Default::default()),
        Kind::Addition(addition) => {
            let kind = match &addition.kind {
                PartKind::Route { .. } => PartKind::Route { closed: None, calls: Vec::new() },
                PartKind::Phase(_) | PartKind::Step(_) | PartKind::Theme(_) | PartKind::Station { .. } => {
                    PartKind::Station { dead_end: None, closed: None }
                }
            };
            Kind::Addition(Box::new(Addition { journey: None, kind }))
        }
        Kind::Survey(_) => Kind::Survey(Default::default()),
        Kind::Concept => Kind::Concept,
        Kind::Set(_) => Kind::Set(Default::default()),
        Kind::Mapping(mapping) => Kind::Mapping(Box::new(Mapping { levels: Vec::new(), ..(**mapping).clone() })),
    }
}

fn about(hand: &mut Hand<'_>, base: &mut About, own: &About) {
    let About { labels, sources, status, description, allows } = own;
    hand.entries(&mut base.labels, labels, last);
    hand.all("source", &mut base.sources, sources);
    hand.one("status", &mut base.status, status);
    hand.entries(&mut base.allows, allows, last);
    // A doc comment is no clause: it is said anew wherever it is said.
    if description.is_some() {
        base.description.clone_from(description);
    }
}

fn table(hand: &mut Hand<'_>, base: &mut Table, own: &Table) {
    let Table { key, further_keys, columns, tokens, rows } = own;
    hand.one("key", &mut base.key, key);
    match hand.act {
        // The further keys belong to the first.
        Act::Replace | Act::Override if key.is_some() => base.further_keys.clone_from(further_keys),
        Act::Replace | Act::Override | Act::Add | Act::Drop(_) => {
            hand.entries(&mut base.further_keys, further_keys, last)
        }
    }
    hand.entries(&mut base.columns, columns, last);
    hand.all("token", &mut base.tokens, tokens);
    hand.one("rows", &mut base.rows, rows);
}

fn field(hand: &mut Hand<'_>, base: &mut Field, own: &Field) {
    let Field { ty, optional, from, range, tokens } = own;
    hand.one(":", &mut base.ty, ty);
    hand.flag("optional", &mut base.optional, *optional);
    hand.one("from", &mut base.from, from);
    hand.one("range", &mut base.range, range);
    hand.all("token", &mut base.tokens, tokens);
}

fn indicator(hand: &mut Hand<'_>, base: &mut Indicator, own: &Indicator) {
    let Indicator { table, ty, formula, better, range, goalposts, target, per, weight, from, .. } = own;
    let Indicator { dated_goalposts, tokens, rounded, printed, measures, hidden: _, .. } = own;
    hand.one("of", &mut base.table, table);
    hand.one(":", &mut base.ty, ty);
    hand.one("=", &mut base.formula, formula);
    hand.one("better", &mut base.better, better);
    hand.one("range", &mut base.range, range);
    // Goalposts of every row's own are goalposts: one may take the place of the other.
    let mut posts =
        Some((base.goalposts.take(), base.target.take())).filter(|(fixed, own)| fixed.is_some() || own.is_some());
    let own_posts = Some((goalposts.clone(), target.clone())).filter(|(fixed, own)| fixed.is_some() || own.is_some());
    hand.one("goalposts", &mut posts, &own_posts);
    (base.goalposts, base.target) = posts.unwrap_or_default();
    hand.dated(&mut base.dated_goalposts, dated_goalposts);
    hand.one("per", &mut base.per, per);
    hand.one("weight", &mut base.weight, weight);
    hand.one("from", &mut base.from, from);
    hand.all("token", &mut base.tokens, tokens);
    hand.one("rounded", &mut base.rounded, rounded);
    hand.one("printed", &mut base.printed, printed);
    hand.one("measures", &mut base.measures, measures);
}

fn group(hand: &mut Hand<'_>, base: &mut IndicatorGroup, own: &IndicatorGroup) {
    let IndicatorGroup { table, ty, better, range, per, tokens, items } = own;
    hand.one("of", &mut base.table, table);
    hand.one(":", &mut base.ty, ty);
    hand.one("better", &mut base.better, better);
    hand.one("range", &mut base.range, range);
    hand.one("per", &mut base.per, per);
    hand.all("token", &mut base.tokens, tokens);
    hand.entries(&mut base.items, items, last);
}

fn scale(hand: &mut Hand<'_>, base: &mut Scale, own: &Scale) {
    let Scale { counts_as_numbers, levels } = own;
    hand.one("counts as numbers", &mut base.counts_as_numbers, counts_as_numbers);
    hand.entries(&mut base.levels, levels, by_number);
}

/// A new level comes where its number belongs.
fn by_number(levels: &[Level], level: &Level) -> usize {
    let falling = match (levels.first(), levels.last()) {
        (Some(first), Some(last)) => first.number.value > last.number.value,
        _ => false,
    };
    let after = |known: &Level| {
        if falling { known.number.value < level.number.value } else { known.number.value > level.number.value }
    };
    levels.iter().position(after).unwrap_or(levels.len())
}

fn gate(hand: &mut Hand<'_>, base: &mut Gate, own: &Gate) {
    let Gate { table, requirements } = own;
    hand.one("of", &mut base.table, table);
    hand.all("require", &mut base.requirements, requirements);
}

fn weights(hand: &mut Hand<'_>, base: &mut Weights, own: &Weights) {
    // Since when they hold is a part of what they are called.
    let Weights { since: _, given, judged } = own;
    hand.entries(&mut base.given, given, last);
    hand.one("from", &mut base.judged, judged);
}

fn parameter(hand: &mut Hand<'_>, base: &mut Parameter, own: &Parameter) {
    let Parameter { ty, default, dated, range } = own;
    hand.one(":", &mut base.ty, ty);
    hand.one("=", &mut base.default, default);
    hand.dated(&mut base.dated, dated);
    hand.one("range", &mut base.range, range);
}

fn scenario(hand: &mut Hand<'_>, base: &mut Scenario, own: &Scenario) {
    let Scenario { table, ty, by, hit, rules, tolerances, outcomes, dated } = own;
    hand.one("of", &mut base.table, table);
    hand.one(":", &mut base.ty, ty);
    hand.one("by", &mut base.by, by);
    let word = base.hit.as_ref().or(hit.as_ref()).map_or("unique", |(hit, _)| hit.words());
    hand.one(word, &mut base.hit, hit);
    hand.one("rules", &mut base.rules, rules);
    hand.all("tolerance", &mut base.tolerances, tolerances);
    hand.entries(&mut base.outcomes, outcomes, before_otherwise);
    hand.dated(&mut base.dated, dated);
}

/// A new outcome comes last, but before `otherwise`.
fn before_otherwise(outcomes: &[Outcome], _: &Outcome) -> usize {
    outcomes.iter().position(|outcome| outcome.when == When::Otherwise).unwrap_or(outcomes.len())
}

fn published(hand: &mut Hand<'_>, base: &mut Published, own: &Published) {
    let Published { table, checks } = own;
    hand.one("of", &mut base.table, table);
    hand.entries(&mut base.checks, checks, last);
}

fn example(hand: &mut Hand<'_>, base: &mut Example, own: &Example) {
    let Example { table, as_of, givens, expectations } = own;
    hand.one("of", &mut base.table, table);
    hand.one("as of", &mut base.as_of, as_of);
    hand.all("given", &mut base.givens, givens);
    hand.all("expect", &mut base.expectations, expectations);
}

fn summary(hand: &mut Hand<'_>, base: &mut Summary, own: &Summary) {
    let Summary { table, by, filter, measures } = own;
    hand.one("of", &mut base.table, table);
    hand.all("by", &mut base.by, by);
    hand.one("where", &mut base.filter, filter);
    hand.entries(&mut base.measures, measures, last);
}

fn survey(hand: &mut Hand<'_>, base: &mut Survey, own: &Survey) {
    let Survey { of, table: columns, roles, items, combine } = own;
    hand.one("of", &mut base.of, of);
    table(hand, &mut base.table, columns);
    hand.one("role", &mut base.roles, roles);
    for section in base.items.iter_mut().filter_map(section) {
        let here: Vec<Question> = items.iter().filter_map(question).filter(|q| has(section, q)).cloned().collect();
        hand.entries(&mut section.questions, &here, last);
    }
    let in_section = |q: &Question| base.items.iter().any(|i| matches!(i, SurveyItem::Section(s) if has(s, q)));
    let rest: Vec<SurveyItem> = items.iter().filter(|i| !question(i).is_some_and(in_section)).cloned().collect();
    hand.entries(&mut base.items, &rest, last);
    hand.one("combine", &mut base.combine, combine);
}

fn set(hand: &mut Hand<'_>, base: &mut Set, own: &Set) {
    let Set { table, owner, scope, indicators } = own;
    hand.one("of", &mut base.table, table);
    hand.one("owner", &mut base.owner, owner);
    hand.one("scope", &mut base.scope, scope);
    match hand.act {
        Act::Replace | Act::Override => hand.all("indicators", &mut base.indicators, indicators),
        // One by one they are added and dropped by their names.
        Act::Add | Act::Drop(_) => {
            if !base.indicators.is_empty() && hand.drops("indicators") {
                hand.hits += base.indicators.len();
                base.indicators.clear();
            }
            hand.entries(&mut base.indicators, indicators, last);
        }
    }
}

fn has(section: &Section, wanted: &Question) -> bool {
    section.questions.iter().any(|known| known.name.text == wanted.name.text)
}

fn section(item: &mut SurveyItem) -> Option<&mut Section> {
    match item {
        SurveyItem::Section(section) => Some(section),
        SurveyItem::Question(_) => None,
    }
}

fn question(item: &SurveyItem) -> Option<&Question> {
    match item {
        SurveyItem::Section(_) => None,
        SurveyItem::Question(question) => Some(question),
    }
}

fn journey(hand: &mut Hand<'_>, base: &mut Journey, own: &Journey) {
    let Journey { table, by, parts } = own;
    hand.one("of", &mut base.table, table);
    hand.one("by", &mut base.by, by);
    for steps in base.parts.iter_mut().filter_map(steps) {
        let here: Vec<JourneyPart> = parts.iter().filter(|p| is_among(p, steps)).cloned().collect();
        hand.entries(steps, &here, last);
    }
    let mut inside =
        base.parts.iter_mut().filter_map(steps).flat_map(|s| s.iter().map(Entry::name)).collect::<Vec<_>>();
    inside.sort_unstable();
    let rest: Vec<JourneyPart> =
        parts.iter().filter(|p| inside.binary_search(&p.name.text).is_err()).cloned().collect();
    hand.entries(&mut base.parts, &rest, last);
}

/// The steps of a phase.
fn steps(part: &mut JourneyPart) -> Option<&mut Vec<JourneyPart>> {
    match &mut part.kind {
        PartKind::Phase(steps) => Some(steps),
        PartKind::Step(_) | PartKind::Theme(_) | PartKind::Station { .. } | PartKind::Route { .. } => None,
    }
}

fn is_among(part: &JourneyPart, steps: &[JourneyPart]) -> bool {
    steps.iter().any(|known| known.name.text == part.name.text)
}

fn addition(hand: &mut Hand<'_>, base: &mut Addition, own: &Addition) {
    let Addition { journey, kind } = own;
    hand.one("of", &mut base.journey, journey);
    match (&mut base.kind, kind) {
        (PartKind::Station { dead_end, closed }, PartKind::Station { dead_end: own_end, closed: own_closed }) => {
            hand.one("dead end", dead_end, own_end);
            hand.one("closed", closed, own_closed);
        }
        (PartKind::Route { closed, calls }, PartKind::Route { closed: own_closed, calls: own_calls }) => {
            hand.one("closed", closed, own_closed);
            hand.all("calls", calls, own_calls);
        }
        (
            PartKind::Phase(_)
            | PartKind::Step(_)
            | PartKind::Theme(_)
            | PartKind::Station { .. }
            | PartKind::Route { .. },
            _,
        ) => {}
    }
}
