//! The running digest of a run.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;

use crate::Time;

/// A running digest of 128 bits of state: a few nanoseconds a word, the same on every platform.
///
/// One lane is a bijection of each absorbed word, so two runs that differ in a single word never
/// meet again in the state. The other lane folds a 128-bit product, which stirs every input bit
/// into every state bit. It tells accidents apart, not forgeries: it is not cryptographic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digest {
    bijective: u64,
    folded: u64,
}

/// The value of a [`Digest`]. Written `0x` and 16 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DigestValue(pub u64);

/// Why a text is no [`DigestValue`].
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DigestValueError {
    /// The text is not `0x` and 16 hexadecimal digits.
    #[error("a digest is `0x` and 16 hexadecimal digits, got `{0}`")]
    Malformed(String),
}

// Digits of the fractional parts of pi (as in Blowfish); the multipliers are odd.
const START_BIJECTIVE: u64 = 0x243f_6a88_85a3_08d3;
const START_FOLDED: u64 = 0x1319_8a2e_0370_7344;
const MULTIPLY_BIJECTIVE: u64 = 0xa409_3822_299f_31d1;
const MULTIPLY_FOLDED: u64 = 0x082e_fa98_ec4e_6c89;
const WORD_LEN: usize = 8;

impl Digest {
    /// The digest of nothing.
    pub const fn new() -> Self {
        Self { bijective: START_BIJECTIVE, folded: START_FOLDED }
    }

    /// Absorbs one word.
    #[inline]
    pub const fn absorb_u64(&mut self, word: u64) {
        let mixed = self.bijective ^ word;
        self.bijective = mixed.wrapping_mul(MULTIPLY_BIJECTIVE).rotate_left(32);
        self.folded = fold(self.folded ^ word, MULTIPLY_FOLDED).wrapping_add(mixed);
    }

    /// Absorbs a number by its bits, -0 as 0. Panics on NaN: a model that computes one is broken,
    /// and its many bit patterns would differ between machines.
    #[inline]
    pub fn absorb_f64(&mut self, number: f64) {
        assert!(!number.is_nan(), "NaN has no place in a run's digest: the model computed one");
        self.absorb_u64(if number == 0.0 { 0 } else { number.to_bits() });
    }

    /// Absorbs a text, its length first, so neighbouring texts cannot trade characters.
    pub fn absorb_str(&mut self, text: &str) {
        self.absorb_bytes(text.as_bytes());
    }

    /// Absorbs bytes, their number first.
    pub fn absorb_bytes(&mut self, bytes: &[u8]) {
        self.absorb_u64(bytes.len() as u64);
        for chunk in bytes.chunks(WORD_LEN) {
            let mut word = [0; WORD_LEN];
            word[..chunk.len()].copy_from_slice(chunk);
            self.absorb_u64(u64::from_le_bytes(word));
        }
    }

    /// Absorbs an instant.
    #[inline]
    pub const fn absorb_time(&mut self, time: Time) {
        self.absorb_u64(time.as_nanos());
    }

    /// The value so far; absorbing may go on.
    pub const fn value(&self) -> DigestValue {
        DigestValue(scramble(self.bijective ^ scramble(self.folded)))
    }
}

impl Default for Digest {
    fn default() -> Self {
        Self::new()
    }
}

impl DigestValue {
    /// One digest for many runs; their order matters.
    pub fn combine(values: impl IntoIterator<Item = Self>) -> Self {
        let mut digest = Digest::new();
        let mut count = 0;
        for Self(value) in values {
            digest.absorb_u64(value);
            count += 1;
        }
        digest.absorb_u64(count);
        digest.value()
    }
}

impl fmt::Display for DigestValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#018x}", self.0)
    }
}

impl FromStr for DigestValue {
    type Err = DigestValueError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.strip_prefix("0x")
            .filter(|digits| digits.len() == 16 && digits.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|digits| u64::from_str_radix(digits, 16).ok())
            .map(Self)
            .ok_or_else(|| DigestValueError::Malformed(text.to_owned()))
    }
}

impl Serialize for DigestValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DigestValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// Both halves of the 128-bit product, one upon the other.
#[inline]
const fn fold(a: u64, b: u64) -> u64 {
    let product = a as u128 * b as u128;
    product as u64 ^ (product >> 64) as u64
}

/// The finaliser of `SplitMix64` (Steele, Lea and Flood 2014; Stafford's variant 13): a bijection.
const fn scramble(mut word: u64) -> u64 {
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of_words(words: &[u64]) -> DigestValue {
        let mut digest = Digest::new();
        words.iter().for_each(|&word| digest.absorb_u64(word));
        digest.value()
    }

    fn of_texts(texts: &[&str]) -> DigestValue {
        let mut digest = Digest::new();
        texts.iter().for_each(|text| digest.absorb_str(text));
        digest.value()
    }

    #[test]
    fn known_values_stay() {
        let check = |value: DigestValue, text: &str| assert_eq!(value.to_string(), text);
        check(of_words(&[]), "0x8dac204ddc9bfccc");
        check(of_words(&[0]), "0xc76848c91d2c0ca6");
        check(of_words(&[1, 2, 3]), "0x182368669f8a4046");
        check(of_texts(&["firedrill"]), "0x801715d520b59970");
        check(DigestValue::combine([DigestValue(1), DigestValue(2)]), "0xc56cbce9215e1474");
    }

    #[test]
    fn every_bit_of_a_short_input_counts() {
        for words in 1..=4 {
            let mut seen = vec![of_words(&vec![0; words])];
            for bit in 0..64 * words {
                let mut input = vec![0; words];
                input[bit / 64] = 1 << (bit % 64);
                seen.push(of_words(&input));
            }
            let count = seen.len();
            seen.sort_unstable();
            seen.dedup();
            assert_eq!(seen.len(), count);
        }
    }

    #[test]
    fn a_flipped_bit_flips_half_of_the_value() {
        let base = [0x0123_4567_89ab_cdef, 7, 0];
        for position in 0..64 * base.len() {
            let mut flipped = base;
            flipped[position / 64] ^= 1 << (position % 64);
            let distance = (of_words(&base).0 ^ of_words(&flipped).0).count_ones();
            // Half of 64, and five standard deviations of 4 to either side.
            assert!((12..=52).contains(&distance), "bit {position} flips {distance} bits");
        }
    }

    #[test]
    fn the_avalanche_is_even_over_the_bits_of_the_value() {
        let mut flips = [0_u32; 64];
        let trials = 64 * 256;
        for trial in 0..trials {
            let base = [scramble(trial), scramble(trial ^ 0x5555)];
            let flipped = [base[0] ^ (1 << (trial % 64)), base[1]];
            let difference = of_words(&base).0 ^ of_words(&flipped).0;
            (0..64).for_each(|bit| flips[bit] += (difference >> bit) as u32 & 1);
        }
        for (bit, &count) in flips.iter().enumerate() {
            let share = f64::from(count) / trials as f64;
            assert!((0.48..0.52).contains(&share), "bit {bit} flips in {share} of the trials");
        }
    }

    #[test]
    fn texts_cannot_trade_characters() {
        assert_ne!(of_texts(&["ab", "c"]), of_texts(&["a", "bc"]));
        assert_ne!(of_texts(&["abc"]), of_texts(&["abc", ""]));
        assert_ne!(of_texts(&["a"]), of_texts(&["a\0"]));
        assert_ne!(of_texts(&["12345678", "9"]), of_texts(&["123456789"]));
    }

    #[test]
    fn zeros_of_both_signs_are_one() {
        let of = |number| {
            let mut digest = Digest::new();
            digest.absorb_f64(number);
            digest
        };
        assert_eq!(of(0.0), of(-0.0));
        assert_ne!(of(1.0), of(-1.0));
    }

    #[test]
    #[should_panic(expected = "NaN has no place")]
    fn nan_panics() {
        Digest::new().absorb_f64(f64::NAN);
    }

    #[test]
    fn combining_respects_order_and_number() {
        let [a, b] = [DigestValue(1), DigestValue(2)];
        assert_ne!(DigestValue::combine([a, b]), DigestValue::combine([b, a]));
        assert_ne!(DigestValue::combine([a]), DigestValue::combine([a, DigestValue(0)]));
        assert_ne!(DigestValue::combine([a]), a);
    }

    #[test]
    fn refuses_what_is_no_digest() {
        for text in ["", "0x", "2a", "0x2a", "0x+00000000000002a", "00000000000000000x"] {
            let expected = DigestValueError::Malformed(text.to_owned());
            assert_eq!(text.parse::<DigestValue>(), Err(expected));
        }
    }

    proptest! {
        // A counterexample becomes a named test, not a saved seed.
        #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn runs_that_differ_in_one_word_never_meet_again(
            before: [u64; 2], a: u64, b: u64, after: [u64; 5]
        ) {
            let state = |word| {
                let mut digest = Digest::new();
                let words = before.into_iter().chain([word]).chain(after);
                words.for_each(|word| digest.absorb_u64(word));
                digest.bijective
            };
            prop_assert_eq!(a == b, state(a) == state(b));
        }

        #[test]
        fn order_matters(a: u64, b: u64) {
            prop_assert_eq!(a == b, of_words(&[a, b]) == of_words(&[b, a]));
        }

        #[test]
        fn a_value_survives_its_text_and_serde(number: u64) {
            let value = DigestValue(number);
            prop_assert_eq!(value.to_string().parse(), Ok(value));
            let json = serde_json::to_string(&value).unwrap();
            prop_assert_eq!(serde_json::from_str::<DigestValue>(&json).unwrap(), value);
        }
    }
}
