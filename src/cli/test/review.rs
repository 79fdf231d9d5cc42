//! Looking at differences one by one.

use std::io::{self, BufRead, Write};

use super::suite::{Tested, Verdict};
use super::{Ending, accept, ending, full_name, output, screen, text};

/// What the person says of a difference.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    Accept,
    Reject,
    Skip,
    Stop,
}

/// Shows each difference and asks; what is not accepted stays a difference.
pub(super) fn run(tested: &mut [Tested]) -> Ending {
    let open = tested.iter().flat_map(|t| &t.tests).filter(|t| matches!(t.result, Verdict::Differs(_))).count();
    let (mut at, mut counts) = (0, [0usize; 3]);
    'all: for assessment in &mut *tested {
        for test in &mut assessment.tests {
            let Verdict::Differs(change) = &test.result else { continue };
            at += 1;
            let shown = text::details(&assessment.folder, &test.result, screen::stdout());
            let head = format!("\n{at} of {open}: {}\n", full_name(&assessment.folder, &test.name));
            let body = if change.accepted.is_none() { change.new.as_deref().unwrap_or_default() } else { "" };
            let asked = format!("{head}{shown}{body}accept, reject, skip or quit? [a/r/s/q] ");
            if output::to_stdout(|out| out.write_all(asked.as_bytes())) != Ending::Done {
                return Ending::Errors;
            }
            match answer() {
                Answer::Accept => match accept::keep(change) {
                    Ok(_) => {
                        test.result = Verdict::Passed;
                        counts[0] += 1;
                    }
                    Err(failed) => return failed,
                },
                Answer::Reject => counts[1] += 1,
                Answer::Skip => counts[2] += 1,
                Answer::Stop => {
                    counts[2] += open + 1 - at;
                    break 'all;
                }
            }
        }
    }
    let [accepted, rejected, skipped] = counts;
    let mut said = format!("\n{accepted} accepted, {rejected} rejected, {skipped} skipped\n");
    for assessment in &*tested {
        for test in &assessment.tests {
            if let Verdict::Failed(what) | Verdict::Unexpected(what) = &test.result {
                said.push_str(&format!("{}:\n{what}", full_name(&assessment.folder, &test.name)));
            }
        }
    }
    match output::to_stdout(|out| out.write_all(said.as_bytes())) {
        Ending::Done => ending(tested),
        written => written,
    }
}

/// Reads until something is understood; the end of the input stops.
fn answer() -> Answer {
    let mut line = String::new();
    loop {
        line.clear();
        if !matches!(io::stdin().lock().read_line(&mut line), Ok(read) if read > 0) {
            return Answer::Stop;
        }
        match line.trim().to_lowercase().as_str() {
            "a" | "accept" => return Answer::Accept,
            "r" | "reject" => return Answer::Reject,
            "s" | "skip" => return Answer::Skip,
            "q" | "quit" => return Answer::Stop,
            _ => {
                let _ = write!(io::stdout(), "a to accept, r to reject, s to skip, q to quit: ");
                let _ = io::stdout().flush();
            }
        }
    }
}
