//! The grammar as code, and what its rules are called in messages.

use pest::error::{Error, ErrorVariant, InputLocation};

pub(super) use super::blocks::{ABOUT, block_of, clauses, entry_of};
use super::parse::Block;

pub(super) use bareme_grammar::{Grammar, Rule};

/// Where reading stopped.
pub(super) fn position(error: &Error<Rule>) -> usize {
    match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    }
}

/// What would have fitted where reading stopped, in words; each once.
pub(super) fn expected(error: &Error<Rule>) -> Vec<String> {
    let ErrorVariant::ParsingError { positives, .. } = &error.variant else { return Vec::new() };
    let mut rules: Vec<Rule> = positives.iter().flat_map(one_of).copied().collect();
    rules.sort();
    let mut words: Vec<String> = Vec::new();
    for rule in rules {
        if let Some(word) = describe(rule).filter(|w| !words.contains(w)) {
            words.push(word);
        }
    }
    if words.iter().any(|w| w == "a value") {
        words.retain(|w| !["a name", "a text in quotes", "a number"].contains(&w.as_str()));
    }
    words
}

/// What a rule stands for that only asks for the first letter of several others; of any other, itself.
fn one_of(rule: &Rule) -> &[Rule] {
    match rule {
        Rule::modifier => &[Rule::ascribed, Rule::k_of, Rule::k_extends, Rule::k_by, Rule::k_weight, Rule::k_optional],
        Rule::precision => &[Rule::k_rounded, Rule::k_printed],
        other => std::slice::from_ref(other),
    }
}

/// A rule in the author's words; `None` for rules that say nothing by themselves.
pub(super) fn describe(rule: Rule) -> Option<String> {
    if matches!(rule, Rule::k_if | Rule::k_is | Rule::k_in | Rule::k_not) {
        return None;
    }
    let debug = format!("{rule:?}");
    if let Some(word) = debug.strip_prefix("k_") {
        return Some(format!("`{word}`"));
    }
    let words = match rule {
        Rule::EOI => "the end of the clause",
        Rule::name | Rule::title | Rule::dotted | Rule::quoted => "a name",
        Rule::word | Rule::method_word => "a word",
        Rule::text | Rule::translation => "a text in quotes",
        Rule::number | Rule::unsigned | Rule::one => "a number",
        Rule::bounds | Rule::low | Rule::high => "a range such as `0..100`",
        Rule::edition_word => "an edition such as `2015`",
        Rule::unit_expr | Rule::unit_factor => "a unit",
        Rule::finding => "a finding such as `sign-lost`",
        Rule::ascribed => "a type after `:`",
        Rule::one_of => "`one of`",
        Rule::several_of => "`several of`",
        Rule::asked_of => "a role",
        Rule::formula => "a formula after `=`",
        Rule::of_table => "`of` and a table",
        Rule::extends => "`extends`",
        Rule::base => "`extends` and a file in quotes",
        Rule::clause_name | Rule::clause_word => "a clause",
        Rule::kind_word => "a kind of declaration",
        Rule::by => "`by` and a value",
        Rule::groupings => "`by` and fields",
        Rule::weighing | Rule::weight => "`weight`",
        Rule::since => "`from` and a day",
        Rule::day => "a day such as `2024-01-31`",
        Rule::optional => "`optional`",
        Rule::rounding => "`rounded`",
        Rule::printing => "`printed`",
        Rule::when => "`when` and a condition",
        Rule::cut_from => "`from`",
        Rule::cut_above => "`above`",
        Rule::cut_below => "`below`",
        Rule::cut_up_to => "`up to`",
        Rule::within | Rule::rank_within => "`within`",
        Rule::only => "`for`",
        Rule::over => "`over`",
        Rule::filter => "`where`",
        Rule::weighted_by => "`weighted by`",
        Rule::via => "`via`",
        Rule::ties => "`ties`",
        Rule::among => "`among`",
        Rule::rank_order => "`higher first` or `lower first`",
        Rule::expr
        | Rule::call
        | Rule::counted
        | Rule::date
        | Rule::yes
        | Rule::no
        | Rule::parenthesised
        | Rule::conditional => "a value",
        Rule::infix | Rule::add | Rule::subtract | Rule::multiply | Rule::divide | Rule::power => "an operator",
        Rule::less | Rule::less_or_equal | Rule::greater | Rule::greater_or_equal => "a comparison",
        Rule::is | Rule::is_not | Rule::is_missing | Rule::in_set => "a comparison",
        Rule::and => "`and`",
        Rule::or => "`or`",
        Rule::swap => "two names such as `men by women`",
        Rule::entry | Rule::entries | Rule::part => "a name and its number",
        Rule::count => "an outcome and its count",
        Rule::input => "a name and its value",
        Rule::absent => "`missing`",
        Rule::expect | Rule::expected_missing => "what is expected",
        Rule::decimals => "`to` and a number of decimals",
        Rule::option => "a name",
        Rule::every_answer => "`every answer is as desired`",
        Rule::closed => "`closed`",
        Rule::dead_end => "`dead end`",
        Rule::ruler => "`scale` or `scenario` and a name",
        Rule::maps_to => "`to` and a level",
        Rule::of_policy => "`of policy` and a name",
        Rule::comma => "a comma",
        Rule::term | Rule::method => "a method's name",
        Rule::judged => "`from` and a method",
        rule if is_block(rule) => "a block in `{ }`",
        _ => return None,
    };
    Some(words.to_string())
}

/// What a clause or declaration needs after its first word, as in "`goalposts` needs …".
pub(super) fn needs(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::policy => "a name, as in `policy my_policy \"My policy\"`",
        Rule::add_whole => {
            "a declaration, as in `add indicator patents of clusters : count`, or `in` and what is added to"
        }
        Rule::drop_named => "a name, as in `drop indicator exports`, or a clause, as in `drop rank in index score`",
        Rule::replace_whole => "a declaration, as in `replace weights experts { … }`, or `in` and what is changed",
        Rule::use_file => "a file in quotes, as in `use \"units.bareme\"`",
        Rule::unit => "a name, as in `unit usd \"US dollars\"`",
        Rule::table => "a name, as in `table countries`",
        Rule::key => "a name, as in `key number`",
        Rule::field => "a name, as in `field region : text`",
        Rule::indicator => "a name, as in `indicator exports : usd`",
        Rule::scale => "a name, as in `scale activity`",
        Rule::gate => "a name, as in `gate assessed of countries`",
        Rule::weights => "a name, as in `weights experts`",
        Rule::parameter => "a name, as in `parameter active = 1.0`",
        Rule::index => "a name, as in `index development of countries`",
        Rule::scenario => "a name, as in `scenario path of countries`",
        Rule::summary => "a name, as in `summary totals of countries`",
        Rule::measure => "a formula after `=`, as in `share = members / count`",
        Rule::label => "a text in quotes, as in `label en \"Exports\"`",
        Rule::source => "a text in quotes, as in `source \"Table 4\"`",
        Rule::status => "words, as in `status expert judgement`",
        Rule::allow => "a finding and a reason, as in `allow outlier because \"…\"`",
        Rule::edition => "a year or a text, as in `edition 2015`",
        Rule::from => "the column's header in quotes, as in `from \"Region\"`",
        Rule::token => "texts and what they mean, as in `token \"n/a\" as unavailable`",
        Rule::rows => "a grid in braces, as in `rows { | name | value }`",
        Rule::range => "a range such as `0..100`",
        Rule::goalposts => "a range such as `0..100`, or `from` a baseline `to` a goal",
        Rule::per => "what it is divided by, as in `per population` or `per 1000 population`",
        Rule::better => "`higher` or `lower`",
        Rule::weight => "a number, as in `weight 2`",
        Rule::rounded => "a number of decimals, as in `rounded 3`",
        Rule::printed => "a number of decimals, as in `printed 1`",
        Rule::counts_as_numbers => "`as numbers` after it",
        Rule::require => "a condition, as in `require exports > 0 because \"…\"`",
        Rule::parts => "names, as in `parts members, exports`",
        Rule::weigh => {
            "the name of weights, a method such as `equal`, or each part with its number, as in `weigh members 2, exports 1`"
        }
        Rule::normalise => "a method, as in `normalise minmax`",
        Rule::treat => "a method, as in `treat winsorise until skewness 2, kurtosis 3.5`",
        Rule::impute => "a method, as in `impute median`",
        Rule::screen => "what is screened and how much must be there, as in `screen rows at least 60%`",
        Rule::aggregate => "a method, as in `aggregate arithmetic mean`",
        Rule::prefer => "a preference function and its parts, as in `prefer linear q 10 p 50 for exports`",
        Rule::missing => "a rule, as in `missing skip`",
        Rule::rank => "its order, as in `rank higher first`",
        Rule::replace => "what and by what, as in `replace le by le_f`",
        Rule::drop => "names, as in `drop members`",
        Rule::first_match => "`match` after it",
        Rule::hit => "a line of its own",
        Rule::tolerance => "a number, as in `tolerance 0.05` or `tolerance 0.05 for exports`",
        Rule::each => "a table and a condition, as in `each programmes when needs.data and programmes.data`",
        Rule::rules => "a grid in braces, as in `rules { | exports | outcome }`",
        Rule::otherwise => "a name, as in `otherwise other \"Other\"`",
        Rule::outcome => "a condition, as in `name \"Label\" when exports > 0` or `name from 0.5`",
        Rule::entries => "its weight, a number such as `0.25`",
        Rule::level => "a name after its number, as in `7 acting \"Acts\"`",
        Rule::judge => "a name and a grid in braces, as in `expert anna { | price | quality … }`",
        Rule::dated_value => "a day and a value, as in `from 2024-01-01 = 1.2`",
        Rule::dated_cuts => "a day and cut points in braces, as in `from 2024-01-01 { leading from 1.5 }`",
        Rule::as_of => "`of` and a day, as in `as of 2024-06-30`",
        Rule::example => "a name, as in `example beginner of countries`",
        Rule::given => "what is given and its value, as in `given exports 12`",
        Rule::expect => "what must hold, as in `expect path is lonely` or `expect excluded because \"…\"`",
        Rule::journey => "a name, as in `journey going_abroad of organisations`",
        Rule::phase => "a name, as in `phase get_ready \"Get ready\"`",
        Rule::journey_step => "a name, as in `step why \"Why?\"`",
        Rule::theme => "a name, as in `theme funding \"Funding\"`",
        Rule::station => "a name, as in `station at_home \"Staying at home\" dead end`",
        Rule::route => "a name, as in `route circle \"Circle line\" { why, readiness }`",
        Rule::checklist => "questions in braces, as in `ask { evidence \"Is there evidence?\" : yes_no }`",
        Rule::checklist_item => "a type, as in `evidence \"Is there evidence?\" : yes_no`",
        Rule::done_when => "`when` and a condition, as in `done when every answer is as desired`",
        Rule::stop_at => "a station, as in `otherwise stop at at_home`",
        Rule::back_to => "a step and a condition, as in `back to partners when outcome is unsuccessful`",
        Rule::then_to => "a step, as in `then opportunities`",
        Rule::calls => "names of steps and stations, as in `why, readiness`",
        Rule::check_column | Rule::check_value => {
            "what was printed, as in `name from \"header\" to 1 decimal`, `name: outcome 3` or `name = 3`"
        }
        Rule::survey => "a name, as in `survey answers of clusters`",
        Rule::section => "a name, as in `section general \"General\"`",
        Rule::ask => "a name and a type, as in `ask stance \"How active?\" : yes_no`",
        Rule::roles => "names, as in `role manager, partner`",
        Rule::combine => "a rule, as in `combine median` or `combine latest by date`",
        Rule::desired => "an answer, as in `desired no`",
        Rule::measures => "the name of a concept, as in `measures patents`",
        Rule::concept => "a name, as in `concept patents \"Patenting activity\"`",
        Rule::set => "a name, as in `set eu \"The EU's set\"`",
        Rule::owner => "a text in quotes, as in `owner \"Eurostat\"`",
        Rule::scope => "a text in quotes, as in `scope \"Clusters in Europe\"`",
        Rule::set_indicators => "names, as in `indicators patents, members`",
        Rule::mapped => "the level that it is on the other side, as in `acting to leading`",
        _ => return None,
    })
}

/// The word by which the author knows a declaration or clause.
pub(super) fn word_of(rule: Rule) -> &'static str {
    match rule {
        Rule::use_file => "use",
        Rule::counts_as_numbers => "counts as numbers",
        Rule::first_match => "first match",
        Rule::rules => "rules",
        _ => Block::ALL
            .iter()
            .flat_map(|b| clauses(*b))
            .find(|(_, r)| *r == rule)
            .map_or("declaration", |(word, _)| word),
    }
}

/// Whether a rule is a block of clauses in braces.
pub(super) fn is_block(rule: Rule) -> bool {
    block_of(rule) != Block::File
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_clause_says_what_it_needs_and_no_rule_shows_its_raw_name() {
        for (word, rule) in Block::ALL.iter().flat_map(|b| clauses(*b)) {
            let optional_name = matches!(rule, Rule::indicators | Rule::published);
            assert!(needs(*rule).is_some() || optional_name, "{word}");
        }
        for rule in Rule::all_rules() {
            assert!(describe(*rule).is_none_or(|words| !words.contains('_')), "{rule:?}");
        }
    }
}
