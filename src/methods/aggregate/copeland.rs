//! Copeland's rule: in how many pairs a row has the majority of parts, less in how many it has not.
//!
//! **Formula.**
//! A part votes with its weight for the better row of each pair; equal values abstain.
//! y is the number of rows over which the row has a majority, less the number of rows that have a majority over it. A tie counts for neither.
//!
//! **Source.** Copeland, A reasonable social welfare function (1951); Saari and Merlin, The Copeland method, Economic Theory 8 (1996).
//!
//! **Algebra.**
//! With n rows the result is a whole number from −(n − 1) to n − 1; higher is better; all rows together have 0.
//! Only the proportions of the weights matter.
//! Only the order of values counts: any increasing transformation of a part has no effect. Parts may be of any unit, and lower may be better.
//! Not compensatory: how far one row is ahead in a part makes no difference.
//! A row that beats every other has the highest result.
//! A result depends on all rows: a row that comes or goes may change the order of two others.
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.** None: a single row has 0.
//!
//! **Missing.** Under `missing skip` a part does not vote on a pair of which it lacks one.
//!
//! **Example.**
//! On three rows, a beats b by 33 votes to 27, b beats c by 42 to 18, and c beats a by 35 to 25: each has 1 − 1 = 0.
//! Without c, a has 1 and b has −1.

use super::whole::{Refusal, Whole, WholeKernel};
use super::{Account, AggregateAlgebra, Aggregator, Options};
use crate::majority::Majorities;
use crate::{Compensation, Domain, matrix};

/// `aggregate copeland`
#[derive(Debug)]
pub struct Copeland;

impl Aggregator for Copeland {
    fn name(&self) -> &'static str {
        "copeland"
    }

    fn source(&self) -> &'static str {
        include_str!("copeland.rs")
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

    fn whole(&self) -> Option<&dyn WholeKernel> {
        Some(self)
    }
}

impl WholeKernel for Copeland {
    fn takes_missing(&self) -> bool {
        true
    }

    fn aggregate(&self, input: &Whole<'_>, out: &mut [f64]) -> Result<(), Refusal> {
        matrix::pairs_bounded(self.name(), input)?;
        for (y, tally) in out.iter_mut().zip(Majorities::of(input).tallies()) {
            *y = tally.wins as f64 - tally.losses as f64;
        }
        Ok(())
    }

    fn account(&self, input: &Whole<'_>, row: usize) -> Account {
        Majorities::of(input).account(input.parts.len(), row)
    }
}
