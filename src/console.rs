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

/// Writes to standard error, likewise.
pub(crate) fn print_beside(text: &str) -> Result<(), CommandError> {
    let mut out = anstream::stderr().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => Ok(result?),
    }
}

/// Columns of the terminal; `None` when standard output is none, or one that has no width.
pub(crate) fn width() -> Option<usize> {
    if !io::stdout().is_terminal() {
        return None;
    }
    wide(columns_of_terminal(), std::env::var("COLUMNS").ok().as_deref())
}

/// The terminal's own columns, or what the environment says of one that has none.
fn wide(own: usize, environment: Option<&str>) -> Option<usize> {
    let told = || environment.and_then(|columns| columns.trim().parse().ok());
    Some(own).filter(|columns| *columns > 0).or_else(told).filter(|columns| *columns > 0)
}

/// Zero when the terminal has no width. It may have one and no height, as `script` makes them, which
/// `terminal_size` takes for no size at all.
#[cfg(unix)]
fn columns_of_terminal() -> usize {
    rustix::termios::tcgetwinsize(io::stdout()).map_or(0, |size| usize::from(size.ws_col))
}

#[cfg(not(unix))]
fn columns_of_terminal() -> usize {
    terminal_size::terminal_size_of(io::stdout()).map_or(0, |(width, _)| usize::from(width.0))
}

/// Whether somebody watches standard error: a progress bar in a log only makes it longer.
pub(crate) fn is_watched() -> bool {
    io::stderr().is_terminal() && std::env::var_os("CI").is_none()
}

#[cfg(test)]
mod tests {
    use super::wide;

    #[test]
    fn a_terminal_without_a_width_is_as_wide_as_the_environment_says() {
        assert_eq!(wide(80, Some("120")), Some(80));
        assert_eq!(wide(0, Some("120")), Some(120));
        for nothing in [None, Some(""), Some("0"), Some("wide")] {
            assert_eq!(wide(0, nothing), None, "{nothing:?}");
        }
    }
}
