"""Translations of the window: `cuesmith_<language>.ts` is translated, `.qm` is what is loaded."""
