//! Every command of `docs/why.md` runs, and what the page shows of its output is what it says.

use crate::cli::{bareme, stderr, stdout};

#[test]
fn the_page_says_what_happens() {
    let page = std::fs::read_to_string("docs/why.md").unwrap();
    let (mut commands, mut shown) = (0, 0);
    for block in page.split("```console").skip(1) {
        let (kind, rest) = block.split_once('\n').unwrap();
        let lines = rest.split("```").next().unwrap().lines().filter(|line| !line.trim().is_empty());
        match kind.trim().strip_prefix("why ") {
            Some(asked) => {
                let arguments: Vec<&str> =
                    ["why", "policies/pilot-clusters"].into_iter().chain(asked.split(' ')).collect();
                let output = bareme(&arguments);
                for line in lines {
                    let found = stdout(&output).lines().any(|l| l.trim_end() == line.trim_end());
                    assert!(found, "{asked} does not say: {line}\n{}", stdout(&output));
                    shown += 1;
                }
            }
            None => {
                for line in lines {
                    let words = line.strip_prefix("bareme ").unwrap().split('"').enumerate();
                    let arguments: Vec<&str> = words
                        .flat_map(|(at, text)| match at % 2 {
                            0 => text.split_whitespace().collect::<Vec<_>>(),
                            _ => vec![text],
                        })
                        .collect();
                    let output = bareme(&arguments);
                    assert!(output.status.success(), "{line}: {}", stderr(&output));
                    commands += 1;
                }
            }
        }
    }
    assert!(commands >= 5 && shown >= 1, "{commands} commands, {shown} lines");
}
