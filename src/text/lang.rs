//! The two languages, and a pair of words.

/// A language of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Lang {
    Ko,
    #[default]
    En,
}

impl Lang {
    /// The value of the page's `lang` attribute.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::Ko => "ko",
            Lang::En => "en",
        }
    }

    /// From a language tag such as `ko-KR`; anything but Korean is English.
    pub fn from_tag(tag: &str) -> Lang {
        if tag
            .get(..2)
            .is_some_and(|start| start.eq_ignore_ascii_case("ko"))
        {
            Lang::Ko
        } else {
            Lang::En
        }
    }
}

/// A fixed text in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    pub ko: &'static str,
    pub en: &'static str,
}

impl Words {
    pub const fn new(ko: &'static str, en: &'static str) -> Words {
        Words { ko, en }
    }

    /// The text in that language.
    pub fn in_lang(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Ko => self.ko,
            Lang::En => self.en,
        }
    }
}
