//! What is given up in an emergency must come back: the app's ladder of degradation afterwards, and what
//! was suspended.

use firedrill_model::Truth;
use firedrill_model::app::Quality;
use firedrill_sim::{Span, Time};

/// How long the ladder may stay below normal after the restoration: as long as emergency mode may
/// (choice).
const NORMAL_WITHIN: Span = Span::from_secs(120);

/// The ladder after an incident.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Ladder {
    /// Since when, with no incident under way, it has been below normal or something suspended, and the
    /// regret then.
    reduced: Option<(Time, f64)>,
}

impl Ladder {
    /// Reads the truth after a restoration, or during an incident when `restored` is `None`. Says
    /// what is the matter once the ladder has been reduced for too long.
    pub(crate) fn observe(
        &mut self,
        now: Time,
        truth: &Truth,
        restored: Option<Time>,
    ) -> Option<String> {
        let is_reduced = truth.quality > Quality::Normal || truth.is_suspended;
        let (Some(restored), true) = (restored, is_reduced) else {
            self.reduced = None;
            return None;
        };
        let first = self.reduced.is_none();
        let (seen, regret) = *self.reduced.get_or_insert((now, truth.regret));
        // A restoration is known to be one only after it has held. What is reduced from then on was
        // so before; what is reduced later has a clock of its own.
        let since = if first && now - restored < NORMAL_WITHIN { restored } else { seen };
        self.reduced = Some((since, regret));
        (now - since > NORMAL_WITHIN).then(|| {
            let secs = (now - since).as_secs_f64();
            let (rung, missed) = (truth.quality, truth.regret - regret);
            if rung == Quality::Normal {
                return format!("operations are still suspended {secs:.1} s after restoration");
            }
            format!(
                "the app is still on the rung `{rung}` {secs:.1} s after restoration, which kept {missed:.1} \
                 liked jobs from the person"
            )
        })
    }
}
