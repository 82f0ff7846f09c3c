"""Section 14: the way back over the lecture's map, three cards to think about, and the feedback that mends it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from manim import DOWN, LEFT, PI, RIGHT, UP, Arc, Circle, Group, Line, VGroup

from lecture.plan import Settings, open_lecture
from scenes import theme
from scenes.mobjects.cards import card, cards, panel, qr_code, question_card
from scenes.mobjects.chat import chat
from scenes.mobjects.formula import formula
from scenes.mobjects.icons import icon, icon_disc
from scenes.mobjects.images import pixels, strip, wall
from scenes.mobjects.maps import LectureMap, lecture_map
from scenes.mobjects.motion import (
    STEADY,
    Sweep,
    appear,
    appear_each,
    dim,
    draw,
    flow,
    light,
    pulse,
    recolor,
    reveal_tiles,
    run_through,
    say,
    vanish,
)
from scenes.mobjects.networks import arrow
from scenes.mobjects.plane import bare_plane, plane
from scenes.mobjects.points import scatter
from scenes.mobjects.text import paragraph, set_middle, text
from scenes.mobjects.tokens import distribution
from scenes.stage import Beat, FrameScene

LECTURE = "scripts/week12/lecture.yaml"
HERE = 13  # the stop that this section is
SHORT = {"Introduction to Generative Models": "Introduction", "Generative Adversarial Networks": "GANs"}
ELBO = "{{ cal(L)(x) : loss }} = {{ -EE_q [log p(x|z)] : rec }} + {{ \"KL\"(q(z|x) || p(z)) : kl }}"
MINIMAX = "min_G max_D {{ EE_x [log D(x)] : real }} + {{ EE_z [log(1 - D(G(z)))] : fake }}"


def settings() -> Settings:
    """The lecture's own settings."""
    return open_lecture(Path(LECTURE).parent.name).settings


def way(height: float = theme.STAGE_HEIGHT) -> LectureMap:
    """The lecture's sections as stops on a path."""
    titles = [section.title for section in settings().sections]
    return lecture_map([SHORT.get(title, title) for title in titles], height=height)


def mark_at(place: np.ndarray) -> VGroup:
    """A question mark on a stop."""
    ring = Circle(radius=0.34, color=theme.ACCENT, stroke_width=theme.LINE).set_fill(theme.BACKGROUND, 1)
    return VGroup(ring, text("?", theme.BODY, theme.ACCENT, "BOLD").move_to(ring)).move_to(place)


def clock(place: np.ndarray) -> tuple[Circle, Arc, Sweep]:
    """A quiet ring that fills while the audience thinks: its ground, its hand, and the animation."""
    ground = Circle(radius=0.42, color=theme.PANEL_EDGE, stroke_width=8).move_to(place)
    hand = Arc(radius=0.42, start_angle=PI / 2, angle=-0.01, color=theme.ACCENT, stroke_width=8).move_arc_center_to(place)

    def fill(share: float) -> None:
        angle = -2 * PI * max(share, 0.002)
        hand.become(Arc(0.42, PI / 2, angle, color=theme.ACCENT, stroke_width=8).move_arc_center_to(place))

    return ground, hand, Sweep(hand, fill, run_time=4.0, rate_func=STEADY)


def shelves() -> Group:
    """Four empty boards with their signs."""
    signs = (("papers", "paper", theme.DATA), ("books", "book", theme.ENCODER), ("courses", "film", theme.DECODER),
             ("code", "code", theme.GENERATOR))
    made = Group()
    for k, (name, sign, color) in enumerate(signs):
        y = 1.85 - 1.3 * k
        board = Line([theme.STAGE_LEFT, y - 0.5, 0], [-0.7, y - 0.5, 0], color=color, stroke_width=theme.THICK)
        label = text(name, theme.BODY, color, "SEMIBOLD").move_to([theme.STAGE_LEFT + 1.3, y, 0], aligned_edge=LEFT)
        made.add(Group(icon(sign, 0.75, color).move_to([theme.STAGE_LEFT + 0.55, y, 0]), label, board))
    return made


class WhyReflect(FrameScene):
    """The way walked so far lies on one map, and question marks settle where it was steep."""

    def construct(self) -> None:
        self.walk()
        self.remember()
        self.try_it()
        self.answer()

    def walk(self) -> None:
        self.map = way()
        dim_all = [*self.map.stations, *self.map.path]
        with self.cue("map"):
            self.play(appear(self.map))
            self.play(dim(*dim_all))
        with self.cue("path"):
            for upto in (3, 7, HERE):
                self.play(self.map.walked(upto), run_time=theme.STEP)
        with self.cue("back"):
            walker = Circle(radius=0.42, color=theme.ACCENT).set_fill(theme.ACCENT, 1)
            stops = [station.get_corner(UP + RIGHT) for station in self.map.stations[: HERE + 1]]
            self.play(flow(walker, list(reversed(stops))), run_time=2.4)

    def remember(self) -> None:
        with self.cue("second"):
            self.ring = self.map.stations[3].shell.copy().set_fill(opacity=0).set_stroke(theme.ACCENT, 10).scale(1.08)
            self.play(draw(self.ring), pulse(self.map.stations[3]))
        with self.cue("memory"):
            reread = card("reread", None, icon("book", 1.8, theme.MUTED), 4.6, color=theme.MUTED)
            recall = card("recall", None, icon("brain", 2.4, theme.ENCODER), 4.6, color=theme.ENCODER)
            self.two = cards([reread, recall], 1.2).move_to(theme.STAGE_CENTER)
            self.play(vanish(self.ring, self.map, run_time=0.3), appear(self.two, run_time=0.6))
            self.play(dim(reread, level=0.4), pulse(recall))

    def try_it(self) -> None:
        line = formula(ELBO, 88).paint(rec=theme.DECODER, kl=theme.LATENT).move_to([0, -0.9, 0])
        box = panel(line.width + 1.0, line.height + 1.9, theme.LATENT).move_to(line)
        terms = [line.part(name) for name in ("rec", "kl")]
        covers = VGroup(*[panel(p.width + 0.1, 1.0, c) for p, c in zip(terms, (theme.DECODER, theme.LATENT), strict=True)])
        for cover, part in zip(covers, terms, strict=True):
            cover.add(text("?", theme.TITLE, cover.get_stroke_color(), "BOLD")).move_to(part).set_y(line.get_y())
        with self.cue("elbo"):
            question = question_card("Two terms of a loss: what did each of them do?", 11.0).move_to([0, 1.6, 0])
            self.play(vanish(self.two, run_time=0.2), appear(question, run_time=0.5))
            self.play(appear(box, line, covers))
        with self.cue("spot"):
            names = VGroup(
                text("rebuild", theme.BODY, theme.DECODER).next_to(line.part("rec"), DOWN, buff=0.3),
                text("stay near the prior", theme.BODY, theme.LATENT).next_to(line.part("kl"), DOWN, buff=0.3),
            )
            for name in names:
                set_middle(name, float(line.get_bottom()[1]) - 0.4)
            self.solution = VGroup(question, box, line, names)
            self.play(vanish(covers, run_time=0.3), appear(names))
        with self.cue("steep"):
            self.play(vanish(self.solution, run_time=0.2), appear(self.map, run_time=0.4))
            corners = [self.map.stations[stop].get_corner(UP + RIGHT) for stop in (3, 4, 7)]
            self.marks = VGroup(*[mark_at(corner + 0.2 * UP + 0.14 * RIGHT) for corner in corners])
            self.play(appear_each(self.marks, rise=0.6))

    def answer(self) -> None:
        with self.cue("lecturer"):
            crowd = VGroup(*[icon("person", 1.2, theme.DATA) for _ in range(12)])
            crowd.arrange_in_grid(2, 6, buff=0.35).move_to([-3.1, -0.2, 0])
            desk = VGroup(icon_disc("person", 1.2, theme.ENCODER), text("lecturer", theme.BODY, theme.ENCODER, "SEMIBOLD"))
            desk.arrange(DOWN, buff=0.2).move_to([5.0, -0.2, 0])
            y = float(desk[0].get_y())
            ends = [float(crowd.get_right()[0]), y, 0], [float(desk[0].get_left()[0]), y, 0]
            back = arrow(*ends, color=theme.ACCENT, width=theme.THICK)
            said = text("what was unclear", theme.LABEL, theme.ACCENT, "SEMIBOLD").next_to(back, UP, buff=0.2)
            self.loop = Group(crowd, desk, back, said)
            self.play(vanish(self.map, self.marks, run_time=0.2), appear(self.loop, run_time=0.5))
        with self.cue("better"):
            self.play(vanish(self.loop, run_time=0.2), appear(self.map, run_time=0.4))
            self.play(recolor(self.map.path, theme.ENCODER))


class KeyConcepts(FrameScene):
    """A postcard of the lecture: a reconstruction, a sample, and a completed sentence."""

    def construct(self) -> None:
        self.postcard()
        self.pictures()
        self.language()

    def postcard(self) -> None:
        t = self.trace  # cloud (342, 2)  sample (2,)
        self.card = panel(12.6, 5.5, theme.AXIS).move_to(theme.STAGE_CENTER)
        postage = panel(1.5, 1.8, theme.ACCENT).move_to([5.1, 1.5, 0])
        seal = icon("bird", 1.0, theme.ACCENT).move_to(postage)
        ends = [([0.9, y, 0], [5.7, y, 0]) for y in (-0.2, -1.0, -1.8)]
        address = VGroup(Line([0.1, 2.2, 0], [0.1, -2.3, 0], color=theme.AXIS, stroke_width=theme.LINE),
                         *[Line(*pair, color=theme.AXIS, stroke_width=theme.LINE) for pair in ends])
        with self.cue("card"):
            self.play(appear(self.card, run_time=0.5))
            self.play(appear(postage, seal, address))
        (x0, y0), (x1, y1) = t.cloud.min(0).tolist(), t.cloud.max(0).tolist()
        area = plane((x0, x1), (y0, y1), 5.6, 4.2, None, None, [], []).move_to([-3.1, -0.1, 0])
        self.cloud = scatter(area, t.cloud, radius=6)
        with self.cue("draws"):
            self.play(vanish(postage, seal, address, run_time=0.2), appear(self.cloud, run_time=0.5))
            fresh = scatter(area, t.sample[None], color=theme.GENERATOR, radius=16)
            ring = Circle(radius=0.32, color=theme.GENERATOR, stroke_width=theme.THICK).move_to(area.at(*t.sample))
            name = text("a new bird", theme.BODY, theme.GENERATOR, "SEMIBOLD").move_to([2.2, 1.9, 0])
            self.new = Group(fresh, ring, name, arrow(name.get_left(), ring, color=theme.GENERATOR, width=theme.THICK))
            self.play(appear(self.new))
        with self.cue("cats"):
            many = VGroup(*[icon("cat", 0.7, theme.DATA) for _ in range(9)])
            many.arrange_in_grid(3, 3, buff=0.2).move_to([1.9, -0.7, 0])
            one = icon("cat", 1.7, theme.GENERATOR).move_to([5.0, -0.7, 0])
            self.cats = VGroup(many, arrow(many, one, color=theme.GENERATOR, width=theme.THICK), one)
            self.play(appear(self.cats))

    def pictures(self) -> None:
        t = self.trace  # x, x_hat, fake (28, 28)
        with self.cue("digit"):
            self.play(vanish(self.cloud, self.new, self.cats), run_time=0.3)
            x = pixels(t.x, 2.4, theme.DATA, "test digit").move_to([-4.7, 0.85, 0])
            x_hat = pixels(t.x_hat, 2.4, theme.DECODER, "VAE's copy").move_to([-1.7, 0.85, 0])
            self.pair = Group(x, x_hat)
            for one in self.pair:
                one.caption.shift(DOWN * 0.15)
            self.play(appear(self.pair))
        with self.cue("gan"):
            self.fake = pixels(t.fake, 2.4, theme.GENERATOR, "GAN's sample").move_to([1.5, 0.85, 0])
            self.fake.caption.shift(DOWN * 0.15)
            self.play(appear(self.fake))
        with self.cue("auction"):
            gold = theme.CLASS_COLORS[9]
            frame = self.fake.frame.copy().set_stroke(gold, 18).scale(1.07)
            note = paragraph("“Edmond de Belamy”, made with a GAN, sold in 2018", 2.7, theme.LABEL, gold).move_to([4.7, 0.95, 0])
            self.sold = Group(frame, note)
            self.play(appear(self.sold))

    def language(self) -> None:
        t = self.trace  # sentence (n,)  next_tokens, next_probabilities (5,)
        written = f"{t.prompt}{''.join(t.sentence.tolist())}".strip().split("\n")[0] + "…"
        self.line = paragraph(written, 9.0, theme.LABEL, theme.TEXT).move_to([0, -1.95, 0])
        self.slip = panel(12.0, 1.35, theme.GENERATOR, theme.mix(theme.BACKGROUND, theme.GENERATOR, 0.3)).move_to(self.line)
        with self.cue("sentence") as beat:
            self.play(appear(self.slip, run_time=0.3))
            self.play(say(self.line, None, min(3.0, beat.left)))
        with self.cue("chatgpt"):
            self.play(vanish(self.pair, self.fake, self.sold, self.slip, self.line, run_time=0.2))
            self.talk = chat(11.4, 2.45)
            asked = self.talk.bubble(f"{t.prompt} …", mine=True)
            self.bubble = self.talk.bubble(written, who="tiny model")
            self.play(appear(asked, run_time=0.3))
            self.play(self.bubble.type(1.6))
        with self.cue("repeat"):
            self.play(appear(self.chances()))
        with self.cue("unclear"):
            mark = question_card("What is still unclear?", 7.0).move_to([0, -0.2, 0])
            self.play(vanish(self.loop, self.talk, run_time=0.2), appear(mark, run_time=0.5))

    def chances(self) -> Group:
        """What the model thinks comes after the prompt, the choice, and the way back into the text."""
        t = self.trace
        bars = distribution([str(name) for name in t.next_tokens], t.next_probabilities, 5.4).move_to([-3.0, -1.6, 0])
        x = float(self.bubble.get_right()[0]) - 0.8
        choice = text("choose one", theme.LABEL, theme.ACCENT, "SEMIBOLD")
        chip = VGroup(panel(choice.width + 0.6, 0.8, theme.ACCENT), choice).move_to([x, -1.6, 0])
        there = arrow(bars, chip, color=theme.ACCENT, width=theme.THICK)
        back = arrow(chip.get_top(), [x, float(self.bubble.get_bottom()[1]), 0], color=theme.ACCENT, width=theme.THICK)
        again = text("and again", theme.LABEL, theme.ACCENT, "SEMIBOLD").next_to(back, RIGHT, buff=0.25)
        self.loop = Group(bars, chip, there, back, again)
        return self.loop


class GuidingQuestions(FrameScene):
    """Three cards turn, each beside the moments that it asks about, and a ring leaves time to think."""

    def construct(self) -> None:
        self.face_down()
        self.clarity()
        self.interest()
        self.applications()

    def face_down(self) -> None:
        names = (("clarity", theme.LATENT), ("interest", theme.GENERATOR), ("applications", theme.ENCODER))
        self.backs = Group()
        for _, color in names:
            shell = panel(3.6, 1.5, color)
            self.backs.add(Group(shell, text("?", theme.TITLE, color, "BOLD").move_to(shell)))
        self.backs.arrange(DOWN, buff=0.32).move_to([theme.STAGE_LEFT + 1.8, -0.08, 0])
        faces = [text(name, theme.HEADING, color, "BOLD") for name, color in names]
        self.names = list(zip(faces, self.backs, strict=True))
        self.slot = panel(8.6, 5.14).move_to([2.1, -0.08, 0])
        with self.cue("cards"):
            self.play(appear(self.backs, self.slot))

    def turn(self, index: int) -> None:
        """Shows one card's face and steps the others back."""
        name, back = self.names[index]
        others = [other for other in self.backs if other is not back]
        name.move_to(back)
        self.play(vanish(back[1]), appear(name), back[0].animate.set_stroke(width=theme.THICK), run_time=theme.QUICK)
        back.remove(back[1])
        back.add(name)
        self.play(light(back), dim(*others, level=0.4))

    def think(self, beat: Beat) -> None:
        """The ring of time, at the slot's lower right corner."""
        ground, hand, filling = clock(self.slot.get_corner(DOWN + RIGHT) + np.array([-0.8, 0.8, 0]))
        self.play(appear(ground), run_time=0.3)
        self.play(filling, run_time=max(1.0, beat.left))
        self.remove(ground, hand)

    def clarity(self) -> None:
        with self.cue("clarity"):
            self.elbo = formula(ELBO, 72, width=7.8).paint(rec=theme.DECODER, kl=theme.LATENT).move_to([2.1, 1.5, 0])
            self.play(appear(self.elbo), run_time=0.4)
            self.turn(0)
        with self.cue("minimax"):
            self.game = formula(MINIMAX, 72, width=7.8).paint(real=theme.REAL, fake=theme.FAKE).move_to([2.1, 0.0, 0])
            self.play(appear(self.game))
        with self.cue("mark") as beat:
            bar = Line([-1.6, -1.4, 0], [4.6, -1.4, 0], color=theme.AXIS, stroke_width=8)
            ends = [([x, -1.58, 0], [x, -1.22, 0]) for x in (-0.6, 0.8, 1.7, 3.4)]
            marks = VGroup(*[Line(low, high, color=theme.ACCENT, stroke_width=6) for low, high in ends])
            number = text("4.3", theme.BODY, theme.ACCENT, "SEMIBOLD").next_to(marks[1], UP, buff=0.12)
            self.chapters = VGroup(bar, marks, number)
            self.play(appear(self.chapters))
            self.think(beat)

    def interest(self) -> None:
        t = self.trace  # ring (24, 600, 2)  centres (8, 2)  denoise (8, 28, 28)  gallery (24, 28, 28)  drafts (60, 28, 28)
        area = bare_plane(t.centres * 1.4, 3.9, 3.9).move_to([0.1, 0.55, 0])
        goals = VGroup(*[Circle(0.3, color=theme.REAL, stroke_width=theme.THICK).move_to(area.at(*c)) for c in t.centres])
        points = scatter(area, t.ring[0], color=theme.FAKE, radius=9)
        with self.cue("interest"):
            self.play(vanish(self.elbo, self.game, self.chapters), appear(goals, points), run_time=0.4)
            self.turn(1)
        path = strip(t.denoise, 7.6)
        path.move_to([2.1, -2.05, 0])
        path.set_tiles(slice(None), 0.0)
        with self.cue("ring"):
            self.add(path)
            self.play(run_through(points, t.ring, run_time=4.0), reveal_tiles(path, run_time=2.4))
        compass = icon_disc("bulb", 0.95, theme.ACCENT).move_to([4.4, 0.95, 0])
        with self.cue("compass") as beat:
            self.play(appear(compass, run_time=0.4))
            ground, hand, filling = clock(np.array([4.4, -0.75, 0]))
            self.play(appear(ground), run_time=0.3)
            self.play(filling, run_time=max(1.0, beat.left))
            self.remove(ground, hand)
        self.old = Group(goals, points, path, compass)

    def applications(self) -> None:
        t = self.trace
        gallery = wall(t.gallery, 6, 6.4).move_to([2.1, 0.1, 0])
        with self.cue("applications"):
            self.play(vanish(self.old), appear(gallery), run_time=0.4)
            self.turn(2)
        drafts = wall(t.drafts, 12, 8.2, hidden=True).move_to([2.1, -0.08, 0])
        with self.cue("drafts"):
            self.add(drafts)
            self.play(vanish(gallery, run_time=0.3), reveal_tiles(drafts, run_time=2.0))
        with self.cue("changed") as beat:
            signs = (("language", "chat", theme.DATA), ("images", "camera", theme.GENERATOR))
            two = cards([card(name, None, icon(sign, 2.2, color), 3.7, color=color) for name, sign, color in signs], 0.5)
            two.move_to([2.1, 0.6, 0])
            self.play(vanish(drafts, run_time=0.3), appear(two))
            self.think(beat)


class Discussion(FrameScene):
    """An open circle, and beside it a quiet way to say what should be better: the feedback link."""

    def construct(self) -> None:
        self.open_circle()
        self.quiet_way()
        self.what_happens()

    def open_circle(self) -> None:
        angles = np.linspace(0, 2 * PI, 12, endpoint=False) + PI / 2
        places = [[2.15 * np.cos(a) - 3.6, 2.15 * np.sin(a) - 0.1, 0] for a in angles]
        self.seats = VGroup(*[icon_disc("person", 0.46, theme.DATA).move_to(place) for place in places])
        with self.cue("circle"):
            self.play(appear_each(self.seats, lag=0.06), run_time=1.4)
        middle = self.seats.get_center()
        half = range(0, 12, 2)
        asked = [mark_at(middle + 0.6 * (self.seats[i].get_center() - middle)) for i in half]
        with self.cue("clever"):
            self.play(dim(*[seat for i, seat in enumerate(self.seats) if i != half[0]]), appear(asked[0], run_time=0.4))
            self.play(pulse(self.seats[half[0]], 1.3))
            self.play(light(*[self.seats[i] for i in half[1:]]), appear_each(asked[1:], lag=0.1))
        self.asked = VGroup(*asked)

    def quiet_way(self) -> None:
        with self.cue("quiet"):
            self.alone = icon_disc("person", 0.6, theme.ENCODER).move_to([0.6, -2.1, 0])
            self.play(appear(self.alone))
        link = settings().feedback or ""
        code = qr_code(link, 3.6, label=False).move_to([3.9, 1.0, 0])
        with self.cue("code"):
            self.play(appear(code))
        with self.cue("form"):
            address = text(link, theme.LABEL, theme.TEXT, "SEMIBOLD", width=6.4).next_to(code, DOWN, buff=0.2)
            fields = VGroup()
            for k, (word, color) in enumerate((("clear", theme.GOOD), ("unclear", theme.ACCENT), ("wish", theme.DATA))):
                x = 3.9 + 1.75 * (k - 1)
                name = set_middle(text(word, theme.LABEL, color, "SEMIBOLD").set_x(x), -1.95)
                fields.add(VGroup(name, panel(1.55, 0.6, color).move_to([x, -2.55, 0])))
            self.form = Group(address, fields)
            self.play(appear(self.form))
        self.code = code

    def what_happens(self) -> None:
        with self.cue("spots"):
            self.play(vanish(self.seats, self.asked, self.alone), run_time=0.3)
            frames = VGroup(*[panel(1.15, 0.65, theme.DATA) for _ in range(16)])
            frames.arrange_in_grid(4, 4, buff=0.22).move_to([-3.78, 0.8, 0])
            self.hit = [frames[i] for i in (3, 7, 15)]
            links = VGroup(*[arrow([1.2, -1.6, 0], f.get_right(), color=theme.ACCENT, width=theme.THICK) for f in self.hit])
            self.grid = Group(frames, links)
            self.play(appear(self.grid))
            self.play(*[recolor(f, theme.ACCENT) for f in self.hit])
        with self.cue("sentence"):
            note = panel(5.26, 1.1, theme.ENCODER).move_to([-3.78, -2.0, 0])
            words = text("a better sentence", theme.BODY, theme.ENCODER, "SEMIBOLD").move_to(note)
            self.better = Group(note, words)
            self.play(appear(self.better))
            self.play(*[pulse(f, 1.2) for f in self.hit])
            self.play(*[recolor(f, theme.ENCODER) for f in self.hit])
        with self.cue("resources"):
            self.play(vanish(self.grid, self.better), run_time=0.2)
            self.boards = shelves()
            self.play(appear_each(self.boards))
        with self.cue("thing"):
            last = question_card("One thing you'd like to understand better?", 8.2).move_to([0, -0.1, 0])
            angles = np.linspace(0, 2 * PI, 12, endpoint=False)
            places = [[5.9 * np.cos(a), 2.2 * np.sin(a) - 0.1, 0] for a in angles]
            seats = VGroup(*[icon_disc("person", 0.46, theme.DATA).move_to(place) for place in places])
            self.play(vanish(self.boards, self.code, self.form, run_time=0.2), appear(last, run_time=0.5))
            self.play(appear_each(seats, lag=0.06))
