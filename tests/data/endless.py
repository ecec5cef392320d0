"""A confined child that never gets done; it says which process it is."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from data.reading.confinement import confine

if __name__ == "__main__":
    confine(2**32, 60)
    said = Path(sys.argv[1]) / "said"
    said.write_text(str(os.getpid()), "utf-8")
    said.rename(said.with_name("pid"))
    time.sleep(120)
