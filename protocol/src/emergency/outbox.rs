//! What was said and has not arrived yet.
//!
//! Every notice is sent at once. One that fails, or of which nothing is heard, is sent again under its
//! own id, so that who gets both knows; the pauses grow. One that arrives shows that the channel works,
//! and whatever waited goes out behind it.

use core::time::Duration;

use serde::{Deserialize, Serialize};

use crate::notice::{Delivery, Notice, NoticeId, NoticeKind, Role};
use crate::units::Timestamp;

/// Letters kept. An emergency has at most sixteen alerts, three pages, four calls and six ends.
const ROOM: usize = 32;

/// A channel that does not answer says so after some ten seconds; who is not answered by then never
/// will be.
const PATIENCE: Duration = Duration::from_secs(15);

/// The pause after a first failure; each later one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(1);

/// No pause is longer, and none is longer than a quarter of the time within which the notice is due:
/// once the channel works again, three quarters are left.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Notices on their way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Outbox {
    letters: [Option<Letter>; ROOM],
    issued: u64,
    /// Who was told of an emergency, or may have been, and not of its end; by [`Role::index`].
    in_the_know: [bool; Role::ALL.len()],
}

/// A notice, and how its delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Letter {
    notice: Notice,
    /// The pause after the next failure.
    pause: Duration,
    longest_pause: Duration,
    next: Step,
}

/// What is next for a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Step {
    /// It was sent; by then it is answered.
    Answer(Timestamp),
    /// It is sent again.
    Send(Timestamp),
}

impl Outbox {
    /// The last id that was issued.
    pub(super) fn issued(&self) -> u64 {
        self.issued
    }

    /// Ids go on after this one, which an earlier process may have used.
    pub(super) fn count_on_from(&mut self, issued: u64) {
        self.issued = issued;
    }

    /// An id that no notice had.
    pub(super) fn next_id(&mut self) -> NoticeId {
        self.issued += 1;
        NoticeId(self.issued)
    }

    /// Keeps a notice that is being sent. A full outbox forgets the oldest.
    pub(super) fn keep(&mut self, now: Timestamp, notice: Notice, within: Duration) {
        let quarter = within / 4;
        let longest_pause = if quarter < LONGEST_PAUSE { quarter } else { LONGEST_PAUSE };
        let next = Step::Answer(now + PATIENCE);
        let letter = Letter { notice, pause: FIRST_PAUSE, longest_pause, next };
        let oldest = |slot: &&mut Option<Letter>| slot.map_or(NoticeId(0), |l| l.notice.id);
        if let Some(slot) = self.letters.iter_mut().min_by_key(oldest) {
            *slot = Some(letter);
        }
    }

    /// What became of a notice.
    pub(super) fn answered(&mut self, now: Timestamp, id: NoticeId, delivery: Delivery) {
        let is_named = |slot: &&mut Option<Letter>| slot.is_some_and(|l| l.notice.id == id);
        let Some(slot) = self.letters.iter_mut().find(is_named) else { return };
        match (delivery, slot.as_mut()) {
            (Delivery::Delivered, Some(letter)) => {
                let notice = letter.notice;
                *slot = None;
                self.in_the_know[notice.to.index()] = notice.kind != NoticeKind::Resolved;
                self.hurry(now);
            }
            (Delivery::Failed, Some(letter)) => letter.wait(now),
            (_, None) => {}
        }
    }

    /// The next notice that has to be sent again by now, oldest first.
    pub(super) fn take_due(&mut self, now: Timestamp) -> Option<Notice> {
        self.give_up_waiting(now);
        let is_due =
            |letter: &&mut Letter| matches!(letter.next, Step::Send(at) if has_come(at, now));
        let due = self.letters.iter_mut().flatten().filter(is_due);
        let letter = due.min_by_key(|letter| letter.notice.id)?;
        letter.next = Step::Answer(now + PATIENCE);
        Some(letter.notice)
    }

    /// When it next has to be looked at.
    pub(super) fn next(&self) -> Option<Timestamp> {
        let instants = self.letters.iter().flatten().map(|letter| match letter.next {
            Step::Answer(at) | Step::Send(at) => at,
        });
        instants.min()
    }

    /// The app slept: answers come later by as much.
    pub(super) fn resumed(&mut self, now: Timestamp) {
        for letter in self.letters.iter_mut().flatten() {
            if matches!(letter.next, Step::Answer(_)) {
                letter.next = Step::Answer(now + PATIENCE);
            }
        }
    }

    /// The process is new: nothing that was on its way is answered any more, and all of it goes out
    /// again.
    pub(super) fn relaunched(&mut self, now: Timestamp) {
        for letter in self.letters.iter_mut().flatten() {
            if matches!(letter.next, Step::Answer(_)) {
                self.in_the_know[letter.notice.to.index()] |= letter.is_news();
            }
            letter.next = Step::Send(now);
        }
    }

    /// Takes back what has become pointless. What is on its way may arrive all the same.
    pub(super) fn withdraw(&mut self, kind: NoticeKind) {
        for slot in &mut self.letters {
            if let Some(letter) = slot.filter(|letter| letter.notice.kind == kind) {
                let may_arrive = matches!(letter.next, Step::Answer(_)) && letter.is_news();
                self.in_the_know[letter.notice.to.index()] |= may_arrive;
                *slot = None;
            }
        }
    }

    /// Whether somebody was told of an emergency, or will be, and not of its end.
    pub(super) fn is_in_the_know(&self, role: Role) -> bool {
        let is_to = |letter: &Letter| letter.notice.to == role && letter.is_news();
        self.in_the_know[role.index()] || self.letters.iter().flatten().any(is_to)
    }

    /// The channel works: what waits for it need not wait longer.
    fn hurry(&mut self, now: Timestamp) {
        for letter in self.letters.iter_mut().flatten() {
            if matches!(letter.next, Step::Send(at) if at > now) {
                letter.next = Step::Send(now);
            }
        }
    }

    fn give_up_waiting(&mut self, now: Timestamp) {
        for letter in self.letters.iter_mut().flatten() {
            if matches!(letter.next, Step::Answer(by) if has_come(by, now)) {
                self.in_the_know[letter.notice.to.index()] |= letter.is_news();
                letter.wait(now);
            }
        }
    }
}

impl Letter {
    /// It did not arrive; the next attempt comes after a pause.
    fn wait(&mut self, now: Timestamp) {
        let pause = if self.pause < self.longest_pause { self.pause } else { self.longest_pause };
        // Never at once: a channel that fails at once would be asked for ever.
        let pause = if pause.is_zero() { FIRST_PAUSE } else { pause };
        self.next = Step::Send(now + pause);
        self.pause = pause.saturating_mul(2);
    }

    /// Whether it tells of an emergency that goes on.
    fn is_news(&self) -> bool {
        !matches!(self.notice.kind, NoticeKind::Resolved | NoticeKind::InvalidBaseline)
    }
}

/// The end of time never comes: what waits for it is not sent again and again.
fn has_come(instant: Timestamp, now: Timestamp) -> bool {
    instant <= now && instant.as_nanos() < u64::MAX
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::escalation::EscalationLevel;
    use crate::incident::IncidentType;
    use crate::severity::Severity;

    fn at(second: u64) -> Timestamp {
        Timestamp::from_nanos(second * 1_000_000_000)
    }

    fn post(outbox: &mut Outbox, now: Timestamp, kind: NoticeKind, to: Role) -> NoticeId {
        let notice = Notice {
            id: outbox.next_id(),
            kind,
            to,
            incident: IncidentType::MemoryLeakEmergency,
            severity: Severity::Critical,
            escalation: EscalationLevel::AutomaticRecovery,
        };
        outbox.keep(now, notice, Duration::from_secs(30));
        notice.id
    }

    fn alert(outbox: &mut Outbox) -> NoticeId {
        post(outbox, at(0), NoticeKind::InternalAlert, Role::EngineeringLead)
    }

    #[test]
    fn a_notice_that_fails_is_sent_again_under_its_id_after_pauses_that_grow_to_a_limit() {
        let mut outbox = Outbox::default();
        let id = alert(&mut outbox);
        let mut now = at(0);
        let mut pauses = vec![];
        for _ in 0..6 {
            outbox.answered(now, id, Delivery::Failed);
            let due = outbox.next().unwrap();
            pauses.push((due - now).as_millis());
            now = due;
            assert_eq!(outbox.take_due(now).map(|notice| notice.id), Some(id));
            assert_eq!(outbox.take_due(now), None);
        }
        assert_eq!(pauses, [1000, 2000, 4000, 7500, 7500, 7500]);
        outbox.answered(now, id, Delivery::Delivered);
        assert_eq!(outbox.next(), None);
    }

    #[test]
    fn a_notice_of_which_nothing_is_heard_is_sent_again() {
        let mut outbox = Outbox::default();
        let id = alert(&mut outbox);
        assert_eq!(outbox.next(), Some(at(15)));
        assert_eq!(outbox.take_due(at(15)), None);
        assert_eq!(outbox.take_due(at(16)).map(|notice| notice.id), Some(id));
    }

    #[test]
    fn what_arrives_sends_everything_that_waits_behind_it() {
        let mut outbox = Outbox::default();
        let ids = [alert(&mut outbox), alert(&mut outbox), alert(&mut outbox)];
        ids.iter().for_each(|id| outbox.answered(at(10), *id, Delivery::Failed));
        outbox.answered(at(10), ids[0], Delivery::Delivered);
        let due = core::iter::from_fn(|| outbox.take_due(at(10))).map(|notice| notice.id);
        assert_eq!(due.collect::<Vec<_>>(), ids[1..]);
    }

    #[test]
    fn who_was_never_reached_is_in_the_know_of_nothing_once_it_is_withdrawn() {
        let mut outbox = Outbox::default();
        let page = post(&mut outbox, at(0), NoticeKind::Page, Role::Platform);
        assert!(outbox.is_in_the_know(Role::Platform));
        outbox.answered(at(10), page, Delivery::Failed);
        outbox.withdraw(NoticeKind::Page);
        assert!(!outbox.is_in_the_know(Role::Platform));
        post(&mut outbox, at(20), NoticeKind::Page, Role::Platform);
        outbox.withdraw(NoticeKind::Page);
        assert!(outbox.is_in_the_know(Role::Platform), "it may yet arrive");
        let end = post(&mut outbox, at(30), NoticeKind::Resolved, Role::Platform);
        outbox.answered(at(31), end, Delivery::Delivered);
        assert!(!outbox.is_in_the_know(Role::Platform));
    }

    #[test]
    fn a_full_outbox_forgets_the_oldest() {
        let mut outbox = Outbox::default();
        let ids: Vec<_> = (0..=ROOM).map(|_| alert(&mut outbox)).collect();
        outbox.relaunched(at(1));
        let due = core::iter::from_fn(|| outbox.take_due(at(1))).map(|notice| notice.id);
        assert_eq!(due.collect::<Vec<_>>(), ids[1..]);
    }
}
