//! Running a simulation against its twin, to find where two runs part.

use std::collections::BTreeMap;
use std::fmt;

use crate::{ComponentId, DigestValue, Handler, Simulation, Step, Time};

/// A handler that can say how far each of its streams has been drawn.
pub trait StreamPositions {
    /// Calls `visit` with the name and the words drawn of every stream.
    fn visit_streams(&self, visit: &mut dyn FnMut(&str, u64));

    /// Drops what the handler keeps for a reader: in lockstep there is none, and a long run would
    /// keep everything.
    fn discard_notes(&mut self) {}
}

/// The first event at which two runs of the same simulation differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Divergence {
    /// The number of that event in the run: 1 for the first.
    pub event_index: u64,
    /// When it happened, in the first run that got so far.
    pub time: Time,
    /// Where it happened, in the first run that got so far.
    pub component: ComponentId,
    /// What differs.
    pub kind: DivergenceKind,
    /// The streams whose positions differ, in order of name. When there are none the draws agree,
    /// so the difference came from outside the streams.
    pub streams: Vec<String>,
}

/// What differs between two runs at an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DivergenceKind {
    /// The event happened at different instants.
    Time {
        /// In the first run.
        a: Time,
        /// In the second run.
        b: Time,
    },
    /// The event happened in different components.
    Component {
        /// In the first run.
        a: ComponentId,
        /// In the second run.
        b: ComponentId,
    },
    /// The event carried or caused something different.
    Digest {
        /// In the first run.
        a: DigestValue,
        /// In the second run.
        b: DigestValue,
    },
    /// The event is the same, but streams were drawn differently in it.
    Draws,
    /// The first run had no more events.
    FirstEnded,
    /// The second run had no more events.
    SecondEnded,
}

/// Steps two simulations side by side up to `until`, and reports the first event at which they
/// differ, if there is one. Both stand just after that event, with their notes, or at `until`.
/// `agreed` sees the first simulation after each event before that one, its notes not yet discarded.
pub fn first_divergence<H: Handler + StreamPositions>(
    a: &mut Simulation<H>,
    b: &mut Simulation<H>,
    until: Time,
    mut agreed: impl FnMut(&Simulation<H>, Step),
) -> Option<Divergence> {
    loop {
        let (step_a, step_b) = (a.step_until(until), b.step_until(until));
        let Some(step) = step_a.or(step_b) else {
            a.run_until(until);
            b.run_until(until);
            return None;
        };
        let kind = match (step_a, step_b) {
            (None, _) => DivergenceKind::FirstEnded,
            (_, None) => DivergenceKind::SecondEnded,
            (Some(x), Some(y)) if x.time != y.time => DivergenceKind::Time { a: x.time, b: y.time },
            (Some(x), Some(y)) if x.component != y.component => {
                DivergenceKind::Component { a: x.component, b: y.component }
            }
            _ if a.agenda().digest() != b.agenda().digest() => {
                DivergenceKind::Digest { a: a.digest(), b: b.digest() }
            }
            _ if fingerprint(a.handler()) != fingerprint(b.handler()) => DivergenceKind::Draws,
            _ => {
                agreed(a, step);
                a.handler_mut().discard_notes();
                b.handler_mut().discard_notes();
                continue;
            }
        };
        return Some(Divergence {
            event_index: step.sequence,
            time: step.time,
            component: step.component,
            kind,
            streams: differing_streams(a.handler(), b.handler()),
        });
    }
}

/// One sentence.
impl fmt::Display for Divergence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "event {} at {} in component {}: {}; ",
            self.event_index, self.time, self.component, self.kind
        )?;
        if self.streams.is_empty() {
            f.write_str("all streams agree, so the difference came from outside the streams")
        } else {
            write!(f, "streams that differ: {}", self.streams.join(", "))
        }
    }
}

impl fmt::Display for DivergenceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Time { a, b } => {
                let (a, b) = (a.as_nanos(), b.as_nanos());
                write!(f, "the time differs, {a} ns and {b} ns")
            }
            Self::Component { a, b } => write!(f, "the component differs, {a} and {b}"),
            Self::Digest { a, b } => write!(f, "the digest differs, {a} and {b}"),
            Self::Draws => f.write_str("its draws differ"),
            Self::FirstEnded => f.write_str("the first run had already ended"),
            Self::SecondEnded => f.write_str("the second run had already ended"),
        }
    }
}

/// The streams that stand elsewhere, or exist at all, in only one of the two.
fn differing_streams<H: StreamPositions>(a: &H, b: &H) -> Vec<String> {
    let (a, b) = (positions(a), positions(b));
    let mut names: Vec<String> =
        a.keys().chain(b.keys()).filter(|name| a.get(*name) != b.get(*name)).cloned().collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// One number for how far all streams have been drawn. Two that differ in one stream never share it:
/// the multiplier is odd, so no difference is lost.
fn fingerprint<H: StreamPositions>(handler: &H) -> u64 {
    let mut fingerprint = 0_u64;
    handler.visit_streams(&mut |_, words| {
        fingerprint = fingerprint.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(words + 1);
    });
    fingerprint
}

fn positions<H: StreamPositions>(handler: &H) -> BTreeMap<String, u64> {
    let mut positions = BTreeMap::new();
    handler.visit_streams(&mut |name, words| {
        positions.insert(name.to_owned(), words);
    });
    positions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Agenda, Digest, Event, Seed, Span, Stream};

    /// Two components that draw from a stream each; one may carry a planted fault.
    struct Pair {
        streams: [Stream; 2],
        planted: Option<(u64, Plant)>,
        handled: u64,
    }

    #[derive(Clone, Copy)]
    enum Plant {
        ExtraDraw,
        HiddenState,
        Delay,
        OtherComponent,
        Stop,
    }

    #[derive(Clone)]
    struct Turn(u16, u64);

    impl Event for Turn {
        fn component(&self) -> ComponentId {
            ComponentId::new(self.0)
        }

        fn absorb(&self, digest: &mut Digest) {
            digest.absorb_u64(self.1);
        }
    }

    impl Handler for Pair {
        type Event = Turn;

        fn handle(&mut self, Turn(place, _): Turn, agenda: &mut Agenda<Turn>) {
            self.handled += 1;
            let plant = self.planted.filter(|&(at, _)| at == self.handled).map(|(_, plant)| plant);
            let stream = &mut self.streams[usize::from(place)];
            let mut number = stream.below(100);
            let (mut delay, mut next) = (Span::from_secs(1), 1 - place);
            match plant {
                Some(Plant::ExtraDraw) => number = 100 + stream.below(100),
                Some(Plant::HiddenState) => number = 1_000,
                Some(Plant::Delay) => delay += Span::from_nanos(1),
                Some(Plant::OtherComponent) => next = place,
                Some(Plant::Stop) => return,
                None => {}
            }
            agenda.after(delay, Turn(next, number));
        }
    }

    impl StreamPositions for Pair {
        fn visit_streams(&self, visit: &mut dyn FnMut(&str, u64)) {
            self.streams.iter().for_each(|stream| visit(stream.name(), stream.words_drawn()));
        }
    }

    fn pair(planted: Option<(u64, Plant)>) -> Simulation<Pair> {
        let streams = ["even", "odd"].map(|name| Stream::open(Seed(7), name));
        let mut simulation = Simulation::new(Pair { streams, planted, handled: 0 });
        simulation.agenda_mut().at(Time::ZERO, Turn(0, 0));
        simulation
    }

    /// The divergence of a sound run from one with a plant in its 20th event.
    fn planted(plant: Plant) -> Divergence {
        let until = Time::ZERO + Span::from_mins(1);
        let mut agreed = 0;
        let (mut sound, mut spoilt) = (pair(None), pair(Some((20, plant))));
        let divergence =
            first_divergence(&mut sound, &mut spoilt, until, |_, step| agreed = step.sequence);
        let divergence = divergence.expect("the plant must be found");
        assert_eq!(agreed + 1, divergence.event_index, "all events before are agreed on");
        divergence
    }

    #[test]
    fn equal_runs_do_not_diverge_and_both_reach_the_end() {
        let until = Time::ZERO + Span::from_mins(1);
        let (mut a, mut b) = (pair(None), pair(None));
        assert_eq!(first_divergence(&mut a, &mut b, until, |_, _| {}), None);
        assert_eq!((a.now(), b.now(), a.events()), (until, until, 61));
    }

    #[test]
    fn an_extra_draw_is_found_in_its_own_event_and_its_stream_named() {
        let divergence = planted(Plant::ExtraDraw);
        assert_eq!((divergence.event_index, divergence.kind), (20, DivergenceKind::Draws));
        assert_eq!(divergence.streams, ["odd"]);
        assert_eq!(divergence.time, Time::ZERO + Span::from_secs(19));
        assert_eq!(divergence.component, ComponentId::new(1));
    }

    #[test]
    fn a_difference_from_outside_the_streams_names_no_stream() {
        let divergence = planted(Plant::HiddenState);
        assert_eq!(divergence.event_index, 21, "the event that the plant scheduled");
        assert!(matches!(divergence.kind, DivergenceKind::Digest { .. }));
        assert_eq!(divergence.streams, [""; 0]);
        assert!(divergence.to_string().ends_with("came from outside the streams"));
    }

    #[test]
    fn a_shifted_event_is_told_by_its_time() {
        let kind = planted(Plant::Delay).kind;
        assert!(matches!(kind, DivergenceKind::Time { a, b } if b - a == Span::from_nanos(1)));
    }

    #[test]
    fn a_misdirected_event_is_told_by_its_component() {
        let kind = planted(Plant::OtherComponent).kind;
        assert!(matches!(kind, DivergenceKind::Component { .. }));
    }

    #[test]
    fn a_run_that_ends_early_is_told() {
        assert_eq!(planted(Plant::Stop).kind, DivergenceKind::SecondEnded);
    }
}
