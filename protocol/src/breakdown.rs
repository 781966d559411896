//! How a protocol that lives outside this program stops being one.

use core::fmt;

use serde::Serialize;

/// A protocol that runs elsewhere answers no more, or not as the boundary wants: nothing that it
/// says can be believed from here on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Breakdown {
    /// What kind of breakdown.
    pub kind: BreakdownKind,
    /// What happened, in a sentence.
    pub about: String,
    /// The last lines that it wrote to its standard error, oldest first.
    pub stderr: Vec<String>,
}

/// The ways to break down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BreakdownKind {
    /// It cannot be started.
    NotStarted,
    /// Its process ended, or closed its input or output.
    Exited,
    /// It did not answer in time.
    NoAnswer,
    /// Its answer is longer than an answer may be.
    TooLong,
    /// Its answer is not UTF-8.
    NotUtf8,
    /// Its answer is not a JSON object.
    NotJson,
    /// Its answer is JSON, but says nothing that an answer can say.
    NotAnAnswer,
    /// It speaks another version of the wire format.
    WrongVersion,
    /// It answered something else than what it was asked: it answered too often before.
    OutOfStep,
    /// It asks to be woken before now, when it has just been woken.
    TimeoutInThePast,
    /// It broke the contract of [`RecoveryProtocol`](crate::RecoveryProtocol).
    BrokeContract,
}

impl BreakdownKind {
    /// Every kind.
    pub const ALL: [Self; 11] = [
        Self::NotStarted,
        Self::Exited,
        Self::NoAnswer,
        Self::TooLong,
        Self::NotUtf8,
        Self::NotJson,
        Self::NotAnAnswer,
        Self::WrongVersion,
        Self::OutOfStep,
        Self::TimeoutInThePast,
        Self::BrokeContract,
    ];

    /// The word used in files and on screens.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotStarted => "not-started",
            Self::Exited => "exited",
            Self::NoAnswer => "no-answer",
            Self::TooLong => "too-long",
            Self::NotUtf8 => "not-utf8",
            Self::NotJson => "not-json",
            Self::NotAnAnswer => "not-an-answer",
            Self::WrongVersion => "wrong-version",
            Self::OutOfStep => "out-of-step",
            Self::TimeoutInThePast => "timeout-in-the-past",
            Self::BrokeContract => "broke-contract",
        }
    }
}

impl fmt::Display for BreakdownKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Display for Breakdown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind, self.about)
    }
}

impl core::error::Error for Breakdown {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_has_one_word_everywhere() {
        for kind in BreakdownKind::ALL {
            let json = toml::Value::try_from(kind).unwrap();
            assert_eq!(json.as_str(), Some(kind.name()));
        }
    }
}
