//! Traces of runs made by hand, read back.

use std::collections::BTreeMap;
use std::fmt::Write;

use firedrill_model::Transition;
use firedrill_model::app::{Lock, LockChange, LockNote, TaskId, TaskKind};
use firedrill_model::nouns::{Action, ActionOutcome, Command, CommandId, IncidentType, Purpose};
use firedrill_scenarios::{Entry, Outcome, Plan};
use firedrill_sim::{Digest, Span, Time};
use prost::Message;

use super::proto::{EventType, Trace, TrackEvent};
use super::trace;
use crate::examples::{self, snapshot};
use crate::reproduction::Reproduction;

fn bytes(plan: &Plan, outcome: &Outcome) -> Vec<u8> {
    trace(plan, outcome, &Reproduction::of_seed("memory-leak-critical", plan.seed))
}

/// A line a track and a line an event.
fn readable(bytes: &[u8]) -> String {
    let trace = Trace::decode(bytes).unwrap();
    let (mut names, mut text) = (BTreeMap::new(), String::new());
    for packet in &trace.packet {
        if let Some(track) = &packet.track_descriptor {
            let own = track.name.clone().or(track.process.clone().and_then(|it| it.process_name));
            let parent = names.get(&track.parent_uuid()).map(|parent| format!("{parent}/"));
            let path = parent.unwrap_or_default() + &own.unwrap();
            let unit = track
                .counter
                .as_ref()
                .map(|it| format!(" in {:?} {:?}", it.unit(), it.unit_name()));
            writeln!(text, "track {path}{}", unit.unwrap_or_default()).unwrap();
            names.insert(track.uuid(), path);
        }
        if let Some(event) = &packet.track_event {
            let name = names[&event.track_uuid()].split_once('/').unwrap().1;
            let at = Time::from_nanos(packet.timestamp());
            writeln!(text, "{at} {name}: {}", said(event)).unwrap();
        }
    }
    text
}

fn said(event: &TrackEvent) -> String {
    let mut text = match event.r#type() {
        EventType::Unspecified => unreachable!("every event has a type"),
        EventType::SliceBegin => format!("begins {:?}", event.name()),
        EventType::SliceEnd => "ends".to_owned(),
        EventType::Instant => format!("instant {:?}", event.name()),
        EventType::Counter => match event.double_counter_value {
            Some(value) => value.to_string(),
            None => event.counter_value().to_string(),
        },
    };
    for note in &event.debug_annotations {
        let value = note.string_value.clone();
        let value = value.or(note.uint_value.map(|value| value.to_string()));
        let value = value.or(note.double_value.map(|value| value.to_string()));
        let value = value.or(note.bool_value.map(|value| value.to_string()));
        write!(text, "; {} = {}", note.name(), value.unwrap()).unwrap();
    }
    event.flow_ids.iter().for_each(|flow| write!(text, " →{flow}").unwrap());
    event.terminating_flow_ids.iter().for_each(|flow| write!(text, " →|{flow}").unwrap());
    text
}

/// The lines about one track.
fn on_track(text: &str, track: &str) -> Vec<String> {
    let events = text.lines().filter(|line| !line.starts_with("track "));
    let events = events.filter_map(|line| line.split_once(&format!(" {track}: ")));
    events.map(|(at, what)| format!("{at} {what}")).collect()
}

#[test]
fn a_short_run_reads_well() {
    let (plan, outcome) = examples::short_run();
    snapshot("trace", &readable(&bytes(&plan, &outcome)));
}

#[test]
fn the_same_run_has_the_same_bytes_on_every_machine() {
    let (plan, outcome) = examples::short_run();
    let bytes = bytes(&plan, &outcome);
    let mut digest = Digest::new();
    digest.absorb_bytes(&bytes);
    assert_eq!((bytes.len(), digest.value().to_string().as_str()), (3653, "0xe219f986418da737"));
}

#[test]
fn what_the_end_of_a_run_cuts_off_ends_there_and_says_so() {
    let (plan, mut outcome) = examples::short_run();
    // The protocol broke down while the clean-up was under way.
    outcome.record = outcome.record.map(|record| {
        record.into_iter().filter(|entry| entry.at <= Time::ZERO + Span::from_secs(80)).collect()
    });
    outcome.simulated = Span::from_secs(82);
    let text = readable(&bytes(&plan, &outcome));
    assert_eq!(
        on_track(&text, "steps/immediate actions"),
        [
            "01m20.000s begins \"surgical-memory-cleanup\"; command = 1; \
             incident = memory-leak-emergency; unfinished = true →2",
            "01m22.000s ends",
        ]
    );
    assert_eq!(text.matches(" begins ").count(), text.matches(": ends\n").count());
}

#[test]
fn an_arrow_never_leads_back_in_time() {
    let (plan, mut outcome) = examples::short_run();
    // All was well before anybody noticed.
    let incident = &mut outcome.judgement.incidents[0];
    incident.restoration = Some(Time::ZERO + Span::from_secs(76));
    let text = readable(&bytes(&plan, &outcome));
    let through: Vec<_> =
        text.lines().filter(|line| line.contains("→2") || line.contains("→|2")).collect();
    let at: Vec<_> = through.iter().map(|line| line.split(": ").next().unwrap()).collect();
    assert_eq!(
        at,
        [
            "01m16.000s judge/onset, detection, response, restoration",
            "01m19.000s judge/onset, detection, response, restoration",
            "01m20.000s steps/immediate actions",
        ]
    );
}

#[test]
fn a_run_without_a_record_still_shows_what_the_judge_concluded() {
    let (plan, mut outcome) = examples::short_run();
    outcome.record = None;
    let text = readable(&bytes(&plan, &outcome));
    assert!(text.contains("judge/incidents: begins"));
    assert!(!text.contains("/device/"));
}

#[test]
fn a_title_cannot_move_anything() {
    let (mut plan, outcome) = examples::short_run();
    plan.title = "a\u{1b}[2J\u{202e}\0b".to_owned();
    let text = readable(&bytes(&plan, &outcome));
    let hidden = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
    assert!(text.contains(r"a\\u{1b}[2J\\u{202e}\\u{0}b") && !text.contains(hidden), "{text}");
}

/// Commands as they were asked for and ended, in seconds.
fn steps(transitions: &[(u64, Transition)]) -> Vec<String> {
    let (plan, mut outcome) = examples::short_run();
    let entries: Vec<Entry> = transitions
        .iter()
        .map(|(secs, transition)| examples::entry_at_second((*secs, transition)))
        .collect();
    outcome.record = Some(entries);
    outcome.judgement.incidents.clear();
    let text = readable(&bytes(&plan, &outcome));
    let steps = text.lines().filter(|line| line.contains(" steps/immediate actions"));
    steps.map(|line| line.replace("; incident = memory-leak-emergency", "")).collect()
}

fn asked(id: u64, action: Action) -> Transition {
    let incident = IncidentType::MemoryLeakEmergency;
    let purpose = Purpose::Immediate;
    Transition::ActionAsked(Command { id: CommandId(id), action, incident, purpose })
}

fn ended(id: u64, action: Action) -> Transition {
    Transition::ActionEnded(CommandId(id), action, ActionOutcome::Completed)
}

#[test]
fn steps_that_overlap_have_a_lane_each_and_those_that_follow_share_one() {
    let (flush, clear) = (Action::FlushDataBuffers, Action::ClearNonEssentialCaches);
    let lines = steps(&[
        (1, asked(1, flush)),
        (2, asked(2, clear)),
        (3, ended(1, flush)),
        (3, asked(3, flush)),
        (4, ended(2, clear)),
        (5, ended(3, flush)),
    ]);
    assert_eq!(
        lines[..],
        [
            "00m01.000s steps/immediate actions: begins \"flush-data-buffers\"; command = 1; outcome = completed",
            "00m02.000s steps/immediate actions (2): begins \"clear-non-essential-caches\"; command = 2; outcome = completed",
            "00m03.000s steps/immediate actions: ends",
            "00m03.000s steps/immediate actions: begins \"flush-data-buffers\"; command = 3; outcome = completed",
            "00m04.000s steps/immediate actions (2): ends",
            "00m05.000s steps/immediate actions: ends",
        ]
    );
}

#[test]
fn a_step_is_lost_with_its_process_unless_it_is_done_from_outside() {
    let (flush, restart) = (Action::FlushDataBuffers, Action::RestartApp);
    let lines = steps(&[
        (1, asked(1, flush)),
        (1, asked(2, restart)),
        (2, Transition::Jetsammed { swipes_lost: 0 }),
        // The relaunched protocol counts anew.
        (6, asked(1, flush)),
        (7, ended(2, restart)),
        (8, ended(1, flush)),
    ]);
    let said: Vec<_> =
        lines[..].iter().map(|line| line.replace("steps/immediate actions", "")).collect();
    assert_eq!(
        said,
        [
            "00m01.000s : begins \"flush-data-buffers\"; command = 1; outcome = lost with the process",
            "00m01.000s  (2): begins \"restart-app\"; command = 2; outcome = completed",
            "00m02.000s : ends",
            "00m06.000s : begins \"flush-data-buffers\"; command = 1; outcome = completed",
            "00m07.000s  (2): ends",
            "00m08.000s : ends",
        ]
    );
}

#[test]
fn slices_without_a_duration_end_before_the_next_begins() {
    let flush = Action::FlushDataBuffers;
    let at_once = [1, 2, 3].map(|id| [(1, asked(id, flush)), (1, ended(id, flush))]).concat();
    let lines = steps(&at_once);
    let what: Vec<_> = lines.iter().map(|line| line.contains("begins")).collect();
    assert_eq!(what, [true, false, true, false, true, false]);
}

#[test]
fn a_deadlock_shows_its_cycle_and_flows_lead_to_who_holds_what_is_waited_for() {
    let (plan, mut outcome) = examples::short_run();
    outcome.judgement.incidents.clear();
    outcome.record = Some(vec![examples::entry_at_second((3, &Transition::Deadlocked))]);
    let (pass, refresh) = (TaskKind::ScoringPass, TaskKind::FeedRefresh);
    let (store, cache) = (Lock::JobStore, Lock::ScoreCache);
    let note = |secs, lock, task, kind, change| LockNote {
        at: Time::ZERO + Span::from_secs(secs),
        lock,
        task: TaskId(task),
        kind,
        change,
    };
    outcome.locks = vec![
        note(1, store, 7, refresh, LockChange::Taken),
        note(1, cache, 8, pass, LockChange::Taken),
        note(2, store, 8, pass, LockChange::Waited(TaskId(7))),
        note(3, cache, 7, refresh, LockChange::Waited(TaskId(8))),
        // The pass is cancelled, which frees the refresh.
        note(9, store, 8, pass, LockChange::GaveUp),
        note(9, cache, 8, pass, LockChange::Released),
        note(9, cache, 7, refresh, LockChange::Taken),
    ];
    let text = readable(&bytes(&plan, &outcome));
    let locks: Vec<_> = text
        .lines()
        .filter(|line| !line.starts_with("track "))
        .filter_map(|line| line.split_once(" locks and tasks/"))
        .map(|(at, what)| format!("{at} {what}"))
        .collect();
    assert_eq!(
        locks,
        [
            "00m01.000s job-store held by: begins \"feed refresh\"; task = 7; unfinished = true →1",
            "00m01.000s score-cache held by: begins \"scoring pass\"; task = 8 →2",
            "00m02.000s scoring pass waits for: begins \"job-store\"; task = 8; \
             held by = feed refresh 7; given up = true →|1",
            "00m03.000s deadlocks: instant \"deadlock\"; cycle 1 = scoring pass 8 waits for job-store; \
             cycle 2 = feed refresh 7 waits for score-cache",
            "00m03.000s feed refresh waits for: begins \"score-cache\"; task = 7; \
             held by = scoring pass 8 →2",
            "00m09.000s score-cache held by: ends",
            "00m09.000s scoring pass waits for: ends",
            "00m09.000s feed refresh waits for: ends",
            "00m09.000s score-cache held by: begins \"feed refresh\"; task = 7; unfinished = true →|2",
            "15m00.000s job-store held by: ends",
            "15m00.000s score-cache held by: ends",
        ]
    );
}
