//! Weights from the data: moments of the parts over complete rows, block by block, combined in block order.

use std::ops::Range;

use super::column::yes_no;
use super::index::IndexInput;
use super::parts::PartColumn;

use crate::lanes::{self, EMPTY, Gathered};
use crate::methods::moments::{self, Moments};
use crate::methods::square::Matrix;
use crate::methods::weigh::{self, Basis, Wanted, Weighed};
use crate::parallel::{BLOCK, CHUNK, STRETCH, stretches};
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

    /// What a chunk says of a part, of which something is known from the chunks before.
    fn gather(&self, x: &[f64], before: &Gathered) -> Gathered {
        match self.wanted {
            Wanted::Deviations => spread::near(x, before.mean()),
            Wanted::Products | Wanted::Entropies => lanes::gathered::<true, true, false>(x, 0.0),
        }
    }

    /// What a chunk says beside that, while it lies in the cache.
    fn term(&mut self, x: &[f64], here: &Gathered) -> Option<Term> {
        match self.wanted {
            Wanted::Entropies => Some(term(x, here, &mut self.buffers)),
            Wanted::Deviations | Wanted::Products => None,
        }
    }

    /// Adds a chunk: values of which all or none are missing in a row.
    fn add(&mut self, columns: &[&[f64]]) {
        let gathered: Vec<Gathered> =
            columns.iter().zip(&self.spreads).map(|(x, before)| self.gather(x, before)).collect();
        let terms = columns.iter().zip(&gathered).filter_map(|(x, here)| self.term(x, here)).collect();
        self.add_gathered(columns, &gathered, terms);
    }

    /// Adds a chunk and what it says of each part.
    fn add_gathered(&mut self, columns: &[&[f64]], gathered: &[Gathered], terms: Vec<Term>) {
        match self.wanted {
            Wanted::Deviations => {}
            Wanted::Products => self.products.add(columns, &self.spreads, gathered),
            Wanted::Entropies => self.terms.push(terms),
        }
        self.spreads.iter_mut().zip(gathered).for_each(|(whole, here)| *whole = spread::together(*whole, *here));
    }

    /// Adds a stretch of chunks whose rows are all complete, looking at one part after the other, so that memory is read in
    /// long pieces; the bits are those of [`Seen::add`] chunk by chunk. `false`: some are not, and nothing is added.
    fn add_complete(&mut self, columns: &[&[f64]], known: &[bool]) -> bool {
        let rows = columns.first().map_or(0, |column| column.len());
        let chunks: Vec<Range<usize>> = stretches(0..rows, CHUNK).collect();
        let mut found: Vec<(Vec<Gathered>, Vec<Term>)> =
            chunks.iter().map(|_| (Vec::with_capacity(columns.len()), Vec::with_capacity(columns.len()))).collect();
        let spreads = self.spreads.clone();
        for ((column, known), mut before) in columns.iter().zip(known).zip(spreads) {
            for (x, (gathered, terms)) in column.chunks(CHUNK).zip(&mut found) {
                let here = self.gather(x, &before);
                if *known && here.count != x.len() as u64 {
                    return false;
                }
                terms.extend(self.term(x, &here));
                gathered.push(here);
                before = spread::together(before, here);
            }
        }
        for (rows, (gathered, terms)) in chunks.into_iter().zip(found) {
            let of_chunk: Vec<&[f64]> = columns.iter().map(|c| c.get(rows.clone()).unwrap_or_default()).collect();
            self.add_gathered(&of_chunk, &gathered, terms);
        }
        true
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

/// Adds the values of all parts to what is seen. In rows that are not included, or in which a
/// known part is missing, all parts are.
fn each_chunk(
    input: &IndexInput<'_>,
    (parts, known): (&[PartColumn<'_>], &[bool]),
    block: Range<usize>,
    seen: &mut Seen,
) {
    let mut buffers: Vec<[Vec<f64>; 2]> = parts.iter().map(PartColumn::buffers).collect();
    let mut complete_values = vec![Vec::new(); parts.len()];
    for rows in stretches(block, STRETCH) {
        let columns: Vec<&[f64]> =
            parts.iter().zip(&mut buffers).map(|(part, buffers)| part.values(rows.clone(), buffers)).collect();
        let included = input.included.as_ref().and_then(|i| i.get(rows.clone()));
        let all_included = included.is_none_or(|i| i.iter().fold(true, |all, i| all & (*i == yes_no::YES)));
        if all_included && seen.add_complete(&columns, known) {
            continue;
        }
        for chunk in stretches(0..rows.len(), CHUNK) {
            let columns: Vec<&[f64]> = columns.iter().map(|c| c.get(chunk.clone()).unwrap_or_default()).collect();
            let complete = complete(&columns, known, included.and_then(|i| i.get(chunk.clone())), chunk.len());
            for (values, column) in complete_values.iter_mut().zip(&columns) {
                let value = |(x, complete): (&f64, &bool)| if *complete { *x } else { f64::NAN };
                values.clear();
                values.extend(column.iter().zip(&complete).map(value));
            }
            let columns: Vec<&[f64]> = complete_values.iter().map(Vec::as_slice).collect();
            seen.add(&columns);
        }
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
