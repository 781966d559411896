//! The battery: Chen and Rincón-Mora's cell, advanced in closed form under constant current.

use firedrill_sim::{Span, det_math};

use crate::units::{Share, Watts};

/// A battery built of the published 850 mAh cell, rescaled: `amp_hours / 0.85` cells in parallel.
#[derive(Clone, Copy, Debug)]
pub struct Cell {
    /// Capacity of the whole battery.
    pub amp_hours: f64,
}

/// Chen and Rincón-Mora, "Accurate electrical battery model capable of predicting runtime and I-V
/// performance", IEEE Trans. Energy Conversion 21 (2006), equations (2)-(6).
const PUBLISHED_AMP_HOURS: f64 = 0.85;

/// Charge and the voltages over the cell's two RC branches.
#[derive(Clone, Debug)]
pub struct Battery {
    cell: Cell,
    charge: f64,
    short_branch_v: f64,
    long_branch_v: f64,
}

impl Battery {
    /// A rested battery.
    pub fn rested(cell: Cell, charge: Share) -> Self {
        let charge = det_math::clamp(charge.fraction(), 0.0, 1.0);
        Self { cell, charge, short_branch_v: 0.0, long_branch_v: 0.0 }
    }

    /// State of charge.
    pub fn charge(&self) -> Share {
        Share::new(self.charge * 100.0)
    }

    /// Open-circuit voltage at the present charge.
    pub fn open_circuit_volts(&self) -> f64 {
        let s = self.charge;
        -1.031 * det_math::exp(-35.0 * s) + 3.685 + 0.2156 * s - 0.1178 * s * s + 0.3201 * s * s * s
    }

    /// Lets `span` pass at constant power. The current is that of the voltage at the start of the
    /// span and the branch parameters are those of the charge at its start.
    pub fn advance(&mut self, span: Span, power: Watts) {
        let volts = self.open_circuit_volts() - self.short_branch_v - self.long_branch_v;
        let amps = power.get() / volts;
        let seconds = span.as_secs_f64();
        let scale = self.cell.amp_hours / PUBLISHED_AMP_HOURS;
        let s = self.charge;
        let exp = det_math::exp;
        self.short_branch_v = branch(
            self.short_branch_v,
            amps,
            seconds,
            (0.3208 * exp(-29.14 * s) + 0.04669) / scale,
            (-752.9 * exp(-13.51 * s) + 703.6) * scale,
        );
        self.long_branch_v = branch(
            self.long_branch_v,
            amps,
            seconds,
            (6.603 * exp(-155.2 * s) + 0.04984) / scale,
            (-6056.0 * exp(-27.12 * s) + 4475.0) * scale,
        );
        let used = amps * seconds / 3600.0 / self.cell.amp_hours;
        self.charge = det_math::max(0.0, self.charge - used);
    }

    /// Takes a burst of energy, too short for the branches to notice.
    pub fn take_joules(&mut self, joules: f64) {
        let amp_hours = joules / self.open_circuit_volts() / 3600.0;
        self.charge = det_math::max(0.0, self.charge - amp_hours / self.cell.amp_hours);
    }
}

/// Voltage over an RC branch after `seconds` of constant current. Below about 15 % charge the
/// published fit of the capacity goes negative; there the branch is taken as settled.
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
}
