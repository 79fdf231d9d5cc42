//! The rows of a table in a file of results, gathered as columns.

use std::fmt;
use std::sync::Arc;

use indexmap::IndexMap;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::compare::results::described::{Described, DescribedResult};
use crate::compare::results::outcome::plain;
use crate::eval::TextPool;

/// Outcomes that a scenario may have.
const MOST_OUTCOMES: usize = 200;

/// The columns that are kept.
pub(super) struct Gathered {
    columns: IndexMap<String, Cells>,
    /// How many rows there are.
    pub(super) rows: usize,
    /// The names of all columns, kept or not.
    pub(super) names: Vec<String>,
}

/// The cells of a column.
enum Cells {
    /// Whatever it is, as a text; empty where missing.
    Texts(TextPool),
    /// NaN where missing.
    Numbers(Vec<f64>),
    /// Names of outcomes, and for each row which it is.
    Outcomes(Vec<String>, Vec<Option<u8>>),
}

impl Cells {
    fn len(&self) -> usize {
        match self {
            Cells::Texts(texts) => texts.len(),
            Cells::Numbers(numbers) => numbers.len(),
            Cells::Outcomes(_, codes) => codes.len(),
        }
    }
}

impl Gathered {
    pub(super) fn numbers(&self, name: &str) -> Option<Vec<f64>> {
        match self.columns.get(name)? {
            Cells::Numbers(numbers) => Some(numbers.clone()),
            Cells::Texts(_) | Cells::Outcomes(..) => None,
        }
    }

    pub(super) fn outcomes(&self, name: &str) -> Option<Vec<Option<u8>>> {
        match self.columns.get(name)? {
            Cells::Outcomes(_, codes) => Some(codes.clone()),
            Cells::Texts(_) | Cells::Numbers(_) => None,
        }
    }

    /// A column as texts.
    pub(super) fn texts(&self, name: &str) -> Option<Arc<TextPool>> {
        if !self.names.iter().any(|known| known == name) && self.rows > 0 {
            return None;
        }
        let mut pool = TextPool::with_room(self.rows);
        match self.columns.get(name)? {
            Cells::Texts(texts) => return Some(Arc::new(texts.clone())),
            Cells::Numbers(numbers) => numbers.iter().for_each(|x| {
                pool.push(&if x.is_nan() { String::new() } else { plain(*x) });
            }),
            Cells::Outcomes(names, codes) => codes.iter().for_each(|code| {
                pool.push(code.and_then(|code| names.get(usize::from(code))).map_or("", String::as_str));
            }),
        }
        Some(Arc::new(pool))
    }
}

/// Reads the rows.
pub(super) struct Rows<'a> {
    table: &'a str,
    by: Option<&'a str>,
    gathered: Gathered,
}

impl<'a> Rows<'a> {
    pub(super) fn new(table: &'a str, described: &Described, by: Option<&'a str>) -> Self {
        let mut columns: IndexMap<String, Cells> = IndexMap::new();
        for (name, result) in &described.results {
            let cells = match result {
                DescribedResult::Score(_) | DescribedResult::Rank { .. } => Cells::Numbers(Vec::new()),
                DescribedResult::Scenario { outcomes, .. } => {
                    Cells::Outcomes(outcomes.keys().cloned().collect(), Vec::new())
                }
            };
            columns.insert(name.clone(), cells);
        }
        for name in described.key.iter().map(String::as_str).chain(by) {
            columns.entry(name.to_owned()).or_insert_with(|| Cells::Texts(TextPool::default()));
        }
        Self { table, by, gathered: Gathered { columns, rows: 0, names: Vec::new() } }
    }
}

impl<'de> DeserializeSeed<'de> for Rows<'_> {
    type Value = Gathered;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Rows<'_> {
    type Value = Gathered;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the rows of table `{}`", self.table)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<Self::Value, A::Error> {
        let Self { table, by, mut gathered } = self;
        let too_many = |cells: &Cells| matches!(cells, Cells::Outcomes(names, _) if names.len() > MOST_OUTCOMES);
        if let Some((name, _)) = gathered.columns.iter().find(|(_, cells)| too_many(cells)) {
            return Err(A::Error::custom(format!("`{name}` has more than {MOST_OUTCOMES} outcomes")));
        }
        while rows.next_element_seed(Row { table, by, gathered: &mut gathered })?.is_some() {
            gathered.rows += 1;
        }
        Ok(gathered)
    }
}

/// Reads one row into the columns.
struct Row<'a> {
    table: &'a str,
    by: Option<&'a str>,
    gathered: &'a mut Gathered,
}

impl<'de> DeserializeSeed<'de> for Row<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Row<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a row of table `{}`", self.table)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Gathered { columns, rows, names } = self.gathered;
        let row = *rows;
        while let Some(at) = map.next_key_seed(Key { columns, names: (row == 0).then_some(&mut *names) })? {
            match at.and_then(|at| columns.get_index_mut(at)) {
                Some((name, cells)) => map.next_value_seed(Cell { table: self.table, row, name, cells })?,
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        // A column to make groups by may be one of another table.
        let lacking = columns.iter().find(|(name, cells)| cells.len() != row + 1 && self.by != Some(name.as_str()));
        if let Some((name, cells)) = lacking {
            let what = if cells.len() > row { "has two" } else { "has no" };
            return Err(A::Error::custom(format!("row {} of table `{}` {what} `{name}`", row + 1, self.table)));
        }
        Ok(())
    }
}

/// Reads the name of a column: its place among those that are kept.
struct Key<'a> {
    columns: &'a IndexMap<String, Cells>,
    names: Option<&'a mut Vec<String>>,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a column")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        if let Some(names) = self.names.filter(|_| !name.ends_with(".missing")) {
            names.push(name.to_owned());
        }
        Ok(self.columns.get_index_of(name))
    }
}

/// Reads one cell into its column.
struct Cell<'a> {
    table: &'a str,
    row: usize,
    name: &'a str,
    cells: &'a mut Cells,
}

impl Cell<'_> {
    fn wrong<E: Error>(&self, found: &str) -> E {
        let needed = match self.cells {
            Cells::Numbers(_) => "a number",
            Cells::Outcomes(..) => "one of its outcomes",
            Cells::Texts(_) => "a key or a group",
        };
        let Self { table, row, name, .. } = self;
        E::custom(format!("`{name}` of row {} of table `{table}` is {found}, not {needed}", row + 1))
    }
}

impl<'de> DeserializeSeed<'de> for Cell<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Cell<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        match self.cells {
            Cells::Texts(texts) => {
                texts.push("");
            }
            Cells::Numbers(numbers) => numbers.push(f64::NAN),
            Cells::Outcomes(_, codes) => codes.push(None),
        }
        Ok(())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        let text = if value { "yes" } else { "no" };
        match self.cells {
            Cells::Texts(texts) => {
                texts.push(text);
                Ok(())
            }
            Cells::Numbers(_) | Cells::Outcomes(..) => Err(self.wrong(text)),
        }
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.visit_f64(value as f64)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.visit_f64(value as f64)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        match self.cells {
            Cells::Texts(texts) => {
                texts.push(&plain(value));
            }
            Cells::Numbers(numbers) => numbers.push(value),
            Cells::Outcomes(..) => return Err(self.wrong("a number")),
        }
        Ok(())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        match self.cells {
            Cells::Texts(texts) => {
                texts.push(value);
            }
            Cells::Numbers(_) => return Err(self.wrong(&format!("`{value}`"))),
            Cells::Outcomes(names, codes) => match names.iter().position(|name| name == value) {
                Some(at) => codes.push(u8::try_from(at).ok()),
                None => return Err(self.wrong(&format!("`{value}`"))),
            },
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        Err(self.wrong("a list"))
    }

    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        Err(self.wrong("a group of values"))
    }
}
