//! Ways to tell the wrong people, too late, twice or not at all.

use core::time::Duration;
use std::collections::BTreeSet;

use firedrill_judge::Property;
use firedrill_protocol::{Notice, NoticeId, NoticeKind, Output, Role};

use super::{Break, Fate, check};

const CRITICAL: &str = "memory-leak-critical";

/// Passes everything but alerts, of which `becomes` says what they become.
struct Alerts<F>(F);

impl<F: FnMut(Notice) -> Fate> Break for Alerts<F> {
    fn output(&mut self, output: Output) -> Fate {
        match output {
            Output::Notify(notice) if notice.kind == NoticeKind::InternalAlert => (self.0)(notice),
            other => Fate::Passes(other),
        }
    }
}

/// An id that the shipped protocol does not come to.
fn another(id: NoticeId) -> NoticeId {
    NoticeId(id.0 | 1 << 63)
}

#[test]
fn a_protocol_that_never_alerts_fails_to_tell_everybody_in_time() {
    check(CRITICAL, || Alerts(|_| Fate::Vanishes), Property::TellsEverybodyInTime);
    check("hot-day-major", || Alerts(|_| Fate::Vanishes), Property::TellsEverybodyInTime);
}

#[test]
fn a_protocol_that_alerts_twice_fails_to_tell_everybody_once() {
    let twice = |alert: Notice| {
        let again = Notice { id: another(alert.id), ..alert };
        Fate::Doubles(Output::Notify(alert), Output::Notify(again))
    };
    check(CRITICAL, || Alerts(twice), Property::TellsEverybodyOnce);
}

#[test]
fn a_protocol_that_alerts_the_wrong_role_tells_somebody_else() {
    let wrong = |alert| Fate::Passes(Output::Notify(Notice { to: Role::Product, ..alert }));
    check(CRITICAL, || Alerts(wrong), Property::TellsNobodyElse);
}

#[test]
fn a_protocol_that_tells_users_at_level_1_tells_somebody_else() {
    let users = |alert: Notice| {
        let (id, kind, to) = (another(alert.id), NoticeKind::UserCommunication, Role::Users);
        let early = Notice { id, kind, to, ..alert };
        Fate::Doubles(Output::Notify(alert), Output::Notify(early))
    };
    check(CRITICAL, || Alerts(users), Property::TellsNobodyElse);
}

#[test]
fn a_protocol_that_alerts_late_by_the_response_time_fails_to_tell_everybody_in_time() {
    let late = |alert| Fate::Waits(Duration::from_secs(30), Output::Notify(alert));
    check(CRITICAL, || Alerts(late), Property::TellsEverybodyInTime);
}

/// Says everything once, and never looks whether it arrived.
#[derive(Default)]
struct NeverRepeats {
    said: BTreeSet<u64>,
}

impl Break for NeverRepeats {
    fn output(&mut self, output: Output) -> Fate {
        match output {
            Output::Notify(notice) if !self.said.insert(notice.id.0) => Fate::Vanishes,
            other => Fate::Passes(other),
        }
    }
}

#[test]
fn a_protocol_that_never_repeats_what_was_lost_fails_to_tell_everybody_in_time() {
    let scenario = "alert-channel-comes-back";
    check(scenario, NeverRepeats::default, Property::TellsEverybodyInTime);
}

/// Says what was lost again, but as if it were something new.
#[derive(Default)]
struct RepeatsUnderAnotherId {
    said: BTreeSet<u64>,
}

impl Break for RepeatsUnderAnotherId {
    fn output(&mut self, output: Output) -> Fate {
        match output {
            Output::Notify(notice) if !self.said.insert(notice.id.0) => {
                Fate::Passes(Output::Notify(Notice { id: another(notice.id), ..notice }))
            }
            other => Fate::Passes(other),
        }
    }
}

#[test]
fn a_protocol_that_repeats_under_another_id_fails_to_tell_everybody_once() {
    let scenario = "nobody-hears-that-it-arrived";
    check(scenario, RepeatsUnderAnotherId::default, Property::TellsEverybodyOnce);
}

/// Never says that it is over.
struct NeverResolves;

impl Break for NeverResolves {
    fn output(&mut self, output: Output) -> Fate {
        match output {
            Output::Notify(notice) if notice.kind == NoticeKind::Resolved => Fate::Vanishes,
            other => Fate::Passes(other),
        }
    }
}

#[test]
fn a_protocol_that_never_says_that_it_is_over_fails_to_tell_everybody_in_time() {
    check(CRITICAL, || NeverResolves, Property::TellsEverybodyInTime);
}
