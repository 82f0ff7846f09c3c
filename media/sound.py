"""A frame's sound: placed on the grid, kept below its peak, encoded once to AAC; and loudness as BS.1770 defines it."""

from __future__ import annotations

import hashlib
import io
import wave
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import numpy as np
from av.stream import Stream
from numpy.typing import NDArray
from scipy.ndimage import minimum_filter1d
from scipy.signal import lfilter, resample_poly
from scipy.signal.windows import hann

from lecture.errors import LectureError
from media.packets import MP4_OPTIONS, PACKET, SAMPLE_RATE, UNIT_SAMPLES

Samples = NDArray[np.float32]

BIT_RATE: Final = 96_000
CEILING: Final = -1.5  # dBTP of the decoded sound
FIRST_CEILING: Final = -1.62  # what the encoder is given: coding lifts the peaks of speech by about 0.1 dB
ATTEMPTS: Final = 8
REACH: Final = 240  # samples (5 ms) over which the gain goes down before a peak, and up again after it
BESIDE: Final = 64  # samples beside a block that the oversampling filter reaches into
BLOCK: Final = SAMPLE_RATE * 2 // 5  # 400 ms
HOP: Final = SAMPLE_RATE // 10  # 100 ms


@dataclass(frozen=True)
class Coded:
    """AAC packets of one sound: `samples / 1024` and one that flushes the decoder, and the decoder's set-up bytes."""

    packets: tuple[bytes, ...]
    extradata: bytes

    @property
    def samples(self) -> int:
        return (len(self.packets) - 1) * PACKET


def read_wav(path: Path, frame: str) -> Samples:
    """A mono 48 kHz 16-bit WAV file as (n,) float32 in −1…1; LectureError names the frame when it is anything else."""
    try:
        with wave.open(str(path), "rb") as file:
            form = (file.getnchannels(), file.getsampwidth(), file.getframerate())
            stated = file.getnframes()
            data = file.readframes(stated)
    except FileNotFoundError:
        raise LectureError(f"frame {frame}: its take is missing", path=path) from None
    except (OSError, EOFError, wave.Error) as error:
        raise LectureError(f"frame {frame}: its take cannot be read ({error})", path=path) from error
    if form != (1, 2, SAMPLE_RATE):
        raise LectureError(f"frame {frame}: its take is not mono, 16 bits, {SAMPLE_RATE} Hz", path=path)
    if len(data) != 2 * stated or not stated:
        raise LectureError(f"frame {frame}: its take ends before its stated length", path=path)
    return np.asarray(np.frombuffer(data, "<i2") / np.float32(32_768), np.float32)  # (n,)


def place(take: Samples, start: int, samples: int, frame: str) -> Samples:
    """A take in the silence of its frame, (samples,) float32.

    Raises LectureError unless the length lies on the grid and at least 1,024 samples stay silent at both ends:
    without them the packets of two frames would overlap where they meet.
    """
    if samples <= 0 or samples % UNIT_SAMPLES:
        raise LectureError(f"frame {frame}: {samples} samples are not a multiple of {UNIT_SAMPLES}")
    if start < PACKET or start + len(take) > samples - PACKET:
        raise LectureError(f"frame {frame}: the take needs {PACKET} silent samples before it and after it")
    sound = np.zeros(samples, np.float32)
    sound[start : start + len(take)] = take
    return sound


def encode(sound: Samples) -> Coded:
    """Encodes (n × 1024,) mono samples at 48 kHz with ffmpeg's own AAC-LC encoder, its fast search, 96 kb/s."""
    codec = av.CodecContext.create("aac", "w")
    assert isinstance(codec, av.AudioCodecContext)
    codec.sample_rate = SAMPLE_RATE
    codec.layout = "mono"
    codec.format = "fltp"
    codec.bit_rate = BIT_RATE
    codec.time_base = Fraction(1, SAMPLE_RATE)
    # Without noise substitution a decoder has nothing to invent: a frame sounds the same, bit for bit, in every master.
    codec.options = {"aac_coder": "fast", "aac_pns": "0", "flags": "+bitexact+global_header"}
    packets: list[bytes] = []
    for start in range(0, len(sound), PACKET):
        block = av.AudioFrame.from_ndarray(sound[None, start : start + PACKET], format="fltp", layout="mono")
        block.sample_rate, block.pts, block.time_base = SAMPLE_RATE, start, Fraction(1, SAMPLE_RATE)
        packets += [bytes(packet) for packet in codec.encode(block)]
    packets += [bytes(packet) for packet in codec.encode(None)]
    return Coded(tuple(packets), bytes(codec.extradata or b""))


def decode(coded: Coded) -> Samples:
    """Decodes all packets; (samples,) float32, aligned with what was encoded. Raises av.FFmpegError when damaged."""
    codec = av.CodecContext.create("aac", "r")
    assert isinstance(codec, av.AudioCodecContext)
    codec.extradata = coded.extradata
    codec.sample_rate = SAMPLE_RATE
    codec.layout = "mono"
    parts = [frame.to_ndarray()[0] for data in coded.packets for frame in codec.decode(av.Packet(data))]
    parts += [frame.to_ndarray()[0] for frame in codec.decode(None)]
    if not parts:
        return np.zeros(0, np.float32)
    return np.concatenate(parts)[PACKET:].astype(np.float32, copy=False)


def encode_below(sound: Samples, frame: str, ceiling: float = CEILING) -> tuple[Coded, Samples, float]:
    """Encodes so that the *decoded* sound's true peak stays at or below `ceiling` dBTP.

    Returns the packets, the decoded samples and the largest reduction in dB. Only the few milliseconds round a peak
    are turned down. Raises LectureError when that does not succeed.
    """
    gain = limiting_gain(sound, FIRST_CEILING + ceiling - CEILING)
    for _ in range(ATTEMPTS):
        coded = encode(sound * gain)
        decoded = decode(coded)
        if true_peak(decoded) <= ceiling:
            return coded, decoded, float(-20 * np.log10(gain.min(initial=1.0)))
        gain = gain * limiting_gain(decoded, ceiling - 0.1)
    raise LectureError(f"frame {frame}: the sound's peaks cannot be kept below {ceiling} dBTP")


def limiting_gain(sound: Samples, ceiling: float) -> Samples:
    """The gain (n,) float32, at most 1, that brings the true peak of a sound to `ceiling` dBTP, smoothly."""
    if true_peak(sound) <= ceiling:
        return np.ones(len(sound), np.float32)
    limit = np.float32(10 ** (ceiling / 20))
    peaks = oversampled_peaks(sound)  # (n,)
    need = np.minimum(1, limit / np.maximum(peaks, limit))
    held = minimum_filter1d(need, 2 * REACH + 1, mode="nearest")
    window = hann(2 * REACH + 1)
    padded = np.pad(held, REACH, mode="edge")
    smooth = np.convolve(padded, window / window.sum(), mode="valid")  # (n,)
    return np.asarray(np.minimum(smooth, 1), np.float32)


def oversampled_peaks(sound: Samples) -> Samples:
    """The largest of the four-times oversampled magnitudes that belong to each sample, (n,) float32."""
    fine = np.abs(resample_poly(sound, 4, 1)).reshape(len(sound), 4)  # (n, 4)
    peaks = fine.max(axis=1)
    # What lies between two samples belongs to both.
    peaks[1:] = np.maximum(peaks[1:], fine[:-1, 1:].max(axis=1))
    return np.asarray(peaks, np.float32)


def true_peak(sound: Samples) -> float:
    """True peak in dBTP (ITU-R BS.1770-4, annex 2: four-times oversampling); −inf for silence.

    Only the surroundings of samples within 6 dB of the largest are oversampled: what lies between two samples of
    speech exceeds them by far less.
    """
    magnitude = np.abs(sound)
    largest = float(magnitude.max(initial=0.0))
    if largest == 0:
        return float("-inf")
    blocks = np.unique(np.flatnonzero(magnitude >= largest / 2) // PACKET)
    padded = np.pad(sound, (BESIDE, PACKET + BESIDE))
    around = padded[blocks[:, None] * PACKET + np.arange(PACKET + 2 * BESIDE)]  # (blocks, samples)
    fine = resample_poly(around, 4, 1, axis=1)[:, 4 * BESIDE : -4 * BESIDE]  # without the cut ends, which ring
    top = max(largest, float(np.abs(fine).max()))
    return 20 * float(np.log10(top))


def block_powers(sound: Samples) -> NDArray[np.float64]:
    """Mean squares of the K-weighted 400 ms blocks, 100 ms apart, of a mono sound (ITU-R BS.1770-4); (blocks,)."""
    weighted: NDArray[np.float64] = np.asarray(sound, np.float64)
    for numerator, denominator in K_WEIGHTING:
        weighted = lfilter(numerator, denominator, weighted)
    if len(weighted) < BLOCK:
        return np.zeros(0)
    usable = len(weighted) // HOP * HOP
    hops = np.square(weighted[:usable]).reshape(-1, HOP).mean(axis=1)  # (hops,)
    return np.asarray(np.convolve(hops, np.full(BLOCK // HOP, HOP / BLOCK), mode="valid"))


def gated_loudness(powers: NDArray[np.float64]) -> float:
    """Integrated loudness in LUFS of blocks of one or many sounds; −inf when all is below the gate of −70 LUFS."""
    audible = powers[_lufs(powers) > -70]
    if not len(audible):
        return float("-inf")
    gate = _lufs(audible.mean()) - 10
    return float(_lufs(audible[_lufs(audible) > gate].mean()))


def loudness(sound: Samples) -> float:
    """Integrated loudness of mono samples in LUFS (ITU-R BS.1770-4)."""
    return gated_loudness(block_powers(sound))


def _lufs(power: NDArray[np.float64] | np.float64) -> NDArray[np.float64]:
    return np.asarray(-0.691 + 10 * np.log10(np.maximum(power, 1e-20)))


def _shelf() -> tuple[list[float], list[float]]:
    """BS.1770's first stage at 48 kHz (table 1): the head's effect, +4 dB in the treble."""
    return [1.53512485958697, -2.69169618940638, 1.19839281085285], [1.0, -1.69065929318241, 0.73248077421585]


def _high_pass() -> tuple[list[float], list[float]]:
    """BS.1770's second stage at 48 kHz (table 2): the weakness of the ear in the bass."""
    return [1.0, -2.0, 1.0], [1.0, -1.99004745483398, 0.99007225036621]


K_WEIGHTING: Final = (_shelf(), _high_pass())


def facts(coded: Coded, decoded: Samples) -> dict[str, object]:
    """What is worth knowing of a coded sound, JSON-able; loudness and peak, null for silence, are the decoded sound's."""
    level, peak = loudness(decoded), true_peak(decoded)
    return {
        "samples": coded.samples,
        "packets": len(coded.packets),
        "lufs": round(level, 3) if np.isfinite(level) else None,
        "peak_dbtp": round(peak, 3) if np.isfinite(peak) else None,
        "extradata_sha256": hashlib.sha256(coded.extradata).hexdigest(),
    }


def m4a_bytes(coded: Coded) -> bytes:
    """A playable .m4a file of the packets as they are; reading it back gives the same packets."""
    buffer = io.BytesIO()
    options = {**MP4_OPTIONS, "movflags": "0"}
    with av.open(buffer, "w", format="ipod", options=options) as out:
        stream = out.add_stream("aac", rate=SAMPLE_RATE, layout="mono")
        stream.codec_context.extradata = coded.extradata
        for number, data in enumerate(coded.packets):
            packet: av.Packet[Stream] = av.Packet(data)
            packet.stream = stream
            packet.time_base = Fraction(1, SAMPLE_RATE)
            packet.pts = packet.dts = (number - 1) * PACKET
            packet.duration = PACKET
            packet.is_keyframe = True
            out.mux_one(packet)
    return buffer.getvalue()
