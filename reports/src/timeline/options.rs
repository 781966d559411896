//! What of a timeline is shown, and how.

use std::collections::BTreeSet;

use firedrill_sim::Time;

use super::kind::LineKind;
use crate::palette::Palette;

/// How a timeline is shown.
#[derive(Clone, Debug)]
pub struct TimelineOptions {
    /// Lines of these kinds are shown.
    pub kinds: BTreeSet<LineKind>,
    /// Lines of this part of the run are shown.
    pub window: Window,
    /// Columns that there are; `None` when lines may be as long as they are.
    pub width: Option<usize>,
    /// Colours, or none.
    pub palette: Palette,
}

/// Part of a run, both ends within it. An end that is `None` is the run's own.
///
/// Instants count as they are printed, to the millisecond, so that an instant that was read off a
/// timeline includes the line that it was read from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// Its beginning.
    pub from: Option<Time>,
    /// Its end.
    pub until: Option<Time>,
}

impl TimelineOptions {
    /// Everything but the samples, as a file or a pipe shows it.
    pub fn plain() -> Self {
        let kinds = LineKind::ALL.into_iter().filter(|kind| *kind != LineKind::Samples).collect();
        Self { kinds, window: Window::default(), width: None, palette: Palette::PLAIN }
    }

    pub(super) fn shows(&self, kind: LineKind) -> bool {
        self.kinds.contains(&kind)
    }
}

impl Window {
    /// Whether something that ends at this instant is over before the window begins.
    pub(super) fn is_after(&self, instant: Time) -> bool {
        self.from.is_some_and(|from| as_printed(instant) < as_printed(from))
    }

    /// Whether something that begins at this instant begins behind the window.
    pub(super) fn is_before(&self, instant: Time) -> bool {
        self.until.is_some_and(|until| as_printed(instant) > as_printed(until))
    }
}

const fn as_printed(instant: Time) -> u64 {
    instant.as_nanos() / 1_000_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_that_was_read_off_a_line_includes_the_line() {
        let line = Time::from_nanos(73_963_412_345);
        let read = Some(Time::from_nanos(73_963_000_000));
        let window = Window { from: read, until: read };
        assert!(!window.is_after(line) && !window.is_before(line));
        let next = Time::from_nanos(73_964_000_000);
        assert!(window.is_before(next) && !window.is_after(next));
        assert!(window.is_after(Time::from_nanos(73_962_999_999)));
    }
}
