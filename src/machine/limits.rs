//! What a policy or a table may ask of the machine. Hostile text gives a diagnostic, never a crash.

/// Bounds on policies and data, with safe defaults; a host may set its own.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of one policy file.
    pub source_bytes: usize,
    /// How deeply brackets may be nested in a policy.
    pub nesting: usize,
    /// Bytes of one name.
    pub name_bytes: usize,
    /// Declarations, clauses and grid lines of one policy in all.
    pub declarations: usize,
    /// Members of groups, counted wherever a group is named for them: in the parts of an index, or in `sum(GROUP)`.
    pub group_members: usize,
    /// Base units that one unit may be made of.
    pub unit_factors: usize,
    /// Files that one policy may use, itself included.
    pub files: usize,
    /// Diagnostics reported before the rest are only counted.
    pub diagnostics: usize,
    /// Bytes of one data file.
    pub data_bytes: usize,
    /// Columns of one data file.
    pub data_columns: usize,
    /// Rows of one data file.
    pub data_rows: usize,
    /// Bad cells reported one by one before the rest are only counted.
    pub bad_cells: usize,
    /// Rows that a method may compare every one with every other.
    pub compared_rows: usize,
    /// Rows of which a method may look for the best of all orders (never more than 20).
    pub ordered_rows: usize,
    /// Cases that the proof of a scenario may visit.
    pub proof_cases: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            source_bytes: 16 << 20,
            nesting: 64,
            name_bytes: 256,
            declarations: 200_000,
            group_members: 200_000,
            unit_factors: 64,
            files: 256,
            diagnostics: 100,
            data_bytes: 16_usize.saturating_mul(1 << 30),
            data_columns: 10_000,
            data_rows: 200_000_000,
            bad_cells: 20,
            compared_rows: 10_000,
            ordered_rows: 16,
            proof_cases: 200_000,
        }
    }
}
