//! A scenario for tests.

/// A scenario with nothing wrong. It stands apart from the suites, whose numbers change
/// when the world does.
pub(crate) const WHOLE: &str = r#"name = "leak"
title = "A leak"
about = "Why not."
duration = "15m"
device = "iphone-15"

[conditions]
ambient = "20C..26C"
charge = "60%..90%"

[[fault]]
kind = "leak"
at = "60s..120s"
component = "image-cache"
rate = "1MB/s..8MB/s"

[expect]
incidents = ["memory-leak-emergency"]
severity = "critical"
"#;
