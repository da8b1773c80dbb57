"""What each script here ends with: the checks that held, those that did not, and the exit code."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field


@dataclass
class Tally:
    """Counts checks. ``wrong`` holds a sentence for each one that did not hold."""

    held: int = 0
    wrong: list[str] = field(default_factory=list)

    def check(self, holds: bool, sentence: str) -> None:
        """Count one check; ``sentence`` says what was expected."""
        if holds:
            self.held += 1
        else:
            self.wrong.append(sentence)

    def end(self) -> None:
        """Print the result as the last line and leave, with 1 if anything was wrong."""
        for sentence in self.wrong[:20]:
            print(f"wrong: {sentence}")
        print(f"{self.held} passed, {len(self.wrong)} failed")
        sys.exit(1 if self.wrong else 0)


def say(line: str) -> None:
    """A line about how far it is; at once, since some of these take minutes."""
    print(line, flush=True)
