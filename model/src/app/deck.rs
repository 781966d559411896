//! The deck: jobs that feeds brought and that the person has not seen yet.

use firedrill_sim::{Span, Time};

/// Counts of jobs by where they are. Every job that a feed brought is in exactly one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deck {
    waiting: u64,
    shown: u64,
    dropped: u64,
    brought: u64,
    merged_at: Time,
}

/// The deck holds a hundred jobs, the largest batch that is ranked in one pass.
const HOLDS: u64 = 100;
/// What one feed's answer brings that is new (assumed: more than anybody swipes in three seconds).
const NEW_IN_AN_ANSWER: u64 = 6;

impl Default for Deck {
    fn default() -> Self {
        Self { waiting: HOLDS, shown: 0, dropped: 0, brought: HOLDS, merged_at: Time::ZERO }
    }
}

impl Deck {
    /// A feed's answer is merged; the oldest jobs make room.
    pub fn merge(&mut self, now: Time) {
        self.merged_at = now;
        self.brought += NEW_IN_AN_ANSWER;
        self.waiting += NEW_IN_AN_ANSWER;
        let surplus = self.waiting.saturating_sub(HOLDS);
        self.waiting -= surplus;
        self.dropped += surplus;
    }

    /// The person sees the job on top; on a dry deck, one of a list that came with the app.
    pub fn show(&mut self) {
        if self.waiting > 0 {
            self.waiting -= 1;
            self.shown += 1;
        }
    }

    /// Whether nothing is left to rank.
    pub fn is_dry(&self) -> bool {
        self.waiting == 0
    }

    /// For how long no feed brought anything.
    pub fn age(&self, now: Time) -> Span {
        now - self.merged_at
    }

    /// Jobs that feeds brought, and where they are: waiting, shown, dropped.
    pub fn accounts(&self) -> (u64, [u64; 3]) {
        (self.brought, [self.waiting, self.shown, self.dropped])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deck_that_nobody_fills_runs_dry() {
        let mut deck = Deck::default();
        (0..HOLDS).for_each(|_| deck.show());
        assert!(deck.is_dry());
        deck.show();
        deck.merge(Time::ZERO + Span::from_secs(9));
        assert!(!deck.is_dry());
        assert_eq!(deck.age(Time::ZERO + Span::from_secs(10)), Span::from_secs(1));
        let (brought, places) = deck.accounts();
        assert_eq!(brought, places.iter().sum::<u64>());
    }

    #[test]
    fn a_full_deck_drops_what_is_oldest() {
        let mut deck = Deck::default();
        deck.merge(Time::ZERO);
        assert_eq!(deck.accounts(), (106, [100, 0, 6]));
    }
}
