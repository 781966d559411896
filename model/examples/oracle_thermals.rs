//! Temperatures of every device, for those who compute them another way.
//!
//! With the argument `devices` it prints each device's network, a line of JSON each. Otherwise it
//! reads cases, a line of JSON each, and prints the temperatures (junction, skin) after each step.

#![allow(clippy::print_stdout, reason = "printing is what this program is for")]

use std::io::{self, BufRead};

use firedrill_model::device::{Device, Thermal};
use firedrill_model::{Celsius, Watts};
use firedrill_sim::Span;
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    device: String,
    /// In balance with these at the beginning.
    ambient_c: f64,
    power_w: f64,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
struct Step {
    span_ns: u64,
    ambient_c: f64,
    power_w: f64,
    /// A burst of heat at the junction, at the end of the step.
    burst_j: f64,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    if std::env::args().nth(1).as_deref() == Some("devices") {
        for device in Device::ALL {
            let network = &device.thermal;
            let line = serde_json::json!({
                "device": device.name,
                "skin_ambient_k_per_w": network.skin_ambient_k_per_w,
                "skin_j_per_k": network.skin_j_per_k,
                "junction_skin_k_per_w": network.junction_skin_k_per_w,
                "junction_j_per_k": network.junction_j_per_k,
            });
            println!("{line}");
        }
        return Ok(());
    }
    for line in io::stdin().lock().lines() {
        let case: Case = serde_json::from_str(&line?)?;
        println!("{}", serde_json::to_string(&temperatures(&case)?)?);
    }
    Ok(())
}

fn temperatures(case: &Case) -> Result<Vec<[f64; 2]>, String> {
    let device = Device::ALL
        .iter()
        .find(|device| device.name == case.device)
        .ok_or_else(|| format!("no device {}", case.device))?;
    let (ambient, power) = (Celsius::new(case.ambient_c), Watts::new(case.power_w));
    let mut thermal = Thermal::in_balance(device.thermal, ambient, power);
    let after = case.steps.iter().map(|step| {
        let (ambient, power) = (Celsius::new(step.ambient_c), Watts::new(step.power_w));
        thermal.advance(Span::from_nanos(step.span_ns), ambient, power);
        thermal.add_joules(step.burst_j);
        [thermal.junction().get(), thermal.skin().get()]
    });
    Ok(after.collect())
}
