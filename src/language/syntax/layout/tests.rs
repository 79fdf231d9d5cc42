use super::*;

fn laid(text: &str) -> String {
    let layout = lay_out(FileId(0), text, &Limits::default());
    assert_eq!(layout.diagnostics, vec![], "{text}");
    assert_eq!(layout.text.len(), text.len());
    layout.text
}

fn codes(text: &str) -> Vec<(Code, u32)> {
    let place = |d: &Diagnostic| match d.place {
        crate::diagnostic::Place::Text(span) => span.start,
        crate::diagnostic::Place::Data(_) | crate::diagnostic::Place::Nowhere => u32::MAX,
    };
    lay_out(FileId(0), text, &Limits::default()).diagnostics.iter().map(|d| (d.code, place(d))).collect()
}

#[test]
fn a_newline_ends_a_clause_unless_something_must_follow() {
    assert_eq!(laid("a\nb"), "a\nb");
    assert_eq!(laid("a +\n b"), "a +  b");
    assert_eq!(laid("a\n  and b"), "a   and b");
    assert_eq!(laid("a,\r\nb"), "a,  b");
    assert_eq!(laid("parts a, -- first\n b"), "parts a,           b");
    assert_eq!(laid("x in {\n a\n}\ny {\n b\n}"), "x in {  a }\ny {\n b\n}");
    assert_eq!(laid("f(\na\n)"), "f( a )");
    assert_eq!(laid("index a\n{ b }"), "index a { b }");
}

#[test]
fn comments_go_and_doc_comments_stay() {
    assert_eq!(laid("a -- ( {\nb"), "a       \nb");
    assert_eq!(laid("--- about ( b\nb"), "--- about ( b\nb");
    assert_eq!(laid("---- b\nb"), "      \nb");
    assert_eq!(laid("a \"--\" `--`"), "a \"--\" `--`");
}

#[test]
fn brackets_are_reported_where_they_open_or_close_in_vain() {
    assert_eq!(codes("table a {\n  key x\n\nindex b {\n}\n"), [(Code::UnclosedBracket, 8)]);
    assert_eq!(codes("table a {\n indicator x {\n\n indicator y\n}\n"), [(Code::UnclosedBracket, 23)]);
    assert_eq!(codes("a { b (c }"), [(Code::UnclosedBracket, 6)]);
    assert_eq!(codes("a }"), [(Code::UnmatchedBracket, 2)]);
    assert_eq!(codes("a \"b\nc"), [(Code::UnclosedText, 2)]);
    assert_eq!(codes("a \"b {\nc }"), [(Code::UnclosedText, 2)]);
}

#[test]
fn hostile_texts_are_refused_at_once() {
    let deep = |text: &str| {
        let layout = lay_out(FileId(0), text, &Limits::default());
        assert!(layout.refused);
        assert_eq!(layout.diagnostics.len(), 1);
        layout.diagnostics[0].code
    };
    assert_eq!(deep(&"(".repeat(10 << 20)), Code::TooDeep);
    assert_eq!(deep(&"table a {\n".repeat(100_000)), Code::TooDeep);
    assert_eq!(deep(&format!("index a = {}b", "- ".repeat(100_000))), Code::TooDeep);
    assert_eq!(deep(&format!("index a = {}b", "not ".repeat(100_000))), Code::TooDeep);
    assert_eq!(deep(&format!("index a = {}b", "a ^ ".repeat(100_000))), Code::TooDeep);
    assert_eq!(deep(&format!("index a = {}b", "a + ".repeat(10_000))), Code::TooDeep);
    assert_eq!(deep(&format!("index a = {}b", "if a then b else ".repeat(10_000))), Code::TooDeep);
    assert_eq!(deep(&"a\n".repeat(300_000)), Code::TooMany);
    assert_eq!(deep("a\0"), Code::NulCharacter);
    assert_eq!(deep(&"a".repeat(17 << 20)), Code::TooLarge);
    assert_eq!(codes(&"a".repeat(1 << 20)), [(Code::NameTooLong, 0)]);
}
