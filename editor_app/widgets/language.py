"""Translations of the window: which there are, and how one of them is put to use."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from resources import TRANSLATIONS

PREFIX = "cuesmith_"
SOURCE = "en"
OURS = str(TRANSLATIONS)


def languages() -> tuple[tuple[str, str], ...]:
    """Return code and own name of every language there is, English first."""
    found = sorted(path.stem.removeprefix(PREFIX) for path in TRANSLATIONS.glob(f"{PREFIX}*.qm"))
    others = ((code, QLocale(code).nativeLanguageName().capitalize()) for code in found)
    return ((SOURCE, "English"), *(one for one in others if one[0] != SOURCE))


def install_language(app: QCoreApplication, code: str) -> tuple[QTranslator, ...]:
    """Translate `app` into the language `code`, "" for that of the system.

    Called before widgets are made. What is returned must be kept while the program runs. A
    language that is not there leaves the English of the source.
    """
    locale = QLocale(code) if code else QLocale.system()
    of_qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    # English comes first and is asked last: it tells "1 song" from "2 songs".
    wanted = ((QLocale(SOURCE), PREFIX, OURS), (locale, "qtbase_", of_qt), (locale, PREFIX, OURS))
    found = (_installed(app, *one) for one in wanted)
    return tuple(one for one in found if one is not None)


def _installed(
    app: QCoreApplication, locale: QLocale, prefix: str, folder: str
) -> QTranslator | None:
    translator = QTranslator(app)
    if not translator.load(locale, prefix, "", folder):
        return None
    app.installTranslator(translator)
    return translator
