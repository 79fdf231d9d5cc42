//! Conditions over tests of subjects, and what they may be once some subjects are known.

/// What a condition may turn out to be: a set of yes, no and missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Truth(u8);

impl Truth {
    pub const NEVER: Truth = Truth(0);
    pub const YES: Truth = Truth(0b001);
    pub const NO: Truth = Truth(0b010);
    pub const MISSING: Truth = Truth(0b100);

    pub fn from(value: bool) -> Self {
        if value { Self::YES } else { Self::NO }
    }

    /// Whether it may be (one of) this.
    pub fn may_be(self, other: Truth) -> bool {
        self.0 & other.0 != 0
    }

    /// One or the other.
    pub fn or_else(self, other: Truth) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether only one thing is possible.
    pub fn is_settled(self) -> bool {
        self.0.count_ones() == 1
    }

    fn not(self) -> Self {
        Self((self.0 & 0b100) | ((self.0 & 0b001) << 1) | ((self.0 & 0b010) >> 1))
    }

    /// Kleene: no wins over missing.
    fn and(self, other: Truth) -> Self {
        let no = (self.0 | other.0) & Self::NO.0;
        let yes = self.0 & other.0 & Self::YES.0;
        let here = |a: Truth, b: Truth| a.may_be(Self::MISSING) && b.0 & 0b101 != 0;
        let missing = if here(self, other) || here(other, self) { Self::MISSING.0 } else { 0 };
        Self(no | yes | missing)
    }

    fn choose(self, then: Truth, otherwise: Truth) -> Self {
        let mut result = self.0 & Self::MISSING.0;
        if self.may_be(Self::YES) {
            result |= then.0;
        }
        if self.may_be(Self::NO) {
            result |= otherwise.0;
        }
        Self(result)
    }

    /// Yes where it is missing.
    fn is_missing(self) -> Self {
        let yes = if self.may_be(Self::MISSING) { Self::YES.0 } else { 0 };
        let no = if self.0 & 0b011 != 0 { Self::NO.0 } else { 0 };
        Self(yes | no)
    }
}

/// A condition; subjects and their tests by position.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Condition {
    /// Always the same.
    Constant(Truth),
    /// A test of a subject: missing where the subject is.
    Test {
        subject: usize,
        test: usize,
    },
    /// Whether a subject is missing.
    Missing(usize),
    Not(Box<Condition>),
    All(Vec<Condition>),
    Any(Vec<Condition>),
    /// The second where the first is yes, the third where it is no.
    Choose(Box<[Condition; 3]>),
    /// Whether a condition is missing.
    IsMissing(Box<Condition>),
}

/// What is known of the subjects.
pub(super) trait View {
    /// What a test of a subject may be.
    fn test(&self, subject: usize, test: usize) -> Truth;
    /// Whether a subject may be missing.
    fn missing(&self, subject: usize) -> Truth;
    /// What the test may be if missing values are not completed.
    fn as_it_is(&self, subject: usize, test: usize) -> Truth {
        self.test(subject, test)
    }
}

/// The same, but with missing values left missing.
struct AsItIs<'v, V: View + ?Sized>(&'v V);

impl<V: View + ?Sized> View for AsItIs<'_, V> {
    fn test(&self, subject: usize, test: usize) -> Truth {
        self.0.as_it_is(subject, test)
    }
    fn missing(&self, subject: usize) -> Truth {
        self.0.missing(subject)
    }
}

impl Condition {
    pub fn not(self) -> Self {
        Condition::Not(Box::new(self))
    }

    pub fn choose(cond: Condition, then: Condition, otherwise: Condition) -> Self {
        Condition::Choose(Box::new([cond, then, otherwise]))
    }

    /// What the condition may be. Parts are taken as independent, so that the set may be too large, never too small.
    pub fn truth(&self, view: &dyn View) -> Truth {
        match self {
            Condition::Constant(truth) => *truth,
            Condition::Test { subject, test } => view.test(*subject, *test),
            Condition::Missing(subject) => view.missing(*subject),
            Condition::Not(inner) => inner.truth(view).not(),
            Condition::All(parts) => {
                let mut all = Truth::YES;
                for part in parts {
                    all = all.and(part.truth(view));
                    if all == Truth::NO {
                        break;
                    }
                }
                all
            }
            Condition::Any(parts) => {
                let mut none = Truth::YES;
                for part in parts {
                    none = none.and(part.truth(view).not());
                    if none == Truth::NO {
                        break;
                    }
                }
                none.not()
            }
            Condition::Choose(parts) => {
                let [cond, then, otherwise] = parts.as_ref();
                cond.truth(view).choose(then.truth(view), otherwise.truth(view))
            }
            Condition::IsMissing(inner) => inner.truth(&AsItIs(view)).is_missing(),
        }
    }

    /// Calls `visit` with each subject met, in the order written, and with the test that is made of it.
    pub fn subjects(&self, visit: &mut dyn FnMut(usize, Option<usize>)) {
        match self {
            Condition::Constant(_) => {}
            Condition::Test { subject, test } => visit(*subject, Some(*test)),
            Condition::Missing(subject) => visit(*subject, None),
            Condition::Not(inner) | Condition::IsMissing(inner) => inner.subjects(visit),
            Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|p| p.subjects(visit)),
            Condition::Choose(parts) => parts.iter().for_each(|p| p.subjects(visit)),
        }
    }

    /// How many nodes, as a measure of the work of looking at it.
    pub fn size(&self) -> usize {
        let mut size = 1;
        self.subjects(&mut |_, _| size += 1);
        size
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Truth; 3] = [Truth::YES, Truth::NO, Truth::MISSING];

    #[test]
    fn the_tables_are_those_of_kleene() {
        let and = |a: Truth, b: Truth| a.and(b);
        for a in ALL {
            assert_eq!(and(a, Truth::NO), Truth::NO);
            assert_eq!(and(Truth::NO, a), Truth::NO);
            assert_eq!(and(a, Truth::YES), a);
            assert_eq!(and(Truth::YES, a), a);
            assert_eq!(a.not().not(), a);
        }
        assert_eq!(and(Truth::MISSING, Truth::MISSING), Truth::MISSING);
        assert_eq!(Truth::YES.not(), Truth::NO);
        assert_eq!(Truth::MISSING.not(), Truth::MISSING);
    }

    #[test]
    fn sets_hold_what_each_of_their_members_gives() {
        for a in 1..8u8 {
            for b in 1..8u8 {
                let (a, b) = (Truth(a), Truth(b));
                let mut expected = Truth::NEVER;
                for x in ALL.into_iter().filter(|x| a.may_be(*x)) {
                    for y in ALL.into_iter().filter(|y| b.may_be(*y)) {
                        expected = expected.or_else(x.and(y));
                    }
                }
                assert_eq!(a.and(b), expected);
            }
        }
    }
}
