//! Emergencies that somebody triggered by hand. Whatever is the matter, or nothing: they are answered
//! like the incident that they name, for a protocol that is deaf to people is so on the worst day too.

use core::fmt;

use firedrill_model::Truth;
use firedrill_model::Ui;
use firedrill_model::nouns::{Action, EmergencyStatus, IncidentType, Playbook, Role, Severity};
use firedrill_sim::{Span, Time};
use serde::Serialize;

/// An emergency that was triggered by hand, as it went.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct DrillSummary {
    /// The incident type that was said to be the matter.
    pub incident: IncidentType,
    /// Who triggered it.
    pub by: Role,
    /// When.
    pub triggered: Time,
    /// When emergency mode was announced, or the trigger's time when it was on already.
    pub detection: Option<Time>,
    /// The first immediate action of the type.
    pub response: Option<Time>,
    /// The last of its immediate actions: from then on none was left out.
    pub complete: Option<Time>,
    /// When emergency mode was left.
    pub end: Option<Time>,
    /// What is granted for detection, response and the last immediate action: the critical response
    /// time.
    pub limit: Span,
}

/// Every emergency triggered by hand so far.
#[derive(Clone, Debug)]
pub(crate) struct Drills {
    drills: Vec<Drill>,
    /// Asked for in this run, or done by hand: what lasts, or rests, need not be asked for again.
    asked: [bool; Action::ALL.len()],
    clock: UsableTime,
}

/// One of them.
#[derive(Clone, Copy, Debug)]
struct Drill {
    summary: DrillSummary,
    /// By when it must be answered, in usable time.
    deadline: Span,
    /// Whether nothing has been the matter since: then the boost does no harm, and is called for.
    is_calm: bool,
    /// The process ended meanwhile, and with it what was under way.
    is_interrupted: bool,
    is_late: bool,
}

/// Time in which the process that the protocol lives in runs.
#[derive(Clone, Copy, Debug, Default)]
struct UsableTime {
    passed: Span,
    read_at: Time,
    is_down: bool,
}

impl Default for Drills {
    fn default() -> Self {
        Self { drills: vec![], asked: [false; Action::ALL.len()], clock: UsableTime::default() }
    }
}

impl Drills {
    /// Somebody triggers an emergency. `in_emergency` and `answered` tell what was announced and begun
    /// for its type already.
    pub(crate) fn triggered(
        &mut self,
        now: Time,
        (by, incident): (Role, IncidentType),
        (in_emergency, answered): (bool, bool),
        playbook: &Playbook,
    ) {
        self.clock.advance(now);
        let limit = Span::from(playbook.lines(Severity::Critical).response_time);
        let mut summary = DrillSummary {
            incident,
            by,
            triggered: now,
            detection: in_emergency.then_some(now),
            response: answered.then_some(now),
            complete: None,
            end: None,
            limit,
        };
        let mut drill = Drill {
            summary,
            deadline: self.clock.passed + limit,
            is_calm: true,
            is_interrupted: false,
            is_late: false,
        };
        if answered && drill.missing(&self.asked, playbook).is_none() {
            summary.complete = Some(now);
            drill.summary = summary;
        }
        self.drills.push(drill);
    }

    /// Whether this incident type was triggered by hand and that emergency is not over.
    pub(crate) fn is_open(&self, incident: IncidentType) -> bool {
        self.open().any(|drill| drill.summary.incident == incident)
    }

    /// Whether what is announced is an emergency that somebody triggered.
    pub(crate) fn account_for(&self, status: &EmergencyStatus) -> bool {
        match status.incident {
            Some(incident) => self.is_open(incident),
            None => self.open().next().is_some(),
        }
    }

    /// How many there were.
    pub(crate) fn count(&self) -> usize {
        self.drills.len()
    }

    /// When the last of them was triggered.
    pub(crate) fn last_triggered(&self) -> Option<Time> {
        self.drills.last().map(|drill| drill.summary.triggered)
    }

    /// The type of the first that is not over.
    pub(crate) fn matter(&self) -> Option<IncidentType> {
        self.open().next().map(|drill| drill.summary.incident)
    }

    /// Emergency mode is announced.
    pub(crate) fn mode_entered(&mut self, now: Time) {
        for drill in self.open_mut() {
            drill.summary.detection.get_or_insert(now);
        }
    }

    /// Emergency mode is left. Says what should have come before.
    pub(crate) fn mode_left(&mut self, now: Time, playbook: &Playbook) -> Option<String> {
        let asked = self.asked;
        let mut breach = None;
        for drill in self.open_mut().filter(|drill| drill.summary.detection.is_some()) {
            drill.summary.end = Some(now);
            breach = breach.or_else(|| drill.ended_too_early(now, &asked, playbook));
        }
        breach
    }

    /// An immediate action is asked for. Says which one should have come first.
    pub(crate) fn asked(
        &mut self,
        now: Time,
        action: Action,
        incident: IncidentType,
        playbook: &Playbook,
    ) -> Option<String> {
        let listed = &playbook.response(incident).immediate_actions;
        let place = listed.iter().position(|listed| *listed == action);
        let before = self.asked;
        self.asked[action as usize] = true;
        let asked = self.asked;
        let place = place?;
        let mut breach = None;
        for drill in self.open_mut().filter(|drill| drill.summary.incident == incident) {
            let passed_over = drill.missing_of(&listed[..place], &before);
            if let Some(missing) = passed_over.filter(|_| !drill.is_interrupted) {
                breach.get_or_insert_with(|| {
                    format!("{action} was asked for before {missing} in {}", drill.summary)
                });
            }
            drill.summary.response.get_or_insert(now);
            if drill.missing(&asked, playbook).is_none() {
                drill.summary.complete.get_or_insert(now);
            }
        }
        breach
    }

    /// Somebody carried an action out by hand, or a procedure asks for it.
    pub(crate) fn is_done(&mut self, action: Action) {
        self.asked[action as usize] = true;
    }

    /// The process ended: what was under way is lost.
    pub(crate) fn process_ended(&mut self) {
        for drill in self.open_mut() {
            drill.is_interrupted = true;
        }
    }

    /// Reads the truth after an event. Says what is late.
    pub(crate) fn observe(
        &mut self,
        now: Time,
        truth: &Truth,
        is_well: bool,
        playbook: &Playbook,
    ) -> Option<String> {
        self.clock.advance(now);
        self.clock.is_down = matches!(truth.ui, Ui::Relaunching | Ui::Suspended);
        let (passed, asked) = (self.clock.passed, self.asked);
        let mut breach = None;
        for drill in self.open_mut() {
            drill.is_calm &= is_well;
            if passed > drill.deadline && !drill.is_late {
                drill.is_late = true;
                breach = breach.or_else(|| drill.unanswered(&asked, playbook));
            }
        }
        breach
    }

    /// Whether the run must go on for one of them to be decided.
    pub(crate) fn are_undecided(&self) -> bool {
        self.open().next().is_some()
    }

    /// All of them, as they went.
    pub(crate) fn summaries(&self) -> Vec<DrillSummary> {
        self.drills.iter().map(|drill| drill.summary).collect()
    }

    fn open(&self) -> impl Iterator<Item = &Drill> {
        self.drills.iter().filter(|drill| drill.summary.end.is_none())
    }

    fn open_mut(&mut self) -> impl Iterator<Item = &mut Drill> {
        self.drills.iter_mut().filter(|drill| drill.summary.end.is_none())
    }
}

impl Drill {
    /// The immediate action that was left out so far.
    fn missing(&self, asked: &[bool], playbook: &Playbook) -> Option<Action> {
        self.missing_of(&playbook.response(self.summary.incident).immediate_actions, asked)
    }

    fn missing_of(&self, listed: &[Action], asked: &[bool]) -> Option<Action> {
        // The boost heats: once anything is the matter, whether it would do harm is for the protocol
        // to say.
        let is_called_for =
            |action: &Action| self.is_calm || *action != Action::EnterOptimizerEmergencyMode;
        let mut listed = listed.iter().copied().filter(is_called_for);
        listed.find(|action| !asked[*action as usize])
    }

    fn unanswered(&self, asked: &[bool], playbook: &Playbook) -> Option<String> {
        let DrillSummary { limit, .. } = self.summary;
        let within = format!("within {:.0} s", limit.as_secs_f64());
        if self.summary.detection.is_none() {
            return Some(format!("{} was not announced {within}", self.summary));
        }
        if self.summary.response.is_none() {
            return Some(format!("no immediate action answered {} {within}", self.summary));
        }
        let missing = self.missing(asked, playbook).filter(|_| !self.is_interrupted)?;
        Some(format!("{missing} was not asked for {within} in {}", self.summary))
    }

    /// The mode is left: all was to be asked for by then, and the checklist to be verified.
    fn ended_too_early(&self, now: Time, asked: &[bool], playbook: &Playbook) -> Option<String> {
        if self.is_interrupted {
            return None;
        }
        if let Some(missing) = self.missing(asked, playbook) {
            return Some(format!("{} ended before {missing} was asked for", self.summary));
        }
        let Some(response) = self.summary.response else {
            return Some(format!("{} ended without an immediate action", self.summary));
        };
        let (verified, hold) = (now - response, Span::from(playbook.targets.hold));
        (verified < hold).then(|| {
            format!(
                "{} ended {:.1} s after its first immediate action: no checklist was seen to hold for {:.0} s",
                self.summary,
                verified.as_secs_f64(),
                hold.as_secs_f64()
            )
        })
    }
}

impl UsableTime {
    fn advance(&mut self, now: Time) {
        if !self.is_down {
            self.passed += now - self.read_at;
        }
        self.read_at = now;
    }
}

/// `the memory-leak-emergency that platform triggered`
impl fmt::Display for DrillSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the {} that {} triggered", self.incident, self.by.name())
    }
}
