//! The app's memory: what each component has from the allocator, leaks, and buffers left behind.
//! Bytes are integers and always add up: what components hold, holes in pages and abandoned buffers
//! are the footprint.

mod allocator;
mod budget;
mod heap;
mod leak;
#[cfg(test)]
mod tests;

use firedrill_protocol::Bytes;
use firedrill_sim::{Span, Time};

use super::Component;
use crate::units::{BytesPerSecond, Share};
pub use allocator::{PAGE, SizeClass, in_blocks, rounded};
pub use budget::Pressure;
use budget::budget;
use heap::Heap;
use leak::Leak;

/// Who holds how much.
#[derive(Clone, Debug)]
pub struct Memory {
    heaps: [Heap; Component::ALL.len()],
    leaks: Vec<Leak>,
    abandoned: Vec<Abandoned>,
    /// What a component owns and nothing reclaims before the process ends.
    retained: [Bytes; Component::ALL.len()],
    /// The pages of all heaps and all that is retained: the footprint is read at every event, and
    /// changes far less often.
    settled: Bytes,
    /// The part of the image cache that a prefetch holds on to.
    prefetched: Bytes,
    /// What jobs beyond those of ordinary use take.
    jobs_beyond_rest: Bytes,
    is_paused: bool,
}

/// Buffers that finished tasks left behind for one fault.
#[derive(Clone, Copy, Debug)]
struct Abandoned {
    fault: usize,
    size: Bytes,
}

/// What a job takes: the documented 0.003 MB.
const BYTES_A_JOB: u64 = 3_146;
/// What a cache that was emptied gets back with each swipe (assumed).
const REFILL_A_SWIPE: Bytes = Bytes::kb(256);

impl Memory {
    /// Every component at rest: 185 MB.
    pub fn at_rest() -> Self {
        Self::holding(Component::at_rest)
    }

    /// Just launched: no cache loaded yet, 140 MB.
    pub fn after_launch() -> Self {
        Self::holding(
            |component| {
                if component.is_non_essential() { Bytes::ZERO } else { component.at_rest() }
            },
        )
    }

    fn holding(size: impl Fn(Component) -> Bytes) -> Self {
        let heaps = Component::ALL.map(|component| Heap::full(size(component)));
        Self {
            heaps,
            leaks: Vec::new(),
            abandoned: Vec::new(),
            retained: [Bytes::ZERO; Component::ALL.len()],
            settled: heaps.iter().map(Heap::pages).sum(),
            prefetched: Bytes::ZERO,
            jobs_beyond_rest: Bytes::ZERO,
            is_paused: false,
        }
    }

    /// The app's footprint: pages, whatever lives in them.
    pub fn total(&self, now: Time) -> Bytes {
        debug_assert_eq!(self.settled, self.counted_anew(), "every change is counted");
        let leaked: Bytes = self.leaks.iter().map(|leak| leak.leaked(now)).sum();
        self.settled + leaked + self.abandoned() + self.jobs_beyond_rest
    }

    /// What one component holds, leaks included.
    pub fn held_by(&self, component: Component, now: Time) -> Bytes {
        let leaks = self.leaks.iter().filter(|leak| leak.component == component);
        let leaked: Bytes = leaks.map(|leak| leak.leaked(now)).sum();
        let jobs = if component == Component::Jobs { self.jobs_beyond_rest } else { Bytes::ZERO };
        self.heap(component).live() + self.retained[component as usize] + leaked + jobs
    }

    /// Holes in pages: freed, but the page cannot go back.
    pub fn fragmentation(&self) -> Bytes {
        self.heaps.iter().map(|heap| heap.pages() - heap.live()).sum()
    }

    /// Buffers that finished tasks left behind.
    pub fn abandoned(&self) -> Bytes {
        self.abandoned.iter().map(|buffers| buffers.size).sum()
    }

    /// When the footprint passes `line` if nothing but leaks changes it; `None` if it never does or
    /// has already.
    pub fn passes_at(&self, line: Bytes, now: Time) -> Option<Time> {
        let rate: u64 = self.leaks.iter().map(Leak::growth).sum();
        if rate == 0 {
            return None;
        }
        let total = self.total(now);
        if total > line {
            return None;
        }
        let missing = u128::from((line - total).get()) + 1;
        let nanos = (missing * 1_000_000_000).div_ceil(u128::from(rate));
        // Each leak rounds down on its own, so the sum may still be a few bytes short: one
        // microsecond more covers them at any rate the catalogue allows.
        let nanos = u64::try_from(nanos).ok()?.checked_add(1_000)?;
        now.checked_add(Span::from_nanos(nanos))
    }

    fn heap(&self, component: Component) -> &Heap {
        &self.heaps[component as usize]
    }

    /// Changes what one component holds.
    fn change(&mut self, component: Component, how: impl FnOnce(&mut Heap)) {
        let heap = &mut self.heaps[component as usize];
        let before = heap.pages();
        how(heap);
        self.settled = self.settled - before + heap.pages();
    }

    fn counted_anew(&self) -> Bytes {
        let pages: Bytes = self.heaps.iter().map(Heap::pages).sum();
        pages + self.retained.iter().copied().sum()
    }
}

/// What makes it grow.
impl Memory {
    /// Starts a leak for the fault with this number.
    pub fn start_leak(
        &mut self,
        fault: usize,
        component: Component,
        rate: BytesPerSecond,
        now: Time,
    ) {
        let growing = !self.is_paused || !component.is_fed_by_intensive_tasks();
        self.leaks.push(Leak::new(fault, component, rate, growing, now));
    }

    /// The cause of a leak goes away; what has leaked stays until something frees it.
    pub fn stop_leak(&mut self, fault: usize, now: Time) {
        for leak in self.leaks.iter_mut().filter(|leak| leak.fault == fault) {
            leak.stop(now);
        }
    }

    /// A task leaves buffers behind.
    pub fn abandon(&mut self, fault: usize, size: Bytes) {
        let size = rounded(size);
        match self.abandoned.iter_mut().find(|buffers| buffers.fault == fault) {
            Some(buffers) => buffers.size = buffers.size + size,
            None => self.abandoned.push(Abandoned { fault, size }),
        }
    }

    /// A component allocates `size` in blocks of `block` each and frees a share of them again,
    /// whichever they are.
    pub fn allocate_and_scatter(
        &mut self,
        component: Component,
        size: Bytes,
        block: Bytes,
        freed: Share,
    ) {
        self.change(component, |heap| {
            heap.allocate(size, block);
            heap.free_scattered(block, freed);
        });
        self.prefetched = self.prefetched.min(self.heap(Component::ImageCache).live());
    }

    /// A component allocates `size` in blocks of `block` each, and nothing can ever free them but
    /// the end of the process.
    pub fn retain(&mut self, component: Component, size: Bytes, block: Bytes) {
        let (_, takes) = in_blocks(size, block);
        let retained = &mut self.retained[component as usize];
        *retained = *retained + takes;
        self.settled = self.settled + takes;
    }

    /// The job store holds this many jobs beyond those of ordinary use.
    pub fn hold_jobs(&mut self, jobs: u64) {
        self.jobs_beyond_rest = Bytes::new(jobs.saturating_mul(BYTES_A_JOB));
    }

    /// Adds images to the image cache; within the budget unless eviction is broken.
    pub fn cache_images(&mut self, size: Bytes, evict: bool) {
        let prefetched = self.prefetched;
        let budget = budget(Component::ImageCache).unwrap_or_default() + prefetched;
        self.change(Component::ImageCache, |heap| {
            heap.allocate(size, size);
            if evict && heap.live() > budget {
                heap.evict_to(Component::ImageCache.at_rest() + prefetched);
            }
        });
    }

    /// The person goes on: other caches that were emptied fill again, up to what they hold at rest,
    /// unless the tasks that fill them are suspended.
    pub fn refill_caches(&mut self) {
        if self.is_paused {
            return;
        }
        for component in [Component::Animations, Component::WebView, Component::Documents] {
            let missing = component.at_rest().saturating_sub(self.heap(component).live());
            if missing > Bytes::ZERO {
                let size = missing.min(REFILL_A_SWIPE);
                self.change(component, |heap| heap.allocate(size, PAGE));
            }
        }
    }

    /// Images are fetched ahead of the person, and held on to.
    pub fn prefetch(&mut self, size: Bytes) {
        self.change(Component::ImageCache, |heap| heap.allocate(size, size));
        self.prefetched = self.prefetched + rounded(size);
    }

    /// How much of the image cache a prefetch holds on to.
    pub fn prefetched(&self) -> Bytes {
        self.prefetched
    }

    /// The prefetch lets go: its images are evicted like any others.
    pub fn release_prefetched(&mut self) {
        self.prefetched = Bytes::ZERO;
    }
}

/// What makes it shrink.
impl Memory {
    /// Decoding and prefetch stop: the leaks of what they feed stop growing.
    pub fn pause_intensive(&mut self, now: Time) {
        if core::mem::replace(&mut self.is_paused, true) {
            return;
        }
        for leak in self.leaks.iter_mut().filter(|leak| leak.component.is_fed_by_intensive_tasks())
        {
            leak.pause(now);
        }
    }

    /// They run again.
    pub fn resume_intensive(&mut self, now: Time) {
        if !core::mem::replace(&mut self.is_paused, false) {
            return;
        }
        for leak in self.leaks.iter_mut().filter(|leak| leak.component.is_fed_by_intensive_tasks())
        {
            leak.resume(now);
        }
    }

    /// The app is suspended: nothing grows.
    pub fn freeze(&mut self, now: Time) {
        for leak in &mut self.leaks {
            leak.pause(now);
        }
    }

    /// It runs again, and what grew before grows on.
    pub fn thaw(&mut self, now: Time) {
        let is_paused = self.is_paused;
        let grows = |leak: &&mut Leak| !(is_paused && leak.component.is_fed_by_intensive_tasks());
        for leak in self.leaks.iter_mut().filter(grows) {
            leak.resume(now);
        }
    }

    /// Whether decoding and prefetch are suspended.
    pub fn is_paused(&self) -> bool {
        self.is_paused
    }

    /// Rebuilds every component that can be, but for those `spared`: leaks in them are freed and
    /// over, budgets hold again, holes go back. Returns the faults whose cause that removed.
    pub fn surgical_cleanup(&mut self, spared: impl Fn(Component) -> bool) -> Vec<usize> {
        let is_rebuilt = |component: Component| component.can_be_rebuilt() && !spared(component);
        let freed = self.leaks.extract_if(.., |leak| is_rebuilt(leak.component));
        let mut cleared: Vec<usize> = freed.map(|leak| leak.fault).collect();
        cleared.extend(self.abandoned.drain(..).map(|buffers| buffers.fault));
        for component in Component::ALL.into_iter().filter(|component| is_rebuilt(*component)) {
            self.change(component, |heap| heap.rebuild(component.at_rest()));
            self.forget_prefetched(component);
        }
        cleared
    }

    /// Empties what is not essential, but for what is `spared`. Leaks stay: a cache can only drop
    /// what it still knows.
    pub fn clear_non_essential(&mut self, spared: impl Fn(Component) -> bool) {
        self.empty(|component| component.is_non_essential() && !spared(component));
    }

    /// Empties what can be decoded or fetched again.
    pub fn purge(&mut self) {
        self.empty(Component::is_purgeable);
    }

    /// The image cache gives up a share of what it holds, oldest first.
    pub fn trim_images(&mut self, share: Share) {
        self.change(Component::ImageCache, |heap| {
            let kept = heap.live().get() as f64 * (1.0 - share.fraction());
            heap.evict_to(Bytes::new(kept as u64));
        });
        let left = self.heap(Component::ImageCache).live();
        self.prefetched = self.prefetched.min(left);
    }

    /// Frees buffers that finished work left behind. Returns the faults whose cause that removed.
    pub fn release_temporary(&mut self) -> impl Iterator<Item = usize> + use<> {
        self.change(Component::TemporaryFiles, Heap::empty);
        let cleared: Vec<usize> = self.abandoned.drain(..).map(|buffers| buffers.fault).collect();
        cleared.into_iter()
    }

    /// Drains autorelease pools and purgeable memory. Swift has no collector: nothing that anything
    /// still refers to is freed.
    pub fn drain_autorelease(&mut self) {
        self.change(Component::Animations, Heap::empty);
    }

    fn empty(&mut self, which: impl Fn(Component) -> bool) {
        for component in Component::ALL.into_iter().filter(|component| which(*component)) {
            self.change(component, Heap::empty);
            self.forget_prefetched(component);
        }
    }

    fn forget_prefetched(&mut self, component: Component) {
        if component == Component::ImageCache {
            self.prefetched = Bytes::ZERO;
        }
    }
}
