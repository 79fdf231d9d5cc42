//! Results and diagnostics for people and programs; one output for each file.
//!
//! ```text
//! Assessment, findings ─▶ Report ─┬─ cells ────▶ json, csv      (everything, at full precision)
//!                                 └─ document ─▶ text, markdown (what a person wants to know first)
//! ```
//!
//! Nothing here writes to a file or a terminal: outputs are strings, or go to the writer that the caller gives.

pub mod cells;
mod collected;
pub mod compare;
pub mod compare_results;
mod concepts;
mod concepts_json;
pub mod counts;
#[cfg(feature = "data")]
pub mod csv;
mod dated;
#[cfg(feature = "cli")]
pub mod diagnostics;
#[cfg(feature = "cli")]
pub mod diff;
pub mod document;
#[cfg(feature = "cli")]
mod excerpt;
mod journey_json;
mod journey_sections;
pub mod journeys;
pub mod json;
mod json_layout;
mod lineage;
pub mod markdown;
pub mod misprints;
pub mod numbers;
mod prepared;
mod prepared_json;
mod provenance;
mod published_json;
mod results;
#[cfg(feature = "cli")]
pub mod sarif;
mod sections;
#[cfg(feature = "cli")]
pub mod style;
mod summaries;
mod survey_json;
pub mod surveys;
#[cfg(feature = "cli")]
pub mod text;
#[cfg(feature = "cli")]
mod text_table;
mod weights;
pub mod why;
mod why_cells;
mod why_change;
mod why_compared;
mod why_conditions;
mod why_names;
mod why_reach;
mod why_steps;
mod why_words;

#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;

use crate::audit::Finding;
use crate::eval::{Assessment, Column, stages};
use crate::program::{Origin, QuantityId};
use crate::published::PublishedResult;

/// All that there is to report of a run.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The results.
    pub assessment: &'a Assessment,
    /// Printed results compared with computed ones.
    pub published: &'a [PublishedResult],
    /// What is wrong with the methodology.
    pub findings: &'a [Finding],
    /// The parts of indices after each step, where asked for; otherwise empty.
    pub stages: &'a [StageColumn],
}

/// The values of one part of an index after one of its steps.
#[derive(Clone, Debug)]
pub struct StageColumn {
    /// The index.
    pub index: QuantityId,
    /// `desi.internet.normalised`
    pub name: String,
    /// Numbers, one for each row of the index's table.
    pub values: Column,
}

/// The stages of all indices.
pub fn stage_columns(assessment: &Assessment) -> Vec<StageColumn> {
    let mut columns = Vec::new();
    for (at, quantity) in assessment.program.quantities.iter().enumerate() {
        let Origin::Index(_) = &quantity.origin else { continue };
        let index = QuantityId(u32::try_from(at).unwrap_or(u32::MAX));
        for part in stages(assessment, index) {
            let mut names: Vec<String> = Vec::new();
            for (stage, values) in part.stages {
                let plain = format!("{}.{}.{}", quantity.name, part.part, stage.name());
                // A step of the same kind that comes again is numbered: `x.normalised`, `x.normalised.2`.
                let before = names.iter().filter(|name| **name == plain).count();
                names.push(plain.clone());
                let name = if before == 0 { plain } else { format!("{plain}.{}", before + 1) };
                columns.push(StageColumn { index, name, values });
            }
        }
    }
    columns
}
