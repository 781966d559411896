//! The `[swarm]` table as written.

use core::ops::Range;

use firedrill_model::faults::Family;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::{Fields, Text};
use crate::diagnostics::Findings;

/// The `[swarm]` table as written.
#[derive(Debug)]
pub(crate) struct SwarmDraft<'t> {
    pub(crate) at: Option<Text>,
    pub(crate) lasts: Option<Text>,
    pub(crate) faults: Option<Text>,
    pub(crate) families: Option<FamiliesDraft<'t>>,
}

/// The `[swarm.families]` table as written.
#[derive(Debug)]
pub(crate) struct FamiliesDraft<'t> {
    /// The table's header.
    pub(crate) header: Range<usize>,
    /// Families with their chances, whatever they are.
    pub(crate) entries: Vec<(&'t Spanned<DeString<'t>>, &'t Spanned<DeValue<'t>>)>,
}

const SWARM_KEYS: [&str; 4] = ["at", "for", "faults", "families"];

/// The names that keys of `[swarm.families]` may have.
pub(crate) const FAMILY_KEYS: [&str; Family::ALL.len()] = {
    let mut keys = [""; Family::ALL.len()];
    let mut index = 0;
    while index < keys.len() {
        keys[index] = Family::ALL[index].name();
        index += 1;
    }
    keys
};

pub(super) fn read<'t>(fields: &Fields<'t>, findings: &mut Findings) -> Option<SwarmDraft<'t>> {
    let (table, header) = fields.table("swarm", findings)?;
    let fields = Fields::new("`[swarm]`", table, header, &SWARM_KEYS);
    let at = fields.required_text("at", "\"60s..300s\"", findings);
    let lasts = fields.text("for", "\"1m..4m\"", findings);
    let faults = fields.required_text("faults", "\"1..4\"", findings);
    let families =
        fields.table("families", findings).map(|(table, header)| read_families(table, header));
    fields.missing("families", "for example `families.memory = \"60%\"`", findings);
    fields.finish(findings);
    Some(SwarmDraft { at, lasts, faults, families })
}

fn read_families<'t>(table: &'t DeTable<'t>, header: Range<usize>) -> FamiliesDraft<'t> {
    FamiliesDraft { header, entries: table.iter().collect() }
}
