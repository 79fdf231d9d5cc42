//! Results read from a file, as `bareme run --format json` writes it. Only what is compared is kept, column by column,
//! so that a file of many rows needs little memory.

mod rows;

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use indexmap::IndexMap;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;

use super::described::{Described, DescribedResult};
use super::outcome::{self, BETWEEN_KEYS, Outcome, OutcomeTable, Ruler, Source};
use super::ruler::{Mapped, Mapping};
use crate::diagnostic::{Code, DataPlace, Diagnostic};
use crate::eval::TextPool;
use crate::program::RulerKind;
use rows::{Gathered, Rows};

/// Reads a file of results. With the values of a column `by`, for groups.
///
/// # Errors
/// The file holds no results of one policy.
pub fn read(bytes: &[u8], file: &str, by: Option<&str>) -> Result<Outcome, Diagnostic> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let whole = Whole { by }.deserialize(&mut json).and_then(|found| json.end().map(|()| found));
    let (ruler, mappings, tables) = whole.map_err(|error| unreadable(file, &error))?;
    Ok(Outcome { called: ruler.policy.clone(), ruler, file: Some(file.to_owned()), mappings, tables })
}

fn unreadable(file: &str, error: &serde_json::Error) -> Diagnostic {
    let place = DataPlace { file: file.to_owned(), row: Some(error.line()), ..DataPlace::default() };
    let text = error.to_string();
    let detail = text.rsplit_once(" at line ").map_or(text.as_str(), |(detail, _)| detail);
    let again = "write it again with `bareme run POLICY --format json --out DIR`";
    let (message, hint) = match error.classify() {
        Category::Eof if error.line() <= 1 && error.column() == 0 => (format!("`{file}` is empty"), again),
        Category::Eof => (format!("`{file}` ends before the results do"), again),
        Category::Syntax | Category::Io => {
            (format!("`{file}` is not JSON: {detail}"), "a result is a file that `bareme run --format json` writes")
        }
        Category::Data => (format!("`{file}` does not hold the results of a policy: {detail}"), again),
    };
    Diagnostic::data(Code::ResultFile, place, message).hint(hint)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct PolicyPart {
    name: Option<String>,
    label: Option<String>,
    edition: Option<String>,
    as_of: Option<String>,
    fingerprint: Option<String>,
}

impl PolicyPart {
    fn ruler<E: serde::de::Error>(self) -> Result<Ruler, E> {
        let Self { name, label, edition, as_of, fingerprint } = self;
        let policy = name.ok_or_else(|| E::custom("`policy` has no `name`"))?;
        let fingerprint = fingerprint.ok_or_else(|| E::custom("`policy` has no `fingerprint`"))?;
        const DIGITS: usize = 64;
        if fingerprint.len() != DIGITS || !fingerprint.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(E::custom("the `fingerprint` of the policy is not one of 64 hexadecimal digits"));
        }
        Ok(Ruler { policy, label, edition, as_of, fingerprint, extends: Vec::new(), parameters: Vec::new() })
    }
}

#[derive(Deserialize)]
struct ParameterPart {
    value: serde_json::Value,
}

impl ParameterPart {
    fn text(self) -> String {
        match self.value {
            serde_json::Value::Null => String::new(),
            serde_json::Value::Bool(value) => if value { "yes" } else { "no" }.to_owned(),
            serde_json::Value::Number(number) => number.as_f64().map(outcome::plain).unwrap_or_default(),
            serde_json::Value::String(text) => text,
            other @ (serde_json::Value::Array(_) | serde_json::Value::Object(_)) => other.to_string(),
        }
    }
}

#[derive(Deserialize)]
struct MappingPart {
    from: MappedPart,
    to: MappedPart,
    levels: IndexMap<String, String>,
}

#[derive(Deserialize)]
struct MappedPart {
    kind: RulerKind,
    name: String,
    table: Option<String>,
    policy: Option<String>,
}

impl MappingPart {
    /// As the policy with this name declares it.
    fn of(self, policy: &str) -> Mapping {
        let side = |MappedPart { kind, name, table, policy: of }: MappedPart| {
            let policy = of.unwrap_or_else(|| policy.to_owned());
            Mapped { kind, name, table, policy }
        };
        Mapping { from: side(self.from), to: side(self.to), levels: self.levels.into_iter().collect() }
    }
}

/// The whole file.
struct Whole<'a> {
    by: Option<&'a str>,
}

impl<'de> DeserializeSeed<'de> for Whole<'_> {
    type Value = (Ruler, Vec<Mapping>, Vec<OutcomeTable>);

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Whole<'_> {
    type Value = (Ruler, Vec<Mapping>, Vec<OutcomeTable>);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the results of a policy")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<Self::Value, A::Error> {
        Err(A::Error::custom("it is a list, as several runs or a run with errors write it; one result is needed"))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut policy, mut tables) = (None, None);
        let mut parameters: IndexMap<String, ParameterPart> = IndexMap::new();
        let mut mappings: Vec<MappingPart> = Vec::new();
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            match key.as_ref() {
                "policy" => policy = Some(map.next_value::<PolicyPart>()?),
                "parameters" => parameters = map.next_value()?,
                "mappings" => mappings = map.next_value()?,
                "tables" => tables = Some(map.next_value_seed(Tables { by: self.by })?),
                "diagnostics" => return Err(A::Error::custom("the run that wrote it ended with errors")),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        let mut ruler = policy.ok_or_else(|| A::Error::custom("there is no `policy` in it"))?.ruler()?;
        ruler.parameters = parameters.into_iter().map(|(name, part)| (name, part.text())).collect();
        let tables = tables.ok_or_else(|| A::Error::custom("there are no `tables` in it"))?;
        if tables.is_empty() {
            return Err(A::Error::custom("no table in it says what its results are (`key`, `results`)"));
        }
        let mappings = mappings.into_iter().map(|mapping| mapping.of(&ruler.policy)).collect();
        Ok((ruler, mappings, tables))
    }
}

/// All tables.
struct Tables<'a> {
    by: Option<&'a str>,
}

impl<'de> DeserializeSeed<'de> for Tables<'_> {
    type Value = Vec<OutcomeTable>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Tables<'_> {
    type Value = Vec<OutcomeTable>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("tables by their names")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut tables: Vec<OutcomeTable> = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            if tables.iter().any(|table| table.name == name) {
                return Err(A::Error::custom(format!("table `{name}` occurs twice")));
            }
            let table = map.next_value_seed(Table { name, by: self.by })?;
            if !table.scores.is_empty() || !table.scenarios.is_empty() {
                tables.push(table);
            }
        }
        Ok(tables)
    }
}

/// One table.
struct Table<'a> {
    name: String,
    by: Option<&'a str>,
}

#[derive(Deserialize)]
struct ExcludedPart {
    key: serde_json::Value,
}

impl<'de> DeserializeSeed<'de> for Table<'_> {
    type Value = OutcomeTable;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Table<'_> {
    type Value = OutcomeTable;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut key, mut results) = (None, None);
        let mut rows = None;
        let mut excluded: Vec<ExcludedPart> = Vec::new();
        while let Some(entry) = map.next_key::<Cow<'de, str>>()? {
            match entry.as_ref() {
                "key" => key = Some(map.next_value::<Vec<String>>()?),
                "results" => results = Some(map.next_value::<IndexMap<String, DescribedResult>>()?),
                "excluded" => excluded = map.next_value()?,
                "rows" => {
                    let described = match (key.take(), results.take()) {
                        (Some(key), Some(results)) => Described { key, results },
                        // A table without results.
                        (None, None) => Described::default(),
                        (Some(_), None) | (None, Some(_)) => {
                            let name = &self.name;
                            let missing = format!("table `{name}` has one of `key` and `results`, and needs both");
                            return Err(A::Error::custom(missing));
                        }
                    };
                    let gathered = map.next_value_seed(Rows::new(&self.name, &described, self.by))?;
                    rows = Some((described, gathered));
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        let Some((described, gathered)) = rows else {
            return Err(A::Error::custom(format!("table `{}` has no `rows`", self.name)));
        };
        assembled(self, described, gathered, excluded).map_err(A::Error::custom)
    }
}

/// The table that the columns make.
fn assembled(
    table: Table<'_>,
    described: Described,
    gathered: Gathered,
    excluded: Vec<ExcludedPart>,
) -> Result<OutcomeTable, String> {
    let Table { name, by } = table;
    if described.results.is_empty() {
        return Ok(OutcomeTable::empty(name));
    }
    let keys = keys(&described.key, &gathered);
    let mut met = HashSet::with_capacity(keys.len());
    for row in 0..keys.len() {
        let key = keys.get(row);
        if key.is_empty() {
            return Err(format!("row {} of table `{name}` has no key", row + 1));
        }
        if !met.insert(key) {
            return Err(format!("the key `{}` occurs twice in table `{name}`", key.replace(BETWEEN_KEYS, " ")));
        }
    }
    let out: HashSet<String> = excluded.into_iter().map(|part| ParameterPart { value: part.key }.text()).collect();
    let is_in = |row: usize| !out.contains(&keys.get(row).replace(BETWEEN_KEYS, " "));
    let included = if out.is_empty() { Vec::new() } else { (0..keys.len()).map(is_in).collect() };
    let (numbers, outcomes) = (|name: &str| gathered.numbers(name), |name: &str| gathered.outcomes(name));
    let groups = by.and_then(|by| gathered.texts(by));
    let (scores, scenarios) = outcome::results(described, &Source { numbers: &numbers, outcomes: &outcomes });
    let columns = gathered.names;
    Ok(OutcomeTable { name, keys: Arc::new(keys), included, scores, scenarios, columns, groups })
}

fn keys(columns: &[String], gathered: &Gathered) -> TextPool {
    let columns: Vec<Arc<TextPool>> = columns.iter().filter_map(|name| gathered.texts(name)).collect();
    let mut keys = TextPool::with_room(gathered.rows);
    let mut text = String::new();
    for row in 0..gathered.rows {
        text.clear();
        for (at, column) in columns.iter().enumerate() {
            text.push_str(if at > 0 { BETWEEN_KEYS } else { "" });
            text.push_str(column.get(row));
        }
        keys.push(&text);
    }
    keys
}
