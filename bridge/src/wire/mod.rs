//! The lines that go back and forth, as `docs/foreign-protocols.md` specifies them.
//!
//! Types of their own, so that a name in the code of a protocol can change without changing what
//! strangers rely on.

mod answer;
mod host_line;
mod number;
mod playbook;
mod words;

pub use answer::{Answer, Hello, WireOutput, WirePurpose};
pub use host_line::{HostLine, Sample, WireBaseline, WireOperatorEvent};
pub use number::Number;
pub use playbook::{WireLines, WirePlaybook, WireResponse, WireTargets};
pub use words::{ByWord, Vocabulary, Word};

/// The version of the wire format that this crate speaks.
pub const WIRE_VERSION: u64 = 1;

/// The longest line of an answer, its newline included.
pub const LINE_BYTES_MAX: usize = 1024 * 1024;

/// The longest name that a protocol may give itself, in characters.
pub const NAME_CHARS_MAX: usize = 64;

/// An `Option` whose key has to be there: what is absent is `null`.
fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: serde::Deserialize<'de>,
{
    serde::Deserialize::deserialize(deserializer)
}
