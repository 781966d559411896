//! The swipe journal: what the person did, and how much of it is safely on disk.

use firedrill_sim::Span;

/// Counts of swipes by where they are. Every swipe is in exactly one place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Journal {
    buffered: u64,
    on_disk: u64,
    lost: u64,
    writes_through: bool,
}

/// A buffered swipe is written at the latest after this (assumed).
pub const WRITE_AFTER: Span = Span::from_secs(5);

impl Journal {
    /// The main thread handled a swipe. Returns whether it is the first one in the buffer.
    pub fn record(&mut self) -> bool {
        if self.writes_through {
            self.on_disk += 1;
            return false;
        }
        self.buffered += 1;
        self.buffered == 1
    }

    /// Whether every swipe that is not lost is on disk.
    pub fn is_written(&self) -> bool {
        self.buffered == 0
    }

    /// The buffer is written to disk.
    pub fn flush(&mut self) {
        self.on_disk += core::mem::take(&mut self.buffered);
    }

    /// From now on every swipe is written at once, until the process ends: an emergency flush is
    /// worth little if the next swipe waits in a buffer for the restart.
    pub fn write_through(&mut self) {
        self.flush();
        self.writes_through = true;
    }

    /// The process ends without a flush. Returns how many swipes that loses.
    pub fn lose_buffer(&mut self) -> u64 {
        self.writes_through = false;
        self.delete_buffer()
    }

    /// The buffer is deleted while the process goes on. Returns how many swipes that loses.
    pub fn delete_buffer(&mut self) -> u64 {
        let lost = core::mem::take(&mut self.buffered);
        self.lost += lost;
        lost
    }

    /// Swipes ever made.
    pub fn made(&self) -> u64 {
        self.buffered + self.on_disk + self.lost
    }

    /// Swipes lost for good.
    pub fn lost(&self) -> u64 {
        self.lost
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kill_loses_only_what_is_not_on_disk() {
        let mut journal = Journal::default();
        assert!(journal.record());
        assert!(!journal.record());
        journal.flush();
        journal.record();
        assert_eq!(journal.lose_buffer(), 1);
        assert_eq!((journal.made(), journal.lost()), (3, 1));
    }

    #[test]
    fn a_deleted_buffer_loses_what_was_only_there_and_the_journal_goes_on() {
        let mut journal = Journal::default();
        journal.record();
        assert_eq!(journal.delete_buffer(), 1);
        journal.write_through();
        journal.record();
        assert_eq!(journal.delete_buffer(), 0);
        assert!(!journal.record(), "it still writes through");
        assert_eq!((journal.made(), journal.lost()), (3, 1));
    }

    #[test]
    fn after_an_emergency_flush_nothing_can_be_lost() {
        let mut journal = Journal::default();
        journal.record();
        journal.write_through();
        assert!(!journal.record());
        assert_eq!(journal.lose_buffer(), 0);
        assert!(journal.record(), "a new process buffers again");
    }
}
