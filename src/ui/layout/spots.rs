//! Boxes of the stage that can be chosen while a lesson asks for one: their names, and which of
//! them lies above which.

use crate::lesson::Part;

use super::arrow::Rect;

/// The names under which a part may be found on the page, nearest first: what is not drawn just
/// now is part of something that is.
pub fn names(part: &Part) -> Vec<String> {
    let mut names = vec![part.to_string()];
    if !part.aspect.is_empty() {
        names.push(part.subject.clone());
    }
    if let ["pod", pod, _container] = part.names()[..] {
        names.push(format!("pod/{pod}"));
    }
    names
}

/// How many of the boxes each box has to lie above: those that are larger, and of equal ones
/// those before it.
pub fn heights(boxes: &[Rect]) -> Vec<usize> {
    let area = |rect: &Rect| i64::from(rect.right - rect.left) * i64::from(rect.bottom - rect.top);
    let below = |index: usize| {
        let own = area(&boxes[index]);
        let others = boxes.iter().map(area).enumerate();
        let larger = others.filter(|(other, area)| *area > own || *area == own && *other < index);
        larger.count()
    };
    (0..boxes.len()).map(below).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_that_is_not_drawn_is_found_in_what_it_belongs_to() {
        let names_of = |text: &str| names(&Part::read(text).expect("it is a part"));
        assert_eq!(
            names_of("pod/web/app state"),
            ["pod/web/app state", "pod/web/app", "pod/web"]
        );
        assert_eq!(names_of("pod/web Ready"), ["pod/web Ready", "pod/web"]);
        assert_eq!(names_of("timeline"), ["timeline"]);
    }

    #[test]
    fn the_smaller_box_lies_above() {
        let rect = |size: i32| Rect {
            left: 0,
            top: 0,
            right: size,
            bottom: size,
        };
        assert_eq!(
            heights(&[rect(5), rect(100), rect(20), rect(20)]),
            [3, 0, 1, 2]
        );
        assert!(heights(&[]).is_empty());
    }
}
