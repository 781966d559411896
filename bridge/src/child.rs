//! A child process: one line goes in, one comes out, within a time, and whatever happens it is ended
//! and waited for.

use core::time::Duration;
use std::io::{self, BufReader, Write as _};
use std::path::{Path, is_separator};
use std::process::{
    Child as Process, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio,
};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;

use firedrill_protocol::{Breakdown, BreakdownKind};

use crate::command::ForeignCommand;
use crate::last_words::LastWords;
use crate::leash::{Hold, Leash};
use crate::lines::{Line, read_line};
use crate::wire::LINE_BYTES_MAX;

/// How long a child may take to end once nobody speaks to it any more.
pub(crate) const FAREWELL: Duration = Duration::from_secs(1);

/// How often a child that should be ending is looked at.
const GLANCE: Duration = Duration::from_millis(2);

/// A running child.
#[derive(Debug)]
pub(crate) struct Child {
    hold: Hold,
    /// Lines for it; closing this closes its standard input.
    lines: Option<Sender<Vec<u8>>>,
    answers: Receiver<Line>,
    last_words: LastWords,
    limit: Duration,
}

impl Child {
    /// Starts it. `limit` is what each answer may take, `leash` what holds it.
    pub(crate) fn start(
        command: &ForeignCommand,
        limit: Duration,
        leash: &Leash,
    ) -> Result<Self, Breakdown> {
        Self::spawn(command, limit, leash).map_err(|error| Breakdown {
            kind: BreakdownKind::NotStarted,
            about: cannot_be_started(command.program(), &error),
            stderr: Vec::new(),
        })
    }

    fn spawn(command: &ForeignCommand, limit: Duration, leash: &Leash) -> io::Result<Self> {
        let mut builder = Command::new(command.program());
        builder.args(command.arguments());
        builder.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // A group of its own, so that whatever it starts ends with it.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut builder, 0);
        let (answered, answers) = channel();
        let hold = leash.start(&mut builder, answered.clone())?;
        let (stdin, stdout, stderr) = pipes(&mut hold.process().process);
        let (lines, to_send) = channel();
        // From here on an error drops the hold, which ends the process.
        let last_words = LastWords::of(stderr)?;
        let talk = move || converse(stdin, stdout, &to_send, &answered);
        thread::Builder::new().name("firedrill-child".to_owned()).spawn(talk)?;
        Ok(Self { hold, lines: Some(lines), answers, last_words, limit })
    }

    /// Whether it has been ended and can be asked nothing more.
    pub(crate) fn is_over(&self) -> bool {
        self.hold.process().is_reaped()
    }

    /// Forgets what it said on its standard error so far.
    pub(crate) fn forget_words(&self) {
        self.last_words.clear();
    }

    /// Sends a line and takes the answer's bytes. `asked` names the line in sentences.
    pub(crate) fn ask(&mut self, line: Vec<u8>, asked: &str) -> Result<Vec<u8>, Breakdown> {
        if let Some(lines) = &self.lines {
            // A thread that is gone has left its reason in `answers`.
            let _ = lines.send(line);
        }
        match self.answers.recv_timeout(self.limit) {
            Ok(Line::Whole(answer)) => Ok(answer),
            Ok(Line::TooLong) => {
                let about = format!("its answer to {asked} is longer than 1 MiB");
                Err(self.give_up(BreakdownKind::TooLong, about))
            }
            Ok(Line::Ended) | Err(RecvTimeoutError::Disconnected) => Err(self.gone(asked)),
            Ok(Line::Interrupted) => {
                let about = format!("it was ended by an interruption before it answered {asked}");
                Err(self.give_up(BreakdownKind::Exited, about))
            }
            Err(RecvTimeoutError::Timeout) => {
                let about = format!("it did not answer {asked} within {}", seconds(self.limit));
                Err(self.give_up(BreakdownKind::NoAnswer, about))
            }
        }
    }

    /// Ends it for a reason, with its last words.
    pub(crate) fn give_up(&mut self, kind: BreakdownKind, about: String) -> Breakdown {
        self.end();
        Breakdown { kind, about, stderr: self.last_words.lines() }
    }

    /// Closes its standard input: nobody has anything to ask any more.
    pub(crate) fn let_go(&mut self) {
        self.lines = None;
    }

    /// Lets it end, or ends it once the patience with it is used up; then there is none for others. It
    /// has nothing to say any more.
    pub(crate) fn dismiss(&mut self, patience: &mut Duration) -> Result<(), Breakdown> {
        self.let_go();
        match self.answers.recv_timeout(*patience) {
            Ok(Line::Whole(_) | Line::TooLong) => {
                let about = "it wrote a line after the last one that it was asked for".to_owned();
                return Err(self.give_up(BreakdownKind::OutOfStep, about));
            }
            Ok(Line::Ended | Line::Interrupted) | Err(RecvTimeoutError::Disconnected) => {
                if !self.ends_by_itself(*patience) {
                    *patience = Duration::ZERO;
                }
            }
            Err(RecvTimeoutError::Timeout) => *patience = Duration::ZERO,
        }
        self.end();
        Ok(())
    }

    /// It answers no more.
    fn gone(&mut self, asked: &str) -> Breakdown {
        let ended = self.ends_by_itself(FAREWELL);
        let status = self.end().filter(|_| ended);
        let what = status.map_or("it closed its input or output".to_owned(), how_it_ended);
        self.give_up(BreakdownKind::Exited, format!("{what} before it answered {asked}"))
    }

    /// Waits until the process ends of its own accord, or the time is up.
    fn ends_by_itself(&self, limit: Duration) -> bool {
        let mut waited = Duration::ZERO;
        while !self.hold.process().has_ended() {
            if waited >= limit {
                return false;
            }
            thread::sleep(GLANCE);
            waited += GLANCE;
        }
        true
    }

    /// Ends the process with everything that it started, and waits for it.
    fn end(&mut self) -> Option<ExitStatus> {
        self.let_go();
        self.hold.end()
    }
}

/// All three were asked to be pipes, and are taken once.
fn pipes(process: &mut Process) -> (ChildStdin, ChildStdout, ChildStderr) {
    match (process.stdin.take(), process.stdout.take(), process.stderr.take()) {
        (Some(stdin), Some(stdout), Some(stderr)) => (stdin, stdout, stderr),
        _ => unreachable!("all three were asked to be pipes"),
    }
}

/// Why a program cannot be started, as far as the system says.
fn cannot_be_started(program: &str, error: &io::Error) -> String {
    let path = Path::new(program);
    // Without a separator it was looked for, and is no path.
    let is_path = program.contains(is_separator);
    let why = match error.kind() {
        io::ErrorKind::NotFound if !is_path => {
            "no folder of PATH has a program of that name".into()
        }
        io::ErrorKind::NotFound if path.exists() => {
            "the file is there, but what its first line or header wants it to be run with is not"
                .into()
        }
        io::ErrorKind::NotFound => "there is no such file".into(),
        io::ErrorKind::PermissionDenied if is_path && path.is_dir() => "it is a folder".into(),
        io::ErrorKind::PermissionDenied => "it may not be executed".into(),
        _ if is_no_program(error) => {
            "it is no program; a script says in its first line what runs it, as in `#!/bin/sh`"
                .into()
        }
        _ => error.to_string(),
    };
    format!("`{program}` cannot be started: {why}")
}

#[cfg(unix)]
fn is_no_program(error: &io::Error) -> bool {
    rustix::io::Errno::from_io_error(error) == Some(rustix::io::Errno::NOEXEC)
}

#[cfg(not(unix))]
const fn is_no_program(_: &io::Error) -> bool {
    false
}

/// Writes each line and reads the answer, until either end is closed. Then what comes unasked.
fn converse(
    mut stdin: ChildStdin,
    stdout: ChildStdout,
    lines: &Receiver<Vec<u8>>,
    answers: &Sender<Line>,
) {
    let mut stdout = BufReader::new(stdout);
    for line in lines {
        // Who does not listen may still have something to say: an answer too many, or its end.
        let _ = stdin.write_all(&line);
        let answer = read_line(&mut stdout, LINE_BYTES_MAX);
        if answers.send(answer).is_err() {
            return;
        }
    }
    drop(stdin);
    let _ = answers.send(read_line(&mut stdout, LINE_BYTES_MAX));
}

fn how_it_ended(status: ExitStatus) -> String {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return format!("its process was ended by signal {signal}");
    }
    match status.code() {
        Some(code) => format!("its process ended with exit code {code}"),
        None => "its process ended".to_owned(),
    }
}

fn seconds(limit: Duration) -> String {
    format!("{} s", limit.as_secs_f64())
}
