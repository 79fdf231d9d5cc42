//! Surveys.

use pest::iterators::Pair;

use super::{Builder, Docs, Head, Once, child, children};
use crate::syntax::ast::{Combine, Comparison, DesiredAnswer, Indicator, Question, Roles, Section, Survey, SurveyItem};
use crate::syntax::grammar::Rule;

impl<'a> Builder<'a> {
    /// The clauses of a survey: its questions here, and those that a table has as well.
    pub(super) fn survey(&mut self, head: &mut Head<'a>) -> Survey {
        let mut survey = Survey { of: self.only_table(head), ..Survey::default() };
        let mut docs: Vec<Pair<'a, Rule>> = Vec::new();
        let mut of_table = Vec::new();
        for clause in std::mem::take(&mut head.clauses) {
            match clause.as_rule() {
                Rule::doc => docs.push(clause),
                Rule::section => {
                    let section = self.section(clause, description(&mut docs));
                    survey.items.extend(section.map(Box::new).map(SurveyItem::Section));
                }
                Rule::ask => {
                    let question = self.question(clause, description(&mut docs));
                    survey.items.extend(question.map(|q| SurveyItem::Question(Box::new(q))));
                }
                Rule::roles if self.once(&mut head.once, &clause, "role") => survey.roles = Some(self.roles(&clause)),
                Rule::combine if self.once(&mut head.once, &clause, "combine") => {
                    survey.combine = self.combine(&clause);
                }
                Rule::roles | Rule::combine => {}
                _ => {
                    of_table.append(&mut docs);
                    of_table.push(clause);
                }
            }
        }
        head.clauses = of_table;
        survey.table = self.table(head);
        survey
    }

    fn section(&mut self, pair: Pair<'a, Rule>, description: Option<String>) -> Option<Section> {
        let span = self.span(&pair);
        let mut head = self.head(pair, description);
        self.modifiers(&mut head, &[]);
        let mut docs = Docs::default();
        let mut questions = Vec::new();
        for clause in std::mem::take(&mut head.clauses) {
            match clause.as_rule() {
                Rule::doc => docs.push(&clause),
                _ => questions.extend(self.question(clause, docs.take())),
            }
        }
        Some(Section { name: head.name?, about: head.about, questions, span })
    }

    fn question(&mut self, pair: Pair<'a, Rule>, description: Option<String>) -> Option<Question> {
        let span = self.span(&pair);
        let roles = child(&pair, Rule::asked_of).map(|p| self.names_in(&p)).unwrap_or_default();
        let conditions: Vec<Pair<'a, Rule>> = children(&pair, Rule::when).collect();
        let mut conditions = conditions.into_iter();
        let when = conditions.next().and_then(|p| self.expr_in(&p));
        let mut head = self.head(pair, description);
        if let Some(second) = conditions.next() {
            let mut once = Once(vec![("when", when.as_ref().map_or(span, |w| w.span))]);
            self.once(&mut once, &second, "when");
        }
        let mut column = Indicator::default();
        for modifier in self.modifiers(&mut head, &[Rule::ascribed]) {
            column.ty = self.ascribed(&modifier);
        }
        let (mut combine, mut desired) = (None, None);
        let mut once = std::mem::take(&mut head.once);
        for clause in std::mem::take(&mut head.clauses) {
            match clause.as_rule() {
                Rule::combine if self.once(&mut once, &clause, "combine") => combine = self.combine(&clause),
                Rule::desired if self.once(&mut once, &clause, "desired") => desired = self.desired_answer(&clause),
                Rule::combine | Rule::desired => {}
                _ => self.indicator_clause(&mut column, &mut once, &clause),
            }
        }
        Some(Question { roles, name: head.name?, about: head.about, column, when, combine, desired, span })
    }

    fn roles(&mut self, clause: &Pair<'a, Rule>) -> Roles {
        let options = self.options(clause);
        Roles { options, from: self.text_in(clause), span: self.span(clause) }
    }

    fn combine(&mut self, clause: &Pair<'a, Rule>) -> Option<Combine> {
        let rule = child(clause, Rule::word).map(|p| self.name(&p))?;
        Some(Combine { rule, by: child(clause, Rule::name).map(|p| self.name(&p)), span: self.span(clause) })
    }

    pub(super) fn desired_answer(&mut self, clause: &Pair<'a, Rule>) -> Option<DesiredAnswer> {
        let compare = clause.clone().into_inner().find_map(|p| match p.as_rule() {
            Rule::less => Some(Comparison::Less),
            Rule::less_or_equal => Some(Comparison::LessOrEqual),
            Rule::greater => Some(Comparison::Greater),
            Rule::greater_or_equal => Some(Comparison::GreaterOrEqual),
            _ => None,
        });
        let values = children(clause, Rule::expr).map(|p| self.expr(p)).collect::<Option<Vec<_>>>()?;
        Some(DesiredAnswer { compare, values, span: self.span(clause) })
    }
}

/// The doc comments so far, as a description.
fn description(docs: &mut Vec<Pair<'_, Rule>>) -> Option<String> {
    let mut lines = Docs::default();
    docs.drain(..).for_each(|pair| lines.push(&pair));
    lines.take()
}
