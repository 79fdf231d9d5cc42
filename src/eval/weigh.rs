//! Weights from the data: moments of the parts over complete rows, block by block, combined in block order.

use std::ops::Range;

use super::column::yes_no;
use super::index::IndexInput;
use super::parts::PartColumn;

use crate::lanes::{self, EMPTY, Gathered};
use crate::methods::moments::{self, Moments};
use crate::methods::square::Matrix;
use crate::methods::weigh::{self, Basis, Wanted, Weighed};
use crate::parallel::{BLOCK, CHUNK, stretches};
use crate::products::{Products, dot};
use crate::program::ComputedWeights;
use crate::spread;
use crate::wide::wide;

/// The weights that a method computes from the parts as they are now. `None` for a method that needs no data.
pub(super) fn run(input: &IndexInput<'_>, parts: &[PartColumn<'_>], computed: &ComputedWeights) -> Option<Weighed> {
    let Basis::Data(method) = computed.method.basis() else { return None };
    let moments = moments(input, parts, method.wanted());
    Some(weigh::weigh(method, &moments, &computed.importances, &computed.options))
}

/// What some rows say of the parts.
struct Seen {
    wanted: Wanted,
    /// For each part; without squares where products are wanted, which hold them.
    spreads: Vec<Gathered>,
    products: Products,
    /// For each chunk, and in it for each part.
    terms: Vec<Vec<Term>>,
    /// For what is worked out of a chunk.
    buffers: [Vec<f64>; 2],
}

/// How unevenly a part is spread over a chunk.
struct Term {
    rows: f64,
    mean: f64,
    /// The sum of u ln u, with u the value divided by this mean.
    entropy: f64,
}

fn moments(input: &IndexInput<'_>, parts: &[PartColumn<'_>], wanted: Wanted) -> Moments {
    let known = known(input, parts);
    let blocks = stretches(0..input.rows, BLOCK).collect::<Vec<_>>();
    let seen = input.threads.for_rows(input.rows).map(blocks, |block| {
        let mut seen = Seen::new(parts.len(), wanted);
        each_chunk(input, (parts, &known), block, &mut seen);
        seen
    });
    let mut whole = Seen::new(parts.len(), wanted);
    seen.into_iter().for_each(|block| whole.join(block));
    whole.moments()
}

impl Seen {
    /// Nothing yet.
    fn new(parts: usize, wanted: Wanted) -> Self {
        let products = Products::new(if wanted == Wanted::Products { parts } else { 0 });
        let buffers = [vec![0.0; CHUNK], vec![0.0; CHUNK]];
        Seen { wanted, spreads: vec![EMPTY; parts], products, terms: Vec::new(), buffers }
    }

    /// What a chunk says of each part.
    fn gather(&self, columns: &[&[f64]]) -> Vec<Gathered> {
        let gathered = |(x, before): (&&[f64], &Gathered)| match self.wanted {
            Wanted::Deviations => spread::near(x, before.mean()),
            Wanted::Products | Wanted::Entropies => lanes::gathered::<true, true, false>(x, 0.0),
        };
        columns.iter().zip(&self.spreads).map(gathered).collect()
    }

    /// Adds a chunk: values of which all or none are missing in a row, and what they say of each part.
    fn add(&mut self, columns: &[&[f64]], gathered: &[Gathered]) {
        match self.wanted {
            Wanted::Deviations => {}
            Wanted::Products => self.products.add(columns, &self.spreads, gathered),
            Wanted::Entropies => {
                let term = |(x, g): (&&[f64], &Gathered)| term(x, g, &mut self.buffers);
                self.terms.push(columns.iter().zip(gathered).map(term).collect());
            }
        }
        self.spreads.iter_mut().zip(gathered).for_each(|(whole, here)| *whole = spread::together(*whole, *here));
    }

    fn join(&mut self, other: Seen) {
        self.products.join(&other.products, &self.spreads, &other.spreads);
        self.spreads.iter_mut().zip(other.spreads).for_each(|(a, b)| *a = spread::together(*a, b));
        self.terms.extend(other.terms);
    }

    fn moments(self) -> Moments {
        let Seen { wanted, spreads, products, terms, buffers: _ } = self;
        let each = |of: fn(&Gathered) -> f64| spreads.iter().map(of).collect::<Vec<f64>>();
        let rows = spreads.iter().map(|s| s.count).max().unwrap_or(0);
        let product = |i: usize, j: usize| match wanted {
            Wanted::Products => products.at(i.min(j), i.max(j)),
            Wanted::Deviations if i == j => spreads.get(i).map_or(0.0, |s| s.squares),
            Wanted::Deviations | Wanted::Entropies => 0.0,
        };
        let products = Matrix::of(spreads.len(), product);
        let means = each(Gathered::mean);
        let mut entropies = vec![0.0; spreads.len()];
        for terms in &terms {
            for ((entropy, term), mean) in entropies.iter_mut().zip(terms).zip(&means) {
                *entropy += term.about(*mean);
            }
        }
        Moments { rows: rows as usize, means, least: each(|s| s.min), largest: each(|s| s.max), products, entropies }
    }
}

impl Term {
    /// The sum of u ln u, with u the value divided by the mean of all rows.
    fn about(&self, mean: f64) -> f64 {
        // With v the value divided by the chunk's mean, u = r v, and the v add up to the number of rows.
        let r = self.mean / mean;
        if r > 0.0 { r * (self.entropy + self.rows * libm::log(r)) } else { 0.0 }
    }
}

fn term(column: &[f64], gathered: &Gathered, buffers: &mut [Vec<f64>; 2]) -> Term {
    // Rounding the inverse moves all ratios by the same factor, as rounding the mean does.
    let mean = gathered.mean();
    let inverse = 1.0 / mean;
    let [ratios, logarithms] = buffers.each_mut().map(|b| b.get_mut(..column.len()).unwrap_or_default());
    wide(
        #[inline(always)]
        || {
            for (u, x) in ratios.iter_mut().zip(column) {
                // 1 has no part in an entropy, and neither have 0 and what is missing.
                let ratio = x * inverse;
                *u = if ratio > 0.0 { ratio } else { 1.0 };
            }
        },
    );
    moments::logarithms(ratios, logarithms);
    Term { rows: gathered.count as f64, mean, entropy: dot(ratios, logarithms) }
}

/// Whether a part has a value at all; one that was screened out has none, and weighs nothing.
fn known(input: &IndexInput<'_>, parts: &[PartColumn<'_>]) -> Vec<bool> {
    let any = |part: &PartColumn<'_>| {
        let mut buffers = part.buffers();
        stretches(0..input.rows, CHUNK).any(|rows| {
            let included = input.included.as_ref().and_then(|i| i.get(rows.clone()));
            let there = |at: usize| included.is_none_or(|i| i.get(at) == Some(&yes_no::YES));
            part.values(rows, &mut buffers).iter().enumerate().any(|(at, x)| !x.is_nan() && there(at))
        })
    };
    parts.iter().map(any).collect()
}

/// Adds the values of all parts to what is seen, chunk by chunk. In rows that are not included, or in which a
/// known part is missing, all parts are.
fn each_chunk(
    input: &IndexInput<'_>,
    (parts, known): (&[PartColumn<'_>], &[bool]),
    block: Range<usize>,
    seen: &mut Seen,
) {
    let mut buffers: Vec<[Vec<f64>; 2]> = parts.iter().map(PartColumn::buffers).collect();
    let mut complete_values = vec![Vec::new(); parts.len()];
    for rows in stretches(block, CHUNK) {
        let columns: Vec<&[f64]> =
            parts.iter().zip(&mut buffers).map(|(part, buffers)| part.values(rows.clone(), buffers)).collect();
        let gathered = seen.gather(&columns);
        let included = input.included.as_ref().and_then(|i| i.get(rows.clone()));
        let all_included = included.is_none_or(|i| i.iter().fold(true, |all, i| all & (*i == yes_no::YES)));
        let full = |(g, known): (&Gathered, &bool)| !known || g.count == rows.len() as u64;
        if all_included && gathered.iter().zip(known).all(full) {
            seen.add(&columns, &gathered);
            continue;
        }
        let complete = complete(&columns, known, included, rows.len());
        for (values, column) in complete_values.iter_mut().zip(&columns) {
            let value = |(x, complete): (&f64, &bool)| if *complete { *x } else { f64::NAN };
            values.clear();
            values.extend(column.iter().zip(&complete).map(value));
        }
        let columns: Vec<&[f64]> = complete_values.iter().map(Vec::as_slice).collect();
        let gathered = seen.gather(&columns);
        seen.add(&columns, &gathered);
    }
}

/// For each row whether it is included and all known parts are there.
fn complete(columns: &[&[f64]], known: &[bool], included: Option<&[u8]>, rows: usize) -> Vec<bool> {
    let mut complete = vec![known.contains(&true); rows];
    for (column, _) in columns.iter().zip(known).filter(|(_, known)| **known) {
        complete.iter_mut().zip(*column).for_each(|(c, x)| *c &= !x.is_nan());
    }
    if let Some(included) = included {
        complete.iter_mut().zip(included).for_each(|(c, i)| *c &= *i == yes_no::YES);
    }
    complete
}
