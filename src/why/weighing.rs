//! Where the weights of an index come from: from the data, from judgements, or from whoever wrote the policy.

use serde::Serialize;

use super::how::GivenOption;
use super::index::options;
use super::rows::Rows;
use crate::methods::weigh::{Trouble, Weighed};
use crate::program::{ComputedWeights, Index, JudgedWeights, Part, QuantityId, Weighing};

/// How the weights of an aggregation came about.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WeighingHow {
    /// `data`, `judgements`, `given`
    pub from: &'static str,
    /// The name of the weights, if they have one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The method: `entropy`, `ahp`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<&'static str>,
    /// Its options.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<GivenOption>,
    /// Over how many rows they are computed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<usize>,
    /// How many experts judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub experts: Option<usize>,
    /// What else came out: `entropy` of a part, `consistency ratio`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<MeasureHow>,
    /// What the method could not use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trouble: Option<String>,
}

/// A number that came out beside the weights.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MeasureHow {
    /// What it is.
    pub name: String,
    /// The part that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// Its value.
    pub value: f64,
}

impl Rows<'_> {
    /// Where the weights of an index come from; `None` where they stand with its parts, or there are none.
    pub(super) fn weighing(&self, id: QuantityId, index: &Index) -> Option<WeighingHow> {
        match (&index.weighing, self.assessment.weighed.get(&id)) {
            (Weighing::Computed(computed), Some(weighed)) => Some(by_data(index, computed, weighed)),
            (Weighing::Computed(_) | Weighing::Given, _) => {
                let name = index.weights_name.as_ref()?;
                Some(self.judged(name).map_or_else(|| given(name), by_people))
            }
        }
    }

    /// Weights of this name, where they follow from judgements.
    pub(super) fn judged(&self, name: &str) -> Option<&JudgedWeights> {
        self.program().judged.iter().find(|judged| judged.name == name)
    }
}

fn given(name: &str) -> WeighingHow {
    WeighingHow {
        from: "given",
        name: Some(name.to_owned()),
        by: None,
        options: Vec::new(),
        rows: None,
        experts: None,
        measures: Vec::new(),
        trouble: None,
    }
}

fn by_data(index: &Index, computed: &ComputedWeights, weighed: &Weighed) -> WeighingHow {
    let part = |at: usize| index.parts.get(at).map(|p: &Part| p.name.clone());
    let measures = weighed.measures.iter().map(|m| MeasureHow {
        name: m.name.to_owned(),
        part: m.part.and_then(part),
        value: m.value,
    });
    let named = |parts: &[usize]| parts.iter().filter_map(|at| part(*at)).collect::<Vec<_>>().join(", ");
    let trouble = weighed.trouble.as_ref().map(|trouble| match trouble {
        Trouble::FewRows => "fewer than two rows have all parts: all parts weigh the same".to_owned(),
        Trouble::NothingVaries => "no part tells anything that the others do not: all parts weigh the same".to_owned(),
        Trouble::Negative(parts) => format!("{} is outside the domain: all parts weigh the same", named(parts)),
        Trouble::Constant(parts) => format!("{} does not vary, and weighs nothing", named(parts)),
        Trouble::Missed(by) => format!("the importances aimed at cannot be reached: {by} remains"),
    });
    WeighingHow {
        from: "data",
        name: None,
        by: Some(computed.method.name()),
        options: options(&computed.options),
        rows: Some(weighed.rows),
        experts: None,
        measures: measures.filter(|m| m.value.is_finite()).collect(),
        trouble,
    }
}

fn by_people(weights: &JudgedWeights) -> WeighingHow {
    let consistency = weights.judged.consistency.iter().map(|c| MeasureHow {
        name: match &c.expert {
            Some(expert) => format!("consistency ratio of {expert}"),
            None => "consistency ratio".to_owned(),
        },
        part: None,
        value: c.ratio,
    });
    let agreement = weights.judged.agreement.iter();
    let agreement = agreement.map(|a| MeasureHow { name: "Kendall's W".to_owned(), part: None, value: a.w });
    WeighingHow {
        from: "judgements",
        by: Some(weights.method.name()),
        options: options(&weights.options),
        experts: Some(weights.judged.experts),
        measures: consistency.chain(agreement).filter(|m| m.value.is_finite()).collect(),
        ..given(&weights.name)
    }
}
