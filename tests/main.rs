//! All integration tests, in one binary.

mod layers;
mod suite_codes;
mod suite_methods;
