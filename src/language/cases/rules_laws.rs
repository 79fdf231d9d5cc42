//! The analysis of scenarios by rules against brute force: several rules may give one outcome.

use proptest::prelude::*;

use super::laws::{C, has, holds, program, rows, scenario, small};
use super::{can_hold, prove};
use crate::diagnostic::{Code, Diagnostic};
use crate::limits::Limits;
use crate::program::*;

/// What the rules are found to be.
#[derive(Clone, Debug, PartialEq)]
struct Found {
    gap: bool,
    overlap: bool,
    conflict: bool,
    never: Vec<usize>,
    redundant: Vec<usize>,
}

/// By looking at all rows of a dense grid.
fn brute(list: &[C], members: &[u8], first: bool) -> Found {
    let (mut gap, mut overlap, mut conflict) = (false, false, false);
    let mut reached = vec![false; list.len()];
    let mut needed = vec![false; list.len()];
    for row in rows(list) {
        let truths: Vec<Option<bool>> = list.iter().map(|c| holds(c, &row)).collect();
        let holding: Vec<usize> = (0..list.len()).filter(|i| truths[*i] == Some(true)).collect();
        gap |= truths.iter().all(|t| *t == Some(false));
        overlap |= holding.len() > 1;
        conflict |= holding.iter().any(|i| members[*i] != members[holding[0]]);
        for i in holding {
            if first && truths[..i].iter().any(|t| *t != Some(false)) {
                continue;
            }
            reached[i] = true;
            let next = (i + 1..list.len()).find(|j| truths[*j] != Some(false));
            needed[i] |= next.is_none_or(|j| truths[j].is_none() || members[j] != members[i]);
        }
    }
    let without = |what: &[bool]| (0..list.len()).filter(|i| !what[*i]).collect::<Vec<_>>();
    let never = without(&reached);
    let redundant = if first && never.is_empty() { without(&needed) } else { Vec::new() };
    Found { gap, overlap, conflict, never, redundant }
}

/// The numbers of the rules, from 0, that diagnostics of a code are about.
fn told(found: &[Diagnostic], code: Code) -> Vec<usize> {
    let number = |d: &Diagnostic| d.message.split_whitespace().find_map(|w| w.parse::<usize>().ok()).unwrap() - 1;
    found.iter().filter(|d| d.code == code).map(number).collect()
}

/// The same rules as a program.
fn by_rules(list: &[C], members: &[u8], rule: ScenarioRule) -> (Program, QuantityId) {
    let (mut b, id, _) = program(list, rule, false);
    if let Origin::Scenario(scenario) = &mut b.program.quantities[id.at()].origin {
        for (at, (outcome, member)) in scenario.outcomes.iter_mut().zip(members).enumerate() {
            outcome.member = *member;
            outcome.rule = Some(at as u32 + 1);
        }
    }
    (b.program, id)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rules_are_what_brute_force_finds(list in scenario(false), members in prop::collection::vec(0u8..2, 5)) {
        prop_assume!(small(&list));
        let limits = Limits::default();
        for rule in [ScenarioRule::Exactly, ScenarioRule::Any, ScenarioRule::First] {
            let first = rule == ScenarioRule::First;
            let expected = brute(&list, &members, first);
            let (program, id) = by_rules(&list, &members, rule);
            let found = prove(&program, id, &[], &limits);
            prop_assert_eq!(has(&found, Code::ScenarioGap), expected.gap, "{:?}", found);
            let clash = match rule {
                ScenarioRule::Exactly => expected.overlap,
                ScenarioRule::Any => expected.conflict,
                ScenarioRule::First => false,
            };
            prop_assert_eq!(has(&found, Code::ScenarioOverlap), clash, "{:?}", found);
            prop_assert_eq!(told(&found, Code::RuleUnreachable), expected.never);
            prop_assert_eq!(told(&found, Code::RuleRedundant), expected.redundant, "{:?}", list);
        }
    }

    #[test]
    fn what_collects_is_only_told_of_rules_that_never_hold(list in scenario(false)) {
        prop_assume!(small(&list));
        let members = [0, 1, 0, 1, 0];
        let (program, id) = by_rules(&list, &members, ScenarioRule::Exactly);
        let scenario = match &program.quantity(id).origin {
            Origin::Scenario(scenario) => scenario,
            other => return Err(TestCaseError::fail(format!("{other:?}"))),
        };
        let found = can_hold(&program, id, scenario, &[], &Limits::default());
        prop_assert_eq!(told(&found, Code::RuleUnreachable), brute(&list, &members, false).never);
        prop_assert!(found.iter().all(|d| d.code == Code::RuleUnreachable));
    }
}
