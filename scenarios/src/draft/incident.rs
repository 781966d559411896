//! The `[incident]` table as written.

use core::ops::Range;

use toml::de::DeTable;

use super::{Fields, Text};
use crate::diagnostics::Findings;

/// The `[incident]` table as written.
#[derive(Debug)]
pub(crate) struct IncidentDraft {
    /// The table's header.
    pub(crate) header: Range<usize>,
    pub(crate) scenario: Option<Text>,
    pub(crate) seed: Option<Text>,
    pub(crate) algorithm: Option<Text>,
    pub(crate) engine: Option<Text>,
    pub(crate) digest: Option<Text>,
    pub(crate) events: Option<u64>,
    pub(crate) weakness: Option<Text>,
    pub(crate) protocol: Option<Text>,
    pub(crate) property: Option<Text>,
    pub(crate) phase: Option<Text>,
    pub(crate) incident: Option<Text>,
    pub(crate) state: Option<Text>,
}

/// Its keys, in the order of a file.
const INCIDENT_KEYS: [&str; 12] = [
    "scenario",
    "seed",
    "algorithm",
    "engine",
    "digest",
    "events",
    "weakness",
    "protocol",
    "property",
    "phase",
    "type",
    "state",
];

pub(super) fn read(
    table: &DeTable<'_>,
    header: Range<usize>,
    findings: &mut Findings,
) -> IncidentDraft {
    let fields = Fields::new("`[incident]`", table, header.clone(), &INCIDENT_KEYS);
    let scenario = fields.text("scenario", "\"memory-leak-critical\"", findings);
    let seed = fields.required_text("seed", "\"0x2a\"", findings);
    let algorithm = fields.required_text("algorithm", "\"firedrill-1/chacha8\"", findings);
    let engine = fields.required_text("engine", "\"0.1.0\"", findings);
    let digest = fields.required_text("digest", "\"0x00000000000000ff\"", findings);
    let events = fields.required_count("events", "12345", findings);
    let weakness = fields.text("weakness", "\"never-responds\"", findings);
    let protocol = fields.text("protocol", "\"the name that it gave\"", findings);
    let property = fields.text("property", "\"restores-in-time\"", findings);
    let phase = fields.text("phase", "\"recovering\"", findings);
    let incident = fields.text("type", "\"memory-leak-emergency\"", findings);
    let state = fields.required_text("state", "\"open\"", findings);
    fields.finish(findings);
    IncidentDraft {
        header,
        scenario,
        seed,
        algorithm,
        engine,
        digest,
        events,
        weakness,
        protocol,
        property,
        phase,
        incident,
        state,
    }
}
