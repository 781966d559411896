//! A foreign protocol under test, and its processes that wait for their next run.

use core::time::Duration;
use std::sync::{Mutex, PoisonError};

use firedrill_protocol::{Breakdown, BreakdownKind, Briefing, is_hidden};
use serde_json::Value;

use crate::child::{Child, FAREWELL};
use crate::command::ForeignCommand;
use crate::leash::Leash;
use crate::playing::ForeignProtocol;
use crate::wire::{Hello, HostLine, NAME_CHARS_MAX, WIRE_VERSION};

/// A protocol that others wrote. Makes a [`ForeignProtocol`] for each run, on any thread.
#[derive(Debug)]
pub struct Foreign {
    command: ForeignCommand,
    limit: Duration,
    leash: Leash,
    name: String,
    /// Processes that played a run and can play another.
    idle: Mutex<Vec<Introduced>>,
}

/// A child that has answered `hello`.
#[derive(Debug)]
pub(crate) struct Introduced {
    pub(crate) child: Child,
    pub(crate) many_runs: bool,
}

impl Foreign {
    /// Starts a first process of it. `limit` is what each answer may take on the wall clock; `leash` holds
    /// all its processes.
    pub fn start(
        command: ForeignCommand,
        limit: Duration,
        leash: &Leash,
    ) -> Result<Self, Breakdown> {
        let (first, name) = introduce(&command, limit, leash)?;
        Ok(Self { command, limit, leash: leash.clone(), name, idle: Mutex::new(vec![first]) })
    }

    /// What it calls itself.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The command that starts it.
    pub fn command(&self) -> &ForeignCommand {
        &self.command
    }

    /// What each of its answers may take on the wall clock.
    pub const fn limit(&self) -> Duration {
        self.limit
    }

    /// The protocol for one run, told its briefing.
    pub fn brief(&self, briefing: &Briefing) -> ForeignProtocol<'_> {
        let player = match self.waiting() {
            Some(player) => Ok(player),
            None => introduce(&self.command, self.limit, &self.leash).map(|(player, _)| player),
        };
        ForeignProtocol::begin(self, player, briefing)
    }

    /// Lets all processes go. Fails when one had something more to say: then it had answered too
    /// often, and nobody knows in which run.
    pub fn dismiss(self) -> Result<(), Breakdown> {
        let mut idle = self.idle.into_inner().unwrap_or_else(PoisonError::into_inner);
        // All are told before the first is waited for, so that they end side by side.
        idle.iter_mut().for_each(|player| player.child.let_go());
        let mut patience = FAREWELL;
        let farewells = idle.iter_mut().map(|player| player.child.dismiss(&mut patience));
        farewells.fold(Ok(()), Result::and)
    }

    /// A process that waits for its next run, unless it was ended meanwhile.
    fn waiting(&self) -> Option<Introduced> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|player| !player.child.is_over());
        idle.pop()
    }

    /// Takes back a process that can play another run.
    pub(crate) fn take_back(&self, player: Introduced) {
        // What it said in one run explains nothing in another.
        player.child.forget_words();
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(player);
    }
}

/// Starts a process and exchanges names with it.
fn introduce(
    command: &ForeignCommand,
    limit: Duration,
    leash: &Leash,
) -> Result<(Introduced, String), Breakdown> {
    let mut child = Child::start(command, limit, leash)?;
    let host = format!("firedrill {}", env!("CARGO_PKG_VERSION"));
    let line = HostLine::Hello { seq: 0, wire_version: WIRE_VERSION, host };
    let answer = child.ask(crate::playing::written(&line), "`hello`")?;
    match read_hello(&answer) {
        Ok(hello) => Ok((Introduced { child, many_runs: hello.many_runs }, hello.name)),
        Err((kind, about)) => Err(child.give_up(kind, about)),
    }
}

fn read_hello(answer: &[u8]) -> Result<Hello, (BreakdownKind, String)> {
    let text = crate::playing::text_of(answer, "`hello`")?;
    // The version first: another one may have other keys.
    let value = crate::playing::object_of(text, "`hello`")?;
    let version = value.get("wire_version").and_then(Value::as_u64);
    if let Some(version) = version.filter(|version| *version != WIRE_VERSION) {
        let about = format!("it speaks version {version} of the wire format, not {WIRE_VERSION}");
        return Err((BreakdownKind::WrongVersion, about));
    }
    let wrong = |problem: String| {
        (
            BreakdownKind::NotAnAnswer,
            format!("its answer to `hello` cannot be understood: {problem}"),
        )
    };
    let hello: Hello = serde_json::from_str(text).map_err(|error| wrong(error.to_string()))?;
    if hello.seq != 0 {
        let about = format!("it answered line {} instead of line 0", hello.seq);
        return Err((BreakdownKind::OutOfStep, about));
    }
    let is_printable = |name: &str| !name.trim().is_empty() && !name.contains(is_hidden);
    if hello.name.chars().count() > NAME_CHARS_MAX || !is_printable(&hello.name) {
        return Err(wrong(format!("a name has 1 to {NAME_CHARS_MAX} printable characters")));
    }
    Ok(hello)
}
