//! Names of months and days for `format-date`, in the languages that forms are most often written in.
//! Short forms as the Unicode CLDR has them.

/// Names of a language; weeks start on Monday.
pub(super) struct Names {
    months: [&'static str; 12],
    days: [&'static str; 7],
}

impl Names {
    /// `month` counts from 1.
    pub(super) fn month(&self, month: i8) -> &'static str {
        nth(&self.months, month)
    }

    /// `day` counts from 1, Monday.
    pub(super) fn day(&self, day: i8) -> &'static str {
        nth(&self.days, day)
    }
}

fn nth(names: &[&'static str], one_based: i8) -> &'static str {
    usize::try_from(one_based - 1).ok().and_then(|at| names.get(at).copied()).unwrap_or_default()
}

/// The names of a language as a form calls it: `vi`, `vi-VN` or `Tiếng Việt (vi)`; English for all others.
pub(super) fn names_of(language: &str) -> &'static Names {
    let code = language.rsplit_once('(').map_or(language, |(_, rest)| rest.trim_end_matches(')'));
    let primary = code.trim().split(['-', '_']).next().unwrap_or_default();
    match primary.to_ascii_lowercase().as_str() {
        "vi" => &VIETNAMESE,
        "fr" => &FRENCH,
        "es" => &SPANISH,
        "pt" => &PORTUGUESE,
        "id" => &INDONESIAN,
        "sw" => &SWAHILI,
        _ => &ENGLISH,
    }
}

const ENGLISH: Names = Names {
    months: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    days: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
};
const VIETNAMESE: Names = Names {
    months: [
        "thg 1", "thg 2", "thg 3", "thg 4", "thg 5", "thg 6", "thg 7", "thg 8", "thg 9", "thg 10", "thg 11", "thg 12",
    ],
    days: ["Th 2", "Th 3", "Th 4", "Th 5", "Th 6", "Th 7", "CN"],
};
const FRENCH: Names = Names {
    months: ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."],
    days: ["lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."],
};
const SPANISH: Names = Names {
    months: ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"],
    days: ["lun", "mar", "mié", "jue", "vie", "sáb", "dom"],
};
const PORTUGUESE: Names = Names {
    months: ["jan.", "fev.", "mar.", "abr.", "mai.", "jun.", "jul.", "ago.", "set.", "out.", "nov.", "dez."],
    days: ["seg.", "ter.", "qua.", "qui.", "sex.", "sáb.", "dom."],
};
const INDONESIAN: Names = Names {
    months: ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"],
    days: ["Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min"],
};
const SWAHILI: Names = Names {
    months: ["Jan", "Feb", "Mac", "Apr", "Mei", "Jun", "Jul", "Ago", "Sep", "Okt", "Nov", "Des"],
    days: ["Jumatatu", "Jumanne", "Jumatano", "Alhamisi", "Ijumaa", "Jumamosi", "Jumapili"],
};
