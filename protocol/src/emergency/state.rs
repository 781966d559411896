//! What the protocol knows of the emergency it is in.

use serde::{Deserialize, Serialize};

use super::description::Description;
use super::measures::ActionSet;
use super::notices::Told;
use super::procedures::{Case, ORDER, Work};
use super::resumption::{Resumed, Resumption};
use crate::action::Action;
use crate::escalation::EscalationLevel;
use crate::procedure::RecoveryProcedure;
use crate::severity::Severity;
use crate::status::{EmergencyStatus, Phase};
use crate::units::{Bytes, Timestamp};

/// An emergency, from the first confirmed symptom until all targets are met and everything that was
/// suspended is back.
#[derive(Clone, Debug)]
pub(super) struct Emergency {
    pub(super) cases: [Option<Case>; 4],
    pub(super) level: EscalationLevel,
    /// The worst so far.
    pub(super) severity: Severity,
    pub(super) stage: Stage,
    /// Whether immediate actions were under way when last looked at.
    pub(super) responding: bool,
    /// When the last action of ours was carried out.
    pub(super) acted_at: Timestamp,
    pub(super) restart: Restart,
    /// Whether this level's restart already failed once.
    pub(super) restart_retried: bool,
    /// Whether the last good configuration is to be put back, or was.
    pub(super) configuration: Rollback,
    /// How often the process died though nobody asked for it.
    pub(super) deaths: u8,
    /// Whether the level's end was put off once because the checklist was holding.
    pub(super) level_postponed: bool,
    pub(super) worsening: Worsening,
    /// Optimizer emergency mode heats; once it had to be left for that, it stays off.
    pub(super) keep_cool: bool,
    pub(super) told: Told,
    /// By whoever triggered it by hand.
    pub(super) described: Option<Description>,
    pub(super) resumption: Resumption,
    /// What a relapse calls to suspend again.
    pub(super) resuspend: ActionSet,
}

/// What is being done about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Actions are under way or to be taken.
    Acting,
    /// All actions are taken; the checklist decides.
    Verifying,
    /// The checklist held; what was suspended comes back. `None` is the watch after the last stage.
    Resuming(Option<Resumed>),
}

/// A restart that an escalation level calls for. Swipes not on disk are lost in it, so the way to it
/// leads through a flush that is known to have worked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Restart {
    /// None is called for.
    NotNeeded,
    /// The flush is to be sent, then this.
    FlushThen(Action),
    /// The flush is under way.
    Flushing(Action),
    /// The flush failed: it is tried again later, or people restart the app by hand.
    Waiting(Action),
    /// Everything is on disk; this is to be sent.
    Due(Action),
}

impl Restart {
    /// The action that is called for, however far its flush has come.
    pub(super) const fn wanted(self) -> Option<Action> {
        match self {
            Self::NotNeeded => None,
            Self::FlushThen(restart)
            | Self::Flushing(restart)
            | Self::Waiting(restart)
            | Self::Due(restart) => Some(restart),
        }
    }

    /// Whether the app is about to be restarted.
    pub(super) const fn is_near(self) -> bool {
        !matches!(self, Self::NotNeeded | Self::Waiting(_))
    }
}

/// The rollback of the remote configuration, which level 2 considers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Rollback {
    /// Not called for.
    NotNeeded,
    /// To be sent.
    Due,
    /// Sent, once an emergency.
    Sent,
}

/// What this level's measures are expected to stop.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Worsening {
    /// When they had all been taken for the first time, and the footprint then.
    pub(super) mark: Option<(Timestamp, Option<Bytes>)>,
    /// Samples in a row near the device's limit.
    pub(super) near_kill: u8,
}

impl Emergency {
    /// An emergency that begins with one case.
    pub(super) fn begin(case: Case) -> Self {
        let mut cases = [None; 4];
        cases[case.incident.index()] = Some(case);
        Self {
            cases,
            level: EscalationLevel::AutomaticRecovery,
            severity: case.severity,
            stage: Stage::Acting,
            responding: true,
            acted_at: case.opened_at,
            restart: Restart::NotNeeded,
            restart_retried: false,
            configuration: Rollback::NotNeeded,
            deaths: 0,
            level_postponed: false,
            worsening: Worsening::default(),
            keep_cool: false,
            told: Told::default(),
            described: None,
            resumption: Resumption::default(),
            resuspend: ActionSet::default(),
        }
    }

    /// The cases in the order of their procedures.
    pub(super) fn cases_in_order(&self) -> impl Iterator<Item = &Case> {
        ORDER.iter().filter_map(|incident| self.cases[incident.index()].as_ref())
    }

    /// Whether any case still has immediate actions to take.
    pub(super) fn has_immediate_work(&self) -> bool {
        self.cases.iter().flatten().any(|case| matches!(case.work, Work::Immediate { .. }))
    }

    /// Whether every action of every case's response has been taken.
    pub(super) fn is_work_done(&self) -> bool {
        self.cases.iter().flatten().all(|case| case.work.is_taken())
            && self.resuspend.is_empty()
            && self.configuration != Rollback::Due
            && !self.restart.is_near()
    }

    /// Ends all work: the checklist held.
    pub(super) fn settle_cases(&mut self) {
        for case in self.cases.iter_mut().flatten() {
            case.work = Work::Done;
            (case.until, case.granted_until) = (None, None);
            case.settled = true;
        }
        self.resuspend = ActionSet::default();
    }

    /// The case handled first: the worst, of equals the oldest.
    pub(super) fn primary(&self) -> Option<&Case> {
        self.cases.iter().flatten().reduce(|first, case| {
            let is_worse = case.severity > first.severity;
            let is_older = case.severity == first.severity && case.opened_at < first.opened_at;
            if is_worse || is_older { case } else { first }
        })
    }

    /// What is announced of it.
    pub(super) fn status(&self) -> EmergencyStatus {
        let primary = self.primary();
        EmergencyStatus {
            phase: self.phase(),
            incident: primary.map(|case| case.incident),
            trigger: primary.and_then(|case| case.trigger),
            severity: Some(self.severity),
            escalation: self.level,
            procedure: self.procedure(),
        }
    }

    fn phase(&self) -> Phase {
        match self.stage {
            Stage::Resuming(_) => Phase::Resuming,
            _ if self.level > EscalationLevel::AutomaticRecovery => Phase::Escalated,
            Stage::Acting if self.responding => Phase::Responding,
            Stage::Acting => Phase::Recovering,
            Stage::Verifying => Phase::Verifying,
        }
    }

    fn procedure(&self) -> Option<RecoveryProcedure> {
        if self.responding || matches!(self.stage, Stage::Resuming(_)) {
            return None;
        }
        self.cases_in_order().find_map(|case| match case.work {
            Work::Procedure { procedure, .. } | Work::Verifying { procedure, .. } => {
                Some(procedure)
            }
            Work::Immediate { .. } | Work::Done => None,
        })
    }
}
