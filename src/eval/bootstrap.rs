//! Whether two runs differ by more than the choice of queries: the paired bootstrap.

/// Resamples of the queries.
pub const RESAMPLES: usize = 10_000;

/// Where the random numbers begin, so that the same runs always give the same interval.
pub const SEED: u64 = 1;

/// A mean below this is 0: sums of differences that cancel out leave rounding behind.
const ZERO: f64 = 1e-12;

/// The mean difference of two runs, and how sure it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// The mean of the differences.
    pub mean: f64,
    /// The interval that holds 95 % of the resampled means, from its 2.5th to its 97.5th percentile, both inclusive.
    pub interval: [f64; 2],
    /// The share of the resampled means that are not above 0.
    pub p: f64,
}

/// Resamples queries with replacement, [`RESAMPLES`] times, and takes the mean of their differences each time: the
/// percentile bootstrap (Efron and Tibshirani 1993, ch. 13; Sakai 2006 for retrieval). `differences` holds that of each
/// query; where there are none all is 0. Deterministic for a seed. Cost: `RESAMPLES` random numbers a query.
pub fn paired(differences: &[f64], seed: u64) -> Difference {
    if differences.is_empty() {
        return Difference { mean: 0.0, interval: [0.0; 2], p: 1.0 };
    }
    let len = differences.len();
    let mut random = SplitMix64(seed);
    let mut means: Vec<f64> = (0..RESAMPLES)
        .map(|_| (0..len).map(|_| differences[random.below(len)]).sum::<f64>() / len as f64)
        .map(|mean| if mean.abs() < ZERO { 0.0 } else { mean })
        .collect();
    means.sort_unstable_by(f64::total_cmp);
    let tail = RESAMPLES / 40;
    Difference {
        mean: differences.iter().sum::<f64>() / len as f64,
        interval: [means[tail - 1], means[RESAMPLES - tail - 1]],
        p: means.partition_point(|&mean| mean <= 0.0) as f64 / RESAMPLES as f64,
    }
}

/// The generator of Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014), with the constants
/// of Java's `SplittableRandom`.
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`, by multiplication (Lemire 2019) without its rejection: the bias is `bound` ÷ 2⁶⁴.
    fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_generator_is_the_published_one() {
        let mut random = SplitMix64(1_234_567);
        let first = [random.next(), random.next(), random.next()];
        assert_eq!(first, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn the_interval_is_that_of_the_normal_approximation() {
        // 0.1 in half of 400 queries: the standard error is 0.05 / √400 = 0.0025.
        let differences: Vec<f64> = (0..400).map(|at| if at % 2 == 0 { 0.1 } else { 0.0 }).collect();
        let found = paired(&differences, SEED);
        assert!((found.mean - 0.05).abs() < 1e-12 && found.p.abs() < 1e-12);
        assert!((found.interval[0] - (0.05 - 1.96 * 0.0025)).abs() < 3e-4, "{found:?}");
        assert!((found.interval[1] - (0.05 + 1.96 * 0.0025)).abs() < 3e-4, "{found:?}");
    }

    #[test]
    fn no_difference_is_none() {
        for differences in [&[][..], &[0.0; 7], &[0.1 + 0.2 - 0.3; 5]] {
            let found = paired(differences, SEED);
            assert_eq!((found.interval, found.p.to_bits()), ([0.0; 2], 1f64.to_bits()));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20))]
        #[test]
        fn the_interval_lies_within_the_differences(differences in prop::collection::vec(-1.0..1.0f64, 1..20), seed: u64) {
            let found = paired(&differences, seed);
            let (low, high) = differences.iter().fold((1.0f64, -1.0f64), |(low, high), &d| (low.min(d), high.max(d)));
            prop_assert!(low - 1e-9 <= found.interval[0] && found.interval[0] <= found.interval[1]);
            prop_assert!(found.interval[1] <= high + 1e-9 && (0.0..=1.0).contains(&found.p));
            prop_assert_eq!(found, paired(&differences, seed));
        }
    }
}
