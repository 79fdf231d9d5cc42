//! The path of a row to its outcome.

use std::sync::Arc;

use crate::eval::{self, Assessment, Data, RunOptions};
use crate::program::{Program, QuantityId, Value};
use crate::why::{Explanation, Unplaced, Watched, explain};

/// Runs a policy so that one row's outcome is explained.
pub(super) fn explained(
    program: &Arc<Program>,
    data: &Data,
    parameters: &[(Value, bool)],
    scenario: QuantityId,
    row: usize,
) -> Option<(Assessment, Explanation)> {
    let watched = Watched::new(program, program.quantity(scenario).table, &[scenario]);
    let assessment = eval::run(&watched.program, data, parameters, &RunOptions::default()).ok()?;
    let explanation = explain(&assessment, &watched, row, &Unplaced);
    Some((assessment, explanation))
}
