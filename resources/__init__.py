"""Data that ships with the program: packs, models, the demo, the look, plugins for editors."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent
PACKS = ROOT / "packs"
MODELS = ROOT / "models"
DEMO = ROOT / "demo"
THEMES = ROOT / "themes"
ICONS = ROOT / "icons"
EDITORS = ROOT / "editors"
TRANSLATIONS = ROOT / "translations"
GUIDE = ROOT.parent / "docs" / "guide.md"
