//! The big cores: frequency, voltage, power.

use firedrill_sim::det_math;

/// A cluster of equal cores.
#[derive(Debug)]
pub struct Cores {
    /// How many there are.
    pub count: u32,
    /// Dynamic power coefficient: mW a core = nf * MHz * V² / 1000, as in the Linux device tree.
    pub switching_nf: f64,
    /// Frequency at which the scheduler runs the app when nothing caps it.
    pub usual_mhz: f64,
    /// Operating points, slowest first.
    pub points: &'static [OperatingPoint],
}

/// A frequency with the voltage that it needs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OperatingPoint {
    /// Frequency.
    pub mhz: f64,
    /// Supply voltage.
    pub volts: f64,
}

impl Cores {
    /// The highest frequency there is.
    pub fn top_mhz(&self) -> f64 {
        self.points.last().map_or(self.usual_mhz, |point| point.mhz)
    }

    /// Power of one busy core in watts: C * f * V², with the voltage between two points
    /// interpolated (assumed: caps fall between points) and never below the lowest one.
    pub fn watts_per_core(&self, mhz: f64) -> f64 {
        let volts = self.volts_at(mhz);
        self.switching_nf * mhz * volts * volts / 1e6
    }

    /// Share of a core that each runnable thread gets.
    pub fn share(&self, runnable: f64) -> f64 {
        let cores = f64::from(self.count);
        if runnable <= cores { 1.0 } else { cores / runnable }
    }

    fn volts_at(&self, mhz: f64) -> f64 {
        let (first, last) = (self.points[0], self.points[self.points.len() - 1]);
        if mhz <= first.mhz {
            return first.volts;
        }
        for pair in self.points.windows(2) {
            let (low, high) = (pair[0], pair[1]);
            if mhz <= high.mhz {
                let part = (mhz - low.mhz) / (high.mhz - low.mhz);
                return low.volts + det_math::clamp(part, 0.0, 1.0) * (high.volts - low.volts);
            }
        }
        last.volts
    }
}

#[cfg(test)]
mod tests {
    use crate::device::Device;

    #[test]
    fn core_power_is_the_device_trees() {
        // FACTS: mW per core, hi3660 device tree.
        let cores = &Device::ALL[0].cores;
        for (mhz, mw) in
            [(903.0, 243.4), (1421.0, 500.2), (1805.0, 804.1), (2112.0, 1161.6), (2362.0, 1571.9)]
        {
            let got = cores.watts_per_core(mhz) * 1000.0;
            assert!((got - mw).abs() < 0.06, "{mhz} MHz: {got} mW, expected {mw}");
        }
    }

    #[test]
    fn threads_beyond_the_cores_share_them() {
        let cores = &Device::ALL[0].cores;
        assert_eq!(cores.share(4.0), 1.0);
        assert_eq!(cores.share(8.0), 0.5);
    }
}
