//! Dating: when a sample was taken, on the host's own timeline.
//!
//! A sample's date comes from a clock that people and networks set; the host's `now` only ever goes
//! forward. So a date is believed where it can be true, and where it cannot, but samples keep coming
//! one by one, it is the clock that is wrong and not the samples.

use core::time::Duration;

use crate::units::Timestamp;

/// A sample that was under way for longer than so many monitor periods describes another situation.
/// One that is younger is late, and still tells of what went wrong when it was taken.
pub(super) const LATE_AFTER_PERIODS: u32 = 10;

/// So many samples in a row with impossible dates, as far apart as they arrived, or new though their
/// date stands still: their clock was set. What was queued and arrives behind newer samples has
/// impossible dates too, but newer ones come between.
const SET_AFTER_SAMPLES: u8 = 3;

/// Remembers enough to tell a late sample from a clock that was set.
#[derive(Clone, Debug, Default)]
pub(super) struct Dating {
    /// When the last believed sample was taken.
    newest: Option<Timestamp>,
    odd: Option<Odd>,
}

/// The last sample with an impossible date.
#[derive(Clone, Copy, Debug)]
struct Odd {
    date: Timestamp,
    arrived: Timestamp,
    in_a_row: u8,
}

impl Dating {
    /// When a sample was taken that arrives now. `None` when it is a copy, too old, out of order, or
    /// when nobody can tell. `is_news` says whether its readings differ from the last sample's.
    pub(super) fn date(
        &mut self,
        now: Timestamp,
        date: Timestamp,
        period: Duration,
        is_news: bool,
    ) -> Option<Timestamp> {
        let taken_at =
            if self.is_clock_set() { self.arrival(now, date, period, is_news) } else { None };
        let taken_at = taken_at.or_else(|| self.dated_by_itself(now, date, period, is_news))?;
        self.newest = Some(taken_at);
        Some(taken_at)
    }

    fn is_clock_set(&self) -> bool {
        self.odd.is_some_and(|odd| odd.in_a_row >= SET_AFTER_SAMPLES)
    }

    fn dated_by_itself(
        &mut self,
        now: Timestamp,
        date: Timestamp,
        period: Duration,
        is_news: bool,
    ) -> Option<Timestamp> {
        let is_new = self.newest.is_none_or(|newest| date > newest);
        let is_past = date - now <= period;
        if !(is_new && is_past) {
            return self.arrival(now, date, period, is_news);
        }
        if now - date > period.saturating_mul(LATE_AFTER_PERIODS) {
            return None;
        }
        self.odd = None;
        Some(date)
    }

    /// Takes an impossible date for what it says of the clock: once the clock is known to be set, a
    /// sample was taken when it arrives.
    fn arrival(
        &mut self,
        now: Timestamp,
        date: Timestamp,
        period: Duration,
        is_news: bool,
    ) -> Option<Timestamp> {
        let in_a_row = match self.odd {
            // A copy neither counts nor breaks the row.
            Some(odd) if odd.date == date && (!is_news || now - odd.arrived < period / 2) => {
                return None;
            }
            Some(odd) if goes_on(odd, now, date, period) => odd.in_a_row.saturating_add(1),
            Some(_) | None => 1,
        };
        self.odd = Some(Odd { date, arrived: now, in_a_row });
        self.is_clock_set().then_some(now)
    }
}

/// Whether a date is as far from the last one as the arrivals are, or stands still.
fn goes_on(odd: Odd, now: Timestamp, date: Timestamp, period: Duration) -> bool {
    let differ = (now - odd.arrived).abs_diff(date - odd.date);
    date == odd.date || (date > odd.date && differ <= period / 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERIOD: Duration = Duration::from_secs(1);

    fn at(second: u64) -> Timestamp {
        Timestamp::ZERO + Duration::from_secs(second)
    }

    /// The dates given to samples that arrive once a second from `from` on; `claim` is what each says.
    fn dates(dating: &mut Dating, from: u64, claims: &[u64]) -> Vec<Option<u64>> {
        let arrivals = (from..).zip(claims);
        let date = |(second, claim): (u64, &u64)| {
            let taken_at = dating.date(at(second), at(*claim), PERIOD, true);
            taken_at.map(|at| at.as_nanos() / 1_000_000_000)
        };
        arrivals.map(date).collect()
    }

    #[test]
    fn a_late_sample_keeps_its_own_date_and_one_much_too_late_has_none() {
        let mut dating = Dating::default();
        assert_eq!(dates(&mut dating, 20, &[20, 12, 13, 21]), [Some(20), None, None, Some(21)]);
        assert_eq!(dates(&mut dating, 40, &[30, 31, 31]), [Some(30), Some(31), None]);
        let queue: Vec<_> = (32..80).collect();
        assert!(dates(&mut dating, 53, &queue).iter().all(Option::is_none), "21 s late, for long");
    }

    #[test]
    fn a_clock_set_forwards_or_backwards_dates_nothing_and_samples_count_as_they_arrive() {
        for claims in [[4000, 4001, 4002, 4003, 4004], [30, 31, 32, 33, 34]] {
            let mut dating = Dating::default();
            assert_eq!(dates(&mut dating, 99, &[99]), [Some(99)]);
            let dated = dates(&mut dating, 100, &claims);
            assert_eq!(dated, [None, None, Some(102), Some(103), Some(104)]);
            assert_eq!(dates(&mut dating, 105, &[105, 106]), [Some(105), Some(106)], "set right");
        }
    }

    #[test]
    fn a_clock_that_stands_still_is_wrong_but_a_sample_that_comes_again_is_old() {
        let mut dating = Dating::default();
        let dated = dates(&mut dating, 100, &[0, 0, 0, 0]);
        assert_eq!(dated, [None, None, None, None], "as far as anybody can tell they are just old");
        let mut dating = Dating::default();
        assert_eq!(dates(&mut dating, 99, &[99]), [Some(99)]);
        assert_eq!(dates(&mut dating, 100, &[0, 0, 0, 0]), [None, None, Some(102), Some(103)]);
        assert_eq!(dating.date(at(104), at(0), PERIOD, false), None, "the same readings again");
        assert_eq!(dating.date(at(103), at(0), PERIOD, true), None, "a copy");
    }

    #[test]
    fn what_was_queued_and_arrives_behind_newer_samples_says_nothing_of_the_clock() {
        let mut dating = Dating::default();
        for second in 100..120 {
            assert_eq!(dating.date(at(second), at(second), PERIOD, true), Some(at(second)));
            assert_eq!(dating.date(at(second), at(second - 12), PERIOD, true), None);
        }
    }
}
