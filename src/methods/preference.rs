//! Preference functions of the PROMETHEE methods: how far one row is preferred to another for being better by so much.

use super::aggregate::Refusal;
use super::{OptionKind, OptionSpec, Options};
use crate::transcendental::exponentials;
use crate::wide::wide;

/// The six generalised criteria of Brans and Vincke (1985).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Preference {
    Usual,
    UShape { q: f64 },
    VShape { p: f64 },
    Level { q: f64, p: f64 },
    Linear { q: f64, p: f64 },
    Gaussian { s: f64 },
}

/// Functions with the thresholds that each needs.
const FUNCTIONS: [(&str, &[&str]); 6] = [
    ("usual", &[]),
    ("u-shape", &["q"]),
    ("v-shape", &["p"]),
    ("level", &["q", "p"]),
    ("linear", &["q", "p"]),
    ("gaussian", &["s"]),
];

/// The functions and thresholds as options.
pub(super) const OPTIONS: &[OptionSpec] = &[
    flag("usual", "any advantage is full preference (the default)"),
    flag("u-shape", "an advantage above `q` is full preference"),
    flag("v-shape", "preference grows with the advantage, up to `p`"),
    flag("level", "half preference above `q`, full preference above `p`"),
    flag("linear", "preference grows from `q` to `p`"),
    flag("gaussian", "preference grows along a bell curve with its turning point at `s`"),
    number("q", "indifference: an advantage up to this is none"),
    number("p", "preference: an advantage from this on is full"),
    number("s", "the advantage at which the bell curve turns"),
];

const fn flag(words: &'static str, about: &'static str) -> OptionSpec {
    OptionSpec { words, kind: OptionKind::Flag, about }
}

const fn number(words: &'static str, about: &'static str) -> OptionSpec {
    OptionSpec { words, kind: OptionKind::Number, about }
}

impl Preference {
    /// The function that the options ask for.
    pub fn of(options: &Options) -> Preference {
        let threshold = |name| options.number(name).unwrap_or_default();
        let (q, p, s) = (threshold("q"), threshold("p"), threshold("s"));
        match FUNCTIONS.iter().find(|(name, _)| options.has(name)).map_or("usual", |(name, _)| name) {
            "u-shape" => Preference::UShape { q },
            "v-shape" => Preference::VShape { p },
            "level" => Preference::Level { q, p },
            "linear" => Preference::Linear { q, p },
            "gaussian" => Preference::Gaussian { s },
            _usual => Preference::Usual,
        }
    }

    /// Adds to each of `net` by how much, times `weight`, having `own` is preferred to having theirs; what is preferred
    /// the other way counts as negative, and where one is missing nothing is.
    pub fn add(self, own: f64, theirs: &[f64], weight: f64, net: &mut [f64]) {
        // For each function the preference for an advantage above 0.
        match self {
            Preference::Usual => add(own, theirs, weight, net, |_| 1.0),
            Preference::UShape { q } => add(own, theirs, weight, net, |d| if d > q { 1.0 } else { 0.0 }),
            Preference::VShape { p } => add(own, theirs, weight, net, |d| from_0_to_1(d / p)),
            Preference::Level { q, p } => add(own, theirs, weight, net, |d| {
                let beyond = if d > q { 0.5 } else { 0.0 };
                if d > p { 1.0 } else { beyond }
            }),
            Preference::Linear { q, p } => {
                let length = p - q;
                add(own, theirs, weight, net, |d| from_0_to_1((d - q) / length));
            }
            Preference::Gaussian { s } => add_gaussian(own, theirs, weight, net, s),
        }
    }
}

/// The bounds are asked of what was divided: a division that is needed for some values only is no vector code.
#[inline(always)]
fn from_0_to_1(share: f64) -> f64 {
    let share = if share > 0.0 { share } else { 0.0 };
    if share < 1.0 { share } else { 1.0 }
}

/// Adds a preference that is 0 for no advantage and odd.
fn add(own: f64, theirs: &[f64], weight: f64, net: &mut [f64], preference: impl Fn(f64) -> f64 + Copy) {
    wide(
        #[inline(always)]
        || {
            for (net, other) in net.iter_mut().zip(theirs) {
                let d = own - other;
                let size = weight * preference(d.abs());
                let ahead = if d > 0.0 { size } else { 0.0 };
                *net += if d < 0.0 { -size } else { ahead };
            }
        },
    );
}

fn add_gaussian(own: f64, theirs: &[f64], weight: f64, net: &mut [f64], s: f64) {
    const TILE: usize = 128;
    let mut tile = [0.0; TILE];
    for (net, theirs) in net.chunks_mut(TILE).zip(theirs.chunks(TILE)) {
        let powers = tile.get_mut(..theirs.len()).unwrap_or_default();
        for (power, other) in powers.iter_mut().zip(theirs) {
            let d = own - other;
            *power = -(d * d) / (2.0 * s * s);
        }
        exponentials(powers);
        for ((net, power), other) in net.iter_mut().zip(powers).zip(theirs) {
            let d = own - other;
            let size = weight * (1.0 - *power);
            *net += if d.is_nan() { 0.0 } else { size.copysign(d) };
        }
    }
}

/// What is wrong with a function and its thresholds.
pub(super) fn refuses(options: &Options) -> Option<Refusal> {
    let given: Vec<&(&str, &[&str])> = FUNCTIONS.iter().filter(|(name, _)| options.has(name)).collect();
    if let [(first, _), (second, _), ..] = given.as_slice() {
        let message = format!("`{first}` and `{second}` are two preference functions");
        let hint = "choose one; `prefer FUNCTION for PARTS` gives parts their own".to_owned();
        return Some(Refusal { message, hint });
    }
    let (name, needs) = given.first().map_or(("usual", &[] as &[&str]), |(name, needs)| (name, needs));
    if let Some(lacks) = needs.iter().find(|t| !options.has(t)) {
        let example: Vec<String> = needs.iter().zip(["1", "3"]).map(|(t, n)| format!("{t} {n}")).collect();
        let message = format!("the preference function `{name}` needs a threshold `{lacks}`");
        return Some(Refusal {
            message,
            hint: format!("write it with the function, such as `{name} {}`", example.join(" ")),
        });
    }
    if let Some(useless) = ["q", "p", "s"].into_iter().find(|t| options.has(t) && !needs.contains(t)) {
        let message = format!("the preference function `{name}` has no threshold `{useless}`");
        let takers = FUNCTIONS.iter().filter(|(_, needs)| needs.contains(&useless));
        let takers: Vec<String> = takers.map(|(name, _)| format!("`{name}`")).collect();
        return Some(Refusal { message, hint: format!("leave it out; functions with it: {}", takers.join(", ")) });
    }
    thresholds_refused(options)
}

fn thresholds_refused(options: &Options) -> Option<Refusal> {
    let (q, p, s) = (options.number("q"), options.number("p"), options.number("s"));
    let wrong = |message: &str, hint: &str| Some(Refusal { message: message.to_owned(), hint: hint.to_owned() });
    if q.is_some_and(|q| q < 0.0) {
        return wrong("the indifference threshold `q` is below 0", "an advantage up to `q` counts as none: 0 or more");
    }
    if p.is_some_and(|p| p <= 0.0) {
        return wrong("the preference threshold `p` is not above 0", "an advantage from `p` on counts in full");
    }
    if let (Some(q), Some(p)) = (q, p)
        && p <= q
    {
        let hint = "preference begins above `q` and is full at `p`: give a larger `p`";
        return wrong("the preference threshold `p` is not above the indifference threshold `q`", hint);
    }
    if s.is_some_and(|s| s <= 0.0) {
        return wrong("the threshold `s` is not above 0", "it lies between indifference and full preference");
    }
    None
}
