//! A child process: one line goes in, one comes out, within a time, and whatever happens it is ended
//! and waited for.

use core::time::Duration;
use std::io::{self, BufReader, Write as _};
use std::process::{Child as Process, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;

use firedrill_protocol::{Breakdown, BreakdownKind};

use crate::command::ForeignCommand;
use crate::last_words::LastWords;
use crate::lines::{Line, read_line};
use crate::wire::LINE_BYTES_MAX;

/// How long a child may take to end once nobody speaks to it any more.
const FAREWELL: Duration = Duration::from_secs(1);

/// How often a child that should be ending is looked at.
const GLANCE: Duration = Duration::from_millis(2);

/// A running child.
#[derive(Debug)]
pub(crate) struct Child {
    process: Process,
    /// Lines for it; closing this closes its standard input.
    lines: Option<Sender<Vec<u8>>>,
    answers: Receiver<Line>,
    last_words: LastWords,
    limit: Duration,
    is_reaped: bool,
}

impl Child {
    /// Starts it. `limit` is what each answer may take.
    pub(crate) fn start(command: &ForeignCommand, limit: Duration) -> Result<Self, Breakdown> {
        Self::spawn(command, limit).map_err(|error| Breakdown {
            kind: BreakdownKind::NotStarted,
            about: format!("`{}` cannot be started: {error}", command.program()),
            stderr: Vec::new(),
        })
    }

    fn spawn(command: &ForeignCommand, limit: Duration) -> io::Result<Self> {
        let mut builder = Command::new(command.program());
        builder.args(command.arguments());
        builder.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // A group of its own, so that whatever it starts ends with it.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut builder, 0);
        let mut process = builder.spawn()?;
        let pipes = (process.stdin.take(), process.stdout.take(), process.stderr.take());
        let (Some(stdin), Some(stdout), Some(stderr)) = pipes else {
            unreachable!("all three were asked to be pipes");
        };
        let (lines, to_send) = channel();
        let (answered, answers) = channel();
        let talk = move || converse(stdin, stdout, &to_send, &answered);
        let threads = LastWords::of(stderr).and_then(|last_words| {
            thread::Builder::new().name("firedrill-child".to_owned()).spawn(talk)?;
            Ok(last_words)
        });
        match threads {
            Ok(last_words) => Ok(Self {
                process,
                lines: Some(lines),
                answers,
                last_words,
                limit,
                is_reaped: false,
            }),
            Err(error) => {
                let _ = process.kill();
                let _ = process.wait();
                Err(error)
            }
        }
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

    /// Closes its standard input and lets it end, or ends it. It has nothing to say any more.
    pub(crate) fn dismiss(&mut self) -> Result<(), Breakdown> {
        self.lines = None;
        match self.answers.recv_timeout(FAREWELL) {
            Ok(Line::Whole(_) | Line::TooLong) => {
                let about = "it wrote a line after the last one that it was asked for".to_owned();
                Err(self.give_up(BreakdownKind::OutOfStep, about))
            }
            Ok(Line::Ended) | Err(_) => {
                self.ends_by_itself(FAREWELL);
                self.end();
                Ok(())
            }
        }
    }

    /// It answers no more.
    fn gone(&mut self, asked: &str) -> Breakdown {
        let ended = self.ends_by_itself(FAREWELL);
        let status = self.end().filter(|_| ended);
        let what = status.map_or("it closed its input or output".to_owned(), how_it_ended);
        self.give_up(BreakdownKind::Exited, format!("{what} before it answered {asked}"))
    }

    /// Waits until the process ends of its own accord, or the time is up. It is not reaped: its number
    /// stays its own until its group is ended too.
    fn ends_by_itself(&mut self, limit: Duration) -> bool {
        let mut waited = Duration::ZERO;
        while !self.has_ended() {
            if waited >= limit {
                return false;
            }
            thread::sleep(GLANCE);
            waited += GLANCE;
        }
        true
    }

    #[cfg(unix)]
    fn has_ended(&mut self) -> bool {
        use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};

        let which = WaitId::Pid(Pid::from_child(&self.process));
        let how = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        // A child that cannot be waited for is not there.
        self.is_reaped || !matches!(waitid(which, how), Ok(None))
    }

    #[cfg(not(unix))]
    fn has_ended(&mut self) -> bool {
        self.is_reaped || !matches!(self.process.try_wait(), Ok(None))
    }

    /// Ends the process with everything that it started, and waits for it.
    fn end(&mut self) -> Option<ExitStatus> {
        if self.is_reaped {
            return None;
        }
        self.is_reaped = true;
        self.lines = None;
        #[cfg(unix)]
        {
            use rustix::process::{Pid, Signal, kill_process_group};
            // Nobody may be left in it.
            let _ = kill_process_group(Pid::from_child(&self.process), Signal::KILL);
        }
        // Whoever has ended already needs no ending.
        let _ = self.process.kill();
        self.process.wait().ok()
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        self.end();
    }
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
