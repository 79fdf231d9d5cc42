//! Outranking by preference functions: how far a row is preferred to all others, less how far all others are preferred to it.
//!
//! **Formula.**
//! For two rows a and b, d is by how much a is better than b in a part, and P(d) how far a is preferred for that, from 0 to 1.
//! π(a, b) = Σ w P(d) / Σ w, and y is the net flow φ(a) = Σ (π(a, b) − π(b, a)) / (n − 1) over the n − 1 other rows.
//! The functions, all 0 where d ≤ 0:
//! `usual`: 1 (this is the default);
//! `u-shape`: 1 where d > q, otherwise 0;
//! `v-shape`: d / p, at most 1;
//! `level`: 0 up to q, 1/2 up to p, 1 beyond;
//! `linear`: 0 up to q, (d − q) / (p − q) up to p, 1 beyond;
//! `gaussian`: 1 − exp(−d² / (2 s²)).
//! The thresholds are in the unit of the part as it enters the aggregation: indifference q, preference p, and s, where the curve turns.
//! `prefer FUNCTION for PARTS` above the aggregation gives parts a function of their own.
//!
//! **Source.** Brans and Vincke, A preference ranking organisation method, Management Science 31 (1985); Brans, Vincke and Mareschal, How to select and how to rank projects, European Journal of Operational Research 24 (1986).
//!
//! **Algebra.**
//! The result lies from −1, everyone is preferred in everything, to 1; higher is better; all rows together have 0.
//! Only the proportions of the weights matter.
//! A shift of a part has no effect; nor has a change of unit if the thresholds change with it.
//! Parts may be of any unit if each has a function of its own, or the usual one, which has no thresholds; lower may be better.
//! Partly compensatory.
//! Monotone: a row that becomes better in a part does not lose.
//! A result depends on all rows: a row that comes or goes may change the order of two others (rank reversal), though not by more than 2 / (n − 1).
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.** A single row has nobody to be compared with: the result is 0/0, and missing as inapplicable. Rows that are the same in all parts have the same result.
//!
//! **Missing.** Under `missing skip` two rows are compared in the parts that both have, whose weights are re-normalised; where they have none in common, neither is preferred.
//!
//! **Example.**
//! Costs 2, 3 and 6 (lower is better) and jobs 1, 4 and 8, with equal weights, `linear q 1 p 3`.
//! In costs the first is no more than indifferent to the second and 4 better than the third: 0 and 1; the second is 3 better than the third: 1.
//! In jobs the second is 3 better than the first, the third 7 and 4 better than the others: all 1.
//! The net flows are (−1/2 + 0) / 2 = −0.25, (1/2 + 0) / 2 = 0.25 and 0.

use std::ops::Range;

use super::whole::{Refusal, Whole, WholeKernel};
use super::{Account, AggregateAlgebra, Aggregator, OptionSpec, Options, Pair, UNDEFINED};
use crate::account::verdict;
use crate::parallel::{CHUNK, stretches};
use crate::preference::{self, Preference};
use crate::wide::wide;
use crate::{Compensation, Domain, Interval, matrix};

/// `aggregate promethee ii`, `aggregate promethee ii linear q 1 p 3`
#[derive(Debug)]
pub struct PrometheeTwo;

impl Aggregator for PrometheeTwo {
    fn name(&self) -> &'static str {
        "promethee ii"
    }

    fn source(&self) -> &'static str {
        include_str!("promethee_ii.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        preference::OPTIONS
    }

    fn preferences(&self) -> &'static [OptionSpec] {
        preference::OPTIONS
    }

    fn refuses(&self, options: &Options) -> Option<Refusal> {
        preference::refuses(options)
    }

    fn algebra(&self, options: &Options) -> AggregateAlgebra {
        AggregateAlgebra {
            uses_weights: true,
            renormalises_weights: true,
            internal: false,
            ignores_sign: false,
            zero_absorbs: false,
            keeps_unit: false,
            mixes_units: matches!(Preference::of(options), Preference::Usual),
            reads_directions: true,
            monotone: true,
            domain: Domain::All,
            compensation: Compensation::Partial,
        }
    }

    fn reach(&self, _parts: &[Interval], _weights: &[f64], _options: &Options) -> Interval {
        Interval::new(-1.0, 1.0)
    }

    fn whole(&self) -> Option<&dyn WholeKernel> {
        Some(self)
    }
}

/// A part, turned so that higher is better.
struct Criterion {
    values: Vec<f64>,
    weight: f64,
    preference: Preference,
    gaps: bool,
}

impl WholeKernel for PrometheeTwo {
    fn takes_missing(&self) -> bool {
        true
    }

    fn aggregate(&self, input: &Whole<'_>, out: &mut [f64]) -> Result<(), Refusal> {
        matrix::pairs_bounded(self.name(), input)?;
        let rows = out.len();
        let total: f64 = input.weights.iter().sum();
        if rows < 2 || total <= 0.0 {
            out.fill(UNDEFINED);
            return Ok(());
        }
        let criteria: Vec<Criterion> = criteria(input).into_iter().filter(|c| c.weight > 0.0).collect();
        // Weights are added up as they are given, and divided once: of whole weights the sums are exact, so that rows
        // with the same flow tie.
        let whole = if criteria.iter().any(|c| c.gaps) { 1.0 } else { total };
        let blocks: Vec<_> = out.iter_mut().enumerate().collect();
        input.threads.map(blocks, |(row, y)| {
            *y = net_preference(&criteria, row, rows) / ((rows - 1) as f64 * whole);
        });
        Ok(())
    }

    fn account(&self, input: &Whole<'_>, row: usize) -> Account {
        let mut account = Account::of(input.parts.len());
        let (Some(shares), true) = (input.shares(), input.rows() > 1) else { return account };
        let criteria = criteria(input);
        let others = (input.rows() - 1) as f64;
        let (mut leaving, mut entering) = (0.0, 0.0);
        let mut flows = vec![(0.0, 0.0); criteria.len()];
        for other in (0..input.rows()).filter(|other| *other != row) {
            let (mut pros, mut cons, mut shared) = (0.0, 0.0, 0.0);
            for (criterion, flow) in criteria.iter().zip(&mut flows) {
                let Some(preferred) = preferred(criterion, row, other) else { continue };
                let (pro, con) = (preferred.max(0.0), (-preferred).max(0.0));
                *flow = (flow.0 + pro, flow.1 + con);
                pros += criterion.weight * pro;
                cons += criterion.weight * con;
                shared += criterion.weight;
            }
            let of = |sum: f64| if shared > 0.0 { sum / shared } else { 0.0 };
            let figures = vec![("preference", of(pros)), ("preference_against", of(cons))];
            leaving += of(pros);
            entering += of(cons);
            account.pairs.push(Pair { other, verdict: verdict(of(pros) - of(cons), 0.0), figures });
        }
        for ((figures, (pro, con)), share) in account.parts.iter_mut().zip(flows).zip(shares) {
            *figures = vec![("share_of_weights", share)];
            figures.extend([("leaving", pro / others), ("entering", con / others), ("net", (pro - con) / others)]);
        }
        account.figures = vec![("leaving", leaving / others), ("entering", entering / others)];
        account.figures.push(("net", (leaving - entering) / others));
        account
    }
}

/// The parts with their weights and functions.
fn criteria(input: &Whole<'_>) -> Vec<Criterion> {
    let parts = matrix::turned(input).into_iter().zip(input.weights).enumerate();
    let criteria = parts.map(|(part, (values, &weight))| {
        let own = input.preferences.get(part).and_then(Option::as_ref);
        let preference = Preference::of(own.unwrap_or(input.options));
        Criterion { gaps: values.iter().any(|x| x.is_nan()), values, weight, preference }
    });
    criteria.collect()
}

/// How far a row is preferred to another in one part; below 0 where the other is. `None` where one has no value.
fn preferred(criterion: &Criterion, row: usize, other: usize) -> Option<f64> {
    let (own, their) = (*criterion.values.get(row)?, *criterion.values.get(other)?);
    let mut net = [0.0];
    criterion.preference.add(own, &[their], 1.0, &mut net);
    (!own.is_nan() && !their.is_nan()).then_some(net.iter().sum())
}

/// By how much a row is preferred to all others together.
fn net_preference(criteria: &[Criterion], row: usize, rows: usize) -> f64 {
    let mut net = vec![0.0; CHUNK.min(rows)];
    let mut shared = net.clone();
    let gaps = criteria.iter().any(|c| c.gaps);
    let mut sum = 0.0;
    for others in stretches(0..rows, CHUNK) {
        let net = net.get_mut(..others.len()).unwrap_or_default();
        net.fill(0.0);
        for criterion in criteria {
            add_preference(criterion, row, others.clone(), net);
        }
        if gaps {
            let shared = shared.get_mut(..others.len()).unwrap_or_default();
            shared_weights(criteria, row, others, shared);
            net.iter_mut()
                .zip(shared)
                .for_each(|(net, shared)| *net = if *shared > 0.0 { *net / *shared } else { 0.0 });
        }
        sum += matrix::sum(net);
    }
    sum
}

fn add_preference(criterion: &Criterion, row: usize, others: Range<usize>, net: &mut [f64]) {
    let Criterion { values, weight, preference, gaps: _ } = criterion;
    let (Some(own), Some(theirs)) = (values.get(row), values.get(others)) else { return };
    preference.add(*own, theirs, *weight, net);
}

/// For each pair the weights of the parts that both have.
fn shared_weights(criteria: &[Criterion], row: usize, others: Range<usize>, shared: &mut [f64]) {
    shared.fill(0.0);
    for Criterion { values, weight, .. } in criteria {
        let (Some(own), Some(theirs)) = (values.get(row), values.get(others.clone())) else { continue };
        if own.is_nan() {
            continue;
        }
        wide(
            #[inline(always)]
            || shared.iter_mut().zip(theirs).for_each(|(s, x)| *s += if x.is_nan() { 0.0 } else { *weight }),
        );
    }
}
