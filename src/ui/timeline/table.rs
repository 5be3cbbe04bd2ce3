//! The lanes as a table: every stretch with its beginning, end, length and value.

use crate::playback::timeline::{LaneKind, MarkKind};
use crate::text::timeline as words;
use crate::ui::layout::clock;
use crate::web::view::{View, view};

use super::{Plan, lane_name};

/// One row for each stretch of each lane, and one for each event.
pub fn table(plan: &Plan, is_shown: bool) -> View {
    let class = if is_shown {
        "timeline-table"
    } else {
        "timeline-table unseen"
    };
    let lang = plan.lang;
    let columns = [
        words::COLUMN_LANE,
        words::COLUMN_FROM,
        words::COLUMN_TO,
        words::COLUMN_LENGTH,
        words::COLUMN_VALUE,
    ];
    let heads: Vec<View> = columns
        .iter()
        .map(|name| view! { <th scope="col">{name.in_lang(lang)}</th> })
        .collect();
    let tab_stop = is_shown.then_some("0");
    view! {
        <div class=class tabindex=tab_stop data-testid="timeline-table">
            <table>
                <caption>{words::ALL_SEGMENTS.in_lang(lang)}</caption>
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{rows(plan)}</tbody>
            </table>
        </div>
    }
}

fn rows(plan: &Plan) -> Vec<View> {
    let mut rows = Vec::new();
    for (index, lane) in plan.timeline.lanes.iter().enumerate() {
        let name = lane_name(plan, index);
        for segment in &lane.segments {
            let end = segment.to.unwrap_or(plan.timeline.end);
            let to = match segment.to {
                Some(to) => clock::clock_with_milliseconds(to),
                None => words::STILL_GOING.in_lang(plan.lang).to_owned(),
            };
            let length = words::length(plan.lang, end.since(segment.from));
            let from = clock::clock_with_milliseconds(segment.from);
            rows.push(row([name.clone(), from, to, length, segment.label.clone()]));
        }
        if lane.kind != LaneKind::Events {
            continue;
        }
        for mark in &lane.marks {
            if let MarkKind::Event { reason, .. } = &mark.kind {
                let at = clock::clock_with_milliseconds(mark.time);
                rows.push(row([
                    name.clone(),
                    at,
                    String::new(),
                    String::new(),
                    reason.clone(),
                ]));
            }
        }
    }
    rows
}

fn row([name, from, to, length, value]: [String; 5]) -> View {
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td>{from}</td>
            <td>{to}</td>
            <td>{length}</td>
            <td>{value}</td>
        </tr>
    }
}
