//! A ledger, read back.

use std::collections::{BTreeMap, BTreeSet};

use firedrill_scenarios::escaped;
use firedrill_sim::Seed;
use thiserror::Error;

use super::heading::Heading;
use super::row::Row;

/// A ledger as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Ledger {
    /// What it is of.
    pub heading: Heading,
    /// Its rows, in the order of the scenarios and then of the seeds.
    pub rows: Vec<Row>,
    /// How many bytes of the text are whole lines: whoever goes on writing begins there.
    pub whole_bytes: usize,
}

/// Why a text is no ledger that can be gone on with.
#[derive(Debug, Error)]
pub enum LedgerError {
    /// There is not even a first line.
    #[error("the ledger is empty")]
    Empty,
    /// The first line is no heading.
    #[error("line 1 is no heading of a ledger: {0}")]
    Heading(#[source] serde_json::Error),
    /// It is of a format that is not known here.
    #[error(
        "it is a ledger of format {found}, and this firedrill reads format {}",
        Heading::FORMAT
    )]
    Format {
        /// Its format.
        found: u32,
    },
    /// It is of something else than what is to be run.
    #[error("it is of another campaign: {difference}")]
    OtherCampaign {
        /// What is different, in words.
        difference: String,
    },
    /// A line in the middle is no row.
    #[error("line {line} is no row of a ledger: {error}")]
    Row {
        /// Which line, counted from 1.
        line: usize,
        /// Why.
        #[source]
        error: serde_json::Error,
    },
    /// A row is of a run that is not part of the campaign.
    #[error("line {line} is of `{}@{seed}`, which is no run of this campaign", escaped(.scenario))]
    Stranger {
        /// Which line, counted from 1.
        line: usize,
        /// Its scenario.
        scenario: String,
        /// Its seed.
        seed: Seed,
    },
    /// Two rows are of the same run and do not say the same.
    #[error("line {line} contradicts an earlier row of `{}@{seed}`", escaped(.scenario))]
    Contradiction {
        /// Which line, counted from 1.
        line: usize,
        /// Its scenario.
        scenario: String,
        /// Its seed.
        seed: Seed,
    },
}

impl Ledger {
    /// Reads a ledger, which must be of what `wanted` says. A last line without its end is left out:
    /// writing it was interrupted. Two equal rows of a run count once.
    pub fn read(text: &str, wanted: &Heading) -> Result<Self, LedgerError> {
        Self::read_if(text, |heading| match difference(heading, wanted) {
            Some(difference) => Err(LedgerError::OtherCampaign { difference }),
            None => Ok(()),
        })
    }

    /// Reads a ledger of whatever it is of, otherwise alike.
    pub fn read_any(text: &str) -> Result<Self, LedgerError> {
        Self::read_if(text, |_| Ok(()))
    }

    fn read_if(
        text: &str,
        check: impl FnOnce(&Heading) -> Result<(), LedgerError>,
    ) -> Result<Self, LedgerError> {
        let whole_bytes = text.rfind('\n').map_or(0, |end| end + 1);
        let mut lines = text[..whole_bytes].lines().enumerate();
        let (_, first) = lines.next().ok_or(LedgerError::Empty)?;
        let heading = read_heading(first)?;
        check(&heading)?;
        let mut rows = Rows::of(&heading);
        for (index, line) in lines {
            rows.add(index + 1, line)?;
        }
        Ok(Self { rows: rows.finish(), heading, whole_bytes })
    }

    /// The places, in the order of the runs, of those that have no row yet. A run's place is its
    /// scenario's times the number of seeds plus its seed's.
    pub fn missing(&self) -> Vec<u64> {
        let rows = Rows::of(&self.heading);
        let done: BTreeSet<u64> = self.rows.iter().filter_map(|row| rows.place(row)).collect();
        (0..self.heading.runs()).filter(|place| !done.contains(place)).collect()
    }
}

/// Rows by their place.
struct Rows<'a> {
    heading: &'a Heading,
    found: BTreeMap<u64, Row>,
}

impl<'a> Rows<'a> {
    const fn of(heading: &'a Heading) -> Self {
        Self { heading, found: BTreeMap::new() }
    }

    fn add(&mut self, line: usize, text: &str) -> Result<(), LedgerError> {
        let row: Row =
            serde_json::from_str(text).map_err(|error| LedgerError::Row { line, error })?;
        let Some(place) = self.place(&row) else {
            return Err(LedgerError::Stranger { line, scenario: row.scenario, seed: row.seed });
        };
        match self.found.get(&place) {
            Some(earlier) if *earlier != row => {
                Err(LedgerError::Contradiction { line, scenario: row.scenario, seed: row.seed })
            }
            Some(_) => Ok(()),
            None => {
                self.found.insert(place, row);
                Ok(())
            }
        }
    }

    fn place(&self, row: &Row) -> Option<u64> {
        let (first, last) = (self.heading.seeds.0.0, self.heading.seeds.1.0);
        let is_scenario = |scenario: &super::HeadingScenario| scenario.name == row.scenario;
        let scenario = self.heading.scenarios.iter().position(is_scenario)?;
        let seeds = last.checked_sub(first)?.checked_add(1)?;
        let seed = row.seed.0.checked_sub(first).filter(|offset| *offset < seeds)?;
        (scenario as u64).checked_mul(seeds)?.checked_add(seed)
    }

    fn finish(self) -> Vec<Row> {
        self.found.into_values().collect()
    }
}

fn read_heading(line: &str) -> Result<Heading, LedgerError> {
    /// Of a later format nothing else is known.
    #[derive(serde::Deserialize)]
    struct Format {
        ledger: u32,
    }
    let Format { ledger: found } = serde_json::from_str(line).map_err(LedgerError::Heading)?;
    if found != Heading::FORMAT {
        return Err(LedgerError::Format { found });
    }
    serde_json::from_str(line).map_err(LedgerError::Heading)
}

/// The first thing that is different, in words.
fn difference(found: &Heading, wanted: &Heading) -> Option<String> {
    let told = |what: &str, found: &str, wanted: &str| {
        (found != wanted)
            .then(|| format!("its {what} is {}, this run's {}", escaped(found), escaped(wanted)))
    };
    let shipped = "the shipped one";
    let protocol = |heading: &Heading| heading.protocol.as_deref().unwrap_or(shipped).to_owned();
    let seeds = |heading: &Heading| format!("{} to {}", heading.seeds.0, heading.seeds.1);
    told("engine", &found.engine, &wanted.engine)
        .or_else(|| told("drawing algorithm", &found.algorithm, &wanted.algorithm))
        .or_else(|| told("protocol", &protocol(found), &protocol(wanted)))
        .or_else(|| told("range of seeds", &seeds(found), &seeds(wanted)))
        .or_else(|| scenarios_differ(found, wanted))
}

fn scenarios_differ(found: &Heading, wanted: &Heading) -> Option<String> {
    if found.scenarios.len() != wanted.scenarios.len() {
        let (found, wanted) = (found.scenarios.len(), wanted.scenarios.len());
        return Some(format!("it has {found} scenarios, this run {wanted}"));
    }
    let pairs = found.scenarios.iter().zip(&wanted.scenarios);
    pairs
        .filter(|(found, wanted)| found != wanted)
        .map(|(found, wanted)| {
            let (found_name, wanted_name) = (escaped(&found.name), &wanted.name);
            match found.name == wanted.name {
                true => format!("the scenario `{wanted_name}` has changed since"),
                false => format!("it has `{found_name}` where this run has `{wanted_name}`"),
            }
        })
        .next()
}

#[cfg(test)]
mod tests {
    use firedrill_protocol::{Briefing, EmergencyRecoveryProtocol};
    use firedrill_scenarios::suites;

    use super::*;
    use crate::sweep::Campaign;

    fn campaign() -> (Heading, Vec<Row>) {
        let scenarios =
            ["memory-leak-critical", "hot-day-major"].map(|name| suites::scenario(name).unwrap());
        let seeds = [Seed(1), Seed(2), Seed(3)];
        let campaign = Campaign {
            scenarios: &scenarios,
            seeds: &seeds,
            jobs: 1,
            fail_fast: false,
            check_determinism: false,
        };
        let results = campaign.run(shipped, |_| {}).unwrap();
        let rows = results.iter().flat_map(|result| &result.trials).map(Row::of).collect();
        (Heading::of(&scenarios, (Seed(1), Seed(3)), None), rows)
    }

    fn shipped(briefing: &Briefing) -> EmergencyRecoveryProtocol {
        EmergencyRecoveryProtocol::new(briefing.playbook.clone())
    }

    fn text(heading: &Heading, rows: &[Row]) -> String {
        let lines = rows.iter().map(Row::to_line);
        core::iter::once(heading.to_line()).chain(lines).map(|line| line + "\n").collect()
    }

    #[test]
    fn what_was_written_in_any_order_and_twice_is_read_back_in_order_once() {
        let (heading, rows) = campaign();
        let mut shuffled = rows.clone();
        shuffled.reverse();
        shuffled.push(rows[4].clone());
        let text = text(&heading, &shuffled);
        let ledger = Ledger::read(&text, &heading).unwrap();
        assert_eq!((ledger.whole_bytes, ledger.missing()), (text.len(), vec![]));
        assert_eq!(ledger.rows, rows);
    }

    #[test]
    fn wherever_writing_is_interrupted_the_whole_lines_count_and_the_rest_is_missing() {
        let (heading, rows) = campaign();
        let text = text(&heading, &rows);
        let first = heading.to_line().len() + 1;
        for cut in (first..text.len()).step_by(97).filter(|cut| text.is_char_boundary(*cut)) {
            let ledger = Ledger::read(&text[..cut], &heading).unwrap();
            let whole = text[first..cut].matches('\n').count();
            assert_eq!(ledger.rows, rows[..whole], "cut at {cut}");
            assert_eq!(ledger.missing(), (whole as u64..6).collect::<Vec<_>>());
            assert!(text[..cut].is_char_boundary(ledger.whole_bytes));
            assert!(ledger.whole_bytes <= cut);
        }
        assert!(matches!(Ledger::read(&text[..first - 1], &heading), Err(LedgerError::Empty)));
    }

    #[test]
    fn a_ledger_of_anything_else_is_refused_with_the_first_difference() {
        let (heading, rows) = campaign();
        let check = |change: &dyn Fn(&mut Heading), expected: &str| {
            let mut other = heading.clone();
            change(&mut other);
            let error = Ledger::read(&text(&other, &rows), &heading).unwrap_err();
            assert_eq!(error.to_string(), format!("it is of another campaign: {expected}"));
        };
        check(
            &|h| h.engine = "9".to_owned(),
            &format!("its engine is 9, this run's {}", heading.engine),
        );
        check(
            &|h| h.protocol = Some("theirs".to_owned()),
            "its protocol is theirs, this run's the shipped one",
        );
        check(&|h| h.seeds.1 = Seed(4), "its range of seeds is 0x1 to 0x4, this run's 0x1 to 0x3");
        check(&|h| drop(h.scenarios.pop()), "it has 1 scenarios, this run 2");
        check(&|h| h.scenarios[1].text.0 ^= 1, "the scenario `hot-day-major` has changed since");
        let mut newer = heading.clone();
        newer.ledger = 2;
        let error = Ledger::read(&text(&newer, &rows), &heading).unwrap_err();
        assert_eq!(
            error.to_string(),
            "it is a ledger of format 2, and this firedrill reads format 1"
        );
    }

    #[test]
    fn rows_that_contradict_each_other_or_are_of_no_run_of_it_are_refused() {
        let (heading, rows) = campaign();
        let mut changed = rows[2].clone();
        changed.events += 1;
        let error = Ledger::read(&text(&heading, &[rows[2].clone(), changed]), &heading);
        assert_eq!(
            error.unwrap_err().to_string(),
            "line 3 contradicts an earlier row of `memory-leak-critical@0x3`"
        );
        let mut stranger = rows[0].clone();
        stranger.seed = Seed(4);
        let error = Ledger::read(&text(&heading, &[stranger]), &heading).unwrap_err();
        assert_eq!(
            error.to_string(),
            "line 2 is of `memory-leak-critical@0x4`, which is no run of this campaign"
        );
        let broken = text(&heading, &rows[..1]).replace("\"seed\"", "\"sead\"");
        let error = Ledger::read(&broken, &heading).unwrap_err();
        assert!(error.to_string().starts_with("line 2 is no row of a ledger: "), "{error}");
    }
}
