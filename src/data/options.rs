//! Cells that list the options chosen: `markets; knowledge`.

use std::collections::HashMap;

use crate::program::ListedOption;

/// Where a column stands that lists options.
pub(super) enum Listed {
    /// Here.
    At(usize),
    /// In two places.
    Twice(usize, usize),
    /// Not as it should, which the first option has told.
    Told,
    /// Nowhere, and other options have a column of their own.
    OthersStand,
    /// Nowhere.
    Nowhere,
}

impl Listed {
    /// What the places of the header of an option's list mean, where `each` says whether some option has a column of its
    /// own; of what is wrong with the list only the first option tells.
    pub(super) fn new(option: &ListedOption, places: (Option<usize>, Option<usize>), each: bool) -> Self {
        match places {
            (Some(position), None) => Self::At(position),
            (None, _) if each => Self::OthersStand,
            _ if option.at > 0 => Self::Told,
            (Some(first), Some(second)) => Self::Twice(first, second),
            (None, _) => Self::Nowhere,
        }
    }
}

/// What the names in the cells of such a column mean, seen from one option.
#[derive(Clone, Debug)]
pub(super) struct Options {
    at: usize,
    meanings: HashMap<String, usize>,
}

impl Options {
    /// Names come before labels.
    pub fn new(option: &ListedOption) -> Self {
        let mut meanings = HashMap::new();
        let options = || option.options.iter().enumerate();
        meanings.extend(options().map(|(at, (name, _))| (name.clone(), at)));
        for (at, (_, label)) in options() {
            label.iter().for_each(|l| {
                meanings.entry(l.trim().to_owned()).or_insert(at);
            });
        }
        Self { at: option.at, meanings }
    }

    /// Whether a cell lists this option; the first name that is none is told by the first option.
    ///
    /// # Errors
    /// That name.
    pub fn chosen<'t>(&self, text: &'t str) -> Result<bool, &'t str> {
        // A label may hold what separates names.
        if let Some(at) = self.meanings.get(text) {
            return Ok(*at == self.at);
        }
        let mut chosen = false;
        for name in text.split([';', '|']).map(str::trim).filter(|name| !name.is_empty()) {
            match self.meanings.get(name) {
                Some(at) => chosen |= *at == self.at,
                None if self.at == 0 => return Err(name),
                None => {}
            }
        }
        Ok(chosen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(at: usize) -> Options {
        let options = [("markets", Some("New markets")), ("knowledge", Some("Skills; knowledge"))];
        let options = options.map(|(name, label)| (name.to_owned(), label.map(str::to_owned)));
        Options::new(&ListedOption { list: "goals".to_owned(), at, options: options.into() })
    }

    #[test]
    fn a_cell_lists_names_or_labels() {
        let both = |text| (options(0).chosen(text), options(1).chosen(text));
        assert_eq!(both("markets"), (Ok(true), Ok(false)));
        assert_eq!(both("New markets | knowledge"), (Ok(true), Ok(true)));
        assert_eq!(both("knowledge;markets;"), (Ok(true), Ok(true)));
        assert_eq!(both("Skills; knowledge"), (Ok(false), Ok(true)));
        assert_eq!(both(" ; "), (Ok(false), Ok(false)));
        assert_eq!(both("markets; money"), (Err("money"), Ok(false)));
    }
}
