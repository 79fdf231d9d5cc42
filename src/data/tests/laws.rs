//! Whatever the dialect, the same table is read; and in parts or in one, by the quick way or the thorough, it is the same.

use proptest::prelude::*;

use super::super::csv::Body;
use super::super::sample::{Sample, plain};
use super::{read, shown};
use crate::program::{Program, Type};

fn sample() -> Program {
    Sample::new()
        .table("t", "key")
        .column("name", Type::Text)
        .column("x", plain())
        .optional()
        .column("flag", Type::YesNo)
        .done()
}

/// How a table is written.
#[derive(Clone, Copy, Debug)]
struct Dialect {
    delimiter: char,
    decimal: char,
    quoted: bool,
    line_end: &'static str,
    mark: bool,
}

fn dialects() -> impl Strategy<Value = Dialect> {
    let line_end = prop_oneof![Just("\n"), Just("\r\n")];
    let delimiter = prop_oneof![Just(','), Just(';'), Just('\t')];
    let decimal = prop_oneof![Just('.'), Just(',')];
    (delimiter, decimal, any::<bool>(), line_end, any::<bool>()).prop_map(
        |(delimiter, decimal, quoted, line_end, mark)| {
            // A decimal comma between commas has to be quoted.
            let quoted = quoted || (delimiter == ',' && decimal == ',');
            Dialect { delimiter, decimal, quoted, line_end, mark }
        },
    )
}

type Row = (String, Option<f64>, bool);

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let number = prop_oneof![
        3 => (-1_000_000i64..1_000_000).prop_map(|n| n as f64 / 1000.0),
        1 => (-1000i32..1000).prop_map(f64::from),
        1 => prop::num::f64::NORMAL,
    ];
    // Texts that hold no separators, so that they may stand without quotes.
    let name = "[a-zа-я]([a-zа-я .-]{0,12}[a-zа-я])?";
    prop::collection::vec((name, prop::option::weighted(0.8, number), any::<bool>()), 0..60)
}

fn write(rows: &[Row], dialect: Dialect) -> String {
    let Dialect { delimiter, decimal, quoted, line_end, mark } = dialect;
    let cell = |text: String| if quoted { format!("\"{text}\"") } else { text };
    let mut text = if mark { "\u{feff}".to_owned() } else { String::new() };
    text.push_str(&["key", "name", "x", "flag"].join(&delimiter.to_string()));
    text.push_str(line_end);
    // One cell that can have one mark only, so that the column's mark is known.
    let first = (String::from("first"), Some(0.5), true);
    for (at, (name, x, flag)) in std::iter::once(&first).chain(rows).enumerate() {
        let x = x.map_or("n/a".to_owned(), |x| x.to_string().replace('.', &decimal.to_string()));
        let cells = [format!("k{at}"), name.clone(), x, if *flag { "yes" } else { "0" }.to_owned()];
        text.push_str(&cells.map(cell).join(&delimiter.to_string()));
        text.push_str(line_end);
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read(rows in rows(), dialect in dialects()) {
        let program = sample();
        let data = read(&program, &[("t", &write(&rows, dialect))]).map_err(|e| TestCaseError::fail(format!("{e:?}")))?;
        let names: Vec<String> = rows.iter().map(|r| r.0.clone()).collect();
        prop_assert_eq!(&shown(&program, &data, "t", "name")[1..], &names[..]);
        let numbers: Vec<String> =
            rows.iter().map(|r| r.1.map_or("unavailable".to_owned(), |x| (x + 0.0).to_string())).collect();
        prop_assert_eq!(&shown(&program, &data, "t", "x")[1..], &numbers[..]);
        let flags: Vec<String> = rows.iter().map(|r| r.2.to_string()).collect();
        prop_assert_eq!(&shown(&program, &data, "t", "flag")[1..], &flags[..]);
    }

    #[test]
    fn parts_of_any_size_give_the_same_as_the_thorough_way(rows in rows(), size in 1usize..200) {
        let program = sample();
        let dialect = Dialect { delimiter: ',', decimal: '.', quoted: false, line_end: "\n", mark: false };
        let text = write(&rows, dialect);
        let (_, body) = text.split_once('\n').unwrap();
        let body = Body { text: body, line: 2, delimiter: b',', width: 4 };
        let [quick, thorough] = super::super::csv::both_ways(&program, &body, size);
        prop_assert_eq!(quick, thorough);
    }
}
