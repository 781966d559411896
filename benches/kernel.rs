//! The kernel against its limit: PHOLD and timers on `firedrill-sim`, and on a bare loop around
//! the same kind of heap. `cargo bench --bench kernel`

mod workload;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use workload::{bare, kernel};

const EVENTS: u64 = 200_000;

fn phold(criterion: &mut Criterion) {
    for processes in [64, 1_024] {
        let mut group = criterion.benchmark_group(format!("phold/{processes}"));
        group.throughput(Throughput::Elements(EVENTS));
        assert_eq!(kernel::phold(processes, EVENTS), bare::phold(processes, EVENTS));
        group.bench_function("kernel", |b| b.iter(|| kernel::phold(processes, EVENTS)));
        group.bench_function("bare", |b| b.iter(|| bare::phold(processes, EVENTS)));
        group.finish();
    }
}

fn timers(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("timers/10000");
    group.throughput(Throughput::Elements(EVENTS));
    assert_eq!(kernel::timers(EVENTS), bare::timers(EVENTS));
    group.bench_function("kernel", |b| b.iter(|| kernel::timers(EVENTS)));
    group.bench_function("bare", |b| b.iter(|| bare::timers(EVENTS)));
    group.finish();
}

criterion_group!(benches, phold, timers);
criterion_main!(benches);
