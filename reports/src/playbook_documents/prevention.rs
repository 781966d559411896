//! What would keep the faults of an incident from bringing it, or from making it worse, again.

use firedrill_model::Transition;
use firedrill_model::faults::{Origin, Seat};
use firedrill_model::nouns::{Action, ActionOutcome};

use super::cause;
use super::fault_lives::FaultLife;
use super::story::Story;

/// What would keep a fault from coming again.
#[derive(Clone, Debug)]
pub(super) struct Prevention {
    what: String,
    /// What ended it in this run, as it goes on behind the rest.
    ended: String,
    /// What helps until then, and what ended it in this run.
    meanwhile: String,
}

impl Prevention {
    /// One for each fault that was there while the incident lasted, those that may have brought it first.
    pub(super) fn of(story: &Story<'_>) -> Vec<Self> {
        let mut lives = cause::suspects(story);
        for life in &story.faults {
            let is_known = lives.iter().any(|known| known.index == life.index);
            if !is_known && life.is_there_between(story.incident.onset, story.end()) {
                lives.push(life);
            }
        }
        lives.into_iter().map(|life| prevention(story, life)).collect()
    }

    /// What to do.
    pub(super) fn what(&self) -> &str {
        &self.what
    }

    /// What to do, and what ended it in this run.
    pub(super) fn item(&self) -> String {
        format!("{} ({})", self.what, self.ended)
    }

    /// All of it.
    pub(super) fn sentence(&self) -> String {
        format!("{}. {}", self.what, self.meanwhile)
    }
}

/// After the catalogue and the run.
fn prevention(story: &Story<'_>, life: &FaultLife<'_>) -> Prevention {
    let spec = life.fault.kind.spec();
    let is_of_a_release = life.fault.origin == Origin::Release;
    let own: Vec<_> =
        spec.cleared_by.iter().copied().filter(|a| !spec.seat.is_replaced_by(*a)).collect();
    let helps = match (own.as_slice(), spec.relieved_by, spec.seat) {
        _ if is_of_a_release => "Only a rollback of the version ends it for good.".to_owned(),
        ([], [], Seat::Outside) => "No action ends it or shields the app from it.".to_owned(),
        ([], relief, Seat::Outside) => format!("Until it is over {} helps.", named(relief)),
        ([], _, _) => format!("By the catalogue {} ends it.", named(spec.cleared_by)),
        (own, _, _) => format!("By the catalogue {} ends it.", named(own)),
    };
    let (ended, after) = in_this_run(story, life);
    let in_vain = in_vain(story, life, &own);
    Prevention {
        what: format!("{}: {}", what_to_do(life), life.words()),
        meanwhile: format!("{helps} In this run {ended}{after}.{in_vain}"),
        ended: format!("in this run {ended}"),
    }
}

/// Where to look for it: in what its end took away with it, as far as the run shows that.
fn what_to_do(life: &FaultLife<'_>) -> String {
    let ended_by = life.ended().and_then(|(_, by)| by);
    match (life.fault.kind.spec().seat, ended_by) {
        _ if life.fault.origin == Origin::Release => {
            "Keep the release that brings it from going out".to_owned()
        }
        (Seat::Outside, _) => "Withstand what the app cannot prevent".to_owned(),
        (_, Some(action @ (Action::RollbackVersion | Action::FullSystemRecovery))) => {
            format!("Fix it before the version that {action} took away goes out again")
        }
        (Seat::Configuration, _) => "Check the remote configuration before it goes out".to_owned(),
        (Seat::Process, _) => "Find and fix what does this in the app".to_owned(),
        (Seat::Code, _) => "Fix it in the code".to_owned(),
    }
}

/// What ended the cause in this run, and when.
fn in_this_run(story: &Story<'_>, life: &FaultLife<'_>) -> (String, String) {
    let after = |at| format!(", {}", story.after_onset(at));
    match life.ended() {
        Some((at, _)) if at < story.incident.onset => {
            ("it had ended before onset".to_owned(), String::new())
        }
        Some((at, None)) => ("it ended by itself".to_owned(), after(at)),
        Some((at, Some(action))) => (format!("{action} ended it"), after(at)),
        None => ("it was still there at the end".to_owned(), String::new()),
    }
}

/// Actions that end such a fault by the catalogue and did not end this one.
fn in_vain(story: &Story<'_>, life: &FaultLife<'_>, own: &[Action]) -> String {
    let ended_by = life.ended().and_then(|(_, by)| by);
    let was_done = |action: &Action| {
        let mut entries = story.while_it_lasted().iter();
        entries.any(|entry| {
            matches!(entry.transition, Transition::ActionEnded(_, done, ActionOutcome::Completed)
                if done == *action && life.is_there(entry.at))
        })
    };
    let vain: Vec<_> =
        own.iter().copied().filter(|a| ended_by != Some(*a) && was_done(a)).collect();
    match vain.as_slice() {
        [] => String::new(),
        vain => format!(" Here {} was done and did not end it.", named(vain)),
    }
}

/// `a, b or c`
fn named(actions: &[Action]) -> String {
    let names: Vec<_> = actions.iter().map(|action| action.name()).collect();
    match names.as_slice() {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use firedrill_model::faults::Fault;

    use super::*;
    use crate::examples;
    use crate::playbook_documents::lessons::Lessons;
    use crate::reproduction::Reproduction;

    const RELOAD: &str = r#"{"at": "1s", "kind": "engine-reload-every-swipe", "reload": "25ms"}"#;
    const LOST: &str = r#"{"at": "1s", "kind": "memory-warning-lost"}"#;

    /// Action items of a leak from second 74 to second 125 with two more faults: when the first of them
    /// ends and by what.
    fn items(ends: u64, by: Option<Action>) -> Vec<String> {
        let (mut plan, mut outcome) = examples::short_run();
        let record = outcome.record.as_mut().unwrap();
        for (index, fault) in (1..).zip([RELOAD, LOST]) {
            plan.faults.push(serde_json::from_str::<Fault>(fault).unwrap());
            record.push(examples::entry_at_second((60, &Transition::FaultBegan(index))));
        }
        record.push(examples::entry_at_second((ends, &Transition::FaultEnded(1, by))));
        record.sort_by_key(|entry| entry.at);
        let reproduction = Reproduction::of_seed("memory-leak-critical", plan.seed);
        let story = &Story::all(&plan, &outcome, &reproduction)[0];
        let items = Lessons::of(story).action_items(story);
        items.into_iter().filter_map(|item| item.improvement).collect()
    }

    #[test]
    fn each_fault_that_was_there_has_an_item_after_what_ended_it() {
        let rolled_back = items(90, Some(Action::RollbackVersion));
        assert_eq!(rolled_back.len(), 3, "{rolled_back:?}");
        assert!(rolled_back[0].contains("leak of") && rolled_back[0].contains("ended it)"));
        assert_eq!(
            rolled_back[1],
            "Fix it before the version that rollback-version took away goes out again: \
             engine-reload-every-swipe, reload 25 ms (in this run rollback-version ended it)"
        );
        assert!(
            rolled_back[2]
                .ends_with("memory-warning-lost (in this run it was still there at the end)")
        );

        let configuration = items(90, Some(Action::RollbackConfiguration));
        assert_eq!(
            configuration[1],
            "Check the remote configuration before it goes out: engine-reload-every-swipe, reload \
             25 ms (in this run rollback-configuration ended it)"
        );
    }

    #[test]
    fn a_fault_that_had_no_part_in_the_incident_has_no_item() {
        assert_eq!(items(65, None).len(), 2);
    }
}
