//! A state as slices: one for as long as it stays the same.

use firedrill_sim::Time;

use super::tracks::{Point, Text, TrackId, Tracks};

/// Something that is in at most one state at a time.
#[derive(Debug)]
pub(super) struct State {
    track: TrackId,
    now: Option<(Text, Point)>,
}

impl State {
    /// In no state.
    pub(super) const fn on(track: TrackId) -> Self {
        Self { track, now: None }
    }

    /// It is in this state from now on, or in none. Returns the slice that begins, if one does.
    pub(super) fn be(
        &mut self,
        tracks: &mut Tracks,
        at: Time,
        state: Option<Text>,
    ) -> Option<Point> {
        if self.now.as_ref().map(|(name, _)| name) == state.as_ref() {
            return None;
        }
        self.leave(tracks, at);
        let name = state?;
        let point = tracks.begin(self.track, at, name.clone());
        self.now = Some((name, point));
        Some(point)
    }

    /// The same, but a state that is entered again begins anew.
    pub(super) fn enter(&mut self, tracks: &mut Tracks, at: Time, state: Text) -> Point {
        self.leave(tracks, at);
        let point = tracks.begin(self.track, at, state.clone());
        self.now = Some((state, point));
        point
    }

    /// It is in no state from now on.
    pub(super) fn leave(&mut self, tracks: &mut Tracks, at: Time) {
        if let Some((_, point)) = self.now.take() {
            tracks.end(point, at);
        }
    }
}
