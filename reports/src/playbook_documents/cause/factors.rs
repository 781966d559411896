//! "Contributing factors": what else was wrong while the incident lasted, and what held its end up.

use firedrill_model::Transition;
use firedrill_model::nouns::{EscalationLevel, NoticeId};
use firedrill_scenarios::Entry;
use firedrill_sim::Time;

use super::mechanism::Mechanism;
use super::{Finding, capitalised};
use crate::figures::{self, listed};
use crate::playbook_documents::actions::Actions;
use crate::playbook_documents::fault_lives::FaultLife;
use crate::playbook_documents::story::Story;

/// A sentence each: the other faults first, then what the response itself ran into.
pub(super) fn of(story: &Story<'_>, findings: &[Finding<'_, '_>]) -> Vec<String> {
    let is_cause = |life: &FaultLife<'_>| {
        let mut causes = findings.iter().flat_map(|finding| &finding.faults);
        causes.any(|cause| cause.index == life.index)
    };
    let (onset, end) = (story.incident.onset, story.end());
    let others = story.faults.iter();
    let others = others.filter(|life| !is_cause(life) && life.is_there_between(onset, end));
    let mut factors: Vec<_> = others.map(|life| of_fault(story, life)).collect();
    factors.extend(late_detection(story));
    factors.extend(failed_actions(story));
    factors.extend(lost_notices(story));
    factors.extend(interruptions(story));
    factors
}

fn of_fault(story: &Story<'_>, life: &FaultLife<'_>) -> String {
    let when = if life.is_there(story.incident.onset) {
        "was there at onset".to_owned()
    } else {
        let began = life.last_began(story.end()).unwrap_or(story.incident.onset);
        format!("came {}", story.after_onset(began))
    };
    let what = match Mechanism::of(life.fault.kind.spec()) {
        Mechanism::Worsens(what) => format!("it {what}"),
        Mechanism::Brings(types) => {
            let shown = story.incident.types.iter().map(|showing| showing.incident);
            let shown: Vec<_> = shown.filter(|incident| types.contains(incident)).collect();
            match shown.as_slice() {
                [] => "nothing in the record ties it to this incident".to_owned(),
                shown => {
                    let names: Vec<_> = shown.iter().map(ToString::to_string).collect();
                    format!("it can bring {} too", listed(&names))
                }
            }
        }
    };
    format!("{} {when}: {what}.", capitalised(&life.name()))
}

/// The share of the response time that went by before anybody knew.
fn late_detection(story: &Story<'_>) -> Option<String> {
    let Some(detected) = story.incident.detection else {
        return Some("The protocol never detected the incident.".to_owned());
    };
    let clock = story.incident.response_clock?;
    let waited = story.since_onset(detected);
    let is_late = waited.as_nanos() > clock.limit.as_nanos() / 2;
    let share = waited.as_secs_f64() / clock.limit.as_secs_f64() * 100.0;
    is_late.then(|| {
        format!(
            "Detection took {}, {share:.0} % of the response time of {}.",
            figures::span(waited),
            figures::span(clock.limit)
        )
    })
}

fn failed_actions(story: &Story<'_>) -> Option<String> {
    let taken = Actions::of(story.while_it_lasted()).into_taken();
    let failed: Vec<_> = taken
        .iter()
        .filter(|taken| taken.failed() > 0)
        .map(|taken| match taken.failed() {
            1 => taken.who_did_what(),
            times => format!("{} ({times} times)", taken.who_did_what()),
        })
        .collect();
    (!failed.is_empty()).then(|| format!("Actions failed: {}.", listed(&failed)))
}

fn lost_notices(story: &Story<'_>) -> Option<String> {
    match notices_lost(story.while_it_lasted()) {
        0 => None,
        lost => Some(format!("{} never arrived.", figures::plural(lost, "notice"))),
    }
}

/// Notices that never arrived, however often they were sent.
pub(in crate::playbook_documents) fn notices_lost(entries: &[Entry]) -> usize {
    let mut lost: Vec<NoticeId> = vec![];
    for entry in entries {
        match entry.transition {
            Transition::NoticeLost(notice) if !lost.contains(&notice.id) => lost.push(notice.id),
            Transition::NoticeDelivered(notice) => lost.retain(|id| *id != notice.id),
            _ => {}
        }
    }
    lost.len()
}

/// What happened to the process that nobody asked for, and levels above the automatic one.
fn interruptions(story: &Story<'_>) -> Vec<String> {
    let mut said = Vec::new();
    let mut count = |what: &str, is_it: fn(&Transition) -> bool| {
        let entries = story.while_it_lasted().iter();
        let times: Vec<Time> =
            entries.filter(|entry| is_it(&entry.transition)).map(|entry| entry.at).collect();
        match times.as_slice() {
            [] => {}
            [at] => said.push(format!("{what} at {at}.")),
            [first, ..] => said.push(format!("{what} {} times, first at {first}.", times.len())),
        }
    };
    count("The app crashed or was killed", |transition| {
        matches!(transition, Transition::ProcessDied { .. })
    });
    count("The system killed the app for its memory", |transition| {
        matches!(transition, Transition::Jetsammed { .. })
    });
    count("The system suspended the app", |transition| {
        matches!(transition, Transition::ProcessSuspended)
    });
    said.extend(escalation(story));
    said
}

/// The way up, if it went above the automatic level: only the levels that were announced, for some are
/// passed over.
fn escalation(story: &Story<'_>) -> Option<String> {
    let highest = story.incident.escalation;
    if highest == EscalationLevel::AutomaticRecovery {
        return None;
    }
    let mut levels: Vec<EscalationLevel> = vec![];
    for entry in story.while_it_lasted() {
        match entry.transition {
            Transition::StatusAnnounced(status)
                if status.is_in_emergency_mode()
                    && levels.last().is_none_or(|last| *last < status.escalation) =>
            {
                levels.push(status.escalation);
            }
            _ => {}
        }
    }
    let said = |level: &EscalationLevel| format!("level {}, {level}", level.level());
    let words: Vec<_> = levels.iter().map(said).collect();
    Some(match words.as_slice() {
        [first, _, ..] => {
            format!("The protocol escalated from {first}, to {}.", words[1..].join(", then to "))
        }
        _ => format!("The incident came to escalation {}.", said(&highest)),
    })
}
