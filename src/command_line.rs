//! What can be typed.

use std::fmt::Write as _;
use std::io::Write as _;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use firedrill_scenarios::{escaped, is_hidden};

use crate::ablate::Ablate;
use crate::command_error::CommandError;
use crate::diff::Diff;
use crate::drill::Drill;
use crate::exit_code::ExitCode;
use crate::explain::Explain;
use crate::interruption;
use crate::keep::Keep;
use crate::list::List;
use crate::monthly::Monthly;
use crate::plan::PlanCommand;
use crate::replay::Replay;
use crate::report::ReportCommand;
use crate::run::Run;
use crate::schema::Schema;
use crate::shrink::Shrink;
use crate::verify::Verify;

/// Rehearse an app's emergencies: run its recovery protocol through simulated incidents, one seed
/// each, and say whether it restored the app in time, and by what margin.
#[derive(Debug, Parser)]
#[command(name = "firedrill", version)]
pub(crate) struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Run(Run),
    Drill(Drill),
    Replay(Replay),
    Report(ReportCommand),
    Keep(Keep),
    Verify(Verify),
    Explain(Explain),
    Shrink(Shrink),
    Diff(Diff),
    Ablate(Ablate),
    Monthly(Monthly),
    Plan(PlanCommand),
    List(List),
    Schema(Schema),
}

/// Does what the process's arguments say.
pub fn main() -> std::process::ExitCode {
    execute().into()
}

fn execute() -> ExitCode {
    let matches = CommandLine::command().after_help(exit_codes()).try_get_matches();
    let command_line = matches.and_then(|matches| CommandLine::from_arg_matches(&matches));
    match command_line {
        Ok(command_line) => command_line.execute().unwrap_or_else(|error| complain(&error)),
        Err(error) => {
            // What cannot be said cannot be helped: the exit code still tells.
            let _ = if std::env::args_os().any(|argument| has_hidden(&argument)) {
                // clap repeats arguments as they are, and these would reach the terminal.
                let lines = error.render().to_string();
                let lines: Vec<_> = lines.lines().map(escaped).collect();
                writeln!(anstream::stderr(), "{}", lines.join("\n"))
            } else {
                error.print()
            };
            if error.use_stderr() { ExitCode::BadInput } else { ExitCode::Passed }
        }
    }
}

impl CommandLine {
    fn execute(self) -> Result<ExitCode, CommandError> {
        match self.command {
            Command::Run(command) => command.execute(),
            Command::Drill(command) => command.execute(),
            Command::Replay(command) => command.execute(),
            Command::Report(command) => command.execute(),
            Command::Keep(command) => command.execute(),
            Command::Verify(command) => command.execute(),
            Command::Explain(command) => command.execute(),
            Command::Shrink(command) => command.execute(),
            Command::Diff(command) => command.execute(),
            Command::Ablate(command) => command.execute(),
            Command::Monthly(command) => command.execute(),
            Command::Plan(command) => command.execute(),
            Command::List(command) => command.execute(),
            Command::Schema(command) => command.execute(),
        }
    }
}

fn has_hidden(argument: &std::ffi::OsStr) -> bool {
    argument.to_string_lossy().contains(is_hidden)
}

fn complain(error: &CommandError) -> ExitCode {
    // As above: there is nobody left to tell.
    let _ = writeln!(anstream::stderr(), "{}", error.report());
    if matches!(error, CommandError::Interrupted) {
        interruption::end();
    }
    error.exit_code()
}

fn exit_codes() -> String {
    let mut text = "Exit codes:\n".to_owned();
    for (code, meaning) in ExitCode::TABLE {
        // Writing to a string does not fail.
        let _ = writeln!(text, "  {}  {meaning}", code.code());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_holds_together() {
        CommandLine::command().debug_assert();
    }
}
