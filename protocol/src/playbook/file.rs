//! The shape of a playbook file: which key holds which number.

use toml::de::DeTable;

use super::error::{PlaybookError, PlaybookProblem, Position};
use super::section::{Absent, Section};
use super::validation;
use super::{Playbook, SeverityLines};
use crate::action::Action;
use crate::escalation::EscalationLevel;
use crate::incident::IncidentType;
use crate::metrics::ThermalState;
use crate::notice::{NoticeKind, Role};
use crate::procedure::RecoveryProcedure;
use crate::severity::Severity;

const THERMAL_STATES: [(ThermalState, &str); 4] = [
    (ThermalState::Nominal, ThermalState::Nominal.name()),
    (ThermalState::Fair, ThermalState::Fair.name()),
    (ThermalState::Serious, ThermalState::Serious.name()),
    (ThermalState::Critical, ThermalState::Critical.name()),
];

/// Reads `text` over `playbook` and checks the result as a whole.
pub(super) fn read(
    text: &str,
    absent: Absent,
    mut playbook: Playbook,
) -> Result<Playbook, PlaybookError> {
    let document = DeTable::parse(text).map_err(|error| syntax(text, &error))?;
    let root = document.get_ref();
    fill(&mut playbook, Section::root(text, root, absent))?;
    validation::check(&playbook).map_err(|mut error| {
        error.position = locate(root, &error.key).map(|byte| Position::of(text, byte));
        error
    })?;
    Ok(playbook)
}

fn syntax(text: &str, error: &toml::de::Error) -> PlaybookError {
    PlaybookError {
        key: String::new(),
        position: error.span().map(|span| Position::of(text, span.start)),
        problem: PlaybookProblem::Syntax(error.message().to_owned()),
    }
}

/// The byte at which the value of a dotted key begins.
fn locate(root: &DeTable<'_>, key: &str) -> Option<usize> {
    let mut names = key.split('.');
    let mut value = root.get(names.next()?)?;
    for name in names {
        value = value.get_ref().get(name)?;
    }
    Some(value.span().start)
}

fn fill(playbook: &mut Playbook, mut root: Section<'_>) -> Result<(), PlaybookError> {
    fill_targets(playbook, root.section("targets")?)?;
    let mut severities = root.section("severities")?;
    for severity in Severity::ALL.into_iter().rev() {
        let lines = &mut playbook.severities[severity.index()];
        fill_lines(lines, severities.section(severity.name())?)?;
    }
    severities.finish()?;
    fill_incidents(playbook, root.section("incidents")?)?;
    let mut durations = root.section("procedure_durations")?;
    for procedure in RecoveryProcedure::ALL {
        let slot = &mut playbook.procedure_durations[procedure.index()];
        durations.duration(procedure.name(), slot)?;
    }
    durations.finish()?;
    let mut budgets = root.section("escalation_budgets")?;
    for (level, slot) in EscalationLevel::ALL.into_iter().zip(&mut playbook.escalation_budgets) {
        budgets.duration(level.name(), slot)?;
    }
    budgets.finish()?;
    fill_baseline(playbook, root.section("baseline")?)?;
    let mut monitor = root.section("monitor")?;
    monitor.duration("period", &mut playbook.monitor_period)?;
    monitor.finish()?;
    fill_communication(playbook, root.section("communication")?)?;
    root.finish()
}

fn fill_targets(playbook: &mut Playbook, mut section: Section<'_>) -> Result<(), PlaybookError> {
    let targets = &mut playbook.targets;
    section.number("performance_multiplier", &mut targets.performance_multiplier)?;
    section.duration("reference_latency", &mut targets.reference_latency)?;
    section.size("memory_usage", &mut targets.memory_usage)?;
    section.number("battery_drain_pct_per_hour", &mut targets.battery_drain_pct_per_hour)?;
    section.share("error_rate", &mut targets.error_rate)?;
    section.word("thermal_state", &THERMAL_STATES, &mut targets.thermal_state)?;
    section.duration("ui_blocked", &mut targets.ui_blocked)?;
    section.duration("hold", &mut targets.hold)?;
    section.finish()
}

fn fill_lines(lines: &mut SeverityLines, mut section: Section<'_>) -> Result<(), PlaybookError> {
    section.number("performance_below", &mut lines.performance_below)?;
    section.size("memory_above", &mut lines.memory_above)?;
    section.optional_number(
        "battery_drain_above_pct_per_hour",
        &mut lines.battery_drain_above_pct_per_hour,
    )?;
    section.optional_share("error_rate_above", &mut lines.error_rate_above)?;
    let from = &mut lines.thermal_state_from;
    section.optional_word("thermal_state_from", &THERMAL_STATES, from)?;
    section.optional_duration("unresponsive_for", &mut lines.unresponsive_for)?;
    section.duration("response_time", &mut lines.response_time)?;
    section.finish()
}

fn fill_baseline(playbook: &mut Playbook, mut section: Section<'_>) -> Result<(), PlaybookError> {
    let rules = &mut playbook.baseline;
    section.duration("validity", &mut rules.validity)?;
    section.duration("consistency", &mut rules.consistency)?;
    section.duration("observation", &mut rules.observation)?;
    section.share("performance_gain", &mut rules.performance_gain)?;
    section.share("memory_gain", &mut rules.memory_gain)?;
    section.share("performance_regression", &mut rules.performance_regression)?;
    section.share("memory_regression", &mut rules.memory_regression)?;
    section.share("error_regression", &mut rules.error_regression)?;
    section.finish()
}

fn fill_incidents(playbook: &mut Playbook, mut section: Section<'_>) -> Result<(), PlaybookError> {
    let actions: Vec<_> = Action::ALL.iter().map(|action| (*action, action.name())).collect();
    let procedures = RecoveryProcedure::ALL.map(|procedure| (procedure, procedure.name()));
    for incident in IncidentType::ALL {
        let response = &mut playbook.incidents[incident.index()];
        let mut section = section.section(incident.name())?;
        section.words("immediate_actions", &actions, &mut response.immediate_actions)?;
        section.words("procedures", &procedures, &mut response.procedures)?;
        section.finish()?;
    }
    section.finish()
}

fn fill_communication(
    playbook: &mut Playbook,
    mut communication: Section<'_>,
) -> Result<(), PlaybookError> {
    let roles = Role::ALL.map(|role| (role, role.name()));
    let levels = EscalationLevel::ALL.map(|level| (level, level.name()));
    for kind in NoticeKind::ALL {
        let rule = &mut playbook.communication[kind.index()];
        let mut section = communication.section(kind.name())?;
        section.words("to", &roles, &mut rule.to)?;
        section.word("from_level", &levels, &mut rule.from_level)?;
        section.optional_word("critical_from_level", &levels, &mut rule.critical_from_level)?;
        section.optional_duration("within", &mut rule.within)?;
        section.optional_duration("unanswered_for", &mut rule.unanswered_for)?;
        section.finish()?;
    }
    communication.finish()
}

#[cfg(test)]
mod tests {
    use core::time::Duration;

    use super::*;
    use crate::units::Bytes;

    /// Reads the built-in text with `from` replaced by `to`; the error's sentence, or nothing.
    fn reading(from: &str, to: &str) -> String {
        let text = Playbook::built_in_text();
        assert!(text.contains(from), "{from}");
        match Playbook::from_toml(&text.replacen(from, to, 1)) {
            Ok(_) => String::new(),
            Err(error) => error.to_string(),
        }
    }

    fn override_with(text: &str) -> Result<Playbook, PlaybookError> {
        Playbook::built_in().with_overrides(&text.parse().unwrap())
    }

    #[test]
    fn the_built_in_playbook_has_the_playbooks_numbers() {
        let playbook = Playbook::built_in();
        let responses = Severity::ALL.map(|severity| playbook.lines(severity).response_time);
        assert_eq!(responses.map(|time| time.as_secs()), [600, 300, 120, 30]);
        let memory = Severity::ALL.map(|severity| playbook.lines(severity).memory_above);
        assert_eq!(memory, [195, 220, 250, 300].map(Bytes::mb));
        let multipliers = Severity::ALL.map(|severity| playbook.lines(severity).performance_below);
        assert_eq!(multipliers, [357.0, 350.0, 300.0, 200.0]);
        assert_eq!(playbook.procedure_durations.map(|time| time.as_secs()), [60, 30, 120, 60]);
        assert_eq!(playbook.targets.reference_latency, Duration::from_millis(3570));
    }

    #[test]
    fn a_mistake_is_named_by_place_key_and_reason() {
        let sentences = [
            reading("performance_multiplier = 357", "performance_multiplier = \"fast\""),
            reading("memory_usage = \"200MB\"", "memory_usage = 200"),
            reading("memory_usage = \"200MB\"", "memory_usage = \"200mb\""),
            reading("hold = \"10s\"", "hold = \"0s\""),
            reading("hold = \"10s\"", "hodl = \"10s\""),
            reading("hold = \"10s\"", "hold = \"10s\"\nholder = 1"),
            reading("response_time = \"2min\"", "response_time = \"20s\""),
            reading("memory_above = \"250MB\"", "memory_above = \"350MB\""),
            reading("performance_below = 200", "performance_below = nan"),
            reading("\"enable-bypass\"", "\"enable-by-pass\""),
            reading("thermal_state = \"fair\"", "thermal_state = \"serious\""),
            reading("to = [\"users\"]", "to = [\"user\"]"),
            reading("to = [\"users\"]", "to = []"),
            reading("within = \"5min\"", "within = \"0s\""),
            reading("from_level = \"manual-intervention\"", "form_level = 2"),
            reading(
                "critical_from_level = \"manual-intervention\"",
                "critical_from_level = \"full-system-recovery\"",
            ),
            reading("[monitor]", "[monitor"),
        ];
        insta::assert_snapshot!(sentences.join("\n"));
    }

    #[test]
    fn an_override_replaces_what_it_names_and_nothing_else() {
        let mut expected = Playbook::built_in();
        expected.targets.memory_usage = Bytes::mb(180);
        expected.severities[Severity::Critical.index()].response_time = Duration::from_secs(20);
        let text = "targets.memory_usage = '180MB'\nseverities.critical.response_time = '20s'";
        assert_eq!(override_with(text), Ok(expected));
        assert_eq!(override_with(""), Ok(Playbook::built_in()));
    }

    #[test]
    fn a_misspelt_or_contradicting_override_is_an_error() {
        let sentences = ["targets.memory = '1MB'", "severities.major.memory_above = '210MB'"]
            .map(|text| override_with(text).unwrap_err().to_string());
        insta::assert_snapshot!(sentences.join("\n"));
    }
}
