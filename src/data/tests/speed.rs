use super::super::sample::{Sample, member};
use crate::program::Type;
#[test]
#[ignore]
fn speed() {
    let rows: usize = std::env::var("ROWS").ok().and_then(|r| r.parse().ok()).unwrap_or(10_000_000);
    let path = format!("/tmp/bareme_speed_{rows}.csv");
    if !std::path::Path::new(&path).exists() {
        use std::io::Write;
        let mut out = std::io::BufWriter::new(std::fs::File::create(&path).unwrap());
        writeln!(out, "id,g6,g1000,x1,x2,x3,x4,self_assessment").unwrap();
        let mut seed = 88172645463325252u64;
        let mut next = || {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            seed
        };
        for id in 1..=rows {
            write!(out, "{id},region_{},cl_{:04}", next() % 6, next() % 1000).unwrap();
            for _ in 0..4 {
                let u = next() % 100;
                if u < 10 {
                    write!(out, ",0").unwrap()
                } else if u < 80 {
                    write!(out, ",{}", (next() % 300000) as f64 / 10000.0).unwrap()
                } else {
                    write!(out, ",").unwrap()
                }
            }
            writeln!(out, ",{}", (next() % 100 < 15) as u8).unwrap();
        }
    }
    let _ = member();
    let program = Sample::new()
        .table("w1", "id")
        .column("g6", Type::Text)
        .column("g1000", Type::Text)
        .numbers("x1")
        .numbers("x2")
        .numbers("x3")
        .numbers("x4")
        .column("self_assessment", Type::YesNo)
        .done();
    let mut settings = super::super::Settings::default();
    settings.bind(&format!("w1={path}")).unwrap();
    for _ in 0..3 {
        let start = std::time::Instant::now();
        let data = super::super::load(&program, &settings, &Default::default()).unwrap();
        println!("load {:?} rows {}", start.elapsed(), data.tables[0].rows);
    }
    println!(
        "{}",
        std::fs::read_to_string("/proc/self/status")
            .unwrap()
            .lines()
            .filter(|l| l.starts_with("VmHWM"))
            .collect::<String>()
    );
}
