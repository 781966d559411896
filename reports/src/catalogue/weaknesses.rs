//! The weaknesses that ablation looks for.

use firedrill_campaign::ablation::GROUPS;

use crate::columns::wrap;
use crate::palette::{Palette, paint};

/// Widest text that is printed when nobody's terminal sets a width.
const USUAL_WIDTH: usize = 110;

/// Every weakness as the table of docs/ablation.md.
pub fn weaknesses_in_markdown() -> String {
    let mut lines = vec![
        "| weakness | what is broken | the line that it breaks |".to_owned(),
        "|---|---|---|".to_owned(),
    ];
    for group in GROUPS {
        lines.push(format!("| **{}** | | |", group.name));
        for weakness in group.weaknesses {
            let (name, about, breaks) = (weakness.name, weakness.about, weakness.breaks);
            let why = weakness.equivalent.map(|why| format!(" *Equivalent:* {why}"));
            lines.push(format!("| `{name}` | {about}{} | {breaks} |", why.unwrap_or_default()));
        }
    }
    lines.join("\n") + "\n"
}

/// Every weakness: what is broken, and which line of the playbook that breaks.
pub fn weaknesses(width: Option<usize>, palette: &Palette) -> String {
    let width = width.unwrap_or(USUAL_WIDTH).saturating_sub(4).max(40);
    let mut entries = vec![];
    for group in GROUPS {
        for weakness in group.weaknesses {
            let name = paint(palette.strong, weakness.name);
            let mut lines = vec![format!("{name}  {}", paint(palette.quiet, group.name))];
            let text = format!("{} Breaks \"{}\".", weakness.about, weakness.breaks);
            lines.extend(wrap(&text, width).into_iter().map(|line| format!("    {line}")));
            if let Some(why) = weakness.equivalent {
                let text = format!("No run shows it: {why}");
                lines.extend(wrap(&text, width).into_iter().map(|line| format!("    {line}")));
            }
            entries.push(lines.join("\n") + "\n");
        }
    }
    entries.concat()
}
