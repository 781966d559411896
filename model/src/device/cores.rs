//! Clusters of cores: frequency, voltage, power, and the operating point that a load asks for.

use firedrill_sim::det_math;

/// A cluster of equal cores.
#[derive(Debug)]
pub struct Cores {
    /// How many there are.
    pub count: u32,
    /// Dynamic power coefficient: mW a core = nf * MHz * V² / 1000, as in the Linux device tree.
    pub switching_nf: f64,
    /// The operating point between what somebody waits for and what nobody does: urgent work runs
    /// at least here, background work at most (choice; Linux clamps utilisation so, iOS does by
    /// quality of service).
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

    /// The operating point that a governor like Linux's schedutil picks for a cluster whose busiest
    /// core is busy for `utilisation` of what it can do at its highest point: a quarter of headroom,
    /// then the next point above.
    pub fn point_for(&self, utilisation: f64) -> f64 {
        let wanted = 1.25 * utilisation * self.top_mhz();
        let above = self.points.iter().find(|point| point.mhz >= wanted);
        above.map_or(self.top_mhz(), |point| point.mhz)
    }

    /// The frequency `steps` operating points below the highest.
    pub fn mhz_below_top(&self, steps: usize) -> f64 {
        let last = self.points.len() - 1;
        self.points[last - steps.min(last)].mhz
    }

    /// Power of one busy core in watts: C * f * V², with the voltage between two points
    /// interpolated (assumed: caps fall between points) and never below the lowest one.
    pub fn watts_per_core(&self, mhz: f64) -> f64 {
        let volts = self.volts_at(mhz);
        self.switching_nf * mhz * volts * volts / 1e6
    }

    /// Power of `busy` cores' worth of work at this frequency, in watts.
    pub fn watts_at(&self, busy: f64, mhz: f64) -> f64 {
        if busy == 0.0 { 0.0 } else { busy * self.watts_per_core(mhz) }
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
    fn little_core_power_is_the_device_trees() {
        let cores = &Device::ALL[0].little_cores;
        for (mhz, mw) in [(533.0, 28.7), (1844.0, 245.4)] {
            let got = cores.watts_per_core(mhz) * 1000.0;
            assert!((got - mw).abs() < 0.06, "{mhz} MHz: {got} mW, expected {mw}");
        }
    }

    #[test]
    fn a_load_gets_the_next_point_above_with_a_quarter_of_headroom() {
        // 1.25 * 2362 MHz is 2952.5: the points up to 2362 hold 30.6, 48.1, 61.1, 71.5 % of it.
        let cores = &Device::ALL[0].cores;
        for (utilisation, mhz) in [
            (0.0, 903.0),
            (0.30, 903.0),
            (0.31, 1421.0),
            (0.49, 1805.0),
            (0.62, 2112.0),
            (0.72, 2362.0),
            (1.0, 2362.0),
        ] {
            assert_eq!(cores.point_for(utilisation), mhz, "{utilisation}");
        }
    }

    #[test]
    fn threads_beyond_the_cores_share_them() {
        let cores = &Device::ALL[0].cores;
        assert_eq!(cores.share(4.0), 1.0);
        assert_eq!(cores.share(8.0), 0.5);
    }
}
