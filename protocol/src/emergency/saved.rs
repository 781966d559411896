//! What outlives the process: the protocol lives in the app, and goes down with it.
//!
//! Kept is what the next process cannot see for itself: that there is an emergency, how far it has
//! escalated, who was told what, and which instants were granted. Forgotten is whatever was true of the
//! process alone: measures, commands under way, evidence, and what the checklist showed.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::EmergencyRecoveryProtocol;
use super::description::Description;
use super::notices::Told;
use super::outbox::Outbox;
use super::procedures::{Case, Work};
use super::recurrence::Past;
use super::restarts::is_restart;
use super::state::{Emergency, Restart, Rollback, Stage};
use super::timer::{Deadlines, Timer, Timers};
use crate::action::Action;
use crate::baseline::Baseline;
use crate::boundary::Output;
use crate::escalation::EscalationLevel;
use crate::incident::{IncidentType, TriggerCondition};
use crate::notice::NoticeKind;
use crate::severity::Severity;
use crate::units::Timestamp;

/// The shape of the text. A process that finds another one was updated or rolled back meanwhile, and
/// cannot tell what the numbers in it meant.
const VERSION: u32 = 1;

/// More notices than any process sends; beyond it a counter has no room to count on.
const MOST_NOTICES: u64 = u64::MAX / 2;

/// The text, as a whole.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Paper {
    version: u32,
    saved_at: Timestamp,
    memory: Memory,
}

/// Everything that the next process is to know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Memory {
    /// What was said and has not arrived, and who knows of the emergency.
    outbox: Outbox,
    /// The baseline, if it was learnt.
    learnt: Option<Baseline>,
    invalid_baseline_reported: bool,
    is_of_old_version: bool,
    /// Whether the app is on its way down because it was restarted.
    restarting: bool,
    emergency: Option<Ongoing>,
    /// The emergency before.
    past: Option<Past>,
}

/// An emergency that goes on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ongoing {
    /// By [`IncidentType::index`].
    cases: [Option<OpenCase>; 4],
    level: EscalationLevel,
    severity: Severity,
    level_postponed: bool,
    /// A restart that was yet to be sent; whether it was flushed for is of the process.
    restart: Option<Action>,
    restart_retried: bool,
    configuration: Rollback,
    deaths: u8,
    /// Whether the checklist had held, and what was suspended was coming back.
    was_resuming: bool,
    strikes: u8,
    relapses: u8,
    slipped: bool,
    told: Told,
    described: Option<Description>,
    deadlines: Deadlines,
}

/// A case of it. What was under way for it ended with the process.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OpenCase {
    trigger: Option<TriggerCondition>,
    severity: Severity,
    opened_at: Timestamp,
    settled: bool,
    until: Option<Timestamp>,
    granted_until: Option<Timestamp>,
}

/// Why a text is nothing that this process could go on from.
#[derive(Debug, Error)]
pub(super) enum Unreadable {
    /// It was cut short, or somebody else wrote it.
    #[error("the saved state is no saved state: {0}")]
    Garbled(#[from] serde_json::Error),
    /// Another version of the app wrote it.
    #[error("the saved state is of version {0}, not {VERSION}")]
    OfAnotherVersion(u32),
    /// The device's clock was set back, or the text is not of this device.
    #[error("the saved state is of an instant that lies ahead")]
    FromTheFuture,
    /// Its parts contradict each other.
    #[error("the saved state contradicts itself: {0}")]
    Contradictory(&'static str),
}

impl Memory {
    /// What there is to keep of a protocol as it stands.
    pub(super) fn of(protocol: &EmergencyRecoveryProtocol) -> Self {
        let emergency = protocol.emergency.as_ref();
        Self {
            outbox: protocol.outbox,
            learnt: protocol.baselining.known.filter(|_| protocol.baselining.is_learnt),
            invalid_baseline_reported: protocol.baselining.is_reported,
            is_of_old_version: protocol.baselining.is_of_old_version,
            restarting: protocol.is_restarting(),
            past: protocol.past,
            emergency: emergency.map(|emergency| Ongoing::of(emergency, &protocol.timers)),
        }
    }

    /// The memory as text.
    fn write(self, saved_at: Timestamp) -> String {
        let paper = Paper { version: VERSION, saved_at, memory: self };
        // Numbers, words and lists of them can always be written; an empty text is nothing saved.
        serde_json::to_string(&paper).unwrap_or_default()
    }

    /// Reads a text of an earlier process of this app.
    pub(super) fn read(text: &str, now: Timestamp) -> Result<Self, Unreadable> {
        let Versioned { version } = serde_json::from_str(text)?;
        if version != VERSION {
            return Err(Unreadable::OfAnotherVersion(version));
        }
        let Paper { saved_at, memory, .. } = serde_json::from_str(text)?;
        if saved_at > now {
            return Err(Unreadable::FromTheFuture);
        }
        if memory.outbox.issued() > MOST_NOTICES {
            return Err(Unreadable::Contradictory("more notices were sent than there can be"));
        }
        if memory.past.is_some_and(|past| past.ended_at > saved_at) {
            return Err(Unreadable::FromTheFuture);
        }
        memory.emergency.map_or(Ok(()), |emergency| emergency.check(saved_at))?;
        Ok(memory)
    }
}

/// The one thing that every version of the text has in common.
#[derive(Deserialize)]
struct Versioned {
    version: u32,
}

impl Ongoing {
    /// Who adds to an emergency decides here whether it outlives the process.
    fn of(emergency: &Emergency, timers: &Timers) -> Self {
        let Emergency {
            cases,
            level,
            severity,
            stage,
            restart,
            restart_retried,
            configuration,
            deaths,
            level_postponed,
            told,
            described,
            resumption,
            // Of the process alone: what it was doing, and what came of it.
            responding: _,
            acted_at: _,
            worsening: _,
            keep_cool: _,
            resuspend: _,
        } = emergency;
        Self {
            cases: cases.map(|case| case.map(OpenCase::of)),
            level: *level,
            severity: *severity,
            level_postponed: *level_postponed,
            restart: restart.wanted(),
            restart_retried: *restart_retried,
            configuration: *configuration,
            deaths: *deaths,
            was_resuming: matches!(stage, Stage::Resuming(_)),
            strikes: resumption.strikes,
            relapses: resumption.relapses,
            slipped: resumption.slipped,
            told: *told,
            described: *described,
            deadlines: timers.deadlines(),
        }
    }

    fn check(&self, saved_at: Timestamp) -> Result<(), Unreadable> {
        if self.restart.is_some_and(|restart| !is_restart(restart)) {
            return Err(Unreadable::Contradictory("what is called for restarts nothing"));
        }
        let mut cases = self.cases.iter().flatten().peekable();
        if cases.peek().is_none() {
            return Err(Unreadable::Contradictory("an emergency has at least one case"));
        }
        for case in cases {
            if case.opened_at > saved_at {
                return Err(Unreadable::FromTheFuture);
            }
            if case.severity > self.severity {
                return Err(Unreadable::Contradictory("no case is worse than its emergency"));
            }
        }
        Ok(())
    }

    /// The emergency in the new process: whatever was under way ended with the old one.
    fn resume(self, now: Timestamp) -> Option<Emergency> {
        let mut cases = IncidentType::ALL
            .into_iter()
            .filter_map(|incident| Some(self.cases[incident.index()]?.resume(incident)));
        let mut emergency = Emergency::begin(cases.next()?);
        for case in cases {
            emergency.cases[case.incident.index()] = Some(case);
        }
        emergency.level = self.level;
        emergency.severity = self.severity;
        emergency.level_postponed = self.level_postponed;
        emergency.restart = self.restart.map_or(Restart::NotNeeded, Restart::FlushThen);
        emergency.restart_retried = self.restart_retried;
        emergency.configuration = self.configuration;
        emergency.deaths = self.deaths;
        emergency.resumption.strikes = self.strikes;
        emergency.resumption.relapses = self.relapses;
        emergency.resumption.slipped = self.slipped;
        emergency.told = self.told;
        emergency.described = self.described;
        emergency.acted_at = now;
        emergency.responding = false;
        emergency.stage = if self.was_resuming { Stage::Resuming(None) } else { Stage::Verifying };
        Some(emergency)
    }
}

impl OpenCase {
    fn of(case: Case) -> Self {
        let Case {
            trigger,
            severity,
            opened_at,
            settled,
            until,
            granted_until,
            // Its place says which incident; how far its work had come is of the process.
            incident: _,
            work: _,
        } = case;
        Self { trigger, severity, opened_at, settled, until, granted_until }
    }

    fn resume(self, incident: IncidentType) -> Case {
        let Self { trigger, severity, opened_at, settled, until, granted_until } = self;
        let work = Work::Done;
        Case { incident, trigger, severity, opened_at, settled, work, until, granted_until }
    }
}

impl EmergencyRecoveryProtocol {
    /// What outlives the process, as text.
    pub(super) fn memory_as_text(&self) -> String {
        Memory::of(self).write(self.now)
    }

    /// Asks for the state to be saved if it is another than what was saved last.
    pub(super) fn save_if_changed(&mut self) -> Option<Output> {
        let memory = Memory::of(self);
        if memory == self.saved {
            return None;
        }
        self.saved = memory;
        Some(Output::Save)
    }

    /// A new process: all that is known is the briefing and what an earlier one saved.
    pub(super) fn start_anew(&mut self, now: Timestamp, saved: Option<&str>) {
        *self = Self::anew(self.playbook.clone(), self.briefed_with);
        self.now = now;
        // Notices are numbered over all processes, and nobody sends more than one a nanosecond.
        self.outbox.count_on_from(now.as_nanos().min(MOST_NOTICES / 2));
        // Nothing saved, or nothing that can be read: the status says so, which is announced anew. What is
        // the matter shows in samples again.
        if let Some(Ok(memory)) = saved.map(|text| Memory::read(text, now)) {
            self.remember(memory);
        }
    }

    fn remember(&mut self, memory: Memory) {
        self.saved = memory;
        self.outbox = memory.outbox;
        self.relaunching = memory.restarting;
        self.past = memory.past;
        self.remember_baseline(memory);
        let Some(ongoing) = memory.emergency else { return };
        self.emergency = ongoing.resume(self.now);
        self.grant_what_is_left(ongoing.deadlines);
    }

    /// What was learnt goes before what was briefed; no text makes it valid for longer than it could be.
    fn remember_baseline(&mut self, memory: Memory) {
        self.baselining.is_reported = memory.invalid_baseline_reported;
        self.baselining.is_of_old_version = memory.is_of_old_version;
        let longest = self.now + self.playbook.baseline.validity;
        if let Some(learnt) = memory.learnt {
            let valid_until = learnt.valid_until.min(longest);
            self.baselining.known = Some(Baseline { valid_until, ..learnt });
            self.baselining.is_learnt = true;
        }
    }

    /// Deadlines of before stand, those that passed meanwhile included. A text can bring one nearer
    /// than this process would set it, never put it off.
    fn grant_what_is_left(&mut self, deadlines: Deadlines) {
        let Deadlines { level, page } = deadlines;
        self.grant_automatic_recovery();
        if let Some(level) = level {
            let of = self.emergency.as_ref().map(|emergency| emergency.level);
            if let Some(of) = of.filter(|_| !self.timers.is_set(Timer::Level)) {
                self.grant_level(of);
            }
            let granted = self.timers.due(Timer::Level);
            self.timers.set(Timer::Level, granted.map_or(level, |granted| level.min(granted)));
        }
        if let Some(page) = page {
            let patience = self.playbook.notice(NoticeKind::Page).unanswered_for;
            let latest = self.now + patience.unwrap_or_default();
            self.timers.set(Timer::Page, page.min(latest));
        }
    }
}
