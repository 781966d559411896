//! One run as a Perfetto trace, in virtual time: what happened side by side, to be looked at closely.

mod announced;
mod app;
mod causes;
mod counters;
mod faults;
mod incidents;
mod layout;
mod locks;
mod packets;
mod people;
mod proto;
mod state;
mod steps;
#[cfg(test)]
mod tests;
mod tracks;

use firedrill_scenarios::{Outcome, Plan, escaped};
use firedrill_sim::Time;

use crate::reproduction::Reproduction;
use announced::Announced;
use app::App;
use counters::Measures;
use faults::Faults;
use firedrill_campaign::Standing;
use incidents::SeverityTrack;
use layout::Layout;
pub(crate) use locks::kind as task;
use people::People;
use steps::Steps;
use tracks::{TrackId, Tracks};

/// The trace of a run whose record was kept, as the bytes of a `.pftrace` file. Nothing but the run
/// decides them. Without a record the trace has only the run and what the judge concluded.
pub fn trace(plan: &Plan, outcome: &Outcome, reproduction: &Reproduction) -> Vec<u8> {
    let tracks = tracks_of(plan, outcome, reproduction);
    packets::encode(&plan.reference().to_string(), &Layout::of(&tracks))
}

/// Groups in the order in which they are shown.
struct Groups {
    run: TrackId,
    judge: TrackId,
    faults: TrackId,
    protocol: TrackId,
    procedures: TrackId,
    steps: TrackId,
    people: TrackId,
    app: TrackId,
    locks: TrackId,
    device: TrackId,
    monitor: TrackId,
}

fn tracks_of(plan: &Plan, outcome: &Outcome, reproduction: &Reproduction) -> Tracks {
    let mut tracks = Tracks::default();
    let groups = Groups::of(&mut tracks);
    show_run(&mut tracks, groups.run, plan, outcome, reproduction);
    let incidents = incidents::show(&mut tracks, groups.judge, &outcome.judgement);
    let mut severity = SeverityTrack::on(&mut tracks, groups.judge);
    let mut faults = Faults::on(&mut tracks, groups.faults, plan);
    let mut announced = Announced::on(&mut tracks, groups.protocol, groups.procedures);
    let mut steps = Steps::on(&mut tracks, groups.steps);
    let mut people = People::on(&mut tracks, groups.people);
    let mut app = App::on(&mut tracks, groups.app, groups.device);
    let mut measures = Measures::on(&mut tracks, groups.app, groups.device, groups.monitor);
    for entry in outcome.record.iter().flatten() {
        severity.follow(entry, &mut tracks);
        faults.follow(entry, &mut tracks);
        announced.follow(entry, &mut tracks);
        steps.follow(entry, &mut tracks);
        people.follow(entry, &mut tracks);
        app.follow(entry, &mut tracks);
        measures.follow(entry, &mut tracks);
    }
    measures.finish(&mut tracks);
    locks::show(&mut tracks, groups.locks, outcome);
    causes::connect(&mut tracks, &incidents, &faults, &steps);
    tracks.close(end_of(outcome));
    tracks
}

impl Groups {
    fn of(tracks: &mut Tracks) -> Self {
        Self {
            run: tracks.group("run"),
            judge: tracks.group("judge"),
            faults: tracks.group("faults"),
            protocol: tracks.group("protocol"),
            procedures: tracks.group("procedures"),
            steps: tracks.group("steps"),
            people: tracks.group("people"),
            app: tracks.group("app"),
            locks: tracks.group("locks and tasks"),
            device: tracks.group("device"),
            monitor: tracks.group("monitor"),
        }
    }
}

/// One slice for the whole run, with what it takes to make it again.
fn show_run(
    tracks: &mut Tracks,
    group: TrackId,
    plan: &Plan,
    outcome: &Outcome,
    reproduction: &Reproduction,
) {
    let track = tracks.track(group, "the whole run");
    let run = tracks.begin(track, Time::ZERO, escaped(&plan.title));
    tracks.end(run, end_of(outcome));
    let verdict = Standing::of_verdict(&outcome.judgement.verdict).name();
    let (seed, digest) = (plan.seed.to_string(), outcome.digest.to_string());
    tracks.note(run, "verdict", verdict);
    tracks.note(run, "scenario", plan.scenario.to_string());
    tracks.note(run, "seed", seed);
    tracks.note(run, "seed algorithm", firedrill_sim::ALGORITHM);
    tracks.note(run, "device", plan.device.clone());
    tracks.note(run, "digest", digest);
    tracks.note(run, "events", outcome.events);
    tracks.note(run, "replay", reproduction.replay());
}

/// A run ends early when the protocol breaks down.
fn end_of(outcome: &Outcome) -> Time {
    Time::ZERO + outcome.simulated
}
