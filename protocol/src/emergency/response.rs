//! The response: cases are opened, and the next useful action of each lane is sent.

use core::time::Duration;

use super::EmergencyRecoveryProtocol;
use super::checklist::Finding;
use super::classification::{Signal, Symptom};
use super::lanes::{Flight, Lane, Order};
use super::procedures::{Case, ORDER, Work};
use super::restarts::is_restart;
use super::state::{Emergency, Rollback, Stage};
use super::timer::Timer;
use crate::action::{Action, ActionOutcome, CommandId, Purpose};
use crate::boundary::Output;
use crate::incident::IncidentType;

/// An action takes up to 5 s; one that is not answered in three times that never will be.
const COMMAND_PATIENCE: Duration = Duration::from_secs(15);

/// A rollback takes some 20 s.
const RESTART_PATIENCE: Duration = Duration::from_secs(60);

impl EmergencyRecoveryProtocol {
    /// A symptom is confirmed: opens a case, raises its severity, or starts its response anew if the
    /// case was thought to be over.
    pub(super) fn declare(&mut self, symptom: Symptom) {
        if self.is_resuming() && self.is_news(symptom) {
            self.relapse(symptom.incident);
        }
        let Some(emergency) = &mut self.emergency else { return self.open(Some(symptom), symptom) };
        if symptom.severity > emergency.severity {
            emergency.severity = symptom.severity;
        }
        let Some(case) = &mut emergency.cases[symptom.incident.index()] else {
            return self.open(Some(symptom), symptom);
        };
        let is_worse = symptom.severity > case.severity;
        if is_worse {
            (case.severity, case.trigger) = (symptom.severity, Some(symptom.trigger));
        }
        let returns = case.settled;
        if returns {
            (case.settled, case.work, case.granted_until) = (false, Work::AGAIN, None);
            emergency.stage = Stage::Acting;
        }
        if is_worse {
            self.tell_what_is_due();
        }
        if is_worse || returns {
            self.grant_automatic_recovery();
        }
    }

    /// Opens a case, and the emergency if there is none. A case without a trigger is adopted.
    pub(super) fn open(&mut self, trigger: Option<Symptom>, symptom: Symptom) {
        let case = Case {
            incident: symptom.incident,
            trigger: trigger.map(|symptom| symptom.trigger),
            severity: symptom.severity,
            opened_at: self.now,
            settled: false,
            work: Work::FIRST,
            until: None,
            granted_until: None,
        };
        match &mut self.emergency {
            None => {
                self.emergency = Some(Emergency::begin(case));
                self.take_back_the_end();
            }
            Some(emergency) => {
                emergency.cases[symptom.incident.index()] = Some(case);
                emergency.stage = Stage::Acting;
                emergency.responding = true;
            }
        }
        self.timers.stop(Timer::Watch);
        self.watch_worsening_anew();
        self.grant_automatic_recovery();
        self.tell_what_is_due();
        if trigger.is_some() {
            self.note_recurrence(symptom.incident);
        }
    }

    /// Sends what each free lane has to send next.
    ///
    /// While a restart is being prepared incidents are answered all the same: it takes half a minute, and
    /// that is all the time there is for a critical one. Once the process is gone there is nobody to ask.
    pub(super) fn pump(&mut self) {
        if self.relaunching {
            return;
        }
        for incident in ORDER {
            if self.lanes.is_free(Lane::Immediate(incident)) {
                self.pump_immediate(incident);
            }
        }
        if self.lanes.is_free(Lane::Main)
            && let Some(order) = self.next_on_main_lane()
        {
            self.send(Lane::Main, order, false);
        }
    }

    /// Sends an order and sets the time by which it must be answered.
    pub(super) fn send(&mut self, lane: Lane, order: Order, retried: bool) {
        let patience = if is_restart(order.action) { RESTART_PATIENCE } else { COMMAND_PATIENCE };
        self.measures.sent(order.action);
        let command = self.lanes.launch(lane, order, retried);
        self.timers.set(Timer::Command(lane), self.now + patience);
        self.outputs.push_back(Output::Perform(command));
    }

    /// A command was answered. One that failed is tried once more at once.
    pub(super) fn answered(&mut self, id: CommandId, outcome: ActionOutcome) {
        let Some((lane, flight)) = self.lanes.land(id) else { return };
        self.timers.stop(Timer::Command(lane));
        match outcome {
            ActionOutcome::Completed => self.carried_out(flight.command.action),
            ActionOutcome::Failed if is_restart(flight.command.action) => {
                self.restart_failed(flight.command.action);
            }
            ActionOutcome::Failed if !flight.retried => {
                let (action, incident) = (flight.command.action, flight.command.incident);
                let order = Order { action, incident, purpose: flight.command.purpose };
                self.send(lane, order, true);
            }
            ActionOutcome::Failed => self.given_up(flight),
        }
    }

    /// A command was never answered. It is not tried again: whatever hangs would hang again, and the
    /// next action is waiting.
    pub(super) fn unanswered(&mut self, lane: Lane) {
        if let Some(flight) = self.lanes.abandon(lane) {
            self.given_up(flight);
        }
    }

    /// An action was carried out, by the app for us or by a person.
    pub(super) fn carried_out(&mut self, action: Action) {
        self.measures.completed(self.now, action);
        if matches!(action, Action::ClearNonEssentialCaches | Action::SurgicalMemoryCleanup) {
            self.detector.expect_cold_cache(self.now);
        }
        if let Some(emergency) = &mut self.emergency {
            emergency.acted_at = self.now;
        }
        if action == Action::FlushDataBuffers {
            self.flushed();
        }
        if is_restart(action) {
            self.expect_relaunch();
        }
        self.resumption_answered(action);
    }

    /// Whether any immediate action is still to be taken or answered.
    pub(super) fn is_responding(&self) -> bool {
        let in_flight = |incident| !self.lanes.is_free(Lane::Immediate(incident));
        self.emergency.as_ref().is_some_and(Emergency::has_immediate_work)
            || IncidentType::ALL.into_iter().any(in_flight)
    }

    /// Whether no feed brings jobs to rank because of us.
    pub(super) fn are_feeds_quiet(&self) -> bool {
        self.measures.quieten_feeds()
    }

    fn given_up(&mut self, flight: Flight) {
        if flight.command.action == Action::FlushDataBuffers
            && matches!(flight.command.purpose, Purpose::Escalation(_))
        {
            self.flush_failed();
        }
        self.resumption_answered(flight.command.action);
    }

    fn is_news(&self, symptom: Symptom) -> bool {
        let cases = self.emergency.as_ref().map(|emergency| &emergency.cases);
        let case = cases.and_then(|cases| cases[symptom.incident.index()]);
        case.is_none_or(|case| case.settled || symptom.severity > case.severity)
    }

    fn pump_immediate(&mut self, incident: IncidentType) {
        let Some(mut case) = self.emergency.as_ref().and_then(|e| e.cases[incident.index()]) else {
            return;
        };
        let response = self.playbook.response(incident);
        let is_allowed = |action| !self.is_too_hot_for(action);
        let taken = case.work.take_immediate(response, |action| self.is_useful(action), is_allowed);
        if let Some(emergency) = &mut self.emergency {
            emergency.cases[incident.index()] = Some(case);
        }
        if let Some(action) = taken {
            let order = Order { action, incident, purpose: Purpose::Immediate };
            self.send(Lane::Immediate(incident), order, false);
        }
    }

    /// A restart that is called for, else what cools, else what a relapse suspends again, else the
    /// rollback of the configuration, else the next procedure step once all immediate actions are
    /// answered.
    fn next_on_main_lane(&mut self) -> Option<Order> {
        self.restart_order()
            .or_else(|| self.cooling_order())
            .or_else(|| self.resuspending_order())
            .or_else(|| self.configuration_order())
            .or_else(|| self.procedure_order())
    }

    /// Leaves optimizer emergency mode when its heat is what keeps the system from recovering.
    fn cooling_order(&mut self) -> Option<Order> {
        let mode = Action::EnterOptimizerEmergencyMode;
        // Resumption leaves the mode by itself, as its first stage.
        if self.is_resuming() || !self.measures.may_be_in_force(mode) || !self.must_cool() {
            return None;
        }
        let emergency = self.emergency.as_mut()?;
        if core::mem::replace(&mut emergency.keep_cool, true) {
            return None;
        }
        let incident = IncidentType::BatteryDrainCrisis;
        let action = Action::LeaveOptimizerEmergencyMode;
        Some(Order { action, incident, purpose: Purpose::Resumption })
    }

    fn resuspending_order(&mut self) -> Option<Order> {
        loop {
            let emergency = self.emergency.as_mut()?;
            let action = emergency.resuspend.first()?;
            emergency.resuspend.remove(action);
            let incident = emergency.primary()?.incident;
            if self.is_useful(action) {
                return Some(Order { action, incident, purpose: Purpose::Resumption });
            }
        }
    }

    fn configuration_order(&mut self) -> Option<Order> {
        let emergency = self.emergency.as_mut()?;
        if emergency.configuration != Rollback::Due {
            return None;
        }
        emergency.configuration = Rollback::Sent;
        let incident = emergency.primary()?.incident;
        let purpose = Purpose::Escalation(emergency.level);
        Some(Order { action: Action::RollbackConfiguration, incident, purpose })
    }

    fn procedure_order(&mut self) -> Option<Order> {
        if self.is_responding() {
            return None;
        }
        for incident in ORDER {
            let Some(mut case) = self.emergency.as_ref()?.cases[incident.index()] else { continue };
            let taken = case.take_step(self.now, &self.playbook, |action| self.is_useful(action));
            self.emergency.as_mut()?.cases[incident.index()] = Some(case);
            if let Some((procedure, action)) = taken {
                let purpose = Purpose::Procedure(procedure);
                return Some(Order { action, incident, purpose });
            }
        }
        None
    }

    /// Whether an action would do good now.
    fn is_useful(&self, action: Action) -> bool {
        // An emptied cache costs the next passes their speed: only while memory needs it.
        let too_costly =
            action == Action::ClearNonEssentialCaches && self.detector.is_memory_healthy();
        !self.is_too_hot_for(action)
            && !too_costly
            && !self.lanes.carry(action)
            && !self.measures.make_needless(action, self.now)
    }

    /// Optimizer emergency mode pins the cores at their highest point: not while heat or drain is the
    /// matter, or the cure feeds the illness.
    fn is_too_hot_for(&self, action: Action) -> bool {
        let Some(emergency) = &self.emergency else { return false };
        let battery = emergency.cases[IncidentType::BatteryDrainCrisis.index()].is_some();
        let broken = |line| self.checklist.finding(line) == Finding::Broken;
        action == Action::EnterOptimizerEmergencyMode
            && (emergency.keep_cool || battery || broken(Signal::Thermal) || broken(Signal::Drain))
    }

    fn must_cool(&self) -> bool {
        let Some(emergency) = &self.emergency else { return false };
        let battery = emergency.cases[IncidentType::BatteryDrainCrisis.index()].is_some();
        let broken = |line| self.checklist.finding(line) == Finding::Broken;
        let boosted = self.checklist.finding(Signal::Performance) == Finding::Holds
            && emergency.stage == Stage::Verifying;
        battery || broken(Signal::Thermal) || (boosted && broken(Signal::Drain))
    }
}
