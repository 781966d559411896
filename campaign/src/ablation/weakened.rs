//! The shipped protocol behind a break.

use core::fmt;
use std::collections::BTreeMap;

use firedrill_protocol::{
    ActionOutcome, Briefing, CommandId, Delivery, EmergencyRecoveryProtocol, EmergencyStatus,
    HealthMetrics, Input, LifecycleEvent, NoticeId, OperatorEvent, Output, RecoveryProtocol,
    Timestamp,
};

use super::breaking::{Break, Passage};

/// The shipped protocol with a weakness.
///
/// Commands are numbered anew on their way out, so that a break which delays or repeats one breaks
/// no contract by that.
pub struct Weakened {
    inner: EmergencyRecoveryProtocol,
    by: Box<dyn Break>,
    passage: Passage,
    numbered: u64,
    /// The protocol's own id of each command that is under way.
    own_ids: BTreeMap<CommandId, CommandId>,
}

impl Weakened {
    /// The shipped protocol, briefed and broken.
    pub fn briefed(briefing: &Briefing, mut by: Box<dyn Break>) -> Self {
        let mut briefing = briefing.clone();
        by.brief(&mut briefing);
        Self {
            inner: EmergencyRecoveryProtocol::briefed(&briefing),
            by,
            passage: Passage::new(),
            numbered: 0,
            own_ids: BTreeMap::new(),
        }
    }

    fn take(&mut self, now: Timestamp, input: Input) {
        self.passage.advance(now);
        self.by.input(&mut self.passage, input);
        self.hand_on();
    }

    fn hand_on(&mut self) {
        while let Some(input) = self.passage.next_input() {
            input.hand_to(&mut self.inner, self.passage.now());
        }
    }

    fn numbered(&mut self, output: Output) -> Output {
        let Output::Perform(mut command) = output else { return output };
        self.numbered += 1;
        let own = core::mem::replace(&mut command.id, self.by.number(CommandId(self.numbered)));
        self.own_ids.insert(command.id, own);
        Output::Perform(command)
    }
}

impl RecoveryProtocol for Weakened {
    fn handle_metrics(&mut self, now: Timestamp, sample: &HealthMetrics) {
        self.take(now, Input::Metrics(*sample));
    }

    fn handle_step_finished(&mut self, now: Timestamp, command: CommandId, outcome: ActionOutcome) {
        if let Some(own) = self.own_ids.remove(&command) {
            self.take(now, Input::StepFinished(own, outcome));
        }
    }

    fn handle_operator(&mut self, now: Timestamp, event: OperatorEvent) {
        self.take(now, Input::Operator(event));
    }

    fn handle_lifecycle(&mut self, now: Timestamp, event: LifecycleEvent) {
        self.take(now, Input::Lifecycle(event));
    }

    fn handle_relaunched(&mut self, now: Timestamp, saved: Option<&str>) {
        self.passage.forget_late();
        self.own_ids.clear();
        self.take(now, Input::Relaunched(saved.map(str::to_owned)));
    }

    fn handle_delivery(&mut self, now: Timestamp, notice: NoticeId, delivery: Delivery) {
        self.take(now, Input::Delivery(notice, delivery));
    }

    fn handle_timeout(&mut self, now: Timestamp) {
        self.passage.advance(now);
        // It may be time for something late only.
        if self.inner.poll_timeout().is_some_and(|due| due <= now) {
            self.take(now, Input::Timeout);
        }
    }

    fn poll_output(&mut self) -> Option<Output> {
        loop {
            if let Some(output) = self.passage.next_output() {
                return Some(self.numbered(output));
            }
            let output = self.inner.poll_output()?;
            self.by.output(&mut self.passage, output);
            self.hand_on();
        }
    }

    fn poll_timeout(&self) -> Option<Timestamp> {
        let wanted = [self.inner.poll_timeout(), self.passage.next_late()];
        self.by.timeout(wanted.into_iter().flatten().min())
    }

    fn emergency_status(&self) -> EmergencyStatus {
        self.inner.emergency_status()
    }

    fn saved_state(&self) -> String {
        self.inner.saved_state()
    }
}

impl fmt::Debug for Weakened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Weakened").field("inner", &self.inner).finish_non_exhaustive()
    }
}
