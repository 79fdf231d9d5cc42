//! Units: built-in and declared ones, and units made of others.

use std::collections::{HashMap, VecDeque};

use indexmap::{IndexMap, IndexSet};

use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::program::{Unit, UnitId, UnitInfo};
use crate::source::Span;
use crate::syntax::ast;

/// Units that every policy has: the name, its label, and what it is.
const BUILT_IN: &[(&str, &str, BuiltIn)] = &[
    ("number", "number", BuiltIn::Plain),
    ("share", "share", BuiltIn::Plain),
    ("index", "index value", BuiltIn::Plain),
    ("percent", "percent", BuiltIn::Percent),
    ("count", "count", BuiltIn::Base),
    ("years", "years", BuiltIn::Base),
    ("days", "days", BuiltIn::Base),
    ("year", "calendar year", BuiltIn::Base),
];

#[derive(Clone, Copy)]
enum BuiltIn {
    Plain,
    Percent,
    Base,
}

/// All units of a policy by name.
#[derive(Default)]
pub(super) struct Units {
    names: IndexMap<String, Unit>,
    spans: IndexMap<String, Span>,
    /// Base units, by [`UnitId`].
    pub bases: Vec<UnitInfo>,
    /// Base units that one unit may be made of: chains of products would fill the memory with their powers.
    most_factors: usize,
}

impl Units {
    /// The built-in units.
    pub fn new(most_factors: usize) -> Self {
        let mut units = Self { most_factors, ..Self::default() };
        for (name, label, what) in BUILT_IN {
            let unit = match what {
                BuiltIn::Plain => Unit::default(),
                BuiltIn::Percent => Unit { powers: Vec::new(), percent: true },
                BuiltIn::Base => units.base(name, Some((*label).to_owned())),
            };
            units.names.insert((*name).to_owned(), unit);
        }
        units
    }

    /// A built-in unit.
    pub fn built_in(&self, name: &str) -> Unit {
        self.names.get(name).cloned().unwrap_or_default()
    }

    /// The names, for suggestions.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }

    /// Whether there is a unit of this name.
    pub fn has(&self, name: &str) -> bool {
        self.names.contains_key(name)
    }

    fn base(&mut self, name: &str, label: Option<String>) -> Unit {
        let id = UnitId(u32::try_from(self.bases.len()).unwrap_or(u32::MAX));
        self.bases.push(UnitInfo { name: name.to_owned(), label });
        Unit { powers: vec![(id, 1)], percent: false }
    }

    /// Declares all units of a policy: first the base units, then those made of others, in any order.
    pub fn declare(&mut self, items: &[ast::Declaration], diagnostics: &mut Vec<Diagnostic>) {
        let mut derived: Vec<(&ast::Declaration, &ast::UnitExpr)> = Vec::new();
        for item in items {
            let ast::Kind::Unit(definition) = &item.kind else { continue };
            let name = &item.name;
            if self.names.contains_key(&name.text) {
                let message = format!("the unit `{}` is declared twice", name.text);
                let error = Diagnostic::error(Code::DuplicateName, name.span, message);
                diagnostics.push(match self.spans.get(&name.text) {
                    Some(first) => error.related(*first, "first declared here").hint("leave one of the two out"),
                    None => error.hint("this unit is built in; choose another name or leave the declaration out"),
                });
                continue;
            }
            self.spans.insert(name.text.clone(), name.span);
            match definition {
                None => {
                    let unit = self.base(&name.text, item.about.labels.first().map(|(_, t)| t.text.clone()));
                    self.names.insert(name.text.clone(), unit);
                }
                Some(expr) => derived.push((item, expr)),
            }
        }
        self.derive(derived, diagnostics);
    }

    fn derive(&mut self, derived: Vec<(&ast::Declaration, &ast::UnitExpr)>, diagnostics: &mut Vec<Diagnostic>) {
        // Who waits for which name, and for how many names each one waits.
        let mut waiters: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut missing: Vec<usize> = Vec::new();
        for (at, (_, expr)) in derived.iter().enumerate() {
            let unknown = expr.factors.iter().map(|(n, _)| n.text.as_str()).filter(|n| !self.names.contains_key(*n));
            missing.push(unknown.map(|name| waiters.entry(name).or_default().push(at)).count());
        }
        let mut ready: VecDeque<usize> = (0..).zip(&missing).filter(|(_, m)| **m == 0).map(|(at, _)| at).collect();
        let mut refused = false;
        while let Some((item, expr)) = ready.pop_front().and_then(|at| derived.get(at)) {
            let unit = self.product(expr).unwrap_or_else(|error| {
                // Units made of a refused one are no mistakes of their own.
                if !refused {
                    diagnostics.push(error);
                }
                refused = true;
                Unit::default()
            });
            self.names.insert(item.name.text.clone(), unit);
            for waiter in waiters.remove(item.name.text.as_str()).unwrap_or_default() {
                let Some(left) = missing.get_mut(waiter) else { continue };
                *left -= 1;
                if *left == 0 {
                    ready.push_back(waiter);
                }
            }
        }
        let derived: Vec<_> = derived.into_iter().zip(missing).filter(|(_, m)| *m > 0).map(|(d, _)| d).collect();
        let waiting: IndexSet<String> = derived.iter().map(|(item, _)| item.name.text.clone()).collect();
        let mut unknown = Vec::new();
        for (_, expr) in &derived {
            let factors = expr.factors.iter().map(|(name, _)| name);
            let strangers = factors.filter(|n| !self.names.contains_key(&n.text) && !waiting.contains(&n.text));
            unknown.extend(strangers.map(|name| self.unknown(name)));
        }
        // What waits for an unknown unit is broken by it alone; only where none is unknown is there a circle.
        if let (Some((first, _)), true) = (derived.first(), unknown.is_empty()) {
            diagnostics.push(circle(first, &derived));
        }
        diagnostics.append(&mut unknown);
        for name in waiting {
            self.names.insert(name, Unit::default());
        }
    }

    fn product(&self, expr: &ast::UnitExpr) -> Result<Unit, Diagnostic> {
        let mut unit = Unit::default();
        for (name, power) in &expr.factors {
            if let Some(factor) = self.names.get(&name.text) {
                unit = self.multiply(&unit, factor, *power).ok_or_else(|| self.too_many(name.span))?;
                unit.percent = expr.factors.len() == 1 && factor.percent;
            }
        }
        Ok(unit)
    }

    /// `a` times `b` to the power; `None` if it is made of more base units than the limit.
    pub fn multiply(&self, a: &Unit, b: &Unit, power: i32) -> Option<Unit> {
        Some(multiply(a, b, power)).filter(|unit| unit.powers.len() <= self.most_factors)
    }

    /// A unit of more base units than the limit.
    pub fn too_many(&self, place: Span) -> Diagnostic {
        let message = format!("this unit is made of more than {} base units", self.most_factors);
        Diagnostic::error(Code::TooMany, place, message)
            .hint("bring values to a common unit before they are multiplied")
    }

    /// The unit that an expression means.
    ///
    /// # Errors
    /// The diagnostic for a factor that is no unit, or for too many of them.
    pub fn resolve(&self, expr: &ast::UnitExpr) -> Result<Unit, Diagnostic> {
        match expr.factors.iter().find(|(n, _)| !self.names.contains_key(&n.text)) {
            Some((name, _)) => Err(self.unknown(name)),
            None => self.product(expr),
        }
    }

    fn unknown(&self, name: &ast::Name) -> Diagnostic {
        let hint = nearest(&name.text, self.names()).map_or_else(
            || format!("declare it: `unit {} \"…\"`", name.text),
            |near| format!("did you mean `{near}`?"),
        );
        Diagnostic::error(Code::UnknownName, name.span, format!("there is no unit `{}`", name.text)).hint(hint)
    }

    /// A unit in words: `bln_rub / person`, `number`.
    pub fn describe(&self, unit: &Unit) -> String {
        describe(&self.bases, unit)
    }
}

/// As many units of a circle as are shown.
const SHOWN: usize = 12;

/// Reports units that are made of each other, as a path from the first of them back to it.
fn circle(first: &ast::Declaration, derived: &[(&ast::Declaration, &ast::UnitExpr)]) -> Diagnostic {
    let by_name: HashMap<&str, (&ast::Declaration, &ast::UnitExpr)> =
        derived.iter().map(|(item, expr)| (item.name.text.as_str(), (*item, *expr))).collect();
    let mut path: Vec<&ast::Declaration> = vec![first];
    let mut seen: HashMap<&str, usize> = HashMap::from([(first.name.text.as_str(), 0)]);
    while let Some((_, expr)) = path.last().and_then(|i| by_name.get(i.name.text.as_str())) {
        let Some((next, _)) = expr.factors.iter().find_map(|(name, _)| by_name.get(name.text.as_str())) else { break };
        let before = seen.insert(&next.name.text, path.len());
        path.push(next);
        if let Some(begin) = before {
            path.drain(..begin);
            break;
        }
    }
    let mut names: Vec<String> = path.iter().map(|i| format!("`{}`", i.name.text)).collect();
    if names.len() > SHOWN {
        names.splice(SHOWN - 1..names.len() - 1, ["…".to_owned()]);
    }
    let place = path.first().map_or(first.name.span, |i| i.name.span);
    let message = match names.len() {
        0..=2 => format!("the unit {} is made of itself", names.first().cloned().unwrap_or_default()),
        _ => format!("these units are made of each other in a circle: {}", names.join(" of ")),
    };
    Diagnostic::error(Code::Cycle, place, message).hint("declare one of them without `=`")
}

/// A unit in words: `bln_rub / person`, `number`.
pub(super) fn describe(bases: &[UnitInfo], unit: &Unit) -> String {
    if unit.is_plain() {
        return if unit.percent { "percent" } else { "number" }.to_owned();
    }
    let side = |above: bool| {
        let factors = unit.powers.iter().filter(|(_, p)| (*p > 0) == above);
        factors
            .map(|(id, p)| {
                let name = bases.get(id.0 as usize).map_or("?", |b| b.name.as_str());
                if p.abs() == 1 { name.to_owned() } else { format!("{name}^{}", p.abs()) }
            })
            .collect::<Vec<_>>()
            .join(" * ")
    };
    let (above, below) = (side(true), side(false));
    match (above.is_empty(), below.is_empty()) {
        (_, true) => above,
        (true, false) => format!("1 / {below}"),
        (false, false) => format!("{above} / {below}"),
    }
}

/// `a` times `b` to the power.
fn multiply(a: &Unit, b: &Unit, power: i32) -> Unit {
    let mut powers: std::collections::BTreeMap<UnitId, i32> = a.powers.iter().copied().collect();
    for (id, p) in &b.powers {
        let sum = powers.entry(*id).or_insert(0);
        *sum = sum.saturating_add(p.saturating_mul(power));
    }
    Unit { powers: powers.into_iter().filter(|(_, p)| *p != 0).collect(), percent: false }
}

/// `a` to the power; `None` if a power would not be whole.
pub(super) fn power(a: &Unit, exponent: f64) -> Option<Unit> {
    let mut powers = Vec::new();
    for (id, p) in &a.powers {
        let product = f64::from(*p) * exponent;
        if product.fract() != 0.0 || product.abs() > 1000.0 {
            return None;
        }
        if product != 0.0 {
            powers.push((*id, product as i32));
        }
    }
    Some(Unit { powers, percent: false })
}
