//! The smallest case that two methodologies classify differently, in words.

use crate::compare::witness::{Case, Classified, How, Witness};
use crate::report::document::{Block, Document, counted};
use crate::report::why;

/// For each scenario a case and its path through each policy, or why there is none.
pub(super) fn sections(witnesses: &[Witness], document: &mut Document) {
    for witness in witnesses {
        let Witness { scenario, table, constructed, real, none } = witness;
        document.heading(format!("Classified differently: {scenario} of {table}"));
        if let Some(case) = constructed {
            document.push(Block::Strong(made_up(case)));
            told(case, document);
        }
        if let Some(none) = none {
            document.push(Block::Strong(absent(none.how, &none.said)));
        }
        if let Some(case) = real {
            document.push(Block::Strong(entity(case, table)));
            told(case, document);
        }
    }
}

fn made_up(case: &Case) -> String {
    let how = match case.how {
        How::Exact => "no case needs fewer, of those in which all other values do not matter",
        How::Search => "the smallest that a search found",
        How::Data | How::Open => "as found",
    };
    let inputs = counted(case.inputs, "value");
    format!("The smallest case made up: {inputs} given ({how}). A says {}, B says {}.", case.a.outcome, case.b.outcome)
}

fn absent(how: How, said: &str) -> String {
    match how {
        How::Exact => format!("There is none (exact): {said}."),
        How::Search | How::Data => format!("None is known (by search): {said}."),
        How::Open => format!("None was made up: {said}."),
    }
}

fn entity(case: &Case, table: &str) -> String {
    let key = case.key.as_deref().unwrap_or_default();
    let of = match case.of {
        Some(1) => "the only one".to_owned(),
        Some(count) => format!("one of {count}"),
        None => "one".to_owned(),
    };
    format!(
        "In the data: `{key}`, {of} of `{table}` that come out otherwise. A says {}, B says {}.",
        case.a.outcome, case.b.outcome
    )
}

fn told(case: &Case, document: &mut Document) {
    match (&case.a.example, &case.b.example) {
        (Some(a), Some(b)) => {
            let stands_in = if case.how == How::Data { " (what other rows decide is given as a number)" } else { "" };
            document.paragraph(format!("As an example to be added to A{stands_in}:"));
            document.push(Block::Code(a.clone()));
            document.paragraph("And to B:");
            document.push(Block::Code(b.clone()));
        }
        (Some(_) | None, _) => {
            document.paragraph("It is no example by itself: other rows have a part in it.");
        }
    }
    for (side, of) in [("A", &case.a), ("B", &case.b)] {
        path(side, of, document);
    }
}

/// What `bareme why` says of it, under a heading of its own.
fn path(side: &str, of: &Classified, document: &mut Document) {
    document.heading(format!("How {side} comes to {}", of.outcome));
    for block in why::path(&of.assessment, &of.explanation).blocks {
        match block {
            Block::Heading(heading) => document.push(Block::Strong(heading)),
            Block::Paragraph(_) | Block::Strong(_) | Block::Table(_) | Block::List(_) => document.push(block),
            Block::Title(_) | Block::Finding(_) | Block::Code(_) => document.push(block),
        }
    }
}
