//! What is in the files.

use super::*;
use crate::examples::snapshot;

fn heat_map() -> Chart {
    let failed = vec![proportion(0, 40), proportion(3, 40)];
    let families = vec![
        FamilyFailures { family: "memory <&>".to_owned(), failed },
        FamilyFailures { family: "cpu".to_owned(), failed: vec![proportion(1, 250)] },
    ];
    HeatMap { severities: vec!["minor".to_owned(), "critical".to_owned()], families }.chart()
}

fn trend() -> Chart {
    let months = [
        month("2026-10", proportion(1_962, 2_000), Some(63)),
        month("2026-11", proportion(1_981, 2_000), Some(58)),
    ];
    Trend { months: months.into_iter().collect() }.chart()
}

#[test]
fn a_heat_map_is_this_document() {
    snapshot("chart_heat_map", &drawn(&heat_map()));
}

#[test]
fn a_trend_is_this_document() {
    snapshot("chart_trend", &drawn(&trend()));
}

/// Everything but the outlines of the letters, which the labels say.
fn drawn(chart: &Chart) -> String {
    let svg = chart.svg(Theme::Light).unwrap();
    let is_outline = |line: &&str| line.starts_with("<path id=");
    let lines = svg.lines().filter(|line| !is_outline(line));
    let lines = lines.map(|line| line.split("<use ").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn an_svg_is_well_formed_and_says_what_it_shows() {
    for theme in [Theme::Light, Theme::Dark] {
        let svg = heat_map().svg(theme).unwrap();
        let document = roxmltree::Document::parse(&svg).unwrap_or_else(|error| panic!("{error}"));
        let title = document.descendants().find(|node| node.has_tag_name("title")).unwrap();
        let title = title.text().unwrap();
        assert!(title.starts_with("4 of 330 runs failed, most often with memory <&> at critical"));
        let labels = document.descendants().filter_map(|node| node.attribute("aria-label"));
        let labels: Vec<_> = labels.collect();
        assert!(labels.contains(&"memory <&>") && labels.contains(&"of 40"), "{labels:?}");
    }
}

#[test]
fn a_png_has_the_size_of_the_svg_and_the_paper_of_its_theme() {
    let chart = trend();
    for theme in [Theme::Light, Theme::Dark] {
        let bytes = chart.png(theme).unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(&bytes)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        let size = (info.width as i32, info.height as i32);
        assert_eq!(size, (chart.light.width, chart.light.height));
        let crate::drawing::scene::Colour(red, green, blue) = Look::of(theme).paper;
        assert_eq!(pixels[..3], [red, green, blue]);
        let head = format!("width=\"{}\" height=\"{}\"", info.width, info.height);
        assert!(chart.svg(theme).unwrap().contains(&head));
    }
}

#[test]
fn the_same_figures_give_the_same_bytes() {
    for theme in [Theme::Light, Theme::Dark] {
        assert_eq!(trend().svg(theme), trend().svg(theme));
        assert_eq!(heat_map().png(theme), heat_map().png(theme));
    }
}
