//! The judge: reads ground truth and the event record, event by event, and concludes.

mod concluding;
mod drilling;

use firedrill_model::nouns::{
    Command, EmergencyStatus, EscalationLevel, IncidentType, NoticeKind, OperatorEvent, Playbook,
    Severity,
};
use firedrill_model::{Transition, Truth};
use firedrill_sim::{Span, Time};

use crate::communication::Communication;
use crate::conduct::Conduct;
use crate::drill::Drills;
use crate::expectation::Expectation;
use crate::incident::{Incident, IncidentSummary};
use crate::ladder::Ladder;
use crate::overstay::Overstay;
use crate::property::{Property, Violation};
use crate::statement::StatedFailures;
use crate::symptoms::{Checklist, Symptoms, still_the_matter};
use crate::temporal::{Readings, Standing, TemporalProperty};
use crate::watch::Watch;

/// Holds a run to the playbook's promises. Sees the world, never the protocol's mind: of the
/// protocol it knows what it did and what it announced.
#[derive(Clone, Debug)]
pub struct Judge {
    playbook: Playbook,
    expectation: Expectation,
    incident: Option<Incident>,
    past: Vec<IncidentSummary>,
    announced: EmergencyStatus,
    /// Types with an immediate action since emergency mode was entered.
    answered: [bool; 4],
    overstay: Overstay,
    ladder: Ladder,
    conduct: Conduct,
    /// Emergencies that somebody triggered by hand, and how many are to be.
    drills: Drills,
    triggers: usize,
    worst: [Option<Severity>; 4],
    swipes_lost: u64,
    /// `None` for who holds nobody to telling.
    communication: Option<Communication>,
    /// The scenario's own properties.
    watch: Watch,
    /// What the scenario states to fail.
    stated: StatedFailures,
    violations: Vec<Violation>,
    /// The level whose budgets every incident is granted, whatever was announced.
    granted: EscalationLevel,
    seen: Option<Sight>,
    now: Time,
}

/// What the judge last saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sight {
    /// What was the matter.
    pub symptoms: Symptoms,
    /// How the checklist stood.
    pub checklist: Checklist,
}

impl Judge {
    /// A judge for one run.
    pub fn new(playbook: Playbook, expectation: Expectation) -> Self {
        Self {
            playbook,
            expectation,
            incident: None,
            past: Vec::new(),
            announced: EmergencyStatus::NORMAL,
            answered: [false; 4],
            overstay: Overstay::default(),
            ladder: Ladder::default(),
            conduct: Conduct::default(),
            drills: Drills::default(),
            triggers: 0,
            worst: [None; 4],
            swipes_lost: 0,
            communication: Some(Communication::default()),
            watch: Watch::default(),
            stated: StatedFailures::default(),
            violations: Vec::new(),
            granted: EscalationLevel::AutomaticRecovery,
            seen: None,
            now: Time::ZERO,
        }
    }

    /// Holds the run to temporal properties too. It has to be [sampled](Judge::sample) then, from its
    /// start to the end of `duration`.
    #[must_use]
    pub fn hold_to(mut self, properties: &[TemporalProperty], duration: Span) -> Self {
        self.watch = Watch::new(properties, duration);
        self
    }

    /// Holds the run to failing in these properties, and in no others.
    #[must_use]
    pub fn stating(self, stated: StatedFailures) -> Self {
        Self { stated, ..self }
    }

    /// When the truth has to be sampled next; `None` when nobody needs it.
    pub fn next_sample(&self) -> Option<Time> {
        self.watch.next_sample()
    }

    /// Takes the sample that is due, after everything that happened at or before its instant.
    pub fn sample(&mut self, truth: &Truth) {
        let symptoms = Symptoms::of(truth, &self.playbook);
        let responded = match &self.incident {
            Some(incident) => incident.is_answered(),
            // A line that nothing has noted yet was crossed a moment ago.
            None => symptoms.worst().is_none(),
        };
        let standing = Standing {
            symptoms,
            checklist: Checklist::of(truth, &self.playbook),
            responded,
            in_emergency: self.announced.is_in_emergency_mode(),
            escalation: self.announced.escalation,
            swipes_lost: self.swipes_lost,
        };
        let failures: Vec<_> = self.watch.sample(&Readings::of(truth, &standing)).collect();
        for (property, at, about) in failures {
            self.violate(property, at, || about);
        }
    }

    /// Reads what an event did: what is now, and what happened.
    pub fn observe(&mut self, now: Time, truth: &Truth, transitions: &[Transition]) {
        assert!(now >= self.now, "the judge is shown events in order");
        self.now = now;
        let symptoms = Symptoms::of(truth, &self.playbook);
        let checklist = Checklist::of(truth, &self.playbook);
        self.seen = Some(Sight { symptoms, checklist });
        self.conduct.observe(now, &checklist);
        self.notice_symptoms(now, &symptoms);
        for transition in transitions {
            if let Transition::BaselineLearnt(baseline) = transition {
                self.check_learning(now, truth, baseline);
            }
            self.read(now, transition);
        }
        self.follow_incident(now, &symptoms, &checklist);
        self.watch_drills(now, truth);
        self.watch_communication(now, (truth, &symptoms), transitions);
        self.watch_overstay(now);
        self.watch_ladder(now, truth);
    }

    pub(crate) const fn playbook(&self) -> &Playbook {
        &self.playbook
    }

    /// What the protocol last announced.
    pub fn announced(&self) -> EmergencyStatus {
        self.announced
    }

    /// What it saw last; `None` before it saw anything.
    pub fn seen(&self) -> Option<&Sight> {
        self.seen.as_ref()
    }

    /// The onset of the incident under way, if there is one.
    pub fn ongoing(&self) -> Option<Time> {
        self.incident.as_ref().map(Incident::onset)
    }

    /// The incidents that were restored so far.
    pub fn restored(&self) -> &[IncidentSummary] {
        &self.past
    }

    /// The first failure so far of each property that failed, in the order in which they were
    /// noticed.
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// A judge who has seen the same, holds nothing of it against anybody, and from now on grants
    /// every escalation level's budget from the start: nobody could be given more time.
    pub fn lenient(&self) -> Self {
        let highest = EscalationLevel::FullSystemRecovery;
        let mut lenient = Self {
            violations: Vec::new(),
            watch: Watch::default(),
            communication: None,
            drills: Drills::default(),
            triggers: 0,
            granted: highest,
            ..self.clone()
        };
        if let Some(incident) = &mut lenient.incident {
            incident.escalated(highest);
        }
        lenient
    }

    /// The truth's severity, for timelines.
    pub fn severity(&self, truth: &Truth) -> Option<Severity> {
        Symptoms::of(truth, &self.playbook).worst()
    }

    fn notice_symptoms(&mut self, now: Time, symptoms: &Symptoms) {
        let Some(worst) = symptoms.worst() else { return };
        for incident in IncidentType::ALL {
            let known = &mut self.worst[incident.index()];
            *known = (*known).max(symptoms.get(incident));
        }
        if self.expectation == Expectation::Healthy {
            self.violate(Property::HealthyStaysHealthy, now, || {
                format!("the truth crossed a {worst} line in a healthy run")
            });
        }
        if self.incident.is_none() {
            let onset = symptoms.first_began(now);
            let mut incident = Incident::begin(onset, self.announced.escalation.max(self.granted));
            if self.announced.is_in_emergency_mode() {
                incident.detected(now);
            }
            self.incident = Some(incident);
        }
    }

    fn read(&mut self, now: Time, transition: &Transition) {
        match transition {
            Transition::StatusAnnounced(status) => self.hear_status(now, *status),
            Transition::NoticeSent(notice) if notice.kind == NoticeKind::InternalAlert => {
                self.detect(now);
            }
            Transition::ActionAsked(command) => self.credit_response(now, command),
            Transition::OperatorActed(OperatorEvent::ManualStep(_, action, _)) => {
                self.conduct.done_by_hand(*action);
                self.drills.is_done(*action);
            }
            Transition::OperatorActed(OperatorEvent::Triggered(by, incident)) => {
                self.emergency_triggered(now, *by, *incident);
            }
            Transition::ContractBroken(breach) => {
                self.violate(Property::KeepsContract, now, || breach.to_string());
            }
            Transition::ProcessEnded { swipes_lost } => {
                self.conduct.process_ended();
                self.drills.process_ended();
                self.count_lost(now, *swipes_lost, "the process ended");
            }
            Transition::BufferDeleted { swipes_lost } => {
                self.count_lost(now, *swipes_lost, "a clean-up deleted the buffer");
            }
            // Nobody asked for it, so nobody broke a promise; what it lost is lost all the same.
            Transition::ProcessDied { swipes_lost, .. } => {
                self.conduct.process_ended();
                self.drills.process_ended();
                self.swipes_lost += swipes_lost;
            }
            Transition::Jetsammed { swipes_lost } => {
                self.conduct.process_ended();
                self.drills.process_ended();
                self.violate(Property::NoJetsamKill, now, || {
                    "the system killed the app for its memory".to_owned()
                });
                self.count_lost(now, *swipes_lost, "the process ended");
            }
            _ => {}
        }
    }

    fn hear_status(&mut self, now: Time, status: EmergencyStatus) {
        let before = core::mem::replace(&mut self.announced, status);
        if !status.is_in_emergency_mode() {
            self.answered = [false; 4];
            if before.is_in_emergency_mode() {
                self.mode_left(now);
            }
            return;
        }
        if self.expectation == Expectation::Healthy && !self.drills.account_for(&status) {
            self.violate(Property::HealthyStaysHealthy, now, || {
                format!("emergency mode was entered in a healthy run: {status}")
            });
        }
        self.detect(now);
        self.drills.mode_entered(now);
        if before.is_in_emergency_mode() && status.escalation < before.escalation {
            let (from, to) = (before.escalation, status.escalation);
            self.violate(Property::EscalationNeverGoesDown, now, || {
                format!("escalation went from level {} to level {}", from.level(), to.level())
            });
        }
        if let Some(incident) = &mut self.incident {
            incident.escalated(status.escalation);
        }
    }

    fn mode_left(&mut self, now: Time) {
        if let Some(about) = self.conduct.mode_left(&self.playbook) {
            self.violate(Property::FollowsThePlaybook, now, || about);
        }
        if let Some(about) = self.drills.mode_left(now, &self.playbook) {
            self.violate(Property::AnswersTheDrill, now, || about);
        }
        if let Some(broken) = self.conduct.broken_for(now, &self.playbook) {
            self.violate(Property::AllClearIsTrue, now, || {
                let secs = broken.as_secs_f64();
                format!("emergency mode was left while a line had been broken for {secs:.1} s")
            });
        }
    }

    fn detect(&mut self, now: Time) {
        if let Some(incident) = &mut self.incident {
            incident.detected(now);
        }
    }

    /// An action answers an incident type when it is asked for that type and is one of its
    /// immediate actions in the playbook.
    fn credit_response(&mut self, now: Time, command: &Command) {
        let is_triggered = self.drills.is_open(command.incident);
        let about = self.conduct.asked(command, &self.playbook, &self.announced, is_triggered);
        if let Some(about) = about {
            self.violate(Property::FollowsThePlaybook, now, || about);
        }
        if let Some(about) = self.drill_action(now, command) {
            self.violate(Property::AnswersTheDrill, now, || about);
        }
        let immediate = &self.playbook.response(command.incident).immediate_actions;
        if !immediate.contains(&command.action) {
            return;
        }
        self.answered[command.incident.index()] = true;
        if let Some(incident) = &mut self.incident {
            incident.responded(now, command.incident);
        }
    }

    fn count_lost(&mut self, now: Time, swipes: u64, when: &str) {
        self.swipes_lost += swipes;
        if swipes > 0 {
            self.violate(Property::NoSwipeLost, now, || {
                let (swipes, were) = if swipes == 1 {
                    ("1 swipe".to_owned(), "was")
                } else {
                    (format!("{swipes} swipes"), "were")
                };
                format!("{swipes} {were} not on disk when {when}")
            });
        }
    }

    fn follow_incident(&mut self, now: Time, symptoms: &Symptoms, checklist: &Checklist) {
        let Some(incident) = &mut self.incident else { return };
        let restoration =
            incident.observe(now, symptoms, checklist, &self.playbook, &self.answered);
        let (response_is_late, restoration_is_late) = incident.is_late();
        let late = response_is_late.then(|| incident.answered_late(&self.playbook)).flatten();
        if restoration.is_some() {
            self.past.push(incident.summary(restoration, &self.playbook));
            self.incident = None;
        }
        if response_is_late {
            self.violate(Property::RespondsInTime, now, || match late {
                Some((incident, false)) => {
                    format!("no immediate action answered the {incident} in time")
                }
                Some((incident, true)) => format!("the {incident} was answered too late"),
                None => "an incident was answered too late".to_owned(),
            });
        }
        if restoration_is_late {
            self.violate(Property::RestoresInTime, now, || {
                format!("not restored in time: {}", still_the_matter(checklist, symptoms))
            });
        }
    }

    fn watch_communication(
        &mut self,
        now: Time,
        sight: (&Truth, &Symptoms),
        transitions: &[Transition],
    ) {
        let Some(communication) = &mut self.communication else { return };
        let is_healthy = self.expectation == Expectation::Healthy;
        let breaches = communication.observe(now, sight, transitions, &self.playbook, is_healthy);
        for (property, about) in breaches {
            self.violate(property, now, || about);
        }
    }

    fn watch_overstay(&mut self, now: Time) {
        let (in_emergency, restored) =
            (self.announced.is_in_emergency_mode(), self.last_restoration());
        let incident = self.incident.is_some();
        if let Some(span) = self.overstay.observe(now, in_emergency, incident, restored) {
            self.violate(Property::EmergencyModeEnds, now, || {
                format!(
                    "still in emergency mode after {:.1} s in which all was well",
                    span.as_secs_f64()
                )
            });
        }
    }

    fn last_restoration(&self) -> Option<Time> {
        self.past.last().and_then(|incident| incident.restoration)
    }

    fn watch_ladder(&mut self, now: Time, truth: &Truth) {
        let last = self.past.last().filter(|_| self.incident.is_none());
        let restored = last.and_then(|incident| incident.restoration);
        // Who triggers an emergency while nothing is the matter has it treated all the same.
        let triggered = self.drills.last_triggered().filter(|_| self.incident.is_none());
        let restored = restored.max(triggered);
        if let Some(about) = self.ladder.observe(now, truth, restored) {
            self.violate(Property::QualityIsRestored, now, || about);
        }
    }

    pub(crate) fn violate(&mut self, property: Property, at: Time, about: impl FnOnce() -> String) {
        if self.violations.iter().all(|violation| violation.property != property) {
            let (phase, incident) = (self.announced.phase, self.matter(property));
            self.violations.push(Violation { property, at, about: about(), phase, incident });
        }
    }

    /// The type that a failure of this property is about.
    fn matter(&self, property: Property) -> Option<IncidentType> {
        match &self.incident {
            _ if property == Property::AnswersTheDrill => self.drills.matter(),
            Some(incident) if property == Property::RespondsInTime => {
                incident.answered_late(&self.playbook).map(|(incident, _)| incident)
            }
            Some(incident) => incident.worst_type(),
            None => self.announced.incident,
        }
    }
}
