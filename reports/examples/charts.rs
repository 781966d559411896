//! Writes every chart of made-up figures into a folder, light and dark, as SVG and PNG and as tables:
//! `cargo run -p firedrill-reports --example charts -- FOLDER`.

#![expect(clippy::expect_used, reason = "an example whose figures are its own")]

use std::error::Error;
use std::fs;
use std::path::Path;

use firedrill_campaign::month::Month;
use firedrill_campaign::statistics::{Interval, Proportion};
use firedrill_reports::chart::{
    Answers, Band, BandPoint, Chart, Dose, Envelopes, Estimate, FamilyFailures, FaultResponse,
    HeatMap, Limit, Margins, MonthResult, Number, Panel, Recoveries, RecoveryTimes, RoleAnswers,
    ScenarioMargin, Side, Theme, Trend,
};
use firedrill_sim::{Span, det_math};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("say into which folder")?;
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    let charts = [
        ("recovery-times", recovery_times().chart()),
        ("margins", margins().chart()),
        ("fault-response", fault_response().chart()),
        ("heat-map", heat_map().chart()),
        ("envelopes", envelopes().chart()),
        ("answers", answers().chart()),
        ("trend", trend(5).chart()),
        ("trend-of-one-month", trend(1).chart()),
    ];
    for (name, chart) in charts {
        write(folder, name, &chart)?;
    }
    Ok(())
}

fn write(folder: &Path, name: &str, chart: &Chart) -> Result<(), Box<dyn Error>> {
    for (theme, suffix) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        fs::write(folder.join(format!("{name}-{suffix}.svg")), chart.svg(theme)?)?;
        fs::write(folder.join(format!("{name}-{suffix}.png")), chart.png(theme)?)?;
    }
    fs::write(folder.join(format!("{name}.md")), chart.table().markdown())?;
    Ok(())
}

/// Numbers from 0 to 1 that are the same every time.
struct Draws(u64);

impl Draws {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A time around a median, with a long tail.
    fn time(&mut self, median_secs: f64, spread: f64) -> Span {
        let sum: f64 = (0..6).map(|_| self.next()).sum();
        Span::from_secs_f64(median_secs * det_math::exp((sum - 3.0) * spread))
    }
}

fn recovery_times() -> RecoveryTimes {
    let mut draws = Draws(1);
    let types = [
        ("critical performance degradation", 38.0, 0.5, 812, 3),
        ("memory leak emergency", 64.0, 0.45, 604, 14),
        ("thermal emergency", 142.0, 0.4, 377, 11),
        ("deadlock emergency", 21.0, 0.6, 179, 0),
    ];
    let types = types.map(|(name, median, spread, restored, never)| Recoveries {
        name: name.to_owned(),
        sla: Span::from_secs(300),
        restored: (0..restored).map(|_| draws.time(median, spread)).collect(),
        never,
    });
    RecoveryTimes { types: types.into() }
}

fn margins() -> Margins {
    let mut draws = Draws(2);
    let kinds = ["memory-leak", "hot-day", "deadlock", "feed-stall", "crash-loop", "swarm"];
    let severities = ["minor", "moderate", "major", "critical"];
    let names =
        kinds.iter().flat_map(|kind| severities.map(|severity| format!("{kind}-{severity}")));
    let names = names.flat_map(|name| {
        ["", "-on-a-weekend", "-old-device", "-twice", "-blind"].map(|end| name.clone() + end)
    });
    let scenarios = names.map(|name| {
        let value = 110.0 * det_math::sqrt(draws.next()) - 16.0;
        let width = 2.0 + 14.0 * draws.next();
        let within = Interval { low: value - width, high: value + width * 0.7 };
        ScenarioMargin { name, margin_pct: estimate(value, within) }
    });
    Margins { of: "restoration time".to_owned(), scenarios: scenarios.collect() }
}

fn fault_response() -> FaultResponse {
    let runs = 120_u32;
    let doses = (1..=14).map(|step| {
        let magnitude = f64::from(step) * 1.5;
        let chance = 1.0 / (1.0 + det_math::exp((magnitude - 14.0) * 0.9));
        let hits = det_math::round(f64::from(runs) * chance) as u64;
        Dose { magnitude: number(magnitude), recovered: proportion(hits, runs.into()) }
    });
    FaultResponse {
        fault: "leak of the image cache".to_owned(),
        unit: "MB/s".to_owned(),
        doses: doses.collect(),
        threshold: Some(number(12.4)),
    }
}

fn heat_map() -> HeatMap {
    let families = [
        ("memory", [(0, 420), (1, 388), (9, 361), (38, 340)]),
        ("thermal", [(0, 300), (0, 280), (4, 260), (71, 120)]),
        ("cpu", [(0, 512), (0, 490), (0, 455), (5, 430)]),
        ("concurrency", [(0, 210), (2, 190), (21, 180), (96, 171)]),
        ("network", [(0, 640), (0, 610), (0, 0), (0, 0)]),
        ("storage", [(0, 150), (0, 149), (2, 147), (3, 20)]),
        ("monitoring", [(0, 88), (4, 80), (0, 0), (0, 0)]),
        ("people", [(0, 1_240), (0, 1_130), (12, 1_004), (55, 911)]),
    ];
    let families = families.map(|(family, cells)| FamilyFailures {
        family: family.to_owned(),
        failed: cells.map(|(hits, of)| proportion(hits, of)).into(),
    });
    let severities = ["minor", "moderate", "major", "critical"].map(str::to_owned);
    HeatMap { severities: severities.into(), families: families.into() }
}

fn envelopes() -> Envelopes {
    let band = |name: &str, value: &dyn Fn(f64) -> (f64, f64, f64), limits: Vec<Limit>| {
        let points = (0..=180).map(|step| {
            let at = f64::from(step) * 5.0;
            let (low, median, high) = value(at);
            let value = estimate(median, Interval { low, high });
            BandPoint { at: Span::from_secs_f64(at), value }
        });
        Band { name: name.to_owned(), points: points.collect(), limits }
    };
    let limit =
        |name: &str, value, good| Limit { name: name.to_owned(), value: number(value), good };
    // Rises at 180 s, and falls after what was done at 260 s.
    let hump = |at: f64, rise: f64, fall: f64| {
        let up = 1.0 - det_math::exp(-det_math::max(at - 180.0, 0.0) / rise);
        up * det_math::exp(-det_math::max(at - 260.0, 0.0) / fall)
    };
    let memory = band(
        "",
        &|at| {
            let median = 142.0 + 110.0 * hump(at, 60.0, 50.0);
            (median - 8.0, median, median + 10.0 + 60.0 * hump(at, 50.0, 110.0))
        },
        vec![limit("target", 200.0, Side::Below), limit("critical", 300.0, Side::Below)],
    );
    let junction = band(
        "junction",
        &|at| {
            let median = 48.0 + 26.0 * hump(at, 80.0, 160.0);
            (median - 3.0, median, median + 4.0 + 9.0 * hump(at, 80.0, 240.0))
        },
        vec![],
    );
    let skin = band(
        "skin",
        &|at| {
            let median = 36.0 + 9.0 * hump(at, 120.0, 400.0);
            (median - 1.5, median, median + 1.5 + 3.0 * hump(at, 120.0, 400.0))
        },
        vec![limit("serious", 49.0, Side::Below), limit("critical", 51.0, Side::Below)],
    );
    let battery = band(
        "",
        &|at| {
            let median = 64.0 - at / 420.0 - 1.4 * hump(at, 60.0, 2_000.0);
            (median - 0.3 - at / 500.0, median, median + 0.2 + at / 900.0)
        },
        vec![limit("low power", 58.0, Side::Above)],
    );
    let panel = |quantity: &str, unit: &str, bands| Panel {
        quantity: quantity.to_owned(),
        unit: unit.to_owned(),
        bands,
    };
    Envelopes {
        runs: 2_000,
        panels: vec![
            panel("Memory", "MB", vec![memory]),
            panel("Temperature", "°C", vec![junction, skin]),
            panel("Battery", "%", vec![battery]),
        ],
    }
}

fn answers() -> Answers {
    let mut draws = Draws(6);
    let roles = [
        ("on-call engineer", 14.0, 0.6, 981, 6, Some(30)),
        ("team lead", 48.0, 0.55, 412, 21, Some(120)),
        ("engineering manager", 96.0, 0.5, 88, 12, Some(300)),
        ("support", 31.0, 0.8, 240, 0, None),
        ("executive", 170.0, 0.4, 9, 5, Some(600)),
    ];
    let roles = roles.map(|(role, median, spread, answered, missed, due)| RoleAnswers {
        role: role.to_owned(),
        answered: (0..answered).map(|_| draws.time(median, spread)).collect(),
        missed,
        due: due.map(Span::from_secs),
    });
    Answers { roles: roles.into() }
}

fn trend(count: usize) -> Trend {
    let months = [
        ("2026-11", 1_981, 2_000, 58),
        ("2026-10", 1_962, 2_000, 63),
        ("2026-09", 1_958, 2_000, 71),
        ("2026-07", 481, 500, 96),
        ("2026-06", 470, 500, 104),
    ];
    let months = months.into_iter().take(count).map(|(month, passed, of, secs)| {
        let result = MonthResult {
            passed: proportion(passed, of),
            median_restoration: Some(Span::from_secs(secs)),
        };
        (month.parse::<Month>().expect("written here"), result)
    });
    Trend { months: months.collect() }
}

fn number(number: f64) -> Number {
    Number::new(number).expect("a number of this file")
}

fn estimate(value: f64, within: Interval) -> Estimate {
    Estimate::new(value, within).expect("a number of this file")
}

fn proportion(hits: u64, of: u64) -> Proportion {
    Proportion::new(hits, of).expect("no more than all")
}
