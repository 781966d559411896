//! MemoryBudgetManager at work: what it gives up under pressure, what the app fetches ahead, and
//! what its swipes and passes leave behind.

use firedrill_protocol::{Bytes, LifecycleEvent, RecoveryProtocol};
use firedrill_sim::{Agenda, Span};

use super::{Event, Process, World};
use crate::app::{Component, Pressure};
use crate::units::Share;

/// From a rise of pressure to what is given up for it (assumed).
const REACTION: Span = Span::from_millis(500);
/// The image cache is not trimmed again before this has passed, unless pressure is higher (assumed).
const COOL_DOWN: Span = Span::from_secs(60);
/// Images are fetched ahead in batches of this size, one at a time (assumed).
const BATCH: Bytes = Bytes::mb(8);
const BATCH_TAKES: Span = Span::from_millis(200);
/// A view model with what it refers to (assumed).
const VIEW_MODEL: Bytes = Bytes::new(1025);
/// Documented: at high use the image cache gives up 25 %, in an emergency 50 %.
const AT_HIGH: Share = Share::new(25.0);
const AT_EMERGENCY: Share = Share::new(50.0);

impl<P: RecoveryProtocol> World<P> {
    /// The footprint passed a line upwards. At the last level the system warns; what is given up
    /// follows a moment later.
    pub(super) fn pressure_rose(&mut self, footprint: Bytes, agenda: &mut Agenda<Event>) {
        let pressure = Pressure::at(footprint);
        if self.process == Process::Down || pressure == Pressure::Normal {
            return;
        }
        if !self.timers.pressure.is_some_and(|handle| agenda.is_pending(handle)) {
            self.timers.pressure = Some(agenda.after(REACTION, Event::PressureRelief));
        }
        if pressure == Pressure::Critical && self.faults.memory_warnings_arrive() {
            self.tell_lifecycle(LifecycleEvent::MemoryWarning, agenda);
        }
    }

    /// MemoryBudgetManager gives up what the pressure asks for.
    pub(super) fn relieve_pressure(&mut self, agenda: &mut Agenda<Event>) {
        self.timers.pressure = None;
        let now = agenda.now();
        let pressure = Pressure::at(self.memory.total(now));
        if pressure == Pressure::Critical && self.faults.memory_warnings_arrive() {
            self.memory.purge();
        } else if pressure > Pressure::Normal
            && self.last_trim.is_none_or(|(last, at)| pressure > at || now - last >= COOL_DOWN)
        {
            self.last_trim = Some((now, pressure));
            let share = if pressure == Pressure::Warning { AT_HIGH } else { AT_EMERGENCY };
            self.memory.trim_images(share);
        }
        self.memory_changed(agenda);
    }

    /// A manager that knows no cool-down cleans up: caches and scores are gone.
    pub(super) fn budget_cleans_up(&mut self, fault: usize, agenda: &mut Agenda<Event>) {
        if self.process == Process::Up && self.faults.is_in_force(fault) {
            self.clear_caches();
            self.memory_changed(agenda);
        }
        self.schedule_budget_cleanup(fault, agenda);
    }

    /// Empties the non-essential caches that the clean-up knows, and every cached score.
    pub(super) fn clear_caches(&mut self) {
        let faults = &self.faults;
        self.memory.clear_non_essential(|component| faults.is_passed_by(component));
        self.sampler.clear_cache();
    }

    /// Fetches on, if a prefetch wants more than it has and is not suspended.
    pub(super) fn go_on_prefetching(&mut self, agenda: &mut Agenda<Event>) {
        let wants = self.faults.prefetch_ahead().unwrap_or(Bytes::ZERO);
        let may = self.process == Process::Up && !self.memory.is_paused();
        let is_pending = self.timers.prefetch.is_some_and(|handle| agenda.is_pending(handle));
        if may && !is_pending && self.memory.prefetched() < wants {
            self.timers.prefetch = Some(agenda.after(BATCH_TAKES, Event::PrefetchLoads));
        }
    }

    /// A batch of images has been fetched ahead.
    pub(super) fn prefetch_loads(&mut self, agenda: &mut Agenda<Event>) {
        self.timers.prefetch = None;
        let wants = self.faults.prefetch_ahead().unwrap_or(Bytes::ZERO);
        let missing = wants.saturating_sub(self.memory.prefetched());
        if self.process == Process::Up && !self.memory.is_paused() && missing > Bytes::ZERO {
            self.memory.prefetch(missing.min(BATCH));
            self.memory_changed(agenda);
        }
    }

    /// A swipe was handled: images for the next cards, other caches in use, and what it leaves
    /// behind.
    pub(super) fn swipe_uses_memory(&mut self, images: Bytes) {
        match self.faults.images_without_eviction() {
            Some(size) => self.memory.cache_images(size, false),
            None => self.memory.cache_images(images, true),
        }
        self.memory.refill_caches();
        if let Some(size) = self.faults.left_in_cycles() {
            self.memory.retain(Component::Ui, size, VIEW_MODEL);
        }
    }

    /// A pass ended: its buffers are freed, those that are tracked.
    pub(super) fn pass_frees_buffers(&mut self, agenda: &mut Agenda<Event>) {
        let Some((count, block)) = self.faults.untracked_blocks() else { return };
        let size = Bytes::new(block.get() * count);
        self.memory.retain(Component::MatchingEngine, size, block);
        self.memory_changed(agenda);
    }
}
