//! What arrived, and in which emergency it was said.

use std::collections::{BTreeMap, BTreeSet};

use firedrill_model::nouns::{
    EscalationLevel, IncidentType, Notice, NoticeId, NoticeKind, Role, Severity,
};

use super::duties::Duty;

/// Everything that arrived. A run falls into periods, each up to the end of an emergency: what is said
/// just before one is announced belongs to it.
#[derive(Clone, Debug)]
pub(super) struct Receipts {
    /// How far each period's emergency has come; the last one is under way.
    reached: Vec<(EscalationLevel, Severity)>,
    /// The period in which each notice was sent first.
    sent: BTreeMap<NoticeId, usize>,
    arrived: BTreeSet<NoticeId>,
    /// What was received first, with its period.
    received: Vec<(usize, Notice)>,
    /// What each role knows of each type that shows or is being handled.
    known: [[Option<Severity>; 4]; Role::ALL.len()],
    /// The period of which each role was last told something, and of whose end.
    told: [Option<usize>; Role::ALL.len()],
    resolved: [Option<usize>; Role::ALL.len()],
}

/// How a notice arrived for the first time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arrival {
    /// The emergency that it was said in is over.
    pub(super) is_history: bool,
    /// The same was said to the same role in the same emergency, under another id.
    pub(super) is_again: bool,
    /// How far that emergency came.
    pub(super) reached: (EscalationLevel, Severity),
}

/// No emergency yet.
const NOWHERE: (EscalationLevel, Severity) = (EscalationLevel::AutomaticRecovery, Severity::Minor);

impl Default for Receipts {
    fn default() -> Self {
        Self {
            reached: vec![NOWHERE],
            sent: BTreeMap::new(),
            arrived: BTreeSet::new(),
            received: Vec::new(),
            known: Default::default(),
            told: Default::default(),
            resolved: Default::default(),
        }
    }
}

impl Receipts {
    /// A notice was sent, for the first time or again.
    pub(super) fn sent(&mut self, notice: &Notice) {
        let period = self.period();
        self.sent.entry(notice.id).or_insert(period);
    }

    /// An emergency was announced, or is announced to have come so far.
    pub(super) fn announced(&mut self, level: EscalationLevel, severity: Severity) {
        if let Some(reached) = self.reached.last_mut() {
            *reached = (reached.0.max(level), reached.1.max(severity));
        }
    }

    /// The emergency is over. What still shows is known as far as it was told.
    pub(super) fn period_ends(&mut self, shown: &[Option<Severity>; 4]) {
        self.reached.push(NOWHERE);
        for known in &mut self.known {
            for (known, shown) in known.iter_mut().zip(shown) {
                *known = (*known).min(*shown);
            }
        }
    }

    /// A type shows no longer, outside of an emergency: what was said of it in an earlier one is of no
    /// use when it comes again.
    pub(super) fn forget(&mut self, incident: IncidentType) {
        let is_fresh = |(period, notice): &(usize, Notice)| {
            *period == self.period() && notice.incident == incident
        };
        if self.received.iter().any(is_fresh) {
            return;
        }
        for known in &mut self.known {
            known[incident.index()] = None;
        }
    }

    /// A notice arrived. `None` if one of its id had arrived before.
    pub(super) fn arrived(&mut self, notice: &Notice) -> Option<Arrival> {
        if !self.arrived.insert(notice.id) {
            return None;
        }
        let period = self.sent.get(&notice.id).copied().unwrap_or(self.period());
        let is_same = |(known, received): &(usize, Notice)| {
            *known == period && Notice { id: notice.id, ..*received } == *notice
        };
        let is_again = self.received.iter().any(is_same);
        self.received.push((period, *notice));
        let role = notice.to.index();
        match notice.kind {
            NoticeKind::Resolved => self.resolved[role] = self.resolved[role].max(Some(period)),
            NoticeKind::InvalidBaseline => {}
            _ => self.told[role] = self.told[role].max(Some(period)),
        }
        if notice.kind == NoticeKind::InternalAlert {
            let known = &mut self.known[role][notice.incident.index()];
            *known = (*known).max(Some(notice.severity));
        }
        let reached = self.reached.get(period).copied().unwrap_or(NOWHERE);
        Some(Arrival { is_history: period < self.period(), is_again, reached })
    }

    /// Whether somebody was told of an emergency and not of its end.
    pub(super) fn awaits_the_end(&self, role: Role) -> bool {
        self.told[role.index()] > self.resolved[role.index()]
    }

    /// Whether it was given in the emergency under way.
    pub(super) fn holds_in_this_emergency(&self, duty: &Duty) -> bool {
        let given = |(period, notice): &(usize, Notice)| {
            *period == self.period() && duty.is_fulfilled_by(notice)
        };
        self.received.iter().any(given)
    }

    /// Whether who is to be alerted knows already.
    pub(super) fn is_known(&self, duty: &Duty) -> bool {
        let known = self.known[duty.to.index()];
        duty.about.is_some_and(|incident| known[incident.index()] >= Some(duty.at_least))
    }

    /// Whether who is to be alerted knows of the type, however severe it was said to be.
    pub(super) fn knows_of(&self, duty: &Duty) -> bool {
        let known = self.known[duty.to.index()];
        duty.about.is_some_and(|incident| known[incident.index()].is_some())
    }

    fn period(&self) -> usize {
        self.reached.len() - 1
    }
}
