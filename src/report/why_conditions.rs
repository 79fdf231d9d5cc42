//! Scenarios and conditions of an explanation, each with its truth and its margin.

use super::document::{Block, Document, Group, Table, TableColumn};
use super::results;
use super::why::Sections;
use crate::why::{Decided, Explained, OutcomeHow, Plain, ScenarioHow, Term};

/// Outcomes of which all are shown; of more only those near the one that holds.
const MOST_OUTCOMES: usize = 12;

impl Sections<'_> {
    pub(super) fn scenario(&self, value: &Explained, scenario: &ScenarioHow, document: &mut Document) {
        let told = match scenario.decided {
            Decided::ByCondition | Decided::Otherwise => None,
            Decided::WhateverIsMissing => Some("Something is missing, and the outcome is the same whatever it is."),
            Decided::Undecided => Some("It cannot be decided."),
            Decided::Excluded => Some("The row is excluded, and has no outcome."),
        };
        if let Some(told) = told {
            let needs = match scenario.needs.as_slice() {
                [] => String::new(),
                names => format!(" Missing: {}", names.join(", ")),
            };
            document.paragraph(format!("{told}{needs}"));
        }
        let chosen = scenario.outcomes.iter().position(|o| o.chosen);
        let first = scenario.rule == "first match";
        let mut groups = Vec::new();
        let few = scenario.outcomes.len() <= MOST_OUTCOMES;
        let near = |at: usize| few || chosen.map_or(at < MOST_OUTCOMES, |c| at.abs_diff(c) <= 1);
        let looked_at = |at: usize| !first || chosen.is_none_or(|c| at <= c);
        for (_, outcome) in scenario.outcomes.iter().enumerate().filter(|(at, _)| near(*at) && looked_at(*at)) {
            let mut rows = Vec::new();
            if let Some(when) = &outcome.when {
                self.condition_rows(when, 0, &mut rows);
            }
            groups.push(Group { heading: Some(outcome_heading(outcome, value, scenario)), rows });
        }
        let all = scenario.outcomes.len();
        let unseen = (0..all).filter(|at| !looked_at(*at)).count();
        let left = all - groups.len() - unseen;
        document.push(Block::Table(Table { columns: condition_columns(), groups }));
        let shown = scenario.outcomes.iter().enumerate().filter(|(at, _)| near(*at) && looked_at(*at));
        self.read(shown.filter_map(|(_, outcome)| outcome.when.as_ref()), document);
        if unseen > 0 {
            let them = if unseen == 1 { "outcome that follows is" } else { "outcomes that follow are" };
            document.paragraph(format!("The {unseen} {them} not looked at: the first that holds is taken."));
        }
        if left > 0 {
            document.paragraph(format!("… and {left} other outcomes, which `--format json` lists"));
        }
    }

    /// Values of other rows that conditions name, each once, with where they were read.
    pub(super) fn read<'t>(&self, terms: impl Iterator<Item = &'t Term>, document: &mut Document) {
        let mut open: Vec<&Term> = terms.collect();
        open.reverse();
        let mut items: Vec<String> = Vec::new();
        while let Some(term) = open.pop() {
            if term.read_in.is_some() {
                let told = self.words.leaves(&Term { operands: Vec::new(), ..term.clone() });
                let new: Vec<String> = told.into_iter().filter(|item| !items.contains(item)).collect();
                items.extend(new);
            }
            open.extend(term.operands.iter().rev());
        }
        if !items.is_empty() {
            document.push(Block::List(items));
        }
    }

    pub(super) fn condition_rows(&self, term: &Term, depth: usize, rows: &mut Vec<Vec<String>>) {
        let together = matches!(term.op, "and" | "or" | "not");
        if together && (term.op == "and" && depth == 0) {
            term.operands.iter().for_each(|t| self.condition_rows(t, depth, rows));
            return;
        }
        let indent = "· ".repeat(depth);
        let text = match term.op {
            "and" => "all of".to_owned(),
            "or" => "any of".to_owned(),
            "not" => "not".to_owned(),
            _ => results::clean(&term.text),
        };
        rows.push(vec![
            format!("{indent}{text}"),
            if together { String::new() } else { self.words.sides(term) },
            holds(&term.value),
            term.margin.filter(|_| term.op != "is").map(|m| self.words.margin(term, m)).unwrap_or_default(),
        ]);
        if together {
            term.operands.iter().for_each(|t| self.condition_rows(t, depth + 1, rows));
        }
    }
}

/// The columns of a table of conditions.
pub(super) fn condition_columns() -> Vec<TableColumn> {
    vec![
        TableColumn::left("Condition"),
        TableColumn::left("Values"),
        TableColumn::left("Holds"),
        TableColumn::right("Margin"),
    ]
}

fn holds(value: &Plain) -> String {
    match value {
        Plain::YesNo(true) => "yes".to_owned(),
        Plain::YesNo(false) => "no".to_owned(),
        Plain::Missing(_) => "?".to_owned(),
        Plain::Number(_) | Plain::Text(_) => String::new(),
    }
}

/// `supported Supported: does not hold, because internationalisation >= active does not`
fn outcome_heading(outcome: &OutcomeHow, value: &Explained, scenario: &ScenarioHow) -> String {
    let name = match &outcome.label {
        Some(label) if label != &outcome.outcome => format!("{} \"{label}\"", outcome.outcome),
        Some(_) | None => outcome.outcome.clone(),
    };
    let rule = outcome.rule.map(|rule| format!(" (rule {rule})")).unwrap_or_default();
    let whatever =
        scenario.decided == Decided::WhateverIsMissing && value.value == Plain::Text(outcome.outcome.clone());
    let how = if outcome.chosen {
        if outcome.when.is_some() {
            "this one holds".to_owned()
        } else {
            "otherwise: none of the others holds".to_owned()
        }
    } else if whatever {
        "holds whatever is missing".to_owned()
    } else {
        match (&outcome.when, &outcome.fails) {
            (None, _) if scenario.decided == Decided::Undecided => {
                "otherwise: where none of the others holds".to_owned()
            }
            (None, _) => "otherwise: another holds".to_owned(),
            (Some(when), Some(fails)) if when.value.is_missing() => format!("cannot be decided: `{fails}`"),
            (Some(_), Some(fails)) => format!("not, because `{fails}` does not hold"),
            (Some(_), None) => "its condition holds".to_owned(),
        }
    };
    format!("{name}{rule}: {how}")
}
