//! Data from a host program's own columns.

use std::sync::Arc;

use indexmap::IndexMap;

use super::problems::{Problem, Problems, RowList, Site};
use super::raw::{Raw, RawColumn};
use super::tokens::Lexicon;
use super::{check, inline, wrong};
use crate::diagnostic::{Code, Diagnostic, did_you_mean, list, nearest};
use crate::eval::column::{link, member, number, yes_no};
use crate::eval::{Column, Data, TextColumn, TextPool};
use crate::limits::Limits;
use crate::program::{Missing, Program, QuantityId, TableId, Type};

/// Collects the columns of a host program into checked [`Data`]. Made by [`Data::builder`].
///
/// Numbers are given in the declared unit (a percent as 12.3, not 0.123). Columns given as `Vec<f64>` are moved, not copied.
/// Tables whose rows the policy holds need nothing. Whatever is wrong is told by [`build`](Self::build).
pub struct DataBuilder<'p> {
    program: &'p Program,
    limits: Limits,
    columns: Vec<IndexMap<QuantityId, Column>>,
    unknown_members: Vec<(TableId, QuantityId, String, RowList)>,
    errors: Vec<Diagnostic>,
}

impl Data {
    /// Starts the data of a program from columns in memory.
    pub fn builder(program: &Program) -> DataBuilder<'_> {
        DataBuilder {
            program,
            limits: Limits::default(),
            columns: vec![IndexMap::new(); program.tables.len()],
            unknown_members: Vec::new(),
            errors: Vec::new(),
        }
    }
}

impl<'p> DataBuilder<'p> {
    /// Limits other than the default.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Numbers in the declared unit, or days since 1970-01-01; NaN is unavailable, unless
    /// [`number::missing`] made it.
    #[must_use]
    pub fn numbers(self, table: &str, column: &str, mut values: Vec<f64>) -> Self {
        let Some((table, id)) = self.find(table, column) else { return self.unknown(table, column) };
        if let Type::Number(Some(unit)) = &self.program.quantity(id).ty
            && unit.percent
        {
            values.iter_mut().for_each(|v| *v /= unit.border());
        }
        self.add(table, id, Column::Number(Arc::new(values)))
    }

    /// Numbers as [`numbers`](Self::numbers) has them; `None` is unavailable.
    #[must_use]
    pub fn optional_numbers(self, table: &str, column: &str, values: Vec<Option<f64>>) -> Self {
        let gone = number::missing(Missing::Unavailable);
        self.numbers(table, column, values.into_iter().map(|v| v.unwrap_or(gone)).collect())
    }

    /// yes and no.
    #[must_use]
    pub fn yes_no(self, table: &str, column: &str, values: &[bool]) -> Self {
        self.give(table, column, Column::YesNo(Arc::new(values.iter().map(|v| yes_no::from(*v)).collect())))
    }

    /// yes and no; `None` is unavailable.
    #[must_use]
    pub fn optional_yes_no(self, table: &str, column: &str, values: &[Option<bool>]) -> Self {
        let gone = yes_no::missing(Missing::Unavailable);
        let codes = values.iter().map(|v| v.map_or(gone, yes_no::from)).collect();
        self.give(table, column, Column::YesNo(Arc::new(codes)))
    }

    /// Texts, keys, the keys of linked rows, or members of a scale by name or label: whatever the column declares.
    #[must_use]
    pub fn texts<T: AsRef<str>>(self, table: &str, column: &str, values: &[T]) -> Self {
        self.named(table, column, values.len(), |row| values.get(row).map(AsRef::as_ref))
    }

    /// Texts as [`texts`](Self::texts) has them; `None` is unavailable.
    #[must_use]
    pub fn optional_texts<T: AsRef<str>>(self, table: &str, column: &str, values: &[Option<T>]) -> Self {
        self.named(table, column, values.len(), |row| values.get(row).and_then(Option::as_ref).map(AsRef::as_ref))
    }

    /// A column as the engine has it, in internal units (percents as shares, links as rows, members as positions).
    #[must_use]
    pub fn column(self, table: &str, column: &str, values: Column) -> Self {
        self.give(table, column, values)
    }

    /// Checks everything and gives the data.
    ///
    /// # Errors
    /// Unknown and missing columns, columns of the wrong type or of unequal lengths, missing values in required columns,
    /// values outside their range, keys that occur twice, links to no row, members that are not declared.
    pub fn build(mut self) -> Result<Data, Vec<Diagnostic>> {
        let mut raws = Vec::with_capacity(self.program.tables.len());
        let mut errors = std::mem::take(&mut self.errors);
        let given = std::mem::take(&mut self.columns);
        for (at, columns) in given.into_iter().enumerate() {
            let table = TableId(u32::try_from(at).unwrap_or(u32::MAX));
            let declared = self.program.table(table);
            if declared.summary.is_some() {
                raws.push(self.raw(table, IndexMap::new()));
                continue;
            }
            let raw = match &declared.inline {
                Some(rows) if columns.is_empty() => inline::read(self.program, table, rows, self.limits.bad_cells)
                    .unwrap_or_else(|wrong| {
                        errors.extend(wrong);
                        self.raw(table, IndexMap::new())
                    }),
                Some(_) | None => {
                    errors.extend(self.lengths(table, &columns));
                    errors.extend(self.absent(table, &columns));
                    self.raw(table, columns)
                }
            };
            raws.push(raw);
        }
        if errors.is_empty() { check::finish(self.program, raws) } else { Err(errors) }
    }

    fn find(&self, table: &str, column: &str) -> Option<(TableId, QuantityId)> {
        let table = self.program.find_table(table).filter(|t| self.program.table(*t).summary.is_none())?;
        // The answers to a question that is not asked of all are given by its name, which is their header.
        let mut columns = self.program.columns(table);
        let by_name = columns.find(|(_, q, _)| q.name == column);
        let id = by_name.or_else(|| self.program.columns(table).find(|(_, _, s)| s.header == column))?.0;
        Some((table, id))
    }

    #[cold]
    fn unknown(mut self, table: &str, column: &str) -> Self {
        let error = match self.program.find_table(table) {
            None => {
                let tables = self.program.tables.iter().filter(|t| t.summary.is_none()).map(|t| t.name.as_str());
                Diagnostic::nowhere(Code::DataConfig, format!("the policy has no table `{table}`"))
                    .maybe_hint(did_you_mean(table, tables))
            }
            Some(id) => {
                let columns = self.program.columns(id).map(|(_, q, _)| q.name.as_str());
                let message = format!("table `{table}` reads no column `{column}`");
                Diagnostic::nowhere(Code::DataConfig, message).maybe_hint(did_you_mean(column, columns))
            }
        };
        self.errors.push(error);
        self
    }

    fn give(self, table: &str, column: &str, values: Column) -> Self {
        match self.find(table, column) {
            Some((table, id)) => self.add(table, id, values),
            None => self.unknown(table, column),
        }
    }

    fn add(mut self, table: TableId, id: QuantityId, values: Column) -> Self {
        let (declared, quantity) = (self.program.table(table), self.program.quantity(id));
        let link_text = matches!((&quantity.ty, &values), (Type::Link(_), Column::Text(_)));
        if !values.fits(&quantity.ty) && !link_text {
            let wanted = wrong::wanted(self.program, &quantity.ty);
            let message = format!("`{}` of table `{}` needs {wanted}", quantity.name, declared.name);
            self.errors.push(Diagnostic::nowhere(Code::DataBadCell, message).related(quantity.span, "declared here"));
        } else if let Some(columns) = self.columns.get_mut(table.at())
            && columns.insert(id, values).is_some()
        {
            let message = format!("`{}` of table `{}` is given twice", quantity.name, declared.name);
            self.errors.push(Diagnostic::nowhere(Code::DataConfig, message));
        }
        self
    }

    fn named<'v>(mut self, table: &str, column: &str, rows: usize, text: impl Fn(usize) -> Option<&'v str>) -> Self {
        let Some((table, id)) = self.find(table, column) else { return self.unknown(table, column) };
        let Type::Member(scale) = &self.program.quantity(id).ty else {
            let key = self.program.table(table).key == id;
            return self.add(table, id, Column::Text(encode(key, rows, text)));
        };
        let lexicon = Lexicon::new(self.program.scale(*scale));
        let mut unknown: IndexMap<&str, RowList> = IndexMap::new();
        let mut code = |row| match text(row) {
            None => member::missing(Missing::Unavailable),
            Some(name) => lexicon.find(name.trim()).unwrap_or_else(|| {
                unknown.entry(name).or_default().push(row);
                super::cells::bad::BYTE
            }),
        };
        let codes: Vec<u8> = (0..rows).map(&mut code).collect();
        self.unknown_members.extend(unknown.into_iter().map(|(name, rows)| (table, id, name.to_owned(), rows)));
        self.add(table, id, Column::Member(Arc::new(codes)))
    }

    fn raw(&self, table: TableId, columns: IndexMap<QuantityId, Column>) -> Raw<'p> {
        let mut problems = Problems::new(self.limits.bad_cells);
        for (_, id, text, rows) in self.unknown_members.iter().filter(|u| u.0 == table) {
            let quantity = self.program.quantity(*id);
            let (word, known) = wrong::members(self.program, quantity);
            let known = || known.iter().map(String::as_str);
            let near = nearest(text, known()).map(|n| format!("did you mean `{n}`? ")).unwrap_or_default();
            problems.push(Problem {
                code: Code::DataUnknownCategory,
                rows: rows.clone(),
                column: Some((quantity.name.clone(), id.at())),
                text: Some(text.clone()),
                message: format!("`{text}` is no {word} of `{}`", quantity.name),
                hint: Some(format!("{near}known are {}", list(known()))),
            });
        }
        let rows = columns.values().map(Column::len).next().unwrap_or(0);
        let named =
            |id: QuantityId, values| RawColumn { header: (self.program.quantity(id).name.clone(), id.at()), values };
        let columns = columns.into_iter().map(|(id, values)| (id, named(id, values))).collect();
        Raw {
            site: Site::Host { table: self.program.table(table).name.clone() },
            rows,
            columns,
            origin: None,
            problems,
        }
    }

    fn lengths(&self, table: TableId, columns: &IndexMap<QuantityId, Column>) -> Option<Diagnostic> {
        let first = columns.values().next()?.len();
        if columns.values().all(|c| c.len() == first) {
            return None;
        }
        let lengths: Vec<String> =
            columns.iter().map(|(id, c)| format!("`{}` {}", self.program.quantity(*id).name, c.len())).collect();
        let message = format!("the columns of table `{}` have different lengths", self.program.table(table).name);
        Some(Diagnostic::nowhere(Code::DataBadRow, message).hint(format!("rows given: {}", lengths.join(", "))))
    }

    fn absent(&self, table: TableId, columns: &IndexMap<QuantityId, Column>) -> Option<Diagnostic> {
        let needed = self.program.columns(table).filter(|(_, _, source)| !source.published_only);
        let absent: Vec<&str> =
            needed.filter(|(id, _, _)| !columns.contains_key(id)).map(|(_, q, _)| q.name.as_str()).collect();
        let declared = self.program.table(table);
        if absent.is_empty() {
            return None;
        }
        let (code, message) = if columns.is_empty() {
            (Code::DataUnbound, format!("table `{}` has no data", declared.name))
        } else {
            let noun = if absent.len() == 1 { "column" } else { "columns" };
            (
                Code::DataMissingColumn,
                format!("table `{}` is not given its {noun} {}", declared.name, list(absent.iter().copied())),
            )
        };
        let hint = format!("it needs {}", list(absent));
        Some(Diagnostic::nowhere(code, message).hint(hint).related(declared.span, "declared here"))
    }
}

fn encode<'v>(key: bool, rows: usize, text: impl Fn(usize) -> Option<&'v str>) -> TextColumn {
    let mut texts = TextPool::default();
    if key && (0..rows).all(|row| text(row).is_some()) {
        (0..rows).for_each(|row| {
            texts.push(text(row).unwrap_or(""));
        });
        return TextColumn { codes: None, texts: Arc::new(texts) };
    }
    let mut distinct = super::distinct::Distinct::new();
    let code = |row| match text(row) {
        None => link::missing(Missing::Unavailable),
        Some(text) => distinct.meaning(text, |t| texts.push(t)),
    };
    let codes: Vec<u32> = (0..rows).map(code).collect();
    TextColumn { codes: Some(Arc::new(codes)), texts: Arc::new(texts) }
}
