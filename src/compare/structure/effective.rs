//! What parts really count in their indices, where there are data.

use super::{Structure, TreeLine, TreeNode};
use crate::audit::effective_weights;
use crate::eval::Assessment;
use crate::program::{Origin, QuantityId};

/// What the parts of each index of a run count in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Effective {
    indices: Vec<(String, Vec<(String, f64)>)>,
}

impl Effective {
    /// Of a run: for each index of several parts the squared correlation of each with it, as a share of their sum.
    pub fn of(assessment: &Assessment) -> Self {
        let program = &assessment.program;
        let mut indices = Vec::new();
        for (at, quantity) in program.quantities.iter().enumerate() {
            let Origin::Index(index) = &quantity.origin else { continue };
            let shares = effective_weights(assessment, QuantityId(at as u32)).filter(|_| index.parts.len() > 1);
            let names = index.parts.iter().map(|part| program.quantity(part.quantity).name.clone());
            indices.extend(shares.map(|shares| (quantity.name.clone(), names.zip(shares).collect())));
        }
        Self { indices }
    }

    fn parts(&self, index: &str) -> &[(String, f64)] {
        let found = self.indices.iter().find(|(name, _)| name == index);
        found.map(|(_, parts)| parts.as_slice()).unwrap_or_default()
    }

    /// The effective weights of the nodes of one policy; lines stand below the index that they are part of.
    fn fill(&self, lines: &mut [TreeLine], side: impl Fn(&mut TreeLine) -> Option<&mut TreeNode>) {
        // For each depth what the index last met there is made of.
        let mut around: Vec<&[(String, f64)]> = Vec::new();
        for line in lines {
            let depth = line.depth;
            around.resize(depth, &[]);
            let known = around.last().copied().unwrap_or_default();
            let node = side(line);
            around.push(node.as_ref().map(|node| self.parts(&node.name)).unwrap_or_default());
            if let Some(node) = node {
                node.effective = known.iter().find(|(name, _)| *name == node.name).map(|(_, share)| *share);
            }
        }
    }
}

impl Structure {
    /// Puts beside the nominal weight of each part how much it really counts in the index around it, in the first policy
    /// and in the second, where these were run.
    pub fn weigh(&mut self, a: Option<&Effective>, b: Option<&Effective>) {
        for tree in &mut self.trees {
            a.into_iter().for_each(|of| of.fill(&mut tree.lines, |line| line.a.as_mut()));
            b.into_iter().for_each(|of| of.fill(&mut tree.lines, |line| line.b.as_mut()));
        }
    }
}
