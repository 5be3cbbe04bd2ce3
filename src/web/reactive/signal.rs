//! Signals that are written, and what all handles have that can be read.

use std::any::Any;
use std::marker::PhantomData;
use std::sync::Arc;

use leptos::prelude::{
    self, GetUntracked as _, GetValue as _, StoredValue, Track as _, Update as _,
    UpdateUntracked as _, untrack,
};

use super::Memo;

/// A value of whatever type. Whoever reads it holds on to it, so that nothing is locked meanwhile.
pub type Shared = Arc<dyn Any + Send + Sync>;

type Derive = Arc<dyn Fn() -> Shared + Send + Sync>;

/// Where a value comes from.
#[derive(Clone, Copy)]
pub enum Source {
    Written(prelude::RwSignal<Shared>),
    Remembered(prelude::Memo<Shared>),
    Derived(StoredValue<Derive>),
}

impl Source {
    /// Whoever observes reads this again when it changes.
    #[inline(never)]
    fn track(self) {
        match self {
            Source::Written(signal) => signal.track(),
            Source::Remembered(memo) => memo.track(),
            Source::Derived(derive) => {
                if let Some(derive) = derive.try_get_value() {
                    derive();
                }
            }
        }
    }

    #[inline(never)]
    fn read(self) -> Shared {
        match self {
            // What it is made of is tracked in its place.
            Source::Derived(derive) => derive.try_get_value().map(|derive| derive()),
            _ => {
                self.track();
                self.read_untracked()
            }
        }
        .unwrap_or_else(|| gone())
    }

    /// Nothing if it is gone with the component that made it.
    #[inline(never)]
    fn read_untracked(self) -> Option<Shared> {
        match self {
            Source::Written(signal) => signal.try_get_untracked(),
            Source::Remembered(memo) => memo.try_get_untracked(),
            Source::Derived(derive) => {
                let derive = derive.try_get_value()?;
                Some(untrack(|| derive()))
            }
        }
    }
}

#[cold]
#[inline(never)]
fn gone() -> ! {
    panic!("a signal is read after the component is gone that made it")
}

#[cold]
#[inline(never)]
fn mistyped() -> ! {
    panic!("a signal's handle knows another type than its value has, or reads it while it changes")
}

/// What a shared value is.
pub fn typed<T: 'static>(value: &Shared) -> &T {
    match value.downcast_ref() {
        Some(value) => value,
        None => mistyped(),
    }
}

/// Reading a signal, a memo or what stands for either. Whoever observes hears of changes, unless
/// it reads `untracked`. The `try` forms are for what may happen after the value is gone: a
/// timer, an answer.
pub trait Read: Copy {
    type Value: Send + Sync + 'static;

    fn source(self) -> Source;

    fn with<U>(self, look: impl FnOnce(&Self::Value) -> U) -> U {
        look(typed(&self.source().read()))
    }

    fn get(self) -> Self::Value
    where
        Self::Value: Clone,
    {
        self.with(Self::Value::clone)
    }

    fn track(self) {
        self.source().track();
    }

    fn try_with_untracked<U>(self, look: impl FnOnce(&Self::Value) -> U) -> Option<U> {
        let value = self.source().read_untracked()?;
        Some(look(typed(&value)))
    }

    fn try_get_untracked(self) -> Option<Self::Value>
    where
        Self::Value: Clone,
    {
        self.try_with_untracked(Self::Value::clone)
    }

    fn with_untracked<U>(self, look: impl FnOnce(&Self::Value) -> U) -> U {
        let value = self.source().read_untracked();
        look(typed(&value.unwrap_or_else(|| gone())))
    }

    fn get_untracked(self) -> Self::Value
    where
        Self::Value: Clone,
    {
        self.with_untracked(Self::Value::clone)
    }
}

/// A value that can be read and written.
pub struct RwSignal<T> {
    signal: prelude::RwSignal<Shared>,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for RwSignal<T> {
    fn clone(&self) -> RwSignal<T> {
        *self
    }
}

impl<T> Copy for RwSignal<T> {}

impl<T: Default + Send + Sync + 'static> Default for RwSignal<T> {
    fn default() -> RwSignal<T> {
        RwSignal::new(T::default())
    }
}

impl<T: Send + Sync + 'static> Read for RwSignal<T> {
    type Value = T;

    fn source(self) -> Source {
        Source::Written(self.signal)
    }
}

/// Writing does nothing if the signal is gone.
impl<T: Send + Sync + 'static> RwSignal<T> {
    pub fn new(value: T) -> RwSignal<T> {
        RwSignal {
            signal: hold(Arc::new(value)),
            of: PhantomData,
        }
    }

    pub fn set(self, value: T) {
        put(self.signal, Arc::new(value), true);
    }

    pub fn update(self, change: impl FnOnce(&mut T)) {
        self.maybe_update(|value| {
            change(value);
            true
        });
    }

    /// Readers hear of it only if `change` says that something changed.
    pub fn maybe_update(self, change: impl FnOnce(&mut T) -> bool) {
        let Some(mut held) = take(self.signal) else {
            return;
        };
        // Whoever is still looking at it keeps it as it is.
        let value = Arc::get_mut(&mut held).and_then(|value| value.downcast_mut());
        let is_new = value.is_some_and(change);
        put(self.signal, held, is_new);
    }
}

#[inline(never)]
fn hold(value: Shared) -> prelude::RwSignal<Shared> {
    prelude::RwSignal::new(value)
}

/// Takes the value out to change it; `put` brings it back.
#[inline(never)]
fn take(signal: prelude::RwSignal<Shared>) -> Option<Shared> {
    signal.try_update_untracked(|held| std::mem::replace(held, Arc::new(())))
}

#[inline(never)]
fn put(signal: prelude::RwSignal<Shared>, value: Shared, is_new: bool) {
    signal.maybe_update(|held| {
        *held = value;
        is_new
    });
}

/// A value that can be read, whoever makes it.
pub struct Signal<T> {
    source: Source,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Signal<T> {
    fn clone(&self) -> Signal<T> {
        *self
    }
}

impl<T> Copy for Signal<T> {}

impl<T: Send + Sync + 'static> Signal<T> {
    /// What a closure makes of other signals, anew each time it is read.
    pub fn derive(make: impl Fn() -> T + Send + Sync + 'static) -> Signal<T> {
        Signal {
            source: derive(Arc::new(move || Arc::new(make()) as Shared)),
            of: PhantomData,
        }
    }
}

#[inline(never)]
fn derive(make: Derive) -> Source {
    Source::Derived(StoredValue::new(make))
}

impl<T: Send + Sync + 'static> Read for Signal<T> {
    type Value = T;

    fn source(self) -> Source {
        self.source
    }
}

impl<T: Send + Sync + 'static> From<RwSignal<T>> for Signal<T> {
    fn from(signal: RwSignal<T>) -> Signal<T> {
        Signal {
            source: signal.source(),
            of: PhantomData,
        }
    }
}

impl<T: Send + Sync + 'static> From<Memo<T>> for Signal<T> {
    fn from(memo: Memo<T>) -> Signal<T> {
        Signal {
            source: memo.source(),
            of: PhantomData,
        }
    }
}
