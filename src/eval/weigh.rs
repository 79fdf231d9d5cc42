//! Weights from the data: moments of the parts over complete rows, block by block, combined in block order.

use std::ops::Range;

use super::column::yes_no;
use super::index::IndexInput;
use super::parts::PartColumn;

use crate::methods::moments::{self, Moments};
use crate::methods::square::Matrix;
use crate::methods::weigh::{self, Basis, Wanted, Weighed};
use crate::parallel::{BLOCK, CHUNK, stretches};
use crate::program::ComputedWeights;
use crate::wide::wide;

/// The weights that a method computes from the parts as they are now. `None` for a method that needs no data.
pub(super) fn run(input: &IndexInput<'_>, parts: &[PartColumn<'_>], computed: &ComputedWeights) -> Option<Weighed> {
    let Basis::Data(method) = computed.method.basis() else { return None };
    let moments = moments(input, parts, method.wanted());
    Some(weigh::weigh(method, &moments, &computed.importances, &computed.options))
}

/// What one block of rows says of each part.
#[derive(Clone)]
struct Sums {
    rows: usize,
    sums: Vec<f64>,
    least: Vec<f64>,
    largest: Vec<f64>,
}

fn moments(input: &IndexInput<'_>, parts: &[PartColumn<'_>], wanted: Wanted) -> Moments {
    let n = parts.len();
    let empty =
        Sums { rows: 0, sums: vec![0.0; n], least: vec![f64::INFINITY; n], largest: vec![f64::NEG_INFINITY; n] };
    let threads = input.threads.for_rows(input.rows);
    let known = known(input, parts);
    let blocks = || stretches(0..input.rows, BLOCK).collect::<Vec<_>>();
    let first = threads.map(blocks(), |block| {
        let mut sums = empty.clone();
        each_chunk(input, (parts, &known), block, |columns, complete| add_sums(&mut sums, columns, complete));
        sums
    });
    let whole = first.into_iter().fold(empty.clone(), together);
    let means: Vec<f64> = whole.sums.iter().map(|s| s / whole.rows as f64).collect();
    let second = threads.map(blocks(), |block| {
        let mut products = Matrix::zeros(if wanted == Wanted::Products { n } else { 0 });
        let mut entropies = vec![0.0; n];
        let mut centred = vec![vec![0.0; CHUNK]; n];
        each_chunk(input, (parts, &known), block, |columns, complete| match wanted {
            Wanted::Products => add_products(&mut products, columns, complete, &means, &mut centred),
            Wanted::Entropies => add_entropies(&mut entropies, columns, complete, &means),
        });
        (products, entropies)
    });
    let mut products = Matrix::zeros(n);
    let mut entropies = vec![0.0; n];
    for (of_block, terms) in second {
        for i in 0..of_block.size() {
            (i..n).for_each(|j| products.add(i, j, of_block.at(i, j)));
        }
        entropies.iter_mut().zip(terms).for_each(|(e, t)| *e += t);
    }
    for i in 0..n {
        (0..i).for_each(|j| products.set(i, j, products.at(j, i)));
    }
    Moments { rows: whole.rows, means, least: whole.least, largest: whole.largest, products, entropies }
}

fn together(a: Sums, b: Sums) -> Sums {
    let zipped =
        |a: Vec<f64>, b: Vec<f64>, f: fn(f64, f64) -> f64| a.into_iter().zip(b).map(|(a, b)| f(a, b)).collect();
    Sums {
        rows: a.rows + b.rows,
        sums: zipped(a.sums, b.sums, |a, b| a + b),
        least: zipped(a.least, b.least, f64::min),
        largest: zipped(a.largest, b.largest, f64::max),
    }
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

/// Shows the values of all parts, chunk by chunk, and for each row whether it is included and all known parts are there.
fn each_chunk(
    input: &IndexInput<'_>,
    (parts, known): (&[PartColumn<'_>], &[bool]),
    block: Range<usize>,
    mut see: impl FnMut(&[&[f64]], &[bool]),
) {
    let mut buffers: Vec<[Vec<f64>; 2]> = parts.iter().map(PartColumn::buffers).collect();
    for rows in stretches(block, CHUNK) {
        let columns: Vec<&[f64]> =
            parts.iter().zip(&mut buffers).map(|(part, buffers)| part.values(rows.clone(), buffers)).collect();
        let mut complete = vec![known.contains(&true); rows.len()];
        for (column, _) in columns.iter().zip(known).filter(|(_, known)| **known) {
            complete.iter_mut().zip(*column).for_each(|(c, x)| *c &= !x.is_nan());
        }
        if let Some(included) = input.included.as_ref().and_then(|i| i.get(rows)) {
            complete.iter_mut().zip(included).for_each(|(c, i)| *c &= *i == yes_no::YES);
        }
        see(&columns, &complete);
    }
}

fn add_sums(sums: &mut Sums, columns: &[&[f64]], complete: &[bool]) {
    sums.rows += complete.iter().map(|c| usize::from(*c)).sum::<usize>();
    let slots = sums.sums.iter_mut().zip(&mut sums.least).zip(&mut sums.largest);
    for (column, ((sum, least), largest)) in columns.iter().zip(slots) {
        // Each chunk by itself first: sums of like size keep their digits.
        let (here, low, high) = wide(
            #[inline(always)]
            || sum_and_extremes(column, complete),
        );
        *sum += here;
        *least = if low < *least { low } else { *least };
        *largest = if high > *largest { high } else { *largest };
    }
}

/// Sum, least and largest of what is there, in eight lanes.
#[inline(always)]
fn sum_and_extremes(column: &[f64], complete: &[bool]) -> (f64, f64, f64) {
    let mut lanes = [(0.0f64, f64::INFINITY, f64::NEG_INFINITY); 8];
    let ((whole, rest), (of_whole, of_rest)) = (column.as_chunks::<8>(), complete.as_chunks::<8>());
    let chunks = whole.iter().map(|c| c.as_slice()).zip(of_whole.iter().map(|c| c.as_slice()));
    for (values, complete) in chunks.chain([(rest, of_rest)]) {
        for ((sum, least, largest), (x, c)) in lanes.iter_mut().zip(values.iter().zip(complete)) {
            // What is missing is neither smaller nor larger than anything.
            let x = if *c { *x } else { f64::NAN };
            *sum += if x.is_nan() { 0.0 } else { x };
            *least = if x < *least { x } else { *least };
            *largest = if x > *largest { x } else { *largest };
        }
    }
    let least = |a: f64, b: f64| if b < a { b } else { a };
    let largest = |a: f64, b: f64| if b > a { b } else { a };
    lanes.into_iter().fold((0.0, f64::INFINITY, f64::NEG_INFINITY), |all, lane| {
        (all.0 + lane.0, least(all.1, lane.1), largest(all.2, lane.2))
    })
}

fn add_products(products: &mut Matrix, columns: &[&[f64]], complete: &[bool], means: &[f64], centred: &mut [Vec<f64>]) {
    for ((column, mean), out) in columns.iter().zip(means).zip(centred.iter_mut()) {
        wide(
            #[inline(always)]
            || {
                for ((o, x), c) in out.iter_mut().zip(*column).zip(complete) {
                    *o = if *c & !x.is_nan() { x - mean } else { 0.0 };
                }
            },
        );
    }
    let length = complete.len();
    for (i, a) in centred.iter().enumerate() {
        for (j, b) in centred.iter().enumerate().skip(i) {
            let (a, b) = (a.get(..length).unwrap_or_default(), b.get(..length).unwrap_or_default());
            products.add(
                i,
                j,
                wide(
                    #[inline(always)]
                    || dot(a, b),
                ),
            );
        }
    }
}

/// The sum of products, in eight lanes.
#[inline(always)]
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut lanes = [0.0f64; 8];
    let (a, b) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f64 = a.remainder().iter().zip(b.remainder()).map(|(x, y)| x * y).sum();
    for (a, b) in a.zip(b) {
        lanes.iter_mut().zip(a.iter().zip(b)).for_each(|(l, (x, y))| *l += x * y);
    }
    lanes.into_iter().fold(rest, |sum, l| sum + l)
}

fn add_entropies(entropies: &mut [f64], columns: &[&[f64]], complete: &[bool], means: &[f64]) {
    let (mut ratios, mut logarithms) = (vec![0.0; complete.len()], vec![0.0; complete.len()]);
    for ((column, mean), entropy) in columns.iter().zip(means).zip(entropies) {
        wide(
            #[inline(always)]
            || {
                for ((u, x), c) in ratios.iter_mut().zip(*column).zip(complete) {
                    // 1 has no part in an entropy, and neither has 0.
                    let ratio = if *c & !x.is_nan() { x / mean } else { 1.0 };
                    *u = if ratio > 0.0 { ratio } else { 1.0 };
                }
            },
        );
        moments::logarithms(&ratios, &mut logarithms);
        *entropy += wide(
            #[inline(always)]
            || dot(&ratios, &logarithms),
        );
    }
}
