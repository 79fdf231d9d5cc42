//! Kendall's coefficient of concordance W: how far several experts put things into the same order.
//!
//! Kendall and Babington Smith (1939), The problem of m rankings; with the correction for ties. The test takes
//! m (n − 1) W as χ² with n − 1 degrees of freedom.

/// How far experts agree.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Agreement {
    /// How many experts.
    pub experts: usize,
    /// Kendall's W: 0 where the rankings have nothing in common, 1 where they are the same.
    pub w: f64,
    /// m (n − 1) W
    pub chi_squared: f64,
    /// n − 1
    pub freedom: usize,
    /// How likely as much agreement would be by chance.
    pub p: f64,
}

/// Below this, agreement is called weak (Schmidt 1997: 0.3 weak, 0.5 moderate, 0.7 strong).
const WEAK: f64 = 0.3;
/// Above this, agreement may be chance.
const CHANCE: f64 = 0.05;

impl Agreement {
    /// Whether it is worth a remark: little agreement, or no more than chance gives.
    pub fn is_low(&self) -> bool {
        self.is_weak() || self.p > CHANCE
    }

    /// Whether the rankings have little in common.
    pub fn is_weak(&self) -> bool {
        self.w < WEAK
    }
}

/// The agreement of several experts, `judged[expert][thing]`; `None` for fewer than two of either, or where no expert
/// makes any difference between the things.
pub fn agreement(judged: &[Vec<f64>]) -> Option<Agreement> {
    let experts = judged.len();
    let things = judged.first()?.len();
    if experts < 2 || things < 2 {
        return None;
    }
    let (m, n) = (experts as f64, things as f64);
    let mut sums = vec![0.0; things];
    let mut ties = 0.0;
    for column in judged {
        ranks(column).into_iter().zip(&mut sums).for_each(|(r, sum)| *sum += r);
        ties += tied(column);
    }
    let mean = sums.iter().sum::<f64>() / n;
    let spread: f64 = sums.iter().map(|r| (r - mean) * (r - mean)).sum();
    let most = m * m * (n * n * n - n) - m * ties;
    if most <= 0.0 {
        return None;
    }
    let w = 12.0 * spread / most;
    let chi_squared = m * (n - 1.0) * w;
    let freedom = things - 1;
    Some(Agreement { experts, w, chi_squared, freedom, p: above(chi_squared, freedom) })
}

/// The rank of each value, 1 for the smallest; equal values share the mean of their ranks.
fn ranks(values: &[f64]) -> Vec<f64> {
    let rank = |x: &f64| {
        let below = values.iter().filter(|y| *y < x).count();
        let equal = values.iter().filter(|y| *y == x).count();
        below as f64 + (equal as f64 + 1.0) / 2.0
    };
    values.iter().map(rank).collect()
}

/// The sum of t³ − t over groups of t equal values.
fn tied(values: &[f64]) -> f64 {
    let each = |x: &f64| {
        let t = values.iter().filter(|y| *y == x).count() as f64;
        // Each of the t equal values contributes its part of t³ − t.
        t * t - 1.0
    };
    values.iter().map(each).sum()
}

/// How likely χ² with so many degrees of freedom is above a value: the upper incomplete gamma function, by its series or
/// its continued fraction (Abramowitz and Stegun 6.5.29 and 6.5.31).
fn above(chi_squared: f64, freedom: usize) -> f64 {
    const MOST_TERMS: usize = 10_000;
    let (a, x) = (freedom as f64 / 2.0, chi_squared / 2.0);
    if x <= 0.0 {
        return 1.0;
    }
    let scale = libm::exp(a * libm::log(x) - x - libm::lgamma(a));
    if x < a + 1.0 {
        let mut term = 1.0 / a;
        let mut sum = term;
        for k in 1..MOST_TERMS {
            term *= x / (a + k as f64);
            sum += term;
            if term < sum * 1e-17 {
                break;
            }
        }
        return (1.0 - sum * scale).clamp(0.0, 1.0);
    }
    // Lentz's method.
    const TINY: f64 = 1e-300;
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut fraction = d;
    for k in 1..MOST_TERMS {
        let k = k as f64;
        let an = -k * (k - a);
        b += 2.0;
        d = 1.0 / nonzero(an * d + b, TINY);
        c = nonzero(b + an / c, TINY);
        let step = d * c;
        fraction *= step;
        if (step - 1.0).abs() < 1e-16 {
            break;
        }
    }
    (fraction * scale).clamp(0.0, 1.0)
}

fn nonzero(x: f64, tiny: f64) -> f64 {
    if x.abs() < tiny { tiny } else { x }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_upper_end_of_chi_squared() {
        // scipy.stats.chi2.sf, see tests/suite/weigh/expected.py
        for (x, freedom, p) in [
            (3.841458820694124, 1, 0.05),
            (9.487729036781154, 4, 0.05),
            (0.5, 3, 0.9188914116211),
            (30.0, 10, 0.0008566412),
        ] {
            assert!((above(x, freedom) - p).abs() < 1e-9, "{x} {freedom}: {}", above(x, freedom));
        }
    }

    #[test]
    fn full_and_no_agreement() {
        let same = agreement(&[vec![1.0, 2.0, 3.0], vec![10.0, 20.0, 30.0]]).unwrap();
        assert_eq!((same.w, same.chi_squared, same.freedom), (1.0, 4.0, 2));
        let opposite = agreement(&[vec![1.0, 2.0, 3.0], vec![3.0, 2.0, 1.0]]).unwrap();
        assert_eq!((opposite.w, opposite.p), (0.0, 1.0));
        assert_eq!(agreement(&[vec![1.0, 1.0], vec![2.0, 2.0]]), None);
        assert_eq!(agreement(&[vec![1.0, 2.0]]), None);
    }
}
