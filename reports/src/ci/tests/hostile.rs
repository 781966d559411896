//! Titles and paths that a stranger wrote.

use roxmltree::Document;
use serde_json::Value;

use super::occasion;
use crate::ci::{annotations, ctrf, job_summary, junit, open_metrics, performance_report};
use crate::examples::{self, Campaign};

const TITLE: &str = r#"]]><b a="x">&amp;</b> %0A::error file=x::y | **z** `` ``` $a$ "q" 'q'"#;
const PATH: &str = "a\u{1b}[2J\u{0}\u{b}\u{fffe}b%0A]]>\n::error title=x,y:z::<i>|\"\\.toml";

/// A scenario with that title, from a file of that path, that fails.
fn hostile() -> Campaign {
    let mut campaign = examples::many_failures(2);
    campaign.results[0].scenario = examples::titled("scenario-0", TITLE);
    campaign.sources[0] = PATH.to_owned();
    campaign
}

#[test]
fn xml_stays_xml_and_holds_the_title() {
    let text = junit(&hostile().report(), &occasion());
    let allowed = |c: char| c == '\n' || (c >= ' ' && c != '\u{fffe}' && c != '\u{ffff}');
    assert!(text.chars().all(allowed), "{text}");
    let xml = Document::parse(&text).unwrap();
    let title = xml.descendants().find(|node| node.attribute("name") == Some("title")).unwrap();
    assert_eq!(title.attribute("value"), Some(TITLE));
    assert!(xml.descendants().all(|node| !node.has_tag_name("b") && !node.has_tag_name("i")));
}

#[test]
fn an_annotation_is_one_line_whatever_its_path_is() {
    let text = annotations(&hostile().report());
    assert_eq!(text.lines().count(), 2, "{text}");
    for line in text.lines() {
        // Name and properties, message: nothing else begins or ends a command.
        assert!(line.starts_with("::error file="), "{line}");
        let (properties, message) = line[2..].split_once("::").unwrap();
        assert_eq!(properties.matches(',').count(), 1, "{line}");
        assert!(!properties.contains(':'), "{line}");
        assert!(!message.contains('\u{1b}') && !message.contains('\u{0}'), "{line}");
    }
    assert!(text.contains("b%250A"), "a per cent sign must stay one: {text}");
}

#[test]
fn a_summary_shows_the_title_as_it_is() {
    let text = job_summary(&hostile().report());
    assert!(text.contains(r#"\]\]\>\<b a="x"\>\&amp;\</b\>"#), "{text}");
    // Every second part stands in a fence, where nothing means anything.
    let outside: String = text.split("\n```").step_by(2).collect();
    let tags = outside.replace("\\<", "");
    assert!(!tags.contains("<b") && !tags.contains("<i") && !text.contains('\u{1b}'), "{text}");
    for line in text.lines().filter(|line| line.starts_with('|')) {
        let cells = line.replace("\\|", "").matches('|').count();
        assert!([6, 8].contains(&cells), "{line}");
    }
}

#[test]
fn json_and_metrics_hold_it_too() {
    let campaign = hostile();
    let report = campaign.report();
    let json: Value = serde_json::from_str(&performance_report(&report, &occasion())).unwrap();
    assert_eq!(json["validation_results"]["scenarios"][0]["title"], TITLE);
    assert_eq!(json["validation_results"]["scenarios"][0]["source"], PATH);
    let json: Value = serde_json::from_str(&ctrf(&report, &occasion())).unwrap();
    assert_eq!(json["results"]["tests"][0]["filePath"], PATH);
    let metrics = open_metrics(&report);
    assert!(metrics.lines().all(|line| line.starts_with('#') || line.starts_with("firedrill_")));
}
