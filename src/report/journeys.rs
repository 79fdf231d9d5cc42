//! Where the rows of a journey are, what is in their way, and where they go.

use std::collections::BTreeSet;

use crate::eval::Assessment;
use crate::program::{ChecklistItem, Journey, Missing, Place, PlaceKind, QuantityId, TableId, Type, Value};

use super::results::label;

/// A journey with what is looked up once for all rows.
#[derive(Clone, Debug)]
pub struct Walk<'a> {
    assessment: &'a Assessment,
    /// The journey.
    pub journey: &'a Journey,
    /// For each member of the scenario of steps its place; `None`: finished.
    places: Vec<Option<usize>>,
}

/// Where one row is.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing<'a> {
    /// The place; `None`: through with all steps.
    pub place: Option<usize>,
    /// The steps passed, as positions in the journey's places.
    pub way: Vec<usize>,
    /// What is in the way at its step.
    pub blocked: Vec<Blocked<'a>>,
    /// Why it is there, and goes where it goes.
    pub because: String,
    /// Why it is sent back, if it is.
    pub sent_back: Option<&'a str>,
}

/// A question that is in the way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Blocked<'a> {
    /// The question.
    pub item: &'a ChecklistItem,
    /// Whether it was answered at all.
    pub answered: bool,
}

/// The journeys over a table.
pub fn walks(assessment: &Assessment, table: TableId) -> Vec<Walk<'_>> {
    let journeys = assessment.program.journeys.iter();
    journeys.filter(|j| j.table == table).map(|journey| Walk::new(assessment, journey)).collect()
}

/// The quantities of journeys, which tell of them themselves.
pub fn parts(assessment: &Assessment) -> BTreeSet<QuantityId> {
    let mut parts = BTreeSet::new();
    for journey in &assessment.program.journeys {
        parts.extend([Some(journey.step), journey.phase, Some(journey.next)].into_iter().flatten());
        for place in &journey.places {
            match &place.kind {
                PlaceKind::Step(step) => {
                    parts.insert(step.done);
                    parts.extend(step.items.iter().map(|item| item.answer));
                }
                PlaceKind::Theme(items) => parts.extend(items.iter().map(|item| item.answer)),
                PlaceKind::Station { .. } => {}
            }
        }
    }
    parts
}

impl<'a> Walk<'a> {
    /// Looks up the places.
    pub fn new(assessment: &'a Assessment, journey: &'a Journey) -> Self {
        let members = match &assessment.program.quantity(journey.step).ty {
            Type::Member(scale) => assessment.program.scale(*scale).members.as_slice(),
            Type::Number(_) | Type::YesNo | Type::Text | Type::Date | Type::Link(_) => &[],
        };
        Self { assessment, journey, places: members.iter().map(|m| journey.find(&m.name)).collect() }
    }

    /// The label of a place, or its name.
    pub fn label(&self, place: usize) -> &'a str {
        self.journey.places.get(place).map_or("", |p| label(&p.about, &p.name))
    }

    /// The name of a place.
    pub fn name(&self, place: usize) -> &'a str {
        self.journey.places.get(place).map_or("", |p| p.name.as_str())
    }

    /// The name of a question.
    pub fn question(&self, item: &ChecklistItem) -> &'a str {
        &self.assessment.program.quantity(item.answer).name
    }

    /// Where a row is; `None` for a row that takes no part.
    pub fn standing(&self, row: usize) -> Option<Standing<'a>> {
        let Value::Member(at) = self.assessment.value(self.journey.step, row) else { return None };
        let place = self.places.get(usize::from(at)).copied().flatten();
        let path = self.journey.path.as_slice();
        let Some(at) = place else {
            let because = "every step is done".to_owned();
            return Some(Standing { place, way: path.to_vec(), blocked: Vec::new(), because, sent_back: None });
        };
        // A row that stopped at a station did so at the first step that is not done.
        let is_step = self.journey.step_at(at).is_some();
        let step = if is_step { at } else { path.iter().copied().find(|s| !self.is_done(*s, row))? };
        let mut way: Vec<usize> = path.iter().copied().take_while(|s| *s != step).collect();
        let blocked = self.blocked(step, row);
        let sent_back = self.sent_back(step, row).filter(|_| is_step);
        let because = match (is_step, sent_back) {
            (false, _) => format!("{} is answered, and not as desired", self.label(step)),
            (true, Some(because)) => because.to_owned(),
            (true, None) if self.is_done(step, row) => {
                way.push(step);
                "every step is done, and it begins again".to_owned()
            }
            (true, None) => self.not_done(step, &blocked),
        };
        Some(Standing { place, way, blocked, because, sent_back })
    }

    fn says_yes(&self, id: QuantityId, row: usize) -> bool {
        self.assessment.value(id, row) == Value::YesNo(true)
    }

    fn is_done(&self, step: usize, row: usize) -> bool {
        self.journey.step_at(step).is_some_and(|s| self.says_yes(s.done, row))
    }

    /// Why a row is sent back, if it is.
    fn sent_back(&self, step: usize, row: usize) -> Option<&'a str> {
        let back = &self.journey.step_at(step)?.back;
        back.iter().find(|b| self.says_yes(b.holds, row)).map(|b| b.because.as_str())
    }

    fn blocked(&self, step: usize, row: usize) -> Vec<Blocked<'a>> {
        let items = self.journey.step_at(step).map(|s| s.items.as_slice()).unwrap_or_default();
        let blocking = items.iter().filter(|item| !self.says_yes(item.met, row));
        blocking.map(|item| Blocked { item, answered: !self.is_missing(item.answer, row) }).collect()
    }

    fn is_missing(&self, id: QuantityId, row: usize) -> bool {
        matches!(self.assessment.value(id, row), Value::Missing(_))
    }

    fn not_done(&self, step: usize, blocked: &[Blocked<'_>]) -> String {
        let answered = blocked.iter().filter(|b| b.answered).count();
        let parts = [(answered, "not as desired"), (blocked.len() - answered, "not answered")];
        let parts: Vec<String> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
        let condition = self.journey.step_at(step).and_then(|s| s.done_when.as_deref());
        match condition {
            Some(condition) => format!("not yet `{condition}`"),
            None => parts.join(", "),
        }
    }

    /// How many rows are at each place; behind the last place stands how many are through.
    pub fn counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.journey.places.len() + 1];
        for row in 0..self.rows() {
            if let Value::Member(at) = self.assessment.value(self.journey.step, row) {
                let place = self.places.get(usize::from(at)).copied().flatten().unwrap_or(self.journey.places.len());
                counts.get_mut(place).into_iter().for_each(|count| *count += 1);
            }
        }
        counts
    }

    /// The rows of the journey's table.
    pub fn rows(&self) -> usize {
        self.assessment.table(self.journey.table).map_or(0, |t| t.rows)
    }

    /// Of the rows that take part and are asked: how many answered as desired, otherwise, and not at all.
    pub fn answers(&self, item: &ChecklistItem) -> [usize; 3] {
        let mut counts = [0; 3];
        for row in (0..self.rows()).filter(|row| self.assessment.is_included(self.journey.table, *row)) {
            let at = match self.assessment.value(item.answer, row) {
                Value::Missing(Missing::Unasked | Missing::Inapplicable) => continue,
                Value::Missing(Missing::Unavailable | Missing::Unknown) => 2,
                Value::Number(_) | Value::YesNo(_) | Value::Text(_) | Value::Member(_) => {
                    usize::from(!self.says_yes(item.met, row))
                }
            };
            counts.get_mut(at).into_iter().for_each(|count| *count += 1);
        }
        counts
    }

    /// The themes with their questions.
    pub fn themes(&self) -> impl Iterator<Item = (&'a Place, &'a [ChecklistItem])> {
        self.journey.places.iter().filter_map(|place| match &place.kind {
            PlaceKind::Theme(items) => Some((place, items.as_slice())),
            PlaceKind::Step(_) | PlaceKind::Station { .. } => None,
        })
    }
}
