"""Maps: the family of generative models, decision trees, the lecture's own sections as a path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from manim import DOWN, Animation, CubicBezier, Line, Rectangle, RoundedRectangle, VGroup

from scenes import theme
from scenes.mobjects.motion import spotlight, together
from scenes.mobjects.text import paragraph, set_middle, text


class Node(VGroup):
    """A rounded box with words; parts: shell, words."""

    def __init__(self, content: str, color: str, size: float, width: float | None) -> None:
        self.color_name = color
        self.words = (
            paragraph(content, width - 0.3, size, theme.TEXT, "SEMIBOLD", align="center")
            if width
            else text(content, size, theme.TEXT, "SEMIBOLD")
        )
        lines = self.words.original_text.count("\n")
        self.shell = RoundedRectangle(
            width=width or self.words.width + 0.5,
            height=theme.units(size) * (1.9 + 1.36 * lines),
            corner_radius=0.14,
            stroke_color=color,
            stroke_width=theme.LINE,
            fill_color=theme.mix(theme.BACKGROUND, color, 0.16),
            fill_opacity=1,
        )
        if lines == 0:
            set_middle(self.words.set_x(0), 0.0)
        else:
            self.words.move_to(self.shell)
        super().__init__(self.shell, self.words)


def node(content: str, color: str = theme.DATA, size: float = theme.LABEL, width: float | None = None) -> Node:
    """A node of a map or tree."""
    return Node(content, color, size, width)


class Graph(VGroup):
    """Named nodes joined by lines; `lit(names)` lights nodes with their way to the root and dims the rest."""

    def __init__(self, nodes: Mapping[str, Node], parents: Mapping[str, str], labels: Mapping[str, str]) -> None:
        """`parents` maps a node to the one above it; `labels` writes a word on the line that leads to a node."""
        super().__init__()
        self.nodes, self.parents = dict(nodes), dict(parents)
        self.edges: dict[str, VGroup] = {}
        for child, parent in parents.items():
            self.edges[child] = self._edge(child, parent, labels.get(child))
        self.add(*self.edges.values(), *self.nodes.values())

    def _edge(self, child: str, parent: str, label: str | None) -> VGroup:
        a, b = self.nodes[parent].shell.get_bottom(), self.nodes[child].shell.get_top()
        bend = np.array([0, (b[1] - a[1]) * 0.5, 0])
        line = CubicBezier(a, a + bend, b - bend, b, color=theme.FAINT, stroke_width=theme.LINE)
        edge = VGroup(line)
        if label:
            words = text(label, theme.SMALL, theme.MUTED).move_to(line.point_from_proportion(0.55))
            gap = Rectangle(width=words.width + 0.14, height=words.height + 0.12, stroke_width=0)
            edge.add(gap.set_fill(theme.BACKGROUND, 1).move_to(words), words)
        return edge

    def node(self, name: str) -> Node:
        """One node by name."""
        return self.nodes[name]

    def with_edge(self, name: str) -> VGroup:
        """A node together with the line that leads to it, to let both appear."""
        return VGroup(*([self.edges[name]] if name in self.edges else []), self.nodes[name])

    def way(self, name: str) -> list[str]:
        """The names from a node up to the root."""
        names = [name]
        while names[-1] in self.parents:
            names.append(self.parents[names[-1]])
        return names

    def lit(self, *names: str, way: bool = True, run_time: float = theme.QUICK) -> Animation:
        """Light nodes (with their way to the root) and dim all else; without names light all."""
        chosen = {n for name in names for n in (self.way(name) if way else [name])} or set(self.nodes)
        on = [self.nodes[n] for n in self.nodes if n in chosen] + [e for n, e in self.edges.items() if n in chosen]
        off = [self.nodes[n] for n in self.nodes if n not in chosen]
        off += [e for n, e in self.edges.items() if n not in chosen]
        return together(spotlight(on, off, run_time))


_FAMILY = {
    "root": ("Generative models", theme.TEXT, None),
    "explicit": ("write down a density", theme.DATA, "root"),
    "implicit": ("only sample", theme.GENERATOR, "root"),
    "exact": ("exact", theme.DATA, "explicit"),
    "bound": ("bounded", theme.LATENT, "explicit"),
    "mixtures": ("mixtures", theme.DATA, "exact"),
    "autoregressive": ("autoregressive", theme.DATA, "exact"),
    "flows": ("flows", theme.DATA, "exact"),
    "vaes": ("VAEs", theme.LATENT, "bound"),
    "diffusion": ("diffusion", theme.LATENT, "bound"),
    "gans": ("GANs", theme.GENERATOR, "implicit"),
}


def family_map(width: float = theme.STAGE_WIDTH, height: float = 4.9) -> Graph:
    """The family of generative models; names: root explicit implicit exact bound mixtures autoregressive flows vaes
    diffusion gans."""
    nodes = {name: node(words, color, theme.BODY) for name, (words, color, _) in _FAMILY.items()}
    parents = {name: above for name, (_, _, above) in _FAMILY.items() if above}
    leaves = [name for name in nodes if name not in parents.values()]
    slots = [max(nodes[name].width, nodes[parents[name]].width if name == "gans" else 0.0) for name in leaves]
    free = (width - sum(slots)) / (len(leaves) - 1)
    for i, name in enumerate(leaves):
        nodes[name].move_to([sum(slots[:i]) + slots[i] / 2 + free * i - width / 2, -height / 2, 0])
    for name, level in (("exact", 1 / 6), ("bound", 1 / 6), ("explicit", -1 / 6), ("implicit", -1 / 6), ("root", -1 / 2)):
        below = [nodes[child].get_x() for child, above in parents.items() if above == name]
        nodes[name].move_to([float(np.mean(below)), -level * height, 0])
    return Graph(nodes, parents, {}).move_to(theme.STAGE_CENTER)


Tree = tuple[str, str, Mapping[str, "Tree"]]  # name, words, answer → subtree


def decision_tree(
    tree: Tree,
    width: float = theme.STAGE_WIDTH,
    height: float = 4.6,
    leaf: str = theme.ENCODER,
    size: float = theme.BODY,
) -> Graph:
    """A decision tree from nested (name, words, {answer: subtree}); leaves have an empty mapping."""
    nodes: dict[str, Node] = {}
    parents: dict[str, str] = {}
    labels: dict[str, str] = {}
    places: dict[str, tuple[float, int]] = {}
    leaves = [0]

    def visit(branch: Tree, depth: int) -> float:
        name, words, answers = branch
        if answers:
            xs = []
            for answer, below in answers.items():
                parents[below[0]], labels[below[0]] = name, answer
                xs.append(visit(below, depth + 1))
            x = float(np.mean(xs))
        else:
            x = leaves[0] + 0.5
            leaves[0] += 1
        places[name] = (x, depth)
        nodes[name] = node(words, theme.DATA if answers else leaf, size, None)
        return x

    visit(tree, 0)
    deepest = max(d for _, d in places.values())
    slot = width / leaves[0]
    for name, (x, depth) in places.items():
        words, room = nodes[name].words.original_text, max(slot * 0.94, 2.2)
        natural = nodes[name]
        fitted = natural if natural.width <= room or depth == 0 else node(words, natural.color_name, size, room)
        nodes[name] = fitted.move_to([x * slot - width / 2, height / 2 - depth / max(deepest, 1) * height, 0])
    return Graph(nodes, parents, labels).move_to(theme.STAGE_CENTER)


class LectureMap(VGroup):
    """The sections as stations on a path; `walked(i)` lights the path up to station i."""

    def __init__(self, titles: Sequence[str], columns: int, width: float, height: float) -> None:
        super().__init__()
        rows = -(-len(titles) // columns)
        self.stations, self.path = VGroup(), VGroup()
        for i, title in enumerate(titles):
            row, column = divmod(i, columns)
            column = column if row % 2 == 0 else columns - 1 - column  # the path turns round at the end of a row
            x = (column + 0.5) / columns * width - width / 2
            y = height / 2 - (row + 0.5) / rows * height
            station = node(f"{i + 1}  {title}", theme.DATA, theme.LABEL, width / columns - 0.35)
            self.stations.add(station.move_to([x, y, 0]))
        for a, b in zip(self.stations[:-1], self.stations[1:], strict=True):
            level = abs(a.get_y() - b.get_y()) < 0.1
            side = np.sign(b.get_x() - a.get_x()) * np.array([1.0, 0, 0]) if level else DOWN
            line = Line(a.shell.get_edge_center(side), b.shell.get_edge_center(-side))
            self.path.add(line.set_stroke(theme.AXIS, theme.THICK))
        self.add(self.path, self.stations)

    def walked(self, upto: int, run_time: float = theme.STEP) -> Animation:
        """Light the stations 0 … upto with their path, dim those to come."""
        on = [*self.stations[: upto + 1], *self.path[:upto]]
        return spotlight(on, [*self.stations[upto + 1 :], *self.path[upto:]], run_time)


def lecture_map(
    titles: Sequence[str], columns: int = 4, width: float = theme.STAGE_WIDTH, height: float = theme.STAGE_HEIGHT
) -> LectureMap:
    """A map of the lecture's sections, walked row by row."""
    return LectureMap(titles, columns, width, height).move_to(theme.STAGE_CENTER)
