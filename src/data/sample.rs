//! Small programs for the tests of this module.

use crate::program::{
    About, ColumnSource, InlineRows, Member, Missing, Origin, Program, Quantity, QuantityId, Scale, ScaleId, Table,
    TableId, Type, Unit, UnitId,
};
use crate::source::Span;

/// Declares tables one after the other, each with its columns.
pub(super) struct Sample(Program);

impl Sample {
    pub fn new() -> Self {
        Sample(Program { name: "sample".into(), ..Program::default() })
    }

    /// A table and its key.
    pub fn table(mut self, name: &str, key: &str) -> Self {
        let id = QuantityId(self.0.quantities.len() as u32);
        self.0.tables.push(Table {
            name: name.into(),
            about: About::default(),
            key: id,
            keys: Vec::new(),
            quantities: Vec::new(),
            gates: Vec::new(),
            tokens: Vec::new(),
            inline: None,
            summary: None,
            span: Span::default(),
        });
        self.column(key, Type::Text)
    }

    /// A required column of the table declared last.
    pub fn column(mut self, name: &str, ty: Type) -> Self {
        let id = QuantityId(self.0.quantities.len() as u32);
        let table = TableId(self.0.tables.len() as u32 - 1);
        self.0.tables.last_mut().unwrap().quantities.push(id);
        self.0.quantities.push(Quantity {
            name: name.into(),
            about: About::default(),
            table,
            ty,
            higher_is_better: None,
            range: (None, None),
            goalposts: None,
            printed: None,
            measures: None,
            origin: Origin::Column(ColumnSource {
                header: name.into(),
                header_given: false,
                optional: false,
                tokens: Vec::new(),
                published_only: false,
                option: None,
            }),
            span: Span::default(),
            name_span: Span::default(),
        });
        self
    }

    /// An optional column of plain numbers.
    pub fn numbers(self, name: &str) -> Self {
        self.column(name, plain()).optional()
    }

    fn last(&mut self) -> &mut Quantity {
        self.0.quantities.last_mut().unwrap()
    }

    fn source(mut self, change: impl FnOnce(&mut ColumnSource)) -> Self {
        match &mut self.last().origin {
            Origin::Column(source) => change(source),
            _ => panic!("not a column"),
        }
        self
    }

    /// The column declared last may be missing.
    pub fn optional(self) -> Self {
        self.source(|s| s.optional = true)
    }

    /// `from "header"`
    pub fn from(self, header: &str) -> Self {
        self.source(|s| (s.header, s.header_given) = (header.into(), true))
    }

    /// A column that only a published check reads.
    pub fn published(self) -> Self {
        self.source(|s| s.published_only = true)
    }

    /// `range low..high`
    pub fn range(mut self, low: Option<f64>, high: Option<f64>) -> Self {
        self.last().range = (low, high);
        self
    }

    /// `token … as …` of the column declared last.
    pub fn token(self, token: &str, kind: Missing) -> Self {
        self.source(|s| s.tokens.push((token.into(), crate::program::TokenMeaning::Missing(kind))))
    }

    /// `token … as …` of the table declared last.
    pub fn table_token(mut self, token: &str, kind: Missing) -> Self {
        self.0.tables.last_mut().unwrap().tokens.push((token.into(), crate::program::TokenMeaning::Missing(kind)));
        self
    }

    /// A scale of `(number, name, label)` from lowest to highest; without numbers it is a set of categories.
    pub fn scale(mut self, name: &str, ordered: bool, members: &[(f64, &str, &str)]) -> Self {
        let label = |l: &str| About { label: Some(l.into()), ..About::default() };
        let members =
            members.iter().map(|(number, name, l)| Member { name: (*name).into(), about: label(l), number: *number });
        self.0.scales.push(Scale {
            name: name.into(),
            about: About::default(),
            ordered,
            counts_as_numbers: false,
            members: members.collect(),
        });
        self
    }

    /// Rows written in the policy; an empty cell is `None`.
    pub fn rows(mut self, header: &[&str], rows: &[&[&str]]) -> Self {
        let cells = |r: &&[&str]| r.iter().map(|c| (!c.is_empty()).then(|| (*c).to_owned())).collect();
        let places = |at: usize, r: &&[&str]| {
            (0..r.len()).map(|c| Span::new(Default::default(), 10 * at + c, 10 * at + c + 1)).collect()
        };
        self.0.tables.last_mut().unwrap().inline = Some(InlineRows {
            header: header.iter().map(|h| (*h).to_owned()).collect(),
            rows: rows.iter().map(cells).collect(),
            spans: rows.iter().enumerate().map(|(at, r)| places(at, r)).collect(),
        });
        self
    }

    pub fn done(self) -> Program {
        self.0
    }
}

/// A plain number.
pub(super) fn plain() -> Type {
    Type::Number(Some(Unit::default()))
}

/// A percent.
pub(super) fn percent() -> Type {
    Type::Number(Some(Unit { powers: Vec::new(), percent: true }))
}

/// A number of some unit.
pub(super) fn count() -> Type {
    Type::Number(Some(Unit { powers: vec![(UnitId(0), 1)], percent: false }))
}

/// The scale declared first.
pub(super) fn member() -> Type {
    Type::Member(ScaleId(0))
}
