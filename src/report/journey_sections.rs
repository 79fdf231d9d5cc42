//! The section of a journey: how many are where, what is in the way of each, themes and routes.

use super::document::{Block, Document, Group, Table, TableColumn, grouped};
use super::journeys::{Standing, Walk};
use super::provenance;
use super::results::{self, clean, label};
use super::sections::SHOWN_ROWS;
use crate::eval::Assessment;
use crate::program::PlaceKind;

/// What is in none of the phases.
const OUTSIDE: &str = "Outside the phases";

/// The sections of all journeys.
pub(super) fn journeys(assessment: &Assessment, document: &mut Document) {
    for journey in &assessment.program.journeys {
        let walk = Walk::new(assessment, journey);
        let title = label(&journey.about, &journey.name);
        let status = assessment.program.table(journey.table).about.status.as_deref();
        document.heading(clean(&provenance::with_status(title, status)));
        by_place(assessment, &walk, document);
        each(assessment, &walk, document);
        themes(assessment, &walk, document);
        routes(&walk, document);
    }
}

/// How many rows are at each step, phase by phase, and then at the stations.
fn by_place(assessment: &Assessment, walk: &Walk<'_>, document: &mut Document) {
    let journey = walk.journey;
    let counts = walk.counts();
    let row = |label: &str, at: usize| vec![clean(label), grouped(counts.get(at).copied().unwrap_or(0))];
    let mut groups: Vec<(Option<usize>, Group)> = Vec::new();
    let ends = journey.path.iter().any(|at| journey.step_at(*at).is_some_and(|s| s.then.is_none()));
    for (at, place) in journey.places.iter().enumerate() {
        let phase = match &place.kind {
            PlaceKind::Step(step) => step.phase,
            PlaceKind::Station { .. } if stops(walk, at) => None,
            PlaceKind::Station { .. } | PlaceKind::Theme(_) => continue,
        };
        let outside = || (!journey.phases.is_empty()).then(|| OUTSIDE.to_owned());
        let heading = match phase.and_then(|p| journey.phases.get(p)) {
            Some((name, about)) => Some(clean(label(about, name))),
            None => outside(),
        };
        match groups.last_mut() {
            Some((last, group)) if *last == phase => group.rows.push(row(walk.label(at), at)),
            Some(_) | None => groups.push((phase, Group { heading, rows: vec![row(walk.label(at), at)] })),
        }
    }
    if ends {
        let through = row("Finished", journey.places.len());
        match groups.last_mut() {
            Some((None, group)) => group.rows.push(through),
            Some((Some(_), _)) | None => {
                groups.push((None, Group { heading: Some(OUTSIDE.to_owned()), rows: vec![through] }));
            }
        }
    }
    let table = assessment.program.table(journey.table);
    let columns = vec![TableColumn::left("Step"), TableColumn::right(table.name.clone())];
    let groups = groups.into_iter().map(|(_, group)| group).collect();
    document.push(Block::Table(Table { columns, groups }));
}

/// Whether rows stop at a station.
fn stops(walk: &Walk<'_>, station: usize) -> bool {
    walk.journey.path.iter().any(|at| walk.journey.step_at(*at).is_some_and(|s| s.stop == Some(station)))
}

/// Each row: where it is, what is in its way, where it goes next.
fn each(assessment: &Assessment, walk: &Walk<'_>, document: &mut Document) {
    let journey = walk.journey;
    let all = walk.rows();
    let mut rows = Vec::new();
    let mut shown = 0;
    let mut part = 0;
    for row in 0..all {
        if !assessment.is_included(journey.table, row) {
            continue;
        }
        part += 1;
        if shown == SHOWN_ROWS {
            continue;
        }
        shown += 1;
        let standing = walk.standing(row);
        let place = match &standing {
            Some(Standing { place: Some(place), .. }) => walk.label(*place).to_owned(),
            Some(Standing { place: None, .. }) => "Finished".to_owned(),
            None => results::UNDECIDED.to_owned(),
        };
        let why = standing.map(|s| in_the_way(assessment, &s, row)).unwrap_or_default();
        let next = results::shown(assessment, journey.next, row);
        let name = results::row_name(assessment, journey.table, row);
        rows.push([name, place, why, next].map(|text| clean(&text)).to_vec());
    }
    if rows.is_empty() {
        return;
    }
    let key = assessment.program.table(journey.table).key;
    let columns = vec![
        TableColumn::left(results::quantity_label(assessment.program.quantity(key))),
        TableColumn::left("Step"),
        TableColumn::left("Because"),
        TableColumn::left("Next"),
    ];
    document.push(Block::Table(Table::plain(columns, rows)));
    if shown < part {
        document.paragraph(format!("… and {} more rows: `--format csv` lists them all", grouped(part - shown)));
    }
}

/// What is in the way of a row, in the author's words; otherwise why it goes where it goes.
fn in_the_way(assessment: &Assessment, standing: &Standing<'_>, row: usize) -> String {
    if standing.blocked.is_empty() {
        return standing.because.clone();
    }
    let question = |answer| results::quantity_label(assessment.program.quantity(answer));
    let blocked = standing.blocked.iter().map(|blocked| {
        let said = match blocked.answered {
            true => results::shown(assessment, blocked.item.answer, row),
            false => "not answered".to_owned(),
        };
        format!("{} ({said})", question(blocked.item.answer))
    });
    standing.sent_back.map(str::to_owned).into_iter().chain(blocked).collect::<Vec<_>>().join("; ")
}

fn themes(assessment: &Assessment, walk: &Walk<'_>, document: &mut Document) {
    for (place, items) in walk.themes() {
        let rows = items.iter().map(|item| {
            let question = results::quantity_label(assessment.program.quantity(item.answer));
            std::iter::once(clean(question)).chain(walk.answers(item).map(grouped)).collect()
        });
        let columns = vec![
            TableColumn::left(clean(label(&place.about, &place.name))),
            TableColumn::right("As desired"),
            TableColumn::right("Not"),
            TableColumn::right("Not answered"),
        ];
        document.push(Block::Table(Table::plain(columns, rows.collect())));
    }
}

fn routes(walk: &Walk<'_>, document: &mut Document) {
    let lines = walk.journey.routes.iter().map(|route| {
        let calls: Vec<&str> = route.calls.iter().map(|at| walk.label(*at)).collect();
        let closed = if route.closed { " (closed)" } else { "" };
        clean(&format!("{}{closed}: {}", label(&route.about, &route.name), calls.join(" → ")))
    });
    let lines: Vec<String> = lines.collect();
    if !lines.is_empty() {
        document.push(Block::List(lines));
    }
}
