//! Alerts for Slack, held to the limits that Slack publishes for Block Kit.

use serde_json::Value;

use crate::MANY;

/// Every alert of a run.
fn alerts(json: &str) -> Vec<Value> {
    let document: Value = serde_json::from_str(json).unwrap();
    let incidents = document["incidents"].as_array().unwrap().iter();
    let alerts = incidents.flat_map(|incident| incident["internal_alerts"].as_array().unwrap());
    alerts.map(|alert| alert["slack"].clone()).collect()
}

fn text(object: &Value, kind: &str, most: usize) -> String {
    assert_eq!(object["type"], kind, "{object}");
    let text = object["text"].as_str().unwrap();
    assert!((1..=most).contains(&text.chars().count()), "{object}");
    if kind == "mrkdwn" {
        assert!(!text.contains(['<', '>']), "{text}");
        let plain = text.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "");
        assert!(!plain.contains('&'), "{text}");
    }
    text.to_owned()
}

/// What Slack's reference says of the three kinds of blocks that are used.
fn check(payload: &Value) {
    let blocks = payload["blocks"].as_array().unwrap();
    assert!((1..=50).contains(&blocks.len()), "{payload}");
    assert!(!payload["text"].as_str().unwrap().is_empty());
    for block in blocks {
        match block["type"].as_str().unwrap() {
            "header" => _ = text(&block["text"], "plain_text", 150),
            "section" => {
                let fields = block["fields"].as_array();
                assert!(fields.is_some() || block.get("text").is_some(), "{block}");
                if let Some(fields) = fields {
                    assert!((1..=10).contains(&fields.len()), "{block}");
                    fields.iter().for_each(|field| _ = text(field, "mrkdwn", 2000));
                } else {
                    text(&block["text"], "mrkdwn", 3000);
                }
            }
            "context" => {
                let elements = block["elements"].as_array().unwrap();
                assert!((1..=10).contains(&elements.len()), "{block}");
                elements.iter().for_each(|element| _ = text(element, "mrkdwn", 3000));
            }
            other => panic!("{other} is no block that is used here"),
        }
    }
}

#[test]
fn every_alert_keeps_within_slacks_limits() {
    let mut checked = 0;
    for (name, documents) in MANY.iter() {
        for alert in alerts(&documents.to_json()) {
            check(&alert);
            let alert = alert.to_string();
            for field in [
                "Incident",
                "Severity",
                "Time",
                "Performance",
                "Memory",
                "Auto-Recovery",
                "ETA",
                "Actions Taken",
                "Status",
            ] {
                assert!(alert.contains(&format!("*{field}*\\n")), "{name}: no {field} in {alert}");
            }
            checked += 1;
        }
    }
    assert!(checked > 90, "{checked}");
}
