//! Instants and spans in JSON: seconds, exact to the nanosecond, as in every document of firedrill.

use firedrill_sim::{Span, Time};
use serde::{Serialize, Serializer};

pub(super) fn of_time<S: Serializer>(at: &Time, serializer: S) -> Result<S::Ok, S::Error> {
    at.as_secs_f64().serialize(serializer)
}

pub(super) fn of_any_time<S: Serializer>(
    at: &Option<Time>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    at.map(Time::as_secs_f64).serialize(serializer)
}

pub(super) fn of_span<S: Serializer>(span: &Span, serializer: S) -> Result<S::Ok, S::Error> {
    span.as_secs_f64().serialize(serializer)
}

pub(super) fn of_any_span<S: Serializer>(
    span: &Option<Span>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    span.map(Span::as_secs_f64).serialize(serializer)
}
