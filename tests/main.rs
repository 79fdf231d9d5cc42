//! All integration tests, in one binary.

mod layers;
mod suite_methods;
