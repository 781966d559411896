//! What is measured: the truth of the app and of the device, and what the monitor told of it.

use firedrill_model::nouns::{Bytes, HealthMetrics};
use firedrill_model::{Transition, Truth};
use firedrill_scenarios::Entry;
use firedrill_sim::Time;

use super::tracks::{TrackId, Tracks, Unit};

/// Counters of one source. A value is put down only when it is another than the one before.
#[derive(Debug)]
struct Counters<S: 'static> {
    counters: Vec<(TrackId, Read<S>)>,
    last: Vec<Option<f64>>,
}

type Read<S> = fn(&S) -> Option<f64>;
type Listed<S> = (&'static str, Unit, Read<S>);

const OF_THE_APP: [Listed<Truth>; 4] = [
    ("performance multiplier", Unit::Named("x"), |truth| Some(truth.multiplier)),
    ("memory", Unit::Bytes, |truth| Some(bytes(truth.memory))),
    ("error rate", Unit::Named("%"), |truth| Some(truth.error_rate * 100.0)),
    ("frame rate", Unit::Named("frames/s"), |truth| Some(truth.frames_per_second)),
];

const OF_THE_DEVICE: [Listed<Truth>; 5] = [
    ("junction temperature", Unit::Named("°C"), |truth| Some(truth.junction.get())),
    ("skin temperature", Unit::Named("°C"), |truth| Some(truth.skin.get())),
    ("frequency", Unit::Named("MHz"), |truth| Some(truth.mhz)),
    ("battery drain", Unit::Named("%/h"), |truth| Some(truth.drain_pct_per_hour)),
    ("battery charge", Unit::Named("%"), |truth| Some(truth.charge.get())),
];

const AS_TOLD: [Listed<HealthMetrics>; 5] = [
    ("told: performance multiplier", Unit::Named("x"), |told| told.performance_multiplier),
    ("told: memory", Unit::Bytes, |told| told.memory_usage.map(bytes)),
    ("told: error rate", Unit::Named("%"), |told| told.error_rate.map(|rate| rate * 100.0)),
    ("told: battery drain", Unit::Named("%/h"), |told| told.battery_drain_pct_per_hour),
    ("told: CPU usage", Unit::Named("%"), |told| told.cpu_usage.map(|share| share * 100.0)),
];

/// All counters of a trace.
#[derive(Debug)]
pub(super) struct Measures {
    truth: [Counters<Truth>; 2],
    told: Counters<HealthMetrics>,
    pending: Option<(Time, Truth)>,
}

impl Measures {
    pub(super) fn on(tracks: &mut Tracks, app: TrackId, device: TrackId, monitor: TrackId) -> Self {
        Self {
            truth: [
                Counters::of(tracks, app, &OF_THE_APP),
                Counters::of(tracks, device, &OF_THE_DEVICE),
            ],
            told: Counters::of(tracks, monitor, &AS_TOLD),
            pending: None,
        }
    }

    /// Of several truths of the same instant the last one counts.
    pub(super) fn follow(&mut self, entry: &Entry, tracks: &mut Tracks) {
        if self.pending.is_some_and(|(at, _)| at < entry.at) {
            self.finish(tracks);
        }
        self.pending = Some((entry.at, entry.truth));
        if let Transition::Sampled(sample) = &entry.transition {
            self.told.read(tracks, entry.at, sample);
        }
    }

    /// The last instant has passed.
    pub(super) fn finish(&mut self, tracks: &mut Tracks) {
        let Some((at, truth)) = self.pending.take() else { return };
        self.truth.iter_mut().for_each(|counters| counters.read(tracks, at, &truth));
    }
}

impl<S> Counters<S> {
    fn of(tracks: &mut Tracks, group: TrackId, listed: &[Listed<S>]) -> Self {
        let counters = listed.iter();
        let counters =
            counters.map(|(name, unit, read)| (tracks.counter(group, name, *unit), *read));
        Self { counters: counters.collect(), last: vec![None; listed.len()] }
    }

    fn read(&mut self, tracks: &mut Tracks, at: Time, source: &S) {
        for ((track, read), last) in self.counters.iter().zip(&mut self.last) {
            let value = read(source).filter(|value| value.is_finite());
            if value.is_some() && value != *last {
                *last = value;
                value.into_iter().for_each(|value| tracks.value(*track, at, value));
            }
        }
    }
}

fn bytes(bytes: Bytes) -> f64 {
    bytes.get() as f64
}
