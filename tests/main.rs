//! All integration tests, in one binary.

mod layers;
mod pilot_clusters;
mod suite;
mod suite_methods;
