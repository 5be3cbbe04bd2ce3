//! Values that are computed from signals, at most once for each change.

use std::marker::PhantomData;
use std::sync::Arc;

use leptos::prelude;

use super::Read;
use super::signal::{Shared, Source, typed};

/// Computes a value from the one before, and says whether the new one differs.
type Compute = Box<dyn Fn(Option<&Shared>) -> (Shared, bool) + Send + Sync>;

/// A value that is computed from signals when it is read. Its readers hear of it only if it
/// became another.
pub struct Memo<T> {
    memo: prelude::Memo<Shared>,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Memo<T> {
    fn clone(&self) -> Memo<T> {
        *self
    }
}

impl<T> Copy for Memo<T> {}

impl<T: Send + Sync + 'static> Memo<T> {
    /// What `compute` makes of the value before.
    pub fn new(compute: impl Fn(Option<&T>) -> T + Send + Sync + 'static) -> Memo<T>
    where
        T: PartialEq,
    {
        Memo::new_with_compare(compute, |before, now| before != now)
    }

    /// The same with a judgement of its own whether the value changed.
    pub fn new_with_compare(
        compute: impl Fn(Option<&T>) -> T + Send + Sync + 'static,
        is_new: fn(Option<&T>, Option<&T>) -> bool,
    ) -> Memo<T> {
        let compute = move |before: Option<&Shared>| {
            let before = before.map(typed::<T>);
            let now = compute(before);
            let is_new = is_new(before, Some(&now));
            (Arc::new(now) as Shared, is_new)
        };
        Memo {
            memo: remember(Box::new(compute)),
            of: PhantomData,
        }
    }
}

#[inline(never)]
fn remember(compute: Compute) -> prelude::Memo<Shared> {
    prelude::Memo::new_owning(move |before: Option<Shared>| compute(before.as_ref()))
}

impl<T: Send + Sync + 'static> Read for Memo<T> {
    type Value = T;

    fn source(self) -> Source {
        Source::Remembered(self.memo)
    }
}
