//! Tables of text that fit a width: numbers are never broken, names are wrapped, details are left out where there is
//! no room for them.

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Width, presets};
use textwrap::core::display_width;

use super::document::{Align, ColumnWeight, Table, TableColumn};
use super::style::{Lines, Style, Tone};

/// Spaces before each column.
const GAP: usize = 2;

/// A word of the header of numbers is not broken into pieces narrower than this.
const NARROWEST_HEADER: usize = 12;

/// A header of numbers that is no longer than this stands on one line where there is room.
const SHORT_HEADER: usize = 7;

/// A column of texts is not made narrower than this while there are details to leave out.
const NARROWEST_TEXT: usize = 14;

/// A table of at most so many rows is turned round where its columns do not fit.
const MOST_TURNED: usize = 4;

/// The table, with a rule below its header, and a note on what was left out.
pub(super) fn render(table: &Table, style: Style) -> String {
    let wishes: Vec<Wish> = (0..table.columns.len()).filter_map(|at| Wish::of(table, at)).collect();
    let shown = choose(table, &wishes, style.width);
    if let Some(turned) = turned(table, &shown) {
        return render(&turned, style);
    }
    let widths = widths(&wishes, &shown, style.width);
    let whole: usize = widths.iter().map(|w| w + GAP).sum();
    let rule = style.paint(Tone::Faint, &format!("{}{}", " ".repeat(GAP), style.rule(whole - GAP.min(whole))));

    let mut text = String::new();
    let header: Vec<String> = pick(&shown, &table.columns).map(|c| c.header.clone()).collect();
    draw(&mut text, table, &shown, &widths, &[header], style, Some(Tone::Strong));
    line(&mut text, &rule);
    let mut first = true;
    for group in &table.groups {
        if let Some(heading) = &group.heading {
            if !first {
                text.push('\n');
            }
            let options = textwrap::Options::new(style.width).initial_indent("  ").subsequent_indent("  ");
            line(&mut text, &style.paint(Tone::Strong, &textwrap::fill(heading, options)));
        }
        first = false;
        let rows: Vec<Vec<String>> = group.rows.iter().map(|row| pick(&shown, row).cloned().collect()).collect();
        draw(&mut text, table, &shown, &widths, &rows, style, None);
    }
    let left_out: Vec<&str> = table
        .columns
        .iter()
        .enumerate()
        .filter(|(at, _)| !shown.contains(at))
        .map(|(_, c)| c.header.as_str())
        .collect();
    if !left_out.is_empty() {
        let note = format!("Not shown for want of room: {}", left_out.join(", "));
        line(&mut text, &textwrap::fill(&note, style.width));
    }
    text
}

/// A wide table of few rows, turned round so that each row stands as a column; `None` where nothing that matters is
/// left out, or where there are too many rows for it.
fn turned(table: &Table, shown: &[usize]) -> Option<Table> {
    let lost = table.columns.iter().enumerate().any(|(at, c)| c.weight == ColumnWeight::Main && !shown.contains(&at));
    let rows: Vec<&Vec<String>> = table.groups.iter().flat_map(|g| &g.rows).collect();
    if !lost || rows.is_empty() || rows.len() > MOST_TURNED || table.columns.len() <= MOST_TURNED + 1 {
        return None;
    }
    let first = table.columns.first()?;
    let mut columns = vec![TableColumn::left(first.header.clone())];
    columns.extend(rows.iter().map(|row| TableColumn::left(row.first().cloned().unwrap_or_default())));
    let lines = table.columns.iter().enumerate().skip(1).map(|(at, column)| {
        let cells = rows.iter().map(|row| row.get(at).cloned().unwrap_or_default());
        std::iter::once(column.header.clone()).chain(cells).collect()
    });
    let lines = lines.collect();
    Some(Table::plain(columns, lines))
}

fn line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

fn pick<'a, T>(shown: &'a [usize], all: &'a [T]) -> impl Iterator<Item = &'a T> {
    shown.iter().filter_map(|at| all.get(*at))
}

/// What a column needs, what keeps its words whole, and what it would like to have.
struct Wish {
    align: Align,
    needs: usize,
    words: usize,
    likes: usize,
}

impl Wish {
    fn of(table: &Table, at: usize) -> Option<Wish> {
        let column = table.columns.get(at)?;
        let cells = || table.groups.iter().flat_map(|g| &g.rows).filter_map(|row| row.get(at));
        let widest = cells().map(|cell| display_width(cell)).max().unwrap_or(0);
        let word = longest_word(&column.header);
        Some(match column.align {
            Align::Right => {
                // Half the header, so that it takes two lines where there is room.
                let whole = display_width(&column.header);
                let header = if whole <= SHORT_HEADER { whole } else { whole.div_ceil(2) + 1 };
                let likes = widest.max(word).max(header.min(whole));
                Wish {
                    align: Align::Right,
                    needs: widest.max(word.min(NARROWEST_HEADER)),
                    words: widest.max(word),
                    likes,
                }
            }
            Align::Left => {
                let words = cells().map(|cell| longest_word(cell)).max().unwrap_or(0).max(word);
                let likes = widest.max(word);
                Wish { align: Align::Left, needs: words.clamp(1, NARROWEST_TEXT), words, likes }
            }
        })
    }
}

/// The longest piece of a text that wrapping keeps together.
fn longest_word(text: &str) -> usize {
    text.split_whitespace().map(display_width).max().unwrap_or(0)
}

/// The columns that fit: details give way, last ones first; then, if need be, further columns from the right.
fn choose(table: &Table, wishes: &[Wish], width: usize) -> Vec<usize> {
    let mut shown: Vec<usize> = (0..wishes.len()).collect();
    let needs = |shown: &[usize]| pick(shown, wishes).map(|w| w.needs + GAP).sum::<usize>();
    while needs(&shown) > width && shown.len() > 2 {
        let is_detail = |at: &usize| table.columns.get(*at).is_some_and(|c| c.weight == ColumnWeight::Detail);
        let last = shown.iter().rposition(is_detail).unwrap_or(shown.len() - 1);
        shown.remove(last);
    }
    shown
}

/// Numbers get what they need; texts share the rest, each what it likes if there is enough.
fn widths(wishes: &[Wish], shown: &[usize], width: usize) -> Vec<usize> {
    let mut widths: Vec<usize> = pick(shown, wishes).map(|w| w.needs).collect();
    let used: usize = widths.iter().map(|w| w + GAP).sum();
    let mut room = width.saturating_sub(used);
    // The narrowest column that wants more gets a place more: first so that words stay whole, then for all they like.
    for wants in [|wish: &Wish| wish.words, |wish: &Wish| wish.likes] {
        while room > 0 {
            let hungry = widths.iter_mut().zip(pick(shown, wishes)).filter(|(has, wish)| **has < wants(wish));
            let Some((has, _)) = hungry.min_by_key(|(has, _)| **has) else { break };
            *has += 1;
            room -= 1;
        }
    }
    // Where even the needs do not fit, texts are broken within words.
    let over = |widths: &[usize]| widths.iter().map(|w| w + GAP).sum::<usize>() > width;
    while over(&widths) {
        let texts = widths.iter_mut().zip(pick(shown, wishes)).filter(|(has, w)| w.align == Align::Left && **has > 4);
        let Some((has, _)) = texts.max_by_key(|(has, _)| **has) else { break };
        *has -= 1;
    }
    widths
}

fn draw(
    text: &mut String,
    table: &Table,
    shown: &[usize],
    widths: &[usize],
    rows: &[Vec<String>],
    style: Style,
    tone: Option<Tone>,
) {
    if rows.is_empty() {
        return;
    }
    let mut drawn = comfy_table::Table::new();
    drawn.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    if style.lines == Lines::Ascii {
        drawn.set_truncation_indicator("...");
    }
    for row in rows {
        drawn.add_row(row);
    }
    for ((at, width), column) in widths.iter().enumerate().zip(pick(shown, &table.columns)) {
        let Some(drawn) = drawn.column_mut(at) else { continue };
        let fixed = u16::try_from(width + GAP).unwrap_or(u16::MAX);
        drawn.set_padding((GAP as u16, 0)).set_constraint(ColumnConstraint::Absolute(Width::Fixed(fixed)));
        drawn.set_cell_alignment(match column.align {
            Align::Left => CellAlignment::Left,
            Align::Right => CellAlignment::Right,
        });
    }
    for row in drawn.lines() {
        let row = row.trim_end();
        match tone {
            Some(tone) => line(text, &style.paint(tone, row)),
            None => line(text, row),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::style::Ink;
    use super::*;

    fn wide(rows: usize) -> String {
        let columns = (0..8).map(|at| TableColumn::left(format!("Criterion number {at}"))).collect();
        let rows = (0..rows).map(|row| (0..8).map(|at| format!("cell {row}.{at}")).collect()).collect();
        let style = Style { width: 60, ink: Ink::Plain, lines: Lines::Ascii };
        render(&Table::plain(columns, rows), style)
    }

    #[test]
    fn a_wide_table_of_few_rows_is_turned_round_and_loses_nothing() {
        let text = wide(2);
        assert!((0..2).all(|row| (0..8).all(|at| text.contains(&format!("cell {row}.{at}")))), "{text}");
        assert!(text.lines().all(|line| display_width(line) <= 60), "{text}");
        assert!(wide(20).contains("Not shown for want of room"));
    }
}
