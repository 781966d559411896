//! Measured numbers, of which JSON can write only the finite ones.

use core::fmt;

use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::{Serialize, Serializer};

/// A double: a JSON number, or `"nan"`, `"inf"`, `"-inf"`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number(pub f64);

impl Number {
    /// What is written for a double that is no JSON number.
    pub const WORDS: [(&'static str, f64); 3] =
        [("nan", f64::NAN), ("inf", f64::INFINITY), ("-inf", f64::NEG_INFINITY)];
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let word = match self.0 {
            nan if nan.is_nan() => "nan",
            f64::INFINITY => "inf",
            f64::NEG_INFINITY => "-inf",
            finite => return serializer.serialize_f64(finite),
        };
        serializer.serialize_str(word)
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NumberVisitor)
    }
}

struct NumberVisitor;

impl Visitor<'_> for NumberVisitor {
    type Value = Number;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number, \"nan\", \"inf\" or \"-inf\"")
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Number, E> {
        Ok(Number(number))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Number, E> {
        Ok(Number(number as f64))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Number, E> {
        Ok(Number(number as f64))
    }

    fn visit_str<E: de::Error>(self, word: &str) -> Result<Number, E> {
        let known = Number::WORDS.iter().find(|(known, _)| *known == word);
        known
            .map(|(_, number)| Number(*number))
            .ok_or_else(|| E::invalid_value(de::Unexpected::Str(word), &self))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn there_and_back(number: f64) -> f64 {
        let text = serde_json::to_string(&Number(number)).unwrap();
        serde_json::from_str::<Number>(&text).unwrap().0
    }

    #[test]
    fn what_json_cannot_write_goes_there_and_back() {
        assert!(there_and_back(f64::NAN).is_nan());
        for number in [f64::INFINITY, f64::NEG_INFINITY, -0.0, f64::MIN_POSITIVE, 5e-324] {
            assert_eq!(there_and_back(number).to_bits(), number.to_bits());
        }
    }

    #[test]
    fn whole_numbers_may_be_written_without_a_fraction() {
        assert_eq!(serde_json::from_str::<Number>("480").unwrap(), Number(480.0));
        assert_eq!(serde_json::from_str::<Number>("-1").unwrap(), Number(-1.0));
        assert!(serde_json::from_str::<Number>("\"NaN\"").is_err());
        assert!(serde_json::from_str::<Number>("true").is_err());
    }

    proptest! {
        #[test]
        fn every_finite_double_goes_there_and_back_to_the_bit(number in any::<f64>()) {
            prop_assume!(number.is_finite());
            prop_assert_eq!(there_and_back(number).to_bits(), number.to_bits());
        }
    }
}
