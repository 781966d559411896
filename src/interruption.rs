//! Ctrl-C: the first asks a command for what it has so far, the second ends it.

use std::sync::atomic::{AtomicBool, Ordering};

/// What a shell returns for a program that Ctrl-C has ended: 128 and SIGINT's number.
const ENDED: i32 = 130;

static WANTED: AtomicBool = AtomicBool::new(false);

/// From now on the first Ctrl-C only says that somebody wants it to end.
pub(crate) fn listen() {
    // Where no signal can be heard Ctrl-C ends the program at once, as it does anyway.
    let _ = ctrlc::set_handler(|| {
        if WANTED.swap(true, Ordering::Relaxed) {
            std::process::exit(ENDED);
        }
    });
}

/// Whether somebody wants the command to end with what it has.
pub(crate) fn is_wanted() -> bool {
    WANTED.load(Ordering::Relaxed)
}
