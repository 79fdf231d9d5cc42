//! Policies of any length, such as a methodologist might write: a fortieth of the lines is a study of one table with its
//! indicators, index, gate and scenarios.

use std::fmt::Write;

/// A policy of so many lines (a multiple of 40).
pub fn long_policy(lines: usize) -> String {
    let mut text = String::with_capacity(lines * 48);
    for study in 0..lines / 40 {
        let written = if study == 0 { write!(text, "{HEAD}") } else { Ok(()) };
        written.and_then(|()| write_study(&mut text, study)).unwrap_or_default();
    }
    text
}

const HEAD: &str = r#"-- Many studies in one policy, for the benchmarks.
policy long "Clusters, field by field" { edition 2024; source "The benchmarks of Bareme" }
unit bln_rub "billion roubles"
scale activity "Self-assessment" { 4 acting; 3 engaged; 2 intending; 1 inactive "Nothing visible, nothing intended" }
"#;

fn write_study(text: &mut String, n: usize) -> std::fmt::Result {
    let rest =
        if n == 0 { "" } else { "-- The next field ----------------------------------------------------\n\n\n\n" };
    write!(
        text,
        r#"{rest}
table clusters_{n} "Clusters in field {n}" {{
  key   number   "No."
  field industry "Industry" : text
  field stance   "Self-assessment" : activity optional
  indicator members_{n}   "International cluster members"         : count   {{ better higher }}
  indicator exports_{n}   "Export volume"                         : bln_rub {{ better higher }}
  indicator papers_{n}    "Publications in international journals" : count   {{ better higher; range 0.. }}
  indicator joint_rnd_{n} "Joint international R&D spending"      : bln_rub {{ better higher }}
  token "-" as inapplicable
}}

gate assessed_{n} of clusters_{n} {{
  require stance is missing or stance > inactive because "no international activity, and none intended"
}}

weights experts_{n} "Mean judgement of five managers" {{
  members_{n} 0.21; exports_{n} 0.31; papers_{n} 0.22; joint_rnd_{n} 0.26
}}

index internationalisation_{n} "Cluster internationalisation index" of clusters_{n} {{
  parts      members_{n}, exports_{n}, papers_{n}, joint_rnd_{n}
  normalise  max within industry
  weigh      experts_{n}
  aggregate  arithmetic mean
  missing    skip
}}

indicator intensity_{n} "Joint R&D per cluster member" of clusters_{n} = joint_rnd_{n} / members_{n} if missing 0 * 1
parameter active_{n} "From here on a cluster is active" = 0.4
scenario path_{n} of clusters_{n} {{
  strong "Strong" when internationalisation_{n} >= active_{n} and exports_{n} >= 10 and stance in {{ acting, engaged }}
  steady "Steady" when internationalisation_{n} >= active_{n} and not (exports_{n} >= 10 and stance in {{ acting, engaged }})
  latent "Latent" when internationalisation_{n} <  active_{n}
}}
scenario standing_{n} of clusters_{n} by internationalisation_{n} {{ leading from 0.7; active from 0.4; closed below 0.4 }}
"#
    )
}
