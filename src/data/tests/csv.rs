//! CSV files as they come, and what is told where they cannot be read.

use super::super::sample::Sample;
use super::{read, read_with, shown, told};
use crate::limits::Limits;
use crate::program::{Program, Type};

fn sample() -> Program {
    Sample::new().table("t", "key").column("name", Type::Text).numbers("x").done()
}

fn values(text: &str) -> [Vec<String>; 3] {
    let program = sample();
    let data = read(&program, &[("t", text)]).unwrap_or_else(|e| panic!("{:?}", told(&e)));
    ["key", "name", "x"].map(|c| shown(&program, &data, "t", c))
}

fn wrong(text: impl AsRef<[u8]>) -> Vec<String> {
    told(&read_with(&sample(), &[("t", text.as_ref())], |_| {}, &Limits::default()).unwrap_err())
}

#[test]
fn separators_byte_order_mark_line_ends_and_quotes() {
    let expected = [vec!["1", "2"], vec!["a", "b"], vec!["1.5", "unavailable"]];
    for text in [
        "key,name,x\n1,a,1.5\n2,b,\n",
        "\u{feff}key;name;x\r\n1;a;1.5\r\n2;b;n/a\r\n\r\n",
        "key\tname\tx\n1\ta\t1,5\n2\tb\t",
        " key , name ,x\n 1 , a , 1.5 \n2,b,\n,,\n\n , ,\n",
        "\"key\",\"name\",\"x\"\n\"1\",\"a\",\"1.5\"\n2,\"b\",\"\"\n",
        "\n\nkey,name,x\n1,a,1.5\n\n2,b,\n",
        "note,x,other,name,key\n_,1.5,,a,1\n_,,,b,2\n",
    ] {
        assert_eq!(values(text), expected, "{text:?}");
    }
    let quoted = values("key,name,x\n1,\"a, \"\"b\"\"\nc\",1\n2,d,2\n");
    assert_eq!(quoted[1], ["a, \"b\"\nc", "d"]);
}

#[test]
fn rows_are_told_by_their_lines() {
    let text = "\nkey,name,x\n1,\"two\nlines\",1\n\n2,b,bad\n";
    assert_eq!(wrong(text), ["data-bad-cell t.csv:6 x «bad» | `bad` is not a number"]);
    let program = sample();
    let data = read(&program, &[("t", "\nkey,name,x\n1,\"two\nlines\",1\n\n2,b,3\n")]).unwrap();
    assert_eq!(data.tables[0].origin.as_ref().unwrap().lines, Some(vec![3, 6]));
}

#[test]
fn the_header_may_stand_lower_down() {
    let text = b"Table 5\n\"a quote\n\nkey,name,x\n1,a,2\n";
    let data = read_with(&sample(), &[("t", text)], |s| s.header_row = Some(4), &Limits::default()).unwrap();
    assert_eq!(shown(&sample(), &data, "t", "x"), ["2"]);
}

#[test]
fn a_missing_column_lists_the_headers_and_the_nearest() {
    assert_eq!(
        wrong("Key,nme,y\n"),
        [
            "data-missing-column t.csv | there is no column `key`, which `key` of table `t` needs | did you mean `Key`? Then write `key { from \"Key\" }` in the policy; its headers are `Key`, `nme`, `y`",
            "data-missing-column t.csv | there is no column `name`, which `name` of table `t` needs | did you mean `nme`? Then write `name { from \"nme\" }` in the policy; its headers are `Key`, `nme`, `y`",
            "data-missing-column t.csv | there is no column `x`, which `x` of table `t` needs | its headers are `Key`, `nme`, `y`",
        ]
    );
}

#[test]
fn a_missing_header_that_was_named_is_told_as_it_was_named() {
    let program = Sample::new().table("t", "key").from("No.").numbers("x").from(" Exports, bln ").done();
    let told = |text: &str| told(&read(&program, &[("t", text)]).unwrap_err());
    assert_eq!(
        told("No.,\"exports, bln\"\n"),
        [
            "data-missing-column t.csv | there is no column `Exports, bln`, which `x` of table `t` needs | did you mean `exports, bln`? Then write `from \"exports, bln\"` in the policy; its headers are `No.`, `exports, bln`"
        ]
    );
    let data = read(&program, &[("t", "No.,\"Exports, bln\"\n1,2\n")]).unwrap();
    assert_eq!(shown(&program, &data, "t", "x"), ["2"]);
}

#[test]
fn a_duplicate_header_matters_where_it_is_needed() {
    assert_eq!(values("key,name,x,other,other\n1,a,2,,\n")[2], ["2"]);
    assert_eq!(
        wrong("key,name,x,x\n1,a,2,3\n"),
        [
            "data-duplicate-header t.csv x | two columns of `t.csv` have the header `x` [columns 3 and 4] | rename or take out one of them, because it cannot be known which is meant"
        ]
    );
}

#[test]
fn rows_that_do_not_fit_the_header() {
    let expected = [
        "data-bad-row t.csv:3 | the row has 4 cells, and the header has 3 | a cell that holds a comma, such as a decimal comma or a name, must stand in quotes",
        "data-bad-row t.csv:4 | the row has 2 cells, and the header has 3 | an empty cell needs its separator too",
        "data-bad-cell t.csv:5 x «z» | `z` is not a number",
    ];
    assert_eq!(wrong("key,name,x\n1,a,2\n2,b,1,5\n3,c\n4,d,z\n"), expected);
    assert_eq!(wrong("key,name,x\n1,\"a\",2\n2,b,1,5\n3,c\n4,d,z\n"), expected);
}

#[test]
fn a_quote_that_is_never_closed() {
    assert_eq!(
        wrong("key,name,x\n1,a,2\n2,\"b,3\n3,c,4\n"),
        [
            "data-bad-row t.csv:3 | a quote that opens in line 3 is never closed | close the quote; a quote within a quoted cell is written twice"
        ]
    );
}

#[test]
fn files_that_are_no_utf_8_text() {
    assert_eq!(
        wrong(b"key,name,x\n1,a,2\n2,caf\xe9,3\n"),
        ["not-utf8 t.csv:3 | `t.csv` is not UTF-8 text: line 3 holds the byte 0xE9 | save it as \"CSV UTF-8\""]
    );
    assert_eq!(
        wrong(b"\xff\xfek\0e\0"),
        ["not-utf8 t.csv | `t.csv` is UTF-16 text, not UTF-8 | save it as \"CSV UTF-8\""]
    );
    assert_eq!(
        wrong(b"PK\x03\x04\x14\0\x06"),
        [
            "data-file t.csv | `t.csv` is a workbook or another ZIP file, not a CSV file | name it `….xlsx` if it is a workbook, or save it as CSV"
        ]
    );
    assert_eq!(
        wrong(b"\x7fELF\x02\0\0"),
        ["data-file t.csv | `t.csv` is a binary file, not a CSV file | save the table as CSV or XLSX"]
    );
}

#[test]
fn files_without_header_and_files_without_rows() {
    for text in ["", "\n\r\n  \n", "\u{feff}"] {
        assert_eq!(
            wrong(text),
            [
                "data-empty t.csv | `t.csv` holds no header | the first line that is not empty must hold the headers of the columns"
            ]
        );
    }
    assert_eq!(values("key,name,x\n"), [const { Vec::<String>::new() }; 3]);
    assert_eq!(values("key,name,x"), [const { Vec::<String>::new() }; 3]);
}

#[test]
fn hostile_files_are_refused_at_once() {
    let wide = vec!["c"; 1_000_000].join(",") + "\n" + &",".repeat(999_999) + "\n";
    assert_eq!(
        wrong(&wide),
        [
            "data-too-large t.csv:1 | `t.csv` has more than 10000 columns | raise `data_columns` under `[limits]` in bareme.toml"
        ]
    );
    let few = Limits { data_rows: 2, ..Limits::default() };
    for quote in ["", "\""] {
        let text = format!("key,name,x\n1,{quote}a{quote},1\n2,b,2\n3,c,3\n");
        let wrong = read_with(&sample(), &[("t", text.as_bytes())], |_| {}, &few).unwrap_err();
        assert_eq!(wrong[0].code.as_str(), "data-too-large");
    }
    // Line breaks only, and short rows only: neither makes room for rows that are not there.
    let text = "key,name,x\n".to_owned() + &"\n".repeat(1_000_000) + "1,a,2\n";
    assert_eq!(values(&text)[0], ["1"]);
    let short = "key,name,x\n".to_owned() + &"1\n".repeat(300_000);
    assert_eq!(wrong(&short).len(), Limits::default().bad_cells + 1);
    let quotes = "key,name,x\n".to_owned() + &"\"".repeat(1_000_001);
    assert!(!wrong(&quotes).is_empty());
}

#[test]
fn the_fingerprint_is_that_of_the_bytes() {
    // The first of the test vectors that BLAKE3 is published with: the empty input.
    let empty = "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262";
    assert_eq!(super::super::csv::fingerprint(b""), empty);
    let text = "key,name,x\n";
    let data = read(&sample(), &[("t", text)]).unwrap();
    let origin = data.tables[0].origin.clone().unwrap();
    assert_eq!(origin.fingerprint, blake3::hash(text.as_bytes()).to_hex().to_string());
    assert_eq!((origin.file.as_str(), origin.lines), ("t.csv", None));
}
