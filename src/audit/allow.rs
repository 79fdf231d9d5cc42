//! Findings that are allowed: by the policy, with a reason, or for one run.

use super::{ALL, Audit, Evidence, Finding};
use crate::diagnostic::{Code, Diagnostic, Place, Severity};
use crate::program::{Allowance, AllowedOf, Program};
use crate::source::Span;

/// Marks what the policy allows.
pub(super) fn mark(program: &Program, findings: &mut Vec<Finding>) {
    for finding in findings {
        let found = program.allowances.iter().find(|a| covers(a, finding.code, &finding.subject, finding.span));
        finding.allowed = found.map(|a| a.reason.clone());
    }
}

/// Marks what the policy allows of the checker's warnings as well, and reports what it allows and nothing found.
/// Nothing is said of findings that other data may show, or, with the evidence of the policy alone, that a run may.
pub fn settle(program: &Program, warnings: &mut [Diagnostic], findings: &mut Vec<Finding>, evidence: Evidence) {
    let mut used = vec![false; program.allowances.len()];
    for warning in warnings.iter_mut().filter(|w| !w.is_error()) {
        let span = place(warning);
        let subject = span.map(|span| declared_at(program, span)).unwrap_or_default();
        for (allowance, used) in program.allowances.iter().zip(&mut used) {
            if covers(allowance, warning.code, &subject, span) {
                *used = true;
                warning.allowed.get_or_insert_with(|| allowance.reason.clone());
            }
        }
    }
    for finding in findings.iter_mut() {
        for (allowance, used) in program.allowances.iter().zip(&mut used) {
            if covers(allowance, finding.code, &finding.subject, finding.span) {
                *used = true;
                finding.allowed.get_or_insert_with(|| allowance.reason.clone());
            }
        }
    }
    let unused = program.allowances.iter().zip(used).filter(|(_, used)| !used).map(|(allowance, _)| allowance);
    // What the original allows may be what a variant puts right.
    let own = unused.filter(|a| !program.lineage.inherits(a.span.file));
    findings.extend(own.filter_map(|allowance| idle(program, allowance, evidence)));
}

/// What is to be said of an allowance of what was not found: nothing where other data may show it.
fn idle(program: &Program, allowance: &Allowance, evidence: Evidence) -> Option<Finding> {
    let Some(audit) = ALL.iter().find(|audit| audit.code() == allowance.code) else {
        // A warning of the checker, which needs the policy alone.
        return Some(without_effect(program, allowance));
    };
    if audit.evidence() > evidence {
        return None;
    }
    // A run passes over what it has shown to be more than a possibility.
    let found = || audit.policy(program).iter().any(|f| covers(allowance, f.code, &f.subject, f.span));
    let may_be = match audit.evidence() {
        Evidence::Policy => found(),
        Evidence::Run => may_be_found(program, allowance, *audit),
    };
    (!may_be).then(|| without_effect(program, allowance))
}

/// Whether the allowance covers anything of which some run may find this.
fn may_be_found(program: &Program, allowance: &Allowance, audit: &dyn Audit) -> bool {
    let covered = |name: &str, span: Span| covers(allowance, allowance.code, name, Some(span));
    let mut published = program.published.iter().filter(|_| allowance.code == Code::PublishedDiffers);
    let mut concerned = program.quantities.iter().filter(|quantity| audit.may_concern(quantity));
    concerned.any(|quantity| covered(&quantity.name, quantity.span)) || published.any(|p| covered(&p.name, p.span))
}

/// Allows all findings with these codes, for a reason that is given elsewhere than in the policy.
pub fn allow(codes: &[Code], reason: &str, warnings: &mut [Diagnostic], findings: &mut [Finding]) {
    for warning in warnings.iter_mut().filter(|w| !w.is_error() && codes.contains(&w.code)) {
        warning.allowed.get_or_insert_with(|| reason.to_owned());
    }
    for finding in findings.iter_mut().filter(|f| codes.contains(&f.code)) {
        finding.allowed.get_or_insert_with(|| reason.to_owned());
    }
}

impl Finding {
    /// A warning of the checker as a finding: what is wrong with a methodology is listed in one place.
    pub fn of_warning(program: &Program, warning: &Diagnostic) -> Finding {
        let span = place(warning);
        Finding {
            code: warning.code,
            severity: warning.severity,
            subject: span.map(|span| declared_at(program, span)).unwrap_or_default(),
            message: warning.message.clone(),
            hint: warning.hint.clone(),
            rows: None,
            span,
            allowed: warning.allowed.clone(),
        }
    }

    /// The finding as a diagnostic, which shows its place.
    pub fn into_diagnostic(self) -> Diagnostic {
        let Finding { code, severity, message, hint, span, subject: _, rows: _, allowed } = self;
        let diagnostic = match span {
            Some(span) => Diagnostic::error(code, span, message),
            None => Diagnostic::nowhere(code, message),
        };
        Diagnostic { severity, hint, allowed, ..diagnostic }
    }
}

fn place(warning: &Diagnostic) -> Option<Span> {
    match &warning.place {
        Place::Text(span) => Some(*span),
        Place::Data(_) | Place::Nowhere => None,
    }
}

fn covers(allowance: &Allowance, code: Code, subject: &str, span: Option<Span>) -> bool {
    let part_of = |name: &str| subject.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    allowance.code == code
        && match &allowance.of {
            AllowedOf::Anything => true,
            AllowedOf::Declared(name, place) => {
                part_of(name) || place.zip(span).is_some_and(|(place, span)| holds(place, span))
            }
        }
}

fn holds(outer: Span, inner: Span) -> bool {
    outer.file == inner.file && outer.start <= inner.start && inner.end <= outer.end
}

fn without_effect(program: &Program, allowance: &Allowance) -> Finding {
    let code = allowance.code;
    let of = match &allowance.of {
        AllowedOf::Anything => String::new(),
        AllowedOf::Declared(name, _) => format!(" of `{name}`"),
    };
    Finding {
        code: Code::AllowUnused,
        severity: Severity::Warning,
        subject: match &allowance.of {
            AllowedOf::Anything => program.name.clone(),
            AllowedOf::Declared(name, _) => name.clone(),
        },
        message: format!("`{code}`{of} is allowed, but there is no such finding"),
        hint: Some(
            "leave the clause out: what it allowed is no longer there, or is found of something else".to_owned(),
        ),
        rows: None,
        span: Some(allowance.span),
        allowed: None,
    }
}

/// The name of the smallest declaration that holds a place; the policy's where none does.
fn declared_at(program: &Program, place: Span) -> String {
    let quantities = program.quantities.iter().map(|q| (q.span, &q.name));
    let others = program.gates.iter().map(|g| (g.span, &g.name));
    let others = others.chain(program.parameters.iter().map(|p| (p.span, &p.name)));
    let others = others.chain(program.published.iter().map(|p| (p.span, &p.name)));
    let others = others.chain(program.tables.iter().map(|t| (t.span, &t.name)));
    quantities
        .chain(others)
        .filter(|(span, _)| holds(*span, place))
        .min_by_key(|(span, _)| span.end - span.start)
        .map_or_else(|| program.name.clone(), |(_, name)| name.clone())
}
