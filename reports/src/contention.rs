//! Who held which lock and who waited for it meanwhile, as the locks themselves noted it.

use std::collections::BTreeMap;
use std::ops::Range;

use firedrill_model::app::{Lock, LockChange, LockNote, TaskId, TaskKind, WaitGraph};
use firedrill_sim::{Span, Time};

use crate::figures;
use crate::trace::task;

/// A time for which a task held a lock.
#[derive(Clone, Debug)]
pub(crate) struct Hold {
    pub(crate) lock: Lock,
    pub(crate) kind: TaskKind,
    pub(crate) from: Time,
    /// When it gave it back; `None` to the end.
    pub(crate) until: Option<Time>,
    /// Who waited for it meanwhile, in order of arrival.
    pub(crate) waits: Vec<Wait>,
}

/// A time for which a task waited for the lock while another held it.
#[derive(Clone, Debug)]
pub(crate) struct Wait {
    task: TaskId,
    pub(crate) kind: TaskKind,
    pub(crate) from: Time,
    /// When the holder let go, or it gave up; `None` to the end.
    until: Option<Time>,
}

impl Wait {
    /// How long it took, in a run that ends at `end`.
    pub(crate) fn lasted(&self, end: Time) -> Span {
        self.until.unwrap_or(end).saturating_since(self.from)
    }
}

impl Hold {
    /// Every hold, in order of their begin.
    pub(crate) fn all(notes: &[LockNote]) -> Vec<Self> {
        let mut holds: Vec<Self> = vec![];
        let mut open: BTreeMap<Lock, usize> = BTreeMap::new();
        let mut queues: BTreeMap<Lock, Vec<(TaskId, TaskKind)>> = BTreeMap::new();
        for note in notes {
            let queue = queues.entry(note.lock).or_default();
            let mut hold = open.get(&note.lock).and_then(|index| holds.get_mut(*index));
            let wait = |(task, kind)| Wait { task, kind, from: note.at, until: None };
            match note.change {
                LockChange::Waited(_) => {
                    queue.push((note.task, note.kind));
                    if let Some(hold) = &mut hold {
                        hold.waits.push(wait((note.task, note.kind)));
                    }
                }
                LockChange::GaveUp => {
                    queue.retain(|(task, _)| *task != note.task);
                    if let Some(hold) = &mut hold {
                        hold.stop_waiting(note.at, |wait| wait.task == note.task);
                    }
                }
                LockChange::Released => {
                    if let Some(hold) = &mut hold {
                        hold.until = Some(note.at);
                        hold.stop_waiting(note.at, |_| true);
                    }
                    open.remove(&note.lock);
                }
                LockChange::Taken => {
                    queue.retain(|(task, _)| *task != note.task);
                    open.insert(note.lock, holds.len());
                    let waits = queue.iter().copied().map(wait).collect();
                    let (lock, kind, from) = (note.lock, note.kind, note.at);
                    holds.push(Self { lock, kind, from, until: None, waits });
                }
            }
        }
        holds
    }

    /// How much of the window it takes.
    pub(crate) fn within(&self, window: &Range<Time>) -> Span {
        let until = self.until.map_or(window.end, |until| until.min(window.end));
        until.saturating_since(self.from.max(window.start))
    }

    fn stop_waiting(&mut self, at: Time, is_over: impl Fn(&Wait) -> bool) {
        for wait in self.waits.iter_mut().filter(|wait| wait.until.is_none() && is_over(wait)) {
            wait.until = Some(at);
        }
    }
}

/// Who waits, each kind of task once: `a swipe and a scoring pass ×3`.
pub(crate) fn waiters<'a>(waits: impl Iterator<Item = &'a Wait>) -> String {
    let mut kinds: Vec<(String, usize)> = vec![];
    for wait in waits {
        let kind = task(wait.kind);
        match kinds.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, times)) => *times += 1,
            None => kinds.push((kind, 1)),
        }
    }
    let named = kinds.into_iter().map(|(kind, times)| match times {
        1 => format!("a {kind}"),
        times => format!("a {kind} ×{times}"),
    });
    figures::listed(&named.collect::<Vec<_>>())
}

/// Who waits for whom at a deadlock, once around the cycle: `a feed refresh holds job-store and waits
/// for score-cache, …`; nothing where no locks were noted.
pub(crate) fn cycle(notes: &[LockNote], at: Time) -> Option<String> {
    let mut held: BTreeMap<Lock, TaskId> = BTreeMap::new();
    let mut waiting: BTreeMap<TaskId, (Lock, TaskKind)> = BTreeMap::new();
    for note in notes.iter().take_while(|note| note.at <= at) {
        match note.change {
            LockChange::Waited(_) => drop(waiting.insert(note.task, (note.lock, note.kind))),
            LockChange::GaveUp => drop(waiting.remove(&note.task)),
            LockChange::Released => drop(held.remove(&note.lock)),
            LockChange::Taken => {
                waiting.remove(&note.task);
                held.insert(note.lock, note.task);
            }
        }
    }
    let mut graph = WaitGraph::new();
    held.iter().for_each(|(lock, task)| graph.hold(*task, lock.id()));
    waiting.iter().for_each(|(task, (lock, _))| graph.wait(*task, lock.id()));
    let cycle = graph.cycle_through(*graph.deadlocked().last()?)?;
    let of = |index: usize| {
        let waits = waiting.get(cycle.get(index)?)?;
        // It holds what the one before it in the cycle waits for.
        let before = cycle.get((index + cycle.len() - 1) % cycle.len())?;
        let (holds, _) = waiting.get(before)?;
        Some(format!("a {} holds {holds} and waits for {}", task(waits.1), waits.0))
    };
    let said: Vec<_> = (0..cycle.len()).filter_map(of).collect();
    (!said.is_empty()).then(|| said.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::lock_notes;

    #[test]
    fn a_hold_knows_who_waited_for_it_and_for_how_long() {
        let notes = lock_notes();
        let holds = Hold::all(&notes);
        let said = |hold: &Hold| {
            let lasted = hold.waits.iter().map(|wait| wait.lasted(at_second(20)).as_secs_f64());
            (hold.lock.name(), task(hold.kind), lasted.collect::<Vec<_>>())
        };
        assert_eq!(
            holds.iter().map(said).collect::<Vec<_>>(),
            [
                ("job-store", "feed refresh".to_owned(), vec![7.0, 15.0]),
                ("score-cache", "scoring pass".to_owned(), vec![6.0]),
                ("score-cache", "feed refresh".to_owned(), vec![]),
            ]
        );
        assert_eq!(waiters(holds[0].waits.iter()), "a scoring pass and a swipe");
        assert_eq!(waiters(holds[0].waits[..1].iter().cycle().take(3)), "a scoring pass ×3");
    }

    #[test]
    fn who_was_in_the_queue_waits_for_the_next_holder_too() {
        let mut notes = lock_notes();
        let (refresh, swipe) = (notes[0], notes[4]);
        notes.push(LockNote { change: LockChange::Released, at: at_second(12), ..refresh });
        notes.push(LockNote { change: LockChange::Taken, at: at_second(12), ..swipe });
        let holds = Hold::all(&notes);
        assert_eq!(holds[0].waits[1].lasted(at_second(20)), Span::from_secs(7));
        assert_eq!((holds[3].kind, holds[3].waits.len()), (TaskKind::Swipe, 0));
    }

    #[test]
    fn a_cycle_says_of_each_what_it_holds_and_what_it_waits_for() {
        let expected = "a scoring pass holds score-cache and waits for job-store, \
                        a feed refresh holds job-store and waits for score-cache";
        assert_eq!(cycle(&lock_notes(), at_second(3)).unwrap(), expected);
        assert_eq!(cycle(&lock_notes(), at_second(2)), None);
        assert_eq!(cycle(&[], at_second(3)), None);
    }

    fn at_second(secs: u64) -> Time {
        Time::ZERO + Span::from_secs(secs)
    }
}
