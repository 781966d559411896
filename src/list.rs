//! `firedrill list`

use clap::{Args, ValueEnum};
use firedrill_model::device::Device;
use firedrill_model::faults;
use firedrill_reports::{Palette, catalogue};
use firedrill_scenarios::{Suite, suites};

use crate::command_error::CommandError;
use crate::console;
use crate::exit_code::ExitCode;
use crate::selection::SelectionError;

/// List what there is to run
#[derive(Debug, Args)]
pub(crate) struct List {
    /// What to list
    #[arg(value_enum, default_value_t = What::Suites)]
    what: What,
    /// Of faults: what each of them is, with its parameters and limits
    #[arg(long)]
    long: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum What {
    /// Suites, with their scenarios and what happens in them
    Suites,
    /// Scenarios, with their length and what is expected of them
    Scenarios,
    /// Kinds of faults, with their family, what removes the cause and the scenarios that have it
    Faults,
    /// Devices that a scenario can run on
    Devices,
    /// Workloads: what a person does over time
    Workloads,
    /// Properties that every run is held to
    Properties,
    /// Signals that a scenario's own properties can speak of
    Signals,
    /// Weaknesses that `ablate` gives the protocol
    Weaknesses,
}

impl List {
    pub(crate) fn execute(&self) -> Result<ExitCode, CommandError> {
        let palette = &Palette::COLOURED;
        let loaded = load()?;
        let suites: Vec<_> = loaded.iter().map(|(about, suite)| (*about, suite)).collect();
        console::print(&match self.what {
            What::Suites => catalogue::suites(&suites, palette),
            What::Scenarios => catalogue::scenarios(&suites, palette),
            What::Faults if self.long => {
                catalogue::faults_at_length(faults::catalogue(), console::width(), palette)
            }
            What::Faults => {
                catalogue::faults(faults::catalogue(), &suites, console::width(), palette)
            }
            What::Devices => catalogue::devices(Device::ALL, palette),
            What::Workloads => catalogue::workloads(palette),
            What::Properties => catalogue::properties(palette),
            What::Signals => catalogue::signals(palette),
            What::Weaknesses => catalogue::weaknesses(console::width(), palette),
        })?;
        Ok(ExitCode::Passed)
    }
}

fn load() -> Result<Vec<(&'static str, Suite)>, SelectionError> {
    suites::ALL.iter().map(|suite| Ok((suite.about, suite.load()?))).collect()
}
