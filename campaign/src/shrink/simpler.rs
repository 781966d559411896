//! Parts of a plan that can be left out or made usual in one step.

use firedrill_model::app::Workload;
use firedrill_model::faults::{FaultKind, Origin, ParameterValue};
use firedrill_scenarios::{CONDITIONS, Plan, Scenario};
use firedrill_sim::Span;

use super::magnitude::Place;

/// The plan with one part left out or made usual, for each part that is not.
pub(super) fn simplifications(plan: &Plan) -> Vec<Plan> {
    let mut simpler = vec![];
    let mut offer = |change: &dyn Fn(&mut Plan)| {
        let mut candidate = plan.clone();
        change(&mut candidate);
        if candidate != *plan {
            simpler.push(candidate);
        }
    };
    offer(&|plan| plan.workload = Workload::Steady);
    offer(&|plan| Scenario::USUAL_DEVICE.clone_into(&mut plan.device));
    for (index, spec) in CONDITIONS.iter().enumerate() {
        offer(&|plan| *plan = Place::Condition(index).with(plan, spec.typical()));
    }
    offer(&|plan| plan.playbook.clear());
    for path in leaves(&plan.playbook) {
        offer(&|plan| remove(&mut plan.playbook, &path));
    }
    for index in 0..plan.properties.len() {
        offer(&|plan| drop(plan.properties.remove(index)));
    }
    offer(&|plan| plan.may_be_infeasible = false);
    for property in plan.fails.iter() {
        offer(&|plan| plan.fails = plan.fails.without(property));
    }
    for index in 0..plan.triggers.len() {
        offer(&|plan| drop(plan.triggers.remove(index)));
    }
    for index in 0..plan.faults.len() {
        offer(&|plan| plan.faults[index].origin = Origin::Chance);
        for (place, (_, value)) in plan.faults[index].kind.values().into_iter().enumerate() {
            if let ParameterValue::Word(_) = value {
                offer(&|plan| usual_word(&mut plan.faults[index].kind, place));
            }
        }
    }
    simpler
}

/// All faults earlier, so that the first begins when the app has just settled.
pub(super) fn sooner(plan: &Plan) -> Option<Plan> {
    const SETTLED: Span = Span::from_secs(60);
    let first = plan.faults.iter().map(|fault| fault.at.0).min()?;
    let by = first.saturating_sub(SETTLED);
    let mut plan = plan.clone();
    for fault in &mut plan.faults {
        fault.at.0 = fault.at.0.saturating_sub(by);
    }
    (!by.is_zero()).then_some(plan)
}

fn usual_word(kind: &mut FaultKind, place: usize) {
    let spec = kind.spec();
    let mut values = kind.values();
    values[place].1 = spec.parameters[place].typical();
    if let Ok(usual) = FaultKind::from_parameters(spec.name, &values) {
        *kind = usual;
    }
}

/// The paths of all numbers and words of a table.
fn leaves(table: &toml::Table) -> Vec<Vec<String>> {
    let of = |(key, value): (&String, &toml::Value)| match value {
        toml::Value::Table(inner) => leaves(inner)
            .into_iter()
            .map(|path| [vec![key.clone()], path].concat())
            .collect::<Vec<_>>(),
        _ => vec![vec![key.clone()]],
    };
    table.iter().flat_map(of).collect()
}

/// Removes what is at a path, and the tables that it leaves empty.
fn remove(table: &mut toml::Table, path: &[String]) {
    let Some((first, rest)) = path.split_first() else { return };
    let is_empty = match table.get_mut(first) {
        Some(toml::Value::Table(inner)) if !rest.is_empty() => {
            remove(inner, rest);
            inner.is_empty()
        }
        _ => true,
    };
    if is_empty {
        table.remove(first);
    }
}
