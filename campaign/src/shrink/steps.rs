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

/// Ends the run a little after the failure, if everything that has been measured is true of the shorter
/// run, too: a neighbour must not look recovered because nobody waited for its failure.
async fn shorten(inquiry: &Inquiry, thresholds: &[Threshold]) {
    const MINUTE: Span = Span::from_secs(60);
    inquiry.aim("shortening the run");
    let long = inquiry.best();
    let minutes = |minutes: u64| {
        let mut plan = long.clone();
        plan.duration = Duration(Span::from_secs(60 * minutes));
        plan
    };
    let (mut fails, mut ends) = (long.duration.0.as_nanos().div_ceil(MINUTE.as_nanos()), 0);
    while fails - ends > 1 {
        let middle = ends + (fails - ends) / 2;
        match inquiry.fate(minutes(middle)).await {
            Fate::Same => fails = middle,
            _ => ends = middle,
        }
    }
    // Whoever keeps the property has to be seen keeping it: a minute more.
    let short = minutes(fails + 1);
    if short.duration >= long.duration || inquiry.fate(short.clone()).await != Fate::Same {
        return;
    }
    let claims = claims(&short, thresholds);
    if !inquiry.fates(claims).await.contains(&Fate::Same) {
        inquiry.adopt(short);
    }
}

/// Plans that are smaller or at the other side of a threshold: none of them fails in the same way.
fn claims(plan: &Plan, thresholds: &[Threshold]) -> Vec<Plan> {
    let removals = (0..plan.faults.len()).map(|index| {
        let mut smaller = plan.clone();
        smaller.faults.remove(index);
        smaller
    });
    let neighbours =
        thresholds.iter().map(|threshold| threshold.place.with(plan, threshold.other_at));
    removals.chain(simpler::simplifications(plan)).chain(neighbours).collect()
}
