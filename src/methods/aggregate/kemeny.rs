//! Kemeny's rule: the order of all rows that agrees best with the parts, pair by pair.
//!
//! **Formula.**
//! A part votes with its weight for the better row of each pair; equal values abstain.
//! Of all orders of the rows, the best have the largest sum of votes over all pairs for the row that comes first.
//! y is the number of rows that come after the row; where several orders are best, the mean over all of them.
//!
//! **Source.** Kemeny, Mathematics without numbers, Daedalus 88 (1959); Young and Levenglick, A consistent extension of Condorcet's election principle (1978); OECD/JRC Handbook on Constructing Composite Indicators (2008), Step 6, the Condorcet–Kemeny–Young–Levenglick ranking.
//! The division by majorities is Truchon, An extension of the Condorcet criterion and Kemeny orders (1998).
//!
//! **Algebra.**
//! With n rows the result lies from 0 for the last to n − 1 for the first; higher is better.
//! Only the proportions of the weights matter.
//! Only the order of values counts: any increasing transformation of a part has no effect. Parts may be of any unit, and lower may be better.
//! Not compensatory: how far one row is ahead in a part makes no difference.
//! A row that beats every other comes first.
//! A row that becomes better in a part need not rise: among orders that are nearly as good, the one that is best now may put it lower.
//! A result depends on all rows.
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.** None: a single row has 0; rows that no part tells apart share the mean of their places.
//!
//! **Missing.** Under `missing skip` a part does not vote on a pair of which it lacks one.
//!
//! **Size.**
//! The result is exact.
//! Where every row of one set beats every row of another, so does every best order, and the sets are ordered by themselves.
//! What is left, rows whose majorities go round in circles or tie, may be 16 rows at most: beyond that the run stops and says so.
//!
//! **Example.**
//! On three rows, a beats b by 33 votes to 27, b beats c by 42 to 18, and c beats a by 35 to 25.
//! The order b, c, a has 42 + 35 + 27 = 104 votes, more than any other (a, b, c has 100): b has 2, c 1 and a 0.

use super::whole::{Refusal, Whole, WholeKernel};
use super::{Account, AggregateAlgebra, Aggregator, Options};
use crate::graph::{Graph, bits};
use crate::majority::Majorities;
use crate::{Compensation, Domain, Interval, matrix, orders};

/// `aggregate kemeny`
#[derive(Debug)]
pub struct Kemeny;

impl Aggregator for Kemeny {
    fn name(&self) -> &'static str {
        "kemeny"
    }

    fn source(&self) -> &'static str {
        include_str!("kemeny.rs")
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

    fn reach(&self, _parts: &[Interval], _weights: &[f64], _options: &Options) -> Interval {
        Interval::new(0.0, f64::INFINITY)
    }

    fn whole(&self) -> Option<&dyn WholeKernel> {
        Some(self)
    }
}

impl WholeKernel for Kemeny {
    fn takes_missing(&self) -> bool {
        true
    }

    fn aggregate(&self, input: &Whole<'_>, out: &mut [f64]) -> Result<(), Refusal> {
        matrix::pairs_bounded(self.name(), input)?;
        let majorities = Majorities::of(input);
        let rows = out.len();
        let sets = sets(input, &majorities);
        let most = input.limits.ordered_rows.min(orders::MOST);
        if let Some(set) = sets.iter().find(|set| set.len() > most) {
            return Err(too_many(set.len(), most, rows));
        }
        let mut above = 0;
        for set in sets {
            for (row, place) in set.iter().zip(places(&set, &majorities)) {
                let after = (rows - 1) as f64 - (above as f64 + place);
                out.get_mut(*row).into_iter().for_each(|y| *y = after);
            }
            above += set.len();
        }
        Ok(())
    }

    fn account(&self, input: &Whole<'_>, row: usize) -> Account {
        let majorities = Majorities::of(input);
        let mut account = majorities.account(input.parts.len(), row);
        let sets = sets(input, &majorities);
        let before: Vec<usize> = sets.iter().take_while(|set| !set.contains(&row)).flatten().copied().collect();
        let Some(set) = sets.iter().find(|set| set.contains(&row)) else { return account };
        let places = places(set, &majorities);
        let place = set.iter().zip(&places).find(|(r, _)| **r == row).map_or(f64::NAN, |(_, place)| *place);
        account.figures.extend([("rows_ahead", before.len() as f64), ("set", set.len() as f64), ("place", place)]);
        let mut order: Vec<(&usize, &f64)> = set.iter().zip(&places).collect();
        order.sort_by(|a, b| a.1.total_cmp(b.1));
        account.rows = vec![("rows_ahead", before), ("set", order.into_iter().map(|(row, _)| *row).collect())];
        account
    }
}

/// The rows in sets, first ones first: every row of a set beats every row of those after it.
fn sets(input: &Whole<'_>, majorities: &Majorities<'_>) -> Vec<Vec<usize>> {
    let rows = input.rows();
    let not_beaten = input.threads.map((0..rows).collect(), |row: usize| {
        let mut margins = Vec::new();
        majorities.margins(row, 0..rows, &mut margins);
        bits(margins.iter().enumerate().map(|(other, m)| other != row && *m >= -majorities.nothing))
    });
    let classes = Graph::new(not_beaten).classes();
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); classes.count];
    for (row, class) in classes.of.iter().enumerate() {
        members.get_mut(*class).into_iter().for_each(|class| class.push(row));
    }
    members
}

/// The mean place of each row of a set over its best orders.
fn places(set: &[usize], majorities: &Majorities<'_>) -> Vec<f64> {
    orders::mean_places(set.len(), majorities.nothing, |a, b| {
        set.get(a).zip(set.get(b)).map_or(0.0, |(a, b)| majorities.margin(*a, *b))
    })
}

fn too_many(entangled: usize, most: usize, rows: usize) -> Refusal {
    let of = if entangled < rows { format!(" of {rows}") } else { String::new() };
    Refusal {
        message: format!(
            "`kemeny` orders up to {most} rows whose majorities go round in circles or tie, and here are {entangled}{of}"
        ),
        hint: "compare within smaller groups (`within`), leave rows out with a gate, or use `copeland` or `borda`"
            .to_owned(),
    }
}
