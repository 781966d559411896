//! Tasks run on cores, wait, sleep and take locks. A deadlock here is a real cycle, not a flag.

use firedrill_sim::{Agenda, Span, Time};

use super::lock_log::LockLog;
use super::sampler::work_span;
use super::task::{MAX_STAGES, Serial, State, Task};
use super::{
    Claimant, Lock, LockNote, LockTable, PerPriority, Signal, Stage, TaskId, TaskKind, WaitGraph,
};
use crate::world::Event;

/// A task that ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Finished {
    /// What it was.
    pub kind: TaskKind,
    /// From its start to its end, waiting included.
    pub took: Span,
}

/// Where all tasks ever started are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TaskAccounts {
    /// Ever started.
    pub started: u64,
    /// Came to their end.
    pub finished: u64,
    /// Cancelled, or gone with the process.
    pub cancelled: u64,
    /// Under way, or crashed and still holding something.
    pub present: u64,
}

/// Runs the app's tasks on the cores.
#[derive(Clone, Debug, Default)]
pub struct Executor {
    tasks: Vec<Task>,
    locks: LockTable,
    /// Room to draw who waits for whom.
    graph: WaitGraph,
    next_id: u32,
    speeds: PerPriority,
    deck_is_read: bool,
    /// Wall-clock time cores spent computing since last asked.
    busy: Span,
    ready: Vec<TaskId>,
    finished: Vec<Finished>,
    deadlocks: u32,
    accounts: TaskAccounts,
}

impl Executor {
    /// No tasks, computing at `speed` times the usual frequency.
    pub fn new(speed: f64) -> Self {
        Self { speeds: [speed; 3], ..Self::default() }
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
        self.accounts.started += 1;
        let has_to_queue = kind.serial().is_some_and(|serial| self.first_in(serial).is_some());
        let state = if has_to_queue { State::Queued } else { State::Ready };
        let started = agenda.now();
        self.tasks.push(Task { id, kind, stages: program, next_stage: 0, started, state });
        if !has_to_queue {
            self.ready.push(id);
        }
        self.run_ready(agenda);
    }

    /// A computation or wait of this task ended.
    pub fn resume(&mut self, id: TaskId, agenda: &mut Agenda<Event>) {
        let Some(index) = self.index_of(id) else { return };
        let now = agenda.now();
        if let State::Dozing { signal, .. } = self.tasks[index].state {
            // It does not look again: what was given meanwhile is missed.
            self.tasks[index].state = State::Asleep { signal, since: now };
            return;
        }
        if let State::Computing { since, .. } = self.tasks[index].state {
            self.busy += now - since;
        }
        self.tasks[index].state = State::Ready;
        self.ready.push(id);
        self.run_ready(agenda);
    }

    /// Changes how fast computations of each priority go, from now on.
    pub fn set_speeds(&mut self, speeds: PerPriority, agenda: &mut Agenda<Event>) {
        let old = core::mem::replace(&mut self.speeds, speeds);
        if speeds == old {
            return;
        }
        let now = agenda.now();
        for task in &mut self.tasks {
            let State::Computing { handle, since, left_ms } = task.state else { continue };
            let priority = task.kind.priority() as usize;
            if speeds[priority] == old[priority] {
                continue;
            }
            agenda.cancel(handle);
            self.busy += now - since;
            let done_ms = (now - since).as_millis_f64() * old[priority];
            let left_ms = if done_ms < left_ms { left_ms - done_ms } else { 0.0 };
            let span = work_span(left_ms, speeds[priority]);
            let handle = agenda.after(span, Event::TaskReady(task.id));
            task.state = State::Computing { handle, since: now, left_ms };
        }
    }

    /// Cancels the tasks that `which` picks, given a task's kind and for how long it has held or
    /// waited for a lock, slept or been dead. Their locks go to whoever waits.
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
            let stuck_since = task.stuck_since().or_else(|| self.locks.held_since(task.id));
            if which(task.kind, stuck_since.map(|since| now - since)) {
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
            task.forget_event(agenda);
        }
        self.accounts.cancelled += self.tasks.len() as u64;
        self.tasks.clear();
        self.ready.clear();
        self.deck_is_read = false;
        self.locks.clear(agenda.now());
    }

    /// What a signal stood for is no longer true.
    pub fn forget_the_deck(&mut self) {
        self.deck_is_read = false;
    }

    /// The app was suspended for `span`: no task ran, and none was aware of it. Their events have
    /// been delayed alike.
    pub fn skip(&mut self, span: Span) {
        for task in &mut self.tasks {
            task.started += span;
            if let State::Blocked { since }
            | State::Asleep { since, .. }
            | State::Crashed { since }
            | State::Computing { since, .. } = &mut task.state
            {
                *since += span;
            }
        }
        self.locks.skip(span);
    }

    /// Keeps notes of what tasks do with locks from now on.
    pub fn watch_locks(&mut self) {
        self.locks.log_mut().watch();
    }

    /// What tasks did with locks since it was last forgotten, if it is watched.
    pub fn lock_notes(&self) -> &[LockNote] {
        self.locks.log().notes()
    }

    /// Forgets what has been read.
    pub fn forget_lock_notes(&mut self) {
        self.locks.log_mut().forget();
    }

    /// A copy whose locks nobody watches.
    pub fn unwatched(&self) -> Self {
        let mut copy = self.clone();
        *copy.locks.log_mut() = LockLog::default();
        copy
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

    /// How many tasks of each priority compute right now.
    pub fn computing_by_priority(&self) -> PerPriority {
        let mut computing = [0.0; 3];
        for task in &self.tasks {
            if let State::Computing { .. } = task.state {
                computing[task.kind.priority() as usize] += 1.0;
            }
        }
        computing
    }

    /// How many tasks of this kind are there.
    pub fn count(&self, kind: TaskKind) -> usize {
        self.tasks.iter().filter(|task| task.kind == kind).count()
    }

    /// Since when a scoring pass has waited for a lock or a signal.
    pub fn pass_stuck_since(&self) -> Option<Time> {
        self.passes().filter_map(Task::stuck_since).min()
    }

    /// Since when a scoring pass has been running, whatever it does.
    pub fn pass_running_since(&self) -> Option<Time> {
        self.passes().map(|task| task.started).min()
    }

    /// Since when the main thread has owed somebody an answer, whatever it does or waits for.
    pub fn main_thread_busy_since(&self) -> Option<Time> {
        let on_it = self.tasks.iter().filter(|task| task.kind.is_on_the_main_thread());
        on_it.map(|task| task.started).min()
    }

    /// Where all tasks ever started are.
    pub fn accounts(&self) -> TaskAccounts {
        TaskAccounts { present: self.tasks.len() as u64, ..self.accounts }
    }

    fn passes(&self) -> impl Iterator<Item = &Task> {
        self.tasks.iter().filter(|task| task.kind.is_a_pass())
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
                self.accounts.finished += 1;
                return self.make_way(task.kind);
            };
            task.next_stage += 1;
            match stage {
                Stage::Compute(ms) => {
                    let speed = self.speeds[task.kind.priority() as usize];
                    let handle = agenda.after(work_span(ms, speed), Event::TaskReady(id));
                    task.state = State::Computing { handle, since: now, left_ms: ms };
                    return;
                }
                Stage::Wait(span) => {
                    let handle = agenda.after(span, Event::TaskReady(id));
                    task.state = State::Waiting { handle };
                    return;
                }
                Stage::Acquire(lock) => {
                    let claimant = Claimant { task: id, kind: task.kind };
                    if !self.locks.acquire(lock, claimant, now) {
                        task.state = State::Blocked { since: now };
                        self.deadlocks += u32::from(self.closes_a_cycle(id));
                        return;
                    }
                }
                Stage::Release(lock) => self.release(lock, id, now),
                Stage::CheckThenSleep(signal, missed) => {
                    let given =
                        signal == Signal::DeckIsRead && core::mem::take(&mut self.deck_is_read);
                    if !given {
                        task.state = match missed {
                            Span::ZERO => State::Asleep { signal, since: now },
                            missed => {
                                let handle = agenda.after(missed, Event::TaskReady(id));
                                State::Dozing { handle, signal }
                            }
                        };
                        return;
                    }
                }
                Stage::Give(signal) => self.give(signal),
                Stage::Crash => {
                    task.state = State::Crashed { since: now };
                    return;
                }
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

    fn give(&mut self, signal: Signal) {
        let sleeper = self.tasks.iter_mut().find(
            |task| matches!(task.state, State::Asleep { signal: awaited, .. } if awaited == signal),
        );
        match sleeper {
            Some(task) => {
                task.state = State::Ready;
                self.ready.push(task.id);
            }
            None => self.deck_is_read |= signal == Signal::DeckIsRead,
        }
    }

    /// Whether this task, which has just begun to wait, waits in the end for itself. Nobody can wait
    /// for a task that holds nothing.
    fn closes_a_cycle(&mut self, waiting: TaskId) -> bool {
        if self.locks.held_since(waiting).is_none() {
            return false;
        }
        self.locks.draw(&mut self.graph);
        self.graph.cycle_through(waiting).is_some()
    }

    fn remove(&mut self, index: usize, agenda: &mut Agenda<Event>) {
        let task = self.tasks.remove(index);
        let now = agenda.now();
        task.forget_event(agenda);
        if let State::Computing { since, .. } = task.state {
            self.busy += now - since;
        }
        self.accounts.cancelled += 1;
        self.locks.forget_waiter(task.id, now);
        for lock in Lock::ALL {
            if self.locks.holder(lock) == Some(task.id) {
                self.release(lock, task.id, now);
            }
        }
        self.make_way(task.kind);
    }

    /// A task left: the next one's turn has come where they run one after another.
    fn make_way(&mut self, kind: TaskKind) {
        let Some(serial) = kind.serial() else { return };
        if let Some(index) = self.first_in(serial)
            && let State::Queued = self.tasks[index].state
        {
            self.tasks[index].state = State::Ready;
            self.ready.push(self.tasks[index].id);
        }
    }

    /// The oldest task there.
    fn first_in(&self, serial: Serial) -> Option<usize> {
        let there = self.tasks.iter().enumerate();
        let there = there.filter(|(_, task)| task.kind.serial() == Some(serial));
        there.min_by_key(|(_, task)| task.id).map(|(index, _)| index)
    }

    fn index_of(&self, id: TaskId) -> Option<usize> {
        self.tasks.iter().position(|task| task.id == id)
    }
}

#[cfg(test)]
mod tests;
