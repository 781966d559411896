//! `firedrill replay`

use std::ffi::OsString;

use clap::Args;
use firedrill_campaign::CampaignError;
use firedrill_protocol::EmergencyRecoveryProtocol;
use firedrill_reports::{Palette, Standing, TimelineOptions, incident_report, timeline};
use firedrill_scenarios::{Recording, run};

use crate::command_error::CommandError;
use crate::console;
use crate::exit_code::ExitCode;
use crate::run_argument::RunArgument;

/// Show one run line by line: what went wrong, what the protocol did, what it came to
///
/// Columns: mult. is the performance multiplier; MB the footprint; in/out the temperatures of the
/// chip and of the skin; %/h the app's battery drain; errors the share of failed operations; severity
/// is the truth's, protocol what the protocol announced, with its escalation level.
#[derive(Debug, Args)]
pub(crate) struct Replay {
    /// `SCENARIO@SEED`, `PATH.toml@SEED`, or the file of a plan
    #[arg(value_name = "RUN")]
    run: OsString,
    /// Show the monitor's samples too, one a second
    #[arg(long)]
    samples: bool,
    /// Write the playbook's incident report, in Markdown, instead of the timeline
    #[arg(long, conflicts_with = "samples")]
    report: bool,
}

impl Replay {
    pub(crate) fn execute(&self) -> Result<ExitCode, CommandError> {
        let RunArgument { plan, reproduction } = RunArgument::read(&self.run)?;
        let protocol = EmergencyRecoveryProtocol::briefed;
        let outcome = run(&plan, protocol, Recording::Keep).map_err(|error| CampaignError {
            reference: plan.reference(),
            error: Box::new(error),
        })?;
        let standing = Standing::of_verdict(&outcome.judgement.verdict);
        if self.report {
            console::print(&incident_report(&plan, &outcome, &reproduction))?;
            return Ok(ExitCode::of(standing));
        }
        let options = TimelineOptions {
            samples: self.samples,
            width: console::width(),
            palette: Palette::COLOURED,
        };
        console::print(&timeline(&plan, &outcome, &reproduction, &options))?;
        Ok(ExitCode::of(standing))
    }
}
