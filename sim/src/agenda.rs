//! The event queue as a handler sees it.

use crate::heap::Heap;
use crate::{ComponentId, Digest, Event, Span, Time};

/// What is still to happen, the present instant, and the running digest.
///
/// Events at the same instant happen in the order in which they were scheduled. Once warm the
/// agenda allocates nothing.
#[derive(Clone, Debug)]
pub struct Agenda<E> {
    now: Time,
    digest: Digest,
    /// Keys of all pending events, and of cancelled ones not yet swept out.
    heap: Heap,
    slots: Vec<Slot<E>>,
    free: Vec<u32>,
    components: Vec<Component>,
    next_sequence: u64,
    pending: usize,
}

/// A pending event, as the one who scheduled it knows it.
///
/// No two events of an agenda share a handle, so a stale one never touches another event. A clone
/// of an agenda honours the handles of the original.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Handle(Stamp);

/// Sequence number above, slot below: unique, and ordered by insertion.
type Stamp = u64;

const SLOT_BITS: u32 = 24;
const SLOTS_MAX: usize = 1 << SLOT_BITS;
const SEQUENCE_END: u64 = 1 << (u64::BITS - SLOT_BITS);
/// Sequence numbers start at 1, so no event has this stamp.
const VACANT: Stamp = 0;
/// Sweeping a smaller heap is not worth the call.
const SWEEP_LEN_MIN: usize = 64;

#[derive(Clone, Debug)]
struct Slot<E> {
    stamp: Stamp,
    component: ComponentId,
    event: Option<E>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Component {
    /// Events with a lower sequence number have been cancelled with the whole component.
    live_from: u64,
    pending: u32,
}

impl<E: Event> Agenda<E> {
    pub(crate) fn new() -> Self {
        Self {
            now: Time::ZERO,
            digest: Digest::new(),
            heap: Heap::default(),
            slots: Vec::new(),
            free: Vec::new(),
            components: Vec::new(),
            next_sequence: 1,
            pending: 0,
        }
    }

    /// The present instant.
    #[inline]
    pub fn now(&self) -> Time {
        self.now
    }

    /// Schedules `event` at the instant `time`, after everything already scheduled there.
    ///
    /// Panics when `time` is in the past, when 2^24 events (16.7 million) are pending, or after
    /// 2^40 (10^12) events in one run.
    #[inline]
    pub fn at(&mut self, time: Time, event: E) -> Handle {
        if time < self.now {
            refuse_past(time, self.now);
        }
        let component = event.component();
        let sequence = self.next_sequence;
        assert!(sequence < SEQUENCE_END, "more than 2^40 events scheduled in one run");
        self.next_sequence += 1;
        let slot = self.vacant_slot(component);
        let stamp = (sequence << SLOT_BITS) | u64::from(slot);
        self.slots[slot as usize] = Slot { stamp, component, event: Some(event) };
        self.component_mut(component).pending += 1;
        self.pending += 1;
        self.heap.push(pack(time, stamp));
        Handle(stamp)
    }

    /// Schedules `event` this much after now; the same as [`Agenda::at`] otherwise.
    #[inline]
    pub fn after(&mut self, span: Span, event: E) -> Handle {
        self.at(self.now + span, event)
    }

    /// Takes a pending event off the agenda; false when it has happened or was cancelled before.
    pub fn cancel(&mut self, handle: Handle) -> bool {
        let cancelled = self.take(handle.0).is_some();
        self.sweep_if_mostly_dead();
        cancelled
    }

    /// Takes all pending events of a component off the agenda, and says how many there were.
    pub fn cancel_component(&mut self, component: ComponentId) -> usize {
        let next_sequence = self.next_sequence;
        let entry = self.component_mut(component);
        let cancelled = entry.pending as usize;
        entry.pending = 0;
        entry.live_from = next_sequence;
        self.pending -= cancelled;
        self.sweep_if_mostly_dead();
        cancelled
    }

    /// Moves all pending events of a component later by `span`, in their order and under their
    /// handles, and says how many there were. Looks at every pending event.
    pub fn delay_component(&mut self, component: ComponentId, span: Span) -> usize {
        let mut heap = std::mem::take(&mut self.heap);
        let mut moved = Vec::new();
        heap.retain(|key| {
            let stamp = stamp_of(key);
            let is_ours = self.is_live(stamp) && self.slots[slot_of(stamp)].component == component;
            if is_ours {
                moved.push(pack(time_of(key) + span, stamp));
            }
            !is_ours
        });
        moved.iter().for_each(|key| heap.push(*key));
        self.heap = heap;
        moved.len()
    }

    /// Whether the event is still to happen.
    pub fn is_pending(&self, handle: Handle) -> bool {
        self.is_live(handle.0)
    }

    /// How many events are still to happen.
    pub fn pending(&self) -> usize {
        self.pending
    }

    /// When the next event happens, if any is pending.
    pub fn next_time(&self) -> Option<Time> {
        let key = self.heap.find_min(|key| self.is_live(stamp_of(key)))?;
        Some(time_of(key))
    }

    /// The digest of the run so far.
    pub fn digest(&self) -> &Digest {
        &self.digest
    }

    /// The running digest, for a handler to absorb what its events alone do not tell.
    #[inline]
    pub fn digest_mut(&mut self) -> &mut Digest {
        &mut self.digest
    }

    /// Takes the next event off the agenda if it happens at or before `limit`, and makes its
    /// instant the present.
    #[inline]
    pub(crate) fn pop_until(&mut self, limit: Time) -> Option<(ComponentId, E)> {
        loop {
            let key = self.heap.peek()?;
            let time = time_of(key);
            if time > limit {
                return None;
            }
            self.heap.pop();
            if let Some(taken) = self.take(stamp_of(key)) {
                self.now = time;
                return Some(taken);
            }
        }
    }

    /// Moves the present forward to `time`; the caller has taken all earlier events.
    pub(crate) fn advance_to(&mut self, time: Time) {
        if time > self.now {
            self.now = time;
        }
    }

    /// A slot to overwrite; also makes sure that the component has its entry.
    #[inline]
    fn vacant_slot(&mut self, component: ComponentId) -> u32 {
        if usize::from(component.get()) >= self.components.len() {
            self.components.resize(usize::from(component.get()) + 1, Component::default());
        }
        if let Some(slot) = self.free.pop() {
            return slot;
        }
        let slot = self.slots.len();
        assert!(slot < SLOTS_MAX, "more than 2^24 events pending at once");
        self.slots.push(Slot { stamp: VACANT, component, event: None });
        slot as u32
    }
}

// What follows needs nothing of the event.
impl<E> Agenda<E> {
    fn component_mut(&mut self, component: ComponentId) -> &mut Component {
        let index = usize::from(component.get());
        if index >= self.components.len() {
            self.components.resize(index + 1, Component::default());
        }
        &mut self.components[index]
    }

    /// Whether the event with this stamp has neither happened nor been cancelled.
    fn is_live(&self, stamp: Stamp) -> bool {
        self.slots.get(slot_of(stamp)).is_some_and(|slot| {
            let component = &self.components[usize::from(slot.component.get())];
            slot.stamp == stamp && sequence_of(stamp) >= component.live_from
        })
    }

    /// Empties the slot of the event with this stamp, if the event still has one; gives the event
    /// if it is live.
    #[inline]
    fn take(&mut self, stamp: Stamp) -> Option<(ComponentId, E)> {
        let slot = self.slots.get_mut(slot_of(stamp))?;
        if slot.stamp != stamp {
            return None;
        }
        slot.stamp = VACANT;
        let event = slot.event.take();
        self.free.push(slot_of(stamp) as u32);
        let component = &mut self.components[usize::from(slot.component.get())];
        if sequence_of(stamp) < component.live_from {
            return None;
        }
        component.pending -= 1;
        self.pending -= 1;
        event.map(|event| (slot.component, event))
    }

    /// Drops the keys of cancelled events once they outnumber the live ones.
    fn sweep_if_mostly_dead(&mut self) {
        let keys = self.heap.len();
        if keys < SWEEP_LEN_MIN || keys - self.pending <= self.pending {
            return;
        }
        let mut heap = std::mem::take(&mut self.heap);
        heap.retain(|key| {
            let live = self.is_live(stamp_of(key));
            if !live {
                self.take(stamp_of(key));
            }
            live
        });
        self.heap = heap;
    }
}

#[inline]
fn pack(time: Time, stamp: Stamp) -> u128 {
    (u128::from(time.as_nanos()) << u64::BITS) | u128::from(stamp)
}

#[inline]
fn time_of(key: u128) -> Time {
    Time::from_nanos((key >> u64::BITS) as u64)
}

#[inline]
fn stamp_of(key: u128) -> Stamp {
    key as u64
}

#[inline]
fn sequence_of(stamp: Stamp) -> u64 {
    stamp >> SLOT_BITS
}

#[inline]
fn slot_of(stamp: Stamp) -> usize {
    stamp as usize & (SLOTS_MAX - 1)
}

#[cold]
fn refuse_past(time: Time, now: Time) -> ! {
    panic!(
        "cannot schedule an event in the past: {time} ({} ns), now is {now} ({} ns)",
        time.as_nanos(),
        now.as_nanos()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Debug, PartialEq)]
    struct Note(u16);

    impl Event for Note {
        fn component(&self) -> ComponentId {
            ComponentId::new(self.0)
        }

        fn absorb(&self, digest: &mut Digest) {
            digest.absorb_u64(u64::from(self.0));
        }
    }

    fn at_second(secs: u64) -> Time {
        Time::ZERO + Span::from_secs(secs)
    }

    #[test]
    fn a_delayed_component_keeps_its_order_and_its_handles() {
        let mut agenda = Agenda::new();
        for second in [1, 2, 2, 3] {
            agenda.at(at_second(second), Note(7));
            agenda.at(at_second(second), Note(8));
        }
        let gone = agenda.at(at_second(1), Note(8));
        let kept = agenda.at(at_second(4), Note(8));
        agenda.cancel(gone);
        assert_eq!(agenda.delay_component(ComponentId::new(8), Span::from_secs(2)), 5);
        assert!(agenda.is_pending(kept) && agenda.cancel(kept));
        let mut seen = Vec::new();
        while let Some((_, Note(place))) = agenda.pop_until(Time::MAX) {
            seen.push((agenda.now().as_nanos() / 1_000_000_000, place));
        }
        let expect = [(1, 7), (2, 7), (2, 7), (3, 7), (3, 8), (4, 8), (4, 8), (5, 8)];
        assert_eq!(seen, expect);
    }

    fn take(agenda: &mut Agenda<Note>) -> Option<u16> {
        agenda.pop_until(Time::MAX).map(|(_, Note(n))| n)
    }

    #[test]
    fn ties_break_by_insertion() {
        let mut agenda = Agenda::new();
        for n in 0..100 {
            agenda.at(at_second(1), Note(n));
        }
        assert!((0..100).all(|n| take(&mut agenda) == Some(n)));
        assert_eq!(take(&mut agenda), None);
    }

    #[test]
    #[should_panic(expected = "00m01.000s (1000000000 ns), now is 00m02.000s (2000000000 ns)")]
    fn the_past_is_closed() {
        let mut agenda = Agenda::new();
        agenda.at(at_second(2), Note(0));
        take(&mut agenda);
        agenda.at(at_second(1), Note(0));
    }

    #[test]
    fn a_stale_handle_never_cancels_the_next_tenant_of_its_slot() {
        let mut agenda = Agenda::new();
        let first = agenda.at(at_second(1), Note(1));
        assert!(agenda.is_pending(first));
        assert!(agenda.cancel(first));
        let second = agenda.at(at_second(1), Note(2));
        assert!(!agenda.cancel(first));
        assert_eq!(take(&mut agenda), Some(2));
        assert!(!agenda.cancel(second));
        assert!(!agenda.is_pending(second));
    }

    #[test]
    fn cancelling_a_component_spares_the_others_and_its_own_later_events() {
        let mut agenda = Agenda::new();
        for n in [1, 2, 1, 2, 1] {
            agenda.at(at_second(1), Note(n));
        }
        assert_eq!(agenda.cancel_component(ComponentId::new(1)), 3);
        assert_eq!(agenda.cancel_component(ComponentId::new(1)), 0);
        assert_eq!(agenda.cancel_component(ComponentId::new(999)), 0);
        agenda.at(at_second(1), Note(1));
        assert_eq!(agenda.pending(), 3);
        assert_eq!([(); 4].map(|()| take(&mut agenda)), [Some(2), Some(2), Some(1), None]);
    }

    #[test]
    fn the_next_time_is_that_of_a_live_event() {
        let mut agenda = Agenda::new();
        let first = agenda.at(at_second(1), Note(1));
        agenda.at(at_second(2), Note(2));
        agenda.at(at_second(3), Note(3));
        agenda.cancel(first);
        assert_eq!(agenda.next_time(), Some(at_second(2)));
        agenda.cancel_component(ComponentId::new(2));
        assert_eq!(agenda.next_time(), Some(at_second(3)));
        take(&mut agenda);
        assert_eq!(agenda.next_time(), None);
    }

    #[test]
    fn cancelled_events_of_the_far_future_do_not_pile_up() {
        let mut agenda = Agenda::new();
        for n in 0..10 {
            agenda.at(at_second(1_000), Note(n));
        }
        for round in 0..1_000 {
            let handle = agenda.at(at_second(2_000), Note(100));
            if round % 2 == 0 {
                assert!(agenda.cancel(handle));
            } else {
                assert_eq!(agenda.cancel_component(ComponentId::new(100)), 1);
            }
            assert!(agenda.heap.len() <= SWEEP_LEN_MIN);
            assert!(agenda.slots.len() <= SWEEP_LEN_MIN);
        }
        assert!((0..10).all(|n| take(&mut agenda) == Some(n)));
    }

    #[test]
    fn the_agenda_does_not_grow_in_steady_state() {
        let mut agenda = Agenda::new();
        let sizes = |agenda: &Agenda<Note>| (agenda.slots.len(), agenda.free.capacity());
        let (mut last, mut warm) = (None, None);
        for round in 0..20_000_u16 {
            if round == 10_000 {
                warm = Some(sizes(&agenda));
            }
            let ahead = Span::from_nanos(1 + u64::from(round) * 7919 % 1_000);
            agenda.after(ahead, Note(round % 8));
            last.replace(agenda.after(ahead, Note(round % 8))).map(|stale| agenda.cancel(stale));
            if round >= 20 {
                take(&mut agenda);
            }
            if round % 100 == 99 {
                agenda.cancel_component(ComponentId::new(round % 8));
            }
            assert!(agenda.heap.len() <= (2 * agenda.pending()).max(SWEEP_LEN_MIN + 2));
        }
        assert_eq!(warm, Some(sizes(&agenda)));
    }
}
