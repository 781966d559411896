//! Prints the golden digest of every embedded scenario and nothing else, so that any two targets can
//! be compared: one line a scenario, its name and the digest of its run with seed 0x2a.

#![allow(clippy::print_stdout, reason = "printing is what this program is for")]

use firedrill_protocol::EmergencyRecoveryProtocol;
use firedrill_scenarios::{Plan, Recording, run, suites};
use firedrill_sim::Seed;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for suite in suites::ALL {
        for scenario in suite.load()?.into_scenarios() {
            let plan = Plan::draw(&scenario, Seed(0x2a));
            let protocol = EmergencyRecoveryProtocol::briefed;
            let outcome = run(&plan, protocol, Recording::Discard)?;
            println!("{} {}", outcome.reference, outcome.digest);
        }
    }
    Ok(())
}
