//! Feed faults in force.

use firedrill_protocol::RecoveryProtocol;
use firedrill_sim::Agenda;

use super::Faults;
use crate::app::Servers;
use crate::faults::{FaultKind, FeedFault};
use crate::world::{Event, World};

impl Faults {
    /// What servers do to requests.
    pub(in crate::world) fn servers(&self) -> Servers {
        let mut servers = Servers::default();
        for kind in self.kinds() {
            let FaultKind::Feeds(fault) = kind else { continue };
            match fault {
                FeedFault::FeedErrorBurst { failing } => {
                    servers.failing.get_or_insert(failing.fraction());
                }
                FeedFault::SlowFeed { latency } => {
                    servers.latency.get_or_insert(latency.0);
                }
                FeedFault::SilentFailure { empty } => {
                    servers.empty.get_or_insert(empty.fraction());
                }
                FeedFault::PoisonedResponse { poisoned } => {
                    servers.poisoned.get_or_insert(poisoned.fraction());
                }
                FeedFault::RateLimit { .. } | FeedFault::ServerErrorsNeverRetried { .. } => {}
            }
        }
        servers
    }

    /// The share of failed attempts that carry a status which the code takes for final.
    pub(in crate::world) fn unretried(&self) -> Option<f64> {
        self.find(|kind| match kind {
            FaultKind::Feeds(FeedFault::ServerErrorsNeverRetried { unretried }) => {
                Some(unretried.fraction())
            }
            _ => None,
        })
    }
}

impl<P: RecoveryProtocol> World<P> {
    pub(super) fn feed_fault_begins(
        &mut self,
        number: usize,
        fault: FeedFault,
        agenda: &mut Agenda<Event>,
    ) {
        match fault {
            FeedFault::RateLimit { window } => {
                self.feeds.throttle(agenda.now() + window.0);
                self.faults.act_after(number, window.0, agenda);
            }
            // The next answer shows it.
            FeedFault::FeedErrorBurst { .. }
            | FeedFault::SlowFeed { .. }
            | FeedFault::ServerErrorsNeverRetried { .. }
            | FeedFault::SilentFailure { .. }
            | FeedFault::PoisonedResponse { .. } => {}
        }
    }

    /// Servers see whether the app has kept quiet for long enough.
    pub(super) fn feed_fault_acts(
        &mut self,
        number: usize,
        fault: FeedFault,
        agenda: &mut Agenda<Event>,
    ) {
        assert!(matches!(fault, FeedFault::RateLimit { .. }), "no other feed fault acts");
        let left = self.feeds.throttled_until().saturating_since(agenda.now());
        if left.is_zero() {
            self.end_fault(number, None, agenda);
        } else {
            self.faults.act_after(number, left, agenda);
        }
    }

    pub(super) fn feed_fault_ends(
        &mut self,
        _number: usize,
        fault: FeedFault,
        _agenda: &mut Agenda<Event>,
    ) {
        match fault {
            FeedFault::RateLimit { .. } => self.feeds.unthrottle(),
            FeedFault::FeedErrorBurst { .. }
            | FeedFault::SlowFeed { .. }
            | FeedFault::ServerErrorsNeverRetried { .. }
            | FeedFault::SilentFailure { .. }
            | FeedFault::PoisonedResponse { .. } => {}
        }
    }
}
