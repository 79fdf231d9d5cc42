//! Small programs and assessments, built by hand for the tests of the outputs.

use std::sync::Arc;

use super::{Report, StageColumn};
use crate::audit::Finding;
use crate::diagnostic::{Code, Severity};
use crate::eval::column::number;
use crate::eval::{Assessment, RunOptions};
use crate::program::{Missing, Program};
use crate::published::{PublishedDifference, PublishedResult};

/// A program that declares nothing.
pub(crate) fn empty_program() -> Program {
    Program { name: "sample".to_owned(), fingerprint: "0123456789abcdef".repeat(4), ..Program::default() }
}

const POLICY: &str = r#"policy readiness "Готовность регионов" {
  edition "2023/24"
  source  "Handbook, p. 7"
}

table districts "Districts" {
  key code
}

table regions "Регионы" {
  key   code     "Код"
  field name     "Название" : text
  field kind     "Kind"     : one of { city "City", rural "Rural area" }
  field district "District" : districts
  field since    "Since"    : date optional
  field open     "Open"     : yes_no optional
  indicator digital "Digital skills" : percent
  indicator firms   "Firms"          : count
}

gate populated of regions {
  require firms is missing or firms > 0  because "no firms at all"
}

parameter ahead_from "From here on a region is ahead" = 0.5
parameter least "Least share" : percent = 12.3%

index readiness "Readiness for the digital transformation" of regions {
  parts     digital, firms
  normalise minmax within kind
  aggregate arithmetic mean
  printed   2
  rank      higher first
}

indicator gap "Gap" of regions : percent = 50% - digital

scenario standing "Standing" of regions by readiness {
  ahead "Впереди" from ahead_from
  behind "Позади" below ahead_from
}
"#;

/// A run with what outputs have to cope with: missing values of several kinds, an excluded row, an undecided scenario,
/// percents, days, links, long names, names in several scripts, and signs that Markdown and CSV take for their own.
pub(crate) struct Sample {
    assessment: Assessment,
    published: Vec<PublishedResult>,
    findings: Vec<Finding>,
    pub(crate) stages: Vec<StageColumn>,
}

impl Sample {
    pub(crate) fn report(&self) -> Report<'_> {
        Report {
            assessment: &self.assessment,
            published: &self.published,
            findings: &self.findings,
            stages: &self.stages,
        }
    }
}

pub(crate) fn sample() -> Sample {
    let program = crate::load_text("policies/readiness.bareme", POLICY).unwrap();
    let (unasked, gone) = (number::missing(Missing::Unasked), number::missing(Missing::Unavailable));
    let data = crate::Data::builder(&program)
        .texts("districts", "code", &["north", "south"])
        .texts("regions", "code", &["A1", "A2", "B1", "B2", "B3", "B4", "C1"])
        .texts(
            "regions",
            "name",
            &[
                "Москва",
                "Санкт-Петербург и все его пригороды с окрестностями",
                "Республика Саха (Якутия)",
                "東京 | 大阪",
                "Île-de-France, \"Grand Paris\"",
                "*North* _Rhine_",
                "Empty land",
            ],
        )
        .texts("regions", "kind", &["city", "city", "rural", "rural", "rural", "rural", "rural"])
        .texts("regions", "district", &["north", "north", "south", "south", "north", "south", "south"])
        .numbers("regions", "since", vec![11_016.0, 0.0, gone, -1.0, unasked, 1.0, 2.0])
        .optional_yes_no("regions", "open", &[Some(true), Some(false), None, None, None, None, None])
        .numbers("regions", "digital", vec![12.3, 62.3, unasked, 37.3, 57.3, 47.3, 10.0])
        .numbers("regions", "firms", vec![10.0, 30.0, 20.0, 15.0, 25.0, 15.0, 0.0])
        .build()
        .unwrap();
    let parameters = crate::parameters::resolve(&program, &[("ahead_from", "0.25")]).unwrap();
    let assessment = crate::run(&program, &data, &parameters, &RunOptions::default()).unwrap();
    let regions = program.find_table("regions").unwrap();
    let readiness = program.find_quantity(regions, "readiness").unwrap();
    let span = program.quantity(readiness).name_span;
    let difference = |row, printed, computed| PublishedDifference {
        of: readiness,
        table: Some(regions),
        row,
        name: "readiness".to_owned(),
        printed,
        computed,
        words: None,
        reason: None,
    };
    let finding = |code, severity, message: &str, rows: &[usize]| Finding {
        code,
        severity,
        subject: "readiness".to_owned(),
        message: message.to_owned(),
        hint: (severity == Severity::Warning).then(|| "write `missing skip`, or say what else is meant".to_owned()),
        rows: Some((regions, rows.to_vec())),
        span: Some(span),
        allowed: None,
    };
    Sample {
        published: vec![
            PublishedResult {
                published: 0,
                label: "Table 1".to_owned(),
                checked: 5,
                matched: 3,
                differences: vec![difference(Some(1), 0.9, Some(1.0)), difference(Some(2), 0.5, None)],
            },
            PublishedResult { published: 1, label: "Figure 2".to_owned(), checked: 2, matched: 2, differences: vec![] },
        ],
        findings: vec![
            finding(Code::MissingSkipped, Severity::Note, "one row rests on fewer indicators", &[2]),
            finding(Code::SignMayBeLost, Severity::Warning, "an example of a `warning` about two rows", &[0, 3]),
        ],
        stages: Vec::new(),
        assessment,
    }
}

/// The program of the sample.
pub(crate) fn program() -> Arc<Program> {
    crate::load_text("policies/readiness.bareme", POLICY).unwrap()
}
