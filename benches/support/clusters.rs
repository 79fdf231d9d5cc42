//! The data of the engine's benchmarks, from a seed: the indicators of Table 5 for any number of clusters, and the
//! indices and self-assessments of as many.

#![allow(dead_code, reason = "each benchmark takes what it needs")]

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bareme::eval::{Column, TextColumn, TextPool};
use bareme::{Data, Program};

use super::seeded::Seeded;

/// The indicators of the index, in the order of the policy and of the file.
pub const INDICATORS: [(&str, &str); 4] = [("members", "x1"), ("exports", "x2"), ("papers", "x3"), ("joint_rnd", "x4")];

/// The columns of an index.
pub struct Clusters {
    /// The group of each row.
    pub groups: Vec<u32>,
    /// How many groups.
    pub count: u32,
    /// The indicators: 20 % missing (NaN), 10 % zero, the rest lognormal.
    pub indicators: [Vec<f64>; 4],
}

impl Clusters {
    /// So many rows in so many groups.
    pub fn new(rows: usize, count: u32) -> Self {
        let mut random = Seeded::new(0x0ba7_e3e0 + u64::from(count));
        let groups = (0..rows).map(|_| random.below(count)).collect();
        let indicators = [1.3, 1.6, 1.9, 2.2].map(|mean| {
            let value = |_| match random.share() {
                ..0.1 => 0.0,
                0.8.. => f64::NAN,
                _ => random.lognormal(mean, 1.0),
            };
            (0..rows).map(value).collect()
        });
        Self { groups, count, indicators }
    }

    /// Bound to the policy of an index over groups.
    pub fn bind(self, program: &Program) -> Data {
        let rows = self.groups.len();
        let mut names = TextPool::default();
        (0..self.count).for_each(|i| {
            names.push(&group_name(self.count, i));
        });
        let codes = Some(Arc::new(self.groups));
        let groups = Column::Text(TextColumn { codes, texts: Arc::new(names) });
        let mut builder = Data::builder(program).column("clusters", "id", keys(rows)).column(
            "clusters",
            group_field(self.count),
            groups,
        );
        for ((name, _), values) in INDICATORS.iter().zip(self.indicators) {
            builder = builder.numbers("clusters", name, values);
        }
        builder.build().expect("the columns fit the policy")
    }

    /// The same as a CSV file in `folder`, written once.
    pub fn file(folder: &Path, rows: usize, count: u32) -> PathBuf {
        let path = folder.join(format!("clusters_{rows}_{count}.csv"));
        if !path.exists() {
            let unfinished = path.with_extension("unfinished");
            let mut file = BufWriter::new(File::create(&unfinished).expect("the folder can be written"));
            Self::new(rows, count).write(&mut file).expect("the disk has room");
            std::fs::rename(&unfinished, &path).expect("the folder can be written");
        }
        path
    }

    fn write(&self, file: &mut impl Write) -> std::io::Result<()> {
        writeln!(file, "id,g{},x1,x2,x3,x4", self.count)?;
        for (row, group) in self.groups.iter().enumerate() {
            write!(file, "{},{}", row + 1, group_name(self.count, *group))?;
            for column in &self.indicators {
                match column.get(row) {
                    Some(x) if !x.is_nan() => write!(file, ",{x}")?,
                    Some(_) | None => write!(file, ",")?,
                }
            }
            writeln!(file)?;
        }
        file.flush()
    }
}

/// The field by which the policy of an index groups its rows.
pub fn group_field(count: u32) -> &'static str {
    if count == 6 { "region" } else { "industry" }
}

fn group_name(count: u32, group: u32) -> String {
    format!("{}_{group}", group_field(count))
}

/// The keys `1`, `2`, …
pub fn keys(rows: usize) -> Column {
    let mut texts = TextPool::default();
    (1..=rows).for_each(|row| {
        texts.push(&row.to_string());
    });
    Column::Text(TextColumn { codes: None, texts: Arc::new(texts) })
}

/// The data of the scenario: two indices, and levels of self-assessment of which 15 % are the lowest.
pub fn assessed(rows: usize, program: &Program) -> Data {
    let mut random = Seeded::new(0x5ce7_a110);
    let mut index = || -> Vec<f64> { (0..rows).map(|_| random.lognormal(-0.1, 0.5)).collect() };
    let (own, regional) = (index(), index());
    let level = |_| if random.share() < 0.15 { 0 } else { 1 + random.below(6) as u8 };
    let levels = (0..rows).map(level).collect();
    Data::builder(program)
        .column("clusters", "id", keys(rows))
        .column("clusters", "stance", Column::Member(Arc::new(levels)))
        .numbers("clusters", "internationalisation", own)
        .numbers("clusters", "foreign_activity", regional)
        .build()
        .expect("the columns fit the policy")
}
