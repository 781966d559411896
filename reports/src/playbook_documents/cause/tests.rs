//! Which fault is named, and what is said where none can be.

use firedrill_judge::Showing;
use firedrill_model::app::LockNote;
use firedrill_model::faults::Fault;
use firedrill_model::nouns::{EmergencyStatus, IncidentType, Severity};
use firedrill_model::{Transition, Ui};
use firedrill_scenarios::{Outcome, Plan};
use firedrill_sim::{Span, Time};

use super::RootCause;
use super::chain::Stage;
use crate::examples;
use crate::playbook_documents::story::Story;
use crate::reproduction::Reproduction;

/// A leak from second 70, its onset at second 74, with more faults: what the plan says of each, the
/// second at which it begins, and the one at which it ends by itself.
fn with(more: &[(&str, u64, Option<u64>)]) -> (Plan, Outcome) {
    let (mut plan, mut outcome) = examples::short_run();
    let record = outcome.record.as_mut().unwrap();
    for (fault, begins, ends) in more {
        let index = plan.faults.len();
        plan.faults.push(serde_json::from_str::<Fault>(fault).unwrap());
        record.push(examples::entry_at_second((*begins, &Transition::FaultBegan(index))));
        if let Some(ends) = ends {
            let ended = Transition::FaultEnded(index, None);
            record.push(examples::entry_at_second((*ends, &ended)));
        }
    }
    record.sort_by_key(|entry| entry.at);
    (plan, outcome)
}

fn cause(plan: &Plan, outcome: &Outcome) -> RootCause {
    let reproduction = Reproduction::of_seed("memory-leak-critical", plan.seed);
    RootCause::of(&Story::all(plan, outcome, &reproduction)[0])
}

const SPIKE: &str = r#"{"at": "1s", "kind": "allocation-spike", "size": 83886080}"#;
const RADIO: &str = r#"{"at": "1s", "kind": "radio-drain", "power": "1W"}"#;
const JOBS: &str = r#"{"at": "1s", "kind": "bulk-job-load", "jobs": 8000}"#;
const FROZEN: &str = r#"{"at": "1s", "kind": "memory-warning-lost"}"#;

#[test]
fn the_only_fault_that_can_bring_it_is_the_root_cause_and_others_contribute() {
    let (plan, outcome) = with(&[(RADIO, 71, None), (FROZEN, 72, None), (SPIKE, 78, None)]);
    let cause = cause(&plan, &outcome);
    assert!(cause.causes[0].is_decided);
    assert_eq!(cause.causes[0].faults.len(), 1);
    assert_eq!(cause.causes[0].faults[0].kind, "leak");
    assert_eq!(
        cause.contributing_factors,
        [
            "Fault 2 (radio-drain of 1 W) was there at onset: nothing in the record ties it to \
             this incident.",
            "Fault 3 (memory-warning-lost) was there at onset: it keeps the app from hearing of \
             memory pressure.",
            "Fault 4 (allocation-spike of 80 MB) came 4.0 s after onset: it can bring \
             memory-leak-emergency too.",
        ]
    );
}

#[test]
fn of_two_that_can_bring_it_none_is_named() {
    let (plan, outcome) = with(&[(SPIKE, 60, None)]);
    let cause = cause(&plan, &outcome);
    assert!(!cause.causes[0].is_decided);
    let kinds: Vec<_> = cause.causes[0].faults.iter().map(|fault| fault.kind).collect();
    assert_eq!(kinds, ["leak", "allocation-spike"]);
    assert!(cause.causes[0].why[0].starts_with("The record does not decide"));
    assert!(cause.in_short.starts_with("Root cause: not decided by the record, perhaps fault 1 ("));
    assert_eq!(cause.explain, "firedrill explain memory-leak-critical@0x2a");
}

#[test]
fn who_brings_it_directly_comes_before_who_brings_it_by_the_way() {
    // A bulk load slows passes first of all, and takes memory besides.
    let (plan, outcome) = with(&[(JOBS, 60, None)]);
    let cause = cause(&plan, &outcome);
    assert!(cause.causes[0].is_decided);
    assert_eq!(cause.causes[0].faults[0].kind, "leak");
    assert!(cause.causes[0].why[1].ends_with("the only one that can bring it directly."));
    assert!(cause.contributing_factors[0].contains("it can bring memory-leak-emergency too"));
}

#[test]
fn a_fault_that_was_gone_by_the_onset_is_a_suspect_only() {
    let (mut plan, mut outcome) = with(&[(SPIKE, 60, Some(65))]);
    // Without the leak.
    let is_leaks = |transition: &Transition| {
        matches!(transition, Transition::FaultBegan(0) | Transition::FaultEnded(0, _))
    };
    outcome.record.as_mut().unwrap().retain(|entry| !is_leaks(&entry.transition));
    let suspected = cause(&plan, &outcome);
    assert!(!suspected.causes[0].is_decided);
    assert_eq!(suspected.causes[0].faults[0].kind, "allocation-spike");
    assert!(suspected.causes[0].why[1].contains("left behind may have"));

    plan.faults.clear();
    let record = outcome.record.as_mut().unwrap();
    record.retain(|entry| !matches!(entry.transition, Transition::FaultBegan(_)));
    let unbidden = cause(&plan, &outcome);
    assert!(unbidden.causes[0].is_decided && unbidden.causes[0].faults.is_empty());
    assert_eq!(unbidden.in_short, "Root cause: no fault but the conditions.");
}

#[test]
fn the_chain_goes_from_the_fault_to_the_restoration() {
    let (plan, outcome) = with(&[]);
    let chain = cause(&plan, &outcome).chain;
    let stages: Vec<_> = chain.iter().map(|link| link.stage).collect();
    let expected = [
        Stage::FaultBegan,
        Stage::Onset,
        Stage::Effect,
        Stage::Detection,
        Stage::Response,
        Stage::Action,
        Stage::CauseGone,
        Stage::Restoration,
    ];
    assert_eq!(stages, expected);
    assert!(chain.windows(2).all(|pair| pair[0].at <= pair[1].at));
}

#[test]
fn an_onset_shows_its_symptom_when_it_first_can_be_seen() {
    let (plan, mut outcome) = with(&[]);
    let instability = IncidentType::SystemInstability;
    let incident = &mut outcome.judgement.incidents[0];
    // The interface is blocked from second 76 on, which is a symptom some seconds later.
    let onset = Time::ZERO + Span::from_secs(76);
    incident.types.push(Showing { incident: instability, onset, worst: Severity::Critical });
    let record = outcome.record.as_mut().unwrap();
    let mut blocked = examples::entry_at_second((81, &Transition::FaultBegan(9)));
    blocked.truth.ui = Ui::Blocked(Span::from_secs(5));
    blocked.truth.pass_blocked = Span::from_secs(6);
    record.push(blocked);
    record.sort_by_key(|entry| entry.at);
    let chain = cause(&plan, &outcome).chain;
    let mut onsets = chain.iter().filter(|link| link.stage == Stage::Onset);
    let link = onsets.find(|link| link.what.starts_with("system-instability")).unwrap();
    let figures = link.figures.as_deref();
    let shown = "errors 0.0 %, interface blocked for 5.0 s, a pass stuck for 6.0 s, at 01m21.000s";
    assert_eq!(figures, Some(shown));
}

#[test]
fn only_levels_that_were_announced_are_said_to_have_acted() {
    use firedrill_model::nouns::EscalationLevel::{
        self, AutomaticRecovery, EmergencyRollback, ManualIntervention,
    };
    let factors = |levels: &[(u64, EscalationLevel)]| {
        let (plan, mut outcome) = with(&[]);
        outcome.judgement.incidents[0].escalation = EmergencyRollback;
        let record = outcome.record.as_mut().unwrap();
        let responding = record.iter().find_map(|entry| match entry.transition {
            Transition::StatusAnnounced(status) => Some(status),
            _ => None,
        });
        for (at, escalation) in levels {
            let status = EmergencyStatus { escalation: *escalation, ..responding.unwrap() };
            record.push(examples::entry_at_second((*at, &Transition::StatusAnnounced(status))));
        }
        record.sort_by_key(|entry| entry.at);
        cause(&plan, &outcome).contributing_factors.pop().unwrap()
    };
    assert_eq!(
        factors(&[(90, EmergencyRollback), (95, AutomaticRecovery), (96, EmergencyRollback)]),
        "The protocol escalated from level 1, automatic-recovery, to level 3, emergency-rollback."
    );
    assert_eq!(
        factors(&[(90, ManualIntervention), (95, EmergencyRollback)]),
        "The protocol escalated from level 1, automatic-recovery, to level 2, \
         manual-intervention, then to level 3, emergency-rollback."
    );
}

#[test]
fn the_chain_names_who_holds_a_lock_and_who_waits_for_it() {
    let (plan, mut outcome) = with(&[]);
    // The first note is of second 1, the onset is at second 74.
    let later = Span::from_secs(73);
    let notes = examples::lock_notes().into_iter();
    outcome.locks = notes.map(|note| LockNote { at: note.at + later, ..note }).collect();
    let record = outcome.record.as_mut().unwrap();
    record.push(examples::entry_at_second((76, &Transition::Deadlocked)));
    record.sort_by_key(|entry| entry.at);
    let chain = cause(&plan, &outcome).chain;
    let said: Vec<_> = chain.iter().map(|link| link.what.as_str()).collect();
    for expected in [
        "tasks waited for one another in a cycle: a scoring pass holds score-cache and waits for \
         job-store, a feed refresh holds job-store and waits for score-cache",
        "a scoring pass holds score-cache, and a feed refresh waits for it, for 6.0 s",
    ] {
        assert!(said.contains(&expected), "{expected}\n{said:#?}");
    }
    let hold = "a feed refresh holds job-store, and a scoring pass and a swipe wait for it, for ";
    assert!(said.iter().any(|said| said.starts_with(hold)), "{said:#?}");
}
