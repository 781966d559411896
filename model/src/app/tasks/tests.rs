//! The executor alone, without a world around it.

use firedrill_sim::{Handler, Simulation};

use crate::app::LockChange;

use super::*;

/// An executor alone, and when its tasks ended.
#[derive(Clone, Debug)]
struct Bench {
    executor: Executor,
    ended_ms: Vec<(TaskKind, f64)>,
}

impl Handler for Bench {
    type Event = Event;

    fn handle(&mut self, event: Event, agenda: &mut Agenda<Event>) {
        let Event::TaskReady(task) = event else { panic!("nothing else was scheduled") };
        self.executor.resume(task, agenda);
        while let Some(finished) = self.executor.take_finished() {
            let now_ms = (agenda.now() - Time::ZERO).as_millis_f64();
            self.ended_ms.push((finished.kind, now_ms));
        }
    }
}

fn run(start: impl FnOnce(&mut Executor, &mut Agenda<Event>)) -> Bench {
    let bench = Bench { executor: Executor::new(1.0), ended_ms: Vec::new() };
    let mut simulation = Simulation::new(bench);
    simulation.with(|bench, agenda| start(&mut bench.executor, agenda));
    simulation.run_until(Time::ZERO + Span::from_secs(10));
    simulation.handler().clone()
}

const READ: TaskKind = TaskKind::DeckRead;
const PASS: TaskKind = TaskKind::ScoringPass;
const SWIPE: TaskKind = TaskKind::Swipe;

fn reading(gap_ms: u64) -> Bench {
    run(|executor, agenda| {
        let read = [Stage::Wait(Span::from_millis(5)), Stage::Give(Signal::DeckIsRead)];
        executor.spawn(READ, &read, agenda);
        let gap = Span::from_millis(gap_ms);
        let pass = [Stage::Compute(1.0), Stage::CheckThenSleep(Signal::DeckIsRead, gap)];
        executor.spawn(PASS, &pass, agenda);
    })
}

#[test]
fn a_signal_wakes_who_sleeps_and_is_lost_on_who_is_about_to() {
    assert_eq!(reading(0).ended_ms, [(READ, 5.0), (PASS, 5.0)]);
    assert_eq!(reading(3).ended_ms, [(READ, 5.0), (PASS, 5.0)], "asleep in time");
    let lost = reading(100);
    assert_eq!(lost.ended_ms, [(READ, 5.0)]);
    assert!(lost.executor.pass_stuck_since().is_some());
}

#[test]
fn the_main_thread_does_one_thing_after_another_and_others_do_not_wait_for_it() {
    let bench = run(|executor, agenda| {
        executor.spawn(SWIPE, &[Stage::Wait(Span::from_millis(10))], agenda);
        executor.spawn(SWIPE, &[Stage::Compute(2.0)], agenda);
        executor.spawn(PASS, &[Stage::Compute(1.0)], agenda);
        assert_eq!(executor.main_thread_busy_since(), Some(Time::ZERO));
    });
    assert_eq!(bench.ended_ms, [(PASS, 1.0), (SWIPE, 10.0), (SWIPE, 12.0)]);
    assert_eq!(bench.executor.main_thread_busy_since(), None);
}

#[test]
fn a_crashed_task_keeps_its_lock_until_it_is_cancelled() {
    let bench = run(|executor, agenda| {
        let lock = Lock::JobStore;
        executor.spawn(TaskKind::FeedRefresh, &[Stage::Acquire(lock), Stage::Crash], agenda);
        let swipe = [Stage::Acquire(lock), Stage::Release(lock)];
        executor.spawn(SWIPE, &swipe, agenda);
        assert!(executor.main_thread_busy_since().is_some());
        executor.cancel(agenda, |kind, _| kind == TaskKind::FeedRefresh);
        assert_eq!(executor.take_finished().map(|finished| finished.kind), Some(SWIPE));
    });
    let accounts = bench.executor.accounts();
    assert_eq!((accounts.started, accounts.finished, accounts.cancelled), (2, 1, 1));
}

#[test]
fn each_priority_computes_at_its_own_speed() {
    let bench = run(|executor, agenda| {
        executor.spawn(PASS, &[Stage::Compute(10.0)], agenda);
        executor.spawn(TaskKind::Compaction(0), &[Stage::Compute(10.0)], agenda);
        executor.set_speeds([1.0, 0.5, 0.01], agenda);
    });
    assert_eq!(bench.ended_ms, [(PASS, 20.0), (TaskKind::Compaction(0), 1000.0)]);
}

#[test]
fn a_pass_on_the_main_thread_is_a_main_thread_that_does_not_answer() {
    let bench = run(|executor, agenda| {
        executor.spawn(TaskKind::PassOnTheMainThread, &[Stage::Compute(300.0)], agenda);
        executor.spawn(SWIPE, &[Stage::Compute(1.0)], agenda);
        assert_eq!(executor.pass_running_since(), Some(Time::ZERO));
        assert_eq!(executor.main_thread_busy_since(), Some(Time::ZERO));
    });
    assert_eq!(bench.ended_ms, [(TaskKind::PassOnTheMainThread, 300.0), (SWIPE, 301.0)]);
}

/// Two tasks that take two locks in opposite orders, and what is noted of them in the end.
fn noted(is_watched: bool, end: impl FnOnce(&mut Executor, &mut Agenda<Event>)) -> Vec<LockNote> {
    let (first, second) = (Lock::JobStore, Lock::ScoreCache);
    let bench = Bench { executor: Executor::new(1.0), ended_ms: Vec::new() };
    let mut simulation = Simulation::new(bench);
    simulation.with(|bench, agenda| {
        if is_watched {
            bench.executor.watch_locks();
        }
        for (kind, own, other) in [(PASS, first, second), (READ, second, first)] {
            let stages = [Stage::Acquire(own), Stage::Compute(1.0), Stage::Acquire(other)];
            bench.executor.spawn(kind, &stages, agenda);
        }
    });
    simulation.run_until(Time::ZERO + Span::from_secs(1));
    simulation.with(|bench, agenda| end(&mut bench.executor, agenda));
    simulation.handler().executor.lock_notes().to_vec()
}

fn changes(notes: &[LockNote]) -> Vec<(TaskKind, Lock, LockChange)> {
    notes.iter().map(|note| (note.kind, note.lock, note.change)).collect()
}

#[test]
fn a_deadlock_is_noted_wait_by_wait() {
    let notes = noted(true, |_, _| {});
    let (first, second) = (Lock::JobStore, Lock::ScoreCache);
    assert_eq!(
        changes(&notes),
        [
            (PASS, first, LockChange::Taken),
            (READ, second, LockChange::Taken),
            (PASS, second, LockChange::Waited(TaskId(1))),
            (READ, first, LockChange::Waited(TaskId(0))),
        ]
    );
    let at_ms = notes.iter().map(|note| (note.at - Time::ZERO).as_millis_f64());
    assert_eq!(at_ms.collect::<Vec<_>>(), [0.0, 0.0, 1.0, 1.0]);
}

#[test]
fn what_a_cancelled_task_held_goes_to_who_waited_and_what_it_waited_for_is_given_up() {
    let notes = noted(true, |executor, agenda| {
        executor.cancel(agenda, |kind, _| kind == PASS);
    });
    let (first, second) = (Lock::JobStore, Lock::ScoreCache);
    assert_eq!(
        changes(&notes)[4..],
        [
            (PASS, second, LockChange::GaveUp),
            (PASS, first, LockChange::Released),
            (READ, first, LockChange::Taken),
        ]
    );
}

#[test]
fn nobody_holds_or_waits_for_anything_in_a_process_that_is_gone() {
    let notes = noted(true, |executor, agenda| executor.clear(agenda));
    let (first, second) = (Lock::JobStore, Lock::ScoreCache);
    assert_eq!(
        changes(&notes)[4..],
        [
            (READ, first, LockChange::GaveUp),
            (PASS, first, LockChange::Released),
            (PASS, second, LockChange::GaveUp),
            (READ, second, LockChange::Released),
        ]
    );
}

#[test]
fn locks_are_noted_only_for_who_watches_and_not_in_a_copy() {
    assert_eq!(noted(false, |executor, agenda| executor.clear(agenda)), []);
    let notes = noted(true, |executor, agenda| {
        let mut copy = executor.unwatched();
        copy.clear(agenda);
        assert_eq!(copy.lock_notes(), []);
        executor.forget_lock_notes();
    });
    assert_eq!(notes, []);
}
