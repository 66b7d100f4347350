"""Where the program keeps its files; `--home` or CATDOG_HOME relocates every one of them.

`RESOURCES` holds the files that the program came with: the bundled model, icons, translations.
"""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

HOME_VARIABLE = "CATDOG_HOME"
_INSTALLED_RESOURCES = Path(__file__).with_name("resources")
# An installation has the folder inside the package, where no other program's can take its place; a checkout beside it.
RESOURCES = _INSTALLED_RESOURCES if _INSTALLED_RESOURCES.is_dir() else Path(__file__).parents[1] / "resources"


@dataclass(frozen=True, slots=True)
class Paths:
    """The files and folders of one user of the program. None of them needs to exist.

    Attributes:
        data: files that cannot be made again.
        cache: files that can be made again.
        settings: what the user chose.
        home: the folder that holds all of them, if `--home` or CATDOG_HOME gave one.
    """

    data: Path
    cache: Path
    settings: Path
    home: Path | None = None

    @classmethod
    def at(cls, home: Path | None) -> Paths:
        """The files below `home`, else below CATDOG_HOME, else in the system's folders for programs."""
        if home is None and os.environ.get(HOME_VARIABLE):
            home = Path(os.environ[HOME_VARIABLE])
        if home is not None:
            home = home.expanduser().absolute()
            return cls(home, home / "cache", home, home)
        import platformdirs

        system = platformdirs.PlatformDirs("catdog", appauthor=False)
        return cls(system.user_data_path, system.user_cache_path, system.user_config_path)

    def make_private(self) -> None:
        """Makes the folders, and lets no other user of the computer read them: they list every photograph's path.

        What cannot be changed stays as it is: the command that needs it says so.
        """
        if os.name == "nt":
            return  # there, the folders of a user are private
        for folder in {self.data, self.cache, self.settings}:
            with contextlib.suppress(OSError):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                folder.chmod(0o700)
        for file in (self.cache_file, self.journal_file, self.corrections_file, self.settings_file):
            for ending in ("", "-wal", "-shm"):
                with contextlib.suppress(OSError):
                    file.with_name(file.name + ending).chmod(0o600)

    @property
    def cache_file(self) -> Path:
        return self.cache / "scores.sqlite3"

    @property
    def journal_file(self) -> Path:
        return self.data / "journal.sqlite3"

    @property
    def corrections_file(self) -> Path:
        return self.data / "corrections.sqlite3"

    @property
    def models_dir(self) -> Path:
        return self.data / "models"

    @property
    def log_dir(self) -> Path:
        return self.data / "logs"

    @property
    def locks_dir(self) -> Path:
        return self.data / "locks"

    @property
    def settings_file(self) -> Path:
        return self.settings / "settings.ini"
