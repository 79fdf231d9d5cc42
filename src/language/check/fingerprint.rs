//! The identity of a policy's meaning.

use crate::syntax::{ast, print_item};

/// The fingerprint (BLAKE3, hexadecimal) of what the declarations say: of their canonical text, sorted, so that
/// layout, comments, the order of declarations and how they are divided into files do not change it, nor the order of
/// clauses where that has no meaning. Examples say nothing that the policy does not say without them: writing one leaves
/// the ruler what it is. So do concepts, sets and mappings: they say what results may be set beside which others, and no
/// number depends on them. What is said only afterwards of results that are there must not make them another ruler's.
pub(super) fn of(items: &[ast::Declaration]) -> String {
    let declared = items.iter().filter(|i| measures_by(&i.kind));
    // Files that are used may be policies by themselves: the first one is meant.
    let mut policies = 0;
    let declared = declared.filter(|i| {
        policies += usize::from(matches!(i.kind, ast::Kind::Policy(_)));
        policies < 2 || !matches!(i.kind, ast::Kind::Policy(_))
    });
    let mut texts: Vec<String> = declared.map(|item| print_item(&ordered(item.clone()))).collect();
    texts.sort_unstable();
    let mut hasher = blake3::Hasher::new();
    for text in texts {
        hasher.update(text.as_bytes());
        hasher.update(&[0]);
    }
    hasher.finalize().to_hex().to_string()
}

/// Whether a declaration is part of the ruler.
fn measures_by(kind: &ast::Kind) -> bool {
    let beside = matches!(kind, ast::Kind::Concept | ast::Kind::Set(_) | ast::Kind::Mapping(_));
    !beside && !matches!(kind, ast::Kind::Use(_) | ast::Kind::Example(_))
}

/// A declaration with those of its clauses in one order whose order says nothing. Most kinds of clauses are printed in
/// one order anyhow. The other steps of an index are taken one after the other; outcomes, levels, requirements and
/// parts come in results in the order in which they are declared.
fn ordered(mut item: ast::Declaration) -> ast::Declaration {
    super::concepts::without(&mut item);
    super::dates::sort(&mut item);
    if let ast::Kind::Weights(weights) = &mut item.kind {
        weights.given.sort_by(|a, b| a.0.text.cmp(&b.0.text));
    } else if let ast::Kind::Index(index) = &mut item.kind {
        // What is done about missing values holds wherever it stands.
        let missing = |step: &ast::Step| step.missing().map(|method| format!("{:?}", method.words()));
        index.steps.sort_by_key(missing);
        for step in &mut index.steps {
            if let ast::Step::Weigh(ast::Weigh::Listed(listed), _) = step {
                listed.sort_by(|a, b| a.0.text.cmp(&b.0.text));
            }
        }
        index.children = std::mem::take(&mut index.children).into_iter().map(ordered).collect();
    }
    item
}

#[cfg(test)]
mod tests {
    use super::of;
    use crate::limits::Limits;
    use crate::source::FileId;

    fn fingerprint(index: &str, weights: &str) -> String {
        let text = format!(
            "policy p\ntable t {{\n key k\n indicator a : count\n indicator b : count\n}}\n\
             weights w {{\n {weights}\n}}\nindex i of t {{\n parts a, b\n {index}\n}}\n"
        );
        let (file, wrong) = crate::syntax::parse(FileId(0), &text, &Limits::default());
        assert!(wrong.is_empty(), "{wrong:?}");
        of(&file.items)
    }

    #[test]
    fn the_order_of_clauses_counts_only_where_it_means_something() {
        let weights = "a 0.4\n b 0.6";
        let original = fingerprint("weigh w\n normalise max\n aggregate euclidean norm\n missing skip", weights);
        for (index, weights) in [
            ("weigh w\n normalise max\n missing skip\n aggregate euclidean norm", weights),
            ("missing skip\n weigh w\n normalise max\n aggregate euclidean norm", "b 0.6\n a 0.4"),
        ] {
            assert_eq!(fingerprint(index, weights), original, "{index} {weights}");
        }
        for (index, weights) in [
            ("normalise max\n weigh w\n aggregate euclidean norm\n missing skip", weights),
            ("weigh w\n normalise max\n aggregate euclidean norm\n missing fail", weights),
            ("weigh w\n normalise max\n aggregate euclidean norm\n missing skip", "a 0.6\n b 0.4"),
        ] {
            assert_ne!(fingerprint(index, weights), original, "{index} {weights}");
        }
        let listed = |weights: &str| fingerprint(&format!("weigh {weights}\n aggregate sum"), "a 1");
        assert_eq!(listed("a 0.4, b 0.6"), listed("b 0.6, a 0.4"));
    }
}
