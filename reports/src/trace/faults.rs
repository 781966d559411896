//! What was wrong, a track a fault.

use firedrill_model::Transition;
use firedrill_model::nouns::Action;
use firedrill_scenarios::{Entry, Plan};
use firedrill_sim::Time;

use super::tracks::{Point, TrackId, Tracks};
use crate::fault_words;

/// The faults of a plan.
#[derive(Debug)]
pub(super) struct Faults<'a> {
    plan: &'a Plan,
    tracks: Vec<TrackId>,
    open: Vec<Option<Point>>,
    /// Each time that a cause was there.
    pub(super) there: Vec<Point>,
    /// Each time that an action ended one.
    pub(super) cures: Vec<Cure>,
}

/// An action ended a cause.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cure {
    pub(super) at: Time,
    pub(super) by: Action,
    pub(super) point: Point,
}

impl<'a> Faults<'a> {
    pub(super) fn on(tracks: &mut Tracks, group: TrackId, plan: &'a Plan) -> Self {
        let faults = plan.faults.iter().enumerate();
        let of_each = faults.map(|(index, fault)| {
            tracks.track(group, format!("{}: {}", index + 1, fault.kind.name()))
        });
        let of_each: Vec<_> = of_each.collect();
        let open = vec![None; of_each.len()];
        Self { plan, tracks: of_each, open, there: vec![], cures: vec![] }
    }

    pub(super) fn follow(&mut self, entry: &Entry, tracks: &mut Tracks) {
        match entry.transition {
            Transition::FaultBegan(index) => self.began(index, entry.at, tracks),
            Transition::FaultEnded(index, by) => self.ended(index, by, entry.at, tracks),
            _ => {}
        }
    }

    fn began(&mut self, index: usize, at: Time, tracks: &mut Tracks) {
        let Some((fault, track)) = self.plan.faults.get(index).zip(self.tracks.get(index)) else {
            return;
        };
        let point = tracks.begin(*track, at, fault_words::kind(&fault.kind));
        let spec = fault.kind.spec();
        tracks.note(point, "family", spec.family.name());
        tracks.note(point, "when", fault_words::times(fault));
        for (name, value) in fault_words::parameters(&fault.kind) {
            tracks.note(point, name, value);
        }
        tracks.note(point, "about", spec.about.trim());
        self.open[index] = Some(point);
        self.there.push(point);
    }

    fn ended(&mut self, index: usize, by: Option<Action>, at: Time, tracks: &mut Tracks) {
        let Some(point) = self.open.get_mut(index).and_then(Option::take) else { return };
        tracks.end(point, at);
        tracks.note(point, "ended by", by.map_or("itself", Action::name));
        if let Some(by) = by {
            let cure = tracks.instant(self.tracks[index], at, format!("ended by {by}"));
            self.cures.push(Cure { at, by, point: cure });
        }
    }
}
