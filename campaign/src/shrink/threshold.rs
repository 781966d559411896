//! Thresholds: where a magnitude begins to matter, with both sides run.

use super::failure::Fate;
use super::inquiry::Inquiry;
use super::magnitude::Place;
use super::readable::Scale;

/// Two neighbouring values of one magnitude, all else equal: at one the plan fails as it did, at the other
/// it does not. Both have been run; nothing is said about values further away.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Threshold {
    /// Which magnitude.
    pub place: Place,
    /// The plan's value, at which it fails.
    pub fails_at: f64,
    /// The neighbour.
    pub other_at: f64,
    /// What the plan comes to there.
    pub fate: Fate,
}

/// Finds where a magnitude of the best plan begins to matter, and moves it there. `None` if it does not
/// matter: then it becomes what is usual. `earlier` is what was found when other magnitudes were others.
pub(super) async fn find(
    inquiry: &Inquiry,
    place: Place,
    earlier: Option<Threshold>,
) -> Option<Threshold> {
    let (end, fate) = match earlier {
        Some(earlier) => still_ends_at(inquiry, place, earlier).await?,
        None => end(inquiry, place).await?,
    };
    let scale = place.scale(&inquiry.best(), place.value(&inquiry.best()));
    let (end, fate) = narrow(inquiry, place, scale, (end, fate)).await;
    let is_readable = settle(inquiry, place, scale, end).await;
    let (end, fate) = if is_readable {
        (end, fate)
    } else {
        // The failure keeps to where it was drawn: between two readable numbers.
        let scale = scale.finer();
        let (end, fate) = narrow(inquiry, place, scale, (end, fate)).await;
        settle(inquiry, place, scale, end).await;
        (end, fate)
    };
    let fails_at = place.value(&inquiry.best());
    Some(Threshold { place, fails_at, other_at: end, fate })
}

/// Moves a number that reads badly to its readable neighbour away from `end`, which is as near. Whether it
/// reads well now.
async fn settle(inquiry: &Inquiry, place: Place, scale: Scale, end: f64) -> bool {
    let plan = inquiry.best();
    let value = place.value(&plan);
    let moved = || place.with(&plan, scale.beyond(value, end));
    scale.is_readable(value) || inquiry.adopt_first(vec![moved()]).await.is_some()
}

/// The earlier neighbour, if the plan still does not fail there; else as if nothing had been found.
async fn still_ends_at(inquiry: &Inquiry, place: Place, earlier: Threshold) -> Option<(f64, Fate)> {
    let fate = inquiry.fate(place.with(&inquiry.best(), earlier.other_at)).await;
    match fate {
        Fate::Same => end(inquiry, place).await,
        fate => Some((earlier.other_at, fate)),
    }
}

/// A value at which the plan does not fail so. If there is none where one is looked for, the magnitude
/// does not matter, and becomes what is usual.
pub(super) async fn end(inquiry: &Inquiry, place: Place) -> Option<(f64, Fate)> {
    let plan = inquiry.best();
    let ends = place.ends(&plan);
    let fates = inquiry.fates(ends.iter().map(|end| place.with(&plan, *end)).collect()).await;
    let found = ends.into_iter().zip(fates).find(|(_, fate)| *fate != Fate::Same);
    if found.is_some() {
        return found;
    }
    let usual = place.usual(&plan);
    match inquiry.fate(usual.clone()).await {
        Fate::Same => {
            inquiry.adopt(usual);
            None
        }
        // It fails at both limits and not in between.
        fate => Some((place.value(&usual), fate)),
    }
}

/// Halves what lies between the best plan's value and `end` until nothing readable does.
async fn narrow(
    inquiry: &Inquiry,
    place: Place,
    scale: Scale,
    (mut end, mut fate): (f64, Fate),
) -> (f64, Fate) {
    loop {
        let plan = inquiry.best();
        let Some(middle) = scale.between(place.value(&plan), end) else { return (end, fate) };
        let candidate = place.with(&plan, middle);
        match inquiry.fate(candidate.clone()).await {
            Fate::Same => inquiry.adopt(candidate),
            other => (end, fate) = (middle, other),
        }
    }
}
