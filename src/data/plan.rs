//! Which column of a file belongs to which quantity, and how its cells are read.

use super::number::Mark;
use super::options::{Listed, Options};
use super::problems::Site;
use super::tokens::{Lexicon, Tokens};
use super::wrong;
use crate::diagnostic::{Code, Diagnostic, list, nearest};
use crate::program::{ColumnSource, ListedOption, Program, Quantity, QuantityId, TableId, Type};

/// How the cells of a column are read.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// Numbers.
    Number {
        /// The decimal mark.
        mark: Mark,
        /// Whether 12.3 means 0.123.
        percent: bool,
    },
    /// Days.
    Day,
    /// yes/no.
    YesNo,
    /// Members of a scale.
    Member(Lexicon),
    /// One option of those that a cell lists.
    Option(Options),
    /// Texts, and keys of linked rows.
    Text,
    /// Texts of which each row has its own.
    Key,
}

/// One column that the policy needs.
#[derive(Clone, Debug)]
pub(super) struct ColumnPlan<'p> {
    /// The quantity.
    pub id: QuantityId,
    /// The quantity.
    pub quantity: &'p Quantity,
    /// Its column of the file, from 0.
    pub position: usize,
    /// Its cell in the rows of a block.
    pub slot: usize,
    /// How its cells are read.
    pub kind: Kind,
    /// What means missing.
    pub tokens: Tokens,
    /// Its header.
    pub header: &'p str,
    /// What its members are called: level, category.
    pub member_word: &'static str,
    /// The names of its members.
    pub members: Vec<String>,
}

/// All the columns that the policy needs of one file.
#[derive(Clone, Debug)]
pub(super) struct Plan<'p> {
    /// The columns, in declared order.
    pub columns: Vec<ColumnPlan<'p>>,
    /// For each cell of a block's row its column of the file, ascending.
    pub positions: Vec<usize>,
    /// Columns of the file.
    pub width: usize,
}

/// How strictly a file must fit its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Printed {
    /// Columns that only a `published` check reads must be there too.
    Needed,
    /// They may be absent.
    Welcome,
}

impl<'p> Plan<'p> {
    /// Finds the columns of a table among the headers of a file.
    ///
    /// # Errors
    /// Headers that are missing, or that are needed and occur twice.
    pub fn new(
        program: &'p Program,
        table: TableId,
        headers: &[&str],
        mark: Mark,
        printed: Printed,
        site: &Site<'_>,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut errors = Vec::new();
        let mut found = Vec::new();
        let declared = program.table(table);
        for (id, quantity, source) in program.columns(table) {
            let header = source.header.trim();
            let places = |header: &str| {
                let mut places = (0..headers.len()).filter(|i| headers.get(*i).is_some_and(|h| *h == header));
                (places.next(), places.next())
            };
            if let (Some(option), (None, _)) = (&source.option, places(header)) {
                let own = |name: &str| headers.contains(&format!("{}.{name}", option.list.trim()).as_str());
                let each = option.options.iter().any(|(name, _)| own(name));
                match Listed::new(option, places(option.list.trim()), each) {
                    Listed::At(position) => found.push((id, quantity, source, position)),
                    Listed::Twice(first, second) => errors.push(duplicate(&option.list, first, second, site)),
                    Listed::Told => {}
                    Listed::OthersStand => errors.push(missing(quantity, source, &declared.name, headers, site)),
                    Listed::Nowhere => errors.push(no_options(quantity, option, &declared.name, headers, site)),
                }
                continue;
            }
            match places(header) {
                (Some(position), None) => found.push((id, quantity, source, position)),
                (Some(first), Some(second)) => errors.push(duplicate(header, first, second, site)),
                (None, _) if source.published_only && printed == Printed::Welcome => {}
                (None, _) => errors.push(missing(quantity, source, &declared.name, headers, site)),
            }
        }
        let suggested = |e: &Diagnostic| e.hint.as_ref().is_some_and(|hint| hint.starts_with("did you mean"));
        if matches!(site, Site::File { .. }) && found.is_empty() && errors.len() > 1 && !errors.iter().any(suggested) {
            return Err(vec![none_found(&declared.name, headers, site)]);
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut positions: Vec<usize> = found.iter().map(|f| f.3).collect();
        positions.sort_unstable();
        positions.dedup();
        let columns = found
            .into_iter()
            .map(|(id, quantity, source, position)| {
                let (member_word, members) = match listing(source, headers.get(position)) {
                    Some(option) => ("option", option.options.iter().map(|(name, _)| name.clone()).collect()),
                    None => wrong::members(program, quantity),
                };
                ColumnPlan {
                    id,
                    quantity,
                    position,
                    slot: positions.binary_search(&position).unwrap_or(0),
                    kind: listing(source, headers.get(position))
                        .map(|option| Kind::Option(Options::new(option)))
                        .unwrap_or_else(|| kind(program, quantity, id == declared.key, mark)),
                    tokens: Tokens::new(&source.tokens, &declared.tokens),
                    header: listing(source, headers.get(position)).map_or(&source.header, |option| &option.list),
                    member_word,
                    members,
                }
            })
            .collect();
        Ok(Self { columns, positions, width: headers.len() })
    }
}

fn kind(program: &Program, quantity: &Quantity, key: bool, mark: Mark) -> Kind {
    match &quantity.ty {
        Type::Number(unit) => Kind::Number { mark, percent: unit.as_ref().is_some_and(|u| u.percent) },
        Type::YesNo => Kind::YesNo,
        Type::Date => Kind::Day,
        Type::Member(scale) => Kind::Member(Lexicon::new(program.scale(*scale))),
        Type::Text if key => Kind::Key,
        Type::Text | Type::Link(_) => Kind::Text,
    }
}

/// The option, where it is read from a column that lists several.
fn listing<'p>(source: &'p ColumnSource, header: Option<&&str>) -> Option<&'p ListedOption> {
    source.option.as_ref().filter(|option| header.is_some_and(|h| *h == option.list.trim()))
}

/// Neither a column that lists the options chosen, nor one for each.
fn no_options(
    quantity: &Quantity,
    option: &ListedOption,
    table: &str,
    headers: &[&str],
    site: &Site<'_>,
) -> Diagnostic {
    let (list, own) = (option.list.trim(), format!("{}.{}", option.list.trim(), option.name()));
    let message = format!("there is no column `{list}`, which lists the options chosen in table `{table}`");
    let near = nearest(list, headers.iter().copied().filter(|h| !h.is_empty()));
    let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
    let hint = format!("{near}a column for each option, such as `{own}`, does as well; {}", all_headers(headers));
    let mut error =
        Diagnostic::nowhere(Code::DataMissingColumn, message).hint(hint).related(quantity.span, "needed here");
    error.place = site.place(None, None, None);
    error
}

fn duplicate(header: &str, first: usize, second: usize, site: &Site<'_>) -> Diagnostic {
    let message = format!("two columns of {} have the header `{header}`", told(site));
    let mut error = Diagnostic::nowhere(Code::DataDuplicateHeader, message)
        .label(format!("columns {} and {}", first + 1, second + 1))
        .hint("rename or take out one of them, because it cannot be known which is meant");
    error.place = site.place(None, Some((header, first)), None);
    error
}

fn missing(quantity: &Quantity, source: &ColumnSource, table: &str, headers: &[&str], site: &Site<'_>) -> Diagnostic {
    let header = source.header.trim();
    let message = format!("there is no column `{header}`, which `{}` of table `{table}` needs", quantity.name);
    let named = |near: &str| {
        if source.header_given {
            format!("did you mean `{near}`? Then write `from \"{near}\"` in the policy")
        } else {
            format!("did you mean `{near}`? Then write `{} {{ from \"{near}\" }}` in the policy", quantity.name)
        }
    };
    let squeezed = |h: &str| h.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let same_letters = headers.iter().copied().find(|h| squeezed(h) == squeezed(header) && !squeezed(h).is_empty());
    let labels = || std::iter::once(&quantity.about.label).flatten().chain(quantity.about.labels.values());
    let labelled = headers.iter().copied().find(|h| labels().any(|l| l == h));
    let near = same_letters.or(labelled).or_else(|| nearest(header, headers.iter().copied().filter(|h| !h.is_empty())));
    let all = all_headers(headers);
    let hint = near.map_or_else(|| all.clone(), |near| format!("{}; {all}", named(near)));
    let mut error =
        Diagnostic::nowhere(Code::DataMissingColumn, message).hint(hint).related(quantity.span, "needed here");
    error.place = site.place(None, None, None);
    error
}

/// That no header is as the table needs it has one reason: another file, or the headers stand further down.
fn none_found(table: &str, headers: &[&str], site: &Site<'_>) -> Diagnostic {
    let message = format!("{} has none of the columns that table `{table}` needs", told(site));
    let mut error = Diagnostic::nowhere(Code::DataMissingColumn, message).hint(format!(
        "{}; if the headers stand in a later row, write `header_row = N` below `[tables.{table}]` in bareme.toml",
        all_headers(headers)
    ));
    error.place = site.place(None, None, None);
    error
}

/// The headers of a file in words.
fn all_headers(headers: &[&str]) -> String {
    let columns = if headers.len() == 1 { "its only header is" } else { "its headers are" };
    format!("{columns} {}", list(headers.iter().copied()))
}

fn told(site: &Site<'_>) -> String {
    match site {
        Site::File { name, .. } => format!("`{name}`"),
        Site::Inline { .. } | Site::Host { .. } => site.name().to_owned(),
    }
}
