//! The shipped protocol as a foreign one: what `docs/foreign-protocols.md` asks of a program, in Rust.
//!
//! `firedrill run quick --protocol target/debug/examples/shipped_over_stdio` gives the digests of
//! `firedrill run quick`. With `--one-run` each run is played by a process of its own; with
//! `--log FILE` everything that is said is written there too.

#![allow(clippy::unwrap_used, reason = "an example that cannot talk ends, and the host says so")]

use std::fs::File;
use std::io::{self, BufRead as _, Write as _};

use firedrill_bridge::wire::{Answer, Hello, HostLine, WIRE_VERSION, WireOutput};
use firedrill_protocol::{EmergencyRecoveryProtocol, RecoveryProtocol as _};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let many_runs = !arguments.iter().any(|argument| argument == "--one-run");
    let log = arguments.iter().position(|argument| argument == "--log");
    let mut log = log.map(|at| File::create(&arguments[at + 1]).unwrap());
    let mut protocol = None;
    for line in io::stdin().lock().lines() {
        let line = line.unwrap();
        let answer = answer(&mut protocol, &serde_json::from_str(&line).unwrap(), many_runs);
        if let Some(log) = &mut log {
            write!(log, "> {line}\n< {answer}\n").unwrap();
        }
        // Standard output is a pipe here, and a whole line has to leave at once.
        let mut stdout = io::stdout().lock();
        stdout.write_all((answer + "\n").as_bytes()).unwrap();
        stdout.flush().unwrap();
    }
}

fn answer(
    protocol: &mut Option<EmergencyRecoveryProtocol>,
    line: &HostLine,
    many_runs: bool,
) -> String {
    let seq = line.seq();
    if let HostLine::Hello { .. } = line {
        let name = format!("shipped {}", env!("CARGO_PKG_VERSION"));
        let hello = Hello { seq, wire_version: WIRE_VERSION, name, many_runs };
        return serde_json::to_string(&hello).unwrap();
    }
    if let Some(briefing) = line.to_briefing() {
        *protocol = Some(EmergencyRecoveryProtocol::briefed(&briefing));
    } else if let Some((now, input)) = line.to_input() {
        input.hand_to(protocol.as_mut().unwrap(), now);
    } else {
        *protocol = None;
    }
    let mut answer = Answer { seq, outputs: Vec::new(), next_timeout_ns: None };
    if let Some(protocol) = protocol {
        while let Some(output) = protocol.poll_output() {
            answer.outputs.push(WireOutput::new(output, || protocol.saved_state()));
        }
        answer.next_timeout_ns = protocol.poll_timeout().map(|at| at.as_nanos());
    }
    serde_json::to_string(&answer).unwrap()
}
