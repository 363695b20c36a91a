"""Start a command from a small process: a child's peak memory begins at its parent's (``ru_maxrss`` lives on)."""

import os
import sys
import time

if __name__ == "__main__":
    start = time.perf_counter()
    child = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - start
    with open(sys.argv[1], "w") as out:  # noqa: PTH123 - pathlib would make this process larger
        print(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, file=out)
    sys.exit(os.waitstatus_to_exitcode(status))
