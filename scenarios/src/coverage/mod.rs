//! Coverage: what a run reached, so that a campaign can say what none of its runs did.
//!
//! Read from the truth and from what was announced, like a verdict, and like it never from a
//! protocol's mind.

mod landmark;

use std::collections::BTreeSet;

use firedrill_judge::Judge;
use firedrill_model::faults::{Family, Fault};
use firedrill_model::{Transition, World};
use firedrill_protocol::{
    EscalationLevel, IncidentType, RecoveryProcedure, RecoveryProtocol, Severity,
};

pub use landmark::{Axis, Landmark, LandmarkError};

/// What a run reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// One thing at a time.
    pub landmarks: BTreeSet<Landmark>,
    /// Five things at once.
    pub situations: BTreeSet<Situation>,
}

/// What stood together at some moment of an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Situation {
    /// A type whose symptoms had shown in this incident.
    pub incident: IncidentType,
    /// The worst severity that they had reached by then.
    pub severity: Severity,
    /// The procedure that was announced, if any.
    pub procedure: Option<RecoveryProcedure>,
    /// The level that was announced; `None` before emergency mode was entered.
    pub escalation: Option<EscalationLevel>,
    /// The family of a cause that was there during this incident; `None` when there was none.
    pub family: Option<Family>,
}

/// Follows a run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Follower {
    coverage: Coverage,
    moment: Moment,
}

/// What decides the situations of one moment; they are looked at again only when it changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Moment {
    /// The worst severity of each type in this incident, by [`IncidentType::index`].
    worst: [Option<Severity>; 4],
    procedure: Option<RecoveryProcedure>,
    escalation: Option<EscalationLevel>,
    /// A bit for each family with a cause in this incident, by its place in [`Family::ALL`].
    families: u16,
    /// The same for causes that are there now.
    in_force: u16,
}

impl Follower {
    /// Looks at a run after each event, before its transitions are forgotten. `faults` are the
    /// plan's.
    pub(crate) fn watch<P: RecoveryProtocol>(
        &mut self,
        faults: &[Fault],
        world: &World<P>,
        judge: &Judge,
    ) {
        let mut moment = self.moment;
        let mut causes_changed = false;
        for transition in world.transitions() {
            match transition {
                Transition::FaultBegan(number) => {
                    causes_changed = true;
                    self.fault_began(&faults[*number]);
                }
                Transition::FaultEnded(..) => causes_changed = true,
                Transition::StatusAnnounced(status) => {
                    moment.procedure = status.procedure;
                    moment.escalation = status.is_in_emergency_mode().then_some(status.escalation);
                }
                _ => {}
            }
        }
        if causes_changed {
            moment.in_force = bits(world.faults_in_force().flat_map(Fault::families));
        }
        if judge.ongoing().is_some() {
            moment.families |= moment.in_force;
            if let Some(sight) = judge.seen() {
                for incident in IncidentType::ALL {
                    let worst = &mut moment.worst[incident.index()];
                    *worst = (*worst).max(sight.symptoms.get(incident));
                }
            }
        } else {
            moment.families = 0;
            moment.worst = [None; 4];
        }
        if moment != self.moment {
            self.moment = moment;
            self.record();
        }
    }

    pub(crate) fn finish(self) -> Coverage {
        self.coverage
    }

    fn fault_began(&mut self, fault: &Fault) {
        let landmarks = &mut self.coverage.landmarks;
        landmarks.insert(Landmark::of_fault(fault.kind.spec()));
        landmarks.extend(fault.families().map(Landmark::Family));
    }

    fn record(&mut self) {
        let Moment { worst, procedure, escalation, families, .. } = self.moment;
        let landmarks = &mut self.coverage.landmarks;
        landmarks.extend(procedure.map(Landmark::Procedure));
        landmarks.extend(escalation.map(Landmark::Escalation));
        for incident in IncidentType::ALL {
            let Some(severity) = worst[incident.index()] else { continue };
            landmarks.insert(Landmark::Incident(incident));
            landmarks.insert(Landmark::Severity(severity));
            let situation =
                |family| Situation { incident, severity, procedure, escalation, family };
            let there = Family::ALL.into_iter().filter(|family| families & bit(*family) != 0);
            let there: Vec<_> = there.map(|family| situation(Some(family))).collect();
            if there.is_empty() {
                self.coverage.situations.insert(situation(None));
            }
            self.coverage.situations.extend(there);
        }
    }
}

const fn bit(family: Family) -> u16 {
    1 << family as u16
}

fn bits(families: impl Iterator<Item = Family>) -> u16 {
    families.fold(0, |bits, family| bits | bit(family))
}

#[cfg(test)]
mod tests {
    use firedrill_protocol::EmergencyRecoveryProtocol;
    use firedrill_sim::Seed;

    use super::*;
    use crate::{Outcome, Plan, Recording, run, suites};

    fn rehearse(scenario: &str, seed: u64) -> Outcome {
        let plan = Plan::draw(&suites::scenario(scenario).unwrap(), Seed(seed));
        let protocol = EmergencyRecoveryProtocol::briefed;
        run(&plan, protocol, Recording::Discard).unwrap()
    }

    fn reaches(outcome: &Outcome, landmark: &str) -> bool {
        outcome.coverage.landmarks.contains(&landmark.parse().unwrap())
    }

    #[test]
    fn every_family_has_a_bit_of_its_own() {
        let all = bits(Family::ALL.into_iter());
        assert_eq!(all.count_ones() as usize, Family::ALL.len());
    }

    #[test]
    fn a_leak_reaches_what_it_is_about_and_nothing_else() {
        let outcome = rehearse("memory-leak-critical", 1);
        for landmark in [
            "incident:memory-leak-emergency",
            "severity:critical",
            "procedure:immediate-memory-cleanup",
            "escalation:automatic-recovery",
            "family:memory",
            "fault:leak",
        ] {
            assert!(reaches(&outcome, landmark), "{landmark}");
        }
        for landmark in ["escalation:full-system-recovery", "family:feeds", "fault:radio-drain"] {
            assert!(!reaches(&outcome, landmark), "{landmark}");
        }
        let undetected = Situation {
            incident: IncidentType::MemoryLeakEmergency,
            severity: Severity::Minor,
            procedure: None,
            escalation: None,
            family: Some(Family::Memory),
        };
        assert!(outcome.coverage.situations.contains(&undetected));
        let under_way = Situation {
            severity: Severity::Critical,
            procedure: Some(RecoveryProcedure::ImmediateMemoryCleanup),
            escalation: Some(EscalationLevel::AutomaticRecovery),
            ..undetected
        };
        assert!(outcome.coverage.situations.contains(&under_way));
    }

    #[test]
    fn a_cause_that_is_gone_is_no_part_of_the_next_incident() {
        let text = "name = 'x'\ntitle = 'X'\nduration = '20m'\nexpect.anything = true\n\
                    [[fault]]\nkind = 'leak'\nat = '60s'\ncomponent = 'image-cache'\nrate = '4MB/s'\n\
                    [[fault]]\nkind = 'radio-drain'\nat = '10m'\npower = '2W'\n";
        let scenario = crate::Scenario::from_bytes("x", text.as_bytes()).unwrap();
        let protocol = EmergencyRecoveryProtocol::briefed;
        let plan = Plan::draw(&scenario, Seed(1));
        let outcome = run(&plan, protocol, Recording::Discard).unwrap();
        assert!(outcome.judgement.incidents.len() >= 2);
        let met: BTreeSet<_> = outcome
            .coverage
            .situations
            .iter()
            .map(|situation| (situation.incident, situation.family))
            .collect();
        let leak = (IncidentType::MemoryLeakEmergency, Some(Family::Memory));
        let drain = (IncidentType::BatteryDrainCrisis, Some(Family::Thermals));
        assert_eq!(met, [leak, drain].into());
    }

    #[test]
    fn a_healthy_hour_reaches_nothing() {
        assert_eq!(rehearse("healthy-hour", 1).coverage, Coverage::default());
    }
}
