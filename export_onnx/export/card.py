"""The card of the pack `starter`: what it learnt from, how good it is, what it cannot do."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import asdict

from export_onnx.evaluate.pairs import Judged
from export_onnx.evaluate.report import RunReport, markdown
from export_onnx.train.runs import RunFacts

LICENCES = {
    "towers": "Apache-2.0; learnt from open music, OASIS ratings and a written rule, see card.md",
    "visual_base": "EfficientNet-Lite2, code and weights Apache-2.0, LICENSE-efficientnet-lite.txt",
    "music_base": "musicnn, code and weights ISC, LICENSE-musicnn.txt",
}
"""Licence of each part, for pack.toml."""

HEAD = """# Model pack `{name}` {version}

Finds music that goes with a film, segment by segment (6 s), and names a mood. Two small context
Transformers in the shape of MVPt (Surís et al., CVPR 2022) on EfficientNet-Lite2 and musicnn.

**This is version 0.** Nobody paired its training clips with music: its towers imitate a written
rule ("teacher") of what belongs together. The rule is documented in `export_onnx/train/teacher.py`,
the layout of the space in `docs/decisions/0003-starter-space.md`.

## What it learnt from

- {songs} songs under free licences (CC-BY-SA, GPL, BSD, Free Art, Drascula, public domain and the
  like; each package's copyright file says which) from the Debian packages
{packages}.
  No sound is in the pack, only weights and directions.
- {pictures} pictures of OASIS with human ratings of valence and arousal (Kurdi, Lozano & Banaji,
  "Introducing the Open Affective Standardized Image Set (OASIS)", Behavior Research Methods 2017).
  Its authors publish pictures and norms for free use in research; no explicit licence text was
  found. No picture is in the pack; ratings entered as a regression (correlation with people on
  themes it never saw: {valence} for valence, {arousal} for arousal).
- {clips} openly licensed film clip(s) (CC-BY, CC0). All other cuts were synthetic: walks over those
  pictures with movement and cut rate drawn at random.
- 18 round numbers (centre and spread of nine picture descriptors), read off the measuring clips.

The teacher adds up {links} links:
{weights}.
People's pairs moved these shares a little from what was first written; they never trained a tower.
Which axes there are and what meets what was written down after looking at correlations in such
pairs, so what is measured on them below is somewhat optimistic, left-out sources or not.
Scene words meet tag words through all-MiniLM-L6-v2 (Apache-2.0), which is not in the pack.

The towers order songs and pictures as the teacher does with a mean Spearman correlation of
{agreement}; towers of the same settings that never met those songs and pictures reach {held_out}
(the best of seven looks at them, for training stops there).

"""

TAIL = """
## What it cannot do

- It does not follow fashion, genre conventions, lyrics, irony or culture. It sees movement, light,
  content words and a rough affect; it hears character, energy, loudness and tags.
- The affect of pictures is weak (see the correlations above), and people's pairs did not confirm
  it as a link to music: its share is small.
- Moods are closeness to seven written-down points in valence, arousal and weight, from tags and
  ratings. Nobody rated films or songs for them; "funny" and "scary" are the least to be trusted.
- Tags come from musicnn (MSD and MagnaTagATune, mostly Western popular music): the sliders know
  the instruments those taggers know, and mistake some (metal vocals, choirs, bowed synthesizers).
- The songs it learnt from are mostly game music; few have voices.
"""


def card(facts: RunFacts, report: RunReport, *, packages: Sequence[str] = ()) -> str:
    """The card's text, in Markdown; `packages` names where the songs came from."""
    shares = dict(zip(asdict(facts.weights), map(float, facts.weights.shares()), strict=True))
    head = HEAD.format(
        name=facts.name,
        version=facts.version,
        songs=facts.songs,
        packages=_wrapped(", ".join(packages), "  "),
        pictures=facts.pictures,
        clips=facts.clips,
        valence=f"r = {facts.valence_r:.2f}",
        arousal=f"r = {facts.arousal_r:.2f}",
        links=len(shares),
        weights=_wrapped(
            ", ".join(f"{n.replace('_', ' ')} {share:.0%}" for n, share in shares.items())
        ),
        agreement=f"{facts.agreement:.2f}",
        held_out=f"{facts.agreement_held_out:.2f}",
    )
    return head + _measured(report) + TAIL


def _wrapped(text: str, indent: str = "") -> str:
    return textwrap.fill(
        text, 98, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )


def _measured(report: RunReport) -> str:
    if not report.pairs:
        return "## How good it is\n\nThis build was not measured on human pairs.\n"
    towers = next(j for j in report.pairs if j.method == "towers")
    return "\n".join(
        (
            "## How good it is",
            "",
            f"Measured on {towers.to_music.queries} clips whose music a person chose. In brackets:",
            "95 % intervals, drawing whole sources again (clusters: range over choices of clips).",
            "Chance is 50 and 10. The clips are short-form videos from few sources: the noise is",
            "large, and differences of less than some 15 points of the median rank mean nothing.",
            "",
            _verdict(towers),
            "",
            markdown(report),
            "",
            "Sliders: people say which songs carry the attribute (genre words, singers); queries",
            "are film clips. Held-out songs come from packages that neither the towers nor the",
            "directions met. The last column: mean similarity of the ten songs to the unmoved",
            "query, without and with the full slider; 0.71 is the most a song can reach.",
            "",
        )
    )


def _verdict(towers: Judged) -> str:
    """Say plainly whether chance and the probe (median 40 %, recall 15 %) are beaten."""
    rank, recall = towers.to_music.median_rank_percent, towers.to_music.recall_at_tenth_percent
    beats = rank.value < 40 and recall.value > 15
    words = "beat" if beats else "do NOT beat"
    chance = "clear of chance" if rank.high < 50 and recall.low > 10 else "not clear of chance"
    probe = "clear of the probe" if rank.high < 40 and recall.low > 15 else "not clear of the probe"
    return _wrapped(
        f"The towers {words} the probe (PCA + CCA with sources held out: median rank 40 %, R@10 %"
        f" 15 %) with {rank} and {recall}. Within the noise of so few sources they are {chance}"
        f" and {probe}. Their teacher's weights saw all of these clips; the row with the source"
        " left out shows how little that gives."
    )
