//! A scenario's text by shape: every key with its place, no value understood yet.

mod fields;
mod incident;
mod swarm;
mod syntax;

use core::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub(crate) use fields::{Fields, as_text, describe, missing_key, unknown_key, wrong_type};
pub(crate) use incident::IncidentDraft;
pub(crate) use swarm::{FAMILY_KEYS, FamiliesDraft, SwarmDraft};
pub(crate) use syntax::{decode, parse};

use crate::conditions::CONDITIONS;
use crate::diagnostics::Findings;

/// A text of the file, unescaped, with the place of the whole value.
pub(crate) type Text = Spanned<String>;

/// A scenario as written. What is missing or of a wrong type is `None`, and reported already.
#[derive(Debug, Default)]
pub(crate) struct Draft<'t> {
    pub(crate) name: Option<Text>,
    pub(crate) title: Option<Text>,
    pub(crate) about: Option<Text>,
    pub(crate) duration: Option<Text>,
    pub(crate) device: Option<Text>,
    pub(crate) workload: Option<Text>,
    /// In the order of [`CONDITIONS`].
    pub(crate) conditions: [Option<Text>; CONDITIONS.len()],
    pub(crate) faults: Vec<FaultDraft<'t>>,
    pub(crate) triggers: Vec<TriggerDraft>,
    pub(crate) swarm: Option<SwarmDraft<'t>>,
    pub(crate) properties: Vec<PropertyDraft>,
    pub(crate) expect: Option<ExpectDraft>,
    pub(crate) playbook: Option<PlaybookDraft<'t>>,
    pub(crate) incident: Option<IncidentDraft>,
}

/// A `[[fault]]` as written.
#[derive(Debug)]
pub(crate) struct FaultDraft<'t> {
    /// The table's header.
    pub(crate) header: Range<usize>,
    pub(crate) table: &'t DeTable<'t>,
    pub(crate) kind: Option<Text>,
    pub(crate) at: Option<Text>,
    pub(crate) lasts: Option<Text>,
    pub(crate) origin: Option<Text>,
    /// Every other key: which of them are parameters depends on the kind.
    pub(crate) others: Vec<(&'t Spanned<toml::de::DeString<'t>>, &'t Spanned<DeValue<'t>>)>,
}

/// A `[[trigger]]` as written.
#[derive(Debug)]
pub(crate) struct TriggerDraft {
    /// The table's header.
    pub(crate) header: Range<usize>,
    pub(crate) at: Option<Text>,
    pub(crate) by: Option<Text>,
    pub(crate) incident: Option<Text>,
    pub(crate) about: Option<Text>,
}

/// A `[[property]]` as written.
#[derive(Debug)]
pub(crate) struct PropertyDraft {
    /// The table's header.
    pub(crate) header: Range<usize>,
    pub(crate) name: Option<Text>,
    pub(crate) holds: Option<Text>,
}

/// The `[expect]` table as written.
#[derive(Debug)]
pub(crate) struct ExpectDraft {
    pub(crate) healthy: Option<Spanned<bool>>,
    pub(crate) anything: Option<Spanned<bool>>,
    pub(crate) incidents: Option<Spanned<Vec<Text>>>,
    pub(crate) severity: Option<Text>,
    pub(crate) sometimes: Option<Spanned<Vec<Text>>>,
    pub(crate) may_be_infeasible: Option<Spanned<bool>>,
    pub(crate) fails: Option<Spanned<Vec<Text>>>,
}

/// The `[playbook]` table as written.
#[derive(Debug)]
pub(crate) struct PlaybookDraft<'t> {
    /// The table's header.
    pub(crate) header: Range<usize>,
    pub(crate) table: &'t DeTable<'t>,
}

const SCENARIO_KEYS: [&str; 14] = [
    "name",
    "title",
    "about",
    "duration",
    "device",
    "workload",
    "conditions",
    "fault",
    "trigger",
    "swarm",
    "property",
    "expect",
    "playbook",
    "incident",
];
const TRIGGER_KEYS: [&str; 4] = ["at", "by", "incident", "about"];
const PROPERTY_KEYS: [&str; 2] = ["name", "holds"];
const CONDITION_KEYS: [&str; CONDITIONS.len()] =
    [CONDITIONS[0].name, CONDITIONS[1].name, CONDITIONS[2].name];
const EXPECT_KEYS: [&str; 7] =
    ["healthy", "anything", "incidents", "severity", "sometimes", "may_be_infeasible", "fails"];
const EXPECT_FORMS: &str =
    "expected `healthy = true`, or the incidents to expect, or `anything = true`";

/// Keys that a fault of any kind has.
pub(crate) const FAULT_KEYS: [&str; 4] = ["kind", "at", "for", "origin"];

impl<'t> Draft<'t> {
    /// Reads the shape of a file and reports what does not fit it.
    pub(crate) fn read(root: &'t DeTable<'t>, findings: &mut Findings) -> Self {
        let fields = Fields::new("a scenario", root, 0..0, &SCENARIO_KEYS);
        let name = fields.required_text("name", "\"memory-leak-critical\"", findings);
        let title = fields.required_text(
            "title",
            "\"The image cache leaks until memory is critical\"",
            findings,
        );
        let about = fields.text("about", "\"Why this scenario exists.\"", findings);
        let duration = fields.required_text("duration", "\"15m\"", findings);
        let device = fields.text("device", "\"iphone-15\"", findings);
        let workload = fields.text("workload", "\"commuter\"", findings);
        let conditions = match fields.table("conditions", findings) {
            Some((table, header)) => read_conditions(table, header, findings),
            None => Default::default(),
        };
        let faults = fields.tables("fault", findings).into_iter();
        let faults = faults.map(|(table, header)| read_fault(table, header, findings)).collect();
        let triggers = fields.tables("trigger", findings).into_iter();
        let triggers =
            triggers.map(|(table, header)| read_trigger(table, header, findings)).collect();
        let swarm = swarm::read(&fields, findings);
        let properties = fields.tables("property", findings).into_iter();
        let properties =
            properties.map(|(table, header)| read_property(table, header, findings)).collect();
        let expect = match fields.table("expect", findings) {
            Some((table, header)) => Some(read_expect(table, header, findings)),
            None => {
                fields.missing("expect", EXPECT_FORMS, findings);
                None
            }
        };
        let playbook = fields
            .table("playbook", findings)
            .map(|(table, header)| PlaybookDraft { header, table });
        let incident = fields
            .table("incident", findings)
            .map(|(table, header)| incident::read(table, header, findings));
        fields.finish(findings);
        Self {
            name,
            title,
            about,
            duration,
            device,
            workload,
            conditions,
            faults,
            triggers,
            swarm,
            properties,
            expect,
            playbook,
            incident,
        }
    }
}

fn read_conditions(
    table: &DeTable<'_>,
    header: Range<usize>,
    findings: &mut Findings,
) -> [Option<Text>; CONDITIONS.len()] {
    let fields = Fields::new("`[conditions]`", table, header, &CONDITION_KEYS);
    let texts = CONDITIONS.each_ref().map(|condition| {
        fields.text(condition.name, &format!("\"{}\"", condition.usual), findings)
    });
    fields.finish(findings);
    texts
}

fn read_fault<'t>(
    table: &'t DeTable<'t>,
    header: Range<usize>,
    findings: &mut Findings,
) -> FaultDraft<'t> {
    let fields = Fields::new("a fault", table, header.clone(), &FAULT_KEYS);
    let kind = fields.required_text("kind", "\"leak\"", findings);
    let at = fields.required_text("at", "\"60s..120s\"", findings);
    let lasts = fields.text("for", "\"5m\"", findings);
    let origin = fields.text("origin", "\"release\"", findings);
    FaultDraft { header, table, kind, at, lasts, origin, others: fields.others() }
}

fn read_trigger(
    table: &DeTable<'_>,
    header: Range<usize>,
    findings: &mut Findings,
) -> TriggerDraft {
    let fields = Fields::new("a trigger", table, header.clone(), &TRIGGER_KEYS);
    let at = fields.required_text("at", "\"60s..120s\"", findings);
    let by = fields.required_text("by", "\"engineering-lead\"", findings);
    let incident = fields.required_text("incident", "\"memory-leak-emergency\"", findings);
    let about = fields.required_text("about", "\"Weekly emergency drill\"", findings);
    fields.finish(findings);
    TriggerDraft { header, at, by, incident, about }
}

fn read_property(
    table: &DeTable<'_>,
    header: Range<usize>,
    findings: &mut Findings,
) -> PropertyDraft {
    let fields = Fields::new("a property", table, header.clone(), &PROPERTY_KEYS);
    let name = fields.required_text("name", "\"memory-stays-below-the-limit\"", findings);
    let holds = fields.required_text("holds", "\"always[0,600s](memory <= 300MB)\"", findings);
    fields.finish(findings);
    PropertyDraft { header, name, holds }
}

fn read_expect(table: &DeTable<'_>, header: Range<usize>, findings: &mut Findings) -> ExpectDraft {
    let fields = Fields::new("`[expect]`", table, header, &EXPECT_KEYS);
    let healthy = fields.boolean("healthy", findings);
    let anything = fields.boolean("anything", findings);
    let incidents = fields.texts("incidents", "[\"memory-leak-emergency\"]", findings);
    let severity = fields.text("severity", "\"critical\"", findings);
    let sometimes = fields.texts("sometimes", "[\"procedure:thermal-cooldown\"]", findings);
    let may_be_infeasible = fields.boolean("may_be_infeasible", findings);
    let fails = fields.texts("fails", "[\"no-jetsam-kill\"]", findings);
    if fields.value("healthy").is_none() && fields.value("anything").is_none() {
        fields.missing("incidents", EXPECT_FORMS, findings);
    }
    if incidents.is_some() && healthy.is_none() && anything.is_none() {
        let note = "for example `severity = \"critical\"`: at least this severe";
        fields.missing("severity", note, findings);
    }
    fields.finish(findings);
    ExpectDraft { healthy, anything, incidents, severity, sometimes, may_be_infeasible, fails }
}
