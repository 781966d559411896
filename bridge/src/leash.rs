//! Every process of a child that runs, so that whoever is interrupted can end them all at once, from any
//! thread, while others wait for their answers.

use std::collections::BTreeMap;
use std::io;
use std::process::{Child as Process, Command, ExitStatus};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::lines::Line;

/// Holds every running child that was started with it, or with a clone of it.
#[derive(Clone, Debug, Default)]
pub struct Leash {
    held: Arc<Mutex<Held>>,
}

#[derive(Debug, Default)]
struct Held {
    children: BTreeMap<u64, Leashed>,
    next: u64,
}

#[derive(Debug)]
struct Leashed {
    running: Arc<Mutex<Running>>,
    /// Where its answers go: somebody may be waiting for one.
    answers: Sender<Line>,
}

/// All children have ended. As long as this lives no other can be started or found to have ended, so
/// that nobody draws conclusions from it.
#[derive(Debug)]
#[must_use = "what it stops goes on when it is dropped"]
pub struct AllEnded<'l> {
    _held: MutexGuard<'l, Held>,
}

impl Leash {
    /// Kills every child with its process group, and waits for it. Whoever waits for an answer of one is
    /// told at once. Children that are started later are none of these.
    pub fn end_all(&self) -> AllEnded<'_> {
        let held = locked(&self.held);
        // All are killed before the first is waited for.
        for child in held.children.values() {
            locked(&child.running).kill();
        }
        for child in held.children.values() {
            locked(&child.running).reap();
            // Who has stopped waiting needs no telling.
            let _ = child.answers.send(Line::Interrupted);
        }
        AllEnded { _held: held }
    }

    /// Starts a process and holds it.
    pub(crate) fn start(&self, command: &mut Command, answers: Sender<Line>) -> io::Result<Hold> {
        let mut held = locked(&self.held);
        let running = Arc::new(Mutex::new(Running { process: command.spawn()?, status: None }));
        let number = held.next;
        held.next += 1;
        held.children.insert(number, Leashed { running: Arc::clone(&running), answers });
        Ok(Hold { leash: self.clone(), number, running })
    }
}

/// A process on a leash. Dropped, it ends.
#[derive(Debug)]
pub(crate) struct Hold {
    leash: Leash,
    number: u64,
    running: Arc<Mutex<Running>>,
}

impl Hold {
    /// The process, with nobody else at it.
    pub(crate) fn process(&self) -> MutexGuard<'_, Running> {
        locked(&self.running)
    }

    /// Ends the process with everything that it started, and waits for it.
    pub(crate) fn end(&self) -> Option<ExitStatus> {
        // Off the leash first: while all are being ended nobody finds that one has.
        locked(&self.leash.held).children.remove(&self.number);
        let mut running = self.process();
        running.kill();
        running.reap()
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.end();
    }
}

/// A process that was started and is waited for once.
#[derive(Debug)]
pub(crate) struct Running {
    pub(crate) process: Process,
    /// How it ended, once it is waited for; `None` inside when nobody could tell.
    status: Option<Option<ExitStatus>>,
}

impl Running {
    /// Whether it was ended and waited for.
    pub(crate) const fn is_reaped(&self) -> bool {
        self.status.is_some()
    }

    /// Whether it has ended of its own accord. It is not waited for: its number stays its own until its
    /// group is ended too.
    #[cfg(unix)]
    pub(crate) fn has_ended(&mut self) -> bool {
        use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};

        let which = WaitId::Pid(Pid::from_child(&self.process));
        let how = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        // A child that cannot be waited for is not there.
        self.is_reaped() || !matches!(waitid(which, how), Ok(None))
    }

    /// Whether it has ended of its own accord.
    #[cfg(not(unix))]
    pub(crate) fn has_ended(&mut self) -> bool {
        self.is_reaped() || !matches!(self.process.try_wait(), Ok(None))
    }

    /// Kills it and, where there are such, its process group.
    fn kill(&mut self) {
        if self.is_reaped() {
            return;
        }
        #[cfg(unix)]
        {
            use rustix::process::{Pid, Signal, kill_process_group};
            // Nobody may be left in it.
            let _ = kill_process_group(Pid::from_child(&self.process), Signal::KILL);
        }
        // Whoever has ended already needs no ending.
        let _ = self.process.kill();
    }

    /// Waits for it, and says how it ended.
    fn reap(&mut self) -> Option<ExitStatus> {
        let process = &mut self.process;
        *self.status.get_or_insert_with(|| process.wait().ok())
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
