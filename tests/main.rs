//! All integration tests, in one binary.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may stop at the first surprise"
)]

mod cli;
mod docs;
mod grids;
mod hostile;
mod journeys;
mod layers;
mod oracle;
mod pilot_clusters;
mod policies;
mod suite;
mod suite_audits;
mod suite_codes;
mod suite_methods;
mod summaries;
mod surveys;
mod testing;
mod weigh;
