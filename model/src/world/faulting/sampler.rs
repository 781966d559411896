//! Sampler faults in force.

use firedrill_protocol::RecoveryProtocol;
use firedrill_sim::Agenda;

use super::Faults;
use crate::app::{Modes, PassConditions};
use crate::faults::{FaultKind, SamplerFault};
use crate::world::{Event, World};

impl Faults {
    /// What goes wrong with a pass; the footprint is for the world to add.
    pub(in crate::world) fn of_a_pass(&self, modes: &Modes) -> PassConditions {
        let mut pass = PassConditions::default();
        for kind in self.kinds() {
            let FaultKind::Sampler(fault) = kind else { continue };
            match fault {
                SamplerFault::EngineReloadEverySwipe { reload } if !modes.engine_pinned => {
                    pass.reload_ms.get_or_insert(reload.0.as_millis_f64());
                }
                SamplerFault::ScoreCacheThrash { hits } => pass.most_hits = Some(hits.fraction()),
                SamplerFault::PosteriorCorruptedNan { tries } => pass.tries = tries.get() as f64,
                SamplerFault::LookupSampling {} => pass.looks_samples_up = true,
                SamplerFault::ScoringOnMainThread { slower } => {
                    pass.serial = Some(slower.fraction());
                }
                _ => {}
            }
        }
        pass
    }

    /// The largest value that a parameter of the posterior can take.
    pub(in crate::world) fn most_parameter(&self) -> Option<f64> {
        self.find(|kind| match kind {
            FaultKind::Sampler(SamplerFault::PosteriorClamped { most }) => Some(most.get() as f64),
            _ => None,
        })
    }

    /// Whether the sampler's state is written to disk and read at launch.
    pub(in crate::world) fn persists_posterior(&self) -> bool {
        !self
            .kinds()
            .any(|kind| matches!(kind, FaultKind::Sampler(SamplerFault::StateNotPersisted {})))
    }

    /// The most that any fault in force asks for; 0 when none does.
    fn most(&self, of: impl Fn(&SamplerFault) -> u64) -> u64 {
        let asked = self.kinds().map(|kind| match kind {
            FaultKind::Sampler(fault) => of(fault),
            _ => 0,
        });
        asked.max().unwrap_or(0)
    }
}

impl<P: RecoveryProtocol> World<P> {
    pub(super) fn sampler_fault_begins(
        &mut self,
        _number: usize,
        fault: SamplerFault,
        agenda: &mut Agenda<Event>,
    ) {
        match fault {
            SamplerFault::BulkJobLoad { jobs } => {
                self.sampler.cache_mut().jobs_arrive(jobs.get());
                self.jobs_changed(agenda);
            }
            SamplerFault::PosteriorCorruptedNan { .. } => self.sampler.spoil_posterior(),
            _ => self.arms_and_engines_changed(),
        }
    }

    pub(super) fn sampler_fault_ends(
        &mut self,
        _number: usize,
        fault: SamplerFault,
        agenda: &mut Agenda<Event>,
    ) {
        match fault {
            SamplerFault::BulkJobLoad { jobs } => {
                self.sampler.cache_mut().jobs_leave(jobs.get());
                self.jobs_changed(agenda);
            }
            SamplerFault::PosteriorCorruptedNan { .. } => self.sampler.mend_posterior(),
            _ => self.arms_and_engines_changed(),
        }
    }

    /// How many there are follows the faults in force; all else shows in the next pass, swipe or
    /// launch.
    fn arms_and_engines_changed(&mut self) {
        let arms = self.faults.most(|fault| match fault {
            SamplerFault::ArmsExplosion { arms } => arms.get(),
            _ => 0,
        });
        self.sampler.set_arms(arms);
        let engines = self.faults.most(|fault| match fault {
            SamplerFault::DivergingEngines { engines } => engines.get(),
            _ => 0,
        });
        self.sampler.set_engines(engines);
    }
}
