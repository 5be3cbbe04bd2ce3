//! The order in which answers are offered: mixed, but the same on every visit.

/// The ids in another order than given, which depends on `seed` only.
pub fn mixed(ids: &[String], seed: &str) -> Vec<String> {
    let mut state = 2_166_136_261_u32;
    for byte in seed.bytes() {
        state = (state ^ u32::from(byte)).wrapping_mul(16_777_619);
    }
    let mut mixed = ids.to_vec();
    for last in (1..mixed.len()).rev() {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let other = (state >> 8) as usize % (last + 1);
        mixed.swap(last, other);
    }
    // As given it may be what is right.
    if mixed == ids && mixed.len() > 1 {
        mixed.rotate_left(1);
    }
    mixed
}

/// Moves the item at a position one place up or down; returns where it is then.
pub fn moved<T>(items: &mut [T], position: usize, down: bool) -> usize {
    let other = match down {
        true => position + 1,
        false => position.wrapping_sub(1),
    };
    if position >= items.len() || other >= items.len() {
        return position;
    }
    items.swap(position, other);
    other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mixed_list_has_the_same_items_in_another_order() {
        let ids: Vec<String> = ["a", "b", "c", "d"].map(str::to_owned).to_vec();
        for seed in ["one", "two", "three", ""] {
            let once = mixed(&ids, seed);
            assert_eq!(once, mixed(&ids, seed));
            assert_ne!(once, ids);
            assert!(ids.iter().all(|id| once.contains(id)));
        }
        assert_eq!(mixed(&ids[..1], "x"), ids[..1]);
        assert!(mixed(&[], "x").is_empty());
    }

    #[test]
    fn items_move_within_the_list() {
        let mut items = ['a', 'b', 'c'];
        assert_eq!(moved(&mut items, 0, true), 1);
        assert_eq!(items, ['b', 'a', 'c']);
        assert_eq!(moved(&mut items, 0, false), 0);
        assert_eq!(moved(&mut items, 2, true), 2);
        assert_eq!(moved(&mut items, 7, false), 7);
        assert_eq!(items, ['b', 'a', 'c']);
    }
}
