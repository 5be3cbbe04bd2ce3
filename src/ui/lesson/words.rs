//! A lesson's sentences on the page.

use crate::lesson::Part;
use crate::text::prose::{Block, Piece, PieceKind};
use crate::web::focus;
use crate::web::reactive::*;
use crate::web::view::{View, view};

use super::state::Learn;

/// Paragraphs and lists; linked words are buttons that light their part.
pub fn paragraphs(learn: Learn, blocks: Vec<Block>) -> View {
    let mut shown: Vec<View> = Vec::new();
    let mut items: Vec<View> = Vec::new();
    for block in blocks {
        let pieces = inline(Some(learn), block.pieces);
        if block.is_item {
            items.push(view! { <li>{pieces}</li> });
            continue;
        }
        push_list(&mut shown, &mut items);
        shown.push(view! { <p>{pieces}</p> });
    }
    push_list(&mut shown, &mut items);
    View::List(shown)
}

fn push_list(shown: &mut Vec<View>, items: &mut Vec<View>) {
    if !items.is_empty() {
        let items = std::mem::take(items);
        shown.push(view! { <ul>{items}</ul> });
    }
}

/// The same in one line, for where nothing can be pressed: options, goals.
pub fn line(blocks: Vec<Block>) -> View {
    let pieces = blocks.into_iter().flat_map(|block| block.pieces);
    inline(None, pieces.collect())
}

fn inline(learn: Option<Learn>, pieces: Vec<Piece>) -> View {
    let mut shown = Vec::new();
    let mut pieces = pieces.into_iter().peekable();
    while let Some(Piece { text, kind }) = pieces.next() {
        shown.push(match kind {
            PieceKind::Plain => View::of(text),
            PieceKind::Code => view! { <code>{text}</code> },
            PieceKind::Strong => view! { <b>{text}</b> },
            PieceKind::Time => view! { <time>{text}</time> },
            PieceKind::Linked(part) => match learn {
                Some(learn) => {
                    let follower = pieces
                        .peek_mut()
                        .map(Piece::take_follower)
                        .unwrap_or_default();
                    let word = linked(learn, part, text);
                    // A button is a box of its own, after which a line may end.
                    view! { <span class="kept">{word}{follower}</span> }
                }
                None => view! { <b class="word">{text}</b> },
            },
        });
    }
    View::List(shown)
}

/// A word and its part light up together; pressing it brings the part into sight.
fn linked(learn: Learn, part: Part, text: String) -> View {
    let point = move |on: bool| {
        let part = part.clone();
        move || learn.pointed.set(on.then(|| part.clone()))
    };
    let (enter, come, press) = (point(true), point(true), point(true));
    let (leave, go) = (point(false), point(false));
    let press = move |_| {
        press();
        request_animation_frame(|| focus::show_first(".lit"));
    };
    view! {
        <button
            type="button"
            class="word"
            on:pointerenter=move |_| enter()
            on:pointerleave=move |_| leave()
            on:focus=move |_| come()
            on:blur=move |_| go()
            on:click=press
        >
            {text}
        </button>
    }
}
