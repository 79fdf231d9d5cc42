//! `--deny` and `--allow`: findings that make a command fail, and findings that do not.

use crate::diagnostic::{Code, Severity, did_you_mean};

/// What is denied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deny {
    /// All warnings.
    Warnings,
    /// One code.
    Code(Code),
}

impl std::str::FromStr for Deny {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "warnings" {
            return Ok(Deny::Warnings);
        }
        let codes = || ["warnings"].into_iter().chain(Code::FINDINGS.iter().map(|c| c.as_str()));
        match Code::find(text) {
            Some(code) if Code::FINDINGS.contains(&code) => Ok(Deny::Code(code)),
            Some(_) => Err(format!(
                "`{text}` is an error, which makes a command fail in any case; to be denied are {}",
                crate::diagnostic::list(codes())
            )),
            None => Err(did_you_mean(text, codes()).unwrap_or_else(|| {
                format!("no finding has this code; to be denied are {}", crate::diagnostic::list(codes()))
            })),
        }
    }
}

/// A finding that is allowed for this run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Allow(pub Code);

impl std::str::FromStr for Allow {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let codes = || Code::FINDINGS.iter().map(|c| c.as_str());
        match Code::find(text) {
            Some(code) if Code::FINDINGS.contains(&code) => Ok(Allow(code)),
            Some(_) => Err(format!("`{text}` is an error, and an error cannot be allowed")),
            None => Err(did_you_mean(text, codes()).unwrap_or_else(|| "no finding has this code".to_owned())),
        }
    }
}

/// Says which of the findings are denied: `denied: sign-lost (2), weights-cancel (1)`; `None` if none is.
pub(super) fn denied(deny: &[Deny], found: impl Iterator<Item = (Code, Severity)>) -> Option<String> {
    let mut counts: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for (code, severity) in found {
        let is_denied = deny.iter().any(|d| match d {
            Deny::Warnings => severity >= Severity::Warning,
            Deny::Code(denied) => *denied == code,
        });
        if is_denied {
            *counts.entry(code.as_str()).or_default() += 1;
        }
    }
    let parts: Vec<String> = counts.iter().map(|(code, n)| format!("{code} ({n})")).collect();
    (!parts.is_empty()).then(|| format!("denied: {}", parts.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_warnings() {
        assert_eq!("warnings".parse(), Ok(Deny::Warnings));
        assert_eq!("sign-lost".parse(), Ok(Deny::Code(Code::SignLost)));
        assert_eq!("sign-lots".parse::<Deny>(), Err("did you mean `sign-lost`?".to_owned()));
        let refused = |text: &str| text.parse::<Deny>().unwrap_err();
        assert!(
            refused("unknown-name").starts_with("`unknown-name` is an error, which makes a command fail in any case")
        );
        assert!(refused("unknown-name").contains("`weights-sum`") && refused("").contains("`warnings`"));
        let found = [(Code::SignLost, Severity::Warning), (Code::MissingSkipped, Severity::Note)];
        assert_eq!(denied(&[Deny::Warnings], found.into_iter()).as_deref(), Some("denied: sign-lost (1)"));
        assert_eq!(
            denied(&[Deny::Code(Code::MissingSkipped)], found.into_iter()).as_deref(),
            Some("denied: missing-skipped (1)")
        );
        assert_eq!(denied(&[Deny::Code(Code::WeightsCancel)], found.into_iter()), None);
        assert_eq!("weights-sum".parse(), Ok(Allow(Code::WeightsSum)));
        assert_eq!("weights-smu".parse::<Allow>(), Err("did you mean `weights-sum`?".to_owned()));
        assert!("unknown-name".parse::<Allow>().unwrap_err().contains("cannot be allowed"));
    }
}
