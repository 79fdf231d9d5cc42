//! What is compared: policies, with their data where they have any, and files of results.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::calendar::Day;
use crate::cli::pipeline::{self, Failure, Policy, Ready};
use crate::compare::results::{self, Outcome};
use crate::compare::structure::Effective;
use crate::data::BoundBy;
use crate::diagnostic::{Code, DataPlace, Diagnostic, did_you_mean};
use crate::eval::{self, RunOptions};
use crate::program::Program;

/// One of what is compared.
pub(super) enum Side {
    /// A policy.
    Policy(Box<PolicySide>),
    /// A file of results.
    Results(Box<Outcome>),
}

/// A policy that is compared.
pub(super) struct PolicySide {
    pub program: Arc<Program>,
    /// Its text.
    pub path: PathBuf,
    /// What came of running it.
    pub run: Result<Run, NoData>,
}

/// A policy with its data, and what came of it.
pub(super) struct Run {
    pub ready: Ready,
    pub outcome: Outcome,
    /// What parts really count in their indices.
    pub effective: Effective,
}

/// The table without which a policy cannot be run.
pub(super) struct NoData {
    pub table: String,
}

impl Side {
    pub(super) fn program(&self) -> Option<&Arc<Program>> {
        match self {
            Side::Policy(policy) => Some(&policy.program),
            Side::Results(_) => None,
        }
    }

    pub(super) fn outcome(&self) -> Option<&Outcome> {
        match self {
            Side::Policy(policy) => policy.run.as_ref().ok().map(|run| &run.outcome),
            Side::Results(outcome) => Some(outcome),
        }
    }

    pub(super) fn ready(&self) -> Option<&Ready> {
        match self {
            Side::Policy(policy) => policy.run.as_ref().ok().map(|run| &run.ready),
            Side::Results(_) => None,
        }
    }

    pub(super) fn effective(&self) -> Option<&Effective> {
        match self {
            Side::Policy(policy) => policy.run.as_ref().ok().map(|run| &run.effective),
            Side::Results(_) => None,
        }
    }

    pub(super) fn policy(&self) -> Option<&PolicySide> {
        match self {
            Side::Policy(policy) => Some(policy),
            Side::Results(_) => None,
        }
    }

    pub(super) fn no_data(&self) -> Option<(&Program, &NoData)> {
        match self {
            Side::Policy(policy) => policy.run.as_ref().err().map(|lacks| (policy.program.as_ref(), lacks)),
            Side::Results(_) => None,
        }
    }

    /// The day whose values were in force.
    fn as_of(&self) -> Option<String> {
        match self {
            Side::Policy(policy) => policy.program.dated.as_of.map(|day| day.to_string()),
            Side::Results(outcome) => outcome.ruler.as_of.clone(),
        }
    }

    /// The name of the policy.
    pub(super) fn name(&self) -> &str {
        match self {
            Side::Policy(policy) => &policy.program.name,
            Side::Results(outcome) => &outcome.ruler.policy,
        }
    }
}

/// What is given for all that is compared.
#[derive(Clone, Copy)]
pub(super) struct Given<'a> {
    pub data: &'a [String],
    pub set: &'a [(String, String)],
    pub by: Option<&'a str>,
    /// One day for all policies, or one for each.
    pub as_of: &'a [Day],
}

/// Reads everything that is compared, and runs the policies that have data.
pub(super) fn all(paths: &[PathBuf], given: &Given<'_>) -> Result<Vec<Side>, Failure> {
    let Given { data, set, by, as_of } = *given;
    days_fit(paths, as_of)?;
    let mut days = as_of.iter().copied();
    let mut read: Vec<Result<Box<Outcome>, Policy>> = Vec::new();
    for path in paths {
        read.push(if is_results(path) {
            Ok(Box::new(results_of(path, by)?))
        } else {
            let day = if as_of.len() > 1 { days.next() } else { as_of.first().copied() };
            Err(pipeline::policy(path, day)?)
        });
    }
    let programs: Vec<&Program> = read.iter().filter_map(|side| side.as_ref().err()).map(|p| &*p.program).collect();
    bound_somewhere(&programs, data)?;
    set_somewhere(&programs, set)?;
    let sides = read.into_iter().map(|side| match side {
        Ok(outcome) => Ok(Side::Results(outcome)),
        Err(policy) => Ok(Side::Policy(Box::new(policy_side(policy, data, set, by)?))),
    });
    sides.collect()
}

/// That there is one day for all policies, or one for each.
fn days_fit(paths: &[PathBuf], as_of: &[Day]) -> Result<(), Failure> {
    let policies = paths.iter().filter(|path| !is_results(path)).count();
    if as_of.len() <= 1 || as_of.len() == policies {
        return Ok(());
    }
    let message = format!("there are {} days to take, and {} to take them", as_of.len(), counted_policies(policies));
    let hint = "give `--as-of` once for all policies, or once for each, in their order; results have a day already";
    Err(Failure::nowhere(vec![Diagnostic::nowhere(Code::Usage, message).hint(hint)]))
}

fn counted_policies(count: usize) -> String {
    if count == 1 { "1 policy".to_owned() } else { format!("{count} policies") }
}

/// Files of results are known by how they end.
fn is_results(path: &Path) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("json")) && !path.is_dir()
}

fn results_of(path: &Path, by: Option<&str>) -> Result<Outcome, Failure> {
    if !path.exists() {
        return Err(Failure::nowhere(vec![pipeline::no_such_path(path)]));
    }
    let file = path.display().to_string();
    let wrong = |message: String| {
        let place = DataPlace { file: file.clone(), ..DataPlace::default() };
        Failure::nowhere(vec![Diagnostic::data(Code::ResultFile, place, message)])
    };
    let bytes = std::fs::read(path).map_err(|error| wrong(format!("`{file}` cannot be read: {error}")))?;
    results::read(&bytes, &file, by).map_err(|error| Failure::nowhere(vec![error]))
}

/// That `--data` names tables which some of the policies have.
fn bound_somewhere(programs: &[&Program], data: &[String]) -> Result<(), Failure> {
    let names: Vec<&str> = programs.iter().flat_map(|program| tables(program)).collect();
    let unknown = data.iter().filter_map(|binding| {
        let (table, file) = binding.split_once('=')?;
        let table = table.trim();
        (!names.contains(&table)).then(|| {
            let message = match programs {
                [] => format!("there is no policy that could read table `{table}`: results are compared as they are"),
                _ => format!("no policy that is compared has a table `{table}`"),
            };
            let wrong = Diagnostic::nowhere(Code::DataConfig, message);
            let wrong = wrong.label(format!("from `--data {table}={file}`"));
            wrong.maybe_hint(did_you_mean(table, names.iter().copied()))
        })
    });
    let unknown: Vec<Diagnostic> = unknown.collect();
    if unknown.is_empty() { Ok(()) } else { Err(Failure::nowhere(unknown)) }
}

/// That `--set` names parameters which some of the policies have.
fn set_somewhere(programs: &[&Program], set: &[(String, String)]) -> Result<(), Failure> {
    let names: Vec<&str> = programs.iter().flat_map(|p| p.parameters.iter().map(|q| q.name.as_str())).collect();
    let unknown = set.iter().filter(|(name, _)| !names.contains(&name.as_str())).map(|(name, _)| {
        let message = format!("no policy that is compared has a parameter `{name}`");
        Diagnostic::nowhere(Code::ParameterUnknown, message).maybe_hint(did_you_mean(name, names.iter().copied()))
    });
    let unknown: Vec<Diagnostic> = unknown.collect();
    if unknown.is_empty() { Ok(()) } else { Err(Failure::nowhere(unknown)) }
}

/// The parameters that a policy has, of those set.
pub(super) fn of_policy(program: &Program, set: &[(String, String)]) -> Vec<(String, String)> {
    let has = |name: &str| program.parameters.iter().any(|parameter| parameter.name == name);
    set.iter().filter(|(name, _)| has(name)).cloned().collect()
}

/// The tables that need data.
fn tables(program: &Program) -> impl Iterator<Item = &str> {
    program.tables.iter().filter(|table| table.summary.is_none()).map(|table| table.name.as_str())
}

fn policy_side(
    mut policy: Policy,
    data: &[String],
    set: &[(String, String)],
    by: Option<&str>,
) -> Result<PolicySide, Failure> {
    let path = policy.settings.policy_path();
    let program = Arc::clone(&policy.program);
    for binding in data {
        let of_this = binding.split_once('=').is_some_and(|(table, _)| tables(&program).any(|t| t == table.trim()));
        if of_this {
            policy.settings.bind(binding).map_err(Failure::nowhere)?;
        }
    }
    if let Some(table) = without_data(&policy) {
        return Ok(PolicySide { program, path, run: Err(NoData { table }) });
    }
    let ready = policy.ready(&of_policy(&program, set))?;
    let assessment = eval::run(&ready.program, &ready.data, &ready.parameters, &RunOptions::default());
    let assessment = assessment.map_err(|errors| ready.failed(errors))?;
    let (outcome, effective) = (Outcome::of(&assessment, by), Effective::of(&assessment));
    Ok(PolicySide { program, path, run: Ok(Run { ready, outcome, effective }) })
}

/// The first table without data, of a policy that is given none. Where some tables have data, the others were forgotten,
/// and reading says so.
fn without_data(policy: &Policy) -> Option<String> {
    let Policy { settings, program, .. } = policy;
    let bound = |name: &str| settings.tables.contains_key(name);
    let own = |name: &str| settings.tables.get(name).is_some_and(|t| !matches!(t.bound_by, BoundBy::CommandLine));
    let stranger = settings.tables.keys().any(|name| own(name) && !tables(program).any(|table| table == name));
    let needed = program.tables.iter().filter(|t| t.summary.is_none() && t.inline.is_none());
    let lacking = || needed.clone().find(|table| !bound(&table.name));
    // A table of that name may have been meant by a binding that is misspelt: reading says which.
    let none_bound = !stranger && !needed.clone().any(|table| bound(&table.name));
    lacking().filter(|_| none_bound).map(|table| table.name.clone())
}

/// Why results are not compared.
pub(super) fn lacking(sides: &[Side]) -> Vec<String> {
    let lacking: Vec<(&Program, &NoData)> = sides.iter().filter_map(Side::no_data).collect();
    match lacking.as_slice() {
        [] => Vec::new(),
        [(_, NoData { table }), ..] if lacking.len() == sides.len() => vec![format!(
            "Results are not compared: there are no data. `--data {table}=FILE` gives them, or a bareme.toml beside each \
             policy."
        )],
        some => {
            let told = |(program, lacks): &(&Program, &NoData)| {
                let table = &lacks.table;
                let name = &program.name;
                format!("Results of `{name}` are not compared: it has no data. `--data {table}=FILE` gives them.")
            };
            some.iter().map(told).collect()
        }
    }
}

/// What `--by` needs: results, and a column of that name.
pub(super) fn groups(sides: &[Side], outcomes: &[Outcome], by: &str) -> Result<(), Failure> {
    if outcomes.len() >= 2 {
        return results::group_exists(outcomes, by).map_err(|error| Failure::nowhere(vec![error]));
    }
    let (program, NoData { table }) = match sides.iter().find_map(Side::no_data) {
        Some(lacks) => lacks,
        None => return Ok(()),
    };
    let message = format!("`--by {by}` groups results, and `{}` has no data", program.name);
    let hint = format!("name its data with `--data {table}=FILE`, or leave `--by` out");
    Err(Failure::nowhere(vec![Diagnostic::nowhere(Code::Usage, message).hint(hint)]))
}

/// That a file of results is not left with a policy that has none.
pub(super) fn results_meet_results(sides: &[Side]) -> Result<(), Failure> {
    let file = sides.iter().find_map(|side| match side {
        Side::Results(outcome) => outcome.file.as_ref(),
        Side::Policy(_) => None,
    });
    let (Some(file), Some((program, NoData { table }))) = (file, sides.iter().find_map(Side::no_data)) else {
        return Ok(());
    };
    let message = format!("`{}` has no data, and so no results to compare with those of `{file}`", program.name);
    let hint = format!("name its data with `--data {table}=FILE`, or compare policies with policies");
    Err(Failure::nowhere(vec![Diagnostic::nowhere(Code::Usage, message).hint(hint)]))
}

/// Different names for all: those of the policies, perhaps with their days, otherwise what the user called them.
pub(super) fn names(sides: &[Side], paths: &[PathBuf]) -> Vec<String> {
    let differ = |names: &Vec<String>| {
        names.iter().enumerate().all(|(at, name)| names.iter().skip(at + 1).all(|other| other != name))
    };
    let policies = || sides.iter().map(|side| side.name().to_owned()).collect::<Vec<_>>();
    let files = || paths.iter().map(|path| stem(path)).collect::<Vec<_>>();
    let whole = || paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>();
    let numbered = || (1..=sides.len()).map(|at| at.to_string()).collect();
    let dated = || {
        let dated = sides.iter().map(|side| match side.as_of() {
            Some(day) => format!("{} as of {day}", side.name()),
            None => side.name().to_owned(),
        });
        dated.collect::<Vec<_>>()
    };
    let all: [&dyn Fn() -> Vec<String>; 4] = [&policies, &dated, &files, &whole];
    all.iter().map(|names| names()).find(differ).unwrap_or_else(numbered)
}

fn stem(path: &Path) -> String {
    let name = if path.is_dir() { path.file_name() } else { path.file_stem() };
    name.map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}
