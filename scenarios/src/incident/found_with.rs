//! Which protocol a stored incident was found with.

/// The protocol of the run that was stored. What another comes to in it is another question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum FoundWith {
    /// The one shipped with firedrill.
    #[default]
    Shipped,
    /// The shipped one with this weakness of the catalogue.
    Weakness(String),
    /// One that others wrote and that gives itself this name.
    Foreign(String),
}

impl FoundWith {
    /// The keys that tell of one other than the shipped.
    pub(super) const KEYS: [&str; 2] = ["weakness", "protocol"];

    /// The key with its value; nothing for the shipped protocol.
    pub(super) fn entry(&self) -> Option<(&'static str, &str)> {
        match self {
            Self::Shipped => None,
            Self::Weakness(name) => Some(("weakness", name)),
            Self::Foreign(name) => Some(("protocol", name)),
        }
    }
}
