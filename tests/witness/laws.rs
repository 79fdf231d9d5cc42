//! What is said to be certain holds for every case of a grid, worked out here by hand.

use bareme::compare::witness::How;
use proptest::prelude::*;

use super::{Read, found};

/// `a when x >= p and y < q; b when x + k * y > r; otherwise c`, `first match` or not, over 0..4 each.
#[derive(Clone, Copy, Debug)]
struct Rules {
    p: f64,
    q: f64,
    r: f64,
    k: f64,
    sums: bool,
    gate: Option<f64>,
}

impl Rules {
    fn text(self, name: &str) -> String {
        let Self { p, q, r, k, sums, gate } = self;
        let second = if sums { format!("x + {k} * y > {r}") } else { format!("y > {r} or x < {k}") };
        let gate =
            gate.map_or_else(String::new, |low| format!("gate g of t {{ require x >= {low} because \"low\" }}\n"));
        format!(
            "policy {name}\ntable t {{ key k; indicator x : count {{ range 0..4 }}; indicator y : count {{ range 0..4 }} }}\n\
             {gate}scenario s of t {{\n  first match\n  a when x >= {p} and y < {q}\n  b when {second}\n  otherwise c\n}}\n"
        )
    }

    fn outcome(self, x: f64, y: f64) -> &'static str {
        let Self { p, q, r, k, sums, gate } = self;
        let second = if sums { x + k * y > r } else { y > r || x < k };
        match () {
            () if gate.is_some_and(|low| x < low) => "excluded",
            () if x >= p && y < q => "a",
            () if second => "b",
            () => "c",
        }
    }
}

fn rules() -> impl Strategy<Value = Rules> {
    let half = || (0_u8..=8).prop_map(|n| f64::from(n) / 2.0);
    (half(), half(), half(), half(), any::<bool>(), proptest::option::weighted(0.3, half()))
        .prop_map(|(p, q, r, k, sums, gate)| Rules { p, q, r, k, sums, gate })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn what_is_certain_holds_on_a_grid(first in rules(), second in rules(), alike in 0_u8..4) {
        // Often they differ in little.
        let second = match alike {
            0 => Rules { p: second.p, ..first },
            1 => Rules { r: second.r, ..first },
            2 => Rules { q: second.q, gate: second.gate, ..first },
            _ => second,
        };
        let (a, b) = (first.text("first"), second.text("second"));
        let points = || (0..=16).flat_map(|x| (0..=16).map(move |y| (f64::from(x) / 4.0, f64::from(y) / 4.0)));
        let differing = points().find(|(x, y)| first.outcome(*x, *y) != second.outcome(*x, *y));
        // That each example holds is seen to in `found`.
        let all = found(&Read::new(&a, &[]), &Read::new(&b, &[]));
        match all.first() {
            None => prop_assert!(differing.is_none(), "{differing:?}\n{a}\n{b}"),
            Some(witness) => {
                if witness.none.as_ref().is_some_and(|none| none.how == How::Exact) {
                    prop_assert!(differing.is_none(), "{differing:?}\n{a}\n{b}");
                }
                prop_assert!(differing.is_none() || witness.constructed.is_some(), "{:?}\n{a}\n{b}", witness.none);
                if let Some(case) = &witness.constructed {
                    prop_assert_ne!(&case.a.outcome, &case.b.outcome);
                }
            }
        }
    }
}
