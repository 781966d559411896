//! Floating-point functions with the same result bits on every platform.
//!
//! IEEE 754 fixes + - * / and the square root; everything else the platform's library rounds as it
//! likes, so those functions come from the pinned pure-Rust `libm`.

/// e to the power `x`.
#[inline]
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// e to the power `x`, less 1; accurate near zero.
#[inline]
pub fn exp_m1(x: f64) -> f64 {
    libm::expm1(x)
}

/// The natural logarithm.
#[inline]
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// The natural logarithm of 1 + `x`; accurate near zero.
#[inline]
pub fn ln_1p(x: f64) -> f64 {
    libm::log1p(x)
}

/// The decimal logarithm.
#[inline]
pub fn log10(x: f64) -> f64 {
    libm::log10(x)
}

/// `base` to the power `exponent`.
#[inline]
pub fn pow(base: f64, exponent: f64) -> f64 {
    libm::pow(base, exponent)
}

/// The sine of an angle in radians.
#[inline]
pub fn sin(x: f64) -> f64 {
    libm::sin(x)
}

/// The cosine of an angle in radians.
#[inline]
pub fn cos(x: f64) -> f64 {
    libm::cos(x)
}

/// The hyperbolic tangent.
#[inline]
pub fn tanh(x: f64) -> f64 {
    libm::tanh(x)
}

/// The square root; IEEE 754 requires it exactly rounded.
#[inline]
pub fn sqrt(x: f64) -> f64 {
    x.sqrt()
}

/// The logarithm of the gamma function.
#[inline]
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// The largest integer at or below `x`.
#[inline]
pub fn floor(x: f64) -> f64 {
    libm::floor(x)
}

/// The smallest integer at or above `x`.
#[inline]
pub fn ceil(x: f64) -> f64 {
    libm::ceil(x)
}

/// The nearest integer, halves away from zero.
#[inline]
pub fn round(x: f64) -> f64 {
    libm::round(x)
}

/// The smaller number; of zeros, whatever their signs, +0.
///
/// NaN panics in debug builds and is the result in release builds.
#[inline]
pub fn min(a: f64, b: f64) -> f64 {
    debug_assert!(!a.is_nan() && !b.is_nan(), "min({a}, {b}) of NaN");
    if a < b {
        a
    } else if b < a {
        b
    } else {
        agreed(a, b)
    }
}

/// The larger number; of zeros, whatever their signs, +0.
///
/// NaN panics in debug builds and is the result in release builds.
#[inline]
pub fn max(a: f64, b: f64) -> f64 {
    debug_assert!(!a.is_nan() && !b.is_nan(), "max({a}, {b}) of NaN");
    if a > b {
        a
    } else if b > a {
        b
    } else {
        agreed(a, b)
    }
}

/// `x`, or the bound that it is beyond; zeros at a bound become +0.
///
/// NaN and crossed bounds panic in debug builds. In release builds NaN is the result of NaN, and
/// `high` the result of crossed bounds.
#[inline]
pub fn clamp(x: f64, low: f64, high: f64) -> f64 {
    debug_assert!(low <= high, "clamp to crossed bounds {low} and {high}");
    min(max(x, low), high)
}

/// The common value of two numbers of which neither is smaller.
#[inline]
fn agreed(a: f64, b: f64) -> f64 {
    // Adding +0 turns -0 into +0 and changes no other number.
    if a == b { a + 0.0 } else { f64::NAN }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Results pinned to the bit: another `libm` would show here first.
    #[test]
    fn known_bits_stay() {
        let check = |value: f64, bits: u64| {
            assert_eq!(value.to_bits(), bits, "{value} is {:#018x}", value.to_bits());
        };
        check(exp(1.3), 0x400d_5ab8_3615_f8b4);
        check(exp_m1(1e-3), 0x3f50_6466_dfb8_cf3a);
        check(ln(1.3), 0x3fd0_ca93_7be1_b9dc);
        check(ln_1p(1e-3), 0x3f50_6035_4f8c_3ebf);
        check(log10(1.3), 0x3fbd_2b64_3bc1_24f5);
        check(pow(1.3, 2.7), 0x4000_3ee2_c912_1ed5);
        check(sin(1.3), 0x3fee_d577_f9c5_1e4b);
        check(cos(1.3), 0x3fd1_1eb3_682a_4c5f);
        check(tanh(1.3), 0x3feb_933c_726e_9b3a);
        check(sqrt(1.3), 0x3ff2_3e28_9628_0f23);
        check(ln_gamma(1.3), 0xbfbb_b158_2516_58ad);
    }

    #[test]
    fn zeros_tie_as_plus_zero_in_either_order() {
        for (a, b) in [(0.0, -0.0), (-0.0, 0.0), (-0.0, -0.0), (0.0, 0.0)] {
            assert!(min(a, b).is_sign_positive());
            assert!(max(a, b).is_sign_positive());
            assert!(clamp(a, b, 1.0).is_sign_positive());
            assert!(clamp(a, -1.0, b).is_sign_positive());
        }
    }

    #[test]
    fn min_max_and_clamp_choose_as_their_names_say() {
        assert_eq!((min(1.0, 2.0), min(2.0, 1.0)), (1.0, 1.0));
        assert_eq!((max(1.0, 2.0), max(2.0, 1.0)), (2.0, 2.0));
        assert_eq!([-1.0, 0.5, 2.0].map(|x| clamp(x, 0.0, 1.0)), [0.0, 0.5, 1.0]);
        assert_eq!(min(f64::INFINITY, f64::NEG_INFINITY), f64::NEG_INFINITY);
    }

    #[test]
    #[cfg(debug_assertions)]
    #[should_panic(expected = "of NaN")]
    fn nan_panics_in_debug_builds() {
        min(f64::NAN, 1.0);
    }

    #[test]
    #[cfg(not(debug_assertions))]
    fn nan_stays_nan_in_release_builds() {
        assert!(min(f64::NAN, 1.0).is_nan() && max(1.0, f64::NAN).is_nan());
        assert!(clamp(f64::NAN, 0.0, 1.0).is_nan());
    }
}
