//! What the limit of a restoration is made of, in words.

use firedrill_judge::{Allowance, Clock, IncidentSummary, Reading};
use firedrill_model::nouns::EscalationLevel;
use firedrill_sim::Span;

use crate::figures;

/// Whether it is the clock of all six lines, whose limit is that of no severity of its own.
fn is_of_all_lines(clock: &Reading, incident: &IncidentSummary) -> bool {
    let mut same = incident.clocks.iter().filter(|other| other.reading == *clock);
    same.next().is_some_and(|first| first.clock == Clock::AllLines)
}

/// Against whose limit it ran: `critical`, or `all six lines`.
pub(crate) fn whose(clock: &Reading, incident: &IncidentSummary) -> String {
    match is_of_all_lines(clock, incident) {
        true => "all six lines".to_owned(),
        false => clock.severity.to_string(),
    }
}

/// Whether its time was over before the level that the incident came to: that level's budget, and that
/// of each between, came too late for it.
pub(crate) fn ran_out_before_a_level(clock: &Reading, incident: &IncidentSummary) -> bool {
    clock.margin() < 0.0 && clock.allowance.level < incident.escalation
}

/// `90 s: 30 s of response time and 60 s of procedures`; what the limit of all lines begins with is the
/// time until the last response is due.
fn made_of(clock: &Reading, incident: &IncidentSummary) -> String {
    let Allowance { procedures, budgets, level } = clock.allowance;
    let base = clock.limit.saturating_sub(clock.allowance.total());
    let base_of = if is_of_all_lines(clock, incident) {
        "until the last response is due"
    } else {
        "of response time"
    };
    let mut parts = vec![format!("{} {base_of}", seconds(base))];
    parts.extend(on_top(procedures, budgets, level));
    format!("{}: {}", seconds(clock.limit), figures::listed(&parts))
}

/// `60 s of procedures`, `480 s of levels 2 and 3`: what there is of it.
fn on_top(procedures: Span, budgets: Span, level: EscalationLevel) -> Vec<String> {
    let mut parts = vec![];
    if procedures > Span::ZERO {
        parts.push(format!("{} of procedures", seconds(procedures)));
    }
    if budgets > Span::ZERO {
        parts.push(format!(
            "{} of {}",
            seconds(budgets),
            levels(EscalationLevel::AutomaticRecovery, level)
        ));
    }
    parts
}

/// The levels above one, up to another: `level 2`, `levels 2 and 3`, `levels 2 to 4`.
fn levels(above: EscalationLevel, highest: EscalationLevel) -> String {
    let (first, last) = (above.level() + 1, highest.level());
    match last.saturating_sub(first) {
        0 => format!("level {last}"),
        1 => format!("levels {first} and {last}"),
        _ => format!("levels {first} to {last}"),
    }
}

/// What a reader of a restoration's clock has to know of its limit, in sentences; nothing where no
/// level above the first has to do with it.
pub(crate) fn sentences(clock: &Reading, incident: &IncidentSummary) -> Option<String> {
    let is_late = ran_out_before_a_level(clock, incident);
    if !is_late && clock.allowance.budgets == Span::ZERO {
        return None;
    }
    let made_of = format!("Its limit is {}.", made_of(clock, incident));
    let late = is_late.then(|| {
        let late = levels(clock.allowance.level, incident.escalation);
        format!(" It had passed before {late} came, so that more time was granted too late.")
    });
    Some(made_of + &late.unwrap_or_default())
}

/// What the restorations of an incident may take on top of their response times, where levels above the
/// first have to do with it, and which clock they came too late for.
pub(crate) fn of_incident(incident: &IncidentSummary) -> Option<String> {
    let restorations = incident.clocks.iter().filter(|of| !matches!(of.clock, Clock::Response(_)));
    let most = restorations.map(|of| of.reading.allowance).max_by_key(Allowance::total)?;
    let granted = (most.budgets > Span::ZERO).then(|| {
        let parts = figures::listed(&on_top(most.procedures, most.budgets, most.level));
        format!("on top of its response time a restoration may take {parts}")
    });
    let clock = incident.restoration_clock.filter(|clock| ran_out_before_a_level(clock, incident));
    let late = clock.map(|clock| {
        let late = levels(clock.allowance.level, incident.escalation);
        format!("the closest ran out, with {}, before {late} came", made_of(&clock, incident))
    });
    let said: Vec<_> = granted.into_iter().chain(late).collect();
    (!said.is_empty()).then(|| said.join("; "))
}

fn seconds(span: Span) -> String {
    format!("{} s", figures::seconds(span))
}

#[cfg(test)]
mod tests {
    use firedrill_model::nouns::EscalationLevel::{
        AutomaticRecovery, EmergencyRollback, FullSystemRecovery, ManualIntervention,
    };

    use super::*;
    use crate::examples;

    fn incident(level: EscalationLevel) -> IncidentSummary {
        let (_, outcome) = examples::short_run();
        IncidentSummary { escalation: level, ..outcome.judgement.incidents[0].clone() }
    }

    fn critical(elapsed_s: u64, budgets_s: u64, level: EscalationLevel) -> Reading {
        let (procedures, budgets) = (Span::from_secs(60), Span::from_secs(budgets_s));
        Reading {
            severity: firedrill_model::nouns::Severity::Critical,
            elapsed: Span::from_secs(elapsed_s),
            limit: Span::from_secs(90 + budgets_s),
            allowance: Allowance { procedures, budgets, level },
        }
    }

    #[test]
    fn a_limit_with_an_escalation_budget_says_what_it_is_made_of() {
        let clock = critical(255, 300, ManualIntervention);
        assert_eq!(
            sentences(&clock, &incident(ManualIntervention)).unwrap(),
            "Its limit is 390 s: 30 s of response time, 60 s of procedures and 300 s of level 2."
        );
        let clock = critical(90, 0, AutomaticRecovery);
        assert_eq!(sentences(&clock, &incident(AutomaticRecovery)), None);
        assert_eq!(sentences(&clock, &incident(ManualIntervention)), None, "in time as it was");
    }

    #[test]
    fn a_level_that_came_too_late_is_no_part_of_the_limit_and_said_so() {
        assert_eq!(
            sentences(&critical(110, 0, AutomaticRecovery), &incident(EmergencyRollback)).unwrap(),
            "Its limit is 90 s: 30 s of response time and 60 s of procedures. It had passed before \
             levels 2 and 3 came, so that more time was granted too late."
        );
        let late = sentences(&critical(700, 300, ManualIntervention), &incident(EmergencyRollback));
        assert!(late.unwrap().contains("300 s of level 2. It had passed before level 3 came"));
        let clock = critical(110, 0, AutomaticRecovery);
        let late = sentences(&clock, &incident(FullSystemRecovery)).unwrap();
        assert!(late.contains("before levels 2 to 4 came"), "{late}");
    }

    #[test]
    fn an_incident_says_what_its_levels_granted_and_which_clock_they_came_too_late_for() {
        let mut incident = incident(EmergencyRollback);
        incident.restoration_clock = Some(critical(110, 0, AutomaticRecovery));
        incident.clocks[3].reading = critical(110, 0, AutomaticRecovery);
        incident.clocks[2].reading = critical(190, 480, EmergencyRollback);
        assert_eq!(
            of_incident(&incident).unwrap(),
            "on top of its response time a restoration may take 60 s of procedures and 480 s of \
             levels 2 and 3; the closest ran out, with 90 s: 30 s of response time and 60 s of \
             procedures, before levels 2 and 3 came"
        );
        assert_eq!(of_incident(&examples::short_run().1.judgement.incidents[0]), None);
    }
}
