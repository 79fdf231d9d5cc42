//! The reference of all methods, made from the registries.
