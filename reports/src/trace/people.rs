//! What people were told, and what they did.

use firedrill_model::Transition;
use firedrill_model::nouns::{ActionOutcome, Notice};
use firedrill_protocol::OperatorEvent;
use firedrill_scenarios::Entry;

use super::state::State;
use super::tracks::{Point, TrackId, Tracks};

/// The team and its channel.
#[derive(Debug)]
pub(super) struct People {
    notices: TrackId,
    arrivals: TrackId,
    channel: State,
    deeds: TrackId,
}

impl People {
    pub(super) fn on(tracks: &mut Tracks, group: TrackId) -> Self {
        Self {
            notices: tracks.track(group, "notices sent"),
            arrivals: tracks.track(group, "notices delivered or lost"),
            channel: State::on(tracks.track(group, "channel")),
            deeds: tracks.track(group, "what people did"),
        }
    }

    pub(super) fn follow(&mut self, entry: &Entry, tracks: &mut Tracks) {
        let at = entry.at;
        match entry.transition {
            Transition::NoticeSent(notice) => {
                let point = tracks.instant(self.notices, at, said(&notice));
                note_notice(&notice, point, tracks);
            }
            Transition::NoticeDelivered(notice) => {
                let name = format!("delivered: {}", said(&notice));
                let point = tracks.instant(self.arrivals, at, name);
                note_notice(&notice, point, tracks);
            }
            Transition::NoticeLost(notice) => {
                let point = tracks.instant(self.arrivals, at, format!("lost: {}", said(&notice)));
                note_notice(&notice, point, tracks);
            }
            Transition::ChannelChanged { is_up } => {
                self.channel.be(tracks, at, (!is_up).then_some("channel down".into()));
            }
            Transition::OperatorActed(event) => {
                tracks.instant(self.deeds, at, deed(event));
            }
            _ => {}
        }
    }
}

fn said(notice: &Notice) -> String {
    format!("{} to {}", notice.kind.name(), notice.to.name())
}

fn note_notice(notice: &Notice, point: Point, tracks: &mut Tracks) {
    tracks.note(point, "notice", notice.id.0);
    tracks.note(point, "incident", notice.incident.name());
    tracks.note(point, "severity", notice.severity.name());
    tracks.note(point, "escalation level", u64::from(notice.escalation.level()));
}

fn deed(event: OperatorEvent) -> String {
    match event {
        OperatorEvent::Acknowledged(role) => format!("{} answered the page", role.name()),
        OperatorEvent::ManualStep(role, action, ActionOutcome::Completed) => {
            format!("{} carried out {action}", role.name())
        }
        OperatorEvent::ManualStep(role, action, ActionOutcome::Failed) => {
            format!("{} failed to carry out {action}", role.name())
        }
        OperatorEvent::Attended(role, kind) => format!("{} saw to {}", role.name(), kind.name()),
        OperatorEvent::Triggered(role, incident) => {
            format!("{} triggered {incident}", role.name())
        }
    }
}
