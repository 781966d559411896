//! Rhythm: how often believable samples come, and how long a silence may last before it says something.

use core::time::Duration;

use crate::units::Timestamp;

/// A monitor that delivers nothing believable for so many periods is itself a symptom: "system
/// completely unresponsive". Two thirds of the critical response time are left.
///
/// Where samples are known to be lost on their way, a silence is that much longer before it means
/// anything.
const SILENT_AFTER_PERIODS: u32 = 10;

/// However many samples are lost, a silence of so many times that means something.
const LOSSES_EXCUSE_TIMES: u32 = 5;

/// The usual time between samples follows a longer gap by this part, and a shorter one by that: it is
/// rather over- than underrated, so that losses that come in bunches are no symptom either.
const FOLLOWS_UP: u32 = 8;
const FOLLOWS_DOWN: u32 = 64;

/// How often believable samples come, as far as can be told.
#[derive(Clone, Debug, Default)]
pub(super) struct Rhythm {
    last: Option<Timestamp>,
    usual: Duration,
}

impl Rhythm {
    /// A believable sample arrived.
    pub(super) fn beat(&mut self, now: Timestamp, period: Duration) {
        if let Some(last) = self.last.replace(now) {
            let (gap, most) = (now - last, period.saturating_mul(SILENT_AFTER_PERIODS));
            let gap = if gap < most { gap } else { most };
            let (longer, shorter) =
                (gap.saturating_sub(self.usual), self.usual.saturating_sub(gap));
            self.usual = (self.usual.saturating_add(longer / FOLLOWS_UP))
                .saturating_sub(shorter / FOLLOWS_DOWN);
        }
    }

    /// What came before says nothing of what comes now.
    pub(super) fn pause(&mut self) {
        self.last = None;
    }

    /// How long it may be silent.
    pub(super) fn patience(&self, period: Duration) -> Duration {
        let most = period.saturating_mul(LOSSES_EXCUSE_TIMES);
        let usual = if self.usual < most { self.usual } else { most };
        let usual = if usual > period { usual } else { period };
        usual.saturating_mul(SILENT_AFTER_PERIODS)
    }
}
#[cfg(test)]
mod tests {
    use super::*;

    const PERIOD: Duration = Duration::from_secs(1);

    fn patience(gaps: &[u64]) -> u64 {
        let mut rhythm = Rhythm::default();
        let mut now = Timestamp::ZERO;
        for gap in gaps {
            now = now + Duration::from_secs(*gap);
            rhythm.beat(now, PERIOD);
        }
        rhythm.patience(PERIOD).as_secs()
    }

    #[test]
    fn the_more_samples_are_lost_the_longer_a_silence_is_excused_within_limits() {
        assert_eq!(patience(&[1; 300]), 10);
        assert!((12..30).contains(&patience(&[1, 1, 2].repeat(100))));
        assert!((30..50).contains(&patience(&[1, 2, 4, 6, 3].repeat(60))));
        assert_eq!(patience(&[500; 60]), 50);
        assert_eq!(patience(&[[5; 60].as_slice(), &[1; 400]].concat()), 10, "and no longer lost");
    }
}
