//! The types that fields are made of.

use super::{Items, Keyed, Shape, Wire};
use crate::api::probe::IntOrString;
use crate::order::Map;

impl Wire for String {
    fn shape(&mut self) -> Shape<'_> {
        Shape::Text(self)
    }
}

impl Wire for bool {
    fn shape(&mut self) -> Shape<'_> {
        Shape::Boolean(self)
    }
}

impl Wire for i32 {
    fn shape(&mut self) -> Shape<'_> {
        Shape::Int32(self)
    }
}

impl Wire for i64 {
    fn shape(&mut self) -> Shape<'_> {
        Shape::Int64(self)
    }
}

impl Wire for IntOrString {
    fn shape(&mut self) -> Shape<'_> {
        Shape::IntOrString(self)
    }
}

impl<T: Wire> Wire for Box<T> {
    fn shape(&mut self) -> Shape<'_> {
        (**self).shape()
    }
}

impl<T: Wire + Default> Wire for Option<T> {
    fn shape(&mut self) -> Shape<'_> {
        Shape::Optional(self)
    }
}

impl<T: Wire + Default> Items for Option<T> {
    fn item(&mut self, index: usize) -> Option<&mut dyn Wire> {
        let value = self.as_mut().filter(|_| index == 0)?;
        Some(value)
    }

    fn push(&mut self) -> &mut dyn Wire {
        self.insert(T::default())
    }
}

impl<T: Wire + Default> Wire for Vec<T> {
    fn shape(&mut self) -> Shape<'_> {
        Shape::List(self)
    }
}

impl<T: Wire + Default> Items for Vec<T> {
    fn item(&mut self, index: usize) -> Option<&mut dyn Wire> {
        let value = self.get_mut(index)?;
        Some(value)
    }

    fn push(&mut self) -> &mut dyn Wire {
        Vec::push(self, T::default());
        self.last_mut().expect("an item was just added")
    }
}

impl<T: Wire + Default> Wire for Map<String, T> {
    fn shape(&mut self) -> Shape<'_> {
        Shape::Map(self)
    }
}

impl<T: Wire + Default> Keyed for Map<String, T> {
    fn each(&mut self, visit: &mut dyn FnMut(&str, &mut dyn Wire)) {
        for (key, value) in self {
            visit(key, value);
        }
    }

    fn insert(&mut self, key: &str) -> &mut dyn Wire {
        self.entry(key.to_owned()).or_default()
    }
}
