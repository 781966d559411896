//! `firedrill replay`

use std::ffi::OsString;

use clap::Args;
use firedrill_campaign::CampaignError;
use firedrill_reports::{Standing, notices, timeline};
use firedrill_scenarios::run;

use crate::artifacts::Artifacts;
use crate::command_error::CommandError;
use crate::console;
use crate::exit_code::ExitCode;
use crate::outputs::Outputs;
use crate::protocol_choice::ProtocolChoice;
use crate::run_argument::RunArgument;
use crate::timeline_choice::TimelineChoice;

/// Show one run line by line: what went wrong, what the protocol did, what it came to
///
/// First what was drawn, then one line a transition, last the verdict and its margins. Beside the
/// lines, as long as it lasts, stands what lasts: faults by their letter, emergency mode as `!`, procedures by
/// their number.
///
/// Columns: mult. is the performance multiplier; MB the footprint; in/out the temperatures of the
/// chip and of the skin; %/h the app's battery drain; errors the share of failed operations; severity
/// is the truth's, protocol what the protocol announced, with its escalation level.
#[derive(Debug, Args)]
pub(crate) struct Replay {
    /// `SCENARIO@SEED`, `PATH.toml@SEED`, or the file of a stored incident or a plan
    #[arg(value_name = "RUN")]
    run: OsString,
    #[command(flatten)]
    timeline: TimelineChoice,
    /// Show after the timeline what people were told, word for word
    #[arg(long)]
    notices: bool,
    #[command(flatten)]
    artifacts: Artifacts,
    #[command(flatten)]
    protocol: ProtocolChoice,
}

impl Replay {
    pub(crate) fn execute(&self) -> Result<ExitCode, CommandError> {
        let RunArgument { plan, reproduction, found_with, file } = RunArgument::read(&self.run)?;
        let options = self.timeline.options(plan.duration.0)?;
        let mut outputs = Outputs::beside(file.as_deref());
        self.artifacts.expect(&mut outputs)?;
        let protocol = self.protocol.start_for(&found_with)?;
        let reproduction = reproduction.with(protocol.substitute().as_ref());
        let outcome = run(&plan, |briefing| protocol.brief(briefing), self.artifacts.recording());
        let outcome = outcome.map_err(|error| CampaignError {
            reference: plan.reference(),
            error: Box::new(error),
        })?;
        let text = timeline(&plan, &outcome, &reproduction, &options);
        self.artifacts.write(&mut outputs, &plan, &outcome, &reproduction)?;
        console::print(&text)?;
        if self.notices {
            console::print(&format!("\n{}", notices(&plan, &outcome)))?;
        }
        protocol.dismiss()?;
        Ok(ExitCode::of(Standing::of_verdict(&outcome.judgement.verdict)))
    }
}
