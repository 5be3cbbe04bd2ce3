//! What can stand between two tags.

use std::borrow::Cow;

use super::super::reactive::{Memo, Read, RwSignal, Signal};
use super::{Element, View};

/// Whatever can be shown.
pub trait IntoView {
    fn into_view(self) -> View;

    /// Becomes the next child of an element.
    fn stand_in(self, element: Element) -> Element
    where
        Self: Sized,
    {
        element.hold(self.into_view())
    }
}

impl IntoView for View {
    fn into_view(self) -> View {
        self
    }
}

impl IntoView for Element {
    fn into_view(self) -> View {
        View::Element(self)
    }
}

impl IntoView for &'static str {
    fn into_view(self) -> View {
        View::Text(Cow::Borrowed(self))
    }
}

impl IntoView for String {
    fn into_view(self) -> View {
        View::Text(Cow::Owned(self))
    }
}

impl IntoView for () {
    fn into_view(self) -> View {
        View::Nothing
    }
}

impl<T: IntoView> IntoView for Option<T> {
    fn into_view(self) -> View {
        self.map_or(View::Nothing, T::into_view)
    }
}

impl<T: IntoView> IntoView for Vec<T> {
    fn into_view(self) -> View {
        View::List(self.into_iter().map(T::into_view).collect())
    }
}

impl<T: IntoView, const COUNT: usize> IntoView for [T; COUNT] {
    fn into_view(self) -> View {
        View::List(self.into_iter().map(T::into_view).collect())
    }
}

impl<T: IntoView, F: Fn() -> T + 'static> IntoView for F {
    fn into_view(self) -> View {
        View::Live(Box::new(self))
    }

    fn stand_in(self, element: Element) -> Element {
        element.live(Box::new(self))
    }
}

macro_rules! signals {
    ($($signal:ident)*) => {$(
        impl<T: IntoView + Clone + Send + Sync + 'static> IntoView for $signal<T> {
            fn into_view(self) -> View {
                View::Live(Box::new(move || self.get()))
            }
        }
    )*};
}

signals!(Memo RwSignal Signal);

macro_rules! numbers {
    ($($number:ty)*) => {$(
        impl IntoView for $number {
            fn into_view(self) -> View {
                self.to_string().into_view()
            }
        }
    )*};
}

numbers!(i32 i64 u16 u32 u64 usize);
