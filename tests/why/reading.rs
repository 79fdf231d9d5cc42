//! Where values of other rows were read, where weights come from, and how rows were compared.

use super::recompute;
use crate::cli::{Folder, bareme, json, stdout};

/// A value of another year, of rows that link here and of the latest year says in which row of which file it was read.
#[test]
fn values_of_other_rows_say_where_they_were_read() {
    let folder = Folder::new();
    folder.write("panel.csv", "country,year,gdp,people\nFRA,2018,10,5\nFRA,2019,12,6\nFRA,2020,,7\nDEU,2019,23,9\n");
    let policy = folder.write(
        "p.bareme",
        "table countries { key code\n rows { | code\n | FRA\n | DEU } }\n\
         table panel { key country : countries, year : year\n indicator gdp : number\n indicator people : number }\n\
         indicator step of panel = change(gdp)\nindicator last of panel = latest(gdp)\n\
         indicator per_head of countries = mean(panel.gdp weighted by people)\n\
         indicator in_2019 of countries = panel.gdp at 2019\n",
    );
    let data = format!("panel={}", folder.text("panel.csv"));
    let ask = |table: &str, key: &str, name: &str| {
        let explained = json(&bareme(&["why", &policy, table, key, name, "--data", &data, "--format", "json"]));
        assert_eq!(recompute::wrong(&explained), Vec::<String>::new());
        explained["values"][0]["formula"]["formula"].clone()
    };
    let read = |term: &serde_json::Value| {
        let read = term["read"].as_array().unwrap().iter();
        let line = |r: &serde_json::Value| r["place"]["line"].as_u64().unwrap();
        read.map(|r| (r["row"]["key"].as_str().unwrap().to_owned(), line(r), r["text"].clone())).collect::<Vec<_>>()
    };
    let before = &ask("panel", "FRA 2019", "step")["operands"][1];
    assert_eq!(read(before), [("FRA 2018".to_owned(), 2, "10".into())]);
    let none = &ask("panel", "DEU 2019", "step")["operands"][1];
    assert_eq!((none["read_in"].as_u64(), none.get("read")), (Some(0), None));
    // 2020 has no value.
    assert_eq!(read(&ask("panel", "FRA 2020", "last")), [("FRA 2019".to_owned(), 3, "12".into())]);
    assert_eq!(read(&ask("countries", "DEU", "in_2019")), [("DEU 2019".to_owned(), 5, "23".into())]);
    let mean = ask("countries", "FRA", "per_head");
    assert_eq!(mean["read"].as_array().unwrap().len(), 2);
    // (10 × 5 + 12 × 6) / 11
    assert!((mean["value"].as_f64().unwrap() - 122.0 / 11.0).abs() < 1e-12);
    let output = bareme(&["why", &policy, "panel", "FRA 2019", "step", "--data", &data]);
    let text = stdout(&output);
    assert!(text.contains("= 10, read in FRA 2018"), "{text}");
}

/// Weights from the data and from judgements say by which method, and an index whose method compares all rows how.
#[test]
fn weights_and_comparisons_explained() {
    let folder = Folder::new();
    let policy = folder.write(
        "p.bareme",
        "table sites {\n  key name\n  indicator cost : number { better lower }\n  indicator jobs : number { better higher }\n  \
         rows { | name | cost | jobs\n         | a    | 2    | 1\n         | b    | 3    | 4\n         | c    | 6    | 8 }\n}\n\
         weights pairs from ahp {\n         | cost | jobs\n    cost |      | 3\n    jobs |      |\n}\n\
         index by_data of sites { parts cost, jobs; weigh entropy; aggregate topsis }\n\
         index by_people of sites { parts cost, jobs; weigh pairs; aggregate promethee ii linear q 1 p 3 }\n\
         index votes of sites { parts cost, jobs; aggregate copeland }\n\
         index whole of sites { aggregate arithmetic mean; index part { parts cost, jobs; aggregate vikor } }\n",
    );
    let output = bareme(&["why", &policy, "sites", "b"]);
    insta::assert_snapshot!("weights_and_comparisons", stdout(&output).replace(&folder.text(""), ""));
}

/// The checker of the arithmetic notices every number of a comparison that is not so.
#[test]
fn a_wrong_figure_does_not_add_up() {
    let folder = Folder::new();
    let sites = "table sites {\n  key name\n  indicator cost : number { better lower }\n  \
                 indicator jobs : number { better higher }\n  rows { | name | cost | jobs\n         | a    | 2    | 1\n         \
                 | b    | 3    | 4\n         | c    | 6    | 8 }\n}\n";
    let figures: &[(&str, &[&str], &[&str])] = &[
        ("topsis", &["divisor", "weighted", "ideal", "anti_ideal"], &["distance_to_ideal", "distance_to_anti_ideal"]),
        ("vikor", &["best", "worst", "distance"], &["s", "r"]),
        ("promethee ii linear q 1 p 3", &["leaving", "entering"], &["leaving", "entering"]),
        ("electre i concordance 0.5 discordance 0.6 net outranking", &[], &["outranks", "outranked_by"]),
        ("hellwig", &["deviation", "pattern", "from_pattern"], &["distance", "critical_distance"]),
        ("copeland", &[], &["wins", "losses"]),
        ("kemeny", &[], &["rows_ahead", "place"]),
        ("borda", &["worse", "equal", "points"], &[]),
        ("mpi", &["mean", "standardised"], &["deviation"]),
    ];
    for (method, of_parts, of_row) in figures {
        let text = format!("{sites}index y of sites {{ parts cost, jobs; aggregate {method} }}\n");
        let policy = folder.write("p.bareme", &text);
        let right = json(&bareme(&["why", &policy, "sites", "b", "y", "--format", "json"]));
        assert_eq!(recompute::wrong(&right), Vec::<String>::new(), "{method}");
        let of_parts = of_parts.iter().map(|name| format!("/values/0/index/parts/1/compared/figures/{name}"));
        let of_row = of_row.iter().map(|name| format!("/values/0/index/comparison/figures/{name}"));
        for place in of_parts.chain(of_row).chain(["/values/0/value".to_owned()]) {
            let mut wrong = right.clone();
            let number = wrong.pointer_mut(&place).unwrap_or_else(|| panic!("{method}: {place}"));
            *number = serde_json::json!(number.as_f64().unwrap() + 0.5);
            assert!(!recompute::wrong(&wrong).is_empty(), "{method}: {place}");
        }
    }
}
