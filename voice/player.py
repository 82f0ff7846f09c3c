"""Plays a WAV file through whatever command-line player the machine has."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lecture.errors import LectureError

PLAYERS = (
    ("paplay",),
    ("pw-play",),
    ("aplay", "-q"),
    ("ffplay", "-nodisp", "-autoexit", "-loglevel", "quiet"),
    ("afplay",),
)


class Sound:
    """A sound that is being played."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._start = time.monotonic()

    def wait_until(self, seconds: float) -> None:
        """Waits for a moment of the sound."""
        time.sleep(max(0.0, self._start + seconds - time.monotonic()))

    def finish(self) -> None:
        """Waits for the end.

        Raises:
            LectureError: the player failed, for want of a sound device, say.
        """
        _, complaint = self._process.communicate()
        if self._process.returncode:
            said = complaint.decode(errors="replace").strip() or f"exit code {self._process.returncode}"
            raise LectureError(f"the player cannot play: {said}", mend="write the sound to a file instead")

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.terminate()
            self._process.wait()


@contextmanager
def playing(path: Path) -> Iterator[Sound]:
    """Plays a WAV file; the sound ends when the block does.

    Raises:
        LectureError: the machine has no player.
    """
    command = next((player for player in PLAYERS if shutil.which(player[0])), None)
    if command is None:
        raise LectureError("no player for sound on this machine", mend="apt install alsa-utils, or write to a file")
    sound = Sound(subprocess.Popen([*command, str(path)], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL))
    try:
        yield sound
    finally:
        sound.stop()


def play_file(path: Path) -> None:
    """Plays a WAV file to its end.

    Raises:
        LectureError: the machine has no player, or it failed.
    """
    with playing(path) as sound:
        sound.finish()
