//! The grammar of Bareme, `bareme.pest`, as code.
//!
//! A crate of its own: what pest makes of the rules is a seventh of all code, and is compiled beside other crates.

// pest without `std` writes its names so.
extern crate alloc;

mod generated {
    #![allow(missing_docs, clippy::all)]

    /// Reads text by the rules.
    #[derive(pest_derive::Parser)]
    #[grammar = "bareme.pest"]
    pub struct Grammar;
}

pub use generated::{Grammar, Rule};
