//! Random numbers from a seed: SplitMix64 (Steele, Lea and Flood 2014), so that every machine has the same data.

#![allow(dead_code, reason = "each benchmark takes what it needs")]

/// A stream of random numbers.
pub struct Seeded(u64);

impl Seeded {
    /// The stream of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Evenly between 0 and 1, 1 excluded.
    pub fn share(&mut self) -> f64 {
        (self.bits() >> 11) as f64 * (-53_f64).exp2()
    }

    /// Evenly among `0..n`.
    pub fn below(&mut self, n: u32) -> u32 {
        (((self.bits() >> 32) * u64::from(n)) >> 32) as u32
    }

    /// Lognormal, by Box and Muller (1958), rounded to four decimals.
    pub fn lognormal(&mut self, mean: f64, deviation: f64) -> f64 {
        let radius = libm::sqrt(-2.0 * libm::log(1.0 - self.share()));
        let normal = radius * libm::cos(std::f64::consts::TAU * self.share());
        (libm::exp(mean + deviation * normal) * 1e4).round() / 1e4
    }
}
