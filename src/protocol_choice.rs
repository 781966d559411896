//! Which protocol is tested: the one shipped with firedrill, a foreign one, or a weakened one.

use core::time::Duration;

use clap::Args;
use firedrill_bridge::{Foreign, ForeignCommand};
use firedrill_campaign::ablation::{self, Weakness};
use firedrill_protocol::quantity::{self, Dimension};
use firedrill_scenarios::{FoundWith, escaped};

use crate::command_error::CommandError;
use crate::interruption;
use crate::suggestion;
use crate::tested::UnderTest;

/// What a foreign protocol may take for an answer when nobody says.
pub(crate) const REPLY_TIMEOUT_DEFAULT: Duration = Duration::from_secs(5);

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
    /// Test the shipped protocol with this weakness, to see what `firedrill ablate` saw
    #[arg(long, value_name = "WEAKNESS", conflicts_with = "command", value_parser = weakness)]
    weakness: Option<&'static Weakness>,
}

impl ProtocolChoice {
    /// The protocol; a foreign one with its first process started.
    pub(crate) fn start(&self) -> Result<UnderTest, CommandError> {
        if let Some(command) = &self.command {
            // Before its first process, which may hang at once.
            interruption::listen();
            let leash = interruption::leash();
            let foreign = Foreign::start(command.clone(), self.reply_timeout, leash)?;
            return Ok(UnderTest::Foreign(foreign));
        }
        Ok(self.weakness.map_or(UnderTest::Shipped, UnderTest::Weakened))
    }

    /// The protocol for a run that was stored: the chosen one, otherwise that which it was found with.
    pub(crate) fn start_for(&self, found_with: &FoundWith) -> Result<UnderTest, CommandError> {
        match self.own(found_with)? {
            Some(own) => Ok(own),
            None => self.start(),
        }
    }

    /// What a stored run was found with, when that is not what [`Self::start`] starts.
    pub(crate) fn own(&self, found_with: &FoundWith) -> Result<Option<UnderTest>, CommandError> {
        if self.is_given() {
            return Ok(None);
        }
        match found_with {
            FoundWith::Shipped => Ok(None),
            FoundWith::Weakness(name) => match ablation::find(name) {
                Some(weakness) => Ok(Some(UnderTest::Weakened(weakness))),
                None => Err(CommandError::NoSuchWeakness { name: escaped(name) }),
            },
            FoundWith::Foreign(name) => Err(CommandError::OtherProtocol { name: escaped(name) }),
        }
    }

    /// Whether somebody chose.
    pub(crate) const fn is_given(&self) -> bool {
        self.command.is_some() || self.weakness.is_some()
    }
}

fn weakness(name: &str) -> Result<&'static Weakness, String> {
    ablation::find(name).ok_or_else(|| {
        let meant = suggestion::weakness(name).map(|meant| format!("did you mean `{meant}`? "));
        let meant = meant.unwrap_or_default();
        format!("{meant}`firedrill list weaknesses` shows every weakness")
    })
}

fn reply_timeout(text: &str) -> Result<Duration, String> {
    let nanos = quantity::parse(text, Dimension::Duration).map_err(|error| error.to_string())?;
    let limit = Duration::from_nanos(nanos as u64);
    if limit < Duration::from_millis(1) || limit > Duration::from_secs(3_600) {
        return Err("it must be from 1ms to 1h".to_owned());
    }
    Ok(limit)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        choice: ProtocolChoice,
    }

    #[test]
    fn a_timeout_that_nobody_gives_is_the_default() {
        let line = Line::try_parse_from(["firedrill"]).unwrap();
        assert_eq!(line.choice.reply_timeout, REPLY_TIMEOUT_DEFAULT);
    }

    #[test]
    fn a_timeout_is_read_as_reports_write_it() {
        for limit in ["1ms", "1.5ms", "1.234567s", "30s", "3600s"] {
            let read = reply_timeout(limit).unwrap();
            assert_eq!(format!("{read:?}"), limit);
        }
    }
}
