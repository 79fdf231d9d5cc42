//! From files, inline rows and a host's columns to [`Data`](crate::eval::Data), with everything checked on the way.
//!
//! ```text
//! bareme.toml ─settings─▶ file ─csv, xlsx─▶ blocks of cells ─cells─▶ columns ─check─▶ Data
//!                     inline rows ────────────▲      host's columns ──▲
//! ```
//!
//! The cells of all sources are read by the same rules: cells are trimmed; the empty cell and `n/a` are unavailable
//! unless a token says otherwise; numbers have a decimal point, or a comma where the column's other cells can have no
//! other mark; members of scales are known by name, label or (levels) number; days are written as ISO 8601 has them.

mod builder;
mod cells;
mod check;
mod date;
mod distinct;
mod inline;
mod keys;
#[cfg_attr(not(feature = "data"), allow(dead_code, reason = "some of it serves files only"))]
mod number;
mod options;
mod parallel;
#[cfg_attr(not(feature = "data"), allow(dead_code, reason = "some of it serves files only"))]
mod plan;
#[cfg_attr(not(feature = "data"), allow(dead_code, reason = "some of it serves files only"))]
mod problems;
#[cfg_attr(not(feature = "data"), allow(dead_code, reason = "some of it serves files only"))]
mod raw;
mod together;
mod tokens;
#[cfg_attr(not(feature = "data"), allow(dead_code, reason = "some of it serves files only"))]
mod word;
mod wrong;

#[cfg(feature = "data")]
mod cell_text;
#[cfg(feature = "data")]
mod csv;
#[cfg(feature = "data")]
mod load;
#[cfg(feature = "data")]
mod settings;
#[cfg(feature = "data")]
mod xlsx;

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;

pub use builder::DataBuilder;
#[cfg(feature = "data")]
pub use cell_text::{RowCells, row_cells};
#[cfg(feature = "data")]
pub use load::load;
pub use number::Mark;
#[cfg(feature = "data")]
pub use settings::{BoundBy, Settings, Sheet, SnapshotOutput, SnapshotSettings, TableSettings, read_settings};

/// A cell without the spaces around it.
#[inline]
fn trim(text: &str) -> &str {
    let solid = |byte: Option<&u8>| byte.is_some_and(|b| b.is_ascii_graphic());
    let bytes = text.as_bytes();
    if solid(bytes.first()) && solid(bytes.last()) { text } else { text.trim() }
}
