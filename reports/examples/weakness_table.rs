//! Prints the table of docs/ablation.md.

#![expect(clippy::print_stdout, reason = "an example that prints")]

fn main() {
    print!("{}", firedrill_reports::catalogue::weaknesses_in_markdown());
}
