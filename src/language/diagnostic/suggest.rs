//! "did you mean": the nearest of the names that exist.

/// As many names as are compared letter by letter; the rest of a list as long as that is passed over.
const MOST_COMPARED: usize = 2000;

/// The candidate nearest to `wrong`, if one is near enough to be what was meant.
pub fn nearest<'a>(wrong: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest_of(wrong, &mut candidates.into_iter())
}

/// Compiled once, whatever the names come from.
fn nearest_of<'a>(wrong: &str, candidates: &mut dyn Iterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = wrong.to_lowercase();
    let length = wanted.chars().count();
    let allowed = (length / 3).max(1);
    candidates
        // As many letters more or fewer cost at least as many edits; among thousands of names few are left by this.
        .filter(|c| *c != wrong && c.chars().count().abs_diff(length) <= allowed)
        .take(MOST_COMPARED)
        .map(|c| (strsim::damerau_levenshtein(&wanted, &c.to_lowercase()), c))
        // Of one letter for another nothing is left: `x` is not a misspelt `y`.
        .filter(|(distance, c)| *distance <= allowed && *distance < c.chars().count().max(length))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, c)| c)
}

/// A hint: the nearest name if there is one, otherwise the whole list if it is short.
pub fn did_you_mean<'a>(wrong: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    known_or_near(wrong, candidates.into_iter().collect())
}

fn known_or_near(wrong: &str, candidates: Vec<&str>) -> Option<String> {
    if let Some(near) = nearest(wrong, candidates.iter().copied()) {
        return Some(format!("did you mean `{near}`?"));
    }
    if candidates.is_empty() { None } else { Some(format!("known here: {}", list(candidates))) }
}

/// A hint for a row that is looked up and not there: the nearest key, and the keys that there are, of `total` rows.
pub fn known_keys<'a>(wrong: &str, keys: impl IntoIterator<Item = &'a str>, total: usize) -> String {
    known_of(wrong, &keys.into_iter().collect::<Vec<_>>(), total)
}

fn known_of(wrong: &str, keys: &[&str], total: usize) -> String {
    const SHOWN: usize = 40;
    let near = nearest(wrong, keys.iter().copied()).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
    match keys.len() {
        0 => "the table has no rows".to_owned(),
        shown if shown.max(total) <= SHOWN => format!("{near}its rows are {}", listed(keys, shown)),
        _ => format!("{near}some of its {total} rows are {}", listed(keys.get(..8).unwrap_or(keys), 8)),
    }
}

/// Names in backquotes, separated by commas; a long list is cut and counted.
pub fn list<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> String {
    const SHOWN: usize = 12;
    let names: Vec<T> = names.into_iter().collect();
    // "and 1 more" would take the place of the one name that it hides.
    let shown = if names.len() == SHOWN + 1 { names.len() } else { SHOWN };
    listed(&names, shown)
}

fn listed<T: AsRef<str>>(names: &[T], shown: usize) -> String {
    let mut text = names.iter().take(shown).map(|n| format!("`{}`", n.as_ref())).collect::<Vec<_>>().join(", ");
    if names.len() > shown {
        text.push_str(&format!(" and {} more", names.len() - shown));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typo_is_recognised_and_a_stranger_is_not() {
        assert_eq!(nearest("exprots", ["imports", "exports"]), Some("exports"));
        assert_eq!(nearest("Экспрот", ["экспорт", "импорт"]), Some("экспорт"));
        assert_eq!(nearest("papers", ["exports"]), None);
    }

    #[test]
    fn a_long_list_is_cut_but_never_for_a_single_name() {
        assert_eq!(list(vec!["a"; 13]).matches("`a`").count(), 13);
        assert!(list(vec!["a"; 14]).ends_with("`a` and 2 more"));
    }
}
