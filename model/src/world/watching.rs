//! What is looked at periodically: the app by its health monitor, temperatures by the governor.

use firedrill_protocol::{HealthMetrics, RecoveryProtocol};
use firedrill_sim::Agenda;

use super::host::timestamp;
use super::{Event, HANG, Process, Transition, World};
use crate::monitor::Visible;

impl<P: RecoveryProtocol> World<P> {
    /// The health monitor takes its sample and hands it to the protocol.
    pub(super) fn sample(&mut self, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        agenda.after(self.monitor_period, Event::MonitorSamples);
        if self.process != Process::Up {
            return;
        }
        self.hardware.advance(now);
        let runnable = self.faults.runaway_threads(&self.modes) + self.executor.computing() as f64;
        let cores = f64::from(self.hardware.device.cores.count);
        let visible = Visible {
            multiplier: self.passes.measured().map(|latency| self.multiplier(latency)),
            memory: self.memory.total(now),
            drain_pct_per_hour: self.hardware.drain_pct_per_hour(now),
            error_rate: self.feeds.error_rate(),
            thermal_state: self.hardware.thermal_state(),
            ui_responsive: self.ui(now).blocked() < HANG,
            cpu_usage: if runnable < cores { runnable / cores } else { 1.0 },
        };
        let mut sample = self.monitor.sample(timestamp(now), &visible);
        for (number, fault) in self.faults.of_the_monitor() {
            self.monitor.distort(number, fault, self.monitor_period, &mut sample);
        }
        if self.faults.lost_samples().is_some_and(|share| self.monitor.loses_a_sample(share)) {
            return;
        }
        let sample = self.monitor.send(sample, self.faults.frozen_samples());
        match self.faults.sample_delay() {
            Some(delay) => {
                let id = self.monitor.delay(sample);
                agenda.after(delay, Event::SampleArrives(id));
            }
            None => self.hand_over(&sample, agenda),
        }
    }

    /// A sample that was late arrives. While the process is down nobody takes it.
    pub(super) fn sample_arrives(&mut self, id: u32, agenda: &mut Agenda<Event>) {
        if let Some(sample) = self.monitor.arrive(id) {
            self.hand_over(&sample, agenda);
        }
    }

    fn hand_over(&mut self, sample: &HealthMetrics, agenda: &mut Agenda<Event>) {
        for _ in 0..self.faults.deliveries() {
            self.note(Transition::Sampled(*sample), agenda);
            self.host.protocol.handle_metrics(timestamp(agenda.now()), sample);
            self.pump(agenda);
        }
    }

    /// The governor reads the temperatures.
    pub(super) fn poll_governor(&mut self, agenda: &mut Agenda<Event>) {
        self.timers.governor = None;
        let before = self.hardware.thermal_state();
        if self.hardware.poll_governor(agenda.now()) {
            self.update_load(agenda);
            self.note(Transition::FrequencyCapped(self.allowed_mhz()), agenda);
        }
        let after = self.hardware.thermal_state();
        if after != before {
            self.note(Transition::ThermalStateChanged(after), agenda);
        }
        self.schedule_governor(agenda);
    }

    /// Polls again as long as any temperature can reach a set point.
    pub(super) fn schedule_governor(&mut self, agenda: &mut Agenda<Event>) {
        let pending = self.timers.governor.is_some_and(|handle| agenda.is_pending(handle));
        if !pending && let Some(span) = self.hardware.next_governor_poll() {
            self.timers.governor = Some(agenda.after(span, Event::GovernorPolls));
        }
    }
}
