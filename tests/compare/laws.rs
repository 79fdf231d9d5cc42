//! Laws of comparing, on shipped and on random policies.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bareme::compare::structure;
use bareme::limits::Limits;
use bareme::source::FileId;
use bareme::world::DiskWorld;
use bareme::{Data, Program, RunOptions, data, parameters, syntax};
use proptest::prelude::*;

use super::{lines, program};
use crate::oracle::random;

fn shipped() -> Vec<(PathBuf, Arc<Program>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let mut folders: Vec<PathBuf> = std::fs::read_dir(root).unwrap().map(|e| e.unwrap().path()).collect();
    folders.retain(|folder| folder.join("bareme.toml").is_file());
    folders.sort();
    let load = |folder: PathBuf| {
        let path = data::read_settings(&folder).unwrap().policy_path();
        let program = bareme::load(&DiskWorld, path.to_str().unwrap(), &Limits::default()).program.unwrap();
        (path, program)
    };
    folders.into_iter().map(load).collect()
}

#[test]
fn a_shipped_policy_is_equal_to_itself_formatted_and_turned_round() {
    for (path, program) in shipped() {
        let same = structure(&program, &program);
        assert_eq!(lines(&same), [""; 0], "{}", path.display());
        assert!(same.same_fingerprint && same.coverage.only_a.is_empty() && same.coverage.only_b.is_empty());
        assert!(same.trees.iter().flat_map(|t| &t.lines).all(|l| l.a == l.b), "{}", path.display());
        let text = std::fs::read_to_string(&path).unwrap();
        if program.sources.files().len() > 1 {
            continue;
        }
        let (mut tree, _) = syntax::parse(FileId(0), &text, &Limits::default());
        tree.items.reverse();
        let turned = bareme::load_text("policy.bareme", &syntax::print(&tree)).unwrap();
        assert_eq!(lines(&structure(&program, &turned)), [""; 0], "{}", path.display());
    }
}

/// Comparing the other way round gives the same differences with the sides exchanged.
#[test]
fn the_sides_may_be_exchanged() {
    let all = shipped();
    let sorted = |mut lines: Vec<String>| {
        lines.sort();
        lines
    };
    for (_, a) in &all {
        for (_, b) in &all {
            let there = structure(a, b);
            let mut back = structure(b, a);
            for difference in &mut back.differences {
                std::mem::swap(&mut difference.a, &mut difference.b);
            }
            let facets = |s: &bareme::compare::Structure| {
                // Names are those of the first policy, which differ where two indicators measure one concept.
                let facet = |f: &str| f.split(' ').next().unwrap_or_default().to_owned();
                let lines = s.differences.iter().map(|d| format!("{} {:?} {:?}", facet(&d.facet), d.a, d.b));
                sorted(lines.collect())
            };
            assert_eq!(facets(&there), facets(&back), "{} and {}", a.name, b.name);
        }
    }
}

/// What a run says, by table and name.
fn results(program: &Arc<Program>) -> Option<Vec<(String, String, Vec<bareme::Value>)>> {
    let data = Data::builder(program).build().ok()?;
    let parameters = parameters::resolve::<&str>(program, &[]).ok()?;
    let assessment = bareme::run(program, &data, &parameters, &RunOptions::default()).ok()?;
    let mut all = Vec::new();
    for table in &program.tables {
        for id in &table.quantities {
            if assessment.column(*id).is_none() {
                continue;
            }
            let rows = assessment.tables[program.quantity(*id).table.at()].rows;
            let values = (0..rows).map(|row| assessment.value(*id, row)).collect();
            all.push((table.name.clone(), program.quantity(*id).name.clone(), values));
        }
    }
    all.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    Some(all)
}

const TASTE: random::Taste = random::Taste { exact_sums: true };

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Layout and the order of declarations are no difference, whatever the policy.
    #[test]
    fn a_random_policy_is_equal_to_itself_in_another_order(case in random::case(TASTE), seed in any::<u64>()) {
        let text = case.plain_text();
        let Ok(first) = bareme::load_text("policy.bareme", &text) else { return Ok(()) };
        let mut order: Vec<usize> = (0..case.count()).collect();
        let mut state = seed | 1;
        for at in (1..order.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            order.swap(at, (state >> 33) as usize % (at + 1));
        }
        let rows: Vec<usize> = (0..case.sites.len()).collect();
        let (tree, _) = syntax::parse(FileId(0), &case.text(&order, &rows), &Limits::default());
        let second = program(&syntax::print(&tree));
        prop_assert_eq!(lines(&structure(&first, &second)), Vec::<String>::new(), "{}", text);
    }

    /// Two policies that give different results never compare as equal.
    #[test]
    fn different_results_come_from_differences(
        case in random::case(TASTE), other in random::case(TASTE), at in any::<prop::sample::Index>(),
    ) {
        let mut mixed = case.clone();
        let at = at.index(mixed.declarations.len().min(other.declarations.len()));
        mixed.declarations[at] = other.declarations[at].clone();
        let read = |text: &str| bareme::load_text("policy.bareme", text).ok();
        let (Some(a), Some(b)) = (read(&case.plain_text()), read(&mixed.plain_text())) else { return Ok(()) };
        if !structure(&a, &b).is_equal() {
            return Ok(());
        }
        prop_assert_eq!(results(&a), results(&b), "{}\n{}", case.plain_text(), mixed.plain_text());
    }
}
