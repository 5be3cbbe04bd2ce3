//! The playhead: a line over all lanes, and its time on the ruler.

use crate::ui::layout::clock;
use crate::ui::layout::ruler::Label;
use crate::ui::layout::text_width::mono_width;
use crate::web::reactive::*;
use crate::web::view::{View, view};

use super::{Context, px};

const FONT: i32 = 11;
/// What the label is wider than its text, on each side.
const LABEL_PADDING: i32 = 8;

/// Its x in hundredths of a pixel.
pub fn x_centipx(context: Context) -> i64 {
    let time = context.time.get();
    context.plan.with(|plan| plan.axis.centipx(time))
}

/// The line and its label.
pub fn playhead(context: Context) -> View {
    let line = move || format!("translateX({})", px(x_centipx(context)));
    let label = move || {
        let (middle, _) = label_centipx(context);
        format!("translateX({})", px(middle - x_centipx(context)))
    };
    view! {
        <div class="playhead" style:transform=line data-testid="playhead">
            <span class="playhead-label" style:transform=label>
                <span>{move || label_text(context)}</span>
            </span>
        </div>
    }
}

/// Which of the ruler's labels lie under the playhead's, a bit for each; an axis has room for fewer
/// than there are bits.
pub fn covered(context: Context, labels: Vec<Label>) -> Memo<u64> {
    Memo::new(move |_| {
        let (middle, half) = label_centipx(context);
        let labels = labels.iter().take(64).enumerate();
        labels
            .filter(|(_, label)| label.touches(middle - half, middle + half))
            .fold(0, |covered, (bit, _)| covered | 1 << bit)
    })
}

fn label_text(context: Context) -> String {
    let is_phone = context.plan.with(|plan| plan.is_phone);
    let time = context.time.get();
    match is_phone {
        true => clock::clock(time),
        false => clock::clock_with_milliseconds(time),
    }
}

/// The middle of the label, and half of its width. It stays inside the axis, also at its ends.
fn label_centipx(context: Context) -> (i64, i64) {
    let half = mono_width(&label_text(context), FONT) / 2 + LABEL_PADDING;
    let half = i64::from(half) * 100;
    let first = half - 1_000;
    let last = context.axis_centipx() - half + 1_800;
    let middle = x_centipx(context).min(last).max(first);
    (middle, half)
}
