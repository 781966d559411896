//! What MemoryBudgetManager goes by: budgets of caches, and levels of pressure.

use firedrill_protocol::Bytes;

use crate::app::Component;

/// How pressed the app is for memory.
///
/// Apple publishes no thresholds; these are the app's own documented figures, high 220 MB, emergency
/// 250 MB and limit 300 MB (choice: one level each).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pressure {
    /// Nothing to do.
    Normal,
    /// The image cache gives up a quarter.
    Warning,
    /// It gives up half.
    Urgent,
    /// The system warns the app, which empties whatever is purgeable.
    Critical,
}

const HIGH: Bytes = Bytes::mb(220);
const EMERGENCY: Bytes = Bytes::mb(250);
const LIMIT: Bytes = Bytes::mb(300);

impl Pressure {
    /// The level at this footprint.
    pub fn at(footprint: Bytes) -> Self {
        if footprint > LIMIT {
            Self::Critical
        } else if footprint > EMERGENCY {
            Self::Urgent
        } else if footprint > HIGH {
            Self::Warning
        } else {
            Self::Normal
        }
    }
}

/// What a component may hold before its oldest entries are evicted; `None` for what is no cache.
/// Caches are at rest below this (assumed: a quarter above rest).
pub(super) fn budget(component: Component) -> Option<Bytes> {
    let at_rest = component.at_rest().get();
    component.is_non_essential().then_some(Bytes::new(at_rest + at_rest / 4))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pressure_rises_at_the_documented_lines() {
        let levels = [220, 221, 251, 301].map(|mb| Pressure::at(Bytes::mb(mb)));
        let expected = [Pressure::Normal, Pressure::Warning, Pressure::Urgent, Pressure::Critical];
        assert_eq!(levels, expected);
    }

    #[test]
    fn the_image_cache_may_hold_30_mb() {
        assert_eq!(budget(Component::ImageCache), Some(Bytes::mb(30)));
        assert_eq!(budget(Component::MatchingEngine), None);
    }
}
