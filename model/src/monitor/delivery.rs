//! How samples travel from the monitor to the protocol: at once, unless something is broken.

use firedrill_protocol::HealthMetrics;

use super::reading::Stamp;

/// Samples that are on their way, and the one that went last.
#[derive(Clone, Debug, Default)]
pub(super) struct Delivery {
    under_way: Vec<(u32, HealthMetrics)>,
    last: Option<HealthMetrics>,
    next_id: u32,
}

impl Delivery {
    /// The process starts again: what was under way is lost.
    pub(super) fn forget(&mut self) {
        self.under_way.clear();
        self.last = None;
    }

    /// The sample that goes out: this one, or the last one again.
    pub(super) fn send(&mut self, sample: HealthMetrics, frozen: Option<Stamp>) -> HealthMetrics {
        let Some(stamp) = frozen else { return *self.last.insert(sample) };
        let last = *self.last.get_or_insert(sample);
        match stamp {
            Stamp::Old => last,
            Stamp::New => HealthMetrics { taken_at: sample.taken_at, ..last },
        }
    }

    /// A sample takes its time. Returns what to ask for when it arrives.
    pub(super) fn delay(&mut self, sample: HealthMetrics) -> u32 {
        let id = self.next_id;
        self.next_id += 1;
        self.under_way.push((id, sample));
        id
    }

    /// A sample arrives, unless the process that it was on its way to is gone.
    pub(super) fn arrive(&mut self, id: u32) -> Option<HealthMetrics> {
        let index = self.under_way.iter().position(|(known, _)| *known == id)?;
        Some(self.under_way.remove(index).1)
    }
}
