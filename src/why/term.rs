//! Expressions with their values in one row.

use super::rows::Rows;
use super::shape::{Leaf, Shape};
use super::tree::{Plain, Term};
use super::watch::is_percent;
use crate::eval::{Column, column};
use crate::program::{ExprKind, Origin, Program, QuantityId, TableId, Type, Value};

impl Rows<'_> {
    /// An expression in a row of its table.
    pub(super) fn term(&self, shape: &Shape, row: usize) -> Term {
        let operands: Vec<Term> = shape.operands.iter().map(|s| self.term(s, row)).collect();
        let (value, quantity) = match shape.leaf {
            Leaf::Quantity(id) => (self.plain(id, row), Some(id)),
            Leaf::Linked(link, target) => match self.linked(link, row) {
                Ok(there) => (self.plain(target, there), Some(target)),
                Err(how) => (Plain::Missing(how), Some(target)),
            },
            Leaf::Parameter(id) => {
                let (ty, name) = (&self.program().parameter(id).ty, self.program().parameter(id).name.as_str());
                let value = self.assessment.parameter(id).map(|(value, _)| self.value(ty, value));
                let value = value.unwrap_or(Plain::Missing(crate::program::Missing::Unavailable));
                return Term { name: Some(name.to_owned()), ..self.leaf(shape, value, None) };
            }
            Leaf::Constant => (self.value(&shape.expr.ty, &constant(&shape.expr.kind)), None),
            Leaf::Watched(id) | Leaf::Linking { value: id, .. } | Leaf::Rows { value: id, .. } => {
                (self.plain(id, row), None)
            }
            Leaf::Unknown => (Plain::Missing(crate::program::Missing::Unknown), None),
        };
        let mut term = Term { operands, ..self.leaf(shape, value, quantity) };
        term.name = match shape.leaf {
            Leaf::Quantity(id) if shape.op == "value" => Some(self.program().quantity(id).name.clone()),
            Leaf::Linked(link, target) => Some(linked_name(self.program(), link, target)),
            _ => None,
        };
        term.rows = match shape.leaf {
            Leaf::Linking { rows, link, .. } => Some(self.count_linking(rows, link, row)),
            Leaf::Rows { rows, .. } => self.assessment.table(rows).map(|t| t.rows),
            _ => None,
        };
        if let Some(reading) = &shape.reading {
            let (read, count) = self.read(reading, row);
            (term.read, term.read_in) = (read, Some(count));
        }
        self.compare(&mut term, shape, row);
        term
    }

    fn leaf(&self, shape: &Shape, value: Plain, quantity: Option<QuantityId>) -> Term {
        Term {
            text: shape.text.clone(),
            op: shape.op,
            value,
            name: None,
            margin: None,
            by_a_hair: false,
            rows: None,
            read: Vec::new(),
            read_in: None,
            operands: Vec::new(),
            percent: is_percent(&shape.expr.ty),
            quantity,
        }
    }

    /// How far the two sides of a comparison are apart.
    fn compare(&self, term: &mut Term, shape: &Shape, row: usize) {
        let ordered = matches!(shape.op, "<" | "<=" | ">" | ">=" | "is");
        let (true, [left, right]) = (ordered, shape.operands.as_slice()) else { return };
        let (Some(a), Some(b)) = (self.position(left, row), self.position(right, row)) else { return };
        let margin = a - b;
        if !margin.is_finite() {
            return;
        }
        term.margin = Some(margin);
        let step = self.printed(left).or_else(|| self.printed(right));
        term.by_a_hair = shape.op != "is" && step.is_some_and(|step| margin.abs() < step / 2.0);
    }

    /// A number, day or level of an ordered scale as a number.
    fn position(&self, shape: &Shape, row: usize) -> Option<f64> {
        let value = match shape.leaf {
            Leaf::Quantity(id) | Leaf::Watched(id) => self.assessment.column(id)?.value(row),
            Leaf::Linking { value, .. } | Leaf::Rows { value, .. } => self.assessment.column(value)?.value(row),
            Leaf::Linked(link, target) => {
                let there = self.linked(link, row).ok()?;
                self.assessment.column(target)?.value(there)
            }
            Leaf::Parameter(id) => self.assessment.parameter(id)?.0.clone(),
            Leaf::Constant => constant(&shape.expr.kind),
            Leaf::Unknown => return None,
        };
        match (value, &shape.expr.ty) {
            (Value::Number(x), Type::Number(_) | Type::Date) => Some(x),
            (Value::Member(m), Type::Member(scale)) if self.program().scale(*scale).ordered => Some(f64::from(m)),
            _ => None,
        }
    }

    /// The step in which a value is printed: 0.1 for one decimal.
    fn printed(&self, shape: &Shape) -> Option<f64> {
        let (Leaf::Quantity(id) | Leaf::Linked(_, id)) = shape.leaf else { return None };
        let quantity = self.program().quantity(id);
        let rounding = match &quantity.origin {
            Origin::Formula(_, rounding) => *rounding,
            Origin::Index(index) => index.rounding,
            Origin::Column(_) | Origin::Rank(_) | Origin::Scenario(_) => None,
        };
        let decimals = quantity.printed.or(rounding.map(|r| r.decimals))?;
        let border = if is_percent(&quantity.ty) { 100.0 } else { 1.0 };
        Some(libm::pow(10.0, -f64::from(decimals)) / border)
    }

    fn count_linking(&self, rows: TableId, link: QuantityId, row: usize) -> usize {
        let to = u32::try_from(row).unwrap_or(u32::MAX);
        let included = self.assessment.table(rows).and_then(|t| t.included.as_ref());
        let takes_part = |at: usize| included.is_none_or(|i| i.get(at) == Some(&column::yes_no::YES));
        match self.assessment.column(link) {
            Some(Column::Link(links)) => {
                links.iter().enumerate().filter(|(at, l)| **l == to && takes_part(*at)).count()
            }
            Some(_) | None => 0,
        }
    }
}

/// A value that stands in the expression.
fn constant(kind: &ExprKind) -> Value {
    match kind {
        ExprKind::Number(x) => Value::Number(*x),
        ExprKind::YesNo(b) => Value::YesNo(*b),
        ExprKind::Text(text) => Value::Text(text.clone()),
        ExprKind::Member(m) => Value::Member(*m),
        ExprKind::Missing(how) => Value::Missing(*how),
        _ => Value::Missing(crate::program::Missing::Unknown),
    }
}

/// `region.foreign_activity`
pub(super) fn linked_name(program: &Program, link: QuantityId, target: QuantityId) -> String {
    format!("{}.{}", program.quantity(link).name, program.quantity(target).name)
}
