//! Who was told in a run, when it reached them, and when they answered.

use firedrill_model::Transition;
use firedrill_protocol::{Notice, NoticeKind, OperatorEvent, Role};
use firedrill_sim::Time;
use serde::{Deserialize, Serialize};

/// One notice, and what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispatch {
    /// What was said to whom.
    pub notice: Notice,
    /// When the protocol first sent it.
    pub sent: Time,
    /// When it arrived; `None` when it never did.
    pub arrived: Option<Time>,
    /// When somebody said that they are on it, or carried out what it calls for; `None` when nobody
    /// did, or when it calls for nothing.
    pub answered: Option<Time>,
    /// When what it calls for was done: users were told, a review was held, a step was carried out.
    pub attended: Option<Time>,
}

impl Dispatch {
    /// Who is to answer it: what users are to be told is told by the product manager. `None` when it
    /// calls for nothing.
    pub fn answerer(&self) -> Option<Role> {
        match self.notice.kind {
            NoticeKind::Page | NoticeKind::ComplianceReview => Some(self.notice.to),
            NoticeKind::UserCommunication => Some(Role::Product),
            _ => None,
        }
    }

    /// Whether it called for somebody, and nobody answered.
    pub fn is_missed(&self) -> bool {
        self.answerer().is_some() && self.answered.is_none()
    }

    fn waits_for(&self, role: Role) -> bool {
        self.arrived.is_some() && self.answerer() == Some(role)
    }
}

/// Follows the notices of a run as it happens.
#[derive(Clone, Debug, Default)]
pub(crate) struct DispatchKeeper {
    dispatches: Vec<Dispatch>,
}

impl DispatchKeeper {
    /// Looks at what has just happened.
    pub(crate) fn watch(&mut self, now: Time, transitions: &[Transition]) {
        for transition in transitions {
            match transition {
                Transition::NoticeSent(notice) => self.sent(now, *notice),
                Transition::NoticeDelivered(notice) => {
                    if let Some(dispatch) = self.of(notice) {
                        dispatch.arrived.get_or_insert(now);
                    }
                }
                Transition::OperatorActed(event) => self.acted(now, *event),
                _ => {}
            }
        }
    }

    /// Every notice in the order of its first sending.
    pub(crate) fn finish(self) -> Vec<Dispatch> {
        self.dispatches
    }

    fn sent(&mut self, now: Time, notice: Notice) {
        // A notice that is sent again is the same one.
        if self.of(&notice).is_none() {
            self.dispatches.push(Dispatch {
                notice,
                sent: now,
                arrived: None,
                answered: None,
                attended: None,
            });
        }
    }

    fn of(&mut self, notice: &Notice) -> Option<&mut Dispatch> {
        self.dispatches.iter_mut().find(|dispatch| dispatch.notice.id == notice.id)
    }

    fn acted(&mut self, now: Time, event: OperatorEvent) {
        let (role, kind) = match event {
            OperatorEvent::Acknowledged(role) => (role, None),
            OperatorEvent::ManualStep(role, ..) => (role, Some(NoticeKind::Page)),
            OperatorEvent::Attended(role, kind) => (role, Some(kind)),
            // Nobody told them.
            OperatorEvent::Triggered(..) => return,
        };
        for dispatch in self.dispatches.iter_mut().filter(|dispatch| dispatch.waits_for(role)) {
            dispatch.answered.get_or_insert(now);
            if kind == Some(dispatch.notice.kind) {
                dispatch.attended.get_or_insert(now);
            }
        }
    }
}
