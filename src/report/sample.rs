//! Small programs and assessments, built by hand for the tests of the outputs.

use crate::program::{About, Program};
use crate::source::Sources;

/// A program that declares nothing.
pub(crate) fn empty_program() -> Program {
    Program {
        name: "sample".to_owned(),
        about: About::default(),
        edition: None,
        fingerprint: "0123456789abcdef".repeat(4),
        sources: Sources::default(),
        units: Vec::new(),
        scales: Vec::new(),
        tables: Vec::new(),
        parameters: Vec::new(),
        quantities: Vec::new(),
        gates: Vec::new(),
        published: Vec::new(),
        order: Vec::new(),
    }
}
