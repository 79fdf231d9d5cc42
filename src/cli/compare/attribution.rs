//! Has the shifts between two policies divided among the changes.

use super::sides::Side;
use crate::cli::pipeline::{self, Ready};
use crate::compare::attribution::{Attributing, Attribution, Bound, MOST_EXACT, Steps, attribution};
use crate::report::compare::Attributed;

/// Which shifts are divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// Those of which all orders of steps can be tried.
    Exact,
    /// All; of many steps orders are sampled.
    All,
}

/// The shifts between two policies that both have data, divided.
pub(super) fn of_pair(a: &Side, b: &Side, which: Which, set: &[(String, String)]) -> Option<Attributed> {
    let (a, b) = (a.ready()?, b.ready()?);
    let (attribution, not_divided) = match divided(a, b, which, set) {
        Ok(attribution) => (Some(attribution), None),
        Err(why) => (None, Some(why)),
    };
    Some(Attributed { a: a.program.name.clone(), b: b.program.name.clone(), attribution, not_divided })
}

fn divided(a: &Ready, b: &Ready, which: Which, set: &[(String, String)]) -> Result<Attribution, String> {
    let whole = |side: &Ready| pipeline::whole(&side.settings.policy_path(), &side.program, &side.limits);
    let steps = Steps::between(&whole(a), &whole(b), &a.limits)?;
    match (which, steps.count()) {
        (Which::Exact, count) if count > MOST_EXACT => {
            return Err(format!(
                "there are {count} steps between the two, and all orders are tried of no more than {MOST_EXACT}; \
                 `--attribute` samples some"
            ));
        }
        (Which::Exact, 1) => return Err("they hang together, and cannot be made one by one".to_owned()),
        (Which::Exact | Which::All, _) => {}
    }
    let (first, second) = (Bound { program: &a.program, data: &a.data }, Bound { program: &b.program, data: &b.data });
    attribution(steps, first, second, &Attributing { set, ..Attributing::default() })
}
