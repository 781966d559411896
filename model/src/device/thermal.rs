//! Two-node thermal network, junction and skin, advanced in closed form.

use firedrill_sim::{Span, det_math};

use crate::units::{Celsius, Watts};

/// Resistances and capacities. All power enters at the junction.
#[derive(Clone, Copy, Debug)]
pub struct ThermalNetwork {
    /// Skin to surroundings.
    pub skin_ambient_k_per_w: f64,
    /// Heat capacity of the skin node.
    pub skin_j_per_k: f64,
    /// Junction to skin.
    pub junction_skin_k_per_w: f64,
    /// Heat capacity of the junction node.
    pub junction_j_per_k: f64,
}

/// Temperatures, and the network's two modes.
///
/// With constant power and surroundings the deviation x from the steady state obeys x' = A x, so
/// x(t) = (e^(λ1 t) P1 + e^(λ2 t) P2) x(0) with A's eigenvalues λ and spectral projectors P.
#[derive(Clone, Debug)]
pub struct Thermal {
    junction_c: f64,
    skin_c: f64,
    network: ThermalNetwork,
    fast: Mode,
    slow: Mode,
}

/// One eigenvalue of the network with its projector.
#[derive(Clone, Copy, Debug)]
struct Mode {
    lambda: f64,
    projector: [[f64; 2]; 2],
}

impl Thermal {
    /// A device in balance with its surroundings while it draws `power`.
    pub fn in_balance(network: ThermalNetwork, ambient: Celsius, power: Watts) -> Self {
        let (fast, slow) = modes(&network);
        let mut thermal = Self { junction_c: 0.0, skin_c: 0.0, network, fast, slow };
        (thermal.junction_c, thermal.skin_c) = thermal.steady(ambient, power);
        thermal
    }

    /// Junction temperature.
    pub fn junction(&self) -> Celsius {
        Celsius::new(self.junction_c)
    }

    /// Skin temperature.
    pub fn skin(&self) -> Celsius {
        Celsius::new(self.skin_c)
    }

    /// Where junction and skin would settle, in °C.
    pub fn steady(&self, ambient: Celsius, power: Watts) -> (f64, f64) {
        let skin = ambient.get() + power.get() * self.network.skin_ambient_k_per_w;
        (skin + power.get() * self.network.junction_skin_k_per_w, skin)
    }

    /// Lets `span` pass with constant power and surroundings. Exact for any span.
    pub fn advance(&mut self, span: Span, ambient: Celsius, power: Watts) {
        let seconds = span.as_secs_f64();
        let (junction, skin) = self.steady(ambient, power);
        let deviation = [self.junction_c - junction, self.skin_c - skin];
        let fast = det_math::exp(self.fast.lambda * seconds);
        let slow = det_math::exp(self.slow.lambda * seconds);
        let [from_junction, from_skin] = [0, 1].map(|row| {
            let [f, s] = [self.fast.projector[row], self.slow.projector[row]];
            (fast * f[0] + slow * s[0]) * deviation[0] + (fast * f[1] + slow * s[1]) * deviation[1]
        });
        self.junction_c = junction + from_junction;
        self.skin_c = skin + from_skin;
    }

    /// Adds a burst of heat at the junction, too short to be a change of power.
    pub fn add_joules(&mut self, joules: f64) {
        self.junction_c += joules / self.network.junction_j_per_k;
    }
}

/// Eigenvalues and spectral projectors of the 2x2 system matrix: P1 = (A - λ2 I) / (λ1 - λ2).
fn modes(network: &ThermalNetwork) -> (Mode, Mode) {
    let coupling = 1.0 / network.junction_skin_k_per_w;
    let loss = 1.0 / network.skin_ambient_k_per_w;
    let a = -coupling / network.junction_j_per_k;
    let b = coupling / network.junction_j_per_k;
    let c = coupling / network.skin_j_per_k;
    let d = -(coupling + loss) / network.skin_j_per_k;
    let half_gap = ((a - d) * (a - d) / 4.0 + b * c).sqrt();
    let (fast, slow) = ((a + d) / 2.0 - half_gap, (a + d) / 2.0 + half_gap);
    let projector = |own: f64, other: f64| {
        let scale = 1.0 / (own - other);
        [[(a - other) * scale, b * scale], [c * scale, (d - other) * scale]]
    };
    (
        Mode { lambda: fast, projector: projector(fast, slow) },
        Mode { lambda: slow, projector: projector(slow, fast) },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::Device;

    fn ambient_device() -> Thermal {
        Thermal::in_balance(Device::ALL[0].thermal, Celsius::new(0.0), Watts::new(0.0))
    }

    #[test]
    fn four_watts_from_ambient_rise_as_the_exact_solution_says() {
        // FACTS: exact rise (junction, skin) in K, printed to five decimals.
        for (seconds, junction, skin) in
            [(10, 6.80741, 0.03953), (60, 21.16720, 0.86196), (600, 33.37459, 9.70571)]
        {
            let mut thermal = ambient_device();
            thermal.advance(Span::from_secs(seconds), Celsius::new(0.0), Watts::new(4.0));
            assert!((thermal.junction().get() - junction).abs() < 6e-6, "{:?}", thermal.junction());
            assert!((thermal.skin().get() - skin).abs() < 6e-6, "{:?}", thermal.skin());
        }
    }

    #[test]
    fn time_constants_are_29_and_637_seconds() {
        let thermal = ambient_device();
        assert!((-1.0 / thermal.fast.lambda - 28.986).abs() < 5e-4);
        assert!((-1.0 / thermal.slow.lambda - 636.51).abs() < 5e-3);
    }

    #[test]
    fn one_long_step_equals_many_short_ones() {
        let (mut long, mut short) = (ambient_device(), ambient_device());
        long.advance(Span::from_secs(600), Celsius::new(30.0), Watts::new(2.5));
        for _ in 0..6000 {
            short.advance(Span::from_millis(100), Celsius::new(30.0), Watts::new(2.5));
        }
        assert!((long.junction().get() - short.junction().get()).abs() < 1e-9);
        assert!((long.skin().get() - short.skin().get()).abs() < 1e-9);
    }
}
