//! From where to where.

/// An interval, its ends included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Its lower end; minus infinity when nothing bounds it from below.
    pub low: f64,
    /// Its upper end; infinity when nothing bounds it from above, or when what does is infinite.
    pub high: f64,
}

impl Interval {
    /// Whether the value lies within.
    pub fn contains(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }
}
