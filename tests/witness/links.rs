//! Cases through links: values of a row that the made-up row links to.

use bareme::compare::witness::How;

use super::{between, made_up};

const LINKED: &str = "policy first
table regions {
  key name
  indicator people : count { range 0..100; goalposts 0..100 }
  indicator firms  : count { range 0..100; goalposts 0..100 }
}
index weight_of of regions { parts people 1, firms 1; normalise goalposts; aggregate arithmetic mean }
table clubs {
  key name
  field region : regions optional
  indicator exports : count { range 0..10; goalposts 0..10 }
}
index reach of clubs { parts exports; normalise goalposts; aggregate arithmetic mean }
scenario path of clubs {
  strong when reach >= 0.5 and region.weight_of >= 0.5
  weak   when reach < 0.5 or region.weight_of < 0.5
}
";

fn value(given: &[String], name: &str) -> f64 {
    let found = given.iter().find_map(|given| given.strip_prefix(name)?.strip_prefix(' '));
    found.unwrap_or_else(|| panic!("{name}: {given:?}")).parse().unwrap()
}

#[test]
fn values_of_a_linked_row_are_made_up_too() {
    let witness = between(LINKED, &LINKED.replace("first", "second").replace("people 1, firms 1", "people 3, firms 1"));
    let (a, b, how, given) = made_up(&witness);
    assert_eq!((how, given.len()), (How::Search, 3), "{given:?}");
    // Worked out by hand: 3 to 1 against 1 to 1, and exports that do not decide.
    let (people, firms) = (value(&given, "region.people"), value(&given, "region.firms"));
    let strong = |weight: f64| if weight >= 50.0 { "strong" } else { "weak" };
    assert_eq!((a, b), (strong((people + firms) / 2.0), strong((3.0 * people + firms) / 4.0)), "{given:?}");
    assert!(a != b && value(&given, "exports") >= 5.0, "{given:?}");
}

#[test]
fn the_link_is_named_as_each_policy_names_it() {
    let renamed = LINKED
        .replace("first", "second")
        .replace("weight_of >= 0.5", "weight_of >= 0.7")
        .replace("weight_of < 0.5", "weight_of < 0.7");
    let witness = between(LINKED, &renamed.replace("people 1, firms 1", "people 1, firms 2"));
    let case = witness.constructed.as_ref().unwrap();
    for side in [&case.a, &case.b] {
        assert!(side.example.as_ref().unwrap().contains("region.people"), "{:?}", side.example);
    }
}

#[test]
fn two_links_to_one_table_and_links_that_lead_on_are_not_followed() {
    let two = LINKED
        .replace(
            "  field region : regions optional\n",
            "  field region : regions optional\n  field home : regions optional\n",
        )
        .replace("reach >= 0.5 and", "home.weight_of >= 0.5 and")
        .replace("reach < 0.5 or", "home.weight_of < 0.5 or");
    let on = LINKED
        .replace("table regions {\n  key name\n", "table states { key name; indicator wealth : count { range 0..9 } }\ntable regions {\n  key name\n  field state : states optional\n")
        .replace("reach >= 0.5 and", "region.state.wealth >= 5 and")
        .replace("reach < 0.5 or", "region.state.wealth < 5 or");
    for text in [two, on] {
        let witness =
            between(&text, &text.replace("first", "second").replace("people 1, firms 1", "people 3, firms 1"));
        let none = witness.none.unwrap_or_else(|| panic!("{:?}", witness.constructed));
        assert_eq!(none.how, How::Open);
        assert!(none.said.starts_with("it depends on more than the row's own values"), "{}", none.said);
    }
}
