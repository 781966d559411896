fn no_line_is_wider_than_the_terminal() {
    for run in RUNS.iter() {
        for width in [60, 80, 100, 129, 130, 160, 200] {
            for kinds in [TimelineOptions::plain().kinds, LineKind::ALL.into()] {
                let text = shown(
                    run,
                    &TimelineOptions { width: Some(width), kinds, ..TimelineOptions::plain() },
                );
