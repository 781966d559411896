//! Flows of incidents: from fault to detection, from detection to response to restoration, and from a
//! step to the fault that it ended.

use super::faults::{Cure, Faults};
use super::incidents::Moments;
use super::steps::Steps;
use super::tracks::{Point, Tracks};

/// Connects what the other tracks show.
pub(super) fn connect(
    tracks: &mut Tracks,
    incidents: &[Moments<'_>],
    faults: &Faults<'_>,
    steps: &Steps,
) {
    for moments in incidents {
        let found = moments.detection.unwrap_or(moments.onset);
        for fault in behind(tracks, moments, faults) {
            tracks.flow(&[fault, found]);
        }
        let response = moments.incident.response;
        let response = response.and_then(|at| steps.response(at, &moments.types(), tracks));
        let answered = [moments.detection, response, moments.restoration];
        tracks.flow(&answered.into_iter().flatten().collect::<Vec<_>>());
    }
    for cure in &faults.cures {
        let step = steps.under_way(cure.at, cure.by, tracks);
        let restoration = restored_after(tracks, cure, incidents);
        tracks.flow(&step.into_iter().chain([cure.point]).chain(restoration).collect::<Vec<_>>());
    }
}

/// The faults that were there when the incident began or came before it was found; if none was, the
/// one that began last before it, for what it did may outlast it.
fn behind(tracks: &Tracks, moments: &Moments<'_>, faults: &Faults<'_>) -> Vec<Point> {
    let onset = moments.incident.onset;
    let found = moments.incident.detection.unwrap_or(onset).max(onset);
    let began = faults.there.iter().copied();
    let mut began = began.filter(|fault| tracks.at(*fault) <= found);
    let was_there = |fault: &Point| tracks.covers(*fault, onset) || tracks.at(*fault) > onset;
    let there: Vec<_> = began.clone().filter(was_there).collect();
    if there.is_empty() { began.next_back().into_iter().collect() } else { there }
}

/// The restoration of the incident in which a fault was ended.
fn restored_after(tracks: &Tracks, cure: &Cure, incidents: &[Moments<'_>]) -> Option<Point> {
    let during = incidents.iter().find(|moments| {
        let restoration = moments.restoration.map(|point| tracks.at(point));
        moments.incident.onset <= cure.at && restoration.is_none_or(|at| cure.at <= at)
    });
    during.and_then(|moments| moments.restoration)
}
