//! The formatted text of a tree: one canonical layout, two blanks of indentation, one clause a line.
//!
//! Comments are not in the tree and do not come out; doc comments, labels and sources do. Reading the result again
//! gives the same tree, so that it can stand for the policy's meaning. Every field is taken by name: one that is
//! added to the tree must be printed.

mod clauses;
mod concept;
mod edit;
mod example;
mod expr;
mod journey;
mod rules;
mod summary;
mod survey;
mod weights;
mod words;

use super::ast::{
    About, Dated, Declaration, Field, File, Gate, Grid, Indicator, IndicatorGroup, Kind, Name, Parameter, Policy,
    Published, Scale, Scenario, Table,
};
use words::{Place, dotted, name, number, text};

/// The formatted text of a file.
pub fn print(file: &File) -> String {
    let File { id: _, items } = file;
    let mut page = Page { out: String::new(), depth: 0 };
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            page.out.push('\n');
        }
        page.declaration(item, item.kind.word());
    }
    page.out
}

/// The formatted text of one declaration.
pub fn print_item(item: &Declaration) -> String {
    let mut page = Page { out: String::new(), depth: 0 };
    page.declaration(item, item.kind.word());
    page.out
}

/// The formatted text of an expression.
pub fn print_expr(expr: &super::ast::Expr) -> String {
    expr::whole(expr)
}

/// The text so far, and how far it is indented.
struct Page {
    out: String,
    depth: usize,
}

impl Page {
    fn line(&mut self, line: &str) {
        self.indent();
        self.out.push_str(line);
        self.out.push('\n');
    }

    fn indent(&mut self) {
        for _ in 0..self.depth {
            self.out.push_str("  ");
        }
    }

    fn docs(&mut self, description: Option<&str>) {
        for line in description.iter().flat_map(|d| d.split('\n')) {
            self.line(if line.is_empty() { "---".to_string() } else { format!("--- {line}") }.as_str());
        }
    }

    /// A declaration that begins with `word`.
    fn declaration(&mut self, declaration: &Declaration, word: &str) {
        self.named(declaration, word, name);
    }

    /// The same, its name written by `shown`.
    fn named(&mut self, declaration: &Declaration, word: &str, shown: fn(&Name, Place) -> String) {
        let Declaration { name: declared, about, span: _, kind } = declaration;
        let optional = matches!(kind, Kind::Indicators(_) | Kind::Published(_));
        let place = if optional { Place::Title } else { Place::Anywhere };
        let mut head = word.to_string();
        if let Kind::Mapping(mapping) = kind {
            head = concept::mapping_head(mapping);
        }
        let nameless = matches!(kind, Kind::Use(_) | Kind::Mapping(_)) || (optional && declared.text.is_empty());
        if !nameless {
            head.push(' ');
            head.push_str(&shown(declared, place));
        }
        let (mut modifiers, clauses) = self.taken_apart(kind);
        if let Kind::Use(file) = kind {
            modifiers = format!(" {}", text(file));
        }
        let own_label = !matches!(kind, Kind::Use(_));
        self.with_about(&head, about, &modifiers, clauses, own_label);
    }

    /// `head "Label" tail { about; clauses }`, after its doc comments.
    fn with_about(&mut self, head: &str, about: &About, tail: &str, clauses: Vec<String>, own_label: bool) {
        let About { labels, sources, status, description, allows } = about;
        self.docs(description.as_deref());
        let mut labels = labels.as_slice();
        let mut line = head.to_string();
        if let ([(None, label), rest @ ..], true) = (labels, own_label) {
            line.push(' ');
            line.push_str(&text(label));
            labels = rest;
        }
        if !own_label {
            labels = &[];
        }
        line.push_str(tail);
        let mut inner: Vec<String> = Vec::new();
        for (language, label) in labels {
            let language = language.as_ref().map(|l| format!("{} ", name(l, Place::Word))).unwrap_or_default();
            inner.push(format!("label {language}{}", text(label)));
        }
        inner.extend(clauses);
        inner.extend(sources.iter().map(|s| format!("source {}", text(s))));
        inner.extend(status.iter().map(|(words, _)| format!("status {}", words::status(words))));
        inner.extend(allows.iter().map(words::allow));
        if inner.is_empty() {
            return self.line(&line);
        }
        line.push_str(" {");
        self.line(&line);
        self.depth += 1;
        inner.iter().flat_map(|clause| clause.split('\n')).for_each(|line| self.line(line));
        self.depth -= 1;
        self.line("}");
    }

    /// The modifiers of a declaration as one text, and its clauses.
    fn taken_apart(&mut self, kind: &Kind) -> (String, Vec<String>) {
        match kind {
            Kind::Policy(policy) => policy_parts(policy),
            Kind::Use(_) => (String::new(), Vec::new()),
            Kind::Unit(definition) => {
                (definition.iter().map(|d| format!(" = {}", words::unit(d))).collect(), Vec::new())
            }
            Kind::Table(table) => (String::new(), table_clauses(table)),
            Kind::Field(field) => field_parts(field),
            Kind::Indicator(indicator) => indicator_parts(indicator),
            Kind::Indicators(group) => group_parts(group),
            Kind::Scale(scale) => (String::new(), scale_clauses(scale)),
            Kind::Gate(Gate { table, requirements }) => (of(table.as_ref()), clauses::requirements(requirements)),
            Kind::Weights(weights) => weights::parts(weights),
            Kind::Parameter(parameter) => parameter_parts(parameter),
            Kind::Index(index) => clauses::index(index),
            Kind::Scenario(scenario) => scenario_parts(scenario),
            Kind::Journey(taken) => journey::journey(taken),
            Kind::Summary(summary) => summary::parts(summary),
            Kind::Addition(addition) => journey::addition(addition),
            Kind::Published(Published { table, checks }) => {
                (of(table.as_ref()), checks.iter().map(clauses::check).collect())
            }
            Kind::Example(example) => example::parts(example),
            Kind::Survey(survey) => survey::parts(survey),
            Kind::Concept => (String::new(), Vec::new()),
            Kind::Set(set) => concept::set(set),
            Kind::Mapping(mapping) => (String::new(), mapping.levels.iter().map(concept::mapped).collect()),
        }
    }
}

/// A declaration inside a block, as lines.
fn nested(declaration: &Declaration, word: &str) -> String {
    let mut page = Page { out: String::new(), depth: 0 };
    page.declaration(declaration, word);
    page.out.trim_end_matches('\n').to_string()
}

/// What has a head and labels but is no declaration: a level, an outcome.
fn entry(head: &str, about: &About, tail: &str) -> String {
    block(head, about, tail, Vec::new())
}

/// The same with clauses of its own.
fn block(head: &str, about: &About, tail: &str, clauses: Vec<String>) -> String {
    let mut page = Page { out: String::new(), depth: 0 };
    page.with_about(head, about, tail, clauses, true);
    page.out.trim_end_matches('\n').to_string()
}

fn of(table: Option<&Name>) -> String {
    table.map(|t| format!(" of {}", name(t, Place::Anywhere))).unwrap_or_default()
}

fn ascribed(ty: Option<&super::ast::TypeExpr>) -> String {
    ty.map(|t| format!(" : {}", words::type_expr(t))).unwrap_or_default()
}

fn policy_parts(policy: &Policy) -> (String, Vec<String>) {
    let Policy { edition, extends, edits } = policy;
    let head = extends.iter().map(|base| format!(" extends {}", text(base))).collect();
    let mut clauses: Vec<String> = edition.iter().map(|e| format!("edition {}", text(e))).collect();
    clauses.extend(edits.iter().map(edit::edit));
    (head, clauses)
}

fn parameter_parts(parameter: &Parameter) -> (String, Vec<String>) {
    let Parameter { ty, default, dated, range } = parameter;
    let mut head = ascribed(ty.as_ref());
    head.extend(default.iter().map(|d| format!(" = {}", expr::whole(d))));
    let mut clauses: Vec<String> = range.iter().map(|r| format!("range {}", words::range(r))).collect();
    let value = |d: &Dated<_>| format!("from {} = {}", d.since.day, expr::whole(&d.holds));
    clauses.extend(dated.iter().map(value));
    (head, clauses)
}

fn table_clauses(table: &Table) -> Vec<String> {
    let Table { key, further_keys, columns, tokens, rows } = table;
    let mut clauses: Vec<String> = keys(key.as_deref(), further_keys).into_iter().collect();
    clauses.extend(columns.iter().map(|c| nested(c, c.kind.word())));
    clauses.extend(tokens.iter().map(clauses::token));
    clauses.extend(rows.iter().map(grid));
    clauses
}

/// The key; several one after the other.
pub(super) fn keys(key: Option<&Declaration>, further: &[Declaration]) -> Option<String> {
    let first = nested(key?, "key");
    let further = further.iter().map(|k| nested(k, "").trim_start().to_string());
    Some(std::iter::once(first).chain(further).collect::<Vec<_>>().join(", "))
}

fn grid(grid: &Grid) -> String {
    let Grid { header, rows, span: _ } = grid;
    let line = |cells: Vec<String>| format!("  | {} |\n", cells.join(" | "));
    let mut out = "rows {\n".to_string();
    if header.is_empty() {
        return "rows {\n}".to_string();
    }
    out.push_str(&line(header.iter().map(|n| dotted(n, Place::Anywhere)).collect()));
    for row in rows {
        out.push_str(&line(row.iter().map(|cell| cell.as_ref().map(text).unwrap_or_default()).collect()));
    }
    out.push('}');
    out
}

fn field_parts(field: &Field) -> (String, Vec<String>) {
    let Field { ty, optional, from, range, tokens } = field;
    let mut head = ascribed(ty.as_ref());
    if *optional {
        head.push_str(" optional");
    }
    let mut clauses: Vec<String> = from.iter().map(|f| format!("from {}", text(f))).collect();
    clauses.extend(range.iter().map(|r| format!("range {}", words::range(r))));
    clauses.extend(tokens.iter().map(clauses::token));
    (head, clauses)
}

fn indicator_parts(indicator: &Indicator) -> (String, Vec<String>) {
    let Indicator { table, ty, formula, .. } = indicator;
    let mut head = of(table.as_ref());
    head.push_str(&ascribed(ty.as_ref()));
    head.extend(formula.iter().map(|f| format!(" = {}", expr::whole(f))));
    (head, indicator_clauses(indicator))
}

fn indicator_clauses(indicator: &Indicator) -> Vec<String> {
    let Indicator { table: _, ty: _, formula: _, better, range, goalposts, weight, from, tokens, .. } = indicator;
    let Indicator { dated_goalposts, target, per, measures, rounded, printed, .. } = indicator;
    let mut clauses: Vec<String> = better.iter().map(clauses::better).collect();
    clauses.extend(range.iter().map(|r| format!("range {}", words::range(r))));
    clauses.extend(goalposts.iter().map(|r| format!("goalposts {}", words::range(r))));
    let posts = |d: &Dated<_>| format!("goalposts {} from {}", words::range(&d.holds), d.since.day);
    clauses.extend(dated_goalposts.iter().map(posts));
    clauses.extend(target.iter().map(clauses::target));
    clauses.extend(per.iter().map(clauses::per));
    clauses.extend(weight.iter().map(|w| format!("weight {}", number(w))));
    clauses.extend(measures.iter().map(|m| format!("measures {}", name(m, Place::Anywhere))));
    clauses.extend(from.iter().map(|f| format!("from {}", text(f))));
    clauses.extend(tokens.iter().map(clauses::token));
    clauses.extend(rounded.iter().map(clauses::rounded));
    clauses.extend(printed.iter().map(|p| format!("printed {}", number(p))));
    clauses
}

fn group_parts(group: &IndicatorGroup) -> (String, Vec<String>) {
    let IndicatorGroup { table, ty, better, range, per, tokens, items } = group;
    let mut head = of(table.as_ref());
    head.push_str(&ascribed(ty.as_ref()));
    let mut clauses: Vec<String> = better.iter().map(clauses::better).collect();
    clauses.extend(range.iter().map(|r| format!("range {}", words::range(r))));
    clauses.extend(per.iter().map(clauses::per));
    clauses.extend(tokens.iter().map(clauses::token));
    clauses.extend(items.iter().map(|i| nested(i, i.kind.word())));
    (head, clauses)
}

fn scale_clauses(scale: &Scale) -> Vec<String> {
    let Scale { counts_as_numbers, levels } = scale;
    let mut clauses: Vec<String> = counts_as_numbers.iter().map(|_| "counts as numbers".to_string()).collect();
    for super::ast::Level { number: value, name: level, about } in levels {
        clauses.push(entry(&format!("{} {}", number(value), name(level, Place::Anywhere)), about, ""));
    }
    clauses
}

fn scenario_parts(scenario: &Scenario) -> (String, Vec<String>) {
    let Scenario { table, ty, by, hit, rules, tolerances, outcomes, dated } = scenario;
    let mut head = of(table.as_ref());
    head.push_str(&ascribed(ty.as_ref()));
    head.extend(by.iter().map(|b| format!(" by {}", expr::whole(b))));
    let mut clauses: Vec<String> = hit.iter().map(|(hit, _)| hit.words().to_string()).collect();
    clauses.extend(tolerances.iter().map(clauses::tolerance));
    clauses.extend(rules.iter().map(rules::rules));
    clauses.extend(outcomes.iter().map(clauses::outcome));
    clauses.extend(dated.iter().map(clauses::dated_cuts));
    (head, clauses)
}
