//! What a simulation is made of: events, the components they belong to, and their handler.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Agenda, Digest};

/// Names the part of the simulated system that an event belongs to.
///
/// Components are numbered densely from zero: the agenda keeps a small entry for every number up
/// to the largest in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ComponentId(u16);

impl ComponentId {
    /// The component with this number.
    pub const fn new(number: u16) -> Self {
        Self(number)
    }

    /// The component's number.
    pub const fn get(self) -> u16 {
        self.0
    }
}

/// `#7`
impl fmt::Display for ComponentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

/// Something that happens at an instant.
pub trait Event: Clone {
    /// The component that the event belongs to; asked once, when the event is scheduled.
    fn component(&self) -> ComponentId;

    /// Adds everything that tells this event from another to the digest of the run.
    fn absorb(&self, digest: &mut Digest);
}

/// The simulated system: reacts to events by changing its state and scheduling more of them.
pub trait Handler {
    /// The events that it handles.
    type Event: Event;

    /// Reacts to `event`, which happens at `agenda.now()`.
    fn handle(&mut self, event: Self::Event, agenda: &mut Agenda<Self::Event>);
}
