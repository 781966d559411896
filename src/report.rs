//! `firedrill report`

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use firedrill_campaign::CampaignError;
use firedrill_judge::Verdict;
use firedrill_reports::Documents;
use firedrill_scenarios::{Recording, run};

use crate::command_error::CommandError;
use crate::console;
use crate::exit_code::ExitCode;
use crate::outputs::Outputs;
use crate::protocol_choice::ProtocolChoice;
use crate::run_argument::RunArgument;

/// Fill the playbook's documents from one run: reports, alerts, notifications, analysis
///
/// For each incident: the incident report with the causal chain, the internal alert as text and as
/// Slack's Block Kit, the App Store team notification, the message to users, and the post-incident
/// analysis. What only people know, such as an owner or a due date, is left as a visible blank.
///
/// The exit code is 0 when the documents were written, whatever the verdict, which is in them; 5 when
/// a foreign protocol broke down.
#[derive(Debug, Args)]
pub(crate) struct ReportCommand {
    /// `SCENARIO@SEED`, `PATH.toml@SEED`, or the file of a stored incident or a plan
    #[arg(value_name = "RUN")]
    run: OsString,
    /// What to write
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Md)]
    format: Format,
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    protocol: ProtocolChoice,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// Markdown
    Md,
    /// One HTML file that needs nothing else
    Html,
    /// JSON, with the alert for Slack in it; `firedrill schema report` describes it
    Json,
}

impl ReportCommand {
    pub(crate) fn execute(&self) -> Result<ExitCode, CommandError> {
        let RunArgument { plan, reproduction, found_with, file } = RunArgument::read(&self.run)?;
        let mut outputs = Outputs::beside(file.as_deref());
        if let Some(path) = &self.out {
            outputs.expect("--out", path)?;
        }
        let protocol = self.protocol.start_for(&found_with)?;
        let reproduction = reproduction.with(protocol.substitute().as_ref());
        let outcome = run(&plan, |briefing| protocol.brief(briefing), Recording::Keep);
        let outcome = outcome.map_err(|error| CampaignError {
            reference: plan.reference(),
            error: Box::new(error),
        })?;
        let documents = Documents::of(&plan, &outcome, &reproduction);
        let text = match self.format {
            Format::Md => documents.to_markdown(),
            Format::Html => documents.to_html(),
            Format::Json => documents.to_json(),
        };
        match &self.out {
            Some(path) => outputs.write(path, text.as_bytes())?,
            None => console::print(&text)?,
        }
        protocol.dismiss()?;
        Ok(match outcome.judgement.verdict {
            Verdict::Broken { .. } => ExitCode::ContractBroken,
            _ => ExitCode::Passed,
        })
    }
}
