//! `allow FINDING of SUBJECT because "…"`.

use pest::iterators::Pair;

use super::{Block, Builder, child};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::Allow;
use crate::syntax::grammar::Rule;

impl<'a> Builder<'a> {
    /// A finding that is allowed here; `None` where that cannot be said, which is reported.
    pub(super) fn allow(&mut self, clause: &Pair<'a, Rule>, block: Block) -> Option<Allow> {
        let span = self.span(clause);
        let finding = child(clause, Rule::finding).map(|p| self.name(&p))?;
        let of = child(clause, Rule::dotted).map(|p| self.dotted(&p));
        if !has_findings(block) {
            let message = format!("`allow` does not belong in {}", block.called());
            let hint = format!("write `allow {} of NAME because \"…\"` in the `policy`", finding.text);
            self.report(Diagnostic::error(Code::UnknownClause, span, message).hint(hint));
            return None;
        }
        if let Some(of) = of.as_ref().filter(|_| block != Block::Policy) {
            let message = "what is allowed here is allowed of this declaration, so `of` has no meaning";
            let hint = "leave out `of`, or write the clause in the `policy`";
            self.report(Diagnostic::error(Code::UnexpectedText, of.span, message).hint(hint));
            return None;
        }
        Some(Allow { finding, of, reason: self.text_in(clause)?, span })
    }
}

/// Whether findings may be about what a block declares.
fn has_findings(block: Block) -> bool {
    match block {
        Block::Policy | Block::Table | Block::Field | Block::Indicator | Block::Indicators | Block::Scale => true,
        Block::Gate | Block::Weights | Block::Parameter | Block::Index | Block::Scenario => true,
        Block::Published | Block::Journey | Block::Summary | Block::Survey => true,
        Block::File | Block::About | Block::Rows | Block::Example | Block::Phase | Block::Step => false,
        Block::Theme | Block::Checklist | Block::ChecklistItem | Block::Route | Block::Dated => false,
        Block::Mapping => true,
        Block::Section | Block::Question | Block::Set => false,
    }
}
