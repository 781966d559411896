//! A made-up run told to the judge, and what it is made of.

use firedrill_judge::{Expectation, Judge, Judgement, Property, Verdict};
use firedrill_model::app::Quality;
use firedrill_model::nouns::{
    Action, Bytes, Command, CommandId, EmergencyStatus, EscalationLevel, IncidentType, Phase,
    Playbook, Purpose, Severity, ThermalState,
};
use firedrill_model::{Celsius, Share, Transition, Truth, Ui};
use firedrill_sim::{Span, Time};

use crate::team::Informant;

pub(crate) const MEMORY: IncidentType = IncidentType::MemoryLeakEmergency;
pub(crate) const BATTERY: IncidentType = IncidentType::BatteryDrainCrisis;
pub(crate) const INSTABILITY: IncidentType = IncidentType::SystemInstability;
pub(crate) const PERFORMANCE: IncidentType = IncidentType::CriticalPerformanceDegradation;

pub(crate) fn healthy() -> Truth {
    Truth {
        multiplier: 480.0,
        memory: Bytes::mb(185),
        drain_pct_per_hour: 1.6,
        error_rate: 0.0,
        thermal_state: ThermalState::Nominal,
        ui: Ui::Responsive,
        quality: Quality::Normal,
        regret: 0.0,
        frames_per_second: 60.0,
        is_suspended: false,
        jobs_age: Span::ZERO,
        pass_blocked: Span::ZERO,
        junction: Celsius::new(27.0),
        skin: Celsius::new(25.0),
        charge: Share::new(80.0),
        mhz: 2112.0,
    }
}

pub(crate) fn with_memory(mb: u64) -> Truth {
    Truth { memory: Bytes::mb(mb), ..healthy() }
}

/// A run told to the judge second by second.
pub(crate) struct Telling {
    judge: Judge,
    second: u64,
    informant: Informant,
}

impl Telling {
    pub(crate) fn new(expectation: Expectation) -> Self {
        // In a healthy run there is nothing to tell.
        let informant = Informant::new(expectation == Expectation::Healthy);
        Self { judge: Judge::new(Playbook::built_in(), expectation), second: 0, informant }
    }

    pub(crate) fn of_memory(severity: Severity) -> Self {
        Self::new(Expectation::Incident { types: vec![MEMORY], severity })
    }

    /// `truth` for so many seconds.
    pub(crate) fn stays(mut self, seconds: u64, truth: Truth) -> Self {
        for _ in 0..seconds {
            self.second += 1;
            self.observe(&truth, &[]);
        }
        self
    }

    /// Nothing is seen for so many seconds.
    pub(crate) fn unseen(mut self, seconds: u64) -> Self {
        self.second += seconds;
        self
    }

    /// Something happens in the present second.
    pub(crate) fn happens(self, truth: Truth, transition: Transition) -> Self {
        self.all_happen(truth, &[transition])
    }

    /// All of this happens in the same event of the present second.
    pub(crate) fn all_happen(mut self, truth: Truth, transitions: &[Transition]) -> Self {
        self.observe(&truth, transitions);
        self
    }

    /// Nobody is told anything but what the run says.
    pub(crate) fn untold(mut self) -> Self {
        self.informant = Informant::new(true);
        self
    }

    fn observe(&mut self, truth: &Truth, transitions: &[Transition]) {
        let arrives = self.informant.tells(truth, transitions);
        let all: Vec<_> = transitions.iter().copied().chain(arrives).collect();
        self.judge.observe(self.now(), truth, &all);
    }

    pub(crate) fn now(&self) -> Time {
        Time::ZERO + Span::from_secs(self.second)
    }

    /// The judge as it stands.
    pub(crate) fn judge(&self) -> &Judge {
        &self.judge
    }

    /// The same told to another judge from here on.
    pub(crate) fn told_to(&self, judge: Judge) -> Self {
        Self { judge, second: self.second, informant: self.informant.clone() }
    }

    pub(crate) fn end(self) -> Judgement {
        self.judge.conclude()
    }
}

pub(crate) fn asks(incident: IncidentType, action: Action) -> Transition {
    let (id, purpose) = (CommandId(1), Purpose::Immediate);
    Transition::ActionAsked(Command { id, action, incident, purpose })
}

/// All that an incident type calls for at once, in the playbook's order.
pub(crate) fn answers(incident: IncidentType) -> Vec<Transition> {
    let playbook = Playbook::built_in();
    let actions = &playbook.response(incident).immediate_actions;
    actions.iter().map(|action| asks(incident, *action)).collect()
}

pub(crate) fn announces(phase: Phase, escalation: EscalationLevel) -> Transition {
    let incident = (phase != Phase::Normal).then_some(MEMORY);
    Transition::StatusAnnounced(EmergencyStatus {
        phase,
        incident,
        escalation,
        ..EmergencyStatus::NORMAL
    })
}

pub(crate) fn alarm() -> Transition {
    announces(Phase::Responding, EscalationLevel::AutomaticRecovery)
}

pub(crate) fn all_clear() -> Transition {
    announces(Phase::Normal, EscalationLevel::AutomaticRecovery)
}

pub(crate) fn second(second: u64) -> Time {
    Time::ZERO + Span::from_secs(second)
}

#[track_caller]
pub(crate) fn check_fails(judgement: &Judgement, property: Property, at_second: u64) {
    match &judgement.verdict {
        Verdict::Failed(violation) => {
            assert_eq!(
                (violation.property, violation.at.as_secs_f64() as u64),
                (property, at_second)
            );
        }
        verdict => panic!("expected {property} to fail, got {verdict:?}"),
    }
}
