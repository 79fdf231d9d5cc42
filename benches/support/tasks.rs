//! What `benches/methods.rs` runs: a clause, the policy and the data that it is tried on.

use std::sync::Arc;

use bareme::methods::{Aggregator, Normaliser, OptionKind, Options, aggregate, normalise};
use bareme::{Data, Program};

use bareme::eval::{Column, TextColumn, TextPool};

use super::clusters::keys;
use super::seeded::Seeded;

/// How many parts an index has.
pub const INDICATORS: usize = 10;
/// Years of each entity.
const YEARS: usize = 10;

/// A method at work.
pub struct Task {
    /// The clause of the policy, by which the numpy version knows it.
    pub clause: String,
    /// The steps of the index.
    steps: String,
    /// What the data are like.
    kind: Kind,
    /// No more rows than these, where the work grows faster than the rows.
    most: usize,
}

/// What data are like.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// Positive numbers, all there.
    Plain,
    /// A fifth of them missing.
    Gaps,
    /// The same, of entities in ten years each.
    Years,
    /// With a long tail: those of Pareto with an exponent of 2.
    Tails,
    /// Correlated with each other.
    Linked,
}

/// All methods, in the order registered where there is one.
pub fn all() -> Vec<Task> {
    let task = |kind, most, clause: &str, after: &str| Task {
        clause: clause.to_owned(),
        steps: format!("{clause}\n  {after}"),
        kind,
        most,
    };
    let all = usize::MAX;
    let mut tasks: Vec<Task> = Vec::new();
    let normalisations = normalise::ALL.iter().map(|m| normalisation(*m));
    tasks.extend(normalisations.map(|clause| task(Kind::Plain, all, &clause, "aggregate sum")));
    let by_row = aggregate::ALL.iter().filter(|m| m.whole().is_none());
    tasks.extend(by_row.map(|m| task(Kind::Plain, all, &aggregation(*m), "normalise none")));
    for (clause, most) in WHOLE {
        tasks.push(task(Kind::Plain, most, &format!("aggregate {clause}"), "normalise none"));
    }
    for clause in TREAT {
        tasks.push(task(Kind::Tails, all, &format!("treat {clause}"), "normalise none\n  aggregate sum"));
    }
    for (clause, kind, most) in IMPUTE {
        let after = "normalise none\n  aggregate sum\n  missing skip";
        tasks.push(task(kind, most, &format!("impute {clause}"), after));
    }
    for clause in ["rows at least 80%", "parts at least 50%"] {
        let after = "normalise none\n  aggregate arithmetic mean\n  missing skip";
        tasks.push(task(Kind::Gaps, all, &format!("screen {clause}"), after));
    }
    for clause in ["entropy", "critic", "standard deviation", "pca", "factor", "optimised"] {
        tasks.push(task(Kind::Linked, all, &format!("weigh {clause}"), "normalise none\n  aggregate arithmetic mean"));
    }
    tasks
}

/// Aggregations over all rows at once. Where every row is compared with every other, or is a linear program, the rows
/// are as many as that makes sense for.
const WHOLE: [(&str, usize); 12] = [
    ("mpi", usize::MAX),
    ("hellwig", usize::MAX),
    ("topsis", usize::MAX),
    ("vikor", usize::MAX),
    ("borda", usize::MAX),
    ("promethee ii", 2_000),
    ("promethee ii linear q 5 p 20", 2_000),
    ("electre i concordance 0.6 discordance 0.5 net outranking", 2_000),
    ("copeland", 2_000),
    ("condorcet wins", 2_000),
    ("kemeny", 14),
    ("benefit of the doubt", 200),
];

const TREAT: [&str; 7] = [
    "winsorise until skewness 2, kurtosis 3.5",
    "winsorise until skewness 2, kurtosis 3.5 at most 5",
    "winsorise quantile 0.05..0.95",
    "clip iqr 1.5",
    "clip standard deviation 3",
    "log",
    "box-cox",
];

const IMPUTE: [(&str, Kind, usize); 7] = [
    ("mean", Kind::Gaps, usize::MAX),
    ("median", Kind::Gaps, usize::MAX),
    ("fixed 1", Kind::Gaps, usize::MAX),
    ("nearest 5", Kind::Gaps, 2_000),
    ("carried forward", Kind::Years, usize::MAX),
    ("carried backward", Kind::Years, usize::MAX),
    ("linear", Kind::Years, usize::MAX),
];

/// The clause of a normalisation, with an example of what it cannot do without.
fn normalisation(method: &dyn Normaliser) -> String {
    let Some(words) = method.required() else { return format!("normalise {}", method.name()) };
    let mut kinds = method.options().iter().filter(|o| o.words == words).map(|o| o.kind);
    let kind = kinds.find(|k| !matches!(k, OptionKind::Levels | OptionKind::Entity)).expect("an option of numbers");
    [&format!("normalise {}", method.name()), words, &kind.example()].join(" ").replace("  ", " ")
}

fn aggregation(method: &dyn Aggregator) -> String {
    let needs_options = method.refuses(&Options::default()).is_some();
    let number = method.options().iter().find(|o| needs_options && matches!(o.kind, OptionKind::Number));
    let half = number.map(|o| format!(" {} 0.5", o.words).replace("  ", " "));
    format!("aggregate {}{}", method.name(), half.unwrap_or_default())
}

impl Task {
    /// How many rows of those asked for.
    pub fn rows(&self, asked: usize) -> usize {
        asked.min(self.most)
    }

    /// The policy.
    pub fn program(&self) -> Arc<Program> {
        let indicators: String = (0..INDICATORS)
            .map(|i| format!("  indicator x{i} : number {{ better higher; goalposts 1..90 }}\n"))
            .collect();
        let parts: Vec<String> = (0..INDICATORS).map(|i| format!("x{i}")).collect();
        let index = format!("index y of rows {{\n  parts {}\n  {}\n  rank none\n}}\n", parts.join(", "), self.steps);
        let key = if self.kind == Kind::Years { "key entity, year : year" } else { "key id" };
        let text = format!("table rows {{\n  {key}\n{indicators}}}\n{index}");
        bareme::load_text("methods.bareme", &text).unwrap_or_else(|l| panic!("{text}\n{:#?}", l.diagnostics))
    }

    /// So many rows of data, from the first of `columns` of shares between 0 and 1.
    pub fn data(&self, program: &Program, shares: &[Vec<f64>], rows: usize) -> Data {
        let builder = Data::builder(program);
        let builder = match self.kind {
            Kind::Years => {
                let codes = Some(Arc::new((0..rows as u32).map(|row| row / YEARS as u32).collect()));
                let mut texts = TextPool::default();
                (0..rows.div_ceil(YEARS)).for_each(|entity| {
                    texts.push(&entity.to_string());
                });
                let entities = Column::Text(TextColumn { codes, texts: Arc::new(texts) });
                let years = (0..rows).map(|row| 2011.0 + (row % YEARS) as f64).collect();
                builder.column("rows", "entity", entities).numbers("rows", "year", years)
            }
            Kind::Plain | Kind::Gaps | Kind::Tails | Kind::Linked => builder.column("rows", "id", keys(rows)),
        };
        let columns = (0..INDICATORS).map(|i| self.column(shares, i, rows)).enumerate();
        let filled = columns.fold(builder, |b, (i, x)| b.numbers("rows", &format!("x{i}"), x));
        filled.build().expect("the columns fit the policy")
    }

    fn column(&self, shares: &[Vec<f64>], indicator: usize, rows: usize) -> Vec<f64> {
        let column = |at: usize| shares.get(at).into_iter().flatten().take(rows);
        let plain = |share: &f64| 0.5 + 100.0 * share * share;
        let others = column((indicator + 1) % INDICATORS);
        let cells = column(indicator).zip(others).zip(column(INDICATORS));
        let value = |((share, other), common): ((&f64, &f64), &f64)| match self.kind {
            Kind::Plain => plain(share),
            Kind::Gaps | Kind::Years if *other < 0.2 => f64::NAN,
            Kind::Gaps | Kind::Years => plain(share),
            Kind::Tails => 1.0 / (1.0 - share).sqrt(),
            Kind::Linked => plain(share) + 10.0 * indicator as f64 * common,
        };
        cells.map(value).collect()
    }
}

/// Columns of shares between 0 and 1, one more than there are indicators.
pub fn shares(rows: usize) -> Vec<Vec<f64>> {
    let mut random = Seeded::new(0x6d65_7468);
    (0..=INDICATORS).map(|_| (0..rows).map(|_| random.share()).collect()).collect()
}
