//! Attributes, classes, styles and properties, fixed or following signals.

use std::borrow::Cow;

use leptos::prelude::RenderEffect;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlElement;

use super::super::reactive::{Memo, Read, RwSignal, Signal};
use super::Element;

/// The value of an attribute.
pub enum Value {
    /// The attribute is not there.
    Absent,
    Text(Cow<'static, str>),
    Live(Box<dyn Say>),
}

/// What says the value of an attribute, again whenever a signal changes that it read.
pub trait Say {
    fn say(&self) -> Value;
}

impl<T: IntoValue, F: Fn() -> T> Say for F {
    fn say(&self) -> Value {
        self().into_value()
    }
}

/// What can be the value of an attribute.
pub trait IntoValue {
    fn into_value(self) -> Value;

    /// Becomes an attribute of an element.
    fn give(self, element: Element, kind: Kind, name: &'static str) -> Element
    where
        Self: Sized,
    {
        element.with(kind, name, self.into_value())
    }
}

#[derive(Clone, Copy, PartialEq)]
pub enum Kind {
    Attribute,
    Class,
    Style,
    Property,
}

pub(super) struct Attribute {
    pub kind: Kind,
    pub name: &'static str,
    pub value: Value,
}

/// An attribute that an element on the page has.
pub(super) struct Set {
    pub kind: Kind,
    pub name: &'static str,
    held: Held,
}

enum Held {
    Absent,
    Text(Cow<'static, str>),
    /// Dropping it ends it.
    Live {
        _effect: RenderEffect<()>,
    },
}

impl Attribute {
    /// Whether it is the same attribute with another value at most.
    pub fn fits(&self, set: &Set) -> bool {
        self.kind == set.kind && self.name == set.name
    }

    /// Gives it to an element that does not have it.
    pub fn set(self, element: &web_sys::Element) -> Set {
        let (kind, name) = (self.kind, self.name);
        let held = match self.value {
            Value::Absent => Held::Absent,
            Value::Text(text) => {
                write(element, kind, name, Some(&text));
                Held::Text(text)
            }
            Value::Live(say) => follow(element.clone(), kind, name, say),
        };
        Set { kind, name, held }
    }
}

impl Set {
    /// Gives the element the new value of the same attribute.
    pub fn update(self, value: Value, element: &web_sys::Element) -> Set {
        let (kind, name) = (self.kind, self.name);
        let held = match (self.held, value) {
            (Held::Text(before), Value::Text(now)) if before == now => Held::Text(before),
            (Held::Absent, Value::Absent) => Held::Absent,
            (_, Value::Absent) => {
                write(element, kind, name, None);
                Held::Absent
            }
            (_, value) => return Attribute { kind, name, value }.set(element),
        };
        Set { kind, name, held }
    }

    pub fn remove(self, element: &web_sys::Element) {
        write(element, self.kind, self.name, None);
    }
}

fn follow(element: web_sys::Element, kind: Kind, name: &'static str, say: Box<dyn Say>) -> Held {
    let mut before = None;
    let effect = RenderEffect::new(move |_| {
        let now = text_of(&*say);
        if before.as_ref() != Some(&now) {
            write(&element, kind, name, now.as_deref());
        }
        before = Some(now);
    });
    Held::Live { _effect: effect }
}

fn text_of(say: &dyn Say) -> Option<Cow<'static, str>> {
    match say.say() {
        Value::Absent => None,
        Value::Text(text) => Some(text),
        Value::Live(say) => text_of(&*say),
    }
}

/// All of these fail only for names that no browser knows, and names are written in the source.
fn write(element: &web_sys::Element, kind: Kind, name: &str, value: Option<&str>) {
    match (kind, value) {
        (Kind::Attribute, Some(value)) => {
            let _ = element.set_attribute(name, value);
        }
        (Kind::Attribute, None) => {
            let _ = element.remove_attribute(name);
        }
        (Kind::Class, Some(_)) => {
            let _ = element.class_list().add_1(name);
        }
        (Kind::Class, None) => {
            let _ = element.class_list().remove_1(name);
        }
        (Kind::Style, value) => {
            // Drawings have a style of the same form.
            let styled: &HtmlElement = element.unchecked_ref();
            let _ = styled.style().set_property(name, value.unwrap_or_default());
        }
        (Kind::Property, value) => {
            let value = match value {
                Some("") => JsValue::TRUE,
                Some(text) => JsValue::from_str(text),
                None => JsValue::FALSE,
            };
            let _ = js_sys::Reflect::set(element, &JsValue::from_str(name), &value);
        }
    }
}

impl IntoValue for &'static str {
    fn into_value(self) -> Value {
        Value::Text(Cow::Borrowed(self))
    }

    fn give(self, element: Element, kind: Kind, name: &'static str) -> Element {
        element.with_text(kind, name, self)
    }
}

impl IntoValue for String {
    fn into_value(self) -> Value {
        Value::Text(Cow::Owned(self))
    }
}

impl IntoValue for bool {
    fn into_value(self) -> Value {
        if self {
            Value::Text(Cow::Borrowed(""))
        } else {
            Value::Absent
        }
    }
}

impl<T: IntoValue> IntoValue for Option<T> {
    fn into_value(self) -> Value {
        self.map_or(Value::Absent, T::into_value)
    }
}

impl<T: IntoValue, F: Fn() -> T + 'static> IntoValue for F {
    fn into_value(self) -> Value {
        Value::Live(Box::new(self))
    }

    fn give(self, element: Element, kind: Kind, name: &'static str) -> Element {
        element.with_live(kind, name, Box::new(self))
    }
}

macro_rules! signals {
    ($($signal:ident)*) => {$(
        impl<T: IntoValue + Clone + Send + Sync + 'static> IntoValue for $signal<T> {
            fn into_value(self) -> Value {
                Value::Live(Box::new(move || self.get()))
            }
        }
    )*};
}

signals!(Memo RwSignal Signal);

macro_rules! numbers {
    ($($number:ty)*) => {$(
        impl IntoValue for $number {
            fn into_value(self) -> Value {
                self.to_string().into_value()
            }
        }
    )*};
}

numbers!(i32 i64 u16 u32 u64 usize);
