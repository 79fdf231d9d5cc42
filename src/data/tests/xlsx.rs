//! XLSX workbooks, written for each test.

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use super::super::sample::{Sample, percent};
use super::super::{Settings, Sheet, load};
use super::settings::Folder;
use super::shown;
use crate::diagnostic::Diagnostic;
use crate::eval::Data;
use crate::limits::Limits;
use crate::program::{Missing, Program, Type};

fn sample() -> Program {
    Sample::new()
        .table("clusters", "no")
        .numbers("exports")
        .token("#N/A", Missing::Inapplicable)
        .column("share", percent())
        .optional()
        .column("foreign", Type::YesNo)
        .column("founded", Type::Date)
        .done()
}

/// A workbook with a cover sheet, and a sheet with a title above the header and a gap between the rows.
fn workbook(folder: &Folder, change: impl Fn(&mut rust_xlsxwriter::Worksheet)) -> String {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Cover").unwrap().write(0, 0, "Clusters").unwrap();
    let sheet = book.add_worksheet().set_name("2012").unwrap();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let percents = Format::new().set_num_format("0.0%");
    sheet.write(0, 0, "Table 5").unwrap();
    for (column, header) in (0u16..).zip(["no", "exports", "share", "foreign", "founded"]) {
        sheet.write(2, column, header).unwrap();
    }
    sheet.write(3, 0, 14).unwrap().write(3, 1, 1.25).unwrap();
    sheet.write_with_format(3, 2, 0.07, &percents).unwrap().write(3, 3, true).unwrap();
    let date = ExcelDateTime::from_ymd(2015, 6, 30).unwrap();
    sheet.write_with_format(3, 4, &date, &day).unwrap();
    sheet.write(5, 0, "15a").unwrap().write(5, 1, "n/a").unwrap().write(5, 2, 12.5).unwrap();
    sheet.write(5, 3, "no").unwrap().write(5, 4, "1970-01-01").unwrap();
    change(sheet);
    let path = folder.0.join("data/clusters.xlsx");
    book.save(&path).unwrap();
    path.display().to_string()
}

fn read(
    program: &Program,
    file: &str,
    sheet: Option<Sheet>,
    header_row: Option<usize>,
) -> Result<Data, Vec<Diagnostic>> {
    let mut settings = Settings::of_policy("p.bareme");
    settings.bind(&format!("clusters={file}")).unwrap();
    let table = settings.tables.get_mut("clusters").unwrap();
    (table.sheet, table.header_row) = (sheet, header_row);
    load(program, &settings, &Limits::default())
}

#[test]
fn a_sheet_is_read_as_it_is_shown() {
    let folder = Folder::new("xlsx", &[]);
    let program = sample();
    let file = workbook(&folder, |_| {});
    for sheet in [Sheet::Name("2012".into()), Sheet::Number(2)] {
        let data = read(&program, &file, Some(sheet), Some(3)).unwrap_or_else(|e| panic!("{:?}", folder.told(&e)));
        let values = |column| shown(&program, &data, "clusters", column);
        assert_eq!(values("no"), ["14", "15a"]);
        assert_eq!(values("exports"), ["1.25", "unavailable"]);
        assert_eq!(values("share"), ["0.07", "0.125"]);
        assert_eq!(values("foreign"), ["true", "false"]);
        assert_eq!(values("founded"), ["16616", "0"]);
        assert_eq!(data.tables[0].origin.as_ref().unwrap().lines, Some(vec![4, 6]));
    }
}

#[test]
fn bad_cells_are_told_by_sheet_row_and_column() {
    let folder = Folder::new("xlsx-bad", &[]);
    let error = |sheet: &mut rust_xlsxwriter::Worksheet| {
        sheet.write_formula(3, 1, rust_xlsxwriter::Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
        sheet.write_formula(5, 1, rust_xlsxwriter::Formula::new("=NA()").set_result("#N/A")).unwrap();
        sheet.write(5, 4, "soon").unwrap();
    };
    let file = workbook(&folder, error);
    assert_eq!(
        folder.told(&read(&sample(), &file, Some(Sheet::Number(2)), Some(3)).unwrap_err()),
        [
            "data-bad-cell HERE/data/clusters.xlsx, sheet \"2012\":4 exports «#DIV/0!» | `#DIV/0!` is not a number | if it means that there is no value, declare `token \"#DIV/0!\" as unavailable`",
            "data-bad-cell HERE/data/clusters.xlsx, sheet \"2012\":6 founded «soon» | `soon` is not a date | write a date as `2015-06-30`",
        ]
    );
}

#[test]
fn sheets_and_headers_that_are_not_there() {
    let folder = Folder::new("xlsx-none", &[("data/broken.xlsx", "no workbook at all")]);
    let file = workbook(&folder, |_| {});
    let told = |sheet, row| folder.told(&read(&sample(), &file, sheet, row).unwrap_err());
    assert_eq!(
        told(Some(Sheet::Name("2013".into())), None),
        ["data-config HERE/data/clusters.xlsx | `HERE/data/clusters.xlsx` has no sheet `2013` | did you mean `2012`?"]
    );
    assert_eq!(
        told(Some(Sheet::Number(3)), None),
        [
            "data-config HERE/data/clusters.xlsx | `HERE/data/clusters.xlsx` has no sheet number 3 | known here: `Cover`, `2012`"
        ]
    );
    assert_eq!(
        told(Some(Sheet::Number(2)), Some(2)),
        [
            "data-empty HERE/data/clusters.xlsx, sheet \"2012\" | row 2 of `HERE/data/clusters.xlsx, sheet \"2012\"` holds no header | say which row has the headers: `header_row = N`"
        ]
    );
    let broken = folder.0.join("data/broken.xlsx").display().to_string();
    let wrong = read(&sample(), &broken, None, None).unwrap_err();
    assert_eq!((wrong.len(), wrong[0].code.as_str()), (1, "data-file"));
}

/// A workbook whose first sheet is not the one that is meant.
#[test]
fn the_other_sheets_are_named_where_the_first_lacks_the_columns() {
    let folder = Folder::new("xlsx-sheets", &[]);
    let file = workbook(&folder, |_| {});
    let hint = |sheet| folder.told(&read(&sample(), &file, sheet, None).unwrap_err()).concat();
    let first = hint(None);
    assert!(first.starts_with("data-missing-column HERE/data/clusters.xlsx, sheet \"Cover\""), "{first}");
    let other = "if another sheet is meant (`2012`), write `sheet = \"…\"` below `[tables.clusters]` in bareme.toml";
    assert!(first.ends_with(other), "{first}");
    assert!(!hint(Some(Sheet::Number(1))).contains("another sheet"));
}
