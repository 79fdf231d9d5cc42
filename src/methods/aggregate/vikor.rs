//! Compromise ranking: the distance from the ideal, weighing the interest of the majority against the regret of the worst-off part.
//!
//! **Formula.**
//! d = (x* − x) / (x* − x⁻), where x* is the best value of a part among all rows and x⁻ the worst; with weights that add up to 1,
//! S = Σ w d (group utility) and R = max w d (individual regret).
//! Q = v (S − S*) / (S⁻ − S*) + (1 − v) (R − R*) / (R⁻ − R*), where S* and R* are the smallest and S⁻ and R⁻ the largest of all rows.
//! v is 0.5 unless `v N` says otherwise.
//! The result is Q, with `group utility` S, with `regret` R.
//!
//! **Source.** Opricovic and Tzeng, Compromise solution by MCDM methods, European Journal of Operational Research 156 (2004).
//!
//! **Algebra.**
//! **Lower is better**, as in the source: the result is a distance, from 0 to 1; an index made by it is ranked with the lowest first unless it says otherwise.
//! Only the proportions of the weights matter.
//! Parts may be of any unit, and need not be turned round where lower is better; neither a change of unit nor a shift has an effect.
//! Compensatory in S, not in R.
//! A result depends on all rows: a row that comes or goes may change the best and worst of parts, S and R, and so the order of two others (rank reversal).
//! S and R do not become worse when a part of the row becomes better; Q may, since the extremes of S and R move as well.
//! The source's conditions of acceptable advantage and stability are no part of the result: they are about the first rows of the list, and can be read off it.
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.**
//! A part that is the same for all rows has no distance and adds nothing.
//! Where S is the same for all rows its term of Q is 0, and so with R: all are as near as anybody.
//! Where the weights of the parts that are there add up to 0 the result is missing, as inapplicable.
//!
//! **Missing.** Under `missing skip` parts that are missing are left out, and the other weights of the row are re-normalised. Missing values take no part in the best and the worst.
//!
//! **Example.**
//! Costs 2, 3 and 6 (lower is better) and jobs 1, 4 and 8, with equal weights.
//! The first row has S = 0 + 0.5 × 7/7 = 0.5 and R = 0.5, the second S = 0.5 × 1/4 + 0.5 × 4/7 = 0.4107 and R = 0.2857, the third S = R = 0.5.
//! Q is 1, 0 and 1.

use super::whole::{Refusal, Whole, WholeKernel};
use super::{Account, AggregateAlgebra, Aggregator, OptionSpec, Options, UNDEFINED};
use crate::lanes::{self, EMPTY, Gathered};
use crate::matrix;
use crate::parallel::{BLOCK, STRETCH, stretches};
use crate::wide::wide;
use crate::{Compensation, Domain, Interval, OptionKind};

/// `aggregate vikor`, `aggregate vikor v 0.7`
#[derive(Debug)]
pub struct Vikor;

const UTILITY: &str = "group utility";
const REGRET: &str = "regret";

impl Aggregator for Vikor {
    fn name(&self) -> &'static str {
        "vikor"
    }

    fn source(&self) -> &'static str {
        include_str!("vikor.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        &[
            OptionSpec {
                words: "v",
                kind: OptionKind::Number,
                about: "how much the majority counts against regret, from 0 to 1 (0.5 unless given)",
            },
            OptionSpec { words: UTILITY, kind: OptionKind::Flag, about: "the result is S" },
            OptionSpec { words: REGRET, kind: OptionKind::Flag, about: "the result is R" },
        ]
    }

    fn refuses(&self, options: &Options) -> Option<Refusal> {
        let v = options.number("v");
        if v.is_some_and(|v| !(0.0..=1.0).contains(&v)) {
            let message = "`v` of `vikor` lies from 0 to 1".to_owned();
            let hint = "0.5 weighs the majority and regret alike, 1 minds the majority only, 0 regret only".to_owned();
            return Some(Refusal { message, hint });
        }
        let other = [UTILITY, REGRET].into_iter().find(|words| options.has(words));
        if let (Some(_), Some(other)) = (v, other) {
            let message = format!("`v` has no effect on `vikor {other}`");
            return Some(Refusal { message, hint: "`v` weighs the two in Q: leave out one or the other".to_owned() });
        }
        super::whole::one_of(options, "vikor", &[UTILITY, REGRET])
    }

    fn algebra(&self, options: &Options) -> AggregateAlgebra {
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
            compensation: if options.has(REGRET) { Compensation::None } else { Compensation::Partial },
        }
    }

    fn lower_is_better(&self, _options: &Options) -> bool {
        true
    }

    fn reach(&self, _parts: &[Interval], _weights: &[f64], _options: &Options) -> Interval {
        Interval::new(0.0, 1.0)
    }

    fn whole(&self) -> Option<&dyn WholeKernel> {
        Some(self)
    }
}

/// A part with its best value and what it is divided by; where all values are equal by an infinity, so that d is 0.
struct Term<'a> {
    values: &'a [f64],
    weight: f64,
    best: f64,
    range: f64,
    gaps: bool,
}

impl WholeKernel for Vikor {
    fn takes_missing(&self) -> bool {
        true
    }

    fn aggregate(&self, input: &Whole<'_>, out: &mut [f64]) -> Result<(), Refusal> {
        let Some(shares) = input.shares() else {
            out.fill(UNDEFINED);
            return Ok(());
        };
        let mut regret = vec![0.0; out.len()];
        let ends = utility_and_regret(input, &shares, out, &mut regret);
        if input.options.has(REGRET) {
            out.copy_from_slice(&regret);
        } else if !input.options.has(UTILITY) {
            compromise(input, ends, &regret, out);
        }
        Ok(())
    }

    fn account(&self, input: &Whole<'_>, row: usize) -> Account {
        let mut account = Account::of(input.parts.len());
        let Some(shares) = input.shares() else { return account };
        let there = |values: &&[f64]| values.get(row).is_some_and(|x| !x.is_nan());
        let known = input.parts.iter().zip(&shares).filter(|(values, _)| there(values));
        let total: f64 = known.map(|(_, share)| share).sum();
        let gathered = input.gathered();
        let parts = input.parts.iter().zip(&gathered).zip(input.higher).zip(&shares).zip(&mut account.parts);
        for (((part, higher), share), figures) in parts.filter(|((((values, _), _), _), _)| there(values)) {
            let Some(Term { values, best, range, .. }) = term(part, *higher, *share) else { continue };
            let distance = (best - values.get(row).copied().unwrap_or(f64::NAN)) / range;
            let worst = if range.is_finite() { best - range } else { best };
            let weight = share / total;
            *figures = vec![("best", best), ("worst", worst), ("share_of_weights", weight)];
            figures.extend([("distance", distance), ("weighted", weight * distance)]);
        }
        let (mut utility, mut regret) = (vec![0.0; input.rows()], vec![0.0; input.rows()]);
        let ends = utility_and_regret(input, &shares, &mut utility, &mut regret);
        let own = |column: &[f64]| column.get(row).copied().unwrap_or(f64::NAN);
        let [(s_best, s_worst), (r_best, r_worst)] = ends;
        account.figures = vec![("s", own(&utility)), ("s_best", s_best), ("s_worst", s_worst)];
        account.figures.extend([("r", own(&regret)), ("r_best", r_best), ("r_worst", r_worst)]);
        account.figures.push(("v", input.options.number("v").unwrap_or(0.5)));
        compromise(input, ends, &regret, &mut utility);
        account.figures.push(("q", own(&utility)));
        account
    }
}

/// S and R of all rows; of each of the two the best and the worst, not numbers where there is none.
fn utility_and_regret(input: &Whole<'_>, shares: &[f64], utility: &mut [f64], regret: &mut [f64]) -> [(f64, f64); 2] {
    let gathered = input.gathered();
    let parts = input.parts.iter().zip(&gathered).zip(input.higher).zip(shares);
    let terms: Vec<Term<'_>> = parts.filter_map(|((part, higher), share)| term(part, *higher, *share)).collect();
    // What the weights of a complete row add up to: 1, but for the last bit.
    let all = terms.len() == shares.len();
    let complete = if all { terms.iter().fold(0.0, |sum, t| sum + t.weight) } else { -1.0 };
    let gaps = !all || terms.iter().any(|t| t.gaps);
    let threads = input.threads.for_rows(utility.len());
    let pieces = utility.chunks_mut(BLOCK).zip(regret.chunks_mut(BLOCK));
    let blocks: Vec<_> = stretches(0..input.rows(), BLOCK).zip(pieces).collect();
    let seen = threads.map(blocks, |(rows, (utility, regret))| {
        let mut there = vec![0.0; STRETCH];
        let mut seen = [EMPTY; 2];
        let pieces = utility.chunks_mut(STRETCH).zip(regret.chunks_mut(STRETCH));
        for (rows, (utility, regret)) in stretches(rows, STRETCH).zip(pieces) {
            wide(
                #[inline(always)]
                || match gaps {
                    true => distances_of_known(&terms, complete, rows.start, &mut there, utility, regret),
                    false => distances(&terms, rows.start, utility, regret),
                },
            );
            // While they lie in the cache.
            seen = together(seen, [&*utility, &*regret].map(|x| lanes::gathered::<true, false, false>(x, 0.0)));
        }
        seen
    });
    let ends = |seen: Gathered| matrix::ends(&seen).unwrap_or((f64::NAN, f64::NAN));
    seen.into_iter().fold([EMPTY; 2], together).map(ends)
}

fn together([s, r]: [Gathered; 2], [more_s, more_r]: [Gathered; 2]) -> [Gathered; 2] {
    [s.with(more_s), r.with(more_r)]
}

/// `None` where nothing is known of the part.
fn term<'a>((values, gathered): (&&'a [f64], &Gathered), higher: bool, weight: f64) -> Option<Term<'a>> {
    let (low, high) = matrix::ends(gathered)?;
    let (best, worst) = if higher { (high, low) } else { (low, high) };
    let range = if best == worst { f64::INFINITY } else { best - worst };
    Some(Term { values, weight, best, range, gaps: gathered.count < values.len() as u64 })
}

/// S and R of a stretch of rows that lack nothing.
#[inline(always)]
fn distances(terms: &[Term<'_>], start: usize, utility: &mut [f64], regret: &mut [f64]) {
    utility.fill(0.0);
    regret.fill(0.0);
    for terms in terms.chunks(2) {
        // Two at a time, so that fewer results go through the cache.
        if let [one, two] = terms {
            let [a, b] = [one, two].map(|term| term.values.get(start..).unwrap_or_default());
            let [first_of, second_of] = [one, two].map(|term| {
                let (weight, best, range) = (term.weight, term.best, term.range);
                #[inline(always)]
                move |x: &f64| weight * ((best - x) / range)
            });
            let sums = utility.iter_mut().zip(regret.iter_mut());
            for (((utility, regret), a), b) in sums.zip(a).zip(b) {
                let (first, second) = (first_of(a), second_of(b));
                *utility = *utility + first + second;
                let larger = if first > *regret { first } else { *regret };
                *regret = if second > larger { second } else { larger };
            }
            continue;
        }
        for Term { values, weight, best, range, gaps: _ } in terms {
            let values = values.get(start..).unwrap_or_default();
            for ((utility, regret), x) in utility.iter_mut().zip(regret.iter_mut()).zip(values) {
                let distance = weight * ((best - x) / range);
                *utility += distance;
                *regret = if distance > *regret { distance } else { *regret };
            }
        }
    }
}

/// S and R of a stretch of rows, over the parts that each has.
#[inline(always)]
fn distances_of_known(
    terms: &[Term<'_>],
    complete: f64,
    start: usize,
    there: &mut [f64],
    utility: &mut [f64],
    regret: &mut [f64],
) {
    there.fill(0.0);
    utility.fill(0.0);
    regret.fill(0.0);
    for Term { values, weight, best, range, gaps: _ } in terms {
        let values = values.get(start..).unwrap_or_default();
        let sums = there.iter_mut().zip(utility.iter_mut()).zip(regret.iter_mut());
        for (((there, utility), regret), x) in sums.zip(values) {
            let distance = weight * ((best - x) / range);
            let known = !x.is_nan();
            *there += if known { *weight } else { 0.0 };
            *utility += if known { distance } else { 0.0 };
            *regret = if known && distance > *regret { distance } else { *regret };
        }
    }
    for ((there, utility), regret) in there.iter().zip(utility).zip(regret) {
        let total = if *there == complete { 1.0 } else { *there };
        *utility /= total;
        *regret /= total;
    }
}

/// S becomes Q.
fn compromise(input: &Whole<'_>, ends: [(f64, f64); 2], regret: &[f64], utility: &mut [f64]) {
    let v = input.options.number("v").unwrap_or(0.5);
    let scale =
        |(best, worst): (f64, f64), share: f64| (best, if best < worst { worst - best } else { f64::INFINITY }, share);
    let [s, r] = ends;
    let (s, r) = (scale(s, v), scale(r, 1.0 - v));
    wide(
        #[inline(always)]
        || {
            for (utility, regret) in utility.iter_mut().zip(regret) {
                *utility = s.2 * ((*utility - s.0) / s.1) + r.2 * ((regret - r.0) / r.1);
            }
        },
    );
}
