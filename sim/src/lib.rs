//! Virtual time, event queue, seeded streams, deterministic maths and digest for firedrill.
//!
//! The kernel of a discrete-event simulation whose every run is a function of its seed: the same
//! bits on every machine, in every build, on any number of threads. It performs no IO, reads no
//! clock and starts no thread.
//!
//! ```
//! use firedrill_sim::{Agenda, ComponentId, Digest, Event, Handler, Simulation, Span, Time};
//!
//! #[derive(Clone)]
//! struct Tick(u32);
//!
//! impl Event for Tick {
//!     fn component(&self) -> ComponentId {
//!         ComponentId::new(0)
//!     }
//!     fn absorb(&self, digest: &mut Digest) {
//!         digest.absorb_u64(u64::from(self.0));
//!     }
//! }
//!
//! struct Clock;
//!
//! impl Handler for Clock {
//!     type Event = Tick;
//!     fn handle(&mut self, Tick(n): Tick, agenda: &mut Agenda<Tick>) {
//!         agenda.after(Span::from_secs(1), Tick(n + 1));
//!     }
//! }
//!
//! let mut simulation = Simulation::new(Clock);
//! simulation.agenda_mut().at(Time::ZERO, Tick(0));
//! simulation.run_until(Time::ZERO + Span::from_mins(1));
//! assert_eq!(simulation.events(), 61);
//! ```

mod agenda;
pub mod det_math;
mod digest;
mod distributions;
mod event;
mod heap;
pub mod lockstep;
mod seed;
mod simulation;
mod span;
mod stream;
mod time;

pub use agenda::{Agenda, Handle};
pub use digest::{Digest, DigestValue, DigestValueError};
pub use distributions::{Beta, DistributionError, Exp, Gamma, LogNormal, Normal, Poisson, Uniform};
pub use event::{ComponentId, Event, Handler};
pub use lockstep::StreamPositions;
pub use seed::{ALGORITHM, Seed, SeedError};
pub use simulation::{Simulation, Step};
pub use span::{Span, SpanError};
pub use stream::Stream;
pub use time::Time;
