//! Runs a checked policy over typed columns.
//!
//! The plan's row operations run fused over chunks of rows; groups, aggregates, ranks and indices work on whole columns,
//! in blocks of fixed size whose results are combined in order, so that the number of threads never shows in a result.

mod aggregate;
mod assessment;
mod by_row;
mod cells;
mod changes;
mod decide;
pub use crate::column;
mod data;
mod failure;
mod gate;
mod groups;
mod impute;
mod index;
mod kernels;
mod missing;
mod operands;
mod parts;
mod prepare;
mod rank;
mod record;
mod rows;
mod run;
mod scenario;
mod screen;
mod stages;
mod statistics;
mod store;
mod summaries;
mod tally;
#[cfg(test)]
mod tests;
mod text;
mod trace;
mod treat;
mod votes;
mod weigh;
mod weighted;
mod whole;
mod years;

pub use assessment::{Assessment, Exclusion, FittedStep, PartOut, RowOut, TableResult};
pub use changes::{CellChange, Changes};
pub use column::{Column, TextColumn, TextPool};
pub use data::{Data, DataOrigin, TableData};
pub use prepare::imputed;
pub use record::{Holds, RecordEvaluator, RecordQuery, Unmet};
pub use run::{Exclusions, RunOptions, run};
pub use stages::{PartStages, Stage, stages};
pub use tally::tally;
pub use trace::{Extreme, IndexTrace, RowGroup, RowStep, RowTrace, trace};
pub use whole::Compared;
