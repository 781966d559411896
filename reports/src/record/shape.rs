//! What a value of a record's lines looks like: for the reader, and for the schema.

use serde_json::{Map, Value, json};

/// What a value looks like.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shape {
    /// A whole number from 0.
    Count,
    /// A measured number: a JSON number, or one of [`NO_NUMBERS`].
    Number,
    /// True or false.
    Flag,
    /// Text.
    Text,
    /// A digest as text.
    Digest,
    /// This, or null.
    OrNull(&'static Self),
    /// An object with exactly these keys.
    Object(Keys),
    /// A list of these.
    List(&'static Self),
    /// An object with a count for each of any keys.
    Counts,
    /// Any object.
    AnyObject,
}

/// The keys of an object, with what stands behind each.
pub(super) type Keys = &'static [(&'static str, Shape)];

/// What is written for a double that is no JSON number.
pub(super) const NO_NUMBERS: [&str; 3] = ["nan", "inf", "-inf"];

/// A measured number as it is written.
pub(super) fn number(number: f64) -> Value {
    match number {
        nan if nan.is_nan() => NO_NUMBERS[0].into(),
        f64::INFINITY => NO_NUMBERS[1].into(),
        f64::NEG_INFINITY => NO_NUMBERS[2].into(),
        // The digest takes both zeros for one.
        finite => (finite + 0.0).into(),
    }
}

/// What is wrong with a value, and at which key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Misfit {
    /// The innermost key; empty for the whole line.
    pub(super) key: String,
    /// What is wrong, in a sentence.
    pub(super) about: String,
}

/// Whether an object has exactly these keys, each with what belongs there.
pub(super) fn check_keys(object: &Map<String, Value>, keys: Keys) -> Result<(), Misfit> {
    for (name, shape) in keys {
        match object.get(*name) {
            Some(value) => shape.check(name, value)?,
            None => return misfit("", format!("`{name}` is missing")),
        }
    }
    let unknown = object.keys().find(|key| !keys.iter().any(|(name, _)| name == key));
    unknown.map_or(Ok(()), |key| misfit(key, format!("there is no `{key}` here")))
}

fn misfit<T>(key: &str, about: String) -> Result<T, Misfit> {
    Err(Misfit { key: key.to_owned(), about })
}

impl Shape {
    fn check(self, key: &str, value: &Value) -> Result<(), Misfit> {
        let fits = match self {
            Self::Count => value.is_u64(),
            Self::Number => {
                value.is_number() || value.as_str().is_some_and(|word| NO_NUMBERS.contains(&word))
            }
            Self::Flag => value.is_boolean(),
            Self::Text => value.is_string(),
            Self::Digest => value.as_str().is_some_and(is_digest),
            Self::AnyObject => value.is_object(),
            Self::Counts => {
                value.as_object().is_some_and(|counts| counts.values().all(Value::is_u64))
            }
            Self::OrNull(shape) => {
                return if value.is_null() { Ok(()) } else { shape.check(key, value) };
            }
            Self::Object(keys) => match value.as_object() {
                Some(object) => return check_keys(object, keys),
                None => false,
            },
            Self::List(shape) => match value.as_array() {
                Some(list) => return list.iter().try_for_each(|value| shape.check(key, value)),
                None => false,
            },
        };
        if fits { Ok(()) } else { misfit(key, format!("`{key}` must be {}", self.name())) }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Count => "a whole number from 0",
            Self::Number => "a number, \"nan\", \"inf\" or \"-inf\"",
            Self::Flag => "true or false",
            Self::Text => "a text",
            Self::Digest => "`0x` and 16 hexadecimal digits",
            Self::OrNull(shape) => shape.name(),
            Self::Object(_) | Self::AnyObject => "an object",
            Self::List(_) => "a list",
            Self::Counts => "an object of whole numbers",
        }
    }

    /// The shape as JSON Schema.
    fn schema(self) -> Value {
        match self {
            Self::Count => json!({ "type": "integer", "minimum": 0, "maximum": u64::MAX }),
            Self::Number => json!({ "oneOf": [{ "type": "number" }, { "enum": NO_NUMBERS }] }),
            Self::Flag => json!({ "type": "boolean" }),
            Self::Text => json!({ "type": "string" }),
            Self::Digest => json!({ "type": "string", "pattern": "^0x[0-9a-fA-F]{16}$" }),
            Self::OrNull(shape) => json!({ "oneOf": [{ "type": "null" }, shape.schema()] }),
            Self::Object(keys) => object_schema(keys),
            Self::List(shape) => json!({ "type": "array", "items": shape.schema() }),
            Self::Counts => {
                json!({ "type": "object", "additionalProperties": Self::Count.schema() })
            }
            Self::AnyObject => json!({ "type": "object" }),
        }
    }
}

/// An object with exactly these keys, as JSON Schema.
pub(super) fn object_schema(keys: Keys) -> Value {
    let names: Vec<_> = keys.iter().map(|(name, _)| *name).collect();
    let properties = keys.iter().map(|(name, shape)| ((*name).to_owned(), shape.schema()));
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": names,
        "properties": Map::from_iter(properties),
    })
}

fn is_digest(text: &str) -> bool {
    text.parse::<firedrill_sim::DigestValue>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: Keys = &[("n", Shape::Count), ("x", Shape::OrNull(&Shape::Number))];

    fn check(value: &Value) -> Result<(), String> {
        check_keys(value.as_object().unwrap(), KEYS).map_err(|misfit| misfit.about)
    }

    #[test]
    fn what_fits_has_every_key_and_no_other() {
        assert_eq!(check(&json!({ "n": 1, "x": 0.5 })), Ok(()));
        assert_eq!(check(&json!({ "n": 1, "x": "nan" })), Ok(()));
        assert_eq!(check(&json!({ "n": 1, "x": null })), Ok(()));
        assert_eq!(check(&json!({ "n": 1 })), Err("`x` is missing".to_owned()));
        assert_eq!(
            check(&json!({ "n": -1, "x": 1 })),
            Err("`n` must be a whole number from 0".to_owned())
        );
        assert_eq!(
            check(&json!({ "n": 1, "x": 1, "y": 1 })),
            Err("there is no `y` here".to_owned())
        );
        assert!(check(&json!({ "n": 1, "x": "NaN" })).is_err());
    }

    #[test]
    fn what_json_cannot_write_is_a_word_and_both_zeros_are_one() {
        assert_eq!(number(f64::NAN), json!("nan"));
        assert_eq!(number(f64::NEG_INFINITY), json!("-inf"));
        assert_eq!(number(-0.0).to_string(), "0.0");
    }
}
