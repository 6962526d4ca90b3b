"""`python -m tests.pictures`: draw the pictures of docs/fitting anew, from the demo's music."""

from __future__ import annotations

from pathlib import Path

from tests.pictures import close, ducking, filling, fitting

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "fitting"

if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for page in (fitting, close, ducking, filling):
        page.main(FOLDER)
