//! Leaving out what of a WebAssembly module only tools read: function names and what the linker
//! knew, half of the file. The optimizer does it too; this is for machines that have none.

const HEADER_LENGTH: usize = 8;
const CUSTOM_SECTION: u8 = 0;

/// The module without its custom sections, or nothing if these bytes are no module.
pub fn without_custom_sections(module: &[u8]) -> Option<Vec<u8>> {
    let header = module
        .get(..HEADER_LENGTH)
        .filter(|header| header.starts_with(b"\0asm"))?;
    let mut kept = header.to_vec();
    let mut rest = &module[HEADER_LENGTH..];
    while let Some((&kind, after_kind)) = rest.split_first() {
        let (length, content) = read_number(after_kind)?;
        let (_, next) = content.split_at_checked(length)?;
        if kind != CUSTOM_SECTION {
            kept.extend_from_slice(&rest[..rest.len() - next.len()]);
        }
        rest = next;
    }
    Some(kept)
}

/// An unsigned LEB128 number and what follows it.
fn read_number(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut number: u32 = 0;
    for (at, byte) in bytes.iter().take(5).enumerate() {
        number |= u32::from(byte & 0x7f).checked_shl(7 * at as u32)?;
        if byte & 0x80 == 0 {
            return Some((number as usize, &bytes[at + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &[u8] = b"\0asm\x01\0\0\0";
    const NAMES: &[u8] = b"\0\x07\x04nameab";
    const TYPES: &[u8] = b"\x01\x04\x01\x60\0\0";
    const LINKS: &[u8] = b"\0\x08\x07linking";

    #[test]
    fn only_what_runs_stays() {
        let module = [HEADER, NAMES, TYPES, LINKS].concat();
        assert_eq!(
            without_custom_sections(&module),
            Some([HEADER, TYPES].concat())
        );
    }

    #[test]
    fn what_is_no_module_is_refused() {
        assert_eq!(without_custom_sections(b"<!doctype html>"), None);
        assert_eq!(
            without_custom_sections(&[HEADER, &LINKS[..4]].concat()),
            None
        );
    }
}
