//! The agenda against a sorted list that is too simple to be wrong.

use firedrill_sim::{
    Agenda, ComponentId, Digest, Event, Handle, Handler, Simulation, Span, Step, Time,
};
use quickcheck::{Arbitrary, Gen, QuickCheck};

/// Something to do to an agenda. Handles are named by how many were given out before them.
#[derive(Clone, Debug)]
enum Action {
    At { ahead: u8, component: u8, reaction: Vec<Action> },
    After { ahead: u8, component: u8 },
    Cancel(usize),
    CancelComponent(u8),
}

/// Something to do to a simulation.
#[derive(Clone, Debug)]
enum Command {
    Act(Action),
    Step,
    RunUntil { ahead: u8 },
    GoOnWithAClone,
}

const COMPONENTS: u8 = 5;

impl Action {
    fn arbitrary(g: &mut Gen, depth: u32) -> Self {
        let ahead = u8::arbitrary(g) % 32;
        let component = u8::arbitrary(g) % COMPONENTS;
        match u8::arbitrary(g) % 16 {
            0..6 => {
                let length = if depth == 0 { 0 } else { u8::arbitrary(g) % 4 };
                let reaction = (0..length).map(|_| Self::arbitrary(g, depth - 1)).collect();
                Self::At { ahead, component, reaction }
            }
            6..9 => Self::After { ahead, component },
            9..15 => Self::Cancel(usize::from(u16::arbitrary(g))),
            _ => Self::CancelComponent(component),
        }
    }
}

impl Arbitrary for Command {
    fn arbitrary(g: &mut Gen) -> Self {
        match u8::arbitrary(g) % 32 {
            0 => Self::GoOnWithAClone,
            1..3 => Self::RunUntil { ahead: u8::arbitrary(g) % 16 },
            3..10 => Self::Step,
            _ => Self::Act(Action::arbitrary(g, 2)),
        }
    }
}

/// An event that reacts as it was told to when it was scheduled.
#[derive(Clone, Debug)]
struct Told {
    component: ComponentId,
    reaction: Vec<Action>,
}

impl Event for Told {
    fn component(&self) -> ComponentId {
        self.component
    }

    fn absorb(&self, digest: &mut Digest) {
        digest.absorb_u64(self.reaction.len() as u64);
    }
}

/// What both sides answer to an action, to be compared.
#[derive(Debug, Default, Clone, PartialEq)]
struct Answers {
    happened: Vec<(Time, ComponentId)>,
    cancelled: Vec<usize>,
    pending: Vec<usize>,
    next: Vec<Option<Time>>,
}

/// The system under test: a handler over the real agenda.
#[derive(Clone, Default)]
struct Real {
    handles: Vec<Handle>,
    answers: Answers,
}

impl Real {
    fn act(&mut self, action: Action, agenda: &mut Agenda<Told>) {
        match action {
            Action::At { ahead, component, reaction } => {
                let time = agenda.now() + Span::from_nanos(u64::from(ahead));
                let component = ComponentId::new(u16::from(component));
                self.handles.push(agenda.at(time, Told { component, reaction }));
            }
            Action::After { ahead, component } => {
                let component = ComponentId::new(u16::from(component));
                let event = Told { component, reaction: Vec::new() };
                self.handles.push(agenda.after(Span::from_nanos(u64::from(ahead)), event));
            }
            Action::Cancel(n) => {
                if let Some(&handle) = nth(&self.handles, n) {
                    let was_pending = agenda.is_pending(handle);
                    assert_eq!(agenda.cancel(handle), was_pending);
                    assert!(!agenda.is_pending(handle));
                    self.answers.cancelled.push(usize::from(was_pending));
                }
            }
            Action::CancelComponent(n) => {
                let count = agenda.cancel_component(ComponentId::new(u16::from(n)));
                self.answers.cancelled.push(count);
            }
        }
        self.answers.pending.push(agenda.pending());
        self.answers.next.push(agenda.next_time());
    }
}

impl Handler for Real {
    type Event = Told;

    fn handle(&mut self, event: Told, agenda: &mut Agenda<Told>) {
        self.answers.happened.push((agenda.now(), event.component));
        event.reaction.into_iter().for_each(|action| self.act(action, agenda));
    }
}

/// The reference: every pending event in a list, sorted by time and then by insertion.
#[derive(Default)]
struct Reference {
    now: Time,
    pending: Vec<(Time, usize, Told)>,
    scheduled: usize,
    answers: Answers,
}

impl Reference {
    fn act(&mut self, action: Action) {
        match action {
            Action::At { ahead, component, reaction } => self.insert(ahead, component, reaction),
            Action::After { ahead, component } => self.insert(ahead, component, Vec::new()),
            Action::Cancel(n) => {
                if self.scheduled > 0 {
                    let id = n % self.scheduled;
                    self.remove(|(_, other, _)| *other == id);
                }
            }
            Action::CancelComponent(n) => {
                self.remove(|(_, _, event)| event.component == ComponentId::new(u16::from(n)));
            }
        }
        self.answers.pending.push(self.pending.len());
        self.answers.next.push(self.pending.first().map(|(time, _, _)| *time));
    }

    fn insert(&mut self, ahead: u8, component: u8, reaction: Vec<Action>) {
        let time = self.now + Span::from_nanos(u64::from(ahead));
        let component = ComponentId::new(u16::from(component));
        self.pending.push((time, self.scheduled, Told { component, reaction }));
        self.scheduled += 1;
        self.pending.sort_by_key(|(time, id, _)| (*time, *id));
    }

    fn remove(&mut self, wanted: impl Fn(&(Time, usize, Told)) -> bool) {
        let before = self.pending.len();
        self.pending.retain(|entry| !wanted(entry));
        self.answers.cancelled.push(before - self.pending.len());
    }

    fn step(&mut self, limit: Time) -> Option<(Time, ComponentId)> {
        if self.pending.first().is_none_or(|(time, _, _)| *time > limit) {
            return None;
        }
        let (time, _, event) = self.pending.remove(0);
        self.now = time;
        self.answers.happened.push((time, event.component));
        event.reaction.into_iter().for_each(|action| self.act(action));
        Some((time, event.component))
    }
}

fn nth<T>(items: &[T], n: usize) -> Option<&T> {
    if items.is_empty() { None } else { items.get(n % items.len()) }
}

fn agrees_with_the_sorted_list(commands: Vec<Command>) -> bool {
    let mut real = Simulation::new(Real::default());
    let mut reference = Reference::default();
    for command in commands {
        match command {
            Command::Act(action) => {
                real.with(|handler, agenda| handler.act(action.clone(), agenda));
                reference.act(action);
            }
            Command::Step => {
                let step = real.step().map(|Step { time, component, .. }| (time, component));
                assert_eq!(step, reference.step(Time::MAX));
            }
            Command::RunUntil { ahead } => {
                let limit = real.now() + Span::from_nanos(u64::from(ahead));
                real.run_until(limit);
                while reference.step(limit).is_some() {}
                reference.now = limit;
            }
            Command::GoOnWithAClone => real = real.clone(),
        }
        assert_eq!(real.now(), reference.now);
    }
    while real.step().is_some() {}
    while reference.step(Time::MAX).is_some() {}
    assert_eq!(real.handler().answers, reference.answers);
    assert_eq!(real.events(), reference.answers.happened.len() as u64);
    true
}

#[test]
fn any_sequence_of_commands_agrees_with_the_sorted_list() {
    let check = agrees_with_the_sorted_list as fn(Vec<Command>) -> bool;
    QuickCheck::new().tests(300).quickcheck(check);
    // Long enough for the agenda to sweep out cancelled events many times.
    QuickCheck::new().rng(Gen::new(2_000)).tests(30).quickcheck(check);
}
