//! The app and the device: process, use, breaker, lines that memory passed, heat.

use firedrill_model::app::Breaker;
use firedrill_model::nouns::ThermalState;
use firedrill_model::{Death, Transition};
use firedrill_scenarios::Entry;
use firedrill_sim::Time;

use super::state::State;
use super::tracks::{Text, TrackId, Tracks};

/// States of app and device as slices.
#[derive(Debug)]
pub(super) struct App {
    process: State,
    process_track: TrackId,
    use_phase: State,
    breaker: State,
    lines: TrackId,
    heat: State,
    heat_track: TrackId,
}

impl App {
    pub(super) fn on(tracks: &mut Tracks, app: TrackId, device: TrackId) -> Self {
        let process_track = tracks.track(app, "process");
        let heat_track = tracks.track(device, "thermal state");
        Self {
            process: State::on(process_track),
            process_track,
            use_phase: State::on(tracks.track(app, "what the person does")),
            breaker: State::on(tracks.track(app, "circuit breaker")),
            lines: tracks.track(app, "memory lines passed"),
            heat: State::on(heat_track),
            heat_track,
        }
    }

    pub(super) fn follow(&mut self, entry: &Entry, tracks: &mut Tracks) {
        let at = entry.at;
        match entry.transition {
            Transition::ProcessEnded { swipes_lost } => {
                self.went_down("down: restart", swipes_lost, at, tracks);
            }
            Transition::Jetsammed { swipes_lost } => {
                tracks.instant(self.process_track, at, "jetsam: killed for its memory");
                self.went_down("down: jetsam", swipes_lost, at, tracks);
            }
            Transition::ProcessDied { death, swipes_lost } => {
                let how = match death {
                    Death::Crashed => "down: crashed",
                    Death::Killed => "down: killed",
                };
                self.went_down(how, swipes_lost, at, tracks);
            }
            Transition::ProcessUp | Transition::ProcessResumed => self.process.leave(tracks, at),
            Transition::ProcessSuspended => {
                self.process.enter(tracks, at, "suspended".into());
            }
            Transition::BufferDeleted { swipes_lost } => {
                let name = "journal's buffer deleted";
                let point = tracks.instant(self.process_track, at, name);
                tracks.note(point, "swipes lost", swipes_lost);
            }
            Transition::PhaseBegan(phase) => {
                self.use_phase.be(tracks, at, Some(phase.into()));
            }
            Transition::BreakerChanged(breaker) => {
                self.breaker.be(tracks, at, breaker_state(breaker));
            }
            Transition::MemoryPassed(line) => {
                let name = format!("above {:.0} MB", line.as_mb());
                tracks.instant(self.lines, at, name);
            }
            Transition::ThermalStateChanged(state) => {
                tracks.instant(self.heat_track, at, format!("now {state}"));
                let state = (state != ThermalState::Nominal).then(|| state.to_string().into());
                self.heat.be(tracks, at, state);
            }
            _ => {}
        }
    }

    fn went_down(&mut self, how: &'static str, lost: u64, at: Time, tracks: &mut Tracks) {
        let point = self.process.enter(tracks, at, how.into());
        tracks.note(point, "swipes lost", lost);
    }
}

fn breaker_state(breaker: Breaker) -> Option<Text> {
    match breaker {
        Breaker::Closed => None,
        Breaker::Open => Some("open".into()),
        Breaker::HalfOpen { .. } => Some("half open".into()),
    }
}
