//! Linux's step_wise: at or over the trip and rising one operating point down, under it and falling
//! one up.

use super::Device;
use super::junction::Steps;

/// Remembers the last temperature, to know a trend.
#[derive(Clone, Debug, Default)]
pub(super) struct StepWise {
    last_c: f64,
}

/// Under the trip by this much before it steps up.
const HYSTERESIS_K: f64 = 1.0;

impl StepWise {
    pub(super) fn poll(&mut self, device: &Device, junction_c: f64, steps: Steps) -> Steps {
        let trip = device.junction.switch_on.get();
        let rising = junction_c >= self.last_c;
        self.last_c = junction_c;
        let lowest = device.clusters().map(|cores| cores.points.len() - 1);
        if junction_c >= trip && rising {
            [(steps[0] + 1).min(lowest[0]), (steps[1] + 1).min(lowest[1])]
        } else if junction_c < trip - HYSTERESIS_K && !rising {
            steps.map(|steps| steps.saturating_sub(1))
        } else {
            steps
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_steps_down_while_rising_and_up_while_falling_below_the_hysteresis() {
        let device = &Device::ALL[0];
        let mut policy = StepWise::default();
        let mut steps = [0, 0];
        for (junction_c, expected) in [
            (64.9, 0),
            (65.0, 1),
            (65.0, 2),
            (64.9, 2),
            (66.0, 3),
            (65.5, 3),
            (64.0, 3),
            (63.9, 2),
            (63.9, 2),
            (60.0, 1),
            (55.0, 0),
            (50.0, 0),
        ] {
            steps = policy.poll(device, junction_c, steps);
            assert_eq!(steps, [expected; 2], "at {junction_c} °C");
        }
    }
}
