//! The steps of a part in words: what was done, and who set the yardstick.

use super::results;
use super::why_words::{Words, precise, short_row};
use crate::why::{ExtremeHow, GivenOption, GroupHow, PartHow, StepHow};

/// All steps of a part.
pub(super) fn steps(words: &Words<'_>, part: &PartHow) -> String {
    let steps = part.steps.iter().filter_map(|step| one(words, step));
    steps.collect::<Vec<_>>().join("; ")
}

/// One step; nothing where it changes nothing.
fn one(words: &Words<'_>, step: &StepHow) -> Option<String> {
    if let Some(factor) = step.factor {
        let done = step.done.as_ref().map(|done| format!(" {done}")).unwrap_or_default();
        let by = step.by.as_ref().map(|name| format!(" ({name}{done})")).unwrap_or_default();
        return (factor != 1.0).then(|| format!("× {}{by} = {}", precise(factor), words.number(&step.to)));
    }
    let mut text = step.by.clone().unwrap_or_default();
    if let Some((low, high)) = step.goalposts {
        text.push_str(&format!(" {}..{}", precise(low), precise(high)));
    }
    step.options.iter().for_each(|option| text.push_str(&given(option)));
    if step.reversed {
        text.push_str(", lower is better");
    }
    if matches!(step.step, "treat" | "impute" | "screen") {
        return prepared(words, step, &text);
    }
    if let Some(group) = &step.group {
        text.push_str(&compared(group));
    }
    Some(text)
}

/// A treatment, imputation or screening; nothing where it did nothing.
fn prepared(words: &Words<'_>, step: &StepHow, by: &str) -> Option<String> {
    if step.from == step.to && !step.step.starts_with("treat") {
        return None;
    }
    let within = step.group.as_ref().map(|group| format!(" within {}", results::clean(&group.name)));
    let by = format!("{}{}", by.trim(), within.unwrap_or_default());
    let figures: Vec<String> = step.figures.0.iter().map(|(name, x)| format!("{name} {}", precise(*x))).collect();
    let figures = if figures.is_empty() { String::new() } else { format!(": {}", figures.join(", ")) };
    let done = step.done.as_ref().map(|done| format!(" ({}{figures})", results::clean(done))).unwrap_or_default();
    let to = if step.from == step.to { String::new() } else { format!(" = {}", words.number(&step.to)) };
    let among = step.group.as_ref().and_then(|group| group.among.as_ref());
    let among = among.map(|among| format!(" among {}", results::clean(among))).unwrap_or_default();
    Some(format!("{} by {by}{among}{done}{to}", step.step))
}

pub(super) fn given(option: &GivenOption) -> String {
    let numbers: Vec<String> = option.numbers.iter().map(|n| precise(*n)).collect();
    let words = if option.option.is_empty() { String::new() } else { format!(" {}", option.option) };
    let word = option.word.as_ref().map(|word| format!(" {}", results::clean(word))).unwrap_or_default();
    if numbers.is_empty() { format!("{words}{word}") } else { format!("{words} {}", numbers.join("..")) }
}

/// With whom: `of 25, the highest of 5 within industry Aerospace, is No. 8`.
fn compared(group: &GroupHow) -> String {
    let mut text = String::new();
    if group.degenerate {
        text.push_str(": there is nothing to compare with");
    }
    match (&group.lowest, &group.highest) {
        (Some(low), Some(high)) => text.push_str(&format!(": lowest {}, highest {}", extreme(low), extreme(high))),
        (Some(one), None) => text.push_str(&format!(": lowest {}", extreme(one))),
        (None, Some(one)) => text.push_str(&format!(": highest {}", extreme(one))),
        (None, None) => {}
    }
    let extremes = group.lowest.is_some() || group.highest.is_some();
    if let (false, false, Some(origin), Some(length)) = (extremes, group.degenerate, group.origin, group.length)
        && group.compares
    {
        text.push_str(&format!(": yardstick {} and {}", precise(origin), precise(length)));
    }
    if group.compares && (!group.within.is_empty() || group.among.is_some()) {
        text.push_str(&format!(" of {}", group.count));
    }
    if let Some(among) = &group.among {
        text.push_str(&format!(" among {}", results::clean(among)));
    }
    text
}

/// The groups within which the parts of an index were compared: `industry New materials`.
pub(super) fn groups(parts: &[PartHow]) -> Vec<String> {
    let mut groups: Vec<String> = Vec::new();
    let steps = parts.iter().flat_map(|p| &p.steps).filter(|s| s.step == "normalise");
    let compared = steps.filter_map(|s| s.group.as_ref());
    for group in compared.filter(|g| !g.within.is_empty()) {
        let named = format!("{} {}", group.within.join(", "), results::clean(&group.name));
        if !groups.contains(&named) {
            groups.push(named);
        }
    }
    groups
}

fn extreme(extreme: &ExtremeHow) -> String {
    let rows: Vec<String> = extreme.rows.iter().map(short_row).collect();
    let more = extreme.count.saturating_sub(extreme.rows.len());
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{} ({}{more})", precise(extreme.value), rows.join(", "))
}
