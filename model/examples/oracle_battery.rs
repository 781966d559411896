//! Voltages and charge of a battery after one step, for those who compute them another way.
//!
//! With the argument `devices` it prints each device's capacity, a line of JSON each. Otherwise it
//! reads cases, a line of JSON each, and prints the state after the step.

#![allow(clippy::print_stdout, reason = "printing is what this program is for")]

use std::io::{self, BufRead};

use firedrill_model::device::{Battery, Branches, Cell, Device};
use firedrill_model::{Share, Watts};
use firedrill_sim::Span;
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    amp_hours: f64,
    /// Share of the capacity left, and multiple of the resistance.
    capacity: f64,
    resistance: f64,
    charge: f64,
    short_v: f64,
    long_v: f64,
    span_ns: u64,
    load: Load,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Load {
    Amps(f64),
    Watts(f64),
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    if std::env::args().nth(1).as_deref() == Some("devices") {
        for device in Device::ALL {
            let amp_hours = device.cell.amp_hours;
            let line = serde_json::json!({ "device": device.name, "amp_hours": amp_hours });
            println!("{line}");
        }
        return Ok(());
    }
    for line in io::stdin().lock().lines() {
        println!("{}", after(&serde_json::from_str(&line?)?));
    }
    Ok(())
}

fn after(case: &Case) -> serde_json::Value {
    let cell = Cell { amp_hours: case.amp_hours };
    let branches = Branches { short_v: case.short_v, long_v: case.long_v };
    let mut battery = Battery::polarised(cell, Share::new(case.charge * 100.0), branches);
    battery.age(case.capacity, case.resistance);
    let span = Span::from_nanos(case.span_ns);
    let (amps, volts_at_start) = match case.load {
        Load::Amps(amps) => (amps, battery.volts_at(amps)),
        Load::Watts(watts) => {
            let power = Watts::new(watts);
            (battery.amps(power), battery.terminal_volts(power))
        }
    };
    match case.load {
        Load::Amps(amps) => battery.advance_at(span, amps),
        Load::Watts(watts) => battery.advance(span, Watts::new(watts)),
    }
    let volts = match case.load {
        Load::Amps(amps) => battery.volts_at(amps),
        Load::Watts(watts) => battery.terminal_volts(Watts::new(watts)),
    };
    serde_json::json!({
        "amps": amps,
        "volts_at_start": volts_at_start,
        "volts": volts,
        "charge": battery.charge().fraction(),
        "short_v": battery.branches().short_v,
        "long_v": battery.branches().long_v,
    })
}
