//! What people see when a scenario is wrong: a broad table of broken inputs.

use super::*;
use crate::limits::FILE_BYTES_MAX;
use crate::specimen::WHOLE;

fn rendered(text: &str) -> String {
    match Scenario::from_bytes("suite/leak.toml", text.as_bytes()) {
        Ok(_) => panic!("nothing is wrong with\n{text}"),
        Err(diagnostics) => diagnostics.to_string(),
    }
}

/// The whole scenario with replacements, each one mistake.
fn broken(replacements: &[(&str, &str)]) -> String {
    let mut reports = vec![];
    for (from, to) in replacements {
        assert!(WHOLE.contains(from), "{from}");
        reports.push(rendered(&WHOLE.replacen(from, to, 1)));
    }
    reports.join("\n\n--------\n\n")
}

#[test]
fn the_whole_scenario_is_one() {
    assert!(Scenario::from_bytes("suite/leak.toml", WHOLE.as_bytes()).is_ok());
}

#[test]
fn quantities() {
    let rate = "\"1MB/s..8MB/s\"";
    insta::assert_snapshot!(broken(&[
        (rate, "\"1MB/s..8mb/s\""),
        (rate, "\"1MB..8MB\""),
        (rate, "\"1..8MB/s\""),
        (rate, "\"8\""),
        (rate, "\"8MB/s..1MB/s\""),
        (rate, "\"1MB/s-8MB/s\""),
        (rate, "\"1MB/s..\""),
        (rate, "\"fast\""),
        (rate, "\"\""),
        (rate, "\"-1MB/s..8MB/s\""),
        (rate, "\"nanMB/s\""),
        (rate, "\"inf\""),
        (rate, "\"99999999999999999999MB/s\""),
        (rate, "\"1MB/s..65MB/s\""),
        (rate, "'1B/s..2B/s'"),
        ("\"60%..90%\"", "\"60-90%\""),
        ("\"60%..90%\"", "\"60%..190 percent\""),
        ("\"20C..26C\"", "\"\\u0032\\u0030F\""),
        ("\"20C..26C\"", "\"70F..80F\""),
    ]));
}

#[test]
fn words() {
    insta::assert_snapshot!(broken(&[
        ("\"iphone-15\"", "\"iPhone 15\""),
        ("\"iphone-15\"", "\"nokia\""),
        ("[conditions]", "workload = \"comuter\"\n\n[conditions]"),
        ("kind = \"leak\"", "kind = \"laek\""),
        ("\"image-cache\"", "\"imagecache\""),
        ("\"image-cache\"", "[\"image-cache\", \"fridge\", 3, \"image-cache\"]"),
        ("\"image-cache\"", "[]"),
        ("[\"memory-leak-emergency\"]", "[\"memory-leak\", \"memory-leak-emergancy\"]"),
        ("severity = \"critical\"", "severity = \"Critical\""),
        ("component = \"image-cache\"\n", ""),
    ]));
}

#[test]
fn keys_and_types() {
    insta::assert_snapshot!(broken(&[
        ("title =", "titel ="),
        ("ambient =", "ambience ="),
        ("rate =", "speed ="),
        ("rate =", "Rate ="),
        ("severity =", "serverity ="),
        ("\"1MB/s..8MB/s\"", "8"),
        ("\"15m\"", "15"),
        ("\"A leak\"", "true"),
        ("\"image-cache\"", "1.5"),
        ("[\"memory-leak-emergency\"]", "\"memory-leak-emergency\""),
        ("[[fault]]", "[fault]"),
        ("[expect]", "[[expect]]"),
        ("\"60s..120s\"", "2026-01-01"),
        ("rate =", "duration = \"15m\"\nrate ="),
    ]));
}

#[test]
fn names_titles_and_times() {
    let long = format!("name = \"{}\"", "a".repeat(65));
    let title = format!("title = \"{}\"", "A long leak. ".repeat(30));
    insta::assert_snapshot!(broken(&[
        ("name = \"leak\"", "name = \"Memory leak\""),
        ("name = \"leak\"", "name = \"leek\""),
        ("name = \"leak\"", "name = \"-leak\""),
        ("name = \"leak\"", "name = \"\""),
        ("name = \"leak\"", &long),
        ("title = \"A leak\"", &title),
        ("title = \"A leak\"", "title = \"A\\u001b[2J leak\""),
        ("title = \"A leak\"", "title = \" \""),
        ("\"Why not.\"", "\"Why \\u0000 not.\""),
        ("\"15m\"", "\"0s\""),
        ("\"15m\"", "\"25h\""),
        ("\"15m\"", "\"10m..15m\""),
        ("\"60s..120s\"", "\"10m..20m\""),
        ("\"60s..120s\"", "\"15m\""),
        ("\"60s..120s\"", "\"60s\"\nfor = \"0s\""),
    ]));
}

#[test]
fn expectations() {
    insta::assert_snapshot!(broken(&[
        ("[\"memory-leak-emergency\"]", "[]"),
        ("severity = \"critical\"", "healthy = true"),
        ("severity = \"critical\"", ""),
        ("incidents = [\"memory-leak-emergency\"]", ""),
        ("incidents = [\"memory-leak-emergency\"]\nseverity = \"critical\"", ""),
        ("incidents = [\"memory-leak-emergency\"]\nseverity = \"critical\"", "healthy = false"),
        ("[\"memory-leak-emergency\"]", "[\"memory-leak-emergency\", \"memory-leak-emergency\"]"),
        ("severity = \"critical\"", "anything = true"),
        ("incidents = [\"memory-leak-emergency\"]\nseverity = \"critical\"", "anything = false"),
        (
            "incidents = [\"memory-leak-emergency\"]\nseverity = \"critical\"",
            "anything = true\nhealthy = true\nmay_be_infeasible = \"no\"",
        ),
    ]));
}

#[test]
fn stated_failures() {
    let fails = |list: &str| format!("severity = \"critical\"\nfails = {list}");
    let lists = [
        "[]",
        "\"no-jetsam-kill\"",
        "[\"no-jetsam-kil\"]",
        "[\"no-jetsam-kill\", \"no-swipe-lost\", \"no-jetsam-kill\"]",
        "[\"healthy-stays-healthy\"]",
        "[\"memory-stays-low\", 3]",
    ];
    let texts = lists.map(fails);
    let replacements: Vec<_> =
        texts.iter().map(|text| ("severity = \"critical\"", text.as_str())).collect();
    insta::assert_snapshot!(broken(&replacements));
}

/// A scenario with this property, as TOML writes the value of `holds`.
fn with_property(name: &str, holds: &str) -> String {
    format!("{WHOLE}\n[[property]]\nname = \"{name}\"\nholds = {holds}\n")
}

#[test]
fn temporal_properties() {
    let holds = |formula: &str| with_property("p", formula);
    let texts = [
        holds("\"always(memori <= 300MB)\""),
        holds("\"allways(memory <= 300MB)\""),
        holds("\"always(memory <= 300ms)\""),
        holds("\"always(memory <= 300mb)\""),
        holds("\"always(memory <= 300)\""),
        holds("\"always(multiplier >= 357x)\""),
        holds("\"always(memory)\""),
        holds("\"always(critical >= 1)\""),
        holds("\"always(300MB >= memory)\""),
        holds("\"always(thermal_state <= seriuos)\""),
        holds("\"always[0,600](memory <= 300MB)\""),
        holds("\"always[0,90sec](memory <= 300MB)\""),
        holds("\"always[0,1500ms](memory <= 300MB)\""),
        holds("\"always[10m,1m](memory <= 300MB)\""),
        holds("\"always[20m,30m](memory <= 300MB)\""),
        holds("\"always(critical -> eventually[0,30s] responded)\""),
        holds("\"minor until major until critical\""),
        holds("\"always(memory <= 300MB\""),
        holds("\"\""),
        holds("'ui-blocked <= 2s'"),
        holds("\"\"\"\n  always[0,600s](\n    memory <= 300MB\n    and skin <= 40F)\n\"\"\""),
        holds("\"\\u0061lways(memori <= 300MB)\""),
        holds("3"),
        with_property("No-Capitals", "\"critical\""),
        with_property("", "\"critical\""),
        with_property("no-jetsam-kill", "\"critical\""),
        with_property("p", "\"critical\"\n[[property]]\nname = \"p\"\nhold = \"minor\""),
        with_property("p", "\"critical\"\n[[property]]\nname = \"p\"\nholds = \"minor\""),
        format!("property = 3\n{WHOLE}"),
    ];
    let reports: Vec<_> = texts.iter().map(|text| rendered(text)).collect();
    insta::assert_snapshot!(reports.join("\n\n--------\n\n"));
}

#[test]
fn more_properties_than_anybody_means_are_refused() {
    let of = |count: usize| {
        let property = |n| format!("[[property]]\nname = \"p-{n}\"\nholds = \"not critical\"\n");
        let properties: String = (0..count).map(property).collect();
        Scenario::from_bytes("leak.toml", format!("{WHOLE}{properties}").as_bytes())
    };
    assert_eq!(of(32).unwrap().properties().len(), 32);
    assert!(of(33).unwrap_err().to_string().contains("33 properties are too many"));
}

#[test]
fn what_is_demanded_sometimes() {
    let sometimes = |list: &str| {
        let key = "severity = \"critical\"";
        (key, format!("{key}\nsometimes = {list}"))
    };
    let demands = [
        sometimes("\"severity:major\""),
        sometimes("[\"severity:magor\", \"severity:major\", \"severity:major\"]"),
        sometimes("[\"thermal-cooldown\"]"),
        sometimes("[\"procedur:thermal-cooldown\", \"escalation:4\"]"),
        sometimes("[\"famly:memry\", \"fault:\", 4]"),
    ];
    insta::assert_snapshot!(broken(&demands.each_ref().map(|(from, to)| (*from, to.as_str()))));
}

#[test]
fn swarms() {
    const SWARM: &str = "[swarm]\nat = \"60s..300s\"\nfaults = \"1..4\"\n\
                         [swarm.families]\nmemory = \"60%\"\n";
    let with = |from: &str, to: &str| {
        assert!(SWARM.contains(from), "{from}");
        let key = "[[fault]]";
        (key, format!("{}\n{key}", SWARM.replacen(from, to, 1)))
    };
    let whole = WHOLE.replacen("[[fault]]", &with("", "").1, 1);
    assert!(Scenario::from_bytes("suite/leak.toml", whole.as_bytes()).is_ok());
    let mistakes = [
        with("memory", "memry"),
        with("\"60%\"", "\"60%..80%\""),
        with("\"60%\"", "0.6"),
        with("\"60%\"", "\"0%\""),
        with("\"60%\"", "\"120%\""),
        with("memory", "release"),
        with("\"1..4\"", "\"1.5..4\""),
        with("\"1..4\"", "\"1..64\""),
        with("\"1..4\"", "\"0..0\""),
        with("\"1..4\"", "\"4..1\""),
        with("\"60s..300s\"", "\"60s..20m\""),
        with("faults = ", "fault = "),
        with("[swarm.families]\nmemory = \"60%\"\n", "for = \"0s\"\n"),
    ];
    insta::assert_snapshot!(broken(&mistakes.each_ref().map(|(from, to)| (*from, to.as_str()))));
}

#[test]
fn origins() {
    let rate = "rate = \"1MB/s..8MB/s\"";
    let heat = "rate = \"1MB/s..8MB/s\"\n[[fault]]\nkind = \"ambient-heat\"\nat = \"5s\"\n\
                ambient = \"40C\"\norigin = \"release\"";
    insta::assert_snapshot!(broken(&[
        (rate, "rate = \"1MB/s..8MB/s\"\norigin = \"releas\""),
        (rate, heat),
    ]));
}

#[test]
fn playbook_overrides() {
    let with = |text: &str| ("[conditions]", format!("[playbook]\n{text}\n\n[conditions]"));
    let overrides = [
        with("targets.memory = \"180MB\"\ntargets.hold = 10\nmonitor.period = \"1sec\""),
        with("severities.critical.memory_above = \"240MB\""),
        with(
            "targets.memory_usage = \"199MB\"\nincidents.system-instability.procedures = [\n  \"pray\",\n]",
        ),
        with(
            "targets.performance_multiplier = nan\ntargets.battery_drain_pct_per_hour = 99999999999999999999",
        ),
        with("targets.performance_multiplier = 300"),
        with("\"a.b\\u001b\".c = 1"),
        with("targets = 3"),
    ];
    let overrides: Vec<_> = overrides.iter().map(|(from, to)| (*from, to.as_str())).collect();
    insta::assert_snapshot!(broken(&overrides));
}

#[test]
fn what_is_no_toml() {
    insta::assert_snapshot!(broken(&[
        ("\"1MB/s..8MB/s\"", "1MB/s..8MB/s"),
        ("rate =", "rate = \"2MB/s\"\nrate ="),
        ("\"A leak\"", "\"A leak"),
        ("[conditions]", "[conditions"),
        ("kind = \"leak\"", "kind \"leak\""),
        ("\"15m\"", "15m\nduratoin = \"3\""),
        ("title =", "= 3\ntitle ="),
    ]));
}

#[test]
fn every_mistake_of_a_file_is_reported_at_once() {
    insta::assert_snapshot!(rendered(
        "nam = \"leak\"\ntitle = 3\nduration = \"15\"\n\n[conditions]\nambient = \"30C..20C\"\n\n\
         [[fault]]\nkind = \"leak\"\nat = \"1s\"\ncomponent = \"ui\"\nrat = \"1MB/s\"\n\n\
         [[fault]]\nkind = \"leek\"\nat = \"later\"\n\n[expect]\n"
    ));
}

#[test]
fn lines_that_are_hard_to_show() {
    let long = format!("\"1MB/s..8MB/s\" # {}", "x".repeat(300));
    let late = format!("component = [\"image-cache\", {}\"fridge\"]", " ".repeat(400));
    insta::assert_snapshot!(broken(&[
        ("title = \"A leak\"", "\ttitle\t=\t\"\u{65e5}\u{672c}\u{8a9e} \u{1f525}\"\t\ttail"),
        (
            "title = \"A leak\"",
            "title = { \"\u{65e5}\u{672c}\u{8a9e}\" = \"\u{202e}abc\u{1b}[31m\" }"
        ),
        ("\"1MB/s..8MB/s\"", &long.replace("8MB", "8mb")),
        ("component = \"image-cache\"", &late),
        ("title = \"A leak\"\n", "title = \"A leak\"\r\nwhat = 1\r\n"),
    ]));
}

#[test]
fn bytes_that_are_no_text() {
    let report = |bytes: &[u8]| Scenario::from_bytes("leak.toml", bytes).unwrap_err().to_string();
    let reports = [
        report(b"name = \"leak\"\ntitle = \"caf\xe9\"\n"),
        report(b"\xff\xfen\0a\0"),
        report(&vec![b'#'; FILE_BYTES_MAX + 1]),
        report(b""),
    ];
    insta::assert_snapshot!(reports.join("\n\n--------\n\n"));
}

#[test]
fn more_faults_than_anybody_means_are_refused() {
    let fault = "[[fault]]\nkind = \"radio-drain\"\nat = \"1s\"\npower = \"1W\"\n";
    let of = |count: usize| {
        let text = format!("{WHOLE}{}", fault.repeat(count));
        Scenario::from_bytes("leak.toml", text.as_bytes())
    };
    assert_eq!(of(63).unwrap().faults().len(), 64);
    insta::assert_snapshot!(of(64).unwrap_err());
}

#[test]
fn a_thousand_mistakes_are_not_all_shown() {
    let keys: String = (0..1000).map(|n| format!("key-{n} = 1\n")).collect();
    let error = Scenario::from_bytes("leak.toml", format!("{keys}{WHOLE}").as_bytes()).unwrap_err();
    assert_eq!((error.iter().len(), error.omitted()), (40, 960));
    assert!(error.to_string().ends_with("... and 960 more mistakes"));
}

#[test]
fn a_text_that_is_no_file_may_have_any_name() {
    assert!(Scenario::from_bytes("<stdin>", WHOLE.as_bytes()).is_ok());
    assert!(Scenario::from_bytes("C:\\suites\\leak.toml", WHOLE.as_bytes()).is_ok());
    assert!(Scenario::from_bytes("leek.toml", WHOLE.as_bytes()).is_err());
}

#[test]
fn a_harmless_fault_may_be_expected_to_stay_harmless() {
    let text = WHOLE.split("[expect]").next().unwrap().to_owned() + "[expect]\nhealthy = true\n";
    let scenario = Scenario::from_bytes("leak.toml", text.as_bytes()).unwrap();
    assert_eq!(scenario.expectation(), &Expectation::Healthy);
}

#[test]
fn what_a_scenario_leaves_out_is_as_usual() {
    let text = "name = 'x'\ntitle = 'X'\nduration = '1h'\nexpect.healthy = true";
    let scenario = Scenario::from_bytes("x.toml", text.as_bytes()).unwrap();
    assert_eq!(scenario.device().name, "iphone-15");
    assert_eq!(scenario.conditions().ambient.low(), 20.0);
    assert_eq!(scenario.conditions().swipes.high(), 18.0);
    assert_eq!(scenario.playbook(), &Playbook::built_in());
    assert!(scenario.overrides().is_empty() && scenario.about().is_empty());
}

#[test]
fn the_largest_files_are_refused_at_once() {
    let filled = |unit: &str| unit.repeat(FILE_BYTES_MAX / unit.len());
    let long_value = format!("{WHOLE}\n[[fault]]\nkind = \"{}\"\n", "x".repeat(1_000_000));
    let texts = [
        filled("["),
        filled("a.b=1\n"),
        filled("a.b.c."),
        filled("x=[{"),
        filled("[[fault]]\n"),
        filled("=\n"),
        filled("\u{1}"),
        filled("\u{65e5}"),
        filled("[playbook.a]\nb=1\n"),
        long_value,
    ];
    for text in texts {
        let error = Scenario::from_bytes("x.toml", text.as_bytes()).unwrap_err();
        // What stands there may be a megabyte, what is said about it never is.
        assert!(error.to_string().len() < 64 * 1024, "{}", &text[..24]);
    }
}
