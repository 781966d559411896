//! `firedrill drill`

use chrono::{DateTime, Datelike as _, Utc};
use clap::{Args, ValueEnum};
use firedrill_campaign::{CampaignError, Flow, run_in_order};
use firedrill_reports::{
    DrillReport, DrillRun, Palette, Week, drill_document, drill_markdown, drill_text,
};
use firedrill_scenarios::{Plan, Recording, run};
use firedrill_sim::Seed;

use crate::command_error::CommandError;
use crate::console;
use crate::date;
use crate::exit_code::ExitCode;
use crate::jobs::Jobs;
use crate::protocol_choice::ProtocolChoice;
use crate::selection::Selection;
use crate::tested::UnderTest;

/// Hold the weekly emergency drill: each incident type triggered by hand, and simulated
///
/// For each type: detection, response, recovery and the end of emergency mode, with what each took and
/// may take; the playbook's checklist as it stood at the end; who was told. What is triggered by hand is
/// described "Weekly emergency drill", in an app in which nothing is the matter.
///
/// Each week draws another variation of the same eight scenarios, and the same one whenever it is held
/// again: its seed is the year and the week, 202648 for week 48 of 2026.
#[derive(Debug, Args)]
pub(crate) struct Drill {
    /// Hold the drill of the week that this date is in [default: today's, in UTC]
    #[arg(long, value_name = "DATE", value_parser = date::parse)]
    date: Option<DateTime<Utc>>,
    /// Hold the drill of this seed, of no week
    #[arg(long, value_name = "SEED", conflicts_with = "date")]
    seed: Option<Seed>,
    #[command(flatten)]
    jobs: Jobs,
    /// How to print it
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Show only what did not pass, and the last line
    #[arg(long, short)]
    quiet: bool,
    #[command(flatten)]
    protocol: ProtocolChoice,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For people at a terminal
    Text,
    /// One JSON document; `firedrill schema drill` describes it
    Json,
    /// For a job's summary or the week's minutes
    Markdown,
}

/// The suite that is held.
const SUITE: &str = "drill";

impl Drill {
    pub(crate) fn execute(&self) -> Result<ExitCode, CommandError> {
        let (seed, week) = match self.seed {
            Some(seed) => (seed, None),
            None => {
                let week = week(date::given_or_now(self.date)?);
                (week.seed(), Some(week))
            }
        };
        let scenarios = Selection::read(&[SUITE.into()])?.scenarios;
        let plans = scenarios.iter().map(|scenario| Plan::draw(scenario, seed)).collect();
        let protocol = self.protocol.start()?;
        let named = protocol.substitute();
        let runs = hold(plans, &protocol, self.jobs.count())?;
        let report = DrillReport { runs: &runs, seed, week, protocol: named.as_ref() };
        console::print(&match self.format {
            Format::Text => drill_text(&report, self.quiet, &Palette::COLOURED),
            Format::Json => drill_document(&report),
            Format::Markdown => drill_markdown(&report),
        })?;
        protocol.dismiss()?;
        Ok(ExitCode::of(report.standing()))
    }
}

/// The week that a date is in, as ISO 8601 counts: it belongs to the year of its Thursday.
fn week(date: DateTime<Utc>) -> Week {
    let week = date.iso_week();
    // No date that is read here is before the year 0 or after 9999, and no year has 256 weeks.
    Week {
        year: u16::try_from(week.year()).unwrap_or_default(),
        number: u8::try_from(week.week()).unwrap_or_default(),
    }
}

fn hold(
    plans: Vec<Plan>,
    protocol: &UnderTest,
    jobs: usize,
) -> Result<Vec<DrillRun>, CampaignError> {
    let work = |index: usize| {
        let plan: &Plan = &plans[index];
        run(plan, |briefing| protocol.brief(briefing), Recording::Keep)
            .map_err(|error| CampaignError { reference: plan.reference(), error: Box::new(error) })
    };
    let outcomes = run_in_order(plans.len(), jobs, work, |_| Flow::Continue);
    let runs = plans.into_iter().zip(outcomes);
    runs.map(|(plan, outcome)| outcome.map(|outcome| DrillRun { plan, outcome })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_begins_on_monday_and_belongs_to_the_year_of_its_thursday() {
        let of = |text: &str| week(date::parse(text).unwrap()).to_string();
        assert_eq!(of("2026-11-23"), "2026-W48");
        assert_eq!(of("2026-11-29T23:59:59Z"), "2026-W48");
        assert_eq!(of("2026-11-30"), "2026-W49");
        assert_eq!(of("2027-01-03"), "2026-W53");
        assert_eq!(of("2024-12-30"), "2025-W01");
    }
}
