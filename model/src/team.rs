//! The team: who answers a page and how soon, and what each of them then does.

use firedrill_protocol::{
    Action, EscalationLevel, IncidentType, Notice, NoticeId, NoticeKind, Role,
};
use firedrill_sim::{Seed, Span, Stream};

use crate::delay::Delay;
use crate::word::words;

words! {
    /// Who does not answer.
    Absent {
        /// The engineering lead.
        EngineeringLead = "engineering-lead",
        /// The platform team.
        Platform = "platform",
        /// The product manager.
        Product = "product",
        /// App Store compliance.
        Compliance = "compliance",
        /// All of them.
        Everybody = "everybody",
    }
}

impl Absent {
    /// Whether this is the role's absence.
    pub(crate) fn includes(self, role: Role) -> bool {
        match self {
            Self::Everybody => true,
            Self::EngineeringLead => role == Role::EngineeringLead,
            Self::Platform => role == Role::Platform,
            Self::Product => role == Role::Product,
            Self::Compliance => role == Role::Compliance,
        }
    }
}

/// People with a drawn time to answer and to act, each with a stream of their own.
#[derive(Clone, Debug)]
pub(crate) struct Team {
    members: [Member; 4],
}

#[derive(Clone, Debug)]
struct Member {
    role: Role,
    times: Stream,
    /// What they were called for, until they are done.
    called_for: Option<NoticeKind>,
    /// What they were told last: all that they know of the incident.
    told: Option<Notice>,
}

/// The team's channel: what is passing through it, and what arrived.
#[derive(Clone, Debug, Default)]
pub(crate) struct Channel {
    under_way: Vec<Notice>,
    arrived: Vec<NoticeId>,
}

impl Channel {
    /// Takes a message that will arrive.
    pub(crate) fn take(&mut self, notice: Notice) {
        self.under_way.push(notice);
    }

    /// A message arrives. `None` if nothing of that id is under way.
    pub(crate) fn deliver(&mut self, id: NoticeId) -> Option<Notice> {
        let index = self.under_way.iter().position(|notice| notice.id == id)?;
        Some(self.under_way.remove(index))
    }

    /// Whether it is the first of its id that arrives: who gets a message twice ignores the second.
    pub(crate) fn is_new(&mut self, id: NoticeId) -> bool {
        let is_new = !self.arrived.contains(&id);
        if is_new {
            self.arrived.push(id);
        }
        is_new
    }
}

/// What somebody does after looking into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Task {
    /// A step that changes the app.
    Step(Action),
    /// What a notice calls for: users are told, a review is held.
    Attend(NoticeKind),
}

/// What anybody can look up before acting.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Situation {
    /// The last good version runs already, or is being installed.
    pub(crate) is_rolled_back: bool,
    /// The app is being started anew, or is about to be.
    pub(crate) is_restarting: bool,
}

/// Time to answer a page, and from then on to do something about it (assumed; nothing is published
/// of this team). A review is written within the half hour after which approvals time out.
const fn times(role: Role) -> (Delay, Delay) {
    let (answers, acts) = match role {
        Role::EngineeringLead => ((60.0, 180.0), (60.0, 150.0)),
        Role::Platform => ((45.0, 120.0), (60.0, 150.0)),
        Role::Product => ((180.0, 600.0), (180.0, 420.0)),
        Role::Compliance | Role::AppStoreTeam | Role::Users => ((300.0, 900.0), (600.0, 1500.0)),
    };
    (Delay::in_s(answers.0, answers.1), Delay::in_s(acts.0, acts.1))
}

impl Team {
    /// A team at work.
    pub(crate) fn new(seed: Seed) -> Self {
        let roles = [Role::EngineeringLead, Role::Platform, Role::Product, Role::Compliance];
        let members = roles.map(|role| {
            let times = Stream::open(seed, &format!("team/{}", role.name()));
            Member { role, times, called_for: None, told: None }
        });
        Self { members }
    }

    /// A notice arrived. Returns who answers it and when, if anybody does who is not yet on it.
    pub(crate) fn hear(&mut self, notice: Notice) -> Option<(Role, Span)> {
        // What users are to be told is told by the product manager.
        let to = if notice.to == Role::Users { Role::Product } else { notice.to };
        if notice.kind == NoticeKind::Resolved {
            self.stand_down();
            return None;
        }
        let member = self.member(to)?;
        member.told = Some(notice);
        let is_call = matches!(
            notice.kind,
            NoticeKind::Page | NoticeKind::UserCommunication | NoticeKind::ComplianceReview
        );
        if !is_call {
            return None;
        }
        if let Some(called_for) = &mut member.called_for {
            // Who is looking into a page is on their way already, and what was promised goes first.
            if *called_for == NoticeKind::Page {
                *called_for = notice.kind;
            }
            return None;
        }
        member.called_for = Some(notice.kind);
        Some((to, times(to).0.draw(&mut member.times)))
    }

    /// How long somebody who answered takes to act.
    pub(crate) fn investigate(&mut self, role: Role) -> Span {
        self.member(role).map_or(Span::ZERO, |member| times(role).1.draw(&mut member.times))
    }

    /// Somebody is done, or was never reached, and can be called again.
    pub(crate) fn release(&mut self, role: Role) {
        if let Some(member) = self.member(role) {
            member.called_for = None;
        }
    }

    /// Whether it is a page that somebody answers, and not a notice.
    pub(crate) fn was_paged(&mut self, role: Role) -> bool {
        self.member(role).is_some_and(|member| member.called_for == Some(NoticeKind::Page))
    }

    /// What somebody does, going by what they were told last and by what anybody can look up.
    pub(crate) fn task(&self, role: Role, situation: Situation) -> Option<Task> {
        let member = self.members.iter().find(|member| member.role == role)?;
        let notice = member.told?;
        let step = match role {
            Role::EngineeringLead => by_the_lead(&notice, situation),
            Role::Platform => by_platform(notice.incident),
            // Who is paged and is no engineer can but find one.
            Role::Product if member.called_for == Some(NoticeKind::Page) => return None,
            Role::Product => return Some(Task::Attend(NoticeKind::UserCommunication)),
            Role::Compliance => return Some(Task::Attend(NoticeKind::ComplianceReview)),
            Role::AppStoreTeam | Role::Users => return None,
        };
        let restarts = matches!(step, Action::RestartApp | Action::RollbackVersion);
        // Nobody restarts what is restarting.
        if restarts && situation.is_restarting { None } else { Some(Task::Step(step)) }
    }

    /// Streams it draws from, with their positions.
    pub(crate) fn visit_streams(&self, visit: &mut dyn FnMut(&str, u64)) {
        for member in &self.members {
            visit(member.times.name(), member.times.words_drawn());
        }
    }

    /// It is over: there is nothing left to do but what was promised to others.
    fn stand_down(&mut self) {
        let is_promised = |kind: NoticeKind| kind != NoticeKind::Page;
        for member in &mut self.members {
            if !member.called_for.is_some_and(is_promised) {
                member.told = None;
            }
        }
    }

    fn member(&mut self, role: Role) -> Option<&mut Member> {
        self.members.iter_mut().find(|member| member.role == role)
    }
}

/// The lead puts the last good configuration back, and the last good version once the incident has
/// come that far, unless that has been done.
fn by_the_lead(notice: &Notice, situation: Situation) -> Action {
    let calls_for_rollback = notice.escalation >= EscalationLevel::EmergencyRollback;
    if calls_for_rollback && !situation.is_rolled_back {
        Action::RollbackVersion
    } else {
        Action::RollbackConfiguration
    }
}

/// The platform team turns what it runs: feeds, their breaker, the process.
const fn by_platform(incident: IncidentType) -> Action {
    match incident {
        IncidentType::SystemInstability => Action::OpenCircuitBreaker,
        IncidentType::BatteryDrainCrisis => Action::SuspendCriticalTasks,
        IncidentType::MemoryLeakEmergency | IncidentType::CriticalPerformanceDegradation => {
            Action::RestartApp
        }
    }
}

#[cfg(test)]
mod tests {
    use firedrill_protocol::Severity;

    use super::*;

    fn notice(kind: NoticeKind, to: Role, escalation: EscalationLevel) -> Notice {
        let incident = IncidentType::MemoryLeakEmergency;
        let id = firedrill_protocol::NoticeId(1);
        Notice { id, kind, to, incident, severity: Severity::Critical, escalation }
    }

    fn page(to: Role, level: EscalationLevel) -> Notice {
        notice(NoticeKind::Page, to, level)
    }

    const LEVEL_2: EscalationLevel = EscalationLevel::ManualIntervention;

    #[test]
    fn roles_do_not_shift_each_others_times() {
        let answer = |others: &[Role]| {
            let mut team = Team::new(Seed(5));
            others.iter().for_each(|role| {
                team.hear(page(*role, LEVEL_2));
            });
            team.hear(page(Role::Platform, LEVEL_2)).unwrap()
        };
        assert_eq!(answer(&[]), answer(&[Role::EngineeringLead, Role::Compliance, Role::Product]));
    }

    #[test]
    fn who_is_on_it_is_not_called_twice_until_they_are_done() {
        let mut team = Team::new(Seed(5));
        let page = page(Role::EngineeringLead, LEVEL_2);
        assert!(team.hear(page).is_some());
        assert!(team.hear(page).is_none());
        team.release(Role::EngineeringLead);
        assert!(team.hear(page).is_some());
    }

    #[test]
    fn the_lead_goes_by_the_last_notice_and_by_what_is_done_already() {
        let mut team = Team::new(Seed(5));
        let step = |team: &Team, is_rolled_back| {
            team.task(Role::EngineeringLead, Situation { is_rolled_back, is_restarting: false })
        };
        assert_eq!(step(&team, false), None, "nobody acts untold");
        team.hear(page(Role::EngineeringLead, LEVEL_2));
        assert_eq!(step(&team, false), Some(Task::Step(Action::RollbackConfiguration)));
        let later = EscalationLevel::EmergencyRollback;
        team.hear(notice(NoticeKind::PostMortemRequest, Role::EngineeringLead, later));
        assert_eq!(step(&team, false), Some(Task::Step(Action::RollbackVersion)));
        assert_eq!(step(&team, true), Some(Task::Step(Action::RollbackConfiguration)));
    }

    #[test]
    fn what_users_are_to_be_told_is_told_by_the_product_manager() {
        let mut team = Team::new(Seed(5));
        let level = EscalationLevel::FullSystemRecovery;
        let called = team.hear(notice(NoticeKind::UserCommunication, Role::Users, level));
        assert_eq!(called.map(|(role, _)| role), Some(Role::Product));
        // Even when it is over by then.
        team.hear(notice(NoticeKind::Resolved, Role::EngineeringLead, level));
        let task = team.task(Role::Product, CALM);
        assert_eq!(task, Some(Task::Attend(NoticeKind::UserCommunication)));
    }

    const CALM: Situation = Situation { is_rolled_back: false, is_restarting: false };

    #[test]
    fn a_product_manager_who_is_paged_tells_users_nothing_until_that_is_called_for() {
        let mut team = Team::new(Seed(5));
        assert!(team.hear(page(Role::Product, LEVEL_2)).is_some());
        assert_eq!(team.task(Role::Product, CALM), None);
        let level = EscalationLevel::FullSystemRecovery;
        assert!(team.hear(notice(NoticeKind::UserCommunication, Role::Users, level)).is_none());
        let task = team.task(Role::Product, CALM);
        assert_eq!(task, Some(Task::Attend(NoticeKind::UserCommunication)));
    }

    #[test]
    fn a_message_that_comes_twice_is_new_once() {
        let mut channel = Channel::default();
        let page = page(Role::Platform, LEVEL_2);
        channel.take(page);
        assert_eq!(channel.deliver(page.id), Some(page));
        assert_eq!(channel.deliver(page.id), None);
        assert!(channel.is_new(page.id));
        assert!(!channel.is_new(page.id));
    }

    #[test]
    fn nobody_restarts_what_is_restarting() {
        let mut team = Team::new(Seed(5));
        team.hear(page(Role::Platform, LEVEL_2));
        let step = team.task(Role::Platform, CALM);
        assert_eq!(step, Some(Task::Step(Action::RestartApp)));
        let restarting = Situation { is_restarting: true, ..CALM };
        assert_eq!(team.task(Role::Platform, restarting), None);
    }

    #[test]
    fn nobody_acts_on_an_incident_that_is_resolved() {
        let mut team = Team::new(Seed(5));
        team.hear(page(Role::Platform, LEVEL_2));
        team.hear(notice(NoticeKind::Resolved, Role::EngineeringLead, LEVEL_2));
        assert_eq!(team.task(Role::Platform, CALM), None);
    }
}
