//! The dotted arrow from the layer that decides to the STATUS chip. The card is laid out by the
//! browser, so the arrow is drawn after it, from where the parts have come to stand.

use crate::ui::layout::arrow::{self, Arrow, Origin, Rect};
use crate::web::view::ElementRef;

/// Measures the card that holds the parts; `None` if it is not on the page.
pub fn measure(floor: ElementRef) -> Option<Arrow> {
    let floor = floor.get_untracked()?;
    let card = floor.query_selector(".pod-card.is-full").ok()??;
    let outer = card.get_bounding_client_rect();
    let part = |selector: &str| -> Option<(web_sys::Element, Rect)> {
        let element = card.query_selector(selector).ok()??;
        let rect = element.get_bounding_client_rect();
        let relative = Rect {
            left: (rect.left() - outer.left()) as i32,
            top: (rect.top() - outer.top()) as i32,
            right: (rect.right() - outer.left()) as i32,
            bottom: (rect.bottom() - outer.top()) as i32,
        };
        Some((element, relative))
    };
    let (_, chip) = part("[data-chip]")?;
    let origin = part("[data-origin]").map(|(element, rect)| {
        let is_rail = element.get_attribute("data-origin").as_deref() == Some("rail");
        let top = part(".rail").map_or(rect.top, |(_, rail)| rail.top);
        let origin = if is_rail {
            Origin::Rail { top }
        } else {
            Origin::Box
        };
        (origin, rect)
    });
    let layers = part(".pod-layers").map(|(_, rect)| rect)?;
    // A ladder that has wrapped below the layers takes no part.
    let rung = part("[data-rung]")
        .map(|(_, rect)| rect)
        .filter(|rung| rung.left >= layers.right);
    Some(arrow::arrow(origin, rung, chip, outer.width() as i32))
}
