"""Formulas as a lecturer reads them aloud: `$P(x)=\\sum_k \\pi_k$` → P of x equals the sum over k of pi k."""

from __future__ import annotations

import re
from collections.abc import Mapping

from voice.numbers import FRACTIONS, SUPERSCRIPTS, cardinal

GREEK = dict(zip("αβγδεζηθικλμνξοπρςστυφχψω", (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mew new xi omicron pi rho sigma sigma tau upsilon phi chi "
    "psi omega").split(), strict=True))  # fmt: skip
GREEK |= {letter.upper(): name for letter, name in GREEK.items() if letter != "ς"}
GREEK |= {"ϵ": "epsilon", "ϕ": "phi", "µ": "mew", "∇": "the gradient of", "∂": "partial"}
NAMES = {name: name for name in GREEK.values() if name.isalpha()}
NAMES |= {"mu": "mew", "nu": "new", "varepsilon": "epsilon", "vartheta": "theta", "varphi": "phi", "varsigma": "sigma"}
SIGNS = {
    "=": "equals", "+": "plus", "-": "minus", "−": "minus", "·": "times", "×": "times", "*": "times", "⋅": "times", "/": "over",
    "÷": "divided by", "±": "plus or minus", "<": "is less than", ">": "is greater than", "≤": "is at most", "≥": "is at least",
    "≠": "is not", "≈": "is about", "∼": "follows", "~": "follows", "→": "to", "←": "from", "↦": "maps to", "⇒": "implies",
    "∈": "in", "∞": "infinity", "∝": "is proportional to", "‖": "from", "∥": "from", "√": "the square root of", "…": "and so on",
    "∑": "the sum of", "∏": "the product of", "∫": "the integral of", "!": "factorial", "%": "percent", "∘": "after",
    "≔": "is defined as", "⊙": "times", "∀": "for all", "∃": "there is", "∪": "or", "∩": "and", "⊂": "inside", "&": "and",
}  # fmt: skip
COMMANDS = {
    "sum": "∑", "prod": "∏", "product": "∏", "int": "∫", "integral": "∫", "times": "×", "cdot": "·", "dot": "·", "odot": "⊙",
    "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "neq": "≠", "ne": "≠", "approx": "≈", "sim": "∼", "to": "→",
    "rightarrow": "→", "leftarrow": "←", "mapsto": "↦", "in": "∈", "infty": "∞", "infinity": "∞", "propto": "∝", "mid": "|",
    "parallel": "‖", "pm": "±", "nabla": "∇", "partial": "∂", "prime": "′", "ldots": "…", "dots": "…", "cdots": "…", "bar.v": "|",
    "lbrace": "(", "rbrace": ")", "lvert": "|", "rvert": "|", "circ": "∘", "forall": "∀", "exists": "∃",
}  # fmt: skip
OPERATORS = {
    "log": "log", "ln": "log", "exp": "exp", "min": "the minimum", "max": "the maximum", "arg": "arg", "argmin": "arg min",
    "argmax": "arg max", "sin": "sine", "cos": "cosine", "tan": "tangent", "tanh": "tanh", "det": "the determinant",
    "tr": "the trace", "Var": "the variance", "Cov": "the covariance", "lim": "the limit", "sup": "the supremum",
    "softmax": "softmax", "sign": "sign",
}  # fmt: skip
LARGE = {"∑": "the sum", "∏": "the product", "∫": "the integral"}
ACCENTS = {"hat": "hat", "widehat": "hat", "bar": "bar", "overline": "bar", "tilde": "tilde", "vec": "", "dot": "dot"}
PLAIN = frozenset("mathrm mathbf mathit mathsf text textbf operatorname boldsymbol bm mathcal mathbb bold upright cal bb".split())
IGNORED = frozenset("left right big Big bigl bigr Bigl Bigr quad qquad displaystyle limits nolimits, ; : !".split())
MARKS = {"̂": "hat", "̄": "bar", "̃": "tilde", "′": "prime", "'": "prime", "’": "prime", "″": "double prime"}
SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉ᵢⱼₖₗₘₙₚₛₜᵤᵥₓₐₑₕᵣᵩᵦ₊₋₌", "0123456789ijklmnpstuvxaehrφβ+-=", strict=True))
SUPERLETTERS = dict(zip("ᵀᵏⁿⁱᵗ", "Tknit", strict=True))
TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[A-Za-z]+|\d+(?:,\d{3})*(?:\.\d+)?|\|\||\S")
MATHS = re.compile(r"[=+−~½×·→←≤≥≠≈∼^_|{}\\∈∞∑∏∫√∂∇±÷<>‖′̂̄²³⁻⁰-⁹₀-₉ᵢⱼₖₗₘₙₜₓᵀ]|[A-Za-zΑ-ω]\(|[Α-Ωα-ωϵϕµ]")
POWERS = {"2": "squared", "3": "cubed", "T": "transpose", "*": "star", "⊤": "transpose", "-1": "inverse"}


def looks_like_maths(text: str) -> bool:
    """Does a word of running text hold signs that only a formula has?"""
    return bool(MATHS.search(text))


def read_formula(text: str, lexicon: Mapping[str, str] | None = None) -> list[str]:
    """A formula in LaTeX, Typst or plain Unicode as spoken words; `lexicon` reads names in it (KL, ELBO)."""
    reader = _Reader(_tokens(text), lexicon or {})
    words = " ".join(reader.row()).replace(" ,", ",").split()
    return [word for word in words if word != ","]


def _tokens(text: str) -> list[str]:
    """LaTeX commands, names, numbers and signs; Unicode scripts become `_{…}` and `^{…}`."""
    def scripts(mark: str, run: str, table: Mapping[str, str]) -> str:
        return mark + "{" + "".join(table[char] for char in run) + "}"

    powers = {char: chr(value) for char, value in ((chr(key), value) for key, value in SUPERSCRIPTS.items())} | SUPERLETTERS
    text = re.sub(f"[{''.join(powers)}]+", lambda m: scripts("^", m[0], powers), text)
    text = re.sub(f"[{''.join(SUBSCRIPTS)}]+", lambda m: scripts("_", m[0], SUBSCRIPTS), text)
    return [_canonical(token) for token in TOKEN.findall(text)]


def _canonical(token: str) -> str:
    if token in ("\\|", "||"):
        return "‖"
    if token.startswith("\\") and not token[1:].isalpha():
        return token[1:].strip(",;:! ")
    name = token.removeprefix("\\")
    if name in COMMANDS and (token != name or len(name) > 2):
        return COMMANDS[name]
    return token


class _Reader:
    """Reads tokens from left to right; each method returns the words of what it has consumed."""

    def __init__(self, tokens: list[str], lexicon: Mapping[str, str]) -> None:
        self.tokens = [token for token in tokens if token and token.removeprefix("\\") not in IGNORED]
        self.lexicon = lexicon
        self.at = 0
        self.factor = False  # has a symbol just been read, so that a function after it is multiplied with it?

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1] if self.at <= len(self.tokens) else ""

    def row(self, end: str = "") -> list[str]:
        """Everything up to a closing sign, which is consumed."""
        words: list[str] = []
        while self.at < len(self.tokens) and self.peek() != end:
            words += self.term()
        self.take()
        return words

    def term(self) -> list[str]:
        """One atom with its scripts, accents and arguments."""
        token = self.take()
        if token in ("(", "[", "{", "|", ","):
            self.factor = False
            return self._bracket(token)
        if token in LARGE or token.removeprefix("\\") in ("min", "max", "lim", "argmin", "argmax"):
            return self._large(token)
        factor = self.factor
        words, applies = self._atom(token)
        words += self._scripts()
        called = applies and bool(words) and self.peek() in ("(", "[")
        if called:
            if factor:
                words.insert(0, "times")
            words += ["of", *self._arguments()]
        self.factor = applies and token.removeprefix("\\") not in OPERATORS
        return words

    def _bracket(self, token: str) -> list[str]:
        if token == "|":
            return ["given"]
        if token == ",":
            return [","]
        inside = self.row({"(": ")", "[": "]", "{": "}"}[token])
        scripts = self._scripts()
        return inside + (["all", *scripts] if scripts and len(inside) > 1 else scripts)

    def _arguments(self) -> list[str]:
        """What stands in brackets after a function: `D, G` is read as `D and G`."""
        self.factor = False
        words = self.row({"(": ")", "[": "]"}[self.take()])
        commas = [place for place, word in enumerate(words) if word == ","]
        if len(commas) == 1:
            words[commas[0]] = "and"
        return words

    def _atom(self, token: str) -> tuple[list[str], bool]:
        """Words of one token, and whether a bracket after it holds its arguments."""
        name = token.removeprefix("\\")
        if name in ("frac", "dfrac", "tfrac"):
            return self._fraction(), False
        if name == "sqrt":
            return ["the", "square", "root", "of", *self._group()], False
        if name in PLAIN:
            return self._group(), True
        if name in ACCENTS and (token != name or self.peek() in ("{", "(")):
            return [*self._group(), ACCENTS[name]], True
        if token[0].isdigit():
            return cardinal(token), False
        if token == "Σ" and self.peek() not in ("", "_", ")", ",", "^"):
            return ["the", "sum", "of"], False
        if token in FRACTIONS:
            return FRACTIONS[token].split(), False
        if token in GREEK or name in NAMES:
            return (GREEK.get(token) or NAMES[name]).split(), True
        if token in SIGNS:
            return SIGNS[token].split(), False
        return self._name(name), name.isalpha()

    def _name(self, name: str) -> list[str]:
        if name in ("E", "𝔼") and self.peek() in ("[", "_"):
            return ["the", "expectation"]
        for table in (self.lexicon, OPERATORS):
            if name in table:
                return table[name].split()
        return list(name) if name.isalpha() and (len(name) <= 3 or name.isupper()) else [name]

    def _fraction(self) -> list[str]:
        top, bottom = self._group(), self._group()
        if (top, bottom) == (["one"], ["two"]):
            return ["one", "half"]
        return [*top, "over", *bottom]

    def _group(self) -> list[str]:
        if self.peek() in ("{", "("):
            return self.row({"{": "}", "(": ")"}[self.take()])
        return self._atom(self.take())[0] if self.peek() else []

    def _scripts(self) -> list[str]:
        words: list[str] = []
        while self.peek() in ("_", "^") or self.peek() in MARKS:
            mark = self.take()
            if mark in MARKS:
                words += MARKS[mark].split()
            elif mark == "_":
                words += self._group()
            else:
                words += self._power()
        return words

    def _power(self) -> list[str]:
        start = self.at
        group = self._group()
        raw = "".join(self.tokens[start : self.at]).strip("{}()")
        if raw in POWERS:
            return [POWERS[raw]]
        return MARKS[raw].split() if raw in MARKS else ["to", "the", *group]

    def _large(self, token: str) -> list[str]:
        """A sum, product, minimum … with what it runs over."""
        self.factor = False
        words = (LARGE.get(token) or OPERATORS[token.removeprefix("\\")]).split()
        low: list[str] = []
        while self.peek() in ("_", "^"):
            if self.take() == "_":
                low = self._group()
                words += ["from", *low] if "equals" in low else ["over", *low]
            else:
                words += ["to", *self._group()]
        return [*words, "of"]
