//! A module's edge: what it exports, and what its imports are called.

use std::convert::Infallible;

use wasm_encoder::reencode::{Error, Reencode, RoundtripReencoder};
use wasm_encoder::{ExportSection, ImportSection, Module as Out};

use super::read::{Module, Read};

type Written = Result<(), Error<Infallible>>;

/// The module with those exports only that somebody asks for, and without the linker's notes.
pub fn keep_exports(module: &Module, is_asked_for: impl Fn(&str) -> bool) -> Read<Vec<u8>> {
    struct Kept<F>(F);
    impl<F: Fn(&str) -> bool> Reencode for Kept<F> {
        type Error = Infallible;

        fn parse_export_section(
            &mut self,
            exports: &mut ExportSection,
            section: wasmparser::ExportSectionReader<'_>,
        ) -> Written {
            for export in section {
                let export = export?;
                if self.0(export.name) {
                    self.parse_export(exports, export)?;
                }
            }
            Ok(())
        }

        /// What the linker noted down is for the module as it was; names still hold.
        fn parse_custom_section(
            &mut self,
            out: &mut Out,
            section: wasmparser::CustomSectionReader<'_>,
        ) -> Written {
            match section.name() {
                "name" => RoundtripReencoder.parse_custom_section(out, section),
                _ => Ok(()),
            }
        }
    }
    Ok(module.written_by(&mut Kept(is_asked_for))?.finish())
}

/// The names of an import, old and new.
pub struct Renamed {
    pub module: String,
    pub name: String,
    pub short: String,
}

/// The module with short names for its imports, of a module without a name.
pub fn shorten_imports(module: &Module) -> Read<(Vec<u8>, Vec<Renamed>)> {
    struct Short(Vec<Renamed>);
    impl Reencode for Short {
        type Error = Infallible;

        fn parse_import_section(
            &mut self,
            imports: &mut ImportSection,
            section: wasmparser::ImportSectionReader<'_>,
        ) -> Written {
            for import in section.into_imports() {
                let import = import?;
                let short = short(self.0.len());
                imports.import("", &short, RoundtripReencoder.entity_type(import.ty)?);
                self.0.push(Renamed {
                    module: import.module.to_owned(),
                    name: import.name.to_owned(),
                    short,
                });
            }
            Ok(())
        }
    }
    let mut renamed = Short(Vec::new());
    let out = module.written_by(&mut renamed)?;
    Ok((out.finish(), renamed.0))
}

/// `a`, `b`, … `z`, `aa`, `ab`, …
fn short(mut number: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(b'a' + (number % 26) as u8);
        number /= 26;
        if number == 0 {
            break;
        }
        number -= 1;
    }
    letters.reverse();
    letters.into_iter().map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::short;

    #[test]
    fn short_names_are_names_and_differ() {
        let names: Vec<String> = (0..2_000).map(short).collect();
        assert_eq!(names[..3], ["a", "b", "c"]);
        assert_eq!(names[25..28], ["z", "aa", "ab"]);
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    }
}
