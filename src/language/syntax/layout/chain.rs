//! How deep the tree of an expression would become, counted without building it.

/// Counts along one expression, and of all the expressions around it.
#[derive(Clone, Copy, Default)]
pub(super) struct Chain {
    /// Signs, `not` and `^` without anything between that ends their nesting.
    run: usize,
    /// `if` of the clause.
    ifs: usize,
    /// `then` of the clause.
    thens: usize,
    /// Operators in a row, each of which nests the tree to the left.
    terms: usize,
    /// The same of the expressions around this one.
    around: (usize, usize),
}

impl Chain {
    /// How deep reading it nests.
    pub(super) fn nested(&self) -> usize {
        self.around.0 + self.run + self.ifs
    }

    /// How deep the tree nests to the left.
    pub(super) fn long(&self) -> usize {
        self.around.1 + self.terms
    }

    /// The chain inside a bracket.
    pub(super) fn inside(&self) -> Chain {
        Chain { around: (self.nested(), self.long()), ..Chain::default() }
    }

    /// Another item or clause begins.
    pub(super) fn clear(&mut self) {
        *self = Chain { around: self.around, ..Chain::default() };
    }

    /// A word.
    pub(super) fn word(&mut self, word: &[u8], missing_follows: bool) {
        match word {
            b"not" => self.run += 1,
            b"if" if missing_follows => self.terms += 1,
            b"if" => self.ifs += 1,
            b"and" | b"or" | b"then" | b"else" => {
                (self.run, self.terms) = (0, 0);
                self.thens += usize::from(word == b"then");
            }
            b"is" => {
                self.run = 0;
                // `x is missing is missing …` nests as well.
                self.terms += 1;
            }
            b"in" | b"at" => self.terms += 1,
            _ => {}
        }
    }

    /// Whether there is an `if` whose `then` has not come yet.
    pub(super) fn awaits_then(&self) -> bool {
        self.ifs > self.thens
    }

    /// A symbol; `after_operand` tells `a - b` from `-b`.
    pub(super) fn symbol(&mut self, symbol: u8, after_operand: bool) {
        match symbol {
            b',' => self.clear(),
            b'^' => self.run += 1,
            b'-' if !after_operand => self.run += 1,
            b'+' | b'-' | b'*' | b'/' => {
                self.run = 0;
                self.terms += 1;
            }
            b'.' => self.terms += 1,
            b'<' | b'>' => self.run = 0,
            _ => {}
        }
    }
}
