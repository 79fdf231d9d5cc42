//! Weights for which the parts are as important in the index as is said.
//!
//! **Formula.**
//! The importance of a part is the square of its correlation with the index, as a share of the sum of these squares: Sⱼ = ρⱼ² / Σ ρ².
//! The weights are those for which S is what is given with the parts (`parts a 2, b 1`), all the same where nothing is given.
//! With R the correlations of the parts and t the importances, wⱼ = uⱼ / σⱼ where R u = √t.
//! Where some uⱼ would be negative, weights that are not negative are sought step by step (at most 10,000 steps), and the nearest ones are used.
//!
//! **Source.** Becker, Saisana, Paruolo and Vandecasteele (2017), Weights and importance in composite indicators: Closing the gap, Ecological Indicators 80; Paruolo, Saisana and Saltelli (2013), JRSS A 176.
//! They find the weights by numerical optimisation; where the importances can be reached, the equations above have the same solution.
//!
//! **Basis.** The rows in which all parts are known, with their values after the steps above `weigh`.
//! The index must be an arithmetic mean or a sum of its parts.
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.** A part that does not vary weighs nothing. Where no part varies or there are fewer than two rows, all parts weigh the same. Where the importances cannot be reached, the nearest are taken. The run reports each of these.
//!
//! **Example.** Parts that are not correlated, with equal importances, weigh 1 / σ; with importances 4 and 1 they weigh as 2 / σ₁ to 1 / σ₂.

use super::{Basis, FromData, Measure, Raw, Wanted, Weigher};

use crate::square::Matrix;
use crate::{Moments, Options};

/// `weigh optimised`
#[derive(Debug)]
pub struct Optimised;

impl Weigher for Optimised {
    fn name(&self) -> &'static str {
        "optimised"
    }

    fn source(&self) -> &'static str {
        include_str!("optimised.rs")
    }

    fn basis(&self) -> Basis<'_> {
        Basis::Data(self)
    }
}

/// Steps after which the search ends.
const MOST_STEPS: usize = 10_000;
/// A difference between importances that counts as none.
const REACHED: f64 = 1e-9;

impl FromData for Optimised {
    fn wanted(&self) -> Wanted {
        Wanted::Products
    }

    fn scale_invariant(&self) -> bool {
        true
    }

    fn needs_a_mean(&self) -> bool {
        true
    }

    fn weigh(&self, moments: &Moments, importances: &[f64], _options: &Options) -> Raw {
        let varying = moments.varying();
        let correlations = moments.correlations(&varying);
        let given = varying.iter().map(|p| importances.get(*p).copied().unwrap_or(1.0));
        let targets = shares(&given.collect::<Vec<_>>());
        let roots: Vec<f64> = targets.iter().map(|t| t.sqrt()).collect();
        let solved = correlations.solve(&roots).filter(|u| u.iter().all(|u| *u >= 0.0));
        let standardised = solved.unwrap_or_else(|| search(&correlations, &targets));
        let reached = importance(&correlations, &standardised);
        let missed = distance(&reached, &targets);
        let mut weights = vec![0.0; moments.parts()];
        let mut measures = Vec::new();
        for ((part, u), importance) in varying.iter().zip(&standardised).zip(&reached) {
            weights.get_mut(*part).into_iter().for_each(|w| *w = u / moments.deviation(*part));
            measures.push(Measure { name: "importance", part: Some(*part), value: *importance });
        }
        Raw { weights, measures, missed: (missed > REACHED).then_some(missed) }
    }
}

fn shares(values: &[f64]) -> Vec<f64> {
    let total: f64 = values.iter().sum();
    values.iter().map(|v| v / total).collect()
}

/// The importance of each part in the index with these weights of standardised parts.
fn importance(correlations: &Matrix, weights: &[f64]) -> Vec<f64> {
    shares(&correlations.times(weights).iter().map(|c| c * c).collect::<Vec<_>>())
}

fn distance(reached: &[f64], targets: &[f64]) -> f64 {
    reached.iter().zip(targets).map(|(s, t)| (s - t).abs()).fold(0.0, f64::max)
}

/// Raises the weight of each part that is not important enough and lowers that of each that is too important; the best
/// weights met on the way.
fn search(correlations: &Matrix, targets: &[f64]) -> Vec<f64> {
    let mut weights = shares(&targets.iter().map(|t| t.sqrt()).collect::<Vec<_>>());
    let mut best = (f64::INFINITY, weights.clone());
    for _ in 0..MOST_STEPS / 10 {
        let with_index = correlations.times(&weights);
        let reached = importance(correlations, &weights);
        let squares = squares(correlations, &weights, targets);
        if squares < best.0 {
            best = (squares, weights.clone());
        }
        if squares < REACHED * REACHED {
            return best.1;
        }
        for (((weight, c), s), t) in weights.iter_mut().zip(&with_index).zip(&reached).zip(targets) {
            // A part that goes against the index comes nearer to its importance by weighing more.
            let ratio = if *c <= 0.0 { 16.0 } else { t / s };
            *weight *= ratio.sqrt().sqrt().clamp(0.5, 2.0);
        }
        weights = shares(&weights);
    }
    refine(correlations, targets, best.1)
}

fn squares(correlations: &Matrix, weights: &[f64], targets: &[f64]) -> f64 {
    importance(correlations, weights).iter().zip(targets).map(|(s, t)| (s - t) * (s - t)).sum()
}

/// Moves one weight after the other up and down as long as that brings the importances nearer, in ever smaller steps.
fn refine(correlations: &Matrix, targets: &[f64], begin: Vec<f64>) -> Vec<f64> {
    let mut best = (squares(correlations, &begin, targets), begin);
    let mut step = 0.1;
    for _ in 0..MOST_STEPS {
        let mut nearer = false;
        for at in 0..best.1.len() {
            for by in [step, -step] {
                let mut moved = best.1.clone();
                moved.get_mut(at).into_iter().for_each(|w| *w = (*w + by).max(0.0));
                let moved = shares(&moved);
                let squares = squares(correlations, &moved, targets);
                if squares < best.0 {
                    best = (squares, moved);
                    nearer = true;
                    break;
                }
            }
        }
        if !nearer {
            step /= 2.0;
        }
        if step < 1e-13 {
            break;
        }
    }
    best.1
}
