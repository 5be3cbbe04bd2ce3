//! What points to what, as the linker knew it: a module linked with `--emit-relocs` names each of
//! its constants and every place in code and in constants that refers to one, or to a slot of the
//! table. The splitter asks it which constants only moved functions need.

use std::collections::{BTreeMap, BTreeSet};

use wasmparser::{
    KnownCustom, Linking, Parser, Payload, RelocationEntry, RelocationType, SymbolInfo,
};

use super::read::{Module, Read, told};

/// A constant, by its place in memory.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Constant {
    pub start: u32,
    pub end: u32,
    /// Whether it may be written to; then it stays where it is.
    pub mutable: bool,
    /// Whether it is a place in the source, which only a panic reads.
    pub is_source_place: bool,
}

/// What a function or a constant refers to: constants by their number, slots of the table.
#[derive(Default, Clone)]
pub struct Uses {
    pub constants: Vec<usize>,
    pub slots: Vec<u32>,
}

/// The numbers in a function's code that refer to something, and to what.
#[derive(Default)]
pub struct Mentions {
    pub constants: BTreeMap<u32, Vec<usize>>,
    pub slots: BTreeSet<u32>,
}

#[derive(Default)]
pub struct Links<'a> {
    /// In order of their addresses.
    pub constants: Vec<Constant>,
    /// By the function's name; stretches of it bear the same.
    pub of_function: BTreeMap<&'a str, Mentions>,
    /// By the constant's number.
    pub of_constant: Vec<Uses>,
    /// Of bytes that belong to no named constant.
    pub of_the_rest: Uses,
}

/// The linker's own sections, before they make sense of each other.
#[derive(Default)]
struct Sections<'a> {
    symbols: Vec<SymbolInfo<'a>>,
    segments: Vec<&'a str>,
    in_code: Vec<RelocationEntry>,
    in_data: Vec<RelocationEntry>,
    code_start: usize,
    data_start: usize,
}

impl<'a> Links<'a> {
    /// Reads a module as it came from the linker.
    pub fn read(linked: &Module<'a>) -> Read<Links<'a>> {
        let sections = Sections::read(linked.bytes)?;
        if sections.in_code.is_empty() || sections.symbols.is_empty() {
            return Err("it was not linked with --emit-relocs".into());
        }
        let mut links = Links::default();
        let numbers = links.number_constants(linked, &sections);
        let target = Targets {
            numbers,
            slots: linked.slots.iter().map(|(slot, of)| (*of, *slot)).collect(),
            symbols: &sections.symbols,
        };
        links.read_code(linked, &sections, &target)?;
        links.read_data(linked, &sections, &target);
        Ok(links)
    }

    /// Lists the constants; for each symbol its constant's number and address, if it is one.
    fn number_constants(
        &mut self,
        linked: &Module,
        sections: &Sections,
    ) -> Vec<Option<(usize, u32)>> {
        let mut found = Vec::new();
        let mut addresses = vec![None; sections.symbols.len()];
        for (number, symbol) in sections.symbols.iter().enumerate() {
            let SymbolInfo::Data { symbol, .. } = symbol else {
                continue;
            };
            let Some(place) = symbol.filter(|place| place.size > 0) else {
                continue; // there are no bytes to move
            };
            let segment = linked.segments.get(place.index as usize);
            let Some(segment) = segment else {
                continue; // zeroed memory, of which the module holds no bytes
            };
            let name = sections.segments.get(place.index as usize);
            let start = segment.address + place.offset;
            addresses[number] = Some(start);
            let constant = Constant {
                start,
                end: start + place.size,
                mutable: !name.is_some_and(|name| name.starts_with(".rodata")),
                is_source_place: is_source_place(linked, start, place.size),
            };
            found.push((constant, number));
        }
        found.sort_unstable();
        let mut numbers = vec![None; sections.symbols.len()];
        for (constant, symbol) in found {
            if self.constants.last() != Some(&constant) {
                self.constants.push(constant);
            }
            numbers[symbol] = addresses[symbol].map(|at| (self.constants.len() - 1, at));
        }
        self.of_constant = vec![Uses::default(); self.constants.len()];
        numbers
    }

    fn read_code(
        &mut self,
        linked: &Module<'a>,
        sections: &Sections,
        target: &Targets,
    ) -> Read<()> {
        let defined = linked.functions.iter();
        let defined: Vec<_> = defined
            .filter_map(|one| Some((one.body.as_ref()?.range(), one.name)))
            .collect();
        for (_, name) in &defined {
            self.of_function.entry(name).or_default();
        }
        for entry in &sections.in_code {
            let at = (sections.code_start + entry.offset as usize) as u64;
            let index = defined.partition_point(|(range, _)| range.end <= at);
            let Some((_, name)) = defined.get(index) else {
                return Err("it links from outside of its code".into());
            };
            target.mention(entry, self.of_function.entry(name).or_default());
        }
        Ok(())
    }

    fn read_data(&mut self, linked: &Module, sections: &Sections, target: &Targets) {
        for entry in &sections.in_data {
            let at = sections.data_start + entry.offset as usize;
            let address = linked.segments.iter().find_map(|segment| {
                let start = segment.bytes.as_ptr() as usize - linked.bytes.as_ptr() as usize;
                let inside = at.checked_sub(start)?;
                (inside < segment.bytes.len()).then_some(segment.address + inside as u32)
            });
            let owners: Vec<usize> = address
                .map(|address| self.covering(address))
                .unwrap_or_default();
            if owners.is_empty() {
                target.add(entry, &mut self.of_the_rest);
            }
            for owner in owners {
                target.add(entry, &mut self.of_constant[owner]);
            }
        }
    }

    /// The constants that hold an address; they may overlap.
    fn covering(&self, address: u32) -> Vec<usize> {
        const OVERLAPPING_MAX: usize = 64;
        let after = self.constants.partition_point(|one| one.start <= address);
        let before = after.saturating_sub(OVERLAPPING_MAX);
        let near = before..after;
        near.filter(|one| self.constants[*one].end > address)
            .collect()
    }
}

/// Whether a constant is a `core::panic::Location`: the address and the length of a source file's name,
/// a line and a column.
fn is_source_place(linked: &Module, start: u32, size: u32) -> bool {
    const SIZE: u32 = 16;
    const NAME_BYTES_MAX: u32 = 400;
    let word = |at| {
        let bytes = linked.memory(at, 4)?.try_into().ok()?;
        Some(u32::from_le_bytes(bytes))
    };
    let name = || {
        let (address, length) = (word(start)?, word(start + 4)?);
        let name = linked.memory(address, length.min(NAME_BYTES_MAX))?;
        Some(name.ends_with(b".rs"))
    };
    size == SIZE && name().unwrap_or(false)
}

/// What an entry's symbol stands for.
struct Targets<'s, 'a> {
    /// For each symbol the constant's number and address.
    numbers: Vec<Option<(usize, u32)>>,
    /// The slot of each function that has one.
    slots: BTreeMap<u32, u32>,
    symbols: &'s [SymbolInfo<'a>],
}

impl Targets<'_, '_> {
    fn mention(&self, entry: &RelocationEntry, mentions: &mut Mentions) {
        let mut uses = Uses::default();
        self.add(entry, &mut uses);
        mentions.slots.extend(uses.slots);
        if let Some((constant, address)) = self.numbers[entry.index as usize]
            && !uses.constants.is_empty()
        {
            let number = address.wrapping_add(entry.addend as u32);
            mentions.constants.entry(number).or_default().push(constant);
        }
    }

    fn add(&self, entry: &RelocationEntry, uses: &mut Uses) {
        let symbol = entry.index as usize;
        match entry.ty {
            RelocationType::MemoryAddrLeb
            | RelocationType::MemoryAddrSleb
            | RelocationType::MemoryAddrI32 => {
                uses.constants
                    .extend(self.numbers[symbol].map(|(constant, _)| constant));
            }
            RelocationType::TableIndexSleb | RelocationType::TableIndexI32 => {
                if let SymbolInfo::Func { index, .. } = self.symbols[symbol] {
                    uses.slots.extend(self.slots.get(&index));
                }
            }
            _ => {}
        }
    }
}

impl<'a> Sections<'a> {
    fn read(bytes: &'a [u8]) -> Read<Sections<'a>> {
        let mut sections = Sections::default();
        for payload in Parser::new(0).parse_all(bytes) {
            match payload.map_err(told)? {
                Payload::CodeSectionStart {
                    unchecked_range, ..
                } => sections.code_start = unchecked_range.start as usize,
                Payload::DataSection(data) => sections.data_start = data.range().start as usize,
                Payload::CustomSection(section) => match section.as_known() {
                    KnownCustom::Linking(linking) => sections.read_linking(linking)?,
                    KnownCustom::Reloc(entries) => {
                        let place = match section.name() {
                            "reloc.CODE" => &mut sections.in_code,
                            "reloc.DATA" => &mut sections.in_data,
                            _ => continue,
                        };
                        for entry in entries.entries() {
                            place.push(entry.map_err(told)?);
                        }
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        Ok(sections)
    }

    fn read_linking(&mut self, linking: wasmparser::LinkingSectionReader<'a>) -> Read<()> {
        for part in linking.subsections() {
            match part.map_err(told)? {
                Linking::SymbolTable(symbols) => {
                    for symbol in symbols {
                        self.symbols.push(symbol.map_err(told)?);
                    }
                }
                Linking::SegmentInfo(segments) => {
                    for segment in segments {
                        self.segments.push(segment.map_err(told)?.name);
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }
}
