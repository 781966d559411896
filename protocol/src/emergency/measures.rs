//! Measures: which actions are in force, which one undoes which, and which need to rest.

use core::time::Duration;

use crate::action::Action;
use crate::units::Timestamp;

/// A set of actions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ActionSet(u32);

// A bit for each action.
const _: () = assert!(Action::ALL.len() <= 32);

impl ActionSet {
    /// The set of the given actions.
    pub(super) const fn of(actions: &[Action]) -> Self {
        let mut bits = 0;
        let mut index = 0;
        while index < actions.len() {
            bits |= bit(actions[index]);
            index += 1;
        }
        Self(bits)
    }

    pub(super) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) const fn contains(self, action: Action) -> bool {
        self.0 & bit(action) != 0
    }

    pub(super) const fn insert(&mut self, action: Action) {
        self.0 |= bit(action);
    }

    pub(super) const fn remove(&mut self, action: Action) {
        self.0 &= !bit(action);
    }

    pub(super) const fn both(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(super) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The first action in the order of [`Action::ALL`].
    pub(super) fn first(self) -> Option<Action> {
        Action::ALL.iter().copied().find(|action| self.contains(*action))
    }
}

const fn bit(action: Action) -> u32 {
    1 << action as u32
}

/// Actions that change a state until another action changes it back.
const LASTING: ActionSet = ActionSet::of(&[
    Action::EnterOptimizerEmergencyMode,
    Action::SuspendBackgroundOperations,
    Action::OptimizeSampler,
    Action::ActivateAlgorithmFailsafe,
    Action::SuspendMemoryIntensiveTasks,
    Action::SuspendIntensiveComputations,
    Action::ReduceAlgorithmFrequency,
    Action::SuspendCriticalTasks,
    Action::EnableGracefulDegradation,
    Action::EnableFallbacks,
    Action::EnableBypass,
]);

/// What an action brings back; empty for an action that brings nothing back.
///
/// Nothing undoes fallbacks and bypass: the playbook has no such action, and both cost nothing while
/// all is well.
pub(super) const fn undone_by(action: Action) -> ActionSet {
    match action {
        Action::LeaveOptimizerEmergencyMode => {
            ActionSet::of(&[Action::EnterOptimizerEmergencyMode])
        }
        Action::ResumeBackgroundOperations => {
            ActionSet::of(&[Action::SuspendBackgroundOperations, Action::SuspendCriticalTasks])
        }
        Action::ResumeComputations => ActionSet::of(&[
            Action::SuspendMemoryIntensiveTasks,
            Action::SuspendIntensiveComputations,
            Action::SuspendCriticalTasks,
        ]),
        Action::RestoreFullQuality => ActionSet::of(&[
            Action::OptimizeSampler,
            Action::ActivateAlgorithmFailsafe,
            Action::ReduceAlgorithmFrequency,
            Action::EnableGracefulDegradation,
        ]),
        _ => ActionSet::of(&[]),
    }
}

/// How long an action that leaves no state behind rests before it is of use again. Clean-up that runs
/// every five seconds only burns what it is meant to save.
const fn rest(action: Action) -> Duration {
    match action {
        Action::SurgicalMemoryCleanup | Action::ReallocateResources => Duration::from_secs(30),
        Action::ClearNonEssentialCaches => Duration::from_secs(90),
        // It half-opens by itself after 60 s ± 30 %; opening it again before would only put that off.
        Action::OpenCircuitBreaker => Duration::from_secs(78),
        _ => Duration::ZERO,
    }
}

/// What lasts is taken for granted no longer than this: whatever began since, it began in spite of it.
/// Fallbacks stay: there is nothing that could begin in spite of them.
const REDO_AFTER: Duration = Duration::from_secs(40);

/// What was done and not undone.
#[derive(Clone, Debug, Default)]
pub(super) struct Measures {
    /// Completed and lasting.
    in_force: ActionSet,
    /// Sent and lasting, whatever became of it: to be undone, for it may have worked.
    possible: ActionSet,
    completed_at: [Option<Timestamp>; Action::ALL.len()],
}

impl Measures {
    /// An action was asked for.
    pub(super) fn sent(&mut self, action: Action) {
        if LASTING.contains(action) {
            self.possible.insert(action);
        }
    }

    /// An action was carried out, by whomever.
    pub(super) fn completed(&mut self, now: Timestamp, action: Action) {
        self.sent(action);
        if LASTING.contains(action) {
            self.in_force.insert(action);
        }
        self.completed_at[action as usize] = Some(now);
        let undone = undone_by(action);
        self.in_force = self.in_force.without(undone);
        // Critical tasks are background work and feeds, which come back one after the other.
        let half = ActionSet::of(&[Action::SuspendCriticalTasks]);
        let is_half = action == Action::ResumeBackgroundOperations;
        self.possible = self.possible.without(if is_half { undone.without(half) } else { undone });
    }

    /// Whether an action would change nothing now.
    pub(super) fn make_needless(&self, action: Action, now: Timestamp) -> bool {
        let done = self.completed_at[action as usize];
        let is_within = |span| done.is_some_and(|at| now - at < span);
        if action == Action::ReallocateResources && self.was_bypassed_since(done) {
            return false;
        }
        let stays = action == Action::EnableFallbacks || is_within(REDO_AFTER);
        (self.in_force.contains(action) && stays) || is_within(rest(action))
    }

    /// Whether the way round the newest concurrent path was opened only after `then`.
    fn was_bypassed_since(&self, then: Option<Timestamp>) -> bool {
        self.completed_at[Action::EnableBypass as usize] > then && then.is_some()
    }

    /// Whether feeds may bring nothing because of us: they are suspended, slowed down, or served from the
    /// local store, where nobody can tell whether they work.
    pub(super) fn quieten_feeds(&self) -> bool {
        let quiet = [
            Action::SuspendCriticalTasks,
            Action::EnableGracefulDegradation,
            Action::EnableFallbacks,
        ];
        let opened = self.completed_at[Action::OpenCircuitBreaker as usize].is_some();
        opened || quiet.into_iter().any(|action| self.may_be_in_force(action))
    }

    /// Whether every swipe goes to disk at once, since a flush in this process.
    pub(super) fn has_flushed(&self) -> bool {
        self.completed_at[Action::FlushDataBuffers as usize].is_some()
    }

    /// Whether the app is as it would be if nothing had ever been asked for.
    pub(super) fn is_none_in_force(&self) -> bool {
        self.possible.is_empty()
    }

    /// Whether an action may be at work.
    pub(super) fn may_be_in_force(&self, action: Action) -> bool {
        self.possible.contains(action)
    }

    /// What `action` would undo now.
    pub(super) fn undoable_by(&self, action: Action) -> ActionSet {
        self.possible.both(undone_by(action))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_nanos(1);

    #[test]
    fn what_lasts_is_needless_until_it_is_undone() {
        let mut measures = Measures::default();
        measures.sent(Action::SuspendCriticalTasks);
        assert!(!measures.make_needless(Action::SuspendCriticalTasks, NOW), "not known to work");
        measures.completed(NOW, Action::SuspendCriticalTasks);
        assert!(measures.make_needless(Action::SuspendCriticalTasks, NOW));
        measures.completed(NOW, Action::ResumeComputations);
        assert!(!measures.make_needless(Action::SuspendCriticalTasks, NOW));
        assert!(measures.undoable_by(Action::ResumeBackgroundOperations).is_empty());
    }

    #[test]
    fn an_unanswered_action_is_undone_all_the_same() {
        let mut measures = Measures::default();
        measures.sent(Action::EnterOptimizerEmergencyMode);
        let undo = measures.undoable_by(Action::LeaveOptimizerEmergencyMode);
        assert_eq!(undo.first(), Some(Action::EnterOptimizerEmergencyMode));
    }

    #[test]
    fn clean_up_rests_but_a_flush_never_does() {
        let mut measures = Measures::default();
        for action in [Action::SurgicalMemoryCleanup, Action::FlushDataBuffers] {
            measures.completed(NOW, action);
        }
        assert!(measures.make_needless(Action::SurgicalMemoryCleanup, NOW));
        assert!(!measures.make_needless(Action::FlushDataBuffers, NOW));
        let later = NOW + Duration::from_secs(30);
        assert!(!measures.make_needless(Action::SurgicalMemoryCleanup, later));
    }

    #[test]
    fn everything_suspended_can_be_brought_back() {
        let kept = ActionSet::of(&[Action::EnableFallbacks, Action::EnableBypass]);
        let undone = Action::ALL.iter().fold(ActionSet::default(), |mut all, action| {
            Action::ALL
                .iter()
                .filter(|lasting| undone_by(*action).contains(**lasting))
                .for_each(|lasting| all.insert(*lasting));
            all
        });
        assert_eq!(LASTING.without(kept), undone);
    }
}
