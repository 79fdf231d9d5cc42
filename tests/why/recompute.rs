//! The arithmetic of an explanation done again from its JSON alone, with nothing of the engine: what an explanation says
//! must add up by itself. Formulas are those of the methods' pages, written a second time.

use serde_json::Value;

/// What does not add up, each with where it stands.
pub fn wrong(explanation: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let values: Vec<&Value> = explanation["values"].as_array().unwrap().iter().collect();
    for value in &values {
        let at = value["name"].as_str().unwrap();
        if let Some(index) = value.get("index") {
            self::index(index, &value["value"], at, &mut wrong);
        } else if let Some(rank) = value.get("rank") {
            self::rank(rank, &value["value"], at, &mut wrong);
        } else if let Some(formula) = value.get("formula") {
            self::formula(formula, &value["value"], at, &mut wrong);
        } else if let Some(scenario) = value.get("scenario") {
            self::scenario(scenario, &value["value"], at, &mut wrong);
        } else {
            assert!(value.get("cell").is_some(), "{value}");
        }
        links(value, &values, at, &mut wrong);
    }
    for result in explanation["results"].as_array().unwrap() {
        if !values.iter().any(|v| v["name"] == *result) {
            wrong.push(format!("{result} is not explained"));
        }
    }
    wrong
}

/// What goes into a part or a condition is the value that is explained under its name.
fn links(value: &Value, values: &[&Value], at: &str, wrong: &mut Vec<String>) {
    let own_row = value.get("of");
    let parts = value["index"]["parts"].as_array();
    for part in parts.into_iter().flatten() {
        let found = values.iter().find(|v| {
            let name = v["name"].as_str().unwrap();
            let last = if v.get("of").is_some() { name.split_once('.').unwrap().1 } else { name };
            last == part["name"] && v.get("of") == own_row
        });
        if let Some(found) = found
            && let (Some(a), Some(b)) = (found["value"].as_f64(), part["from"].as_f64())
            && a != b
        {
            wrong.push(format!("{at}: {} is {a} and goes in as {b}", part["name"]));
        }
    }
}

fn number(value: &Value) -> Option<f64> {
    value.as_f64()
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-12 * a.abs().max(b.abs()).max(1e-300) || a == b
}

fn expect(wrong: &mut Vec<String>, at: &str, what: &str, want: Option<f64>, have: &Value) {
    let same = match (want, number(have)) {
        (Some(want), Some(have)) => near(want, have),
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    };
    if !same {
        wrong.push(format!("{at}: {what} is {want:?} by hand and {have} in the explanation"));
    }
}

// Indices -------------------------------------------------------------------------------------------

fn index(index: &Value, value: &Value, at: &str, wrong: &mut Vec<String>) {
    let parts = index["parts"].as_array().unwrap();
    for part in parts {
        let mut x = part["from"].clone();
        for step in part["steps"].as_array().unwrap() {
            let name = format!("{at}, {}, {}", part["part"], step["step"]);
            if number(&step["from"]) != number(&x) {
                wrong.push(format!("{name}: takes {} after {x}", step["from"]));
            }
            if let Some(to) = one_step(step) {
                expect(wrong, &name, "the step", to, &step["to"]);
            }
            x = step["to"].clone();
        }
        if number(&part["value"]) != number(&x) {
            wrong.push(format!("{at}, {}: is aggregated as {} after {x}", part["part"], part["value"]));
        }
    }
    super::compared::weighing(index, at, wrong);
    if number(value).is_none() {
        return;
    }
    let there = parts.iter().filter(|p| p["counted"] == true);
    let there: Vec<(f64, f64)> =
        there.map(|p| (number(&p["value"]).unwrap_or(0.0), number(&p["weight"]).unwrap())).collect();
    assert_eq!(there.len() as u64, index["counted"].as_u64().unwrap());
    let result = aggregated(index["aggregate"].as_str().unwrap(), &there);
    if let Some(result) = result {
        expect(wrong, at, "the aggregate", Some(result), &index["unrounded"]);
    }
    if index.get("unrounded").is_none() {
        // All rows together give it.
        super::compared::whole(index, value, at, wrong);
        return;
    }
    match index.get("rounded") {
        Some(rounded) => {
            let unrounded = number(&index["unrounded"]).unwrap();
            expect(wrong, at, "the rounded value", Some(round(unrounded, rounded)), value);
        }
        None => expect(wrong, at, "the value", number(&index["unrounded"]), value),
    }
    let contributions: Vec<f64> = parts.iter().filter_map(|p| number(&p["contribution"])).collect();
    if index["contributions"] != "none" {
        expect(wrong, at, "the sum of contributions", Some(contributions.iter().sum()), &index["unrounded"]);
        let shares: Vec<f64> = parts.iter().filter_map(|p| number(&p["share"])).collect();
        let sum: f64 = shares.iter().sum();
        if !shares.is_empty() && (sum - 1.0).abs() > 1e-9 {
            wrong.push(format!("{at}: shares add up to {sum}"));
        }
    }
}

/// What a step makes of its value; `None` for a method that is not written down here.
fn one_step(step: &Value) -> Option<Option<f64>> {
    if step["step"] == "treat"
        && let Some(x) = number(&step["from"])
    {
        let figure = |name: &str| step["figures"][name].as_f64();
        return match (figure("low"), figure("high"), figure("exponent"), figure("shift")) {
            (Some(low), Some(high), ..) => Some(Some(x.max(low).min(high))),
            (None, None, None, Some(shift)) => Some(Some((x + shift).ln())),
            // Of an exponent near 0 most digits cancel.
            _ => None,
        };
    }
    if step["step"] != "weigh" && step["step"] != "normalise" {
        return None;
    }
    let Some(x) = number(&step["from"]) else { return Some(None) };
    if let Some(factor) = number(&step["factor"]) {
        return Some(Some(x * factor));
    }
    let group = &step["group"];
    let option = |name: &str| step["options"].as_array().into_iter().flatten().find(|o| o["option"] == name);
    // Of goalposts, a range without `to` is the goalposts themselves.
    let alone = option("").filter(|_| step["by"] != "goalposts");
    let range = option("to").or(alone).map(|o| (o["numbers"][0].as_f64(), o["numbers"][1].as_f64()));
    let (low, high) = match range {
        Some((Some(low), Some(high))) => (low, high),
        _ => (0.0, 1.0),
    };
    let reversed = step["reversed"] == true;
    if group["degenerate"] == true || group.is_null() {
        return None;
    }
    let onto = |z: f64| low + z * (high - low);
    match step["by"].as_str().unwrap() {
        "none" => Some(Some(x)),
        "max" => Some(Some(x / number(&group["highest"]["value"])?)),
        "minmax" => {
            let (min, max) = (number(&group["lowest"]["value"])?, number(&group["highest"]["value"])?);
            let z = (x - min) / (max - min);
            Some(Some(onto(if reversed { 1.0 - z } else { z })))
        }
        "goalposts" => {
            let (from, to) = (number(&step["goalposts"][0])?, number(&step["goalposts"][1])?);
            if option("log").is_some() && x <= 0.0 {
                return Some(None);
            }
            let log = |v: f64| if option("log").is_some() { v.ln() } else { v };
            let way = (log(x) - log(from)) / (log(to) - log(from));
            let mut z = if reversed { 1.0 - way } else { way };
            if option("capped above").is_some() || option("capped").is_some() {
                z = z.min(1.0);
            }
            if option("capped below").is_some() || option("capped").is_some() {
                z = z.max(0.0);
            }
            Some(Some(onto(z)))
        }
        _ => None,
    }
}

/// The parts as one number; `None` for a method that is not written down here.
fn aggregated(method: &str, parts: &[(f64, f64)]) -> Option<f64> {
    let total: f64 = parts.iter().map(|(_, w)| w).sum();
    let mut sorted: Vec<f64> = parts.iter().map(|(z, _)| *z).collect();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len();
    match method {
        "arithmetic mean" => Some(parts.iter().map(|(z, w)| z * w).sum::<f64>() / total),
        // A part that weighs nothing is none, also where it is 0.
        "geometric mean" => {
            let weighing = parts.iter().filter(|(_, w)| *w != 0.0);
            Some((weighing.map(|(z, w)| z.ln() * w).sum::<f64>() / total).exp())
        }
        "euclidean norm" => Some(parts.iter().map(|(z, w)| (z * w).powi(2)).sum::<f64>().sqrt()),
        "sum" => Some(parts.iter().map(|(z, w)| z * w).sum()),
        "min" => sorted.first().copied(),
        "max" => sorted.last().copied(),
        "median" => Some((sorted[(n - 1) / 2] + sorted[n / 2]) / 2.0),
        _ => None,
    }
}

fn round(x: f64, rounded: &Value) -> f64 {
    // The decimal digits of the shortest representation: half up, or to even where exactly a half is left.
    let decimals = rounded["decimals"].as_u64().unwrap() as usize;
    let text = format!("{x}");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let kept = &fraction[..fraction.len().min(decimals)];
    let left = fraction.get(decimals..).unwrap_or_default();
    let last = format!("{whole}{kept:0<decimals$}").bytes().last().unwrap_or(b'0');
    let stays = rounded["half_even"] == true && left == "5" && (last - b'0').is_multiple_of(2);
    let up = left.as_bytes().first().is_some_and(|d| *d >= b'5') && !stays;
    let scaled: i128 = format!("{whole}{kept:0<decimals$}").parse().unwrap();
    let sign = if x < 0.0 { -1 } else { 1 };
    (scaled + if up { sign } else { 0 }) as f64 / 10f64.powi(decimals as i32)
}

// Ranks ---------------------------------------------------------------------------------------------

fn rank(rank: &Value, value: &Value, at: &str, wrong: &mut Vec<String>) {
    let Some(have) = number(value) else { return };
    let (ahead, equal) = (rank["ahead"].as_f64().unwrap(), rank["equal"].as_f64().unwrap());
    let want = match rank["ties"].as_str().unwrap() {
        "min" => ahead + 1.0,
        "max" => ahead + equal,
        "mean" => ahead + (equal + 1.0) / 2.0,
        "dense" => rank["values_ahead"].as_f64().unwrap() + 1.0,
        other => panic!("ties {other}"),
    };
    if want != have {
        wrong.push(format!("{at}: rank {want} by hand, {have} in the explanation"));
    }
    let own = number(&rank["value"]).unwrap();
    for (neighbour, ahead) in [("above", true), ("below", false)] {
        let Some(next) = rank.get(neighbour) else { continue };
        let other = number(&next["value"]).unwrap();
        expect(wrong, at, "the distance", Some(other - own), &next["distance"]);
        // Where the values are equal, the first of the further values that differs decides.
        let further = rank["then"].as_array().into_iter().flatten();
        let further = further.zip(next["then"].as_array().into_iter().flatten());
        let further = further.map(|(by, other)| (by["higher_first"] == true, &by["value"], other));
        let mut pairs = std::iter::once((rank["higher_first"] == true, &rank["value"], &next["value"])).chain(further);
        let same = |own: &Value, other: &Value| match (number(own), number(other)) {
            (Some(own), Some(other)) => own == other,
            _ => own == other || own.is_object() && other.is_object(),
        };
        let decides = pairs.find(|(_, own, other)| !same(own, other));
        let is_ahead = decides.map(|(higher, own, other)| match (number(own), number(other)) {
            (Some(own), Some(other)) => (other > own) == higher,
            _ if own.is_object() || other.is_object() => own.is_object(),
            // Which of two levels is the higher one is not said.
            _ => ahead,
        });
        if is_ahead != Some(ahead) {
            wrong.push(format!("{at}: {neighbour} is on the wrong side"));
        }
    }
}

// Formulas ------------------------------------------------------------------------------------------

fn formula(formula: &Value, value: &Value, at: &str, wrong: &mut Vec<String>) {
    let term = &formula["formula"];
    self::term(term, at, wrong);
    match formula.get("rounded") {
        Some(rounded) => {
            let want = number(&term["value"]).map(|x| round(x, rounded));
            expect(wrong, at, "the rounded value", want, value);
        }
        None if term["value"] != *value => wrong.push(format!("{at}: {} is not {value}", term["value"])),
        None => {}
    }
}

fn missing(value: &Value) -> bool {
    value.is_object()
}

/// yes or no; `None` where missing.
fn truth(value: &Value) -> Option<bool> {
    value.as_bool()
}

/// Does one operation again, after its operands.
fn term(term: &Value, at: &str, wrong: &mut Vec<String>) {
    let operands: Vec<&Value> = term["operands"].as_array().into_iter().flatten().collect();
    operands.iter().for_each(|o| self::term(o, at, wrong));
    let of: Vec<&Value> = operands.iter().map(|o| &o["value"]).collect();
    let numbers: Vec<Option<f64>> = of.iter().map(|v| number(v)).collect();
    let what = term["text"].as_str().unwrap();
    let value = &term["value"];
    let binary = |f: fn(f64, f64) -> f64| match numbers.as_slice() {
        [Some(a), Some(b)] => Some(f(*a, *b)).filter(|y| y.is_finite()),
        _ => None,
    };
    read(term, at, wrong);
    let mut is = |want: Option<f64>| expect(wrong, at, what, want, value);
    match term["op"].as_str().unwrap() {
        "+" if days(&of) => {}
        "-" if days(&of) => {}
        "+" => is(binary(|a, b| a + b)),
        "-" => is(binary(|a, b| a - b)),
        "*" => is(binary(|a, b| a * b)),
        "/" => is(binary(|a, b| a / b)),
        "negate" => is(numbers[0].map(|x| -x)),
        op @ (">=" | ">" | "<=" | "<") => {
            let want = match term.get("margin").and_then(number) {
                Some(margin) => match op {
                    ">=" => Some(margin >= 0.0),
                    ">" => Some(margin > 0.0),
                    "<=" => Some(margin <= 0.0),
                    _ => Some(margin < 0.0),
                },
                None => None,
            };
            if want != truth(value) {
                wrong.push(format!("{at}: `{what}` is {want:?} by its margin, and {value} in the explanation"));
            }
            if let [Some(a), Some(b)] = numbers.as_slice() {
                expect(wrong, at, "the margin", Some(a - b), &term["margin"]);
            }
        }
        "is" => {
            let want = if of.iter().any(|v| missing(v)) { None } else { Some(of[0] == of[1]) };
            if want != truth(value) {
                wrong.push(format!("{at}: `{what}` is {want:?} by hand, and {value} in the explanation"));
            }
        }
        op @ ("and" | "or") => {
            let decides = op == "or";
            let want = if of.iter().any(|v| truth(v) == Some(decides)) {
                Some(decides)
            } else if of.iter().any(|v| missing(v)) {
                None
            } else {
                Some(!decides)
            };
            if want != truth(value) {
                wrong.push(format!("{at}: `{what}` is {want:?} by hand, and {value} in the explanation"));
            }
        }
        "not" if truth(of[0]).map(|b| !b) != truth(value) => wrong.push(format!("{at}: `{what}` is {value}")),
        "is missing" if truth(value) != Some(missing(of[0])) => wrong.push(format!("{at}: `{what}` is {value}")),
        "if missing" => {
            let want = if missing(of[0]) { of[1] } else { of[0] };
            if want != value {
                wrong.push(format!("{at}: `{what}` is {value}, not {want}"));
            }
        }
        "if" => {
            let want = match truth(of[0]) {
                Some(true) => Some(of[1]),
                Some(false) => Some(of[2]),
                None => None,
            };
            if want.map_or(!missing(value), |want| want != value) {
                wrong.push(format!("{at}: `{what}` is {value}"));
            }
        }
        "in" => {
            let any = of[1..].iter().any(|v| *v == of[0]);
            let want = if missing(of[0]) { None } else { Some(any) };
            if want != truth(value) && !of[1..].iter().any(|v| missing(v)) {
                wrong.push(format!("{at}: `{what}` is {value}"));
            }
        }
        _ => {}
    }
}

/// What many rows come to, where all of them are listed.
fn read(term: &Value, at: &str, wrong: &mut Vec<String>) {
    let Some(read) = term.get("read").and_then(Value::as_array) else { return };
    if term["read_in"].as_u64() != Some(read.len() as u64) {
        return;
    }
    let values: Vec<f64> = read.iter().filter_map(|r| number(&r["value"])).collect();
    if values.len() != read.len() || values.is_empty() {
        return;
    }
    let weights: Vec<f64> = read.iter().filter_map(|r| number(&r["weight"])).collect();
    let weighted = read.iter().any(|r| r.get("weight").is_some());
    let sum: f64 = values.iter().sum();
    let want = match term["op"].as_str().unwrap() {
        "value of other rows" | "value" | "min of rows" | "max of rows" | "latest of rows" => values[0],
        "sum of rows" if !weighted => sum,
        "mean of rows" if !weighted => sum / values.len() as f64,
        "mean of rows" if weights.len() == values.len() => {
            values.iter().zip(&weights).map(|(x, w)| x * w).sum::<f64>() / weights.iter().sum::<f64>()
        }
        "count of rows" => values.len() as f64,
        _ => return,
    };
    let have = number(&term["value"]);
    let near = have.is_some_and(|have| (want - have).abs() <= 1e-9 * want.abs().max(1.0));
    if !near && have.is_some() {
        wrong.push(format!("{at}: `{}` is {want} by the rows read and {} here", term["text"], term["value"]));
    }
}

/// Days are texts, and their difference a number: the margin tells it.
fn days(of: &[&Value]) -> bool {
    of.iter().any(|v| v.is_string())
}

// Scenarios -----------------------------------------------------------------------------------------

fn scenario(scenario: &Value, value: &Value, at: &str, wrong: &mut Vec<String>) {
    let outcomes = scenario["outcomes"].as_array().unwrap();
    let mut holding: Option<&Value> = None;
    let mut open = false;
    for outcome in outcomes {
        let Some(when) = outcome.get("when") else {
            if holding.is_none() && !open {
                holding = Some(&outcome["outcome"]);
            }
            continue;
        };
        term(when, at, wrong);
        match truth(&when["value"]) {
            Some(true) if holding.is_none() && !(open && scenario["rule"] == "first match") => {
                holding = Some(&outcome["outcome"]);
            }
            None => open = true,
            Some(_) => {}
        }
        let fails = outcome.get("fails").is_some();
        if fails == (truth(&when["value"]) == Some(true)) {
            wrong.push(format!("{at}: {} says nothing, or too much, about why not", outcome["outcome"]));
        }
    }
    let want = match scenario["decided"].as_str().unwrap() {
        "by-condition" | "otherwise" => holding,
        "whatever-is-missing" | "undecided" | "excluded" => return,
        other => panic!("decided {other}"),
    };
    if want != Some(value) {
        wrong.push(format!("{at}: {want:?} by its conditions, and {value} in the explanation"));
    }
    let chosen = outcomes.iter().filter(|o| o["chosen"] == true).count();
    if chosen != 1 {
        wrong.push(format!("{at}: {chosen} outcomes are chosen"));
    }
}
