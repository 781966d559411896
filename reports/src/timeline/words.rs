//! What happened, in words.

use std::collections::BTreeMap;

use firedrill_model::app::{Breaker, LockNote};
use firedrill_model::nouns::{
    Action, ActionOutcome, Command, CommandId, EmergencyStatus, HealthMetrics, Purpose,
};
use firedrill_model::{Death, Transition};
use firedrill_protocol::OperatorEvent;
use firedrill_scenarios::{Entry, Plan};
use firedrill_sim::Time;

use super::gutter::fault_label;
use crate::{contention, fault_words, figures};

/// Says what happened. Remembers what it said, because an ending is told with its beginning.
#[derive(Clone)]
pub(crate) struct Words<'a> {
    plan: &'a Plan,
    /// What tasks did with locks; none where nobody noted it.
    locks: &'a [LockNote],
    asked: BTreeMap<CommandId, Time>,
    announced: EmergencyStatus,
}

impl<'a> Words<'a> {
    pub(crate) const fn new(plan: &'a Plan) -> Self {
        Self { plan, locks: &[], asked: BTreeMap::new(), announced: EmergencyStatus::NORMAL }
    }

    /// With the locks' own notes at hand.
    pub(crate) fn knowing(self, locks: &'a [LockNote]) -> Self {
        Self { locks, ..self }
    }

    fn deadlocked(&self, at: Time) -> String {
        let cycle = contention::cycle(self.locks, at);
        let who = cycle.unwrap_or_else(|| "tasks wait for one another in a cycle".to_owned());
        format!("deadlock: {who}")
    }

    /// The entry in words. Entries come in their order.
    pub(crate) fn say(&mut self, entry: &Entry) -> String {
        match entry.transition {
            Transition::FaultBegan(index) => {
                format!("{} began: {}", fault_label(self.plan, index), self.fault(index))
            }
            Transition::FaultEnded(index, by) => {
                let by = by.map_or("itself", Action::name);
                let label = fault_label(self.plan, index);
                format!("{label} ended by {by}: {}", self.fault(index))
            }
            Transition::Sampled(sample) => self::sample(&sample),
            Transition::ActionAsked(command) => {
                self.asked.insert(command.id, entry.at);
                format!("asked: {}, {}", command.action.name(), purpose(&command))
            }
            Transition::ActionEnded(id, action, outcome) => {
                self.ended(id, action, outcome, entry.at)
            }
            Transition::StatusAnnounced(status) => self.announced(status),
            Transition::NoticeSent(notice) => {
                let (to, kind) = (notice.to.name(), notice.kind.name());
                format!("told {to}: {kind}, {} {}", notice.severity, notice.incident)
            }
            Transition::ContractBroken(breach) => format!("contract broken: {breach}"),
            Transition::OperatorActed(event) => operator(event),
            Transition::FrequencyCapped(mhz) => format!("the governor allows {mhz:.0} MHz"),
            Transition::ThermalStateChanged(state) => format!("thermal state is now {state}"),
            Transition::MemoryPassed(line) => format!("memory passed {:.0} MB", line.as_mb()),
            Transition::Deadlocked => self.deadlocked(entry.at),
            Transition::BreakerChanged(breaker) => self::breaker(breaker),
            Transition::ProcessEnded { swipes_lost } => {
                format!("app ended to restart it, {}", lost(swipes_lost))
            }
            Transition::Jetsammed { swipes_lost } => {
                format!("the system killed the app for its memory, {}", lost(swipes_lost))
            }
            Transition::BufferDeleted { swipes_lost } => {
                format!("a clean-up deleted the journal's buffer, {}", lost(swipes_lost))
            }
            Transition::ProcessUp => "app is up again".to_owned(),
            Transition::ProcessDied { death, swipes_lost } => {
                let how = match death {
                    Death::Crashed => "the app crashed",
                    Death::Killed => "the app was killed",
                };
                format!("{how}, {}", lost(swipes_lost))
            }
            Transition::ProcessSuspended => "the system suspended the app".to_owned(),
            Transition::ProcessResumed => "the app goes on".to_owned(),
            Transition::NoticeLost(notice) => {
                format!("lost on its way: {} to {}", notice.kind.name(), notice.to.name())
            }
            Transition::NoticeDelivered(notice) => {
                format!("reached {}: {}", notice.to.name(), notice.kind.name())
            }
            Transition::ChannelChanged { is_up: true } => {
                "the team's channel works again".to_owned()
            }
            Transition::ChannelChanged { is_up: false } => "the team's channel is down".to_owned(),
            Transition::BaselineLearnt(baseline) => format!(
                "baseline learnt: {:.0}x, {:.0} MB",
                baseline.performance_multiplier,
                baseline.memory_usage.as_mb()
            ),
            Transition::PhaseBegan(phase) => format!("the person goes on: {phase}"),
        }
    }

    fn fault(&self, index: usize) -> String {
        match self.plan.faults.get(index) {
            Some(fault) => fault_words::kind(&fault.kind),
            None => "unknown".to_owned(),
        }
    }

    fn ended(&self, id: CommandId, action: Action, outcome: ActionOutcome, at: Time) -> String {
        let how = match outcome {
            ActionOutcome::Completed => "done",
            ActionOutcome::Failed => "failed",
        };
        match self.asked.get(&id) {
            Some(asked) => {
                let took = figures::span(at.saturating_since(*asked));
                format!("{how} after {took}: {}", action.name())
            }
            None => format!("{how}: {}", action.name()),
        }
    }

    /// What an announcement says anew; phase and level stand in a column of their own.
    fn announced(&mut self, status: EmergencyStatus) -> String {
        let before = core::mem::replace(&mut self.announced, status);
        let Some(incident) = status.incident else {
            return "announced: normal operation".to_owned();
        };
        let mut text = format!("announced: {}, {incident}", status.phase);
        if let Some(severity) = status.severity {
            text += &format!(", {severity}");
        }
        if let Some(procedure) = status.procedure {
            text += &format!(", running {procedure}");
        }
        if let Some(trigger) = status.trigger
            && before.trigger != status.trigger
        {
            text += &format!(", because of {trigger}");
        }
        text
    }
}

fn purpose(command: &Command) -> String {
    let incident = command.incident;
    match command.purpose {
        Purpose::Immediate => format!("immediate action for {incident}"),
        Purpose::Procedure(procedure) => format!("step of {procedure} for {incident}"),
        Purpose::Escalation(level) => format!("level {}, {level}, for {incident}", level.level()),
        Purpose::Resumption => "resumption".to_owned(),
    }
}

fn operator(event: OperatorEvent) -> String {
    match event {
        OperatorEvent::Acknowledged(role) => format!("{} answered the page", role.name()),
        OperatorEvent::ManualStep(role, action, ActionOutcome::Completed) => {
            format!("{} carried out {}", role.name(), action.name())
        }
        OperatorEvent::ManualStep(role, action, ActionOutcome::Failed) => {
            format!("{} failed to carry out {}", role.name(), action.name())
        }
        OperatorEvent::Attended(role, kind) => format!("{} saw to {}", role.name(), kind.name()),
        OperatorEvent::Triggered(role, incident) => {
            format!("{} triggered the emergency by hand: {incident}", role.name())
        }
    }
}

fn breaker(breaker: Breaker) -> String {
    match breaker {
        Breaker::Closed => "circuit breaker closed".to_owned(),
        Breaker::Open => "circuit breaker open".to_owned(),
        Breaker::HalfOpen { successes: 0 } => "circuit breaker half open".to_owned(),
        Breaker::HalfOpen { successes } => {
            let probes = figures::plural(successes as usize, "probe");
            format!("circuit breaker half open, {probes} answered")
        }
    }
}

fn lost(swipes: u64) -> String {
    match swipes {
        0 => "no swipe lost".to_owned(),
        swipes => format!("{} lost", figures::plural(swipes as usize, "swipe")),
    }
}

/// What the protocol saw.
fn sample(sample: &HealthMetrics) -> String {
    let absent = || "-".to_owned();
    let readings = [
        sample.performance_multiplier.map_or_else(absent, |x| format!("{x:.0}x")),
        sample.memory_usage.map_or_else(absent, |memory| memory.to_string()),
        sample.battery_drain_pct_per_hour.map_or_else(absent, |drain| format!("{drain:.1} %/h")),
        sample.error_rate.map_or_else(absent, |rate| format!("{:.1} % errors", rate * 100.0)),
        sample.thermal_state.map_or_else(absent, |state| state.to_string()),
        match sample.ui_responsive {
            Some(true) => "UI answers".to_owned(),
            Some(false) => "UI silent".to_owned(),
            None => absent(),
        },
        sample.cpu_usage.map_or_else(absent, |share| format!("CPU {:.0} %", share * 100.0)),
    ];
    format!("sample: {}", readings.join(", "))
}
