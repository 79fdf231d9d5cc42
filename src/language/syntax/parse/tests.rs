use super::*;

fn parsed(text: &str) -> File {
    let (file, diagnostics) = parse(FileId(0), text, &Limits::default());
    assert_eq!(diagnostics, vec![], "{text}");
    file
}

#[test]
fn the_study_parses() {
    let text = include_str!("../../../../policies/pilot-clusters/pilot-clusters.bareme");
    // Each declaration begins a line, and nothing else stands at its beginning.
    let declared = text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase())).count();
    assert_eq!(parsed(text).items.len(), declared);
}

#[test]
fn every_shape_of_the_language_parses() {
    assert_eq!(parsed(include_str!("shapes.bareme")).items.len(), 66);
}
