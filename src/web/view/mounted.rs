//! Pieces on the page, and how a piece becomes the next one: what is equal stays, so that focus,
//! selection and running transitions survive.
//!
//! Every piece has at least one node of its own (an empty one for nothing and at the end of a
//! list), so that the place of each is known from the page itself.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use any_spawner::Executor;
use leptos::prelude::{Owner, RenderEffect};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::Node;

use super::super::document;
use super::attribute::{self, Attribute};
use super::{Draw, ElementRef, Handler, Parts, View};

const DRAWINGS: &str = "http://www.w3.org/2000/svg";

/// A piece on the page, and the signals and effects that were made with it. Dropping it takes it
/// from the page.
pub struct Mounted {
    /// Empty only while it is dropped.
    piece: Option<Piece>,
    owner: Owner,
}

enum Piece {
    Nothing(Node),
    Text(Node, Cow<'static, str>),
    Element(Box<Shown>),
    List(Vec<Piece>, Node),
    Live(Live),
}

struct Shown {
    tag: &'static str,
    element: web_sys::Element,
    attributes: Vec<attribute::Set>,
    listeners: Vec<Listener>,
    reference: Option<ElementRef>,
    children: Vec<Piece>,
}

struct Live {
    /// Empty only while it is drawn anew.
    piece: Rc<RefCell<Option<Piece>>>,
    effect: RenderEffect<()>,
}

type Listening = Closure<dyn FnMut(web_sys::Event)>;

/// A listener whose handler can be replaced while it stays on the element.
struct Listener {
    event: &'static str,
    handler: Rc<RefCell<Handler>>,
    listening: Listening,
}

/// Where a piece goes: into `parent`, before `before` or at the end.
struct Place<'a> {
    parent: &'a Node,
    before: Option<&'a Node>,
    in_drawing: bool,
}

/// Shows a piece at the end of an element.
pub fn mount(parent: &web_sys::Element, draw: fn() -> View) -> Mounted {
    // It was started already if another piece is on the page.
    let _ = Executor::init_wasm_bindgen();
    let owner = Owner::new();
    let piece = owner.with(|| {
        let place = Place {
            parent,
            before: None,
            in_drawing: false,
        };
        create(draw(), &place)
    });
    Mounted {
        piece: Some(piece),
        owner,
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        if let Some(piece) = self.piece.take() {
            piece.remove();
        }
        self.owner.cleanup();
    }
}

impl Place<'_> {
    /// Fails only for a parent that may not have children; ours are elements.
    fn insert(&self, node: &Node) {
        let _ = self.parent.insert_before(node, self.before);
    }

    fn insert_empty(&self) -> Node {
        let node: Node = document().create_text_node("").into();
        self.insert(&node);
        node
    }
}

fn create(view: View, place: &Place) -> Piece {
    match view {
        View::Nothing => Piece::Nothing(place.insert_empty()),
        View::Text(text) => {
            let node: Node = document().create_text_node(&text).into();
            place.insert(&node);
            Piece::Text(node, text)
        }
        View::Element(element) => Piece::Element(Box::new(create_element(*element.parts, place))),
        View::List(views) => {
            let pieces = views.into_iter().map(|view| create(view, place)).collect();
            Piece::List(pieces, place.insert_empty())
        }
        View::Live(draw) => {
            let first = Piece::Nothing(place.insert_empty());
            Piece::Live(follow(draw, first, place.in_drawing))
        }
    }
}

/// Draws now and whenever a signal changes that was read; `piece` becomes what is drawn.
fn follow(draw: Box<dyn Draw>, piece: Piece, in_drawing: bool) -> Live {
    let piece = Rc::new(RefCell::new(Some(piece)));
    let effect = RenderEffect::new({
        let piece = Rc::clone(&piece);
        move |_| {
            let view = draw.draw();
            let before = piece.borrow_mut().take();
            if let Some(before) = before {
                let now = before.become_view(view, in_drawing);
                *piece.borrow_mut() = Some(now);
            }
        }
    });
    Live { piece, effect }
}

fn create_element(element: Parts, place: &Place) -> Shown {
    let in_drawing = place.in_drawing || element.tag == "svg";
    let namespace = in_drawing.then_some(DRAWINGS);
    let node = document()
        .create_element_ns(
            namespace.or(Some("http://www.w3.org/1999/xhtml")),
            element.tag,
        )
        .expect("tags are written in the source");
    let listen = |(event, handler)| Listener::new(&node, event, handler);
    let listeners = element.listeners.into_iter().map(listen).collect();
    let inside = Place {
        parent: &node,
        before: None,
        in_drawing,
    };
    let children = element.children.into_iter();
    let children = children.map(|child| create(child, &inside)).collect();
    // After the children: the value of a list of options is one of them.
    let set = |attribute: Attribute| attribute.set(&node);
    let attributes = element.attributes.into_iter().map(set).collect();
    place.insert(&node);
    if let Some(reference) = element.reference {
        reference.set(node.clone());
    }
    Shown {
        tag: element.tag,
        element: node,
        attributes,
        listeners,
        reference: element.reference,
        children,
    }
}

impl Piece {
    fn first_node(&self) -> Node {
        match self {
            Piece::Nothing(node) | Piece::Text(node, _) => node.clone(),
            Piece::Element(shown) => shown.element.clone().into(),
            Piece::List(pieces, end) => pieces.first().map_or(end.clone(), Piece::first_node),
            Piece::Live(live) => {
                let piece = live.piece.borrow();
                piece.as_ref().expect("it is drawn").first_node()
            }
        }
    }

    /// Changes the page from this piece to the next.
    fn become_view(self, view: View, in_drawing: bool) -> Piece {
        match (self, view) {
            (Piece::Nothing(node), View::Nothing) => Piece::Nothing(node),
            (Piece::Text(node, before), View::Text(now)) => {
                if before != now {
                    node.set_node_value(Some(&now));
                }
                Piece::Text(node, now)
            }
            (Piece::Element(mut shown), View::Element(element))
                if shown.tag == element.parts.tag =>
            {
                shown.become_element(*element.parts, in_drawing);
                Piece::Element(shown)
            }
            (Piece::List(pieces, end), View::List(views)) => {
                let parent = end.parent_node();
                let pieces = become_all(pieces, views, parent.as_ref(), Some(&end), in_drawing);
                Piece::List(pieces, end)
            }
            (Piece::Live(live), View::Live(draw)) => {
                drop(live.effect);
                let piece = live.piece.borrow_mut().take().expect("it is drawn");
                Piece::Live(follow(draw, piece, in_drawing))
            }
            (before, view) => before.replace(view, in_drawing),
        }
    }

    fn replace(self, view: View, in_drawing: bool) -> Piece {
        let first = self.first_node();
        let parent = first.parent_node().expect("a piece is on the page");
        let place = Place {
            parent: &parent,
            before: Some(&first),
            in_drawing,
        };
        let now = create(view, &place);
        self.remove();
        now
    }

    fn remove(self) {
        match self {
            Piece::Nothing(node) | Piece::Text(node, _) => take_out(&node),
            Piece::Element(shown) => shown.remove(),
            Piece::List(pieces, end) => {
                pieces.into_iter().for_each(Piece::remove);
                take_out(&end);
            }
            Piece::Live(live) => {
                drop(live.effect);
                if let Some(piece) = live.piece.borrow_mut().take() {
                    piece.remove();
                }
            }
        }
    }
}

/// Pieces keep their places; what is too many goes, what is missing comes before `end`.
fn become_all(
    pieces: Vec<Piece>,
    views: Vec<View>,
    parent: Option<&Node>,
    end: Option<&Node>,
    in_drawing: bool,
) -> Vec<Piece> {
    let mut pieces = pieces.into_iter();
    let mut now = Vec::with_capacity(views.len());
    for view in views {
        match (pieces.next(), parent) {
            (Some(piece), _) => now.push(piece.become_view(view, in_drawing)),
            (None, Some(parent)) => {
                let place = Place {
                    parent,
                    before: end,
                    in_drawing,
                };
                now.push(create(view, &place));
            }
            (None, None) => {}
        }
    }
    pieces.for_each(Piece::remove);
    now
}

impl Shown {
    fn become_element(&mut self, element: Parts, in_drawing: bool) {
        let in_drawing = in_drawing || self.tag == "svg";
        self.become_attributes(element.attributes);
        self.become_listeners(element.listeners);
        let new = element.reference.filter(|now| self.reference != Some(*now));
        if let Some(reference) = new {
            reference.set(self.element.clone());
        }
        self.reference = element.reference;
        let children = std::mem::take(&mut self.children);
        let parent: &Node = &self.element;
        self.children = become_all(children, element.children, Some(parent), None, in_drawing);
    }

    fn become_attributes(&mut self, attributes: Vec<Attribute>) {
        let before = std::mem::take(&mut self.attributes);
        let same = before.len() == attributes.len()
            && attributes
                .iter()
                .zip(&before)
                .all(|(now, before)| now.fits(before));
        let element = &self.element;
        self.attributes = if same {
            let pairs = before.into_iter().zip(attributes);
            pairs
                .map(|(before, now)| before.update(now.value, element))
                .collect()
        } else {
            before.into_iter().for_each(|before| before.remove(element));
            attributes.into_iter().map(|now| now.set(element)).collect()
        };
    }

    fn become_listeners(&mut self, listeners: Vec<(&'static str, Handler)>) {
        let before = std::mem::take(&mut self.listeners);
        let same = before.len() == listeners.len()
            && before
                .iter()
                .zip(&listeners)
                .all(|(before, now)| before.event == now.0);
        if same {
            for (listener, (_, handler)) in before.iter().zip(listeners) {
                *listener.handler.borrow_mut() = handler;
            }
            self.listeners = before;
        } else {
            before
                .into_iter()
                .for_each(|listener| listener.end(&self.element));
            let listen = |(event, handler)| Listener::new(&self.element, event, handler);
            self.listeners = listeners.into_iter().map(listen).collect();
        }
    }

    fn remove(self) {
        take_out(&self.element);
        self.end();
    }

    /// Ends what the element and everything in it listens to.
    fn end(self) {
        for listener in self.listeners {
            listener.end(&self.element);
        }
        for child in self.children {
            child.end();
        }
    }
}

impl Piece {
    /// Ends a piece whose nodes go with those around them.
    fn end(self) {
        match self {
            Piece::Nothing(_) | Piece::Text(..) => {}
            Piece::Element(shown) => shown.end(),
            Piece::List(pieces, _) => pieces.into_iter().for_each(Piece::end),
            Piece::Live(live) => {
                drop(live.effect);
                if let Some(piece) = live.piece.borrow_mut().take() {
                    piece.end();
                }
            }
        }
    }
}

impl Listener {
    fn new(element: &web_sys::Element, event: &'static str, handler: Handler) -> Listener {
        let handler = Rc::new(RefCell::new(handler));
        let listening = Closure::new({
            let handler = Rc::clone(&handler);
            move |event: web_sys::Event| {
                // An event that its own handler causes is not heard twice.
                if let Ok(mut handler) = handler.try_borrow_mut() {
                    handler.handle(event);
                }
            }
        });
        let listener = Listener {
            event,
            handler,
            listening,
        };
        // Fails only for a function that is none.
        let _ = element.add_event_listener_with_callback(event, listener.function());
        listener
    }

    fn function(&self) -> &js_sys::Function {
        self.listening.as_ref().unchecked_ref()
    }

    fn end(self, element: &web_sys::Element) {
        let _ = element.remove_event_listener_with_callback(self.event, self.function());
    }
}

fn take_out(node: &Node) {
    if let Some(parent) = node.parent_node() {
        // It is a child: that is where the parent came from.
        let _ = parent.remove_child(node);
    }
}
