//! From text to syntax tree.
//!
//! ```text
//! text ──layout──▶ text with clause ends settled ──grammar──▶ pairs ──parse──▶ ast::File
//! ```
//!
//! Knows nothing of what names mean. Every broken declaration or clause is reported and left out; the rest is kept.

pub mod ast;
mod blocks;
pub mod edit;
mod grammar;
mod layout;
mod parse;
mod print;
mod words;

pub use parse::parse;
pub use print::{print, print_expr, print_item};

#[cfg(test)]
mod laws;
