//! The causal chain: fault, what it did, onset, detection, action, cause gone, restoration, with the
//! truth's figures at each link.

use std::collections::BTreeMap;

use firedrill_judge::Symptoms;
use firedrill_model::app::Breaker;
use firedrill_model::nouns::{
    Action, ActionOutcome, CommandId, EscalationLevel, IncidentType, OperatorEvent, Playbook,
    Purpose, Severity,
};
use firedrill_model::{Death, Transition, Truth};
use firedrill_scenarios::Entry;
use firedrill_sim::{Span, Time};
use serde::Serialize;

use super::mechanism::Mechanism;
use super::{Finding, locks};
use crate::playbook_documents::story::Story;
use crate::playbook_documents::{figures_at, seconds, swipes_lost};
use crate::{contention, figures};

/// A link of the chain.
#[derive(Clone, Debug, Serialize)]
pub(in crate::playbook_documents) struct Link {
    #[serde(rename = "at_s", serialize_with = "seconds::of_time")]
    pub(in crate::playbook_documents) at: Time,
    pub(in crate::playbook_documents) stage: Stage,
    pub(in crate::playbook_documents) what: String,
    /// The truth right then, in the figures of the incident's types.
    pub(in crate::playbook_documents) figures: Option<String>,
    /// How often the same happened again later.
    pub(in crate::playbook_documents) again: usize,
}

/// Where in the chain a link belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::playbook_documents) enum Stage {
    FaultBegan,
    Effect,
    Onset,
    Detection,
    Response,
    Action,
    Escalation,
    CauseGone,
    Restoration,
}

impl Stage {
    pub(in crate::playbook_documents) const fn name(self) -> &'static str {
        match self {
            Self::FaultBegan => "fault began",
            Self::Effect => "effect",
            Self::Onset => "onset",
            Self::Detection => "detection",
            Self::Response => "response",
            Self::Action => "action",
            Self::Escalation => "escalation",
            Self::CauseGone => "cause gone",
            Self::Restoration => "restoration",
        }
    }
}

/// A chain being put together.
struct Chain<'s, 'a> {
    story: &'s Story<'a>,
    types: Vec<IncidentType>,
    links: Vec<Link>,
    /// What happens again and again is one link: its place in `links` by its words.
    said: BTreeMap<String, usize>,
    worst: [Option<Severity>; 4],
    /// Actions that bring something back: they are no part of a recovery's cause.
    resumptions: Vec<CommandId>,
    level: EscalationLevel,
}

/// The chain of one incident, in order of time.
pub(super) fn of(story: &Story<'_>, findings: &[Finding<'_, '_>]) -> Vec<Link> {
    let types = findings.iter().map(|finding| finding.showing.incident).collect();
    let mut chain = Chain {
        story,
        types,
        links: vec![],
        said: BTreeMap::new(),
        worst: [None; 4],
        resumptions: vec![],
        level: EscalationLevel::AutomaticRecovery,
    };
    let begins = findings.iter().flat_map(|finding| &finding.faults);
    let first = begins.map(|life| life.began()).min().unwrap_or(story.incident.onset);
    for entry in story.record {
        if entry.at >= first && entry.at <= story.end() {
            chain.crossings(entry);
            chain.happened(entry);
        }
    }
    chain.judged();
    chain.locks(first);
    // Stable, and by stage where several things happen at one instant: causes before effects.
    chain.links.sort_by_key(|link| (link.at, link.stage));
    chain.links
}

impl Chain<'_, '_> {
    fn happened(&mut self, entry: &Entry) {
        match entry.transition {
            Transition::FaultBegan(index) => {
                self.fault(entry, index, Stage::FaultBegan, |name| name);
            }
            Transition::FaultEnded(index, by) => {
                let by = by.map_or("itself", Action::name);
                self.fault(entry, index, Stage::CauseGone, |name| format!("{name}, ended by {by}"));
            }
            ref other if entry.at >= self.story.incident.onset => {
                self.done(entry);
                if let Some((what, shown)) = effect(other, &self.story.playbook) {
                    let cycle = (*other == Transition::Deadlocked)
                        .then(|| contention::cycle(&self.story.outcome.locks, entry.at))
                        .flatten();
                    let cycle = cycle.map(|cycle| format!(": {cycle}")).unwrap_or_default();
                    let what = format!("{what}{cycle}");
                    self.say(entry, Stage::Effect, what, &shown);
                }
            }
            _ => {}
        }
    }

    /// What was done about it: each action as it first came to something, and each level.
    fn done(&mut self, entry: &Entry) {
        let types = self.types.clone();
        let came_to = |outcome| match outcome {
            ActionOutcome::Completed => "was done",
            ActionOutcome::Failed => "failed",
        };
        match entry.transition {
            Transition::ActionAsked(command) if command.purpose == Purpose::Resumption => {
                self.resumptions.push(command.id);
            }
            Transition::ActionEnded(id, action, outcome) if !self.resumptions.contains(&id) => {
                let what = format!("{action} {}", came_to(outcome));
                self.say(entry, Stage::Action, what, &types);
            }
            Transition::OperatorActed(OperatorEvent::ManualStep(role, action, outcome)) => {
                let what = format!("{action}, by {}, {}", role.name(), came_to(outcome));
                self.say(entry, Stage::Action, what, &types);
            }
            Transition::StatusAnnounced(status) if status.escalation > self.level => {
                self.level = status.escalation;
                let (level, name) = (self.level.level(), self.level);
                self.say(entry, Stage::Escalation, format!("level {level}, {name}"), &types);
            }
            _ => {}
        }
    }

    /// A fault that was there by the incident's end; one that ended before it began has no part in it.
    fn fault(
        &mut self,
        entry: &Entry,
        index: usize,
        stage: Stage,
        what: impl Fn(String) -> String,
    ) {
        let story = self.story;
        let Some(life) = story.faults.iter().find(|life| life.index == index) else { return };
        let onset = story.incident.onset;
        if entry.at >= onset || life.is_there_between(entry.at, onset) {
            let mechanism = Mechanism::of(life.fault.kind.spec());
            let types = self.types.iter().copied();
            let brought: Vec<_> = types.filter(|incident| mechanism.brings(*incident)).collect();
            self.say(entry, stage, what(life.name()), &brought);
        }
    }

    /// The severity lines that the truth crosses after the first, type by type.
    fn crossings(&mut self, entry: &Entry) {
        if entry.at < self.story.incident.onset {
            return;
        }
        let symptoms = Symptoms::of(&entry.truth, &self.story.playbook);
        for incident in IncidentType::ALL {
            let Some(severity) = symptoms.get(incident) else { continue };
            let worst = &mut self.worst[incident.index()];
            if worst.is_some_and(|worst| worst >= severity) {
                continue;
            }
            if worst.replace(severity).is_some() {
                let what = format!("{incident} became {severity}");
                self.push(entry.at, Stage::Effect, what, &[incident], Some(&entry.truth));
            }
        }
    }

    /// What the judge made of it.
    fn judged(&mut self) {
        let story = self.story;
        let incident = story.incident;
        for showing in &incident.types {
            let what = format!("{}: the truth crossed a severity line", showing.incident);
            let shows = story.showing_from(*showing);
            let truth = shows.map(|entry| &entry.truth).or(story.truth_from(showing.onset));
            self.push(showing.onset, Stage::Onset, what, &[showing.incident], truth);
            // An onset may lie between two records, and before anything could be seen of it.
            let link = self.links.last_mut().filter(|link| link.stage == Stage::Onset);
            if let Some((link, shows)) = link.zip(shows)
                && shows.at.saturating_since(showing.onset) >= SEEN_LATER
            {
                link.figures = link.figures.take().map(|seen| format!("{seen}, at {}", shows.at));
            }
        }
        let restored = incident.restoration;
        let stages = [
            (Stage::Detection, incident.detection.map(|at| (at, detection(story, at)))),
            (Stage::Response, incident.response.map(|at| (at, response(story, at)))),
            (
                Stage::Restoration,
                restored.map(|at| (at, "all six checklist lines hold".to_owned())),
            ),
        ];
        for (stage, moment) in stages {
            let Some((at, what)) = moment else { continue };
            let what = format!("{what} ({})", story.after_onset(at));
            let types = self.types.clone();
            self.push(at, stage, what, &types, story.truth_at(at));
        }
    }

    /// Who held the locks that others waited for.
    fn locks(&mut self, first: Time) {
        let types = [IncidentType::SystemInstability];
        for held in locks::of(self.story, first) {
            let (holder, lock) = held.key;
            let key = format!("{holder} holds {lock}");
            if let Some(place) = self.said.get(&key) {
                self.links[*place].again += 1;
                continue;
            }
            self.said.insert(key, self.links.len());
            let truth = self.story.truth_at(held.at);
            self.push(held.at, Stage::Effect, held.what, &types, truth);
        }
    }

    fn say(&mut self, entry: &Entry, stage: Stage, what: String, shown: &[IncidentType]) {
        // A governor caps again and again, each time at another frequency.
        let key = match entry.transition {
            Transition::FrequencyCapped(_) => "the governor caps".to_owned(),
            _ => what.clone(),
        };
        if let Some(place) = self.said.get(&key) {
            self.links[*place].again += 1;
            return;
        }
        self.said.insert(key, self.links.len());
        self.push(entry.at, stage, what, shown, Some(&entry.truth));
    }

    fn push(
        &mut self,
        at: Time,
        stage: Stage,
        what: String,
        shown: &[IncidentType],
        truth: Option<&Truth>,
    ) {
        let figures = truth.filter(|_| !shown.is_empty()).map(|truth| {
            let types = shown.iter();
            let types: Vec<_> = types.map(|shown| figures_at::of_type(truth, *shown)).collect();
            types.join("; ")
        });
        self.links.push(Link { at, stage, what, figures, again: 0 });
    }
}

/// From here on figures that show an onset are said to be of a later instant (choice: a sample's period).
pub(super) const SEEN_LATER: Span = Span::from_secs(1);

/// What the protocol announced at the detection.
fn detection(story: &Story<'_>, at: Time) -> String {
    let Some((status, incident)) =
        story.announced_at(at).and_then(|status| Some((status, status.incident?)))
    else {
        return "an emergency was on already".to_owned();
    };
    let severity = status.severity.map(|severity| format!("{severity} ")).unwrap_or_default();
    let because = status.trigger.map(|trigger| format!(", because of {trigger}"));
    format!("the protocol announced {severity}{incident}{}", because.unwrap_or_default())
}

/// The action that began at the response.
fn response(story: &Story<'_>, at: Time) -> String {
    let asked = story.entries.iter().find_map(|entry| match entry.transition {
        Transition::ActionAsked(command) if entry.at == at => Some(command.action),
        _ => None,
    });
    match asked {
        Some(action) => format!("{action}, the first immediate action of the right type, began"),
        None => "the right alarm was being answered already".to_owned(),
    }
}

/// What a fault does to the device and the app, where the record notes it, and the figures that go
/// with it.
fn effect(transition: &Transition, playbook: &Playbook) -> Option<(String, Vec<IncidentType>)> {
    let (battery, instability) =
        (vec![IncidentType::BatteryDrainCrisis], vec![IncidentType::SystemInstability]);
    let said = match transition {
        // The severity that comes with it says the same.
        Transition::MemoryPassed(line)
            if playbook.severities.iter().any(|lines| lines.memory_above == *line) =>
        {
            return None;
        }
        Transition::MemoryPassed(line) => (format!("memory passed {:.0} MB", line.as_mb()), vec![]),
        Transition::ThermalStateChanged(state) => {
            (format!("the thermal state became {state}"), battery)
        }
        Transition::FrequencyCapped(mhz) => {
            let performance = vec![IncidentType::CriticalPerformanceDegradation];
            (format!("the governor capped the cores at {mhz:.0} MHz"), performance)
        }
        Transition::Deadlocked => {
            ("tasks waited for one another in a cycle".to_owned(), instability)
        }
        Transition::BreakerChanged(Breaker::Open) => {
            ("the feeds' circuit breaker opened".to_owned(), instability)
        }
        other => (of_the_process(other)?, vec![]),
    };
    Some(said)
}

fn of_the_process(transition: &Transition) -> Option<String> {
    let lost = match swipes_lost(transition) {
        0 => String::new(),
        swipes => format!(", {} lost", figures::plural(swipes as usize, "swipe")),
    };
    let what = match transition {
        Transition::ProcessEnded { .. } => "the app was ended to restart it",
        Transition::Jetsammed { .. } => "the system killed the app for its memory",
        Transition::BufferDeleted { .. } => "a clean-up deleted the journal's buffer",
        Transition::ProcessDied { death: Death::Crashed, .. } => "the app crashed",
        Transition::ProcessDied { death: Death::Killed, .. } => "the app was killed",
        Transition::ProcessSuspended => "the system suspended the app",
        Transition::ProcessUp => "the app was up again",
        _ => return None,
    };
    Some(format!("{what}{lost}"))
}
