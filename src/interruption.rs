//! Ctrl-C: it ends every process of a foreign protocol, then this one; but a command that has something to
//! show for its work is first asked for that, and ended by the second.

use std::sync::LazyLock;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use firedrill_bridge::Leash;

/// Whether somebody wants the command to end with what it has.
static WANTED: AtomicBool = AtomicBool::new(false);

/// Whether the command has anything.
static HAS_SOMETHING: AtomicBool = AtomicBool::new(false);

static LEASH: LazyLock<Leash> = LazyLock::new(Leash::default);

/// What holds the processes that an interruption ends.
pub(crate) fn leash() -> &'static Leash {
    &LEASH
}

/// From now on the first Ctrl-C says that somebody wants the command to end with what it has.
pub(crate) fn have_something() {
    listen();
    HAS_SOMETHING.store(true, Ordering::SeqCst);
}

/// Whether somebody wants the command to end with what it has.
pub(crate) fn is_wanted() -> bool {
    WANTED.load(Ordering::SeqCst)
}

/// From now on no process of a foreign protocol outlives an interruption of this one.
pub(crate) fn listen() {
    static ONCE: Once = Once::new();
    // Where no signal can be heard it ends the program at once, as it does anyway.
    ONCE.call_once(|| hear().unwrap_or_default());
}

/// Ends this process as the Ctrl-C that was heard would have, for who has said what there is to say.
pub(crate) fn end() -> ! {
    #[cfg(unix)]
    {
        let _ = signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGINT);
    }
    std::process::exit(ENDED)
}

/// What a shell returns for a program that Ctrl-C has ended: 128 and SIGINT's number.
const ENDED: i32 = 130;

/// What an interruption does; `die` does not return. `asks` is whether it may be a question for what
/// there is.
fn interrupted(asks: bool, die: impl FnOnce()) {
    // Before any process ends: what its end does to a run is nothing to conclude from.
    let is_first = !WANTED.swap(true, Ordering::SeqCst);
    // Kept until this process is no more, so that nothing is printed of runs that were cut short.
    let ended = LEASH.end_all();
    if !(asks && is_first && HAS_SOMETHING.load(Ordering::SeqCst)) {
        die();
    }
    drop(ended);
}

#[cfg(unix)]
fn hear() -> std::io::Result<()> {
    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    let hear = move || {
        for signal in &mut signals {
            interrupted(signal == SIGINT, || {
                // As if nobody had listened: a shell sees which signal it was, 130 for Ctrl-C.
                let _ = emulate_default_handler(signal);
                std::process::exit(128 + signal);
            });
        }
    };
    std::thread::Builder::new().name("firedrill-signals".to_owned()).spawn(hear)?;
    Ok(())
}

#[cfg(not(unix))]
fn hear() -> Result<(), ctrlc::Error> {
    ctrlc::set_handler(|| interrupted(true, || std::process::exit(ENDED)))
}
