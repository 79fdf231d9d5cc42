//! Two or more methodologies, or runs of them, side by side.

pub mod results;
