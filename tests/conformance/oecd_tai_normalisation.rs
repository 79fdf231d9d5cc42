//! The Handbook's Table 15: eleven transformations of one indicator of 23 countries, at the printed rounding.

use super::{Case, Check, conforms};

const fn check(name: &'static str, within: f64) -> Check {
    Check {
        of: ("countries", name),
        published: ("expected.csv", name),
        rows: &[("country", "country")],
        only: &[],
        within,
        count: 23,
    }
}

const CASE: Case = Case {
    name: "oecd_tai_normalisation",
    data: &[("countries", "input.csv")],
    set: &[],
    checks: &[
        check("rank_asc", 0.0),
        check("zscore", 0.005),
        check("minmax", 0.005),
        check("ratio_to_mean", 0.005),
        check("ratio_to_best", 0.005),
        check("ratio_to_worst", 0.005),
        check("diff_to_mean", 0.005),
        check("diff_to_worst", 0.005),
        check("above_below_mean_p20", 0.0),
        check("percentile", 0.05),
        check("categorical", 0.0),
    ],
};

#[test]
fn eleven_transformations_of_23_countries() {
    conforms(&CASE);
}
