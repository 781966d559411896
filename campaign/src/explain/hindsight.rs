//! What the protocol did about an incident, beside what somebody did who knew everything.

use core::ops::Range;

use firedrill_judge::IncidentSummary;
use firedrill_model::Transition;
use firedrill_model::nouns::Action;
use firedrill_scenarios::{Entry, Foresight, Outcome, Plan, Remedy, Strategy};
use firedrill_sim::{Span, Time};

/// An incident as it went and as it might have gone. Spans are since its onset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hindsight {
    /// The incident's number, from 1.
    pub incident: usize,
    /// When it began.
    pub onset: Time,
    /// When the protocol said so.
    pub detection: Option<Span>,
    /// When it was restored.
    pub restoration: Option<Span>,
    /// When the clairvoyant restored it; `None` when no strategy did, or not before the protocol.
    pub clairvoyant: Option<Span>,
    /// By which strategy.
    pub strategy: Option<Strategy>,
    /// The causes that the clairvoyant ended, and what became of them otherwise.
    pub causes: Vec<Cause>,
    /// Where most of the time went that the protocol was behind.
    pub lag: Lag,
}

/// A cause that the clairvoyant ended. Spans are since the incident's onset, or zero for what came
/// before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The fault, by its number in the plan.
    pub fault: usize,
    /// When and how the clairvoyant ended it.
    pub foreseen: (Span, Action),
    /// When the protocol first asked for an action that ends it, or relieves it.
    pub asked: Option<(Span, Action)>,
    /// When it ended, and by which action; by itself without one.
    pub ended: Option<(Span, Option<Action>)>,
}

/// Where most of the time went that a protocol was behind somebody who knew everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lag {
    /// It was not behind.
    None,
    /// No strategy restored it, nor did the protocol.
    NobodyCould,
    /// Between onset and detection.
    Detecting(Span),
    /// Between detection and the first action that helps against this fault.
    Deciding(Span, usize),
    /// No action that helps against this fault was ever asked for in the incident, and it lasted longest
    /// of what can have held the restoration up.
    NeverAsked(usize),
    /// Between asking for the right action and the end of this cause.
    Ending(Span, usize),
    /// After the causes had ended, or without a cause to end.
    Recovering(Option<Span>),
}

/// The incidents of a run whose record was kept.
pub(super) fn of(plan: &Plan, outcome: &Outcome) -> Vec<Hindsight> {
    let incidents = outcome.judgement.incidents.iter().zip(&outcome.foresights).enumerate();
    let of =
        |(index, (incident, foresight))| Hindsight::of(index, incident, foresight, plan, outcome);
    incidents.map(of).collect()
}

impl Cause {
    /// What became of a cause in an incident, which begins and ends with `window`.
    fn of(remedy: &Remedy, window: &Range<Time>, plan: &Plan, outcome: &Outcome) -> Self {
        let onset = window.start;
        let since = |at: Time| at.saturating_since(onset);
        let entries = || outcome.record.iter().flatten();
        let end = |entry: &Entry| match entry.transition {
            Transition::FaultEnded(fault, by) if fault == remedy.fault => {
                Some((since(entry.at), by))
            }
            _ => None,
        };
        // What ended and came back before the onset is still there at it.
        let ended = entries().filter(|entry| entry.at >= onset).find_map(end);
        let spec = plan.faults[remedy.fault].kind.spec();
        // What is known to end it, in this run or in the clairvoyant's; failing that, what should.
        let helps = |action: Action| match ended {
            Some((_, Some(by))) => action == remedy.action || action == by,
            _ => {
                let should = spec.cleared_by.iter().chain(spec.relieved_by);
                should.copied().chain([remedy.action]).any(|known| known == action)
            }
        };
        let ask = |entry: &Entry| match entry.transition {
            Transition::ActionAsked(command) if helps(command.action) => {
                Some((since(entry.at), command.action))
            }
            _ => None,
        };
        let within = entries().filter(|entry| window.contains(&entry.at)).find_map(ask);
        // What ended it may have been under way at the onset.
        let before = || {
            let by = ended.and_then(|(_, by)| by);
            let mut before = entries().rev().filter(|entry| entry.at < onset).filter_map(ask);
            before.next().filter(|(_, action)| Some(*action) == by)
        };
        let foreseen = (since(remedy.at), remedy.action);
        Self { fault: remedy.fault, foreseen, asked: within.or_else(before), ended }
    }
}

impl Hindsight {
    fn of(
        index: usize,
        incident: &IncidentSummary,
        foresight: &Foresight,
        plan: &Plan,
        outcome: &Outcome,
    ) -> Self {
        let since = |at: Time| at.saturating_since(incident.onset);
        let next = outcome.judgement.incidents.get(index + 1);
        let window = incident.onset..next.map_or(Time::MAX, |next| next.onset);
        let cause = |remedy: &Remedy| Cause::of(remedy, &window, plan, outcome);
        let mut hindsight = Self {
            incident: index + 1,
            onset: incident.onset,
            detection: incident.detection.map(since),
            restoration: incident.restoration.map(since),
            clairvoyant: foresight.restoration.map(since),
            strategy: foresight.strategy,
            causes: foresight.ended.iter().map(cause).collect(),
            lag: Lag::None,
        };
        hindsight.lag = hindsight.find_lag();
        hindsight
    }

    /// By how much the protocol was behind; `None` when it was not, or when there is no telling.
    pub fn behind(&self) -> Option<Span> {
        let (restoration, clairvoyant) = (self.restoration?, self.clairvoyant?);
        (restoration > clairvoyant).then(|| restoration.saturating_sub(clairvoyant))
    }

    /// Whether a cause can have held the restoration up: not if it was still there then and nobody had
    /// acted against it.
    fn matters(&self, cause: &Cause) -> bool {
        let Some(restoration) = self.restoration else { return true };
        cause.asked.is_some() || cause.ended.is_some_and(|(at, _)| at <= restoration)
    }

    fn find_lag(&self) -> Lag {
        match (self.restoration, self.clairvoyant) {
            (None, None) => return Lag::NobodyCould,
            (Some(restoration), clairvoyant) if clairvoyant.is_none_or(|at| restoration <= at) => {
                return Lag::None;
            }
            _ => {}
        }
        let lasted = |cause: &Cause| cause.ended.map_or(Span::MAX, |(at, _)| at);
        // The cause that took longest decides.
        let longest =
            self.causes.iter().filter(|cause| self.matters(cause)).max_by_key(|it| lasted(it));
        let ended_last = |cause: &&Cause| longest.is_some_and(|it| lasted(it) == lasted(cause));
        let unopposed = |cause: &&Cause| cause.asked.is_none() && self.matters(cause);
        if let Some(cause) = self.causes.iter().filter(ended_last).find(unopposed) {
            return Lag::NeverAsked(cause.fault);
        }
        let mut stretches = vec![];
        let detected = self.detection.unwrap_or(Span::ZERO);
        stretches.push((detected, Lag::Detecting(detected)));
        let mut well_by = Some(detected);
        if let Some(cause) = longest {
            let asked = cause.asked.map_or(detected, |(at, _)| at);
            let deciding = asked.saturating_sub(detected.max(cause.foreseen.0));
            stretches.push((deciding, Lag::Deciding(deciding, cause.fault)));
            well_by = cause.ended.map(|(at, _)| at);
            let ending = well_by.map_or(Span::MAX, |at| at.saturating_sub(asked));
            stretches.push((ending, Lag::Ending(ending, cause.fault)));
        }
        let recovering = match (self.restoration, well_by) {
            (Some(restoration), Some(well_by)) => Some(restoration.saturating_sub(well_by)),
            _ => None,
        };
        let rest = if well_by.is_some() { recovering.unwrap_or(Span::MAX) } else { Span::ZERO };
        stretches.push((rest, Lag::Recovering(recovering)));
        let mut largest = (Span::ZERO, Lag::Detecting(Span::ZERO));
        for stretch in stretches {
            if stretch.0 > largest.0 {
                largest = stretch;
            }
        }
        largest.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RIGHT: Action = Action::SurgicalMemoryCleanup;

    const fn secs(secs: u64) -> Span {
        Span::from_secs(secs)
    }

    const fn cause(fault: usize, asked: Option<u64>, ended: Option<u64>) -> Cause {
        let asked = match asked {
            Some(at) => Some((secs(at), RIGHT)),
            None => None,
        };
        let ended = match (ended, asked) {
            (Some(at), Some(_)) => Some((secs(at), Some(RIGHT))),
            (Some(at), None) => Some((secs(at), None)),
            (None, _) => None,
        };
        Cause { fault, foreseen: (Span::ZERO, RIGHT), asked, ended }
    }

    /// Detected after 10 s; the clairvoyant needs 20 s.
    fn lag(restoration: Option<u64>, causes: &[Cause]) -> Lag {
        let hindsight = Hindsight {
            incident: 1,
            onset: Time::ZERO,
            detection: Some(secs(10)),
            restoration: restoration.map(secs),
            clairvoyant: Some(secs(20)),
            strategy: None,
            causes: causes.to_vec(),
            lag: Lag::None,
        };
        hindsight.find_lag()
    }

    #[test]
    fn what_nobody_acted_against_is_to_blame_only_when_it_held_something_up() {
        let right = cause(0, Some(15), Some(90));
        // Restored with it still there, or long after it had ended: it held nothing up.
        for spare in [cause(1, None, None), cause(1, None, Some(120)), cause(1, None, Some(12))] {
            for causes in [[right.clone(), spare.clone()], [spare, right.clone()]] {
                assert_eq!(lag(Some(100), &causes), Lag::Ending(secs(75), 0));
            }
        }
        assert_eq!(lag(Some(100), &[right.clone(), cause(1, None, Some(95))]), Lag::NeverAsked(1));
        assert_eq!(lag(None, &[right.clone(), cause(1, None, None)]), Lag::NeverAsked(1));
        assert_eq!(lag(None, &[right, cause(1, None, Some(12))]), Lag::Recovering(None));
    }

    #[test]
    fn the_longest_stretch_is_the_lag() {
        let of = |asked, ended| lag(Some(100), &[cause(0, Some(asked), Some(ended))]);
        assert_eq!(of(11, 15), Lag::Recovering(Some(secs(85))));
        assert_eq!(of(80, 85), Lag::Deciding(secs(70), 0));
        assert_eq!(of(15, 90), Lag::Ending(secs(75), 0));
        assert_eq!(lag(Some(20), &[]), Lag::None);
        assert_eq!(lag(Some(25), &[]), Lag::Recovering(Some(secs(15))));
    }
}
