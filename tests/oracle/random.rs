//! Random policies as texts, with random rows, so that the whole way from text to result is exercised.

use proptest::prelude::*;

/// A policy with its data.
#[derive(Clone, Debug)]
pub struct Case {
    /// The rows of the table `sites`, a cell for each column of [`HEADER`].
    pub sites: Vec<Vec<String>>,
    /// The rows of the table `places`.
    pub places: Vec<Vec<String>>,
    /// All other declarations.
    pub declarations: Vec<String>,
}

const HEADER: &str = "id | home | kind | stance | stars | open | label | x | y | z | w";

/// What a random policy may hold.
#[derive(Clone, Copy, Debug)]
pub struct Taste {
    /// Only numbers of which sums are exact, and no standard deviations: results are then the same bits in any order of rows.
    pub exact_sums: bool,
}

impl Case {
    /// The policy, with its declarations and rows in the orders given (positions; what is not listed is left out).
    pub fn text(&self, declarations: &[usize], sites: &[usize]) -> String {
        let rows = |rows: &[Vec<String>], order: &mut dyn Iterator<Item = usize>| {
            order.map(|at| format!("    | {}\n", rows[at].join(" | "))).collect::<String>()
        };
        let mut all = vec![
            "scale stance { 3 high; 2 middle; 1 low }".to_owned(),
            "scale stars { counts as numbers; 4 four; 2 two; 1 one }".to_owned(),
            "parameter p = 1.5".to_owned(),
            format!(
                "table places {{\n  key name\n  indicator size : number {{ range 0.. }}\n  field rating : stance optional\n  rows {{\n    | name | size | rating\n{}  }}\n}}",
                rows(&self.places, &mut (0..self.places.len()))
            ),
            format!(
                "table sites {{\n  key id\n  field home : places optional\n  field kind : one of {{ urban, rural, mixed }}\n  \
                 field stance : stance optional\n  field stars : stars optional\n  field open : yes_no optional\n  field label : text optional\n  \
                 indicator x : number {{ better higher; goalposts 0..8 }}\n  \
                 indicator y : number {{ better higher; goalposts -2..10; token \"?\" as unasked; token \"-\" as inapplicable; token \"!\" as score 0.75 }}\n  \
                 indicator z : number {{ better lower; goalposts 1..6; range 0.. }}\n  \
                 indicator w : number {{ better higher; goalposts 1..10; range 0.. }}\n  \
                 rows {{\n    | {HEADER}\n{}  }}\n}}",
                rows(&self.sites, &mut sites.iter().copied())
            ),
        ];
        all.extend(self.declarations.iter().cloned());
        let ordered: Vec<&str> = declarations.iter().filter_map(|at| all.get(*at)).map(String::as_str).collect();
        ordered.join("\n\n")
    }

    /// How many declarations there are, tables among them.
    pub fn count(&self) -> usize {
        self.declarations.len() + 5
    }

    /// The policy as it stands.
    pub fn plain_text(&self) -> String {
        self.text(&(0..self.count()).collect::<Vec<_>>(), &(0..self.sites.len()).collect::<Vec<_>>())
    }
}

fn pick(list: &'static [&'static str]) -> BoxedStrategy<String> {
    prop::sample::select(list).prop_map(str::to_owned).boxed()
}

fn number_cell(taste: Taste, negative: bool, gone: &'static [&'static str]) -> BoxedStrategy<String> {
    let exact: &'static [&'static str] = &["0", "0", "1", "2", "2", "3", "0.5", "1.25", "4.75", "10"];
    let any: &'static [&'static str] = &["0.1", "0.95", "7.3", "1.005"];
    let below: &'static [&'static str] = &["-1", "-2.5", "-4"];
    prop_oneof![
        4 => pick(gone),
        12 => pick(exact),
        (if taste.exact_sums { 0 } else { 4 }) => pick(any),
        (if negative { 3 } else { 0 }) => pick(below),
    ]
    .boxed()
}

fn maybe(list: &'static [&'static str]) -> BoxedStrategy<String> {
    prop_oneof![4 => pick(list), 1 => Just(String::new())].boxed()
}

fn site(taste: Taste) -> BoxedStrategy<Vec<String>> {
    let gone: &'static [&'static str] = &["", "n/a"];
    let cells: Vec<BoxedStrategy<String>> = vec![
        maybe(&["A", "B", "C"]),
        pick(&["urban", "rural", "mixed"]),
        maybe(&["high", "middle", "low"]),
        maybe(&["one", "two", "four"]),
        maybe(&["yes", "no"]),
        maybe(&["\"red\"", "\"blue\""]),
        number_cell(taste, true, gone),
        number_cell(taste, true, &["", "\"?\"", "\"-\"", "\"!\""]),
        number_cell(taste, false, gone),
        number_cell(taste, false, gone),
    ];
    cells
        .prop_map(|mut cells| {
            cells.insert(0, String::new());
            cells
        })
        .boxed()
}

fn comparison() -> BoxedStrategy<String> {
    pick(&["<", "<=", ">", ">=", "is", "is not"])
}

/// A condition on named values and constants: what scenarios and gates are made of.
pub fn simple_condition() -> BoxedStrategy<String> {
    let number = pick(&["x", "y", "z", "w", "home.size", "f0"]);
    let constant = pick(&["0", "1", "2", "0.5", "p", "4.75"]);
    let leaf = prop_oneof![
        8 => (number.clone(), comparison(), constant).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        2 => (comparison(), pick(&["high", "middle", "low"])).prop_map(|(op, m)| format!("stance {op} {m}")),
        1 => pick(&["kind is rural", "kind in { urban, mixed }", "kind not in { urban }", "home.rating is low"]),
        1 => pick(&["open", "b0", "label is \"red\"", "label in { \"red\", \"green\" }", "0 <= x < 3"]),
        1 => prop_oneof![number, pick(&["stance", "open", "label"])].prop_map(|v| format!("{v} is missing")),
        1 => (pick(&["x", "y", "stance", "open", "label", "home.size"]), pick(&["unavailable", "inapplicable", "unasked", "unknown"]))
            .prop_map(|(v, kind)| format!("{v} is missing as {kind}")),
    ];
    leaf.prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|c| format!("not ({c})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} and {b})")),
            (inner.clone(), inner).prop_map(|(a, b)| format!("({a} or {b})")),
        ]
    })
    .boxed()
}

/// A value from many rows, that is a plain number.
fn aggregate(functions: &'static [&'static str]) -> BoxedStrategy<String> {
    let over = pick(&["over sites", "within kind", "within stance", "within kind, open"]);
    let filter = prop_oneof![2 => Just(String::new()), 1 => simple_condition_without_formulas().prop_map(|c| format!(" where {c}"))];
    let of = pick(&["x", "y", "z", "w"]);
    prop_oneof![
        6 => (pick(functions), of.clone(), over.clone(), filter.clone()).prop_map(|(f, x, o, w)| format!("{f}({x} {o}{w})")),
        1 => (over.clone(), filter).prop_map(|(o, w)| format!("share(open {o}{w})")),
        1 => (of, over.clone(), pick(&["0.25", "0.5", "0.9"])).prop_map(|(x, o, q)| format!("quantile({x}, {q} {o})")),
        1 => over.clone().prop_map(|o| format!("mean(x {o} weighted by w)")),
        1 => (pick(&["x", "y", "level(stance)"]), pick(&["z", "w"]), over).prop_map(|(x, by, o)| format!("latest({x}, {by} {o})")),
    ]
    .boxed()
}

/// A number of rows, or a rank: of the unit `count`.
fn counted() -> BoxedStrategy<String> {
    let over = pick(&["over sites", "within kind", "within stance", "within kind, open"]);
    let filter = optional(simple_condition_without_formulas().prop_map(|c| format!(" where {c}")).boxed(), 4);
    let of = pick(&["", "x ", "y ", "open "]);
    prop_oneof![
        3 => (of, over.clone(), filter.clone()).prop_map(|(x, o, w)| format!("count({x}{o}{w})")),
        1 => (pick(&["x", "y", "z"]), over, filter).prop_map(|(x, o, w)| format!("rank({x} {o}{w})")),
        1 => pick(&["count(x, y, z)", "count(open, x > 1, y > 1)", "count(w, z) + count(x, y)"]),
    ]
    .boxed()
}

fn condition_over(number: BoxedStrategy<String>) -> BoxedStrategy<String> {
    prop_oneof![
        3 => simple_condition_without_formulas(),
        3 => (number.clone(), comparison(), number).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        1 => pick(&["majority(open within kind)", "majority(stance over sites) is high", "median(stance within kind) >= middle",
            "max(stance over sites) is high", "latest(open, z within kind)", "latest(stance, w over sites) > low"]),
        1 => pick(&["any(open over sites)", "all(open within kind)", "contains(label, \"e\")", "lower(label) is \"red\""]),
    ]
    .boxed()
}

/// Formulas must not go round in a circle, so they read data only.
fn simple_condition_without_formulas() -> BoxedStrategy<String> {
    simple_condition().prop_map(|c| c.replace("f0", "x").replace("b0", "open")).boxed()
}

/// A formula with a number as its result.
fn number_formula(taste: Taste) -> BoxedStrategy<String> {
    let leaf = prop_oneof![
        6 => pick(&["x", "y", "z", "w"]),
        2 => pick(&["home.size", "level(stars)", "(stars + 0)", "level(stance)", "p"]),
        2 => pick(&["0", "1", "2", "0.5", "3"]),
        (if taste.exact_sums { 1 } else { 3 }) => aggregate(&["sum", "mean", "median", "min", "max", "deviation"]),
    ];
    leaf.prop_recursive(3, 8, 3, |inner| {
        let two = (inner.clone(), inner.clone());
        prop_oneof![
            4 => (two.clone(), pick(&["+", "-", "*", "/"])).prop_map(|((a, b), op)| format!("({a} {op} {b})")),
            1 => inner.clone().prop_map(|a| format!("({a}) ^ 2")),
            2 => (pick(&["abs", "sqrt", "ln", "log10", "exp", "floor", "ceil", "sign", "-"]), inner.clone())
                .prop_map(|(f, a)| format!("{f}({a})")),
            1 => (inner.clone(), pick(&["0", "1", "2"])).prop_map(|(a, d)| format!("round({a}, {d})")),
            2 => (pick(&["min", "max", "sum", "mean", "median"]), [inner.clone(), inner.clone(), inner.clone()])
                .prop_map(|(f, list)| format!("{f}({})", list.join(", "))),
            1 => inner.clone().prop_map(|a| format!("clamp({a}, 0, 3)")),
            1 => (condition_over(inner.clone()), two.clone()).prop_map(|(c, (a, b))| format!("(if {c} then {a} else {b})")),
            1 => two.prop_map(|(a, b)| format!("({a} if missing {b})")),
            1 => (condition_over(inner.clone()), inner.clone(), pick(&["unasked", "unknown"]))
                .prop_map(|(c, a, kind)| format!("(if {c} then {a} else missing as {kind})")),
        ]
    })
    .boxed()
}

/// Normalisations, each with whether it compares values with others (so that `within` and `among` mean something) and
/// whether it has degenerate cases.
fn method(taste: Taste) -> BoxedStrategy<(String, bool, bool)> {
    let compare = |list| (pick(list), Just(true), Just(true));
    let ranks = |list| (pick(list), Just(true), Just(false));
    let alone = |list| (pick(list), Just(false), Just(false));
    // Sums of such numbers depend on their order in the last bit.
    let sums = if taste.exact_sums { 0 } else { 4 };
    prop_oneof![
        6 => compare(&["max", "minmax", "minmax to 1..7", "minmax 0..100", "ratio to best", "ratio to worst", "difference to best",
            "difference to worst absolute", "robust zscore", "robust zscore unscaled", "distance to target 5", "distance to target capped",
            "distance to frontier", "distance to frontier best 4 power 0.8", "distance to frontier worst 0.5 clipped to 0..100"]),
        3 => ranks(&["rank", "rank ties mean", "rank ties max", "rank ties dense", "percentile rank", "percentile rank from zero ties max",
            "percentile rank midpoint", "borda", "borda ties min", "percentile bands ..25 as 0, 25..75 as 3, 75.. as 9"]),
        4 => alone(&["none", "goalposts", "goalposts capped", "goalposts capped above to 0..10", "goalposts -1..5", "goalposts 0..5 capped to 0..100", "goalposts log capped", "ratio to 4",
            "difference to 2", "bands ..0 as 0, 0..2 as 1, 2..5 as 4, 5.. as 8", "bands 0..2 as 3, 2..8 as 0", "log", "log base 10", "log1p",
            "box-cox lambda 0.5", "box-cox lambda 0", "points 0 as 1, 1 as 2, 2 as 5, 0.5 as 4", "piecewise linear 0 as 0, 1 as 5, 10 as 8",
            "piecewise linear -3 as 9, 2 as 4", "logistic midpoint 2 scale 1.5", "distance to frontier from goalposts power 2 clipped"]),
        sums => compare(&["zscore", "zscore population", "share of total", "vector", "ratio to mean", "difference to mean",
            "above or below mean", "above or below mean threshold 20%", "logistic", "logistic scale 2", "ratio to \"s0\"", "difference to \"s1\" absolute"]),
    ]
    .boxed()
}

fn step(taste: Taste) -> BoxedStrategy<String> {
    let within = prop_oneof![2 => Just(String::new()), 1 => pick(&[" within kind", " within stance", " within kind, open", " within home"])];
    let among = prop_oneof![3 => Just(String::new()), 1 => pick(&[" among open", " among x > 1", " among kind is rural or z < 2"])];
    let degenerate =
        prop_oneof![4 => Just(String::new()), 1 => pick(&[" degenerate as 0.5", " degenerate as missing"])];
    (method(taste), within, among, degenerate)
        .prop_map(|((m, compares, can_be_degenerate), w, a, d)| {
            let d = if can_be_degenerate { d } else { String::new() };
            let w = if compares { w } else { String::new() };
            let a = if compares && !m.contains('"') { a } else { String::new() };
            format!("  normalise {m}{d}{w}{a}\n")
        })
        .boxed()
}

/// What prepares the parts before they are normalised.
fn preparation(taste: Taste) -> BoxedStrategy<String> {
    let within = prop_oneof![2 => Just(String::new()), 1 => pick(&[" within kind", " within home"])];
    let exact: &'static [&'static str] = &[
        "treat winsorise until skewness 1, kurtosis 1.5",
        "treat winsorise until skewness 0.5 and kurtosis 1 at most 2",
        "treat winsorise until kurtosis 1 at most 1 otherwise untouched",
        "impute median",
        "impute fixed 2",
        "impute fixed 1 also inapplicable",
        "screen parts at least 60%",
    ];
    let any: &'static [&'static str] = &[
        "treat winsorise quantile 0.1..0.8",
        "treat clip iqr 0.5",
        "treat log shifted when skewness 0.4 or kurtosis 2",
        "impute mean",
        "impute nearest 2",
    ];
    let among = prop_oneof![3 => Just(String::new()), 1 => pick(&[" among open", " among x > 1"])];
    let grouped = (prop_oneof![2 => pick(exact), (if taste.exact_sums { 0 } else { 2 }) => pick(any)], within, among)
        .prop_map(|(m, w, a)| {
            let a = if m.starts_with("impute fixed") { String::new() } else { a };
            format!("  {m}{w}{a}\n")
        });
    prop_oneof![4 => grouped, 1 => pick(&["  screen rows at least 50%\n", "  screen rows at least 75%\n"])].boxed()
}

fn optional(clauses: BoxedStrategy<String>, weight: u32) -> BoxedStrategy<String> {
    prop_oneof![4 => Just(String::new()), weight => clauses].boxed()
}

/// The clauses of an index over data, without nested ones.
fn clauses(taste: Taste, formula: bool) -> BoxedStrategy<String> {
    let names: &'static [&'static str] = if formula { &["x", "y", "z", "w", "f0"] } else { &["x", "y", "z", "w"] };
    let weight = prop_oneof![3 => Just(""), 1 => Just(" 2"), 1 => Just(" 0.25")];
    let parts = (prop::sample::subsequence(names, 1..=names.len()), prop::collection::vec(weight, names.len()));
    // Weights from the data differ in their last bits however they are computed.
    let by_data: &'static [&'static str] = if taste.exact_sums {
        &["weigh"]
    } else {
        &[
            "weigh",
            "weigh",
            "weigh entropy",
            "weigh critic",
            "weigh standard deviation",
            "weigh pca",
            "weigh pca components 2",
        ]
    };
    let weigh = optional(pick(by_data), 2);
    let whole: &'static [&'static str] = &[
        "hellwig",
        "hellwig within kind",
        "mpi",
        "mpi plus within open",
        "topsis",
        "topsis within kind",
        "borda",
        "copeland",
        "copeland within open",
        "condorcet wins",
        "promethee ii",
        "benefit of the doubt",
    ];
    let aggregate = prop_oneof![
        8 => pick(&["arithmetic mean", "geometric mean", "euclidean norm", "sum", "median", "min", "max"]),
        6 => pick(&[
            "harmonic mean",
            "power mean 2.5",
            "power mean -2",
            "power mean 1",
            "weighted product",
            "owa orness 0.3",
            "mean-min alpha 0.4 beta 0.5",
            "ampi",
            "ampi plus",
        ]),
        2 => pick(&["= if kind is rural or open then FIRST else 2 * LAST", "= (FIRST + (if stance >= middle then LAST else 1)) / 2",
            "= if home is missing then LAST else (FIRST if missing 0)"]),
        2 => pick(&["= (FIRST + 2 * LAST) / 3", "= if FIRST > 1 then max(FIRST, LAST) else mean(FIRST, LAST) - abs(LAST)"]),
        // Their sums over rows are not exact.
        (if taste.exact_sums { 0 } else { 4 }) => pick(whole),
    ];
    let missing = pick(&[
        "missing skip",
        "missing skip",
        "missing zero",
        "missing propagate",
        "missing at least 2 of N",
        "missing fail",
        "missing skip; missing zero unasked, inapplicable",
        "missing skip inapplicable; missing propagate unavailable",
        "missing zero; missing skip unavailable",
        "",
    ]);
    let rounded = optional(pick(&["rounded 2", "rounded 0", "rounded 1 half even"]), 2);
    let rank = optional(
        pick(&[
            "rank higher first",
            "rank lower first within kind",
            "rank higher first among open, ties mean",
            "rank higher first within stance, ties dense",
            "rank higher first, ties max",
            "rank none",
        ]),
        4,
    );
    let prepared = (optional(preparation(taste), 2), optional(preparation(taste), 1));
    (parts, (prepared, step(taste), optional(step(taste), 1), weigh), (aggregate, missing, rounded), rank)
        .prop_map(|((parts, weights), (prepared, first, second, weigh), (aggregate, missing, rounded), rank)| {
            let (one, other) = prepared;
            let weigh = if parts.len() == 1 { weigh.replace(" components 2", "") } else { weigh };
            // What is centred adds up to nothing but rounding: a share of it, or of its mean, is noise.
            let centred = ["zscore", "difference to mean"].iter().any(|method| first.contains(method));
            let relative = ["share of total", "to mean"].iter().any(|method| second.contains(method));
            let second = if centred && relative { String::new() } else { second };
            // A logarithm leaves no goalposts to compare with.
            let compares = |step: &str| step.contains("goalposts") || step.contains("distance to target capped");
            let raw = |p: &String| !(p.contains("treat log") && (compares(&first) || compares(&second)));
            let prepared: String = [one, other].into_iter().filter(raw).collect();
            let all_or_none = weights.iter().take(parts.len()).all(|w| !w.is_empty());
            let named: Vec<String> = parts
                .iter()
                .zip(&weights)
                .map(|(p, w)| if all_or_none { format!("{p}{w}") } else { (*p).to_owned() })
                .collect();
            // So do these results, and equal ones come from unequal sums.
            let inexact = ["topsis", "promethee", "benefit"].iter().any(|method| aggregate.starts_with(method));
            let (rounded, rank) =
                if weigh.contains(' ') || inexact { (String::new(), "rank none".to_owned()) } else { (rounded, rank) };
            let weighing = if weigh.is_empty() {
                String::new()
            } else if weigh.contains(' ') {
                format!("  {weigh}\n")
            } else {
                let each: Vec<String> = parts.iter().zip([3, 1, 2, 1, 2]).map(|(p, w)| format!("{p} {w}")).collect();
                format!("  weigh {}\n", each.join(", "))
            };
            let missing = match parts.len() {
                1 => missing.replace("at least 2 of N", "skip"),
                n => missing.replace("of N", &format!("of {n}")),
            };
            let lines: String =
                [missing, rounded, rank].iter().filter(|l| !l.is_empty()).map(|l| format!("  {l}\n")).collect();
            let (begin, end) = (parts.first().unwrap(), parts.last().unwrap());
            let aggregate = aggregate.replace("FIRST", begin).replace("LAST", end);
            let (above, below) =
                if weigh.contains(' ') { (String::new(), weighing) } else { (weighing, String::new()) };
            let steps = format!("{above}{prepared}{first}{second}{below}");
            format!("  parts {}\n{steps}  aggregate {aggregate}\n{lines}", named.join(", "))
        })
        .boxed()
}

/// An index, perhaps of indices.
fn index(taste: Taste) -> BoxedStrategy<String> {
    let nested = (
        clauses(taste, false),
        clauses(taste, false),
        pick(&["arithmetic mean", "euclidean norm", "min", "median"]),
        pick(&["skip", "propagate", "zero"]),
    )
        .prop_map(|(a, b, aggregate, missing)| {
            // Only outermost indices are ranked here.
            let inner = |c: &str| {
                c.lines()
                    .filter(|l| !l.trim_start().starts_with("rank "))
                    .map(|l| format!("  {l}\n"))
                    .collect::<String>()
            };
            let inexact = |c: &String| c.contains("rank none");
            let rank = if inexact(&a) || inexact(&b) { "  rank none\n" } else { "" };
            format!(
                "  index one {{\n{}  }}\n  index two {{\n{}  }}\n  aggregate {aggregate}\n  missing {missing}\n{rank}",
                inner(&a),
                inner(&b)
            )
        });
    prop_oneof![3 => clauses(taste, true), 1 => nested].prop_map(|c| format!("index i0 of sites {{\n{c}}}")).boxed()
}

fn scenarios() -> BoxedStrategy<Vec<String>> {
    let by = (pick(&["i0", "x", "f0", "home.size"]), pick(&["from", "above"])).prop_map(|(by, word)| {
        format!(
            "scenario s0 of sites by {by} {{ top {word} 2.5; middle {word} p; bottom {} p }}",
            if word == "from" { "below" } else { "up to" }
        )
    });
    let c = simple_condition;
    let first = (c(), c()).prop_map(|(a, b)| {
        format!("scenario s1 of sites {{\n  first match\n  one when {a}\n  two when {b}\n  otherwise three\n}}")
    });
    let exact = (c(), c()).prop_map(|(a, b)| {
        format!("scenario s2 of sites : stance {{\n  high when {a}\n  middle when not ({a}) and {b}\n  low when not ({a}) and not ({b})\n}}")
    });
    let rest = c().prop_map(|a| format!("scenario s3 of sites {{ match when {a}; otherwise none }}"));
    (by, first, exact, rest).prop_map(|(a, b, c, d)| vec![a, b, c, d]).boxed()
}

/// A rule about a number, a level, yes or no and a category.
fn rule() -> BoxedStrategy<String> {
    let number = pick(&["", "", "1", ">= 1", "< 2", "0..1", "not 1", "missing", "1, 2", "> 0 and <= 2", "not missing"]);
    let level = pick(&["", "", "high", "not low", "middle, high", ">= middle", "missing", "low..middle"]);
    let open = pick(&["", "", "yes", "no", "missing"]);
    let kind = pick(&["", "", "urban", "rural, mixed", "not urban"]);
    (number, level, open, kind).prop_map(|(x, s, o, k)| format!("    | {x} | {s} | {o} | {k} |")).boxed()
}

/// Scenarios by rules with each hit policy that random rules can meet, rows looked up, and targets.
fn grids() -> BoxedStrategy<Vec<String>> {
    let rules = || prop::collection::vec((rule(), pick(&["one", "two", "three"])), 1..5);
    let column = || pick(&["x", "f0", "home.size", "places(\"B\").size", "spot.size"]);
    let grid = |policy: &str, x: &str, rows: &[(String, String)]| {
        let rows: String = rows.iter().map(|(rule, outcome)| format!("{rule} {outcome}\n")).collect();
        format!("{policy}\n  rules {{\n    | {x} | stance | open | kind | outcome\n{rows}")
    };
    let target = (pick(&["y", "0", "places(\"A\").size"]), pick(&["z", "2 * y + 1", "max(x within kind)"]));
    (rules(), rules(), rules(), column(), target)
        .prop_map(move |(first, any, collect, x, (from, to))| {
            let any: Vec<(String, String)> = any.into_iter().map(|(rule, _)| (rule, "one".to_owned())).collect();
            vec![
                format!("scenario s4 of sites {{ {}    |  |  |  |  | none\n  }}\n}}", grid("first match", &x, &first)),
                format!("scenario s5 of sites {{ {}  }}\n  otherwise none\n}}", grid("any", &x, &any)),
                format!("scenario v0 of sites {{ {}  }}\n  otherwise none\n}}", grid("collect", &x, &collect)),
                "indicator held of sites = count(v0)".to_owned(),
                "scenario near of sites {\n  collect\n  each places when x >= places.size and home is not missing\n}"
                    .to_owned(),
                "parameter spot : places = \"C\"".to_owned(),
                format!("indicator g0 of sites = w {{ goalposts from {from} to {to} }}"),
                "index reached of sites { parts g0; normalise goalposts capped below; missing skip }".to_owned(),
            ]
        })
        .boxed()
}

fn gate() -> BoxedStrategy<Vec<String>> {
    let requirement = prop_oneof![
        3 => simple_condition_without_formulas(),
        1 => pick(&["x <= mean(x over sites)", "count(over sites where open) > 1", "y is missing or y >= min(y within kind)"]),
    ];
    let gate = (requirement.clone(), requirement).prop_map(|(a, b)| {
        format!(
            "gate g of sites {{\n  require {a} or x > 0 because \"one\"\n  require {b} or w >= 1 because \"two\"\n}}"
        )
    });
    prop_oneof![2 => Just(Vec::new()), 1 => gate.prop_map(|g| vec![g])].boxed()
}

/// Summaries of all rows and by groups, and formulas that ask them.
fn summaries(taste: Taste) -> BoxedStrategy<Vec<String>> {
    let by = prop_oneof![
        3 => pick(&["kind", "stance", "stars", "open", "home", "y", "label", "s1", "home.rating", "b0", "choice", "choice"]),
        1 => pick(&["kind, open", "home, stance", "s3, kind", "y, open", "stars, home.rating", "choice, open", "kind, choice"]),
    ];
    let filter = || optional(simple_condition().prop_map(|c| format!(" where {c}")).boxed(), 2);
    let functions: &'static [&'static str] =
        if taste.exact_sums { &["sum", "min", "max", "median"] } else { &["sum", "mean", "min", "max", "deviation"] };
    let value = (pick(functions), pick(&["x", "z", "f0", "if open then x else w"]), filter());
    let count = (
        pick(&["count", "count / count over sites", "share", "count(x) + count(open)", "count(where open)"]),
        filter(),
    );
    let other = pick(&[
        "any(open)",
        "all(x > 1)",
        "share(open)",
        "quantile(w, 0.5)",
        "max(n, 2)",
        "n / sum(n over u0)",
        "rank(n over u0)",
        "median(x) if missing u1.t",
        "mean(x weighted by w)",
    ]);
    let asked =
        pick(&["u1.n + u1.n", "u1.t * 2", "u1.t + f0", "2 * u1.n - count(over u0)", "max(over u1 where n > 1, t)"]);
    let asked = asked.prop_map(|a| if a.starts_with("max(over") { "max(t over u1 where n > 1)".to_owned() } else { a });
    (by, filter(), value, count, other, filter(), asked)
        .prop_map(|(by, whole, (f, x, w), (count, v), other, filter, asked)| {
            vec![
                format!(
                    "summary u0 of sites by {by}{whole} {{\n  n = count\n  v = {f}({x}){w}\n  c = {count}{v}\n  o = {other}\n}}"
                ),
                format!("summary u1 of sites{filter} {{\n  n = count\n  t = sum(x)\n}}"),
                format!("indicator asked of sites = {asked}"),
                "indicator urbans of sites = u2(urban).n + max(n over u2)".to_owned(),
                "indicators choice of sites : yes_no {\n  indicator c0 = x > 1\n  indicator c1 = open\n  indicator c2 = y is missing\n}".to_owned(),
                "summary u2 of sites by kind { n = count }".to_owned(),
            ]
        })
        .boxed()
}

fn declarations(taste: Taste) -> BoxedStrategy<Vec<String>> {
    let rounded = optional(pick(&[" rounded 1", " rounded 0"]), 1);
    let f0 = (number_formula(taste), rounded).prop_map(|(f, r)| format!("indicator f0 of sites = {f}{r}"));
    let b0 = condition_over(pick(&["x", "y", "z", "home.size"])).prop_map(|c| format!("indicator b0 of sites = {c}"));
    let total = pick(&["sum(sites.x)", "count(sites where open)", "max(sites.z)", "mean(sites.w)", "count(sites)"])
        .prop_map(|f| format!("indicator total of places = {f}"));
    let n0 = counted().prop_map(|c| format!("indicator n0 of sites = {c}"));
    (f0, b0, n0, total, index(taste), scenarios(), gate(), summaries(taste), grids())
        .prop_map(|(f0, b0, n0, total, index, scenarios, gate, summaries, grids)| {
            // Results that are the same but for their last bits may lie on both sides of a border.
            let inexact =
                ["entropy", "critic", "standard deviation", "pca", "topsis", "promethee", "benefit", "hellwig"];
            let by_x = |scenario: String| scenario.replace("sites by i0 {", "sites by x {");
            let scenarios: Vec<String> = match inexact.iter().any(|method| index.contains(method)) {
                true => scenarios.into_iter().map(by_x).collect(),
                false => scenarios,
            };
            [vec![f0, b0, n0, total, index], scenarios, gate, summaries, grids].concat()
        })
        .boxed()
}

/// A random policy with 1 to 9 sites in three places.
pub fn case(taste: Taste) -> BoxedStrategy<Case> {
    let place = (number_cell(taste, false, &["", "n/a"]), maybe(&["high", "middle", "low"]));
    (prop::collection::vec(site(taste), 1..10), prop::collection::vec(place, 3), declarations(taste))
        .prop_map(|(mut sites, places, declarations)| {
            for (i, site) in sites.iter_mut().enumerate() {
                site[0] = format!("s{i}");
            }
            let named =
                places.into_iter().zip(["A", "B", "C"]).map(|((size, level), name)| vec![name.to_owned(), size, level]);
            Case { sites, places: named.collect(), declarations }
        })
        .boxed()
}
