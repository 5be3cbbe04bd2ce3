//! `view! { <p class="hint">{text}</p> }`: the notation of Leptos, written out as calls of one plain
//! element type (`src/web/view`) in place of a generic type for each piece of the page.

use proc_macro2::TokenStream;
use quote::quote;
use rstml::node::{
    KeyedAttribute, KeyedAttributeValue, Node, NodeAttribute, NodeElement, NodeName,
};
use syn::Expr;

/// Elements as a `View`. Attributes take values or closures that follow signals; `on:` listens,
/// `class:` and `style:` set one class or style, `prop:` a property, `node_ref` keeps the element.
#[proc_macro]
pub fn view(tokens: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let written = rstml::parse2(tokens.into()).and_then(|nodes| all(&nodes));
    written
        .unwrap_or_else(|error| error.to_compile_error())
        .into()
}

/// One root is itself, several are a list.
fn all(nodes: &[Node]) -> syn::Result<TokenStream> {
    let mut views = Vec::new();
    for node in nodes {
        views.extend(child(node)?);
    }
    Ok(match views.as_slice() {
        [one] => quote! { crate::web::view::IntoView::into_view(#one) },
        _ => quote! {
            crate::web::view::View::List(vec![
                #(crate::web::view::IntoView::into_view(#views)),*
            ])
        },
    })
}

/// What is handed to `child`; nothing for a comment.
fn child(node: &Node) -> syn::Result<Option<TokenStream>> {
    Ok(match node {
        Node::Element(shown) => Some(element(shown)?),
        Node::Fragment(fragment) => Some(all(&fragment.children)?),
        Node::Text(text) => {
            let text = &text.value;
            Some(quote! { #text })
        }
        Node::Block(block) => {
            let block = block
                .try_block()
                .ok_or_else(|| syn::Error::new_spanned(block, "this block cannot be read"))?;
            Some(match block.stmts.as_slice() {
                [syn::Stmt::Expr(one, None)] => quote! { #one },
                _ => quote! { #block },
            })
        }
        Node::Comment(_) => None,
        other => return Err(syn::Error::new_spanned(other, "write text in quotes")),
    })
}

/// What is written out in full is one text, which costs the page far fewer bytes than a call for each
/// attribute: the tag, then a line `name=value` for each.
fn element(shown: &NodeElement<rstml::Infallible>) -> syn::Result<TokenStream> {
    let mut fixed = shown.name().to_string();
    let mut calls = TokenStream::new();
    for attribute in shown.attributes() {
        let NodeAttribute::Attribute(attribute) = attribute else {
            return Err(syn::Error::new_spanned(attribute, "give it a name"));
        };
        match fixed_attribute(attribute) {
            Some(line) => fixed.extend(["\n", line.as_str()]),
            None => {
                let call = attribute_call(attribute)?;
                calls.extend(quote! { .#call });
            }
        }
    }
    for node in shown.children() {
        let Some(child) = child(node)? else {
            continue;
        };
        calls.extend(match node {
            Node::Element(_) => quote! { .element(#child) },
            Node::Text(_) => quote! { .text(#child) },
            _ => quote! { .child(#child) },
        });
    }
    Ok(quote! { crate::web::view::Element::new(#fixed) #calls })
}

/// `name=value`, if both are written in the source.
fn fixed_attribute(attribute: &KeyedAttribute) -> Option<String> {
    let name = name_of(&attribute.key);
    if name.contains(':') || name == "node_ref" {
        return None;
    }
    let Expr::Lit(literal) = attribute.value()? else {
        return None;
    };
    let syn::Lit::Str(value) = &literal.lit else {
        return None;
    };
    let value = value.value();
    (!value.contains('\n')).then(|| format!("{name}={value}"))
}

fn attribute_call(attribute: &KeyedAttribute) -> syn::Result<TokenStream> {
    let name = name_of(&attribute.key);
    let value = match &attribute.possible_value {
        KeyedAttributeValue::None => quote! { true },
        _ => {
            let value = attribute
                .value()
                .ok_or_else(|| syn::Error::new_spanned(attribute, "this value cannot be read"))?;
            if let (Expr::Tuple(pair), "style") = (value, name.as_str()) {
                let (property, value) = (pair.elems.first(), pair.elems.last());
                return Ok(quote! { style(#property, #value) });
            }
            quote! { #value }
        }
    };
    Ok(match name.split_once(':') {
        Some(("on", event)) => {
            let class = event_class(event);
            quote! { on::<::web_sys::#class>(#event, #value) }
        }
        Some(("class", class)) => quote! { class(#class, #value) },
        Some(("style", property)) => quote! { style(#property, #value) },
        Some(("prop", property)) => quote! { property(#property, #value) },
        None if name == "node_ref" => quote! { node_ref(#value) },
        _ => quote! { attribute(#name, #value) },
    })
}

/// The class of an event, so that a handler need not name it.
fn event_class(event: &str) -> syn::Ident {
    let class = match event {
        "click" | "dblclick" => "MouseEvent",
        "keydown" | "keyup" => "KeyboardEvent",
        "copy" | "cut" | "paste" => "ClipboardEvent",
        event if event.starts_with("pointer") => "PointerEvent",
        _ => "Event",
    };
    quote::format_ident!("{class}")
}

/// The name without the spaces that tokens have between them.
fn name_of(name: &NodeName) -> String {
    name.to_string()
        .chars()
        .filter(|character| !character.is_whitespace())
        .collect()
}
