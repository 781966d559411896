//! The last lines that a child wrote to its standard error. Always read, so that a child that writes
//! much is never stopped by a full pipe; kept within bounds, so that it never fills memory.

use core::time::Duration;
use std::collections::VecDeque;
use std::io::{self, Read};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// Lines kept.
pub(crate) const LINES_MAX: usize = 20;

/// Bytes kept of a line.
pub(crate) const LINE_BYTES_MAX: usize = 500;

/// How long to wait for what a child that is gone had still written.
const PATIENCE: Duration = Duration::from_millis(500);

/// A standard error being read.
#[derive(Debug)]
pub(crate) struct LastWords {
    tail: Arc<Mutex<Tail>>,
    /// Closed once everything is read.
    reading: Receiver<()>,
}

#[derive(Debug, Default)]
struct Tail {
    lines: VecDeque<Vec<u8>>,
    /// The line that has not ended yet.
    begun: Option<Vec<u8>>,
}

impl LastWords {
    /// Begins to read.
    pub(crate) fn of(stderr: impl Read + Send + 'static) -> io::Result<Self> {
        let tail = Arc::new(Mutex::new(Tail::default()));
        let (done, reading) = channel();
        let kept = Arc::clone(&tail);
        thread::Builder::new()
            .name("firedrill-stderr".to_owned())
            .spawn(move || drain(stderr, &kept, &done))?;
        Ok(Self { tail, reading })
    }

    /// Forgets what came so far.
    pub(crate) fn clear(&self) {
        *self.tail.lock().unwrap_or_else(PoisonError::into_inner) = Tail::default();
    }

    /// The last lines of a child that is gone, oldest first.
    pub(crate) fn lines(&self) -> Vec<String> {
        // Whoever inherited the pipe from the child may keep it open: not for us to wait.
        let _ = self.reading.recv_timeout(PATIENCE);
        let tail = self.tail.lock().unwrap_or_else(PoisonError::into_inner);
        let begun = tail.begun.iter().filter(|line| !line.is_empty());
        let lines: Vec<_> = tail.lines.iter().chain(begun).map(|line| shown(line)).collect();
        lines[lines.len().saturating_sub(LINES_MAX)..].to_vec()
    }
}

fn drain(mut stderr: impl Read, tail: &Mutex<Tail>, _done: &Sender<()>) {
    let mut buffer = [0; 8192];
    loop {
        match stderr.read(&mut buffer) {
            Ok(0) => return,
            Ok(count) => {
                let mut tail = tail.lock().unwrap_or_else(PoisonError::into_inner);
                tail.take(buffer.get(..count).unwrap_or_default());
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return,
        }
    }
}

impl Tail {
    fn take(&mut self, bytes: &[u8]) {
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            let line = self.begun.get_or_insert_default();
            let text = part.strip_suffix(b"\n").unwrap_or(part);
            // One byte more than is shown tells that there was more.
            let room = (LINE_BYTES_MAX + 1).saturating_sub(line.len());
            line.extend_from_slice(text.get(..room.min(text.len())).unwrap_or_default());
            if part.ends_with(b"\n") {
                self.lines.extend(self.begun.take());
            }
            if self.lines.len() > LINES_MAX {
                self.lines.pop_front();
            }
        }
    }
}

fn shown(line: &[u8]) -> String {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    match line.get(..LINE_BYTES_MAX) {
        Some(kept) if line.len() > LINE_BYTES_MAX => {
            String::from_utf8_lossy(kept).into_owned() + "…"
        }
        _ => String::from_utf8_lossy(line).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn last(bytes: &[u8]) -> Vec<String> {
        LastWords::of(io::Cursor::new(bytes.to_vec())).unwrap().lines()
    }

    #[test]
    fn the_last_lines_are_kept_and_an_unfinished_one() {
        assert_eq!(last(b""), Vec::<String>::new());
        assert_eq!(last(b"one\r\ntwo\n\nthree"), ["one", "two", "", "three"]);
        let many: String = (0..100).map(|number| format!("line {number}\n")).collect();
        let kept = last(many.as_bytes());
        assert_eq!(kept.len(), LINES_MAX);
        assert_eq!(kept[LINES_MAX - 1], "line 99");
        assert_eq!(last((many + "end").as_bytes())[LINES_MAX - 1], "end");
    }

    #[test]
    fn a_line_without_end_takes_no_more_memory_than_its_beginning() {
        let kept = last(&vec![b'x'; 1 << 20]);
        assert_eq!(kept, ["x".repeat(LINE_BYTES_MAX) + "…"]);
    }

    #[test]
    fn what_is_no_unicode_is_shown_as_far_as_it_can_be() {
        assert_eq!(last(b"a\xffb\n"), ["a\u{fffd}b"]);
    }
}
