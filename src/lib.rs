//! Firedrill's command line.
//!
//! - what can be typed: `command_line`, and a file for each subcommand;
//! - what comes back to the shell: [`ExitCode`];
//! - what the arguments name: scenarios by name, file and folder (`selection`), one run
//!   (`run_argument`);
//! - which protocol is tested (`protocol_choice`);
//! - which part of a timeline is shown (`timeline_choice`), with times as people write them (`moment`);
//! - what a campaign leaves behind for continuous integration (`campaign_files`);
//! - which files are written, and that none is lost to another (`outputs`);
//! - what only this crate may do: read files (`files`, `input`) and write them (`writing`), the clock (`stopwatch`, `date`), the
//!   environment (`github_job`) and the terminal (`console`, `progress`, `interruption`).

mod ablate;
mod artifacts;
mod baseline;
mod campaign_files;
mod command_error;
mod command_line;
mod console;
mod date;
mod diff;
mod exit_code;
mod explain;
mod file_identity;
mod files;
mod github_job;
mod input;
mod interruption;
mod jobs;
mod keep;
mod kept_file;
mod list;
mod moment;
mod nothing_to_shrink;
mod outputs;
mod picture;
mod plan;
mod progress;
mod protocol_choice;
mod record_file;
mod replay;
mod report;
mod run;
mod run_argument;
mod schema;
mod seeds;
mod selection;
mod shrink;
mod stopwatch;
mod suggestion;
mod tested;
mod timeline_choice;
mod verify;
mod writing;

pub use command_line::main;
pub use exit_code::ExitCode;
