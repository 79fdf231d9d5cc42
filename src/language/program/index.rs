//! Indices: parts, steps in the order written, aggregation, missing, rounding, rank.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::Arc;

use super::{Expr, Missing, QuantityId, Type, Value, Weighing};
use crate::methods::{
    Aggregator, Imputation, Interval, NormaliseAlgebra, Normaliser, OptionValue, Options, Setting, Treatment,
};
use crate::source::Span;

/// An index of parts.
#[derive(Clone, Debug, PartialEq)]
pub struct Index {
    /// The parts, named ones first, then nested indices. At least one.
    pub parts: Vec<Part>,
    /// Steps before aggregation, in the order written (inherited ones included).
    pub steps: Vec<Step>,
    /// How the parts become one.
    pub aggregate: &'static dyn Aggregator,
    /// Its options.
    pub aggregate_options: Options,
    /// The formula of an aggregation as it is written; a name of a part means its value after the steps.
    pub formula: Option<Box<Expr>>,
    /// What the formula of an aggregation reads of the row beside the parts: numbers, dates, yes or no. Each is read as a number.
    pub inputs: Vec<Expr>,
    /// The place of the aggregate clause (of the declaration, where it is the default).
    pub aggregate_span: Span,
    /// `aggregate topsis within region`: a method over all rows compares those that agree in these fields.
    pub aggregate_within: Vec<QuantityId>,
    /// `prefer linear q 10 p 50 for exports`: for each part the options that it has by itself; empty where none has any.
    pub preferences: Vec<Option<Options>>,
    /// For each part whether higher is better where it enters the aggregation.
    pub higher: Vec<bool>,
    /// The weights used in aggregation, one for each part, as given; all 1 where none are given.
    /// Either from `weigh` after the last `normalise`, or given with the parts.
    pub weights: Vec<f64>,
    /// Where the aggregation weights were given, if they were.
    pub weights_span: Option<Span>,
    /// The name of the aggregation weights, if they have one: `weigh experts`.
    pub weights_name: Option<String>,
    /// Whether these weights are used, or others that are computed from the data.
    pub weighing: Weighing,
    /// What a missing part means.
    pub missing: MissingRule,
    /// What a part means that is missing in one of these ways: `missing skip inapplicable`. Each kind once, in their order.
    pub missing_as: Vec<(Missing, MissingRule)>,
    /// `rounded 3`
    pub rounding: Option<Rounding>,
}

impl Index {
    /// The index with the values of a run in the place of the parameters that the formula of its aggregation names;
    /// itself where there are none.
    pub fn bound(&self, parameters: &[(Value, bool)]) -> Cow<'_, Index> {
        let Some(formula) = self.aggregate_options.formula() else { return Cow::Borrowed(self) };
        let value = |id: u32| match parameters.get(id as usize) {
            Some((Value::Number(x), _)) => Some(*x),
            Some((Value::YesNo(_) | Value::Text(_) | Value::Member(_) | Value::Missing(_), _)) | None => None,
        };
        let formula = OptionValue::Formula(Arc::new(formula.bound(value)));
        Cow::Owned(Index { aggregate_options: Options { given: vec![("", formula)] }, ..self.clone() })
    }
}

impl Index {
    /// The index with what one row has in the place of what its formula reads beside the parts.
    pub fn of_row(&self, inputs: &[f64]) -> Index {
        let formula = self.aggregate_options.formula().map(|formula| formula.of_row(self.parts.len(), inputs));
        let given = formula.map(|formula| ("", OptionValue::Formula(Arc::new(formula))));
        Index { aggregate_options: Options { given: given.into_iter().collect() }, ..self.clone() }
    }
}

/// A part of an index.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// An indicator, or an index.
    pub quantity: QuantityId,
    /// Its name inside the index: `exports`, `health`.
    pub name: String,
    /// Whether it is a nested index (declared inside this one).
    pub nested: bool,
    /// The scores of cells that hold no value: `token "No practice" as score 0`. A cell holds the position of its score.
    pub scores: Vec<f64>,
    /// The place where it is named.
    pub span: Span,
}

/// A step before aggregation.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Values are multiplied by weights, because a `normalise` follows.
    Weigh(WeighStep),
    /// Values are normalised.
    Normalise(NormaliseStep),
    /// Outliers are treated.
    Treat(TreatStep),
    /// Missing values are imputed.
    Impute(ImputeStep),
    /// Parts or rows of which too little is known are left out.
    Screen(ScreenStep),
}

impl Index {
    /// What a part means that is missing in this way.
    pub fn rule_of(&self, kind: Missing) -> MissingRule {
        self.missing_as.iter().find(|(k, _)| *k == kind).map_or(self.missing, |(_, rule)| *rule)
    }
}

impl Step {
    /// Fields in which rows agree that are looked at together; empty: all rows are.
    pub fn within(&self) -> &[QuantityId] {
        match self {
            Step::Weigh(_) => &[],
            Step::Normalise(step) => &step.within,
            Step::Treat(step) => &step.within,
            Step::Impute(step) => &step.within,
            Step::Screen(step) => &step.within,
        }
    }

    /// Only rows for which this is yes make the yardstick, or whatever else a step takes from other rows.
    pub fn among(&self) -> Option<&Expr> {
        match self {
            Step::Weigh(_) => None,
            Step::Normalise(step) => step.among.as_ref(),
            Step::Treat(step) => step.among.as_ref(),
            Step::Impute(step) => step.among.as_ref(),
            Step::Screen(step) => step.among.as_ref(),
        }
    }

    /// Whether it changes a part (by its position).
    pub fn applies(&self, part: usize) -> bool {
        match self {
            Step::Weigh(_) => true,
            Step::Normalise(step) => matches!(step.parts.get(part), Some(Some(_))),
            Step::Treat(step) => step.parts.get(part) == Some(&true),
            Step::Impute(step) => step.parts.get(part) == Some(&true),
            Step::Screen(step) => step.parts.get(part) == Some(&true),
        }
    }
}

/// `weigh experts` above a `normalise`.
#[derive(Clone, Debug, PartialEq)]
pub struct WeighStep {
    /// A factor for each part.
    pub factors: Vec<f64>,
    /// The name of the weights, if they have one.
    pub name: Option<String>,
    /// Its place.
    pub span: Span,
}

/// `normalise max within industry for exports, papers`
#[derive(Clone, Debug, PartialEq)]
pub struct NormaliseStep {
    /// The method.
    pub method: &'static dyn Normaliser,
    /// Its options.
    pub options: Options,
    /// What a value becomes in a degenerate group (`degenerate as N`); NaN: missing, as inapplicable.
    pub degenerate: f64,
    /// Groups: rows that agree in these fields (key, field, link, category …) are normalised among themselves.
    pub within: Vec<QuantityId>,
    /// Only rows for which this is yes make the yardstick; all rows are compared with it.
    pub among: Option<Expr>,
    /// For each part, whether the step applies to it, with the part's goalposts and direction.
    pub parts: Vec<Option<Setting>>,
    /// Its place.
    pub span: Span,
}

impl NormaliseStep {
    /// The properties of the method as it is used here.
    pub fn algebra(&self) -> NormaliseAlgebra {
        let algebra = self.method.algebra(&self.options);
        if self.among.is_none() || self.method.bounded_among(&self.options) {
            return algebra;
        }
        // Who is better than all with whom it is compared is beyond the end of the scale.
        NormaliseAlgebra { range: (None, None), ..algebra }
    }

    /// Between which numbers the results lie, of values that lie `before`.
    pub fn reach(&self, before: Interval, setting: &Setting) -> Interval {
        if self.among.is_none() || self.method.bounded_among(&self.options) {
            return self.method.reach(before, setting, &self.options);
        }
        let kept = self.algebra().keeps_sign && !setting.reverse && before.low >= 0.0;
        Interval::of((kept.then_some(0.0), None))
    }
}

/// `treat winsorise until skewness 2, kurtosis 3.5 for exports`
#[derive(Clone, Debug, PartialEq)]
pub struct TreatStep {
    /// The method.
    pub method: &'static dyn Treatment,
    /// Its options.
    pub options: Options,
    /// Groups: rows that agree in these fields are treated among themselves.
    pub within: Vec<QuantityId>,
    /// Only rows for which this is yes say what an outlier is; all rows are treated.
    pub among: Option<Expr>,
    /// For each part whether the step applies to it.
    pub parts: Vec<bool>,
    /// Its place.
    pub span: Span,
}

/// `impute median within region`
#[derive(Clone, Debug, PartialEq)]
pub struct ImputeStep {
    /// The method.
    pub method: &'static dyn Imputation,
    /// Its options.
    pub options: Options,
    /// Whether what is missing as inapplicable is imputed as well.
    pub also_inapplicable: bool,
    /// Groups: what stands in comes from rows that agree in these fields.
    pub within: Vec<QuantityId>,
    /// What stands in comes only from rows for which this is yes.
    pub among: Option<Expr>,
    /// Of an imputation over years, which is within the entity: the column of years.
    pub year: Option<QuantityId>,
    /// For each part whether the step applies to it.
    pub parts: Vec<bool>,
    /// Its place.
    pub span: Span,
}

/// `screen rows at least 60%`, `screen parts at least 66% within year`
#[derive(Clone, Debug, PartialEq)]
pub struct ScreenStep {
    /// What is left out.
    pub what: Screened,
    /// The share that must be known.
    pub at_least: f64,
    /// Groups: a part is left out for the rows of a group, by what is known in it.
    pub within: Vec<QuantityId>,
    /// Only rows for which this is yes are asked whether they have a part.
    pub among: Option<Expr>,
    /// For each part whether it counts; of `screen rows` all are left out together.
    pub parts: Vec<bool>,
    /// Of `screen rows`: indicators beyond the index's own parts that count as well, in the indices nested in it and
    /// around it.
    pub others: Vec<QuantityId>,
    /// Its place.
    pub span: Span,
}

/// What `screen` leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screened {
    /// Rows of which too few parts are known.
    Rows,
    /// Parts that too few rows have.
    Parts,
}

/// What a missing part means for the index of a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MissingRule {
    /// The index is missing (the rule where none is written). `missing propagate`
    Propagate,
    /// Parts that are missing are left out: means re-normalise their weights, sums and norms omit the term.
    /// The index is missing where fewer than this many parts are there (at least 1). `missing skip`, `missing at least 2 of 4`
    Skip {
        /// How many parts must be there.
        at_least: usize,
    },
    /// They count as 0 (after normalising). `missing zero`
    Zero,
    /// The run stops with an error that names the cells. `missing fail`
    Fail,
}

/// `rounded 3`: decimal; half up means away from zero, as 0.5 → 1 and -0.5 → -1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rounding {
    /// Decimals, 0 to 15.
    pub decimals: u8,
    /// Half to even instead of half up.
    pub half_even: bool,
}

impl Rounding {
    /// As it is done to values of this type: the decimals of a percentage are counted in percent, and inside it is a share.
    #[must_use]
    pub fn inside(self, ty: &Type) -> Rounding {
        let percent = matches!(ty, Type::Number(Some(unit)) if unit.percent);
        Rounding { decimals: self.decimals + if percent { 2 } else { 0 }, ..self }
    }
}

/// `rank higher first then silver within industry among EXPR, ties min`
#[derive(Clone, Debug, PartialEq)]
pub struct RankRule {
    /// What is ranked.
    pub of: QuantityId,
    /// Whether the highest value has rank 1.
    pub higher_first: bool,
    /// What ranks those that are equal so far, each with whether its highest value comes first. A row in which it is
    /// missing comes behind those in which it is not.
    pub then: Vec<(QuantityId, bool)>,
    /// Rows that agree in these are ranked among themselves.
    pub within: Vec<QuantityId>,
    /// Only rows for which this is yes are ranked; the others have no rank (inapplicable).
    pub among: Option<Expr>,
    /// What equal values get.
    pub ties: Ties,
}

impl RankRule {
    /// Which of two values comes first; one that is missing comes last.
    pub fn order(higher_first: bool, a: f64, b: f64) -> Ordering {
        match (a.is_nan(), b.is_nan()) {
            (false, false) if higher_first => b.partial_cmp(&a).unwrap_or(Ordering::Equal),
            (false, false) => a.partial_cmp(&b).unwrap_or(Ordering::Equal),
            (a, b) => a.cmp(&b),
        }
    }
}

/// What equal values get.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ties {
    /// All the smallest rank: 1, 2, 2, 4 (the default).
    Min,
    /// All the largest: 1, 3, 3, 4.
    Max,
    /// All the mean: 1, 2.5, 2.5, 4.
    Mean,
    /// All the same and no gap: 1, 2, 2, 3.
    Dense,
}

impl Ties {
    /// All, with their names.
    pub const ALL: [(&'static str, Ties); 4] =
        [("min", Ties::Min), ("max", Ties::Max), ("mean", Ties::Mean), ("dense", Ties::Dense)];
}
