//! What is said of an emergency that somebody triggered by hand, which is no false alarm.

use std::collections::BTreeSet;

use firedrill_model::nouns::{IncidentType, Notice, NoticeId, NoticeKind};

/// The notices that a trigger accounts for.
#[derive(Clone, Debug, Default)]
pub(super) struct Drilled {
    /// Triggered, and not over, by [`IncidentType::index`].
    open: [bool; 4],
    /// Triggered in this run: its end is told once it is over.
    ever: [bool; 4],
    notices: BTreeSet<NoticeId>,
}

impl Drilled {
    /// Somebody triggers an emergency of this type.
    pub(super) fn triggered(&mut self, incident: IncidentType) {
        (self.open[incident.index()], self.ever[incident.index()]) = (true, true);
    }

    /// Emergency mode is left.
    pub(super) fn end(&mut self) {
        self.open = [false; 4];
    }

    /// A notice is sent, for the first time or again.
    pub(super) fn sent(&mut self, notice: &Notice) {
        let index = notice.incident.index();
        let is_its_end = notice.kind == NoticeKind::Resolved && self.ever[index];
        if self.open[index] || is_its_end {
            self.notices.insert(notice.id);
        }
    }

    /// Whether it speaks of an emergency that somebody triggered.
    pub(super) fn account_for(&self, notice: NoticeId) -> bool {
        self.notices.contains(&notice)
    }
}
