//! `firedrill monthly`

use std::path::PathBuf;

use chrono::{DateTime, Datelike as _, Utc};
use clap::Args;
use clap::builder::RangedU64ValueParser;
use firedrill_campaign::ledger::{Heading, Row};
use firedrill_campaign::month::{Findings, Missing, Month, Programme};
use firedrill_campaign::{CampaignError, Flow, Standing};
use firedrill_reports::{
    NoticeCheck, Reproduction, Summary, TestedProtocol, compliance_sheet, monthly_report,
    read_notices,
};
use firedrill_scenarios::{Plan, Recording, ScenarioRef, run};
use firedrill_sim::{ALGORITHM, Seed};

use crate::command_error::CommandError;
use crate::console;
use crate::date;
use crate::exit_code::ExitCode;
use crate::files::{FileError, shown};
use crate::interruption;
use crate::jobs::Jobs;
use crate::month_folder::{COMPLIANCE, Earlier, LedgerFile, MonthFolder, REPORT, SUMMARY};
use crate::outputs::Outputs;
use crate::progress::Progress;
use crate::protocol_choice::ProtocolChoice;
use crate::selection::SelectionError;
use crate::tested::UnderTest;

/// Make the monthly recovery test: every scenario under many seeds, and a report of what that shows
///
/// Writes `report.md`, `compliance.md` (the App Store compliance sheet) and `summary.json` into a folder
/// of the month's name. Earlier months there become the trend. While it is under way `ledger.jsonl` in
/// that folder holds the runs so far: after an interruption the same command goes on where it stopped.
/// The same options and date give the same bytes.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Monthly {
    /// The month, such as 2026-11 [default: that of the date]
    #[arg(long, value_name = "MONTH")]
    month: Option<Month>,
    /// The folder that has a folder for each month
    #[arg(long, value_name = "FOLDER", default_value = "firedrill-reports")]
    out: PathBuf,
    /// Run each scenario with the seeds 1 to N
    #[arg(
        long,
        value_name = "N",
        default_value_t = 300,
        value_parser = RangedU64ValueParser::<u64>::new().range(1..=100_000)
    )]
    seeds: u64,
    #[command(flatten)]
    jobs: Jobs,
    /// The date that the report bears [default: SOURCE_DATE_EPOCH, or today]
    #[arg(long, value_name = "DATE", value_parser = date::parse)]
    date: Option<DateTime<Utc>>,
    /// Make the month anew though it has been made, or was begun with other options
    #[arg(long)]
    force: bool,
    /// Only the scenarios of these names, to try the command out: the report says that it is partial
    #[arg(long, value_name = "SCENARIO", value_delimiter = ',', hide = true)]
    only: Vec<String>,
    #[command(flatten)]
    protocol: ProtocolChoice,
}

/// What is rehearsed, and for which month.
struct Test {
    month: Month,
    date: String,
    programme: Programme,
    heading: Heading,
    protocol: UnderTest,
}

const EXAMPLES: &str = "\
Examples:
  firedrill monthly                                  this month, into firedrill-reports/
  firedrill monthly --month 2026-11 --seeds 2000     more seeds: narrower intervals
  firedrill monthly --protocol './my-protocol'       your own protocol";

impl Monthly {
    pub(crate) fn execute(&self) -> Result<ExitCode, CommandError> {
        let date = date::given_or_now(self.date)?;
        let month = self.month(date)?;
        let folder = MonthFolder::of(&self.out, month)?;
        folder.check_free(self.force)?;
        let earlier = folder.earlier()?;
        let programme = Programme::built_in(&self.only).map_err(SelectionError::from)?;
        if let Some(name) = self.unknown(&programme) {
            return Err(CommandError::NoSuchScenario { name });
        }
        let protocol = self.protocol.start()?;
        let named = protocol.substitute().map(|it| TestedProtocol::of(&it));
        let named = named.map(|TestedProtocol { name, option }| name + &option);
        let heading = Heading::of(&programme.scenarios, (Seed(1), Seed(self.seeds)), named);
        let date = date.date_naive().to_string();
        let test = Test { month, date, programme, heading, protocol };
        let (ledger, missing) = folder.begin(&test.heading, self.force)?;
        test.make(ledger, &missing, self.jobs.count())?;
        let summary = test.summary(&folder, self.only.is_empty())?;
        test.write(&folder, &summary, &earlier)?;
        console::print(&self.told(&folder, &summary, &earlier, missing.len() as u64))?;
        let worst = summary.findings.worst();
        let is_told = summary.notice_check.unfilled.is_empty();
        test.protocol.dismiss()?;
        Ok(ExitCode::of(if is_told { worst } else { worst.max(Standing::Failed) }))
    }

    /// The month that was asked for, which has begun by the date.
    fn month(&self, date: DateTime<Utc>) -> Result<Month, CommandError> {
        let year = u16::try_from(date.year()).unwrap_or_default();
        // Whatever the clock says has a month of twelve.
        let today = Month::new(year, date.month() as u8);
        match (self.month, today) {
            (Some(month), Some(today)) if month > today => {
                Err(CommandError::FutureMonth { month, date: date.date_naive().to_string() })
            }
            (Some(month), _) | (None, Some(month)) => Ok(month),
            (None, None) => Err(CommandError::NoMonth { date: date.to_string() }),
        }
    }

    fn unknown(&self, programme: &Programme) -> Option<String> {
        let has = |name: &&String| {
            programme.scenarios.iter().any(|scenario| scenario.name().as_str() == name.as_str())
        };
        self.only.iter().find(|name| !has(name)).cloned()
    }

    /// What is printed of a month that was made.
    fn told(
        &self,
        folder: &MonthFolder,
        summary: &Summary,
        earlier: &Earlier,
        made: u64,
    ) -> String {
        let findings = &summary.findings;
        let mut lines = vec![];
        if made < findings.runs {
            let there = findings.runs - made;
            lines.push(format!("continued  {there} of {} runs were there", findings.runs));
        }
        for month in &earlier.unfinished {
            lines.push(format!("unfinished {month}: not part of the trend"));
        }
        for name in [REPORT, COMPLIANCE, SUMMARY] {
            lines.push(format!("wrote      {}", shown(&folder.file(name))));
        }
        let counts = findings.standings.iter();
        let counts: Vec<_> =
            counts.map(|count| format!("{} {}", count.runs, count.standing.name())).collect();
        lines.push(format!(
            "{}  {} scenarios × {} seeds: {} · digest {}",
            summary.month,
            findings.scenarios.len(),
            self.seeds,
            counts.join(", "),
            findings.digest
        ));
        if let Some(first) = findings.worth_reading.first()
            && findings.worst() > Standing::Excused
        {
            let option = summary.protocol.as_ref().map_or("", |tested| tested.option.as_str());
            let word = Reproduction::of_plan(&first.run).word();
            lines.push(format!("see first  firedrill replay {word}{option}"));
        }
        lines.join("\n") + "\n"
    }
}

impl Test {
    /// Makes the runs that are missing.
    fn make(
        &self,
        mut ledger: LedgerFile,
        places: &[u64],
        jobs: usize,
    ) -> Result<(), CommandError> {
        let missing =
            Missing { scenarios: &self.programme.scenarios, heading: &self.heading, places, jobs };
        let mut progress = Progress::of(places.len(), "runs", console::is_watched());
        let mut failed: Option<FileError> = None;
        // Whatever is in the ledger is kept: the first Ctrl-C ends with that.
        interruption::have_something();
        let made = missing.run(
            |briefing| self.protocol.brief(briefing),
            |row: Row| {
                // A run that an interruption cut short came to nothing.
                if interruption::is_wanted() {
                    return Flow::StopAfterThis;
                }
                if let Err(error) = ledger.add(&row) {
                    failed = Some(error);
                    return Flow::StopAfterThis;
                }
                progress.advance(matches!(row.standing, Standing::Passed | Standing::Excused));
                Flow::Continue
            },
        );
        drop(progress);
        if let Some(error) = failed {
            return Err(error.into());
        }
        Self::go_on()?;
        Ok(made?)
    }

    /// What all runs say, and what the notices of some of them say word for word.
    fn summary(&self, folder: &MonthFolder, is_complete: bool) -> Result<Summary, CommandError> {
        let findings = Findings::of(&self.programme, &folder.read(&self.heading)?.rows);
        let notice_check = self.check_notices(&findings)?;
        Ok(Summary {
            format: Summary::FORMAT,
            firedrill: self.heading.engine.clone(),
            algorithm: ALGORITHM.to_owned(),
            month: self.month,
            date: self.date.clone(),
            protocol: self.protocol.substitute().map(|it| TestedProtocol::of(&it)),
            seeds: self.heading.seeds.1.0,
            is_complete,
            findings,
            notice_check,
        })
    }

    /// Makes some runs again with their record: of each kind of notice the first that sent one, and
    /// those that are worth reading.
    fn check_notices(&self, findings: &Findings) -> Result<NoticeCheck, CommandError> {
        let first = findings.notices.iter().filter_map(|notice| notice.first.as_ref());
        let worth_reading = findings.worth_reading.iter().map(|worth| &worth.run);
        let mut names: Vec<&String> = first.chain(worth_reading).collect();
        names.sort_unstable();
        names.dedup();
        let mut check = NoticeCheck::default();
        for name in names {
            let Some(plan) = self.plan(name) else { continue };
            let protocol = |briefing: &_| self.protocol.brief(briefing);
            let outcome = run(&plan, protocol, Recording::Keep).map_err(|error| CampaignError {
                reference: plan.reference(),
                error: Box::new(error),
            })?;
            Self::go_on()?;
            check.add(name, &read_notices(&plan, &outcome));
        }
        Ok(check)
    }

    fn plan(&self, name: &str) -> Option<Plan> {
        let ScenarioRef { name, seed } = name.parse().ok()?;
        let mut scenarios = self.programme.scenarios.iter();
        let scenario = scenarios.find(|scenario| *scenario.name() == name)?;
        Some(Plan::draw(scenario, seed))
    }

    /// Writes every file whole, the summary last: it says that the month is made.
    fn write(
        &self,
        folder: &MonthFolder,
        summary: &Summary,
        earlier: &Earlier,
    ) -> Result<(), CommandError> {
        let report = monthly_report(summary, &earlier.summaries);
        let mut outputs = Outputs::default();
        outputs.write(&folder.file(REPORT), report.as_bytes())?;
        outputs.write(&folder.file(COMPLIANCE), compliance_sheet(summary).as_bytes())?;
        outputs.write(&folder.file(SUMMARY), summary.to_json().as_bytes())?;
        Ok(folder.remove_ledger()?)
    }

    fn go_on() -> Result<(), CommandError> {
        if interruption::is_wanted() { Err(CommandError::Interrupted) } else { Ok(()) }
    }
}
