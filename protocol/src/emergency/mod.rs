//! The playbook as code.

mod baselining;
mod blindness;
mod checklist;
mod classification;
mod dating;
mod description;
mod detection;
mod escalation;
mod lanes;
mod liveness;
mod measures;
mod notices;
mod outbox;
mod procedures;
mod recurrence;
mod response;
mod restarts;
mod resumption;
mod rhythm;
mod saved;
mod state;
mod suspicion;
mod timer;
mod trust;
mod verification;

#[cfg(test)]
mod tests;

use core::time::Duration;
use std::collections::VecDeque;

use self::baselining::Baselining;
use self::checklist::{Checklist, FreshFrom};
use self::classification::{Symptom, severity_of};
use self::description::Description;
use self::detection::Detector;
use self::lanes::{Lane, Lanes};
use self::measures::Measures;
use self::outbox::Outbox;
use self::procedures::{Work, incident_of};
use self::recurrence::Past;
use self::rhythm::Rhythm;
use self::saved::Memory;
use self::state::{Emergency, Stage};
use self::suspicion::Suspicion;
use self::timer::{Timer, Timers};
use self::trust::Trust;
use crate::action::{ActionOutcome, CommandId};
use crate::baseline::Baseline;
use crate::boundary::{Briefing, LifecycleEvent, OperatorEvent, Output, RecoveryProtocol};
use crate::incident::{IncidentType, TriggerCondition};
use crate::metrics::HealthMetrics;
use crate::notice::{Delivery, NoticeId};
use crate::playbook::Playbook;
use crate::procedure::RecoveryProcedure;
use crate::severity::Severity;
use crate::status::EmergencyStatus;
use crate::units::Timestamp;

/// Room for what one input can cause, so that no call allocates.
const OUTPUT_ROOM: usize = 96;

/// More timers than can be due at once, each setting others at most once.
const TIMERS_AT_ONCE: usize = 32;

/// The shipped protocol: watches, responds, verifies, escalates and resumes by the playbook.
///
/// One emergency holds a case for each incident type that was confirmed. Each case's immediate actions
/// are sent at once and one after another; procedures follow in one order for all. The checklist alone
/// decides what is restored.
#[derive(Clone, Debug)]
pub struct EmergencyRecoveryProtocol {
    playbook: Playbook,
    /// The latest instant handed in; time never goes back here, whatever a host says.
    now: Timestamp,
    started: bool,
    trust: Trust,
    rhythm: Rhythm,
    detector: Detector,
    suspicion: Suspicion,
    checklist: Checklist,
    /// What was briefed, to be known again by the next process.
    briefed_with: Option<Baseline>,
    baselining: Baselining,
    measures: Measures,
    lanes: Lanes,
    timers: Timers,
    emergency: Option<Emergency>,
    /// The emergency before, while what it was about may come back.
    past: Option<Past>,
    /// A restart was carried out and the process is not up yet.
    relaunching: bool,
    /// When this process was launched, unless it is the first.
    launched_at: Option<Timestamp>,
    outputs: VecDeque<Output>,
    /// What the host was last told; nothing yet by a process that is new.
    announced: Option<EmergencyStatus>,
    /// What the host was last asked to keep.
    saved: Memory,
    outbox: Outbox,
}

impl EmergencyRecoveryProtocol {
    /// A protocol that has been briefed and has seen nothing yet.
    pub fn briefed(briefing: &Briefing) -> Self {
        let mut protocol = Self::anew(briefing.playbook.clone(), briefing.baseline);
        protocol.listen();
        protocol
    }

    /// A protocol that watches a system of which it knows and has seen nothing yet.
    pub fn new(playbook: Playbook) -> Self {
        let mut protocol = Self::anew(playbook, None);
        protocol.listen();
        protocol
    }

    /// A protocol whose timeline has not begun.
    fn anew(playbook: Playbook, baseline: Option<Baseline>) -> Self {
        Self {
            playbook,
            now: Timestamp::ZERO,
            started: false,
            trust: Trust::default(),
            rhythm: Rhythm::default(),
            detector: Detector::default(),
            suspicion: Suspicion::default(),
            checklist: Checklist::default(),
            briefed_with: baseline,
            baselining: Baselining::briefed(baseline),
            measures: Measures::default(),
            lanes: Lanes::default(),
            timers: Timers::default(),
            emergency: None,
            past: None,
            relaunching: false,
            launched_at: None,
            outputs: VecDeque::with_capacity(OUTPUT_ROOM),
            announced: Some(EmergencyStatus::NORMAL),
            outbox: Outbox::default(),
            saved: Memory::default(),
        }
    }

    /// The numbers it goes by.
    pub const fn playbook(&self) -> &Playbook {
        &self.playbook
    }

    /// The playbook's `triggerEmergencyResponse(type:description:triggerCondition:)`. The description
    /// is for people; some 160 bytes of it are kept as long as the emergency lasts.
    pub fn trigger_emergency_response(
        &mut self,
        now: Timestamp,
        incident: IncidentType,
        description: &str,
        trigger: TriggerCondition,
    ) {
        self.arrive(now);
        self.declare_by_hand(Symptom { incident, trigger, severity: severity_of(trigger) });
        if let Some(emergency) = &mut self.emergency {
            emergency.described = Some(Description::of(description));
        }
        self.settle();
    }

    /// What was said of the emergency by whoever triggered it last.
    pub fn description(&self) -> Option<&str> {
        self.emergency.as_ref()?.described.as_ref().map(Description::as_str)
    }

    /// The playbook's `status.statusDescription`, with what was said of the emergency.
    pub fn status_description(&self) -> String {
        let status = self.status();
        match self.description() {
            Some(text) if !text.is_empty() => format!("{status}: {text}"),
            _ => status.to_string(),
        }
    }

    /// The playbook's `executeRecoveryProcedure(_:)`: this procedure alone, in an emergency of its own
    /// if there is none.
    pub fn execute_recovery_procedure(&mut self, now: Timestamp, procedure: RecoveryProcedure) {
        self.arrive(now);
        let incident = incident_of(procedure);
        let trigger = TriggerCondition::Manual;
        let is_open = self.emergency.as_ref().is_some_and(|e| e.cases[incident.index()].is_some());
        if self.is_resuming() {
            self.interrupt_resumption();
        }
        if !is_open {
            let symptom = Symptom { incident, trigger, severity: Severity::Critical };
            self.declare_by_hand(symptom);
        }
        let following = self.playbook.response(incident).procedures.len();
        if let Some(emergency) = &mut self.emergency
            && let Some(case) = &mut emergency.cases[incident.index()]
            && (!is_open || case.work.is_taken())
        {
            case.work = Work::by_itself(procedure, following);
            emergency.stage = Stage::Acting;
        }
        self.settle();
    }

    /// The playbook's `getEmergencyStatus()`.
    pub fn status(&self) -> EmergencyStatus {
        self.emergency.as_ref().map_or(EmergencyStatus::NORMAL, Emergency::status)
    }

    /// A person's word needs no confirmation and starts a response that is over anew.
    fn declare_by_hand(&mut self, symptom: Symptom) {
        self.declare(symptom);
        if let Some(emergency) = &mut self.emergency
            && let Some(case) = &mut emergency.cases[symptom.incident.index()]
            && case.work.is_taken()
        {
            case.work = Work::AGAIN;
            emergency.stage = Stage::Acting;
        }
    }

    /// The monitor's period, never zero: a playbook put together in code may say so.
    fn period(&self) -> Duration {
        let shortest = Duration::from_millis(1);
        let period = self.playbook.monitor_period;
        if period > shortest { period } else { shortest }
    }

    fn advance(&mut self, now: Timestamp) {
        if now > self.now {
            self.now = now;
        }
    }

    /// Something other than a timer happened; the first time, the host's timeline begins here.
    fn arrive(&mut self, now: Timestamp) {
        self.advance(now);
        if !core::mem::replace(&mut self.started, true) {
            self.listen();
        }
    }

    /// Draws the conclusions of what just happened, says them, and sends what follows.
    fn settle(&mut self) {
        if self.emergency.is_some() {
            self.progress();
            self.announce();
            self.pump();
            self.progress();
        }
        self.announce();
        self.watch_outbox();
    }

    fn progress(&mut self) {
        let is_responding = self.is_responding();
        let is_idle = Lane::ALL.into_iter().all(|lane| self.lanes.is_free(lane));
        let Some(emergency) = &mut self.emergency else { return };
        if core::mem::replace(&mut emergency.responding, is_responding) && !is_responding {
            // What held before the response says nothing of the response.
            self.checklist.restart_hold(self.now);
        }
        if emergency.stage == Stage::Acting && is_idle && emergency.is_work_done() {
            emergency.stage = Stage::Verifying;
            self.timers.set(Timer::Repeat, self.now + verification::REPEAT_EVERY);
            self.mark_worsening();
        }
        self.watch_procedures();
        let Some(emergency) = &self.emergency else { return };
        let has_held = self.checklist.held_for() >= self.hold_needed()
            && self.checklist.is_current(self.now, &self.playbook);
        let may_resume = !is_responding
            && is_idle
            && !emergency.restart.is_near()
            && !emergency.has_immediate_work()
            && emergency.resumption.may_begin(self.now);
        if has_held && may_resume && !self.is_resuming() {
            self.begin_resumption();
        }
    }

    fn announce(&mut self) {
        let status = self.status();
        if self.announced != Some(status) {
            self.announced = Some(status);
            self.outputs.push_back(Output::Status(status));
        }
    }

    /// From when on a remembered measurement counts: for the incident under treatment, from the last
    /// action on.
    fn fresh_from(&self) -> FreshFrom {
        let Some(emergency) = &self.emergency else { return FreshFrom::default() };
        let of = |incident: IncidentType| {
            emergency.cases[incident.index()].map_or(Timestamp::ZERO, |_| emergency.acted_at)
        };
        FreshFrom {
            performance: of(IncidentType::CriticalPerformanceDegradation),
            errors: of(IncidentType::SystemInstability),
            quiet: self.are_feeds_quiet(),
        }
    }

    fn fire(&mut self, timer: Timer, due: Timestamp) {
        match timer {
            Timer::Silence => self.silence(due),
            Timer::Command(lane) => self.unanswered(lane),
            Timer::Level => self.level_is_over(),
            Timer::Page => self.page_again(),
            Timer::Repeat => self.repeat_measures(),
            Timer::Watch => self.watch_is_over(),
            Timer::Procedure => self.procedure_is_over(),
            Timer::Flush => self.flush_again(),
            Timer::Notices => self.send_again(),
        }
        self.settle();
    }
}

impl RecoveryProtocol for EmergencyRecoveryProtocol {
    fn handle_metrics(&mut self, now: Timestamp, sample: &HealthMetrics) {
        self.arrive(now);
        let period = self.period();
        let examined = self.trust.examine(self.now, sample, &self.playbook, period);
        if let Some(readings) = examined {
            self.heard();
            // It lives, whether or not anybody said so.
            self.relaunching = false;
            let confirmed = self.detector.observe(&self.playbook, &readings);
            self.checklist.observe(&self.playbook, &readings, self.fresh_from());
            let suspected = self.suspicion.observe(&readings, self.are_feeds_quiet());
            for symptom in confirmed.into_iter().flatten().chain(suspected) {
                self.declare(symptom);
            }
            self.check_resumption();
            self.check_worsening();
            self.watch_baseline(&readings);
        }
        self.check_baseline();
        self.check_sight();
        self.settle();
    }

    fn handle_step_finished(&mut self, now: Timestamp, command: CommandId, outcome: ActionOutcome) {
        self.arrive(now);
        self.answered(command, outcome);
        self.settle();
    }

    fn handle_operator(&mut self, now: Timestamp, event: OperatorEvent) {
        self.arrive(now);
        match event {
            OperatorEvent::Acknowledged(_) => self.acknowledged(),
            OperatorEvent::ManualStep(_, action, ActionOutcome::Completed) => {
                self.carried_out(action);
            }
            OperatorEvent::ManualStep(_, _, ActionOutcome::Failed)
            | OperatorEvent::Attended(_, _) => {}
            OperatorEvent::Triggered(_, incident) => {
                let trigger = TriggerCondition::Manual;
                let severity = severity_of(trigger);
                self.declare_by_hand(Symptom { incident, trigger, severity });
            }
        }
        self.settle();
    }

    fn handle_lifecycle(&mut self, now: Timestamp, event: LifecycleEvent) {
        self.arrive(now);
        match event {
            LifecycleEvent::Suspending => {}
            LifecycleEvent::Updated => self.version_changed(),
            LifecycleEvent::Resumed => self.resumed(),
            LifecycleEvent::MemoryWarning => self.declare(self.detector.memory_warning()),
        }
        self.settle();
    }

    fn handle_relaunched(&mut self, now: Timestamp, saved: Option<&str>) {
        self.start_anew(now, saved);
        self.arrive(now);
        self.relaunched();
        self.settle();
    }

    fn handle_delivery(&mut self, now: Timestamp, notice: NoticeId, delivery: Delivery) {
        self.arrive(now);
        self.delivered(notice, delivery);
        self.settle();
    }

    fn handle_timeout(&mut self, now: Timestamp) {
        self.advance(now);
        for _ in 0..TIMERS_AT_ONCE {
            let Some((timer, due)) = self.timers.take_due(self.now) else { break };
            self.fire(timer, due);
        }
    }

    fn poll_output(&mut self) -> Option<Output> {
        // Saved is what the whole of an input has come to.
        self.outputs.pop_front().or_else(|| self.save_if_changed())
    }

    fn poll_timeout(&self) -> Option<Timestamp> {
        self.timers.next()
    }

    fn emergency_status(&self) -> EmergencyStatus {
        self.status()
    }

    fn saved_state(&self) -> String {
        self.memory_as_text()
    }
}
