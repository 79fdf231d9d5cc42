//! BLAKE3 of a file of which only a part is held at a time: the parts are hashed at the same time, and their values joined
//! as the hash's tree has it. The result is that of hashing the whole.

use blake3::hazmat::{ChainingValue, HasherExt, Mode, merge_subtrees_non_root, merge_subtrees_root};

/// The value of the part that begins at byte `start` of a file. All parts but the last have the same length, a power of
/// two of at least 1 KiB. A file that ends with a full part may have an empty one after it, which counts for nothing.
pub(super) fn part(start: u64, bytes: &[u8]) -> Option<ChainingValue> {
    (!bytes.is_empty()).then(|| blake3::Hasher::new().set_input_offset(start).update(bytes).finalize_non_root())
}

/// The fingerprint of a file of two parts or more, from their values.
pub(super) fn whole(parts: &[ChainingValue]) -> Option<String> {
    let (left, right) = halves(parts)?;
    let root = merge_subtrees_root(&subtree(left)?, &subtree(right)?, Mode::Hash);
    Some(root.to_hex().to_string())
}

fn subtree(parts: &[ChainingValue]) -> Option<ChainingValue> {
    if let [value] = parts {
        return Some(*value);
    }
    let (left, right) = halves(parts)?;
    Some(merge_subtrees_non_root(&subtree(left)?, &subtree(right)?, Mode::Hash))
}

/// The left half has the largest power of two of parts that leaves something for the right one.
fn halves(parts: &[ChainingValue]) -> Option<(&[ChainingValue], &[ChainingValue])> {
    let last = parts.len().checked_sub(1).filter(|last| *last > 0)?;
    parts.split_at_checked(1 << last.ilog2())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_together_have_the_fingerprint_of_the_whole() {
        let bytes: Vec<u8> = (0..40_000u32).map(|i| (i.wrapping_mul(i) >> 3) as u8).collect();
        for length in [1025, 2047, 2048, 2049, 4096, 4097, 6144, 8192, 10_000, 16_384, 39_999] {
            let bytes = &bytes[..length];
            let expected = blake3::hash(bytes).to_hex().to_string();
            for size in [1024, 2048, 8192] {
                let mut parts: Vec<ChainingValue> =
                    (0..).zip(bytes.chunks(size)).filter_map(|(at, bytes)| part(at * size as u64, bytes)).collect();
                parts.extend(part(length as u64, &[]));
                assert_eq!(whole(&parts), (length > size).then(|| expected.clone()), "{length} {size}");
            }
        }
    }
}
