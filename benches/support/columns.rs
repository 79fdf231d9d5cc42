//! Columns that `benches/peers/generate.py` wrote as plain numbers, bound through the embedding API.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use std::sync::Arc;

use bareme::eval::column::number;
use bareme::eval::{Column, TextColumn, TextPool};
use bareme::program::Missing;
use bareme::{Data, Program};

/// The table of the index: whichever of the two group fields the policy reads, and four indicators.
pub fn index(folder: &Path, rows: usize, program: &Program) -> Data {
    let table = program.find_table("clusters").expect("the policy has clusters");
    let by_region = program.columns(table).any(|(_, q, _)| q.name == "region");
    let (field, file, stem, width, count) =
        if by_region { ("region", "g6.u32", "region", 1, 6) } else { ("industry", "g1000.u32", "industry", 3, 1000) };
    let codes = column(&folder.join(file), rows, u32::from_le_bytes);
    let groups = groups(codes, count, |i| format!("{stem}_{i:0width$}"));
    let mut builder = Data::builder(program).column("clusters", "id", keys(rows)).column("clusters", field, groups);
    for (name, file) in [("members", "x1"), ("exports", "x2"), ("papers", "x3"), ("joint_rnd", "x4")] {
        builder = builder.numbers("clusters", name, numbers(folder, file, rows));
    }
    builder.build().expect("the columns fit the policy")
}

/// The table of the scenario: levels, and two indices, of which the first is missing in each row of so many.
pub fn scenario(folder: &Path, rows: usize, program: &Program, missing_each: Option<usize>) -> Data {
    // Levels are numbered from 1, their codes from 0.
    let levels = column(&folder.join("self_assessment.u8"), rows, |[level]: [u8; 1]| level - 1);
    let mut first = numbers(folder, "c", rows);
    if let Some(each) = missing_each {
        first.iter_mut().step_by(each).for_each(|x| *x = number::missing(Missing::Unavailable));
    }
    Data::builder(program)
        .column("clusters", "id", keys(rows))
        .column("clusters", "stance", Column::Member(Arc::new(levels)))
        .numbers("clusters", "internationalisation", first)
        .numbers("clusters", "foreign_activity", numbers(folder, "r", rows))
        .build()
        .expect("the columns fit the policy")
}

/// A column of texts, numbered as they appear: what the builder makes of texts, and the loader of a file.
fn groups(mut codes: Vec<u32>, count: usize, name: impl Fn(u32) -> String) -> Column {
    let mut texts = TextPool::default();
    let mut numbers = vec![None; count];
    for code in &mut codes {
        let number = numbers.get_mut(*code as usize).expect("the file has so many groups");
        *code = *number.get_or_insert_with(|| texts.push(&name(*code)));
    }
    Column::Text(TextColumn { codes: Some(Arc::new(codes)), texts: Arc::new(texts) })
}

/// The size of the columns that a task reads, keys left out.
pub fn input_bytes(task: &str, rows: usize) -> usize {
    let row =
        if task.starts_with("scenario") { 2 * size_of::<f64>() + 1 } else { 4 * size_of::<f64>() + size_of::<u32>() };
    rows * row
}

fn numbers(folder: &Path, name: &str, rows: usize) -> Vec<f64> {
    column(&folder.join(format!("{name}.f64")), rows, f64::from_le_bytes)
}

fn column<const BYTES: usize, T>(file: &Path, rows: usize, value: impl Fn([u8; BYTES]) -> T) -> Vec<T> {
    let file = File::open(file).unwrap_or_else(|e| panic!("{}: {e}; benches/compare.py makes it", file.display()));
    let mut file = BufReader::with_capacity(1 << 20, file);
    let mut values = Vec::with_capacity(rows);
    let mut bytes = [0; BYTES];
    for _ in 0..rows {
        file.read_exact(&mut bytes).expect("the file has so many rows");
        values.push(value(bytes));
    }
    values
}

/// The keys `1`, `2`, …
fn keys(rows: usize) -> Column {
    let mut texts = TextPool::default();
    (1..=rows).for_each(|row| {
        texts.push(&row.to_string());
    });
    Column::Text(TextColumn { codes: None, texts: Arc::new(texts) })
}
