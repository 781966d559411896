//! What somebody who triggers an emergency says of it.

use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Longest text kept, in bytes: a line or two, so that no copy allocates.
const LONGEST: usize = 160;

/// A text of limited length; what is longer is cut between characters.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Description {
    bytes: [u8; LONGEST],
    length: usize,
}

impl Description {
    /// The text, as far as it fits.
    pub(super) fn of(text: &str) -> Self {
        let mut length = text.len().min(LONGEST);
        while !text.is_char_boundary(length) {
            length -= 1;
        }
        let mut bytes = [0; LONGEST];
        bytes[..length].copy_from_slice(&text.as_bytes()[..length]);
        Self { bytes, length }
    }

    /// What was kept of it.
    pub(super) fn as_str(&self) -> &str {
        // It was a text, and was cut between characters.
        core::str::from_utf8(&self.bytes[..self.length]).unwrap_or_default()
    }
}

impl fmt::Debug for Description {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl Serialize for Description {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Description {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self::of(&text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_as_far_as_it_fits_and_never_cut_within_a_character() {
        assert_eq!(Description::of("Weekly emergency drill").as_str(), "Weekly emergency drill");
        assert_eq!(Description::of("").as_str(), "");
        let long = "ä".repeat(LONGEST);
        assert_eq!(Description::of(&long).as_str(), "ä".repeat(LONGEST / 2));
        let odd = format!("x{long}");
        assert_eq!(Description::of(&odd).as_str().len(), LONGEST - 1);
    }
}
