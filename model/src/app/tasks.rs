//! Tasks that compute, wait and take locks. A deadlock here is a real cycle, not a flag.

use firedrill_sim::{Agenda, Handle, Span, Time};

use super::sampler::work_span;
use super::{Lock, LockTable};
use crate::world::Event;

/// Names one task for as long as the app's process lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TaskId(pub u32);

/// What a task is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskKind {
    /// The main thread handles a swipe.
    Swipe,
    /// One scoring pass.
    ScoringPass,
    /// A feed's answer is merged into the job store.
    FeedRefresh,
    /// The fault that holds a lock, with its number.
    LockHolder(usize),
}

/// One thing that a task does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stage {
    /// Takes a lock, waiting for it in order of arrival.
    Acquire(Lock),
    /// Gives it back.
    Release(Lock),
    /// Computes for this many milliseconds at the usual frequency on a core of its own.
    Compute(f64),
    /// Waits for something that is not a lock: storage, the network.
    Wait(Span),
}

/// A task that ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Finished {
    /// What it was.
    pub kind: TaskKind,
    /// From its start to its end, waiting included.
    pub took: Span,
}

/// Runs the app's tasks on the cores.
#[derive(Clone, Debug, Default)]
pub struct Executor {
    tasks: Vec<Task>,
    locks: LockTable,
    next_id: u32,
    speed: f64,
    /// Wall-clock time cores spent computing since last asked.
    busy: Span,
    ready: Vec<TaskId>,
    finished: Vec<Finished>,
    deadlocks: u32,
}

#[derive(Clone, Debug)]
struct Task {
    id: TaskId,
    kind: TaskKind,
    stages: [Option<Stage>; MAX_STAGES],
    next_stage: usize,
    started: Time,
    state: State,
}

#[derive(Clone, Copy, Debug)]
enum State {
    Ready,
    Waiting { handle: Handle },
    Blocked { on: Lock, since: Time },
    Computing { handle: Handle, since: Time, left_ms: f64 },
}

const MAX_STAGES: usize = 8;

impl Executor {
    /// No tasks, computing at `speed` times the usual frequency.
    pub fn new(speed: f64) -> Self {
        Self { speed, ..Self::default() }
    }

    /// Starts a task; it runs until it first has to wait.
    pub fn spawn(&mut self, kind: TaskKind, stages: &[Stage], agenda: &mut Agenda<Event>) {
        assert!(stages.len() <= MAX_STAGES, "a task has at most {MAX_STAGES} stages");
        let mut program = [None; MAX_STAGES];
        for (slot, stage) in program.iter_mut().zip(stages) {
            *slot = Some(*stage);
        }
        let id = TaskId(self.next_id);
        self.next_id += 1;
        let (started, state) = (agenda.now(), State::Ready);
        self.tasks.push(Task { id, kind, stages: program, next_stage: 0, started, state });
        self.ready.push(id);
        self.run_ready(agenda);
    }

    /// A computation or wait of this task ended.
    pub fn resume(&mut self, id: TaskId, agenda: &mut Agenda<Event>) {
        let Some(index) = self.index_of(id) else { return };
        if let State::Computing { since, .. } = self.tasks[index].state {
            self.busy += agenda.now() - since;
        }
        self.tasks[index].state = State::Ready;
        self.ready.push(id);
        self.run_ready(agenda);
    }

    /// Changes how fast computations go, from now on.
    pub fn set_speed(&mut self, speed: f64, agenda: &mut Agenda<Event>) {
        if speed == self.speed {
            return;
        }
        let (now, old) = (agenda.now(), self.speed);
        self.speed = speed;
        for task in &mut self.tasks {
            let State::Computing { handle, since, left_ms } = task.state else { continue };
            agenda.cancel(handle);
            self.busy += now - since;
            let done_ms = (now - since).as_millis_f64() * old;
            let left_ms = if done_ms < left_ms { left_ms - done_ms } else { 0.0 };
            let handle = agenda.after(work_span(left_ms, speed), Event::TaskReady(task.id));
            task.state = State::Computing { handle, since: now, left_ms };
        }
    }

    /// Cancels the tasks that `which` picks, given a task's kind and for how long it has held or
    /// waited for a lock. Their locks go to whoever waits.
    pub fn cancel(
        &mut self,
        agenda: &mut Agenda<Event>,
        mut which: impl FnMut(TaskKind, Option<Span>) -> bool,
    ) -> usize {
        let now = agenda.now();
        let mut cancelled = 0;
        let mut index = 0;
        while index < self.tasks.len() {
            let task = &self.tasks[index];
            let (id, kind) = (task.id, task.kind);
            let blocked = match task.state {
                State::Blocked { since, .. } => Some(now - since),
                _ => self.locks.held_since(id).map(|since| now - since),
            };
            if which(kind, blocked) {
                self.remove(index, agenda);
                cancelled += 1;
            } else {
                index += 1;
            }
        }
        self.run_ready(agenda);
        cancelled
    }

    /// The process ends: nothing runs, nothing is locked.
    pub fn clear(&mut self, agenda: &mut Agenda<Event>) {
        for task in &self.tasks {
            if let State::Waiting { handle } | State::Computing { handle, .. } = task.state {
                agenda.cancel(handle);
            }
        }
        self.tasks.clear();
        self.ready.clear();
        self.locks = LockTable::default();
    }

    /// The app was suspended for `span`: no task ran, and none was aware of it. Their events have
    /// been delayed alike.
    pub fn skip(&mut self, span: Span) {
        for task in &mut self.tasks {
            task.started += span;
            if let State::Blocked { since, .. } | State::Computing { since, .. } = &mut task.state {
                *since += span;
            }
        }
        self.locks.skip(span);
    }

    /// Tasks that ended since last asked, oldest first.
    pub fn take_finished(&mut self) -> Option<Finished> {
        if self.finished.is_empty() { None } else { Some(self.finished.remove(0)) }
    }

    /// Cycles that closed since last asked.
    pub fn take_deadlocks(&mut self) -> u32 {
        core::mem::take(&mut self.deadlocks)
    }

    /// Wall-clock time that cores spent computing since last asked.
    pub fn take_busy(&mut self) -> Span {
        core::mem::take(&mut self.busy)
    }

    /// How many tasks compute right now.
    pub fn computing(&self) -> usize {
        self.tasks.iter().filter(|task| matches!(task.state, State::Computing { .. })).count()
    }

    /// Since when a task of this kind has waited for a lock.
    pub fn blocked_since(&self, kind: TaskKind) -> Option<Time> {
        self.tasks.iter().filter(|task| task.kind == kind).find_map(|task| match task.state {
            State::Blocked { since, .. } => Some(since),
            _ => None,
        })
    }

    /// Since when a task of this kind has been running, whatever it does.
    pub fn running_since(&self, kind: TaskKind) -> Option<Time> {
        self.tasks.iter().find(|task| task.kind == kind).map(|task| task.started)
    }

    fn run_ready(&mut self, agenda: &mut Agenda<Event>) {
        while !self.ready.is_empty() {
            let id = self.ready.remove(0);
            self.run(id, agenda);
        }
    }

    /// Runs one task until it waits, computes or ends.
    fn run(&mut self, id: TaskId, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        while let Some(index) = self.index_of(id) {
            let task = &mut self.tasks[index];
            let Some(stage) = task.stages.get(task.next_stage).copied().flatten() else {
                let task = self.tasks.swap_remove(index);
                self.finished.push(Finished { kind: task.kind, took: now - task.started });
                return;
            };
            task.next_stage += 1;
            match stage {
                Stage::Compute(ms) => {
                    let handle = agenda.after(work_span(ms, self.speed), Event::TaskReady(id));
                    task.state = State::Computing { handle, since: now, left_ms: ms };
                    return;
                }
                Stage::Wait(span) => {
                    let handle = agenda.after(span, Event::TaskReady(id));
                    task.state = State::Waiting { handle };
                    return;
                }
                Stage::Acquire(lock) => {
                    if !self.locks.acquire(lock, id, now) {
                        task.state = State::Blocked { on: lock, since: now };
                        self.deadlocks += u32::from(self.closes_a_cycle(id));
                        return;
                    }
                }
                Stage::Release(lock) => self.release(lock, id, now),
            }
        }
    }

    fn release(&mut self, lock: Lock, id: TaskId, now: Time) {
        if let Some(heir) = self.locks.release(lock, id, now)
            && let Some(index) = self.index_of(heir)
        {
            self.tasks[index].state = State::Ready;
            self.ready.push(heir);
        }
    }

    /// Follows the wait-for graph from `start`: each task waits for at most one lock and each lock
    /// has at most one holder, so there is one path, and it either ends or comes back.
    fn closes_a_cycle(&self, start: TaskId) -> bool {
        let mut at = start;
        for _ in 0..=self.tasks.len() {
            let Some(index) = self.index_of(at) else { return false };
            let State::Blocked { on, .. } = self.tasks[index].state else { return false };
            let Some(holder) = self.locks.holder(on) else { return false };
            if holder == start {
                return true;
            }
            at = holder;
        }
        false
    }

    fn remove(&mut self, index: usize, agenda: &mut Agenda<Event>) {
        let task = self.tasks.remove(index);
        let now = agenda.now();
        match task.state {
            State::Waiting { handle } => {
                agenda.cancel(handle);
            }
            State::Computing { handle, since, .. } => {
                agenda.cancel(handle);
                self.busy += now - since;
            }
            State::Ready | State::Blocked { .. } => {}
        }
        self.locks.forget_waiter(task.id);
        for lock in Lock::ALL {
            if self.locks.holder(lock) == Some(task.id) {
                self.release(lock, task.id, now);
            }
        }
    }

    fn index_of(&self, id: TaskId) -> Option<usize> {
        self.tasks.iter().position(|task| task.id == id)
    }
}
