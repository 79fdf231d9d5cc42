//! A file read in blocks is read as it is when held as a whole; where it cannot be, the blocks decline.

use std::fmt::Write as _;

use super::super::check;
use super::super::csv::{in_blocks, read};
use super::super::load::Asked;
use super::super::plan::Printed;
use super::super::sample::{Sample, plain};
use super::told;
use crate::limits::Limits;
use crate::program::{Program, TableId, Type};

const SIZES: [usize; 3] = [1024, 2048, 8192];

fn sample() -> Program {
    Sample::new()
        .table("t", "key")
        .column("name", Type::Text)
        .column("x", plain())
        .optional()
        .column("flag", Type::YesNo)
        .done()
}

/// The data, or what is told, as text: once read as a whole, and once for each size of blocks.
fn both(text: &str, limits: &Limits) -> (String, Vec<Option<String>>) {
    let program = sample();
    let (name, file) = ("t.csv".to_owned(), "t.csv".to_owned());
    let settings = super::super::TableSettings::of("t.csv");
    let asked = Asked { program: &program, table: TableId(0), settings, name, file, limits, printed: Printed::Needed };
    let finish = |raw| match check::finish(&program, vec![raw]) {
        Ok(data) => format!("{:?}", data.tables),
        Err(wrong) => told(&wrong).join("\n"),
    };
    let whole = read(&asked, text.as_bytes()).map_or_else(|wrong| told(&wrong).join("\n"), finish);
    let blocks = SIZES.map(|size| {
        let read = in_blocks(&asked, text.as_bytes(), size)?;
        Some(read.map_or_else(|wrong| told(&wrong).join("\n"), finish))
    });
    (whole, blocks.to_vec())
}

fn same(text: &str) -> String {
    let (whole, blocks) = both(text, &Limits::default());
    for (read, size) in blocks.into_iter().zip(SIZES) {
        assert_eq!(read.as_ref(), Some(&whole), "{size}");
    }
    whole
}

fn declined(text: &str) {
    let (_, blocks) = both(text, &Limits::default());
    assert!(blocks.iter().all(Option::is_none), "{blocks:?}");
}

fn rows(count: usize, change: impl Fn(usize, &mut String)) -> String {
    let mut text = "key,name,x,flag\n".to_owned();
    for row in 0..count {
        let before = text.len();
        let (x, flag) = (row as f64 * 0.37 - 40.0, if row % 3 == 0 { "yes" } else { "no" });
        write!(text, "{},name of {},{x:.2},{flag}", row * 7 % count + 10, row % 13).unwrap();
        let mut line = text.split_off(before);
        change(row, &mut line);
        text.push_str(&line);
        text.push('\n');
    }
    text
}

#[test]
fn a_file_in_blocks_is_read_as_a_whole_one() {
    let good = rows(2000, |_, _| {});
    assert!(same(&good).starts_with("[TableData { rows: 2000"));
    same(&good.replace('\n', "\r\n"));
    same(&format!("\u{feff}{}", good.replace("name of", "имя №")));
    same(good.trim_end());
    same(&format!("sep=,\n\n{good},,,\n\n , ,\n"));
    same(&good.replace(',', ";").replace('.', ","));
    same(&good.replacen("key,name,x,flag", "\"key\",\"name\",\"x\",\"flag\"", 1));
    for end in 0..40 {
        same(good.split_at(good.len() - end).0);
    }
}

#[test]
fn what_is_wrong_is_told_in_the_same_words() {
    let wrong = same(&rows(2000, |row, line| match row {
        500 | 1999 => *line = line.replace("yes", "maybe").replace("no", "maybe"),
        700 | 1500 => line.push_str(",more"),
        900 => *line = "9,too few".into(),
        1200 => *line = "12,a,twelve,no".into(),
        _ => {}
    }));
    assert!(wrong.contains("t.csv:1202 x «twelve»") && wrong.contains("t.csv:1502"), "{wrong}");
    let many = same(&rows(2000, |row, line| {
        if row > 900 {
            *line = format!("{row},a,x{row},{}", if row % 2 == 0 { "yes,no" } else { "no" });
        }
    }));
    assert!(many.contains("more bad cells"), "{many}");
    assert!(
        same(&rows(2000, |_, line| *line = line.replacen("name", "", 1)).replacen("key", "Key", 1))
            .contains("did you mean")
    );
}

#[test]
fn what_blocks_cannot_read_is_left_to_the_whole() {
    let good = rows(2000, |_, _| {});
    declined(&rows(2000, |row, line| {
        if row == 1500 {
            *line = "\"1\",\"a\nb\",2,no".into();
        }
    }));
    declined(&good.replacen("\n1500,", "\n\n1500,", 1));
    declined(&format!("{good}{}", ",,,\n".repeat(5000)));
    declined(&good.replacen("key,", &format!("\"{}\",key,", "\n".repeat(9000)), 1));
    declined(&format!("{good}{}", "a".repeat(100_000)));
    declined("");
    // The decimal mark shows only after the first rows.
    let late = rows(20_000, |row, line| {
        *line = line.replace(',', ";").replace('.', if row > 15_000 { "," } else { "" });
    });
    declined(&late.replacen("key,name,x,flag", "key;name;x;flag", 1));
}

#[test]
fn limits_hold_for_blocks_too() {
    let good = rows(2000, |_, _| {});
    for limits in
        [Limits { data_rows: 1999, ..Limits::default() }, Limits { data_bytes: good.len() - 1, ..Limits::default() }]
    {
        assert!(both(&good, &limits).1.iter().all(Option::is_none));
    }
}
