//! Tracks laid out: no two slices of one lane overlap, and events stand in the order of the file.

use firedrill_sim::Time;

use super::tracks::{Ending, Item, Text, Track, TrackId, Tracks, Unit, What};

/// A track as it is shown: slices that overlap have a lane each.
#[derive(Debug)]
pub(super) struct Lane {
    pub(super) name: String,
    /// The group that it belongs to; `None` for a group.
    pub(super) parent: Option<usize>,
    pub(super) unit: Option<Unit>,
}

/// One event of the file.
#[derive(Debug)]
pub(super) struct Event<'a> {
    pub(super) at: Time,
    pub(super) lane: usize,
    pub(super) what: Happening<'a>,
}

#[derive(Debug)]
pub(super) enum Happening<'a> {
    Begin(&'a Item),
    End,
    Instant(&'a Item),
    Value(f64),
}

/// What a trace shows, in the order in which it is written.
#[derive(Debug)]
pub(super) struct Layout<'a> {
    pub(super) lanes: Vec<Lane>,
    pub(super) events: Vec<Event<'a>>,
}

impl<'a> Layout<'a> {
    /// Lays out tracks of which no slice is open any more. A track without anything on it is left
    /// out.
    pub(super) fn of(tracks: &'a Tracks) -> Self {
        let mut layout = Self { lanes: vec![], events: vec![] };
        let mut sorted = vec![];
        let mut items: Vec<Vec<&Item>> = tracks.tracks.iter().map(|_| vec![]).collect();
        tracks.items.iter().for_each(|item| items[item.track.0].push(item));
        for group in top(tracks) {
            let children = tracks.tracks.iter().enumerate();
            let children = children.filter(|(_, track)| track.parent == Some(group));
            let own = layout.lanes.len();
            layout.lanes.push(lane(&tracks.tracks[group.0].name, 0, None, None));
            for (index, track) in children {
                // Stable: what came first of several at the same instant stays first.
                items[index].sort_by_key(|item| item.at);
                layout.lay(track, own, &items[index], &mut sorted);
            }
            if layout.lanes.len() == own + 1 {
                layout.lanes.pop();
            }
        }
        sorted.sort_by_key(|(order, event)| (event.at, *order));
        layout.events = sorted.into_iter().map(|(_, event)| event).collect();
        layout
    }

    fn lay(
        &mut self,
        track: &Track,
        group: usize,
        items: &[&'a Item],
        sorted: &mut Vec<(u32, Event<'a>)>,
    ) {
        let first = self.lanes.len();
        // The last slice of each lane: since when the lane is free, and after what at that instant.
        let mut free: Vec<(Time, u32)> = vec![];
        if !items.is_empty() {
            self.lanes.push(lane(&track.name, 0, Some(group), track.unit));
            free.push((Time::ZERO, 0));
        }
        for &item in items {
            let (at, order) = (item.at, item.order + 1);
            let What::Slice(ending) = item.what else {
                let what = match item.what {
                    What::Value(value) => Happening::Value(value),
                    _ => Happening::Instant(item),
                };
                sorted.push((order, Event { at, lane: first, what }));
                continue;
            };
            let found = free.iter().position(|(since, _)| *since <= at);
            let index = found.unwrap_or(free.len());
            if found.is_none() {
                self.lanes.push(lane(&track.name, index, Some(group), track.unit));
                free.push((Time::ZERO, 0));
            }
            let (lane, (since, last)) = (first + index, free[index]);
            let order = if since == at { order.max(last) } else { order };
            let until = until(ending, at);
            // Ends come before whatever begins at that instant, but never before their beginning.
            let end_order = if until == at { order } else { 0 };
            sorted.push((order, Event { at, lane, what: Happening::Begin(item) }));
            sorted.push((end_order, Event { at: until, lane, what: Happening::End }));
            free[index] = (until, end_order);
        }
    }
}

fn until(ending: Ending, at: Time) -> Time {
    match ending {
        Ending::At(until) => until.max(at),
        Ending::Open => at,
    }
}

fn top(tracks: &Tracks) -> impl Iterator<Item = TrackId> {
    let groups = tracks.tracks.iter().enumerate().filter(|(_, track)| track.parent.is_none());
    groups.map(|(index, _)| TrackId(index))
}

fn lane(name: &Text, index: usize, parent: Option<usize>, unit: Option<Unit>) -> Lane {
    let name = match index {
        0 => name.clone().into_owned(),
        index => format!("{name} ({})", index + 1),
    };
    Lane { name, parent, unit }
}
