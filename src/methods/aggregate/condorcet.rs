//! Condorcet's criterion: the row that has the majority of parts over each of the others.
//!
//! **Formula.**
//! A part votes with its weight for the better row of each pair; equal values abstain.
//! y is 1 for the row that has a majority over every other row, and 0 for the others.
//! Where there is no such row, because majorities go round in a circle or two rows tie, every result is missing, as inapplicable.
//! With `wins`, y is the number of rows over which the row has a majority, which is there in any case.
//!
//! **Source.** Condorcet, Essai sur l'application de l'analyse à la probabilité des décisions (1785); OECD/JRC Handbook on Constructing Composite Indicators (2008), Step 6, non-compensatory multi-criteria approach.
//!
//! **Algebra.**
//! At most one row has 1; with `wins` and n rows the result is a whole number from 0 to n − 1. Higher is better.
//! Only the proportions of the weights matter.
//! Only the order of values counts: any increasing transformation of a part has no effect. Parts may be of any unit, and lower may be better.
//! Not compensatory: how far one row is ahead in a part makes no difference.
//! Who wins a pair depends on these two alone, but who wins all pairs depends on all rows.
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.** A single row wins.
//!
//! **Missing.** Under `missing skip` a part does not vote on a pair of which it lacks one.
//!
//! **Example.**
//! On three rows, a beats b by 33 votes to 27, b beats c by 42 to 18, and c beats a by 35 to 25: nobody wins, and all are missing; with `wins` each has 1.
//! Without c, a has 1 and b has 0.

use super::whole::{Refusal, Whole, WholeKernel};
use super::{Account, AggregateAlgebra, Aggregator, OptionSpec, Options, UNDEFINED};
use crate::majority::Majorities;
use crate::parallel::{CHUNK, stretches};
use crate::{Compensation, Domain, Interval, OptionKind, matrix};

/// `aggregate condorcet`, `aggregate condorcet wins`
#[derive(Debug)]
pub struct Condorcet;

const WINS: &str = "wins";

impl Aggregator for Condorcet {
    fn name(&self) -> &'static str {
        "condorcet"
    }

    fn source(&self) -> &'static str {
        include_str!("condorcet.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        &[OptionSpec { words: WINS, kind: OptionKind::Flag, about: "the number of rows that each beats" }]
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
            monotone: true,
            domain: Domain::All,
            compensation: Compensation::None,
        }
    }

    fn reach(&self, _parts: &[Interval], _weights: &[f64], options: &Options) -> Interval {
        Interval::new(0.0, if options.has(WINS) { f64::INFINITY } else { 1.0 })
    }

    fn whole(&self) -> Option<&dyn WholeKernel> {
        Some(self)
    }
}

impl WholeKernel for Condorcet {
    fn takes_missing(&self) -> bool {
        true
    }

    fn aggregate(&self, input: &Whole<'_>, out: &mut [f64]) -> Result<(), Refusal> {
        let wins = input.options.has(WINS);
        if wins {
            matrix::pairs_bounded(self.name(), input)?;
        }
        let majorities = Majorities::of(input);
        if wins {
            out.iter_mut().zip(majorities.tallies()).for_each(|(y, tally)| *y = tally.wins as f64);
            return Ok(());
        }
        match winner(&majorities, out.len()) {
            Some(winner) => out.iter_mut().enumerate().for_each(|(row, y)| *y = f64::from(u8::from(row == winner))),
            None => out.fill(UNDEFINED),
        }
        Ok(())
    }

    fn account(&self, input: &Whole<'_>, row: usize) -> Account {
        let majorities = Majorities::of(input);
        let mut account = majorities.account(input.parts.len(), row);
        if !input.options.has(WINS) {
            account.rows.push(("winner", winner(&majorities, input.rows()).into_iter().collect()));
        }
        account
    }
}

/// The row that beats every other. Whoever does not beat the next one is out, so that one is left to be tried.
fn winner(majorities: &Majorities<'_>, rows: usize) -> Option<usize> {
    let left =
        (1..rows).fold(0, |left, row| if majorities.margin(left, row) > majorities.nothing { left } else { row });
    let mut margins = Vec::with_capacity(CHUNK);
    let mut beaten = 0;
    for others in stretches(0..rows, CHUNK) {
        majorities.margins(left, others, &mut margins);
        beaten += margins.iter().filter(|m| **m > majorities.nothing).count();
    }
    (beaten + 1 == rows).then_some(left)
}
