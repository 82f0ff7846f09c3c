"""A master in a real browser: it plays, seeks to the right picture, and its captions and chapters load."""

from __future__ import annotations

import functools
import http.server
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from stitch.door import make_master
from tests.stitch_toys import BLUE, GREEN, RED, picture, silent_card, toy_frame, write_clip

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-dev-shm-usage --disable-background-networking --disable-component-update "
    "--disable-sync --no-first-run --autoplay-policy=no-user-gesture-required"
)
PAGE = """<!doctype html><meta charset="utf-8"><title>toy</title>
<video id="v" src="toy.mp4" preload="auto" muted>
<track kind="captions" srclang="en" src="toy.en.vtt" default><track kind="chapters" srclang="en" src="toy.chapters.vtt">
</video>"""
CAPTIONS = "WEBVTT\n\n00:00.500 --> 00:01.500\nThe mean &amp; the variance\n\n00:02.000 --> 00:03.000\nSecond\n"
CHAPTERS = "WEBVTT\nKind: chapters\n\n00:00.000 --> 00:02.133\n1.1 Red\n\n00:02.133 --> 00:04.266\n1.2 Green\n"
COLOUR_AT = """
const [seconds, done] = arguments, video = document.getElementById('v');
video.pause();
video.onseeked = () => {
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth; canvas.height = video.videoHeight;
  const context = canvas.getContext('2d');
  context.drawImage(video, 0, 0);
  const [r, g, b] = context.getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data;
  done([r, g, b, video.currentTime]);
};
video.currentTime = seconds;
"""
PLAY = """
const [seconds, done] = arguments, video = document.getElementById('v'), began = video.currentTime;
video.play().then(() => setTimeout(() => {
  const quality = video.getVideoPlaybackQuality();
  done([began, video.currentTime, quality.totalVideoFrames, video.webkitAudioDecodedByteCount, video.error?.message]);
}, seconds * 1000)).catch(error => done(String(error)));
"""
CUES = """
const done = arguments[0], kinds = {};
for (const track of document.getElementById('v').textTracks) track.mode = 'hidden';
const look = () => {
  for (const track of document.getElementById('v').textTracks)
    kinds[track.kind] = [...track.cues || []].map(cue => [cue.startTime, cue.endTime, cue.getCueAsHTML().textContent]);
  if (Object.values(kinds).every(cues => cues.length)) done(kinds); else setTimeout(look, 50);
};
look();
"""


class Ranges(http.server.SimpleHTTPRequestHandler):
    """Serves files whole or in parts, as web servers do: without parts a browser can't seek."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        data = path.read_bytes()
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        first = int(asked[1]) if asked else 0
        last = min(int(asked[2]), len(data) - 1) if asked and asked[2] else len(data) - 1
        self.send_response(206 if asked else 200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(last - first + 1))
        self.send_header("Accept-Ranges", "bytes")
        if asked:
            self.send_header("Content-Range", f"bytes {first}-{last}/{len(data)}")
        self.end_headers()
        self.wfile.write(data[first : last + 1])

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A folder with a toy master (red with speech, green, blue), captions, chapters and a page, served on localhost."""
    root = tmp_path_factory.mktemp("site")
    frames = [
        toy_frame(root / "red", "toy/red", RED),
        silent_card(root / "green", "toy/green"),
        silent_card(root / "blue", "toy/blue"),
    ]
    write_clip(frames[0].folder / "clip.mp4", [(picture(RED), frames[0].pictures)])
    write_clip(frames[1].folder / "clip.mp4", [(picture(GREEN), 32)])
    write_clip(frames[2].folder / "clip.mp4", [(picture(BLUE), 32)])
    (root / "toy.srt").write_text("1\n00:00:00,500 --> 00:00:01,500\nHello\n")
    job = {"name": "toy", "items": [frame.item() for frame in frames], "language": "en", "captions": str(root / "toy.srt")}
    make_master(job | {"chapters": [[0, "1.1 Red"]], "metadata": {"title": "Toy"}, "poster": None}, root)
    (root / "master.mp4").rename(root / "toy.mp4")
    (root / "toy.en.vtt").write_text(CAPTIONS, encoding="utf-8")
    (root / "toy.chapters.vtt").write_text(CHAPTERS, encoding="utf-8")
    (root / "index.html").write_text(PAGE, encoding="utf-8")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Ranges, directory=str(root))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def browser(site: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not chromium or not driver:
        pytest.fail("this test needs a browser: apt-get install -y chromium chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in FLAGS.split():
        options.add_argument(flag)
    options.add_argument(f"--user-data-dir={tmp_path_factory.mktemp('profile')}")
    with webdriver.Chrome(options=options, service=Service(executable_path=driver)) as chrome:
        chrome.set_script_timeout(20)
        chrome.get(f"{site}/index.html")
        yield chrome


def test_it_plays_and_decodes_sound(browser: webdriver.Chrome) -> None:
    began, now, pictures, sound, error = browser.execute_async_script(PLAY, 1.0)
    assert not error
    assert 0.3 < now - began < 2
    assert pictures >= 10
    assert sound > 1_000


def test_its_length_is_that_of_its_pictures(browser: webdriver.Chrome) -> None:
    duration, width = browser.execute_script("const v = document.getElementById('v'); return [v.duration, v.videoWidth]")
    assert duration * 30 == pytest.approx(round(duration * 30), abs=0.01)
    assert width == 64


def test_seeking_lands_on_the_right_picture(browser: webdriver.Chrome) -> None:
    duration = browser.execute_script("return document.getElementById('v').duration")
    red_end = duration - 64 / 30
    # Half a picture before and after each border, then backwards.
    places = [
        (0.5, RED),
        (red_end - 1 / 60, RED),
        (red_end + 1 / 60, GREEN),
        (duration - 1.08, GREEN),
        (duration - 1.05, BLUE),
        (0.0, RED),
    ]
    for seconds, colour in places:
        *seen, now = browser.execute_async_script(COLOUR_AT, seconds)
        assert now == pytest.approx(seconds, abs=0.001)
        assert seen == pytest.approx(colour, abs=12), f"at {seconds:.3f} s"


def test_captions_and_chapters_load(browser: webdriver.Chrome) -> None:
    kinds = browser.execute_async_script(CUES)
    assert kinds["captions"] == [[0.5, 1.5, "The mean & the variance"], [2, 3, "Second"]]
    assert kinds["chapters"] == [[0, 2.133, "1.1 Red"], [2.133, 4.266, "1.2 Green"]]
