//! What charts say there is to see.

use super::*;

#[test]
fn recovery_times_say_how_many_were_restored_in_time() {
    let of = |types: Vec<Recoveries>| RecoveryTimes { types }.chart();
    let seconds: Vec<u64> = (0..1_968).map(|index| index % 300 + 1).collect();
    let chart =
        of(vec![recoveries("leak", 300, &seconds, 12), recoveries("heat", 60, &[61; 20], 0)]);
    assert_eq!(chart.title(), "Restored within the SLA in 98.4 % of 2,000 incidents");
    let texts = texts(&chart);
    assert!(texts.contains(&"leak: 1,980 incidents, 12 never restored"), "{texts:?}");
    assert!(texts.contains(&"SLA 1 min of heat"), "{texts:?}");
    assert_eq!(
        of(vec![recoveries("leak", 300, &[], 1)]).title(),
        "The one incident was not restored within the SLA"
    );
    assert_eq!(of(vec![]).title(), "No incident, so no recovery times");
}

#[test]
fn an_incident_restored_just_in_time_is_within_the_sla_and_later_ones_are_counted() {
    let chart = RecoveryTimes { types: vec![recoveries("leak", 60, &[60, 61, 500], 1)] }.chart();
    assert_eq!(chart.title(), "Restored within the SLA in 25.0 % of 4 incidents");
    let note = "Right of this picture: 1 incident, the last restored after 8 min 20 s.";
    assert!(texts(&chart).contains(&note), "{:?}", texts(&chart));
    let row = ["leak", "4", "1", "1 min", "25.0 %", "0.6 to 80.6 %", "1 min 1 s", "never"];
    assert_eq!(chart.table().rows(), [row.map(str::to_owned)]);
}

#[test]
fn of_many_types_those_with_the_most_incidents_are_drawn_and_the_rest_is_said() {
    let types = (1..=6).map(|count| recoveries(&format!("t{count}"), 60, &vec![9; count], 0));
    let chart = RecoveryTimes { types: types.collect() }.chart();
    let texts = texts(&chart);
    let shown: Vec<_> =
        texts.iter().filter(|text| text.starts_with('t') && text.contains(':')).collect();
    assert_eq!(shown.len(), 4);
    assert!(shown[0].starts_with("t3: 3 incidents"), "{shown:?}");
    assert!(texts.iter().any(|text| text.starts_with("Not drawn: 2 more types")), "{texts:?}");
    assert_eq!(chart.table().rows().len(), 6);
}

#[test]
fn margins_begin_with_the_worst_and_count_the_rest() {
    let scenarios = (0..120).rev().map(|index| {
        let value = f64::from(index) - 2.0;
        scenario(&format!("s{index:03}"), estimate(value - 1.0, value, value + 1.0))
    });
    let chart =
        Margins { of: "restoration time".to_owned(), scenarios: scenarios.collect() }.chart();
    assert_eq!(
        chart.title(),
        "The limit of restoration time is missed in 2 of 120 scenarios: the least margin is -2 % (s000)"
    );
    let texts = texts(&chart);
    let names: Vec<_> = texts.iter().filter(|text| text.starts_with('s')).collect();
    assert_eq!((names.len(), names[0], names[29]), (30, &"s000", &"s029"));
    assert!(texts.contains(&"… and 90 more, each with +28 % or more."), "{texts:?}");
    assert_eq!(chart.table().rows()[119], ["s119", "+117 %", "+116 to +118 %"]);
    assert_eq!(
        Margins { of: "response time".to_owned(), scenarios: vec![] }.chart().title(),
        "No scenario has a margin of response time"
    );
}

#[test]
fn a_margin_beyond_the_picture_is_an_arrow_at_its_end() {
    let of = |estimate| Margins { of: String::new(), scenarios: vec![scenario("s", estimate)] };
    let arrows = |margins: Margins| {
        let heads = margins.chart().light.shapes.into_iter().filter_map(|shape| match shape {
            crate::drawing::scene::Shape::Polygon(places, _) if places.len() == 3 => {
                Some(places[0].0 > places[1].0)
            }
            _ => None,
        });
        heads.collect::<Vec<_>>()
    };
    assert_eq!(arrows(of(estimate(5.0, 10.0, 15.0))), [false; 0]);
    assert_eq!(arrows(of(estimate(500.0, 600.0, 700.0))), [true]);
    assert_eq!(arrows(of(estimate(-700.0, -600.0, -500.0))), [false]);
    assert_eq!(arrows(of(estimate(f64::NEG_INFINITY, 5.0, f64::INFINITY))), [false, true]);
}

#[test]
fn a_fault_response_says_what_the_threshold_parts() {
    let dose =
        |magnitude, hits| Dose { magnitude: number(magnitude), recovered: proportion(hits, 100) };
    let of = |threshold: Option<f64>| FaultResponse {
        fault: "leak".to_owned(),
        unit: "MB/s".to_owned(),
        doses: vec![dose(20.0, 5), dose(5.0, 100), dose(10.0, 98)],
        threshold: threshold.map(number),
    };
    assert_eq!(
        of(Some(12.0)).chart().title(),
        "leak: recovered in 99.0 % of 200 runs below 12 MB/s, in 5.0 % of 100 runs from there on"
    );
    assert_eq!(
        of(None).chart().title(),
        "leak: recovered in 67.7 % of 300 runs from 5 MB/s to 20 MB/s; no threshold known"
    );
    assert!(texts(&of(Some(12.0)).chart()).contains(&"magnitude of leak, MB/s"));
    assert_eq!(of(None).chart().table().columns()[0], "Magnitude, MB/s");
}

#[test]
fn a_heat_map_tells_no_failure_from_no_run() {
    let severities = vec!["minor".to_owned(), "critical".to_owned()];
    let row = |family: &str, failed: &[(u64, u64)]| FamilyFailures {
        family: family.to_owned(),
        failed: failed.iter().map(|(hits, of)| proportion(*hits, *of)).collect(),
    };
    let of = |families| HeatMap { severities: severities.clone(), families }.chart();
    let chart = of(vec![row("memory", &[(0, 40), (12, 40)]), row("cpu", &[(0, 0)])]);
    assert_eq!(chart.title(), "12 of 80 runs failed, most often with memory at critical: 12 of 40");
    let table = chart.table().rows();
    assert_eq!(table[0][2..], ["0 of 40", "0 %", "0.0 to 8.9 %"]);
    assert_eq!(table[2][2..], ["never run", "", ""]);
    assert_eq!(table[3][2..], ["never run", "", ""]);
    let numbers = texts(&chart).into_iter().filter(|text| text.starts_with("of "));
    assert_eq!(numbers.count(), 2);
    let safe = of(vec![row("memory", &[(0, 1_000), (0, 1_000)])]);
    assert_eq!(safe.title(), "No failure in 2,000 runs: below 0.15 % at 95 %");
    assert_eq!(of(vec![]).title(), "Nothing was run");
}

#[test]
fn envelopes_say_which_limits_one_run_in_twenty_crosses() {
    let of = |high, low_limit| {
        let point = BandPoint { at: Span::from_secs(5), value: estimate(90.0, 100.0, high) };
        let limit =
            |name: &str, value, good| Limit { name: name.to_owned(), value: number(value), good };
        let limits =
            vec![limit("most", 120.0, Side::Below), limit("least", low_limit, Side::Above)];
        let band = Band { name: String::new(), points: vec![point], limits };
        let (quantity, unit) = ("memory".to_owned(), "MB".to_owned());
        let panels = vec![Panel { quantity, unit, bands: vec![band] }];
        Envelopes { runs: 2_000, panels }.chart().title().to_owned()
    };
    let kept = "At no moment are over 5 % of 2,000 runs beyond a limit";
    let crossed = "memory: at some moment, over 5 % of 2,000 runs are beyond a limit";
    assert_eq!([of(120.0, 90.0), of(121.0, 90.0), of(120.0, 91.0)], [kept, crossed, crossed]);
    assert_eq!(of(f64::INFINITY, 0.0), crossed);
}

#[test]
fn answers_count_what_was_missed_and_name_the_slowest() {
    let of = |roles| Answers { roles }.chart();
    let chart = of(vec![role("on-call", &[10, 12, 20], 0, Some(15)), role("lead", &[60], 1, None)]);
    assert_eq!(
        chart.title(),
        "1 of 5 calls were never answered; the slowest is lead, median 1 min"
    );
    assert!(texts(&chart).contains(&"1 of 2 missed"));
    let row = ["on-call", "3", "3", "0", "12.0 s", "20.0 s", "15.0 s", "2"];
    assert_eq!(chart.table().rows()[0], row);
    let never = of(vec![role("lead", &[], 3, None), role("on-call", &[900], 0, None)]);
    assert_eq!(
        never.title(),
        "3 of 4 calls were never answered; the slowest is lead, mostly never"
    );
    assert_eq!(of(vec![role("lead", &[], 0, None)]).title(), "Nobody was asked for an answer");
}

#[test]
fn one_month_is_said_and_not_drawn_as_a_line() {
    let curves = |chart: &Chart| {
        let is_curve = |shape: &&crate::drawing::scene::Shape| {
            matches!(shape, crate::drawing::scene::Shape::Curve(..))
        };
        chart.light.shapes.iter().filter(is_curve).count()
    };
    let of = |months: &[(Month, MonthResult)]| {
        Trend { months: months.iter().copied().collect() }.chart()
    };
    let november = month("2026-11", proportion(1_981, 2_000), Some(58));
    let october = month("2026-10", proportion(1_962, 2_000), None);
    let august = month("2026-08", proportion(9, 10), Some(70));
    let one = of(&[november]);
    assert_eq!(
        one.title(),
        "2026-11: passed 99.1 % of 2,000 runs, median restoration 58.0 s; no earlier month to \
         compare it with"
    );
    assert_eq!(curves(&one), 0);
    assert!(texts(&one).contains(&"One month is no trend: lines begin with the second."));
    let three = of(&[november, october, august]);
    assert_eq!(
        three.title(),
        "2026-11: passed 99.1 % of 2,000 runs, median restoration 58.0 s (2026-10: 98.1 %)"
    );
    // The key's, and that from October to November; a month is missing before, and October has no
    // restoration.
    assert_eq!(curves(&three), 2);
    assert_eq!(of(&[]).title(), "No month to show yet");
}
