//! Which protocol is tested: the one shipped with firedrill, or a foreign one.

use core::time::Duration;

use clap::Args;
use firedrill_bridge::{Foreign, ForeignCommand, UnderTest};
use firedrill_protocol::quantity::{self, Dimension};

use crate::command_error::CommandError;

/// The options that choose a protocol, for every command that runs one.
#[derive(Clone, Debug, Args)]
pub(crate) struct ProtocolChoice {
    /// Test the protocol that this command runs, not the shipped one: a line of JSON in, one out
    ///
    /// The text is split at blanks as in a shell, with quotes. docs/foreign-protocols.md specifies what the
    /// program is sent and what it has to answer; `firedrill schema protocol` prints it as JSON Schema.
    #[arg(long = "protocol", value_name = "COMMAND", value_parser = ForeignCommand::parse)]
    command: Option<ForeignCommand>,
    /// How long a foreign protocol may take for an answer, on the wall clock
    #[arg(
        long,
        value_name = "TIME",
        default_value = "5s",
        requires = "command",
        value_parser = reply_timeout
    )]
    reply_timeout: Duration,
}

impl ProtocolChoice {
    /// The protocol; a foreign one with its first process started.
    pub(crate) fn start(&self) -> Result<UnderTest, CommandError> {
        let Some(command) = &self.command else { return Ok(UnderTest::Shipped) };
        Ok(UnderTest::Foreign(Foreign::start(command.clone(), self.reply_timeout)?))
    }
}

/// A foreign protocol as reports name it; `None` for the shipped one.
pub(crate) fn named(protocol: &UnderTest) -> Option<firedrill_reports::Foreign> {
    let foreign = protocol.foreign()?;
    let command = foreign.command().text().to_owned();
    Some(firedrill_reports::Foreign { name: foreign.name().to_owned(), command })
}

fn reply_timeout(text: &str) -> Result<Duration, String> {
    let nanos = quantity::parse(text, Dimension::Duration).map_err(|error| error.to_string())?;
    let limit = Duration::from_nanos(nanos as u64);
    if limit < Duration::from_millis(1) || limit > Duration::from_secs(3_600) {
        return Err("it must be from 1ms to 1h".to_owned());
    }
    Ok(limit)
}
