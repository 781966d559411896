//! A host that believes nothing.

use firedrill_protocol::{
    ActionOutcome, Baseline, Briefing, Bytes, CommandId, Delivery, EmergencyRecoveryProtocol,
    EmergencyStatus, HealthMetrics, LifecycleEvent, NoticeId, OperatorEvent, Output, Playbook,
    RecoveryProtocol, Timestamp,
};

use crate::bytes::{Call, Kept};

/// More than one input can cause.
const MOST_OUTPUTS: usize = 1_000;

pub(crate) struct Host {
    protocol: EmergencyRecoveryProtocol,
    now: Timestamp,
    pending: Vec<CommandId>,
    last_id: Option<CommandId>,
    last_notice: NoticeId,
    announced: EmergencyStatus,
    /// The latest instant handed to this process, and what it saved when.
    latest: Timestamp,
    saved: Option<(Timestamp, String)>,
}

impl Host {
    pub(crate) fn new(has_baseline: bool) -> Self {
        let baseline = has_baseline.then_some(Baseline {
            performance_multiplier: 480.0,
            memory_usage: Bytes::mb(188),
            valid_until: Timestamp::from_nanos(3_600_000_000_000),
        });
        let briefing = Briefing { playbook: Playbook::built_in(), baseline };
        Self {
            protocol: EmergencyRecoveryProtocol::briefed(&briefing),
            now: Timestamp::ZERO,
            pending: Vec::new(),
            last_id: None,
            last_notice: NoticeId(0),
            announced: EmergencyStatus::NORMAL,
            latest: Timestamp::ZERO,
            saved: None,
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    pub(crate) fn pass(&mut self, nanos: i64) {
        self.now = Timestamp::from_nanos(self.now.as_nanos().saturating_add_signed(nanos));
        self.latest = self.latest.max(self.now);
    }

    pub(crate) fn sample(&mut self, sample: HealthMetrics) {
        self.protocol.handle_metrics(self.now, &sample);
        self.drain();
    }

    pub(crate) fn answer(&mut self, outcome: ActionOutcome, id: Option<u64>) {
        let oldest = (!self.pending.is_empty()).then(|| self.pending.remove(0));
        let id = id.map(CommandId).or(oldest).unwrap_or(CommandId(0));
        self.protocol.handle_step_finished(self.now, id, outcome);
        self.drain();
    }

    pub(crate) fn operator(&mut self, event: OperatorEvent) {
        self.protocol.handle_operator(self.now, event);
        self.drain();
    }

    pub(crate) fn lifecycle(&mut self, event: LifecycleEvent) {
        self.protocol.handle_lifecycle(self.now, event);
        self.drain();
    }

    pub(crate) fn deliver(&mut self, id: Option<u64>, delivery: Delivery) {
        self.protocol.handle_delivery(self.now, id.map_or(self.last_notice, NoticeId), delivery);
        self.drain();
    }

    pub(crate) fn call(&mut self, call: Call) {
        match call {
            Call::Trigger(incident, trigger) => {
                self.protocol.trigger_emergency_response(self.now, incident, "", trigger);
            }
            Call::Execute(procedure) => {
                self.protocol.execute_recovery_procedure(self.now, procedure);
            }
        }
        self.drain();
    }

    /// Wakes the protocol at the instant that it asked for, so many times.
    pub(crate) fn time_out(&mut self, times: usize) {
        for _ in 0..times {
            let Some(at) = self.protocol.poll_timeout() else { return };
            self.now = self.now.max(at);
            self.latest = self.latest.max(self.now);
            self.protocol.handle_timeout(at);
            assert!(self.protocol.poll_timeout().is_none_or(|next| next > at), "a stuck timer");
            self.drain();
        }
    }

    pub(crate) fn relaunch(&mut self, kept: Kept) {
        let before = self.announced;
        let saved = self.saved.as_ref().map(|(_, text)| text.clone());
        let is_whole = matches!(kept, Kept::Everything)
            && self.saved.as_ref().is_none_or(|(at, _)| *at <= self.now);
        let found = match kept {
            Kept::Everything => saved,
            Kept::Nothing => None,
            Kept::Start(bytes) => saved.map(|text| text[..bytes % (text.len() + 1)].to_owned()),
            Kept::Altered(at, byte) => saved.and_then(|text| {
                let mut bytes = text.into_bytes();
                let at = at % bytes.len().max(1);
                *bytes.get_mut(at)? = byte;
                String::from_utf8(bytes).ok()
            }),
            Kept::Text(text) => Some(text),
        };
        self.protocol.handle_relaunched(self.now, found.as_deref());
        self.saved = found.map(|text| (self.now, text));
        (self.last_id, self.latest) = (None, self.now);
        self.pending.clear();
        self.drain();
        if is_whole {
            let what = |status: EmergencyStatus| (status.incident, status.severity);
            assert_eq!(what(self.announced), what(before), "an emergency was forgotten");
            assert!(self.announced.escalation >= before.escalation, "a level was forgotten");
        }
    }

    fn drain(&mut self) {
        for _ in 0..MOST_OUTPUTS {
            match self.protocol.poll_output() {
                None => {
                    assert_eq!(self.announced, self.protocol.emergency_status(), "unannounced");
                    return;
                }
                Some(Output::Perform(command)) => {
                    assert!(self.last_id.is_none_or(|last| command.id > last), "ids go up");
                    self.last_id = Some(command.id);
                    self.pending.push(command.id);
                }
                Some(Output::Notify(notice)) => self.last_notice = notice.id,
                Some(Output::Status(status)) => self.announced = status,
                Some(Output::Baseline(baseline)) => {
                    assert!(baseline.is_valid(self.latest), "learnt, and invalid: {baseline:?}");
                }
                Some(Output::Save) => {
                    self.saved = Some((self.latest, self.protocol.saved_state()));
                }
            }
        }
        panic!("output does not end");
    }
}
