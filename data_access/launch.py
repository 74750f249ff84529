"""Starts one program tied to the life of its parent: python -I -S launch.py PARENT SIGNAL UID GID PROGRAM ARGUMENT...

When the parent dies in whatever way, the program gets SIGNAL (Linux). With UID other than -1 the program runs as
that user. It is a program of its own, because Python code between fork and exec is unsafe in a threaded parent.
"""

import ctypes
import os
import sys

_PR_SET_PDEATHSIG = 1


def _main() -> None:
    parent, signal, user, group = (int(argument) for argument in sys.argv[1:5])
    program = sys.argv[5:]
    if user != -1:
        os.setgroups([])
        os.setgid(group)
        os.setuid(user)
    if sys.platform == "linux":
        # After setuid, which clears it.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal, 0, 0, 0)
        if os.getppid() != parent:
            sys.exit(1)
    os.execvp(program[0], program)


if __name__ == "__main__":
    _main()
