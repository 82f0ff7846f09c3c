"""Takes one frame's sound out of a finished master again, as a viewer would hear it."""

from __future__ import annotations

import wave
from pathlib import Path
from typing import Any

import numpy as np

from lecture.timeline import SAMPLE_RATE
from stitch.contents import decode_frame_sound


def extract_sound(job: dict[str, Any], out: Path) -> None:
    """Decodes `pictures` pictures' worth of sound from `first_picture` of `master` into out/sound.wav (48 kHz, mono)."""
    samples = decode_frame_sound(Path(job["master"]), int(job["first_picture"]), int(job["pictures"]))
    pcm = np.rint(np.clip(samples, -1, 1) * 32767).astype("<i2")  # (n,)
    with wave.open(str(out / "sound.wav"), "wb") as stream:
        stream.setnchannels(1)
        stream.setsampwidth(2)
        stream.setframerate(SAMPLE_RATE)
        stream.writeframes(pcm.tobytes())
