use super::*;

fn parsed(text: &str) -> File {
    let (file, diagnostics) = parse(FileId(0), text, &Limits::default());
    assert_eq!(diagnostics, vec![], "{text}");
    file
}

#[test]
fn the_study_parses() {
    let text = include_str!("../../../policies/pilot-clusters/pilot-clusters.bareme");
    assert_eq!(parsed(text).items.len(), 14);
}

const SKETCHES: &str = r#"
scale activity "Express self-assessment of international activity" {
  7 acting      "Acts internationally beyond doubt"
  6 partnered   "Close partnership with a foreign cluster"
  1 inactive    "Nothing visible, nothing intended" { source "x" }
  counts as numbers
}
gate assessed of clusters {
  require stance is missing or stance > inactive  because "no international activity, and none intended"
}
scenario standing of clusters by internationalisation {     -- cut points: from, above, below, up to
  leading from 1.4; active from 1; emerging from 0.5; closed below 0.5
}
index hdi "Human Development Index" of countries {          -- an index of indices, each node its own method
  index health    { parts le;       normalise goalposts capped above }
  index education { parts eys, mys; normalise goalposts capped above; aggregate arithmetic mean }
  index income    { parts gni;      normalise goalposts log capped above }
  aggregate geometric mean
  rounded   3                                               -- tiers and ranks use the rounded value
  rank      higher first among kind is country, ties min
}
index performance "Environmental performance" of countries {
  aggregate arithmetic mean
  missing   skip                                            -- weights re-normalised, level by level
  index health "Environmental health" weight 40 {
    index air   "Air"   weight 20 { parts particles 55, smoke 40, ozone 5 }
    index water "Water" weight 20 { parts sanitation 40, drinking 60 }
  }
  index vitality "Ecosystem vitality" weight 60 { parts habitat 15, fisheries 6, climate 24; aggregate geometric mean }
}
index hdi_women "HDI, women" extends hdi {
  replace le by le_f, eys by eys_f, mys by mys_f, gni by gni_f
  drop hdi.health
}
indicator gdi "Gender development" of countries = hdi_women / hdi_men rounded 3

indicators of countries : share {
          | label                         | goalposts | weight
  `1a1`   | "Internet use"                | 0.55..1   | 1
  `1a2`   | "Above basic digital skills"  | 0..0.66   | 2
  --- about x
  indicator x "X" { better lower }
}
table services "Services for partners" {                    -- an access matrix is a table with its rows inline
  key service : text; field access : access
  token "n/a", "-" as unavailable
  rows { | service | access
         | "Factoring" | full |
         | "Piloting"  | 
         }
}
weights experts { | weight
  members | 0.21
  exports | 25%
}
parameter threshold "x" : index
use "units.bareme"
unit gdp_per_head = bln_rub / person^2
policy p {edition "2023/24" ; label en "A" ru "Б"
}
published figure_13 "Figure 13"          { path: supported 3, lonely 14, late 0, potential 8; hdi.health from "x" }
index m of countries {
  missing at least 2 of 4
  missing_rule
}
"#;

#[test]
fn the_sketches_parse() {
    let sketches = SKETCHES.replace("  missing_rule\n", "");
    let file = parsed(&sketches);
    assert_eq!(file.items.len(), 16);
}
