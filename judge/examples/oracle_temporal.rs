//! Robustness for an outsider to compare: reads JSON lines `{"formula": ..., "signals": {name: [...]}}`
//! with values in base units, conditions +1 or -1, and writes the robustness of each at the first
//! sample, infinities as texts.

#![allow(clippy::print_stdout, reason = "an example for a script")]

use std::io::BufRead as _;

use firedrill_judge::temporal::{Formula, Monitor, Readings, SAMPLE_PERIOD, Signal};
use firedrill_sim::Span;
use serde_json::Value;

fn main() -> Result<(), Box<dyn core::error::Error>> {
    for line in std::io::stdin().lock().lines() {
        let case: Value = serde_json::from_str(&line?)?;
        let robustness = robustness(&case).ok_or_else(|| format!("not a case: {case}"))?;
        println!("{}", written(robustness));
    }
    Ok(())
}

fn robustness(case: &Value) -> Option<f64> {
    let formula = Formula::parse(case["formula"].as_str()?).ok()?;
    let signals: Vec<(Signal, Vec<f64>)> = case["signals"]
        .as_object()?
        .iter()
        .map(|(name, values)| {
            let values = values.as_array()?.iter().map(Value::as_f64);
            Some((Signal::find(name)?, values.collect::<Option<_>>()?))
        })
        .collect::<Option<_>>()?;
    let samples = signals.iter().map(|(_, values)| values.len()).min()?;
    let duration = Span::from_nanos(SAMPLE_PERIOD.as_nanos() * (samples as u64 - 1));
    let mut monitor = Monitor::new(&formula, duration);
    for index in 0..samples {
        let with = |readings: Readings, (signal, values): &(Signal, Vec<f64>)| {
            readings.with(*signal, values[index])
        };
        monitor.sample(&signals.iter().fold(Readings::QUIET, with));
    }
    Some(monitor.conclude().robustness)
}

/// Shortest digits that read back as the same number; JSON has no infinities.
fn written(robustness: f64) -> String {
    if robustness.is_finite() { format!("{robustness:?}") } else { format!("\"{robustness}\"") }
}
