"""The yardstick's side of the benchmark: orjson reads the same files and does nothing with them.

Runs in an environment of its own. Reads a line of files, answers with wall and processor seconds.
"""

import gc
import json
import sys
import time
from pathlib import Path

import orjson


def main() -> None:
    """Answer line after line."""
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        files = json.loads(line)
        gc.collect()
        wall, cpu = time.perf_counter(), time.process_time()
        for file in files:
            orjson.loads(Path(file).read_bytes())
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        print(json.dumps({"wall": wall, "cpu": cpu}), flush=True)


if __name__ == "__main__":
    main()
