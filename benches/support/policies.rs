//! The policies of the benchmarks, checked.

#![allow(dead_code, reason = "each benchmark takes what it needs")]

use std::sync::Arc;

use bareme::program::QuantityId;
use bareme::{Program, Value, parameters};

/// The index of Table 5 within six regions.
pub const INDEX_6_GROUPS: &str = include_str!("../policies/index_6_groups.bareme");
/// The same within 1,000 industries.
pub const INDEX_1000_GROUPS: &str = include_str!("../policies/index_1000_groups.bareme");
/// The scenarios of Figure 13 with their gate.
pub const SCENARIO: &str = include_str!("../policies/scenario.bareme");

/// Summaries by region and size.
pub const SUMMARY: &str = include_str!("../policies/summary.bareme");

/// The policy of the index with so many groups.
pub fn index(groups: u32) -> Arc<Program> {
    checked(if groups == 6 { INDEX_6_GROUPS } else { INDEX_1000_GROUPS })
}

/// Checks a policy.
pub fn checked(text: &str) -> Arc<Program> {
    match bareme::load_text("bench.bareme", text) {
        Ok(program) => program,
        Err(loaded) => panic!("the policy has errors: {:#?}", loaded.diagnostics),
    }
}

/// What a benchmark's policy computes: the quantity of this name.
pub fn quantity(program: &Program, name: &str) -> QuantityId {
    let table = program.find_table("clusters").expect("the policy has clusters");
    program.find_quantity(table, name).expect("the policy has what is measured")
}

/// The parameters as the policy has them.
pub fn defaults(program: &Program) -> Vec<(Value, bool)> {
    parameters::resolve::<&str>(program, &[]).expect("all parameters have defaults")
}
