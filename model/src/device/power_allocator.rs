//! Linux's power_allocator: a proportional-integral controller turns the distance from the target
//! temperature into a budget of power, and deals it out among the clusters.

use firedrill_sim::det_math;

use super::junction::{ClusterLoad, JunctionControl, Steps};
use super::{Cores, Device};

/// Remembers the sum of the errors while over the target, in kelvin times readings.
#[derive(Clone, Debug, Default)]
pub(super) struct PowerAllocator {
    error_sum_k: f64,
}

/// What the clusters' requests weigh: the contributions in the hi3660's device tree.
const WEIGHTS: [f64; 2] = [1024.0, 512.0];
/// A cluster that idles is taken to be busy this much, or no grant would ever cap it.
const LEAST_BUSY: f64 = 0.01;

impl PowerAllocator {
    pub(super) fn poll(
        &mut self,
        device: &Device,
        junction_c: f64,
        loads: &[ClusterLoad; 2],
    ) -> Steps {
        if junction_c < device.junction.switch_on.get() {
            self.error_sum_k = 0.0;
            return [0, 0];
        }
        let clusters = device.clusters();
        let most_w = clusters.map(|cores| cores.watts_at(f64::from(cores.count), cores.top_mhz()));
        let budget_w = self.budget_w(&device.junction, junction_c, most_w[0] + most_w[1]);
        let asked_w = [0, 1].map(|i| clusters[i].watts_at(loads[i].busy, loads[i].mhz));
        let granted_w = deal(budget_w, asked_w, most_w);
        [0, 1].map(|i| steps_for(clusters[i], loads[i].busy, granted_w[i]))
    }

    /// P = sustainable + p + i, with k_po = S/dT over the target and k_pu = 2 S/dT under it, and
    /// k_i = k_pu/10. The sum grows only over the target, and not beyond what can be dealt out.
    fn budget_w(&mut self, control: &JunctionControl, junction_c: f64, most_w: f64) -> f64 {
        let sustainable_w = control.sustainable.get();
        let window_k = control.target.get() - control.switch_on.get();
        let (k_over, k_under) = (sustainable_w / window_k, 2.0 * sustainable_w / window_k);
        let k_integral = k_under / 10.0;
        let error_k = control.target.get() - junction_c;
        let proportional_w = error_k * if error_k < 0.0 { k_over } else { k_under };
        let mut integral_w = k_integral * self.error_sum_k;
        if error_k < 0.0 {
            let next_w = integral_w + k_integral * error_k;
            if next_w.abs() < most_w {
                integral_w = next_w;
                self.error_sum_k += error_k;
            }
        }
        det_math::clamp(sustainable_w + proportional_w + integral_w, 0.0, most_w)
    }
}

/// Deals out a budget in proportion to weighted requests; what is more than a cluster can use goes
/// to the one that can use more.
fn deal(budget_w: f64, asked_w: [f64; 2], most_w: [f64; 2]) -> [f64; 2] {
    let weighted = [asked_w[0] * WEIGHTS[0], asked_w[1] * WEIGHTS[1]];
    let total = weighted[0] + weighted[1];
    // Nobody asks: everybody may have as much as there is.
    if total == 0.0 {
        return [budget_w, budget_w];
    }
    let share_w = weighted.map(|weighted| budget_w * weighted / total);
    let granted_w = [0, 1].map(|i| det_math::min(share_w[i], most_w[i]));
    let spare_w = share_w[0] - granted_w[0] + share_w[1] - granted_w[1];
    let room_w = [0, 1].map(|i| most_w[i] - granted_w[i]);
    let room_total_w = room_w[0] + room_w[1];
    if spare_w == 0.0 || room_total_w == 0.0 {
        return granted_w;
    }
    let extra_w = det_math::min(spare_w, room_total_w);
    [0, 1].map(|i| granted_w[i] + extra_w * room_w[i] / room_total_w)
}

/// How far below its highest point a cluster must stay so that its load keeps to the grant.
fn steps_for(cores: &Cores, busy: f64, granted_w: f64) -> usize {
    let busy = det_math::max(busy, LEAST_BUSY);
    let fits = |steps: &usize| cores.watts_at(busy, cores.mhz_below_top(*steps)) <= granted_w;
    (0..cores.points.len()).find(fits).unwrap_or(cores.points.len() - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BIG_BUSY: ClusterLoad = ClusterLoad { busy: 4.0, mhz: 2362.0 };
    const IDLE: ClusterLoad = ClusterLoad { busy: 0.0, mhz: 533.0 };

    fn pro() -> &'static Device {
        Device::find("iphone-15-pro").unwrap()
    }

    #[test]
    fn the_budget_is_the_one_computed_by_hand() {
        // S = 4.5 W, dT = 10 K: k_po = 0.45, k_pu = 0.9, k_i = 0.09 W/K.
        let control = &pro().junction;
        let mut policy = PowerAllocator::default();
        for (junction_c, watts) in [
            (70.0, 9.0),                           // 4.5 + 0.9 * 5
            (75.0, 4.5),                           // on target
            (76.0, 4.5 - 0.45 - 0.09),             // the sum is -1 K
            (77.0, 4.5 - 0.90 - 0.27),             // -3 K
            (75.0, 4.5 - 0.27),                    // the sum stays
            (74.0, 4.5 + 0.9 - 0.27),              // and still counts under the target
            (85.0, 4.5 - 4.5 - 0.27 - 0.9 + 1.17), // less than nothing is nothing
        ] {
            let got = policy.budget_w(control, junction_c, 20.0);
            assert!((got - watts).abs() < 1e-9, "{junction_c} °C: {got} W, expected {watts}");
        }
    }

    #[test]
    fn four_busy_cores_get_the_point_that_their_grant_pays() {
        // Four cores need 6.29, 4.65, 3.22, 2.00 or 0.97 W at the five points.
        for (junction_c, steps) in [(64.9, 0), (72.0, 0), (74.9, 2), (75.0, 2), (79.0, 3)] {
            let mut policy = PowerAllocator::default();
            let got = policy.poll(pro(), junction_c, &[BIG_BUSY, IDLE]);
            assert_eq!(got[0], steps, "at {junction_c} °C");
        }
    }

    #[test]
    fn a_cool_junction_forgets_its_past() {
        let mut policy = PowerAllocator::default();
        for _ in 0..10 {
            policy.poll(pro(), 80.0, &[BIG_BUSY, IDLE]);
        }
        // Ten times -5 K weigh 4.5 W: of 4.5 + 4.5 W at 70 °C, 4.5 W are left.
        assert_eq!(policy.poll(pro(), 70.0, &[BIG_BUSY, IDLE])[0], 2, "the sum weighs");
        policy.poll(pro(), 60.0, &[BIG_BUSY, IDLE]);
        assert_eq!(policy.poll(pro(), 70.0, &[BIG_BUSY, IDLE])[0], 0);
    }

    #[test]
    fn what_one_cluster_cannot_use_goes_to_the_other() {
        // Weighted 2 : 1, so 6 W of 9 go to the first, which can use 5 of them.
        assert_eq!(deal(9.0, [2.0, 2.0], [5.0, 10.0]), [5.0, 4.0]);
        assert_eq!(deal(3.0, [2.0, 2.0], [5.0, 10.0]), [2.0, 1.0]);
    }
}
