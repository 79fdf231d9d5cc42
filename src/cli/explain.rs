//! `bareme explain`: the page of a code or of a method.

use std::fmt::Write as _;

use super::{Ending, output};
use crate::diagnostic::{Code, nearest};
use crate::methods::{aggregate, impute, normalise, reference, treat, weigh};

/// Explain an error, a finding or a method; without an argument, list them all
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A code such as weights-cancel, or a method such as geometric mean
    #[arg(value_name = "CODE|METHOD")]
    topic: Vec<String>,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Ending {
    let topic = arguments.topic.join(" ");
    let text = if topic.is_empty() { Some(list()) } else { page(&topic) };
    match text {
        Some(text) => output::to_stdout(|out| out.write_all(text.as_bytes())),
        None => {
            output::to_stderr(&unknown(&topic));
            Ending::Usage
        }
    }
}

/// Words that stand before a method.
const KINDS: [&str; 6] = ["normalise", "treat", "impute", "weigh", "from", "aggregate"];

/// The page of a topic. Methods of different kinds may have the same name.
fn page(topic: &str) -> Option<String> {
    if let Some(code) = Code::find(topic) {
        return Some(with_newline(code.page()));
    }
    // As policies write it: `normalise rank`, `weigh pca`, and of judgements `from ahp`.
    let (kind, topic) = match topic.split_once(' ') {
        Some((word, method)) if KINDS.contains(&word) => (Some(word), method),
        Some(_) | None => (None, topic),
    };
    let of = |kinds: &[&str]| kind.is_none_or(|kind| kinds.contains(&kind));
    let normalisers = normalise::ALL.iter().filter(|m| m.name() == topic && of(&["normalise"]));
    let treatments = treat::ALL.iter().filter(|m| m.name() == topic && of(&["treat"]));
    let imputations = impute::ALL.iter().filter(|m| m.name() == topic && of(&["impute"]));
    let weighers = weigh::ALL.iter().filter(|m| m.name() == topic && of(&["weigh", "from"]));
    let aggregators = aggregate::ALL.iter().filter(|m| m.name() == topic && of(&["aggregate"]));
    let all = normalisers.map(|m| reference::normaliser(*m)).chain(treatments.map(|m| reference::treatment(*m)));
    let all = all.chain(imputations.map(|m| reference::imputation(*m)));
    let all = all.chain(weighers.map(|m| reference::weigher(*m)));
    let all = all.chain(aggregators.map(|m| reference::aggregator(*m)));
    let pages: Vec<String> = all.map(|page| with_newline(page.trim())).collect();
    (!pages.is_empty()).then(|| pages.join("\n"))
}

fn with_newline(page: &str) -> String {
    format!("{}\n", page.trim_end())
}

/// All that can be explained, by kind.
fn list() -> String {
    let mut text = String::from("Errors and findings\n\n");
    let width = Code::ALL.iter().map(|c| c.as_str().len()).max().unwrap_or(0);
    for code in Code::ALL {
        let _ = writeln!(text, "  {:width$}  {}", code.as_str(), code.title());
    }
    text.push_str("\nNormalisations\n\n");
    normalise::ALL.iter().for_each(|m| text.push_str(&format!("  {}\n", m.name())));
    text.push_str("\nTreatments of outliers\n\n");
    treat::ALL.iter().for_each(|m| text.push_str(&format!("  {}\n", m.name())));
    text.push_str("\nImputations\n\n");
    impute::ALL.iter().for_each(|m| text.push_str(&format!("  {}\n", m.name())));
    text.push_str("\nWays to weigh\n\n");
    weigh::ALL.iter().for_each(|m| text.push_str(&format!("  {}\n", m.name())));
    text.push_str("\nAggregations\n\n");
    aggregate::ALL.iter().for_each(|m| text.push_str(&format!("  {}\n", m.name())));
    text.push_str("\n`bareme explain NAME` explains one of them.\n");
    text
}

fn unknown(topic: &str) -> String {
    let names = Code::ALL.iter().map(|c| c.as_str());
    let names = names.chain(treat::names()).chain(impute::names()).chain(weigh::names());
    let names = names.chain(normalise::names()).chain(aggregate::names());
    let hint = match nearest(topic, names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`bareme explain` lists all codes and methods".to_owned(),
    };
    format!("error: nothing is known of `{topic}`\n  help: {hint}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_and_method_has_a_page() {
        for code in Code::ALL {
            assert!(page(code.as_str()).unwrap().starts_with(&format!("# {code}")), "{code}");
        }
        let methods = normalise::names().chain(weigh::names()).chain(aggregate::names());
        for method in methods.chain(treat::names()).chain(impute::names()) {
            assert!(page(method).unwrap().len() > 100, "{method}");
        }
        assert_eq!(page("normalise rank"), page("rank"));
        assert_eq!(page("from ahp"), page("ahp"));
        assert_eq!(page("treat rank"), None);
    }

    #[test]
    fn a_stranger_gets_a_suggestion() {
        assert!(page("wieghts-cancel").is_none());
        assert!(unknown("wieghts-cancel").contains("did you mean `weights-cancel`?"));
        assert!(unknown("quantum").contains("lists all"));
    }
}
