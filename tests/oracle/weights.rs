//! Weights from the data, by the names of their methods in policies.

use bareme::program::ComputedWeights;

/// The weights of parts, from their values in the rows that are included (`None` where missing). `None` where the
/// method leaves open what they are.
pub fn weights(computed: &ComputedWeights, parts: &[Vec<Option<f64>>]) -> Option<Vec<f64>> {
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
        return Some(equal);
    }
    if method == "entropy" && columns.iter().flatten().any(|x| *x < 0.0) {
        return Some(equal);
    }
    if method == "pca" {
        let varying: Vec<usize> = (0..columns.len()).filter(|j| varies(&columns[*j])).collect();
        let kept = computed.options.number("components").map_or(1, |k| (k as usize).min(varying.len()));
        let row = |j: &usize| varying.iter().map(|k| correlation(&columns[*j], &columns[*k])).collect::<Vec<f64>>();
        let found = explained(&varying.iter().map(row).collect::<Vec<_>>(), kept)?;
        let total: f64 = found.iter().sum();
        let mut weights = vec![0.0; columns.len()];
        varying.iter().zip(found).for_each(|(j, w)| weights[*j] = w / total);
        return Some(weights);
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
    Some(if total <= 0.0 { equal } else { raw.iter().map(|w| w / total).collect() })
}

/// How much of each variable the first components of a correlation matrix explain: the diagonal of P R P, where P
/// projects on these components. They are found by powers of the matrix, from two beginnings; `None` where these end in
/// different places, because a component that is kept explains no more than one that is not.
fn explained(matrix: &[Vec<f64>], kept: usize) -> Option<Vec<f64>> {
    let n = matrix.len();
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
    let times = |v: &[f64]| matrix.iter().map(|row| dot(row, v)).collect::<Vec<f64>>();
    let from = |beginning: fn(usize, usize) -> f64| {
        let mut basis: Vec<Vec<f64>> = (0..kept).map(|k| (0..n).map(|j| beginning(k, j)).collect()).collect();
        for _ in 0..3000 {
            let mut next: Vec<Vec<f64>> = Vec::new();
            for v in &basis {
                let mut v = times(v);
                for _ in 0..2 {
                    for earlier in &next {
                        let along = dot(&v, earlier);
                        v.iter_mut().zip(earlier).for_each(|(x, e)| *x -= along * e);
                    }
                }
                let length = dot(&v, &v).sqrt();
                if length > 1e-12 {
                    v.iter_mut().for_each(|x| *x /= length);
                    next.push(v);
                }
            }
            basis = next;
        }
        let images: Vec<Vec<f64>> = basis.iter().map(|v| times(v)).collect();
        let within = |a: usize, b: usize| dot(&basis[a], &images[b]);
        let of = |j: usize| {
            let pairs = (0..basis.len()).flat_map(|a| (0..basis.len()).map(move |b| (a, b)));
            pairs.map(|(a, b)| basis[a][j] * within(a, b) * basis[b][j]).sum()
        };
        (0..n).map(of).collect::<Vec<f64>>()
    };
    let one = from(|k, j| 1.0 + (k * 7 + j * 3) as f64 % 5.0);
    let other = from(|k, j| if j % (k + 2) == 0 { -1.0 } else { 0.3 + j as f64 });
    one.iter().zip(&other).all(|(a, b)| (a - b).abs() < 1e-11).then_some(one)
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
    let r = both / (a.len() as f64 - 1.0) / deviation(a) / deviation(b);
    if 1.0 - r.abs() < 1e-12 { r.signum() } else { r }
}
