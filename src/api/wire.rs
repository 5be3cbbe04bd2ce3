//! How objects go to and come from a [`Value`].
//!
//! Every type says once what it looks like on the wire ([`Shape`]); a struct lists its fields
//! once ([`Fields`]). One walk over that list reads, another writes, a third learns the names.
//! So each type adds a line of code to the page and not a decoder.
//!
//! Reading is lenient, as the API server's decoding is after validation: unknown fields are
//! passed over and `null` counts as "not set". Writing follows Go's `omitempty`: what is empty
//! is left out, unless its field is marked `always`.

mod define;
mod types;

pub(crate) use define::{show, wire, words};

use super::probe::IntOrString;
use super::value::Value;

/// A type that an object on the wire is made of.
pub trait Wire {
    /// What it looks like, lent for reading or writing.
    fn shape(&mut self) -> Shape<'_>;

    /// Reads a value; what it does not set has its default.
    fn from_value(value: &Value) -> Result<Self, WireError>
    where
        Self: Sized + Default,
    {
        let mut object = Self::default();
        read(&mut object, value)?;
        Ok(object)
    }

    /// Writes the value, fields in the order of the struct.
    fn to_value(&self) -> Value
    where
        Self: Sized + Clone,
    {
        write(&mut self.clone())
    }
}

/// The forms that values take on the wire.
pub enum Shape<'a> {
    Text(&'a mut String),
    Boolean(&'a mut bool),
    Int32(&'a mut i32),
    Int64(&'a mut i64),
    IntOrString(&'a mut IntOrString),
    Word(&'a mut dyn Word),
    /// At most one item.
    Optional(&'a mut dyn Items),
    List(&'a mut dyn Items),
    Map(&'a mut dyn Keyed),
    Struct(&'a mut dyn Fields),
}

/// What is a text on the wire and something else inside: an enum, a quantity, a time.
pub trait Word {
    /// The text; empty if there is nothing to say.
    fn word(&self) -> String;
    /// Takes on what a text says; `false` if it says nothing that is known.
    fn set_word(&mut self, word: &str) -> bool;
}

/// A list, or an optional value as a list of at most one.
pub trait Items {
    fn item(&mut self, index: usize) -> Option<&mut dyn Wire>;
    /// Adds an item with its defaults.
    fn push(&mut self) -> &mut dyn Wire;
}

/// A map with texts as keys.
pub trait Keyed {
    fn each(&mut self, visit: &mut dyn FnMut(&str, &mut dyn Wire));
    /// Adds an item with its defaults.
    fn insert(&mut self, key: &str) -> &mut dyn Wire;
}

/// A struct.
pub trait Fields {
    /// Shows every field to the visitor, in order.
    fn fields(&mut self, visitor: &mut dyn Visitor);
}

/// What walks over the fields of a struct.
pub trait Visitor {
    /// A field by its name in Rust (`host_port`) or, where that does not give it, on the wire
    /// (`hostIP`).
    fn field(&mut self, name: &'static str, presence: Presence, value: &mut dyn Wire);
}

/// When a field is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Unless it is empty: Go's `omitempty`.
    IfSet,
    Always,
}

/// Why a value does not fit a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WireError {
    /// The place, such as `spec.containers[0].image`; empty for the value as a whole.
    pub path: String,
    /// What should be there, such as `list`.
    pub expected: &'static str,
}

impl WireError {
    /// The same error, seen from one level further out.
    fn within(self, step: &str) -> WireError {
        let dot = match self.path.as_bytes().first() {
            None | Some(b'[') => "",
            Some(_) => ".",
        };
        WireError {
            path: format!("{step}{dot}{}", self.path),
            ..self
        }
    }
}

/// The name on the wire: `host_port` becomes `hostPort`; what has no `_` stays.
pub fn wire_name(name: &str) -> String {
    let mut wire = String::with_capacity(name.len());
    let mut raise = false;
    for character in name.chars() {
        match character {
            '_' => raise = true,
            _ if raise => {
                wire.push(character.to_ascii_uppercase());
                raise = false;
            }
            _ => wire.push(character),
        }
    }
    wire
}

/// Reads a value into something that has its defaults.
pub fn read(object: &mut dyn Wire, value: &Value) -> Result<(), WireError> {
    match (object.shape(), value) {
        // A word has no form for "nothing"; whoever may be without one is optional.
        (shape, Value::Null) if !matches!(shape, Shape::Word(_)) => Ok(()),
        (Shape::Optional(optional), _) => read(optional.push(), value),
        (Shape::List(list), Value::List(items)) => {
            for (index, item) in items.iter().enumerate() {
                let outcome = read(list.push(), item);
                outcome.map_err(|error| error.within(&format!("[{index}]")))?;
            }
            Ok(())
        }
        (Shape::Map(map), Value::Map(entries)) => {
            for (key, item) in entries {
                read(map.insert(key), item).map_err(|error| error.within(key))?;
            }
            Ok(())
        }
        (Shape::Struct(object), Value::Map(_)) => {
            let mut reader = Reader {
                map: value,
                outcome: Ok(()),
            };
            object.fields(&mut reader);
            reader.outcome
        }
        (shape, _) => read_scalar(shape, value).map_err(|expected| WireError {
            path: String::new(),
            expected,
        }),
    }
}

/// Reads what has no parts; says what should be there if it is something else.
fn read_scalar(shape: Shape, value: &Value) -> Result<(), &'static str> {
    match (shape, value) {
        (Shape::Text(text), Value::Text(written) | Value::Fraction(written)) => {
            text.clone_from(written);
        }
        (Shape::Text(_), _) => return Err("text"),
        (Shape::Boolean(boolean), Value::Boolean(written)) => *boolean = *written,
        (Shape::Boolean(_), _) => return Err("boolean"),
        (Shape::Int64(number), Value::Whole(written)) => *number = *written,
        (Shape::Int32(number), Value::Whole(written)) => {
            *number = i32::try_from(*written).map_err(|_| "32-bit number")?;
        }
        (Shape::Int32(_) | Shape::Int64(_), _) => return Err("number"),
        (Shape::IntOrString(port), Value::Whole(written)) => {
            *port = IntOrString::Int(i32::try_from(*written).map_err(|_| "32-bit number")?);
        }
        (Shape::IntOrString(port), Value::Text(written)) => {
            *port = IntOrString::String(written.clone());
        }
        (Shape::IntOrString(_), _) => return Err("number or text"),
        (Shape::Word(word), Value::Text(written) | Value::Fraction(written)) => {
            return word.set_word(written).then_some(()).ok_or("known word");
        }
        (Shape::Word(word), Value::Whole(number)) => {
            let fits = word.set_word(&number.to_string());
            return fits.then_some(()).ok_or("known word");
        }
        (Shape::Word(_), _) => return Err("word"),
        (Shape::List(_), _) => return Err("list"),
        (Shape::Map(_) | Shape::Struct(_) | Shape::Optional(_), _) => return Err("map"),
    }
    Ok(())
}

/// Writes something; it is the same afterwards.
pub fn write(object: &mut dyn Wire) -> Value {
    match object.shape() {
        Shape::Text(text) => Value::Text(text.clone()),
        Shape::Boolean(boolean) => Value::Boolean(*boolean),
        Shape::Int32(number) => Value::Whole((*number).into()),
        Shape::Int64(number) => Value::Whole(*number),
        Shape::IntOrString(IntOrString::Int(number)) => Value::Whole((*number).into()),
        Shape::IntOrString(IntOrString::String(text)) => Value::Text(text.clone()),
        Shape::Word(word) => Value::Text(word.word()),
        Shape::Optional(optional) => match optional.item(0) {
            Some(item) => write(item),
            None => Value::Null,
        },
        Shape::List(list) => {
            let mut items = Vec::new();
            while let Some(item) = list.item(items.len()) {
                items.push(write(item));
            }
            Value::List(items)
        }
        Shape::Map(map) => {
            let mut entries = Vec::new();
            map.each(&mut |key, item| entries.push((key.to_owned(), write(item))));
            Value::Map(entries)
        }
        Shape::Struct(object) => {
            let mut writer = Writer(Vec::new());
            object.fields(&mut writer);
            Value::Map(writer.0)
        }
    }
}

struct Reader<'a> {
    map: &'a Value,
    outcome: Result<(), WireError>,
}

impl Visitor for Reader<'_> {
    fn field(&mut self, name: &'static str, _: Presence, value: &mut dyn Wire) {
        let name = wire_name(name);
        if let (Ok(()), Some(written)) = (&self.outcome, self.map.get(&name)) {
            self.outcome = read(value, written).map_err(|error| error.within(&name));
        }
    }
}

struct Writer(Vec<(String, Value)>);

impl Visitor for Writer {
    fn field(&mut self, name: &'static str, presence: Presence, value: &mut dyn Wire) {
        let written = write(value);
        // An optional zero is something that was said.
        let is_set = match value.shape() {
            Shape::Optional(_) => written != Value::Null,
            _ => !written.is_empty(),
        };
        if is_set || presence == Presence::Always {
            self.0.push((wire_name(name), written));
        }
    }
}

/// The names on the wire of a struct's fields.
pub fn field_names<T: Fields + Default>() -> Vec<String> {
    struct Names(Vec<String>);
    impl Visitor for Names {
        fn field(&mut self, name: &'static str, _: Presence, _: &mut dyn Wire) {
            self.0.push(wire_name(name));
        }
    }
    let mut names = Names(Vec::new());
    T::default().fields(&mut names);
    names.0
}
