//! The lines that the playbook draws through each panel.

use firedrill_model::device::Device;
use firedrill_model::nouns::{Playbook, Severity, ThermalState};

use super::quantity::{Quantity, plain};

/// One line of a panel.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Limit {
    /// In the panel's unit.
    pub(super) value: f64,
    /// `target 357x`
    pub(super) text: String,
    /// Whether the checklist has it; the others are severities'.
    pub(super) is_target: bool,
}

/// The checklist's line and the severities', the highest first; equal ones are one line.
pub(super) fn of(quantity: Quantity, playbook: &Playbook, device: &str) -> Vec<Limit> {
    let mut named: Vec<(f64, &'static str)> = vec![];
    if quantity == Quantity::Temperature {
        named.extend(thermal(playbook, device));
    } else {
        named.push((target(quantity, playbook), TARGET));
        let severities = Severity::ALL.into_iter();
        named.extend(severities.filter_map(|severity| {
            line(quantity, playbook, severity).map(|value| (value, severity.name()))
        }));
    }
    let mut limits: Vec<(f64, Vec<&'static str>)> = vec![];
    for (value, name) in named {
        match limits.iter_mut().find(|(same, _)| same.total_cmp(&value).is_eq()) {
            Some((_, names)) => names.push(name),
            None => limits.push((value, vec![name])),
        }
    }
    limits.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    let limit = |(value, names): (f64, Vec<&'static str>)| Limit {
        value,
        text: format!("{} {}", names.join(", "), quantity.with_unit(&plain(value))),
        is_target: names.contains(&TARGET),
    };
    limits.into_iter().map(limit).collect()
}

/// What the checklist's lines are called in the picture.
const TARGET: &str = "target";

fn target(quantity: Quantity, playbook: &Playbook) -> f64 {
    let targets = &playbook.targets;
    match quantity {
        Quantity::Performance => targets.performance_multiplier,
        Quantity::Memory => targets.memory_usage.as_mb(),
        Quantity::Drain => targets.battery_drain_pct_per_hour,
        Quantity::Errors => targets.error_rate * 100.0,
        Quantity::Temperature => f64::NAN,
    }
}

fn line(quantity: Quantity, playbook: &Playbook, severity: Severity) -> Option<f64> {
    let lines = playbook.lines(severity);
    match quantity {
        Quantity::Performance => Some(lines.performance_below),
        Quantity::Memory => Some(lines.memory_above.as_mb()),
        Quantity::Drain => lines.battery_drain_above_pct_per_hour,
        Quantity::Errors => lines.error_rate_above.map(|rate| rate * 100.0),
        Quantity::Temperature => None,
    }
}

/// The playbook's thermal lines are states. These are the skin temperatures at which the device enters
/// each of them; a hot junction can enter one earlier, which the panel's strip shows.
fn thermal(playbook: &Playbook, device: &str) -> Vec<(f64, &'static str)> {
    let Some(device) = Device::find(device) else { return vec![] };
    let states = [ThermalState::Fair, ThermalState::Serious, ThermalState::Critical];
    let mut named = vec![];
    let mut is_normal = true;
    for (level, state) in device.skin_mitigation.iter().zip(states) {
        let before = named.len();
        if is_normal && state > playbook.targets.thermal_state {
            is_normal = false;
            named.push((level.set_c, TARGET));
        }
        let severities = Severity::ALL.into_iter();
        let from_here =
            severities.filter(|one| playbook.lines(*one).thermal_state_from == Some(state));
        named.extend(from_here.map(|severity| (level.set_c, severity.name())));
        if named.len() == before {
            named.push((level.set_c, state.name()));
        }
    }
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(quantity: Quantity, playbook: &Playbook) -> Vec<(String, bool)> {
        let limits = of(quantity, playbook, "iphone-15");
        limits.into_iter().map(|limit| (limit.text, limit.is_target)).collect()
    }

    #[test]
    fn every_line_of_the_built_in_playbook_is_there_with_its_unit() {
        let of = |quantity| {
            let limits = texts(quantity, &Playbook::built_in()).into_iter();
            limits.map(|(text, _)| text).collect::<Vec<_>>().join("; ")
        };
        assert_eq!(
            of(Quantity::Performance),
            "target, minor 357x; moderate 350x; major 300x; critical 200x"
        );
        assert_eq!(
            of(Quantity::Memory),
            "critical 300 MB; major 250 MB; moderate 220 MB; target 200 MB; minor 195 MB"
        );
        assert_eq!(of(Quantity::Drain), "critical 10 %/h; target 2 %/h");
        assert_eq!(of(Quantity::Errors), "major 10 %; moderate 5 %; target, minor 1 %");
        assert_eq!(of(Quantity::Temperature), "critical 51 °C; target, major 49 °C; fair 47 °C");
    }

    #[test]
    fn a_line_that_a_plan_overrides_is_drawn_where_the_plan_has_it() {
        let overrides =
            "targets.memory_usage = '180MB'\nseverities.critical.performance_below = 150";
        let playbook = Playbook::built_in().with_overrides(&overrides.parse().unwrap()).unwrap();
        let memory = texts(Quantity::Memory, &playbook);
        assert!(memory.contains(&("target 180 MB".to_owned(), true)), "{memory:?}");
        let performance = of(Quantity::Performance, &playbook, "iphone-15");
        assert_eq!(performance.last().map(|limit| limit.value), Some(150.0));
    }

    #[test]
    fn a_device_that_is_not_known_has_no_thermal_lines() {
        assert_eq!(of(Quantity::Temperature, &Playbook::built_in(), "x"), []);
    }
}
