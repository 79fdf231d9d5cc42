//! Weights from people and from the data, against those that `suite/weigh/expected.py` works out.

use std::path::Path;
use std::sync::Arc;

use bareme::limits::Limits;
use bareme::program::{Origin, Program};
use bareme::{Assessment, RunOptions, data, parameters};

fn run(policy: &str, threads: Option<usize>) -> Assessment {
    let path = Path::new("tests/suite/weigh/ok").join(format!("{policy}.bareme"));
    let text = std::fs::read_to_string(path).unwrap();
    run_text(&text, threads)
}

fn run_text(text: &str, threads: Option<usize>) -> Assessment {
    let program = bareme::load_text("policy.bareme", text).unwrap_or_else(|l| panic!("{:#?}", l.diagnostics));
    let data = data::load(&program, &data::Settings::default(), &Limits::default()).unwrap();
    let parameters = parameters::resolve::<&str>(&program, &[]).unwrap();
    bareme::run(&program, &data, &parameters, &RunOptions { threads, ..RunOptions::default() }).unwrap()
}

/// What came out under the name by which the script shows it.
fn found(assessment: &Assessment, name: &str, what: &str, of: &str) -> Option<f64> {
    let program: &Arc<Program> = &assessment.program;
    if let Some(weights) = program.judged.iter().find(|w| w.name == name) {
        let judged = &weights.judged;
        let consistency = || {
            let mine = |e: &Option<String>| e.as_deref() == (of != "-").then_some(of);
            judged.consistency.iter().find(|c| mine(&c.expert))
        };
        return match what {
            "weight" => judged.weights.get(weights.parts.iter().position(|p| p == of)?).copied(),
            "w" => judged.agreement.map(|a| a.w),
            "p" => judged.agreement.map(|a| a.p),
            "ratio" => Some(consistency()?.ratio),
            measure => {
                let measure = measure.replace('_', " ");
                consistency()?.measures.iter().find(|(n, _)| *n == measure).map(|(_, x)| *x)
            }
        };
    }
    let id = program.quantities.iter().position(|q| q.name == name)?;
    let Origin::Index(index) = &program.quantities[id].origin else { return None };
    let part = index.parts.iter().position(|p| p.name == of);
    let id = bareme::program::QuantityId(id as u32);
    match what {
        "weight" | "nearly" => assessment.weights(id).get(part?).copied(),
        measure => {
            let measure = measure.replace('_', " ");
            let all = &assessment.weighed.get(&id)?.measures;
            all.iter().find(|m| m.name == measure && m.part == part).map(|m| m.value)
        }
    }
}

#[test]
fn weights_are_those_of_an_independent_computation() {
    let expected = std::fs::read_to_string("tests/suite/weigh/expected.txt").unwrap();
    let mut wrong = Vec::new();
    for policy in ["people", "pairwise", "data"] {
        let assessment = run(policy, None);
        for line in expected.lines().filter(|l| l.split(' ').next() == Some(policy)) {
            let [_, name, what, of, value] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
            let value: f64 = value.parse().unwrap();
            // The script searches for the angles of varimax and for nearest weights only as exactly as this.
            let exact = match (what, name) {
                ("nearly", _) => 1e-3,
                (_, "factors" | "three_factors" | "important" | "same_importance") => 1e-7,
                _ => 1e-12,
            };
            match found(&assessment, name, what, of) {
                Some(found) if (found - value).abs() <= exact => {}
                found => wrong.push(format!("{line}: {found:?}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn weights_add_up_to_one() {
    for policy in ["people", "pairwise", "data"] {
        let assessment = run(policy, None);
        let judged = assessment.program.judged.iter().map(|w| w.judged.weights.as_slice());
        let computed = assessment.weighed.values().map(|w| w.weights.as_slice());
        for weights in judged.chain(computed) {
            assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-12, "{weights:?}");
            assert!(weights.iter().all(|w| *w >= 0.0), "{weights:?}");
        }
    }
}
