//! Runs every stress scenario under many seeds, twice, and compares the digests: no panic, the same
//! digests, and what came of it.
//!
//! ```text
//! cargo run --release -p firedrill-campaign --example swarm_smoke -- 2500
//! ```

#![allow(clippy::print_stdout, reason = "printing is what this program is for")]
#![allow(clippy::disallowed_types, reason = "it times itself, and no run sees its clock")]

use std::collections::BTreeMap;
use std::error::Error;
use std::process::ExitCode;
use std::time::Instant;

use firedrill_campaign::{Campaign, Reach, ScenarioResult, Trial};
use firedrill_judge::Verdict;
use firedrill_protocol::EmergencyRecoveryProtocol;
use firedrill_scenarios::{Axis, Scenario, suites};
use firedrill_sim::{DigestValue, Seed};

/// Seeds of each scenario unless the command line says otherwise.
const SEEDS: u64 = 100;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let seeds = match std::env::args().nth(1) {
        Some(number) => number.parse()?,
        None => SEEDS,
    };
    let seeds: Vec<_> = (1..=seeds).map(Seed).collect();
    let suite = suites::find("stress").ok_or("there is no suite `stress`")?.load()?;
    let (first, once_s) = timed(|| run(suite.scenarios(), &seeds))?;
    let (second, again_s) = timed(|| run(suite.scenarios(), &seeds))?;
    let mut all_same = true;
    for (first, second) in first.iter().zip(&second) {
        let is_same = first.digest() == second.digest();
        all_same &= is_same;
        print_scenario(first, is_same);
    }
    print_total(&first);
    let runs = 2 * suite.scenarios().len() * seeds.len();
    let per_second = runs as f64 / (once_s + again_s);
    println!("{runs} runs, {once_s:.1} s and {again_s:.1} s: {per_second:.0} runs a second");
    println!("digests: {}", if all_same { "the same twice" } else { "DIFFERENT" });
    Ok(if all_same { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn timed<T>(work: impl FnOnce() -> Result<T, Box<dyn Error>>) -> Result<(T, f64), Box<dyn Error>> {
    let start = Instant::now();
    let result = work()?;
    Ok((result, start.elapsed().as_secs_f64()))
}

fn run<'a>(
    scenarios: &'a [Scenario],
    seeds: &'a [Seed],
) -> Result<Vec<ScenarioResult<'a>>, Box<dyn Error>> {
    let jobs = std::thread::available_parallelism()?.get();
    let (fail_fast, check_determinism) = (false, false);
    let campaign = Campaign { scenarios, seeds, jobs, fail_fast, check_determinism };
    let protocol = EmergencyRecoveryProtocol::briefed;
    Ok(campaign.run(protocol, |_| {})?)
}

fn print_scenario(result: &ScenarioResult<'_>, is_same: bool) {
    let digest = if is_same { "same digest twice" } else { "DIGESTS DIFFER" };
    println!(
        "{}: {} {digest} {}",
        result.scenario.name(),
        verdicts(&result.trials),
        result.digest()
    );
    for (verdict, first) in firsts(&result.trials) {
        println!("  first {verdict}: {}", first.outcome.reference);
    }
    for landmark in result.never_reached() {
        println!("  never reached: {landmark}");
    }
}

fn print_total(results: &[ScenarioResult<'_>]) {
    let trials: Vec<_> = results.iter().flat_map(|result| &result.trials).collect();
    let reach = Reach::of(trials.iter().map(|trial| &trial.outcome.coverage));
    println!("all: {}", verdicts(trials.iter().copied()));
    let never = reach.never(Axis::Fault);
    let never: Vec<_> = never.iter().map(|landmark| landmark.value()).collect();
    println!(
        "{} combinations reached; kinds that never began: {never:?}",
        reach.situations().len()
    );
    println!("digest {}", DigestValue::combine(results.iter().map(ScenarioResult::digest)));
}

/// What each run came to, and what failed: `failed restores-in-time`.
fn verdict(trial: &Trial) -> String {
    match &trial.outcome.judgement.verdict {
        Verdict::Failed(violation) => format!("failed {}", violation.property),
        Verdict::Broken { breakdown, .. } => format!("broken {}", breakdown.kind),
        Verdict::Infeasible { what, .. } => format!("infeasible {}", what.property),
        verdict => verdict.name().to_owned(),
    }
}

fn verdicts<'a>(trials: impl IntoIterator<Item = &'a Trial>) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for trial in trials {
        *counts.entry(verdict(trial)).or_default() += 1;
    }
    let counts: Vec<_> = counts.iter().map(|(verdict, runs)| format!("{runs} {verdict}")).collect();
    counts.join(", ")
}

fn firsts(trials: &[Trial]) -> BTreeMap<String, &Trial> {
    let mut firsts = BTreeMap::new();
    for trial in trials {
        firsts.entry(verdict(trial)).or_insert(trial);
    }
    firsts.retain(|verdict, _| verdict != "passed");
    firsts
}
