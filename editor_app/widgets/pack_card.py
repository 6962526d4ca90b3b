"""The card of a model pack: what it learnt from, how good it is, what it cannot do."""

from __future__ import annotations

from PySide6.QtWidgets import QTextBrowser

from editor_app.widgets.parts import named


class PackCard(QTextBrowser):
    """Shows a card, which is Markdown; its links lead nowhere, for nothing is fetched."""

    def __init__(self, name: str) -> None:
        super().__init__()
        named(self, name, spoken=self.tr("Card of the model pack"))
        self.setOpenLinks(False)
        self.document().setDocumentMargin(12)

    def show_card(self, card: str) -> None:
        """Show a card, or that there is none."""
        if card:
            self.setMarkdown(card)
        else:
            self.setPlainText(self.tr("This pack says nothing of itself."))
