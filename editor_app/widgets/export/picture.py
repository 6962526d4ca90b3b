"""What becomes of the picture: copied, or with which codec it is encoded again and why."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from editor_app.score.containers import VIDEO_FILES
from editor_app.score.encoding import Codec, Encoding, Quality
from editor_app.score.outlook import Outlook
from editor_app.widgets.export.parts import GAP, LABEL_WIDTH, Mark, row, text
from editor_app.widgets.theme import Theme

_CODECS = {"h264": "H.264", "h265": "H.265", "vp9": "VP9"}
_DEVICES = {
    "nvenc": "NVIDIA",
    "qsv": "Intel Quick Sync",
    "amf": "AMD",
    "vaapi": "VA-API",
    "videotoolbox": "VideoToolbox",
}


class PictureSection(QWidget):
    """Codec and quality, and the fate of the picture in a sentence."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._suffix = ".mp4"
        self._hardware: tuple[Encoding, ...] = ()
        self._reason: str | None = None
        self._losses: tuple[str, ...] = ()
        self.codec = QComboBox()
        self.codec.setObjectName("export_codec")
        self.codec.setAccessibleName(self.tr("Picture"))
        self.quality = self._qualities()
        self.mark = Mark()
        self.fate = text(style="dim", name="export_fate")
        self._lay_out()
        self._fill()
        self.codec.currentIndexChanged.connect(self._settle)
        self.quality.currentIndexChanged.connect(self.changed)

    @property
    def wanted(self) -> Encoding | None:
        """The encoding asked for; None to leave the picture as it is where that is possible."""
        chosen: Encoding | None = self.codec.currentData()
        return None if chosen is None else self._with_quality(chosen)

    @property
    def needed(self) -> Encoding | None:
        """As `wanted`, but with the quality chosen where the picture has to be encoded anyway."""
        if self.wanted is not None or self._reason is None:
            return self.wanted
        return self._with_quality(Encoding(self._codecs()[0]))

    def set_kind(self, suffix: str) -> None:
        """Offer what a film of this kind can hold."""
        if suffix != self._suffix:
            self._suffix = suffix
            self._fill()

    def set_hardware(self, encodings: tuple[Encoding, ...]) -> None:
        """Offer these too: they work on this machine."""
        self._hardware = encodings
        self._fill()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._show_fate()

    def show_outlook(self, outlook: Outlook) -> None:
        """Say whether and why the picture will be encoded again."""
        self._reason, self._losses = outlook.picture_reason, outlook.losses
        self._show_fate()

    def _show_fate(self) -> None:
        if self._reason is None:
            words = self.tr("The picture is copied as it is, bit for bit.")
            self.mark.show_icon("check", self._theme, "good")
        else:
            words = self.tr("The picture will be encoded again. {reason}")
            words = words.format(reason=self._reason)
            self.mark.show_icon("info", self._theme, "accent")
        self.fate.setText(" ".join((words, *self._losses)))
        self.quality.setEnabled(self._reason is not None or self.wanted is not None)

    def _settle(self) -> None:
        self.quality.setEnabled(self._reason is not None or self.wanted is not None)
        self.changed.emit()

    def _with_quality(self, encoding: Encoding) -> Encoding:
        quality = cast(Quality, self.quality.currentData())
        return Encoding(encoding.codec, encoding.device, quality)

    def _codecs(self) -> tuple[Codec, ...]:
        return VIDEO_FILES[self._suffix].codecs

    def _fill(self) -> None:
        before: Encoding | None = self.codec.currentData()
        software = [Encoding(codec) for codec in self._codecs()]
        hardware = [one for one in self._hardware if one.codec in self._codecs()]
        with QSignalBlocker(self.codec):
            self.codec.clear()
            self.codec.addItem(self.tr("Leave as it is where possible"), None)
            for one in (*software, *hardware):
                self.codec.addItem(self._name(one), one)
            there = [*software, *hardware]
            self.codec.setCurrentIndex(there.index(before) + 1 if before in there else 0)
        self._settle()

    def _name(self, encoding: Encoding) -> str:
        name = _CODECS[encoding.codec]
        if encoding.device == "software":
            return self.tr("Encode again as {codec}").format(codec=name)
        words = self.tr("Encode again as {codec} on {device}, fast")
        return words.format(codec=name, device=_DEVICES[encoding.device])

    def _qualities(self) -> QComboBox:
        box = QComboBox()
        box.setObjectName("export_quality")
        box.setAccessibleName(self.tr("Quality of a picture that is encoded again"))
        box.addItem(self.tr("Best quality"), "best")
        box.addItem(self.tr("Good quality"), "good")
        box.addItem(self.tr("Small file"), "small")
        return box

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(GAP)
        label = text(self.tr("Picture"), style="dim")
        label.setBuddy(self.codec)
        label.setFixedWidth(LABEL_WIDTH)
        grid.addWidget(label, 0, 0)
        grid.addWidget(self.codec, 0, 1)
        grid.addWidget(self.quality, 0, 2)
        grid.addLayout(row(self.mark, self.fate, stretch=self.fate), 1, 1, 1, 2)
        grid.setColumnStretch(1, 1)
