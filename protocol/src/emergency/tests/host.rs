//! A scripted host: answers commands after a second and feeds what the script says. It knows no
//! physics; each test states what its system looks like.

use core::fmt::Write as _;
use core::time::Duration;

use super::super::EmergencyRecoveryProtocol;
use crate::action::{Action, ActionOutcome, Command, CommandId, Purpose};
use crate::baseline::Baseline;
use crate::boundary::{Briefing, OperatorEvent, Output, RecoveryProtocol};
use crate::metrics::{HealthMetrics, ThermalState};
use crate::notice::{Delivery, NoticeId};
use crate::playbook::Playbook;
use crate::units::{Bytes, Timestamp};

/// How the app takes a command.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    Completes,
    Fails,
    Hangs,
}

pub(super) struct Host {
    pub(super) protocol: EmergencyRecoveryProtocol,
    pub(super) now: Timestamp,
    /// Every action that was carried out, with its time.
    pub(super) done: Vec<(Timestamp, Action)>,
    pub(super) outputs: Vec<(Timestamp, Output)>,
    pub(super) answers: fn(Action) -> Answer,
    /// What the protocol wants to outlive its process.
    pub(super) saved: Option<String>,
    /// How often it was asked to keep something.
    pub(super) saves: usize,
    /// What becomes of a notice that is sent in this second; `None` if nobody ever hears.
    pub(super) channel: fn(u64) -> Option<Delivery>,
    under_way: Vec<(Timestamp, NoticeId, Delivery)>,
    due: Vec<(Timestamp, CommandId, Action, ActionOutcome)>,
    next_sample: u64,
}

/// What the system looks like in a second, given what was done to it.
pub(super) type Script<'s> = &'s dyn Fn(u64, &Host) -> Option<HealthMetrics>;

impl Host {
    pub(super) fn new() -> Self {
        Self::briefed(briefing())
    }

    pub(super) fn briefed(briefing: Briefing) -> Self {
        Self {
            protocol: EmergencyRecoveryProtocol::briefed(&briefing),
            now: Timestamp::ZERO,
            done: Vec::new(),
            outputs: Vec::new(),
            answers: |_| Answer::Completes,
            saved: None,
            saves: 0,
            channel: |_| Some(Delivery::Delivered),
            under_way: Vec::new(),
            due: Vec::new(),
            next_sample: 1,
        }
    }

    /// Runs until `second`, in order of time: answers, samples, timers.
    pub(super) fn run(&mut self, second: u64, script: Script<'_>) {
        let end = at(second);
        loop {
            let sample = at(self.next_sample);
            let answer = self.due.iter().map(|(when, ..)| *when).min();
            let delivery = self.under_way.iter().map(|(when, ..)| *when).min();
            let timer = self.protocol.poll_timeout();
            let next = [Some(sample), answer, delivery, timer].into_iter().flatten().min().unwrap();
            if next > end {
                break;
            }
            self.now = next;
            if delivery == Some(next) {
                self.deliver();
            } else if answer == Some(next) {
                self.answer();
            } else if sample == next {
                let sample = script(self.next_sample, self);
                self.next_sample += 1;
                sample.iter().for_each(|sample| self.protocol.handle_metrics(next, sample));
            } else {
                self.protocol.handle_timeout(next);
                assert!(self.protocol.poll_timeout().is_none_or(|timer| timer > next));
            }
            self.drain();
        }
        self.now = end;
    }

    pub(super) fn operator(&mut self, event: OperatorEvent) {
        self.protocol.handle_operator(self.now, event);
        self.drain();
    }

    /// How often an action was carried out.
    pub(super) fn count(&self, action: Action) -> usize {
        self.done.iter().filter(|(_, done)| *done == action).count()
    }

    /// Whether an action was carried out.
    pub(super) fn did(&self, action: Action) -> bool {
        self.count(action) > 0
    }

    /// Whether the last of both actions carried out was `on`.
    pub(super) fn is_on(&self, on: Action, off: Action) -> bool {
        let last = self.done.iter().rev().find(|(_, done)| *done == on || *done == off);
        last.is_some_and(|(_, done)| *done == on)
    }

    /// The seconds since an action was last carried out.
    pub(super) fn since(&self, action: Action) -> Option<u64> {
        let last = self.done.iter().rev().find(|(_, done)| *done == action);
        last.map(|(when, _)| (self.now - *when).as_secs())
    }

    pub(super) fn is_in_emergency_mode(&self) -> bool {
        self.protocol.emergency_status().is_in_emergency_mode()
    }

    /// Everything that was said and asked for, a line each.
    pub(super) fn transcript(&self) -> String {
        let mut text = String::new();
        for (when, output) in &self.outputs {
            let seconds = when.as_nanos() as f64 / 1e9;
            let _ = writeln!(text, "{seconds:>6.1}s  {}", describe(output));
        }
        text
    }

    fn answer(&mut self) {
        let index = self.due.iter().position(|(when, ..)| *when == self.now).unwrap();
        let (_, id, action, outcome) = self.due.remove(index);
        if outcome == ActionOutcome::Completed {
            self.done.push((self.now, action));
        }
        let restarts = matches!(
            action,
            Action::RollbackVersion | Action::RestartApp | Action::FullSystemRecovery
        );
        self.protocol.handle_step_finished(self.now, id, outcome);
        if restarts && outcome == ActionOutcome::Completed {
            self.relaunch();
        }
    }

    /// The process ends, whatever it was doing, and another one begins.
    pub(super) fn relaunch(&mut self) {
        self.due.clear();
        self.under_way.clear();
        self.protocol.handle_relaunched(self.now, self.saved.as_deref());
        self.drain();
    }

    fn deliver(&mut self) {
        let index = self.under_way.iter().position(|(when, ..)| *when == self.now).unwrap();
        let (_, id, delivery) = self.under_way.remove(index);
        self.protocol.handle_delivery(self.now, id, delivery);
    }

    fn drain(&mut self) {
        while let Some(output) = self.protocol.poll_output() {
            if let Output::Notify(notice) = output {
                let delivery = (self.channel)((self.now - at(0)).as_secs());
                let after = if delivery == Some(Delivery::Failed) { 10 } else { 1 };
                let when = self.now + Duration::from_secs(after);
                self.under_way.extend(delivery.map(|delivery| (when, notice.id, delivery)));
            }
            if let Output::Perform(Command { id, action, .. }) = output {
                let when = self.now + Duration::from_secs(1);
                match (self.answers)(action) {
                    Answer::Completes => {
                        self.due.push((when, id, action, ActionOutcome::Completed));
                    }
                    Answer::Fails => self.due.push((when, id, action, ActionOutcome::Failed)),
                    Answer::Hangs => {}
                }
            }
            if output == Output::Save {
                self.saved = Some(self.protocol.saved_state());
                self.saves += 1;
                continue;
            }
            self.outputs.push((self.now, output));
        }
        if let Some((_, Output::Status(status))) =
            self.outputs.iter().rev().find(|(_, output)| matches!(output, Output::Status(_)))
        {
            assert_eq!(*status, self.protocol.emergency_status(), "announced and told differ");
        }
    }
}

/// A baseline that stays valid.
pub(super) fn briefing() -> Briefing {
    let baseline = Baseline {
        performance_multiplier: 480.0,
        memory_usage: Bytes::mb(185),
        valid_until: Timestamp::from_nanos(u64::MAX),
    };
    Briefing { playbook: Playbook::built_in(), baseline: Some(baseline) }
}

pub(super) const fn at(second: u64) -> Timestamp {
    Timestamp::from_nanos(second * 1_000_000_000)
}

pub(super) fn mb(mb: f64) -> Bytes {
    Bytes::new((mb * 1024.0 * 1024.0) as u64)
}

/// Noise between -1 and 1 that a second always has.
pub(super) fn noise(second: u64, salt: u64) -> f64 {
    let mixed = (second ^ (salt << 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    ((mixed >> 40) as f64 / f64::from(1 << 23)) - 1.0
}

/// A healthy system with the noise of a real monitor.
pub(super) fn healthy(second: u64) -> HealthMetrics {
    HealthMetrics {
        taken_at: at(second),
        performance_multiplier: Some(480.0 * (1.0 + 0.015 * noise(second, 1))),
        memory_usage: Some(mb(185.0 + noise(second, 2))),
        battery_drain_pct_per_hour: Some(1.6 * (1.0 + 0.1 * noise(second, 3))),
        error_rate: Some(0.0),
        thermal_state: Some(ThermalState::Nominal),
        ui_responsive: Some(true),
        cpu_usage: Some(0.2 + 0.01 * noise(second, 4)),
    }
}

fn describe(output: &Output) -> String {
    match output {
        Output::Perform(command) => {
            let purpose = match command.purpose {
                Purpose::Immediate => "immediate".to_owned(),
                Purpose::Procedure(procedure) => procedure.name().to_owned(),
                Purpose::Escalation(level) => level.name().to_owned(),
                Purpose::Resumption => "resumption".to_owned(),
            };
            format!("perform {} ({purpose})", command.action)
        }
        Output::Notify(notice) => format!(
            "notify  {} to {}: {}, {}",
            notice.kind.name(),
            notice.to.name(),
            notice.incident,
            notice.severity
        ),
        Output::Status(status) => format!("status  {status}"),
        Output::Baseline(baseline) => format!("learn   {baseline:?}"),
        Output::Save => "save".to_owned(),
    }
}
