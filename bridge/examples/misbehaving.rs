//! A foreign protocol that watches and does nothing, until it misbehaves in the way that its first
//! argument names. The tests hold the bridge to what it makes of each.

#![allow(clippy::unwrap_used, reason = "an example that cannot talk ends, and the host says so")]
#![allow(clippy::print_stderr, reason = "what it says there is what the tests look for")]
#![allow(clippy::zombie_processes, reason = "leaving processes behind is one way to misbehave")]

use std::io::{self, BufRead as _, Write as _};
use std::process::{Command, exit};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::sleep;
use std::time::Duration;

use firedrill_bridge::wire::HostLine;

/// The line of a run at which it begins to misbehave.
const AT: u64 = 5;

/// Runs begun.
static RUNS: AtomicU64 = AtomicU64::new(0);

/// What turns the rest of a terminal's line around, and one character that clears its screen.
const SPOOF: &str = "\u{202e}dessap\u{9b}2J\u{200b}";

fn main() {
    let mode = std::env::args().nth(1).unwrap_or_default();
    eprintln!("misbehaving: {mode}");
    if mode == "deaf" {
        blindly();
    }
    for line in io::stdin().lock().lines() {
        let line: HostLine = serde_json::from_str(&line.unwrap()).unwrap();
        say(&answer(&mode, &line));
    }
    if mode == "after-the-end" {
        say(b"{}\n");
    }
    if mode.starts_with("stays") {
        sleep(Duration::from_secs(600));
    }
}

fn say(bytes: &[u8]) {
    let mut stdout = io::stdout().lock();
    // The host may be gone.
    if stdout.write_all(bytes).and_then(|()| stdout.flush()).is_err() {
        exit(0);
    }
}

/// Answers without ever reading a question.
fn blindly() -> ! {
    say(hello(1, true).as_bytes());
    for seq in 1.. {
        say(quiet(seq).as_bytes());
    }
    exit(0)
}

fn hello(version: u64, many_runs: bool) -> String {
    format!(
        "{{\"seq\":0,\"wire_version\":{version},\"name\":\"misbehaving\",\"many_runs\":{many_runs}}}\n"
    )
}

fn quiet(seq: u64) -> String {
    with(seq, "", "null")
}

fn with(seq: u64, outputs: &str, timeout: &str) -> String {
    format!("{{\"seq\":{seq},\"outputs\":[{outputs}],\"next_timeout_ns\":{timeout}}}\n")
}

fn answer(mode: &str, line: &HostLine) -> Vec<u8> {
    let seq = line.seq();
    match line {
        HostLine::Hello { .. } => at_hello(mode),
        HostLine::Begin { .. } if RUNS.fetch_add(1, Ordering::Relaxed) == 2 => match mode {
            "hang-in-the-third-run" => hang_with_children(),
            _ => quiet(seq).into_bytes(),
        },
        HostLine::Timeout { now_ns, .. } => at_timeout(mode, seq, *now_ns).into_bytes(),
        _ if seq == AT => at_the_line(mode, seq, now_of(line)),
        HostLine::End { .. } if mode == "twice-at-the-end" => quiet(seq).repeat(2).into_bytes(),
        _ => quiet(seq).into_bytes(),
    }
}

fn now_of(line: &HostLine) -> u64 {
    line.to_input().map_or(0, |(now, _)| now.as_nanos())
}

fn at_hello(mode: &str) -> Vec<u8> {
    match mode {
        "crash-at-hello" => crash(),
        "hang-at-hello" => hang(),
        "garbage-at-hello" => b"Welcome!\n".to_vec(),
        "wrong-version" => b"{\"seq\":0,\"version\":[2],\"wire_version\":2}\n".to_vec(),
        "hidden-name" => hello(1, true).replace("misbehaving", SPOOF).into_bytes(),
        "no-name" => b"{\"seq\":0,\"wire_version\":1,\"name\":\" \",\"many_runs\":true}\n".to_vec(),
        "one-run" | "after-the-end" | "stays" => hello(1, false).into_bytes(),
        _ => hello(1, true).into_bytes(),
    }
}

fn at_timeout(mode: &str, seq: u64, now: u64) -> String {
    match mode {
        "past-timeout" => with(seq, "", &(now - 1).to_string()),
        "stuck-timer" => with(seq, "", &now.to_string()),
        _ => quiet(seq),
    }
}

fn at_the_line(mode: &str, seq: u64, now: u64) -> Vec<u8> {
    let perform = |id: u64, action: &str| {
        format!(
            "{{\"type\":\"perform\",\"id\":{id},\"action\":\"{action}\",\
             \"incident\":\"system-instability\",\"purpose\":\"immediate\"}}"
        )
    };
    let text = match mode {
        "crash" => crash(),
        "crash-noisily" => {
            for number in 0..100_000 {
                eprintln!("line {number} of many");
            }
            crash()
        }
        "hang" => hang(),
        "hang-with-children" => hang_with_children(),
        "spoof" => {
            eprintln!("{SPOOF}");
            format!("{SPOOF}\n")
        }
        "half-a-line" => {
            say(b"{\"seq\":5,\"outp");
            exit(0)
        }
        "garbage" => "Traceback: \u{1b}[2J\n".to_owned(),
        "bare-nan" => "{\"seq\":5,\"outputs\":[],\"next_timeout_ns\":NaN}\n".to_owned(),
        "not-utf8" => return b"{\"seq\":5,\"\xff\":1}\n".to_vec(),
        "deep" => "[".repeat(200_000) + "\n",
        "deep-inside" => with(seq, &"[".repeat(200_000), "null"),
        "endless-line" => loop {
            say(&[b'x'; 65_536]);
        },
        "no-object" => "5\n".to_owned(),
        "empty-line" => "\n".to_owned(),
        "missing-key" => "{\"seq\":5,\"outputs\":[]}\n".to_owned(),
        "unknown-key" => {
            "{\"seq\":5,\"outputs\":[],\"next_timeout_ns\":null,\"next_timeout_ms\":1}\n".to_owned()
        }
        "key-twice" => {
            "{\"seq\":5,\"outputs\":[],\"outputs\":[],\"next_timeout_ns\":null}\n".to_owned()
        }
        "float-instant" => with(seq, "", "1e9"),
        "unknown-action" => with(seq, &perform(1, "reboot-the-moon"), "null"),
        "id-reuse" => {
            let both = [perform(7, "enable-fallbacks"), perform(7, "open-circuit-breaker")];
            with(seq, &both.join(","), "null")
        }
        "endless-output" => {
            with(seq, &vec!["{\"type\":\"save\",\"state\":\"\"}"; 10_001].join(","), "null")
        }
        "past-timeout" | "stuck-timer" => with(seq, "", &(now + 1).to_string()),
        "twice" => quiet(seq).repeat(2),
        "wrong-seq" => quiet(seq + 1),
        "chatty" => {
            // Far more than a pipe holds, and no reason to break anything.
            let mut stderr = io::stderr().lock();
            for _ in 0..1_000 {
                stderr.write_all(&[b'x'; 8_192]).unwrap();
            }
            quiet(seq)
        }
        _ => quiet(seq),
    };
    text.into_bytes()
}

fn crash() -> ! {
    eprintln!("out of ideas");
    exit(3)
}

/// Its child inherits every pipe, would keep them open for ten minutes, and heeds no signal that can be
/// ignored.
fn hang_with_children() -> ! {
    let script = "trap '' HUP INT TERM; sleep 603.5; :";
    Command::new("sh").args(["-c", script]).spawn().unwrap();
    hang()
}

fn hang() -> ! {
    eprintln!("thinking");
    sleep(Duration::from_secs(600));
    exit(0)
}
