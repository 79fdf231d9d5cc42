//! Indices: parts, steps, ranks.

use super::{Declaration, Expr, Name, Number, Range, Rounded, Text};
use crate::source::Span;

/// The clauses of `index`, in groups; the steps keep the order written.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Index {
    /// `of clusters`
    pub table: Option<Name>,
    /// `extends hdi`
    pub extends: Option<Name>,
    /// `weight 40` (its weight in its parent)
    pub weight: Option<Number>,
    /// `= EXPR`
    pub formula: Option<Expr>,
    /// `parts members, exports 2`: names with weights given in place.
    pub parts: Vec<(Name, Option<Number>)>,
    /// `screen`, `treat`, `impute`, `weigh`, `normalise`, `aggregate`, `missing`, `rounded` in the order written.
    pub steps: Vec<Step>,
    /// `prefer linear q 10 p 50 for exports, papers`
    pub prefer: Vec<Method>,
    /// `printed 1`
    pub printed: Option<Number>,
    /// `better lower`
    pub better: Option<(bool, Span)>,
    /// `rank higher first within industry among EXPR, ties min`
    pub rank: Option<Rank>,
    /// Nested indices, in order; each is a part as well, after the named parts.
    pub children: Vec<Declaration>,
    /// `replace le by le_f, eys by eys_f`
    pub replace: Vec<(Name, Name)>,
    /// `drop members`
    pub drop: Vec<Name>,
}

/// One step of an index.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// `weigh experts`, `weigh equal`, `weigh members 2, exports 1`
    Weigh(Weigh, Span),
    /// `normalise minmax to 0..100 within industry for exports, papers`
    Normalise(Method),
    /// `treat winsorise until skewness 2, kurtosis 3.5 for exports`
    Treat(Method),
    /// `impute median within region`
    Impute(Method),
    /// `screen rows at least 60%`
    Screen(Method),
    /// `aggregate geometric mean`
    Aggregate(Method),
    /// `missing skip`, `missing at least 2 of 4`, `missing fail unavailable, unknown`
    Missing(Method),
    /// `rounded 3 half even`
    Rounded(Rounded, Span),
}

impl Step {
    /// Whether two steps are of one kind, so that writing one takes the place of the other: screening rows and
    /// screening parts are two.
    pub fn is_same_kind(&self, other: &Step) -> bool {
        match (self, other) {
            (Step::Screen(a), Step::Screen(b)) => a.first_word() == b.first_word(),
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }

    /// The method of a `missing` clause.
    pub fn missing(&self) -> Option<&Method> {
        match self {
            Step::Missing(method) => Some(method),
            Step::Weigh(..)
            | Step::Normalise(_)
            | Step::Treat(_)
            | Step::Impute(_)
            | Step::Screen(_)
            | Step::Aggregate(_)
            | Step::Rounded(..) => None,
        }
    }

    /// Whether it prepares parts before they are normalised.
    pub fn prepares(&self) -> bool {
        match self {
            Step::Treat(_) | Step::Impute(_) | Step::Screen(_) => true,
            Step::Weigh(..) | Step::Normalise(_) | Step::Aggregate(_) | Step::Missing(_) | Step::Rounded(..) => false,
        }
    }
}

impl Method {
    /// Its words and names, in order.
    pub fn words(&self) -> Vec<&str> {
        let words = self.terms.iter().filter_map(|term| match term {
            Term::Word(name) => Some(name.text.as_str()),
            Term::Number(_) | Term::Range(_) | Term::Text(_) | Term::Comma(_) => None,
        });
        words.collect()
    }

    /// Of a `missing` clause: whether it says what it means that nobody asked, in general or in particular.
    pub fn says_of_unasked(&self) -> bool {
        let words = self.words().split_off(1.min(self.terms.len()));
        words.first().is_none_or(|first| *first == "least") || words.contains(&"unasked")
    }

    fn first_word(&self) -> Option<&str> {
        match self.terms.first()? {
            Term::Word(name) => Some(&name.text),
            Term::Number(_) | Term::Range(_) | Term::Text(_) | Term::Comma(_) => None,
        }
    }
}

/// What `weigh` names.
#[derive(Clone, Debug, PartialEq)]
pub enum Weigh {
    /// `weigh experts` (or `weigh equal`)
    Named(Name),
    /// `weigh members 2, exports 1`
    Listed(Vec<(Name, Number)>),
    /// `weigh standard deviation`, `weigh pca components 2`; a method of one word is `Named`.
    Method(Method),
}

/// A method with its arguments; which words are the method's name only the checker knows.
#[derive(Clone, Debug, PartialEq)]
pub struct Method {
    /// Words, numbers, ranges, texts and commas, in order: `distance to frontier power 2`.
    pub terms: Vec<Term>,
    /// `within industry, year`
    pub within: Vec<Name>,
    /// `among kind is country`
    pub among: Option<Expr>,
    /// `for exports, papers`
    pub only: Vec<Name>,
    /// Of `aggregate = EXPR`: the formula, in the place of a method.
    pub formula: Option<Box<Expr>>,
    /// Its place.
    pub span: Span,
}

/// One argument of a method clause.
#[derive(Clone, Debug, PartialEq)]
pub enum Term {
    /// A word or a name.
    Word(Name),
    /// A number.
    Number(Number),
    /// A range.
    Range(Range),
    /// A text: the key of an entity.
    Text(Text),
    /// A comma: of a list, or between options.
    Comma(Span),
}

impl Term {
    /// Its place.
    pub fn span(&self) -> Span {
        match self {
            Term::Word(name) => name.span,
            Term::Number(number) => number.span,
            Term::Range(range) => range.span,
            Term::Text(text) => text.span,
            Term::Comma(span) => *span,
        }
    }
}

/// `rank higher first then silver within industry among kind is country, ties min` (also `rank none`)
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Rank {
    /// `rank none`
    pub none: bool,
    /// `higher first` is true, `lower first` is false.
    pub higher_first: Option<bool>,
    /// `then silver`, `then penalties lower first`: what ranks those that are equal so far.
    pub then: Vec<(Expr, Option<bool>)>,
    /// `within industry`
    pub within: Vec<Name>,
    /// `among EXPR`
    pub among: Option<Expr>,
    /// `ties min`
    pub ties: Option<Name>,
    /// Its place.
    pub span: Span,
}
