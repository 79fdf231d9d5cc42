//! Steps that prepare parts before they are compared: `treat`, `impute`, `screen`.

use super::options;
use super::parts::PartDraft;
use super::steps::applies;
use crate::check::draft::{Draft, IndexDefinition};
use crate::check::expr::Scope;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::methods::{Imputation, ImputeKernel, OptionSpec, Options, Treatment, impute, treat};
use crate::program::{Expr, ImputeStep, QuantityId, ScreenStep, Screened, Step, TableId, TreatStep, Unit};
use crate::source::Span;
use crate::syntax::ast::{self, Kind, Method, Term};

/// A checked step. `Some(None)`: it applies to no part here, because all are nested indices.
pub(super) fn step(
    draft: &mut Draft<'_>,
    table: TableId,
    definition: &IndexDefinition<'_>,
    step: &ast::Step,
    parts: &[PartDraft],
) -> Option<Option<Step>> {
    match step {
        ast::Step::Treat(method) => {
            let (named, rows) = (treatment(draft, method), rows(draft, table, method));
            let ((treatment, options), Rows { within, among }) = (named?, rows?);
            let parts = applies(draft, method, parts)?;
            let step = TreatStep { method: treatment, options, within, among, parts, span: method.span };
            Some(step.parts.contains(&true).then_some(Step::Treat(step)))
        }
        ast::Step::Impute(method) => {
            let (named, rows) = (imputation(draft, method), rows(draft, table, method));
            let ((imputation, mut options), Rows { mut within, among }) = (named?, rows?);
            let keys = over_years(draft, table, method, imputation)?;
            within.extend(keys.map(|(entity, _)| entity));
            let year = keys.map(|(_, year)| year);
            let parts = applies(draft, method, parts)?;
            let also = impute::ALSO_INAPPLICABLE.words;
            let also_inapplicable = options.has(also);
            options.given.retain(|(words, _)| *words != also);
            let span = method.span;
            let step = ImputeStep { method: imputation, options, also_inapplicable, within, among, year, parts, span };
            Some(step.parts.contains(&true).then_some(Step::Impute(step)))
        }
        ast::Step::Screen(method) => {
            let (asked, rows) = (asked(draft, method), rows(draft, table, method));
            let ((what, at_least), Rows { within, among }) = (asked?, rows?);
            let counts = applies(draft, method, parts)?;
            let own = |id: &QuantityId| parts.iter().any(|p| p.part.quantity == *id);
            let others = match what {
                Screened::Rows => counted(draft, table, definition, method).into_iter().filter(|id| !own(id)).collect(),
                Screened::Parts => Vec::new(),
            };
            let step = ScreenStep { what, at_least, within, among, parts: counts, others, span: method.span };
            Some((step.parts.contains(&true) || !step.others.is_empty()).then_some(Step::Screen(step)))
        }
        ast::Step::Weigh(..)
        | ast::Step::Normalise(_)
        | ast::Step::Aggregate(_)
        | ast::Step::Missing(_)
        | ast::Step::Rounded(..) => Some(None),
    }
}

/// Checks such a step of an index whose parts are broken: a mistake in one does not hide one in the other.
pub(super) fn exists(draft: &mut Draft<'_>, table: TableId, step: &ast::Step) {
    match step {
        ast::Step::Treat(method) => {
            treatment(draft, method);
            rows(draft, table, method);
        }
        ast::Step::Impute(method) => {
            imputation(draft, method);
            rows(draft, table, method);
        }
        ast::Step::Screen(method) => {
            asked(draft, method);
            rows(draft, table, method);
        }
        ast::Step::Weigh(..)
        | ast::Step::Normalise(_)
        | ast::Step::Aggregate(_)
        | ast::Step::Missing(_)
        | ast::Step::Rounded(..) => {}
    }
}

/// Which rows a step looks at together, and which of them say what is done to all.
struct Rows {
    within: Vec<QuantityId>,
    among: Option<Expr>,
}

fn rows(draft: &mut Draft<'_>, table: TableId, method: &Method) -> Option<Rows> {
    let within = crate::check::expr::within(draft, Scope::rows_of(table), &method.within);
    let among = match &method.among {
        Some(among) => crate::check::expr::condition(draft, Scope::rows_of(table), among).map(Some),
        None => Some(None),
    };
    Some(Rows { within: within?, among: among? })
}

fn treatment(draft: &mut Draft<'_>, method: &Method) -> Option<(&'static dyn Treatment, Options)> {
    let Some((found, used)) = treat::find(&options::words(method)) else {
        options::unknown_method(draft, method, "treat", treat::names().collect());
        return None;
    };
    let given = complete(draft, method, used, found.name(), found.options(), &[], &|given| found.mistake(given))?;
    Some((found, given))
}

fn imputation(draft: &mut Draft<'_>, method: &Method) -> Option<(&'static dyn Imputation, Options)> {
    let Some((found, used)) = impute::find(&options::words(method)) else {
        options::unknown_method(draft, method, "impute", impute::names().collect());
        return None;
    };
    let all = [impute::ALSO_INAPPLICABLE];
    let given = complete(draft, method, used, found.name(), found.options(), &all, &|given| found.mistake(given))?;
    if let Some(among) = method.among.as_ref().filter(|_| !found.takes_from_rows()) {
        let message = format!("`{}` takes nothing from other rows, so that `among` has no effect", found.name());
        draft.report(Diagnostic::error(Code::MethodOption, among.span, message).hint("leave it out"));
        return None;
    }
    Some((found, given))
}

/// The options, if they make sense together.
fn complete(
    draft: &mut Draft<'_>,
    method: &Method,
    used: usize,
    name: &str,
    specs: &[OptionSpec],
    more: &[OptionSpec],
    mistake: &dyn Fn(&Options) -> Option<(String, String)>,
) -> Option<Options> {
    let given = options::options_and(draft, method, used, name, specs, more)?;
    if let Some((message, hint)) = mistake(&given) {
        draft.report(Diagnostic::error(Code::MethodOption, method.span, message).hint(hint));
        return None;
    }
    Some(given)
}

/// An imputation over years needs rows that are told apart by entity and year; it gets the two columns.
fn over_years(
    draft: &mut Draft<'_>,
    table: TableId,
    method: &Method,
    imputation: &'static dyn Imputation,
) -> Option<Option<(QuantityId, QuantityId)>> {
    match imputation.kernel() {
        ImputeKernel::Group(_) | ImputeKernel::Rows(_) => return Some(None),
        ImputeKernel::Years(_) => {}
    }
    let name = imputation.name();
    let Some(keys) = crate::check::keys::entity_and_year(draft, table) else {
        let table = draft.table_name(table);
        let message = format!("`{name}` looks at other years of the same entity, and table `{table}` has no years");
        let hint = "give the table a key of entity and year, `key country : countries, year : year`; or impute from other rows, such as `impute median`";
        draft.report(Diagnostic::error(Code::MethodNotApplicable, method.span, message).hint(hint));
        return None;
    };
    if let Some(field) = method.within.first() {
        let message = format!("`{name}` looks at each entity by itself, so `within` has no meaning here");
        draft.report(Diagnostic::error(Code::MethodOption, field.span, message).hint("leave it out"));
        return None;
    }
    Some(Some(keys))
}

/// `rows at least 60%`
fn asked(draft: &mut Draft<'_>, method: &Method) -> Option<(Screened, f64)> {
    let words = options::words(method);
    let what = match words.first() {
        Some(&"rows") => Screened::Rows,
        Some(&"parts") => Screened::Parts,
        Some(word) => {
            let message = format!("there is nothing called `{word}` to screen");
            let hint = did_you_mean(word, ["rows", "parts"])
                .unwrap_or_else(|| "write `screen rows at least 60%` or `screen parts at least 60%`".to_owned());
            draft.report(Diagnostic::error(Code::UnknownMethod, options::words_span(method), message).hint(hint));
            return None;
        }
        None => return how_much(draft, method, "rows"),
    };
    let name = if what == Screened::Rows { "rows" } else { "parts" };
    let share = match method.terms.get(1..) {
        Some([Term::Word(at), Term::Word(least), Term::Number(share)]) if at.text == "at" && least.text == "least" => {
            share
        }
        Some(_) | None => return how_much(draft, method, name),
    };
    if !(share.value > 0.0 && share.value <= 1.0) {
        let message = "what must be known is a share above 0 and up to 100%";
        let hint = format!("write `screen {name} at least 60%`");
        draft.report(Diagnostic::error(Code::InvalidNumber, share.span, message).hint(hint));
        return None;
    }
    let among = method.among.as_ref().map(|among| ("among", among.span));
    let others = method.within.first().map(|name| ("within", name.span)).or(among);
    if let (Screened::Rows, Some((word, span))) = (what, others) {
        let message = format!("each row is screened by itself, so `{word}` has no meaning here");
        let hint = match word {
            "among" => "leave it out; rows that are not asked at all are told by a `gate`",
            _ => "leave it out; `screen parts` can look at each group by itself",
        };
        draft.report(Diagnostic::error(Code::MethodOption, span, message).hint(hint));
        return None;
    }
    Some((what, share.value))
}

fn how_much(draft: &mut Draft<'_>, method: &Method, name: &str) -> Option<(Screened, f64)> {
    let message = "it is not said how much must be known";
    let hint = format!("write `screen {name} at least 60%`");
    draft.report(Diagnostic::error(Code::MethodOption, method.span, message).hint(hint));
    None
}

/// What `screen rows` counts: all indicators of the index that says it, those of the indices nested in it as well, so
/// that a row is in all of them or in none. With `for` it is what is named.
pub(in crate::check) fn counted(
    draft: &Draft<'_>,
    table: TableId,
    definition: &IndexDefinition<'_>,
    method: &Method,
) -> Vec<QuantityId> {
    let rows = matches!(method.terms.first(), Some(Term::Word(word)) if word.text == "rows");
    if !rows || !method.only.is_empty() {
        return Vec::new();
    }
    let says = |index: &&ast::Index| {
        index.steps.iter().any(|s| matches!(s, ast::Step::Screen(own) if std::ptr::eq(own, method)))
    };
    let index = definition.around.iter().copied().find(says).unwrap_or(definition.index);
    let mut found = Vec::new();
    leaves(draft, table, index, &mut found);
    found
}

fn leaves(draft: &Draft<'_>, table: TableId, index: &ast::Index, found: &mut Vec<QuantityId>) {
    for (name, _) in &index.parts {
        let group = draft.group(table, &name.text).map(<[QuantityId]>::to_vec);
        let all = group.unwrap_or_else(|| draft.find(table, &name.text).into_iter().collect());
        found.extend(all.into_iter().filter(|id| !found.contains(id)).collect::<Vec<_>>());
    }
    for child in &index.children {
        if let Kind::Index(nested) = &child.kind {
            leaves(draft, table, nested, found);
        }
    }
}

/// What a step makes of the unit and the range of a part.
pub(super) fn effect(step: &Step, part: usize, unit: &mut Unit, range: &mut (Option<f64>, Option<f64>)) {
    match step {
        Step::Treat(treat) if step.applies(part) && !treat.method.algebra(&treat.options).keeps_scale => {
            *unit = Unit::default();
            *range = (None, None);
        }
        Step::Impute(impute) if step.applies(part) && !impute.method.within_known() => {
            let number = impute.options.number("");
            let wider = |end: Option<f64>, with: fn(f64, f64) -> f64| end.zip(number).map(|(end, n)| with(end, n));
            *range = (wider(range.0, f64::min), wider(range.1, f64::max));
        }
        Step::Treat(_) | Step::Impute(_) | Step::Screen(_) | Step::Weigh(_) | Step::Normalise(_) => {}
    }
}

/// Goalposts are those of the values as they are measured: after a logarithm they are on another scale.
pub(super) fn goalposts_still_fit(draft: &mut Draft<'_>, parts: &[PartDraft], steps: &[Step]) -> Option<()> {
    for (at, part) in parts.iter().enumerate() {
        let mut rescaled: Option<Span> = None;
        for step in steps.iter().filter(|s| s.applies(at)) {
            match step {
                Step::Treat(step) if !step.method.algebra(&step.options).keeps_scale => rescaled = Some(step.span),
                Step::Normalise(step) if step.algebra().needs_goalposts => {
                    let Some(first) = rescaled else { continue };
                    let name = &part.part.name;
                    let message =
                        format!("the goalposts of `{name}` are on its own scale, which a treatment has changed");
                    let hint = "compare with the other rows instead, as with `normalise minmax`; or use `normalise goalposts log`";
                    let error = Diagnostic::error(Code::MethodOption, step.span, message);
                    draft.report(error.related(first, "put on another scale here").hint(hint));
                    return None;
                }
                Step::Treat(_) | Step::Impute(_) | Step::Screen(_) | Step::Weigh(_) | Step::Normalise(_) => {}
            }
        }
    }
    Some(())
}
