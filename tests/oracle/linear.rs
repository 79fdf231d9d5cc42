//! Linear programs by trying all corners.

/// The most that a row can have under weights of its own with which no row has more than 1; NaN where it is not
/// compared, having a negative part, and where all rows have nothing.
pub fn benefit_of_the_doubt(parts: &[Vec<Option<f64>>], at: usize) -> f64 {
    let count = parts[0].len();
    let row = |r: usize| parts.iter().map(|p| p[r].unwrap()).collect::<Vec<f64>>();
    let compared: Vec<Vec<f64>> = (0..count).map(row).filter(|row| row.iter().all(|x| *x >= 0.0)).collect();
    let largest = |part: usize| compared.iter().map(|row| row[part]).fold(0.0, f64::max);
    // A part in which nobody has anything gives nobody anything.
    let counted: Vec<usize> = (0..parts.len()).filter(|p| largest(*p) > 0.0).collect();
    let own = row(at);
    if counted.is_empty() || own.iter().any(|x| *x < 0.0) {
        return f64::NAN;
    }
    let scaled = |row: &[f64]| counted.iter().map(|p| row[*p] / largest(*p)).collect::<Vec<f64>>();
    let n = counted.len();
    let limits: Vec<Vec<f64>> = compared.iter().map(|row| scaled(row)).collect();
    // Borders: of each row Σ v z = 1, of each part v = 0.
    let axis = |part: usize| ((0..n).map(|p| f64::from(u8::from(p == part))).collect::<Vec<f64>>(), 0.0);
    let borders: Vec<(Vec<f64>, f64)> = limits.iter().map(|z| (z.clone(), 1.0)).chain((0..n).map(axis)).collect();
    let value = |v: &[f64], z: &[f64]| v.iter().zip(z).map(|(v, z)| v * z).sum::<f64>();
    let own = scaled(&own);
    let mut most = 0.0_f64;
    each_choice(borders.len(), n, &mut Vec::new(), &mut |chosen| {
        let Some(v) = corner(chosen.iter().map(|b| borders[*b].clone()).collect()) else { return };
        if v.iter().all(|x| *x >= -1e-12) && limits.iter().all(|z| value(&v, z) <= 1.0 + 1e-12) {
            most = most.max(value(&v, &own));
        }
    });
    most
}

/// All choices of so many of the first numbers.
fn each_choice(of: usize, wanted: usize, chosen: &mut Vec<usize>, visit: &mut dyn FnMut(&[usize])) {
    if chosen.len() == wanted {
        return visit(chosen);
    }
    for next in chosen.last().map_or(0, |last| last + 1)..of {
        chosen.push(next);
        each_choice(of, wanted, chosen, visit);
        chosen.pop();
    }
}

/// Where borders meet; `None` where they do not meet in one point.
fn corner(mut lines: Vec<(Vec<f64>, f64)>) -> Option<Vec<f64>> {
    let n = lines.len();
    for at in 0..n {
        let pivot = (at..n).max_by(|a, b| lines[*a].0[at].abs().total_cmp(&lines[*b].0[at].abs()))?;
        lines.swap(at, pivot);
        let (leading, right) = lines[at].clone();
        if leading[at].abs() < 1e-9 {
            return None;
        }
        for (_, line) in lines.iter_mut().enumerate().filter(|(other, _)| *other != at) {
            let factor = line.0[at] / leading[at];
            line.0.iter_mut().zip(&leading).for_each(|(x, l)| *x -= factor * l);
            line.1 -= factor * right;
        }
    }
    Some(lines.iter().enumerate().map(|(at, (line, right))| right / line[at]).collect())
}
