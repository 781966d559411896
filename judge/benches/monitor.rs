//! What a sample costs a monitor: it must not depend on the length of its windows.

#![allow(missing_docs, reason = "criterion's macros define items without any")]

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use firedrill_judge::temporal::{Formula, Monitor, Readings, SAMPLE_PERIOD, Signal};
use firedrill_sim::Span;

const SAMPLES: usize = 10_000;

/// Memory goes up and down, and is critical now and then.
fn readings(index: usize) -> Readings {
    let memory = (index * 7_919 % 997) as f64;
    let critical = if memory > 900.0 { 1.0 } else { -1.0 };
    let responded = if index % 20 < 19 { 1.0 } else { -1.0 };
    let quiet = Readings::QUIET.with(Signal::Memory, memory * 350_000.0);
    quiet.with(Signal::Critical, critical).with(Signal::Responded, responded)
}

fn monitors(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("monitor");
    group.throughput(Throughput::Elements(SAMPLES as u64));
    let samples: Vec<_> = (0..SAMPLES).map(readings).collect();
    let duration = Span::from_nanos(SAMPLE_PERIOD.as_nanos() * (SAMPLES as u64 - 1));
    for seconds in [10, 100, 1_000] {
        let formulas = [
            ("respond", format!("always(critical implies eventually[0,{seconds}s] responded)")),
            ("until", format!("always(responded or (responded until[0,{seconds}s] critical))")),
            ("recover", format!("always(eventually[0,{seconds}s](memory <= 200MB))")),
        ];
        for (name, text) in formulas {
            let Ok(formula) = Formula::parse(&text) else { continue };
            group.bench_function(format!("{name}/{seconds}s"), |bencher| {
                let fresh = || Monitor::new(&formula, duration);
                let watch = |mut monitor: Monitor| {
                    for readings in &samples {
                        black_box(monitor.sample(readings));
                    }
                    monitor.conclude()
                };
                bencher.iter_batched(fresh, watch, BatchSize::SmallInput);
            });
        }
    }
    group.finish();
}

criterion_group!(benches, monitors);
criterion_main!(benches);
