"""The one door into this room: what the build calls, each function `f(job, out)` with files in `out`.

Every path in a job may be absolute or relative to the working folder. Lengths are whole pictures at 30 a second and a
multiple of 16 (16 pictures = 25,600 samples = 25 AAC packets). A user's mistake, a damaged file or a full disk raises
`LectureError` and names the frame. Only `out` is written to (and `cache` by `verify_master`).

`encode_sound`: one frame's sound, encoded once.
    job  {"frame": "vae/architecture",
          "take": path to take.wav | null,     null: silence (a card)
          "speech_start": sample,              where the take begins; at least 1,024 (the timeline's)
          "samples": n}                        length of the frame's sound (the timeline's), a multiple of 25,600
    out  sound.m4a   mono AAC-LC, 48 kHz: samples / 1024 packets and one that flushes the decoder
         sound.json  {"frame", "samples", "packets", "speech_start", "take_samples", "lufs", "peak_dbtp",
                      "limited_db", "extradata_sha256"}; loudness and peak are those of the decoded sound,
                      null when it is silent

`make_card`: a still card, drawn by moviepy.
    job  {"frame": "card/title",               any unique id
          "lines": [{"text": "…", "role": "kicker" | "title" | "subtitle" | "heading" | "body" | "small" | "gap"}],
          "align": "left" | "center",          default "left"
          "pictures": n, "quality": "final" | "preview" | "draft",
          "theme": "scenes/theme.py",          colours and type sizes are read from it (as text, never imported)
          "fonts": "scenes/fonts"}
    out  clip.mp4, clip.json {"frame", "pictures", "quality", "extradata_sha256"}, still.png,
         sound.m4a, sound.json                 as of encode_sound with "take": null

`make_fade`: 16 pictures from the end of one clip to the first picture of the next.
    job  {"frame": "vae/architecture",         the clip that gives its last 16 pictures
          "clip": path, "pictures": n,         that clip and how many of its pictures the master uses
          "next": path,                        the clip that follows
          "quality": "final" | "preview" | "draft"}
    out  clip.mp4, clip.json {"frame", "pictures": 16, "quality", "extradata_sha256"}

`make_master`: a finished MP4 out of copied packets. Frame, section and lecture masters all come from here.
    job  {"name": "04-vae",
          "items": [{"frame": "vae/architecture", "clip": path, "sound": path to sound.m4a,
                     "pictures": n, "fade": path to a make_fade clip | null}, …],
                                               a fade takes the place of the last 16 pictures of its own item
          "language": "en",                    two or three letters
          "captions": path to .srt or .vtt | null,   embedded as a text track
          "chapters": [[first picture, "title"], …],
          "metadata": {"title", "artist", "album", "date", "copyright", "comment", …},   text to text
          "poster": picture number | null}
    out  master.mp4, poster.jpg (when asked for),
         master.json {"name", "pictures", "samples", "audio_packets", "captions", "width", "height",
                      "video_extradata_sha256", "audio_extradata_sha256", "sha256", "bytes",
                      "items": [{"frame", "first_picture", "pictures", "fade"}]}
    The same job gives the same bytes.

`verify_master`: decodes a finished master and compares it with what should be in it. Findings are written, not raised.
    job  {"name": "04-vae", "master": path to the finished .mp4,
          "items": [{"frame": "vae/architecture", "pictures": n, "fade": true | false,
                     "timeline": path | null,  null: a card, silent and without cues
                     "take": path to take.wav | null, "words": path to words.json | null}, …],
          "language": "en", "width": 1920, "height": 1080,
          "captions": number of captions embedded, "chapters": number of chapters,
          "loudness": true | false,            false for drafts spoken by the fake engine
          "cache": folder | null}              measurements by the hash of the packets decoded; may be deleted at will
    out  report.json {"name", "ok", "findings": [{"frame", "what", "measured", "allowed"}], "lufs", "peak_dbtp",
                      "pictures", "seconds", "frames": [{"frame", "lufs", "shift_ms", "words", "quietest_word_db",
                      "still_seconds", "still_from", "cues": [{"name", "word", "offset", "share", "beat_share"}]}]}

`version(job)`: what else a result depends on: the code of this room and of media/, and the packages' versions.
"""
