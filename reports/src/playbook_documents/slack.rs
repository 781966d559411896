//! An internal alert as Slack's Block Kit: a payload for an incoming webhook or `chat.postMessage`.
//!
//! Slack publishes what a block may hold (<https://docs.slack.dev/reference/block-kit/blocks>): a header
//! 150 characters of plain text, a section's text 3000, its fields ten of 2000 each; a message 50
//! blocks. In mrkdwn `&`, `<` and `>` are written as entities. What is longer is cut, visibly.

use serde_json::{Value, json};

const HEADER_MAX: usize = 150;
const TEXT_MAX: usize = 3000;
const FIELD_MAX: usize = 2000;
const FIELDS_MAX: usize = 10;
const BLOCKS_MAX: usize = 50;

/// The alert's text as blocks: its heading as the header, each `**Name**: value` as a field, each list
/// as a section of its own, and what it is from as the last line.
pub(super) fn blocks(alert: &str, reference: &str) -> Value {
    let mut parts = Parts::default();
    alert.lines().for_each(|line| parts.read(line));
    let heading = parts.heading.unwrap_or_default();
    let mut blocks = vec![json!({
        "type": "header",
        "text": { "type": "plain_text", "text": cut(&heading, HEADER_MAX), "emoji": true },
    })];
    for fields in parts.fields.chunks(FIELDS_MAX) {
        let fields: Vec<_> = fields.iter().map(|field| mrkdwn(field, FIELD_MAX)).collect();
        blocks.push(json!({ "type": "section", "fields": fields }));
    }
    for section in &parts.sections {
        blocks.push(json!({ "type": "section", "text": mrkdwn(section, TEXT_MAX) }));
    }
    blocks.truncate(BLOCKS_MAX - 1);
    let from = format!("From a rehearsal: {}", entities(reference));
    blocks.push(json!({ "type": "context", "elements": [mrkdwn(&from, TEXT_MAX)] }));
    // What a notification shows, and a client that cannot show blocks.
    let first = parts.fields.first().map(|field| field.replace('\n', " ").replace('*', ""));
    let fallback = format!("{} {}", entities(&heading), first.unwrap_or_default());
    json!({ "text": cut(fallback.trim(), TEXT_MAX), "blocks": blocks })
}

/// The alert line by line; everything but the heading is mrkdwn already.
#[derive(Default)]
struct Parts {
    heading: Option<String>,
    fields: Vec<String>,
    sections: Vec<String>,
}

impl Parts {
    fn read(&mut self, line: &str) {
        let line = line.trim();
        if line.is_empty() {
            return;
        }
        if self.heading.is_none() {
            self.heading = Some(line.replace("**", ""));
            return;
        }
        let named = line.strip_prefix("**").and_then(|rest| rest.split_once("**:"));
        match (named, self.sections.last_mut()) {
            (Some((name, "")), _) => self.sections.push(format!("*{}*", entities(name))),
            (Some((name, value)), _) => {
                self.fields.push(format!("*{}*\n{}", entities(name), entities(value.trim())));
            }
            (None, Some(section)) => {
                let item = line.strip_prefix("- ").unwrap_or(line);
                *section += &format!("\n• {}", entities(item));
            }
            (None, None) => self.sections.push(entities(line)),
        }
    }
}

fn mrkdwn(text: &str, most: usize) -> Value {
    json!({ "type": "mrkdwn", "text": cut(text, most) })
}

/// The three characters that Slack gives a meaning to.
fn entities(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// At most so many characters, an ellipsis at the end if some are missing. No entity is cut in two.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut kept: String = text.chars().take(most - 1).collect();
    if let Some(begun) = kept.rfind('&').filter(|begun| !kept[*begun..].contains(';')) {
        kept.truncate(begun);
    }
    kept + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALERT: &str = "🚨 **HELP** 🚨\n\n**Incident**: a <b> & c\n**ETA**: 5s\n\n\
                         **Actions Taken**:\n- one\n- two > one\n\n**Status**: fine";

    #[test]
    fn an_alert_becomes_header_fields_and_lists() {
        let payload = blocks(ALERT, "x@0x1");
        assert_eq!(payload["text"], "🚨 HELP 🚨 Incident a &lt;b&gt; &amp; c");
        let blocks = payload["blocks"].as_array().unwrap();
        assert_eq!(blocks[0]["text"]["text"], "🚨 HELP 🚨");
        let fields = blocks[1]["fields"].as_array().unwrap();
        assert_eq!(fields.len(), 3);
        assert_eq!(fields[0]["text"], "*Incident*\na &lt;b&gt; &amp; c");
        assert_eq!(blocks[2]["text"]["text"], "*Actions Taken*\n• one\n• two &gt; one");
        assert_eq!(blocks[3]["elements"][0]["text"], "From a rehearsal: x@0x1");
    }

    #[test]
    fn what_is_too_long_is_cut_and_no_entity_in_two() {
        let long = format!("{}\n\n**F**: {}", "H".repeat(200), "&".repeat(2000));
        let payload = blocks(&long, "x@0x1");
        let text = |value: &Value| value["text"].as_str().unwrap().to_owned();
        let header = text(&payload["blocks"][0]["text"]);
        assert_eq!((header.chars().count(), header.ends_with('…')), (150, true));
        let field = text(&payload["blocks"][1]["fields"][0]);
        assert!(field.chars().count() <= 2000 && field.ends_with("&amp;…"), "{field}");
    }

    #[test]
    fn many_fields_fill_several_sections() {
        let fields: String = (0..25).map(|n| format!("**F{n}**: {n}\n")).collect();
        let payload = blocks(&format!("H\n{fields}"), "x@0x1");
        let sizes: Vec<_> = payload["blocks"].as_array().unwrap()[1..4]
            .iter()
            .map(|block| block["fields"].as_array().unwrap().len())
            .collect();
        assert_eq!(sizes, [10, 10, 5]);
    }
}
