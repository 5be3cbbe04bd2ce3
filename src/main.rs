//! The page's entry: panic report and mount; nothing else.

#[cfg(target_arch = "wasm32")]
fn main() {
    podarium::web::later::introduce();
    podarium::ui::report::install();
    podarium::web::page::show(podarium::ui::page);
    podarium::web::page::announce_ready();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    println!("Podarium is a web page: run `cargo xtask serve` and open the address it prints.");
}
