//! A host's own columns.

use super::super::sample::{Sample, member, percent};
use super::{shown, told};
use crate::eval::{Column, Data};
use crate::program::{Missing, Program, TableId, Type};

fn sample() -> Program {
    Sample::new()
        .scale("activity", true, &[(1.0, "inactive", "Nothing visible"), (7.0, "acting", "Acts")])
        .table("clusters", "no")
        .column("region", Type::Link(TableId(1)))
        .numbers("exports")
        .range(Some(0.0), None)
        .column("stance", member())
        .numbers("printed")
        .published()
        .table("regions", "region")
        .column("share", percent())
        .optional()
        .done()
}

#[test]
fn columns_become_data() {
    let program = sample();
    let data = Data::builder(&program)
        .texts("clusters", "no", &["a", "b", "c"])
        .texts("clusters", "region", &["Y", "X", "Y"])
        .numbers("clusters", "exports", vec![1.5, f64::NAN, 0.0])
        .texts("clusters", "stance", &["acting", "Nothing visible", "7"])
        .texts("regions", "region", &["X", "Y"])
        .optional_numbers("regions", "share", vec![Some(12.5), None])
        .build()
        .unwrap_or_else(|e| panic!("{:?}", told(&e)));
    assert_eq!(shown(&program, &data, "clusters", "region"), ["1", "0", "1"]);
    assert_eq!(shown(&program, &data, "clusters", "exports"), ["1.5", "unavailable", "0"]);
    assert_eq!(shown(&program, &data, "clusters", "stance"), ["acting", "inactive", "acting"]);
    assert_eq!(shown(&program, &data, "regions", "share"), ["0.125", "unavailable"]);
}

#[test]
fn numbers_are_moved_and_not_copied() {
    let program = Sample::new().table("t", "key").numbers("x").done();
    let values = vec![1.0, 2.0];
    let place = values.as_ptr();
    let data = Data::builder(&program).texts("t", "key", &["a", "b"]).numbers("t", "x", values).build().unwrap();
    let table = program.find_table("t").unwrap();
    match data.column(&program, program.find_quantity(table, "x").unwrap()).unwrap() {
        Column::Number(v) => assert_eq!(v.as_ptr(), place),
        other => panic!("{other:?}"),
    }
}

#[test]
fn columns_that_do_not_fit_are_told() {
    let program = sample();
    let wrong = Data::builder(&program)
        .numbers("clusters", "exprots", vec![])
        .numbers("cluster", "exports", vec![])
        .yes_no("clusters", "exports", &[true])
        .texts("clusters", "no", &["a", "b"])
        .texts("clusters", "region", &["X"])
        .build()
        .unwrap_err();
    assert_eq!(
        told(&wrong),
        [
            "data-config  | table `clusters` reads no column `exprots` | did you mean `exports`?",
            "data-config  | the policy has no table `cluster` | did you mean `clusters`?",
            "data-bad-cell  | `exports` of table `clusters` needs numbers",
            "data-bad-row  | the columns of table `clusters` have different lengths | rows given: `no` 2, `region` 1",
            "data-missing-column  | table `clusters` is not given its columns `exports`, `stance` | it needs `exports`, `stance`",
            "data-unbound  | table `regions` has no data | it needs `region`, `share`",
        ]
    );
}

#[test]
fn values_are_checked_as_those_of_files_are() {
    let program = sample();
    let wrong = Data::builder(&program)
        .texts("clusters", "no", &["a", "b", "a"])
        .optional_texts("clusters", "region", &[Some("Tomsk"), None, Some("Altay")])
        .numbers("clusters", "exports", vec![1.0, -2.0, 3.0])
        .texts("clusters", "stance", &["actin", "acting", "acting"])
        .texts("regions", "region", &["Altay", "Perm"])
        .numbers("regions", "share", vec![1.0, 2.0])
        .build()
        .unwrap_err();
    assert_eq!(
        told(&wrong),
        [
            "data-duplicate-key table `clusters`:1 no «a» | the key `a` occurs 2 times in `no` [in rows 1 and 3] | each row needs a key of its own",
            "data-dangling-link table `clusters`:1 region «Tomsk» | `Tomsk` of `region` is not a key of table `regions` | the keys of `regions` are `Altay`, `Perm`",
            "data-unknown-category table `clusters`:1 stance «actin» | `actin` is no level of `stance` | did you mean `acting`? known are `inactive`, `acting`",
            "data-required table `clusters`:2 region | `region` is missing, and it is not optional | fill in the value, or declare `region` as `optional`",
            "data-out-of-range table `clusters`:2 exports «-2» | -2 is outside the range 0.. of `exports` | mend the value, or widen the declared `range`",
        ]
    );
}

#[test]
fn rows_and_members_that_do_not_exist_are_told() {
    use std::sync::Arc;
    let program = sample();
    let wrong = Data::builder(&program)
        .texts("clusters", "no", &["a", "b"])
        .column("clusters", "region", Column::Link(Arc::new(vec![0, 2])))
        .numbers("clusters", "exports", vec![1.0, 2.0])
        .column("clusters", "stance", Column::Member(Arc::new(vec![2, 1])))
        .texts("regions", "region", &["X", "Y"])
        .numbers("regions", "share", vec![1.0, 2.0])
        .build()
        .unwrap_err();
    assert_eq!(
        told(&wrong),
        [
            "data-unknown-category table `clusters`:1 stance «2» | `stance` has no member at position 2 | members are given by their positions from 0 to 1",
            "data-dangling-link table `clusters`:2 region «2» | table `regions` has no row 2 | links are given by the rows' positions from 0 to 1",
        ]
    );
}

#[test]
fn rows_in_the_policy_need_no_data() {
    let program = Sample::new()
        .table("services", "service")
        .numbers("price")
        .token("?", Missing::Unknown)
        .rows(&["service", "price"], &[&["Factoring", "1.5"], &["Piloting", "?"], &["Advice", ""]])
        .done();
    let data = Data::builder(&program).build().unwrap();
    assert_eq!(shown(&program, &data, "services", "service"), ["Factoring", "Piloting", "Advice"]);
    assert_eq!(shown(&program, &data, "services", "price"), ["1.5", "unknown", "unavailable"]);
    assert_eq!(data.tables[0].origin.as_ref().unwrap().file, "inline");
}

#[test]
fn a_bad_cell_in_the_policy_is_told_at_its_place() {
    let program = Sample::new()
        .table("services", "service")
        .numbers("price")
        .rows(&["service", "price"], &[&["Factoring", "1.5"], &["Factoring", "cheap"]])
        .done();
    assert_eq!(
        told(&Data::builder(&program).build().unwrap_err()),
        [
            "data-duplicate-key policy 0..1 | the key `Factoring` occurs 2 times in `service` [in rows 1 and 2] | each row needs a key of its own",
            "data-bad-cell policy 11..12 | `cheap` is not a number",
        ]
    );
}
