//! The language of Bareme: from the text of a policy to a checked [`Program`](program::Program).
//!
//! [`syntax`] reads and prints, [`check`] decides what names and types mean and [`cases`] proves that scenarios cover every
//! case. Nothing here reads data: the engine is another crate, which is compiled beside this one.

use bareme_machine::limits;
use bareme_methods as methods;

pub mod calendar;
pub mod diagnostic;
pub mod source;
pub mod world;

pub mod cases;
pub mod check;
pub mod program;
pub mod syntax;
