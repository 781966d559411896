//! What two runs have after the event at which they part.

use std::collections::VecDeque;

use super::comparing::AFTER_MAX;
use super::event::{Note, RecordedEvent};
use super::writing::Piece;

/// What happened from there in both.
pub(super) struct After {
    /// The first of it.
    pub(super) notes: [Vec<Note>; 2],
    /// The first of it in which the words or the times differ, when it is not the very first: what was
    /// different before was not told.
    pub(super) told_apart: Option<[Option<Note>; 2]>,
}

/// Events after which the search is given up: a run can go on for long without news.
const EVENTS_MAX: usize = 200_000;

impl After {
    pub(super) fn of<E>(
        events: [Option<&RecordedEvent>; 2],
        a: &mut impl Iterator<Item = Result<Piece, E>>,
        b: &mut impl Iterator<Item = Result<Piece, E>>,
    ) -> Self {
        let (mut a, mut b) = (Told::of(events[0], a), Told::of(events[1], b));
        let mut notes = [vec![], vec![]];
        let mut apart = None;
        for index in 0_usize.. {
            let pair = [a.next(), b.next()];
            if pair == [None, None] || (apart.is_some() && index >= AFTER_MAX) {
                break;
            }
            // A note that is missing where a record breaks off says nothing.
            let is_known = pair.iter().all(Option::is_some) || (a.is_at_end && b.is_at_end);
            if apart.is_none() && said(&pair[0]) != said(&pair[1]) {
                apart = Some((index, is_known, pair.clone()));
            }
            for (notes, note) in notes.iter_mut().zip(pair) {
                notes.extend(note.filter(|_| notes.len() < AFTER_MAX));
            }
        }
        let told_apart = match apart {
            Some((index, true, pair)) if index > 0 => Some(pair),
            _ => None,
        };
        Self { notes, told_apart }
    }
}

fn said(note: &Option<Note>) -> Option<(firedrill_sim::Time, &str)> {
    note.as_ref().map(|note| (note.at, note.says.as_str()))
}

/// What happened, one by one, with no more of the record in memory than an event.
struct Told<'r, I> {
    waiting: VecDeque<Note>,
    rest: &'r mut I,
    left: usize,
    /// Whether what is missing is not there, and not only out of sight.
    is_at_end: bool,
}

impl<'r, E, I: Iterator<Item = Result<Piece, E>>> Told<'r, I> {
    fn of(event: Option<&RecordedEvent>, rest: &'r mut I) -> Self {
        let waiting = event.into_iter().flat_map(RecordedEvent::notes).collect();
        // One without an event there has been read to its end.
        let left = if event.is_some() { EVENTS_MAX } else { 0 };
        Self { waiting, rest, left, is_at_end: true }
    }

    fn next(&mut self) -> Option<Note> {
        while self.waiting.is_empty() && self.left > 0 {
            self.left -= 1;
            match self.rest.next() {
                Some(Ok(Piece::Event(event))) => {
                    self.waiting.extend(event.notes());
                    self.is_at_end = self.left > 0;
                }
                // What cannot be read any more adds nothing to what was found.
                Some(Err(_)) => (self.left, self.is_at_end) = (0, false),
                _ => self.left = 0,
            }
        }
        self.waiting.pop_front()
    }
}
