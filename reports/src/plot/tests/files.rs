//! What is in the files.

use firedrill_judge::{Property, Violation};
use firedrill_model::nouns::Phase;
use firedrill_scenarios::Plan;
use firedrill_sim::{Digest, Span, Time};

use super::super::font::Weight;
use super::super::scene::{Colour, PIXEL, Shape};
use super::super::{png, style, svg};
use super::overlaps::nothing_overlaps;
use super::{reproduction, scene};
use crate::examples::{self, snapshot};
use crate::reproduction::Reproduction;

/// The texts of an SVG document, in order.
fn said(document: &str) -> Vec<String> {
    let document = roxmltree::Document::parse(document).unwrap_or_else(|error| panic!("{error}"));
    let labels = document.descendants().filter_map(|node| node.attribute("aria-label"));
    labels.map(str::to_owned).collect()
}

#[test]
fn a_picture_says_what_it_shows() {
    let (plan, outcome) = examples::short_run();
    let document = svg(&plan, &outcome, &reproduction(&plan)).unwrap();
    snapshot("plot_texts", &said(&document).join("\n"));
}

#[test]
fn an_svg_is_well_formed_and_draws_each_character_that_it_says() {
    let (plan, mut outcome) = examples::short_run();
    let strange = "<b> & \"Q\" 'q' \u{202e} 日本 \u{0} \u{fffe} ]]> ".to_owned();
    let plan = Plan { title: strange.clone() + &"x".repeat(100_000), ..plan };
    outcome.judgement.violations.push(Violation {
        property: Property::NoSwipeLost,
        at: Time::ZERO + Span::from_secs(100),
        about: strange.repeat(50),
        incident: None,
        phase: Phase::Normal,
    });
    nothing_overlaps(&scene(&plan, &outcome), "strange");
    let text = svg(&plan, &outcome, &Reproduction::of_plan(&"<a b>\u{7}".repeat(100))).unwrap();
    let document = roxmltree::Document::parse(&text).unwrap_or_else(|error| panic!("{error}"));
    let names: Vec<_> = document.descendants().filter_map(|node| node.attribute("id")).collect();
    for group in document.descendants().filter(|node| node.attribute("aria-label").is_some()) {
        let said = group.attribute("aria-label").unwrap();
        let drawn: Vec<_> = group.children().filter_map(|node| node.attribute("href")).collect();
        let visible = said.chars().filter(|character| *character != ' ').count();
        assert_eq!(drawn.len(), visible, "{said}");
        assert!(drawn.iter().all(|href| names.contains(&&href[1..])), "{said}");
    }
    assert!(said(&text).iter().any(|text| text.contains("\\u{202e}")));
    assert!(text.len() < 400_000, "{}", text.len());
}

#[test]
fn a_png_has_the_size_of_the_scene_and_the_same_things_in_the_same_places() {
    let (plan, outcome) = examples::short_run();
    let scene = scene(&plan, &outcome);
    let bytes = png(&plan, &outcome, &reproduction(&plan)).unwrap();
    let mut reader = png::Decoder::new(std::io::Cursor::new(&bytes)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    assert_eq!((info.width as i32, info.height as i32), (scene.width, scene.height));
    let pixel = |x: i32, y: i32| {
        let begin = ((y * scene.width + x) * 3) as usize;
        (pixels[begin], pixels[begin + 1], pixels[begin + 2])
    };
    assert_eq!(pixel(0, 0), (255, 255, 255));
    let mut seen = 0;
    for shape in &scene.shapes {
        let Shape::Box(frame, style::FAULT) = shape else { continue };
        let middle = ((frame.left + frame.right) / 2, (frame.top + frame.bottom) / 2);
        let Colour(red, green, blue) = style::FAULT;
        assert_eq!(pixel(middle.0 / PIXEL, middle.1 / PIXEL), (red, green, blue));
        seen += 1;
    }
    assert_eq!(seen, 1);
    let heading = scene.labels.iter().find(|label| label.weight == Weight::Bold).unwrap().frame();
    let (left, top) = (heading.left / PIXEL, heading.top / PIXEL);
    let (right, bottom) = (heading.right / PIXEL, heading.bottom / PIXEL);
    let ink = (top..bottom).flat_map(|y| (left..right).map(move |x| (x, y)));
    let dark = ink.filter(|(x, y)| pixel(*x, *y).0 < 128).count() as i32;
    let area = (right - left) * (bottom - top);
    assert!((area / 20..area / 2).contains(&dark), "{dark} of {area}");
}

/// What the pictures of the hand-made run come to. They are the same in debug and release, and on every
/// machine; whoever changes the picture on purpose looks at it and puts the new figures here.
#[test]
fn the_same_run_gives_the_same_bytes_everywhere() {
    let (plan, outcome) = examples::short_run();
    let reproduction = reproduction(&plan);
    let digest = |bytes: &[u8]| {
        let mut digest = Digest::new();
        digest.absorb_bytes(bytes);
        digest.value().to_string()
    };
    let svg = svg(&plan, &outcome, &reproduction).unwrap();
    let png = png(&plan, &outcome, &reproduction).unwrap();
    let found = (digest(svg.as_bytes()), digest(&png));
    assert_eq!(found, ("0xde428305744158e1".to_owned(), "0x79662890d48b8117".to_owned()));
}
