//! The words that begin declarations.

/// Every word that begins a declaration, in a file or in a block.
pub(super) const DECLARATIONS: &[&str] = &[
    "policy",
    "use",
    "unit",
    "table",
    "key",
    "field",
    "indicator",
    "indicators",
    "scale",
    "gate",
    "weights",
    "parameter",
    "index",
    "scenario",
    "summary",
    "published",
    "example",
    "journey",
    "station",
    "route",
    "survey",
    "section",
    "ask",
];
