//! What Bareme asks of the machine: vectors as wide as the processor has them, threads, and bounds on what hostile text
//! or data may take.
//!
//! A crate of its own, so that what it needs is compiled early and beside other crates.

pub mod lanes;
pub mod limits;
pub mod pairs;
pub mod parallel;
pub mod powers;
pub mod products;
pub mod spread;
pub mod wide;
