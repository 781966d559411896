//! The steps of shrinking, in order.

use firedrill_model::Duration;
use firedrill_scenarios::Plan;
use firedrill_sim::Span;

use super::failure::Fate;
use super::fewer;
use super::inquiry::Inquiry;
use super::magnitude::{Place, magnitudes};
use super::simpler;
use super::threshold::{self, Threshold};

/// What is known of the plan that is left.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    pub(super) thresholds: Vec<Threshold>,
    /// Whether the last round changed nothing.
    pub(super) is_minimal: bool,
}

/// Rounds in which something still became smaller. Each is made from where the last one ended; few plans
/// need more than three.
const ROUNDS_MAX: usize = 12;

/// Makes the best plan as small as it gets, and says where its magnitudes stand then.
///
/// Everything is tried again until a whole round changes nothing. So the last round has run each removal
/// and each neighbour of the very plan that is left.
pub(super) async fn shrink(inquiry: Inquiry) -> Shape {
    fewer::in_parts(&inquiry).await;
    let mut thresholds: Vec<Threshold> = vec![];
    for round in 0..ROUNDS_MAX {
        let before = inquiry.best();
        fewer::one_by_one(&inquiry).await;
        simplify(&inquiry).await;
        if round == 0 {
            inquiry.adopt_first(simpler::sooner(&inquiry.best()).into_iter().collect()).await;
        }
        if inquiry.best().faults.len() != before.faults.len() {
            // Places are by number: they mean other faults now.
            thresholds.clear();
        }
        thresholds = bisect(&inquiry, &thresholds).await;
        if inquiry.best() == before {
            shorten(&inquiry, &thresholds).await;
            return Shape { thresholds, is_minimal: true };
        }
    }
    Shape { thresholds, is_minimal: false }
}

/// Leaves out or makes usual what can be.
async fn simplify(inquiry: &Inquiry) {
    inquiry.aim("making parts usual");
    let mut from = 0;
    loop {
        let plan = inquiry.best();
        let simpler: Vec<_> = simpler::simplifications(&plan).into_iter().skip(from).collect();
        match inquiry.adopt_first(simpler).await {
            // What stood before it has just been tried; what stood at its place is gone.
            Some(place) => from += place,
            None => return,
        }
    }
}

/// Moves each magnitude to where it begins to matter.
async fn bisect(inquiry: &Inquiry, earlier: &[Threshold]) -> Vec<Threshold> {
    let known = |place: Place| earlier.iter().find(|earlier| earlier.place == place).copied();
    inquiry.aim("finding what matters");
    // Before anything stands at an edge, where whatever touches it seems to matter.
    for place in magnitudes(&inquiry.best()) {
        if known(place).is_none() {
            threshold::end(inquiry, place).await;
        }
    }
    inquiry.aim("looking for thresholds");
    let mut thresholds = vec![];
    for place in magnitudes(&inquiry.best()) {
        thresholds.extend(threshold::find(inquiry, place, known(place)).await);
    }
    thresholds
}

/// Ends the run a little after the failure, where everything that has been measured is true of the shorter
/// run, too: at the other side of a threshold it must be seen to recover, not merely not to fail yet.
async fn shorten(inquiry: &Inquiry, thresholds: &[Threshold]) {
    inquiry.aim("shortening the run");
    let long = inquiry.best();
    let minutes =
        |minutes: u64| Plan { duration: Duration(Span::from_mins(minutes)), ..long.clone() };
    let whole = long.duration.0.as_nanos().div_ceil(Span::from_mins(1).as_nanos());
    let (mut fails, mut ends) = (whole, 0);
    while fails - ends > 1 {
        let middle = ends + (fails - ends) / 2;
        match inquiry.fate(minutes(middle)).await {
            Fate::Same => fails = middle,
            _ => ends = middle,
        }
    }
    let mut more = 1;
    while fails + more < whole {
        let short = minutes(fails + more);
        if all_is_true_of(inquiry, &short, thresholds).await {
            inquiry.adopt(short);
            return;
        }
        more *= 2;
    }
}

/// Whether a plan fails in the same way, none that is smaller does, and all are at the other sides of the
/// thresholds what they were.
async fn all_is_true_of(inquiry: &Inquiry, plan: &Plan, thresholds: &[Threshold]) -> bool {
    if inquiry.fate(plan.clone()).await != Fate::Same {
        return false;
    }
    let others = thresholds.iter().map(|it| it.place.with(plan, it.other_at)).collect();
    let fates = inquiry.fates(others).await;
    if thresholds.iter().zip(fates).any(|(threshold, fate)| threshold.fate != fate) {
        return false;
    }
    let removals = (0..plan.faults.len()).map(|index| {
        let mut smaller = plan.clone();
        smaller.faults.remove(index);
        smaller
    });
    let smaller = removals.chain(simpler::simplifications(plan)).collect();
    !inquiry.fates(smaller).await.contains(&Fate::Same)
}
