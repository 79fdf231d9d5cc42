//! The pages of the codes: each has its sections, and each example in Bareme gives the message that the page shows.

use std::path::Path;

use bareme::audit::{self, Evidence};
use bareme::check;
use bareme::diagnostic::Code;
use bareme::limits::Limits;
use bareme::world::MemoryWorld;

/// The fenced blocks of a page, each with its language.
fn blocks(page: &str) -> Vec<(&str, String)> {
    let mut blocks = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let text: Vec<&str> = lines.by_ref().take_while(|l| *l != "```").collect();
            blocks.push((language, text.join("\n") + "\n"));
        }
    }
    blocks
}

/// What checking a policy says: each code with its message as a page shows it.
fn said(text: &str) -> Vec<(Code, String)> {
    let mut loaded = check::load(&MemoryWorld::single("policy.bareme", text), "policy.bareme", &Limits::default());
    let show = |severity: &str, code: Code, message: &str, hint: Option<&str>| {
        let hint = hint.map(|h| format!("\n  help: {h}")).unwrap_or_default();
        (code, format!("{severity}[{code}]: {message}{hint}"))
    };
    let severity = |s| format!("{s:?}").to_lowercase();
    let mut findings = loaded.program.as_deref().map(audit::policy).unwrap_or_default();
    if let Some(program) = &loaded.program {
        audit::settle(program, &mut loaded.diagnostics, &mut findings, Evidence::Policy);
    }
    loaded.diagnostics.retain(|d| d.allowed.is_none());
    findings.retain(|f| f.allowed.is_none());
    let mut all: Vec<(Code, String)> =
        loaded.diagnostics.iter().map(|d| show(&severity(d.severity), d.code, &d.message, d.hint.as_deref())).collect();
    all.extend(findings.iter().map(|f| show(&severity(f.severity), f.code, &f.message, f.hint.as_deref())));
    all
}

#[test]
fn every_code_has_a_page_with_all_sections() {
    for code in Code::ALL {
        let page = code.page();
        assert!(page.starts_with(&format!("# {code}\n")), "{code}");
        for heading in ["What it means", "Why it matters", "Example", "What to write instead"] {
            assert!(page.contains(&format!("\n## {heading}\n")), "{code} says nothing under {heading}");
        }
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/codes");
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), Code::ALL.len(), "a page without a code");
}

#[test]
fn examples_give_the_messages_that_their_pages_show() {
    let mut wrong = Vec::new();
    for code in Code::ALL {
        let (examples, _) = code.page().split_once("## What to write instead").unwrap();
        let blocks = blocks(examples);
        for (at, (_, text)) in blocks.iter().enumerate().filter(|(_, (language, _))| *language == "bareme") {
            let said = said(text);
            assert!(said.iter().all(|(c, _)| c == code), "{code}: {said:?}");
            if let Some((_, shown)) = blocks.get(at + 1) {
                let messages: Vec<&str> = said.iter().map(|(_, message)| message.as_str()).collect();
                if messages != [shown.trim_end()] {
                    wrong.push(format!("{code} shows\n{shown}and is told\n{}\n", messages.join("\n\n")));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_to_write_instead_is_without_fault() {
    for code in Code::ALL {
        let (_, remedies) = code.page().split_once("## What to write instead").unwrap();
        for (_, text) in blocks(remedies).iter().filter(|(language, _)| *language == "bareme") {
            assert_eq!(said(text), [], "{code}");
        }
    }
}
