//! All integration tests, in one binary.

mod docs;
mod layers;
mod pilot_clusters;
mod suite_codes;
mod suite_methods;
