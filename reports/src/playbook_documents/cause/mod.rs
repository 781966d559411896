//! "Root Cause": which fault brought the incident, as far as the record decides it, what contributed,
//! and the chain of events from the one to the end of the other.
//!
//! A fault is the root cause of an incident type when it is the only one, of those there at the type's
//! onset, whose mechanism brings that type. Where several are, or none is, the record decides nothing, and
//! the text says so: only running it again without each fault does.

mod chain;
mod factors;
mod locks;
mod mechanism;
#[cfg(test)]
mod tests;

use firedrill_judge::Showing;
use firedrill_model::Transition;
use firedrill_model::nouns::{Action, ActionOutcome, IncidentType};
use firedrill_sim::{Span, Time};
use serde::Serialize;

use self::chain::Link;
pub(super) use self::factors::notices_lost;
use self::mechanism::Mechanism;
use super::fault_lives::{FaultFacts, FaultLife};
use super::story::Story;
use super::{figures_at, seconds};
use crate::figures::{self, listed};

/// What the record says about how an incident came about.
#[derive(Clone, Debug, Serialize)]
pub(super) struct RootCause {
    /// One for each incident type that showed, in order of their onset.
    pub(super) causes: Vec<Cause>,
    /// From the first fault to the restoration, in order of time.
    pub(super) chain: Vec<Link>,
    pub(super) contributing_factors: Vec<String>,
    /// The command that runs it again without each fault: what the record suggests, it proves.
    pub(super) explain: String,
    /// All causes in a sentence.
    #[serde(skip)]
    pub(super) in_short: String,
}

/// Why one incident type showed.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Cause {
    pub(super) incident: IncidentType,
    #[serde(rename = "onset_s", serialize_with = "seconds::of_time")]
    pub(super) onset: Time,
    /// Whether the record decides it.
    pub(super) is_decided: bool,
    /// The root cause, if it is decided; else the faults that it may have been.
    pub(super) faults: Vec<FaultFacts>,
    /// What it was and why this report says so, a sentence each.
    pub(super) why: Vec<String>,
}

/// A type's cause before it is put into words.
struct Finding<'s, 'a> {
    showing: Showing,
    is_decided: bool,
    faults: Vec<&'s FaultLife<'a>>,
    why: Vec<String>,
}

impl RootCause {
    pub(super) fn of(story: &Story<'_>) -> Self {
        let types = story.incident.types.iter();
        let findings: Vec<_> = types.map(|showing| Finding::of(story, *showing)).collect();
        Self {
            in_short: in_short(&findings),
            chain: chain::of(story, &findings),
            contributing_factors: factors::of(story, &findings),
            explain: story.reproduction.explain(),
            causes: findings.into_iter().map(Cause::of).collect(),
        }
    }

    /// What was the cause of each type and why this report says so.
    pub(super) fn sentences(&self) -> Vec<String> {
        self.causes.iter().map(|cause| cause.why.join(" ")).collect()
    }
}

/// The faults that are root causes, or that may be: what prevention is about.
pub(super) fn suspects<'s, 'a>(story: &'s Story<'a>) -> Vec<&'s FaultLife<'a>> {
    let types = story.incident.types.iter();
    let mut suspects: Vec<_> =
        types.flat_map(|showing| Finding::of(story, *showing).faults).collect();
    suspects.sort_by_key(|life| life.index);
    suspects.dedup_by_key(|life| life.index);
    suspects
}

impl Cause {
    fn of(finding: Finding<'_, '_>) -> Self {
        Self {
            incident: finding.showing.incident,
            onset: finding.showing.onset,
            is_decided: finding.is_decided,
            faults: finding.faults.iter().map(|life| life.facts()).collect(),
            why: finding.why,
        }
    }
}

impl<'s, 'a> Finding<'s, 'a> {
    fn of(story: &'s Story<'a>, showing: Showing) -> Self {
        let (incident, onset) = (showing.incident, showing.onset);
        let there = |life: &&FaultLife<'_>| life.is_there(onset);
        let able: Vec<_> = story.faults.iter().filter(|life| brings(life, incident)).collect();
        let present: Vec<_> = able.iter().copied().filter(there).collect();
        let direct =
            |life: &&FaultLife<'_>| Mechanism::of(life.fault.kind.spec()).brings_directly(incident);
        let directly: Vec<_> = present.iter().copied().filter(direct).collect();
        let found = |is_decided, faults, why| Self { showing, is_decided, faults, why };
        match (directly.as_slice(), present.as_slice()) {
            ([only], all) => found(true, vec![*only], decided(story, showing, only, all.len() > 1)),
            ([], [only]) => found(true, vec![*only], decided(story, showing, only, false)),
            ([], []) => {
                let gone: Vec<_> =
                    able.into_iter().filter(|life| life.last_ended(onset).is_some()).collect();
                let why = nothing_present(story, showing, &gone);
                // Without any fault by then only the conditions are left.
                let is_decided = story.faults.iter().all(|life| life.began() > onset);
                found(is_decided && !story.record.is_empty(), gone, why)
            }
            ([], several) | (several, _) => {
                found(false, several.to_vec(), undecided(incident, several))
            }
        }
    }
}

impl Finding<'_, '_> {
    fn in_short(&self) -> String {
        let suspects = self.faults.iter();
        match (self.is_decided, self.faults.as_slice()) {
            (true, []) => "no fault but the conditions".to_owned(),
            (true, _) => listed(&suspects.map(|life| life.words()).collect::<Vec<_>>()),
            (false, []) => "not decided by the record".to_owned(),
            (false, _) => {
                let names: Vec<_> = suspects.map(|life| life.name()).collect();
                format!("not decided by the record, perhaps {}", names.join(" or "))
            }
        }
    }
}

fn brings(life: &FaultLife<'_>, incident: IncidentType) -> bool {
    Mechanism::of(life.fault.kind.spec()).brings(incident)
}

fn decided(
    story: &Story<'_>,
    showing: Showing,
    life: &FaultLife<'_>,
    is_among_others: bool,
) -> Vec<String> {
    let (incident, onset) = (showing.incident, showing.onset);
    let how = if is_among_others { " directly" } else { "" };
    let mut why = vec![
        format!("The root cause of {incident} is {}.", life.name()),
        format!("Of the faults there at its onset it is the only one that can bring it{how}."),
    ];
    let began = life.last_began(onset).unwrap_or(onset);
    let shows = story.showing_from(showing);
    let after = shows.map(|entry| &entry.truth).or(story.truth_from(onset));
    if let Some((before, after)) = story.truth_at(began).zip(after) {
        let (before, after) =
            (figures_at::of_type(before, incident), figures_at::of_type(after, incident));
        let seen = shows.map_or(onset, |entry| entry.at);
        let seen = match seen.saturating_since(onset) {
            later if later >= chain::SEEN_LATER => format!(", as seen at {seen}"),
            _ => String::new(),
        };
        why.push(match onset.saturating_since(began) {
            Span::ZERO => format!("It began at onset: {after}{seen}."),
            waited => {
                let waited = figures::span(waited);
                format!("When it began: {before}. At onset, {waited} later: {after}{seen}.")
            }
        });
    }
    why
}

fn undecided(incident: IncidentType, several: &[&FaultLife<'_>]) -> Vec<String> {
    let names: Vec<_> = several.iter().map(|life| life.name()).collect();
    vec![
        format!("The record does not decide what brought {incident}."),
        capitalised(&format!(
            "{} were there at its onset, and each of them can bring it.",
            listed(&names)
        )),
    ]
}

fn nothing_present(story: &Story<'_>, showing: Showing, gone: &[&FaultLife<'_>]) -> Vec<String> {
    let (incident, onset) = (showing.incident, showing.onset);
    if story.record.is_empty() {
        return vec!["Nothing was recorded of this run.".to_owned()];
    }
    let by_then: Vec<_> = story.faults.iter().filter(|life| life.began() <= onset).collect();
    if by_then.is_empty() {
        let (conditions, device) = (story.plan.conditions, &story.plan.device);
        return vec![
            format!("No fault had begun by the onset of {incident}: the conditions brought it."),
            format!(
                "They were: {device}, surroundings {:.1} °C, battery {:.0} % at the start, {:.1} \
                 swipes a minute.",
                conditions.ambient.get(),
                conditions.charge.get(),
                conditions.swipes.get()
            ),
        ];
    }
    let mut why = vec![format!("The record does not decide what brought {incident}.")];
    why.extend(after_recovery(story, onset));
    let names: Vec<_> = gone.iter().map(|life| life.name()).collect();
    if names.is_empty() {
        let names: Vec<_> = by_then.iter().map(|life| life.name()).collect();
        why.push(format!(
            "None of the faults that had begun by its onset brings it by itself: {}.",
            listed(&names)
        ));
    } else {
        why.push(format!(
            "No cause that brings it was there at its onset; what {} left behind may have.",
            listed(&names)
        ));
    }
    why
}

/// What recovery itself did a little before an onset: it costs something too.
fn after_recovery(story: &Story<'_>, onset: Time) -> Option<String> {
    let recent = story.record.iter().rev().filter(|entry| entry.at <= onset);
    let mut recent = recent.take_while(|entry| onset.saturating_since(entry.at) <= AFTERMATH);
    let (at, what) = recent.find_map(|entry| match entry.transition {
        Transition::ProcessUp => Some((
            entry.at,
            "the app was up again, and a new process begins with cold caches".into(),
        )),
        Transition::ActionEnded(_, action, ActionOutcome::Completed) if empties_caches(action) => {
            Some((entry.at, format!("{action}, which empties caches that passes live on")))
        }
        _ => None,
    })?;
    let after = figures::span(onset.saturating_since(at));
    Some(format!("It began {after} after {what}."))
}

/// So long after a relaunch or a clean-up an onset is put beside it (choice: the multiplier is a mean of
/// ten seconds, and caches fill again within some swipes).
const AFTERMATH: Span = Span::from_secs(60);

const fn empties_caches(action: Action) -> bool {
    matches!(action, Action::SurgicalMemoryCleanup | Action::ClearNonEssentialCaches)
}

/// Every cause in a sentence: `Root cause: leak of image-cache at 4.1 MB/s.`
fn in_short(findings: &[Finding<'_, '_>]) -> String {
    let causes: Vec<_> = findings.iter().map(Finding::in_short).collect();
    let are_the_same = causes.windows(2).all(|pair| pair[0] == pair[1]);
    match causes.as_slice() {
        [] => String::new(),
        [first, ..] if are_the_same => format!("Root cause: {first}."),
        several => {
            let of = findings.iter().zip(several);
            let of: Vec<_> = of
                .map(|(finding, cause)| format!("of {}: {cause}", finding.showing.incident))
                .collect();
            format!("Root causes, {}.", of.join("; "))
        }
    }
}

/// The text with a capital at its beginning.
pub(super) fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + characters.as_str()
}
