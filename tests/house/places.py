"""Where the house keeps what is tested about it."""

from pathlib import Path

HOUSE = Path(__file__).parent.parent.parent
NOT_OURS = {"node_modules", "dist", ".venv", "__pycache__"}


def files(*patterns: str) -> list[Path]:
    """Our own files of these patterns, seen from the top of the house."""
    found = {path for pattern in patterns for path in HOUSE.glob(pattern) if path.is_file()}
    return sorted(path for path in found if not NOT_OURS & set(path.relative_to(HOUSE).parts))


def name(path: Path) -> str:
    return path.relative_to(HOUSE).as_posix()
