//! The operations of a plan.

use std::sync::Arc;

use super::NodeId;
use crate::program::{AggregateFunction, Missing, QuantityId, ScenarioRule, TableId, Type};
use crate::source::Span;

/// How the values of a node are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `f64`: numbers and dates.
    Number,
    /// `u8`: yes/no.
    YesNo,
    /// `u8`: positions in a scale.
    Member,
    /// `u32`: rows of a table.
    Link,
    /// Texts; only whole columns of them.
    Text,
    /// `u32`: the group of each row; only whole columns of them.
    Groups,
}

impl Kind {
    /// How values of a type are stored.
    pub fn of(ty: &Type) -> Kind {
        match ty {
            Type::Number(_) | Type::Date => Kind::Number,
            Type::YesNo => Kind::YesNo,
            Type::Text => Kind::Text,
            Type::Member(_) => Kind::Member,
            Type::Link(_) => Kind::Link,
        }
    }
}

/// An operation with its operands.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// A value known before the run, coded as [`super::meaning`] has it.
    Constant(u64),
    /// A text known before the run.
    Text(Arc<str>),
    /// A column of the data (in a record: an input).
    Column(QuantityId),
    /// Each row by itself.
    Row(RowOp, Vec<NodeId>),
    /// Something on texts.
    Texts(TextOp, Vec<NodeId>),
    /// Dense group codes from these fields, over the rows that are included.
    Groups {
        /// The fields.
        fields: Vec<NodeId>,
        /// Which rows are included; `None`: all.
        included: Option<NodeId>,
    },
    /// The row of a table with this key, for each row.
    Find(Find),
    /// The row of each row's entity in another year.
    InYear(InYearNodes),
    /// One value for each group of rows.
    Summary(Summary),
    /// The groups of a summary, and the group of each row.
    Grouping(Box<super::GroupingNodes>),
    /// The values of the groups of a summary by a multiple choice: for each option those of all other groupings.
    Stack {
        /// The groups.
        groups: NodeId,
        /// For each option a column.
        parts: Vec<NodeId>,
    },
    /// What the rows of each group of a summary have in common.
    GroupKey {
        /// The groups.
        groups: NodeId,
        /// Which of the groupings.
        at: usize,
    },
    /// The rank of each row's value in its group: 1 for the largest, ties share the smallest.
    Ranks {
        /// The values.
        value: NodeId,
        /// The groups; `None`: one.
        groups: Option<NodeId>,
        /// Rows that take part; `None`: all.
        mask: Option<NodeId>,
    },
    /// An index; its nodes are in [`super::IndexNodes`].
    Index(Box<super::IndexNodes>),
    /// A rank declared with `rank`.
    Rank(Box<super::RankNodes>),
    /// A scenario whose undecided rows are to be resolved.
    Resolve {
        /// The scenario.
        scenario: QuantityId,
        /// Its outcomes as the conditions alone decide them.
        decided: NodeId,
        /// The columns of what decides it.
        subjects: Vec<NodeId>,
        /// Which rows are included; `None`: all.
        included: Option<NodeId>,
    },
}

/// A row that is known by its key before the run: `services("Factoring")`, or a parameter that is a link.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Find {
    /// The table whose row it is.
    pub table: TableId,
    /// The column of its keys.
    pub keys: NodeId,
    /// The key.
    pub key: Key,
    /// Where it is asked for.
    pub span: Span,
}

/// `x at 2020`: where the row of an entity and a year is looked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct InYearNodes {
    /// The table of entities and years.
    pub table: TableId,
    /// The entity of each of its rows: [`Op::Groups`], or the link to the rows that ask.
    pub entity: NodeId,
    /// The year of each of its rows.
    pub years: NodeId,
    /// The year wanted, for each row that asks.
    pub wanted: NodeId,
    /// Each row that asks is an entity itself.
    pub linking: bool,
}

/// The key of a row.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// A text.
    Text(Arc<str>),
    /// The bits of a number or day.
    Number(u64),
}

/// A value from many rows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Summary {
    /// Which.
    pub function: AggregateFunction,
    /// The rows' table.
    pub table: TableId,
    /// How rows fall into groups.
    pub cover: Cover,
    /// Of what (numbers or yes/no); `None`: rows are counted.
    pub value: Option<NodeId>,
    /// Rows that take part: those where it is yes. `None`: all.
    pub mask: Option<NodeId>,
    /// Weights.
    pub weight: Option<NodeId>,
    /// The quantile, as the bits of a number.
    pub quantile: Option<u64>,
}

/// How rows fall into groups.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Cover {
    /// All are one.
    Whole,
    /// By a [`Op::Groups`] node.
    Groups(NodeId),
    /// By a link: one group for each row of the linked table.
    Linking(NodeId, TableId),
}

/// Operations on whole columns of texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TextOp {
    /// Text to text.
    Lower,
    /// Text to text.
    Upper,
    /// Text to text.
    Trim,
    /// Texts one after the other.
    Join,
    /// Yes/no, text, text.
    If,
    /// The second where the first is missing.
    IfMissing,
    /// Link, text column of the linked table.
    Gather,
    /// One text for all rows.
    Fill,
    /// To a number.
    Length,
    /// To yes/no.
    Contains,
    /// To yes/no.
    StartsWith,
    /// To yes/no.
    EndsWith,
    /// To yes/no.
    Same,
    /// To yes/no.
    IsMissing,
    /// To yes/no.
    IsMissingAs(Missing),
}

/// What happens to each row by itself. The meaning of each is in [`super::meaning`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RowOp {
    /// A function of one number.
    Unary(Unary),
    /// A function of two numbers.
    Binary(Binary),
    /// `clamp(x, low, high)`
    Clamp,
    /// `date(year, month, day)`
    Date,
    /// A function of several numbers, of which missing ones are left out.
    Across(Across),
    /// How many of several yes/no values are yes.
    CountYes,
    /// `rounded 3`
    Rounded {
        /// Decimals.
        decimals: u8,
        /// Half to even.
        half_even: bool,
    },
    /// `>=` of values of one kind.
    AtLeast(Kind),
    /// `<=` of values of one kind.
    AtMost(Kind),
    /// `is` of values of one kind.
    Same(Kind),
    /// Kleene's not.
    Not,
    /// Kleene's and, of two.
    And,
    /// Kleene's or, of two.
    Or,
    /// Whether it is yes; no where missing.
    IsYes,
    /// Whether it is missing.
    IsMissing(Kind),
    /// Whether it is missing of this kind.
    IsMissingAs(Kind, Missing),
    /// Condition, then, else.
    If(Kind),
    /// The second where the first is missing.
    IfMissing(Kind),
    /// The number of a level: bits of the numbers by position.
    LevelNumber(Arc<[u64]>),
    /// The position of a level as a number.
    Position,
    /// The level at a position.
    MemberAt,
    /// The outcome of a scenario: included (yes/no), then the conditions.
    Choose(Choose),
    /// Included (yes/no), number: missing as inapplicable where not included.
    Exclude,
    /// Link, column of the linked table.
    Gather(Kind),
    /// Groups, one value for each group.
    Spread(Kind),
    /// The only value of a summary, for each row.
    Broadcast(Kind),
    /// A constant, for each row.
    Fill(Kind),
}

/// How a scenario's conditions give an outcome.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Choose {
    /// How outcomes that hold at once are told apart.
    pub first_match: bool,
    /// The outcome of each condition.
    pub members: Arc<[u8]>,
    /// The outcome where no condition holds.
    pub otherwise: Option<u8>,
}

impl Choose {
    /// Whether conditions are tried in order.
    pub fn new(rule: ScenarioRule, members: Vec<u8>, otherwise: Option<u8>) -> Self {
        Self { first_match: rule == ScenarioRule::First, members: members.into(), otherwise }
    }
}

/// Functions of one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Unary {
    Negate,
    Abs,
    Sqrt,
    Ln,
    Log10,
    Exp,
    Floor,
    Ceil,
    Sign,
    Year,
    Month,
    Day,
}

/// Functions of two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Binary {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    /// `round(x, decimals)`
    Round,
    /// By what share the first is above the second.
    Growth,
}

/// Functions of several numbers; missing ones are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Across {
    Min,
    Max,
    Sum,
    Mean,
    Median,
}

impl RowOp {
    /// How the results are stored.
    pub fn kind(&self) -> Kind {
        match self {
            RowOp::Unary(_) | RowOp::Binary(_) | RowOp::Clamp | RowOp::Date | RowOp::Across(_) | RowOp::CountYes => {
                Kind::Number
            }
            RowOp::Rounded { .. } | RowOp::LevelNumber(_) | RowOp::Position | RowOp::Exclude => Kind::Number,
            RowOp::AtLeast(_) | RowOp::AtMost(_) | RowOp::Same(_) | RowOp::Not | RowOp::And | RowOp::Or => Kind::YesNo,
            RowOp::IsYes | RowOp::IsMissing(_) | RowOp::IsMissingAs(..) => Kind::YesNo,
            RowOp::MemberAt | RowOp::Choose(_) => Kind::Member,
            RowOp::If(kind) | RowOp::IfMissing(kind) | RowOp::Gather(kind) => *kind,
            RowOp::Spread(kind) | RowOp::Broadcast(kind) | RowOp::Fill(kind) => *kind,
        }
    }

    /// Whether the operand at this position is read as a whole column rather than row by row.
    pub fn reads_whole(&self, operand: usize) -> bool {
        match self {
            RowOp::Gather(_) => operand == 1,
            RowOp::Spread(_) | RowOp::Broadcast(_) => true,
            RowOp::Unary(_) | RowOp::Binary(_) | RowOp::Clamp | RowOp::Date | RowOp::Across(_) | RowOp::CountYes => {
                false
            }
            RowOp::Rounded { .. } | RowOp::LevelNumber(_) | RowOp::Position | RowOp::Exclude => false,
            RowOp::AtLeast(_) | RowOp::AtMost(_) | RowOp::Same(_) | RowOp::Not | RowOp::And | RowOp::Or => false,
            RowOp::IsYes | RowOp::IsMissing(_) | RowOp::IsMissingAs(..) | RowOp::MemberAt | RowOp::Choose(_) => false,
            RowOp::If(_) | RowOp::IfMissing(_) | RowOp::Fill(_) => false,
        }
    }
}

impl TextOp {
    /// How the results are stored.
    pub fn kind(self) -> Kind {
        match self {
            TextOp::Lower | TextOp::Upper | TextOp::Trim | TextOp::Join | TextOp::If => Kind::Text,
            TextOp::IfMissing | TextOp::Gather | TextOp::Fill => Kind::Text,
            TextOp::Length => Kind::Number,
            TextOp::Contains | TextOp::StartsWith | TextOp::EndsWith | TextOp::Same => Kind::YesNo,
            TextOp::IsMissing | TextOp::IsMissingAs(_) => Kind::YesNo,
        }
    }
}

impl Op {
    /// The operands, in order.
    pub fn operands(&self) -> Vec<NodeId> {
        match self {
            Op::Constant(_) | Op::Text(_) | Op::Column(_) => Vec::new(),
            Op::Row(_, args) | Op::Texts(_, args) => args.clone(),
            Op::Find(find) => vec![find.keys],
            Op::InYear(nodes) => vec![nodes.entity, nodes.years, nodes.wanted],
            Op::Groups { fields, included } => fields.iter().copied().chain(*included).collect(),
            Op::Summary(s) => {
                let cover = match s.cover {
                    Cover::Whole => None,
                    Cover::Groups(node) | Cover::Linking(node, _) => Some(node),
                };
                [cover, s.value, s.mask, s.weight].into_iter().flatten().collect()
            }
            Op::Grouping(grouping) => grouping.operands(),
            Op::GroupKey { groups, .. } => vec![*groups],
            Op::Stack { groups, parts } => std::iter::once(*groups).chain(parts.iter().copied()).collect(),
            Op::Ranks { value, groups, mask } => [Some(*value), *groups, *mask].into_iter().flatten().collect(),
            Op::Index(index) => index.operands(),
            Op::Rank(rank) => rank.operands(),
            Op::Resolve { decided, subjects, included, .. } => {
                [*decided].into_iter().chain(subjects.iter().copied()).chain(*included).collect()
            }
        }
    }

    /// Whether it needs nothing computed.
    pub fn is_leaf(&self) -> bool {
        matches!(self, Op::Constant(_) | Op::Text(_) | Op::Column(_))
    }

    /// Whether it is known before the run.
    pub fn is_constant(&self) -> bool {
        matches!(self, Op::Constant(_) | Op::Text(_))
    }
}
