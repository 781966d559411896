//! What is owed to whom, and by when.

use core::fmt;

use firedrill_model::nouns::{
    HealthMetrics, IncidentType, Notice, NoticeKind, Playbook, Role, Severity,
};
use firedrill_sim::Span;

use super::visibility::shows;

/// A notice that somebody is to get.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Duty {
    pub(super) kind: NoticeKind,
    pub(super) to: Role,
    /// An alert about this type; about any if there is none.
    pub(super) about: Option<IncidentType>,
    /// An alert that says that it is at least so severe.
    pub(super) at_least: Severity,
    pub(super) cause: Cause,
    /// The time that was granted, for people.
    pub(super) limit: Span,
    /// In usable time.
    pub(super) deadline: Span,
    /// For how long, in samples, the monitor showed what the truth does.
    pub(super) visible: Span,
}

/// Why it is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    /// The truth shows it; what shows no longer is not owed any more.
    Shown,
    /// It was announced.
    Announced,
}

/// Everything that is owed and not given.
#[derive(Clone, Debug, Default)]
pub(super) struct Duties {
    owed: Vec<Duty>,
}

impl Duties {
    /// Owes something, unless the same is owed already.
    pub(super) fn owe(&mut self, duty: Duty) {
        let is_same = |known: &Duty| {
            (known.kind, known.to, known.cause) == (duty.kind, duty.to, duty.cause)
                && (known.about, known.at_least) == (duty.about, duty.at_least)
        };
        if !self.owed.iter().any(is_same) {
            self.owed.push(duty);
        }
    }

    /// A notice arrived: what it fulfils is owed no longer.
    pub(super) fn fulfil(&mut self, notice: &Notice) {
        self.owed.retain(|duty| !duty.is_fulfilled_by(notice));
    }

    /// The truth shows a type no longer, or less severely.
    pub(super) fn lapse(&mut self, incident: IncidentType, severity: Option<Severity>) {
        self.owed.retain(|duty| {
            let is_of_it = duty.cause == Cause::Shown && duty.about == Some(incident);
            !is_of_it || Some(duty.at_least) <= severity
        });
    }

    /// Keeps what `keeps` says.
    pub(super) fn retain(&mut self, keeps: impl FnMut(&Duty) -> bool) {
        self.owed.retain(keeps);
    }

    /// The monitor handed a sample to the protocol.
    pub(super) fn sampled(&mut self, sample: &HealthMetrics, playbook: &Playbook) {
        for duty in self.owed.iter_mut().filter(|duty| duty.cause == Cause::Shown) {
            let shows = |incident| shows(sample, incident, duty.at_least, playbook);
            if duty.about.is_some_and(shows) {
                duty.visible += playbook.monitor_period.into();
            }
        }
    }

    /// Takes out the first of what is late.
    pub(super) fn take_late(&mut self, passed: Span) -> Option<Duty> {
        let late = self.owed.iter().enumerate().filter(|(_, duty)| duty.deadline < passed);
        let (first, _) = late.min_by_key(|(_, duty)| duty.deadline)?;
        Some(self.owed.remove(first))
    }
}

impl Duty {
    /// Whether samples showed it for half of the time that is granted: long enough to be detected
    /// (choice), whatever noise and doubt there is.
    pub(super) fn was_visible(&self) -> bool {
        self.cause == Cause::Announced || self.visible >= self.limit / 2
    }

    /// Whether a notice is what is owed.
    pub(super) fn is_fulfilled_by(&self, notice: &Notice) -> bool {
        let is_it = (self.kind, self.to) == (notice.kind, notice.to);
        let is_about_it = self.kind != NoticeKind::InternalAlert
            || (self.about.is_none_or(|incident| incident == notice.incident)
                && notice.severity >= self.at_least);
        is_it && is_about_it
    }
}

/// `page did not reach engineering-lead within 60 s`
impl fmt::Display for Duty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.name())?;
        if self.kind == NoticeKind::InternalAlert {
            write!(f, " of severity {}", self.at_least)?;
            if let Some(incident) = self.about {
                write!(f, " about {incident}")?;
            }
        }
        write!(f, " did not reach {} within {:.0} s", self.to.name(), self.limit.as_secs_f64())
    }
}
