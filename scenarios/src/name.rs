//! Names of scenarios, and `name@seed`, which names a single run.

use core::fmt;
use core::ops::Range;
use core::str::FromStr;

use firedrill_sim::{Seed, SeedError};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use thiserror::Error;

/// A scenario's name: `memory-leak-critical`. It is a file's stem, a snapshot's name and a word on a
/// command line, so it has only lower-case letters, digits and hyphens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ScenarioName(String);

/// Why a text names no scenario.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NameError {
    /// There is nothing.
    #[error("a name has at least one character")]
    Empty,
    /// Too long for a file name that is shown in tables.
    #[error("a name has at most {CHARS_MAX} characters, this one has {length}")]
    TooLong {
        /// Characters that it has.
        length: usize,
    },
    /// A character that a file name, a shell or a table could trip over.
    #[error("a name has lower-case letters, digits and hyphens only, not {character:?}")]
    Character {
        /// The first such character.
        character: char,
        /// Its place, in bytes.
        at: usize,
    },
    /// A command line would read it as an option.
    #[error("a name begins and ends with a letter or a digit")]
    OuterHyphen,
}

const CHARS_MAX: usize = 64;

impl ScenarioName {
    /// Longest name in characters.
    pub const LENGTH_MAX: usize = CHARS_MAX;

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ScenarioName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if text.is_empty() {
            return Err(NameError::Empty);
        }
        if let Some((at, character)) = text.char_indices().find(|(_, c)| !allowed(*c)) {
            return Err(NameError::Character { character, at });
        }
        if text.len() > CHARS_MAX {
            return Err(NameError::TooLong { length: text.len() });
        }
        if text.starts_with('-') || text.ends_with('-') {
            return Err(NameError::OuterHyphen);
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for ScenarioName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Serialize for ScenarioName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for ScenarioName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// What keeps a text from being a name, and which part of it.
pub(crate) fn problem(text: &str) -> Option<(Range<usize>, NameError)> {
    let error = text.parse::<ScenarioName>().err()?;
    let part = match error {
        NameError::Character { character, at } => at..at + character.len_utf8(),
        _ => 0..text.len(),
    };
    Some((part, error))
}

/// One run of one scenario, in a word that anyone can paste: `memory-leak-critical@0x2a`.
///
/// ```
/// use firedrill_scenarios::ScenarioRef;
///
/// let run: ScenarioRef = "memory-leak-critical@42".parse().unwrap();
/// assert_eq!(run.to_string(), "memory-leak-critical@0x2a");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ScenarioRef {
    /// Which scenario.
    pub name: ScenarioName,
    /// Which of its runs.
    pub seed: Seed,
}

/// Why a text is no [`ScenarioRef`].
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ScenarioRefError {
    /// There is no `@`.
    #[error("`{text}` has no seed, expected a name and a seed such as `memory-leak-critical@0x2a`")]
    NoSeed {
        /// What was written.
        text: String,
    },
    /// What stands before the `@` is no name.
    #[error("`{text}` names no scenario: {problem}")]
    Name {
        /// What was written there.
        text: String,
        /// What is wrong with it.
        #[source]
        problem: NameError,
    },
    /// What stands after the `@` is no seed.
    #[error(transparent)]
    Seed(#[from] SeedError),
}

impl FromStr for ScenarioRef {
    type Err = ScenarioRefError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let Some((name, seed)) = text.split_once('@') else {
            return Err(ScenarioRefError::NoSeed { text: text.to_owned() });
        };
        let name = name
            .parse()
            .map_err(|problem| ScenarioRefError::Name { text: name.to_owned(), problem })?;
        Ok(Self { name, seed: seed.parse()? })
    }
}

impl fmt::Display for ScenarioRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.name, self.seed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_read_as_it_is_written() {
        for text in ["a@0x0", "memory-leak-critical@0x2a", "x1-y2@0xffffffffffffffff"] {
            assert_eq!(text.parse::<ScenarioRef>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn each_mistake_in_a_reference_gets_its_own_sentence() {
        let of = |text: &str| text.parse::<ScenarioRef>().unwrap_err().to_string();
        let long = format!("{}@1", "a".repeat(65));
        let sentences = [
            of("memory-leak"),
            of("@1"),
            of("Memory@1"),
            of("-x@1"),
            of(&long),
            of("a@"),
            of("a@0x"),
            of("a@-1"),
            of("a@1@2"),
            of("a@99999999999999999999"),
        ];
        insta::assert_snapshot!(sentences.join("\n"), @r###"
        `memory-leak` has no seed, expected a name and a seed such as `memory-leak-critical@0x2a`
        `` names no scenario: a name has at least one character
        `Memory` names no scenario: a name has lower-case letters, digits and hyphens only, not 'M'
        `-x` names no scenario: a name begins and ends with a letter or a digit
        `aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa` names no scenario: a name has at most 64 characters, this one has 65
        a seed needs at least one digit, got ``
        a seed needs at least one digit, got `0x`
        a seed is decimal or `0x` and hexadecimal digits, got `-1`
        a seed is decimal or `0x` and hexadecimal digits, got `1@2`
        a seed has at most 64 bits, got `99999999999999999999`
        "###);
    }
}
