//! Aggregations over all rows, and weights from the data, computed again from the JSON of an explanation alone. Formulas
//! are those of the methods' pages, written a second time.

use serde_json::Value;

/// What does not add up in an index whose method compares all rows.
pub fn whole(index: &Value, value: &Value, at: &str, wrong: &mut Vec<String>) {
    let Some(comparison) = index.get("comparison") else {
        wrong.push(format!("{at}: a method over all rows says nothing of them"));
        return;
    };
    let method = index["aggregate"].as_str().unwrap();
    let mut check = Check { index, comparison, at: format!("{at}, {method}"), wrong };
    let result = match method {
        "topsis" => check.topsis(),
        "vikor" => check.vikor(),
        "promethee ii" => check.promethee(),
        "electre i" => check.electre(),
        "hellwig" => check.hellwig(),
        "copeland" => check.majorities().map(|(wins, losses)| wins - losses),
        "condorcet" => check.majorities().and_then(|(wins, _)| check.option("wins").then_some(wins)),
        "kemeny" => check.kemeny(),
        "borda" => check.borda(),
        "benefit of the doubt" => check.doubt(),
        "mpi" => check.mpi(),
        other => panic!("no arithmetic for `{other}`"),
    };
    if let (Some(result), None) = (result, index.get("rounded")) {
        check.near("the result", result, value.as_f64().unwrap());
    }
}

struct Check<'a> {
    index: &'a Value,
    comparison: &'a Value,
    at: String,
    wrong: &'a mut Vec<String>,
}

/// A part that is compared: its value, its weight, its figures.
struct Part<'a> {
    x: Option<f64>,
    weight: f64,
    figures: &'a Value,
    higher: bool,
}

impl Part<'_> {
    fn get(&self, name: &str) -> f64 {
        self.figures[name].as_f64().unwrap_or_else(|| panic!("no {name} in {}", self.figures))
    }

    fn has(&self, name: &str) -> bool {
        self.figures.get(name).is_some()
    }
}

impl<'a> Check<'a> {
    fn near(&mut self, what: &str, want: f64, have: f64) {
        if (want - have).abs() > 1e-11 * want.abs().max(have.abs()).max(1.0) {
            self.wrong.push(format!("{}: {what} is {want} by hand and {have} in the explanation", self.at));
        }
    }

    fn figure(&self, name: &str) -> f64 {
        self.comparison["figures"][name].as_f64().unwrap_or_else(|| panic!("{}: no {name}", self.at))
    }

    fn option(&self, name: &str) -> bool {
        self.index["options"].as_array().into_iter().flatten().any(|o| o["option"] == name)
    }

    fn number(&self, name: &str) -> Option<f64> {
        let options = self.index["options"].as_array().into_iter().flatten();
        options.filter(|o| o["option"] == name).find_map(|o| o["numbers"][0].as_f64())
    }

    fn parts(&self) -> Vec<Part<'a>> {
        let parts = self.index["parts"].as_array().unwrap().iter().filter_map(|part| {
            let compared = part.get("compared")?;
            // What is missing and counts as 0 is compared as 0.
            let counted = part["counted"] == true;
            let x = part["value"].as_f64().or(counted.then_some(0.0));
            let weight = part["weight"].as_f64().unwrap();
            Some(Part { x, weight, figures: &compared["figures"], higher: compared["higher_is_better"] == true })
        });
        parts.collect()
    }

    fn pairs(&self) -> Vec<&'a Value> {
        self.comparison["pairs"].as_array().into_iter().flatten().collect()
    }

    fn topsis(&mut self) -> Option<f64> {
        let parts = self.parts();
        let total: f64 = parts.iter().map(|p| p.weight).sum();
        let (mut near, mut far) = (0.0, 0.0);
        for part in parts.iter().filter(|p| p.has("divisor")) {
            let share = part.weight / total;
            self.near("a share of the weights", share, part.get("share_of_weights"));
            let (best, worst) = (part.get("best"), part.get("worst"));
            let origin = if self.option("minmax") { best.min(worst) } else { 0.0 };
            let v = |x: f64| (x - origin) / part.get("divisor") * share;
            self.near("the ideal", v(best), part.get("ideal"));
            self.near("the anti-ideal", v(worst), part.get("anti_ideal"));
            if (best > worst) != part.higher {
                self.wrong.push(format!("{}: the best is on the wrong side", self.at));
            }
            let Some(x) = part.x else { continue };
            self.near("a weighted value", v(x), part.get("weighted"));
            near += ((x - best) / part.get("divisor") * share).powi(2);
            far += ((x - worst) / part.get("divisor") * share).powi(2);
        }
        self.near("the distance to the ideal", near.sqrt(), self.figure("distance_to_ideal"));
        self.near("the distance to the anti-ideal", far.sqrt(), self.figure("distance_to_anti_ideal"));
        Some(far.sqrt() / (near.sqrt() + far.sqrt()))
    }

    fn vikor(&mut self) -> Option<f64> {
        let parts: Vec<Part<'_>> = self.parts().into_iter().filter(|p| p.x.is_some()).collect();
        let total: f64 = parts.iter().map(|p| p.weight).sum();
        let (mut s, mut r) = (0.0, 0.0f64);
        for part in parts.iter().filter(|p| p.has("best")) {
            let (best, worst) = (part.get("best"), part.get("worst"));
            let d = if best == worst { 0.0 } else { (best - part.x.unwrap()) / (best - worst) };
            self.near("a distance", d, part.get("distance"));
            s += part.weight / total * d;
            r = r.max(part.weight / total * d);
        }
        self.near("S", s, self.figure("s"));
        self.near("R", r, self.figure("r"));
        if self.option("group utility") {
            return Some(s);
        }
        if self.option("regret") {
            return Some(r);
        }
        let v = self.number("v").unwrap_or(0.5);
        let between = |x: f64, best: f64, worst: f64| if best < worst { (x - best) / (worst - best) } else { 0.0 };
        let s = between(s, self.figure("s_best"), self.figure("s_worst"));
        let r = between(r, self.figure("r_best"), self.figure("r_worst"));
        Some(v * s + (1.0 - v) * r)
    }

    fn promethee(&mut self) -> Option<f64> {
        let n = self.comparison["rows"].as_f64().unwrap() - 1.0;
        let pairs = self.pairs();
        let sum = |name: &str| pairs.iter().map(|p| p["figures"][name].as_f64().unwrap()).sum::<f64>() / n;
        let (leaving, entering) = (sum("preference"), sum("preference_against"));
        self.near("the leaving flow", leaving, self.figure("leaving"));
        self.near("the entering flow", entering, self.figure("entering"));
        let parts = self.parts();
        if parts.iter().all(|p| p.x.is_some()) && self.index["missing"] == "propagate" {
            // Nobody has gaps: flows of the parts add up by their weights.
            let total: f64 = parts.iter().map(|p| p.weight).sum();
            let net = parts.iter().map(|p| p.weight / total * (p.get("leaving") - p.get("entering"))).sum();
            self.near("the flows of the parts", net, leaving - entering);
        }
        Some(leaving - entering)
    }

    fn electre(&mut self) -> Option<f64> {
        let (c, d) = (self.number("concordance").unwrap_or(1.0), self.number("discordance").unwrap_or(0.0));
        let (mut ahead, mut behind) = (0.0, 0.0);
        for pair in self.pairs() {
            let figure = |name: &str| pair["figures"][name].as_f64();
            let outranks = |concordance: &str, discordance: &str| match figure(concordance) {
                Some(agree) => agree >= c - 1e-9 && figure(discordance).unwrap() <= d + 1e-9,
                None => false,
            };
            let pros = outranks("concordance", "discordance");
            let cons = outranks("concordance_against", "discordance_against");
            let want = match (pros, cons) {
                (true, true) => "outranks and is outranked by",
                (true, false) => "outranks",
                (false, true) => "is outranked by",
                (false, false) => "is not comparable with",
            };
            if pair["verdict"] != want {
                self.wrong.push(format!("{}: `{want}` by hand, {} in the explanation", self.at, pair["verdict"]));
            }
            ahead += f64::from(u8::from(pros));
            behind += f64::from(u8::from(cons));
        }
        self.near("rows outranked", ahead, self.figure("outranks"));
        self.near("rows that outrank", behind, self.figure("outranked_by"));
        self.option("net outranking").then_some(ahead - behind)
    }

    fn hellwig(&mut self) -> Option<f64> {
        let parts = self.parts();
        let total: f64 = parts.iter().map(|p| p.weight).sum();
        let mut squares = 0.0;
        for part in parts.iter().filter(|p| p.has("pattern")) {
            let x = part.x.unwrap();
            let z = (x - part.get("pattern")) / part.get("deviation");
            self.near("a distance from the pattern", z, part.get("from_pattern"));
            self.near("a standardised value", (x - part.get("mean")) / part.get("deviation"), part.get("standardised"));
            squares += part.weight / total * z * z;
        }
        self.near("the distance", squares.sqrt(), self.figure("distance"));
        let critical = self.figure("mean_distance") + 2.0 * self.figure("deviation_of_distances");
        self.near("the critical distance", critical, self.figure("critical_distance"));
        Some(1.0 - squares.sqrt() / critical)
    }

    /// Wins and losses.
    fn majorities(&mut self) -> Option<(f64, f64)> {
        let (mut wins, mut losses) = (0.0, 0.0);
        for pair in self.pairs() {
            let votes = |name: &str| pair["figures"][name].as_f64().unwrap();
            let margin = votes("votes_for") - votes("votes_against");
            let want = if margin > 1e-9 {
                wins += 1.0;
                "ahead of"
            } else if margin < -1e-9 {
                losses += 1.0;
                "behind"
            } else {
                "level with"
            };
            if pair["verdict"] != want {
                self.wrong.push(format!("{}: `{want}` by hand, {} in the explanation", self.at, pair["verdict"]));
            }
        }
        self.near("wins", wins, self.figure("wins"));
        self.near("losses", losses, self.figure("losses"));
        Some((wins, losses))
    }

    fn kemeny(&mut self) -> Option<f64> {
        let (_, losses) = self.majorities()?;
        let (ahead, set) = (self.figure("rows_ahead"), self.figure("set"));
        if set == 1.0 {
            // Nobody goes round in circles: all rows ahead beat it, and no other.
            self.near("rows ahead", losses, ahead);
        }
        Some(self.comparison["rows"].as_f64().unwrap() - 1.0 - (ahead + self.figure("place")))
    }

    fn borda(&mut self) -> Option<f64> {
        let mut sum = 0.0;
        for part in self.parts().iter().filter(|p| p.has("points")) {
            let points = part.get("worse") + part.get("equal") / 2.0;
            self.near("points", points, part.get("points"));
            sum += part.weight * points;
        }
        Some(sum)
    }

    fn doubt(&mut self) -> Option<f64> {
        let mut sum = 0.0;
        for part in self.parts().iter().filter(|p| p.has("own_weight")) {
            self.near("a term", part.get("own_weight") * part.x.unwrap(), part.get("term"));
            sum += part.get("term");
        }
        Some(sum)
    }

    fn mpi(&mut self) -> Option<f64> {
        let plus = self.option("plus");
        let mut z = Vec::new();
        for part in self.parts().iter().filter(|p| p.has("standardised")) {
            let ten = if part.higher != plus { 10.0 } else { -10.0 };
            let deviation = part.get("deviation");
            let own = if deviation == 0.0 { 0.0 } else { (part.x.unwrap() - part.get("mean")) / deviation };
            self.near("a standardised value", 100.0 + ten * own, part.get("standardised"));
            z.push(100.0 + ten * own);
        }
        let n = z.len() as f64;
        let mean = z.iter().sum::<f64>() / n;
        let variance = z.iter().map(|z| (z - mean).powi(2)).sum::<f64>() / n;
        self.near("the deviation", variance.sqrt(), self.figure("deviation"));
        Some(mean + if plus { variance / mean } else { -variance / mean })
    }
}

/// Weights from the data add up to 1, and are as their measures say.
pub fn weighing(index: &Value, at: &str, wrong: &mut Vec<String>) {
    let Some(weighing) = index.get("weighing").filter(|w| w["from"] == "data") else { return };
    let parts = index["parts"].as_array().unwrap();
    let weights: Vec<f64> = parts.iter().map(|p| p["weight"].as_f64().unwrap()).collect();
    let sum: f64 = weights.iter().sum();
    if (sum - 1.0).abs() > 1e-12 {
        wrong.push(format!("{at}: weights from the data add up to {sum}"));
    }
    let measures: Vec<&Value> = weighing["measures"].as_array().into_iter().flatten().collect();
    if weighing["by"] == "entropy" && !measures.is_empty() {
        let of = |part: &Value| measures.iter().find(|m| m["part"] == part["part"]).unwrap()["value"].as_f64().unwrap();
        let spread: Vec<f64> = parts.iter().map(|part| 1.0 - of(part)).collect();
        let all: f64 = spread.iter().sum();
        for (weight, spread) in weights.iter().zip(spread) {
            if (weight - spread / all).abs() > 1e-9 {
                wrong.push(format!("{at}: a weight is {} by its entropy and {weight} here", spread / all));
            }
        }
    }
}
