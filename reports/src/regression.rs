//! What a comparison with a stored baseline came to.

/// What a comparison with a stored baseline came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Regression<'a> {
    /// No baseline was given.
    #[default]
    NotCompared,
    /// Nothing is worse than it was.
    None,
    /// These things are worse, a sentence each, the worst first.
    Found(&'a [String]),
}

impl<'a> Regression<'a> {
    /// Of a comparison, what is worse; `None` of no comparison.
    pub const fn of(worse: Option<&'a [String]>) -> Self {
        match worse {
            None => Self::NotCompared,
            Some([]) => Self::None,
            Some(found) => Self::Found(found),
        }
    }
}
