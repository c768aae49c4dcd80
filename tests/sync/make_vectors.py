"""Writes sync/vectors/ again: `python -m tests.sync.make_vectors`. Only what changed in meaning changes."""

import json
from pathlib import Path

from tests.sync import (
    vectors_of_backups,
    vectors_of_batches,
    vectors_of_carried,
    vectors_of_chains,
    vectors_of_changes,
    vectors_of_checks,
    vectors_of_clocks,
    vectors_of_damage,
    vectors_of_epochs,
    vectors_of_files,
    vectors_of_folding,
    vectors_of_goings,
    vectors_of_keys,
    vectors_of_log,
    vectors_of_merge,
    vectors_of_nudges,
    vectors_of_pages,
    vectors_of_pairing,
    vectors_of_plaintexts,
    vectors_of_purges,
    vectors_of_readable,
    vectors_of_restoring,
    vectors_of_retention,
    vectors_of_secrets,
    vectors_of_snapshots,
    vectors_of_tables,
    vectors_of_wordings,
    vectors_of_written_anew,
)

VECTORS = Path(__file__).parents[2] / "sync" / "vectors"
ROOMS = (
    vectors_of_keys,
    vectors_of_secrets,
    vectors_of_epochs,
    vectors_of_pairing,
    vectors_of_chains,
    vectors_of_log,
    vectors_of_checks,
    vectors_of_changes,
    vectors_of_plaintexts,
    vectors_of_clocks,
    vectors_of_merge,
    vectors_of_folding,
    vectors_of_purges,
    vectors_of_snapshots,
    vectors_of_files,
    vectors_of_carried,
    vectors_of_damage,
    vectors_of_nudges,
    vectors_of_readable,
    vectors_of_tables,
    vectors_of_pages,
    vectors_of_backups,
    vectors_of_wordings,
    vectors_of_restoring,
    vectors_of_batches,
    vectors_of_retention,
    vectors_of_goings,
    vectors_of_written_anew,
)


def text_by_name() -> dict[str, str]:
    """The text of every vector by its file's name."""
    texts: dict[str, str] = {}
    for room in ROOMS:
        for name, vector in room.vectors():
            assert name not in texts, name
            texts[f"{name}.json"] = json.dumps(vector, indent=2) + "\n"
    return texts


def main() -> None:
    texts = text_by_name()
    VECTORS.mkdir(exist_ok=True)
    for path in VECTORS.glob("*.json"):
        if path.name not in texts:
            path.unlink()
    for name, text in texts.items():
        (VECTORS / name).write_text(text)
    print(f"{len(texts)} vectors in {VECTORS.name}/")


if __name__ == "__main__":
    main()
