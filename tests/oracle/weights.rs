//! Weights from the data, by the names of their methods in policies.

use bareme::program::ComputedWeights;

/// The weights of parts, from their values in the rows that are included (`None` where missing).
pub fn weights(computed: &ComputedWeights, parts: &[Vec<Option<f64>>]) -> Vec<f64> {
    let rows = parts.first().map_or(0, Vec::len);
    let known: Vec<bool> = parts.iter().map(|p| p.iter().any(Option::is_some)).collect();
    let complete: Vec<usize> = (0..rows)
        .filter(|row| known.contains(&true) && parts.iter().zip(&known).all(|(p, known)| !known || p[*row].is_some()))
        .collect();
    let columns: Vec<Vec<f64>> =
        parts.iter().map(|p| complete.iter().filter_map(|row| p[*row]).collect::<Vec<f64>>()).collect();
    let equal = vec![1.0 / parts.len() as f64; parts.len()];
    let varies = |c: &[f64]| c.iter().any(|x| *x != c[0]);
    let method = computed.method.name();
    if complete.len() < 2 || columns.iter().all(|c| !varies(c)) {
        return equal;
    }
    if method == "entropy" && columns.iter().flatten().any(|x| *x < 0.0) {
        return equal;
    }
    let raw: Vec<f64> = (0..columns.len())
        .map(|j| {
            let c = &columns[j];
            if !varies(c) {
                return 0.0;
            }
            match method {
                "entropy" => {
                    let total: f64 = c.iter().sum();
                    let of = |x: &f64| if *x == 0.0 { 0.0 } else { x / total * libm::log(x / total) };
                    1.0 + c.iter().map(of).sum::<f64>() / libm::log(c.len() as f64)
                }
                "standard deviation" => deviation(c),
                "critic" => {
                    let others = (0..columns.len()).filter(|k| varies(&columns[*k]));
                    let conflict: f64 = others.clone().map(|k| 1.0 - correlation(c, &columns[k])).sum();
                    if others.count() == 1 { 1.0 } else { deviation(c) * conflict }
                }
                other => panic!("the oracle does not know the weighing `{other}`"),
            }
        })
        .collect();
    let total: f64 = raw.iter().sum();
    if total <= 0.0 { equal } else { raw.iter().map(|w| w / total).collect() }
}

fn mean(c: &[f64]) -> f64 {
    c.iter().sum::<f64>() / c.len() as f64
}

fn deviation(c: &[f64]) -> f64 {
    let m = mean(c);
    (c.iter().map(|x| (x - m) * (x - m)).sum::<f64>() / (c.len() as f64 - 1.0)).sqrt()
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let (ma, mb) = (mean(a), mean(b));
    let both: f64 = a.iter().zip(b).map(|(x, y)| (x - ma) * (y - mb)).sum();
    both / (a.len() as f64 - 1.0) / deviation(a) / deviation(b)
}
