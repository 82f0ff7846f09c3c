"""The sound of a frame: encoded once on the grid, and joined with others without a trace."""

from __future__ import annotations

import io
import wave
from pathlib import Path

import av
import numpy as np
import pyloudnorm
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import correlate

from lecture.errors import LectureError
from media.packets import PACKET, SAMPLE_RATE, UNIT_PACKETS, UNIT_PICTURES, UNIT_SAMPLES, Part, Piece, read_sound, whole_units
from media.sound import (
    Coded,
    decode,
    encode,
    encode_below,
    loudness,
    m4a_bytes,
    place,
    read_wav,
    true_peak,
)
from tests.stitch_toys import hum, write_take


def frame_sound(seed: int, units: int) -> np.ndarray:
    return place(hum(4, seed)[0], 24_000, units * UNIT_SAMPLES, "toy")


def test_joined_packets_decode_to_the_concatenated_sound_with_no_shift_and_no_error_at_the_joins() -> None:
    sounds = [frame_sound(seed, units) for seed, units in ((1, 6), (2, 7), (3, 5))]
    coded = [encode(sound) for sound in sounds]
    assert len({one.extradata for one in coded}) == 1
    joined = Coded(tuple(p for one in coded for p in one.packets[:-1]) + coded[-1].packets[-1:], coded[0].extradata)
    whole = np.concatenate(sounds)
    assert len(joined.packets) == len(encode(whole).packets)
    heard = decode(joined)
    assert len(heard) == len(whole)
    lags = correlate(heard, whole, mode="full", method="fft")
    assert int(np.argmax(lags)) == len(whole) - 1
    # Each frame sounds as if it were decoded alone, bit for bit, and so do the places where two meet.
    np.testing.assert_array_equal(heard, np.concatenate([decode(one) for one in coded]))
    for end in np.cumsum([len(sound) for sound in sounds])[:-1]:
        assert not heard[end - PACKET : end + PACKET].any()
    noise = heard - whole
    assert 10 * np.log10(np.square(whole).sum() / np.square(noise).sum()) > 20


def test_a_sound_has_one_packet_for_1024_samples_and_one_to_flush() -> None:
    coded = encode(frame_sound(1, 6))
    assert len(coded.packets) == 6 * UNIT_PACKETS + 1
    assert coded.samples == 6 * UNIT_SAMPLES


@pytest.mark.parametrize("start", [PACKET - 1, 6 * UNIT_SAMPLES - PACKET])
def test_a_take_without_silence_at_both_ends_is_refused(start: int) -> None:
    with pytest.raises(LectureError, match="frame vae/loss: the take needs 1024 silent samples before it and after it"):
        place(hum(4, 1)[0], start, 6 * UNIT_SAMPLES, "vae/loss")


def test_a_length_off_the_grid_is_refused() -> None:
    with pytest.raises(LectureError, match="frame vae/loss: 25601 samples are not a multiple of 25600"):
        place(np.zeros(5, np.float32), 2_000, UNIT_SAMPLES + 1, "vae/loss")


@given(st.integers(0, 10_000_000))
def test_the_grid_holds_pictures_packets_and_samples_in_whole_numbers(pictures: int) -> None:
    whole = whole_units(pictures)
    assert pictures <= whole < pictures + UNIT_PICTURES
    assert whole * SAMPLE_RATE % (30 * PACKET) == 0
    assert whole * 1_600 == whole // UNIT_PICTURES * UNIT_SAMPLES == whole // UNIT_PICTURES * UNIT_PACKETS * PACKET


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 3), st.integers(1_024, 20_000), st.integers(1, 4_000))
def test_whatever_its_place_a_take_keeps_it_to_the_sample(units: int, start: int, length: int) -> None:
    click = np.zeros(length, np.float32)
    click[0] = 0.9
    heard = decode(encode(place(click, start, units * UNIT_SAMPLES, "toy")))
    assert len(heard) == units * UNIT_SAMPLES
    assert int(np.argmax(np.abs(heard))) == start


def test_the_file_of_a_sound_gives_back_its_packets_and_plays_at_its_length(tmp_path: Path) -> None:
    coded = encode(frame_sound(2, 6))
    path = tmp_path / "sound.m4a"
    path.write_bytes(m4a_bytes(coded))
    assert tuple(read_sound(Piece("toy", (Part(path, 6 * UNIT_PICTURES),), path))) == coded.packets
    with av.open(io.BytesIO(path.read_bytes())) as container:
        stream = container.streams.audio[0]
        assert (stream.profile, stream.codec_context.layout.name, stream.rate) == ("LC", "mono", SAMPLE_RATE)
        assert sum(frame.samples for frame in container.decode(stream)) == 6 * UNIT_SAMPLES


def test_peaks_of_the_decoded_sound_stay_below_the_ceiling_and_nothing_else_gets_quieter() -> None:
    sound = frame_sound(1, 6)
    rng = np.random.default_rng(5)
    for at in (40_000, 60_000, 61_000):
        sound[at : at + 40] = rng.choice([-1.0, 1.0], 40)
    assert true_peak(sound) > 0
    coded, decoded, limited = encode_below(sound, "toy")
    assert true_peak(decoded) <= -1.5
    assert limited > 1.5
    np.testing.assert_array_equal(decoded, decode(coded))
    far = slice(70_000, 100_000)
    assert abs(20 * np.log10(np.std(decoded[far]) / np.std(sound[far]))) < 0.2


def test_loudness_is_that_of_the_standard_and_of_an_independent_meter() -> None:
    time = np.arange(5 * SAMPLE_RATE) / SAMPLE_RATE
    # ITU-R BS.1770-4: a full-scale 997 Hz sine in one channel reads −3.01 LKFS.
    assert loudness(np.sin(2 * np.pi * 997 * time).astype(np.float32)) == pytest.approx(-3.01, abs=0.02)
    take = hum(8, 3)[0]
    assert loudness(take) == pytest.approx(pyloudnorm.Meter(SAMPLE_RATE).integrated_loudness(take.astype(float)), abs=0.1)
    assert loudness(np.zeros(SAMPLE_RATE, np.float32)) == float("-inf")


def test_true_peak_finds_what_lies_between_the_samples() -> None:
    # A sine at a quarter of the rate, sampled at 45° beside its crests: samples of 0.707, peaks of 1.
    sine = np.sin(np.pi / 2 * np.arange(4_096) + np.pi / 4) * np.hanning(4_096)
    assert 20 * np.log10(np.abs(sine).max()) == pytest.approx(-3.01, abs=0.01)
    assert true_peak(sine.astype(np.float32)) == pytest.approx(0, abs=0.1)


def test_a_take_of_another_form_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "take.wav"
    with pytest.raises(LectureError, match="frame vae/loss: its take is missing"):
        read_wav(path, "vae/loss")
    write_take(path, hum(4, 1)[0])
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(LectureError, match="frame vae/loss: its take ends before its stated length"):
        read_wav(path, "vae/loss")
    path.write_bytes(b"no sound at all")
    with pytest.raises(LectureError, match="frame vae/loss: its take cannot be read"):
        read_wav(path, "vae/loss")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(44_100)
        file.writeframes(b"\0" * 400)
    with pytest.raises(LectureError, match="frame vae/loss: its take is not mono, 16 bits, 48000 Hz"):
        read_wav(path, "vae/loss")
