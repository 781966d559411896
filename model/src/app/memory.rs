//! The app's memory: by component, with budgets, leaks and buffers left behind. Bytes are integers
//! and always add up.

use firedrill_protocol::Bytes;
use firedrill_sim::{Span, Time};

use super::Component;
use crate::units::BytesPerSecond;

/// Who holds how much.
#[derive(Clone, Debug)]
pub struct Memory {
    held: [Bytes; Component::ALL.len()],
    leaks: Vec<Leak>,
    abandoned: Vec<Abandoned>,
    /// Jobs that were imported, beyond those at rest.
    imported_jobs: Bytes,
    is_paused: bool,
}

/// A component that grows, in closed form between the instants at which its rate changes.
#[derive(Clone, Copy, Debug)]
struct Leak {
    fault: usize,
    component: Component,
    rate: BytesPerSecond,
    counted_from: Time,
    counted: Bytes,
    growing: bool,
}

/// Buffers that a finished task left behind.
#[derive(Clone, Copy, Debug)]
struct Abandoned {
    fault: usize,
    size: Bytes,
}

/// What the image cache may hold; it is at rest below this (assumed).
const IMAGE_BUDGET: Bytes = Bytes::mb(30);

impl Memory {
    /// Every component at rest: 185 MB.
    pub fn at_rest() -> Self {
        let mut memory = Self::after_launch();
        for component in Component::ALL {
            memory.held[component as usize] = component.at_rest();
        }
        memory
    }

    /// Just launched: nothing non-essential loaded yet, 140 MB.
    pub fn after_launch() -> Self {
        let held = Component::ALL.map(|component| {
            if component.is_non_essential() { Bytes::ZERO } else { component.at_rest() }
        });
        Self {
            held,
            leaks: Vec::new(),
            abandoned: Vec::new(),
            imported_jobs: Bytes::ZERO,
            is_paused: false,
        }
    }

    /// The app's footprint.
    pub fn total(&self, now: Time) -> Bytes {
        let held: Bytes = self.held.iter().copied().sum();
        let leaked: Bytes = self.leaks.iter().map(|leak| leak.leaked(now)).sum();
        held + leaked + self.abandoned() + self.imported_jobs
    }

    /// What one component holds, leaks included.
    pub fn held_by(&self, component: Component, now: Time) -> Bytes {
        let leaks = self.leaks.iter().filter(|leak| leak.component == component);
        let imported = if component == Component::Jobs { self.imported_jobs } else { Bytes::ZERO };
        self.held[component as usize] + imported + leaks.map(|leak| leak.leaked(now)).sum()
    }

    /// Buffers that finished tasks left behind.
    pub fn abandoned(&self) -> Bytes {
        self.abandoned.iter().map(|buffers| buffers.size).sum()
    }

    /// When the footprint passes `line` if nothing but leaks changes it; `None` if it never does or
    /// has already.
    pub fn passes_at(&self, line: Bytes, now: Time) -> Option<Time> {
        let total = self.total(now);
        let rate: u64 = self.leaks.iter().filter(|leak| leak.growing).map(|l| l.rate.get()).sum();
        if total > line || rate == 0 {
            return None;
        }
        let missing = u128::from((line - total).get()) + 1;
        let nanos = (missing * 1_000_000_000).div_ceil(u128::from(rate));
        // Each leak rounds down on its own, so the sum may still be a few bytes short: one
        // microsecond more covers them at any rate the catalogue allows.
        let nanos = u64::try_from(nanos).ok()?.checked_add(1_000)?;
        now.checked_add(Span::from_nanos(nanos))
    }

    /// Starts a leak for the fault with this number.
    pub fn start_leak(
        &mut self,
        fault: usize,
        component: Component,
        rate: BytesPerSecond,
        now: Time,
    ) {
        let growing = !self.is_paused || !component.is_non_essential();
        let leak =
            Leak { fault, component, rate, counted_from: now, counted: Bytes::ZERO, growing };
        self.leaks.push(leak);
    }

    /// The cause of a leak goes away; what has leaked stays until something frees it.
    pub fn stop_leak(&mut self, fault: usize, now: Time) {
        for leak in self.leaks.iter_mut().filter(|leak| leak.fault == fault) {
            leak.settle(now);
            leak.growing = false;
            leak.rate = BytesPerSecond::new(0);
        }
    }

    /// A task leaves buffers behind.
    pub fn abandon(&mut self, fault: usize, size: Bytes) {
        self.abandoned.push(Abandoned { fault, size });
    }

    /// What imported jobs take from now on.
    pub fn set_imported_jobs(&mut self, size: Bytes) {
        self.imported_jobs = size;
    }

    /// Adds images to the image cache; within the budget unless eviction is broken.
    pub fn cache_images(&mut self, size: Bytes, evict: bool) {
        let held = &mut self.held[Component::ImageCache as usize];
        *held = *held + size;
        if evict && *held > IMAGE_BUDGET {
            *held = Component::ImageCache.at_rest();
        }
    }

    /// Decoding and prefetch stop: the leaks of what they feed stop growing.
    pub fn pause_intensive(&mut self, now: Time) {
        if core::mem::replace(&mut self.is_paused, true) {
            return;
        }
        for leak in self.leaks.iter_mut().filter(|leak| leak.component.is_non_essential()) {
            leak.settle(now);
            leak.growing = false;
        }
    }

    /// They run again.
    pub fn resume_intensive(&mut self, now: Time) {
        if !core::mem::replace(&mut self.is_paused, false) {
            return;
        }
        for leak in self.leaks.iter_mut().filter(|leak| leak.component.is_non_essential()) {
            leak.counted_from = now;
            leak.growing = true;
        }
    }

    /// Rebuilds every component that can be: leaks in them are freed and over, budgets hold again.
    /// Returns the faults whose cause that removed.
    pub fn surgical_cleanup(&mut self) -> impl Iterator<Item = usize> + use<> {
        let freed = self.leaks.extract_if(.., |leak| leak.component.can_be_rebuilt());
        let mut cleared: Vec<usize> = freed.map(|leak| leak.fault).collect();
        cleared.extend(self.abandoned.drain(..).map(|buffers| buffers.fault));
        for component in Component::ALL {
            let held = &mut self.held[component as usize];
            *held = (*held).min(component.at_rest());
        }
        cleared.into_iter()
    }

    /// Empties what is not essential. Leaks stay: a cache can only drop what it still knows.
    pub fn clear_non_essential(&mut self) {
        for component in Component::ALL.into_iter().filter(|c| c.is_non_essential()) {
            self.held[component as usize] = Bytes::ZERO;
        }
    }

    /// Frees buffers that finished work left behind. Returns the faults whose cause that removed.
    pub fn release_temporary(&mut self) -> impl Iterator<Item = usize> + use<> {
        self.held[Component::TemporaryFiles as usize] = Bytes::ZERO;
        let cleared: Vec<usize> = self.abandoned.drain(..).map(|buffers| buffers.fault).collect();
        cleared.into_iter()
    }

    /// Drains autorelease pools and purgeable memory. Swift has no collector: nothing that anything
    /// still refers to is freed.
    pub fn drain_autorelease(&mut self) {
        self.held[Component::Animations as usize] = Bytes::ZERO;
    }
}

impl Leak {
    fn leaked(&self, now: Time) -> Bytes {
        if !self.growing {
            return self.counted;
        }
        let nanos = u128::from((now - self.counted_from).as_nanos());
        let grown = u128::from(self.rate.get()) * nanos / 1_000_000_000;
        // A rate of 64 MB/s for the longest run (a day) is 2^53: it fits.
        self.counted + Bytes::new(u64::try_from(grown).unwrap_or(u64::MAX))
    }

    fn settle(&mut self, now: Time) {
        self.counted = self.leaked(now);
        self.counted_from = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Time = Time::from_nanos(1_000_000_000);

    #[test]
    fn components_at_rest_add_up_to_the_documented_185_mb() {
        assert_eq!(Memory::at_rest().total(Time::ZERO), Bytes::mb(185));
        assert_eq!(Memory::after_launch().total(Time::ZERO), Bytes::mb(140));
    }

    #[test]
    fn clearing_all_non_essential_yields_the_documented_45_mb() {
        let mut memory = Memory::at_rest();
        memory.clear_non_essential();
        assert_eq!(memory.total(Time::ZERO), Bytes::mb(140));
    }

    #[test]
    fn a_leak_grows_to_the_byte_and_only_a_rebuild_frees_it() {
        let mut memory = Memory::at_rest();
        memory.start_leak(0, Component::ImageCache, BytesPerSecond::new(3), Time::ZERO);
        assert_eq!(memory.total(SECOND), Bytes::mb(185) + Bytes::new(3));
        memory.clear_non_essential();
        assert_eq!(memory.held_by(Component::ImageCache, SECOND), Bytes::new(3));
        assert_eq!(memory.surgical_cleanup().collect::<Vec<_>>(), [0]);
        assert_eq!(memory.held_by(Component::ImageCache, SECOND), Bytes::ZERO);
    }

    #[test]
    fn a_leak_in_the_matching_engine_survives_the_clean_up() {
        let mut memory = Memory::at_rest();
        memory.start_leak(0, Component::MatchingEngine, BytesPerSecond::new(1 << 20), Time::ZERO);
        assert_eq!(memory.surgical_cleanup().count(), 0);
        assert_eq!(memory.total(SECOND), Bytes::mb(186));
    }

    #[test]
    fn pausing_decoding_stops_its_leaks_until_it_resumes() {
        let mut memory = Memory::at_rest();
        memory.start_leak(0, Component::WebView, BytesPerSecond::new(1 << 20), Time::ZERO);
        memory.pause_intensive(SECOND);
        let later = SECOND + Span::from_secs(10);
        assert_eq!(memory.total(later), Bytes::mb(186));
        memory.resume_intensive(later);
        assert_eq!(memory.total(later + Span::from_secs(1)), Bytes::mb(187));
    }

    #[test]
    fn the_instant_a_line_is_passed_is_exact() {
        let mut memory = Memory::at_rest();
        memory.start_leak(0, Component::Ui, BytesPerSecond::new(1 << 20), Time::ZERO);
        memory.start_leak(1, Component::WebView, BytesPerSecond::new(77), Time::ZERO);
        let line = Bytes::mb(200);
        let at = memory.passes_at(line, Time::ZERO).unwrap();
        assert!(memory.total(at) > line);
        assert!(memory.total(at - Span::from_micros(3)) <= line);
    }
}
