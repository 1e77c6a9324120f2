"""Run a command of a site, and write to a file what it cost.

python -m benchmarks.command FILE COMMAND [ARGUMENT…]
"""

import json
import re
import sys
import time
from pathlib import Path

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    told, *command = sys.argv[1:]
    execute_from_command_line(["manage.py", *command])
    # Not that of the parent, which the system counts in where it tells of a child.
    peak = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    cost = {"cpu": time.process_time(), "peak": int(peak[1]) * 1024}
    Path(told).write_text(json.dumps(cost))
