//! The terminal, or whatever stands in its place.

use std::io::{self, ErrorKind, IsTerminal as _, Write as _};

use crate::command_error::CommandError;

/// Writes to standard output. Colours are dropped unless it is a terminal that wants them.
///
/// A reader that has seen enough and closed the pipe is no error.
pub(crate) fn print(text: &str) -> Result<(), CommandError> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => Ok(result?),
    }
}

/// Columns of the terminal; `None` when standard output is none.
pub(crate) fn width() -> Option<usize> {
    let (width, _) = terminal_size::terminal_size_of(io::stdout())?;
    Some(usize::from(width.0))
}

/// Whether somebody watches standard error: a progress bar in a log only makes it longer.
pub(crate) fn is_watched() -> bool {
    io::stderr().is_terminal() && std::env::var_os("CI").is_none()
}
