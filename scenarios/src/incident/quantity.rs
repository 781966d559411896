//! Quantities as people would write them, and as they are read back: bit for bit.

use firedrill_protocol::quantity::Dimension;

use crate::range::QuantityRange;

/// The value, in base units, in the largest unit in which it is a whole number; else in the unit that
/// it is usually given in, with decimals; else in base units. Whatever is chosen reads back as the
/// same bits.
pub(super) fn written(base: f64, dimension: Dimension) -> String {
    let whole = units(dimension, base).iter().filter_map(|(unit, size)| {
        let number = base / size;
        (number >= 1.0 && number.fract() == 0.0).then(|| format!("{number}{unit}"))
    });
    let in_seconds = is_long(dimension, base).then(|| format!("{}s", base / SECOND));
    let in_base_units = format!("{base}{}", base_unit(dimension));
    let mut candidates: Vec<_> = whole.chain(in_seconds).chain([in_base_units]).collect();
    let is_exact = |text: &String| {
        QuantityRange::parse(text, dimension)
            .is_ok_and(|range| range.low().to_bits() == base.to_bits())
    };
    let exact = candidates.iter().position(is_exact);
    // In base units nothing is converted, so the last is exact if any is.
    candidates.swap_remove(exact.unwrap_or(candidates.len() - 1))
}

const SECOND: f64 = 1e9;
const KB: f64 = 1024.0;
const MB: f64 = KB * KB;

/// Units to write whole numbers in, the largest first.
fn units(dimension: Dimension, base: f64) -> &'static [(&'static str, f64)] {
    match dimension {
        Dimension::Duration if is_long(dimension, base) => {
            &[("h", 3600.0 * SECOND), ("m", 60.0 * SECOND), ("s", SECOND)]
        }
        Dimension::Duration => &[("ms", 1e6), ("us", 1e3)],
        Dimension::Size => &[("GB", KB * MB), ("MB", MB), ("KB", KB)],
        Dimension::Rate => &[("MB/s", MB), ("KB/s", KB)],
        _ => &[],
    }
}

/// Whether it is a duration that is given in seconds: `83.25s` reads better than `83250ms`.
fn is_long(dimension: Dimension, base: f64) -> bool {
    dimension == Dimension::Duration && (base >= SECOND || base == 0.0)
}

const fn base_unit(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Duration => "ns",
        Dimension::Size => "B",
        Dimension::Rate => "B/s",
        Dimension::Temperature => "C",
        Dimension::Power => "W",
        Dimension::Share => "%",
        Dimension::Frequency => "/min",
        Dimension::Count => "",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn quantities_are_written_as_people_would() {
        let check = |base, dimension, expect: &str| assert_eq!(written(base, dimension), expect);
        check(900e9, Dimension::Duration, "15m");
        check(7200e9, Dimension::Duration, "2h");
        check(90e9, Dimension::Duration, "90s");
        check(83.25e9, Dimension::Duration, "83.25s");
        check(250e6, Dimension::Duration, "250ms");
        check(1_234.0, Dimension::Duration, "1234ns");
        check(0.0, Dimension::Duration, "0s");
        check(8.0 * MB, Dimension::Size, "8MB");
        check(1301.0 * KB, Dimension::Rate, "1301KB/s");
        check(1.0, Dimension::Size, "1B");
        check(-5.5, Dimension::Temperature, "-5.5C");
        check(0.944, Dimension::Power, "0.944W");
        check(100.0 / 60.0, Dimension::Frequency, "1.6666666666666667/min");
        check(117.0, Dimension::Count, "117");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn whole_units_are_read_back(base in 0_u64..86_400_000_000_000) {
            for dimension in [Dimension::Duration, Dimension::Size, Dimension::Rate] {
                let text = written(base as f64, dimension);
                let again = QuantityRange::parse(&text, dimension).unwrap();
                prop_assert_eq!(again.low(), base as f64, "{}", text);
            }
        }

        #[test]
        fn any_number_is_read_back_bit_for_bit(base in 0.0_f64..1e6) {
            use Dimension::{Count, Frequency, Power, Share, Temperature};
            for dimension in [Count, Frequency, Power, Share, Temperature] {
                let text = written(base, dimension);
                let again = QuantityRange::parse(&text, dimension).unwrap();
                prop_assert_eq!(again.low().to_bits(), base.to_bits(), "{}", text);
            }
        }
    }
}
