//! Bareme: a small declarative language, and the engine that runs it, for assessment methodologies.
//!
//! A policy describes indicators, weights, scales, indices, gates and scenarios in a text. Bareme checks it, runs it
//! over data, and explains what it found:
//!
//! ```text
//! text ──syntax──▶ AST ──check──▶ Program ──plan──▶ column DAG ──eval──▶ Assessment ──report──▶ person
//! ```
//!
//! 1. [`load`] reads a policy through a [`World`](world::World) and checks it: a [`Program`], or [diagnostics](diagnostic).
//!    Where something in it holds from a day, [`Program::as_of`] gives the policy that was in force on one.
//! 2. [`Data::builder`] binds columns to the tables of a program; with the feature `data`, `data::load` reads files.
//! 3. [`parameters::resolve`] gives the values of the parameters: defaults, and what a run sets.
//! 4. [`run`] computes every quantity: an [`Assessment`].
//! 5. [`audit::run`] and [`published::compare`] say what is wrong, and which printed results were reproduced.
//!
//! ```
//! use bareme::{Data, RunOptions, Value, parameters};
//!
//! let program = bareme::load_text("growth.bareme", r#"
//!     table regions { key name; indicator exports : count; indicator patents : count }
//!     index openness of regions {
//!       parts     exports, patents
//!       normalise minmax
//!       aggregate arithmetic mean
//!     }
//!     parameter least "From here on a region is open" = 0.6
//!     scenario standing of regions by openness { open from least; closed below least }
//! "#).map_err(|loaded| format!("{:?}", loaded.diagnostics))?;
//!
//! let data = Data::builder(&program)
//!     .texts("regions", "name", &["North", "South", "West"])
//!     .numbers("regions", "exports", vec![10.0, 30.0, 20.0])
//!     .numbers("regions", "patents", vec![5.0, 6.0, 9.0])
//!     .build()
//!     .map_err(|diagnostics| format!("{diagnostics:?}"))?;
//!
//! let parameters = parameters::resolve(&program, &[("least", "0.5")]).map_err(|d| format!("{d:?}"))?;
//! let assessment = bareme::run(&program, &data, &parameters, &RunOptions::default())
//!     .map_err(|diagnostics| format!("{diagnostics:?}"))?;
//! let regions = program.find_table("regions").ok_or("no table")?;
//! let openness = program.find_quantity(regions, "openness").ok_or("no index")?;
//! assert_eq!(assessment.value(openness, 2), Value::Number(0.75));
//! # Ok::<(), String>(())
//! ```

pub use bareme_language::{calendar, cases, check, diagnostic, program, source, syntax, world};
pub use bareme_machine::limits;
use bareme_machine::{lanes, parallel, products, spread, wide};
pub use bareme_methods as methods;

pub mod column;
pub mod parameters;

pub mod data;
pub mod eval;
pub mod plan;

pub mod audit;
pub mod compare;
pub mod coverage;
pub mod examples;
pub mod published;
pub mod why;

#[cfg(feature = "cli")]
pub mod cli;
pub mod report;

pub use check::{Loaded, load, load_text};
pub use eval::{Assessment, Data, RunOptions, run};
pub use program::{Program, Value};
