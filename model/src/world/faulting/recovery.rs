//! Faults of recovery itself in force.

use firedrill_protocol::{Action, RecoveryProtocol, Role};
use firedrill_sim::{Agenda, Handle, Span, Time};

use super::Faults;
use crate::faults::{FaultKind, Moment, RecoveryFault, Report, SideEffect};
use crate::world::process::LAUNCH;
use crate::world::{Death, Event, Process, Transition, World};

/// Faults that strike the process: what is under way, and when each struck last.
#[derive(Clone, Debug, Default)]
pub(super) struct Strikes {
    pending: Vec<(usize, Handle)>,
    struck: Vec<(usize, Time)>,
}

impl Strikes {
    fn schedule(&mut self, number: usize, span: Span, agenda: &mut Agenda<Event>) {
        self.cancel(number, agenda);
        self.pending.push((number, agenda.after(span, Event::Strikes(number))));
    }

    fn cancel(&mut self, number: usize, agenda: &mut Agenda<Event>) {
        for (_, handle) in self.pending.extract_if(.., |(known, _)| *known == number) {
            agenda.cancel(handle);
        }
    }

    fn is_pending(&self, number: usize) -> bool {
        self.pending.iter().any(|(known, _)| *known == number)
    }

    fn has_struck(&mut self, number: usize, now: Time) {
        self.pending.retain(|(known, _)| *known != number);
        self.struck.retain(|(known, _)| *known != number);
        self.struck.push((number, now));
    }

    fn last(&self, number: usize) -> Option<Time> {
        self.struck.iter().find(|(known, _)| *known == number).map(|(_, at)| *at)
    }
}

impl Faults {
    /// Whether this action does nothing.
    pub(in crate::world) fn step_fails(&self, action: Action) -> bool {
        self.recovery()
            .any(|fault| matches!(fault, RecoveryFault::StepFails { step } if *step == action))
    }

    /// Whether this action never ends.
    pub(in crate::world) fn step_hangs(&self, action: Action) -> bool {
        self.recovery()
            .any(|fault| matches!(fault, RecoveryFault::StepHangs { step } if *step == action))
    }

    /// How many times longer than usual this action takes.
    pub(in crate::world) fn step_takes(&self, action: Action) -> Option<f64> {
        self.recovery().find_map(|fault| match fault {
            RecoveryFault::StepSlow { step, takes } if *step == action => Some(takes.fraction()),
            _ => None,
        })
    }

    /// Whether this action stops half way, and what it reports then.
    pub(in crate::world) fn step_stops_half_way(&self, action: Action) -> Option<Report> {
        self.recovery().find_map(|fault| match fault {
            RecoveryFault::StepHalfSucceeds { step, reported } if *step == action => {
                Some(*reported)
            }
            _ => None,
        })
    }

    /// What this action does besides.
    pub(in crate::world) fn side_effect(&self, action: Action) -> Option<SideEffect> {
        self.recovery().find_map(|fault| match fault {
            RecoveryFault::StepSideEffect { step, effect } if *step == action => Some(*effect),
            _ => None,
        })
    }

    /// Whether what this action goes back to is not there.
    pub(in crate::world) fn lacks_a_target(&self, action: Action) -> bool {
        self.recovery().any(|fault| match fault {
            RecoveryFault::RollbackTargetInvalid {} => action == Action::RollbackVersion,
            RecoveryFault::BaselineExpired {} => action == Action::RollbackConfiguration,
            _ => false,
        })
    }

    /// Whether notices are lost.
    pub(in crate::world) fn alert_channel_is_down(&self) -> bool {
        self.recovery().any(|fault| matches!(fault, RecoveryFault::AlertChannelDown {}))
    }

    /// Whether nobody hears that a notice arrived.
    pub(in crate::world) fn loses_confirmations(&self) -> bool {
        self.recovery().any(|fault| matches!(fault, RecoveryFault::DeliveryUnconfirmed {}))
    }

    /// Whether somebody is out of reach.
    pub(in crate::world) fn is_absent(&self, role: Role) -> bool {
        self.recovery().any(
            |fault| matches!(fault, RecoveryFault::NobodyAnswers { who } if who.includes(role)),
        )
    }

    /// Whether the last good version has been put back.
    pub(in crate::world) fn last_good_version_runs(&self) -> bool {
        self.rolled_back
    }

    fn recovery(&self) -> impl Iterator<Item = &RecoveryFault> {
        self.kinds().filter_map(|kind| match kind {
            FaultKind::Recovery(fault) => Some(fault),
            _ => None,
        })
    }

    /// Whether a fault waits for an action, to strike in the middle of it.
    fn waits_for_an_action(&self, number: usize, now: Time) -> bool {
        let FaultKind::Recovery(fault) = self.all[number].kind else { return false };
        let rests = match fault {
            RecoveryFault::AppCrashes { every, .. } => {
                self.strikes.last(number).is_some_and(|last| now - last < every.0)
            }
            _ => false,
        };
        fault.moment() == Some(Moment::DuringAction) && !rests && !self.strikes.is_pending(number)
    }
}

impl RecoveryFault {
    /// When it strikes the process, if that is what it does.
    const fn moment(&self) -> Option<Moment> {
        match self {
            Self::AppSuspended { moment, .. }
            | Self::AppCrashes { moment, .. }
            | Self::AppKilled { moment } => Some(*moment),
            _ => None,
        }
    }
}

impl<P: RecoveryProtocol> World<P> {
    /// The next step, notice or rollback shows most of them; the process is struck.
    pub(super) fn recovery_fault_begins(
        &mut self,
        number: usize,
        fault: RecoveryFault,
        agenda: &mut Agenda<Event>,
    ) {
        if fault.moment() == Some(Moment::AtOnce) {
            self.strike(number, agenda);
        }
        if fault == (RecoveryFault::AlertChannelDown {}) {
            self.note(Transition::ChannelChanged { is_up: false }, agenda);
        }
    }

    pub(super) fn recovery_fault_ends(
        &mut self,
        number: usize,
        fault: RecoveryFault,
        agenda: &mut Agenda<Event>,
    ) {
        self.faults.strikes.cancel(number, agenda);
        if fault == (RecoveryFault::AlertChannelDown {}) && !self.faults.alert_channel_is_down() {
            self.note(Transition::ChannelChanged { is_up: true }, agenda);
        }
    }

    /// An action begins that will take so long: faults that wait for one strike half way.
    pub(in crate::world) fn arm_strikes(&mut self, duration: Span, agenda: &mut Agenda<Event>) {
        for number in self.faults.in_force_where(|kind| matches!(kind, FaultKind::Recovery(_))) {
            if self.faults.waits_for_an_action(number, agenda.now()) {
                self.faults.strikes.schedule(number, duration / 2, agenda);
            }
        }
    }

    /// Something happens to the process, if there is one that runs.
    pub(in crate::world) fn strike(&mut self, number: usize, agenda: &mut Agenda<Event>) {
        let FaultKind::Recovery(fault) = self.faults.all[number].kind else { return };
        match self.process {
            Process::Up => self.faults.strikes.has_struck(number, agenda.now()),
            // A process that is down or sleeps is struck when it runs.
            Process::Down => return self.faults.strikes.schedule(number, LAUNCH, agenda),
            Process::Suspended(sleep) => {
                let span = sleep.until - agenda.now();
                return self.faults.strikes.schedule(number, span, agenda);
            }
        }
        match fault {
            // It ends with the suspension.
            RecoveryFault::AppSuspended { pause, .. } => self.suspend_app(number, pause.0, agenda),
            RecoveryFault::AppCrashes { moment, every } => {
                if moment == Moment::AtOnce {
                    self.faults.strikes.schedule(number, every.0, agenda);
                }
                self.die(Death::Crashed, agenda);
            }
            RecoveryFault::AppKilled { .. } => {
                self.die(Death::Killed, agenda);
                self.end_fault(number, None, agenda);
            }
            _ => unreachable!("only what strikes the process is scheduled to do so"),
        }
    }

    /// A full recovery installs the last good version anew: whatever was wrong with the copy that a
    /// rollback goes back to.
    pub(in crate::world) fn reinstall(&mut self, agenda: &mut Agenda<Event>) {
        self.end_faults(Action::FullSystemRecovery, agenda, |kind| {
            matches!(kind, FaultKind::Recovery(RecoveryFault::RollbackTargetInvalid {}))
        });
    }
}
