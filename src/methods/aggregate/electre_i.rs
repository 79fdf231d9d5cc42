//! Outranking by agreement without strong objection: which rows are left when those that others outrank are set aside.
//!
//! **Formula.**
//! For two rows a and b, the concordance c(a, b) = Σ w / Σ w over the parts in which a is as good as b or better, and
//! the discordance d(a, b) = max (by how much b is better in a part) / (max − min of that part over all rows).
//! a outranks b where c(a, b) ≥ the concordance threshold and d(a, b) ≤ the discordance threshold.
//! y is 1 for the rows of the kernel, which do not outrank each other while each row outside is outranked by one of them, and 0 for the others.
//! Rows that outrank each other in a circle count as one: all of them are in the kernel, or none.
//! With `net outranking`, y is the number of rows that the row outranks, less the number of rows that outrank it.
//!
//! **Source.** Roy, Classement et choix en présence de points de vue multiples (la méthode ELECTRE), RIRO 2 (1968); Figueira, Mousseau and Roy, ELECTRE methods (2005).
//! The source divides by the largest difference of any part, which asks for parts on scales alike; here each is divided by its own, which is the same for parts that `normalise minmax` has made alike.
//!
//! **Algebra.**
//! The kernel is for choice, not for ranking: every row has 1 or 0. With `net outranking` and n rows the result is a whole number from −(n − 1) to n − 1. Higher is better.
//! Only the proportions of the weights matter.
//! Parts may be of any unit, and lower may be better; neither a change of unit nor a shift has an effect.
//! Not compensatory: an advantage makes up for no disadvantage beyond the discordance threshold, and is counted, not measured.
//! A result depends on all rows.
//!
//! **Domain.** All numbers. Thresholds lie from 0 to 1, concordance usually from 0.5 on.
//!
//! **Degenerate cases.** A part that is the same for all rows is no objection, and counts for concordance in every pair. A single row is the kernel.
//!
//! **Missing.** Under `missing skip` two rows are compared in the parts that both have, whose weights are re-normalised; where they have none in common, neither outranks the other.
//!
//! **Example.**
//! Costs 2, 3 and 6 (lower is better) and jobs 1, 4 and 8, with equal weights, `concordance 0.5 discordance 0.6`.
//! The first outranks the second (better in costs; in jobs worse by 3/7) and the second the first (in costs worse by 1/4).
//! The second outranks the third (in jobs worse by 4/7), the first does not (7/7), and the third none of them (in costs 4/4 and 3/4).
//! The first two are a circle, and the kernel: 1, 1 and 0. With `net outranking` the results are 0, 1 and −1.

use super::whole::{Refusal, Whole, WholeKernel};
use super::{Account, AggregateAlgebra, Aggregator, Figures, OptionSpec, Options, Pair, UNDEFINED};
use crate::graph::{Graph, bits};
use crate::matrix::{SAME, extremes, pairs_bounded, turned};
use crate::wide::wide;
use crate::{Compensation, Domain, Interval, OptionKind};

/// `aggregate electre i concordance 0.7 discordance 0.3`
#[derive(Debug)]
pub struct ElectreOne;

const CONCORDANCE: &str = "concordance";
const DISCORDANCE: &str = "discordance";
const NET: &str = "net outranking";

impl Aggregator for ElectreOne {
    fn name(&self) -> &'static str {
        "electre i"
    }

    fn source(&self) -> &'static str {
        include_str!("electre_i.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        &[
            OptionSpec {
                words: CONCORDANCE,
                kind: OptionKind::Number,
                about: "the share of weights that must agree, from 0 to 1; must be given",
            },
            OptionSpec {
                words: DISCORDANCE,
                kind: OptionKind::Number,
                about: "the largest objection that is allowed, from 0 to 1; must be given",
            },
            OptionSpec {
                words: NET,
                kind: OptionKind::Flag,
                about: "how many rows each outranks, less how many outrank it",
            },
        ]
    }

    fn refuses(&self, options: &Options) -> Option<Refusal> {
        for (name, example) in [(CONCORDANCE, "0.7"), (DISCORDANCE, "0.3")] {
            let Some(threshold) = options.number(name) else {
                let message = format!("`electre i` needs a `{name}` threshold");
                return Some(Refusal {
                    message,
                    hint: format!("write it with the method, such as `{name} {example}`"),
                });
            };
            if !(0.0..=1.0).contains(&threshold) {
                let message = format!("the `{name}` threshold of `electre i` lies from 0 to 1");
                return Some(Refusal { message, hint: format!("give it as a share, such as `{name} {example}`") });
            }
        }
        None
    }

    fn algebra(&self, _options: &Options) -> AggregateAlgebra {
        AggregateAlgebra {
            uses_weights: true,
            renormalises_weights: true,
            internal: false,
            ignores_sign: false,
            zero_absorbs: false,
            keeps_unit: false,
            mixes_units: true,
            reads_directions: true,
            monotone: false,
            domain: Domain::All,
            compensation: Compensation::None,
        }
    }

    fn reach(&self, _parts: &[Interval], _weights: &[f64], options: &Options) -> Interval {
        if options.has(NET) { Interval::ALL } else { Interval::new(0.0, 1.0) }
    }

    fn whole(&self) -> Option<&dyn WholeKernel> {
        Some(self)
    }
}

/// A part, turned so that higher is better.
struct Criterion {
    values: Vec<f64>,
    weight: f64,
    range: f64,
    gaps: bool,
}

struct Thresholds {
    concordance: f64,
    discordance: f64,
}

impl WholeKernel for ElectreOne {
    fn takes_missing(&self) -> bool {
        true
    }

    fn aggregate(&self, input: &Whole<'_>, out: &mut [f64]) -> Result<(), Refusal> {
        pairs_bounded(self.name(), input)?;
        let Some(shares) = input.shares() else {
            out.fill(UNDEFINED);
            return Ok(());
        };
        let graph = outranking(input, shares);
        if input.options.has(NET) {
            net(&graph, out)
        } else {
            kernel(&graph, out)
        }
        Ok(())
    }

    fn account(&self, input: &Whole<'_>, row: usize) -> Account {
        let mut account = Account::of(input.parts.len());
        let Some(shares) = input.shares() else { return account };
        for ((part, share), figures) in input.parts.iter().zip(&shares).zip(&mut account.parts) {
            if let Some((low, high)) = extremes(part, input.threads) {
                *figures = vec![("share_of_weights", *share), ("range", high - low)];
            }
        }
        let criteria = criteria(input, shares.clone());
        let graph = outranking(input, shares);
        let (mut ahead, mut behind) = (0.0, 0.0);
        for other in (0..input.rows()).filter(|other| *other != row) {
            let (outranked, outranking) = (graph.leads(row, other), graph.leads(other, row));
            ahead += f64::from(u8::from(outranked));
            behind += f64::from(u8::from(outranking));
            let verdict = match (outranked, outranking) {
                (true, true) => "outranks and is outranked by",
                (true, false) => "outranks",
                (false, true) => "is outranked by",
                (false, false) => "is not comparable with",
            };
            let mut figures: Figures = Vec::new();
            let (agree, objection) = one_pair(&criteria, row, other);
            figures.extend([("concordance", agree), ("discordance", objection)]);
            let (agree, objection) = one_pair(&criteria, other, row);
            figures.extend([("concordance_against", agree), ("discordance_against", objection)]);
            account.pairs.push(Pair { other, verdict, figures });
        }
        account.figures = vec![("outranks", ahead), ("outranked_by", behind)];
        if !input.options.has(NET) {
            let mut inside = vec![0.0; input.rows()];
            kernel(&graph, &mut inside);
            let of_kernel = inside.iter().enumerate().filter(|(_, y)| **y == 1.0).map(|(row, _)| row);
            account.rows = vec![("kernel", of_kernel.collect())];
        }
        account
    }
}

/// The parts that have a weight.
fn criteria(input: &Whole<'_>, shares: Vec<f64>) -> Vec<Criterion> {
    let criterion = |(values, weight): (Vec<f64>, f64)| {
        let (low, high) = extremes(&values, input.threads)?;
        let range = if low < high { high - low } else { f64::INFINITY };
        let gaps = values.iter().any(|x| !x.is_finite());
        (weight > 0.0).then_some(Criterion { values, weight, range, gaps })
    };
    turned(input).into_iter().zip(shares).filter_map(criterion).collect()
}

/// Which row outranks which.
fn outranking(input: &Whole<'_>, shares: Vec<f64>) -> Graph {
    let criteria = criteria(input, shares);
    let thresholds = Thresholds {
        concordance: input.options.number(CONCORDANCE).unwrap_or(1.0),
        discordance: input.options.number(DISCORDANCE).unwrap_or(0.0),
    };
    let rows = input.rows();
    Graph::new(input.threads.map((0..rows).collect(), |row| outranked_by(&criteria, &thresholds, row, rows)))
}

/// The concordance of a row with another, and its discordance; not defined where they have no part in common.
fn one_pair(criteria: &[Criterion], row: usize, other: usize) -> (f64, f64) {
    let (mut agree, mut shared, mut objection) = (0.0, 0.0, 0.0f64);
    for Criterion { values, weight, range, gaps: _ } in criteria {
        let (Some(own), Some(their)) = (values.get(row), values.get(other)) else { continue };
        let behind = their - own;
        agree += if behind <= 0.0 { *weight } else { 0.0 };
        shared += if behind.is_nan() { 0.0 } else { *weight };
        objection = objection.max(behind / range);
    }
    (agree / shared, objection)
}

/// The rows that a row outranks, as bits.
fn outranked_by(criteria: &[Criterion], thresholds: &Thresholds, row: usize, rows: usize) -> Vec<u64> {
    let (mut agree, mut shared, mut objection) = (vec![0.0; rows], vec![0.0; rows], vec![0.0; rows]);
    for criterion in criteria {
        wide(
            #[inline(always)]
            || {
                compare(criterion, row, &mut agree, &mut objection);
                share(criterion, row, &mut shared);
            },
        );
    }
    let pairs = agree.iter().zip(&shared).zip(&objection).enumerate();
    bits(pairs.map(|(other, ((agree, shared), objection))| {
        let enough = *agree >= thresholds.concordance * shared - SAME;
        other != row && *shared > 0.0 && enough && *objection <= thresholds.discordance + SAME
    }))
}

#[inline(always)]
fn compare(criterion: &Criterion, row: usize, agree: &mut [f64], objection: &mut [f64]) {
    let Criterion { values, weight, range, gaps: _ } = criterion;
    let own = values.get(row).copied().unwrap_or(f64::NAN);
    for ((agree, objection), other) in agree.iter_mut().zip(objection).zip(values) {
        let behind = other - own;
        *agree += if behind <= 0.0 { *weight } else { 0.0 };
        let share = behind / range;
        *objection = if share > *objection { share } else { *objection };
    }
}

/// Adds the weight for each row that has the part, where the row itself has it.
#[inline(always)]
fn share(criterion: &Criterion, row: usize, shared: &mut [f64]) {
    let Criterion { values, weight, range: _, gaps } = criterion;
    if !gaps {
        shared.iter_mut().for_each(|shared| *shared += weight);
        return;
    }
    let own = values.get(row).copied().unwrap_or(f64::NAN);
    for (shared, other) in shared.iter_mut().zip(values) {
        *shared += if (other - own).is_nan() { 0.0 } else { *weight };
    }
}

/// Outranks, less outranked.
fn net(graph: &Graph, out: &mut [f64]) {
    out.fill(0.0);
    for row in 0..out.len() {
        let mut outranked = 0.0;
        for other in graph.successors(row) {
            outranked += 1.0;
            out.get_mut(other).into_iter().for_each(|y| *y -= 1.0);
        }
        out.get_mut(row).into_iter().for_each(|y| *y += outranked);
    }
}

/// 1 for the kernel: class by class, from those that nobody outranks, whatever no class of the kernel outranks.
fn kernel(graph: &Graph, out: &mut [f64]) {
    let classes = graph.classes();
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); classes.count];
    for (row, class) in classes.of.iter().enumerate() {
        members.get_mut(*class).into_iter().for_each(|class| class.push(row));
    }
    let mut outside = vec![false; classes.count];
    for (class, rows) in members.iter().enumerate() {
        let inside = outside.get(class) == Some(&false);
        for row in rows {
            out.get_mut(*row).into_iter().for_each(|y| *y = f64::from(u8::from(inside)));
        }
        for other in rows.iter().filter(|_| inside).flat_map(|row| graph.successors(*row)) {
            let theirs = classes.of.get(other).copied().unwrap_or(class);
            if theirs != class {
                outside.get_mut(theirs).into_iter().for_each(|o| *o = true);
            }
        }
    }
}
