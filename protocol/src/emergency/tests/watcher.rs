//! A host that believes nothing: it checks whatever the protocol says and asks for.

use super::super::saved::Memory;
use super::super::{EmergencyRecoveryProtocol, OUTPUT_ROOM};
use super::any_input::{Input, Kept};
use crate::action::{Action, CommandId};
use crate::boundary::{Output, RecoveryProtocol};
use crate::escalation::EscalationLevel;
use crate::metrics::HealthMetrics;
use crate::notice::{Notice, NoticeId, NoticeKind};
use crate::playbook::Playbook;
use crate::status::{EmergencyStatus, Phase};
use crate::units::Timestamp;

/// Everything seen of the protocol so far, checked as it comes.
pub(super) struct Watcher {
    pub(super) protocol: EmergencyRecoveryProtocol,
    pub(super) now: Timestamp,
    last_id: u64,
    pub(super) pending: Vec<CommandId>,
    last_notice: u64,
    /// What was said, and how many emergencies had ended by then.
    said: Vec<(u32, Notice)>,
    ended: u32,
    announced: EmergencyStatus,
    level: EscalationLevel,
    flush_sent: bool,
    /// What the host keeps for the next process, and when it was saved.
    saved: Option<(Timestamp, String)>,
    /// What a new process would make of it.
    kept: Memory,
}

impl Watcher {
    pub(super) fn new() -> Self {
        Self {
            protocol: EmergencyRecoveryProtocol::new(Playbook::built_in()),
            now: Timestamp::ZERO,
            last_id: 0,
            pending: Vec::new(),
            last_notice: 0,
            said: Vec::new(),
            ended: 0,
            announced: EmergencyStatus::NORMAL,
            level: EscalationLevel::AutomaticRecovery,
            flush_sent: false,
            saved: None,
            kept: Memory::default(),
        }
    }

    pub(super) fn feed(&mut self, input: Input) {
        let now = self.now;
        let protocol = &mut self.protocol;
        match input {
            Input::Metrics(sample) => {
                protocol.handle_metrics(now, &HealthMetrics { taken_at: now, ..sample });
            }
            Input::Answer(outcome) if self.pending.is_empty() => {
                protocol.handle_step_finished(now, CommandId(0), outcome);
            }
            Input::Answer(outcome) => {
                protocol.handle_step_finished(now, self.pending.remove(0), outcome);
            }
            Input::UnknownAnswer(id, outcome) => {
                protocol.handle_step_finished(now, CommandId(id), outcome);
            }
            Input::Operator(event) => protocol.handle_operator(now, event),
            Input::Lifecycle(event) => protocol.handle_lifecycle(now, event),
            Input::Relaunched(kept) => return self.relaunch(&kept),
            Input::Delivery(id, delivery) => {
                let id = NoticeId(self.last_notice.saturating_sub(id));
                protocol.handle_delivery(now, id, delivery);
            }
            Input::Timeouts(times) => {
                for _ in 0..times {
                    let Some(at) = self.protocol.poll_timeout() else { break };
                    self.time_out(at);
                    self.check();
                }
            }
            Input::TimeoutNow => self.time_out(now),
            Input::Trigger(incident, trigger) => {
                protocol.trigger_emergency_response(now, incident, "by hand", trigger);
            }
            Input::Execute(procedure) => protocol.execute_recovery_procedure(now, procedure),
        }
        self.check();
    }

    fn time_out(&mut self, at: Timestamp) {
        self.now = self.now.max(at);
        self.protocol.handle_timeout(at);
        assert!(self.protocol.poll_timeout().is_none_or(|next| next > at), "woken for the past");
    }

    /// A new process finds what was kept. If that is all there was, it goes on from there.
    pub(super) fn relaunch(&mut self, kept: &Kept) {
        let before = self.announced;
        let saved = self.saved.as_ref().map(|(_, text)| text.as_str());
        let found = kept.of(saved);
        let is_whole = matches!(kept, Kept::Everything)
            && self.saved.as_ref().is_none_or(|(at, _)| *at <= self.now);
        self.protocol.handle_relaunched(self.now, found.as_deref());
        self.keep(found.map(|text| (self.now, text)));
        (self.last_id, self.flush_sent) = (0, false);
        self.pending.clear();
        let said = self.protocol.outputs.iter().any(|output| matches!(output, Output::Status(_)));
        assert!(said, "a new process says where it stands");
        let status = self.protocol.emergency_status();
        if is_whole {
            let what = |s: EmergencyStatus| (s.incident, s.trigger, s.severity);
            assert_eq!(what(status), what(before), "the emergency goes on from where it was");
            assert!(status.escalation >= before.escalation, "and no lower");
        } else {
            // Who knows nothing begins anew, which is not to go down.
            self.level = EscalationLevel::AutomaticRecovery;
            self.said.clear();
        }
        // Said even if it is nothing new.
        self.announced = EmergencyStatus { phase: Phase::Normal, ..status };
        if !status.is_in_emergency_mode() {
            self.announced.escalation = EscalationLevel::FullSystemRecovery;
        }
        self.check();
    }

    fn check(&mut self) {
        let mut saves = 0;
        while let Some(output) = self.protocol.poll_output() {
            match output {
                Output::Perform(command) => {
                    assert!(command.id.0 > self.last_id, "ids count up");
                    self.last_id = command.id.0;
                    self.pending.push(command.id);
                    self.check_flush(command.action);
                }
                Output::Status(status) => self.check_status(status),
                Output::Notify(notice) => self.check_notice(notice),
                Output::Save => {
                    saves += 1;
                    self.keep(Some((self.protocol.now, self.protocol.saved_state())));
                }
                Output::Baseline(_) => {}
            }
        }
        assert_eq!(self.announced, self.protocol.emergency_status(), "a change was not announced");
        assert_eq!(self.protocol.outputs.capacity(), OUTPUT_ROOM, "one input outgrew the room");
        assert!(saves <= 1, "saved more than once");
        assert_eq!(self.kept, Memory::of(&self.protocol), "a change was not saved");
    }

    /// Nobody is told the same under another id, and no id is used for something else.
    fn check_notice(&mut self, notice: Notice) {
        self.last_notice = self.last_notice.max(notice.id.0);
        if let Some((_, known)) = self.said.iter().find(|(_, said)| said.id == notice.id) {
            return assert_eq!(*known, notice, "a retry says what it repeats");
        }
        // That there is no baseline is no matter of emergencies.
        let is_again = |(ended, said): &(u32, Notice)| {
            *ended == self.ended
                && notice.kind != NoticeKind::InvalidBaseline
                && Notice { id: notice.id, ..*said } == notice
        };
        assert!(!self.said.iter().any(is_again), "said twice in one emergency: {notice:?}");
        self.said.push((self.ended, notice));
    }

    fn keep(&mut self, saved: Option<(Timestamp, String)>) {
        let read = saved.as_ref().and_then(|(at, text)| Memory::read(text, *at).ok());
        (self.saved, self.kept) = (saved, read.unwrap_or_default());
    }

    fn check_flush(&mut self, action: Action) {
        match action {
            Action::FlushDataBuffers => self.flush_sent = true,
            Action::RollbackVersion | Action::RestartApp | Action::FullSystemRecovery => {
                let flushed = core::mem::take(&mut self.flush_sent);
                assert!(flushed, "{action} without a flush");
            }
            _ => {}
        }
    }

    fn check_status(&mut self, status: EmergencyStatus) {
        assert_ne!(status, self.announced, "an announcement that changes nothing");
        assert_eq!(status.is_in_emergency_mode(), status.incident.is_some());
        if self.announced.is_in_emergency_mode() && status.is_in_emergency_mode() {
            assert!(status.escalation >= self.level, "escalation went down");
        }
        if !status.is_in_emergency_mode() {
            self.ended += 1;
            self.flush_sent = false;
        }
        self.level = status.escalation;
        self.announced = status;
    }
}
