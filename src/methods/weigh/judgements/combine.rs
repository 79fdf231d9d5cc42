//! One value from those of several experts: the mean, a trimmed mean, the median.

use super::{At, Problem, shown};
use crate::{OptionKind, OptionSpec, Options};

/// The mean without the ends.
pub const TRIMMED: OptionSpec = OptionSpec {
    words: "trimmed",
    kind: OptionKind::Number,
    about: "the mean without this share of the lowest judgements, and as many of the highest",
};

/// The median.
pub const MEDIAN: OptionSpec =
    OptionSpec { words: "median", kind: OptionKind::Flag, about: "the median of the judgements instead of their mean" };

/// How several judgements become one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Combine {
    /// Their mean.
    Mean,
    /// Their mean without this share at each end.
    Trimmed(f64),
    /// Their median.
    Median,
}

impl Combine {
    /// What the options say, for so many experts.
    ///
    /// # Errors
    /// A share that leaves nobody, or nobody out; two ways at once.
    pub fn of(options: &Options, experts: usize) -> Result<Combine, Vec<Problem>> {
        let wrong = |message: String, hint: &str| Err(vec![Problem::new(0, At::Method, message, hint)]);
        match (options.number("trimmed"), options.has("median")) {
            (None, false) => Ok(Combine::Mean),
            (None, true) => Ok(Combine::Median),
            (Some(_), true) => wrong("a mean is either trimmed or a median".to_owned(), "write one of the two"),
            (Some(share), false) if !(0.0..0.5).contains(&share) => {
                let message = format!("`trimmed` takes a share below one half, and this is {}%", shown(share * 100.0));
                wrong(message, "write for example `trimmed 10%`: so many at each end are left out")
            }
            (Some(share), false) if left_out(share, experts) == 0 => {
                let message =
                    format!("{}% of {experts} experts is nobody, so that nothing is trimmed", shown(share * 100.0));
                let needed = (1..).map(|k| f64::from(k) * 5.0).find(|p| left_out(p / 100.0, experts) > 0 || *p >= 50.0);
                let hint = match needed.filter(|p| *p < 50.0) {
                    Some(percent) => format!("`trimmed {percent}%` leaves out one at each end; or leave `trimmed` out"),
                    None => "leave `trimmed` out".to_owned(),
                };
                wrong(message, &hint)
            }
            (Some(share), false) => Ok(Combine::Trimmed(share)),
        }
    }

    /// One value from several; `None` from none.
    pub fn one(self, values: &[f64]) -> Option<f64> {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let mean = |values: &[f64]| (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64);
        match self {
            Combine::Mean => mean(values),
            Combine::Trimmed(share) => {
                let out = left_out(share, sorted.len());
                mean(sorted.get(out..sorted.len() - out).unwrap_or_default())
            }
            Combine::Median => {
                let middle = sorted.len().checked_sub(1)?;
                mean(sorted.get(middle / 2..=middle.div_ceil(2)).unwrap_or_default())
            }
        }
    }
}

/// How many of so many values are left out at each end.
fn left_out(share: f64, values: usize) -> usize {
    // 0.1 times 10 is 1, although the doubles are a little off.
    (share * values as f64 + 1e-9).floor() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_with_and_without_the_ends() {
        let values = [9.0, 1.0, 4.0, 2.0, 3.0];
        assert_eq!(Combine::Mean.one(&values), Some(3.8));
        assert_eq!(Combine::Trimmed(0.2).one(&values), Some(3.0));
        assert_eq!(Combine::Median.one(&values), Some(3.0));
        assert_eq!(Combine::Median.one(&values[..4]), Some(3.0));
        assert_eq!(Combine::Mean.one(&[]), None);
        assert_eq!(Combine::Median.one(&[]), None);
    }

    #[test]
    fn so_many_are_left_out() {
        assert_eq!(left_out(0.1, 10), 1);
        assert_eq!(left_out(0.1, 9), 0);
        assert_eq!(left_out(0.3, 10), 3);
    }
}
