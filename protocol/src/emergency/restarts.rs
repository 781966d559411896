//! Restarts: what an escalation level calls for, and the flush that must come first.

use core::time::Duration;

use super::EmergencyRecoveryProtocol;
use super::lanes::{Lane, Order};
use super::state::Restart;
use super::timer::Timer;
use crate::action::{Action, Purpose};

/// A flush that failed is tried again after so long.
const FLUSH_AGAIN_AFTER: Duration = Duration::from_secs(10);

/// A launch takes three seconds, and a person who has to tap the icon up to half a minute: so long a
/// restart explains that nothing is heard.
const LAUNCH_PATIENCE: Duration = Duration::from_secs(20);

impl EmergencyRecoveryProtocol {
    /// The flush before a restart, or the restart itself once the flush has worked.
    pub(super) fn restart_order(&mut self) -> Option<Order> {
        let emergency = self.emergency.as_mut()?;
        let (action, then) = match emergency.restart {
            Restart::NotNeeded | Restart::Flushing(_) | Restart::Waiting(_) => return None,
            Restart::FlushThen(restart) => (Action::FlushDataBuffers, Restart::Flushing(restart)),
            Restart::Due(restart) => (restart, Restart::NotNeeded),
        };
        emergency.restart = then;
        let incident = emergency.primary()?.incident;
        Some(Order { action, incident, purpose: Purpose::Escalation(emergency.level) })
    }

    /// The flush has worked: nothing is lost any more by restarting.
    pub(super) fn flushed(&mut self) {
        if let Some(emergency) = &mut self.emergency
            && let Restart::Flushing(restart) = emergency.restart
        {
            emergency.restart = Restart::Due(restart);
        }
    }

    /// The flush has failed. An earlier one in this process still writes every swipe through; without
    /// one the restart waits, for it would lose what people did. Who restarts by hand writes the
    /// journal first, so they are called.
    pub(super) fn flush_failed(&mut self) {
        let has_flushed = self.measures.has_flushed();
        let Some(emergency) = &mut self.emergency else { return };
        let Restart::Flushing(restart) = emergency.restart else { return };
        if has_flushed {
            emergency.restart = Restart::Due(restart);
            return;
        }
        emergency.restart = Restart::Waiting(restart);
        self.timers.set(Timer::Flush, self.now + FLUSH_AGAIN_AFTER);
        self.page_next();
    }

    /// The flush is tried again.
    pub(super) fn flush_again(&mut self) {
        if let Some(emergency) = &mut self.emergency
            && let Restart::Waiting(restart) = emergency.restart
        {
            emergency.restart = Restart::FlushThen(restart);
        }
    }

    /// A restart was refused: once a level it is tried again, with a flush of its own, since people went
    /// on swiping meanwhile.
    pub(super) fn restart_failed(&mut self, action: Action) {
        let Some(emergency) = &mut self.emergency else { return };
        if !core::mem::replace(&mut emergency.restart_retried, true) {
            emergency.restart = Restart::FlushThen(action);
        }
    }

    /// Whether the app is on its way down: a restart was sent, or carried out.
    pub(super) fn is_restarting(&self) -> bool {
        let flight = self.lanes.flight(Lane::Main);
        self.relaunching || flight.is_some_and(|flight| is_restart(flight.command.action))
    }

    /// A restart was carried out: until the process is up again it cannot be heard. In a process that
    /// young it is told late, and this process is what came of it, not of a death.
    pub(super) fn expect_relaunch(&mut self) {
        if self.launched_at.is_some_and(|at| self.now - at < LAUNCH_PATIENCE) {
            if let Some(emergency) = &mut self.emergency {
                emergency.deaths = emergency.deaths.saturating_sub(1);
            }
            return;
        }
        self.relaunching = true;
        self.timers.set(Timer::Silence, self.now + LAUNCH_PATIENCE);
    }
}

/// Whether an action ends the process.
pub(super) const fn is_restart(action: Action) -> bool {
    matches!(action, Action::RollbackVersion | Action::RestartApp | Action::FullSystemRecovery)
}
