//! The battery: Chen and Rincón-Mora's cell, advanced in closed form under constant current.

use firedrill_sim::{Span, det_math};

use crate::units::{Share, Watts};

/// A battery built of the published 850 mAh cell, rescaled: `amp_hours / 0.85` cells in parallel.
#[derive(Clone, Copy, Debug)]
pub struct Cell {
    /// Capacity of the whole battery when new.
    pub amp_hours: f64,
}

/// Chen and Rincón-Mora, "Accurate electrical battery model capable of predicting runtime and I-V
/// performance", IEEE Trans. Energy Conversion 21 (2006), equations (2)-(6).
const PUBLISHED_AMP_HOURS: f64 = 0.85;

/// Charge and the voltages over the cell's two RC branches.
#[derive(Clone, Debug)]
pub struct Battery {
    cell: Cell,
    /// Capacity left, as a share of the new battery's.
    capacity: f64,
    /// Every resistance, as a multiple of the new battery's.
    resistance: f64,
    charge: f64,
    branches: Branches,
}

/// Voltages over the two RC branches, positive while the battery discharges.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Branches {
    /// The branch of some seconds.
    pub short_v: f64,
    /// The branch of some minutes.
    pub long_v: f64,
}

impl Battery {
    /// A rested battery.
    pub fn rested(cell: Cell, charge: Share) -> Self {
        Self::polarised(cell, charge, Branches::default())
    }

    /// A battery that was under load a moment ago.
    pub fn polarised(cell: Cell, charge: Share, branches: Branches) -> Self {
        let charge = det_math::clamp(charge.fraction(), 0.0, 1.0);
        Self { cell, capacity: 1.0, resistance: 1.0, charge, branches }
    }

    /// Ages the battery: its capacity is this share of the new one's, and its three resistances are
    /// this multiple of theirs (choice: all three alike). The state of charge stays.
    pub fn age(&mut self, capacity: f64, resistance: f64) {
        assert!(capacity > 0.0 && resistance > 0.0, "an aged battery is still a battery");
        (self.capacity, self.resistance) = (capacity, resistance);
    }

    /// State of charge.
    pub fn charge(&self) -> Share {
        Share::new(self.charge * 100.0)
    }

    /// Voltages over the RC branches.
    pub fn branches(&self) -> Branches {
        self.branches
    }

    /// Open-circuit voltage at the present charge.
    pub fn open_circuit_volts(&self) -> f64 {
        let s = self.charge;
        -1.031 * det_math::exp(-35.0 * s) + 3.685 + 0.2156 * s - 0.1178 * s * s + 0.3201 * s * s * s
    }

    /// Voltage at the terminals while this current flows.
    pub fn volts_at(&self, amps: f64) -> f64 {
        self.inner_volts() - amps * self.series_ohms()
    }

    /// Voltage at the terminals while this power is drawn.
    pub fn terminal_volts(&self, power: Watts) -> f64 {
        self.volts_at(self.amps(power))
    }

    /// The current at which the terminals give this power, negative for a charger's: the smaller
    /// root of R0 I² - E I + P = 0, with E the voltage before R0. No cell gives more than E² / 4 R0:
    /// asked for more, its voltage breaks down to the E / 2 at which it gives that much.
    pub fn amps(&self, power: Watts) -> f64 {
        let (inner, ohms, watts) = (self.inner_volts(), self.series_ohms(), power.get());
        let discriminant = inner * inner - 4.0 * ohms * watts;
        if discriminant > 0.0 {
            2.0 * watts / (inner + discriminant.sqrt())
        } else {
            inner / (2.0 * ohms)
        }
    }

    /// Lets `span` pass at constant power. The current stays what it is at the start of the span
    /// (choice: power changes at every event, so that spans are seldom over a second).
    pub fn advance(&mut self, span: Span, power: Watts) {
        self.advance_at(span, self.amps(power));
    }

    /// Lets `span` pass at constant current, exactly but for one thing: the branches keep the
    /// resistances and capacities of the charge at the start.
    pub fn advance_at(&mut self, span: Span, amps: f64) {
        let (s, seconds, exp) = (self.charge, span.as_secs_f64(), det_math::exp);
        let (ohms, farads) = (self.ohms_scale(), self.cells());
        self.branches.short_v = branch(
            self.branches.short_v,
            amps,
            seconds,
            (0.3208 * exp(-29.14 * s) + 0.04669) * ohms,
            (-752.9 * exp(-13.51 * s) + 703.6) * farads,
        );
        self.branches.long_v = branch(
            self.branches.long_v,
            amps,
            seconds,
            (6.603 * exp(-155.2 * s) + 0.04984) * ohms,
            (-6056.0 * exp(-27.12 * s) + 4475.0) * farads,
        );
        self.take_amp_hours(amps * seconds / 3600.0);
    }

    /// Takes a burst of energy, too short for the branches to notice.
    pub fn take_joules(&mut self, joules: f64) {
        self.take_amp_hours(joules / self.open_circuit_volts() / 3600.0);
    }

    fn take_amp_hours(&mut self, amp_hours: f64) {
        let left = self.charge - amp_hours / (self.cell.amp_hours * self.capacity);
        self.charge = det_math::clamp(left, 0.0, 1.0);
    }

    /// Voltage of everything before the series resistance.
    fn inner_volts(&self) -> f64 {
        self.open_circuit_volts() - self.branches.short_v - self.branches.long_v
    }

    fn series_ohms(&self) -> f64 {
        (0.1562 * det_math::exp(-24.37 * self.charge) + 0.07446) * self.ohms_scale()
    }

    fn ohms_scale(&self) -> f64 {
        self.resistance / self.cells()
    }

    /// How many published cells in parallel make this battery.
    fn cells(&self) -> f64 {
        self.cell.amp_hours / PUBLISHED_AMP_HOURS
    }
}

/// Voltage over an RC branch after `seconds` of constant current. Below 1.2 % of charge the
/// published fit of the long branch's capacity is negative, below 0.6 % the short one's; there the
/// branch is taken as settled.
fn branch(volts: f64, amps: f64, seconds: f64, ohms: f64, farads: f64) -> f64 {
    let settled = amps * ohms;
    if farads <= 0.0 {
        return settled;
    }
    settled + (volts - settled) * det_math::exp(-seconds / (ohms * farads))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_circuit_voltage_is_the_published_curve() {
        for (charge, volts) in [(100.0, 4.1029), (50.0, 3.80336), (10.0, 3.673571)] {
            let battery = Battery::rested(Cell { amp_hours: 3.38 }, Share::new(charge));
            let got = battery.open_circuit_volts();
            assert!((got - volts).abs() < 1e-3, "{charge} %: {got} V, expected {volts}");
        }
    }

    #[test]
    fn an_hour_at_constant_power_takes_the_energy_it_should() {
        // 1.3 W for an hour is 10 % of 12.98 Wh; the cell's voltage differs from its mean, so the
        // charge taken may differ by a few per cent of that.
        let mut battery = Battery::rested(Cell { amp_hours: 3.38 }, Share::new(80.0));
        for _ in 0..3600 {
            battery.advance(Span::from_secs(1), Watts::new(1.3));
        }
        let used = 80.0 - battery.charge().get();
        assert!((9.4..10.6).contains(&used), "{used} %");
    }

    #[test]
    fn the_terminals_give_exactly_the_power_that_is_drawn() {
        let branches = Branches { short_v: 0.02, long_v: 0.01 };
        for charge in [2.0, 20.0, 90.0] {
            let battery =
                Battery::polarised(Cell { amp_hours: 3.38 }, Share::new(charge), branches);
            for watts in [-5.0, 0.0, 0.5, 6.0, 30.0] {
                let amps = battery.amps(Watts::new(watts));
                let given = amps * battery.volts_at(amps);
                assert!((given - watts).abs() < 1e-12, "{charge} %: {given} W for {watts}");
            }
        }
    }

    #[test]
    fn a_cell_asked_for_more_than_it_has_breaks_down_to_half_its_voltage() {
        let battery = Battery::rested(Cell { amp_hours: 3.38 }, Share::new(50.0));
        let half = battery.open_circuit_volts() / 2.0;
        assert!((battery.terminal_volts(Watts::new(1e4)) - half).abs() < 1e-12);
    }

    #[test]
    fn an_aged_battery_sags_more_and_empties_sooner() {
        let new = Battery::rested(Cell { amp_hours: 3.38 }, Share::new(50.0));
        let mut aged = new.clone();
        aged.age(0.8, 2.5);
        let sag = |battery: &Battery| battery.open_circuit_volts() - battery.volts_at(1.0);
        assert!((sag(&aged) - 2.5 * sag(&new)).abs() < 1e-12);
        let used = |mut battery: Battery| {
            battery.advance_at(Span::from_secs(60), 1.0);
            50.0 - battery.charge().get()
        };
        assert!((used(aged) * 0.8 - used(new)).abs() < 1e-12);
    }

    #[test]
    fn a_charger_fills_the_battery_and_no_more() {
        let mut battery = Battery::rested(Cell { amp_hours: 3.38 }, Share::new(99.0));
        assert!(battery.terminal_volts(Watts::new(-10.0)) > battery.open_circuit_volts());
        battery.advance(Span::from_secs(36_000), Watts::new(-10.0));
        assert_eq!(battery.charge().get(), 100.0);
    }
}
