//! Emergency mode that outlasts what it is for.

use firedrill_sim::{Span, Time};

/// How long emergency mode may outlast the restoration: time to verify, and to resume step by step
/// (choice: the playbook says only that it "should be resolved").
pub const MODE_ENDS_WITHIN: Span = Span::from_secs(120);

/// Emergency mode while no incident is under way.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Overstay {
    /// Since when the protocol says that there is an emergency.
    mode_since: Option<Time>,
    /// Since when the truth is well while it says so.
    well_since: Option<Time>,
}

impl Overstay {
    /// Reads what is announced and whether an incident is under way; `restored` is the end of the
    /// last one. Says since when the mode is too much once it has been so for too long.
    ///
    /// A mode that was entered after that end is a false alarm: its time begins when it was entered.
    pub(crate) fn observe(
        &mut self,
        now: Time,
        in_emergency: bool,
        incident: bool,
        restored: Option<Time>,
    ) -> Option<Span> {
        if !in_emergency {
            *self = Self::default();
            return None;
        }
        let entered = *self.mode_since.get_or_insert(now);
        if incident {
            self.well_since = None;
            return None;
        }
        let first = restored.map_or(now, |restored| restored.max(entered));
        let since = *self.well_since.get_or_insert(first);
        (now - since > MODE_ENDS_WITHIN).then(|| now - since)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: u64) -> Time {
        Time::ZERO + Span::from_secs(second)
    }

    #[test]
    fn a_mode_that_was_on_during_the_incident_is_counted_from_the_restoration() {
        let mut overstay = Overstay::default();
        assert_eq!(overstay.observe(at(5), true, true, None), None);
        assert_eq!(overstay.observe(at(20), true, false, Some(at(10))), None);
        assert_eq!(overstay.observe(at(130), true, false, Some(at(10))), None);
        let overdue = overstay.observe(at(131), true, false, Some(at(10)));
        assert_eq!(overdue, Some(Span::from_secs(121)));
    }

    #[test]
    fn a_false_alarm_is_counted_from_its_own_beginning() {
        let mut overstay = Overstay::default();
        assert_eq!(overstay.observe(at(20), false, false, Some(at(10))), None);
        assert_eq!(overstay.observe(at(500), true, false, Some(at(10))), None);
        assert_eq!(overstay.observe(at(620), true, false, Some(at(10))), None);
        assert!(overstay.observe(at(621), true, false, Some(at(10))).is_some());
    }

    #[test]
    fn a_relapse_of_the_truth_starts_the_count_anew() {
        let mut overstay = Overstay::default();
        assert_eq!(overstay.observe(at(0), true, false, None), None);
        assert_eq!(overstay.observe(at(100), true, true, None), None);
        assert_eq!(overstay.observe(at(130), true, false, Some(at(120))), None);
        assert_eq!(overstay.observe(at(240), true, false, Some(at(120))), None);
        assert!(overstay.observe(at(241), true, false, Some(at(120))).is_some());
    }
}
