//! All integration tests, in one binary.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may stop at the first surprise"
)]

mod aggregations;
mod allowing;
mod attribution;
mod audits;
mod cli;
mod compare;
mod compare_results;
mod concepts;
mod conformance;
mod dates;
mod docs;
mod grids;
mod hostile;
mod journeys;
mod layers;
mod mcdm;
mod oracle;
mod pilot_clusters;
mod policies;
mod prepare;
mod published_methods;
mod shipped_variants;
mod suite;
mod suite_audits;
mod suite_codes;
mod suite_methods;
mod suite_run_audits;
mod summaries;
mod surveys;
mod testing;
mod variants;
mod weigh;
mod why;
mod witness;
mod years;
