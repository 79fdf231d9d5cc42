//! Shapley values of games whose shares are known in closed form.

use std::convert::Infallible;

use bareme::compare::attribution::{Sampling, Shares, left_over, shapley};
use proptest::prelude::*;

/// What each player brings by itself, and what any two bring together.
#[derive(Debug)]
struct Game {
    alone: Vec<f64>,
    pairs: Vec<(usize, usize, f64)>,
}

impl Game {
    fn value(&self, members: &[bool]) -> f64 {
        let alone: f64 = self.alone.iter().zip(members).filter(|(_, m)| **m).map(|(x, _)| x).sum();
        let pairs: f64 = self.pairs.iter().filter(|(a, b, _)| members[*a] && members[*b]).map(|(_, _, x)| x).sum();
        alone + pairs
    }

    /// Two players share equally in what they bring together.
    fn share(&self, player: usize) -> f64 {
        let halves = self.pairs.iter().filter(|(a, b, _)| *a == player || *b == player).map(|(_, _, x)| x / 2.0);
        self.alone[player] + halves.sum::<f64>()
    }

    fn shares(&self, sampling: Sampling) -> Shares {
        shapley(self.alone.len(), sampling, |members| Ok::<_, Infallible>(vec![self.value(members)])).unwrap()
    }
}

fn games(players: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = Game> {
    players.prop_flat_map(|n| {
        let pair = (0..n, 1..n.max(2), -5.0..5.0).prop_map(move |(a, by, x)| (a, (a + by) % n, x));
        let alone = proptest::collection::vec(-5.0..5.0, n);
        (alone, proptest::collection::vec(pair, if n > 1 { 0..6 } else { 0..1 }))
            .prop_map(|(alone, pairs)| Game { alone, pairs })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn shares_are_exact_up_to_eight_players(game in games(1..=8)) {
        let found = game.shares(Sampling::default());
        for (player, part) in found.parts.iter().enumerate() {
            prop_assert!((part[0] - game.share(player)).abs() < 1e-12);
        }
        prop_assert!(found.margins.is_none());
    }

    #[test]
    fn shares_add_up_whatever_the_number_of_players(game in games(1..=12), seed in any::<u64>()) {
        let found = game.shares(Sampling { seed, orders: 8 });
        let parts: Vec<f64> = found.parts.iter().map(|part| part[0]).collect();
        let largest = parts.iter().fold(0.0_f64, |most, part| most.max(part.abs()));
        let left = left_over(found.end[0] - found.start[0], &parts);
        // Nothing that the largest part could still take.
        prop_assert!(left.abs() <= largest * f64::EPSILON, "{left} of {parts:?}");
    }

    #[test]
    fn the_order_of_players_does_not_matter(game in games(2..=8)) {
        let n = game.alone.len();
        let turned = Game {
            alone: (0..n).map(|at| game.alone[n - 1 - at]).collect(),
            pairs: game.pairs.iter().map(|(a, b, x)| (n - 1 - a, n - 1 - b, *x)).collect(),
        };
        let (found, other) = (game.shares(Sampling::default()), turned.shares(Sampling::default()));
        for player in 0..n {
            prop_assert!((found.parts[player][0] - other.parts[n - 1 - player][0]).abs() < 1e-12);
        }
    }
}

/// Three at a time, so that an order and the same order backwards differ.
fn threes(members: &[bool]) -> f64 {
    let triples = [(0, 1, 2, 3.0), (3, 4, 5, -2.0), (6, 7, 8, 1.0), (0, 4, 9, 5.0)];
    triples.iter().filter(|(a, b, c, _)| members[*a] && members[*b] && members[*c]).map(|(.., x)| x).sum()
}

#[test]
fn sampled_shares_keep_their_margin_and_can_be_repeated() {
    let sampling = Sampling { seed: 7, orders: 400 };
    let once = shapley(10, sampling, |members| Ok::<_, Infallible>(vec![threes(members)])).unwrap();
    let again = shapley(10, sampling, |members| Ok::<_, Infallible>(vec![threes(members)])).unwrap();
    assert_eq!(once, again);
    // Three players share equally in what they bring together.
    let known = [8.0 / 3.0, 1.0, 1.0, -2.0 / 3.0, 1.0, -2.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0, 5.0 / 3.0];
    let margins = once.margins.as_ref().unwrap();
    let kept = (0..10).filter(|at| (once.parts[*at][0] - known[*at]).abs() <= margins[*at][0]).count();
    assert!(kept >= 9, "{kept} of 10 within their margins: {:?} ± {margins:?}", once.parts);
    assert!(once.widest_margin().unwrap() < 0.3);
    let more = Sampling { seed: 7, orders: 4_000 };
    let more = shapley(10, more, |members| Ok::<_, Infallible>(vec![threes(members)])).unwrap();
    assert!(more.widest_margin() < once.widest_margin());
}

#[test]
fn what_is_missing_once_has_no_shares() {
    let value = |members: &[bool]| if members == [true, false] { vec![f64::NAN, 1.0] } else { vec![0.0, 2.0] };
    let found = shapley(2, Sampling::default(), |members| Ok::<_, Infallible>(value(members))).unwrap();
    assert!(found.parts.iter().all(|part| part[0].is_nan() && !part[1].is_nan()));
}
