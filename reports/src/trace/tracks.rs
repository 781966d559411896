//! Tracks and what stands on them, before anything is laid out or encoded.

use std::borrow::Cow;

use firedrill_sim::Time;

/// Text that is mostly known beforehand.
pub(super) type Text = Cow<'static, str>;

/// A track, or a group of tracks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TrackId(pub(super) usize);

/// A slice or an instant that was put on a track.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Point(pub(super) usize);

/// Everything that a trace shows.
#[derive(Debug, Default)]
pub(super) struct Tracks {
    pub(super) tracks: Vec<Track>,
    pub(super) items: Vec<Item>,
    flows: u64,
}

#[derive(Clone, Debug)]
pub(super) struct Track {
    pub(super) name: Text,
    pub(super) parent: Option<TrackId>,
    /// What its values are measured in, if it is a counter.
    pub(super) unit: Option<Unit>,
}

/// What a counter counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Bytes,
    Named(&'static str),
}

/// Something on a track.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) track: TrackId,
    pub(super) at: Time,
    pub(super) what: What,
    pub(super) name: Text,
    pub(super) notes: Vec<(Text, Note)>,
    /// The flows that go through it, and whether it is the last point of each.
    pub(super) flows: Vec<(u64, bool)>,
    /// Of what happens at the same instant, what has less comes first.
    pub(super) order: u32,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum What {
    Slice(Ending),
    Instant,
    Value(f64),
}

/// When a slice ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    Open,
    At(Time),
}

/// A value beside a slice or an instant.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Note {
    Text(Text),
    Count(u64),
    Number(f64),
    Flag(bool),
}

impl Tracks {
    /// A group of tracks, in the order in which they are shown.
    pub(super) fn group(&mut self, name: &'static str) -> TrackId {
        self.add(Track { name: name.into(), parent: None, unit: None })
    }

    /// A track of slices and instants.
    pub(super) fn track(&mut self, group: TrackId, name: impl Into<Text>) -> TrackId {
        self.add(Track { name: name.into(), parent: Some(group), unit: None })
    }

    /// A track of values.
    pub(super) fn counter(&mut self, group: TrackId, name: &'static str, unit: Unit) -> TrackId {
        self.add(Track { name: name.into(), parent: Some(group), unit: Some(unit) })
    }

    /// A slice begins. It is open until [`Tracks::end`] says when it ended.
    pub(super) fn begin(&mut self, track: TrackId, at: Time, name: impl Into<Text>) -> Point {
        self.put(track, at, What::Slice(Ending::Open), name.into())
    }

    /// A slice ended; one that had ended before stays as it is.
    pub(super) fn end(&mut self, slice: Point, at: Time) {
        if let What::Slice(ending @ Ending::Open) = &mut self.items[slice.0].what {
            *ending = Ending::At(at);
        }
    }

    /// Something without a duration.
    pub(super) fn instant(&mut self, track: TrackId, at: Time, name: impl Into<Text>) -> Point {
        self.put(track, at, What::Instant, name.into())
    }

    /// A counter's value from now on. What is no number cannot be drawn and is left out.
    pub(super) fn value(&mut self, track: TrackId, at: Time, value: f64) {
        if value.is_finite() {
            self.put(track, at, What::Value(value), Text::default());
        }
    }

    /// Puts a value beside a slice or an instant.
    pub(super) fn note(&mut self, point: Point, name: impl Into<Text>, note: impl Into<Note>) {
        self.items[point.0].notes.push((name.into(), note.into()));
    }

    /// An arrow through these points in order of time. Fewer than two make none.
    pub(super) fn flow(&mut self, points: &[Point]) {
        let mut points = points.to_vec();
        points.sort_by_key(|point| self.items[point.0].at);
        points.dedup();
        let Some((last, before)) = points.split_last().filter(|(_, before)| !before.is_empty())
        else {
            return;
        };
        self.flows += 1;
        for point in before {
            self.items[point.0].flows.push((self.flows, false));
        }
        self.items[last.0].flows.push((self.flows, true));
        // Readers follow a flow in the order of the file.
        for pair in points.windows(2) {
            let (from, to) = (pair[0].0, pair[1].0);
            if self.items[from].at == self.items[to].at {
                self.items[to].order = self.items[to].order.max(self.items[from].order + 1);
            }
        }
    }

    /// When a slice or an instant is.
    pub(super) fn at(&self, point: Point) -> Time {
        self.items[point.0].at
    }

    /// Whether a slice lies over an instant, its ends included.
    pub(super) fn covers(&self, slice: Point, instant: Time) -> bool {
        let item = &self.items[slice.0];
        let until = match item.what {
            What::Slice(Ending::At(until)) => until,
            What::Slice(Ending::Open) => Time::MAX,
            What::Instant | What::Value(_) => item.at,
        };
        item.at <= instant && instant <= until
    }

    /// The run is over: what is open ends with it, and says so.
    pub(super) fn close(&mut self, end: Time) {
        for item in &mut self.items {
            if let What::Slice(ending @ Ending::Open) = &mut item.what {
                *ending = Ending::At(end.max(item.at));
                item.notes.push(("unfinished".into(), Note::Flag(true)));
            }
        }
    }

    fn add(&mut self, track: Track) -> TrackId {
        self.tracks.push(track);
        TrackId(self.tracks.len() - 1)
    }

    fn put(&mut self, track: TrackId, at: Time, what: What, name: Text) -> Point {
        let (notes, flows) = (vec![], vec![]);
        self.items.push(Item { track, at, what, name, notes, flows, order: 0 });
        Point(self.items.len() - 1)
    }
}

impl From<&'static str> for Note {
    fn from(text: &'static str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Note {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<u64> for Note {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl From<usize> for Note {
    fn from(count: usize) -> Self {
        Self::Count(count as u64)
    }
}

impl From<f64> for Note {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Note {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}
