//! How a struct or an enum of the API is defined, once for the code and the wire.

/// Defines structs of the API and lists their fields for the wire. A field's name on the wire is
/// its own in camel case. `#[wire(...)]` says otherwise: a name in quotes, `always` (written even
/// if empty) or `skip`; the last is for a field whose form differs, which a function named after
/// the struct by `also` shows to the visitor.
macro_rules! wire {
    ($(
        $(#[$meta:meta])*
        pub struct $name:ident {
            $(
                $(#[doc = $doc:literal])*
                $(#[wire($($option:tt)*)])?
                pub $field:ident: $type:ty,
            )*
        }
        $(also $also:path;)?
    )*) => {$(
        $(#[$meta])*
        pub struct $name {
            $($(#[doc = $doc])* pub $field: $type,)*
        }

        impl $crate::api::wire::Wire for $name {
            fn shape(&mut self) -> $crate::api::wire::Shape<'_> {
                $crate::api::wire::Shape::Struct(self)
            }
        }

        impl $crate::api::wire::Fields for $name {
            fn fields(&mut self, visitor: &mut dyn $crate::api::wire::Visitor) {
                $($crate::api::wire::show!(self, visitor, $field $(, $($option)*)?);)*
                $($also(self, visitor);)?
            }
        }
    )*};
}

/// Shows one field to the visitor, as its options say.
macro_rules! show {
    ($self:ident, $visitor:ident, $field:ident) => {
        $crate::api::wire::show!($self, $visitor, $field, stringify!($field), IfSet)
    };
    ($self:ident, $visitor:ident, $field:ident, skip) => {};
    ($self:ident, $visitor:ident, $field:ident, always) => {
        $crate::api::wire::show!($self, $visitor, $field, stringify!($field), Always)
    };
    ($self:ident, $visitor:ident, $field:ident, $name:literal) => {
        $crate::api::wire::show!($self, $visitor, $field, $name, IfSet)
    };
    ($self:ident, $visitor:ident, $field:ident, $name:literal, always) => {
        $crate::api::wire::show!($self, $visitor, $field, $name, Always)
    };
    ($self:ident, $visitor:ident, $field:ident, $name:expr, $presence:ident) => {
        $visitor.field(
            $name,
            $crate::api::wire::Presence::$presence,
            &mut $self.$field,
        )
    };
}

/// Defines an enum whose values are words on the wire, spelt as here.
macro_rules! words {
    ($(
        $(#[$meta:meta])*
        pub enum $name:ident {
            $($(#[$word_meta:meta])* $word:ident,)*
        }
    )*) => {$(
        $(#[$meta])*
        pub enum $name {
            $($(#[$word_meta])* $word,)*
        }

        impl $name {
            /// The word in the API.
            pub fn name(self) -> &'static str {
                match self {
                    $($name::$word => stringify!($word),)*
                }
            }
        }

        impl $crate::api::wire::Wire for $name {
            fn shape(&mut self) -> $crate::api::wire::Shape<'_> {
                $crate::api::wire::Shape::Word(self)
            }
        }

        impl $crate::api::wire::Word for $name {
            fn word(&self) -> String {
                self.name().to_owned()
            }

            fn set_word(&mut self, word: &str) -> bool {
                let words = [$($name::$word),*];
                let found = words.into_iter().find(|known| known.name() == word);
                *self = found.unwrap_or(*self);
                found.is_some()
            }
        }
    )*};
}

pub(crate) use {show, wire, words};
