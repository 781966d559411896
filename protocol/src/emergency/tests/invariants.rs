//! What holds whatever is handed in.

use core::time::Duration;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::any_input::{Input, input, step};
use super::watcher::Watcher;
use crate::action::ActionOutcome;
use crate::boundary::RecoveryProtocol;
use crate::metrics::{HealthMetrics, ThermalState};
use crate::units::{Bytes, Timestamp};

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_input_breaks_the_contract(inputs in vec((step(), input()), 0..250)) {
        let mut watcher = Watcher::new();
        for (step, input) in inputs {
            let nanos = watcher.now.as_nanos().saturating_add_signed(step);
            watcher.now = Timestamp::from_nanos(nanos);
            watcher.feed(input);
        }
    }

    #[test]
    fn any_incident_that_ends_is_left_behind(
        inputs in vec(input(), 0..60),
        outcome in select(vec![ActionOutcome::Completed, ActionOutcome::Failed]),
    ) {
        let mut watcher = Watcher::new();
        for input in inputs {
            watcher.now = watcher.now + Duration::from_secs(1);
            watcher.feed(input);
        }
        // From here on the system is healthy, and every command is answered within the second.
        let start = watcher.now;
        while watcher.now < start + Duration::from_secs(240) {
            watcher.now = watcher.now + Duration::from_secs(1);
            while watcher.protocol.poll_timeout().is_some_and(|at| at <= watcher.now) {
                watcher.feed(Input::TimeoutNow);
            }
            while !watcher.pending.is_empty() {
                watcher.feed(Input::Answer(outcome));
            }
            let jitter = (watcher.now - start).as_secs_f64();
            watcher.feed(Input::Metrics(HealthMetrics {
                taken_at: watcher.now,
                performance_multiplier: Some(480.0 + jitter / 10.0),
                memory_usage: Some(Bytes::mb(185)),
                battery_drain_pct_per_hour: Some(1.6),
                error_rate: Some(0.0),
                thermal_state: Some(ThermalState::Nominal),
                ui_responsive: Some(true),
                cpu_usage: Some(0.2),
            }));
        }
        prop_assert!(!watcher.protocol.emergency_status().is_in_emergency_mode());
    }
}
