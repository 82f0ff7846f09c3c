"""Written words to spoken ones: lexicon, numbers, formulas, acronyms, code; what nobody can read is listed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Mapping, Sequence

from voice.dictionary import known
from voice.formula import looks_like_maths, read_formula
from voice.lexicon import merged, pronunciations
from voice.numbers import read_number

OPENING = "\"'“‘(["
CLOSING = "\"'”’)]"
STOPS = ",.;:!?…"
EDGES = re.compile(rf"^(?P<open>[{re.escape(OPENING)}]*)(?P<core>.*?)(?P<close>[{re.escape(CLOSING + STOPS)}]*)$", re.DOTALL)
DASHES = frozenset(["—", "–", "-", "--", "―"])
FORMULA = re.compile(r"\$([^$]+)\$")
PLACEHOLDER = re.compile(r"\{\{[^{}]*\}\}")
CAMEL = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-ZÀ-Þ]?[a-zß-ÿ]+|[A-Z]+|\d+|[^\W\d_]+")
CODE = re.compile(r"[A-Za-z_][\w]*(?:\.[A-Za-z_]\w*)+(?:\(\))?|[A-Za-z]\w*_\w+(?:\(\))?|[A-Za-z_]\w+\(\)")
CAPITAL = re.compile(rf"[A-Z]('s)?[{re.escape(STOPS)}]*")
BOUNDARY = "\0"  # between two parts whose letters are not one acronym
SPELLED = re.compile(r"[A-Z](-[A-Z])*")
DOTTED = re.compile(r"(?:[A-Za-z]\.){2,}")
ENDINGS = ("'s", "’s", "s")
SYMBOLS = {"&": "and", "@": "at", "#": "hash", "%": "percent", "/": "slash", "™": "", "®": "", "©": "", "•": "", "°": "degrees"}
ABBREVIATIONS = {
    "e.g.": "for example", "i.e.": "that is", "vs.": "versus", "vs": "versus", "etc.": "et cetera", "cf.": "compare",
    "Dr.": "Doctor", "Prof.": "Professor", "Fig.": "Figure", "Eq.": "Equation", "approx.": "approximately", "al.": "al",
}  # fmt: skip

Written = tuple[str, str | None]  # a word as written, and how its author wants it spoken


def spoken(words: Sequence[Written], lexicon: Mapping[str, str]) -> list[list[str]]:
    """For each written word its spoken tokens, none of which holds a space; a lone dash has none.

    Punctuation that shapes the voice (`, . ; : ! ?`) stays on the last token, quotes and brackets go. A dash between
    words becomes a pause.
    """
    forms: list[list[str]] = []
    for index, (written, say) in enumerate(words):
        if written in DASHES and not say:
            _pause(forms)
            forms.append([])
            continue
        before = words[index - 1][0] if index else ""
        after = words[index + 1][0] if index + 1 < len(words) else ""
        forms.append(_acronyms_joined(_plain_letters(_form(say or written, lexicon, before, after))))
    return forms


def unknown_tokens(words: Iterable[str | Written], lexicon: Mapping[str, str] | None = None) -> list[str]:
    """The words whose reading would be a guess: no English, no number or formula, in no lexicon, no spoken form.

    A placeholder counts as a number. Each is returned as written, with the doubtful part of its reading.
    """
    pairs = [(word, None) if isinstance(word, str) else word for word in words]
    filled = [(PLACEHOLDER.sub("0.5", written), PLACEHOLDER.sub("0.5", say) if say else None) for written, say in pairs]
    sounds = pronunciations().keys() | {token for say in (lexicon or {}).values() for token in say.split()}
    unknown = set()
    for (written, _), form in zip(filled, spoken(filled, merged(lexicon or {})), strict=True):
        bad = [token for token in form if not known(token) and not _sounds(token, sounds)]
        if bad or (not form and written not in DASHES):
            unknown.add(f"{written} ({' '.join(bad)})" if bad != [written] else written)
    return sorted(unknown)


def _sounds(token: str, sounds: Container[str]) -> bool:
    """Did somebody decide how this token, or what it is the plural or genitive of, is said?"""
    bare = token.strip(STOPS + "—").removesuffix("'s")
    return any(form in sounds for word in (bare, bare.lower()) for form in (word, word.removesuffix("s")))


def _pause(forms: list[list[str]]) -> None:
    """A dash that stands alone is a pause after the word before it."""
    for form in reversed(forms):
        if form:
            if form[-1][-1] not in STOPS:
                form[-1] += ","
            return


def _plain_letters(tokens: list[str]) -> list[str]:
    """Accented letters that no dictionary has become plain ones; typographic apostrophes straight ones."""
    out = []
    for token in tokens:
        token = token.replace("’", "'").replace("‘", "'")
        bare = "".join(char for char in unicodedata.normalize("NFKD", token) if not unicodedata.combining(char))
        out += [token] if token.isascii() or known(token) else bare.split()
    return [token for token in out if token.strip(STOPS)]


def _acronyms_joined(tokens: list[str]) -> list[str]:
    """V A E → V-A-E: the letters of an acronym are one word, and its A cannot be taken for the article."""
    joined: list[str] = []
    fresh = False
    for token in tokens:
        if token == BOUNDARY:
            fresh = True
            continue
        if CAPITAL.fullmatch(token) and joined and SPELLED.fullmatch(joined[-1]) and not fresh:
            joined[-1] += "-" + token
        else:
            joined.append(token)
        fresh = False
    return joined


def _form(text: str, lexicon: Mapping[str, str], before: str, after: str) -> list[str]:
    tokens: list[str] = []
    pieces = text.split() if not FORMULA.search(text) else [text]
    for place, piece in enumerate(pieces):
        left = pieces[place - 1] if place else before
        right = pieces[place + 1] if place + 1 < len(pieces) else after
        tokens += _piece(piece, lexicon, left, right)
    return tokens


def _piece(text: str, lexicon: Mapping[str, str], before: str, after: str) -> list[str]:
    """One word without spaces: its edges off, its core read, its stops on again."""
    for table in (lexicon, ABBREVIATIONS):
        if text in table:
            return table[text].split()
    if DOTTED.fullmatch(text):
        return list(text.replace(".", "").upper())
    found = EDGES.match(text)
    core, close = (found["core"], found["close"]) if found else (text, "")
    if close.startswith(")") and "(" in core and core.count("(") > core.count(")"):
        core, close = core + ")", close[1:]
    core = core.removesuffix("—") if core.endswith("—") else core
    tokens = _core(core, lexicon, before, after.strip(OPENING + CLOSING + STOPS)) if core else []
    stop = next((char for char in reversed(close) if char in STOPS), "") or ("," if text.endswith("—") else "")
    return _stopped(tokens, stop)


def _stopped(tokens: list[str], stop: str) -> list[str]:
    if not tokens or not stop:
        return tokens
    return [*tokens[:-1], tokens[-1].rstrip(STOPS) + stop]


def _core(core: str, lexicon: Mapping[str, str], before: str, after: str) -> list[str]:
    listed = _listed(core, lexicon)
    if listed is not None:
        return listed
    if FORMULA.search(core):
        return _with_formulas(core, lexicon)
    number = read_number(core, before=before, after=after)
    if number is not None:
        return number
    if "—" in core or "–" in core:
        parts = [_core(part, lexicon, "", "") for part in re.split(r"[—–]", core) if part]
        return [token for part in parts[:-1] for token in _stopped(part, ",")] + (parts[-1] if parts else [])
    if known(core) and not _acronym(core):
        return [core]
    for reader in (_code, _compound, _maths, _acronyms):
        words = reader(core, lexicon)
        if words is not None:
            return words
    return SYMBOLS[core].split() if core in SYMBOLS else [core]


def _listed(core: str, lexicon: Mapping[str, str]) -> list[str] | None:
    """The lexicon's word, also in the plural or genitive: VAEs, GAN's."""
    if core.istitle() and len(core) > 3 and core not in lexicon and core.removesuffix("s") not in lexicon:
        core = core.lower()  # at the beginning of a sentence
    if core in lexicon:
        return lexicon[core].split()
    for ending in ENDINGS:
        stem = core.removesuffix(ending)
        if stem != core and stem in lexicon:
            words = lexicon[stem].split()
            plural = "s" if ending == "s" and len(words[-1]) > 1 else "'s"
            return [*words[:-1], words[-1] + plural]
    return None


def _with_formulas(core: str, lexicon: Mapping[str, str]) -> list[str]:
    tokens: list[str] = []
    for place, part in enumerate(FORMULA.split(core)):
        tokens += read_formula(part, lexicon) if place % 2 else _form(part.strip("-"), lexicon, "", "")
    return tokens


def _code(core: str, lexicon: Mapping[str, str]) -> list[str] | None:
    """`loss.backward()` → loss dot backward; `log_var` → log var."""
    if not CODE.fullmatch(core) or looks_like_maths(core.replace("_", "").replace("(", "")):
        return None
    if "_" in core and all(len(part) == 1 for part in core.split("_")):
        return None
    dotted = core.removesuffix("()").split(".")
    words = [[word for part in name.split("_") if part for word in _name(part, lexicon)] for name in dotted]
    return [word for place, name in enumerate(words) for word in (["dot"] if place else []) + name]


def _compound(core: str, lexicon: Mapping[str, str]) -> list[str] | None:
    """Parts joined by hyphens or strokes, of which at least one needs reading: VAE-based, 2-D, CPU/GPU."""
    if not re.fullmatch(r"[\w'’.,²]+(?:[-/][\w'’.,²]+)+", core) or looks_like_maths(core.replace("²", "")):
        return None
    return [token for part in re.split(r"[-/]", core) for token in (BOUNDARY, *_core(part, lexicon, "", ""))]


def _maths(core: str, lexicon: Mapping[str, str]) -> list[str] | None:
    return read_formula(core, lexicon) if looks_like_maths(core) else None


def _acronym(core: str) -> bool:
    """Capitals that are spelled: up to three of them always, more when they are no word."""
    return core.isascii() and core.isalpha() and core.isupper() and len(core) > 1 and (len(core) <= 3 or not known(core))


def _acronyms(core: str, lexicon: Mapping[str, str]) -> list[str] | None:
    """NLP, LSTMs, U2, and names that are written together: TensorFlow, StyleGAN2."""
    if _acronym(core):
        return list(core)
    for ending in ENDINGS:
        stem = core.removesuffix(ending)
        if stem != core and _acronym(stem):
            return [*stem[:-1], stem[-1] + "'s"]
    parts = CAMEL.findall(core)
    if len(parts) > 1 and "".join(parts) == core:
        return _name(core, lexicon)
    return None


def _name(name: str, lexicon: Mapping[str, str]) -> list[str]:
    listed = _listed(name, lexicon)
    if listed is not None:
        return listed
    tokens: list[str] = []
    for part in CAMEL.findall(name):
        inner = _listed(part, lexicon)
        number = read_number(part)
        tokens += inner or number or (list(part) if _acronym(part) else [part])
    return tokens or [name]
