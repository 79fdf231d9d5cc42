//! Statistics of one group, eight values side by side: one loop without branches, which is vector code.

/// How many are gathered side by side.
const LANES: usize = 8;

/// What each lane has gathered. The lanes are put together in one order, so that the bits are the same everywhere; a
/// missing value (NaN) is neither smaller nor larger than any, and adds nothing.
pub(super) struct Lanes {
    count: [u64; LANES],
    min: [f64; LANES],
    max: [f64; LANES],
    sum: [f64; LANES],
    squares: [f64; LANES],
}

/// One lane, or all of them together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gathered {
    pub count: u64,
    pub min: f64,
    pub max: f64,
    pub sum: f64,
    /// Of the values, or of their differences from the mean.
    pub squares: f64,
}

pub(super) const EMPTY: Gathered =
    Gathered { count: 0, min: f64::INFINITY, max: f64::NEG_INFINITY, sum: 0.0, squares: 0.0 };

impl Gathered {
    /// Both together.
    pub fn with(self, other: Gathered) -> Gathered {
        Gathered {
            count: self.count + other.count,
            min: if other.min < self.min { other.min } else { self.min },
            max: if other.max > self.max { other.max } else { self.max },
            sum: self.sum + other.sum,
            squares: self.squares + other.squares,
        }
    }

    /// The mean; 0 where there are no values.
    pub fn mean(&self) -> f64 {
        if self.count == 0 { 0.0 } else { self.sum / self.count as f64 }
    }
}

/// Which numbers are kept is said by the flags; the squares are those of the differences from `centre`.
#[inline(always)]
pub(super) fn gathered<const EXTREMES: bool, const SUM: bool, const SQUARES: bool>(x: &[f64], centre: f64) -> Gathered {
    let mut lanes = Lanes {
        count: [0; LANES],
        min: [EMPTY.min; LANES],
        max: [EMPTY.max; LANES],
        sum: [0.0; LANES],
        squares: [0.0; LANES],
    };
    let (eights, rest) = x.as_chunks();
    for eight in eights {
        lanes.add::<EXTREMES, SUM, SQUARES>(eight, centre);
    }
    if !rest.is_empty() {
        let mut last = [f64::NAN; LANES];
        last.iter_mut().zip(rest).for_each(|(last, x)| *last = *x);
        lanes.add::<EXTREMES, SUM, SQUARES>(&last, centre);
    }
    lanes.together()
}

impl Lanes {
    #[inline(always)]
    fn add<const EXTREMES: bool, const SUM: bool, const SQUARES: bool>(&mut self, x: &[f64; LANES], centre: f64) {
        for (count, x) in self.count.iter_mut().zip(x) {
            *count += u64::from(!x.is_nan());
        }
        if EXTREMES {
            for (min, x) in self.min.iter_mut().zip(x) {
                *min = if *x < *min { *x } else { *min };
            }
            for (max, x) in self.max.iter_mut().zip(x) {
                *max = if *x > *max { *x } else { *max };
            }
        }
        if SUM {
            for (sum, x) in self.sum.iter_mut().zip(x) {
                *sum += if x.is_nan() { 0.0 } else { *x };
            }
        }
        if SQUARES {
            for (squares, x) in self.squares.iter_mut().zip(x) {
                let x = if x.is_nan() { 0.0 } else { x - centre };
                *squares += x * x;
            }
        }
    }

    #[inline(always)]
    fn together(self) -> Gathered {
        let lanes = self.count.iter().zip(self.min).zip(self.max).zip(self.sum).zip(self.squares);
        lanes.fold(EMPTY, |all, ((((count, min), max), sum), squares)| {
            all.with(Gathered { count: *count, min, max, sum, squares })
        })
    }
}

/// The largest of the values and what was the largest before.
#[inline(always)]
pub(super) fn largest(x: &[f64], before: f64) -> f64 {
    let mut lanes = [before; LANES];
    let (eights, rest) = x.as_chunks::<LANES>();
    let rest = rest.iter().fold(before, |m, x| if *x > m { *x } else { m });
    for eight in eights {
        lanes.iter_mut().zip(eight).for_each(|(m, x)| *m = if *x > *m { *x } else { *m });
    }
    lanes.into_iter().fold(rest, |m, x| if x > m { x } else { m })
}
