//! The reference of all methods, made from the registries: `docs/methods.md`.

use super::weigh::Basis;
use super::{
    AggregateAlgebra, Aggregator, Compensation, Domain, Imputation, NormaliseAlgebra, Normaliser, OptionSpec, Options,
    Treatment, Weigher, aggregate, impute, normalise, page, treat, weigh,
};

/// All methods as one Markdown document: an overview of their algebra, then each with its page and its options.
pub fn reference() -> String {
    let mut text = String::from(BEGINNING);
    text.push_str("\n## Normalisations\n\n");
    text.push_str(ABOUT_NORMALISING);
    text.push_str(&table(
        &[
            "method",
            "a factor or weight before it has no effect",
            "nor has a shift",
            "turns round",
            "keeps signs",
            "range",
            "domain",
        ],
        normalise::ALL.iter().map(|m| normaliser_row(m.name(), &m.algebra(&Options::default()))),
    ));
    for method in normalise::ALL {
        text.push_str(&normaliser(*method));
    }
    text.push_str("\n## Treatments of outliers\n\n");
    text.push_str(ABOUT_TREATING);
    for method in treat::ALL {
        text.push_str(&treatment(*method));
    }
    text.push_str("\n## Imputations\n\n");
    text.push_str(ABOUT_IMPUTING);
    for method in impute::ALL {
        text.push_str(&imputation(*method));
    }
    text.push_str("\n## Ways to weigh\n\n");
    text.push_str(ABOUT_WEIGHING);
    text.push_str(&table(
        &["method", "weights come from", "a factor of a part has no effect", "domain"],
        weigh::ALL.iter().map(|m| weigher_row(m.name(), &m.basis())),
    ));
    for method in weigh::ALL {
        text.push_str(&weigher(*method));
    }
    text.push_str("\n## Aggregations\n\n");
    text.push_str(ABOUT_AGGREGATING);
    text.push_str(&table(
        &[
            "method",
            "weights",
            "between smallest and largest",
            "only magnitudes count",
            "0 absorbs",
            "depends on other rows",
            "domain",
            "compensation",
        ],
        aggregate::ALL.iter().map(|m| aggregator_row(*m)),
    ));
    for method in aggregate::ALL {
        text.push_str(&aggregator(*method));
    }
    text
}

/// The section of a normalisation: its page and its options. Also what `bareme explain` shows.
pub fn normaliser(method: &dyn Normaliser) -> String {
    section("normalise", method.name(), &page(method.source()), method.options())
}

/// The section of a way to weigh: its page and its options. Also what `bareme explain` shows.
pub fn weigher(method: &dyn Weigher) -> String {
    let clause = match method.basis() {
        Basis::Arrangement | Basis::Data(_) => "weigh",
        Basis::People(_) => "weights … from",
    };
    section(clause, method.name(), &page(method.source()), method.options())
}

/// The section of an aggregation: its page and its options. Also what `bareme explain` shows.
pub fn aggregator(method: &dyn Aggregator) -> String {
    section("aggregate", method.name(), &page(method.source()), method.options())
}

/// The section of a treatment: its page and its options. Also what `bareme explain` shows.
pub fn treatment(method: &dyn Treatment) -> String {
    section("treat", method.name(), &page(method.source()), method.options())
}

/// The section of an imputation: its page and its options. Also what `bareme explain` shows.
pub fn imputation(method: &dyn Imputation) -> String {
    let options: Vec<OptionSpec> = method.options().iter().copied().chain([impute::ALSO_INAPPLICABLE]).collect();
    section("impute", method.name(), &page(method.source()), &options)
}

const BEGINNING: &str = "# Methods

Every method that a policy can name, with its formula, its source and its properties.
This page is made from the registries in `src/methods`, and a test holds it to them.
The properties are what the audits reason from: they are declared beside each formula, and tests hold each formula to them.

In all formulas x is a value as it comes from the data (or from the step before), z a normalised value, w a weight and y a result.
Missing values are never counted as 0; what they mean for an index is said by its `missing` clause.
\"The Handbook\" is the OECD/JRC Handbook on Constructing Composite Indicators (2008).
";

const ABOUT_NORMALISING: &str = "`normalise METHOD OPTIONS within GROUP for PARTS` makes indicators of different units comparable.
Maxima, means and ranks are taken over the rows that are included and not missing, within each group where groups are given.
Where a group has nothing to compare with, the formula is 0/0: the value given under \"Degenerate cases\" is used, or the one that the policy gives with `degenerate as N`, and the run reports the group.

";

const ABOUT_TREATING: &str = "`treat METHOD OPTIONS within GROUP among CONDITION for PARTS` takes the weight off outliers, where it stands among the steps: usually before values are normalised.
Bounds and shapes are those of the rows that are included and not missing, within each group where groups are given, and with `among` those of the rows for which it holds; all rows are treated by them.
Which cells were changed, from what and to what, is part of every result.

";

const ABOUT_IMPUTING: &str = "`impute METHOD OPTIONS within GROUP among CONDITION for PARTS` fills in what is missing from the rows that are included, within each group where groups are given, and with `among` from those for which it holds; a row whose group is missing is left as it is.
What is missing as inapplicable stays so, because there is nothing to be estimated, unless `also inapplicable` is written.
Which cells were imputed, and with what, is part of every result.

";

const ABOUT_WEIGHING: &str = "Weights come from people or from the data.
Judgements of people are written in the policy, `weights NAME from METHOD { … }`, and the weights that follow are used like any others: `weigh NAME`.
Weights from the data are written in the index, `weigh METHOD`: they are computed in the run from the rows that are included and in which all parts are known, with their values after the steps above `weigh`, and enter the aggregation.
All weights add up to 1.

";

const ABOUT_AGGREGATING: &str = "`aggregate METHOD` makes one number of the parts of an index; `aggregate = EXPR` is a formula of them, and needs no method.
Parts that are missing are left out where the index says `missing skip`; otherwise the index is missing before the method sees it.

";

fn section(clause: &str, name: &str, page: &str, options: &[OptionSpec]) -> String {
    let mut text = format!("\n### `{clause} {name}`\n\n{}\n", page.trim_end());
    if !options.is_empty() {
        text.push_str("\n**Options.**\n\n");
        for option in options {
            text.push_str(&format!("* `{}`: {}\n", syntax(option), option.about));
        }
    }
    text
}

/// An option as an author writes it.
fn syntax(option: &OptionSpec) -> String {
    let value = option.kind.placeholder();
    [option.words, value.as_str()].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" ")
}

fn normaliser_row(name: &str, algebra: &NormaliseAlgebra) -> Vec<String> {
    let NormaliseAlgebra {
        scale_invariant,
        translation_invariant,
        reverses,
        unit_free: _,
        keeps_sign,
        range,
        domain,
        needs_goalposts: _,
    } = *algebra;
    vec![
        format!("`{name}`"),
        tick(scale_invariant),
        tick(translation_invariant),
        tick(reverses),
        tick(keeps_sign),
        bounds(range),
        self::domain(domain),
    ]
}

fn weigher_row(name: &str, basis: &Basis<'_>) -> Vec<String> {
    let [from, factor, domain] = match basis {
        Basis::Arrangement => ["how the parts are arranged".to_owned(), String::new(), String::new()],
        Basis::People(_) => ["judgements of people".to_owned(), String::new(), String::new()],
        Basis::Data(method) => ["the data".to_owned(), tick(method.scale_invariant()), self::domain(method.domain())],
    };
    vec![format!("`{name}`"), from, factor, domain]
}

fn aggregator_row(method: &dyn Aggregator) -> Vec<String> {
    let AggregateAlgebra {
        uses_weights,
        renormalises_weights,
        internal,
        ignores_sign,
        zero_absorbs,
        keeps_unit: _,
        mixes_units: _,
        reads_directions: _,
        monotone: _,
        domain,
        compensation,
    } = method.algebra(&Options::default());
    let weights = match (uses_weights, renormalises_weights) {
        (false, _) => "not used",
        (true, true) => "only their proportions matter",
        (true, false) => "used as they are",
    };
    let compensation = match compensation {
        Compensation::Full => "full",
        Compensation::Partial => "partial",
        Compensation::None => "none",
    };
    vec![
        format!("`{}`", method.name()),
        weights.to_owned(),
        tick(internal),
        tick(ignores_sign),
        tick(zero_absorbs),
        tick(!method.independent()),
        self::domain(domain),
        compensation.to_owned(),
    ]
}

fn tick(property: bool) -> String {
    if property { "yes" } else { "no" }.to_owned()
}

fn bounds(range: (Option<f64>, Option<f64>)) -> String {
    match range {
        (Some(low), Some(high)) => format!("{low} to {high}"),
        (Some(low), None) => format!("{low} or more"),
        (None, Some(high)) => format!("{high} or less"),
        (None, None) => "any".to_owned(),
    }
}

fn domain(domain: Domain) -> String {
    match domain {
        Domain::All => "all numbers",
        Domain::NonNegative => "0 and above",
        Domain::Positive => "above 0",
    }
    .to_owned()
}

fn table(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut text = format!("| {} |\n|{}\n", header.join(" | "), "---|".repeat(header.len()));
    for row in rows {
        text.push_str(&format!("| {} |\n", row.join(" | ")));
    }
    text
}
