//! Examples: what they give is looked up, what they expect is checked like any condition.

use super::about::about;
use super::declare::table_of;
use super::draft::{Definition, Draft};
use super::expr::{self, Scope};
use crate::diagnostic::{Code, Diagnostic, did_you_mean, list, nearest};
use crate::program::{
    CompareOp, Example, Expectation, ExpectationKind, Expr, ExprKind, Function, Given, GivenTarget, Missing, Origin,
    QuantityId, TableId, Type, Value,
};
use crate::source::{Sources, Span};
use crate::syntax::ast::{self, GivenValue, Kind};

/// Checks all examples.
pub(super) fn check(draft: &mut Draft<'_>, items: &[ast::Declaration], sources: &Sources) -> Vec<Example> {
    let mut all: Vec<Example> = Vec::new();
    for item in items {
        let Kind::Example(ast) = &item.kind else { continue };
        let name = &item.name.text;
        if all.iter().any(|e| e.name == *name) {
            let message = format!("the example `{name}` is declared twice");
            let error = Diagnostic::error(Code::DuplicateName, item.name.span, message);
            draft.report(error.hint("give one of the two another name"));
            continue;
        }
        let Some(table) = table_of(draft, ast.table.as_ref(), item) else { continue };
        if draft.table(table).is_some_and(|t| t.summary.is_some()) {
            let message = format!("`{}` is a summary, and an example makes up a row of data", draft.table_name(table));
            let place = ast.table.as_ref().map_or(item.name.span, |t| t.span);
            let error = Diagnostic::error(Code::WrongKind, place, message);
            draft.report(error.hint("write the example of the table that is summarised"));
            continue;
        }
        if ast.expectations.is_empty() {
            let message = format!("the example `{name}` expects nothing");
            let hint = "write what must come out, `expect SCENARIO is OUTCOME` or `expect excluded because \"…\"`";
            draft.report(Diagnostic::error(Code::PartsMissing, item.name.span, message).hint(hint));
        }
        let givens = givens(draft, table, &ast.givens);
        parameters_are_known(draft, item, &givens);
        let expectations = ast.expectations.iter().filter_map(|e| expectation(draft, table, e, sources)).collect();
        all.push(Example {
            name: name.clone(),
            about: about(&item.about),
            table,
            as_of: ast.as_of.as_ref().map(|as_of| as_of.day),
            givens,
            expectations,
            span: item.span,
        });
    }
    all
}

fn givens(draft: &mut Draft<'_>, table: TableId, all: &[ast::Given]) -> Vec<Given> {
    let mut found: Vec<Given> = Vec::new();
    for ast in all {
        let Some(given) = given(draft, table, ast) else { continue };
        if let Some(first) = found.iter().find(|g| g.target == given.target) {
            let message = format!("`{}` is given twice", ast.name.text);
            let error = Diagnostic::error(Code::RepeatedClause, ast.name.span, message);
            draft.report(error.related(first.span, "first given here").hint("keep one of the two"));
            continue;
        }
        found.push(given);
    }
    found
}

fn given(draft: &mut Draft<'_>, table: TableId, ast: &ast::Given) -> Option<Given> {
    let name = &ast.name;
    let target = match path(draft, table, &name.text) {
        Some((links, quantity)) => GivenTarget::Quantity { links, quantity },
        None => match draft.parameter_names.get(&name.text) {
            Some(parameter) => GivenTarget::Parameter(*parameter),
            None => {
                unknown(draft, table, name);
                return None;
            }
        },
    };
    let (ty, range) = match &target {
        // Of a quantity whose own declaration is broken nothing is said. The range is one of the data.
        GivenTarget::Quantity { quantity, .. } => draft.quantity(*quantity).map(|q| {
            let of_data = matches!(q.origin, Some(Origin::Column(_)));
            (q.ty.clone(), if of_data { q.range } else { (None, None) })
        })?,
        GivenTarget::Parameter(id) => draft.parameters.get(id.at()).map(|p| (Some(p.ty.clone()), p.range))?,
    };
    let value = match &ast.value {
        GivenValue::Missing(kind) => Value::Missing(kind_of_missing(draft, kind.as_ref())?),
        GivenValue::Known(value) => known(draft, name, &ty?, value)?,
    };
    if let Value::Number(x) = &value
        && (range.0.is_some_and(|low| *x < low) || range.1.is_some_and(|high| *x > high))
    {
        let message = format!("this is outside the range that `{}` declares", name.text);
        draft.report(
            Diagnostic::error(Code::DataOutOfRange, name.span, message).hint("give a value that data may have"),
        );
        return None;
    }
    Some(Given { target, value, span: name.span })
}

/// The quantity that a name means: of the row itself, or of a row that links lead to.
fn path(draft: &Draft<'_>, table: TableId, name: &str) -> Option<(Vec<QuantityId>, QuantityId)> {
    if let Some(id) = draft.find(table, name) {
        return Some((Vec::new(), id));
    }
    for (at, _) in name.match_indices('.') {
        let (link, rest) = (name.get(..at)?, name.get(at + 1..)?);
        let id = draft.find(table, link);
        if let Some(link) = id
            && let Some(Type::Link(to)) = draft.quantity(link)?.ty
            && let Some((mut links, quantity)) = path(draft, to, rest)
        {
            links.insert(0, link);
            return Some((links, quantity));
        }
    }
    None
}

fn unknown(draft: &mut Draft<'_>, table: TableId, name: &ast::Name) {
    // After a link it is the last name that is looked for.
    let (head, last) = name.text.split_once('.').unwrap_or(("", &name.text));
    let linked = draft.find(table, head).and_then(|id| draft.quantity(id)).and_then(|q| q.ty.as_ref());
    let (of, word, prefix) = match linked {
        Some(Type::Link(to)) => (*to, last, format!("{head}.")),
        Some(Type::Number(_) | Type::YesNo | Type::Text | Type::Date | Type::Member(_)) | None => {
            (table, name.text.as_str(), String::new())
        }
    };
    let names = draft.names.get(of.at()).into_iter().flat_map(|n| n.keys().map(String::as_str));
    let parameters = draft.parameter_names.keys().map(String::as_str).filter(|_| of == table);
    let hint = nearest(word, names.chain(parameters)).map(|near| format!("did you mean `{prefix}{near}`?"));
    let message = format!("table `{}` has nothing called `{word}`", draft.table_name(of));
    draft.report(Diagnostic::error(Code::UnknownName, name.span, message).maybe_hint(hint));
}

fn kind_of_missing(draft: &mut Draft<'_>, kind: Option<&ast::Name>) -> Option<Missing> {
    let Some(kind) = kind else { return Some(Missing::Unavailable) };
    let found = Missing::find(&kind.text);
    if found.is_none() {
        let names = || Missing::ALL.iter().map(|m| m.name());
        let message = format!("`{}` is no kind of missing", kind.text);
        let hint = did_you_mean(&kind.text, names()).unwrap_or_else(|| format!("known are {}", list(names())));
        draft.report(Diagnostic::error(Code::UnknownName, kind.span, message).hint(hint));
    }
    found
}

/// A value as it is written in the example.
fn known(draft: &mut Draft<'_>, name: &ast::Name, ty: &Type, ast: &ast::Expr) -> Option<Value> {
    let (value, found) = expr::constant(draft, ast, Some(ty))?;
    let fits = match (ty, &found) {
        (Type::Number(_), Type::Number(_)) | (Type::Link(_), Type::Text | Type::Number(_)) => true,
        (Type::Number(_) | Type::YesNo | Type::Text | Type::Date | Type::Member(_) | Type::Link(_), _) => *ty == found,
    };
    if !fits {
        let (want, got) = (draft.describe(ty), draft.describe(&found));
        let message = format!("`{}` is {want}, and this is {got}", name.text);
        draft.report(Diagnostic::error(Code::TypeMismatch, ast.span, message));
        return None;
    }
    match (ty, value) {
        (Type::Link(table), Value::Number(x)) => key_exists(draft, *table, x.to_string(), ast.span),
        (Type::Link(table), Value::Text(key)) => key_exists(draft, *table, key, ast.span),
        (_, value) => Some(value),
    }
}

/// The key of a linked row. Where the policy holds the rows, it is one of theirs.
fn key_exists(draft: &mut Draft<'_>, table: TableId, key: String, span: Span) -> Option<Value> {
    let declared = draft.table(table)?;
    let header = match draft.quantity(declared.key).and_then(|q| q.origin.as_ref()) {
        Some(Origin::Column(source)) => source.header.clone(),
        Some(Origin::Formula(..) | Origin::Index(_) | Origin::Rank(_) | Origin::Scenario(_)) | None => String::new(),
    };
    let Some(inline) = &declared.inline else { return Some(Value::Text(key)) };
    let Some(at) = inline.header.iter().position(|h| *h == header) else { return Some(Value::Text(key)) };
    let keys: Vec<String> = inline.rows.iter().filter_map(|row| row.get(at).cloned().flatten()).collect();
    if keys.contains(&key) {
        return Some(Value::Text(key));
    }
    let names = || keys.iter().map(String::as_str);
    let message = format!("table `{}` has no row `{key}`", declared.name);
    let hint = did_you_mean(&key, names()).unwrap_or_else(|| format!("its rows are {}", list(names())));
    draft.report(Diagnostic::error(Code::UnknownName, span, message).hint(hint));
    None
}

fn parameters_are_known(draft: &mut Draft<'_>, item: &ast::Declaration, givens: &[Given]) {
    let given = |name: &str| {
        let id = draft.parameter_names.get(name).copied();
        givens.iter().any(|g| matches!(&g.target, GivenTarget::Parameter(p) if Some(*p) == id))
    };
    let without = draft.parameters.iter().filter(|p| p.default.is_none() && !given(&p.name));
    if let Some(name) = without.map(|p| p.name.clone()).next() {
        let message = format!("the example `{}` gives no `{name}`, a parameter without default", item.name.text);
        let error = Diagnostic::error(Code::ParameterRequired, item.name.span, message);
        draft.report(error.hint(format!("write `given {name} …`")));
    }
}

fn expectation(
    draft: &mut Draft<'_>,
    table: TableId,
    ast: &ast::Expectation,
    sources: &Sources,
) -> Option<Expectation> {
    let (kind, span) = match ast {
        ast::Expectation::Excluded { because, span } => {
            (ExpectationKind::Excluded(reason(draft, table, because.as_ref())?), *span)
        }
        ast::Expectation::Included { span } => (ExpectationKind::Included, *span),
        ast::Expectation::Holds { condition, decimals, span } => {
            let scope = Scope::rows_of(table);
            let checked = match undecided(draft, scope, condition) {
                Some(asks) => asks,
                None => expr::condition(draft, scope, condition)?,
            };
            let subject = subject(&checked);
            let checked = match decimals {
                Some(decimals) => to_decimals(draft, checked, decimals)?,
                None => checked,
            };
            (ExpectationKind::Holds { condition: checked, subject }, *span)
        }
    };
    let text = sources.text(span).split_whitespace().skip(1).collect::<Vec<_>>().join(" ");
    Some(Expectation { kind, text, span })
}

/// The reason of an exclusion, which must be that of a gate of the table.
fn reason(draft: &mut Draft<'_>, table: TableId, because: Option<&ast::Text>) -> Option<Option<String>> {
    let gates = draft.gates_of(table);
    let checked = || gates.iter().filter_map(|id| draft.gates.get(id.at()));
    let reasons: Vec<String> = checked().flat_map(|g| &g.checked.requirements).map(|r| r.reason.clone()).collect();
    let Some(because) = because else { return Some(None) };
    // A requirement that is broken has been left out, and reported.
    let whole = checked().all(|g| g.checked.requirements.len() == g.gate.requirements.len());
    if reasons.contains(&because.text) || (!whole && !gates.is_empty()) {
        return Some(Some(because.text.clone()));
    }
    let name = draft.table_name(table);
    let message = format!("no gate of `{name}` excludes for this reason");
    let names = || reasons.iter().map(String::as_str);
    let hint = match (did_you_mean(&because.text, names()), reasons.is_empty()) {
        (Some(near), _) => near,
        (None, true) => format!("table `{name}` has no gate: write `gate … of {name} {{ require … because \"…\" }}`"),
        (None, false) => format!("its reasons are {}", list(names())),
    };
    draft.report(Diagnostic::error(Code::UnknownName, because.span, message).hint(hint));
    None
}

/// `path is undecided`: that a scenario has no outcome for the row.
fn undecided(draft: &mut Draft<'_>, scope: Scope, ast: &ast::Expr) -> Option<Expr> {
    let ast::ExprKind::Comparison(operands, operators) = &ast.kind else { return None };
    let ([value, asked], [op]) = (operands.as_slice(), operators.as_slice()) else { return None };
    let ast::ExprKind::Name(word) = &asked.kind else { return None };
    if word.text != "undecided" || draft.find(scope.table, "undecided").is_some() {
        return None;
    }
    let before = draft.diagnostics.len();
    let checked = expr::check(draft, scope, value, None);
    // Whatever is wrong with the value is told when the comparison is checked.
    draft.diagnostics.truncate(before);
    let checked = checked?;
    let target = if let ExprKind::Follow { target, .. } = &checked.kind { &target.kind } else { &checked.kind };
    let ExprKind::Quantity(id) = target else { return None };
    let scenario = matches!(draft.quantity(*id)?.definition, Definition::Scenario(..));
    let Type::Member(scale) = checked.ty else { return None };
    if !scenario || draft.scale(scale)?.members.iter().any(|m| m.name == "undecided") {
        return None;
    }
    let asks = Expr { kind: ExprKind::IsMissing(Box::new(checked), None), ty: Type::YesNo, span: ast.span };
    match op {
        ast::Comparison::Is => Some(asks),
        ast::Comparison::IsNot => Some(Expr { kind: ExprKind::Not(Box::new(asks)), ty: Type::YesNo, span: ast.span }),
        ast::Comparison::Less
        | ast::Comparison::LessOrEqual
        | ast::Comparison::Greater
        | ast::Comparison::GreaterOrEqual => None,
    }
}

/// What a condition looks at: the left side of a comparison, what is asked to be missing or one of several.
fn subject(condition: &Expr) -> Option<Expr> {
    let mut condition = condition;
    while let ExprKind::Not(inner) = &condition.kind {
        condition = inner;
    }
    if let ExprKind::Compare(_, value, _) | ExprKind::IsMissing(value, _) | ExprKind::OneOf(value, _) = &condition.kind
    {
        return Some((**value).clone());
    }
    None
}

/// `score is 1.3 to 1 decimal`: both sides rounded as printed numbers are. Percents count the decimals of percents.
fn to_decimals(draft: &mut Draft<'_>, condition: Expr, decimals: &ast::Number) -> Option<Expr> {
    let digits = super::tables::decimals(draft, Some(decimals))?;
    let span = condition.span;
    if let ExprKind::Compare(CompareOp::Is, left, right) = condition.kind
        && let (Type::Number(unit), Type::Number(_)) = (&left.ty, &right.ty)
    {
        let percent = unit.as_ref().is_some_and(|u| u.percent);
        let digits = f64::from(digits) + if percent { 2.0 } else { 0.0 };
        let rounded = |value: Box<Expr>| {
            let ty = value.ty.clone();
            let digits = Expr { kind: ExprKind::Number(digits), ty: Type::Number(None), span };
            Box::new(Expr { kind: ExprKind::Call(Function::Round, vec![*value, digits]), ty, span })
        };
        let kind = ExprKind::Compare(CompareOp::Is, rounded(left), rounded(right));
        return Some(Expr { kind, ty: Type::YesNo, span });
    }
    let message = "only a number that is compared by `is` has decimals";
    let hint = "write `expect INDEX is 1.3 to 1 decimal`";
    draft.report(Diagnostic::error(Code::TypeMismatch, decimals.span, message).hint(hint));
    None
}
