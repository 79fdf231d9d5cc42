use super::apply;
use crate::limits::Limits;
use crate::source::FileId;
use crate::syntax::ast::{Declaration, Edit, File, Kind};
use crate::syntax::{parse, print};

const BASE: &str = r#"
table clusters {
  key name
  indicator exports : number { better higher }
  field region : text
}
indicator patents "Patents" of clusters : number { better higher; printed 2 }
weights experts { exports 0.4; patents 0.6 }
weights experts from 2024-01-01 { exports 1; patents 3 }
parameter active = 1 { from 2024-01-01 = 2 }
scale activity { 3 acting "Acting"; 1 sporadic "Sporadic" }
index performance of clusters {
  parts exports, patents
  weigh experts
  normalise minmax for exports
  normalise max for patents
  aggregate sum
  rank higher first
  index inner { parts exports; aggregate sum }
}
concept invention "Invention"
set eu "The European set" { owner "Secretariat"; indicators exports, patents }
scenario path of clusters { good when performance > 1; otherwise poor }
"#;

fn items(text: &str) -> Vec<Declaration> {
    let (file, wrong) = parse(FileId(0), text, &Limits::default());
    assert_eq!(wrong, vec![], "{text}");
    file.items
}

fn edits(text: &str) -> Vec<Edit> {
    let policy = items(&format!("policy b extends \"a.bareme\" {{\n{text}\n}}")).remove(0);
    match policy.kind {
        Kind::Policy(policy) => policy.edits,
        _ => Vec::new(),
    }
}

/// What the edits make of the base; that they print as they read; that their order does not matter.
fn changed(text: &str) -> (String, Vec<String>) {
    let edits = edits(text);
    let mut merged = items(BASE);
    let mut wrong = Vec::new();
    apply(&mut merged, &edits, &mut wrong);
    let mut again = items(BASE);
    let reversed: Vec<Edit> = edits.iter().rev().cloned().collect();
    if wrong.is_empty() {
        apply(&mut again, &reversed, &mut Vec::new());
        assert_eq!(sorted(&merged), sorted(&again), "{text}");
    }
    (print(&File { id: FileId(0), items: merged }), wrong.into_iter().map(|w| w.message).collect())
}

fn sorted(items: &[Declaration]) -> Vec<String> {
    let mut texts: Vec<String> = items.iter().map(crate::syntax::print_item).collect();
    texts.sort();
    texts
}

/// The lines that edits take away from the base and give to it.
fn difference(text: &str) -> Vec<String> {
    let (after, wrong) = changed(text);
    assert_eq!(wrong, Vec::<String>::new(), "{text}");
    let before = print(&File { id: FileId(0), items: items(BASE) });
    let lines = similar::TextDiff::from_lines(before.as_str(), after.as_str());
    lines
        .iter_all_changes()
        .filter(|c| c.tag() != similar::ChangeTag::Equal)
        .map(|c| format!("{}{}", c.tag(), c.value().trim()))
        .collect()
}

fn wrong(text: &str) -> Vec<String> {
    changed(text).1
}

#[test]
fn clauses_are_added_replaced_and_dropped() {
    assert_eq!(difference("drop printed in patents"), ["-printed 2"]);
    assert_eq!(difference("replace in indicator patents { printed 1 }"), ["-printed 2", "+printed 1"]);
    assert_eq!(difference("add in indicator patents { goalposts 1..2 }"), ["+goalposts 1..2"]);
    assert_eq!(difference("drop rank in index performance"), ["-rank higher first"]);
    assert_eq!(difference("drop label in indicator patents")[1], "+indicator patents of clusters : number {");
}

#[test]
fn entries_are_clauses_by_their_names() {
    assert_eq!(
        difference("replace in weights experts { exports 0.5, patents 0.5 }"),
        ["-exports 0.4", "-patents 0.6", "+exports 0.5", "+patents 0.5"]
    );
    assert_eq!(difference("add in scale activity { 2 middling }"), ["+2 middling"]);
    assert_eq!(difference("add in scenario path { best when performance > 2 }"), ["+best when performance > 2"]);
    assert_eq!(
        difference("drop exports in index performance"),
        ["-parts exports, patents", "+parts patents", "-parts exports", "-normalise minmax for exports"]
    );
}

#[test]
fn an_entry_that_is_replaced_keeps_its_label_unless_it_is_given_another() {
    let changes = [
        ("replace in scale activity { 4 acting }", "-3 acting \"Acting\"", "+4 acting \"Acting\""),
        ("replace in scale activity { 4 acting \"At work\" }", "-3 acting \"Acting\"", "+4 acting \"At work\""),
    ];
    for (edit, before, after) in changes {
        assert_eq!(difference(edit), [before, after]);
    }
}

#[test]
fn of_edits_that_contradict_each_other_only_that_is_said() {
    assert_eq!(
        wrong("replace in indicator patents { printed 1 }\nreplace in indicator patents { printed 3 }\ndrop exprots"),
        ["`printed` of indicator `patents` is replaced twice"]
    );
}

#[test]
fn sets_and_mappings_are_changed_like_all_else() {
    assert_eq!(difference("drop exports in set eu"), ["-indicators exports, patents", "+indicators patents"]);
    assert_eq!(
        difference("replace in set eu { indicators patents }"),
        ["-indicators exports, patents", "+indicators patents"]
    );
    assert_eq!(difference("drop concept invention"), ["-concept invention \"Invention\"", "-"]);
    let mapping = "add scale activity maps to scenario path { acting to good; sporadic to poor }";
    assert_eq!(difference(mapping).len(), 5);
    assert_eq!(wrong(&format!("{mapping}\ndrop activity")), Vec::<String>::new());
}

#[test]
fn what_holds_from_a_day_goes_by_the_day() {
    assert_eq!(
        difference("replace weights experts from 2024-01-01 { exports 2; patents 3 }"),
        ["-exports 1", "+exports 2"]
    );
    assert_eq!(difference("replace in weights experts from 2024-01-01 { patents 4 }"), ["-patents 3", "+patents 4"]);
    assert_eq!(difference("replace in weights experts { patents 0.7 }"), ["-patents 0.6", "+patents 0.7"]);
    assert_eq!(difference("add weights experts from 2025-01-01 { exports 1 }").len(), 4);
    let dropped = difference("drop experts from 2024-01-01");
    assert_eq!(dropped.first().unwrap(), "-weights experts from 2024-01-01 {");
    assert_eq!(difference("replace in parameter active { from 2024-01-01 = 3 }").len(), 2);
    assert_eq!(difference("replace in parameter active = 3").len(), 2);
    assert_eq!(difference("add in parameter active { from 2023-01-01 = 3 }"), ["+from 2023-01-01 = 3"]);
    assert_eq!(difference("drop from 2024-01-01 in active").len(), 4);
    assert_eq!(difference("add in indicator patents { goalposts 1..2 from 2024-01-01 }").len(), 1);
    assert_eq!(
        wrong("drop weights experts from 2023-01-01"),
        ["there are no weights `experts from 2023-01-01` to drop"]
    );
    assert_eq!(
        wrong("add weights experts from 2024-01-01 { a 1 }"),
        ["the set of weights `experts from 2024-01-01` is there already"]
    );
    assert_eq!(
        wrong("replace in parameter active { from 2025-01-01 = 3 }"),
        ["parameter `active` has no `from 2025-01-01` to replace"]
    );
}

#[test]
fn steps_of_a_kind_are_one_clause_and_stand_where_they_stood() {
    assert_eq!(
        difference("replace in index performance { normalise max; weigh experts }"),
        ["+normalise max", "-normalise minmax for exports", "-normalise max for patents"]
    );
    assert_eq!(difference("add in index performance { treat log }"), ["+treat log"]);
}

#[test]
fn what_stands_inside_is_found_by_its_name() {
    assert_eq!(difference("drop indicator exports"), ["-indicator exports : number {", "-better higher", "-}"]);
    assert_eq!(
        difference("replace in index performance.inner { aggregate geometric mean }"),
        ["-aggregate sum", "+aggregate geometric mean"]
    );
    assert_eq!(difference("add in field clusters.region optional").len(), 2);
}

#[test]
fn each_edit_must_hit_something() {
    assert_eq!(wrong("drop indicator exprots"), ["there is no indicator `exprots` to drop"]);
    assert_eq!(wrong("drop exprots"), ["there is nothing called `exprots` to drop"]);
    assert_eq!(wrong("drop weights performance"), ["`performance` is an index, not a set of `weights`"]);
    assert_eq!(wrong("replace weights panel { a 1 }"), ["there are no weights `panel` to replace"]);
    assert_eq!(wrong("add weights experts { a 1 }"), ["the set of weights `experts` is there already"]);
    assert_eq!(wrong("drop printed in index performance"), ["index `performance` has no `printed` to drop"]);
    assert_eq!(
        wrong("replace in index performance { printed 1 }"),
        ["index `performance` has no `printed` to replace"]
    );
    assert_eq!(wrong("add in indicator patents { printed 1 }"), ["indicator `patents` has `printed` already"]);
    assert_eq!(wrong("add in weights experts { exports 1 }"), ["weights `experts` has `exports` already"]);
    assert_eq!(wrong("replace in index performance"), ["this says nothing to replace in index `performance`"]);
}

#[test]
fn sets_and_mappings_change_entry_by_entry() {
    let mut merged = items(
        "set eu { owner \"x\"; indicators a, b }\nscale s { 2 p; 1 q }\nscale u { 2 v; 1 w }\n\
         scale s maps to scale u { p, q to w }\nscale s maps to scale u of policy other { p, q to w }",
    );
    let edits = edits(
        "drop b in set eu\nadd in set eu { scope \"y\"; indicators c }\n\
         replace in scale s maps to scale u { p to v; q to w }\ndrop mapping `s to u of other`\nadd concept c \"C\"",
    );
    let mut wrong = Vec::new();
    apply(&mut merged, &edits, &mut wrong);
    assert_eq!(wrong, vec![]);
    let expected = "set eu { owner \"x\"; scope \"y\"; indicators a, c }\nscale s { 2 p; 1 q }\nscale u { 2 v; 1 w }\n\
                    scale s maps to scale u { p to v; q to w }\nconcept c \"C\"";
    assert_eq!(sorted(&merged), sorted(&items(expected)));
}
