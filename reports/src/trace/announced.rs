//! What the protocol said of itself: emergency mode, phase, level, procedure, baseline.

use firedrill_model::Transition;
use firedrill_model::nouns::{EmergencyStatus, RecoveryProcedure};
use firedrill_scenarios::Entry;
use firedrill_sim::Time;

use super::state::State;
use super::tracks::{TrackId, Tracks};

/// The announced state as slices.
#[derive(Debug)]
pub(super) struct Announced {
    emergency: State,
    phase: State,
    escalation: State,
    procedures: [State; RecoveryProcedure::ALL.len()],
    baselines: TrackId,
    breaches: TrackId,
}

impl Announced {
    pub(super) fn on(tracks: &mut Tracks, protocol: TrackId, procedures: TrackId) -> Self {
        Self {
            emergency: State::on(tracks.track(protocol, "emergency mode")),
            phase: State::on(tracks.track(protocol, "phase")),
            escalation: State::on(tracks.track(protocol, "escalation level")),
            baselines: tracks.track(protocol, "baselines learnt"),
            breaches: tracks.track(protocol, "contract broken"),
            procedures: RecoveryProcedure::ALL
                .map(|procedure| State::on(tracks.track(procedures, procedure.name()))),
        }
    }

    pub(super) fn follow(&mut self, entry: &Entry, tracks: &mut Tracks) {
        let at = entry.at;
        match entry.transition {
            Transition::StatusAnnounced(status) => self.announced(&status, at, tracks),
            Transition::BaselineLearnt(baseline) => {
                let point = tracks.instant(self.baselines, at, "baseline learnt");
                tracks.note(point, "multiplier", baseline.performance_multiplier);
                tracks.note(point, "memory in bytes", baseline.memory_usage.get());
            }
            Transition::ContractBroken(breach) => {
                tracks.instant(self.breaches, at, breach.to_string());
            }
            _ => {}
        }
    }

    fn announced(&mut self, status: &EmergencyStatus, at: Time, tracks: &mut Tracks) {
        let is_on = status.is_in_emergency_mode();
        let emergency = is_on.then_some("emergency mode".into());
        if let Some(point) = self.emergency.be(tracks, at, emergency) {
            note_reason(status, tracks, point);
        }
        let phase = is_on.then(|| status.phase.name().into());
        if let Some(point) = self.phase.be(tracks, at, phase) {
            note_reason(status, tracks, point);
        }
        let level = status.escalation;
        let level = is_on.then(|| format!("level {}: {level}", level.level()).into());
        self.escalation.be(tracks, at, level);
        for procedure in RecoveryProcedure::ALL {
            let runs = status.procedure == Some(procedure);
            let state = runs.then(|| procedure.name().into());
            let point = self.procedures[procedure.index()].be(tracks, at, state);
            if let (Some(point), Some(incident)) = (point, status.incident) {
                tracks.note(point, "incident", incident.name());
            }
        }
    }
}

fn note_reason(status: &EmergencyStatus, tracks: &mut Tracks, point: super::tracks::Point) {
    if let Some(incident) = status.incident {
        tracks.note(point, "incident", incident.name());
    }
    if let Some(severity) = status.severity {
        tracks.note(point, "severity", severity.name());
    }
    if let Some(trigger) = status.trigger {
        tracks.note(point, "trigger", trigger.name());
    }
}
