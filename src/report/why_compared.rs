//! How a row was compared with all others, and where weights come from, in words.

use super::document::{Block, Document, Table, TableColumn, counted};
use super::results;
use super::why_words::{Words, precise, row_words, short_row};
use crate::why::{
    ComparisonHow, DecidingHow, ExtremeHow, IndexHow, MeasureHow, NamedFigures, PairHow, PartHow, WeighingHow,
};

/// Rows that are named for each way in which pairs went.
const NAMED: usize = 5;

/// With whom the row was compared, and where weights come from. `name`: of a nested index.
pub(super) fn whence(words: &Words<'_>, name: Option<&str>, index: &IndexHow, document: &mut Document) {
    let of = name.map(|name| format!("`{}`: ", results::clean(name))).unwrap_or_default();
    if let Some(how) = &index.comparison {
        comparison(words, &of, (index, how), document);
    }
    if let Some(how) = &index.weighing {
        let text = weighing(words, &index.parts, how);
        document.paragraph(if of.is_empty() { capitalised(&text) } else { format!("{of}{text}") });
    }
}

/// The parts as they are measured, what they come to, and the rows that decide.
fn comparison(words: &Words<'_>, of: &str, (index, how): (&IndexHow, &ComparisonHow), document: &mut Document) {
    let group = match how.group.as_slice() {
        [] => String::new(),
        all => format!(" of {}", results::clean(&all.join(", "))),
    };
    let figures = listed(&how.figures);
    let figures = if figures.is_empty() { String::new() } else { format!(": {figures}") };
    let among = if of.is_empty() { "Among" } else { "among" };
    document.paragraph(format!("{of}{among} {}{group}{figures}", counted(how.rows, "row")));
    parts(words, index, document);
    let deciding = how.deciding.iter().map(deciding);
    let items: Vec<String> = deciding.chain(pairs(&how.pairs)).collect();
    if !items.is_empty() {
        document.push(Block::List(items));
    }
    if how.more_pairs > 0 {
        document.paragraph(format!("… and {} that are not listed", counted(how.more_pairs, "pair")));
    }
}

/// A line for each part: who has the most and the least, and each figure.
fn parts(words: &Words<'_>, index: &IndexHow, document: &mut Document) {
    let mut names: Vec<&'static str> = Vec::new();
    let compared = || index.parts.iter().filter_map(|p| p.compared.as_ref().map(|c| (p, c)));
    for (name, _) in compared().flat_map(|(_, c)| &c.figures.0) {
        // The best and the worst value stand with whose they are.
        if !names.contains(name) && !matches!(*name, "best" | "worst" | "pattern") {
            names.push(name);
        }
    }
    let rows = compared().map(|(part, how)| {
        let mut row = vec![words.part(part)];
        let ends = if how.higher_is_better { [&how.highest, &how.lowest] } else { [&how.lowest, &how.highest] };
        row.extend(ends.map(|end| end.as_ref().map_or_else(String::new, extreme)));
        row.extend(names.iter().map(|name| how.figures.get(name).map_or_else(String::new, precise)));
        row
    });
    let rows: Vec<Vec<String>> = rows.collect();
    if rows.is_empty() {
        return;
    }
    let mut columns = vec![TableColumn::left("Compared"), TableColumn::left("Best"), TableColumn::left("Worst")];
    columns.extend(names.iter().map(|name| TableColumn::right(capitalised(&spaced(name)))));
    document.push(Block::Table(Table::plain(columns, rows)));
}

fn extreme(extreme: &ExtremeHow) -> String {
    let row = extreme.rows.first().map(short_row).unwrap_or_default();
    let more = if extreme.count > 1 { format!(" and {} more", extreme.count - 1) } else { String::new() };
    format!("{} ({row}{more})", precise(extreme.value))
}

fn deciding(how: &DecidingHow) -> String {
    let what = spaced(how.what);
    if how.count == 0 {
        return format!("{what}: none");
    }
    format!("{what}: {}", named(how.rows.iter().map(row_words), how.count))
}

/// For each way in which pairs went, how many did, and the first of them.
fn pairs(pairs: &[PairHow]) -> Vec<String> {
    let mut verdicts: Vec<&'static str> = Vec::new();
    for pair in pairs {
        if !verdicts.contains(&pair.verdict) {
            verdicts.push(pair.verdict);
        }
    }
    let of = |verdict: &&'static str| {
        let all: Vec<&PairHow> = pairs.iter().filter(|p| p.verdict == *verdict).collect();
        let one = |pair: &&PairHow| format!("{} ({})", row_words(&pair.row), listed(&pair.figures));
        format!("{verdict} {}: {}", all.len(), named(all.iter().map(one), all.len()))
    };
    verdicts.iter().map(of).collect()
}

fn named(all: impl Iterator<Item = String>, count: usize) -> String {
    let first: Vec<String> = all.take(NAMED).collect();
    let more = if count > first.len() { format!(" and {} more", count - first.len()) } else { String::new() };
    format!("{}{more}", first.join("; "))
}

/// `distance to ideal 0.4668, closeness 0.5377`
fn listed(figures: &NamedFigures) -> String {
    let each = figures.0.iter().map(|(name, x)| format!("{} {}", symbol(name), precise(*x)));
    each.collect::<Vec<_>>().join(", ")
}

/// `s_best` as the source writes it; other names with spaces.
fn symbol(name: &str) -> String {
    match name {
        "s" | "r" | "q" => name.to_uppercase(),
        "s_best" => "S*".to_owned(),
        "s_worst" => "S⁻".to_owned(),
        "r_best" => "R*".to_owned(),
        "r_worst" => "R⁻".to_owned(),
        _ => spaced(name),
    }
}

fn spaced(name: &str) -> String {
    name.replace("anti_", "anti-").replace('_', " ")
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// `weights by entropy over 25 rows`
fn weighing(words: &Words<'_>, parts: &[PartHow], how: &WeighingHow) -> String {
    let name = how.name.as_ref().map(|name| format!("`{}`", results::clean(name)));
    let by = how.by.map(|by| {
        let options: String = how.options.iter().map(super::why_steps::given).collect();
        format!("{}{by}{options}", if name.is_some() { "from " } else { "by " })
    });
    let over = how.rows.map(|rows| format!("over {}", counted(rows, "row")));
    let experts = how.experts.map(|n| format!("of {}", counted(n, "expert")));
    let said: Vec<String> = name.into_iter().chain(by).chain(over).chain(experts).collect();
    let mut text = format!("weights {}", said.join(" "));
    let label = |m: &MeasureHow| {
        let part = m.part.as_ref().and_then(|name| parts.iter().find(|p| p.part == *name));
        part.map(|part| format!(" of {}", words.part(part))).unwrap_or_default()
    };
    let measures = how.measures.iter().map(|m| format!("{}{} {}", m.name, label(m), precise(m.value)));
    let measures: Vec<String> = measures.collect();
    if !measures.is_empty() {
        text.push_str(&format!(": {}", measures.join(", ")));
    }
    if let Some(trouble) = &how.trouble {
        text.push_str(&format!("; {}", results::clean(trouble)));
    }
    text
}
