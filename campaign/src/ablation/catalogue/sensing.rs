//! What a protocol makes of the monitor's samples.

use std::collections::VecDeque;

use firedrill_protocol::{Bytes, HealthMetrics, Input, LifecycleEvent, ThermalState, Timestamp};

use crate::ablation::breaking::{deaf_to, inputs, playbook, samples};
use crate::ablation::weakness::Weakness;

/// What a healthy app reads.
const HEALTHY: HealthMetrics = HealthMetrics {
    taken_at: Timestamp::ZERO,
    performance_multiplier: Some(480.0),
    memory_usage: Some(Bytes::mb(170)),
    battery_drain_pct_per_hour: Some(1.6),
    error_rate: Some(0.0),
    thermal_state: Some(ThermalState::Nominal),
    ui_responsive: Some(true),
    cpu_usage: Some(0.2),
};

const METRICS: &str = "healthMonitor.getCurrentHealthMetrics()";

pub(super) static WEAKNESSES: &[Weakness] = &[
    Weakness::new(
        "blind-to-performance",
        "The multiplier is not watched.",
        "Performance drops below 200x",
        &["engine-reload-critical"],
        || samples(|_, sample| sample.performance_multiplier = HEALTHY.performance_multiplier),
    ),
    Weakness::new(
        "blind-to-memory",
        "The footprint is not watched.",
        "Memory usage exceeds 300MB",
        &["memory-leak-critical"],
        || samples(|_, sample| sample.memory_usage = HEALTHY.memory_usage),
    ),
    Weakness::new(
        "blind-to-drain",
        "The battery drain is not watched.",
        "Battery drain exceeds 10% per hour",
        &["radio-drain-critical"],
        || {
            samples(|_, sample| {
                sample.battery_drain_pct_per_hour = HEALTHY.battery_drain_pct_per_hour;
            })
        },
    ),
    Weakness::new(
        "blind-to-heat",
        "Neither temperature nor the power that makes it is watched.",
        "Thermal throttling active",
        &["hot-day-major"],
        || {
            samples(|_, sample| {
                sample.thermal_state = HEALTHY.thermal_state;
                sample.battery_drain_pct_per_hour = HEALTHY.battery_drain_pct_per_hour;
            })
        },
    ),
    Weakness::new(
        "blind-to-errors",
        "The error rate is not watched.",
        "High error rates (>20%)",
        &["feed-errors-major"],
        || samples(|_, sample| sample.error_rate = HEALTHY.error_rate),
    ),
    Weakness::new(
        "blind-to-the-interface",
        "Nobody asks whether the interface answers.",
        "System completely unresponsive",
        &["main-thread-waits-for-ever", "deadlock-critical"],
        || samples(|_, sample| sample.ui_responsive = HEALTHY.ui_responsive),
    ),
    Weakness::new(
        "decimal-megabytes",
        "A megabyte is taken for 1000 x 1000 bytes.",
        "metrics.memoryUsage <= 200 * 1024 * 1024",
        &["healthy-hour", "commuter-winter-day"],
        || {
            playbook(|playbook| {
                let decimal = |bytes: Bytes| Bytes::new(bytes.get() / 1_048_576 * 1_000_000);
                playbook.targets.memory_usage = decimal(playbook.targets.memory_usage);
                for lines in &mut playbook.severities {
                    lines.memory_above = decimal(lines.memory_above);
                }
            })
        },
    ),
    Weakness::new(
        "kilobytes-read-as-bytes",
        "The footprint is a thousandth of what it is.",
        "metrics.memoryUsage <= 200 * 1024 * 1024",
        &["memory-leak-critical"],
        || {
            samples(|_, sample| {
                let thousandth = |bytes: Bytes| Bytes::new(bytes.get() / 1024);
                sample.memory_usage = sample.memory_usage.map(thousandth);
            })
        },
    ),
    Weakness::new(
        "readings-clamped",
        "Readings are clamped to their targets, so that no alert can fire.",
        METRICS,
        &["memory-leak-critical"],
        || {
            samples(|_, sample| {
                let target = Bytes::mb(195);
                let clamp = |bytes| if bytes > target { target } else { bytes };
                sample.memory_usage = sample.memory_usage.map(clamp);
                let clamp = |multiplier| if multiplier < 357.0 { 357.0 } else { multiplier };
                sample.performance_multiplier = sample.performance_multiplier.map(clamp);
            })
        },
    ),
    Weakness::new(
        "average-from-zero",
        "Memory is judged by a moving average over a minute that starts at zero.",
        METRICS,
        &["memory-leak-critical", "memory-spike-major"],
        || {
            let mut average = 0.0;
            samples(move |_, sample| {
                let Some(memory) = sample.memory_usage else { return };
                average += (memory.get() as f64 - average) / 60.0;
                sample.memory_usage = Some(Bytes::new(average as u64));
            })
        },
    ),
    Weakness::new(
        "missing-memory-read-as-zero",
        "A footprint that could not be taken, or arrives as zero, is a small footprint.",
        METRICS,
        &["memory-unreadable-during-spike", "zero-memory-during-leak"],
        || {
            let mut steps = 0;
            samples(move |_, sample| {
                steps += 1;
                if sample.memory_usage.is_none_or(|memory| memory == Bytes::ZERO) {
                    // Not to the bit the same, or the reading would count as stuck.
                    sample.memory_usage = Some(Bytes::new(1 + steps % 100));
                }
            })
        },
    )
    .equivalent("The protocol believes no footprint near zero, wherever it comes from."),
    Weakness::new(
        "missing-performance-read-as-zero",
        "A multiplier that could not be taken, because nobody swipes, is no performance at all.",
        METRICS,
        &["healthy-hour", "commuter-winter-day"],
        || {
            samples(|_, sample| {
                sample.performance_multiplier.get_or_insert(1e-6);
            })
        },
    ),
    Weakness::new(
        "missing-read-as-healthy",
        "A reading that could not be taken is a healthy one.",
        METRICS,
        &["memory-unreadable-during-spike"],
        || {
            let mut steps = 0;
            samples(move |_, sample| {
                steps += 1;
                // Not to the bit the same, or the reading would count as stuck.
                let memory = Bytes::new(170 * 1024 * 1024 + steps % 100 * 4096);
                let healthy = HealthMetrics { memory_usage: Some(memory), ..HEALTHY };
                sample.performance_multiplier =
                    sample.performance_multiplier.or(healthy.performance_multiplier);
                sample.memory_usage = sample.memory_usage.or(healthy.memory_usage);
                sample.battery_drain_pct_per_hour =
                    sample.battery_drain_pct_per_hour.or(healthy.battery_drain_pct_per_hour);
                sample.error_rate = sample.error_rate.or(healthy.error_rate);
                sample.thermal_state = sample.thermal_state.or(healthy.thermal_state);
                sample.ui_responsive = sample.ui_responsive.or(healthy.ui_responsive);
            })
        },
    ),
    Weakness::new(
        "nan-read-as-healthy",
        "What is no number is below every line.",
        METRICS,
        &["no-multiplier-while-slow"],
        || {
            samples(|_, sample| {
                let is_nan = |reading: Option<f64>| reading.is_some_and(f64::is_nan);
                if is_nan(sample.performance_multiplier) {
                    sample.performance_multiplier = HEALTHY.performance_multiplier;
                }
                if is_nan(sample.battery_drain_pct_per_hour) {
                    sample.battery_drain_pct_per_hour = HEALTHY.battery_drain_pct_per_hour;
                }
                if is_nan(sample.error_rate) {
                    sample.error_rate = HEALTHY.error_rate;
                }
            })
        },
    ),
    Weakness::new(
        "stale-sample-trusted",
        "A sample counts as taken when it arrives.",
        METRICS,
        &["samples-late-during-leak", "ring-buffer-by-slot-during-leak"],
        || samples(|now, sample| sample.taken_at = now),
    )
    .equivalent("The late samples of these suites are eight seconds old at most, far less than any response time."),
    Weakness::new(
        "frozen-sample-trusted",
        "A monitor that repeats itself to the bit is believed.",
        METRICS,
        &["samples-frozen-during-spike"],
        || {
            let mut steps = 0_u32;
            samples(move |now, sample| {
                steps = (steps + 1) % 1000;
                let (small, nearly_one) = (u64::from(steps), 1.0 + f64::from(steps) * 1e-9);
                sample.taken_at = now;
                sample.cpu_usage = sample.cpu_usage.map(|usage| usage * nearly_one);
                sample.memory_usage = sample.memory_usage.map(|m| Bytes::new(m.get() + small));
                sample.performance_multiplier =
                    sample.performance_multiplier.map(|multiplier| multiplier * nearly_one);
                sample.battery_drain_pct_per_hour =
                    sample.battery_drain_pct_per_hour.map(|drain| drain * nearly_one);
            })
        },
    ),
    Weakness::new(
        "duplicates-counted-twice",
        "A sample that arrives twice is evidence twice.",
        METRICS,
        &["samples-duplicated-during-spike"],
        || copies(2),
    ),
    Weakness::new(
        "silence-is-no-symptom",
        "A monitor that delivers nothing has nothing to say.",
        "System completely unresponsive",
        &["samples-dropped-during-leak", "samples-frozen-during-leak"],
        || playbook(|playbook| playbook.monitor_period *= 3600),
    ),
    Weakness::new(
        "memory-warning-ignored",
        "The system's memory warning is not listened to.",
        "System memory pressure warnings",
        &["clamped-memory-during-leak", "unit-confusion-during-leak"],
        || deaf_to(|input| matches!(input, Input::Lifecycle(LifecycleEvent::MemoryWarning))),
    ),
    Weakness::new(
        "late-by-a-period",
        "Each sample is looked at when the next one arrives.",
        METRICS,
        &["drain-answered-in-three-samples"],
        || late_by(1),
    ),
    Weakness::new(
        "late-by-a-response-time",
        "Samples pass through a queue of half a minute.",
        "Response Time: 30 seconds",
        &["engine-reload-critical", "deadlock-critical"],
        || late_by(30),
    ),
];

/// Each sample is handed over so many times, each time as if it were new.
pub(super) fn copies(count: u64) -> Box<dyn crate::ablation::Break> {
    inputs(move |passage, input| {
        let Input::Metrics(sample) = input else { return passage.hand(input) };
        for copy in 0..count {
            let taken_at = Timestamp::from_nanos(sample.taken_at.as_nanos() + copy);
            // Not to the bit, or the monitor would count as frozen.
            let cpu_usage = sample.cpu_usage.map(|usage| usage + copy as f64 * 1e-9);
            passage.hand(Input::Metrics(HealthMetrics { taken_at, cpu_usage, ..sample }));
        }
    })
}

/// Samples that are so many samples old, but for their stamp. The first ones come through at once:
/// silence would be an alarm of its own.
fn late_by(count: usize) -> Box<dyn crate::ablation::Break> {
    let mut queue = VecDeque::new();
    samples(move |_, sample| {
        queue.push_back(*sample);
        if queue.len() > count
            && let Some(old) = queue.pop_front()
        {
            *sample = HealthMetrics { taken_at: sample.taken_at, ..old };
        }
    })
}
