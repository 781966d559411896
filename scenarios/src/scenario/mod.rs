//! A scenario: what may happen, before a seed decides what does.

#[cfg(test)]
mod any_input;
#[cfg(test)]
mod broken_inputs;
mod check;
mod expect;
mod fails;
mod fault;
mod incident;
mod overrides;
mod property;
mod quantity;
mod swarm;
mod trigger;

use core::ops::Range;
use std::sync::Arc;

use firedrill_judge::temporal::TemporalProperty;
use firedrill_judge::{Expectation, StatedFailures};
use firedrill_model::Duration;
use firedrill_model::app::Workload;
use firedrill_model::device::Device;
use firedrill_protocol::Playbook;
use firedrill_sim::{ALGORITHM, DigestValue, Seed};

pub use fault::{Choice, FaultTemplate, ParameterTemplate};
pub use swarm::Swarm;
pub use trigger::TriggerTemplate;

use expect::Expected;
pub(crate) use incident::Stored;

use crate::conditions::ConditionRanges;
use crate::coverage::Landmark;
use crate::diagnostics::{Diagnostics, Findings, SourceText};
use crate::draft::{self, Draft};
use crate::name::ScenarioName;

/// A scenario whose every part makes sense: each of its draws is a run.
#[derive(Clone, Debug)]
pub struct Scenario {
    name: ScenarioName,
    title: String,
    about: String,
    duration: Duration,
    device: &'static Device,
    workload: Workload,
    conditions: ConditionRanges,
    faults: Vec<FaultTemplate>,
    triggers: Vec<TriggerTemplate>,
    swarm: Option<Swarm>,
    properties: Vec<TemporalProperty>,
    expected: Expected,
    playbook: Playbook,
    overrides: toml::Table,
    stored: Option<Stored>,
    text: DigestValue,
}

/// A scenario and where its parts stand, for mistakes that show only beside something else.
#[derive(Debug)]
pub(crate) struct Placed {
    pub(crate) scenario: Scenario,
    pub(crate) source: Arc<SourceText>,
    pub(crate) name_at: Range<usize>,
    /// Where a stored incident names its algorithm.
    pub(crate) algorithm_at: Range<usize>,
}

impl Scenario {
    /// The device of a scenario that names none.
    pub const USUAL_DEVICE: &str = "iphone-15";

    /// Reads a scenario. `label` names the text in messages; when it is a path that ends in
    /// `.toml`, the scenario's name must be the file's.
    ///
    /// Reports every mistake that can be told from the others, not only the first.
    pub fn from_bytes(label: &str, bytes: &[u8]) -> Result<Self, Diagnostics> {
        read(label, bytes).map(|placed| placed.scenario)
    }

    /// Its name: the file's stem.
    pub const fn name(&self) -> &ScenarioName {
        &self.name
    }

    /// What happens, in a line.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Why it exists; may be empty.
    pub fn about(&self) -> &str {
        &self.about
    }

    /// How long a run is.
    pub const fn duration(&self) -> Duration {
        self.duration
    }

    /// The device it runs on.
    pub const fn device(&self) -> &'static Device {
        self.device
    }

    /// What the person does with the app over time.
    pub const fn workload(&self) -> Workload {
        self.workload
    }

    /// The surroundings and the person.
    pub const fn conditions(&self) -> &ConditionRanges {
        &self.conditions
    }

    /// What goes wrong, in the order of the file.
    pub fn faults(&self) -> &[FaultTemplate] {
        &self.faults
    }

    /// The emergencies that somebody triggers by hand, in the order of the file.
    pub fn triggers(&self) -> &[TriggerTemplate] {
        &self.triggers
    }

    /// What it leaves open, for each seed to draw.
    pub const fn swarm(&self) -> Option<&Swarm> {
        self.swarm.as_ref()
    }

    /// What its runs are held to besides the playbook's promises, in the order of the file.
    pub fn properties(&self) -> &[TemporalProperty] {
        &self.properties
    }

    /// What must happen for a run to be one of this scenario.
    pub const fn expectation(&self) -> &Expectation {
        &self.expected.expectation
    }

    /// What at least one of a campaign's runs of this scenario must reach.
    pub fn sometimes(&self) -> &[Landmark] {
        &self.expected.sometimes
    }

    /// Whether a run that nobody could have passed is allowed.
    pub const fn may_be_infeasible(&self) -> bool {
        self.expected.may_be_infeasible
    }

    /// What fails in every run of it; nothing for most scenarios.
    pub const fn fails(&self) -> &StatedFailures {
        &self.expected.fails
    }

    /// The playbook, overrides applied.
    pub const fn playbook(&self) -> &Playbook {
        &self.playbook
    }

    /// What the scenario overrides in the playbook, in the playbook's own layout.
    pub const fn overrides(&self) -> &toml::Table {
        &self.overrides
    }

    /// Whether it is a stored [`Incident`](crate::Incident): it draws nothing, and says what was
    /// found.
    pub const fn is_incident(&self) -> bool {
        self.stored.is_some()
    }

    /// The seed of the run that was stored; `None` for any other scenario, and for an incident whose
    /// seed would be another run here.
    pub fn incident_seed(&self) -> Option<Seed> {
        let stored = self.stored.as_ref().filter(|stored| stored.algorithm == ALGORITHM);
        stored.map(|stored| stored.seed)
    }

    /// Digest of its text, which tells it from another of its name.
    pub const fn text_digest(&self) -> DigestValue {
        self.text
    }

    pub(crate) const fn stored(&self) -> Option<&Stored> {
        self.stored.as_ref()
    }
}

/// Reads a scenario and remembers where its name stands.
pub(crate) fn read(label: &str, bytes: &[u8]) -> Result<Placed, Diagnostics> {
    let source = draft::decode(label, bytes)?;
    let mut findings = Findings::new(Arc::clone(&source));
    let table = draft::parse(source.text(), &mut findings);
    if findings.tables_are_lost() {
        return findings.finish(None);
    }
    let draft = Draft::read(table.get_ref(), &mut findings);
    let name_at = draft.name.as_ref().map_or(0..0, toml::Spanned::span);
    let algorithm = draft.incident.as_ref().and_then(|incident| incident.algorithm.as_ref());
    let algorithm_at = algorithm.map_or(0..0, toml::Spanned::span);
    let scenario = check::scenario(&draft, &mut findings);
    let scenario = findings.finish(scenario)?;
    Ok(Placed { scenario, source, name_at, algorithm_at })
}
