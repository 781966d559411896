//! What docs/walkthrough.md shows is what the program prints.

#[test]
fn every_command_of_the_walkthrough_prints_what_the_page_shows() {
    let cases = trycmd::TestCases::new();
    cases.register_bin("cat", std::path::PathBuf::from("/bin/cat"));
    cases.case("docs/walkthrough.md");
}
