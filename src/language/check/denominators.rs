//! `indicator patents : count { per 1000 population }`: what is read is `patents.raw`, and `patents` is what it comes to
//! for each unit of the denominator. Works on the syntax tree, so that what follows sees columns and formulas only.

use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::{Arithmetic, Declaration, Expr, ExprKind, Indicator, IndicatorGroup, Kind, Name, Text};

/// Replaces each indicator that has a denominator by the column that is read and the formula.
pub(super) fn expand(items: &mut Vec<Declaration>, diagnostics: &mut Vec<Diagnostic>) {
    for item in items.iter_mut() {
        if let Kind::Table(table) = &mut item.kind {
            divided(&mut table.columns, diagnostics);
        } else if let Kind::Survey(survey) = &mut item.kind {
            divided(&mut survey.table.columns, diagnostics);
        }
    }
    divided(items, diagnostics);
}

fn divided(columns: &mut Vec<Declaration>, diagnostics: &mut Vec<Diagnostic>) {
    let mut all = Vec::with_capacity(columns.len());
    for mut column in std::mem::take(columns) {
        if let Kind::Indicator(indicator) = &mut column.kind {
            all.extend(read(&column.name, &column.about, column.span, indicator, diagnostics));
        } else if let Kind::Indicators(group) = &mut column.kind {
            all.extend(in_group(group, diagnostics));
        }
        all.push(column);
    }
    *columns = all;
}

/// The columns that the members of a group are read from. They stand beside the group, whose members are the formulas.
fn in_group(group: &mut IndicatorGroup, diagnostics: &mut Vec<Diagnostic>) -> Vec<Declaration> {
    let per = group.per.take();
    let mut columns = Vec::new();
    for item in &mut group.items {
        let Kind::Indicator(indicator) = &mut item.kind else { continue };
        if indicator.formula.is_none() && indicator.per.is_none() {
            indicator.per.clone_from(&per);
        }
        if indicator.per.is_none() {
            continue;
        }
        // The unit of the group is that of what is read; what comes of it has the unit of the ratio.
        indicator.ty = indicator.ty.take().or_else(|| group.ty.clone());
        if indicator.formula.is_none() {
            indicator.range = indicator.range.take().or_else(|| group.range.clone());
            indicator.tokens.extend(group.tokens.iter().cloned());
        }
        let column = read(&item.name, &item.about, item.span, indicator, diagnostics);
        columns.extend(column.map(|mut column| {
            if let Kind::Indicator(indicator) = &mut column.kind {
                indicator.table.clone_from(&group.table);
            }
            column
        }));
    }
    columns
}

/// The column that is read; the indicator becomes a formula.
fn read(
    name: &Name,
    about: &crate::syntax::ast::About,
    span: crate::source::Span,
    indicator: &mut Indicator,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Declaration> {
    let per = indicator.per.take()?;
    if let Some(formula) = &indicator.formula {
        let message = format!("`{}` is a formula, which can say by itself what is divided by what", name.text);
        let error = Diagnostic::error(Code::WrongKind, per.span, message).related(formula.span, "the formula");
        diagnostics.push(error.hint("leave out `per`, and divide in the formula"));
        return None;
    }
    let raw = Name { text: format!("{}.raw", name.text), span: name.span };
    let at = |kind: ExprKind| Expr { kind, span: per.span };
    let mut ratio = Expr { kind: ExprKind::Name(raw.clone()), span: name.span };
    if let Some(units) = per.units {
        let units = Expr { span: units.span, kind: ExprKind::Number(units) };
        ratio = at(ExprKind::Arithmetic(Arithmetic::Multiply, Box::new(ratio), Box::new(units)));
    }
    ratio = at(ExprKind::Arithmetic(Arithmetic::Divide, Box::new(ratio), Box::new(per.denominator)));
    let column = Indicator {
        table: indicator.table.clone(),
        ty: indicator.ty.take(),
        range: indicator.range.take(),
        from: indicator.from.take().or(Some(Text { text: name.text.clone(), span: name.span })),
        tokens: std::mem::take(&mut indicator.tokens),
        ..Indicator::default()
    };
    indicator.formula = Some(ratio);
    let about = crate::syntax::ast::About { sources: about.sources.clone(), ..crate::syntax::ast::About::default() };
    Some(Declaration { name: raw, about, span, kind: Kind::Indicator(Box::new(column)) })
}
