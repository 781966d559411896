//! How sure is sure.

/// How often at least an interval covers the truth: more than 0, less than 1.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Confidence(f64);

impl Confidence {
    /// 95 %, the usual one.
    pub const P95: Self = Self(0.95);
    /// 99 %.
    pub const P99: Self = Self(0.99);

    /// The confidence of this share; `None` unless it is between 0 and 1.
    pub fn new(share: f64) -> Option<Self> {
        (share > 0.0 && share < 1.0).then_some(Self(share))
    }

    /// As a share: 0.95.
    pub const fn get(self) -> f64 {
        self.0
    }

    /// What it leaves to chance in all.
    pub(super) fn rest(self) -> f64 {
        1.0 - self.0
    }

    /// What it leaves to chance on either side.
    pub(super) fn rest_each_side(self) -> f64 {
        self.rest() / 2.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certainty_and_its_opposite_are_no_confidence() {
        for share in [0.0, -0.0, 1.0, 1.5, -0.5, f64::NAN, f64::INFINITY] {
            assert_eq!(Confidence::new(share), None, "{share}");
        }
        assert_eq!(Confidence::new(0.95), Some(Confidence::P95));
    }
}
