//! Making the runs that are still missing, and handing each on as it ends.

use firedrill_protocol::{Briefing, RecoveryProtocol};
use firedrill_scenarios::{Plan, Recording, Scenario, run};
use firedrill_sim::Seed;

use crate::ledger::{Heading, Row};
use crate::pool::{Flow, run_in_order};
use crate::sweep::{CampaignError, Trial};

/// So many runs are under way or waiting at once: whatever the length of the campaign, no more of it is
/// in memory.
const BATCH: usize = 512;

/// Runs of a campaign that have no row yet.
#[derive(Clone, Copy, Debug)]
pub struct Missing<'a> {
    /// The scenarios, in the order of the heading.
    pub scenarios: &'a [Scenario],
    /// What the ledger is of.
    pub heading: &'a Heading,
    /// The places of the runs, see [`Ledger::missing`](crate::ledger::Ledger::missing).
    pub places: &'a [u64],
    /// How many threads make them.
    pub jobs: usize,
}

impl Missing<'_> {
    /// Makes the runs. `sink` is given each row as its run ends, on the caller's thread and in no
    /// particular order, and says whether to go on.
    pub fn run<P: RecoveryProtocol>(
        &self,
        protocol: impl Fn(&Briefing) -> P + Sync,
        mut sink: impl FnMut(Row) -> Flow,
    ) -> Result<(), CampaignError> {
        for batch in self.places.chunks(BATCH) {
            let mut goes_on = true;
            let work = |index: usize| self.row(batch[index], &protocol);
            let results = run_in_order(batch.len(), self.jobs, work, |result| match result {
                // Once it is to end, whatever else comes in may have been cut short.
                Ok(Some(row)) if goes_on => {
                    let flow = sink(row.clone());
                    goes_on = flow == Flow::Continue;
                    flow
                }
                Ok(_) => Flow::Continue,
                Err(_) => Flow::StopAfterThis,
            });
            for result in results {
                result?;
            }
            if !goes_on {
                return Ok(());
            }
        }
        Ok(())
    }

    /// The row of a place; `None` when no scenario is there.
    fn row<P: RecoveryProtocol>(
        &self,
        place: u64,
        protocol: impl Fn(&Briefing) -> P,
    ) -> Result<Option<Row>, CampaignError> {
        let (first, last) = (self.heading.seeds.0.0, self.heading.seeds.1.0);
        let seeds = last.saturating_sub(first).saturating_add(1);
        let Some(scenario) = self.scenarios.get((place / seeds) as usize) else { return Ok(None) };
        let plan = Plan::draw(scenario, Seed(first + place % seeds));
        let outcome = run(&plan, protocol, Recording::Discard).map_err(|error| CampaignError {
            reference: plan.reference(),
            error: Box::new(error),
        })?;
        Ok(Some(Row::of(&Trial { outcome, parting: None })))
    }
}

#[cfg(test)]
mod tests {
    use firedrill_protocol::EmergencyRecoveryProtocol;
    use firedrill_scenarios::suites;

    use super::*;

    #[test]
    fn whatever_is_missing_is_made_and_nothing_else_until_the_sink_has_had_enough() {
        let scenarios =
            ["memory-leak-critical", "hot-day-major"].map(|name| suites::scenario(name).unwrap());
        let heading = Heading::of(&scenarios, (Seed(1), Seed(2)), None);
        let made = |places: &[u64], most: usize| {
            let mut rows = vec![];
            let missing = Missing { scenarios: &scenarios, heading: &heading, places, jobs: 2 };
            let sink = |row: Row| {
                rows.push(format!("{}@{}", row.scenario, row.seed));
                if rows.len() < most { Flow::Continue } else { Flow::StopAfterThis }
            };
            missing.run(EmergencyRecoveryProtocol::briefed, sink).unwrap();
            rows.sort();
            rows
        };
        assert_eq!(made(&[1, 2], 9), ["hot-day-major@0x1", "memory-leak-critical@0x2"]);
        assert_eq!(made(&[0, 1, 2, 3], 2).len(), 2);
        assert_eq!(made(&[], 9), Vec::<String>::new());
    }
}
