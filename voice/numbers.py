"""Numbers as they are said: cardinals, decimals, years, ordinals, percent, units, ranges, powers of ten."""

from __future__ import annotations

import re

from normt2s import normalize

DIGITS = r"\d{1,3}(?:,\d{3})+|\d+"
NUMBER = re.compile(rf"(?P<sign>[-−+±]?)(?P<money>[$€£]?)(?P<whole>{DIGITS})?(?:\.(?P<places>\d+))?(?P<tail>.*)", re.DOTALL)
EXPONENT = re.compile(r"[eE]([-−+]?\d+)$")
YEAR = re.compile(r"(1[1-9]|20)\d\d")
YEAR_BEFORE = frozenset(
    "in since until till from by of before after around during early late year december january february march april may "
    "june july august september october november spring summer autumn fall winter".split()
)
SIGNS = {"-": ["minus"], "−": ["minus"], "+": ["plus"], "±": ["plus", "or", "minus"], "": []}
MONEY = {"$": "dollars", "€": "euros", "£": "pounds"}
UNITS = {
    "%": "percent", "‰": "per mille", "°": "degrees", "°C": "degrees Celsius", "×": "times", "x": "times",
    "k": "thousand", "K": "thousand", "M": "million", "B": "billion", "bn": "billion",
    "ms": "milliseconds", "s": "seconds", "min": "minutes", "h": "hours", "kHz": "kilohertz", "Hz": "hertz",
    "B/s": "bytes a second", "kB": "kilobytes", "KB": "kilobytes", "MB": "megabytes", "GB": "gigabytes", "TB": "terabytes",
    "px": "pixels", "mm": "millimetres", "cm": "centimetres", "m": "metres", "km": "kilometres", "mg": "milligrams",
    "g": "grams", "kg": "kilograms", "dB": "decibels", "W": "watts", "kWh": "kilowatt hours",
}  # fmt: skip
ONE = {"seconds": "second", "minutes": "minute", "hours": "hour", "metres": "metre", "dollars": "dollar", "euros": "euro"}
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
POWER = re.compile(r"10([⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
FRACTIONS = {"½": "one half", "¼": "one quarter", "¾": "three quarters", "⅓": "one third", "⅔": "two thirds"}


def read_number(text: str, *, before: str = "", after: str = "") -> list[str] | None:
    """The words of a number written as `text`, or None if it is none.

    The words before and after it tell a year from a count: `in 2014`, but `2014 samples`.
    """
    for reader in (_special, _compound, _plain):
        words = reader(text, before, after)
        if words is not None:
            return words
    return None


def cardinal(text: str) -> list[str]:
    """A whole or decimal number without sign, in words."""
    return str(normalize(text.replace(",", ""))).replace("-", " ").split()


def year(text: str) -> list[str]:
    """A year, in words: 2014 → twenty fourteen, 1905 → nineteen oh five, 2009 → two thousand nine."""
    century, rest = int(text[:2]), int(text[2:])
    if (century == 20 and rest < 10) or (rest == 0 and century % 10 == 0):
        return cardinal(text)
    tail = ["hundred"] if rest == 0 else ["oh", *cardinal(str(rest))] if rest < 10 else cardinal(str(rest))
    return cardinal(str(century)) + tail


def _special(text: str, before: str, after: str) -> list[str] | None:
    if text in FRACTIONS:
        return FRACTIONS[text].split()
    if (found := POWER.fullmatch(text)) is not None:
        power = read_number(found[1].translate(SUPERSCRIPTS))
        return ["ten", "to", "the", *(power or [])]
    if (found := re.fullmatch(r"(\d+)(st|nd|rd|th)", text)) is not None:
        return str(normalize(text)).replace("-", " ").split()
    if (found := re.fullmatch(r"(1[1-9]|20)\d0['’]?s", text)) is not None:
        return _plural(year(text[:4]))
    if text[:1] in MONEY and re.fullmatch(rf".(?:{DIGITS})(?:\.\d\d)?", text):
        return str(normalize(text)).replace("-", " ").split()
    if (found := re.fullmatch(r"(\d{1,2})/(\d{1,2})", text)) is not None:
        if not int(found[1]) < int(found[2]) <= 12:
            return cardinal(found[1]) + cardinal(found[2])
        return str(normalize(text)).replace("-", " ").split()
    if (found := re.fullmatch(r"\d+(\.\d+){2,}", text)) is not None:
        return " point ".join(" ".join(cardinal(part)) for part in text.split(".")).split()
    if (found := re.fullmatch(r"(\d{1,2}):(\d{2})", text)) is not None:
        return cardinal(found[1]) + (cardinal(found[2]) if int(found[2]) else [])
    return None


def _compound(text: str, before: str, after: str) -> list[str] | None:
    """28×28, 784→20, 3–5, 100-200, 2-D."""
    for sign, word in (("×", "by"), ("x", "by"), ("→", "to"), ("–", "to"), (":", "to"), ("/", "of")):
        left, found, right = text.partition(sign)
        if found and left and right and left[-1].isdigit() and right[0].isdigit():
            first, second = read_number(left, before=before), read_number(right, before=before, after=after)
            return [*first, word, *second] if first and second else None
    left, found, right = text.partition("-")
    if found and left.isdigit() and right.isdigit():
        return [*(read_number(left, before=before) or []), "to", *(read_number(right, before=before, after=after) or [])]
    return None


def _plain(text: str, before: str, after: str) -> list[str] | None:
    found = NUMBER.fullmatch(text)
    if found is None or not (found["whole"] or found["places"]):
        return None
    tail = found["tail"]
    exponent = EXPONENT.fullmatch(tail)
    if tail and exponent is None and tail not in UNITS:
        return None
    amount = f"{found['whole'] or '0'}" + (f".{found['places']}" if found["places"] else "")
    is_year = not (found["places"] or tail or found["sign"] or found["money"]) and _is_year(amount, before, after)
    words = SIGNS[found["sign"]] + (year(amount) if is_year else cardinal(amount))
    if exponent is not None:
        return [*words, "times", "ten", "to", "the", *(read_number(str(int(exponent[1].replace("−", "-")))) or [])]
    unit = MONEY.get(found["money"]) or UNITS.get(tail, "")
    return words + (ONE.get(unit, unit) if amount == "1" else unit).split()


def _is_year(text: str, before: str, after: str) -> bool:
    if not YEAR.fullmatch(text):
        return False
    if before.lower().strip("(\"'“") in YEAR_BEFORE:
        return True
    counted = after.endswith("s") and after.lower() not in {"is", "was", "has", "this", "as", "its", "thus"}
    return int(text) >= 1900 and not counted


def _plural(words: list[str]) -> list[str]:
    last = words[-1]
    return [*words[:-1], last[:-1] + "ies" if last.endswith("y") else last + "s"]
