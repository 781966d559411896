//! Locks: a track a lock with who holds it, a track a kind of task with what it waits for.

use std::collections::BTreeMap;

use firedrill_model::Transition;
use firedrill_model::app::{Lock, LockChange, LockNote, TaskId, TaskKind, WaitGraph};
use firedrill_scenarios::Outcome;
use firedrill_sim::Time;

use super::tracks::{Point, TrackId, Tracks};

/// Holds, waits and deadlocks. A flow leads from who held a lock to who waited for it, and on to what
/// they held in their turn.
pub(super) fn show(tracks: &mut Tracks, group: TrackId, outcome: &Outcome) {
    let mut locks = Locks::on(tracks, group);
    let mut notes = outcome.locks.iter().peekable();
    for entry in outcome.record.iter().flatten() {
        if entry.transition == Transition::Deadlocked {
            while let Some(note) = notes.next_if(|note| note.at <= entry.at) {
                locks.follow(note, tracks);
            }
            locks.deadlocked(entry.at, tracks);
        }
    }
    notes.for_each(|note| locks.follow(note, tracks));
    locks.chains.values().for_each(|points| tracks.flow(points));
}

/// Who holds and waits, as it stands after a note.
struct Locks {
    group: TrackId,
    deadlocks: TrackId,
    holds: [TrackId; Lock::ALL.len()],
    /// By the name of a kind of task.
    waits: BTreeMap<String, TrackId>,
    held: BTreeMap<Lock, (TaskId, Point)>,
    waiting: BTreeMap<TaskId, (Lock, Point)>,
    names: BTreeMap<TaskId, String>,
    /// By the point of a wait: who held the lock, the wait, and the hold that it came to.
    chains: BTreeMap<usize, Vec<Point>>,
}

impl Locks {
    fn on(tracks: &mut Tracks, group: TrackId) -> Self {
        Self {
            group,
            deadlocks: tracks.track(group, "deadlocks"),
            holds: Lock::ALL.map(|lock| tracks.track(group, format!("{lock} held by"))),
            waits: BTreeMap::new(),
            held: BTreeMap::new(),
            waiting: BTreeMap::new(),
            names: BTreeMap::new(),
            chains: BTreeMap::new(),
        }
    }

    fn follow(&mut self, note: &LockNote, tracks: &mut Tracks) {
        self.names.insert(note.task, name(note));
        match note.change {
            LockChange::Waited(holder) => self.waits(note, holder, tracks),
            LockChange::Taken => self.takes(note, tracks),
            LockChange::GaveUp => {
                if let Some((_, wait)) = self.waiting.remove(&note.task) {
                    tracks.note(wait, "given up", true);
                    tracks.end(wait, note.at);
                }
            }
            LockChange::Released => {
                if let Some((_, hold)) = self.held.remove(&note.lock) {
                    tracks.end(hold, note.at);
                }
            }
        }
    }

    fn waits(&mut self, note: &LockNote, holder: TaskId, tracks: &mut Tracks) {
        let (kind, group) = (kind(note.kind), self.group);
        let track = *self
            .waits
            .entry(kind)
            .or_insert_with_key(|kind| tracks.track(group, format!("{kind} waits for")));
        let wait = tracks.begin(track, note.at, note.lock.name());
        tracks.note(wait, "task", u64::from(note.task.0));
        if let Some(name) = self.names.get(&holder) {
            tracks.note(wait, "held by", name.clone());
        }
        let held_by = self.held.get(&note.lock).map(|(_, hold)| *hold);
        self.chains.insert(wait.0, held_by.into_iter().chain([wait]).collect());
        self.waiting.insert(note.task, (note.lock, wait));
    }

    fn takes(&mut self, note: &LockNote, tracks: &mut Tracks) {
        let hold = tracks.begin(self.holds[note.lock.index()], note.at, kind(note.kind));
        tracks.note(hold, "task", u64::from(note.task.0));
        self.held.insert(note.lock, (note.task, hold));
        if let Some((_, wait)) = self.waiting.remove(&note.task) {
            tracks.end(wait, note.at);
            self.chains.entry(wait.0).or_default().push(hold);
        }
    }

    /// Some tasks have just come to wait for one another.
    fn deadlocked(&self, at: Time, tracks: &mut Tracks) {
        let point = tracks.instant(self.deadlocks, at, "deadlock");
        let mut graph = WaitGraph::new();
        self.held.iter().for_each(|(lock, (task, _))| graph.hold(*task, lock.id()));
        self.waiting.iter().for_each(|(task, (lock, _))| graph.wait(*task, lock.id()));
        let newest = graph.deadlocked().last().copied();
        let Some(cycle) = newest.and_then(|task| graph.cycle_through(task)) else { return };
        for (index, task) in cycle.iter().enumerate() {
            let (Some(name), Some((lock, _))) = (self.names.get(task), self.waiting.get(task))
            else {
                continue;
            };
            tracks.note(point, format!("cycle {}", index + 1), format!("{name} waits for {lock}"));
        }
    }
}

/// `feed refresh 12`
fn name(note: &LockNote) -> String {
    format!("{} {}", kind(note.kind), note.task.0)
}

/// A kind of task in words.
pub(crate) fn kind(kind: TaskKind) -> String {
    let of_fault = |what: &str, fault: usize| format!("{what} of fault {}", fault + 1);
    match kind {
        TaskKind::Swipe => "swipe".to_owned(),
        TaskKind::ScoringPass => "scoring pass".to_owned(),
        TaskKind::PassOnTheMainThread => "scoring pass on the main thread".to_owned(),
        TaskKind::FeedRefresh => "feed refresh".to_owned(),
        TaskKind::DeckRead => "deck read".to_owned(),
        TaskKind::LockHolder(fault) => of_fault("long hold", fault),
        TaskKind::ShortWrite(fault) => of_fault("short write", fault),
        TaskKind::Compaction(fault) => of_fault("compaction", fault),
        TaskKind::Hang(fault) => of_fault("hang", fault),
    }
}
