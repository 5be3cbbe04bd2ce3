//! The width that an element has in the page, kept up to date.

use crate::web::page;
use crate::web::reactive::*;
use crate::web::view::ElementRef;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

/// The element's width in whole pixels; it follows the element until the owner is gone.
pub fn of(element: ElementRef) -> Signal<i32> {
    // What is hidden cannot be measured: the lanes take the whole width of the page, and come to
    // stand there without being drawn a second time.
    let width = RwSignal::new(page::width());
    let observer = StoredValue::new_local(None::<Observer>);
    effect(move || {
        let Some(measured) = element.get() else {
            return;
        };
        let watched = measured.clone();
        let measure = move || {
            let now = measured.client_width();
            // What is hidden has no width; the last one is kept.
            if now > 0 && width.try_get_untracked() != Some(now) {
                width.set(now);
            }
        };
        measure();
        let on_resize = Closure::<dyn FnMut()>::new(measure);
        if let Ok(created) = web_sys::ResizeObserver::new(on_resize.as_ref().unchecked_ref()) {
            created.observe(&watched);
            let stored = Observer {
                created,
                _on_resize: on_resize,
            };
            observer.set_value(Some(stored));
        }
    });
    on_cleanup(move || {
        observer.try_update_value(|observer| {
            if let Some(observer) = observer.take() {
                observer.created.disconnect();
            }
        });
    });
    width.into()
}

/// An observer and the function that it calls, which must live as long.
struct Observer {
    created: web_sys::ResizeObserver,
    _on_resize: Closure<dyn FnMut()>,
}
