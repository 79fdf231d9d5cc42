//! The lines around a place, fit to be shown: very long lines are cut, control characters are replaced.

use std::ops::Range;

/// Bytes of a line that are shown on each side of a place.
const AROUND: usize = 100;

/// Bytes of one place that are underlined.
const LONGEST_PLACE: usize = 200;

/// Lines between the first and the last place that are shown; places further on are left out.
const LINES: usize = 400;

/// A stretch of a file and the places in it.
#[derive(Debug, PartialEq)]
pub(super) struct Excerpt {
    /// Whole lines of the file, or what is left of them.
    pub text: String,
    /// The places, in the order given; `None` for one that lies too far away.
    pub places: Vec<Option<Range<usize>>>,
    /// How many lines of the file come before.
    pub lines_before: usize,
}

/// The lines of `text` that hold `places`, with one line before and one after. The first place is always shown.
pub(super) fn excerpt(text: &str, places: &[Range<usize>]) -> Excerpt {
    let places: Vec<Range<usize>> = places.iter().map(|place| fit(text, place)).collect();
    let first = places.first().cloned().unwrap_or(0..0);
    let near = |place: &Range<usize>| lines_apart(text, &first, place) <= LINES;
    let kept: Vec<bool> = places.iter().map(near).collect();
    let shown = || places.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(place, _)| place);
    let low = shown().map(|p| p.start).min().unwrap_or(0);
    let high = shown().map(|p| p.end).max().unwrap_or(0);
    let start = line_start(text, line_start(text, low).saturating_sub(1));
    let end = line_end(text, (line_end(text, high) + 1).min(text.len()));

    let mut result = Excerpt { text: String::new(), places: vec![None; places.len()], lines_before: 0 };
    result.lines_before = text.get(..start).unwrap_or("").bytes().filter(|b| *b == b'\n').count();
    let mut at = start;
    for line in text.get(start..end).unwrap_or("").split_inclusive('\n') {
        copy_line(line, at, &places, &kept, &mut result);
        at += line.len();
    }
    // A place at the very end of the text, or one that spans several lines of which the last was cut.
    let length = result.text.len();
    for (place, kept) in result.places.iter_mut().zip(&kept) {
        match place {
            Some(place) => *place = place.start.min(length)..place.end.clamp(place.start.min(length), length),
            None if *kept => *place = Some(length..length),
            None => {}
        }
    }
    result
}

/// The place cut to a length that can be underlined, within the text and on its characters.
fn fit(text: &str, place: &Range<usize>) -> Range<usize> {
    let start = floor(text, place.start.min(text.len()));
    let end = place.end.clamp(start, text.len());
    let first_line = line_end(text, start);
    let end = if end - start > LONGEST_PLACE { end.min(first_line).min(start + LONGEST_PLACE) } else { end };
    start..floor(text, end).max(start)
}

fn lines_apart(text: &str, one: &Range<usize>, other: &Range<usize>) -> usize {
    let between = one.start.min(other.start)..one.start.max(other.start);
    text.get(between).unwrap_or("").bytes().filter(|b| *b == b'\n').take(LINES + 1).count()
}

/// Copies one line, cut around the places in it, and notes where these have come to.
fn copy_line(line: &str, at: usize, places: &[Range<usize>], kept: &[bool], result: &mut Excerpt) {
    let within = at..=at + line.trim_end_matches('\n').len();
    let here = || places.iter().zip(kept).filter(|(_, kept)| **kept).map(|(p, _)| p);
    let low = here().filter(|p| within.contains(&p.start)).map(|p| p.start).min();
    let high = here().filter(|p| within.contains(&p.end)).map(|p| p.end).max();
    let (low, high) = (low.unwrap_or(at) - at, high.or(low).unwrap_or(at) - at);
    let from = if line.len() > 4 * AROUND { floor(line, low.saturating_sub(AROUND)) } else { 0 };
    let to = if line.len() > 4 * AROUND { floor(line, (high.max(low) + AROUND).min(line.len())) } else { line.len() };
    if from > 0 {
        result.text.push_str("... ");
    }
    let new = result.text.len();
    let moved = |offset: usize| new + (offset - at).clamp(from, to) - from;
    for ((place, kept), found) in places.iter().zip(kept).zip(result.places.iter_mut()) {
        if !*kept {
            continue;
        }
        if within.contains(&place.start) && found.is_none() {
            let end = if within.contains(&place.end) { moved(place.end) } else { new + to - from };
            *found = Some(moved(place.start)..end);
        } else if let Some(found) = found
            && place.start < at
            && place.end >= at
        {
            found.end = moved(place.end.min(at + line.len()));
        }
    }
    for c in line.get(from..to).unwrap_or("").chars() {
        match c {
            '\n' | '\t' => result.text.push(c),
            // As many bytes as before, so that places stay where they are.
            c if c.is_control() => (0..c.len_utf8()).for_each(|_| result.text.push('?')),
            c => result.text.push(c),
        }
    }
    if to < line.len() && line.ends_with('\n') {
        result.text.push_str(" ...\n");
    } else if to < line.len() {
        result.text.push_str(" ...");
    }
}

fn line_start(text: &str, at: usize) -> usize {
    let before = text.as_bytes().get(..at.min(text.len())).unwrap_or_default();
    before.iter().rposition(|b| *b == b'\n').map_or(0, |newline| newline + 1)
}

fn line_end(text: &str, at: usize) -> usize {
    let after = text.as_bytes().get(at.min(text.len())..).unwrap_or_default();
    after.iter().position(|b| *b == b'\n').map_or(text.len(), |newline| at.min(text.len()) + newline)
}

/// The start of the character that holds the byte.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn underlined(text: &str, place: Range<usize>) -> (String, String, usize) {
        let excerpt = excerpt(text, &[place]);
        let place = excerpt.places[0].clone().unwrap();
        (excerpt.text[place].to_owned(), excerpt.text.clone(), excerpt.lines_before)
    }

    #[test]
    fn one_line_before_and_one_after() {
        let text = "one\ntwo\nthree\nfour\nfive\n";
        assert_eq!(underlined(text, 8..13), ("three".to_owned(), "two\nthree\nfour".to_owned(), 1));
        assert_eq!(underlined(text, 0..3).1, "one\ntwo");
        assert_eq!(underlined(text, text.len()..text.len()).0, "");
    }

    #[test]
    fn a_line_of_a_megabyte_is_cut() {
        let text = format!("x\n{} wrong {}\ny", "a".repeat(1 << 20), "é".repeat(1 << 19));
        let at = text.find("wrong").unwrap();
        let (found, excerpt, before) = underlined(&text, at..at + 5);
        assert_eq!((found.as_str(), before), ("wrong", 0));
        assert!(excerpt.len() < 500 && excerpt.starts_with("x\n... a") && excerpt.ends_with("é ...\ny"), "{excerpt}");
        let (found, excerpt, _) = underlined(&text, 2..text.len());
        assert!(found.len() <= LONGEST_PLACE && excerpt.len() < 1000);
    }

    #[test]
    fn control_characters_are_replaced_and_places_stay() {
        let (found, text, _) = underlined("a\u{1b}[31m\0 b\u{9b} wrong", 12..17);
        assert_eq!((found.as_str(), text.as_str()), ("wrong", "a?[31m? b?? wrong"));
    }

    #[test]
    fn places_over_several_lines_and_far_away() {
        let text = format!("start {{\n a\n}}\n{}last", "\n".repeat(1000));
        let excerpt = excerpt(&text, &[0..12, text.len() - 4..text.len()]);
        assert_eq!(&excerpt.text[excerpt.places[0].clone().unwrap()], "start {\n a\n}");
        assert_eq!(excerpt.places[1], None);
    }
}
