//! Runs a checked policy over typed columns.

mod assessment;
pub mod column;
mod data;

pub use assessment::{Assessment, Exclusion, FittedStep, TableResult};
pub use column::{Column, TextColumn, TextPool};
pub use data::{Data, DataOrigin, TableData};
