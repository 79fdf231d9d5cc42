//! Runs of small programs with results worked out by hand.

mod build;
mod gates_and_scenarios;
mod groups_and_aggregates;
mod indices;
mod records;
mod row_operations;
mod same_bits;
