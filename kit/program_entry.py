"""What the single-folder program starts with: the command line; asked as an interpreter (`-c`, `-m reportgen`), it is one.

The program does its long work in an interpreter of its own (files/child), which it calls by the name it was started by.
"""

import sys

if sys.argv[1:2] == ["-c"]:
    code, sys.argv = sys.argv[2], ["-c", *sys.argv[3:]]
    exec(code)
else:
    if sys.argv[1:3] == ["-m", "reportgen"]:
        del sys.argv[1:3]
    from reportgen.cli.main import run

    run()
