//! What may be shown in public: nothing of so few households or persons that neighbours would know whose it is.
//! Law 91/2025/QH15 on personal data binds small bodies, too; it names no number, five is this program's.

/// Fewest households or persons whose figures may be public.
pub const MIN_PUBLIC_SUBJECTS: u32 = 5;

/// Whether a part is small enough to point at single households.
pub const fn is_small(subjects: u32) -> bool {
    0 < subjects && subjects < MIN_PUBLIC_SUBJECTS
}

/// Which parts of a whole are withheld, by how many subjects each has. Beside the small ones the next smallest go, until
/// what the whole gives away of all of them together is the sum of several, and of enough subjects.
pub fn withheld(sizes: &[u32]) -> Vec<bool> {
    let mut withheld: Vec<bool> = sizes.iter().map(|size| is_small(*size)).collect();
    if !withheld.contains(&true) {
        return withheld;
    }
    let mut others: Vec<usize> = (0..sizes.len()).filter(|at| sizes.get(*at).is_some_and(|size| *size > 0)).collect();
    others.retain(|at| withheld.get(*at) == Some(&false));
    others.sort_by_key(|at| (sizes.get(*at).copied(), *at));
    for at in others {
        let hidden = || sizes.iter().zip(&withheld).filter(|(_, is_withheld)| **is_withheld).map(|(size, _)| *size);
        let sum = hidden().fold(0_u32, u32::saturating_add);
        if hidden().count() > 1 && !is_small(sum) {
            break;
        }
        if let Some(place) = withheld.get_mut(at) {
            *place = true;
        }
    }
    withheld
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_parts_take_the_next_smallest_with_them_until_their_sum_tells_nothing() {
        for (sizes, expected) in [
            (vec![10, 4, 7, 0], vec![false, true, true, false]),
            (vec![4, 3, 9], vec![true, true, false]),
            // Together they would be three households.
            (vec![1, 2, 9, 8], vec![true, true, false, true]),
            (vec![5, 6], vec![false, false]),
            (vec![1], vec![true]),
            (vec![], vec![]),
        ] {
            assert_eq!(withheld(&sizes), expected, "{sizes:?}");
        }
    }
}
