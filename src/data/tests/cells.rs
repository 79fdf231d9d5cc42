//! What is told about bad cells, kind by kind.

use super::super::sample::{Sample, count, member, percent, plain};
use super::{read, read_with, shown, told};
use crate::limits::Limits;
use crate::program::{Missing, TableId, Type};

fn clusters() -> crate::program::Program {
    Sample::new().table("clusters", "no").numbers("exports").numbers("papers").done()
}

fn wrong(program: &crate::program::Program, text: &str) -> Vec<String> {
    told(&read(program, &[("clusters", text)]).unwrap_err())
}

#[test]
fn all_bad_cells_of_a_file_are_told_together_with_hints_to_each() {
    let text = "no,exports,papers\n1,abc,-\n2,1.5,12%\n3,\"1,5\",\"1,234\"\n4,1 000,NA\n5,#N/A,1e999\n6,nan,inf\n";
    assert_eq!(
        wrong(&clusters(), text),
        [
            "data-bad-cell clusters.csv:2 exports «abc» | `abc` is not a number",
            "data-bad-cell clusters.csv:2 papers «-» | `-` is not a number | if it means that there is no value, declare `token \"-\" as unavailable`",
            "data-bad-cell clusters.csv:3 papers «12%» | `12%` is not a number | the column is not declared in percent: declare it with the unit `percent`, or take out the percent sign",
            "data-bad-cell clusters.csv:4 exports «1,5» | `1,5` is not a number | this looks like a decimal comma, but the column has decimal points; write all with one mark",
            "data-bad-cell clusters.csv:4 papers «1,234» | `1,234` is not a number | this may be a decimal comma or a separator of thousands: say `decimal = \",\"` for the table in bareme.toml, or take out the comma",
            "data-bad-cell clusters.csv:5 exports «1 000» | `1 000` is not a number | take out the space",
            "data-bad-cell clusters.csv:5 papers «NA» | `NA` is not a number | if it means that there is no value, declare `token \"NA\" as unavailable`",
            "data-bad-cell clusters.csv:6 exports «#N/A» | `#N/A` is not a number | if it means that there is no value, declare `token \"#N/A\" as unavailable`",
            "data-bad-cell clusters.csv:6 papers «1e999» | `1e999` is not a number | the number is larger than can be computed with",
            "data-bad-cell clusters.csv:7 exports «nan» | `nan` is not a number | if it means that there is no value, declare `token \"nan\" as unavailable`",
            "data-bad-cell clusters.csv:7 papers «inf» | `inf` is not a number",
        ]
    );
}

#[test]
fn beyond_the_limit_bad_cells_are_counted() {
    let rows: String = (0..5000).map(|i| format!("{i},x,1\n")).collect();
    let limits = Limits { bad_cells: 3, ..Limits::default() };
    let text = format!("no,exports,papers\n{rows}");
    let told = told(&read_with(&clusters(), &[("clusters", text.as_bytes())], |_| {}, &limits).unwrap_err());
    assert_eq!(told.len(), 4);
    assert_eq!(
        told[2],
        "data-bad-cell clusters.csv:4 exports «x» | `x` is not a number | if it means that there is no value, declare `token \"x\" as unavailable`"
    );
    assert_eq!(
        told[3],
        "data-bad-cell clusters.csv | 4997 more bad cells are in `clusters.csv` | mend the ones shown, and run again to see the next"
    );
}

#[test]
fn missing_is_n_a_or_empty_unless_a_token_says_otherwise() {
    let program = Sample::new()
        .table("clusters", "no")
        .table_token("..", Missing::Unknown)
        .numbers("exports")
        .token("-999", Missing::Unasked)
        .token("", Missing::Inapplicable)
        .numbers("papers")
        .done();
    let text = "no,exports,papers\n1,-999,-999\n2,,\n3,n/a,N/A\n4,..,..\n5, -999 ,-999.0\n";
    let data = read(&program, &[("clusters", text)]).unwrap();
    assert_eq!(
        shown(&program, &data, "clusters", "exports"),
        ["unasked", "inapplicable", "unavailable", "unknown", "unasked"]
    );
    assert_eq!(shown(&program, &data, "clusters", "papers"), ["-999", "unavailable", "unavailable", "unknown", "-999"]);
}

#[test]
fn a_decimal_comma_is_known_from_the_other_cells_of_its_column() {
    let data = |text: &str| read(&clusters(), &[("clusters", text)]).unwrap();
    let program = clusters();
    let semicolons = data("no;exports;papers\n1;1,5;1.5\n2;1,234;1.234\n3;7;8\n");
    assert_eq!(shown(&program, &semicolons, "clusters", "exports"), ["1.5", "1.234", "7"]);
    assert_eq!(shown(&program, &semicolons, "clusters", "papers"), ["1.5", "1.234", "8"]);
    let quoted = data("no,exports,papers\n1,\"0,125\",1\n2,\"12,345\",2\n");
    assert_eq!(shown(&program, &quoted, "clusters", "exports"), ["0.125", "12.345"]);
    let spaced = data("no;exports;papers\n1;1\u{a0}234,5;\u{2212}2\n2;1\u{202f}234\u{202f}567;+3\n");
    assert_eq!(shown(&program, &spaced, "clusters", "exports"), ["1234.5", "1234567"]);
    assert_eq!(shown(&program, &spaced, "clusters", "papers"), ["-2", "3"]);
}

#[test]
fn a_decimal_comma_that_shows_only_far_down_the_file_is_known_too() {
    let mut text = "no;exports;papers\n".to_owned();
    (0..20_000).for_each(|i| text.push_str(&format!("{i};1,234;1\n")));
    text.push_str("20000;0,5;1\n");
    let program = clusters();
    let data = read(&program, &[("clusters", &text)]).unwrap();
    assert_eq!(shown(&program, &data, "clusters", "exports")[0], "1.234");
}

#[test]
fn a_comma_that_may_separate_thousands_is_never_guessed() {
    let said = "this may be a decimal comma or a separator of thousands: say `decimal = \",\"` for the table in bareme.toml, or take out the comma";
    let text = "no;exports;papers\n1;1,234;1\n2;12;1\n";
    assert_eq!(
        wrong(&clusters(), text),
        [format!("data-bad-cell clusters.csv:2 exports «1,234» | `1,234` is not a number | {said}")]
    );
    let declared =
        |mark| read_with(&clusters(), &[("clusters", text.as_bytes())], |s| s.decimal = Some(mark), &Limits::default());
    let data = declared(crate::data::Mark::Comma).unwrap();
    assert_eq!(shown(&clusters(), &data, "clusters", "exports"), ["1.234", "12"]);
    assert_eq!(declared(crate::data::Mark::Point).unwrap_err().len(), 1);
    assert_eq!(
        wrong(&clusters(), "no;exports;papers\n1;1,5;1\n2;1.234;1\n3;1.234.567;2\n"),
        [
            "data-bad-cell clusters.csv:3 exports «1.234» | `1.234` is not a number | this may be a decimal point or a separator of thousands: write it with a decimal comma, or take out the point",
            "data-bad-cell clusters.csv:4 exports «1.234.567» | `1.234.567` is not a number | separators of thousands are not read: take them out",
        ]
    );
}

#[test]
fn percents_are_shares_inside() {
    let program = Sample::new().table("clusters", "no").column("share", percent()).range(Some(0.0), Some(1.0)).done();
    let data = read(&program, &[("clusters", "no,share\n1,12.5\n2,50%\n3,100 %\n")]).unwrap();
    assert_eq!(shown(&program, &data, "clusters", "share"), ["0.125", "0.5", "1"]);
    assert_eq!(
        wrong(&program, "no,share\n1,112.3\n"),
        [
            "data-out-of-range clusters.csv:2 share «112.3» | 112.3 is outside the range 0..100 of `share` | mend the value, or widen the declared `range`"
        ]
    );
}

#[test]
fn levels_are_known_by_name_label_or_number() {
    let program = Sample::new()
        .scale(
            "activity",
            true,
            &[(1.0, "inactive", "Nothing visible"), (6.0, "partnered", "Close partnership"), (7.0, "acting", "Acts")],
        )
        .table("clusters", "no")
        .column("stance", member())
        .done();
    let data = read(&program, &[("clusters", "no,stance\n1,acting\n2,Close partnership\n3,1\n4,7.0\n")]).unwrap();
    assert_eq!(shown(&program, &data, "clusters", "stance"), ["acting", "partnered", "inactive", "acting"]);
    assert_eq!(
        wrong(&program, "no,stance\n1,actnig\n2,acting\n3,actnig\n4,5\n5,\n6,-\n"),
        [
            "data-unknown-category clusters.csv:2 stance «actnig» | `actnig` is no level of `stance` [in rows 2 and 4] | did you mean `acting`? known are `inactive`, `partnered`, `acting`",
            "data-unknown-category clusters.csv:5 stance «5» | `5` is no level of `stance` | known are `inactive`, `partnered`, `acting`",
            "data-required clusters.csv:6 stance | `stance` is missing, and it is not optional | fill in the value, or declare `stance` as `optional`",
            "data-unknown-category clusters.csv:7 stance «-» | `-` is no level of `stance` | if it means that there is no value, declare `token \"-\" as unavailable`",
        ]
    );
}

#[test]
fn categories_are_not_known_by_their_position() {
    let program = Sample::new()
        .scale("kind", false, &[(0.0, "country", "Country"), (1.0, "region", "Region")])
        .table("clusters", "no")
        .column("kind", member())
        .done();
    let data = read(&program, &[("clusters", "no,kind\n1,Region\n2,country\n")]).unwrap();
    assert_eq!(shown(&program, &data, "clusters", "kind"), ["region", "country"]);
    assert_eq!(
        wrong(&program, "no,kind\n1,1\n"),
        [
            "data-unknown-category clusters.csv:2 kind «1» | `1` is no category of `kind` | known are `country`, `region`"
        ]
    );
}

#[test]
fn yes_no_and_dates() {
    let program =
        Sample::new().table("clusters", "no").column("foreign", Type::YesNo).column("founded", Type::Date).done();
    let data =
        read(&program, &[("clusters", "no,foreign,founded\n1,Yes,1970-01-02\n2,0,2015-06-30\n3,TRUE,1969-12-31\n")])
            .unwrap();
    assert_eq!(shown(&program, &data, "clusters", "foreign"), ["true", "false", "true"]);
    assert_eq!(shown(&program, &data, "clusters", "founded"), ["1", "16616", "-1"]);
    assert_eq!(
        wrong(&program, "no,foreign,founded\n1,да,30.06.2015\n"),
        [
            "data-bad-cell clusters.csv:2 foreign «да» | `да` is neither yes nor no | write yes or no, true or false, 1 or 0",
            "data-bad-cell clusters.csv:2 founded «30.06.2015» | `30.06.2015` is not a date | write it as `2015-06-30`",
        ]
    );
}

#[test]
fn keys_are_required_and_unique() {
    assert_eq!(
        wrong(&clusters(), "no,exports,papers\n7,1,1\n8,1,1\n7,1,1\n,1,1\n"),
        [
            "data-duplicate-key clusters.csv:2 no «7» | the key `7` occurs 2 times in `no` [in rows 2 and 4] | each row needs a key of its own",
            "data-required clusters.csv:5 no | the key `no` is missing | give each row a key of its own, and take out rows that are empty",
        ]
    );
}

#[test]
fn links_name_rows_by_their_keys() {
    let program = Sample::new()
        .table("clusters", "no")
        .column("region", Type::Link(TableId(1)))
        .table("regions", "region")
        .numbers("fdi")
        .done();
    let regions = ("regions", "region,fdi\nМосква,1\nTomsk region,2\n");
    let data =
        read(&program, &[("clusters", "no,region\n1,Tomsk region\n2, Москва \n3,Tomsk region\n"), regions]).unwrap();
    assert_eq!(shown(&program, &data, "clusters", "region"), ["1", "0", "1"]);
    let wrong =
        read(&program, &[("clusters", "no,region\n1,Tomsk regoin\n2,Москва\n3,Tomsk regoin\n4,Perm\n5,\n"), regions]);
    assert_eq!(
        told(&wrong.unwrap_err()),
        [
            "data-dangling-link clusters.csv:2 region «Tomsk regoin» | `Tomsk regoin` of `region` is not a key of table `regions` [in rows 2 and 4] | did you mean `Tomsk region`?",
            "data-dangling-link clusters.csv:5 region «Perm» | `Perm` of `region` is not a key of table `regions` | the keys of `regions` are `Москва`, `Tomsk region`",
            "data-required clusters.csv:6 region | `region` is missing, and it is not optional | fill in the value, or declare `region` as `optional`",
        ]
    );
}

#[test]
fn links_to_keys_that_are_numbers() {
    let program = Sample::new()
        .table("years", "label")
        .table("values", "no")
        .column("year", Type::Link(TableId(2)))
        .table("periods", "period")
        .done();
    let mut program = program;
    let key = program.tables[2].key;
    program.quantities[key.at()].ty = plain();
    let data = read(
        &program,
        &[("years", "label\na\n"), ("values", "no,year\n1,2012\n2,2010.0\n"), ("periods", "period\n2010\n2012\n")],
    );
    assert_eq!(shown(&program, &data.unwrap(), "values", "year"), ["1", "0"]);
}

#[test]
fn values_outside_the_declared_range_are_told() {
    let program = Sample::new().table("clusters", "no").column("exports", count()).range(Some(0.0), None).done();
    assert_eq!(
        wrong(&program, "no,exports\n1,5\n2,-3\n"),
        [
            "data-out-of-range clusters.csv:3 exports «-3» | -3 is outside the range 0.. of `exports` | mend the value, or widen the declared `range`"
        ]
    );
}
