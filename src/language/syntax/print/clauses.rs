//! The clauses of indices, scenarios, gates and published results as text.

use super::words::{Place, dotted, is_plain, name, number, range, text};
use super::{entry, expr, nested, of, summary};
use crate::source::Span;
use crate::syntax::ast::{
    About, Check, Dated, Expr, ExprKind, Index, Method, Name, Number, Outcome, Per, Rank, Rounded, Step, Target, Term,
    Text, Token, TokenMeaning, Tolerance, Weigh, When,
};

/// `token "n/a" as unavailable`
pub(super) fn token(token: &Token) -> String {
    let Token { texts, meaning } = token;
    let meaning = match meaning {
        TokenMeaning::Missing(kind) => name(kind, Place::Anywhere),
        TokenMeaning::Score(score) => format!("score {}", number(score)),
    };
    format!("token {} as {meaning}", list(texts, text))
}

/// `tolerance 0.05 for exports`
pub(super) fn tolerance(tolerance: &Tolerance) -> String {
    let Tolerance { by, of, span: _ } = tolerance;
    let of: Vec<String> = of.iter().map(expr::whole).collect();
    let of = if of.is_empty() { String::new() } else { format!(" for {}", of.join(", ")) };
    format!("tolerance {}{of}", number(by))
}

/// `per 1000 population`
pub(super) fn per(per: &Per) -> String {
    let Per { units, denominator, span: _ } = per;
    let shown = expr::whole(denominator);
    match (units, &denominator.kind) {
        (None, _) => format!("per {shown}"),
        (Some(units), ExprKind::Name(_) | ExprKind::Member(..)) => format!("per {} {shown}", number(units)),
        // Anything else stands in brackets, so that the number cannot be read as a part of it.
        (Some(units), _) => format!("per {} ({shown})", number(units)),
    }
}

/// `better higher`
pub(super) fn better((higher, _): &(bool, Span)) -> String {
    if *higher { "better higher".to_string() } else { "better lower".to_string() }
}

/// `goalposts from baseline to goal by 2020-12-31`
pub(super) fn target(target: &Target) -> String {
    let Target { from, to, by, span: _ } = target;
    let by = by.as_ref().map(|by| format!(" by {}", expr::whole(by))).unwrap_or_default();
    format!("goalposts from {} to {}{by}", expr::whole(from), expr::whole(to))
}

/// `rounded 3 half even`
pub(super) fn rounded(rounded: &Rounded) -> String {
    let Rounded { decimals, half_even } = rounded;
    format!("rounded {}{}", number(decimals), if *half_even { " half even" } else { "" })
}

/// `require EXPR because "…"`
pub(super) fn requirements(requirements: &[(Expr, Option<Text>)]) -> Vec<String> {
    let because = |reason: &Option<Text>| reason.as_ref().map(|r| format!(" because {}", text(r))).unwrap_or_default();
    requirements.iter().map(|(e, reason)| format!("require {}{}", expr::whole(e), because(reason))).collect()
}

/// The head and the clauses of an index.
pub(super) fn index(index: &Index) -> (String, Vec<String>) {
    let Index {
        table,
        extends,
        weight,
        formula,
        parts,
        steps,
        prefer,
        printed,
        better: direction,
        rank: ranking,
        children,
        replace,
        drop,
    } = index;
    let mut head = of(table.as_ref());
    head.extend(extends.iter().map(|e| format!(" extends {}", dotted(e, Place::Anywhere))));
    head.extend(weight.iter().map(|w| format!(" weight {}", number(w))));
    head.extend(formula.iter().map(|f| format!(" = {}", expr::whole(f))));
    let mut clauses = Vec::new();
    if !parts.is_empty() {
        clauses.push(format!("parts {}", list(parts, part)));
    }
    if !replace.is_empty() {
        let swap = |(a, b): &(Name, Name)| format!("{} by {}", dotted(a, Place::Anywhere), dotted(b, Place::Anywhere));
        clauses.push(format!("replace {}", list(replace, swap)));
    }
    if !drop.is_empty() {
        clauses.push(format!("drop {}", list(drop, |n| dotted(n, Place::Anywhere))));
    }
    clauses.extend(children.iter().map(|c| nested(c, "index")));
    clauses.extend(prefer.iter().map(|p| format!("prefer {}", method(p))));
    clauses.extend(steps.iter().map(step));
    clauses.extend(direction.iter().map(better));
    clauses.extend(printed.iter().map(|p| format!("printed {}", number(p))));
    clauses.extend(ranking.iter().map(rank));
    (head, clauses)
}

fn part((part, weight): &(Name, Option<Number>)) -> String {
    let weight = weight.as_ref().map(|w| format!(" {}", number(w))).unwrap_or_default();
    format!("{}{weight}", dotted(part, Place::Anywhere))
}

fn step(step: &Step) -> String {
    match step {
        Step::Weigh(Weigh::Named(weights), _) => format!("weigh {}", dotted(weights, Place::Anywhere)),
        Step::Weigh(Weigh::Listed(listed), _) => {
            let weight = |(n, w): &(Name, Number)| format!("{} {}", dotted(n, Place::Anywhere), number(w));
            format!("weigh {}", list(listed, weight))
        }
        Step::Weigh(Weigh::Method(taken), _) => format!("weigh {}", method(taken)),
        Step::Normalise(taken) => format!("normalise {}", method(taken)),
        Step::Treat(taken) => format!("treat {}", method(taken)),
        Step::Impute(taken) => format!("impute {}", method(taken)),
        Step::Screen(taken) => format!("screen {}", method(taken)),
        Step::Aggregate(taken) => format!("aggregate {}", method(taken)),
        Step::Missing(taken) => format!("missing {}", method(taken)),
        Step::Rounded(taken, _) => rounded(taken),
    }
}

pub(super) fn method(method: &Method) -> String {
    let Method { terms, within, among, only, formula, span: _ } = method;
    if let Some(formula) = formula {
        return format!("= {}", expr::whole(formula));
    }
    let term = |t: &Term| match t {
        Term::Word(word) => format!(" {}", method_word(word)),
        Term::Number(value) => format!(" {}", number(value)),
        Term::Range(bounds) => format!(" {}", range(bounds)),
        Term::Text(quoted) => format!(" {}", text(quoted)),
        Term::Comma(_) => ",".to_string(),
    };
    let mut out = terms.iter().map(term).collect::<String>().trim_start().to_string();
    if !within.is_empty() {
        out.push_str(&format!(" within {}", list(within, |n| name(n, Place::Anywhere))));
    }
    out.extend(among.iter().map(|e| format!(" among {}", expr::whole(e))));
    if !only.is_empty() {
        out.push_str(&format!(" for {}", list(only, |n| dotted(n, Place::Anywhere))));
    }
    out
}

/// A word of a method, which may have hyphens.
fn method_word(word: &Name) -> String {
    let hyphened = word.text.contains('-') && word.text.split('-').all(is_plain);
    if hyphened { word.text.clone() } else { name(word, Place::Method) }
}

fn rank(rank: &Rank) -> String {
    let Rank { none, higher_first, then, within, among, ties, span: _ } = rank;
    let mut pieces: Vec<String> = Vec::new();
    if *none {
        pieces.push("none".to_string());
    }
    let first = |higher: bool| if higher { "higher first" } else { "lower first" };
    pieces.extend(higher_first.iter().map(|h| first(*h).to_string()));
    pieces.extend(then.iter().map(|(by, higher)| match higher {
        Some(higher) => format!("then {} {}", expr::whole(by), first(*higher)),
        None => format!("then {}", expr::whole(by)),
    }));
    if !within.is_empty() {
        pieces.push(format!("within {}", list(within, |n| name(n, Place::Ranked))));
    }
    pieces.extend(among.iter().map(|e| format!("among {}", expr::whole(e))));
    // A comma parts `ties` from the names or the condition before it.
    let comma = if pieces.is_empty() { "" } else { "," };
    let ties = ties.iter().map(|t| format!("{comma} ties {}", name(t, Place::Word))).collect::<String>();
    format!("rank{}{}{ties}", if pieces.is_empty() { "" } else { " " }, pieces.join(" "))
}

/// `supported "…" when EXPR`
pub(super) fn outcome(outcome: &Outcome) -> String {
    let Outcome { name: named, about, when, span: _ } = outcome;
    match when {
        When::Condition(e) => entry(&name(named, Place::First), about, &format!(" when {}", expr::whole(e))),
        When::Each(e) => {
            let head = format!("each {}", name(named, Place::Anywhere));
            entry(&head, about, &format!(" when {}", expr::whole(e)))
        }
        When::ByRules => {
            let says_nothing = *about == About { description: about.description.clone(), ..About::default() };
            entry(&name(named, Place::First), about, if says_nothing { " {\n}" } else { "" })
        }
        When::Otherwise => entry(&format!("otherwise {}", name(named, Place::Anywhere)), about, ""),
        When::Cut { low, high } => {
            let mut tail = String::new();
            if let Some((e, included)) = low {
                tail.push_str(if *included { " from " } else { " above " });
                tail.push_str(&expr::whole(e));
            }
            if let Some((e, included)) = high {
                tail.push_str(if *included { " up to " } else { " below " });
                tail.push_str(&expr::whole(e));
            }
            entry(&name(named, Place::First), about, &tail)
        }
    }
}

/// `from 2024-01-01 { leading from 1.5 }`
pub(super) fn dated_cuts(dated: &Dated<Vec<Outcome>>) -> String {
    let Dated { since, holds, span: _ } = dated;
    let cuts: String = holds.iter().map(|o| format!("  {}\n", outcome(o))).collect();
    format!("from {} {{\n{cuts}}}", since.day)
}

/// `path: supported 3, lonely 14`
pub(super) fn check(check: &Check) -> String {
    match check {
        Check::Column { name: checked, from, decimals, span: _ } => {
            let decimals = summary::decimals(decimals.as_ref());
            format!("{} from {}{decimals}", dotted(checked, Place::First), text(from))
        }
        Check::Counts { name: checked, counts, decimals, span: _ } => {
            let count = |(n, c): &(Name, Number)| format!("{} {}", summary::group(n), number(c));
            let decimals = summary::decimals(decimals.as_ref());
            format!("{}: {}{decimals}", dotted(checked, Place::First), list(counts, count))
        }
        Check::Value { value, printed, decimals, span: _ } => {
            // A name that begins a clause of its own stands in brackets, as does what could be read as one.
            let shown = expr::whole(value);
            let taken = Place::First.begins(&shown);
            let shown = if taken { format!("({shown})") } else { shown };
            format!("{shown} = {}{}", number(printed), summary::decimals(decimals.as_ref()))
        }
    }
}

fn list<T>(items: &[T], show: impl Fn(&T) -> String) -> String {
    items.iter().map(show).collect::<Vec<_>>().join(", ")
}
