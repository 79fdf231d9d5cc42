//! Eight bytes at a time, in one word: the first byte is the lowest.

/// The byte in all eight places.
pub(super) const fn spread(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// The highest bit of each byte that is 0, and no other bit.
#[inline]
pub(super) fn zero_bytes(word: u64) -> u64 {
    const LOW: u64 = spread(0x7f);
    !(((word & LOW) + LOW) | word | LOW)
}

/// Up to eight bytes, with zeros after them; `None` where there are none or more.
#[inline]
pub(super) fn load(bytes: &[u8]) -> Option<u64> {
    if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        let last = u64::from(u32::from_le_bytes(*last));
        // Where both have a byte they have the same.
        return (bytes.len() <= 8).then(|| u64::from(u32::from_le_bytes(*first)) | last << (8 * (bytes.len() - 4)));
    }
    let byte = |b: &u8| u64::from(*b);
    match bytes {
        [a] => Some(byte(a)),
        [a, b] => Some(byte(a) | byte(b) << 8),
        [a, b, c] => Some(byte(a) | byte(b) << 8 | byte(c) << 16),
        _ => None,
    }
}

/// The number that the first `count` bytes (1 to 8) of a word write in digits; `None` where one is no digit.
#[inline]
pub(super) fn digits(word: u64, count: usize) -> Option<u32> {
    const ZEROS: u64 = spread(b'0');
    // Zeros before it, so that it always has eight digits.
    let zeros = (ZEROS >> (8 * (count - 1))) >> 8;
    let each = ((word << (8 * (8 - count))) | zeros) ^ ZEROS;
    if (each.wrapping_add(spread(0x76)) | each) & spread(0x80) != 0 {
        return None;
    }
    // Pairs of digits, then of pairs, then of fours.
    let pairs = (each.wrapping_mul(10 * 0x100 + 1) >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs.wrapping_mul(100 * 0x1_0000 + 1) >> 16) & 0x0000_ffff_0000_ffff;
    Some((fours.wrapping_mul(10_000 * 0x1_0000_0000 + 1) >> 32) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_bytes_are_found_and_no_others() {
        for word in [0u64, 1, 0x0100, 0x00ff_0080_7f01_0000, u64::MAX, 0x8080_8080_8080_8080, 0x0101_0101_0101_0100] {
            for (i, byte) in word.to_le_bytes().iter().enumerate() {
                assert_eq!(zero_bytes(word) >> (8 * i) & 0xff == 0x80, *byte == 0, "{word:x} {i}");
                assert!(matches!(zero_bytes(word) >> (8 * i) & 0xff, 0 | 0x80));
            }
        }
    }

    #[test]
    fn bytes_of_any_length_are_loaded() {
        let bytes = *b"abcdefgh";
        for count in 1..=8 {
            let mut padded = [0; 8];
            padded[..count].copy_from_slice(&bytes[..count]);
            assert_eq!(load(&bytes[..count]), Some(u64::from_le_bytes(padded)));
        }
        assert_eq!((load(b""), load(b"abcdefghi")), (None, None));
    }

    #[test]
    fn digits_are_read_as_the_standard_library_reads_them() {
        let mut numbers = vec![0u32, 1, 9, 10, 99, 12_345_678, 99_999_999, 90_807_060, 10_000_000];
        numbers.extend((0..5000).map(|i| i * 19_997 % 100_000_000));
        for number in numbers {
            for text in [number.to_string(), format!("{number:05}"), format!("{number:08}")] {
                assert_eq!(digits(load(text.as_bytes()).unwrap(), text.len()), Some(number), "{text}");
            }
        }
        for place in 0..8 {
            for byte in (0..=255u8).filter(|b| !b.is_ascii_digit()) {
                let mut text = *b"19283746";
                text[place] = byte;
                assert_eq!(digits(u64::from_le_bytes(text), 8), None);
            }
        }
    }
}
