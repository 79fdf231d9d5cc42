//! The command line: one file for each command, with its arguments and what it does.
//!
//! Exit codes: 0 done; 1 the policy or the data have errors, or there is a finding that was denied; 2 wrong usage;
//! 3 a test gave something else than is accepted or expected, or policies differ that should be equal.

mod check;
mod compare;
mod deny;
mod explain;
mod list;
mod new;
mod output;
mod pipeline;
mod print;
mod progress;
mod run;
mod screen;
mod test;
mod why;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// All done.
    Done,
    /// The policy or the data have errors, or there is a finding that was denied.
    Errors,
    /// The command cannot be carried out as asked.
    Usage,
    /// A test gave something else than is accepted or expected.
    Differences,
}

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> Self {
        match ending {
            Ending::Done => ExitCode::from(0),
            Ending::Errors => ExitCode::from(1),
            Ending::Usage => ExitCode::from(2),
            Ending::Differences => ExitCode::from(3),
        }
    }
}

/// Runs assessment methodologies written as policies: indicators, weights, indices, scenarios.
#[derive(Debug, Parser)]
#[command(name = "bareme", version, about, after_help = AFTER_HELP, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "\
Examples:
  bareme run policies/pilot-clusters                    run a study with its own data
  bareme run policies/pilot-clusters --set active=1.2   with another threshold
  bareme why policies/pilot-clusters clusters 6         how the results of one row come about
  bareme compare A.bareme B.bareme                      where two methodologies differ, and for whom
  bareme check policies                                 check policies without data
  bareme explain weights-cancel                         what a finding means, and what to do
  bareme test policies                                  compare results with those that are accepted
  bareme print policies/pilot-clusters                  the text of a policy in its canonical layout
  bareme new my-index                                   begin an assessment of your own

Exit codes: 0 done; 1 the policy or the data have errors, or a denied finding; 2 wrong usage;
3 a test gave something else than is accepted or expected, or policies differ that should be equal.
Colour is used on terminals only, and never where NO_COLOR is set.";

#[derive(Debug, Subcommand)]
enum Command {
    Run(run::Arguments),
    Why(why::Arguments),
    Compare(compare::Arguments),
    Check(check::Arguments),
    Explain(explain::Arguments),
    Test(test::Arguments),
    New(new::Arguments),
    List(list::Arguments),
    Print(print::Arguments),
}

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(message) => {
            // Help and version also come this way; where they cannot be written, nothing is lost.
            let _ = message.print();
            return if message.use_stderr() { Ending::Usage } else { Ending::Done }.into();
        }
    };
    let ending = match cli.command {
        Command::Run(arguments) => run::run(&arguments),
        Command::Why(arguments) => why::run(&arguments),
        Command::Compare(arguments) => compare::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Test(arguments) => test::run(&arguments),
        Command::New(arguments) => new::run(&arguments),
        Command::List(arguments) => list::run(&arguments),
        Command::Print(arguments) => print::run(&arguments),
    };
    ending.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }
}
