//! Pieces of the page as plain data: one element type for everything that is shown.
//!
//! A generic view type for each piece, as the framework has it, made a third of the page's code
//! (ARCHITECTURE.md, "The budget"). It follows the signals of `web/reactive`: whatever is
//! given as a closure is shown anew, and only that, when a signal changes that it read.

mod attribute;
mod convert;
mod mounted;

use std::borrow::Cow;

use leptos::prelude::{GetValue, LocalStorage, SetValue, StoredValue};
use wasm_bindgen::JsCast;

pub use attribute::{IntoValue, Say, Value};
pub use convert::IntoView;
pub use mounted::{Mounted, mount};
pub use podarium_view::view;

use attribute::{Attribute, Kind};

use super::reactive::{Read, RwSignal};

/// The element of the page that a piece became, once it is there.
#[derive(Clone, Copy)]
pub struct ElementRef {
    element: StoredValue<Option<web_sys::Element>, LocalStorage>,
    changed: RwSignal<()>,
}

/// A reference without an element yet.
pub fn element_ref() -> ElementRef {
    ElementRef {
        element: StoredValue::new_local(None),
        changed: RwSignal::new(()),
    }
}

impl PartialEq for ElementRef {
    fn eq(&self, other: &ElementRef) -> bool {
        self.element == other.element
    }
}

impl ElementRef {
    pub fn track(self) {
        self.changed.track();
    }

    pub fn get(self) -> Option<web_sys::Element> {
        self.track();
        self.get_untracked()
    }

    /// Nothing also if it is gone with the component that made it.
    pub fn get_untracked(self) -> Option<web_sys::Element> {
        self.element.try_get_value().flatten()
    }

    fn set(self, element: web_sys::Element) {
        self.element.try_set_value(Some(element));
        self.changed.set(());
    }
}

/// A piece of the page.
pub enum View {
    Nothing,
    Text(Cow<'static, str>),
    Element(Element),
    List(Vec<View>),
    /// Follows the signals that it reads.
    Live(Box<dyn Draw>),
}

/// What draws a piece. (As a trait of its own it costs the page less than a closure's three: each of
/// them has code in the table, whether anyone calls it or not.)
pub trait Draw {
    fn draw(&self) -> View;
}

impl<T: IntoView, F: Fn() -> T> Draw for F {
    fn draw(&self) -> View {
        self().into_view()
    }
}

impl View {
    pub fn of(shown: impl IntoView) -> View {
        shown.into_view()
    }
}

type Handler = Box<dyn Handle>;

/// What is done about an event.
trait Handle {
    fn handle(&mut self, event: web_sys::Event);
}

impl<F: FnMut(web_sys::Event)> Handle for F {
    fn handle(&mut self, event: web_sys::Event) {
        self(event);
    }
}

/// An element that is to be shown. Its children keep their places from one showing to the next;
/// what they hold may change.
pub struct Element {
    /// Behind a pointer, so that handing it from call to call costs no code.
    parts: Box<Parts>,
}

struct Parts {
    tag: &'static str,
    attributes: Vec<Attribute>,
    listeners: Vec<(&'static str, Handler)>,
    reference: Option<ElementRef>,
    children: Vec<View>,
}

impl Element {
    /// `fixed` is what never changes: the tag, then a line `name=value` for each attribute.
    #[inline(never)]
    pub fn new(fixed: &'static str) -> Element {
        let (tag, lines) = fixed.split_once('\n').unwrap_or((fixed, ""));
        let attributes = lines.lines().map(|line| {
            let (name, value) = line.split_once('=').unwrap_or((line, ""));
            let kind = Kind::Attribute;
            let value = Value::Text(Cow::Borrowed(value));
            Attribute { kind, name, value }
        });
        let parts = Parts {
            tag,
            attributes: attributes.collect(),
            listeners: Vec::new(),
            reference: None,
            children: Vec::new(),
        };
        Element {
            parts: Box::new(parts),
        }
    }

    /// An attribute; `true` gives it without a value, `false` and `None` leave it away.
    pub fn attribute(self, name: &'static str, value: impl IntoValue) -> Element {
        value.give(self, Kind::Attribute, name)
    }

    /// One class, there or not.
    pub fn class(self, name: &'static str, value: impl IntoValue) -> Element {
        value.give(self, Kind::Class, name)
    }

    /// One property of the element's own style, set through the object model.
    pub fn style(self, name: &'static str, value: impl IntoValue) -> Element {
        value.give(self, Kind::Style, name)
    }

    /// A property of the element's object, such as `checked`.
    pub fn property(self, name: &'static str, value: impl IntoValue) -> Element {
        value.give(self, Kind::Property, name)
    }

    #[inline(never)]
    fn with(mut self, kind: Kind, name: &'static str, value: Value) -> Element {
        self.parts.attributes.push(Attribute { kind, name, value });
        self
    }

    #[inline(never)]
    fn with_text(self, kind: Kind, name: &'static str, text: &'static str) -> Element {
        self.with(kind, name, Value::Text(Cow::Borrowed(text)))
    }

    #[inline(never)]
    fn with_live(self, kind: Kind, name: &'static str, say: Box<dyn Say>) -> Element {
        self.with(kind, name, Value::Live(say))
    }

    /// Listens to an event of the element itself or of what is in it.
    pub fn on<E: JsCast>(
        self,
        event: &'static str,
        mut handler: impl FnMut(E) + 'static,
    ) -> Element {
        let handler = move |event: web_sys::Event| handler(event.unchecked_into());
        self.listen(event, Box::new(handler))
    }

    #[inline(never)]
    fn listen(mut self, event: &'static str, handler: Handler) -> Element {
        self.parts.listeners.push((event, handler));
        self
    }

    pub fn node_ref(mut self, reference: ElementRef) -> Element {
        self.parts.reference = Some(reference);
        self
    }

    pub fn child(self, child: impl IntoView) -> Element {
        child.stand_in(self)
    }

    #[inline(never)]
    pub fn element(self, child: Element) -> Element {
        self.hold(View::Element(child))
    }

    #[inline(never)]
    pub fn text(self, child: &'static str) -> Element {
        self.hold(View::Text(Cow::Borrowed(child)))
    }

    #[inline(never)]
    fn live(self, child: Box<dyn Draw>) -> Element {
        self.hold(View::Live(child))
    }

    #[inline(never)]
    fn hold(mut self, child: View) -> Element {
        self.parts.children.push(child);
        self
    }
}
