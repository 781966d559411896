//! Runs the kernel's workloads on other discrete-event simulators, each in its own idiom, and
//! prints a Markdown table of event rates.
//!
//! `cd benches/peers && cargo run --release` (the directory matters: it holds madsim's flag).

#![allow(clippy::disallowed_types, reason = "what is measured here is the wall clock")]

mod desru_peer;
mod madsim_peer;
mod nexosim_peer;
mod simcore_peer;
mod simrs_peer;
mod tokio_peer;
#[path = "../../workload/mod.rs"]
mod workload;

use std::time::Instant;

/// Events of one measured run.
const EVENTS: u64 = 200_000;
/// Odd, so that the median is a measured value.
const ROUNDS: usize = 25;

const WORKLOADS: [&str; 3] = ["PHOLD, 64 processes", "PHOLD, 1,024 processes", "10,000 timers"];

struct Contender {
    name: &'static str,
    note: &'static str,
    /// Processes, events -> checksum of the receipts.
    phold: fn(u32, u64) -> u64,
    /// Events -> checksum of the firings; `None` where the contender cannot cancel an event, or where
    /// this workload was not written for it (tokio, madsim).
    timers: Option<fn(u64) -> u64>,
}

const CONTENDERS: [Contender; 8] = [
    Contender {
        name: "firedrill-sim",
        note: "integer nanoseconds, digest of every event",
        phold: workload::kernel::phold,
        timers: Some(workload::kernel::timers),
    },
    Contender {
        name: "bare loop",
        note: "the limit: a 4-ary heap and nothing else",
        phold: workload::bare::phold,
        timers: Some(workload::bare::timers),
    },
    Contender {
        name: "simcore 0.1.0",
        note: "boxed events, f64 seconds; cancels by a set of event numbers",
        phold: simcore_peer::phold,
        timers: Some(simcore_peer::timers),
    },
    Contender {
        name: "desru 0.1.13",
        note: "boxed closures, f64 seconds, ties in no fixed order; cannot cancel",
        phold: desru_peer::phold,
        timers: None,
    },
    Contender {
        name: "simrs 0.2.0",
        note: "boxed events, ties in no fixed order; cannot cancel",
        phold: simrs_peer::phold,
        timers: None,
    },
    Contender {
        name: "nexosim 1.0.0",
        note: "one thread; a model delays only its own events, so a hub keeps the messages",
        phold: nexosim_peer::phold,
        timers: Some(nexosim_peer::timers),
    },
    Contender {
        name: "tokio 1.54.1",
        note: "paused clock, current-thread; a task a message, delays rounded up to 1 ms",
        phold: tokio_peer::phold,
        timers: None,
    },
    Contender {
        name: "madsim 0.2.34",
        note: "a task a message; wakes tasks in random order",
        phold: madsim_peer::phold,
        timers: None,
    },
];

fn main() {
    // rates[contender][workload] of all rounds; the rounds are interleaved, so that a slow spell
    // of the machine hits all contenders.
    let mut rates = vec![vec![Vec::new(); WORKLOADS.len()]; CONTENDERS.len()];
    let mut checksums = vec![vec![None; WORKLOADS.len()]; CONTENDERS.len()];
    for round in 0..ROUNDS {
        eprint!("\rround {} of {ROUNDS}", round + 1);
        for (n, contender) in CONTENDERS.iter().enumerate() {
            let phold = contender.phold;
            let mut measure = |workload: usize, run: &dyn Fn() -> u64| {
                let started = Instant::now();
                checksums[n][workload] = Some(run());
                rates[n][workload].push(EVENTS as f64 / started.elapsed().as_secs_f64());
            };
            measure(0, &|| phold(64, EVENTS));
            measure(1, &|| phold(1_024, EVENTS));
            if let Some(timers) = contender.timers {
                measure(2, &|| timers(EVENTS));
            }
        }
    }
    eprintln!();
    print_table(&rates, &checksums);
}

fn print_table(rates: &[Vec<Vec<f64>>], checksums: &[Vec<Option<u64>>]) {
    println!(
        "| million events/s (x firedrill-sim) | {} | same events | notes |",
        WORKLOADS.join(" | ")
    );
    println!("|---|{}---|---|", "---:|".repeat(WORKLOADS.len()));
    for (n, contender) in CONTENDERS.iter().enumerate() {
        let cells: Vec<String> = (0..WORKLOADS.len())
            .map(|workload| match median(&rates[n][workload]) {
                Some(rate) => {
                    let ours = median(&rates[0][workload]).unwrap_or(rate);
                    format!("{:.2} ({:.2})", rate / 1e6, rate / ours)
                }
                None => "-".to_owned(),
            })
            .collect();
        println!(
            "| {} | {} | {} | {} |",
            contender.name,
            cells.join(" | "),
            agreement(&checksums[n], &checksums[0]),
            contender.note
        );
    }
}

/// In how many of its workloads a contender had the same events in the same places as ours.
fn agreement(sums: &[Option<u64>], ours: &[Option<u64>]) -> String {
    let ran = sums.iter().flatten().count();
    let same = sums.iter().zip(ours).filter(|(sum, ours)| sum.is_some() && sum == ours).count();
    format!("{same} of {ran}")
}

fn median(rates: &[f64]) -> Option<f64> {
    let mut sorted = rates.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied()
}
