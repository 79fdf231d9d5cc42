//! Policies and results side by side, as JSON.

use std::io::{self, Write};

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::{Attributed, Compared};
use crate::compare::Structure;
use crate::compare::witness::Witness;
use crate::report::compare_results::{SeveralJson, TwoJson};
use crate::report::json;

/// Rows of results of two stand on a line each: `results`, `tables`, a table, `scores`, a score, `rows`.
const DEPTH_OF_TWO: usize = 7;

/// Those of several stand below `pairs`.
const DEPTH_OF_SEVERAL: usize = 9;

/// Writes the comparison, and a newline.
pub(super) fn write(compared: &Compared, writer: &mut dyn Write) -> io::Result<()> {
    let depth = if compared.pairs.len() > 1 { DEPTH_OF_SEVERAL } else { DEPTH_OF_TWO };
    json::write_nested(compared, depth, writer)
}

impl Serialize for Compared {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Compared { names, pairs, results, notes, files } = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("compared", names)?;
        let structures: Vec<&Structure> = pairs.iter().filter_map(|pair| pair.structure.as_ref()).collect();
        map.serialize_entry("structures", &structures)?;
        if let Some(results) = results {
            match (pairs.as_slice(), results.of(0, 1)) {
                ([_], Some((a, b, results))) => map.serialize_entry("results", &TwoJson { a, b, results })?,
                ([_], None) => {}
                _ => {
                    let outcomes: Vec<_> = results.outcomes.iter().map(|(_, outcome)| outcome).collect();
                    map.serialize_entry("results", &SeveralJson { outcomes: &outcomes, several: &results.several })?;
                }
            }
        }
        let attributions: Vec<&Attributed> = pairs.iter().filter_map(|pair| pair.attribution.as_ref()).collect();
        if !attributions.is_empty() {
            map.serialize_entry("attributions", &attributions)?;
        }
        let witnesses: Vec<&Vec<Witness>> = pairs.iter().map(|pair| &pair.witnesses).collect();
        if witnesses.iter().any(|of| !of.is_empty()) {
            map.serialize_entry("witnesses", &witnesses)?;
        }
        if !notes.is_empty() {
            map.serialize_entry("notes", notes)?;
        }
        if !files.is_empty() {
            map.serialize_entry("files", files)?;
        }
        map.end()
    }
}
