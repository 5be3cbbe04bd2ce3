//! The story: everything that changed up to the playhead, as a table. The timeline's facts for
//! those who would rather read.

use crate::text::frame;
use crate::web::reactive::*;
use crate::web::view::{View, view};

use super::controls::word;
use super::layout::{clock, story};
use super::state::use_app;
use super::words;

/// The table.
pub fn story_table() -> View {
    let app = use_app();
    // The rows change when something happens, not with every frame.
    let happened = Memo::new(move |_| {
        let time = app.time.get();
        app.timeline
            .with(|timeline| story::rows(timeline, time).len())
    });
    let rows = move || {
        happened.track();
        let language = app.language.get();
        let time = app.time.get_untracked();
        app.timeline.with(|timeline| {
            let rows = story::rows(timeline, time).into_iter().rev();
            rows.map(|row| {
                let at = row.time;
                let (who, what) = words::story_row(&row.what, language);
                view! {
                    <tr>
                        <td>
                            <button type="button" class="linkb mono" on:click=move |_| app.seek(at)>
                                {clock::clock_with_tenths(at)}
                            </button>
                        </td>
                        <td>{who}</td>
                        <td>{what}</td>
                    </tr>
                }
            })
            .collect::<Vec<_>>()
        })
    };
    view! {
        <div class="story" tabindex="0" role="group" aria-label=word(frame::TAB_STORY)>
            <table>
                <caption class="sr">{word(frame::STORY_CAPTION)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{word(frame::STORY_TIME)}</th>
                        <th scope="col">{word(frame::STORY_WHERE)}</th>
                        <th scope="col">{word(frame::STORY_WHAT)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}
