//! How many rows have each of some codes.

use super::column::yes_no;
use crate::parallel::{BLOCK, stretches, with_threads};
use crate::wide::wide;

/// For each range of codes how many rows that take part have one of them; `included` as
/// [`TableResult::included`](super::TableResult::included) has it.
pub fn tally(codes: &[u8], included: Option<&[u8]>, ranges: &[(u8, u8)]) -> Vec<usize> {
    let blocks = stretches(0..codes.len(), BLOCK).collect();
    let counted = with_threads(None, |threads| {
        threads.for_rows(codes.len()).map(blocks, |rows: std::ops::Range<usize>| -> Vec<usize> {
            let block = codes.get(rows.clone()).unwrap_or_default();
            let included = included.map(|i| i.get(rows).unwrap_or_default());
            ranges.iter().map(|range| count(block, included, *range)).collect()
        })
    });
    let mut total = vec![0; ranges.len()];
    for block in counted {
        total.iter_mut().zip(block).for_each(|(total, count)| *total += count);
    }
    total
}

fn count(codes: &[u8], included: Option<&[u8]>, (first, last): (u8, u8)) -> usize {
    let holds = |code: u8| (code >= first) & (code <= last);
    match included {
        None => wide(
            #[inline(always)]
            || sum(codes, codes, |code, _| holds(code)),
        ),
        Some(included) => wide(
            #[inline(always)]
            || sum(codes, included, |code, included| holds(code) & (included == yes_no::YES)),
        ),
    }
}

/// So few at a time that their count is a byte: then it is vector code.
#[inline(always)]
fn sum(codes: &[u8], others: &[u8], holds: impl Fn(u8, u8) -> bool) -> usize {
    const FEW: usize = 192;
    let mut total = 0;
    for (a, b) in codes.chunks(FEW).zip(others.chunks(FEW)) {
        let mut few = 0u8;
        for (a, b) in a.iter().zip(b) {
            few += u8::from(holds(*a, *b));
        }
        total += usize::from(few);
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_that_takes_part_is_counted_once() {
        let rows = 70_001;
        let codes: Vec<u8> = (0..rows).map(|i| (i * i % 7) as u8 * 40).collect();
        let included: Vec<u8> = (0..rows).map(|i| if i % 3 == 0 { yes_no::NO } else { yes_no::YES }).collect();
        let ranges = [(0, 0), (40, 40), (41, 255), (7, 9)];
        let plainly = |takes_part: &dyn Fn(usize) -> bool| -> Vec<usize> {
            let within = |code: u8, (first, last): (u8, u8)| (first..=last).contains(&code);
            ranges.map(|r| (0..rows).filter(|i| takes_part(*i) && within(codes[*i], r)).count()).to_vec()
        };
        assert_eq!(tally(&codes, None, &ranges), plainly(&|_| true));
        assert_eq!(tally(&codes, Some(&included), &ranges), plainly(&|i| i % 3 != 0));
        assert_eq!(crate::wide::narrow(|| tally(&codes, None, &ranges)), plainly(&|_| true));
        assert_eq!(tally(&[], None, &ranges), [0; 4]);
    }
}
